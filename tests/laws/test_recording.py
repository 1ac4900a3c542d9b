"""Looking changes nothing: who is watched, how people are cut into blocks, when the run pauses."""

from __future__ import annotations

import numpy as np

import twins
from discredit.record import MEASURES

WATCHED = (3, 77, 500, 1999)


def test_the_shared_society_is_busy_enough_for_its_laws() -> None:
    sums = twins.shared().sums
    for measure in (
        "entries",
        "exits_paid",
        "exits_corrected",
        "wrongly_namesake",
        "wrongly_cannot_pay",
        "wrongly_representative",
        "wrongly_already_paid",
        "appeals_filed",
        "appeals_waiting",
        "refused_fast_train",
        "shut_out_by_stale_copy",
    ):
        assert int(twins.total(sums, measure).sum()) > 5, measure


def test_watching_people_changes_nothing() -> None:
    unseen, watched = twins.shared(), twins.live(twins.rules(), traced=WATCHED)
    assert not twins.differing(unseen.worlds[-1], watched.worlds[-1])
    np.testing.assert_array_equal(unseen.sums, watched.sums)


def test_what_is_watched_is_what_happened() -> None:
    seen = twins.live(twins.rules(), traced=WATCHED).traced
    for month, world in enumerate(twins.shared_monthly().worlds[1:]):
        world = twins.flat(world)
        for slot, person in enumerate(WATCHED):
            assert seen["status"][month, slot] == world.held.listed.status[person]
            assert seen["closed"][month, slot] == world.held.closed[person]
            assert seen["savings"][month, slot] == world.truth.savings[person]
            assert seen["appeal_stage"][month, slot] == world.held.cases.stage[person]


def test_how_people_are_cut_up_changes_nothing() -> None:
    whole, cut = twins.shared(), twins.live(twins.rules(), cut=twins.OTHER_CUT)
    for left, right in zip(whole.worlds, cut.worlds, strict=True):
        assert not twins.differing(twins.flat(left), twins.flat(right))
    np.testing.assert_array_equal(whole.sums, cut.sums)


def test_twenty_four_months_one_by_one_are_two_years() -> None:
    years, months = twins.shared(), twins.shared_monthly()
    assert not twins.differing(years.worlds[1], months.worlds[12])
    assert not twins.differing(years.worlds[2], months.worlds[24])
    np.testing.assert_array_equal(years.sums, months.sums)


def test_four_months_and_then_twelve_are_sixteen() -> None:
    months = twins.shared_monthly().worlds
    resumed = twins.live(twins.until(twins.rules(), 16), world=months[4], first=4)
    assert not twins.differing(resumed.worlds[-1], months[16])


def test_every_measure_has_a_column_in_the_sums() -> None:
    assert twins.shared().sums.shape[2] == len(MEASURES)
