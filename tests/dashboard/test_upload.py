import asyncio

import psutil
import pytest

from intentlib.dashboard.upload import UploadError, run_upload, safe_name
from intentlib.store import latest_id, open_run


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("calls.csv", "calls.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\calls.csv", "calls.csv"),
        ("--runs", "runs"),
        (".hidden", "hidden"),
        ("", "upload.txt"),
        ("a\0b.txt", "ab.txt"),
    ],
)
def test_a_files_name_cannot_lead_elsewhere(name, safe):
    assert safe_name(name) == safe


def test_a_failure_has_the_command_lines_message(tmp_path):
    with pytest.raises(UploadError) as failed:
        asyncio.run(run_upload("empty.txt", b"", str(tmp_path), lambda *_: None))
    assert "empty.txt" in str(failed.value)
    assert not list(tmp_path.iterdir())


def test_a_second_file_is_added_to_the_first(tmp_path):
    runs = str(tmp_path)

    def run_id_of(content, **options):
        return asyncio.run(run_upload("calls.txt", content, runs, lambda *_: None, **options))

    run_id_of(b"pay my bill\nno internet\n" * 9)
    both = open_run(runs, run_id_of(b"cancel my contract\n", add=True))
    assert both.manifest.counts["calls"] == 19
    anew = open_run(runs, run_id_of(b"cancel my contract\nno internet\n"))
    assert anew.manifest.counts["calls"] == 2


def test_stopping_ends_the_process(tmp_path):
    others = set(psutil.Process().children())  # of tests before

    async def stopped():
        begun = asyncio.Event()
        work = asyncio.ensure_future(
            run_upload("calls.txt", b"pay my bill\n" * 9, str(tmp_path), lambda *_: begun.set())
        )
        await begun.wait()
        assert set(psutil.Process().children()) - others
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert not set(psutil.Process().children()) - others

    asyncio.run(asyncio.wait_for(stopped(), 60))
    assert latest_id(str(tmp_path)) is None
