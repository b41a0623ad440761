"""An uploaded file becomes a run, in a process of its own: the page stays quick meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import cast

from intentlib.errors import IntentlibError
from intentlib.model import Progress

_TAIL = 20
"""Lines of a failed process that are kept for the message."""

_ENDED = "the run was ended before it was done (status {status}); nothing has been published"


class UploadError(IntentlibError):
    """The run of an uploaded file failed; the message is that of the command line."""

    def _message(self) -> str:
        return self.what


async def run_upload(
    name: str,
    content: bytes | memoryview,
    runs: str,
    progress: Progress,
    *,
    text: str = "",
    add: bool = False,
) -> str:
    """Return the id of the run that ``intentlib run`` made of a file.

    Parameters
    ----------
    name
        The file's name as the viewer has it; its ending tells the format.
    content
        The file's bytes.
    runs
        Folder (or fsspec URL) that holds the run folders.
    progress
        Told how far each stage has come.
    text
        Column of the intent text; found where empty.
    add
        Whether its calls are added to those of the published run, or leave them behind.

    Raises
    ------
    UploadError
        If the file can't be made into a run; says what the command line said.
    """
    with tempfile.TemporaryDirectory(prefix="intentlib-upload-") as folder:
        path = Path(folder) / safe_name(name)
        await asyncio.to_thread(path.write_bytes, content)
        options = ["--runs", runs, "--json", "--progress", "json"]
        options += ["--text", text] if text else []
        options += ["--add"] if add else []
        async with _process("--log", "none", "run", *options, "--", str(path)) as process:
            said: list[str] = []
            async for line in cast("asyncio.StreamReader", process.stderr):
                _tell(line.decode(errors="replace").rstrip(), said, progress)
            answer = await cast("asyncio.StreamReader", process.stdout).read()
            status = await process.wait()
    if status:
        message = "\n".join(said[-_TAIL:]).removeprefix("Error: ")
        # The viewer has no use for the folder, which is gone by now.
        message = message.replace(f"{path.parent}{os.sep}", "")
        raise UploadError(message or _ENDED.format(status=status))
    return str(json.loads(answer)["run_id"])


def safe_name(name: str) -> str:
    """Return a file's bare name: no folder, and never that of an option or a hidden file."""
    bare = PurePosixPath(name.replace("\\", "/").replace("\0", "")).name
    return bare.lstrip("-.") or "upload.txt"


@asynccontextmanager
async def _process(*args: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "intentlib", *args),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        # Cancelled half-way: nothing is published then.
        if process.returncode is None:
            process.terminate()
            await process.wait()


def _tell(line: str, said: list[str], progress: Progress) -> None:
    try:
        told = json.loads(line)
        progress(str(told["stage"]), int(told["done"]), int(told["total"]))
    except (ValueError, KeyError, TypeError):
        if line:
            said.append(line)
