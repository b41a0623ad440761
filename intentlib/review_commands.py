"""The commands of ``intentlib review``: light wrappers, like those of ``cli``."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intentlib.errors import DecisionError, InputError, OptionError
from intentlib.options import AsJson, Runs

if TYPE_CHECKING:
    from intentlib.review import Ledger, Recorded

review = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog="Example: [bold]intentlib review apply rename i1a2b3c4d 'Pay a bill'[/]",
)

LedgerUrl = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        help="File, or postgresql:// address of the database.",
        envvar="INTENTLIB_LEDGER",
        show_default="ledger.db beside the runs",
    ),
]
Reviewer = Annotated[
    str | None,
    typer.Option(help="Who decides.", envvar="INTENTLIB_REVIEWER", show_default="the user"),
]
Reason = Annotated[str | None, typer.Option(help="Why.")]
InsteadOf = Annotated[
    list[int] | None,
    typer.Option(help="Number of a decision to undo in the same step; can be repeated."),
]


@review.command("list")
def list_standing(ledger: LedgerUrl = None, runs: Runs = "runs", as_json: AsJson = False) -> None:
    """Show what is in force: what people decided of intents and wordings, and conflicts.

    [bold]Example[/]

    intentlib review list --json
    """
    with _opened(ledger, runs) as opened:
        standing = opened.standing()
    if as_json:
        told = {
            "position": standing.position,
            "components": [asdict(each) for each in standing.components()],
            "cannot_links": [asdict(each) for each in standing.cannot_links()],
            "noise": standing.noise,
            "conflicts": [asdict(each) for each in standing.conflicts],
        }
        _print(told)
    else:
        from intentlib.console import show_standing

        show_standing(standing)


@review.command()
def apply(
    what: Annotated[str, typer.Argument(help="A form, a file, or - for standard input.")],
    said: Annotated[list[str] | None, typer.Argument(help="As the form has it.")] = None,
    wording: Annotated[list[str] | None, typer.Option(help="A wording; can be repeated.")] = None,
    reason: Reason = None,
    instead_of: InsteadOf = None,
    reviewer: Reviewer = None,
    ledger: LedgerUrl = None,
    runs: Runs = "runs",
    as_json: AsJson = False,
) -> None:
    """Record decisions on the published run, all of those given or none.

    [bold]Forms[/], in which an INTENT is given by id or name and a WORDING by its text:

    approve INTENT · rename INTENT NAME · set_theme INTENT THEME · set_type INTENT TYPE

    merge INTENT OTHER... · split INTENT --wording WORDING...

    move INTENT --wording WORDING... · without INTENT to a new one

    noise, pin_together or pin_apart --wording WORDING... · comment TEXT [INTENT] · skip QUESTION

    [bold]A file[/] has one decision per line, such as
    {"kind": "rename", "intent_id": "i1a2b3c4d", "value": "Pay a bill"}

    [bold]Examples[/]

    intentlib review apply approve "Pay a bill"

    intentlib review apply rename i1a2b3c4d "Pay a bill"

    intentlib review apply merge i1a2b3c4d i5e6f7a8b --reason "the same form"

    intentlib review apply move i1a2b3c4d --wording "settle the invoice" --instead-of 7

    intentlib review apply decisions.jsonl --reviewer Ann
    """
    from intentlib.review import FORMS, Offer, draft, open_drafter, read_offers

    who = _reviewer(reviewer)
    with _opened(ledger, runs) as opened:
        if what in FORMS:
            run_id, drafter = open_drafter(runs, opened.standing())
            decision = draft(what, said or (), wording or (), drafter)
            offers = [Offer(decision, who, run_id, reason, tuple(instead_of or ()))]
        else:
            _only_for_forms(said, wording, reason, instead_of)
            offers = read_offers(_lines(what), who)
        _show(opened.append_all(offers), as_json=as_json)


@review.command("queue")
def show_queue(
    first: Annotated[int, typer.Option(min=1, help="How many questions.")] = 10,
    ledger: LedgerUrl = None,
    runs: Runs = "runs",
    as_json: AsJson = False,
) -> None:
    """Show the questions to answer next on the published run, the most valuable first.

    A question is worth the calls that its answer is expected to put right. Those that
    were skipped come last; those that were answered don't come back.

    [bold]Example[/]

    intentlib review queue --first 20 --json
    """
    from intentlib.review import Drafter, Queue, settles
    from intentlib.store import open_run

    with _opened(ledger, runs) as opened:
        standing = opened.standing()
    run = open_run(runs)
    queue = Queue(run.wordings, run.tree, run.vectors)
    questions = queue.questions(standing, first)
    settled = queue.outlook(standing).share_settled
    names = Drafter(run.wordings, run.intents, standing).names
    if as_json:
        told = {"run_id": run.run_id, "settled": settled, "settles": settles(questions)}
        _print({**told, "questions": [each.told(names) for each in questions]})
    else:
        from intentlib.console import show_questions

        show_questions(questions, names, settled)


@review.command()
def undo(
    number: Annotated[int, typer.Argument(help="Number of the decision.")],
    reason: Reason = None,
    instead_of: InsteadOf = None,
    reviewer: Reviewer = None,
    ledger: LedgerUrl = None,
    runs: Runs = "runs",
    as_json: AsJson = False,
) -> None:
    """Undo a decision; undoing the undo restores it.

    [bold]Example[/]

    intentlib review undo 7 --reason "meant the other one"
    """
    from intentlib.review import Offer, Undo

    offer = Offer(Undo(number), _reviewer(reviewer), None, reason, tuple(instead_of or ()))
    with _opened(ledger, runs) as opened:
        _show(opened.append_all([offer]), as_json=as_json)


@review.command()
def history(
    last: Annotated[int | None, typer.Option(min=1, help="Only so many, the latest.")] = None,
    ledger: LedgerUrl = None,
    runs: Runs = "runs",
    as_json: AsJson = False,
) -> None:
    """List the decisions, the latest last: who, when, what, and what undid them.

    [bold]Example[/]

    intentlib review history --last 20
    """
    with _opened(ledger, runs) as opened:
        standing = opened.standing()
        found = opened.recorded(max(0, standing.position - last) if last else 0)
    if as_json:
        for done in found:
            _print({**done.told(), "undone_by": standing.undone_by(done.decision_id)})
    else:
        from intentlib.console import show_history

        show_history(found, standing)


@review.command("export")
def export_ledger(ledger: LedgerUrl = None, runs: Runs = "runs") -> None:
    """Print all decisions as JSON Lines, to keep or to import elsewhere.

    [bold]Example[/]

    intentlib review export > decisions.jsonl
    """
    from intentlib.review import export_lines

    with _opened(ledger, runs) as opened:
        for line in export_lines(opened):
            typer.echo(line)


@review.command("import")
def import_ledger(
    file: Annotated[str, typer.Argument(help="File of decisions, or - for standard input.")],
    ledger: LedgerUrl = None,
    runs: Runs = "runs",
    as_json: AsJson = False,
) -> None:
    """Record the decisions that another ledger exported and this one hasn't, all or none.

    [bold]Example[/]

    intentlib review import decisions.jsonl --ledger postgresql://user@host/intents
    """
    from intentlib.review import import_lines

    with _opened(ledger, runs) as opened:
        done = import_lines(opened, _lines(file))
    if as_json:
        _print(asdict(done))
    else:
        from intentlib.console import show_imported

        show_imported(done)


@review.command()
def demo(ledger: LedgerUrl = None, runs: Runs = "runs", as_json: AsJson = False) -> None:
    """Fill an empty ledger with examples of decisions on the published run.

    [bold]Example[/]

    intentlib review demo --runs /tmp/trial
    """
    from intentlib.review import add_demo, open_drafter

    with _opened(ledger, runs) as opened:
        run_id, drafter = open_drafter(runs, opened.standing())
        _show(add_demo(opened, drafter, run_id), as_json=as_json)


def _opened(url: str | None, runs: str) -> Ledger:
    from intentlib.review import open_ledger

    return open_ledger(url, runs=runs)


def _reviewer(given: str | None) -> str:
    try:
        return given or getpass.getuser()
    except (OSError, KeyError) as error:
        raise OptionError(
            "nobody is known as the reviewer", do="Say who decides with --reviewer"
        ) from error


def _only_for_forms(*given: object) -> None:
    if any(given):
        raise DecisionError(
            "decisions in a file say everything themselves",
            do="Give the file alone, or one of the forms that --help shows",
        )


def _lines(file: str) -> Iterator[str]:
    """Give the lines of a file or of standard input, read as UTF-8."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        yield from data.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(
            "neither a form of a decision nor a file that can be read",
            value=file,
            do="Give a form, such as approve INTENT, a file, or - for standard input",
        ) from error
    except UnicodeDecodeError as error:
        raise InputError("the decisions are not UTF-8", where=file) from error


def _show(done: Iterable[Recorded], *, as_json: bool) -> None:
    if as_json:
        for each in done:
            _print(each.told())
    else:
        from intentlib.console import show_recorded

        show_recorded(done)


def _print(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
