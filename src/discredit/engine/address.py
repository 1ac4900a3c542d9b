"""Where the processes of one run meet: what people write, and the addresses it stands for.

`localhost` is taken to be this machine's loopback whatever a resolver says of it: who writes it
means that nobody from elsewhere is to come in.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import NamedTuple

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,252}")
_LOOPBACK = ("127.0.0.1", "::1")
_EVERYWHERE = ("0.0.0.0", "::")


class Place(NamedTuple):
    """A host, by name or number, and a port of it."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether it says, by itself, that nobody from another machine can come."""
        number = _number(self.host)
        return self.host.lower() == "localhost" if number is None else number.is_loopback

    @property
    def is_everywhere(self) -> bool:
        """Whether it is all the addresses of a machine, and so none at which to find it."""
        return self.host in _EVERYWHERE

    @property
    def is_name(self) -> bool:
        """Whether somebody has to be asked for its number."""
        return _number(self.host) is None and not self.is_loopback


def parse(text: str) -> Place:
    """HOST:PORT as people write it; a host with colons of its own stands in brackets.

    Args:
        text: As on the command line.

    Returns:
        Where it is; whether anybody is there is not asked.

    Raises:
        ValueError: It has another form; the text is the end of a sentence.
    """
    host, _, port = text.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise ValueError("it must be HOST:PORT, where process 0 is to be found")
    if host.startswith("[") and host.endswith("]"):
        number = _number(host[1:-1])
        if number is None or number.version != 6:
            raise ValueError("only an IPv6 address stands in brackets")
        return Place(host[1:-1], int(port))
    if _number(host) is not None and ":" in host:
        raise ValueError("an IPv6 address stands in brackets")
    try:
        name = host.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise ValueError("that is no name of a machine")
    return Place(name, int(port))


def found(place: Place) -> list[Place]:
    """The numbers that a place stands for, the likeliest first.

    Args:
        place: With a name, or a number already.

    Raises:
        OSError: Nobody knows the name.
    """
    if place.host.lower() == "localhost":
        return [Place(next(filter(_has, _LOOPBACK), _LOOPBACK[0]), place.port)]
    known = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(Place(str(address[4][0]), place.port) for address in known))


def family(place: Place) -> socket.AddressFamily:
    """The kind of socket that reaches a number.

    Args:
        place: With a number for its host.
    """
    return socket.AF_INET6 if ":" in place.host else socket.AF_INET


def _has(host: str) -> bool:
    try:
        with socket.socket(family(Place(host, 0))) as tried:
            tried.bind((host, 0))
    except OSError:
        return False
    return True


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
