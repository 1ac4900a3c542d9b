"""Studies: what differs between the two sides, what is found, what is said, what is refused."""

from __future__ import annotations

import json
import threading
from math import nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit import library
from discredit.errors import InputError, Interrupted, PolicyError, ResultError
from discredit.plan import draw_up
from discredit.policy.compose import numbers
from discredit.record import MEASURES
from discredit.report import claims
from discredit.store.tables import form_of
from discredit.studies import folder as result
from discredit.studies.answer import RUNS, Step, answer
from discredit.studies.design import MAIN, Size, settings, size_of, tasks
from discredit.studies.question import Question, load_study
from discredit.studies.schema import Bar, Outcome
from discredit.studies.taking import Taken, outcome_of
from discredit.studies.verdict import Paired, judged, paired

NAMES = (
    "already-a-bureau",
    "elite-exempt",
    "favours",
    "friends-drag-you-down",
    "gamed-and-bought",
    "grading-the-agencies",
    "green-lanes-cost",
    "nothing-to-lose",
    "own-institutions",
    "sensitive-jobs",
    "speech-goes-quiet",
    "wrong-person",
)
# One size, so that one shape is compiled.
SMALL = Size(people=600, months=8, seeds=2, tried_people=600, tried_seeds=1)
TEXT = """\
title: A small study
claim: Careless clerks list the wrong people.
system: court-list
start: "2016-01"
months: 8
people: 600
seeds: 2
switch:
  about: How often a record reaches a namesake.
  off: {says: records that reach the right person}
  on:
    says: records that often reach a namesake
    numbers:
      observation.misrouted:
        {value: 0.04, unit: share, evidence: assumed, source: asm.fp.link, range: [0, 0.05]}
outcome:
  says: people on the list wrongly
  measure: listed_wrongly
  times: 100000
  unit: per 100,000 people
holds_if:
  direction: rises
  smallest: {value: 0.0001, unit: share, evidence: assumed, source: asm.fp.link, range: [0, 0.01]}
assumptions: [observation.misrouted, behaviour.debts.dispute_by_occupation.business_owner]
sensitivity: {design: ends, people: 400, seeds: 1}
evidence:
  - {says: Namesake errors are reported., source: [err-no-rate]}
reading: It says nothing about any real court.
overturned_by: A count of entries that rest on a namesake's record.
"""
SAME = "note: said in other words, source: [asm.fp.link, err-no-rate], range: [0.0002, 0.05]}"


def written(folder: Path, text: str = TEXT, name: str = "small.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


def bar(direction: str, size: float = 0.5) -> Bar:
    smallest = {"value": size, "unit": "ratio", "evidence": "assumed", "source": "A-01",
                "range": [0, 9]}  # fmt: skip
    return Bar.model_validate({"direction": direction, "smallest": smallest})


def test_the_two_sides_differ_in_the_switch_and_in_nothing_else(tmp_path: Path) -> None:
    question = load_study(written(tmp_path))
    off, on = numbers(question.off), numbers(question.on)
    assert off.keys() == on.keys()
    assert {path for path in off if off[path] != on[path]} == {"observation.misrouted"}


def test_a_number_can_be_taken_out_on_one_side(tmp_path: Path) -> None:
    text = changed(
        "off: {says: records that reach the right person}",
        "off: {says: no way out by term, removed: [lists.defaulters.extends]}",
    )
    question = load_study(written(tmp_path, text))
    gone = numbers(question.on).keys() - numbers(question.off).keys()
    assert gone == {"lists.defaulters.extends"}


def test_an_assumption_that_the_switch_sets_is_moved_on_one_side_only(tmp_path: Path) -> None:
    question = load_study(written(tmp_path))
    assert [a.sides for a in question.assumptions] == [("on",), ("off", "on")]
    plans = {(t.setting, t.side): t.plan for t in tasks(question, SMALL) if t.seed == 1}
    for (setting, side), plan in plans.items():
        held = numbers(plan.policy)["observation.misrouted"].value
        expected = numbers(question.off)["observation.misrouted"].value
        if side == "on":
            expected = float(setting.rsplit(" ", 1)[1]) if "misrouted" in setting else 0.04
        assert held == expected, setting


def test_the_ends_are_tried_one_at_a_time(tmp_path: Path) -> None:
    tried = settings(load_study(written(tmp_path)))
    assert [[(a.path, value) for a, value in one.values] for one in tried] == [
        [("observation.misrouted", 0.0)],
        [("observation.misrouted", 0.05)],
        [("behaviour.debts.dispute_by_occupation.business_owner", 0.0)],
        [("behaviour.debts.dispute_by_occupation.business_owner", 6.0)],
    ]


@pytest.mark.parametrize("draws", [2, 7, 20])
def test_a_hypercube_meets_each_slice_of_each_range_once(tmp_path: Path, draws: int) -> None:
    text = changed("design: ends,", f"design: hypercube, draws: {draws},")
    question = load_study(written(tmp_path, text))
    tried = settings(question)
    assert len(tried) == draws
    for at, assumption in enumerate(question.assumptions):
        values = sorted(one.values[at][1] for one in tried)
        width = (assumption.high - assumption.low) / draws
        slices = [int((value - assumption.low) / width) for value in values]
        assert slices == list(range(draws))


TAKEN = Taken((("all", "all"), ("settlement", "rural"), ("settlement", "urban")),
              ("listed", "people", "entries"))  # fmt: skip
SUMS = np.array(
    [
        [[5, 100, 50], [1, 40, 8], [4, 60, 42]],
        [[9, 110, 70], [3, 50, 10], [6, 60, 60]],
        [[9, 120, 90], [3, 60, 30], [6, 60, 60]],
    ],
    np.int64,
)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"measure": "listed"}, 23 / 330),
        ({"measure": "listed", "last_months": 2}, 18 / 230),
        ({"measure": "entries"}, 210 / 110),
        ({"measure": "entries", "per": "listed"}, 210 / (23 / 3)),
        ({"measure": "listed", "per": None}, 23 / 3),
        ({"measure": "entries", "per": None}, 210.0),
        ({"measure": "listed", "group": ("settlement", "rural")}, 7 / 150),
        (
            {"measure": "entries", "group": ("settlement", "urban"),
             "against": ("settlement", "rural")},
            162 / 60 - 48 / 50,
        ),
    ],
)  # fmt: skip
def test_an_outcome_is_what_one_reckons_by_hand(asked: dict, expected: float) -> None:
    assert MEASURES["entries"].is_flow and not MEASURES["listed"].is_flow
    fields = {
        key: {"dimension": value[0], "label": value[1]} if key in ("group", "against") else value
        for key, value in asked.items()
    }
    outcome = Outcome.model_validate({"says": "x", "unit": "y", **fields})
    assert outcome_of(outcome, SUMS, TAKEN) == pytest.approx(expected, rel=1e-15)


def test_an_outcome_of_nobody_is_no_number() -> None:
    outcome = Outcome.model_validate({"says": "x", "unit": "y", "measure": "listed"})
    assert np.isnan(outcome_of(outcome, np.zeros_like(SUMS), TAKEN))


def test_the_interval_is_students_over_the_paired_differences() -> None:
    found = paired(np.array([1.0, 2.0, 4.0, nan]), np.array([2.0, 4.0, 5.0, 9.0]))
    # Differences 1, 2, 1: mean 4/3, standard error 1/3, and t(2) is 4.302653 at 97.5 %.
    assert found.difference == pytest.approx(4 / 3)
    assert (found.low, found.high) == pytest.approx((4 / 3 - 4.302653 / 3, 4 / 3 + 4.302653 / 3))
    assert found.seeds == 3 and found.off == pytest.approx(7 / 3)


@pytest.mark.parametrize(
    ("direction", "low", "high", "verdict"),
    [
        ("rises", 0.6, 2.0, "holds"),
        ("rises", 0.1, 0.4, "does not hold"),
        ("rises", 0.1, 2.0, "cannot be told apart from chance"),
        ("rises", -2.0, -0.6, "does not hold"),
        ("falls", -2.0, -0.6, "holds"),
        ("falls", 0.6, 2.0, "does not hold"),
        ("falls", -0.6, 0.6, "cannot be told apart from chance"),
        ("stays", -0.4, 0.4, "holds"),
        ("stays", 0.6, 2.0, "does not hold"),
        ("stays", -2.0, -0.5, "does not hold"),
        ("stays", 0.4, 2.0, "cannot be told apart from chance"),
        ("rises", nan, nan, "cannot be told apart from chance"),
    ],
)
def test_a_verdict_follows_from_where_the_whole_interval_lies(
    direction: str, low: float, high: float, verdict: str
) -> None:
    assert judged(Paired(0.0, 0.0, (low + high) / 2, low, high, 4), bar(direction)) == verdict


ends = st.floats(-10, 10, allow_nan=False)


@given(ends, ends, st.floats(0.01, 5))
def test_a_claim_and_its_mirror_image_get_the_same_verdict(a: float, b: float, size: float) -> None:
    low, high = min(a, b), max(a, b)
    up = Paired(0.0, 0.0, (low + high) / 2, low, high, 4)
    down = Paired(0.0, 0.0, -(low + high) / 2, -high, -low, 4)
    assert judged(up, bar("rises", size)) == judged(down, bar("falls", size))
    assert judged(up, bar("stays", size)) == judged(down, bar("stays", size))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seeds: 2\n", "seeds: 1\n", ":7 seeds is 1; it must be at least 2."),
        ("direction: rises", "direction: raises", "'raises'"),
        ("  measure: listed_wrongly", "  mesure: listed_wrongly",
         ":18 outcome.mesure is not a"),
        ("observation.misrouted:\n", "observation.misruted:\n", "misruted"),
        ("observation.misrouted:\n", "observations.misrouted:\n", "Did you mean observation?"),
        ("{value: 0.04", "{value: 4", ":15 "),
        ("unit: share, evidence: assumed, source: asm.fp.link, range: [0, 0.05]",
         "unit: months, evidence: assumed, source: asm.fp.link, range: [0, 0.05]",
         "this field is measured in share"),
        ("[observation.misrouted, ", "[observation.misroutd, ",
         "Did you mean observation.misrouted"),
        ("_occupation.business_owner]", "_occupation]", "not a single number"),
        ("source: [err-no-rate]", "source: [err-no-rat]", "a key of the evidence ledger"),
        ("off: {says: records that reach the right person}",
         "off: {says: nothing, removed: [observation.nothing]}", "nothing to take out"),
        ("design: ends,", "design: hypercube,", "a hypercube says how many draws it has"),
        ("  times: 100000", "  last_months: 9", "the study runs for 8 months"),
        ("  times: 100000", "  group: {dimension: settlement, label: rurl}", "Did you mean rural?"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_one_sentence_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load_study(written(tmp_path, changed(old, new)))
    messages = [str(fault) for fault in caught.value.faults]
    assert any(said in message for message in messages), messages
    assert all("small.yaml:" in message for message in messages), messages
    assert len(messages) == 1 and "\n" not in messages[0]


def test_two_sides_that_are_alike_are_no_study(tmp_path: Path) -> None:
    lines = TEXT.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "numbers:" in line)
    with pytest.raises(PolicyError, match="the two sides of a switch differ in something"):
        load_study(written(tmp_path, "".join([*lines[:at], *lines[at + 3 :]])))


def test_a_measure_that_the_series_lacks_is_named_before_anything_runs(tmp_path: Path) -> None:
    question = load_study(written(tmp_path, changed("listed_wrongly", "listed_wrongfully")))
    with pytest.raises(InputError, match="Did you mean listed_wrongly"):
        answer(question, SMALL, tmp_path / "out")


def test_a_file_that_is_not_there_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="unreadable"):
        load_study(str(tmp_path / "none.yaml"))


def test_a_shorter_run_than_its_outcome_needs_is_refused(tmp_path: Path) -> None:
    question = load_study(written(tmp_path, changed("  times: 100000", "  last_months: 6")))
    with pytest.raises(InputError, match="the last 6 months"):
        size_of(question, months=5)


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match="name a new or an empty folder"):
        result.refuse_other(tmp_path)


def finished(question: Question, folder: Path) -> dict[str, bytes]:
    finding = answer(question, SMALL, folder)
    result.write(finding, folder)
    claims.write(finding, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_policy_differs_from_itself_by_exactly_nothing(tmp_path: Path) -> None:
    start = TEXT.index("{value: 0.04")
    line = TEXT[start : TEXT.index("\n", start)]
    text = changed(line, f"{{value: 0.003, unit: share, evidence: assumed, {SAME}")
    text = text.replace("measure: listed_wrongly", "measure: in_default")
    question = load_study(written(tmp_path, text))
    plans = {t.side: t.plan for t in tasks(question, SMALL) if t.setting == MAIN and t.seed == 1}
    assert plans["off"].inputs_digest != plans["on"].inputs_digest  # both are run
    finding = answer(question, SMALL, tmp_path / "out")
    found = finding.found[0]
    assert found.on > 0
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)
    assert finding.verdict == "does not hold"


def test_a_study_that_was_stopped_ends_with_the_bytes_of_one_that_was_not(tmp_path: Path) -> None:
    question = load_study(written(tmp_path))
    whole = finished(question, tmp_path / "whole")
    cancel = threading.Event()

    def stop(step: Step) -> None:
        if step.done >= 3:
            cancel.set()

    halted = tmp_path / "halted"
    with pytest.raises(Interrupted):
        answer(question, SMALL, halted, on_progress=stop, cancel=cancel)
    kept = {path.name: path.stat().st_mtime_ns for path in (halted / RUNS).glob("*.npz")}
    assert 0 < len(kept) < len(list((tmp_path / "whole" / RUNS).glob("*.npz")))
    assert finished(question, halted) == whole
    assert {name: (halted / RUNS / name).stat().st_mtime_ns for name in kept} == kept
    document = json.loads(whole["study.json"])
    assert document["systems"][0]["evidence"] == "documented"
    assert document["verdict"] in document["sentence"]
    assert "What would overturn it" in whole["report.txt"].decode()


def test_the_library_holds_the_twelve_claims() -> None:
    assert library.names("studies") == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_study_of_the_library_can_be_asked(name: str) -> None:
    question = load_study(name)
    turned = question.study.switch
    off, on = numbers(question.off), numbers(question.on)
    apart = {path for path in off.keys() | on.keys() if off.get(path) != on.get(path)}
    assert apart
    if turned.off.system is None and turned.on.system is None:
        named = {*turned.off.numbers, *turned.on.numbers, *turned.off.removed, *turned.on.removed}
        assert {path for path in apart if not any(path.startswith(n) for n in named)} == set()
    for outcome in (question.study.outcome, *question.study.beside):
        for plan in (draw_up(question.off), draw_up(question.on)):
            assert {outcome.measure, outcome.per or "people"} <= set(form_of(plan).measures)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_study_of_the_library_gives_a_verdict(name: str, tmp_path: Path) -> None:
    question = load_study(name)
    size = size_of(question, people=3000, seeds=2)
    finding = answer(question, size, tmp_path)
    said = claims.text(finding)
    assert finding.sentence in said
    assert all(np.isfinite(found.difference) for found in finding.found)
    for label in finding.labels():
        assert str(label["evidence"]) in said
        if label["disputed"]:
            assert " ".join(str(label["disputed"]).split()) in " ".join(said.split())
    assert len(finding.tried) == len(settings(question))
