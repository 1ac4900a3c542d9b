"""The command line: what it prints, how it fails, what it returns, and what it must not import."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.main import get_command

from command_line import call, document, flowing
from discredit import library
from discredit.cli.check import SCHEMAS, schema_of
from discredit.cli.main import EXIT_CODES, app
from discredit.cli.reference import markdown
from discredit.document import read
from discredit.errors import ExitCode, PolicyError
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy
from discredit.society.spec import load_society
from discredit.words.regimes import regimes

ROOT = Path(__file__).parents[3]
HEAVY = ("jax", "pyarrow", "pandas", "altair", "scipy")
COMMANDS = sorted(cast(Any, get_command(app)).commands)
WIDTHS = (80, 140)


# What must be quick


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["show", "court-list"],
        ["evidence", "court-list"],
        ["check", "mine.yaml"],
        ["new", "other"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_a_command_that_does_not_simulate_loads_no_engine(here: Path, words: list[str]) -> None:
    call("new", "mine")
    script = (
        "import sys\nfrom discredit.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n"
        f"    print(end.code, *sorted(set(sys.modules) & set({HEAVY})), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert done.stderr.split() == ["0"]


# What every command owes its reader


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example(name: str) -> None:
    done = call(name, "--help", width=140)
    assert done.exit_code == 0
    assert f"Example: discredit {name}" in flowing(done.stdout)
    assert "--json" in done.stdout


def test_the_help_names_every_exit_code() -> None:
    said = flowing(call("--help", width=140).stdout)
    assert {int(code) for code, _ in EXIT_CODES} == {*map(int, ExitCode), 1}
    assert all(f"{int(code)} {meaning}" in said for code, meaning in EXIT_CODES)


def test_the_reference_in_docs_is_what_the_commands_say() -> None:
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == markdown(), "run python -m discredit.cli.reference > docs/commands.md"


def test_without_a_command_the_help_is_printed() -> None:
    done = call()
    assert done.exit_code == 0
    assert "Commands" in done.stdout


def test_the_version_is_printed() -> None:
    done = call("--version")
    assert done.exit_code == 0
    assert done.stdout.startswith("discredit ")


# list and show


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "court-list"),
        ("show", "court-list", "--all"),
        ("show", "source", "spc-travel-cost"),
        ("evidence", "court-list"),
        ("evidence", "court-list", "--all"),
    ],
    ids=str,
)
def test_no_line_is_wider_than_the_terminal(words: tuple[str, ...], width: int) -> None:
    done = call(*words, width=width)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= width


@pytest.mark.parametrize("width", [40, 50, 60])
def test_no_number_or_key_is_cut_on_a_narrow_terminal(width: int) -> None:
    words = call("show", "court-list", "--all", width=width).stdout.split()
    said = {*words, *(word.rpartition(".")[2] for word in words)}
    held = numbers(load_policy("court-list"))
    assert {path.rpartition(".")[2] for path in held} <= said
    assert {"lists.defaulters", "observation.court", "gates.lists.defaulters"} <= said
    assert {"0.0004", "0.0025"} <= set(said)
    keys = {key for number in held.values() for key in number.sources}
    assert keys <= {word.strip(",") for word in said}


def test_the_list_has_every_system_with_its_badge() -> None:
    found = document("list")["library"]
    system = next(entry for entry in found["systems"] if entry["name"] == "court-list")
    people = [at.number for at in load_society("china-2020").numbers_of()]
    held = [*numbers(load_policy("court-list")).values(), *people]
    assert sum(system["numbers_by_grade"].values()) == len(held)
    assert system["numbers_by_grade"]["assumed"] == sum(n.evidence == "assumed" for n in held)


def test_one_kind_can_be_listed_alone() -> None:
    assert set(document("list", "societies")["library"]) == {"societies"}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_system_is_shown_with_every_number_grade_and_source(width: int) -> None:
    said = call("show", "court-list", "--all", width=width).stdout
    for path, number in numbers(load_policy("court-list")).items():
        assert path.rpartition(".")[2] in said
        assert set(number.sources) <= set(re.split(r"[\s,]+", said)), path
    assert "0.0004" in said
    assert "never a fact about China" in flowing(said)


def test_the_regimes_of_a_system_are_told_in_order_and_in_words() -> None:
    found = regimes(numbers(load_policy("court-list")))
    assert [month for month, _ in found] == sorted(month for month, _ in found)
    told = dict(found)
    assert "Time of grace before an entry takes effect: from 0 to 2 months." in told["2020-01"]
    assert "Doors closed to people on a black list, now also: fast train." in told["2015-07"]
    assert "Representatives may be entered for a company's debt: no longer." in told["2020-01"]


def test_one_room_can_be_shown_alone() -> None:
    said = call("show", "court-list", "--room", "lists").stdout
    assert "grace_months" in said
    assert "filing_rate" not in said
    assert {
        p.split(".")[0] for p in document("show", "court-list", "--room", "lists")["numbers"]
    } == {"lists"}


def test_an_assumption_is_shown_with_the_numbers_that_rest_on_it() -> None:
    said = call("show", "assumption", "A-07").stdout
    assert "assumed" in said
    assert "court-list: behaviour.debts.pay_rate" in said


def test_a_disputed_claim_is_marked_as_no_finding() -> None:
    said = flowing(call("show", "press-sun-games").stdout)
    assert "disputed" in said
    assert "it is not a finding" in said


def test_a_society_is_shown_target_beside_achieved_with_the_worst_marked() -> None:
    done = call("show", "society", "china-2020", "--all", "--people", "2000", width=140)
    assert done.exit_code == 0, done.output
    fifths = [line for line in done.stdout.splitlines() if "NBS five groups of households" in line]
    assert len(fifths) == 5
    assert sum("*" in line for line in fifths) == 1
    assert re.search(r"lowest\s+7,869\s+[\d,]+\s+[+−]?\d+\.\d %", done.stdout)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("list", "systms"), "systems"),
        (("show", "court-lst"), "court-list"),
        (("show", "source", "spc-travl-cost"), "spc-travel-cost"),
        (("show", "sytem", "court-list"), "system"),
        (("show", "court-list", "--room", "gate"), "gates"),
        (("run", "court-lst"), "court-list"),
        (
            ("run", "court-list", "--set", "lists.defaulters.grace_month=2"),
            "lists.defaulters.grace_months",
        ),
        (("evidence", "court-lst"), "court-list"),
        (("check", "--schema", "overlays"), "overlay"),
        (("validate", "courtlist"), "court-list"),
        (("shw",), "show"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_unknown_name_brings_the_nearest(words: tuple[str, ...], near: str) -> None:
    done = call(*words)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert f"Did you mean {near}?" in flowing(done.stderr).replace("'", "")
    assert not done.stdout


# check and new


def test_a_new_policy_is_clean_and_says_what_each_section_decides(here: Path) -> None:
    found = document("new", "mine")
    assert found["files"] == ["mine.yaml", "mine-conduct.yaml"]
    done = call("check", "mine.yaml", "mine-conduct.yaml")
    assert done.exit_code == 0, done.output
    assert "mine.yaml is clean: a system" in flowing(done.stdout)
    text = (here / "mine.yaml").read_text("utf-8")
    assert "\n# GATES: what each list" in text
    assert "my-city" not in text and "conduct: mine-conduct.yaml" in text
    policy = load_policy(str(here / "mine.yaml"))
    assert policy.system.scores and policy.system.lists and policy.behaviour.conducts


def test_a_copy_of_a_system_keeps_its_numbers_and_is_ones_own(here: Path) -> None:
    assert call("new", "mine", "--like", "court-list").exit_code == 0
    policy = load_policy(str(here / "mine.yaml"))
    assert numbers(policy) == numbers(load_policy("court-list"))
    assert policy.system.standing == "own"
    text = (here / "mine.yaml").read_text("utf-8")
    assert "\n# GATES: which doors" in text
    assert not re.search(r"\n\n\n", text)


def test_new_never_overwrites(here: Path) -> None:
    (here / "mine.yaml").write_text("mine", encoding="utf-8")
    done = call("new", "mine")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "exists already and is not overwritten" in flowing(done.stderr)
    assert (here / "mine.yaml").read_text("utf-8") == "mine"
    assert not (here / "mine-conduct.yaml").exists()


@pytest.mark.parametrize("name", ["../mine", "a b", ".hidden", "-"])
def test_a_name_that_is_a_path_or_none_is_refused(here: Path, name: str) -> None:
    done = call("new", "--", name)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert not [*here.iterdir(), *here.parent.glob("*.yaml")]


def test_check_tells_all_faults_of_all_files_with_their_lines(here: Path) -> None:
    call("new", "mine", "--like", "court-list")
    text = (here / "mine.yaml").read_text("utf-8")
    broken = text.replace("grace_months:", "grace_monhts:").replace("A-25", "A-2555")
    (here / "broken.yaml").write_text(broken, encoding="utf-8")
    done = call("check", "broken.yaml", "mine.yaml", "absent.yaml", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == found["exit_code"] == ExitCode.BAD_INPUT
    lines = {fault["path"]: fault["line"] for fault in found["faults"]}
    row = next(i for i, line in enumerate(broken.splitlines(), 1) if "grace_monhts" in line)
    assert lines["lists.defaulters.grace_monhts"] == row
    assert {fault["file"] for fault in found["faults"]} == {"broken.yaml", "absent.yaml"}
    said = flowing(call("check", "broken.yaml").stderr)
    assert said.startswith("broken.yaml cannot be used: 3 faults.")
    assert f"broken.yaml:{row} lists.defaulters.grace_monhts is not a known key" in said


def test_check_follows_the_names_in_a_system_file(here: Path) -> None:
    call("new", "mine", "--like", "court-list")
    file = here / "mine.yaml"
    text = file.read_text("utf-8").replace("conduct: judgment-debt", "conduct: judgement-debt")
    file.write_text(text.replace('"2012-01"', '"2012-13"'), encoding="utf-8")
    done = call("check", "mine.yaml")
    said = flowing(done.stderr)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "conduct is 'judgement-debt'" in said
    assert "Did you mean judgment-debt?" in said
    assert "start is '2012-13'; it must name a month from 01 to 12" in said


def test_conduct_life_and_society_files_are_told_from_their_keys() -> None:
    folder = ROOT / "src" / "discredit" / "library"
    files = [
        "conduct/judgment-debt.yaml",
        "lives/doors.yaml",
        "societies/china-2020.yaml",
    ]
    said = flowing(call("check", *(str(folder / file) for file in files)).stdout)
    assert [words in said for words in ("conduct,", "a life,", "a society,")] == [True] * 3


def test_check_tells_the_faults_of_a_system_and_of_the_files_it_names_together(here: Path) -> None:
    call("new", "mine")
    for file, old, new in (
        ("mine.yaml", "is_shown: {value: true", "is_shown: {value: 3"),
        ("mine-conduct.yaml", "kind: deed", "kind: dead"),
    ):
        text = (here / file).read_text("utf-8")
        assert old in text
        (here / file).write_text(text.replace(old, new), encoding="utf-8")
    found = json.loads(call("check", "mine.yaml", "--json").stdout)["faults"]
    assert {(fault["file"], fault["path"]) for fault in found} == {
        ("mine.yaml", "scores.points.is_shown.value"),
        ("mine-conduct.yaml", "conducts.volunteers.kind"),
    }


def test_a_study_with_arms_is_checked_without_running(here: Path) -> None:
    text = (
        "title: A notice\nquestion: Is it worth it?\narms: {plain: court-list, notice: "
        "court-list+notice}\npeople: 500\nmonths: 12\nvary: [observation.misrouted]\n"
        "design: {kind: hypercube, draws: 24}\noutcomes: [{measure: ever_wrongly}]\n"
    )
    (here / "arms.yaml").write_text(text, encoding="utf-8")
    (row,) = json.loads(call("check", "arms.yaml", "--json").stdout)["files"]
    assert row["is"].startswith("a study with arms, A notice; 25 runs by hypercube; what varies")
    (here / "arms.yaml").write_text(text.replace("wrongly", "wrong"), encoding="utf-8")
    (fault,) = json.loads(call("check", "arms.yaml", "--json").stdout)["faults"]
    assert (fault["line"], fault["path"]) == (8, "outcomes[0].measure")


@pytest.mark.parametrize("part", SCHEMAS)
def test_a_schema_is_json_and_each_of_its_fields_that_matter_says_what_it_is(part: str) -> None:
    schema = json.loads(call("check", "--schema", part).stdout)
    Draft202012Validator.check_schema(schema)
    whole = [schema] if "properties" in schema else [schema["then"], schema["else"]]
    for one in whole:
        section = schema["$defs"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        assert section["additionalProperties"] is False


def test_editors_accept_what_the_package_accepts_and_see_a_misspelt_key(here: Path) -> None:
    call("new", "mine")
    files = {"system": ["mine.yaml"], "conduct": ["mine-conduct.yaml"]}
    call("new", "my-study", "--study")
    files["study"] = ["my-study.yaml"]
    kinds = {"system": "systems", "conduct": "conduct", "life": "lives", "study": "studies"}
    for part, kind in kinds.items():
        known = Draft202012Validator(schema_of(part))
        texts = [library.text(kind, name) for name in library.names(kind)]
        texts += [(here / file).read_text("utf-8") for file in files.get(part, ())]
        for text in texts:
            # As YAML 1.2 reads it, in which on and off are words.
            data = json.loads(json.dumps(read(text, part, PolicyError).data))
            assert not list(known.iter_errors(data))
    wrong = {"arms": {"plain": "court-list"}, "peple": 5}
    said = [error.message for error in Draft202012Validator(schema_of("study")).iter_errors(wrong)]
    assert any("peple" in one for one in said) and not any("switch" in one for one in said)
    text = (here / "mine.yaml").read_text("utf-8")
    for old, new in (("false_records:", "false_record:"), ("unit: score points", "unit: points")):
        wrong = yaml.safe_load(text.replace(old, new, 1))
        assert list(Draft202012Validator(schema_of("system")).iter_errors(wrong)), new
