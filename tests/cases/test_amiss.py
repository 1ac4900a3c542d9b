"""Worked cases of what is amiss with an entry: facts, the file, the law of the day, the word."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
import yaml

from discredit import dossier, flaws, judgement, lists
from discredit.dossier import Sightings, nothing_seen
from discredit.judgement import Decided
from discredit.observation import Hindsight, register_of
from discredit.policy.rules import Rules
from discredit.truth import Acts, begin, idle
from discredit.units import month_index
from discredit.validation.mechanisms.parts.corridor import crowd
from discredit.vocabulary import FLAWS, GROUNDS, OCCUPATIONS, Status
from random_months import FIRST_MONTH, court_list, row

FILES = sorted((Path(__file__).parent / "amiss").glob("*.yaml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
KEYS = {"case", "law", "so", "told", "rules", "expect"}
FACTS = {"owes", "able", "company owes", "did it", "knows"}
SAID = {"for company", "of a namesake", "no letter", "paid", "company paid", *GROUNDS}
ABLE, REFUSES = "able", "refuses_though_able"
JOB = np.array([OCCUPATIONS.index("clerical")], np.uint8)
SOMEBODY = crowd(1, age=np.array([45], np.uint8), occupation=JOB)
REGISTER = register_of(SOMEBODY)

decide, judge = jax.jit(lists.decide), jax.jit(judgement.rests_on_what_is_so)
in_law, of_entries = jax.jit(judgement.wrong_in_law), jax.jit(flaws.of_entries)


def yes(value: bool) -> Any:
    return np.array([value])


def file_of(said: set[str]) -> tuple[Sightings, int]:
    assert said <= SAID, f"not a word of these files: {said - SAID}"
    (ground, *others) = [*(GROUNDS.index(word) + 1 for word in said & set(GROUNDS)), 0]
    assert len(others) <= 1, "one ground a month"
    seen = nothing_seen(1)._replace(
        records=np.array([1 << ground - 1 if ground else 0], np.uint32),
        for_company=yes("for company" in said),
        payment=yes("paid" in said),
        company_payment=yes("company paid" in said),
        notified=yes("no letter" not in said),
    )
    return seen, ground


def acts_of(facts: set[str]) -> Acts:
    assert facts <= FACTS, f"not a fact of these files: {facts - FACTS}"
    return idle(1)._replace(
        owes=yes("owes" in facts),
        has_means=yes(ABLE in facts),
        company_owes=yes("company owes" in facts),
    )


def is_so(ground: int, facts: set[str], said: set[str]) -> bool:
    """Whether the record is of something this person did."""
    if not ground or "of a namesake" in said:
        return False
    return {"owes", ABLE} <= facts if GROUNDS[ground - 1] == REFUSES else "did it" in facts


def rules_of(case: dict[str, Any], month: int) -> Rules:
    rules = row(court_list(), month - FIRST_MONTH)
    own = {"grace_months": 0, **case.get("rules", {})}
    numbers = {name: np.full_like(getattr(rules.lists, name), own[name]) for name in own}
    return rules._replace(lists=rules.lists._replace(**numbers))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_what_is_said_of_an_entry_is_what_the_table_says(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    assert case["law"]
    first = min(month_index(text) for text in (*case["so"], *case["told"]))
    last = max(month_index(text) for text in case["expect"])
    held, truth, facts, checked = dossier.begin(1), begin(SOMEBODY), set[str](), 0
    listed, other = held.listed, np.zeros(1, np.uint16)
    for month in range(first, last + 1):
        text = f"{month // 12:04}-{month % 12 + 1:02}"
        t, rules = np.int32(month - first), rules_of(case, month)
        facts = set(case["so"].get(text, facts))
        said = set(case["told"].get(text, []))
        (seen, ground), acts = file_of(said), acts_of(facts)
        bit = np.array([1 << ground - 1 if ground else 0], np.uint32)
        so = bit * is_so(ground, facts, said)
        stray = bit * ("of a namesake" in said)
        hindsight = Hindsight(so, so, stray, np.zeros(1, np.float32))
        before, listed = listed, decide(listed, seen, None, REGISTER, rules.lists)
        decided = Decided(hindsight, None, None, before, listed)
        truth = truth._replace(
            rests_on=judge(truth.rests_on, acts, decided, rules), is_aware=yes("knows" in facts)
        )
        other = flaws.about_namesakes(before, listed, stray, other)
        if text not in case["expect"]:
            continue
        checked += 1
        expected, code = (
            case["expect"][text],
            int(of_entries(acts, truth, listed, other, rules, t)[0, 0]),
        )
        assert (FLAWS[code - 1] if code else "right") == expected["amiss"], text
        if "lifts" in expected:
            assert int(listed.status[0, 0]) == Status.LISTED, text
            lifts = bool(in_law(acts, truth.rests_on, listed, rules)[0, 0])
            assert lifts == expected["lifts"], f"{text}: a desk lifts it: {lifts}"
    assert checked == len(case["expect"]) > 0


def test_every_row_of_the_table_has_a_case() -> None:
    told = {month["amiss"] for case in CASES for month in case["expect"].values()}
    lacking = set(FLAWS) - told
    # A court has no case for what only a catalogue, a score or a later desk can bring.
    assert lacking == {"did_not", "by_score", "representative"}
