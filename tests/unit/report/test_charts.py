"""Charts: named, escaped, and alive in a notebook."""

from __future__ import annotations

import pandas as pd
import pytest

from discredit.report import charts, palette
from discredit.report.svg import draw, dress


def test_a_specification_is_interactive_in_a_notebook() -> None:
    frame = pd.DataFrame({"from": [0, 6], "to": [6, 12], "people": [3, 1]})
    chart = charts.interactive(charts.waits(frame, palette.GREEN))
    assert chart.to_dict()["width"] == charts.WIDTH


def test_a_chart_is_named_and_its_words_are_escaped() -> None:
    frame = pd.DataFrame({"from": [0], "to": [6], "people": [3]})
    drawn = draw(charts.waits(frame, palette.GREEN), "w", "a < b", "c & d")
    assert '<title id="w-title">a &lt; b</title><desc id="w-desc">c &amp; d</desc>' in drawn
    with pytest.raises(ValueError, match="not an SVG"):
        dress("<p>", "w", "", "")
