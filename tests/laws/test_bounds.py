"""Whatever numbers a policy or a society may have, no life of theirs holds NaN, an infinity, or
less than nothing of what cannot be less."""

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import small_society as twin
from discredit.document import Document
from discredit.errors import DiscreditError, PolicyError
from discredit.policy.address import numbers, split
from discredit.policy.compile import compile_rules
from discredit.policy.edit import at, put
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.record import present
from discredit.society.build import build
from discredit.society.edit import with_assumption
from discredit.society.spec import read_society
from discredit.units import UNITS, month_index
from everything_at_once import everything

FIRST = month_index("2019-01")
MAY_BE_LESS = {"score", "trust", "wellbeing", "grievance", "dearer_paid"}
"""Scores and moods are counted from a middle; a discount is less than the ordinary price."""
CHINA = read_society("china-2020")
PATHS = [path for path, n in numbers(everything()).items() if not UNITS[n.unit].switch]


def edges(number: Number) -> list[float]:
    """What a number of its unit can be at most, at least, and hardly."""
    unit = UNITS[number.unit]
    found = {unit.low, unit.high, max(unit.low, 0.0), *(number.range or ())}
    return sorted(int(edge) if unit.whole else float(edge) for edge in found)


def all_set(policy: Policy, path: str, value: float) -> Policy:
    """The policy with every entry of a number set to one value. Raises ValidationError."""
    leads = split(path)
    assert leads is not None
    part, keys = leads
    data = Document(getattr(policy, part).model_dump(exclude_none=True), {(): ("", 0)}, PolicyError)
    number: dict[str, Any] = dict(at(data.data, keys))

    def every(entry: Any) -> Any:
        return dict.fromkeys(entry, value) if isinstance(entry, dict) else value

    if "dated" in number:
        number["dated"] = {date: every(entry) for date, entry in number["dated"].items()}
        number["before"] = every(number["before"])
    else:
        number["value"] = every(number["value"])
    number.pop("range", None)
    whole = put(data, keys, {**number, "evidence": "fictional"}, ("", 0))
    return Policy.model_validate({**dict(policy), part: whole.data})


@st.composite
def extreme(draw: st.DrawFn) -> Policy:
    """A policy that `check` accepts, of whose numbers several stand at the edge of their units."""
    policy = everything()
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=12, unique=True)):
        value = draw(st.sampled_from(edges(numbers(policy)[path])))
        try:
            policy = all_set(policy, path, value)
        except ValidationError:
            continue
    return policy


def must_be_sound(policy: Policy) -> None:
    """The law, over one year of a small society."""
    rules = compile_rules(policy, FIRST, 12)
    past = twin.live(rules)
    for path, column in jax.tree_util.tree_leaves_with_path(past.worlds[-1]):
        assert np.isfinite(np.asarray(column, np.float64)).all(), jax.tree_util.keystr(path)
    for name, sums in zip(present(rules), np.moveaxis(past.sums, -1, 0), strict=True):
        assert name in MAY_BE_LESS or (sums >= 0).all(), name


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(extreme())
def test_no_policy_that_is_accepted_gives_lives_that_cannot_be(policy: Policy) -> None:
    must_be_sound(policy)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("life.hours_per_month", 0.0),
        ("life.hours_per_month", 800.0),
        ("life.counters.load", 1.0),
        ("life.informal_price", 0.5),
    ],
)
def test_what_no_life_can_be_lived_by_is_refused(path: str, value: float) -> None:
    with pytest.raises(ValidationError):
        all_set(everything(), path, value)


@pytest.mark.parametrize("name", sorted(CHINA.spec.numbers))
def test_no_society_that_is_accepted_holds_people_who_cannot_be(name: str) -> None:
    number = CHINA.spec.numbers[name]
    refused = 0
    for value in edges(number):
        try:
            other = with_assumption(CHINA, f"society.{name}", value, "in a test")
        except DiscreditError:
            refused += 1
            continue
        for column, entries in build(other.spec, 300, 3)._asdict().items():
            assert np.isfinite(entries).all(), column
            assert (np.asarray(entries) >= 0).all(), column
    assert refused < len(edges(number))


def test_savings_at_the_start_are_never_less_than_nothing() -> None:
    with pytest.raises(DiscreditError, match=r"at most 0\.5"):
        with_assumption(CHINA, "society.savings_by_fifth", 0.6, "in a test")
