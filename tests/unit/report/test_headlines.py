"""Where there are too few to say, these words stand in place of a figure made of them."""

from __future__ import annotations

import pandas as pd
import pytest

from discredit import measures
from discredit.measures.caution import TOO_FEW
from discredit.report import costs, headlines
from discredit.vocabulary import ORDINARY
from finished_result import result


def test_too_few_to_say_is_the_figure_and_the_national_one() -> None:
    found = measures.effects(result())
    found.loc[found["measure"] == "family_hit", "caution"] = "too few to say: 3 people affected"
    rows = measures.headline(found).to_dict("records")
    lines = headlines.lines(found, result().manifest)
    few = [line for row, line in zip(rows, lines, strict=True) if row["caution"]]
    enough = [line for row, line in zip(rows, lines, strict=True) if not row["caution"]]
    assert few and enough
    assert all(line.difference == TOO_FEW for line in few)
    assert all(line.national in ("", TOO_FEW) for line in few)
    assert not any(TOO_FEW in (line.difference, line.national) for line in enough)


def test_what_few_bear_is_not_told_per_person() -> None:
    found = measures.effects(result())
    rows = found[found["dimension"] == "list_status"].set_index(["measure", "group"])
    table = costs.costs(found, ORDINARY)
    assert table is not None
    cells = [cell[0] for row in table["rows"] for cell in row["cells"]]
    names = [n for n in costs.STANDING_MEASURES if (n, "listed, never wrongly") in rows.index]
    few = (rows.loc[names, "caution"] != "").sum()
    assert 0 < cells.count(TOO_FEW) <= few


def made(**with_: float) -> pd.DataFrame:
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
    said = headlines.bands_say_little(
        made(scored=80_000, low_band=low, top_band=top, mean_score=1003.25)
    )
    assert said.startswith(opens) and bool(said) == bool(opens)
    assert not said or "the mean is 1,003.2 points" in said


def test_nothing_is_said_of_bands_where_nobody_is_scored() -> None:
    assert headlines.bands_say_little(made(listed=12)) == ""
    assert headlines.bands_say_little(made(scored=0, low_band=0, top_band=0, mean_score=0)) == ""
