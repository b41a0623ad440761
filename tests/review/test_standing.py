"""What is in force, by example; what holds in general is in test_standing_properties.py."""

from __future__ import annotations

import pytest

from intentlib.errors import DecisionError, StoreError
from intentlib.review import (
    Approve,
    CannotLink,
    Comment,
    Conflict,
    Decision,
    Held,
    Merge,
    Move,
    Noise,
    PinApart,
    PinTogether,
    Rename,
    SetTheme,
    SetType,
    Skip,
    Split,
    Undo,
    fold,
    new_intent_id,
)


def approve(intent_id: str, keys: str) -> Approve:
    return Approve(keys=tuple(keys), intent_id=intent_id)


def test_an_approved_intent_is_one_component() -> None:
    standing = fold(
        [
            approve("i1", "ab"),
            Move(("c",), "i1", from_ids=("i2",), anchors=("b", "a")),
            Rename("i1", "Pay", anchors=("a",)),
            SetTheme("i1", "Bills"),
            SetType("i1", "request"),
        ]
    )
    (found,) = standing.components()
    assert found.keys == ("a", "b", "c")
    assert (found.intent_id, found.intent_ids) == ("i1", ("i1",))
    assert (found.name, found.theme, found.type) == (
        Held("Pay", 3),
        Held("Bills", 4),
        Held("request", 5),
    )
    assert found.approved_by == 1
    assert found.anchors == ("a",)
    assert found.decision_ids == (1, 2, 3, 4, 5)
    assert standing.component_of("c") == found
    assert standing.component_of("d") is None


def test_a_merge_keeps_the_id_and_name_of_the_one_that_stays() -> None:
    standing = fold([Rename("i1", "x"), Rename("i2", "y"), Merge("i2", ("i1",), ("a",), (1,))])
    (found,) = standing.components()
    assert (found.intent_id, found.intent_ids) == ("i2", ("i1", "i2"))
    assert standing.home("i1") == standing.home("i2") == "i2"
    assert standing.home("i3") == "i3"
    assert standing.label("i1", "name") == Held("y", 2)
    assert standing.label("i1", "theme") is standing.label("i3", "name") is None


def test_the_only_name_survives_a_merge() -> None:
    standing = fold([Rename("i1", "x")])
    merge = standing.completed(Merge("i2", ("i1",)))
    assert merge.supersedes == ()
    standing.advance([(2, merge)])
    assert standing.label("i2", "name") == Held("x", 1)


def test_a_name_that_gave_way_comes_back_with_the_undo_of_the_merge() -> None:
    standing = fold([Rename("i1", "x"), Rename("i2", "y"), Merge("i2", ("i1",), (), (1,))])
    standing.advance([(4, Rename("i2", "z", supersedes=(2,))), (5, Undo(3))])
    assert standing.label("i1", "name") == Held("x", 1)
    assert standing.label("i2", "name") == Held("z", 4)


def test_a_name_stays_replaced_when_the_one_that_replaced_it_is_undone() -> None:
    given = [
        Rename("i1", "x"),
        Rename("i1", "y", supersedes=(1,)),
        Rename("i1", "z", supersedes=(2,)),
    ]
    standing = fold(given)
    assert standing.clash(Undo(2)) is None
    standing.advance([(4, Undo(2))])
    assert standing.label("i1", "name") == Held("z", 3)
    standing.advance([(5, Undo(3))])
    assert standing.label("i1", "name") == Held("x", 1)


def test_what_gave_way_to_a_merge_stays_so_without_the_other() -> None:
    standing = fold([Rename("i1", "x"), Rename("i2", "y"), Merge("i2", ("i1",), (), (1,)), Undo(2)])
    assert standing.label("i1", "name") is None


def test_a_name_given_after_a_merge_outlives_it() -> None:
    given = [Rename("i1", "x"), Rename("i2", "y"), Merge("i2", ("i1",), (), (1,))]
    standing = fold(given)
    new = standing.completed(Rename("i1", "z"))
    assert new.supersedes == (1, 2)
    standing.advance([(4, new)])
    assert standing.clash(Undo(3)) is None
    standing.advance([(5, Undo(3))])
    assert standing.label("i1", "name") == Held("z", 4)
    assert standing.label("i2", "name") == Held("y", 2)
    again = standing.completed(Merge("i2", ("i1",)))
    standing.advance([(6, again)])
    assert standing.label("i2", "name") == Held("z", 4)


def test_parts_of_a_split_are_held_apart() -> None:
    standing = fold([Split("i1", (("a", "b"), ("c",))), PinApart(("d", "a"))])
    assert [each.keys for each in standing.components()] == [("a", "b"), ("c",), ("d",)]
    assert [each.intent_id for each in standing.components()] == ["i1", new_intent_id("c"), None]
    assert standing.cannot_links() == (CannotLink(0, 1, (1,)), CannotLink(0, 2, (2,)))


def test_settled_is_what_a_person_put_somewhere() -> None:
    standing = fold([approve("i1", "a"), Noise(("b",)), PinTogether(("c", "d")), Rename("i2", "x")])
    assert [standing.is_settled(key) for key in "abcde"] == [True, True, False, False, False]
    assert standing.noise == {"b": 2}
    assert standing.intent_of("a") == "i1"
    assert standing.intent_of("b") is standing.intent_of("c") is None
    standing.advance([(5, PinTogether(("d", "a")))])
    assert standing.is_settled("c")


def test_skipped_questions_until_that_is_undone() -> None:
    standing = fold([Skip("q"), Skip("r"), Skip("q"), Undo(2)])
    assert standing.skipped == {"q": 3}


def test_decisions_that_lost_their_wordings() -> None:
    standing = fold([approve("i1", "ab"), Noise(("c",)), Rename("i1", "x", anchors=("c",))])
    assert standing.lost({"a"}) == (2,)
    assert standing.lost({"b", "c"}) == ()


@pytest.mark.parametrize(
    ("held", "tried", "what", "numbers"),
    [
        ([approve("i1", "ab")], approve("i2", "bc"), "another intent", (1,)),
        ([approve("i1", "ab")], Move(("a",), "i2"), "another intent", (1,)),
        ([approve("i1", "ab")], Move(("a",)), "another intent", (1,)),
        (
            [approve("i1", "ab"), approve("i2", "c")],
            PinTogether(("a", "c")),
            "another intent",
            (2,),
        ),
        ([PinTogether(("a", "b")), approve("i1", "bc")], Move(("a",), "i2"), "another", (1,)),
        ([PinTogether(("a", "b")), approve("i1", "bc")], Move(("b",), "i2"), "another", (2,)),
        ([approve("i1", "ab")], Noise(("b",)), "belong to an intent", (1,)),
        ([Noise(("b",))], approve("i1", "ab"), "no intent", (1,)),
        ([Noise(("b",))], PinApart(("a", "b")), "no intent", (1,)),
        ([PinApart(("a", "b"))], Noise(("b",)), "belong to an intent", (1,)),
        ([approve("i1", "ab")], PinApart(("a", "b")), "held together", (1,)),
        (
            [PinTogether(("a", "b")), PinTogether(("b", "c"))],
            PinApart(("a", "c")),
            "together",
            (2,),
        ),
        ([PinApart(("a", "b"))], approve("i1", "ab"), "held apart", (1,)),
        ([Split("i1", (("a",), ("b",)))], Merge("i1", (new_intent_id("b"),)), "held apart", (1,)),
        ([Merge("i1", ("i2",), ("a", "b"))], Split("i1", (("a",), ("b",))), "another", (1,)),
        ([Rename("i1", "x")], Rename("i1", "y"), "another name", (1,)),
        ([Rename("i1", "x"), Rename("i2", "y")], Merge("i1", ("i2",)), "different names", (1, 2)),
        (
            [approve("i1", "a"), Merge("i1", ("i2",)), approve("i2", "ab")],
            Undo(2),
            "build on it",
            (3,),
        ),
        ([Noise(("a",)), Undo(1), approve("i1", "a")], Undo(2), "build on it", (3,)),
    ],
)
def test_what_contradicts_and_why(
    held: list[Decision], tried: Decision, what: str, numbers: tuple[int, ...]
) -> None:
    standing = fold(held)
    assert standing.conflicts == ()
    found = standing.clash(tried)
    assert found is not None
    assert what in found.what
    assert found.numbers == numbers


@pytest.mark.parametrize(
    ("held", "agreeing"),
    [
        ([approve("i1", "ab")], approve("i1", "bc")),
        ([approve("i1", "ab")], Move(("a",), "i1")),
        ([Noise(("a",))], Noise(("a", "b"))),
        ([Rename("i1", "x")], Rename("i1", "x")),
        ([Rename("i1", "x"), Rename("i2", "x")], Merge("i1", ("i2",))),
        ([Merge("i1", ("i2",))], Merge("i2", ("i1",))),
        ([approve("i1", "a"), Merge("i1", ("i2",))], approve("i2", "ab")),
        ([approve("i1", "a")], PinTogether(("a", "b"))),
        ([approve("i1", "a"), approve("i2", "b")], PinApart(("a", "b"))),
        ([Move(("a",), "i2", from_ids=("i1",))], Merge("i1", ("i2",), ("a", "b"))),
        ([approve("i1", "a")], Comment("well", keys=("a",))),
    ],
)
def test_what_agrees(held: list[Decision], agreeing: Decision) -> None:
    assert fold(held).clash(agreeing) is None


def test_conflicts_are_listed_with_a_way_out() -> None:
    given = [approve("i1", "ab"), PinApart(("a", "b")), Noise(("c",))]
    standing = fold(given)
    assert standing.conflicts == (
        Conflict(2, "they are held together", (1,), "Undo #2, or undo #1 so that it holds"),
    )
    assert standing.cannot_links() == ()
    assert fold([*given, Undo(2)]).conflicts == ()
    other = fold([*given, Undo(1)])
    assert other.conflicts == ()
    assert len(other.cannot_links()) == 1


def test_a_merge_settles_a_conflict() -> None:
    standing = fold([approve("i1", "a"), approve("i2", "ab")])
    assert [each.decision_id for each in standing.conflicts] == [2]
    standing.advance([(3, Merge("i1", ("i2",)))])
    assert standing.conflicts == ()
    assert standing.intent_of("b") == "i1"


def test_a_name_settles_a_conflict() -> None:
    given = [Rename("i1", "x"), Rename("i1", "y"), Rename("i1", "z")]
    assert [each.decision_id for each in fold(given).conflicts] == [2, 3]
    standing = fold([*given, Rename("i1", "y", supersedes=(1,))])
    assert [each.decision_id for each in standing.conflicts] == [3]
    assert standing.label("i1", "name").value == "y"


def test_a_new_name_settles_which_of_two_holds() -> None:
    standing = fold([Rename("i1", "x"), Rename("i1", "y"), SetTheme("i1", "x")])
    new = standing.completed(Rename("i1", "z"))
    assert new.supersedes == (1, 2)
    standing.advance([(4, new)])
    assert standing.conflicts == ()
    assert standing.label("i1", "name").value == "z"
    assert standing.clash(Undo(4)) is None
    standing.advance([(5, Undo(4))])
    assert [each.decision_id for each in standing.conflicts] == [2]


def test_an_undo_that_two_undid_stays_undone_once_more() -> None:
    given = [approve("i1", "a"), Undo(1), Undo(2), Undo(2)]
    assert fold(given).intent_of("a") == "i1"
    assert fold([*given, Undo(3)]).intent_of("a") == "i1"
    assert fold([*given, Undo(3), Undo(4)]).intent_of("a") is None


def test_one_merge_settles_several_conflicts() -> None:
    given = [approve("i1", "ab"), approve("i2", "ac"), approve("i2", "bd"), Noise(("a",))]
    standing = fold([*given, Merge("i1", ("i2",))])
    assert [each.decision_id for each in standing.conflicts] == [4]
    assert standing.intent_of("c") == standing.intent_of("d") == "i1"


def test_an_undo_of_what_comes_later_is_damage() -> None:
    with pytest.raises(StoreError, match="#1 undoes what doesn't come before it: #1"):
        fold([Undo(1)])


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(DecisionError, match="#2"):
        fold([Skip("q")]).decision(2)
