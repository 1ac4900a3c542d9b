"""Every command that help, README and docs print is one that the program takes.

The tutorial has a test of its own. Those without an engine are run as they stand; the others are
read by the command line with all their names looked up, and, among the slow tests, run at a size
that is cut down.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, cast

import pytest
from typer.main import get_command

from command_line import call
from discredit import library
from discredit.cli import validate
from discredit.cli.main import MODULES, app
from discredit.society.spec import library_folder
from discredit.validation import MECHANISMS

ROOT = Path(__file__).parents[2]
COMMANDS = cast(Any, get_command(app)).commands
LIGHT = ("list", "show", "evidence", "claims", "new", "check", "odd")
OF_SEVERAL = ("--process", "--devices")
"""Several processes or devices: tests of their own start them."""
SMALL_RUN = ("--people", "20000", "--months", "60", "--seeds", "1")
SMALL_STUDY = ("--people", "1000", "--months", "36", "--seeds", "2")
FEW_ROWS = ("--people", "2000")
LONG = (
    ["validate", "gate"],
    ["validate", "all", "--json"],
    ["validate", "court-list"],
    ["validate", "all"],
    ["validate"],
    ["study", "what-decides.yaml"],
)
"""Minutes each; what they do is tested case by case."""


def printed() -> dict[str, str]:
    """Each command that is printed somewhere, and where first."""
    found: dict[str, str] = {}
    for _, module in MODULES:
        found.setdefault(module.EXAMPLE.removeprefix("Example: "), module.__name__)
    pages = [ROOT / "README.md", ROOT / "Makefile", *sorted((ROOT / "docs").glob("*.md"))]
    for page in pages:
        if page.name in ("tutorial.md", "commands.md"):
            continue  # followed to its end elsewhere; written from the commands themselves
        text = page.read_text("utf-8")
        lines = re.findall(r"^(?:\s{4,}|\t\$\(BIN\)/|)(discredit [a-z].*)$", text, re.MULTILINE)
        lines += re.findall(r"`(discredit [a-z]+ [^`]*)`", text)  # a bare name is no example
        for line in lines:
            for one in re.split(r"&&|\||;", line.partition("  #")[0]):
                command = one.partition(">")[0].strip().rstrip("'\\")
                if command.startswith("discredit "):
                    found.setdefault(command, page.name)
    return found


PRINTED = printed()


def words_of(command: str) -> list[str]:
    """What follows `discredit`, where names in capitals stand for a name of the library."""
    words = shlex.split(command)[1:]
    stands_for = {"NAME": "court-list", "RESULT": "results/demo", "FILE.yaml": "mine.yaml"}
    return [stands_for.get(word, word) for word in words]


@pytest.fixture
def prepared(here: Path) -> Path:
    """A folder that holds what the examples take for granted."""
    assert call("new", "my-city").exit_code == 0
    assert call("new", "my-study", "--study").exit_code == 0
    case = (library_folder().parent / "published" / "cases" / "points_tiers.yaml").read_bytes()
    (here / "mine.yaml").write_bytes(case)
    studies = (ROOT / "docs" / "studies.md").read_text("utf-8")
    with_arms = re.findall(r"^```yaml\n(.*?)^```$", studies, re.MULTILINE | re.DOTALL)[-1]
    (here / "what-decides.yaml").write_text(with_arms, "utf-8")
    return here


def test_examples_are_found() -> None:
    assert len(PRINTED) > 40
    assert {command.split()[1] for command in PRINTED} >= set(COMMANDS) - {"list"}


@pytest.mark.parametrize("command", PRINTED)
def test_what_is_printed_is_a_command_with_names_that_exist(prepared: Path, command: str) -> None:
    name, *words = words_of(command)
    context = COMMANDS[name].make_context(f"discredit {name}", list(words))
    given = context.params
    for one in (given.get("system"), given.get("like")):
        if one is not None:
            assert one in library.names("systems") or (prepared / one).is_file(), PRINTED[command]
    for names in given.get("overlays") or ():
        assert set(names.split(",")) <= set(library.names("safeguards")), PRINTED[command]
    if name == "study" and given.get("name"):
        known = library.names("studies")
        assert given["name"] in known or (prepared / given["name"]).is_file(), PRINTED[command]
    if name == "validate":
        assert given["name"] in (*MECHANISMS, *validate.TIERS, validate.COURT_LIST)


@pytest.mark.parametrize("command", [one for one in PRINTED if one.split()[1] in LIGHT])
def test_what_needs_no_engine_is_run_as_it_stands(prepared: Path, command: str) -> None:
    words = words_of(command)
    if words[0] == "new":
        for mine in prepared.glob("my-*.yaml"):
            mine.unlink()
    done = call(*words, width=100)
    assert done.exit_code == 0, (PRINTED[command], done.output)


HEAVY = [
    command
    for command in PRINTED
    if command.split()[1] not in LIGHT
    and words_of(command) not in LONG
    and not any(word.startswith((*OF_SEVERAL, "--stored")) for word in words_of(command))
]


def of(*commands: str) -> list[str]:
    """The examples of some commands that simulate, those that others ask about first."""
    return [one for name in commands for one in HEAVY if words_of(one)[0] == name]


@pytest.mark.slow
def test_runs_and_what_is_asked_of_them_work_at_a_size_cut_down(prepared: Path) -> None:
    for command in of("run", "life", "verify"):
        words = words_of(command)
        small = SMALL_RUN if words[0] == "run" else ()
        small += ("--uncertain", "19") if "--uncertain" in words else ()
        done = call(*words, *small, width=100)
        assert done.exit_code == 0, (PRINTED[command], command, done.output)


@pytest.mark.slow
@pytest.mark.parametrize("command", of("study"))
def test_a_study_works_at_a_size_cut_down(prepared: Path, command: str) -> None:
    words = words_of(command)
    is_run = len(words) > 1 and "--dry-run" not in words  # alone it lists them
    small = SMALL_STUDY if is_run else ()
    done = call(*words, *small, width=100)
    assert done.exit_code == 0, (PRINTED[command], done.output)


@pytest.mark.slow
@pytest.mark.parametrize("command", of("validate"))
def test_a_mechanism_is_set_beside_what_was_published(prepared: Path, command: str) -> None:
    done = call(*words_of(command), *FEW_ROWS, width=100)
    # So few rows may be too few for a tolerance: 5. That they agree is tested case by case.
    assert done.exit_code in (0, 5), (PRINTED[command], done.output)


@pytest.mark.slow
def test_the_readme_s_python_is_run_at_a_size_cut_down(here: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"^    import discredit as dc\n(?:    .*\n|\n)+", text, re.MULTILINE)
    assert found is not None
    code = re.sub("^    ", "", found[0], flags=re.MULTILINE)
    for large, small in (("100_000", "2000"), ("(1, 2, 3)", "(1,)"), ("4711", "471")):
        assert large in code
        code = code.replace(large, small)
    exec(compile(code, "README", "exec"), {})
