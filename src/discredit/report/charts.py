"""One function per chart: a data frame in, a Vega-Lite specification out.

The same specification is a picture in the report, interactive in a notebook (`interactive`) and
live in a page. Every chart is one view of fixed width, narrow enough for a phone, so that the
report lays several side by side and nothing is ever drawn too small to read.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from discredit.measures.tables import Frame
from discredit.report import palette

if TYPE_CHECKING:
    import altair as alt

Spec = dict[str, Any]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH: Final = 350
"""Width of a chart [px]: a phone of 390 less its margins."""
ROW: Final = 17
"""Height of one group's row [px]."""
HEADER: Final = "§ "
"""Marks a row that only names a dimension; the axis shows it without the mark, in bold."""
SHAPES: Final = ["circle", "square", "triangle-up"]
DASHES: Final = [[1, 0], [5, 2], [2, 2], [8, 2, 2, 2], [3, 1]]

MONTHS_OF_A_SHORT_RUN: Final = 36
LABEL_WIDTH: Final = 52
"""Letters of a label that fit the width of a chart."""
_TITLE = {
    "anchor": "start",
    "fontSize": 11,
    "fontWeight": "normal",
    "font": palette.FONT,
    "color": palette.MUTED,
    "offset": 6,
}
_LINE = {"strokeWidth": 2, "type": "line"}
_BAND = {"opacity": 0.25, "type": "area"}


def interactive(spec: Spec) -> alt.LayerChart:
    """A specification as an Altair chart, for a notebook."""
    import altair as alt

    return alt.LayerChart.from_dict(spec)


def labelled(spec: Spec, label: str) -> Spec:
    """The same chart with the words that the system must wear written above it."""
    if not label:
        return spec
    title = spec.get("title", {})
    worn = {
        "text": title.get("text", ""),
        "subtitle": textwrap.wrap(label, LABEL_WIDTH),
        "subtitleColor": palette.VERMILION,
        "subtitleFont": palette.FONT,
        "subtitleFontSize": 11,
        "subtitleFontWeight": "bold",
    }
    if not worn["text"]:
        # A title of no text would leave a blank line over the label.
        lines = worn.pop("subtitle")
        worn |= {"text": lines, "color": palette.VERMILION, "fontWeight": "bold"}
        return {**spec, "title": {**_TITLE, **worn}}
    return {**spec, "title": {**_TITLE, **title, **worn}}


def by_group(frame: Frame, unit: str, colours: Mapping[str, str]) -> Spec:
    """Dots and whiskers, one row per group, one colour and shape per measure.

    Columns: row (a HEADER row holds no value), measure, difference, low, high, is_unsure.
    A hollow dot is a group too small to lean on.
    """
    rows = list(dict.fromkeys(frame["row"]))
    names = list(colours)
    y = {
        "field": "row",
        "type": "nominal",
        "axis": _row_axis(),
        "scale": {"domain": rows, "padding": 0.1},
    }
    shift = {"field": "measure", "type": "nominal", "sort": names, "scale": {"paddingOuter": 0.35}}
    colour = _colour(colours)
    axis = {"title": unit, "orient": "top", "tickCount": 4, "format": ",~f"}
    place = {"y": y, "yOffset": shift, "color": colour}
    whisker = {
        "transform": [{"filter": "isValid(datum.low)"}],
        "mark": {"type": "rule", "strokeWidth": 1.5},
        "encoding": {"x": _number("low", axis), "x2": {"field": "high"}, **place},
    }
    dot = {
        "mark": {"type": "point", "filled": True, "size": 34, "opacity": 1, "strokeWidth": 1.5},
        "encoding": {
            "x": _number("difference", axis),
            "stroke": colour,
            "shape": {
                "field": "measure",
                "type": "nominal",
                "scale": {"domain": names, "range": SHAPES[: len(names)]},
                "legend": colour["legend"],
            },
            "fillOpacity": {"condition": {"test": "datum.is_unsure", "value": 0}, "value": 1},
            **place,
        },
    }
    zero = {
        "mark": {"type": "rule", "color": palette.MUTED},
        "data": {"values": [{}]},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}},
    }
    known = frame[frame["difference"].notna()]
    return _dressed([zero, whisker, dot], known, ROW * len(rows) + 8)


def over_time(frame: Frame, unit: str, colours: Mapping[str, str]) -> Spec:
    """Lines over months with the band from the lowest to the highest seed.

    Columns: month (YYYY-MM or YYYY), measure, value, low, high.
    """
    names = list(colours)
    columns = 1 if max(map(len, names)) > 24 else 3 if len(names) > 3 else 2
    colour = _colour(colours, columns)
    dash = {
        "field": "measure",
        "type": "nominal",
        "scale": {"domain": names, "range": DASHES[: len(names)]},
        "legend": colour["legend"],
    }
    line = {
        "mark": _LINE,
        "encoding": {
            "x": _months(frame),
            "y": _number("value"),
            "color": colour,
            "strokeDash": dash,
        },
    }
    return _dressed([_band(colour, frame), line], frame, 170, unit)


def against_published(frame: Frame, points: Frame, unit: str) -> Spec:
    """A simulated series scaled to the country, with its band, and the published figures.

    Columns of frame: month, value, low, high; of points: month, value, kind (fitted, predicted).
    Hollow points were not used to fit anything.
    """
    model, known = "simulated, scaled up", "published"
    colour = _colour({model: palette.BLUE, known: palette.INK})
    line = {
        "mark": _LINE,
        "encoding": {"x": _months(frame), "y": _number("value"), "color": colour},
    }
    dots = {
        "data": {"values": points.assign(measure=known).to_dict("records")},
        "mark": {"type": "point", "filled": True, "size": 40, "opacity": 1, "strokeWidth": 1.5},
        "encoding": {
            "x": _months(frame),
            "y": _number("value"),
            "color": colour,
            "stroke": colour,
            "fillOpacity": {
                "condition": {"test": "datum.kind === 'fitted'", "value": 1},
                "value": 0,
            },
        },
    }
    return _dressed([_band(colour, frame), line, dots], frame.assign(measure=model), 150, unit)


def stacked(frame: Frame, unit: str, colours: Mapping[str, str]) -> Spec:
    """Areas on top of each other over months. Columns: month, measure, value."""
    order = {name: at for at, name in enumerate(colours)}
    area = {
        "mark": "area",
        "encoding": {
            "x": _months(frame),
            "y": {**_number("value"), "stack": "zero"},
            "color": _colour(colours, 2),
            "order": {"field": "rank", "type": "quantitative"},
        },
    }
    return _dressed([area], frame.assign(rank=frame["measure"].map(order)), 170, unit)


def bars(frame: Frame, unit: str, colour: str) -> Spec:
    """Lying bars with whiskers, one per row. Columns: row, value, low, high."""
    y = {
        "field": "row",
        "type": "nominal",
        "sort": None,
        "axis": {
            "title": None,
            "labelLimit": 190,
            "ticks": False,
            "domain": False,
            "labelPadding": 6,
        },
        "scale": {"padding": 0.3},
    }
    axis = {"title": unit, "orient": "top", "tickCount": 4, "format": ",~f"}
    bar = {
        "mark": {"type": "bar", "color": colour},
        "encoding": {"x": _number("value", axis), "y": y},
    }
    whisker = {
        "transform": [{"filter": "isValid(datum.low)"}],
        "mark": {"type": "rule", "color": palette.INK, "strokeWidth": 1.5},
        "encoding": {"x": _number("low", axis), "x2": {"field": "high"}, "y": y},
    }
    return _dressed([bar, whisker], frame, 26 * len(frame))


def waits(frame: Frame, colour: str) -> Spec:
    """How many people waited how long. Columns: from, to [months], people."""
    axis = {"title": "months from entry to correction", "tickCount": 6, "grid": False}
    y_axis = {"title": None, "tickCount": 4, "tickMinStep": 1, "format": ",~f"}
    bar = {
        "mark": {"type": "bar", "color": colour},
        "encoding": {
            "x": {"field": "from", "bin": "binned", "type": "quantitative", "axis": axis},
            "x2": {"field": "to"},
            "y": _number("people", y_axis),
        },
    }
    return _dressed([bar], frame, 150, "people corrected")


def _dressed(layers: list[Spec], frame: Frame, height: int, above: str = "") -> Spec:
    """Data, size, fonts and calm. `above` is the unit of the upright axis, written over it."""
    return {
        "$schema": SCHEMA,
        "data": {"values": _values(frame)},
        "layer": layers,
        **({"title": {"text": above, **_TITLE}} if above else {}),
        "width": WIDTH,
        "height": height,
        "background": "transparent",
        "padding": {"left": 2, "right": 12, "top": 4, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {
            "view": {"stroke": None},
            "axis": {
                "labelFont": palette.FONT,
                "titleFont": palette.FONT,
                "labelColor": palette.INK,
                "titleColor": palette.MUTED,
                "titleFontWeight": "normal",
                "labelFontSize": 11,
                "titleFontSize": 11,
                "gridColor": palette.GRID,
                "domainColor": palette.GRID,
                "tickColor": palette.GRID,
                "labelOverlap": "greedy",
                "labelSeparation": 8,
            },
        },
    }


def _values(frame: Frame) -> list[Spec]:
    """The rows, with nothing where there is no number: JSON has no word for that."""
    rows = frame.to_dict("records")
    return [{k: None if v != v else v for k, v in row.items()} for row in rows]


def _band(colour: Spec, frame: Frame) -> Spec:
    low_high = {"y": _number("low"), "y2": {"field": "high"}}
    return {"mark": _BAND, "encoding": {"x": _months(frame), **low_high, "color": colour}}


def _number(field: str, axis: Spec | None = None) -> Spec:
    plain = {"title": None, "tickCount": 5, "format": ",~f"}
    return {"field": field, "type": "quantitative", "axis": plain if axis is None else axis}


def _months(frame: Frame) -> Spec:
    """The axis of time: years, or months where there are few."""
    is_short = frame["month"].nunique() <= MONTHS_OF_A_SHORT_RUN
    is_short = is_short and len(str(frame["month"].iloc[0])) == len("YYYY-MM")
    axis = {
        "title": None,
        "format": "%b %Y" if is_short else "%Y",
        "tickCount": 4 if is_short else 6,
        "labelFlush": False,
    }
    return {"field": "month", "type": "temporal", "axis": axis}


def _colour(colours: Mapping[str, str], columns: int = 2) -> Spec:
    legend = {
        "orient": "top",
        "title": None,
        "labelFont": palette.FONT,
        "labelColor": palette.INK,
        "labelFontSize": 11,
        "labelLimit": 300,
        "symbolOpacity": 1,
        "symbolStrokeWidth": 0,
        "offset": 6,
        "columnPadding": 12,
        "columns": columns,
    }
    return {
        "field": "measure",
        "type": "nominal",
        "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": legend if len(colours) > 1 else None,
    }


def _row_axis() -> Spec:
    is_header = f"indexof(datum.value, '{HEADER}') === 0"
    return {
        "title": None,
        "labelExpr": f"replace(datum.label, '{HEADER}', '')",
        "labelFontWeight": {"condition": {"test": is_header, "value": "bold"}, "value": "normal"},
        "ticks": False,
        "domain": False,
        "labelLimit": 150,
        "labelOverlap": False,
        # Room for the half of a dot that stands on nought.
        "labelPadding": 9,
    }
