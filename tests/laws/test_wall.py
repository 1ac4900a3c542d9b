"""The wall: what is so about a person reaches the lists through sightings and hearings alone."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given

from discredit import gates, lists, score, step
from discredit.dossier import Sightings
from strategies import ROWS, case_of, few, seeds, truth_of

BLIND = (score, lists, gates)
MAY_IMPORT = {"discredit.dossier", "discredit.policy.rules", "discredit.vocabulary"}
TRUE_THINGS = {
    "Truth",
    "Acts",
    "Around",
    "People",
    "Month",
    "Toll",
    "Outcome",
    "Draws",
    "Hindsight",
}
DECIDED = ("status", "ground", "for_company", "was_notified", "times", "exit", "term_left")

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
    assert imports_of(room) <= MAY_IMPORT


@pytest.mark.parametrize("room", BLIND)
def test_no_signature_in_a_blind_room_names_a_true_thing(room: ModuleType) -> None:
    functions = [f for _, f in inspect.getmembers(room, inspect.isfunction)]
    assert functions
    for function in functions:
        for name, kind in inspect.get_annotations(function).items():
            words = set(re.findall(r"\w+", str(kind)))
            assert not words & TRUE_THINGS, f"{function.__name__}: {name}"


def test_agencies_see_acts_and_never_traits_or_states() -> None:
    from discredit import observation

    kinds = " ".join(str(k) for k in inspect.get_annotations(observation.observe).values())
    assert "Acts" in kinds
    assert not {"Truth", "People", "Around"} & set(re.findall(r"\w+", kinds))


def equal_sightings(left: Any, right: Any) -> Any:
    """Whose files and sightings came out the same in two worlds [n]."""
    found = np.ones(ROWS, bool)
    for mine, theirs in zip(left, right, strict=True):
        found &= np.asarray(mine) == np.asarray(theirs)
    return found


@few(max_examples=30)
@given(seeds)
def test_equal_files_and_sightings_are_treated_equally_whatever_is_true(seed: int) -> None:
    case = case_of(seed)
    truths = [truth_of(np.random.default_rng(seed + one)) for one in (1, 2)]
    # Nobody is called to a hearing, which is the second door and a truth of its own.
    called = np.full(2, 1 << 30, np.int32)
    months = []
    for truth in truths:
        rest = (case.held, case.around, called)
        _, held, month = advance(case.draws, case.people, case.rules, truth, *rest)
        assert not np.asarray(month.outcome.served).any()
        months.append((held, month))
    (left, one), (right, other) = months
    same = equal_sightings(one.sightings, other.sightings)
    assert same.any()
    assert (np.asarray(one.acts.has_means) != np.asarray(other.acts.has_means)).any()
    for name in DECIDED:
        mine, theirs = (np.asarray(getattr(held.listed, name)) for held in (left, right))
        np.testing.assert_array_equal(mine[same], theirs[same], err_msg=name)
    for name in ("score", "closed", "copies"):
        mine, theirs = (np.asarray(getattr(held, name)) for held in (left, right))
        np.testing.assert_array_equal(mine[same], theirs[same], err_msg=name)


@few(max_examples=15)
@given(seeds)
def test_without_a_hearing_or_a_file_truth_changes_nothing_an_agency_holds(seed: int) -> None:
    """The whole society at once: with no file open and none opened, agencies know letters alone."""
    case = case_of(seed)
    blind = case.rules.observation._replace(opening_rate=np.float32(0))
    files = case.held.files._replace(is_open=np.zeros(ROWS, bool))
    held, rules = case.held._replace(files=files), case.rules._replace(observation=blind)
    called = np.full(2, 1 << 30, np.int32)
    afters = []
    for one in (1, 2):
        truth = truth_of(np.random.default_rng(seed + one))
        rest = (held, case.around, called)
        _, after, month = advance(case.draws, case.people, rules, truth, *rest)
        seen = month.sightings
        assert not (np.asarray(seen.is_secured) & (np.asarray(seen.ground) != 0)).any()
        afters.append(after)
    for part in ("files", "listed"):
        for mine, theirs in zip(*(getattr(after, part) for after in afters), strict=True):
            np.testing.assert_array_equal(mine, theirs)
    for part in ("score", "closed", "copies"):
        np.testing.assert_array_equal(*(getattr(after, part) for after in afters))


def test_sightings_are_what_lists_may_rest_on() -> None:
    assert set(Sightings._fields) == {
        "ground",
        "for_company",
        "is_secured",
        "payment",
        "part_payment",
        "notified",
    }
