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


def test_a_study_is_checked_with_the_system_it_names_beside_it(here: Path) -> None:
    folder = here / "elsewhere"
    folder.mkdir()
    for words in (("new", "my-city"), ("new", "my-study", "--study")):
        assert call(*words).exit_code == 0
    assert "my-study.yaml is clean: a study, " in flowing(call("check", "my-study.yaml").stdout)
    text = Path("my-study.yaml").read_text("utf-8")
    Path("my-study.yaml").unlink()
    text = text.replace("system: court-list", "system: my-city.yaml", 1)
    text = text.replace("observation.court.ability_specificity", "observation.misrouted")
    text = text.replace("observation.court.opening_rate", "observation.notice_reaches")
    text = text.replace("{value: 0.5, unit: share", "{value: 0, unit: share", 1)
    text = text.replace("range: [0.2, 0.7]", "range: [0, 0.7]", 1)
    (folder / "my-study.yaml").write_text(text, encoding="utf-8")
    assert "elsewhere/my-city.yaml" in flowing(call("check", "elsewhere/my-study.yaml").stderr)
    for file in here.glob("my-city*.yaml"):
        file.rename(folder / file.name)
    assert "is clean: a study" in flowing(call("check", "elsewhere/my-study.yaml").stdout)


def test_what_a_study_cannot_tell_is_a_note_and_what_its_system_lacks_a_fault(here: Path) -> None:
    call("new", "my-study", "--study")
    text = Path("my-study.yaml").read_text("utf-8")
    Path("my-study.yaml").write_text(text.replace("seeds: 6", "seeds: 2"), encoding="utf-8")
    done = call("check", "my-study.yaml")
    assert done.exit_code == 0
    assert "Note: seeds: with 2 " in flowing(done.stdout)
    text = text.replace("measure: shut_out", "measure: red_listed")
    Path("my-study.yaml").write_text(text, encoding="utf-8")
    done = call("check", "my-study.yaml")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "my-study.yaml:47 beside[0].measure is 'red_listed'" in flowing(done.stderr)


def test_a_study_is_copied_from_the_library_and_checks_clean(here: Path) -> None:
    assert call("new", "mine", "--study", "--like", "favours").exit_code == 0
    assert "Officials hand out favours" in flowing(call("check", "mine.yaml").stdout)
    refused = call("new", "other", "--study", "--like", "rongcheng")
    assert refused.exit_code == ExitCode.BAD_INPUT and not Path("other.yaml").exists()


def test_a_region_that_the_society_lacks_is_a_fault_where_it_stands(here: Path) -> None:
    assert call("new", "mine", "--like", "city-mosaic").exit_code == 0
    text = Path("mine.yaml").read_text("utf-8")
    Path("mine.yaml").write_text(text.replace("{Suqian: true}", "{Suqiam: true}"), "utf-8")
    done = call("check", "mine.yaml")
    assert done.exit_code == ExitCode.BAD_INPUT
    told = flowing(done.stderr)
    assert "scores.xichu.lives_in.value.Suqiam" in told and "Did you mean Suqian?" in told
