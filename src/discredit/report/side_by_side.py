"""Arms side by side as a picture: how far each is from the first, figure by figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from discredit.measures.tables import Frame
from discredit.report import charts, palette
from discredit.report.picture import Picture, picture
from discredit.words.labels import label_in
from discredit.words.names import capital

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS: Final = 12
_COLOURS: Final = (palette.BLUE, palette.VERMILION, palette.INK, palette.MUTED)
UNIT: Final = "difference, in half-widths of its widest 95 % interval"


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a picture: of each measure the differences over the half-width of the widest
    interval that any arm has, so that measures of different units share an axis.

    Args:
        table: Of `studies.compared.compared`.

    Returns:
        row, measure (the arm), difference, low, high, is_unsure: as `charts.by_group` takes them.
    """
    found: Frame = table[(table["caution"] == "") & table["low"].notna() & table["high"].notna()]
    half = ((found["high"] - found["low"]) / 2).groupby(found["measure"]).transform("max")
    found = found[half > 0].assign(half=half)
    for name in ("difference", "low", "high"):
        found = found.assign(**{name: found[name] / found["half"]})
    sure = np.abs(found["difference"]).groupby(found["measure"]).transform("max")
    most = sure.groupby(found["measure"]).first().nlargest(MOST_ROWS).index
    rows: Frame = found[found["measure"].isin(most)]
    return rows.assign(row=[capital(says) for says in rows["says"]], measure=rows["arm"]).assign(
        is_unsure=False
    )[["row", "measure", "difference", "low", "high", "is_unsure"]]


def picture_of(table: pd.DataFrame, first: str) -> Picture:
    """The picture of arms held against the first.

    Args:
        table: Of `studies.compared.compared`.
        first: What the first arm is called.
    """
    rows = shown(table)
    arms = list(dict.fromkeys(table["arm"]))
    colours = {arm: _COLOURS[at % len(_COLOURS)] for at, arm in enumerate(arms)}
    chart = charts.labelled(charts.by_group(rows, UNIT, colours), label_in(table))
    about = f"How far {', '.join(arms)} are from {first}, with 95 % intervals."
    return picture(chart, f"Against {first}", about)
