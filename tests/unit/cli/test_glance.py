"""A screen first, all of it on request, and plain CSV for whoever counts."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from command_line import answer, call, document, flowing
from discredit import library
from discredit.cli.glance import LINES
from discredit.policy.address import numbers, numbers_of
from discredit.policy.compose import load_policy
from discredit.sources import GRADES, Ledger

SYSTEMS = library.names("systems")


def height(*words: str, width: int = 100) -> int:
    return len(answer(*words, width=width).splitlines())


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("command", ["show", "evidence"])
def test_a_system_fits_a_screen_and_says_what_to_type_for_more(command: str, name: str) -> None:
    said = answer(command, name, width=100)
    assert len(said.splitlines()) <= LINES
    assert max(map(len, said.splitlines())) <= 100
    assert f"discredit {command} {name} --all" in flowing(said)


@pytest.mark.parametrize(
    ("kind", "folder"),
    [("conduct", "conduct"), ("life", "lives"), ("study", "studies"), ("safeguard", "safeguards")],
)
def test_every_other_kind_fits_a_screen(kind: str, folder: str) -> None:
    for name in library.names(folder):
        assert height("show", kind, name) <= LINES, name


def test_a_much_cited_source_fits_a_screen_and_names_every_number_with_all() -> None:
    assert height("show", "source", "A-17") <= LINES
    cited = document("show", "source", "A-17")["cited_by"]
    whole = answer("show", "source", "A-17", "--all")
    assert all(path in whole for path in cited)


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_is_shown_and_what_is_not_make_all_numbers(name: str) -> None:
    """Counts by room are those of the policy; each number shown is one of its own."""
    held = list(numbers_of(load_policy(name)))
    paths = {one.path for one in held}
    lines = answer("show", name, width=100).splitlines()
    shown = [
        line.split()[0] for line in lines if line.startswith("  ") and line.split()[0] in paths
    ]
    assert len(shown) == len(set(shown)) >= 6
    hidden = [int(part.split()[0]) for line in lines for part in line.split("; ")[1:]
              if part[:1].isdigit() and "not shown" in flowing(part + " not shown")]  # fmt: skip
    assert len(shown) + sum(hidden) == len(held)


def rows(*words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer(*words, "--csv"))))


@pytest.mark.parametrize("name", ["court-list", "nosedive", "rongcheng"])
def test_the_csv_is_plain_and_complete(name: str) -> None:
    found = rows("show", name)
    held = numbers(load_policy(name))
    assert [row["number"] for row in found] == list(held)
    for row in found:
        number = held[row["number"]]
        assert row["evidence"] == number.evidence
        assert row["sources"].split(" | ") == list(number.sources)
        assert row["claims"] == " | ".join(
            " ".join(Ledger()[key].claim.split()) for key in number.sources
        )
        if number.dated is not None:
            value = json.loads(row["value"])
            assert value == {"before": number.before, **number.dated}
        elif isinstance(number.value, dict):
            assert json.loads(row["value"]) == number.value
        if number.range is not None:
            assert (float(row["low"]), float(row["high"])) == tuple(map(float, number.range))
    label = document("show", name)["label"] or ""
    assert {row["label"] for row in found} == {label}
    assert [row["number"] for row in rows("evidence", name)] == [
        row["path"] for row in document("evidence", name)["numbers"]
    ]


@pytest.mark.parametrize("command", ["show", "evidence"])
def test_grades_can_be_asked_for_one_or_several(command: str) -> None:
    every = rows(command, "nosedive")
    for grade in GRADES:
        wanted = [row["number"] for row in every if row["evidence"] == grade]
        assert [row["number"] for row in rows(command, "nosedive", "--grade", grade)] == wanted
        said = answer(command, "nosedive", "--grade", grade, width=140)
        assert all(path.rpartition(".")[2] in said for path in wanted)
    both = rows(command, "nosedive", "--grade", "reported,fictional")
    assert {row["evidence"] for row in both} == {"reported", "fictional"}
    assert both == rows(command, "nosedive", "--grade", "fictional", "--grade", "reported")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "court-list", "--grade", "assumd"), "Did you mean assumed?"),
        (("show", "court-list", "--csv", "--json"), "take one"),
        (("show", "notice", "--csv"), "of a system, a conduct"),
        (("show", "notice", "--room", "lists"), "rooms are those of a system"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(words: tuple[str, ...], said: str) -> None:
    done = call(*words)
    assert done.exit_code == 2
    assert said in flowing(done.stderr or done.stdout)


SCRIPT = "from discredit.cli.main import main; main()"


def on_a_terminal(words: list[str], environment: dict[str, str]) -> str:
    """What a terminal of 24 lines shows of a command."""
    end, theirs = pty.openpty()
    asked = [sys.executable, "-c", SCRIPT, *words]
    child = subprocess.Popen(
        asked, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(end, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(end)
    assert child.wait() == 0
    return seen.decode()


def test_a_pager_is_for_a_terminal_that_is_too_short(tmp_path: Path) -> None:
    kept = tmp_path / "paged"
    around: dict[str, Any] = {
        **os.environ, "PAGER": f"cat > {kept}", "COLUMNS": "100", "LINES": "40", "TERM": "xterm",
    }  # fmt: skip
    on_a_terminal(["show", "court-list", "--all"], around)
    assert "lists.defaulters" in kept.read_text("utf-8")
    kept.unlink()
    assert "lists.defaulters" in on_a_terminal(["show", "court-list"], around)
    assert not kept.exists()
    assert "claims" in on_a_terminal(["show", "court-list", "--csv"], around)
    assert not kept.exists()
