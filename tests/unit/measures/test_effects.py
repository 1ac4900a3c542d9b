"""Effects are differences between the twins: laws, slow references and small sums by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit import measures
from discredit.errors import ResultError
from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.caution import FEW_AFFECTED, SMALL_GROUP, TOO_FEW
from discredit.measures.tables import BY_DEFINITION
from handmade_result import MAY, NEVER, Tables, by_key, tables


def swapped(given: Tables) -> Tables:
    def other(frame: Any) -> Any:
        return frame.assign(arm=frame["arm"].map({"with": "without", "without": "with"}))

    return replace(given, _persons=other(given.persons()), _series=other(given.series()))


def test_the_effect_of_a_handful_of_people_is_the_sum_done_by_hand() -> None:
    given = tables(0, people=4)
    who = given.people().assign(household=[0, 0, 2, 3], settlement=["one", "one", "one", "two"])
    lives = given.persons()
    lives.loc[lives["arm"] == "with", "income"] = [10.0, 20.0, 30.0, 40.0]
    lives.loc[lives["arm"] == "without", "income"] = [12.0, 26.0, 31.0, 39.0]
    found = by_key(measures.effects(replace(given, _people=who, _persons=lives)))
    row = found.loc[("income", "settlement", "one")]
    assert row["with"] == pytest.approx(20.0)
    assert row["without"] == pytest.approx(23.0)
    assert row["difference"] == pytest.approx(-3.0)
    # The fourth gains, so that it goes both ways; two homes know little of how unlike homes are.
    assert (row["low"], row["high"]) == (-6.0, 1.0)  # no further than any one person's
    alone = found.loc[("income", "settlement", "two")]
    assert alone["difference"] == 1.0
    assert np.isnan(alone["low"])  # one person says nothing of how others would differ


def test_counts_are_told_per_100_000_people() -> None:
    given = tables(1, people=50)
    found = by_key(measures.effects(given))
    lives = given.persons()
    ever = [
        lives[lives["arm"] == arm]["first_listed"].notna().mean() for arm in ("with", "without")
    ]
    row = found.loc[("ever_listed", "all", "all")]
    assert row["difference"] == pytest.approx(1e5 * (ever[0] - ever[1]))
    assert row["unit"] == "people per 100,000"


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), seeds=st.integers(1, 3))
def test_swapping_the_arms_turns_every_effect_around(seed: int, seeds: int) -> None:
    given = tables(seed, seeds)
    ours, theirs = by_key(measures.effects(given)), by_key(measures.effects(swapped(given)))
    np.testing.assert_allclose(theirs["difference"], -ours["difference"], atol=1e-6)
    # Where there is none in either world, either may yet have some: told of the first.
    some = (ours["with"] != 0) | (ours["without"] != 0)
    np.testing.assert_allclose(theirs["low"][some], -ours["high"][some], atol=1e-4)
    np.testing.assert_allclose(theirs["with"], ours["without"], atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), seeds=st.integers(1, 3))
def test_identical_arms_differ_by_nothing_and_by_no_more_than_three_in_n(
    seed: int, seeds: int
) -> None:
    given = tables(seed, seeds)
    twin = [
        pd.concat([frame[frame["arm"] == "with"].assign(arm=arm) for arm in ("with", "without")])
        for frame in (given.persons(), given.series())
    ]
    found: Any = measures.effects(replace(given, _persons=twin[0], _series=twin[1]))
    told = found["difference"].notna()
    assert (found.loc[told, "difference"] == 0).all()
    # What is told per case has no value where there was no case, in either world.
    assert found.loc[~told, ["with", "without"]].isna().all().all()
    shares = found[found["unit"] == "people per 100,000"]
    most = 1e5 * (1 - 0.05 ** (1 / shares["people"]))
    np.testing.assert_allclose(shares["high"], most)
    is_none = shares["with"] == 0
    np.testing.assert_allclose(shares["low"], np.where(is_none, 0.0, -most))
    # Of amounts nothing can be said while nobody's differ.
    amounts = found[(found["affected"] == 0) & found["measure"].isin(list(PERSON_MEASURES))]
    assert amounts[~amounts.index.isin(shares.index)]["low"].isna().all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), seeds=st.integers(1, 2))
def test_renaming_a_group_renames_its_row_and_changes_nothing_else(seed: int, seeds: int) -> None:
    given = tables(seed, seeds)
    renamed = given.people()
    renamed = renamed.assign(occupation=renamed["occupation"].replace({"two": "a new name"}))
    for question in (measures.effects, measures.disparity):
        before: Any = question(given)
        after = question(replace(given, _people=renamed))
        is_hit = (before["dimension"] == "occupation") & (before["group"] == "two")
        assert is_hit.any()
        before.loc[is_hit, "group"] = "a new name"
        pd.testing.assert_frame_equal(by_key(before), by_key(after))


def test_the_order_of_rows_in_the_tables_means_nothing() -> None:
    given = tables(5, seeds=2)
    mixed = Tables(*(f.sample(frac=1, random_state=3) for f in vars(given).values()))
    for question in (measures.effects, measures.disparity):
        pd.testing.assert_frame_equal(by_key(question(given)), by_key(question(mixed)))
    pd.testing.assert_frame_equal(measures.redress(given), measures.redress(mixed))


def test_a_small_group_is_flagged_and_still_shown() -> None:
    given = tables(3)
    who = given.people()
    who.loc[:8, "occupation"] = "lawyer"
    who.loc[9:, "occupation"] = "farmer"
    found = by_key(measures.effects(replace(given, _people=who)))
    lawyers = found.loc[("income", "occupation", "lawyer")]
    assert lawyers["people"] == 9
    n = int(lawyers["people"])
    many = -(-500 // n)
    told = f"too few to say: {n} {'person' if n == 1 else 'people'} of this group; "
    assert lawyers["caution"] == f"{told}500 take {many} times the people"
    assert found.loc[("income", "occupation", "farmer"), "caution"] == ""


def test_disparity_holds_a_group_against_everybody_else() -> None:
    given = tables(4)
    row = by_key(measures.disparity(given, ("paid",))).loc[("paid", "region", "south")]
    lives = given.persons()
    wide = lives.pivot(index="person", columns="arm", values="paid")
    gap = (wide["with"] - wide["without"]).to_numpy()
    south = (given.people()["region"] == "south").to_numpy()
    assert row["rate"] == pytest.approx(gap[south].mean())
    assert row["rest"] == pytest.approx(gap[~south].mean())
    assert row["difference"] == pytest.approx(gap[south].mean() - gap[~south].mean())
    assert row["difference_low"] < row["difference"] < row["difference_high"]


def test_a_result_of_one_arm_is_refused_in_a_sentence() -> None:
    given = tables(9)
    lives = given.persons()
    with pytest.raises(ResultError, match="holds the arms with;"):
        measures.effects(replace(given, _persons=lives[lives["arm"] == "with"]))
    with pytest.raises(ResultError, match="same persons"):
        measures.effects(replace(given, _persons=lives.iloc[:-1]))


def test_what_a_group_is_by_definition_is_no_effect() -> None:
    found = measures.effects(tables(2, seeds=2))
    rows = set(zip(found["measure"], found["dimension"], found["group"], strict=True))
    assert ("ever_listed", "ever_listed", "ever listed") not in rows
    assert ("months_wrongly", "list_status", "listed, never wrongly") not in rows
    assert ("ever_wrongly", "ever_listed", "ever listed") in rows  # a question worth asking
    # Nothing else is lost: what is left out is so of all of a group, or of none.
    for (dimension, group), names in BY_DEFINITION.items():
        assert not {(name, dimension, group) for name in names} & rows
        assert ("income", dimension, group) in rows or group == "family member listed"


def test_every_estimate_says_how_many_stand_behind_it() -> None:
    given = tables(2, seeds=2)
    series = given.series().assign(low_band=0, listed=7)
    series.loc[series["arm"] == "with", "low_band"] = [2, 1, 1, 1]
    found: Any = measures.effects(replace(given, _series=series))
    assert (found["affected"] >= 0).all()
    few = found["affected"] < FEW_AFFECTED
    assert found.loc[few, "caution"].str.startswith(TOO_FEW).all()
    large = found["people"] >= SMALL_GROUP
    assert (found.loc[~few & large, "caution"] == "").all()
    # Five person-months in two months are two and a half people.
    row = by_key(found).loc[("low_band", "all", "all")]
    assert row["affected"] == 2
    assert row["caution"] == "too few to say: 2 cases"
    assert by_key(found).loc[("listed", "all", "all"), "affected"] == 14
    wait = by_key(found).loc[("wait", "all", "all")]
    visits = series.groupby("arm")["counter_visits"].sum().min()
    assert wait["affected"] == visits


def test_a_group_beside_a_rest_of_few_is_not_ranked() -> None:
    given = tables(4, people=400)
    who = given.people()
    lives = given.persons()
    lives["first_listed"] = np.where((lives["arm"] == "with") & (lives["person"] < 23), MAY, NEVER)
    who["occupation"] = np.where(who["person"] < 20, "hit", "spared")
    who.loc[who["person"] > 370, "occupation"] = "hit"
    changed = replace(given, _people=who, _persons=lives)
    found = by_key(measures.disparity(changed, ("ever_listed",)))
    row = found.loc[("ever_listed", "occupation", "hit")]
    assert row["ratio_low"] > 1
    assert row["caution"] == "too few to say: 3 people of the rest affected"
