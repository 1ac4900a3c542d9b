"""The page, served: a place to listen, a browser that is opened, a line that is printed."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from discredit.engine.secret import never_used
from discredit.errors import BusyError, Fault, InputError, quoted
from discredit.page.app import RESULTS, page
from discredit.page.asked import Systems
from discredit.page.guard import LOOPBACK, Entrance

TOKEN_BYTES = 16


def listen(host: str, port: int) -> tuple[socket.socket, Entrance]:
    """A place that listens, and what it takes to be let in there.

    Args:
        host: A name or address of this machine; others than loopback ask for a token.
        port: 0: any that is free.

    Raises:
        InputError: There is no such place here.
        RunError: Somebody else listens there.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        rule = "it must be a name or an address of this machine"
        remedy = "Leave it out for 127.0.0.1."
        raise InputError(
            [Fault("discredit serve", 0, "--host", quoted(host), rule, remedy)]
        ) from None
    place = socket.socket(found[0], socket.SOCK_STREAM)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind(found[4])
    except OSError as error:
        place.close()
        raise BusyError(
            f"Port {port} of {host} cannot be listened at: {error.strerror or error}. "
            "Take another with --port, or 0 for any that is free."
        ) from None
    token = "" if host in LOOPBACK else never_used(TOKEN_BYTES).hex()
    return place, Entrance(host, place.getsockname()[1], token)


def by_name(files: Iterable[Path]) -> Systems:
    """Policy files of the user's, by the name under which the page shows them.

    Args:
        files: As given on the command line.

    Raises:
        InputError: One is not there, or two have one name.
    """
    found: Systems = {}
    for file in files:
        if not file.is_file() or file.stem in found:
            found_as = "not there" if not file.is_file() else "the second of this name"
            rule = "the page shows policy files of different names"
            raise InputError([Fault("discredit serve", 0, quoted(str(file)), found_as, rule, "")])
        found[file.stem] = file
    return found


def serve(
    place: socket.socket,
    door: Entrance,
    own: Systems,
    ready: Callable[[], None],
    results: Path = RESULTS,
) -> None:
    """Serve the page until it is interrupted.

    Args:
        place: Where to listen, see `listen`.
        door: Who is let in.
        own: Policy files of the user's.
        ready: Called once the page is there.
        results: The folder whose studies are shown; there may be none.
    """
    config = uvicorn.Config(
        page(door, own, results),
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    _Server(config, ready).run(sockets=[place])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C is answered as everywhere else: nothing is half done, so it is left at once."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def open_browser(door: Entrance) -> None:
    """Open the page in the user's browser, beside whatever goes on.

    Args:
        door: Where it is.
    """
    threading.Thread(target=webbrowser.open, args=(door.address,), daemon=True).start()
