from __future__ import annotations

from collections.abc import Sequence

import fastcluster
import numpy as np
import pandas as pd
import pytest
from small_runs import AT

from intentlib.model import Manifest, Recommendation, Run, Tree
from intentlib.taxonomy import Carried, carry
from intentlib.tree import cut

HEIGHT = 0.3


class World:
    """Wordings ``said`` of intents; those of one intent lie close, and closer in one style.

    Intents 0 and 1 are akin, and so are 2 and 3.
    """

    def __init__(self, said: Sequence[tuple[str, int, int]]) -> None:
        rows = [
            (f"{style}{intent}-{n}", intent, style) for style, intent, m in said for n in range(m)
        ]
        self.truth = np.array([intent for _, intent, _ in rows])
        styles = np.array([style for *_, style in rows])
        dice = np.random.default_rng(3)
        vectors = np.eye(12, 16)[self.truth] + dice.normal(0, 0.02, (len(rows), 16))
        for pair in (0, 1):
            vectors[self.truth // 2 == pair, 12 + pair] += 0.9
        vectors[:, 15] += 0.6 * (styles == "s")
        self.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        ids = pd.Series([row[0] for row in rows], dtype="str")
        self.wordings = pd.DataFrame({"wording_id": ids, "calls": 1})
        linkage = fastcluster.linkage(self.vectors, "average")
        linkage[:, 2] /= 2
        self.tree = Tree(linkage)

    def run(self, ids: Sequence[str] | None = None) -> Run:
        """Return a run that found the truth."""
        intents = [f"i{intent}" for intent in self.truth] if ids is None else list(ids)
        wordings = self.wordings.assign(intent_id="", found_id=pd.Series(intents, dtype="str"))
        advice = Recommendation(HEIGHT, 1, "")
        manifest = Manifest(
            "before", AT, "complete", {}, {}, {}, {}, {}, {}, {}, HEIGHT, advice
        )  # fmt: skip
        none = pd.DataFrame()
        return Run(manifest, none, wordings, none, none, none, self.tree, self.vectors)

    def carried(self, before: Run, **changed: object) -> Carried | None:
        """Return the refresh of a run by this world, with the groups of one cut."""
        labels = cut(self.tree, HEIGHT)
        given = {"labels": labels, "height": HEIGHT, **changed}
        return carry(
            tree=self.tree, wordings=self.wordings, vectors=self.vectors, previous=before, **given
        )


FOUR = [("a", intent, 20) for intent in range(4)]


def intents_of(found: Carried, world: World) -> dict[int, set[str]]:
    """Return what each true intent goes on being; ``new`` where that is nothing known."""
    said = pd.Series(found.goes_on).replace("", "new").groupby(world.truth).agg(set)
    return said.to_dict()


def test_old_wordings_stay_where_they_were_and_others_join_them() -> None:
    before = World(FOUR)
    after = World([*FOUR, ("b", 0, 3), ("b", 2, 1)])
    coarse = cut(after.tree, 10.0)
    odd = np.where(before.truth == 1, "i0", [f"i{intent}" for intent in before.truth])
    odd[0] = "i3"
    found = after.carried(before.run(odd.tolist()), labels=coarse)
    told = dict(zip(after.wordings["wording_id"], found.goes_on, strict=True))
    assert [told[wording] for wording in before.wordings["wording_id"]] == odd.tolist()
    assert {told[f"b0-{n}"] for n in range(3)} == {"i0"}
    assert told["b2-0"] == "i2"
    ids = pd.Series(found.goes_on).groupby(found.labels).nunique()
    assert ids.tolist() == [1] * 3, "i0 with i1, i2, i3"
    assert found.labels[0] == 0


def test_a_branch_that_stands_apart_is_new_though_the_cut_would_not_part_it() -> None:
    before, after = World(FOUR), World([*FOUR, ("b", 4, 9), ("b", 1, 4)])
    found = after.carried(before.run(), labels=cut(after.tree, 10.0), height=10.0)
    assert intents_of(found, after) == {**{i: {f"i{i}"} for i in range(4)}, 4: {"new"}}
    assert len(np.unique(found.labels[after.truth == 4])) == 1
    assert len(np.unique(found.labels)) == 5


@pytest.mark.parametrize(("said", "new"), [(7, False), (8, True)])
def test_what_is_new_is_there_in_numbers(said: int, new: bool) -> None:
    before, after = World(FOUR), World([*FOUR, ("b", 4, said)])
    assert (intents_of(after.carried(before.run()), after)[4] == {"new"}) is new


def test_calls_are_the_numbers_that_count() -> None:
    before, after = World(FOUR), World([*FOUR, ("b", 4, 4)])
    after.wordings.loc[after.truth == 4, "calls"] = 4
    assert intents_of(after.carried(before.run()), after)[4] == {"new"}


def test_one_wording_of_many_calls_is_new() -> None:
    before, after = World(FOUR), World([*FOUR, ("b", 4, 1)])
    after.wordings.loc[after.truth == 4, "calls"] = 9
    assert intents_of(after.carried(before.run()), after)[4] == {"new"}


def test_what_chance_explains_is_not_new() -> None:
    """Nine of ten unseen wordings are a matter of course where nearly half of all are unseen."""
    said = [("a", intent, 20) for intent in range(6)]
    grown = [(style, intent, 18 if style == "b" else 20) for style in "ab" for intent in range(6)]
    before, after = World(said), World([*grown, ("b", 7, 8)])
    assert "new" not in intents_of(after.carried(before.run()), after)[7]


def test_branches_of_one_group_are_one_new_intent() -> None:
    before = World([("a", intent, 40) for intent in range(4)])
    after = World([*(("a", intent, 40) for intent in range(4)), ("b", 4, 9), ("b", 5, 9)])
    found = after.carried(before.run(), labels=np.where(after.truth < 4, after.truth, 4))
    assert len(np.unique(found.labels[after.truth >= 4])) == 1
    apart = after.carried(before.run())
    assert len(np.unique(apart.labels[after.truth >= 4])) == 2


def test_an_intent_that_comes_back_in_other_words_is_not_new() -> None:
    before = World([*FOUR, ("a", 4, 9)])
    after = World([*FOUR, ("b", 4, 9)])
    assert intents_of(after.carried(before.run()), after)[4] == {"i4"}


@pytest.mark.parametrize("style", ["b", "s"])
def test_the_same_intents_in_new_wordings_go_on(style: str) -> None:
    before = World(FOUR)
    after = World([(style, intent, 20) for intent in range(4)])
    found = after.carried(before.run())
    assert intents_of(found, after) == {intent: {f"i{intent}"} for intent in range(4)}


def test_a_new_style_beside_the_old_raises_nothing_new() -> None:
    before = World(FOUR)
    after = World([*FOUR, *(("s", intent, 20) for intent in range(4))])
    found = after.carried(before.run(), labels=np.arange(160), height=0.05)
    assert intents_of(found, after) == {intent: {f"i{intent}"} for intent in range(4)}


def test_a_new_intent_is_told_from_old_ones_in_new_words() -> None:
    before = World(FOUR)
    after = World([*(("s", intent, 20) for intent in range(4)), ("s", 6, 20)])
    found = after.carried(before.run())
    assert intents_of(found, after) == {**{i: {f"i{i}"} for i in range(4)}, 6: {"new"}}


def test_of_another_file_the_run_before_tells_nothing() -> None:
    before, after = World(FOUR), World([("b", intent, 20) for intent in range(5, 9)])
    assert after.carried(before.run()) is None


def test_of_a_file_that_outgrew_it_the_run_before_tells_nothing() -> None:
    before, after = World(FOUR), World([("b", intent, 41) for intent in range(4)])
    assert after.carried(before.run()) is None


def test_the_order_of_the_run_before_changes_nothing() -> None:
    before, after = World(FOUR), World([*FOUR, ("b", 4, 9), ("b", 1, 4)])
    run = before.run()
    order = np.random.default_rng(0).permutation(len(run.wordings))
    turned = Run(
        run.manifest, run.calls, run.wordings.iloc[order], run.intents, run.themes, run.lineage,
        run.tree, run.vectors[order],
    )  # fmt: skip
    one, other = after.carried(run), after.carried(turned)
    assert one.goes_on == other.goes_on
    np.testing.assert_array_equal(one.labels, other.labels)
