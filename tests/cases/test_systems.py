"""The worked cases in `tests/cases/systems`, to be checked with a system's rulebook in hand.

A case follows one person and says what the rules make of the facts:

    case      what is decided, in a sentence
    rule      keys of the evidence ledger, or numbered assumptions, that say so
    person    what is not the default: age (40), job (service), opted_in (true), account (points
              before the first month, by scorer; the base), features (0 to 1, by name; 0.5),
              file_error (points), manner (points), ties (score of the person's ties, points of the
              first scorer; halfway), copies (`cleared` at once when an entry ends, or `kept`),
              lives_in (a region that the policy names; elsewhere)
    begins    the first month, where it is not the first that is named under told or expect
    told      by month: records that reach the file, by conduct; for a court also `for company`,
              `secured`, `paid`, `paid part`
    expect    by month, after it: score and band (by scorer where there are several; band none for
              the unscored); by list: status, term (months left), exit, times, strikes (records that
              count); closed, dearer, slower, favoured (all of them, and no others); fine (CNY),
              deduction (share of income), shown (share of acquaintances who see it)

A case of the second kind asks what comes to be on file: many people alike do an act, or `nothing`,
in one month, and a share of them is `recorded` (by conduct), `notified`, or `misrouted`. Then
`settlement`, `migrant` and `fifth` may describe the person.
"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import yaml

from case_rooms import QUICK, After, Facts, State, follow
from discredit import dossier, library
from discredit.dossier import Friends, Register, Sightings
from discredit.draws import Draws, key_of
from discredit.observation import observe
from discredit.policy.compile import Names, compile_rules, names_of
from discredit.policy.compose import load_policy
from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.policy.whose import identity
from discredit.society.people import People, age_band
from discredit.truth import Acts
from discredit.units import month_index
from discredit.vocabulary import (
    BACKGROUNDS,
    FEATURES,
    FIFTHS,
    OCCUPATIONS,
    SERVICES,
    UNSCORED,
    Exit,
    Status,
)

FOLDER = Path(__file__).parents[1] / "cases" / "systems"
FILES = {file.stem: file for file in sorted(FOLDER.glob("*.yaml"))}
CASES = {name: yaml.safe_load(file.read_text(encoding="utf-8")) for name, file in FILES.items()}
FOLLOWED = [(name, case) for name, cases in CASES.items() for case in cases if "told" in case]
COUNTED = [(name, case) for name, cases in CASES.items() for case in cases if "told" not in case]
COURT_WORDS = {"for company", "secured", "paid", "paid part"}
PERSON = {
    "age", "job", "opted_in", "account", "features", "file_error", "manner", "ties", "copies",
    "settlement", "migrant", "background", "fifth", "lives_in",
}  # fmt: skip
ELSEWHERE = "elsewhere"
TWINS = 1 << 19
"""People alike of whom a share is recorded."""


@cache
def policy_of(name: str) -> tuple[Policy, Names]:
    policy = load_policy(name)
    return policy, names_of(policy)


def months_in(case: dict[str, Any]) -> list[int]:
    begins = [case["begins"]] if "begins" in case else []
    return [month_index(text) for text in [*begins, *case["told"], *case["expect"]]]


def text_of(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def told_in(cases: list[dict[str, Any]], month: int, names: Names) -> Sightings:
    """What the files of a month say of the person of each case."""
    said = [case["told"].get(text_of(month), []) for case in cases]
    known = COURT_WORDS | set(names.conducts)
    assert all(set(words) <= known for words in said), f"not a word of these files: {said}"
    bits = [sum(1 << names.conducts.index(w) for w in words if w in names.conducts)
            for words in said]  # fmt: skip

    def has(word: str) -> Any:
        return np.array([word in words for words in said])

    return Sightings(
        records=np.array(bits, np.uint32),
        for_company=has("for company"),
        is_secured=has("secured"),
        payment=has("paid"),
        company_payment=has("paid"),
        part_payment=has("paid part"),
        notified=np.ones(len(cases), bool),
    )


def people_of(persons: list[dict[str, Any]], names: Names) -> People:
    assert all(set(person) <= PERSON for person in persons), persons
    columns = {field: np.zeros(len(persons), np.uint8) for field in People._fields}
    columns["age"] = np.array([person.get("age", 40) for person in persons], np.uint8)
    regions = (*names.regions, ELSEWHERE)
    where = [regions.index(person.get("lives_in", ELSEWHERE)) for person in persons]
    columns["region"] = np.array(where, np.uint8)
    jobs = [OCCUPATIONS.index(person.get("job", "service")) for person in persons]
    return People(
        **{**columns, "occupation": np.array(jobs, np.uint8), "present": np.ones(len(jobs), bool)}
    )


def facts_of(persons: list[dict[str, Any]], rules: Rules, names: Names) -> Facts:
    def numbers(key: str, absent: float) -> Any:
        return np.array([person.get(key, absent) for person in persons], np.float32)

    features = [[person.get("features", {}).get(f, 0.5) for f in FEATURES] for person in persons]
    friends = numbers("ties", 0.0) + 0.5
    if rules.score is not None:
        floor, ceiling = float(rules.score.floor[0, 0]), float(rules.score.ceiling[0, 0])
        friends = (numbers("ties", (floor + ceiling) / 2) - floor) / (ceiling - floor)
    return Facts(
        people=people_of(persons, names),
        opted_in=numbers("opted_in", True) > 0,
        features=np.array(features, np.float32).T,
        error=numbers("file_error", 0.0),
        manner=numbers("manner", 0.0),
        friends=Friends(friends, friends),
        clears=np.array([person.get("copies", "cleared") == "cleared" for person in persons]),
    )


@cache
def run_of(name: str) -> dict[tuple[str, int], dict[str, Any]]:
    """All cases of a system as one batch of people, month by month: what follows for each."""
    policy, names = policy_of(name)
    cases = [case for case in CASES[name] if "told" in case]
    starts = [min(months_in(case)) for case in cases]
    first, last = min(starts), max(max(months_in(case)) for case in cases)
    regions = (*names.regions, ELSEWHERE)
    rules = compile_rules(policy, first, last - first + 1, regions=regions)
    persons = [case.get("person", {}) for case in cases]
    facts, n = facts_of(persons, rules, names), len(cases)
    begun = dossier.begin(n, rules.lists.term_months.shape[1])
    account = np.zeros((max(len(names.scorers), 1), n), np.float32)
    for m, scorer in enumerate(names.scorers):
        assert rules.score is not None
        base = rules.score.base[0, m]
        account[m] = [person.get("account", {}).get(scorer, base) for person in persons]
    state = State(account, np.ones(n, np.float32), begun.listed, begun.copies)
    span = range(first, last + 1)
    told = [told_in(cases, month, names) for month in span]
    has_begun = np.array([[start <= month for start in starts] for month in span])
    when = np.arange(len(span), dtype=np.uint32)
    columns = jax.tree.map(lambda *months: np.stack(months), *told)
    after = jax.tree.map(np.asarray, follow(state, facts, columns, has_begun, rules, when))
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for i, case in enumerate(cases):
        for month in map(month_index, case["expect"]):
            now = jax.tree.map(lambda column, t=month - first: column[t], after)
            found[case["case"], month] = findings(now, i, names)
    return found


def findings(after: After, i: int, names: Names) -> dict[str, Any]:
    """What a month decided about one person, in the words of the cases."""
    said: dict[str, Any] = {}
    if after.shown is not None and after.bands is not None:
        bands = [int(band) for band in after.bands[:, i]]
        said["score"] = dict(zip(names.scorers, map(float, after.shown[:, i]), strict=True))
        said["band"] = {
            scorer: "none" if band == UNSCORED else names.bands[scorer][band]
            for scorer, band in zip(names.scorers, bands, strict=True)
        }
    mine = jax.tree.map(lambda column: column[:, i], after.listed)
    for k, name in enumerate(names.lists):
        said[name] = {
            "status": Status(mine.status[k]).name.lower(),
            "exit": Exit(mine.exit[k]).name.lower().replace("_", " "),
            "term": int(mine.term_left[k]),
            "times": int(mine.times[k]),
            "strikes": int(mine.strikes[k]),
        }
    for how, bits in zip(("closed", "dearer", "slower", "favoured"), after.doors, strict=True):
        said[how] = {name for s, name in enumerate(SERVICES) if int(bits[i]) >> s & 1}
    for what in ("fine", "deduction", "shown"):
        said[what] = float(getattr(after.dues, what)[i])
    return said


def check(expected: Any, found: Any, where: str) -> None:
    if isinstance(expected, list):
        assert set(expected) == found, f"{where}: found {sorted(found)}"
    elif isinstance(expected, dict):
        assert set(expected) <= set(found), f"{where}: no such name among {sorted(found)}"
        for name, part in expected.items():
            check(part, found[name], f"{where}: {name}")
    elif isinstance(found, dict):
        # One scorer needs no name, and of a list the status alone may be told.
        check(expected, found["status"] if "status" in found else next(iter(found.values())), where)
    elif isinstance(found, float):
        assert found == pytest.approx(expected, abs=0.02), where
    else:
        assert found == expected, where


@pytest.mark.parametrize(
    ("name", "case"), FOLLOWED, ids=[f"{name}: {case['case']}" for name, case in FOLLOWED]
)
def test_what_the_rules_say_is_what_happens(name: str, case: dict[str, Any]) -> None:
    assert set(case) <= {"case", "rule", "person", "begins", "told", "expect"}
    assert case["rule"] and case["expect"]
    for text, expected in case["expect"].items():
        check(expected, run_of(name)[case["case"], month_index(text)], text)


@partial(jax.jit, compiler_options=QUICK)
def observed(acts: Acts, register: Register, rules: Any, draws: Draws) -> Any:
    n = register.age.shape[0]
    nobody = jnp.zeros(n, jnp.uint8)
    return observe(acts, dossier.begin(n).files, register, nobody, jnp.float32(0), rules, draws)[:2]


@pytest.mark.parametrize(
    ("name", "case"), COUNTED, ids=[f"{name}: {case['case']}" for name, case in COUNTED]
)
def test_what_the_rules_say_comes_to_be_on_file(name: str, case: dict[str, Any]) -> None:
    """Among half a million people alike; five standard errors, so a false alarm in a million."""
    said = ("recorded", "notified", "misrouted")
    assert set(case) <= {"case", "rule", "person", "month", "does", *said}
    assert case["rule"] and set(case) & set(said)
    policy, names = policy_of(name)
    rules = compile_rules(policy, month_index(case["month"]), 1).observation
    person = case.get("person", {})
    did = 0 if case["does"] == "nothing" else 1 << names.conducts.index(case["does"])
    files, sightings = observed(
        acts_of(did),
        register_of(person, names),
        jax.tree.map(lambda column: column[0], rules),
        Draws(key_of(1), np.arange(TWINS, dtype=np.uint32), np.uint32(0)),
    )
    for conduct, share in case.get("recorded", {}).items():
        place = names.conducts.index(conduct)
        is_so(share, (np.asarray(sightings.records) >> place) & 1, conduct)
    if "notified" in case:
        is_so(case["notified"], np.asarray(sightings.notified), "notified")
    if "misrouted" in case:
        is_so(case["misrouted"], np.asarray(files.stray) > 0, "misrouted")


def is_so(share: float, happened: Any, what: str) -> None:
    slack = 5 * np.sqrt(share * (1 - share) / TWINS)
    assert abs(float(happened.mean()) - share) <= slack, f"{what}: {float(happened.mean()):.6f}"


def acts_of(did: int) -> Acts:
    no, zero = np.zeros(TWINS, bool), np.zeros(TWINS, np.uint32)
    return Acts(
        owes=no,
        has_means=no,
        ground=np.zeros(TWINS, np.uint8),
        did=np.full(TWINS, did, np.uint32),
        bought=zero,
        hidden=zero,
        pays_off=no,
        pays_part=no,
        paid=np.zeros(TWINS, np.float32),
        company_owes=no,
        attempts=zero,
    )


def register_of(person: dict[str, Any], names: Names) -> Register:
    people = people_of([person], names)

    def all_of(value: Any, kind: type) -> Any:
        return np.full(TWINS, int(value), kind)

    return Register(
        is_adult=np.full(TWINS, person.get("age", 40) >= 18),
        settlement=all_of(person.get("settlement", "urban") == "urban", np.int32),
        residence=all_of(person.get("migrant", False), np.int32),
        occupation=all_of(people.occupation[0], np.uint8),
        fifth=all_of(FIFTHS.index(person.get("fifth", "middle")), np.uint8),
        age=all_of(people.age[0], np.uint8),
        age_band=all_of(np.asarray(age_band(people.age))[0], np.uint8),
        name_weight=np.ones(TWINS, np.float32),
        identity=all_of(
            identity(0, BACKGROUNDS.index(person.get("background", BACKGROUNDS[0])), 0), np.int32
        ),
    )


def test_every_system_of_the_library_has_cases() -> None:
    """The court list has a file of its own."""
    assert set(CASES) == set(library.names("systems")) - {"court-list"}
    assert all(len(cases) >= 2 for cases in CASES.values())
