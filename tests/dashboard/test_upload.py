import asyncio

import pytest

from intentlib.dashboard.upload import UploadError, run_upload, safe_name


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


def test_stopping_ends_the_process(tmp_path):
    async def stopped():
        work = asyncio.ensure_future(
            run_upload("calls.txt", b"pay my bill\n" * 9, str(tmp_path), lambda *_: None)
        )
        await asyncio.sleep(0.3)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(asyncio.wait_for(stopped(), 20))
    assert not list(tmp_path.iterdir())
