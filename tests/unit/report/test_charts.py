"""Charts: alive in a notebook."""

from __future__ import annotations

import pandas as pd

from discredit.report import charts, palette


def test_a_specification_is_interactive_in_a_notebook() -> None:
    frame = pd.DataFrame({"from": [0, 6], "to": [6, 12], "people": [3, 1]})
    chart = charts.interactive(charts.waits(frame, palette.GREEN))
    assert chart.to_dict()["width"] == charts.WIDTH
