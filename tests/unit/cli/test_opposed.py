"""A run beside a system of one's choice, by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import call, document, flowing
from discredit.errors import ExitCode

# The engine of tests/unit/cli/test_run.py serves these too: the same people, months and lists.
SMALL = (
    "--people", "300", "--months", "24", "--start", "2016-01", "--start-empty", "--no-report",
    "--set", "behaviour.debts.dispute_rate=0.05", "--set", "observation.court.listing_activity=0.5",
)  # fmt: skip


def run(folder: Path, *words: str) -> dict:
    return document("run", "court-list", *SMALL, *words, "--out", str(folder))


def by_measure(found: dict) -> dict[str, dict]:
    return {row["measure"]: row for row in found["effects"] if row["group"] in ("all", "everyone")}


def test_a_system_beside_itself_differs_in_nothing(tmp_path: Path) -> None:
    found = run(tmp_path / "same", "--against", "court-list", *against_itself())
    assert found["against"]["name"]
    assert {row["difference"] for row in found["effects"]} == {0}


def against_itself() -> tuple[str, ...]:
    """The levers of `SMALL`, pulled in the other world too."""
    levers = [word for word in SMALL if "=" in word]
    return tuple(word for lever in levers for word in ("--set-against", lever))


def test_a_lever_of_the_other_world_alone_is_what_the_worlds_differ_in(tmp_path: Path) -> None:
    lever = "observation.court.listing_activity=0"
    others = [word for word in against_itself() if "listing_activity" not in word]
    others = [word for word in others if word != "--set-against"]
    words = [word for other in others for word in ("--set-against", other)]
    found = run(tmp_path / "idle", *words, "--set-against", lever)
    told = by_measure(found)["ever_listed"]
    assert told["with"] > told["without"] == 0


def test_a_world_that_is_not_there_has_no_system_of_its_own(tmp_path: Path) -> None:
    done = call("run", "court-list", *SMALL, "--no-twin", "--against", "rongcheng")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "--no-twin leaves the world out that --against is about" in flowing(done.stderr)


@pytest.mark.parametrize("name", ["cuort-list", "court-list+notise"])
def test_a_name_that_is_none_of_the_library_s_is_refused_with_the_nearest(name: str) -> None:
    done = call("run", "court-list", *SMALL, "--against", name)
    assert done.exit_code == ExitCode.BAD_INPUT
    said = flowing(done.stderr)
    assert ("court-list" in said.replace(name, "")) if "+" not in name else ("notice" in said)


def test_an_overlay_of_the_other_world_that_changes_nothing_is_refused() -> None:
    done = call("run", "court-list", *SMALL, "--against", "court-list+data-minimisation")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "data-minimisation" in flowing(done.stderr)
