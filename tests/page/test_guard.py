"""Who is let in: only this page may ask, under its own name; others on the network by a token."""

from __future__ import annotations

import pytest

from discredit.page.guard import LARGEST, POLICY, Entrance
from served_page import Served, served


@pytest.fixture(scope="module")
def here() -> Served:
    return served()


@pytest.fixture(scope="module")
def guarded() -> Served:
    return served(token="a token of the tests")


def test_its_own_names_are_answered_and_no_other(here: Served) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        assert here.get("/", host=f"{name}:{here.port}").status == 200
    for other in ("evil.example", f"evil.example:{here.port}", "127.0.0.1", "", "localhost:1"):
        assert here.get("/", host=other).status == 400


def test_only_the_page_itself_may_ask(here: Served) -> None:
    asked = b'{"system": "no such system"}'
    for foreign in (None, "null", "http://evil.example", f"https://127.0.0.1:{here.port}"):
        assert here.post("/api/run", asked, origin=foreign).status == 403
    assert here.post("/api/system", asked).status == 404


def test_every_answer_wears_the_policy_that_lets_no_other_script_run(here: Served) -> None:
    assert "unsafe" not in POLICY
    for path in ("/", "/static/main.js", "/static/no-such-file.js", "/api/systems", "/nowhere"):
        answer = here.get(path)
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_request_is_bounded(here: Served) -> None:
    assert here.post("/api/system", b" " * (LARGEST + 1)).status == 413
    assert here.post("/api/system", b'{"system": "x"}', length=False).status == 404
    assert here.post("/api/system", b" " * (2 * LARGEST), length=False).status == 413


def test_other_ways_to_ask_are_refused(here: Served) -> None:
    assert here.ask("PUT", "/", {}).status == 405


def test_no_file_but_those_of_the_page_can_be_read(here: Served) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"):
        assert here.get(path).status == 404


def test_elsewhere_a_token_is_demanded_and_the_reason_given(guarded: Served) -> None:
    refused = guarded.get("/")
    assert refused.status == 401
    assert "token" in refused.text and "network" in refused.text
    assert guarded.get("/?token=another").status == 401
    assert guarded.get("/", cookie="discredit=another").status == 401
    assert guarded.post("/api/system", b"{}").status == 401


def test_whoever_opens_the_address_with_the_token_is_let_in(guarded: Served) -> None:
    opened = guarded.get("/?token=a+token+of+the+tests")
    assert opened.status == 303
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert guarded.get("/", cookie=cookie.partition(";")[0]).status == 200


def test_the_address_that_is_printed_has_the_token_and_can_be_opened() -> None:
    assert Entrance("127.0.0.1", 80).address == "http://127.0.0.1:80/"
    assert Entrance("::1", 80).address == "http://[::1]:80/"
    assert Entrance("0.0.0.0", 80, "t").address == "http://127.0.0.1:80/?token=t"
