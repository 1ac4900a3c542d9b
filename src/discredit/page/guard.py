"""Who is let in: this machine's own browser and no other page; whoever comes from elsewhere shows a
token. Every answer wears a policy under which no script but our own can run.

Pure ASGI, for Starlette's own base class for middleware holds streams up.
"""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from typing import Final, NamedTuple
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
"""Names under which only this machine reaches itself."""
LARGEST: Final = 1 << 16
"""Bytes of a request; what can be asked is far less."""
COOKIE: Final = "discredit"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Entrance(NamedTuple):
    """Where the page is served, and what it takes to be let in."""

    host: str
    port: int
    token: str = ""  # '' where only this machine reaches it

    @property
    def address(self) -> str:
        """What a browser is told to open."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}/" + (f"?token={self.token}" if self.token else "")

    def knows(self, netloc: str) -> bool:
        """Whether a request that is meant for this host is meant for this page.

        Another name that leads here would let a page of another site read what is here. Where a
        token is asked for, names of the network may lead here, and a name alone opens nothing.

        Args:
            netloc: As the header `Host` has it.
        """
        if self.token:
            return bool(netloc)
        names = (f"[{name}]" if ":" in name else name for name in (*LOOPBACK, self.host))
        return netloc in {f"{name}:{self.port}" for name in names}


class Guard:
    """The application behind a door."""

    def __init__(self, app: ASGIApp, door: Entrance) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, _dressed(send))
            return
        await self.app(scope, _bounded(receive), _dressed(send))

    def _refused(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        host = headers.get("host", "")
        if not self.door.knows(host):
            return _no(400, "This page answers to its own address only.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _no(405, "This page is read, and asked by POST.")
        if scope["method"] == "POST" and headers.get("origin") != f"http://{host}":
            return _no(403, "Only this page itself may ask.")
        if not headers.get("content-length", "0").isdecimal() or (
            int(headers.get("content-length", "0")) > LARGEST
        ):
            return _no(413, f"A request has at most {LARGEST} bytes.")
        return self._without_token(scope, headers) if self.door.token else None

    def _without_token(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """What whoever has no token is told; whoever brings it in the address gets a cookie."""
        token = self.door.token
        if hmac.compare_digest(_cookie(headers).encode(), token.encode()):
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if hmac.compare_digest(query.get("token", [""])[0].encode(), token.encode()):
            home = RedirectResponse(scope["path"], 303)
            home.set_cookie(COOKIE, token, httponly=True, samesite="strict")
            return home
        return _no(
            401,
            "Others on the network can reach this page, and it computes for whoever asks. It lets "
            "in only those who open the address that `discredit serve` printed, with its token.",
        )


def _cookie(headers: dict[str, str]) -> str:
    try:
        held = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return held[COOKIE].value if COOKIE in held else ""


def _no(status: int, why: str) -> Response:
    return PlainTextResponse(why, status)


def _dressed(send: Send) -> Send:
    """Answers with the headers that every one of them wears, unless it has its own."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {key.lower() for key, _ in message["headers"]}
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in own]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return dressed


def _bounded(receive: Receive) -> Receive:
    """A request that is cut off where it is longer than it may be, whatever it said of itself."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > LARGEST else message

    return bounded
