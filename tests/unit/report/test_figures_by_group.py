"""Charts of groups: what they draw is what their tables hold."""

from __future__ import annotations

from discredit import measures
from discredit.report import figures, figures_by_group
from finished_result import result


def test_every_group_stands_in_a_chart_and_small_ones_are_hollow() -> None:
    found = measures.effects(result())
    shown_ones = [one.drawn() for one in figures.begun(figures_by_group.bearers(found), "")]
    for chart in shown_ones:
        cells = {row[1] for row in chart.table.rows}
        assert all(f">{cell}<" in chart.svg for cell in cells)
    unsure = found[(found["measure"] == "ever_listed") & (found["caution"] != "")]
    assert len(unsure) > 0
    assert sum('fill-opacity="0"' in chart.svg for chart in shown_ones) >= 1
