"""The serving process: what it refuses, what it answers, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
import pytest
from served import Served, served

from intentlib.dashboard.handlers import CSP
from intentlib.dashboard.serve import HEALTH, serve
from intentlib.dashboard.server import _ALIVE
from intentlib.errors import OptionError, RunNotFoundError

pytestmark = pytest.mark.slow

CORES = os.cpu_count() or 1


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    """A folder that says that a run is published; no test here needs the run itself."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "latest.json").write_text('{"run_id": "20260101T000000Z-abcdef"}')
    return folder


@pytest.fixture(scope="module")
def dashboard(runs):
    with served(runs, pool=0, base_url="/calls/") as dashboard:
        yield dashboard


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(url, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process goes on; a dead one can be there until its new parent looks."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def until_answered(address: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        with suppress(urllib.error.URLError):
            get(address)
            return
        assert time.monotonic() < end
        time.sleep(0.05)


def page_of(dashboard: Served) -> tuple[str, str]:
    """Return a new page and the id of its kernel."""
    _, _, page = get(dashboard.address)
    found = re.search(r'"kernelId": "([\w-]+)"', page)
    assert found
    return page, found[1]


class TestRefusal:
    def test_says_how_to_make_a_run_where_none_is_published(self, tmp_path):
        with pytest.raises(RunNotFoundError, match="intentlib run FILE"):
            serve(runs=str(tmp_path), port=0)

    def test_says_that_the_port_is_taken(self, runs):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with pytest.raises(OptionError, match=rf"already in use: {port}\. .*--port"):
                serve(runs=str(runs), port=port)

    @pytest.mark.parametrize(
        ("option", "message"),
        [
            ({"port": 70000}, "no such port: 70000"),
            ({"host": "192.0.2.1"}, "no such address: 192.0.2.1"),
            ({"base_url": "/a?b"}, "isn't a path"),
            ({"pool": -1}, "--pool must be at least 0"),
            ({"idle": 0}, "--idle must be at least 1"),
            ({"max_upload": 0}, "--max-upload must be at least 1"),
            ({"viewers": 0}, "--viewers must be at least 1"),
            ({"page": "missing.ipynb"}, "no such notebook: missing.ipynb"),
        ],
    )
    def test_says_which_option_is_wrong(self, runs, option, message):
        with pytest.raises(OptionError, match=re.escape(message)):
            serve(runs=str(runs), **{"port": 0, **option})


class TestWaiting:
    def test_says_that_there_is_no_run_until_there_is_one(self, tmp_path):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        address, before = f"http://127.0.0.1:{port}/calls/", []

        def publish() -> None:
            with suppress(AssertionError):
                until_answered(address + HEALTH)
                before.extend(get(address + path) for path in (HEALTH, "", "voila/"))
                before.append(get(address, "HEAD"))
            (tmp_path / "latest.json").write_text('{"run_id": "20260101T000000Z-abcdef"}')

        visitor = threading.Thread(target=publish)
        visitor.start()
        with served(tmp_path, wait=True, port=port, base_url="/calls/", pool=0) as dashboard:
            visitor.join()
            assert get(dashboard.address + HEALTH)[2] != before[0][2]
            assert get(dashboard.address, "HEAD")[0] == 200
            assert dashboard.kernels() == []
        assert [status for status, _, _ in before] == [200, 503, 503, 503]
        assert "No run has been published yet" in before[1][2]
        assert "default-src 'none'" in before[1][1]["Content-Security-Policy"]


class TestAnswers:
    def test_is_healthy_without_starting_a_kernel(self, dashboard):
        before = len(dashboard.kernels())
        assert get(dashboard.address + HEALTH)[0] == 200
        assert len(dashboard.kernels()) == before

    def test_is_below_the_base_url_only(self, dashboard):
        assert dashboard.address.endswith("/calls/")
        assert get(dashboard.address.removesuffix("calls/"))[0] == 404

    def test_names_no_other_origin_in_the_page(self, dashboard):
        page, _ = page_of(dashboard)
        links = re.findall(r'(?:src|href)="([^"]+)"', page)
        assert len(links) > 8
        assert [link for link in links if not link.startswith(("/calls/", "#", "data:"))] == []

    def test_forbids_scripts_in_the_page_and_has_none_however_slow_it_is(self, runs, tmp_path):
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_code_cell(f"import time; time.sleep({_ALIVE + 1})")]
        nbformat.write(notebook, tmp_path / "slow.ipynb")
        with served(runs, pool=0, page=str(tmp_path / "slow.ipynb")) as slow:
            _, headers, page = get(slow.address)
        assert headers["Content-Security-Policy"] == CSP
        assert "script-src 'self';" in CSP
        assert page.rstrip().endswith("</html>")
        scripts = re.findall(r"<script(?![^>]* src=)([^>]*)>", page)
        assert [kind for kind in scripts if "json" not in kind] == []

    def test_sends_the_skeleton_before_the_kernel_has_started(self, dashboard):
        with urllib.request.urlopen(dashboard.address) as answer:
            first = ""
            while "Opening the dashboard" not in first and (more := answer.read1()):
                first += more.decode()
            assert "kernelId" not in first
            assert "kernelId" in answer.read().decode()

    def test_answers_to_no_foreign_name(self, dashboard):
        assert get(dashboard.address, Host="rebound.example")[0] == 403

    @pytest.mark.parametrize("path", ["voila/files/dashboard.ipynb", "voila/files/a.png", "login"])
    def test_serves_no_files_and_no_login(self, dashboard, path):
        assert get(dashboard.address + path)[0] in {403, 404}

    def test_shows_no_traceback_on_an_address_that_is_not_there(self, dashboard):
        status, _, page = get(dashboard.address + "api/kernels/../../etc")
        assert status in {403, 404}
        assert "Traceback" not in page

    def test_keeps_assets_in_the_browser_until_they_change(self, dashboard):
        page, _ = page_of(dashboard)
        found = re.search(r'src="/calls/(voila/static/bundle\.js\?v=\w+)"', page)
        assert found
        status, headers, script = get(dashboard.address + found[1])
        assert status == 200
        assert int(re.search(r"max-age=(\d+)", headers["Cache-Control"])[1]) > 10**6
        assert "bqplot" in script

    def test_compresses_what_goes_over_a_network_and_answers_to_any_name(self, runs):
        with served(runs, pool=0, host="0.0.0.0") as everywhere:
            headers = {"Host": "calls.example", "Accept-Encoding": "gzip"}
            request = urllib.request.Request(everywhere.address, headers=headers)
            unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
            with urllib.request.urlopen(request) as answer:
                assert answer.headers["Content-Encoding"] == "gzip"
                first = ""
                while "Opening the dashboard" not in first and (more := answer.read1()):
                    first += unpack.decompress(more).decode()
            assert "Opening the dashboard" in first
            assert "kernelId" not in first


class TestKernels:
    def test_end_when_their_page_asks_with_its_cookie_only(self, dashboard):
        with urllib.request.urlopen(dashboard.address) as answer:
            cookie = answer.headers["Set-Cookie"].split(";")[0]
            kernel_id = re.search(r'"kernelId": "([\w-]+)"', answer.read().decode())[1]
        kernel = dashboard.kernel(kernel_id)
        url = f"{dashboard.address}voila/api/shutdown/{kernel_id}"
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(urllib.request.Request(url, method="POST"))
        assert kernel.is_running()
        form = cookie.encode()
        urllib.request.urlopen(urllib.request.Request(url, data=form, headers={"Cookie": cookie}))
        kernel.wait(timeout=60)

    def test_end_when_their_viewer_has_vanished(self, runs):
        with served(runs, pool=0, idle=1) as dashboard:
            page_of(dashboard)
            dashboard.wait_for_kernels(0, seconds=60)

    def test_that_are_slow_to_start_are_not_taken_for_idle(self, runs):
        with ThreadPoolExecutor() as visitors, served(runs, pool=0, idle=3) as dashboard:
            page = visitors.submit(page_of, dashboard)
            dashboard.wait_for_kernels(1)
            (kernel,) = dashboard.kernels()
            kernel.suspend()
            time.sleep(10)  # three times as long as idle, and looked at as often
            kernel.resume()
            assert "application/vnd.voila.cell-output+json" in page.result(timeout=60)[0]

    def test_wait_for_the_next_viewer_and_are_replaced(self, runs):
        with served(runs, pool=1, idle=1) as dashboard:
            dashboard.wait_for_kernels(1)
            (warm,) = dashboard.kernels()
            known = warm.cmdline()[-1]
            dashboard.wait_until_at_rest(warm, seconds=3)  # longer than idle, and it isn't culled
            _, kernel_id = page_of(dashboard)
            assert kernel_id in known
            # the viewer's own is culled meanwhile, so there need never be two at once
            dashboard.wait_for(lambda kernels: any(kernel != warm for kernel in kernels))

    def test_that_are_only_getting_warm_show_no_half_page(self, runs):
        with served(runs, pool=1) as dashboard:
            dashboard.wait_for_kernels(1)

            def visit(place: int) -> str:
                time.sleep(place / 2)  # so that one of them comes while the cells are run
                return page_of(dashboard)[0]

            with ThreadPoolExecutor() as visitors:
                for page in visitors.map(visit, range(4)):
                    assert "application/vnd.voila.cell-output+json" in page
                    assert page.rstrip().endswith("</html>")

    @pytest.mark.skipif(CORES > 8, reason="so many visitors at once are for smaller machines")
    def test_run_the_cells_of_no_more_pages_than_there_are_cores(self, runs, tmp_path):
        code = "import time; from pathlib import Path; begun = time.monotonic(); time.sleep(1);"
        code += "Path(f'{begun} {time.monotonic()}').touch()"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, tmp_path / "slow.ipynb")
        page = str(tmp_path / "slow.ipynb")
        with served(runs, pool=0, page=page) as slow, ThreadPoolExecutor(CORES + 2) as visitors:
            pages = [visitors.submit(page_of, slow) for _ in range(CORES + 2)]
            with urllib.request.urlopen(slow.address) as left:
                left.read1()  # and goes
            assert all("</html>" in page.result()[0] for page in pages)
        times = [
            tuple(map(float, path.name.split())) for path in tmp_path.iterdir() if " " in path.name
        ]
        assert len(times) >= CORES + 2
        for begun, _ in times:
            assert sum(first <= begun < last for first, last in times) <= CORES

    def test_that_die_while_they_start_are_told_of_within_seconds(self, runs):
        with served(runs, pool=0) as dashboard, ThreadPoolExecutor() as visitors:
            page = visitors.submit(urllib.request.urlopen, dashboard.address, timeout=60)
            dashboard.wait_for_kernels(1)
            dashboard.kernels()[0].kill()
            told = page.result().read().decode()
        assert "The dashboard could not start" in told
        assert told.rstrip().endswith("</body>")

    def test_that_died_while_waiting_are_replaced(self, runs):
        with served(runs, pool=1) as dashboard:
            dashboard.wait_for_kernels(1)
            (warm,) = dashboard.kernels()
            known = warm.cmdline()[-1]
            dashboard.wait_until_at_rest(warm)
            warm.kill()
            warm.wait()
            _, kernel_id = page_of(dashboard)
            assert kernel_id not in known


class TestEnd:
    @pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
    def test_leaves_nothing_behind(self, runs, by, tmp_path, monkeypatch):
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        with served(runs, pool=1) as dashboard:
            dashboard.wait_for_kernels(1)
            (kernel,) = dashboard.kernels()
            assert str(tmp_path) in kernel.cmdline()[-1]
            assert dashboard.stop(by) == 0
            assert "Traceback" not in "".join(dashboard.told)
        assert not is_alive(kernel)
        assert list(tmp_path.iterdir()) == []

    def test_leaves_nothing_behind_while_a_kernel_is_starting(self, runs, tmp_path, monkeypatch):
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        with served(runs, pool=2) as dashboard:
            assert dashboard.stop() == 0
            assert "Traceback" not in "".join(dashboard.told)
        time.sleep(1.5)  # a kernel that went on would write there by now
        assert list(tmp_path.iterdir()) == []
