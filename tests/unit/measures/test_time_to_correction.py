"""How long entries stood before they were corrected: series and persons tell the same story."""

from __future__ import annotations

from typing import Any

import pytest

import finished_result
from discredit.measures import time_to_correction


def corrected() -> Any:
    persons: Any = finished_result.result().persons()
    return persons[(persons["arm"] == "with") & (persons["corrections"] > 0)]


def test_every_correction_is_counted_once_in_each_dimension() -> None:
    found = time_to_correction(finished_result.result())
    by_dimension = found.groupby("dimension", observed=True)["corrected"].sum()
    assert corrected()["corrections"].sum() > 5
    assert (by_dimension == corrected()["corrections"].sum()).all()


def test_the_mean_wait_is_that_of_the_people_themselves() -> None:
    # Who was listed once and corrected was listed for just as long as the correction took.
    people = corrected()
    once = people[(people["times_listed"] == 1) & (people["corrections"] == 1)]
    found: Any = time_to_correction(finished_result.result())
    everybody = found[found["dimension"] == "all"].iloc[0]
    waited = everybody["months"] * everybody["corrected"]
    others = len(people) - len(once)
    assert len(once) > 3
    if others == 0:
        assert waited == pytest.approx(once["months_listed"].sum())
    else:
        assert waited >= once["months_listed"].sum()
        assert waited <= people["months_listed"].sum()
