"""The commands of ``intentlib bench``: light wrappers, like those of ``cli``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from intentlib.options import AsJson, HowToTell, ProgressKind, TextColumn, telling

bench = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown.")]
Gold = Annotated[str | None, typer.Option(help="Column of the true intent.", show_default="found")]


@bench.command()
def quality(
    labelled: Annotated[list[str], typer.Argument(help="Labelled files of calls.")],
    text: TextColumn = None,
    gold: Gold = None,
    peers: Annotated[
        str | None,
        typer.Option(help="Names with commas between; '' for none.", show_default="all of them"),
    ] = None,
    seeds: Annotated[
        int, typer.Option(min=1, help="Runs of what is random; the one of median ARI is told.")
    ] = 1,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    progress: HowToTell = ProgressKind.auto,
) -> None:
    r"""Score the shipped defaults and their peers on labelled files, side by side.

    Peers: [bold]bertopic[/] and [bold]evoc[/] with their defaults, [bold]hdbscan[/]
    (smallest cluster 10), [bold]communities[/] (sentence-transformers' community
    detection, 0.75), [bold]kmeans[/] told the true number of intents, and
    [bold]kmeans-ours[/], the same on our vectors. The first two come with
    pip install 'intentlib\[bench]'.

    All get the same distinct wordings; the peers get the vectors of
    sentence-transformers' default encode, as their users would. Each runs in a
    process of its own, so that seconds and memory are its own. What compiles on
    first use is run once, on up to 5,000 wordings, before its clock starts. What
    is random starts from seed 0. Calls that a peer leaves out are scored as a
    group of their own. Every call weighs the same; calibration is by wordings.

    [bold]Examples[/]

    intentlib bench quality labelled.csv

    intentlib bench quality a.csv b.csv --text intent --gold gold --peers evoc,kmeans --markdown
    """
    from intentlib.benchmark.peers import choose_peers
    from intentlib.benchmark.quality import compare_methods

    chosen = choose_peers(peers)
    with telling(progress) as told:
        compared = compare_methods(
            labelled, chosen, text=text, gold=gold, seeds=seeds, progress=told
        )
    if as_json:
        typer.echo(json.dumps({"seeds": seeds, "files": [asdict(one) for one in compared]}))
    else:
        from intentlib.console import show_quality

        show_quality(compared, as_markdown=as_markdown)


@bench.command()
def speed(
    file: Annotated[
        str | None, typer.Argument(help="File of calls.", show_default="made-up wordings")
    ] = None,
    text: TextColumn = None,
    wordings: Annotated[
        list[int] | None,
        typer.Option(
            min=100,
            help="Size of a tree; can be repeated.",
            show_default="10000, 30000, 100000, 300000",
        ),
    ] = None,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    progress: HowToTell = ProgressKind.auto,
) -> None:
    """Time embedding beside sentence-transformers, and the tree as files grow.

    Up to 3,000 wordings of the file are embedded, in turn by us and by
    sentence-transformers' default encode, each time in a process of its own. Larger
    sets are made from their vectors and spread alike; each tree is built in a process
    of its own, its cuts at several heights and all ticks of the slider are timed.

    [bold]Examples[/]

    intentlib bench speed

    intentlib bench speed calls.csv --wordings 10000 --wordings 100000 --markdown
    """
    from intentlib.benchmark.speed import SIZES, measure_speed

    sizes = sorted(set(wordings or SIZES))
    with telling(progress) as told:
        found = measure_speed(file, text=text, sizes=sizes, progress=told)
    if as_json:
        one = found.embedding
        ratios = {name: round(getattr(one, name), 3) for name in ("ratio", "reading_ratio")}
        embedding = {**asdict(one), **ratios}
        typer.echo(json.dumps({"embedding": embedding, "trees": list(map(asdict, found.trees))}))
    else:
        from intentlib.console import show_speed

        show_speed(found, as_markdown=as_markdown)


@bench.command()
def reviews(
    labelled: Annotated[list[str], typer.Argument(help="Labelled files of calls.")],
    text: TextColumn = None,
    gold: Gold = None,
    answers: Annotated[
        list[int] | None,
        typer.Option(
            min=1,
            help="Number of answers; can be repeated.",
            show_default="5, 10, 15, 20, 40, 80, 150",
        ),
    ] = None,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    progress: HowToTell = ProgressKind.auto,
) -> None:
    """Score what the answers of a reviewer are worth, against their number.

    The reviewer knows the true intents, and sees of each question what a person would
    see. Beside the queue's order: the same number of questions in any order, and the
    calls whose wording was never on show, which improve only by what was learned.

    [bold]Example[/]

    intentlib bench reviews labelled.csv --answers 10 --answers 50
    """
    from intentlib.benchmark.reviewed import COUNTS, measure_reviews

    counts = sorted(set(answers or COUNTS))
    with telling(progress) as told:
        curves = [
            measure_reviews(path, counts, text=text, gold=gold, progress=told) for path in labelled
        ]
    if as_json:
        typer.echo(json.dumps([asdict(curve) for curve in curves]))
    else:
        from intentlib.console import show_reviews

        show_reviews(curves, as_markdown=as_markdown)
