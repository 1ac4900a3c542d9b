"""`check` looks at all that `run` would read, where `run` would look for it."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from command_line import call, document, flowing
from discredit.cli.new import starter
from discredit.errors import ExitCode
from discredit.plan import load
from discredit.society.spec import library_folder


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A system with a society of its own, in a folder that is not the current one."""
    folder = tmp_path / "elsewhere"
    copytree(library_folder(), folder)
    for file, text in starter("mine").items():
        text = text.replace("society: china-2020", "society: china-2020.yaml")
        (folder / file).write_text(text, encoding="utf-8")
    return folder / "mine.yaml"


def test_a_society_beside_its_system_is_found_by_check_and_by_a_run(system: Path) -> None:
    done = call("check", str(system))
    assert done.exit_code == 0, done.output
    _, society = load(str(system))
    assert society.file == str(system.parent / "china-2020.yaml")


def test_a_fault_of_the_society_is_a_fault_of_the_check(system: Path) -> None:
    file = system.parent / "china-2020.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("savings_months: {value: 8", "savings_months: {value: -8"), "utf-8"
    )
    done = call("check", str(system))
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "numbers.savings_months" in flowing(done.stderr)
    file.unlink()
    assert "no such file" in flowing(call("check", str(system)).stderr)


def test_what_cannot_act_is_a_note_and_no_fault(system: Path) -> None:
    text = system.read_text("utf-8").replace("{first: 80, review: 25}", "{first: 0, review: 25}")
    system.write_text(text.replace("[1, 800]", "[0, 800]"), "utf-8")
    done = call("check", str(system))
    assert done.exit_code == 0
    assert "Note: redress.capacity.first: this desk hears nobody." in flowing(done.stdout)
    (told,) = document("check", str(system))["files"]
    assert told["notes"] == [{"path": "redress.capacity.first", "why": "this desk hears nobody"}]
