"""One function per chart: a data frame in, an Altair chart out, for notebook, report and page.

Every chart is one view of fixed width, narrow enough for a phone, so that the report lays several
side by side and nothing is ever drawn too small to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discredit.report import palette

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

WIDTH = 350
"""Width of a chart [px]: a phone of 390 less its margins."""
ROW = 17
"""Height of one group's row [px]."""
HEADER = "§ "
"""Marks a row that only names a dimension; the axis shows it without the mark, in bold."""


def by_group(frame: pd.DataFrame, unit: str, colours: dict[str, str]) -> alt.LayerChart:
    """Dots and whiskers, one row per group, one colour per measure.

    Columns: row (label, HEADER rows hold no value), measure, difference, low, high, is_unsure.
    A hollow dot is a group too small to lean on.
    """
    import altair as alt

    rows = list(dict.fromkeys(frame["row"]))
    y = alt.Y("row:N", sort=rows, axis=_row_axis(), scale=alt.Scale(padding=0.1))
    names = list(colours)
    shift = alt.YOffset("measure:N", sort=names, scale=alt.Scale(paddingOuter=0.35))
    colour = _colour(colours)
    data = alt.Chart(frame[frame["difference"].notna()])
    axis = alt.Axis(title=unit, orient="top", tickCount=5, format="~s")
    whisker = data.mark_rule(strokeWidth=1.5).encode(
        x=alt.X("low:Q", axis=axis), x2="high:Q", y=y, yOffset=shift, color=colour
    )
    dot = data.mark_point(filled=True, size=34, opacity=1).encode(
        x=alt.X("difference:Q", axis=axis),
        y=y,
        yOffset=shift,
        color=colour,
        fillOpacity=alt.condition("datum.is_unsure", alt.value(0), alt.value(1)),
        strokeWidth=alt.value(1.5),
        stroke=colour,
        shape=alt.Shape("measure:N", scale=_shapes(names), legend=None),
    )
    zero = alt.Chart(frame.head(1)).mark_rule(color=palette.MUTED).encode(x=alt.datum(0))
    height = ROW * len(rows) + 8
    return _dressed(alt.layer(zero, whisker, dot).resolve_scale(yOffset="shared"), height)


def over_time(
    frame: pd.DataFrame, unit: str, colours: dict[str, str], *, height: int = 190
) -> alt.LayerChart:
    """Lines over months with the band from the lowest to the highest seed.

    Columns: month (YYYY-MM), measure, value, low, high.
    """
    import altair as alt

    data = alt.Chart(frame)
    x = alt.X("month:T", axis=alt.Axis(title=None, format="%Y", tickCount=6))
    y_axis = alt.Axis(title=None, tickCount=5, format="~s")
    colour = _colour(colours)
    band = data.mark_area(opacity=0.25).encode(
        x=x, y=alt.Y("low:Q", axis=y_axis), y2="high:Q", color=colour
    )
    line = data.mark_line(strokeWidth=2).encode(
        x=x,
        y=alt.Y("value:Q", axis=y_axis),
        color=colour,
        strokeDash=alt.StrokeDash("measure:N", scale=_dashes(list(colours)), legend=None),
    )
    return _dressed(alt.layer(band, line), height, unit)


def against_published(frame: pd.DataFrame, points: pd.DataFrame, unit: str) -> alt.LayerChart:
    """A simulated series scaled to the country, with its band, and the published figures.

    Columns of frame: month, value, low, high; of points: month, value, kind (fitted, predicted).
    Hollow points were not used to fit anything.
    """
    import altair as alt

    model, known = "simulated, scaled up", "published"
    colours = {model: palette.BLUE, known: palette.INK}
    x = alt.X("month:T", axis=alt.Axis(title=None, format="%Y", tickCount=6))
    y = alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=5, format="~s"))
    data = alt.Chart(frame.assign(measure=model))
    colour = _colour(colours)
    band = data.mark_area(opacity=0.25).encode(x=x, y="low:Q", y2="high:Q", color=colour)
    line = data.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour)
    dots = alt.Chart(points.assign(measure=known)).mark_point(filled=True, size=40, opacity=1)
    dots = dots.encode(
        x=x,
        y=y,
        color=colour,
        stroke=colour,
        strokeWidth=alt.value(1.5),
        fillOpacity=alt.condition("datum.kind == 'fitted'", alt.value(1), alt.value(0)),
    )
    return _dressed(alt.layer(band, line, dots), 150, unit)


def stacked(frame: pd.DataFrame, unit: str, colours: dict[str, str]) -> alt.LayerChart:
    """Areas on top of each other over months. Columns: month, measure, value."""
    import altair as alt

    order = {name: at for at, name in enumerate(colours)}
    data = alt.Chart(frame.assign(rank=frame["measure"].map(order)))
    area = data.mark_area().encode(
        x=alt.X("month:T", axis=alt.Axis(title=None, format="%Y", tickCount=6)),
        y=alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=5, format="~s")),
        color=_colour(colours, columns=2),
        order="rank:Q",
    )
    return _dressed(alt.layer(area), 190, unit)


def bars(frame: pd.DataFrame, unit: str, colour: str) -> alt.LayerChart:
    """Lying bars with whiskers, one per row. Columns: row, value, low, high, text."""
    import altair as alt

    rows = list(frame["row"])
    data = alt.Chart(frame)
    y = alt.Y("row:N", sort=rows, axis=alt.Axis(title=None, labelLimit=190), scale=_bands())
    top = max(float(frame[["value", "high"]].max().max()), 1e-9) * 1.02
    axis = alt.Axis(title=unit, orient="top", tickCount=4, format="~s")
    x = alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, top]))
    bar = data.mark_bar(color=colour, opacity=0.85).encode(x=x, y=y)
    whisker = data.mark_rule(color=palette.INK).encode(x=alt.X("low:Q"), x2="high:Q", y=y)
    return _dressed(alt.layer(bar, whisker), 26 * len(rows))


def waits(frame: pd.DataFrame, colour: str) -> alt.LayerChart:
    """How many people waited how long. Columns: months, people."""
    import altair as alt

    bar = alt.Chart(frame).mark_bar(color=colour)
    bar = bar.encode(
        x=alt.X("from:Q", axis=alt.Axis(title="months from entry to correction", tickCount=6)),
        x2="to:Q",
        y=alt.Y("people:Q", axis=alt.Axis(title=None, tickCount=4, tickMinStep=1, format="~s")),
    )
    return _dressed(alt.layer(bar), 150, "people corrected")


def _dressed(chart: alt.LayerChart, height: int, above: str = "") -> alt.LayerChart:
    """Size, fonts and calm. `above` is the unit of the upright axis, written over the chart."""
    import altair as alt

    text: dict[str, Any] = {"font": palette.FONT, "color": palette.INK}
    title: Any = alt.Undefined
    if above:
        title = alt.TitleParams(
            above, anchor="start", fontSize=11, fontWeight="normal", color=palette.MUTED, offset=6
        )
    dressed = chart.properties(
        width=WIDTH,
        height=height,
        title=title,
        background=None,
        padding={"left": 2, "right": 8, "top": 4, "bottom": 4},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    dressed = dressed.configure_view(stroke=None).configure_title(font=palette.FONT)
    dressed = dressed.configure_axis(
        labelFont=text["font"],
        titleFont=text["font"],
        labelColor=palette.INK,
        titleColor=palette.MUTED,
        titleFontWeight="normal",
        labelFontSize=11,
        titleFontSize=11,
        gridColor=palette.GRID,
        domainColor=palette.GRID,
        tickColor=palette.GRID,
        labelOverlap="greedy",
    )
    return dressed.configure_legend(
        orient="top",
        title=None,
        labelFont=text["font"],
        labelColor=palette.INK,
        labelFontSize=11,
        labelLimit=300,
        offset=6,
        columnPadding=14,
    )


def _colour(colours: dict[str, str], columns: int | None = None) -> alt.Color:
    import altair as alt

    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    legend = alt.Legend(columns=columns, symbolOpacity=1) if len(colours) > 1 else None
    return alt.Color("measure:N", scale=scale, legend=legend)


def _shapes(names: list[str]) -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=names, range=["circle", "square", "triangle-up"][: len(names)])


def _dashes(names: list[str]) -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=names, range=[[1, 0], [5, 2], [2, 2], [8, 2, 2, 2]][: len(names)])


def _bands() -> alt.Scale:
    import altair as alt

    return alt.Scale(padding=0.3)


def _row_axis() -> alt.Axis:
    import altair as alt

    is_header = f"indexof(datum.value, '{HEADER}') == 0"
    return alt.Axis(
        title=None,
        labelExpr=f"replace(datum.label, '{HEADER}', '')",
        labelFontWeight=alt.condition(is_header, alt.value("bold"), alt.value("normal")),
        ticks=False,
        domain=False,
        labelLimit=140,
        labelOverlap=False,
    )
