"""Time and memory against what grows, on two logarithmic scales."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

_WIDTH, _HEIGHT = 190, 170
_TITLES = {"seconds": "seconds", "mebibytes": "memory [MiB]"}
_INK, _GUIDE = "#1f4e79", "#999999"


def save(growth: list[dict[str, Any]], path: Path) -> None:
    """Draw every axis twice, time above memory, and write an SVG."""
    rows = [
        alt.hconcat(*(_panel(axis, cost) for axis in growth), spacing=18)
        for cost in ("seconds", "mebibytes")
    ]
    chart = alt.vconcat(*rows).configure_view(stroke=None)
    chart = chart.properties(title="Measured (blue) beside what is proportional (dashed)")
    chart.save(str(path))


def _panel(axis: dict[str, Any], cost: str) -> alt.LayerChart | alt.FacetChart:
    """One axis and one cost, with a line of slope 1 through the last point."""
    points = pd.DataFrame(axis["points"]).assign(mebibytes=lambda p: p["bytes"] / 2**20)
    points["proportional"] = points[cost].iloc[-1] * points["amount"] / points["amount"].iloc[-1]
    x = alt.X(
        "amount:Q",
        title=axis["axis"],
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=points["amount"].tolist(), format="~s", grid=False),
    )

    def y(field: str) -> alt.Y:
        scale = alt.Scale(type="log", nice=True)
        return alt.Y(f"{field}:Q", title=_TITLES[cost], scale=scale, axis=alt.Axis(tickCount=4))

    base = alt.Chart(points).properties(width=_WIDTH, height=_HEIGHT)
    guide = base.mark_line(color=_GUIDE, strokeDash=[4, 3]).encode(x=x, y=y("proportional"))
    line = base.mark_line(color=_INK, point={"color": _INK}).encode(x=x, y=y(cost))
    return alt.layer(guide, line)
