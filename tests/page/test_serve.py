"""The command that serves the page: what it prints, whom it refuses, how it ends and comes back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, expect

from command_line import call
from discredit.errors import ExitCode
from served_page import PEOPLE, SYSTEM, Served

SOURCE = Path(__file__).parents[2] / "src"
COMMAND = "from discredit.cli.entry import main; main()"
LONG = f"#system={SYSTEM}&people={20 * PEOPLE}&months=240&seed=31"
"""It is not over before somebody can kill its server."""


class Started(NamedTuple):
    """A server of its own."""

    process: subprocess.Popen[str]
    address: str

    @property
    def served(self) -> Served:
        return Served(int(self.address.rpartition(":")[2].partition("/")[0]))


@contextmanager
def started(*words: str, port: int = 0) -> Iterator[Started]:
    """`discredit serve` in a process of its own, killed at the end."""
    line = [sys.executable, "-c", COMMAND, "serve", "--no-browser", "--json", "--port", str(port)]
    surroundings = {**os.environ, "PYTHONPATH": str(SOURCE)}
    process = subprocess.Popen(
        [*line, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings,
    )
    try:
        assert process.stdout is not None
        said = ""
        while not said.endswith("}\n"):
            said += process.stdout.readline()
        yield Started(process, json.loads(said)["address"])
    finally:
        process.kill()
        process.communicate()


def test_it_says_where_it_is_and_leaves_at_once_when_interrupted() -> None:
    with started() as one:
        assert one.served.get("/").status == 200
        one.process.send_signal(signal.SIGINT)
        _, said = one.process.communicate(timeout=60)
        assert one.process.returncode == ExitCode.INTERRUPTED
        assert said == "Stopped.\n"


def test_another_host_demands_a_token() -> None:
    with started("--host", "0.0.0.0") as one:
        assert one.served.get("/").status == 401
        query = one.address.partition("?")[2]
        assert one.served.get(f"/?{query}").status == 303


def test_a_place_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = call("serve", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert done.exit_code == ExitCode.RESULT
    assert "--port" in done.stderr


def test_a_host_that_is_none_is_said_in_a_sentence() -> None:
    done = call("serve", "--no-browser", "--host", "no such host")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "--host" in done.stderr


def test_a_page_whose_server_is_killed_says_so_and_recovers(browser: Browser) -> None:
    page = browser.new_context().new_page()
    with started() as one:
        port = one.served.port
        page.goto(one.address + LONG)
        expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("The server does not answer")).to_be_visible(timeout=120_000)
    with started(port=port):
        page.get_by_role("button", name="Run again").click()
        expect(page.locator("canvas.dots")).to_have_count(2, timeout=120_000)
        page.context.close()


def test_a_lever_moved_after_the_server_was_killed_says_so_and_recovers(browser: Browser) -> None:
    page = browser.new_context().new_page()
    with started() as one:
        port = one.served.port
        page.goto(f"{one.address}#system={SYSTEM}&people={PEOPLE}&months=12")
        expect(page.get_by_role("button", name="Play")).to_be_enabled(timeout=120_000)
        expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=120_000)
    page.get_by_role("combobox", name="System").select_option("court-list")
    expect(page.get_by_text("The server does not answer")).to_be_visible(timeout=120_000)
    with started(port=port):
        page.get_by_role("button", name="Run again").click()
        expect(page.locator("canvas.dots")).to_have_count(2, timeout=120_000)
        page.context.close()
