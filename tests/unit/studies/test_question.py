"""Studies: what differs between the two sides, what is found, what is said, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from discredit import library
from discredit.errors import PolicyError
from discredit.plan import draw_up
from discredit.policy.address import numbers
from discredit.store.tables import form_of
from discredit.studies.question import load_study
from discredit.studies.standing import STANDING
from small_study import TEXT, changed, written

NAMES = (
    "already-a-bureau",
    "elite-exempt",
    "favours",
    "friends-drag-you-down",
    "gamed-and-bought",
    "grading-the-agencies",
    "green-lanes-cost",
    "nothing-to-lose",
    "notice-helps",
    "own-institutions",
    "ranks-persist",
    "sensitive-jobs",
    "speech-goes-quiet",
    "wrong-person",
)


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


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seeds: 2\n", "seeds: 1\n", ":7 seeds is 1; it must be at least 2."),
        ("system: court-list", "system: cort-list", ":3 system is 'cort-list'; "),
        ("direction: rises", "direction: raises", "'raises'"),
        ("  measure: listed_wrongly", "  mesure: listed_wrongly",
         ":18 outcome.mesure is not a"),
        ("observation.misrouted:\n", "observation.misruted:\n", "misruted"),
        ("observation.misrouted:\n", "observations.misrouted:\n", "Did you mean observation?"),
        ("{value: 0.04", "{value: 4", ":15 "),
        ("range: [0, 0.05]", "range: [0.04, 0.04]", "both ends of its range are the same"),
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


def test_a_file_that_is_not_there_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="unreadable"):
        load_study(str(tmp_path / "none.yaml"))


def test_the_library_holds_the_fourteen_claims() -> None:
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
            known = {*form_of(plan).own[0], *STANDING}
            assert {outcome.measure, outcome.per or "people"} <= known
