"""Alarms, and a page of graphs of what they watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.constructs.notices import Notices


@dataclass(frozen=True)
class Watched:
    """A metric, and from which value on someone should know.

    Parameters
    ----------
    name
        Of the alarm: letters only.
    metric
        What is measured.
    limit
        The lowest value that is too high.
    minutes
        For how long it must be.
    """

    name: str
    metric: cloudwatch.IMetric
    limit: float
    minutes: int = 5


class Alarms(Construct):
    """An alarm for each metric, one notice each; times without a value are good times."""

    def __init__(
        self, scope: Construct, id_: str, *, notices: Notices, watched: Sequence[Watched]
    ) -> None:
        super().__init__(scope, id_)
        for each in watched:
            alarm = cloudwatch.Alarm(
                self,
                each.name,
                metric=each.metric,
                threshold=each.limit,
                evaluation_periods=each.minutes // 5,
                comparison_operator=(
                    cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
                ),
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            notices.watch(alarm)


def page(scope: Construct, id_: str, watched: Sequence[Watched]) -> cloudwatch.Dashboard:
    """Return a page of CloudWatch with a graph of each metric and its limit."""
    graphs: list[cloudwatch.IWidget] = [
        cloudwatch.GraphWidget(
            title=each.name,
            left=[each.metric],
            left_annotations=[cloudwatch.HorizontalAnnotation(value=each.limit)],
            width=8,
        )
        for each in watched
    ]
    rows = [graphs[place : place + 3] for place in range(0, len(graphs), 3)]
    return cloudwatch.Dashboard(scope, id_, default_interval=Duration.days(7), widgets=rows)
