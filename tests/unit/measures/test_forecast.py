"""A list held against what people do where nobody acts on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from discredit.measures import foretold
from stored_result import opened_at


def test_hits_and_false_alarms_are_counted_against_the_other_world(result: Path) -> None:
    opened = opened_at(result)
    row = foretold(opened).query("dimension == 'all'").iloc[0]
    who = ["seed", "person"]
    lives = opened.persons(["arm", *who, "first_listed", "has_done"])
    grown = opened.people([*who, "age"]).query("age >= 18").set_index(who).index
    with_, without = (
        lives.query("arm == @arm").set_index(who).loc[grown] for arm in ("with", "without")
    )
    listed, does = with_["first_listed"].notna().to_numpy(), without["has_done"].to_numpy(bool)
    assert row["listed"] == listed.sum() > 0
    assert row["base_rate"] == pytest.approx(does.mean())
    assert row["hits"] == pytest.approx(does[listed].mean())
    assert row["hits_low"] <= row["hits"] <= row["hits_high"]
    assert row["false_alarms"] == pytest.approx(listed[~does].mean())
    assert np.isclose(row["caught"], listed[does].mean())
