"""Random columns for the rooms: any month of any policy, any people, any files.

Hypothesis draws one whole number and NumPy spreads it over the columns, since
drawing a quarter of a thousand people cell by cell would take Hypothesis minutes. Fixed sizes keep
every room at one compiled shape.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any, NamedTuple

import jax
import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st

from discredit.dossier import Cases, Dossier, Files, Listed, Sightings
from discredit.draws import Draws, key_of
from discredit.policy.compose import load_policy
from discredit.policy.rules import Rules, compile_rules
from discredit.society.people import People
from discredit.truth import Acts, Around, Truth
from discredit.units import month_index
from discredit.vocabulary import EDUCATION, FIFTHS, GROUNDS, HOLDERS, OCCUPATIONS, SERVICES

ROWS = 256
FIRST_MONTH = month_index("2012-01")
MONTHS = 156

few = partial(
    settings,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
"""The same examples every time, as many as the law can afford; a seed does not shrink."""

seeds = st.integers(0, 2**32 - 1)

_SWITCHES = {
    "grounds", "has_term", "extends", "excludes_secured", "excludes_students",
    "lists_representatives", "repairs_on_part_payment", "representatives_wronged",
}  # fmt: skip
_PROBABILITIES = {
    "dispute_rate", "voluntary_share", "pay_rate", "judgment_rate", "pressure_listed",
    "part_payment_share", "belief_own_weight", "belief_ties_weight", "company_default_rate",
    "company_settle_rate", "wants", "opening_rate", "listing_activity", "conduct_seen",
    "ability_sensitivity", "ability_specificity", "representative_named", "misrouted",
    "payment_seen", "late_payment_seen", "secured_seen", "notice_reaches", "checked",
    "job_loss_rate", "job_find_rate", "scalper_share", "filing_rate", "sensitivity",
    "specificity", "continues", "copy_cleared",
}  # fmt: skip
_MONTH_COUNTS = {"grace_months": 4, "term_months": 37, "extension_months": 25}


@cache
def court_list() -> Rules:
    """The court list as the library has it, January 2012 to December 2024."""
    return compile_rules(load_policy("court-list"), FIRST_MONTH, MONTHS)


def row(rules: Any, month: int) -> Any:
    """The rules of one month."""
    return jax.tree.map(lambda column: column[month], rules)


def on(month: str) -> Rules:
    """The court list's rules in a month written YYYY-MM."""
    return row(court_list(), month_index(month) - FIRST_MONTH)


class Case(NamedTuple):
    """All that one month of a few people rests on."""

    people: People
    rules: Rules
    draws: Draws
    truth: Truth
    acts: Acts
    around: Around
    sightings: Sightings
    held: Dossier


def case_of(seed: int) -> Case:
    """The random month that a number stands for."""
    rng = np.random.default_rng(seed)
    people = _people(rng)
    month = int(rng.integers(0, MONTHS))
    person = np.arange(ROWS, dtype=np.uint32)
    return Case(
        people=people,
        rules=_shaken(row(court_list(), month), rng),
        draws=Draws(np.asarray(key_of(int(rng.integers(2**63)))), person, np.uint32(month)),
        truth=truth_of(rng),
        acts=_acts(rng),
        around=Around(_yes(rng, 0.3), _codes(rng, 3, np.uint8), _ground(rng, 0.2)),
        sightings=sightings_of(rng),
        held=held_of(rng),
    )


def _yes(rng: np.random.Generator, share: float = 0.5) -> Any:
    return rng.random(ROWS) < share


def _codes(rng: np.random.Generator, count: int, kind: type) -> Any:
    return rng.integers(0, count, ROWS).astype(kind)


def _money(rng: np.random.Generator, median: float) -> Any:
    return (median * np.exp(1.5 * rng.standard_normal(ROWS))).astype(np.float32)


def _mood(rng: np.random.Generator) -> Any:
    return (0.5 * rng.standard_normal(ROWS)).astype(np.float32)


def _ground(rng: np.random.Generator, share: float) -> Any:
    ground = rng.integers(1, len(GROUNDS) + 1, ROWS)
    return np.where(_yes(rng, share), ground, 0).astype(np.uint8)


def _people(rng: np.random.Generator) -> People:
    occupation = _codes(rng, len(OCCUPATIONS), np.uint8)
    size = rng.integers(1, 11, ROWS).astype(np.uint8)
    return People(
        province=_codes(rng, 31, np.uint8),
        age=_codes(rng, 101, np.uint8),
        education=_codes(rng, len(EDUCATION), np.uint8),
        occupation=occupation,
        income_fifth=_codes(rng, len(FIFTHS), np.uint8),
        is_urban=_yes(rng),
        is_migrant=_yes(rng, 0.3),
        is_earner=_yes(rng, 0.7),
        is_representative=_yes(rng, 0.3),
        place_in_household=(rng.integers(0, 10, ROWS) % size).astype(np.uint8),
        household_size=size,
        income=_money(rng, 2500),
        earnings=_money(rng, 4000),
        savings=_money(rng, 20000),
        sociability=_codes(rng, 256, np.uint8),
        name_frequency=_codes(rng, 256, np.uint8),
        parents=_codes(rng, 3, np.uint8),
        present=_yes(rng, 0.95),
    )


def truth_of(rng: np.random.Generator) -> Truth:
    """What is so about each person: any state of debt, work and mood."""
    debt = _codes(rng, 3, np.uint8)
    owed = _money(rng, 30000)
    return Truth(
        savings=np.where(_yes(rng, 0.1), 0, _money(rng, 20000)).astype(np.float32),
        owed=np.where(debt == 0, 0, owed).astype(np.float32),
        debt=debt,
        debt_month=np.where(debt == 0, -1, _codes(rng, 100, np.int16)).astype(np.int16),
        company_owes=_yes(rng, 0.3),
        is_employed=_yes(rng, 0.7),
        scar=np.where(_yes(rng), 0, 0.3 * rng.random(ROWS)).astype(np.float32),
        is_aware=_yes(rng),
        belief=rng.random(ROWS).astype(np.float32),
        wellbeing=_mood(rng),
        trust=_mood(rng),
        grievance=_mood(rng),
    )


def _acts(rng: np.random.Generator) -> Acts:
    owes = _yes(rng, 0.6)
    pays_off = ~owes & _yes(rng, 0.3)
    return Acts(
        owes=owes,
        has_means=_yes(rng),
        ground=np.where(owes, _ground(rng, 0.6), 0).astype(np.uint8),
        pays_off=pays_off,
        pays_part=owes & _yes(rng, 0.3),
        paid=np.where(pays_off, _money(rng, 5000), 0).astype(np.float32),
        company_owes=_yes(rng, 0.4),
        attempts=_codes(rng, 1 << len(SERVICES), np.uint16),
    )


def sightings_of(rng: np.random.Generator) -> Sightings:
    """What an agency may write down in a month."""
    return Sightings(
        ground=_ground(rng, 0.6),
        for_company=_yes(rng, 0.2),
        is_secured=_yes(rng, 0.2),
        payment=_yes(rng, 0.15),
        part_payment=_yes(rng, 0.15),
        notified=_yes(rng),
    )


def held_of(rng: np.random.Generator) -> Dossier:
    """Files in any state, entries and appeals included."""
    return Dossier(
        files=Files(is_open=_yes(rng), stray=_ground(rng, 0.1)),
        score=np.zeros(ROWS, np.int16),
        listed=Listed(
            status=_codes(rng, 3, np.uint8),
            ground=_ground(rng, 0.9),
            for_company=_yes(rng, 0.3),
            was_notified=_yes(rng),
            grace_left=_codes(rng, 4, np.uint8),
            term_left=np.where(_yes(rng, 0.3), 0, _codes(rng, 30, np.int16)).astype(np.int16),
            months_on=_codes(rng, 90, np.int16),
            times=_codes(rng, 4, np.uint8),
            exit=_codes(rng, 5, np.uint8),
        ),
        copies=_codes(rng, 1 << len(HOLDERS), np.uint8),
        closed=_codes(rng, 1 << len(SERVICES), np.uint16),
        cases=Cases(stage=_codes(rng, 4, np.uint8), waited=_codes(rng, 130, np.uint8)),
    )


def _shaken(rules: Rules, rng: np.random.Generator) -> Rules:
    """A policy nobody wrote: each number kept, moved, or sent to the end of what it may be."""
    rooms: dict[str, Any] = {
        name: type(room)(*(_moved(field, value, rng) for field, value in room._asdict().items()))
        for name, room in rules._asdict().items()
    }
    return Rules(**rooms)


def _moved(name: str, value: Any, rng: np.random.Generator) -> Any:
    shape = np.shape(value)
    if name == "level":
        return np.float32(4) * rng.integers(0, 2, shape).astype(np.float32)
    if name in _SWITCHES:
        return np.asarray(rng.random(shape) < 0.6, np.float32)
    if name in _MONTH_COUNTS:
        most = _MONTH_COUNTS[name]
        return np.asarray(rng.choice((0, 1, 2, int(rng.integers(most)))), np.float32)
    if name in _PROBABILITIES:
        ways = (value, 0 * value, 0 * value + 1, rng.random(shape), rng.random(shape))
        return np.asarray(ways[int(rng.integers(len(ways)))], np.float32)
    if name == "minimum_age":
        return np.float32(rng.choice((0, 18, 30)))
    if name in ("points", "floor", "ceiling"):
        low = {"points": -50, "floor": -300, "ceiling": 300}[name]
        return np.asarray(low * rng.random(shape), np.float32)
    return np.asarray(value * rng.uniform(0.5, 2.0), np.float32)
