"""How every chart looks: Altair's theme `discredit`, and `discredit-dark` for dark notebooks.

A chart says what it shows and in which colours; fonts, grid, axes and legends are said here, once.
The report draws with `discredit`. In a notebook a chart takes the theme that is on:
`altair.theme.enable("discredit")` makes it look as it does in the report.
"""

from __future__ import annotations

from typing import Final, LiteralString

import altair as alt

from discredit.report import palette

LIGHT: Final = "discredit"
DARK: Final = "discredit-dark"
LETTERS: Final = 11
"""Size of all letters [px]."""


@alt.theme.register(LIGHT, enable=False)
def light() -> alt.theme.ThemeConfig:
    """The look on white paper."""
    return _look(palette.INK, palette.MUTED, palette.GRID)


@alt.theme.register(DARK, enable=False)
def dark() -> alt.theme.ThemeConfig:
    """The look on dark paper; what is drawn keeps its colours."""
    turned = palette.DARK
    return _look(turned[palette.INK], turned[palette.MUTED], turned[palette.GRID])


def _look(ink: LiteralString, muted: LiteralString, grid: LiteralString) -> alt.theme.ThemeConfig:
    axis: alt.theme.AxisConfigKwds = {
        "labelColor": ink,
        "titleColor": muted,
        "titleFontWeight": "normal",
        "labelFontSize": LETTERS,
        "titleFontSize": LETTERS,
        "gridColor": grid,
        "domainColor": grid,
        "tickColor": grid,
        "labelOverlap": "greedy",
        "labelSeparation": 8,
    }
    legend: alt.theme.LegendConfigKwds = {
        "orient": "top",
        "labelColor": ink,
        "labelFontSize": LETTERS,
        "labelLimit": 300,
        "symbolOpacity": 1,
        "symbolStrokeWidth": 0,
        "offset": 6,
        "columnPadding": 12,
    }
    title: alt.theme.TitleConfigKwds = {
        "anchor": "start",
        "color": muted,
        "fontSize": LETTERS,
        "fontWeight": "normal",
        "subtitleFontSize": LETTERS,
        "subtitleFontWeight": "bold",
        "offset": 6,
    }
    return {
        "background": "transparent",
        "padding": {"left": 2, "right": 12, "top": 4, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {
            "font": palette.FONT,
            "view": {"stroke": None},
            "axis": axis,
            "legend": legend,
            "title": title,
        },
    }
