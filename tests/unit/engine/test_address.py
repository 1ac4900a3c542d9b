"""Where processes meet: what is understood, what is refused, and who counts as this machine."""

from __future__ import annotations

import socket

import pytest

from discredit.engine.address import Place, found, parse


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("localhost:5577", Place("localhost", 5577)),
        ("node01.cluster:1", Place("node01.cluster", 1)),
        ("192.0.2.7:65535", Place("192.0.2.7", 65535)),
        ("[::1]:5577", Place("::1", 5577)),
        ("[fd00::2]:5577", Place("fd00::2", 5577)),
        ("bücher.example:80", Place("xn--bcher-kva.example", 80)),
    ],
)
def test_an_address_is_understood_and_told_again(text: str, place: Place) -> None:
    assert parse(text) == place
    assert parse(str(place)) == place


@pytest.mark.parametrize(
    "text",
    [
        "", "5577", ":5577", "node01", "node01:", "node01:0", "node01:65536", "node01:²",
        "node01:5 5", "a..b:1", "x" * 300 + ":1", "http://node01:80", "a\x00b:1", "\udcff:1",
        "two words:1", "-oops:1",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"it must be HOST:PORT|no name of a machine"):
        parse(text)


@pytest.mark.parametrize("text", ["::1:5577", "fd00::2:80", "[node01]:80", "[127.0.0.1]:80"])
def test_brackets_are_for_six_and_six_is_in_brackets(text: str) -> None:
    with pytest.raises(ValueError, match="stands in brackets"):
        parse(text)


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("localhost", True), ("LOCALHOST", True), ("127.0.0.1", True), ("127.9.9.9", True),
        ("::1", True), ("0.0.0.0", False), ("::", False), ("192.0.2.7", False),
        ("localhost.example", False), ("127.0.0.1.example", False), ("node01", False),
    ],
)  # fmt: skip
def test_only_what_says_so_itself_is_this_machine_alone(host: str, is_loopback: bool) -> None:
    assert Place(host, 1).is_loopback is is_loopback


def test_localhost_is_loopback_whatever_a_resolver_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("asked"))
    (place,) = found(Place("localhost", 7))
    assert place in (Place("127.0.0.1", 7), Place("::1", 7))
