"""A place of this machine where nobody waits yet, and where no call by chance arrives at itself."""

from __future__ import annotations

import os
import socket
from itertools import count

from discredit.engine.address import Place

_FIRST, _MANY = 20_000, 10_000
"""Below the ports that systems give to those who call: a caller that tried one of these again and
again before anybody waits there could be given the very port, and would be connected to itself."""
_next = count(os.getpid() * 37)


def free_place(host: str = "localhost") -> Place:
    for number in _next:
        port = _FIRST + number % _MANY
        try:
            with socket.create_server(("127.0.0.1", port)):
                return Place(host, port)
        except OSError:
            continue
    raise AssertionError("unreachable")
