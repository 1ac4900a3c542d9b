"""The wall: what is so about a person reaches the lists through sightings and hearings alone."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given

from discredit import dossier, gates, lists, observation, score, step
from discredit.dossier import Sightings
from discredit.policy import rules
from discredit.vocabulary import FEATURES
from random_months import ROWS, Case, case_of, few, policies, seeds, truth_of

dues = import_module("discredit.lists.dues")  # the package has a function of this name
strikes = import_module("discredit.lists.strikes")
BLIND = (score, lists, dues, strikes, gates)
MAY_IMPORT = {"discredit.dossier", "discredit.policy.rules", "discredit.vocabulary"}
PARTS = {lists.__name__: {dues.__name__, strikes.__name__}}
"""Blind rooms in several files: each of the files is held to the same."""
OF_DOSSIER_AND_RULES = {
    name
    for module in (dossier, rules)
    for name, kind in inspect.getmembers(module, inspect.isclass)
    if kind.__module__ == module.__name__
}
OF_THE_BLIND = {"Calls", "Dues"}
"""What blind rooms tell each other, made of nothing else."""
REGISTER = {
    "age", "income_fifth", "is_migrant", "is_urban", "name_frequency", "occupation", "present",
}  # fmt: skip
"""The traits of people that a register of residents holds."""
LEARNED_OF_PEOPLE = {"age", "education", "income", "is_migrant", "is_urban"}
LEARNED_OF_TRUTH = {"owed", "savings"}
"""The facts of a life that a scorer may learn."""
DECIDED = (
    "status", "ground", "for_company", "was_notified", "times", "exit", "term_left", "strikes",
)  # fmt: skip

advance = cache(jax.jit)(step.advance)


def imports_of(module: ModuleType) -> set[str]:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("discredit")}


@pytest.mark.parametrize("room", BLIND)
def test_a_blind_room_imports_the_dossier_and_the_rules_alone(room: ModuleType) -> None:
    assert imports_of(room) <= MAY_IMPORT | PARTS.get(room.__name__, set())


def test_every_file_of_a_blind_room_is_held_to_it() -> None:
    names = {room.__name__ for room in BLIND}
    for room in BLIND:
        for _, name, _ in pkgutil.iter_modules(getattr(room, "__path__", []), f"{room.__name__}."):
            assert name in names


def package_types(annotation: object) -> set[str]:
    """The classes of this package that an annotation names."""
    return set(re.findall(r"\w+", str(annotation))) & PUBLIC_TYPES


def types_of_package() -> set[str]:
    sources = Path(str(dossier.__file__)).parent.rglob("*.py")
    return {
        node.name
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }


PUBLIC_TYPES = types_of_package()


@pytest.mark.parametrize("room", BLIND)
def test_a_blind_room_takes_and_gives_what_is_held_and_the_rules_alone(room: ModuleType) -> None:
    functions = [f for _, f in inspect.getmembers(room, inspect.isfunction)]
    own = [f for f in functions if f.__module__ == room.__name__]
    assert own
    for function in own:
        for name, kind in inspect.get_annotations(function).items():
            others = package_types(kind) - OF_DOSSIER_AND_RULES - OF_THE_BLIND
            assert not others, f"{function.__name__}: {name}"


def test_what_the_doors_are_told_is_written_down_here() -> None:
    """Acts through the first, facts of a life through the second; traits from the register."""
    assert list(inspect.signature(observation.observe).parameters) == [
        "acts", "files", "register", "strays", "discontent", "rules", "draws",
    ]  # fmt: skip
    assert list(inspect.signature(observation.appraise).parameters) == [
        "life", "register", "files", "spoilt_by", "friends", "rules", "draws",
    ]  # fmt: skip
    for door in (observation.observe, observation.observe_quietly, observation.appraise):
        told = {t for kind in inspect.get_annotations(door).values() for t in package_types(kind)}
        assert told <= OF_DOSSIER_AND_RULES | {
            "Acts",
            "Circumstances",
            "Draws",
            "Hindsight",
            "Noted",
        }


def differ(left: Any, right: Any) -> bool:
    pairs = zip(jax.tree.leaves(left), jax.tree.leaves(right), strict=True)
    return any((np.asarray(mine) != np.asarray(theirs)).any() for mine, theirs in pairs)


def changed(column: Any) -> Any:
    return ~column if column.dtype == bool else column + column.dtype.type(20)


def crossing(columns: Any, seen_of: Any) -> set[str]:
    """The columns of which something can be seen: each is changed alone, for everybody."""
    seen = seen_of(columns)
    others = {
        name: jax.tree.map(changed, column)
        for name, column in columns._asdict().items()
        if isinstance(column, np.ndarray) or name == "purse"
    }
    assert set(others) >= {n for n, c in columns._asdict().items() if c is not None} - {"earned"}
    return {
        name
        for name, column in others.items()
        if differ(seen, seen_of(columns._replace(**{name: column})))
    }


def test_the_register_holds_these_traits_and_no_other_fact_about_a_person() -> None:
    people = case_of(7, "everything").people
    assert crossing(people, observation.register_of) == REGISTER


def test_scorers_may_learn_these_facts_of_a_life_and_no_others() -> None:
    case = case_of(7, "everything")
    truth, people = case.truth, case.people
    assert crossing(truth, lambda it: observation.circumstances_of(people, it)) == LEARNED_OF_TRUTH
    assert crossing(people, lambda it: observation.circumstances_of(it, truth)) == LEARNED_OF_PEOPLE


def equal_sightings(left: Any, right: Any) -> Any:
    """Whose sightings came out the same in two worlds [n]."""
    found = np.ones(ROWS, bool)
    for mine, theirs in zip(left, right, strict=True):
        found &= np.asarray(mine) == np.asarray(theirs)
    return found


def alike(left: Any, right: Any, same: Any, name: str) -> None:
    mine, theirs = (np.broadcast_to(np.asarray(x), x.shape)[..., same] for x in (left, right))
    np.testing.assert_array_equal(mine, theirs, err_msg=name)


def uncalled(case: Case) -> Case:
    """Nobody is called to a hearing, which is the second door and a truth of its own; and nobody is
    scored by what he owns or owes, which scorers see with their own eyes."""
    rules = case.rules
    if rules.score is not None:
        assert rules.score.factors is not None
        blind = rules.score.factors.weights.copy()
        for name in ("ability", "owed"):
            blind[:, FEATURES.index(name)] = 0
        factors = rules.score.factors._replace(weights=blind)
        rules = rules._replace(score=rules.score._replace(factors=factors))
    called = np.full(2, 1 << 30, np.int32)
    return case._replace(rules=rules, conditions=case.conditions._replace(called=called))


def months_of(case: Case, truth: Any, held: Any) -> Any:
    rest = (held, case.surroundings, case.conditions)
    _, after, month = advance(case.draws, case.people, case.rules, truth, *rest)
    assert not np.asarray(month.outcome.served).any()
    return after, month


@few(max_examples=24)
@given(seeds, policies)
def test_equal_files_and_sightings_are_treated_equally_whatever_is_true(
    seed: int, policy: str
) -> None:
    case = uncalled(case_of(seed, policy))
    truths = [truth_of(np.random.default_rng(seed + one), case.rules) for one in (1, 2)]
    (left, one), (right, other) = (months_of(case, truth, case.held) for truth in truths)
    same = equal_sightings(one.sightings, other.sightings)
    assert same.any()
    assert (np.asarray(one.acts.has_means) != np.asarray(other.acts.has_means)).any()
    for name in DECIDED:
        alike(getattr(left.listed, name), getattr(right.listed, name), same, name)
    for name in left.doors._fields:
        alike(getattr(left.doors, name), getattr(right.doors, name), same, name)
    alike(left.copies, right.copies, same, "copies")
    if left.scores is not None:
        alike(left.scores.shown, right.scores.shown, same, "shown")
        alike(left.scores.account, right.scores.account, same, "account")


@few(max_examples=12)
@given(seeds, policies)
def test_without_a_hearing_or_a_file_truth_changes_nothing_an_agency_holds(
    seed: int, policy: str
) -> None:
    """The whole society at once: with no file open and none opened, and nothing of the catalogue
    seen but what is not so, agencies know letters and inventions alone."""
    case = uncalled(case_of(seed, policy))
    watched, rules = case.rules.observation, case.rules
    assert watched.court is not None
    court = watched.court._replace(opening_rate=np.float32(0))
    watched = watched._replace(court=court)
    if watched.conducts is not None:
        # Nobody does what the agencies invent, so that inventions fall on everybody alike.
        assert rules.behaviour.conducts is not None
        idle = 0 * rules.behaviour.conducts.rate
        conducts = rules.behaviour.conducts._replace(rate=idle, bought=idle)
        rules = rules._replace(behaviour=rules.behaviour._replace(conducts=conducts))
    files = case.held.files._replace(is_open=np.zeros(ROWS, bool))
    held = case.held._replace(files=files)
    case = case._replace(rules=rules._replace(observation=watched))
    afters, objected = [], np.zeros(held.listed.status.shape, bool)
    for one in (1, 2):
        truth = truth_of(np.random.default_rng(seed + one), case.rules)
        after, month = months_of(case, truth, held)
        courts = np.asarray(month.sightings.records) & 0b111111
        own = courts & ~np.asarray(month.hindsight.stray)
        assert not own.any()
        afters.append(after)
        if month.outcome.objections is not None:
            objected |= np.asarray(month.outcome.objections.filed)
    # Seized assets count where a namesake's record does not take their place: in no entry here.
    for part in ("files", "listed", "doors", "scores"):
        left, right = (getattr(after, part) for after in afters)
        for name in () if left is None else left._fields:
            mine, theirs = getattr(left, name), getattr(right, name)
            if name == "grace_left":
                # A letter to the desk, which says nothing to the list: whoever objects in the last
                # month of grace has one more.
                mine, theirs = (np.where(objected, np.maximum(x, 2), x) for x in (mine, theirs))
            if mine is not None:
                alike(mine, theirs, slice(None), f"{part}.{name}")
    alike(afters[0].copies, afters[1].copies, slice(None), "copies")


def test_sightings_are_what_lists_may_rest_on() -> None:
    assert set(Sightings._fields) == {
        "records",
        "for_company",
        "is_secured",
        "payment",
        "company_payment",
        "part_payment",
        "notified",
        "judgment",
        "released",
        "firm",
    }
