import asyncio

import pytest

from intentlib.dashboard.turns import Turns, leave_page, take_turn


async def make(turns, name, told, over=None):
    """Make a page, the cells of which are run in a task of their own as Voila does it."""

    async def run_cells():
        await take_turn()
        told.append(f"{name} begins")
        await asyncio.sleep(0.01)
        told.append(f"{name} ends")

    with turns.page():
        cells = asyncio.create_task(run_cells())
        await asyncio.wait([cells, *([over] if over else [])], return_when="FIRST_COMPLETED")
    return cells


def test_pages_run_their_cells_one_after_the_other_as_they_came():
    async def visit():
        turns, told = Turns(1), []
        await asyncio.gather(*(make(turns, name, told) for name in "abc"))
        return told

    assert asyncio.run(visit()) == [
        f"{name} {what}" for name in "abc" for what in ("begins", "ends")
    ]


def test_as_many_at_once_as_may():
    async def visit():
        turns, told = Turns(2), []
        await asyncio.gather(*(make(turns, name, told) for name in "abc"))
        return told

    told = asyncio.run(visit())
    assert told[:2] == ["a begins", "b begins"]
    assert told.index("c begins") > told.index("a ends")


def test_a_visitor_who_left_while_waiting_holds_up_nobody_and_costs_nothing():
    async def visit():
        turns, told = Turns(1), []
        gone = asyncio.create_task(asyncio.sleep(0))
        first = asyncio.create_task(make(turns, "a", told))
        left = asyncio.create_task(make(turns, "b", told, over=gone))
        await asyncio.gather(first, left, make(turns, "c", told))
        with pytest.raises(asyncio.CancelledError):
            await left.result()
        return told

    assert asyncio.run(visit()) == ["a begins", "a ends", "c begins", "c ends"]


def test_a_page_that_fails_in_its_turn_gives_it_back():
    async def fail(turns):
        with turns.page():
            await take_turn()
            raise ZeroDivisionError

    async def visit():
        turns = Turns(1)
        with pytest.raises(ZeroDivisionError):
            await fail(turns)
        with turns.page():
            await asyncio.wait_for(take_turn(), 1)

    asyncio.run(visit())


def test_what_is_for_no_page_waits_for_no_turn():
    async def warm():
        leave_page()
        await asyncio.wait_for(take_turn(), 1)

    async def visit():
        turns = Turns(1)
        await asyncio.wait_for(take_turn(), 1)
        with turns.page():
            await take_turn()
            await asyncio.create_task(warm())

    asyncio.run(visit())
