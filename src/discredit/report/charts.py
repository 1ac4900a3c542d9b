"""One function per chart: a data frame in, an Altair chart out.

The same chart is a picture in the report and interactive in a notebook. A chart is drawn for a
column of the page, which a phone has one of and a desk or a sheet of paper two; one that has the
page to itself is drawn again for both columns, so that letters have one size on a page and nothing
is ever too small to read. How it looks beyond its colours is the theme's.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

import altair as alt
import pandas as pd

from discredit.measures.caution import TOO_FEW
from discredit.measures.tables import Frame
from discredit.report import palette
from discredit.words.tongue import ENGLISH, language, say

WIDTH: Final = 390
"""Width of a chart [px]: one column of a page, a little more than a phone has."""
BOTH_COLUMNS: Final = 2 * WIDTH + 20
"""Width of a chart that has the page to itself [px]: two columns and what lies between them."""
ROW: Final = 14
"""Height of one group's row [px]."""
FLAT: Final = 160
"""Height of a chart over months [px]."""
BAR: Final = 26
"""Height of one bar with the space around it [px]."""
HEADER: Final = "§ "
"""Marks a row that only names a dimension; the axis shows it without the mark, in bold."""
SHAPES: Final = ("circle", "square", "triangle-up")
DASHES: Final = ((1, 0), (5, 2), (2, 2), (8, 2, 2, 2), (3, 1))
NUMBERS: Final = ",~f"
"""How an axis writes its numbers: thousands apart, no needless nought."""
MONTHS_OF_A_SHORT_RUN: Final = 36
LONG: Final = 24
"""Letters of a name of which a legend has one in a line."""
LONG_BESIDE_GROUPS: Final = 34
"""Letters of all names together of which a legend beside the names of groups has one in a line."""
LETTERS_PER_PX: Final = 52 / 350
"""Letters of a label for each pixel of a chart's width."""


def width_of(chart: alt.LayerChart) -> int:
    """How wide a chart of this module is [px]."""
    return chart.width if isinstance(chart.width, int) else WIDTH


def height_of(chart: alt.LayerChart) -> int:
    """How high a chart of this module is [px], without its axes, its legend and its title."""
    return chart.height if isinstance(chart.height, int) else 0


def widened(chart: alt.LayerChart) -> alt.LayerChart:
    """The same chart for both columns of a page.

    Args:
        chart: any chart of this module.
    """
    return chart.properties(width=BOTH_COLUMNS)


def labelled(chart: alt.LayerChart, label: str) -> alt.LayerChart:
    """The same chart with the words that the system must wear written above it.

    Args:
        chart: any chart of this module; its own title is the unit of its upright axis.
        label: the words; empty where a system need not wear any.
    """
    if not label:
        return chart
    letters, unit = int(width_of(chart) * LETTERS_PER_PX), chart.title
    lines = _lines(label, letters)
    if isinstance(unit, str):
        title = alt.Title(unit, subtitle=lines, subtitleColor=palette.VERMILION)
    else:
        # A title of no text would leave a blank line over the label.
        title = alt.Title(lines, color=palette.VERMILION, fontWeight="bold")
    return chart.properties(title=title)


def _lines(label: str, letters: int) -> list[str]:
    """A label in lines; where words have no blanks between them, letters are twice as wide."""
    if language() == ENGLISH:
        return textwrap.wrap(label, letters)
    return [label[at : at + letters // 2] for at in range(0, len(label), letters // 2)]


def by_group(frame: pd.DataFrame, unit: str, colours: Mapping[str, str]) -> alt.LayerChart:
    """Dots and whiskers, one row per group, one colour and shape per measure.

    Where there are too few to say, a dot is hollow and has no whisker, which would be the longest;
    a row in which this is so of every measure has the words and no dots.

    Args:
        frame: row (a HEADER row holds no value), measure, difference, low, high, is_unsure.
        unit: of the numbers, for the axis.
        colours: of each measure, in the order of the legend.
    """
    rows, names = list(dict.fromkeys(frame["row"])), list(colours)
    legend = _legend(colours, 1 if sum(map(len, names)) > LONG_BESIDE_GROUPS else 2)
    y = alt.Y("row:N", scale=alt.Scale(domain=rows, padding=0.1), axis=_group_axis())
    shift = alt.YOffset("measure:N", sort=names, scale=alt.Scale(paddingOuter=0.35))
    colour = _colour(colours, legend)
    axis = _axis(unit)
    known: Frame = frame.dropna(subset=["difference"])
    is_silent = known["is_unsure"].astype(bool).groupby(known["row"]).transform("all")
    base = alt.Chart().encode(y, shift, colour)
    whisker = (
        base.mark_rule(strokeWidth=1.5)
        .encode(alt.X("low:Q", axis=axis), alt.X2("high"))
        .transform_filter(alt.expr.isValid(alt.datum.low) & ~alt.datum.is_unsure)
    )
    dot = base.mark_point(filled=True, size=28, opacity=1, strokeWidth=1.5).encode(
        alt.X("difference:Q", axis=axis),
        alt.Stroke("measure:N", scale=_scale(colours), legend=legend),
        alt.Shape(
            "measure:N", scale=alt.Scale(domain=names, range=SHAPES[: len(names)]), legend=legend
        ),
        fillOpacity=alt.when(alt.datum.is_unsure).then(alt.value(0)).otherwise(alt.value(1)),
    )
    nought = alt.Chart(alt.InlineData([{}])).mark_rule(color=palette.MUTED)
    nought = nought.encode(alt.XDatum(0, type="quantitative"))
    said = _too_few(known[is_silent].drop_duplicates("row"), y)
    return _layered([nought, whisker, dot, *said], known[~is_silent], ROW * len(rows) + 8)


def over_time(frame: pd.DataFrame, unit: str, colours: Mapping[str, str]) -> alt.LayerChart:
    """Lines over months with the band from the lowest to the highest seed.

    Args:
        frame: month (YYYY-MM or YYYY), measure, value, low, high.
        unit: of the values, written over the upright axis.
        colours: of each measure, in the order of the legend.
    """
    names = list(colours)
    columns = 1 if max(map(len, names)) > LONG else 3 if len(names) > 3 else 2
    legend = _legend(colours, columns)
    base = alt.Chart().encode(_months(frame), _colour(colours, legend))
    line = base.mark_line().encode(
        _number("value"),
        alt.StrokeDash(
            "measure:N", scale=alt.Scale(domain=names, range=DASHES[: len(names)]), legend=legend
        ),
    )
    return _layered([_band(base), line], _dated(frame), FLAT, unit)


def against_published(frame: pd.DataFrame, points: pd.DataFrame, unit: str) -> alt.LayerChart:
    """A simulated series scaled to the country, with its band, and the published figures. Hollow
    points were not used to fit anything.

    Args:
        frame: the simulated series: month, value, low, high.
        points: the published figures: month, value, kind (fitted, predicted).
        unit: of the values, written over the upright axis.
    """
    model, known = say("simulated, scaled up"), say("published")
    colours = {model: palette.BLUE, known: palette.INK}
    colour = _colour(colours, _legend(colours))
    base = alt.Chart().encode(_months(frame), colour)
    dots = (
        alt.Chart(_dated(points).assign(measure=known))
        .mark_point(filled=True, size=40, opacity=1, strokeWidth=1.5)
        .encode(
            _months(frame),
            _number("value"),
            colour,
            alt.Stroke("measure:N", scale=_scale(colours), legend=_legend(colours)),
            fillOpacity=alt.when(alt.datum.kind == "fitted")
            .then(alt.value(1))
            .otherwise(alt.value(0)),
        )
    )
    line = base.mark_line().encode(_number("value"))
    ours = _dated(frame).assign(measure=model)
    return _layered([_band(base), line, dots], ours, FLAT, unit)


def stacked(frame: pd.DataFrame, unit: str, colours: Mapping[str, str]) -> alt.LayerChart:
    """Areas on top of each other over months.

    Args:
        frame: month, measure, value.
        unit: of the values, written over the upright axis.
        colours: of each measure, from the lowest area to the highest.
    """
    order = list(colours)
    ranked = _dated(frame).assign(rank=[order.index(name) for name in frame["measure"]])
    area = (
        alt.Chart()
        .mark_area()
        .encode(
            _months(frame),
            alt.Y("value:Q", axis=_upright(), stack="zero"),
            _colour(colours, _legend(colours)),
            alt.Order("rank:Q"),
        )
    )
    return _layered([area], ranked, FLAT, unit)


def bars(frame: Frame, unit: str, colour: str) -> alt.LayerChart:
    """Lying bars with whiskers, one per row; the words where there are too few to say.

    Args:
        frame: row, value, low, high, is_unsure.
        unit: of the values, for the axis.
        colour: of all bars.
    """
    rows = alt.Axis(title=None, labelLimit=190, ticks=False, domain=False, labelPadding=6)
    scale = alt.Scale(domain=list(frame["row"]), padding=0.3)
    y = alt.Y("row:N", axis=rows, scale=scale)
    base = alt.Chart().encode(y)
    axis = _axis(unit)
    bar = base.mark_bar(color=colour).encode(alt.X("value:Q", axis=axis))
    whisker = (
        base.mark_rule(color=palette.INK, strokeWidth=1.5)
        .encode(alt.X("low:Q", axis=axis), alt.X2("high"))
        .transform_filter(alt.expr.isValid(alt.datum.low))
    )
    is_sure = ~frame["is_unsure"].astype(bool)
    said = _too_few(frame[~is_sure], y)
    return _layered([bar, whisker, *said], frame[is_sure], BAR * len(frame))


def waits(frame: pd.DataFrame, colour: str) -> alt.LayerChart:
    """How many people waited how long.

    Args:
        frame: from, to [months], people.
        colour: of all bars.
    """
    axis = alt.Axis(title=say("months from entry to correction"), tickCount=6, grid=False)
    people = alt.Axis(title=None, tickCount=4, tickMinStep=1, format=NUMBERS)
    bar = (
        alt.Chart()
        .mark_bar(color=colour)
        .encode(
            alt.X("from:Q", bin="binned", axis=axis),
            alt.X2("to"),
            alt.Y("people:Q", axis=people),
        )
    )
    return _layered([bar], frame, FLAT, say("people corrected"))


def _too_few(rows: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    """The words in the rows of which nothing can be said; no layer where there are none."""
    if rows.empty:
        return []
    words = alt.Chart(rows[["row"]]).mark_text(
        text=say(TOO_FEW), align="left", baseline="middle", dx=6, color=palette.MUTED
    )
    return [words.encode(y, alt.XDatum(0, type="quantitative"))]


def _layered(
    layers: Sequence[alt.Chart], frame: pd.DataFrame, height: int, above: str = ""
) -> alt.LayerChart:
    """Layers over the same data, and the unit of the upright axis above it where it has one."""
    return alt.LayerChart(
        data=frame, layer=layers, title=above or alt.Undefined, width=WIDTH, height=height
    )


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Months as dates: a browser takes a date without a time for one of another time zone."""
    return frame.assign(month=pd.to_datetime(frame["month"]))


def _band(base: alt.Chart) -> alt.Chart:
    return base.mark_area(opacity=0.25).encode(_number("low"), alt.Y2("high"))


def _number(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=_upright())


def _upright() -> alt.Axis:
    return alt.Axis(title=None, tickCount=5, format=NUMBERS)


def _axis(unit: str) -> alt.Axis:
    """An axis of numbers over the rows, with their unit."""
    return alt.Axis(title=unit, orient="top", tickCount=4, format=NUMBERS)


def _months(frame: pd.DataFrame) -> alt.X:
    """The axis of time: years, or months where there are few."""
    months = set(frame["month"])
    is_short = len(months) <= MONTHS_OF_A_SHORT_RUN and len(min(months)) == len("YYYY-MM")
    axis = alt.Axis(
        title=None,
        format=say("%b %Y") if is_short else "%Y",
        tickCount=4 if is_short else 6,
        labelFlush=False,
    )
    return alt.X("month:T", axis=axis)


def _scale(colours: Mapping[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def _legend(colours: Mapping[str, str], columns: int = 2) -> alt.Legend | None:
    return alt.Legend(title=None, columns=columns) if len(colours) > 1 else None


def _colour(colours: Mapping[str, str], legend: alt.Legend | None) -> alt.Color:
    return alt.Color("measure:N", scale=_scale(colours), legend=legend)


def _group_axis() -> alt.Axis:
    is_header = alt.expr.indexof(alt.datum.value, HEADER) == 0
    weight = alt.condition(is_header, alt.value("bold"), alt.value("normal"))
    return alt.Axis(
        title=None,
        labelExpr=str(alt.expr.replace(alt.datum.label, HEADER, "")),
        labelFontWeight=weight,
        ticks=False,
        domain=False,
        labelLimit=150,
        labelOverlap=False,
        # Room for the half of a dot that stands on nought.
        labelPadding=9,
    )
