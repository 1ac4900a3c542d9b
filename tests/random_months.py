"""Random columns for the rooms: any month of any policy, any people, any files.

Hypothesis draws one whole number and NumPy spreads it over the columns, since
drawing a quarter of a thousand people cell by cell would take Hypothesis minutes. Fixed sizes keep
every room at one compiled shape for each policy.
"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache, partial
from typing import Any, NamedTuple

import jax
import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st

from discredit.dossier import Cases, Doors, Dossier, Files, Friends, Listed, Scores, Sightings
from discredit.draws import Draws, key_of
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.policy.rules import Rules, closes_files, enters_firms, has_course
from discredit.score import errors_arise
from discredit.society.people import People
from discredit.truth import Acts, Conditions, DebtEvents, Earned, Purse, Surroundings, Truth
from discredit.units import month_index
from discredit.vocabulary import (
    BACKGROUNDS,
    EDUCATION,
    FIFTHS,
    GROUNDS,
    HOLDERS,
    OCCUPATIONS,
    Status,
)
from everything_at_once import REGIONS, everything
from number_kinds import CHOICES, KEPT, PROBABILITIES, SIGNED, SWITCHES

ROWS = 256
FIRST_MONTH = month_index("2012-01")
MONTHS = 156
POLICIES = ("court-list", "everything")

few = partial(
    settings,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
"""The same examples every time, as many as the law can afford; a seed does not shrink."""

seeds = st.integers(0, 2**32 - 1)
policies = st.sampled_from(POLICIES)


@cache
def court_list() -> Rules:
    """The court list as the library has it, January 2012 to December 2024."""
    return compile_rules(load_policy("court-list"), FIRST_MONTH, MONTHS)


@cache
def all_at_once() -> Rules:
    """The policy of `everything`, January 2019 to December 2020."""
    return compile_rules(everything(), month_index("2019-01"), 24, regions=REGIONS)


def rules_of(policy: str) -> Rules:
    return court_list() if policy == "court-list" else all_at_once()


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
    surroundings: Surroundings
    conditions: Conditions
    sightings: Sightings
    held: Dossier


def case_of(seed: int, policy: str = "court-list") -> Case:
    """The random month that a number stands for."""
    rng = np.random.default_rng(seed)
    people = random_people(rng)
    whole = rules_of(policy)
    months = len(whole.lists.term_months)
    rules = _shaken(row(whole, int(rng.integers(0, months))), rng)
    person = np.arange(ROWS, dtype=np.uint32)
    month = np.uint32(rng.integers(0, months))
    ties = rng.integers(0, 9, ROWS).astype(np.uint8)
    return Case(
        people=people,
        rules=rules,
        draws=Draws(np.asarray(key_of(int(rng.integers(2**63)))), person, month),
        truth=truth_of(rng, rules),
        acts=_acts(rng, rules),
        surroundings=Surroundings(
            listed_at_home=_yes(rng, 0.3),
            listed_ties=(ties * rng.random(ROWS)).astype(np.uint8),
            ties=ties,
            strays=_code(rng, rules, 0.2),
            friends=None if rules.score is None else Friends(_share(rng), _share(rng)),
            may_lose_home=None if rules.life.budget is None else _yes(rng, 0.3),
        ),
        conditions=Conditions(
            called=rng.integers(0, 129 * 256, 2).astype(np.int32),
            lane_share=np.float32(rng.random()),
            discontent=np.float32(rng.random()),
        ),
        sightings=sightings_of(rng, rules),
        held=held_of(rng, rules),
    )


def _yes(rng: np.random.Generator, share: float = 0.5, *rows: int) -> Any:
    return rng.random((*rows, ROWS)) < share


def _codes(rng: np.random.Generator, count: int, kind: type, *rows: int) -> Any:
    return rng.integers(0, count, (*rows, ROWS)).astype(kind)


def _share(rng: np.random.Generator, *rows: int) -> Any:
    return rng.random((*rows, ROWS)).astype(np.float32)


def _bits(rng: np.random.Generator, count: int, share: float, kind: type = np.uint32) -> Any:
    """Each of so many bits set with a chance."""
    return (_yes(rng, share, count) << np.arange(count)[:, None]).sum(axis=0).astype(kind)


def _money(rng: np.random.Generator, median: float) -> Any:
    return (median * np.exp(1.5 * rng.standard_normal(ROWS))).astype(np.float32)


def _mood(rng: np.random.Generator) -> Any:
    return (0.5 * rng.standard_normal(ROWS)).astype(np.float32)


def conducts_in(rules: Rules) -> int:
    return rules.lists.grounds.shape[-1]


def _code(rng: np.random.Generator, rules: Rules, share: float, *rows: int) -> Any:
    """The code of a conduct of the policy, or 0."""
    code = rng.integers(1, conducts_in(rules) + 1, (*rows, ROWS))
    return np.where(_yes(rng, share, *rows), code, 0).astype(np.uint8)


def _points(rng: np.random.Generator, rules: Rules) -> Any:
    """Scores between floor and ceiling [scorer, n]."""
    assert rules.score is not None
    floor, ceiling = (np.asarray(x)[:, None] for x in (rules.score.floor, rules.score.ceiling))
    return (floor + (ceiling - floor) * _share(rng, len(floor))).astype(np.float32)


def random_people(rng: np.random.Generator) -> People:
    occupation = _codes(rng, len(OCCUPATIONS), np.uint8)
    size = rng.integers(1, 11, ROWS).astype(np.uint8)
    return People(
        region=_codes(rng, 31, np.uint8),
        age=_codes(rng, 101, np.uint8),
        education=_codes(rng, len(EDUCATION), np.uint8),
        occupation=occupation,
        income_fifth=_codes(rng, len(FIFTHS), np.uint8),
        is_urban=_yes(rng),
        is_migrant=_yes(rng, 0.3),
        is_woman=_yes(rng),
        background=_codes(rng, len(BACKGROUNDS), np.uint8),
        is_disabled=_yes(rng, 0.1),
        is_earner=_yes(rng, 0.7),
        is_representative=_yes(rng, 0.3),
        place_in_household=(rng.integers(0, 10, ROWS) % size).astype(np.uint8),
        household_size=size,
        income=_money(rng, 2500),
        earnings=_money(rng, 4000),
        savings=_money(rng, 20000),
        sociability=_codes(rng, 256, np.uint8),
        name_frequency=_codes(rng, 256, np.uint8),
        parents=_codes(rng, 7, np.uint8),
        present=_yes(rng, 0.95),
    )


def truth_of(rng: np.random.Generator, rules: Rules) -> Truth:
    """What is so about each person: any state of debt, work and mood."""
    debt = _codes(rng, 3, np.uint8)
    owed = _money(rng, 30000)
    lists = rules.lists.is_red.shape[0]
    return Truth(
        savings=np.where(_yes(rng, 0.1), 0, _money(rng, 20000)).astype(np.float32),
        owed=np.where(debt == 0, 0, owed).astype(np.float32),
        debt=debt,
        debt_month=np.where(debt == 0, -1, _codes(rng, 100, np.int16)).astype(np.int16),
        company_owes=_yes(rng, 0.3),
        is_employed=_yes(rng, 0.7),
        scar=np.where(_yes(rng), 0, 0.3 * rng.random(ROWS)).astype(np.float32),
        is_aware=_yes(rng),
        belief=_share(rng),
        lessons=_lessons(rng, rules),
        wellbeing=_mood(rng),
        trust=_mood(rng),
        trust_if_known=_mood(rng),
        grievance=_mood(rng),
        earned=None if rules.score is None else _earned(rng, rules),
        rests_on=_bits(rng, lists, 0.5, np.uint16),
        judgments=_judgments(rng, debt == 2) if has_course(rules) else None,
        purse=None if rules.life.budget is None else _purse(rng),
    )


def _purse(rng: np.random.Generator) -> Purse:
    return Purse(
        arrears=np.where(_yes(rng), 0, _money(rng, 3000)).astype(np.float32),
        moved_out=np.where(_yes(rng, 0.7), 0, _codes(rng, 256, np.uint8)).astype(np.uint8),
        may_lose_home=_yes(rng, 0.3),
    )


def _earned(rng: np.random.Generator, rules: Rules) -> Earned:
    assert rules.score is not None
    own, clean = _points(rng, rules), _share(rng)
    return Earned(own, clean, None if rules.score.peers is None else _points(rng, rules))


def _judgments(rng: np.random.Generator, owes: Any) -> Any:
    """Mostly one; now and then as many as are counted."""
    many = np.where(_yes(rng, 0.05), 250, rng.geometric(0.5, ROWS))
    return np.where(owes, many, 0).astype(np.uint8)


def _lessons(rng: np.random.Generator, rules: Rules) -> Any:
    catalogue = rules.behaviour.conducts
    if catalogue is None:
        return None
    return rng.integers(-127, 128, (len(catalogue.rate), ROWS)).astype(np.int8)


def _acts(rng: np.random.Generator, rules: Rules) -> Acts:
    owes = _yes(rng, 0.6)
    pays_off = ~owes & _yes(rng, 0.3)
    ground = np.where(_yes(rng, 0.6), rng.integers(1, len(GROUNDS) + 1, ROWS), 0)
    did = _bits(rng, conducts_in(rules), 0.3) >> len(GROUNDS) << len(GROUNDS)
    bought = did & _bits(rng, 32, 0.3)
    return Acts(
        owes=owes,
        has_means=_yes(rng),
        ground=np.where(owes, ground, 0).astype(np.uint8),
        did=did.astype(np.uint32),
        bought=bought,
        hidden=did & ~bought & _bits(rng, 32, 0.2),
        pays_off=pays_off,
        pays_part=owes & _yes(rng, 0.3),
        paid=np.where(pays_off, _money(rng, 5000), 0).astype(np.float32),
        company_owes=_yes(rng, 0.4),
        attempts=_bits(rng, 32, 0.5),
        events=DebtEvents(
            _judgments(rng, owes),
            _yes(rng, 0.1),
            owes & _yes(rng, 0.2),
            np.where(owes, 0, _codes(rng, 6, np.uint8)).astype(np.uint8),
        )
        if has_course(rules)
        else None,
    )


def sightings_of(rng: np.random.Generator, rules: Rules) -> Sightings:
    """What an agency may write down in a month: of a court alone, one ground at most."""
    ground = _code(rng, rules, 0.6)
    records = np.where(ground > 0, np.uint32(1) << (np.maximum(ground, 1) - 1), 0)
    if rules.behaviour.conducts is not None:
        records = _bits(rng, conducts_in(rules), 0.15)
    return Sightings(
        records=records.astype(np.uint32),
        for_company=_yes(rng, 0.2),
        is_secured=_yes(rng, 0.2),
        payment=_yes(rng, 0.15),
        company_payment=_yes(rng, 0.15),
        part_payment=_yes(rng, 0.15),
        notified=_yes(rng),
        judgment=_codes(rng, 5, np.uint8) if has_course(rules) else None,
        released=_yes(rng, 0.2) if closes_files(rules) else None,
        firm=_yes(rng, 0.2) if enters_firms(rules) else None,
    )


def held_of(rng: np.random.Generator, rules: Rules) -> Dossier:
    """Files in any state, entries and appeals included."""
    lists, scores = rules.lists.is_red.shape[0], None
    if rules.score is not None:
        scores = Scores(_points(rng, rules), _points(rng, rules))
    harsh = rng.integers(0, 5, (32, ROWS))  # one level for each service
    at, is_open = np.arange(32)[:, None], _yes(rng)
    status = _codes(rng, 3, np.uint8, lists)
    entries = np.where(status == Status.LISTED, _codes(rng, 4, np.uint8, lists) + 1, 0)
    doors = (((harsh == level) << at).sum(axis=0).astype(np.uint32) for level in (4, 3, 2, 1))
    return Dossier(
        files=Files(
            is_open=is_open,
            stray=_code(rng, rules, 0.1),
            history=None if rules.score is None else _share(rng),
            is_mended=None if rules.score is None else _yes(rng, 0.2),
            has_new_error=_yes(rng, 0.2) if errors_arise(rules.score) else None,
            is_closed=is_open & _yes(rng, 0.5) if closes_files(rules) else None,
        ),
        scores=scores,
        listed=Listed(
            status=status,
            ground=_code(rng, rules, 0.7, lists),
            for_company=_yes(rng, 0.3, lists),
            was_notified=_yes(rng, 0.5, lists),
            grace_left=_codes(rng, 4, np.uint8, lists),
            term_left=np.where(_yes(rng, 0.3, lists), 0, _codes(rng, 30, np.int16, lists)).astype(
                np.int16
            ),
            months_on=_codes(rng, 90, np.int16, lists) * _yes(rng, 0.8, lists),
            times=_codes(rng, 4, np.uint8, lists),
            exit=_codes(rng, 5, np.uint8, lists),
            strikes=_codes(rng, 4, np.uint8, lists),
            quiet=np.where(_yes(rng, 0.1, lists), 255, _codes(rng, 12, np.uint8, lists)).astype(
                np.uint8
            ),
            entries=entries.astype(np.uint8) if has_course(rules) else None,
            firm=_yes(rng, 0.2, lists) if enters_firms(rules) else None,
        ),
        copies=_codes(rng, 1 << len(HOLDERS), np.uint32, lists),
        doors=Doors(*doors),
        cases=Cases(
            stage=_codes(rng, 4, np.uint8, lists), waited=_codes(rng, 130, np.uint8, lists)
        ),
    )


def _shaken(part: Any, rng: np.random.Generator, name: str = "") -> Any:
    """A policy nobody wrote: each number kept, moved, or sent to the end of what it may be."""
    if part is None:
        return None
    if hasattr(part, "_fields"):
        return type(part)(*(_shaken(value, rng, field) for field, value in part._asdict().items()))
    return _moved(name, np.asarray(part), rng)


def _moved(name: str, value: Any, rng: np.random.Generator) -> Any:
    if name in KEPT:
        return value
    shape = np.shape(value)
    if name == "bands" and value.ndim == 2:
        return value  # lower bounds of bands, which must rise
    if name in ("lists", "bands"):
        return rng.integers(0, 5, shape).astype(np.float32) * (rng.random(shape) < 0.5)
    if name in SWITCHES:
        return np.asarray(rng.random(shape) < (0.2 if name in _RARE else 0.6), np.float32)
    if name in CHOICES:
        return np.asarray(rng.choice(CHOICES[name], shape), np.float32)
    if name in PROBABILITIES:
        ways = (value, 0 * value, 0 * value + 1, rng.random(shape), rng.random(shape))
        return np.asarray(ways[int(rng.integers(len(ways)))], np.float32)
    if name == "load":
        return np.float32(rng.choice((0.0, 0.5, 0.9)))
    if name in SIGNED:
        return np.asarray(value * rng.uniform(-1.5, 1.5, shape), np.float32)
    return np.asarray(value * rng.uniform(0.5, 2.0), np.float32)


_RARE = {"exempts", "follows", "is_red", "amnesty"}
