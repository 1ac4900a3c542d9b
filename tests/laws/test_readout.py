"""What is read out by list, scorer and conduct adds up to what is recorded of all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import small_society
from discredit.readout import OF_CONDUCTS, OF_LISTS, OF_SCORERS, POINTS, QUANTILES
from discredit.vocabulary import CONDUCT_KINDS, GROUNDS, Status
from random_months import POLICIES

both = pytest.mark.parametrize("policy", POLICIES)
SAME = (
    "entries", "exits_paid", "exits_term", "exits_corrected", "exits_repaired", "exits_with_score",
    "exits_amnesty", "appeals_filed", "appeals_served", "appeals_won", "appeals_waiting",
)  # fmt: skip
KINDS = dict(
    zip(CONDUCT_KINDS, ("obligations_broken", "offences", "disfavoured_acts", "deeds"), strict=True)
)


def total(name: str, policy: str) -> Any:
    """A measure of everybody in the shared run [months]."""
    return small_society.total(small_society.shared(policy).sums, name, policy=policy)


def of_lists(name: str, policy: str) -> Any:
    """[months, list]."""
    return small_society.shared(policy).read["lists"][:, list(OF_LISTS).index(name)]


def of_conducts(name: str) -> Any:
    """[months, conduct] under everything at once."""
    return small_society.shared("everything").read["conducts"][:, list(OF_CONDUCTS).index(name)]


def blacks(policy: str) -> Any:
    return small_society.rules(policy).lists.is_red[0] == 0


@both
def test_black_lists_add_up_to_all_lists_in_every_month(policy: str) -> None:
    for name in SAME:
        by_list = of_lists(name, policy)[:, blacks(policy)]
        np.testing.assert_array_equal(by_list.sum(axis=1), total(name, policy), err_msg=name)
    assert of_lists("entries", policy).sum() > 100


@both
def test_a_list_has_those_who_stand_on_it(policy: str) -> None:
    worlds = small_society.shared_monthly(policy).worlds[1:]
    stand = [
        (small_society.flat(world).held.listed.status == Status.LISTED).sum(axis=1)
        for world in worlds
    ]
    np.testing.assert_array_equal(of_lists("listed", policy), stand)
    assert (of_lists("listed_wrongly", policy)[:, ~blacks(policy)] == 0).all()


def test_conducts_of_a_kind_add_up_to_the_kind() -> None:
    catalogue = small_society.rules("everything").behaviour.conducts
    assert catalogue is not None
    kinds = catalogue.kind[0]
    acts = of_conducts("acts")[:, len(GROUNDS) :]
    for kind, name in enumerate(KINDS.values()):
        of_kind = acts[:, kinds == kind].sum(axis=1)
        np.testing.assert_array_equal(of_kind, total(name, "everything"), err_msg=name)
    for name in ("records", "records_false"):
        of_catalogue = of_conducts(name)[:, len(GROUNDS) :].sum(axis=1)
        np.testing.assert_array_equal(of_catalogue, total(name, "everything"), err_msg=name)


def test_bands_and_points_are_those_that_people_have() -> None:
    past = small_society.shared_monthly("everything")
    counts, points = (past.read[name] for name in ("scorers", "points"))
    bands = [name for name in OF_SCORERS if name.startswith("band_")]
    for t, world in enumerate(past.worlds[1:]):
        flat = small_society.flat(world)
        band, shown = flat.tally.band, flat.held.scores.shown[0]
        mine = dict(zip(OF_SCORERS, counts[t, :, 0].tolist(), strict=True))
        assert mine["scored"] == (band != 255).sum()
        assert [mine[name] for name in bands] == [(band == b).sum() for b in range(len(bands))]
        shown = np.sort(shown[band != 255])
        told = dict(zip(POINTS, points[t, 0].tolist(), strict=True))
        assert abs(told["points"] - shown.sum()) <= 0.5 * len(shown) + 1
        for name, quantile in QUANTILES.items():  # each of these months is the last of its run
            at = shown[int(np.ceil(quantile.share * len(shown))) - 1]
            assert abs(told[name] - at) <= 0.51, name
    assert (counts[:, 0].sum(axis=1) > 1000).all()


def test_where_points_lie_is_looked_at_where_a_year_ends() -> None:
    looked = np.isfinite(small_society.shared("everything").read["points"]).all(axis=(1, 2))
    assert np.flatnonzero(looked).tolist() == [11, 23]
