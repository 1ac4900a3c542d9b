"""The worked cases in `tests/cases`: facts of one person, dated rules, and what must follow."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
import yaml

from discredit import dossier, gates, judgement, lists, redress
from discredit.dossier import (
    Cases,
    Dossier,
    Sightings,
)
from discredit.draws import Draws, key_of
from discredit.lists import Calls
from discredit.observation import register_of
from discredit.policy.rules import Rules
from discredit.truth import Acts, Conditions, begin
from discredit.units import month_index
from discredit.validation.mechanisms.parts.corridor import crowd
from discredit.vocabulary import GROUNDS, OCCUPATIONS, SERVICES, Exit, Stage, Status
from random_months import FIRST_MONTH, court_list, row
from reference.person import of_row

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
KEYS = {"case", "law", "person", "told", "hearing", "copies", "expect"}
WORDS = {"for company", "secured", "paid", "paid part", "no assets", *GROUNDS}
CLEARED = {"kept": 0.0, "cleared": 1.0}
SENSITIVITY = {"won": 1.0, "lost": 0.0}

decide, close = jax.jit(lists.decide_one), jax.jit(gates.close)
hear, is_wrong = jax.jit(redress.hear), jax.jit(judgement.wrong_in_law)


def column(value: Any, kind: type = bool) -> Any:
    return np.array([value], kind)


def sightings(words: list[str]) -> Sightings:
    assert set(words) <= WORDS, f"not a word of these files: {set(words) - WORDS}"
    grounds = [GROUNDS.index(word) + 1 for word in words if word in GROUNDS]
    assert len(grounds) <= 1
    return Sightings(
        records=column(1 << grounds[0] - 1 if grounds else 0, np.uint32),
        for_company=column("for company" in words),
        is_secured=column("secured" in words),
        payment=column("paid" in words),
        company_payment=column("paid" in words),
        part_payment=column("paid part" in words),
        notified=column(True),
        released=column("no assets" in words),
    )


ACTS = Acts(
    owes=column(False),
    has_means=column(False),
    ground=column(0, np.uint8),
    did=column(0, np.uint32),
    bought=column(0, np.uint32),
    hidden=column(0, np.uint32),
    pays_off=column(False),
    pays_part=column(False),
    paid=column(0, np.float32),
    company_owes=column(False),
    attempts=column(0, np.uint32),
)
"""Of somebody wrongly listed, so that a hearing's outcome is its sensitivity."""


def month_of(case: dict[str, Any], held: Dossier, month: int, rules: Rules, text: str) -> Dossier:
    """One month of the dossier's rooms, in the corridor's order."""
    job = "student" if case["person"].get("student", False) else "clerical"
    age, occupation = np.uint8(case["person"]["age"]), np.uint8(OCCUPATIONS.index(job))
    people = crowd(1, age=np.array([age]), occupation=np.array([occupation]))
    seen = sightings(case["told"].get(text, []))
    mine, rule = of_row(held.listed, 0), of_row(rules.lists, 0)
    no = column(False)
    listed = decide(mine, seen, Calls(no, no, no), register_of(people), rule)
    listed = jax.tree.map(lambda part: part[None], listed)
    copies, doors = close(listed.status, held.copies, None, rules.gates)
    verdict = case.get("hearing", {}).get(text)
    # Heard by the first desk this month, or by nobody; never filed otherwise, never taken further.
    queue = Cases(stage=column(Stage.FIRST if verdict else Stage.CLOSED, np.uint8), waited=ONE)
    desk = rules.redress._replace(
        sensitivity=np.full(2, SENSITIVITY.get(verdict, 0.0), np.float32),
        continues=np.float32(0),
        copy_cleared=np.float32(CLEARED[case.get("copies", "kept")]),
    )
    draws = Draws(key_of(1), np.zeros(1, np.uint32), np.uint32(month - FIRST_MONTH))
    wrong = is_wrong(ACTS, column(0, np.uint16), listed, rules._replace(redress=desk))
    queue = jax.tree.map(lambda part: part[None], queue)
    evening = Dossier(held.files, None, listed, copies, doors, queue)
    everybody = Conditions(np.zeros(2, np.int32), np.float32(0), np.float32(0))
    rules = rules._replace(redress=desk)
    return hear(people, begin(people), wrong, evening, everybody, rules, draws)[0]


NONE = column(0, np.uint8)
ONE = column(1, np.uint8)


def check(expected: dict[str, Any], held: Dossier, text: str) -> None:
    assert set(expected) <= {"status", "exit", "term", "times", "open", "closed"}
    listed = jax.tree.map(lambda part: int(part[0, 0]), held.listed)
    found = {
        "status": Status(listed.status).name.lower(),
        "exit": Exit(listed.exit).name.lower(),
        "term": listed.term_left,
        "times": listed.times,
    }
    for name in set(expected) & set(found):
        assert found[name] == expected[name], f"{text}: {name}"
    closed = {name for s, name in enumerate(SERVICES) if int(held.doors.closed[0]) >> s & 1}
    assert set(expected.get("closed", [])) <= closed, f"{text}: closed are {sorted(closed)}"
    assert not set(expected.get("open", [])) & closed, f"{text}: closed are {sorted(closed)}"


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_what_the_provisions_say_is_what_happens(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    assert case["law"]
    told, expected = list(case["told"]), list(case["expect"])
    months = [month_index(text) for text in told + expected + list(case.get("hearing", {}))]
    held, checked = dossier.begin(1), 0
    for month in range(min(months), max(months) + 1):
        text = f"{month // 12:04}-{month % 12 + 1:02}"
        held = month_of(case, held, month, row(court_list(), month - FIRST_MONTH), text)
        if text in case["expect"]:
            check(case["expect"][text], held, text)
            checked += 1
    assert checked == len(expected) > 0


def test_there_are_cases() -> None:
    assert len(CASES) >= 20
