"""A viewer without a browser: what the page and its kernel say to each other, over a websocket."""

from __future__ import annotations

import asyncio
import json
import re
import struct
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

import websockets

ANSWER_SECONDS = 60
PROTOCOL = "v1.kernel.websocket.jupyter.org"
NOISE = "No such comm"
"""What ipykernel says of every viewer's first word, in a browser too."""


class Viewer:
    """A viewer of a served dashboard, who knows every widget of the page.

    Attributes
    ----------
    kernel_id : str
    widgets : dict of str to dict
        State of every widget by its id, kept up to date.
    trouble : list of str
        What the kernel said went wrong.
    """

    def __init__(self, address: str, kernel_id: str, cookie: str) -> None:
        self.address, self.kernel_id, self._cookie = address, kernel_id, cookie
        self.widgets: dict[str, dict[str, Any]] = {}
        self.trouble: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self._waiting: dict[tuple[str, str], asyncio.Future[dict[str, Any]]] = {}

    @classmethod
    async def come(cls, address: str, *, path: str = "") -> Viewer:
        """Open the page and its connection, and learn of its widgets."""
        kernel_id, cookie = await asyncio.to_thread(_open_page, address + path)
        viewer = cls(address, kernel_id, cookie)
        await viewer.connect()
        viewer.control = uuid4().hex
        opened = {"comm_id": viewer.control, "target_name": "jupyter.widget.control", "data": {}}
        await viewer.send("comm_open", opened, metadata={"version": "1.0.0"})
        await viewer.say(viewer.control, {"method": "request_states"})
        return viewer

    async def connect(self) -> None:
        """Connect with the kernel."""
        where = self.address.replace("http", "ws", 1) + f"api/kernels/{self.kernel_id}/channels"
        self._socket = await websockets.connect(
            where, max_size=None, subprotocols=[PROTOCOL], ping_interval=None
        )
        self._listening = asyncio.ensure_future(self._listen())

    async def send(
        self,
        kind: str,
        content: dict[str, Any],
        *,
        channel: str = "shell",
        metadata: dict[str, Any] | None = None,
        buffers: Sequence[bytes] = (),
    ) -> str:
        """Send a message, and return its id."""
        number = uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "username": "", "session": "s", "date": ""}
        parts = [header | {"version": "5.3"}, {}, metadata or {}, content]
        await self.send_raw(channel, *(json.dumps(part).encode() for part in parts), *buffers)
        return number

    async def send_raw(self, channel: str, *parts: bytes) -> None:
        """Send a header, the header it answers, metadata, content and buffers as they are."""
        pieces = [channel.encode(), *parts]
        first = 8 * (len(pieces) + 2)
        ends = [first, *(first + sum(map(len, pieces[:n])) for n in range(1, len(pieces) + 1))]
        numbers = [len(ends), *ends]
        await self._socket.send(struct.pack(f"<{len(numbers)}Q", *numbers) + b"".join(pieces))

    async def say(self, comm_id: str, data: dict[str, Any]) -> None:
        """Say something to a widget, and wait until the kernel has done what follows from it."""
        number = await self.send("comm_msg", {"comm_id": comm_id, "data": data})
        await self._answer(number, "status:idle")

    async def tell(self, widget: str, **state: Any) -> None:
        """Give a widget another state."""
        await self.say(widget, {"method": "update", "state": state, "buffer_paths": []})

    async def press(self, widget: str) -> None:
        """Click a button."""
        await self.say(widget, {"method": "custom", "content": {"event": "click"}})

    async def upload(self, widget: str, name: str, content: bytes) -> None:
        """Choose a file in an upload's dialog."""
        file = {"name": name, "type": "", "size": len(content), "last_modified": 0}
        paths = [["value", 0, "content"]]
        data = {"method": "update", "state": {"value": [file]}, "buffer_paths": paths}
        number = await self.send("comm_msg", {"comm_id": widget, "data": data}, buffers=[content])
        await self._answer(number, "status:idle")

    async def ask(self, kind: str = "kernel_info") -> dict[str, Any]:
        """Return the kernel's answer to a request."""
        return await self._answer(await self.send(f"{kind}_request", {}), f"{kind}_reply")

    def find(self, model: str, description: str) -> str:
        """Return the id of the first widget of a model with a description, such as ``Button``."""
        return next(
            number
            for number, state in self.widgets.items()
            if state.get("_model_name") == f"{model}Model"
            and str(state.get("description", "")).startswith(description)
        )

    async def wait_for(self, model: str, description: str) -> str:
        """Return what :meth:`find` does, once it is there."""
        end = time.monotonic() + ANSWER_SECONDS
        while True:
            with suppress(StopIteration):
                return self.find(model, description)
            assert time.monotonic() < end, f"no {model} {description!r}"
            await asyncio.sleep(0.1)

    @property
    def html(self) -> str:
        """Everything that the page shows as HTML."""
        states = self.widgets.values()
        return "\n".join(str(s["value"]) for s in states if s.get("_model_name") == "HTMLModel")

    async def leave(self) -> None:
        """End the kernel as the page does when it is closed."""
        await self.vanish()
        url = f"{self.address}voila/api/shutdown/{self.kernel_id}"
        form = self._cookie.encode()
        request = urllib.request.Request(url, data=form, headers={"Cookie": self._cookie})
        await asyncio.to_thread(urllib.request.urlopen, request)

    async def vanish(self) -> None:
        """Be gone without a word."""
        self._listening.cancel()
        await self._socket.close()

    async def _answer(self, number: str, kind: str) -> dict[str, Any]:
        future = asyncio.get_running_loop().create_future()
        self._waiting[number, kind] = future
        return await asyncio.wait_for(future, ANSWER_SECONDS)

    async def _listen(self) -> None:
        with suppress(websockets.ConnectionClosed):
            async for told in self._socket:
                self._hear(_unpacked(told))

    def _hear(self, message: dict[str, Any]) -> None:
        kind, content = message["header"]["msg_type"], message["content"]
        self.heard.append(message)
        if kind == "status":
            kind = f"status:{content['execution_state']}"
        elif kind in {"comm_open", "comm_msg"}:
            self._learn(content)
        elif kind == "error" or (kind == "stream" and content["name"] == "stderr"):
            self.trouble.append(str(content))
        parent = message["parent_header"].get("msg_id", "")
        if future := self._waiting.pop((parent, kind), None):
            future.set_result(message)

    def _learn(self, content: dict[str, Any]) -> None:
        data = content["data"]
        if "states" in data:
            for number, described in data["states"].items():
                self.widgets[number] = described["state"]
        elif "state" in data:
            self.widgets.setdefault(content["comm_id"], {}).update(data["state"])


def _open_page(address: str) -> tuple[str, str]:
    """Return the id of a new page's kernel, and the page's cookie."""
    with urllib.request.urlopen(address) as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        page = answer.read().decode()
    found = re.search(r'"kernelId": "([\w-]+)"', page)
    assert found, page[-500:]
    return found[1], cookie


def _unpacked(told: bytes) -> dict[str, Any]:
    """Return a message without its buffers."""
    count = struct.unpack_from("<Q", told)[0]
    ends = struct.unpack_from(f"<{count}Q", told, 8)
    names = ("header", "parent_header", "metadata", "content")
    return {
        name: json.loads(told[a:b]) for name, a, b in zip(names, ends[1:], ends[2:], strict=False)
    }
