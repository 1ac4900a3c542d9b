"""The commands that simulate: a run made, shown, verified, told, interrupted, taken up again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command_line import call, document, flowing
from discredit.cli.run import folder_name, whole
from discredit.errors import ExitCode, InputError, PolicyError
from discredit.levers import pulled
from discredit.plan import draw_up, load
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy

ROOT = Path(__file__).parents[3]
# Debts are common here, so that few people suffice for somebody to be listed.
SMALL = (
    "--people", "300", "--months", "24", "--start", "2016-01", "--start-empty", "--no-report",
    "--set", "behaviour.debts.dispute_rate=0.05", "--set", "observation.court.listing_activity=0.5",
)  # fmt: skip


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run made through the command line."""
    folder = tmp_path_factory.mktemp("run") / "small"
    done = call("run", "court-list", *SMALL, "--out", str(folder))
    assert done.exit_code == 0, done.output
    return folder


# run, life, verify


def test_a_count_is_read_as_people_write_it() -> None:
    assert {whole(text) for text in ("100000", "100_000", "100,000", "1e5", "1E5")} == {100_000}


@pytest.mark.parametrize("text", ["0", "-5", "1.5", "many", "nan", "inf", ""])
def test_what_is_no_count_is_refused(text: str) -> None:
    done = call("run", "court-list", "--people", text)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "is no whole number above 0" in flowing(done.stderr)


def test_a_run_that_would_not_fit_says_how_many_would(here: Path) -> None:
    done = call("run", "court-list", "--people", "2e9")
    assert done.exit_code == ExitCode.MEMORY
    assert re.search(r"nothing was started\. About [\d,]+ people would fit", flowing(done.stderr))
    assert not list(here.iterdir())


def test_a_run_prints_effects_first_and_says_where_the_result_lies(result: Path) -> None:
    done = call("run", "court-list", *SMALL, "--out", str(result))
    assert done.exit_code == 0, done.output
    said = flowing(done.stdout)
    assert "This run is already complete" in said
    assert said.index("What differs") < said.index("Who bears it") < said.index("Result:")
    assert "95 % interval" in said


def test_a_run_for_machines_is_one_document_with_intervals(result: Path) -> None:
    found = document("run", "court-list", *SMALL, "--out", str(result))
    assert found["status"] == "complete"
    assert found["outcome_digest"]
    assert {"measure", "difference", "low", "high", "method"} <= set(found["effects"][0])


@pytest.mark.parametrize("text", ["-1", "nan", "inf", "soon", ""])
def test_what_is_no_time_between_checkpoints_is_refused(text: str) -> None:
    done = call("run", "court-list", f"--checkpoint-every={text}")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "is no number of seconds" in flowing(done.stderr)


def test_a_run_says_what_its_checkpoints_took(here: Path) -> None:
    done = call("run", "court-list", *SMALL, "--checkpoint-every", "0", "--out", "small")
    assert re.search(r"checkpoints: 4, [\d.]+ MiB each, [\d.]+ s in all\.", flowing(done.stdout))
    assert re.search(r"1 seed; about [\d.]+ GiB of memory\.", flowing(done.stderr))
    kept = document("run", "court-list", *SMALL, "--out", "small")["timing"]["checkpoints"]
    assert kept["count"] == 4
    assert kept["bytes_each"] > 300 * 50
    assert kept["seconds"] > 0


def test_another_plan_does_not_overwrite_a_result(result: Path) -> None:
    before = (result / "manifest.json").read_bytes()
    words = ("run", "court-list", "--people", "301", "--months", "12", "--out", str(result))
    done = call(*words)
    assert done.exit_code == ExitCode.RESULT
    assert (result / "manifest.json").read_bytes() == before


def test_verify_obtains_a_result_again_and_sees_an_edited_one(result: Path) -> None:
    assert "was obtained again" in flowing(call("verify", str(result)).stdout)
    page = result / "manifest.json"
    kept = page.read_text("utf-8")
    changed = json.loads(kept)
    changed["columns"]["persons"]["owed"] = "0" * 64
    changed["columns"]["people"] = {f"made_up_{k}": "0" * 64 for k in range(5000)}
    try:
        page.write_text(json.dumps(changed), encoding="utf-8")
        done = call("verify", str(result))
    finally:
        page.write_text(kept, encoding="utf-8")
    assert done.exit_code == ExitCode.UNVERIFIED
    said = flowing(done.stderr)
    assert 8 < said.count("made_up_") <= 10
    assert re.search(r"; and (5|10),0\d\d more\.", said)
    assert len(said) < 2000


def test_a_folder_that_is_no_result_returns_3(here: Path) -> None:
    for words in (("life", str(here), "1"), ("verify", str(here)), ("life", "nowhere", "1")):
        assert call(*words).exit_code == ExitCode.RESULT


def test_a_life_is_told_of_somebody_who_was_followed(result: Path) -> None:
    page = json.loads((result / "manifest.json").read_text("utf-8"))
    person = page["traced"]["1"][0]
    found = document("life", str(result), str(person))
    assert found["person"] == person
    assert {entry["world"] for entry in found["story"]} <= {"with", "without", "both"}
    said = call("life", str(result), str(person)).stdout
    assert f"Person {person:,} of seed 1" in said
    assert max(map(len, said.splitlines())) <= 80
    parting = found["divergence"]
    assert parting["text"].startswith(f"The worlds part in {parting['month']} because")


def test_a_life_needs_somebody_who_exists(result: Path) -> None:
    assert "rows 0 to 299" in flowing(call("life", str(result), "300").stderr)
    assert call("life", str(result)).exit_code == ExitCode.BAD_INPUT
    assert call("life", str(result), "--wrongly-listed", "999").exit_code == ExitCode.BAD_INPUT
    said = flowing(call("life", str(result), "--wrongly-listed", "1", "--cause", "namsake").stderr)
    assert "Did you mean namesake?" in said


def test_a_life_is_told_of_somebody_who_was_not_followed(result: Path) -> None:
    traced = json.loads((result / "manifest.json").read_text("utf-8"))["traced"]["1"]
    person = next(row for row in range(300) if row not in traced)
    done = call("life", str(result), str(person))
    assert done.exit_code == 0, done.output
    assert "Not followed during the run: simulating the society once more, about" in flowing(
        done.stderr
    )


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_done_and_the_same_command_goes_on(here: Path) -> None:
    words = ["run", "court-list", *SMALL, "--out", "stopped"]
    words[words.index("--months") + 1] = "360"
    script = "from discredit.cli.main import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    until = time.monotonic() + 120
    while not list(here.glob("stopped/partial/0-*-0000")) and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == ExitCode.INTERRUPTED, said
    assert "the same command goes on from there" in flowing(said)
    page = json.loads((here / "stopped" / "manifest.json").read_text("utf-8"))
    assert page["status"] == "partial"
    assert any(0 < arm["months"] < 360 for arm in page["done"])
    assert document(*words)["status"] == "complete"


# Overlays, levers and small parts


def test_overlays_are_recorded_with_the_run_and_tell_in_its_numbers(here: Path) -> None:
    words = ("run", "court-list", *SMALL, "--with", "notice", "--with", "appeal-capacity")
    found = document(*words, "--out", "safer")
    assert found["label"] is None
    page = json.loads((here / "safer" / "manifest.json").read_text("utf-8"))
    assert page["policy"] == "court-list+appeal-capacity+notice"
    assert "--with notice --with appeal-capacity" in page["command"]
    laid = load_policy("court-list", overlays="notice,appeal-capacity")
    assert (
        numbers(laid)["observation.notice_reaches"]
        != numbers(load_policy("court-list"))["observation.notice_reaches"]
    )
    assert "by the overlay notice" in page["policy_texts"]["system"]


def test_a_lever_is_graded_assumed_and_its_range_opened() -> None:
    policy, _ = pulled(
        *load("court-list"), ["lists.defaulters.grace_months=6", "observation.misrouted=0.2"]
    )
    grace = numbers(policy)["lists.defaulters.grace_months"]
    assert grace.dated == {"2020-01": 6, "2024-01": 6}
    assert (grace.evidence, grace.range) == ("assumed", (0, 6))
    assert grace.note is not None
    assert "graded documented before" in grace.note
    assert numbers(policy)["observation.misrouted"].value == 0.2


def test_a_lever_takes_a_number_as_it_is_shown() -> None:
    shown, typed = (
        pulled(*load("court-list"), [f"life.trust_if_unfair={value}"])[0]
        for value in ("−0.3", "-0.3")
    )
    assert shown.life.trust_if_unfair.value == typed.life.trust_if_unfair.value == -0.3


def test_a_lever_turns_a_switch_and_one_label() -> None:
    policy, _ = pulled(
        *load("court-list"),
        ["gates.lists.defaulters.closes.flight=no", "behaviour.wants.loan=0"],
    )
    dated = numbers(policy)["gates.lists.defaulters.closes"].dated
    assert dated is not None
    assert {entry["flight"] for entry in dated.values() if isinstance(entry, dict)} == {False}
    wants = numbers(policy)["behaviour.wants"].value
    assert isinstance(wants, dict)
    assert (wants["loan"], wants["flight"]) == (0, 0.036)


def test_a_lever_moves_a_number_of_the_society_and_says_so() -> None:
    policy, society = load("court-list")
    same, changed = pulled(policy, society, ["society.savings_months=20"])
    number = changed.spec.numbers["savings_months"]
    assert same == policy
    assert (number.value, number.range, number.evidence) == (20, (2, 20), "assumed")
    assert number.note is not None
    assert "graded assumed before" in number.note
    others = {**changed.spec.numbers, "savings_months": None}
    assert others == {**society.spec.numbers, "savings_months": None}
    assert changed.tables == society.tables


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        ("society.savings_moths=2", "Did you mean society.savings_months"),
        ("society.migrant_share=2", "it must be a share from 0 to 1"),
        ("society.migrant_share=yes", "it must be a number"),
        ("society.savings_months.x=2", "no such number"),
        ("society.savings_months@2020-01=2", "no such number"),
    ],
)
def test_a_lever_that_no_society_takes_is_refused(lever: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        pulled(*load("court-list"), [lever])


@pytest.mark.parametrize("lever", ["grace", "lists.defaulters.grace_months=soon", "=3"])
def test_a_lever_that_cannot_be_read_is_refused(lever: str) -> None:
    with pytest.raises(InputError):
        pulled(*load("court-list"), [lever])


@pytest.mark.parametrize("lever", ["observation.misrouted=2", "lists.defaulters.grace_months=-1"])
def test_a_lever_keeps_to_its_unit(lever: str) -> None:
    with pytest.raises(PolicyError):
        pulled(*load("court-list"), [lever])


def test_the_folder_of_a_run_says_what_is_in_it() -> None:
    plan = draw_up("court-list", people=1000, months=12, seeds=range(1, 4))
    assert folder_name(plan, is_special=False) == "court-list-1000-12-s1-3"
    special = folder_name(plan, is_special=True)
    assert special == f"court-list-1000-12-s1-3-{plan.inputs_digest[:6]}"
