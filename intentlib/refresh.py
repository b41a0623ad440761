"""The scheduled refresh: the refresh notebook, executed and kept beside its run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from intentlib import errors
from intentlib.jupyter import lighten
from intentlib.logs import RUN_ID, tell_published, tell_stage
from intentlib.model import Manifest, Run, RunConfig
from intentlib.news import news
from intentlib.notebook_path import notebook
from intentlib.notices import Message, Told, expect
from intentlib.notices import notify as send
from intentlib.pipeline import summarise
from intentlib.store import latest_id, open_run
from intentlib.store.remote import open_file_system, patiently
from intentlib.store.runs import BESIDE

RESULT = "application/vnd.intentlib.run+json"
"""MIME type under which the notebook says which run it published."""
# The template of nbconvert that stands alone asks other hosts for scripts.
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Refresh</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem }}
table {{ border-collapse: collapse }}
td, th {{ padding: 0.2rem 0.8rem 0.2rem 0 }}
pre {{ white-space: pre-wrap }}
.anchor-link {{ display: none }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
_WIDGET = "application/vnd.jupyter.widget-view+json"

# The Python that runs this, whatever kernels the user has registered, and no plain TCP to it.
_KERNEL = {
    "KernelSpecManager": {"kernel_dirs": []},
    "KernelManager": {"transport_encryption": "auto"},
}


class Published:
    """Says in the notebook which run was published, to people and to :func:`refresh`."""

    def __init__(self, run: Run) -> None:
        self.summary = summarise(run)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        lines = [f"{name}: {value}" for name, value in self.summary.items()]
        return {RESULT: self.summary, "text/plain": "\n".join(lines)}


@dataclass(frozen=True, eq=False)
class Refreshed:
    """What came of a refresh.

    Parameters
    ----------
    run
        The published run.
    is_new
        Whether this refresh published it; False where there was nothing to add.
    news
        What is new, as sentences.
    told
        What became of telling others.
    """

    run: Run
    is_new: bool
    news: tuple[str, ...]
    told: tuple[Told, ...]

    def summary(self) -> dict[str, Any]:
        """Return what ``intentlib refresh --json`` prints."""
        manifest = self.run.manifest
        last = manifest.inputs[-1]
        return {
            **summarise(self.run),
            "published": self.is_new,
            "new": manifest.counts["new"],
            "added": last.calls if self.is_new else 0,
            "set_aside": sum(manifest.quarantined.values()) if self.is_new else 0,
            "news": list(self.news),
            "told": [asdict(each) for each in self.told],
        }


def refresh_and_tell(
    config: RunConfig,
    *,
    period: str | None = None,
    notify: Sequence[str] = (),
    show_progress: bool = False,
) -> Refreshed:
    """Return what came of a refresh, once the targets were told of a run that it published.

    Parameters
    ----------
    config, period, show_progress
        As of :func:`refresh`.
    notify
        Http addresses and ARNs of SNS topics; see :mod:`intentlib.notices`.

    Raises
    ------
    IntentlibError
        As :func:`refresh`. That a target can't be told is no error, but part of what is returned.
    """
    before = latest_id(config.runs)
    expect(config.runs, notify, before)
    run = refresh(config, period=period, show_progress=show_progress)
    is_new = run.run_id != before
    found = tuple(news(run, config.runs, period)) if is_new else ()
    return Refreshed(run, is_new, found, tuple(tell(run, config.runs, notify, found)))


def tell(run: Run, runs: str, notify: Sequence[str], found: Sequence[str] = ()) -> list[Told]:
    """Return what became of telling targets of a run, those that were told of it before left out.

    Parameters
    ----------
    run
        A published run.
    runs
        Folder (or fsspec URL) that holds it.
    notify
        Http addresses and ARNs of SNS topics.
    found
        Its news; looked up where empty.
    """
    if not notify:
        return []
    new, calls = run.manifest.counts["new"], run.manifest.counts["calls"]
    title = f"{new:,} new intent{'' if new == 1 else 's'} in {calls:,} calls: run {run.run_id}"
    sentences = tuple(found or news(run, runs))
    return send(runs, notify, Message(run.run_id, title, sentences, summarise(run)))


def refresh(config: RunConfig, *, period: str | None = None, show_progress: bool = False) -> Run:
    """Return the run that the refresh notebook published, its executed copy and a report beside it.

    Where there was nothing to add to the published run, that is returned as it was.

    Parameters
    ----------
    config
        The notebook's parameters.
    period
        ``hour``, ``day``, ``week`` or ``month``, of the figures over time; chosen where None.
    show_progress
        Pass what the notebook writes to standard error on while it works.

    Raises
    ------
    IntentlibError
        The error that stopped the notebook; nothing was published or kept.
    """
    lighten()
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    if config.input == "-":
        raise errors.OptionError("refresh can't read standard input", do="Give a file")
    before = latest_id(config.runs)
    try:
        executed = papermill.execute_notebook(
            notebook("refresh.ipynb"),
            None,
            parameters={**_parameters(config), "period": period},
            kernel_name="python3",
            progress_bar=False,
            stderr_file=sys.stderr if show_progress else None,
            coalesce_streams=True,
            store_widget_state=False,
            config=Config(_KERNEL),
        )
    except PapermillExecutionError as error:
        raise _original(error) from error
    except DeadKernelError as error:
        raise errors.ProcessError(
            "the process that made the run was killed, perhaps since memory ran out",
            do="Run it where there is more memory; nothing was lost, and it can be started again",
        ) from error
    run = open_run(config.runs, _published(executed))
    if run.run_id != before:
        _log(run.manifest)
    fs, path = open_file_system(str(run.path))
    # kept too for a run whose refresh died before it was
    if run.run_id != before or not patiently(lambda: fs.exists(f"{path}/{BESIDE[0]}"), path):
        _keep(executed, fs, path)
    return run


def _log(manifest: Manifest) -> None:
    """Log what the notebook's process had done: its own log is its standard error."""
    RUN_ID.set(manifest.run_id)
    for stage, seconds in manifest.seconds.items():
        tell_stage(stage, seconds, manifest.peak_rss_mb[stage])
    tell_published(manifest.run_id, manifest.counts)


def _parameters(config: RunConfig) -> dict[str, Any]:
    return {**asdict(config), "skip_rules": list(config.skip_rules)}


def _published(executed: Any) -> str:
    """Return the id that the notebook gave out."""
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            if RESULT in output.get("data", {}):
                return str(output["data"][RESULT]["run_id"])
    raise errors.StoreError("the refresh notebook doesn't say which run it published")


def _keep(executed: Any, fs: Any, folder: str) -> None:
    """Write the executed notebook, and a report of it as a page, each in one step."""
    import nbformat
    from nbconvert import HTMLExporter

    _forget_progress(executed)
    page = HTMLExporter(template_name="basic", exclude_input=True)  # type: ignore[no-untyped-call]
    body, _ = page.from_notebook_node(executed)
    kept = nbformat.writes(executed), _PAGE.format(body=body)  # type: ignore[no-untyped-call]
    for name, text in zip(BESIDE, kept, strict=True):

        def write(path: str = f"{folder}/{name}", data: bytes = text.encode()) -> None:
            with fs.transaction, fs.open(path, "wb") as file:
                file.write(data)

        patiently(write, folder)


def _forget_progress(executed: Any) -> None:
    """Drop what only made sense while it lived: widgets, and bars that drew over themselves."""
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                lines = output["text"].split("\n")
                output["text"] = "\n".join(line.rsplit("\r", 1)[-1].rstrip() for line in lines)
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if _lasts(output)]


def _lasts(output: Any) -> bool:
    return _WIDGET not in output.get("data", {}) and bool(output.get("text", "x").strip())


def _original(error: Any) -> Exception:
    """Return the notebook's error as the kind it was there, told once and without a traceback."""
    if error.ename == "MemoryError":
        return MemoryError(error.evalue)
    kind = getattr(errors, error.ename, None)
    if isinstance(kind, type) and issubclass(kind, errors.IntentlibError):
        return kind(error.evalue.removesuffix("."))
    return errors.IntentlibError(
        "the refresh notebook failed",
        value=f"{error.ename}: {error.evalue}",
        where=f"cell {error.exec_count}",
    )
