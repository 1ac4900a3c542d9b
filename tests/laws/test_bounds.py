"""Whatever numbers a policy or a society may have, no life of theirs holds NaN, an infinity, or
less than nothing of what cannot be less."""

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import small_society as twin
from discredit.columns import MEASURES
from discredit.document import Document
from discredit.errors import DiscreditError, PolicyError
from discredit.policy.address import numbers, split
from discredit.policy.compile import compile_rules
from discredit.policy.edit import at, put
from discredit.policy.number import Number
from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.record import present
from discredit.society.build import build
from discredit.society.edit import with_assumption
from discredit.society.spec import read_society
from discredit.units import UNITS, month_index
from everything_at_once import everything

FIRST = month_index("2019-01")
MAY_BE_LESS = {"score", "trust", "trust_if_known", "wellbeing", "grievance"}
"""Scores and moods are counted from a middle."""
CHINA = read_society("china-2020")
NUMBERS = {p: n for p, n in numbers(everything()).items() if not UNITS[n.unit].switch}
PATHS = sorted(NUMBERS)


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
def extremes(draw: st.DrawFn) -> dict[str, float]:
    """Several numbers of a policy, each at the edge of its unit or of its range."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=12, unique=True))
    return {path: draw(st.sampled_from(edges(NUMBERS[path]))) for path in paths}


def must_be_sound(policy: Policy) -> None:
    """The law, over one year of a small society."""
    rules = compile_rules(policy, FIRST, 12)
    past = twin.live(rules)
    for path, column in jax.tree_util.tree_leaves_with_path(past.worlds[-1]):
        assert np.isfinite(np.asarray(column, np.float64)).all(), jax.tree_util.keystr(path)
    names = present(rules)
    people = past.sums[:, :, names.index("people")]
    for name, sums in zip(names, np.moveaxis(past.sums, -1, 0), strict=True):
        least = -people * spared(rules) if name == "hours_lost" else 0
        assert name in MAY_BE_LESS or (sums >= least).all(), name


def spared(rules: Rules) -> Any:
    """[hundredths of an hour] The most that favours can spare anybody in a month, who tries each
    door once at most: hours spared are taken off the hours lost."""
    prices = rules.life.prices
    if prices is None or prices.favoured_hours is None:
        return 0
    return np.ceil(prices.favoured_hours.sum(axis=1).max() / MEASURES["hours_lost"].scale)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, derandomize=True)
@given(extremes())
def test_no_policy_that_is_accepted_gives_lives_that_cannot_be(moved: dict[str, float]) -> None:
    policy = everything()
    for path, value in moved.items():
        try:
            policy = all_set(policy, path, value)
        except ValidationError:  # refused; then it is not lived by
            continue
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
