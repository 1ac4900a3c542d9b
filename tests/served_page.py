"""The page as it is served, on a free port of this machine, and what a client may say to it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import discredit.page.lives  # here, for Python 3.11 cannot parse what it checks in two threads
from discredit.page.frames import Frame, decoded
from discredit.page.serve import listen, serve

assert discredit.page.lives
SYSTEM = "robodebt"
"""One system and one small size, which share an engine."""
PEOPLE = 2000


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def frames(self) -> list[Frame]:
        return decoded(self.body)


class Served(NamedTuple):
    """A page that is there."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | Iterator[bytes] = b""
    ) -> Reply:
        """One request with these headers and no other."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            given = {"Host": f"127.0.0.1:{self.port}", **headers}
            chunked = not isinstance(body, bytes)
            line.request(method, path, body or None, given, encode_chunked=chunked)
            answer = line.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            line.close()

    def get(self, path: str, *, host: str | None = None, cookie: str = "") -> Reply:
        """Read something, maybe under another name."""
        headers = {} if host is None else {"Host": host}
        return self.ask("GET", path, headers | ({"Cookie": cookie} if cookie else {}))

    def post(self, path: str, body: bytes, *, origin: Any = "", length: bool = True) -> Reply:
        """Ask something as the page does, maybe from elsewhere, maybe without saying how long."""
        own = f"http://127.0.0.1:{self.port}"
        headers = {} if origin is None else {"Origin": origin or own}
        if length:
            return self.ask("POST", path, headers, body)
        headers["Transfer-Encoding"] = "chunked"
        return self.ask("POST", path, headers, iter([body]))


@cache
def served(token: str = "") -> Served:
    """Serve the page until the tests end; one server for all who give the same token."""
    place, door = listen("127.0.0.1", 0)
    ready = threading.Event()
    args = (place, door._replace(token=token), {}, ready.set)
    threading.Thread(target=serve, args=args, name="served", daemon=True).start()
    assert ready.wait(30)
    return Served(door.port)
