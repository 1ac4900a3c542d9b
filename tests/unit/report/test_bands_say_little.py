"""The first line of an answer: bands in which nobody stands are not what it is about."""

from __future__ import annotations

import pandas as pd
import pytest

from discredit.report.headlines import bands_say_little


def effects(**with_: float) -> pd.DataFrame:
    rows = [{"dimension": "all", "measure": name, "with": value} for name, value in with_.items()]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("low", "top", "opens"),
    [
        (0, 240, "Hardly anybody with a score stands in the lowest band (0.0 %) or in the highest"),
        (76_000, 90, "95.0 % of those with a score stand in the lowest band"),
        (90, 79_000, "98.8 % of those with a score stand in the highest band"),
        (2_000, 9_000, ""),
    ],
)
def test_a_band_that_says_little_is_told_first_and_points_instead(
    low: float, top: float, opens: str
) -> None:
    said = bands_say_little(effects(scored=80_000, low_band=low, top_band=top, mean_score=1003.25))
    assert said.startswith(opens) and bool(said) == bool(opens)
    assert not said or "the mean is 1,003.2 points" in said


def test_nothing_is_said_of_bands_where_nobody_is_scored() -> None:
    assert bands_say_little(effects(listed=12)) == ""
    assert bands_say_little(effects(scored=0, low_band=0, top_band=0, mean_score=0)) == ""
