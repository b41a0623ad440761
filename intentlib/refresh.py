"""The scheduled refresh: the refresh notebook, executed and kept beside its run."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import fsspec

from intentlib import errors
from intentlib.model import Run, RunConfig
from intentlib.notebook_path import notebook
from intentlib.pipeline import summarise
from intentlib.store import latest_id, open_run

RESULT = "application/vnd.intentlib.run+json"
"""MIME type under which the notebook says which run it published."""
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


def refresh(config: RunConfig, *, show_progress: bool = False) -> Run:
    """Return the run that the refresh notebook published, its executed copy beside it.

    Where there was nothing to add to the published run, that is returned as it was.

    Parameters
    ----------
    config
        The notebook's parameters.
    show_progress
        Pass what the notebook writes to standard error on while it works.

    Raises
    ------
    IntentlibError
        The error that stopped the notebook; nothing was published or kept.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    if config.input == "-":
        raise errors.OptionError("refresh can't read standard input", do="Give a file")
    before = latest_id(config.runs)
    try:
        executed = papermill.execute_notebook(
            notebook("refresh.ipynb"),
            None,
            parameters=_parameters(config),
            kernel_name="python3",
            progress_bar=False,
            stderr_file=sys.stderr if show_progress else None,
            coalesce_streams=True,
            store_widget_state=False,
            config=Config(_KERNEL),
        )
    except PapermillExecutionError as error:
        raise _original(error) from error
    run = open_run(config.runs, _published(executed))
    if run.run_id == before:
        return run
    _keep(executed, f"{run.path}/refresh.ipynb")
    return run


def _parameters(config: RunConfig) -> dict[str, Any]:
    return {**asdict(config), "skip_rules": list(config.skip_rules)}


def _published(executed: Any) -> str:
    """Return the id that the notebook gave out."""
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            if RESULT in output.get("data", {}):
                return str(output["data"][RESULT]["run_id"])
    raise errors.StoreError("the refresh notebook doesn't say which run it published")


def _keep(executed: Any, url: str) -> None:
    """Write the executed notebook in one step."""
    import nbformat

    _forget_progress(executed)
    fs, path = fsspec.core.url_to_fs(url)
    with fs.transaction, fs.open(path, "wb") as file:
        file.write(nbformat.writes(executed).encode())  # type: ignore[no-untyped-call]


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


def _original(error: Any) -> errors.IntentlibError:
    """Return the notebook's error as the kind it was there, told once and without a traceback."""
    kind = getattr(errors, error.ename, None)
    if isinstance(kind, type) and issubclass(kind, errors.IntentlibError):
        return kind(error.evalue.removesuffix("."))
    return errors.IntentlibError(
        "the refresh notebook failed",
        value=f"{error.ename}: {error.evalue}",
        where=f"cell {error.exec_count}",
    )
