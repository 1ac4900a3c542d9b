"""Looking changes nothing: who is watched, how people are cut into blocks, when the run pauses."""

from __future__ import annotations

import numpy as np
import pytest

import small_society
from discredit.columns import MEASURES
from discredit.record import present
from discredit.record.measures import how_many
from random_months import POLICIES, row

WATCHED = (3, 77, 500, 1999)


def test_the_shared_society_is_busy_enough_for_its_laws() -> None:
    sums = small_society.shared().sums
    for measure in (
        "entries",
        "exits_paid",
        "exits_corrected",
        "wrongly_namesake",
        "wrongly_cannot_pay",
        "unfairly_stands_in",
        "wrongly_already_paid",
        "appeals_filed",
        "appeals_waiting",
        "refused_fast_train",
        "shut_out_by_stale_copy",
    ):
        assert int(small_society.total(sums, measure).sum()) > 5, measure


@pytest.mark.parametrize("policy", POLICIES)
def test_watching_people_changes_nothing(policy: str) -> None:
    unseen, watched = (
        small_society.shared(policy),
        small_society.live(small_society.rules(policy), traced=WATCHED),
    )
    assert not small_society.differing(unseen.worlds[-1], watched.worlds[-1])
    np.testing.assert_array_equal(unseen.sums, watched.sums)


@pytest.mark.parametrize("policy", POLICIES)
def test_what_is_watched_is_what_happened(policy: str) -> None:
    seen = small_society.live(small_society.rules(policy), traced=WATCHED).traced
    blacks = small_society.rules(policy).lists.is_red[0] == 0
    for month, world in enumerate(small_society.shared_monthly(policy).worlds[1:]):
        world = small_society.flat(world)
        held = world.held
        for slot, person in enumerate(WATCHED):
            found = {name: column[month, slot] for name, column in seen.items()}
            assert found["status"] == held.listed.status[blacks, person].max()
            assert found["closed"] == held.doors.closed[person]
            assert found["favoured"] == held.doors.favoured[person]
            assert found["savings"] == world.truth.savings[person]
            assert found["appeal_stage"] == held.cases.stage[:, person].max()
            lists = sum(1 << k for k in np.flatnonzero(blacks)
                        if held.listed.status[k, person] == 2)  # fmt: skip
            assert found["lists"] == lists
            if held.scores is not None:
                assert found["score"] == held.scores.shown[0, person]


@pytest.mark.parametrize("policy", POLICIES)
def test_how_people_are_cut_up_changes_nothing(policy: str) -> None:
    whole, pieces = (
        small_society.shared(policy),
        small_society.live(small_society.rules(policy), layout=small_society.OTHER_LAYOUT),
    )
    for left, right in zip(whole.worlds, pieces.worlds, strict=True):
        assert not small_society.differing(small_society.flat(left), small_society.flat(right))
    np.testing.assert_array_equal(whole.sums, pieces.sums)
    for name, read in whole.read.items():
        np.testing.assert_array_equal(read, pieces.read[name], err_msg=name)


@pytest.mark.parametrize("policy", POLICIES)
def test_twenty_four_months_one_by_one_are_two_years(policy: str) -> None:
    years, months = small_society.shared(policy), small_society.shared_monthly(policy)
    assert not small_society.differing(years.worlds[1], months.worlds[12])
    assert not small_society.differing(years.worlds[2], months.worlds[24])
    np.testing.assert_array_equal(years.sums, months.sums)


@pytest.mark.parametrize("policy", POLICIES)
def test_four_months_and_then_twelve_are_sixteen(policy: str) -> None:
    months = small_society.shared_monthly(policy).worlds
    resumed = small_society.live(
        small_society.until(small_society.rules(policy), 16), world=months[4], first=4
    )
    assert not small_society.differing(resumed.worlds[-1], months[16])


@pytest.mark.parametrize("policy", POLICIES)
def test_every_measure_present_has_a_column_in_the_sums(policy: str) -> None:
    rules = small_society.rules(policy)
    width = small_society.shared(policy).sums.shape[2]
    assert width == len(present(rules)) == how_many(row(rules, 0))
    assert set(present(rules)) <= set(MEASURES)


def test_the_score_of_a_year_ago_is_the_one_that_was_shown_then() -> None:
    worlds = [small_society.flat(w) for w in small_society.shared("everything").worlds]
    then, scores = worlds[2].tally.score_then, worlds[1].held.scores
    assert then is not None and scores is not None
    np.testing.assert_array_equal(then, scores.shown[0])
    assert np.unique(np.asarray(then)).size > 30
    assert small_society.shared().worlds[2].tally.score_then is None
