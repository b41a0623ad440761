"""Visitors who mean harm: what they send is refused, and neither the server nor others notice."""

from __future__ import annotations

import asyncio
import json
import re
import struct
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
import websockets
from dashboard.factories import HOSTILE, make_run, publish_run
from served import served
from viewer import PROTOCOL, Viewer

from intentlib.dashboard.handlers import CSP
from intentlib.dashboard.serve import HEALTH
from intentlib.dashboard.token import COOKIE, TOKEN

pytestmark = pytest.mark.slow

EXECUTING = ("execute", "complete", "inspect", "debug", "history", "is_complete", "interrupt")
UNKNOWN = "IPY_MODEL_00000000000000000000000000000000"
VALUES = (HOSTILE, None, -1, 10**400, [HOSTILE] * 3, {"a": HOSTILE}, UNKNOWN)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("runs"))
    publish_run(make_run(hostile=True), folder)
    return folder


@pytest.fixture(scope="module")
def dashboard(runs):
    with served(runs, pool=0, base_url="/calls/") as dashboard:
        yield dashboard


@pytest.fixture(scope="module", autouse=True)
def staying(dashboard):
    """A viewer who answers pings and does nothing else, while the others come and go."""

    async def stay() -> None:
        viewer = await Viewer.come(dashboard.address)
        await asyncio.sleep(33)
        assert viewer._socket.close_code is None
        assert await viewer.ask()
        await viewer.leave()

    with ThreadPoolExecutor(1) as aside:
        yield aside.submit(asyncio.run, stay())


def get(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def is_well(dashboard) -> bool:
    return get(dashboard.address + HEALTH)[0] == 200


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            "voila/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
            "voila/static/%2fetc%2fpasswd",
            "voila/templates/..%2f..%2f..%2f..%2fetc%2fpasswd",
            "voila/labextensions/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
            "voila/files/..%2f..%2fetc%2fpasswd",
            "voila/files/dashboard.ipynb",
            "dashboard.ipynb",
            "voila/render/dashboard.ipynb",
            "api/kernels",
            "api/kernels/00000000-0000-4000-8000-000000000000",
            "api/sessions",
            "api/contents/dashboard.ipynb",
            "api/terminals",
            "api/config/notebook",
            "nbconvert/html/dashboard.ipynb",
            "files/dashboard.ipynb",
            "lab",
            "metrics",
        ],
    )
    def test_serve_nothing_but_the_page_and_its_assets(self, dashboard, path):
        status, _, told = get(dashboard.address + path)
        assert status in {403, 404}
        assert "root:" not in told
        assert "intentlib.dashboard" not in told
        assert "Traceback" not in told

    def test_have_headers_that_forbid_what_a_page_needs_not_do(self, dashboard):
        page, missing = get(dashboard.address)[1], get(dashboard.address + "api/nothing")[1]
        for headers in (page, missing):
            assert headers["Content-Security-Policy"] == CSP
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "same-origin"
        for rule in ("frame-ancestors 'self'", "object-src 'none'", "base-uri 'none'"):
            assert rule in CSP
        assert re.search(r"HttpOnly|_xsrf", page["Set-Cookie"])
        assert "SameSite=Strict" in page["Set-Cookie"]
        asset = get(dashboard.address + "voila/static/session.js")[1]
        assert asset["X-Content-Type-Options"] == "nosniff"

    def test_are_inert_whatever_is_asked_in_them(self, dashboard):
        evil = '"><script>alert(1)</script>'
        names = ("theme", "template", "token", "reveal", "nb", "next", "voila", "kernel", evil)
        asked = urllib.parse.urlencode(dict.fromkeys(names[2:], evil) | dict.fromkeys(names, evil))
        asked = re.sub(r"token=[^&]*&", "", asked)
        status, headers, page = get(f"{dashboard.address}?{asked}")
        assert status == 200
        assert headers["Content-Security-Policy"] == CSP
        assert "alert(1)" not in page
        assert "alert%281%29" not in page


class TestConnections:
    def test_of_the_older_protocol_are_refused(self, dashboard):
        async def connect():
            viewer = await Viewer.come(dashboard.address)
            where = dashboard.address.replace("http", "ws", 1)
            where += f"api/kernels/{viewer.kernel_id}/channels"
            for offered in (None, ["other"]):
                with pytest.raises(websockets.InvalidStatus, match="400"):
                    await websockets.connect(where, subprotocols=offered)
            with pytest.raises(websockets.InvalidStatus, match="403"):
                await websockets.connect(where, subprotocols=[PROTOCOL], origin="http://evil.test")
            unknown = where.replace(viewer.kernel_id, "00000000-0000-4000-8000-000000000000")
            with pytest.raises(websockets.InvalidStatus, match="404"):
                await websockets.connect(unknown, subprotocols=[PROTOCOL])
            assert await viewer.ask()
            await viewer.leave()

        asyncio.run(connect())

    def test_end_when_a_message_is_not_whole(self, dashboard):
        broken = [
            b"",
            b"x",
            b"\xff" * 8,
            struct.pack("<Q", 2**40) + b"x" * 64,
            struct.pack("<Q", 6) + b"\xff" * 48,
            struct.pack("<7Q", 6, 56, 57, 50, 57, 57, 57) + b"x",
            "[]",
            json.dumps({"header": {"msg_type": "execute_request"}, "channel": "shell"}),
        ]

        async def send_all():
            viewer = await Viewer.come(dashboard.address)
            for message in broken:
                await viewer._socket.send(message)
                await asyncio.wait_for(viewer._socket.wait_closed(), 10)
                assert viewer._socket.close_code == 1003
                await viewer.connect()
                assert await viewer.ask()
            await viewer.leave()

        asyncio.run(send_all())
        assert is_well(dashboard)

    def test_run_no_code_by_any_channel(self, dashboard, tmp_path):
        mark = tmp_path / "mark"
        code = f"open({str(mark)!r}, 'w')"
        content = {"code": code, "silent": False, "cursor_pos": 4, "command": "evaluate"}
        content |= {"arguments": {"expression": code}, "type": "request", "seq": 1}

        async def attack():
            viewer = await Viewer.come(dashboard.address)
            for channel in ("shell", "control", "stdin", "iopub", "none"):
                for kind in EXECUTING:
                    await viewer.send(f"{kind}_request", content, channel=channel)
                twice = b'{"msg_id": "1", "msg_type": "comm_msg", "msg_type": "execute_request"}'
                told = [twice, b"{}", b"{}", json.dumps(content).encode()]
                await viewer.send_raw(channel, *told)
                await viewer.connect()
                assert await viewer.ask(), channel
                await asyncio.sleep(0.5)
                kinds = {message["header"]["msg_type"] for message in viewer.heard}
                assert not kinds & {f"{kind}_reply" for kind in EXECUTING}, channel
                assert not mark.exists(), channel
            await viewer.leave()

        asyncio.run(attack())


class TestWidgets:
    def test_take_any_value_without_harm(self, dashboard):
        async def attack():
            viewer = await Viewer.come(dashboard.address)
            tabs = viewer.find("ToggleButtons", "View")
            for index in range(1, 6):
                await viewer.tell(tabs, index=index)
            await viewer.tell(tabs, index=0)
            page = {n: s["value"] for n, s in viewer.widgets.items() if "HTMLModel" in str(s)}
            assert any("&lt;img" in value for value in page.values())
            kinds = {state["_model_name"]: n for n, state in viewer.widgets.items()}
            for kind, number in kinds.items():
                names = [n for n in viewer.widgets[number] if kind != "HTMLModel" or n != "value"]
                for place, name in enumerate(names):
                    # Each trait takes two of the values, and each value meets every kind.
                    for value in (VALUES[place % len(VALUES)], VALUES[(place + 3) % len(VALUES)]):
                        state = {name: value, "no_such_trait": value}
                        data = {"method": "update", "state": state, "buffer_paths": []}
                        await viewer.send("comm_msg", {"comm_id": number, "data": data})
                assert await viewer.ask(), kind
            for data in ({}, {"method": HOSTILE}, {"method": "custom", "content": {"event": 1}}):
                await viewer.send("comm_msg", {"comm_id": tabs, "data": data})
            huge = {"state": {"value": "<img>" * 2_000_000}, "buffer_paths": [["value"]]}
            search = viewer.find("Text", "Search intents")
            await viewer.send("comm_msg", {"comm_id": search, "data": {"method": "update"} | huge})
            await viewer.send("comm_open", {"comm_id": "1", "target_name": HOSTILE, "data": {}})
            await viewer.send("comm_close", {"comm_id": "unknown", "data": {}})
            assert await viewer.ask()
            assert "<img" not in viewer.html
            refused = [told for told in viewer.trouble if "TraitError" in told]
            assert refused
            assert not any(".py" in told for told in refused), "none of our code is told"
            await viewer.leave()

        asyncio.run(attack())
        assert is_well(dashboard)

    def test_upload_names_and_contents_do_no_harm(self, dashboard):
        async def attack():
            viewer = await Viewer.come(dashboard.address)
            await viewer.tell(viewer.find("ToggleButtons", "View"), index=5)
            upload = viewer.find("FileUpload", "Choose a file")
            for name in ("../../../../tmp/evil.txt", "--runs.txt", f"{HOSTILE}.csv", "a\0b", 7):
                file = {"name": name, "type": "", "size": 1, "last_modified": 0, "error": ""}
                await viewer.tell(upload, value=[file])
                await viewer.tell(upload, value=[file | {"content": HOSTILE}])
            assert await viewer.ask()
            assert "<img" not in viewer.html
            await viewer.leave()

        asyncio.run(attack())
        assert is_well(dashboard)


class TestToken:
    def test_lets_in_who_has_it_and_nobody_else(self, runs, monkeypatch):
        monkeypatch.setenv(TOKEN, "correct horse")
        with served(runs, pool=1) as closed:
            for asked in ("", "?token=", "?token=wrong", "?token=%00"):
                status, _, told = get(closed.address + asked)
                assert status == 401
                assert "not open to everybody" in told
                assert "kernelId" not in told
            assert get(closed.address, Cookie=f"{COOKIE}=wrong")[0] == 401
            assert (
                get(closed.address + "api/kernels/00000000-0000-4000-8000-000000000000")[0] == 403
            )
            assert is_well(closed)
            status, headers, _ = get(closed.address + "?token=correct%20horse")
            assert status == 302
            assert headers["Location"] == "/"
            cookie = headers["Set-Cookie"].split(";")[0]
            assert "HttpOnly" in headers["Set-Cookie"]
            assert "SameSite=Strict" in headers["Set-Cookie"]
            assert "correct" not in cookie
            status, _, page = get(closed.address, Cookie=cookie)
            assert status == 200
            kernel = closed.kernel(re.search(r'"kernelId": "([\w-]+)"', page)[1])
            assert TOKEN not in kernel.environ()


class TestRoom:
    def test_is_for_so_many_viewers_and_others_are_told(self, runs):
        with served(runs, pool=0, viewers=1) as small:

            async def visit():
                first = await Viewer.come(small.address)
                status, headers, told = get(small.address)
                assert status == 503
                assert "The dashboard is busy" in told
                assert int(headers["Retry-After"]) > 0
                assert len(small.kernels()) == 1
                await first.leave()
                small.wait_for_kernels(0)
                assert get(small.address)[0] == 200

            asyncio.run(visit())


class TestPatience:
    def test_connections_last_while_the_page_answers_pings(self, staying):
        staying.result()  # at last: until now there was something better to do than to wait

    @pytest.mark.parametrize("pool", [0, 1])
    def test_is_for_no_more_of_those_who_come_at_the_same_time(self, runs, pool, tmp_path):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
        nbformat.write(notebook, tmp_path / "small.ipynb")
        with served(runs, pool=pool, viewers=2, page=str(tmp_path / "small.ipynb")) as small:
            small.wait_for_kernels(pool)
            with ThreadPoolExecutor(6) as visitors:
                answers = visitors.map(get, [small.address] * 6)
                assert sorted(status for status, *_ in answers) == [200, 200, 503, 503, 503, 503]
