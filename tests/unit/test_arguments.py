"""Every spelling of the same number, list, name, month or path is the same; the rest is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import discredit as dc
from discredit import library
from discredit.arguments import MOST_SEEDS, month, names, path, seeds, several, whole
from discredit.errors import DiscreditError, InputError
from discredit.policy.given import OWN_NAME
from everything_at_once import everything

PLAN = dc.draw_up("court-list", people=1000, months=3)
SPELLINGS: dict[str, Callable[[int], Any]] = {
    "int": int,
    "text": str,
    "with underscores": lambda n: f"{n:_}",
    "with commas": lambda n: f"{n:,}",
    "float": float,
    "text of a float": lambda n: f"{n}.0",
    "power": lambda n: f"{n}e0",
    "decimal": Decimal,
    "fraction": Fraction,
    "NumPy's int": np.int64,
    "NumPy's unsigned": np.uint32,
    "NumPy's float": np.float64,
    "NumPy's text": lambda n: np.str_(n),
    "array of one": np.array,
    "JAX's": lambda n: jnp.asarray(n),
    "pandas'": lambda n: pd.Series([n]).iloc[0],
    "pandas' own": lambda n: pd.array([n], dtype="Int64")[0],
}
LISTS: dict[str, Callable[[list[int]], Any]] = {
    "list": list,
    "tuple": tuple,
    "generator": lambda ns: (n for n in ns),
    "array": np.array,
    "column": pd.Series,
    "index": pd.Index,
    "JAX's": lambda ns: jnp.asarray(ns),
    "texts": lambda ns: [str(n) for n in ns],
    "floats": lambda ns: [float(n) for n in ns],
}
WHOLE = st.integers(1, 2**31 - 1)
NOT_UNDERSTOOD: list[Any] = [
    0, -1, 1000.5, "many", "1,2,3", "", "1e99", "-5", True, np.bool_(True), float("nan"),
    float("inf"), 1j, b"5", [1000], {"people": 5}, object, np.array([[1]]), Decimal("0.5"), pd.NaT,
    pd.NA, "9" * 5000, 1e300, 2**31,
]  # fmt: skip


@given(WHOLE, st.sampled_from(sorted(SPELLINGS)))
def test_every_spelling_of_a_number_gives_the_same_plan(n: int, spelling: str) -> None:
    spelt = SPELLINGS[spelling](n)
    assert type(whole(spelt)) is int
    assert replace(PLAN, people=spelt) == replace(PLAN, people=n)


@given(st.integers(1, 60), st.sampled_from(sorted(SPELLINGS)))
def test_one_number_of_seeds_counts_them(n: int, spelling: str) -> None:
    spelt: Any = SPELLINGS[spelling](n)
    assert replace(PLAN, seeds=spelt) == replace(PLAN, seeds=tuple(range(1, n + 1)))


@given(st.lists(st.integers(1, 2**24), min_size=1, max_size=5, unique=True), st.data())
def test_every_spelling_of_a_list_gives_the_same_plan(ns: list[int], data: st.DataObject) -> None:
    spelt: Any = LISTS[data.draw(st.sampled_from(sorted(LISTS)))](ns)
    assert replace(PLAN, seeds=spelt).inputs == replace(PLAN, seeds=tuple(ns)).inputs


@given(st.integers(0, 2**63 - 1))
def test_no_seed_loses_a_digit(seed: int) -> None:
    for spelt in (seed, str(seed), np.uint64(seed), Decimal(seed)):
        assert seeds([spelt], 9) == (seed,)
    assert seeds(np.array([seed], np.uint64), 9) == (seed,)


@pytest.mark.parametrize("strange", NOT_UNDERSTOOD, ids=lambda one: repr(one)[:20])
def test_what_is_no_number_of_people_is_refused_in_a_sentence(strange: Any) -> None:
    with pytest.raises(InputError, match="it must be a whole number from 1 to 2147483647") as said:
        dc.draw_up(PLAN.policy, people=strange)
    assert "--" not in str(said.value)
    assert len(str(said.value)) < 300


@pytest.mark.parametrize("strange", [0.5, "three", [1.5], [[1]], {"a": 1}, -3, True, [True], b"12"])
def test_what_is_no_seed_is_refused_in_a_sentence(strange: Any) -> None:
    with pytest.raises(InputError, match=r"seeds is .*Write seeds=3 for 1, 2 and 3") as said:
        dc.draw_up(PLAN.policy, seeds=strange)
    assert "--" not in str(said.value)


def test_what_has_no_end_or_no_order_is_taken_as_far_as_it_can_be() -> None:
    assert len(seeds(iter(int, 1), MOST_SEEDS)) == MOST_SEEDS + 1
    assert len(seeds(1e9, MOST_SEEDS)) == MOST_SEEDS + 1
    assert several({3, 1, 2}, 9) == (1, 2, 3)


def test_none_is_what_is_left_out() -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("people", "start", "months", "seeds", "society", "arms", "traced", "overlays")
    )
    assert dc.draw_up("court-list", **nothing) == dc.draw_up("court-list")


def test_months_are_texts_or_dates_on_their_first_day() -> None:
    first = date(2016, 5, 1)
    for spelt in ("2016-05", first, datetime(2016, 5, 1), np.datetime64("2016-05"),
                  np.datetime64(first), pd.Timestamp(first), np.str_("2016-05"),
                  pd.Series([pd.Timestamp(first)]).iloc[0]):  # fmt: skip
        assert month(spelt) == "2016-05", repr(spelt)
    strange: list[Any] = [date(2016, 5, 17), np.datetime64("2016-05-17"), 2016, 2016.05, "May", b""]
    for one in strange:
        with pytest.raises(InputError, match=r"start is .* it must (be|name) a month"):
            dc.draw_up(PLAN.policy, start=one)


def test_arms_are_one_or_two() -> None:
    assert dc.draw_up(PLAN.policy, arms="with").arms == ("with",)
    assert dc.draw_up(PLAN.policy, arms=["without", "with"]).arms == ("without", "with")
    strange: list[Any] = ["both", [], ["with", "with"], 3, [None]]
    for one in strange:
        with pytest.raises(InputError, match="it must be 'with', 'without' or both"):
            dc.draw_up(PLAN.policy, arms=one)


def test_names_are_texts_or_paths() -> None:
    overlays = ["namesake-check", Path("namesake-check"), np.str_("namesake-check")]
    plans = [dc.draw_up("court-list", overlays=one) for one in (*overlays, overlays[:1])]
    assert all(plan == plans[0] for plan in plans)
    assert names(np.array(["a", "b"])) == ("a", "b")
    strange: list[Any] = [3, [None], {"set": 1}]
    for one in strange:
        with pytest.raises(InputError, match="an overlay is the name of a safeguard, or a file"):
            dc.draw_up("court-list", overlays=one)


@pytest.mark.parametrize("strange", [None, 3, "", b"x", ["a"], True])
def test_what_is_no_path_is_refused_in_a_sentence(strange: Any) -> None:
    for call in (dc.open_result, dc.open_pair, dc.verify):
        with pytest.raises(InputError, match="it must be a path"):
            call(strange)


def test_the_home_of_the_user_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path("~/mine", "out") == path(Path("~/mine"), "out") == tmp_path / "mine"
    assert path("~nobody-of-this-name/x", "out") == Path("~nobody-of-this-name/x")


# A policy as it is handed in


def spellings_of(name: str, folder: Path) -> dict[str, Any]:
    text = library.text("systems", name)
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return {
        "name": name,
        "text": text,
        "data": yaml.safe_load(text),
        "file": file,
        "file as text": str(file),
        "NumPy's text": np.str_(name),
        "path without ending": Path(name),
    }


@pytest.mark.parametrize("name", ["court-list", "robodebt", "nosedive"])
def test_every_way_to_hand_in_a_policy_gives_the_same(name: str, tmp_path: Path) -> None:
    spelt = spellings_of(name, tmp_path)
    plans = {way: dc.draw_up(one, people=100, months=3) for way, one in spelt.items()}
    for way, plan in plans.items():
        assert plan.inputs_digest == plans["name"].inputs_digest, way
        assert plan.policy.name == (OWN_NAME if way in ("text", "data") else name)
        assert dc.load_policy(spelt[way]).system == plans["name"].policy.system


def test_a_dict_may_hold_numpys_numbers(tmp_path: Path) -> None:
    data = spellings_of("court-list", tmp_path)["data"]
    data["people"], data["months"] = np.int64(500), np.array(7)
    system = dc.load_policy(data).system
    assert (system.people, system.months) == (500, 7)


def test_what_is_wrong_with_a_text_is_told_with_its_line_and_of_a_dict_without() -> None:
    text = library.text("systems", "court-list")
    line = text[: text.index("\npeople:")].count("\n") + 2
    spoilt = re.sub("\npeople: .*", "\npeople: none of them", text)
    with pytest.raises(InputError, match=rf"^policy text:{line} people is 'none of them'"):
        dc.load_policy(spoilt)
    with pytest.raises(InputError, match=r"^policy people is 'none of them'"):
        dc.load_policy({**yaml.safe_load(text), "people": "none of them"})


@pytest.mark.parametrize(
    "strange",
    [None, 3, b"court-list", ["court-list"], {}, {"title": object()}, {"title": {1, 2}}, {1: 2},
     {"about": "x" * 5000}, {"about": ["x"] * 100_000}, "a: [", "{}", "no-such-system",
     everything],
    ids=lambda one: repr(one)[:20],
)  # fmt: skip
def test_what_is_no_policy_is_refused_in_a_sentence(strange: Any) -> None:
    for call in (dc.load_policy, dc.draw_up, dc.compare):
        with pytest.raises(InputError) as said:
            call(strange)
        assert len(str(said.value)) < 3000


def test_data_without_end_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless
    with pytest.raises(InputError, match="nested too deeply"):
        dc.load_policy(endless)


def test_a_society_is_a_name_a_path_or_one_that_was_read() -> None:
    given = ("china-2020", Path("china-2020"), np.str_("china-2020"), PLAN.society)
    plans = [dc.draw_up("court-list", society=one) for one in given]
    assert all(plan == plans[0] for plan in plans)
    strange: list[Any] = [3, {"name": "x"}, ["china-2020"], "atlantis"]
    for one in strange:
        for policy in ("court-list", PLAN.policy):
            with pytest.raises(DiscreditError, match="society"):
                dc.draw_up(policy, society=one)
