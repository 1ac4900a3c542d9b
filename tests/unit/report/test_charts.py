"""Charts: lawful Vega-Lite, drawn in the look of the report, and alive in a notebook."""

from __future__ import annotations

from typing import Literal
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
import vl_convert

from discredit.report import charts, palette, theme
from discredit.report.svg import draw

Look = Literal["discredit", "discredit-dark"]
TWO = {"listed": palette.BLUE, "wrongly": palette.VERMILION}


def monthly(months: int = 3, start: str = "2016-01") -> pd.DataFrame:
    when = pd.period_range(start, periods=months, freq="M").astype(str)
    parts = [
        pd.DataFrame({"month": when, "measure": name, "value": 2.0 + at, "low": 1.0, "high": 4.0})
        for at, name in enumerate(TWO)
    ]
    return pd.concat(parts, ignore_index=True)


def groups() -> pd.DataFrame:
    rows = [
        (f"{charts.HEADER}Age", None, None, None, None, False),
        ("Young", "listed", 3.0, 1.0, 5.0, False),
        ("Old", "listed", 2.0, None, None, True),
        ("Old", "wrongly", 1.0, 0.0, 2.0, False),
    ]
    return pd.DataFrame(rows, columns=["row", "measure", "difference", "low", "high", "is_unsure"])


def every_chart() -> dict[str, alt.LayerChart]:
    one = monthly().query("measure == 'listed'")
    points = pd.DataFrame(
        {"month": ["2016-01", "2016-03"], "value": 1.5, "kind": ["fitted", "predicted"]}
    )
    bars = pd.DataFrame({"row": ["A", "B"], "value": [2.0, 1.0], "low": [1.0, None], "high": 3.0})
    bars["is_unsure"] = False
    spans = pd.DataFrame({"from": [0, 6], "to": [6, 12], "people": [3, 1]})
    return {
        "by_group": charts.by_group(groups(), "people", TWO),
        "over_time": charts.over_time(monthly(), "people", TWO),
        "against_published": charts.against_published(one, points, "millions"),
        "stacked": charts.stacked(monthly(), "people", TWO),
        "bars": charts.bars(bars, "per cent", palette.BLUE),
        "waits": charts.waits(spans, palette.GREEN),
    }


@pytest.mark.parametrize("name", every_chart())
def test_every_kind_of_chart_keeps_the_schema_of_vega_lite(name: str) -> None:
    spec = every_chart()[name].to_dict(validate=True)
    assert spec["width"] == charts.WIDTH
    assert vl_convert.vegalite_to_svg(spec).count("<path") > 3


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK])
def test_what_a_chart_does_not_say_the_theme_says(look: Look) -> None:
    turned = {**{c: c for c in palette.ALL}, **(palette.DARK if look == theme.DARK else {})}
    for name, chart in every_chart().items():
        assert "labelColor" not in str({**chart.to_dict(), "config": None}), name
        with alt.theme.enable(look):
            spec = chart.to_dict()
        assert spec["config"]["font"] == palette.FONT
        assert spec["config"]["axis"]["labelColor"] == turned[palette.INK]
        drawn = vl_convert.vegalite_to_svg(spec)
        assert f'font-family="{palette.FONT}"' in drawn, name
        assert f'fill="{turned[palette.INK]}"' in drawn, name


def test_drawing_leaves_the_theme_of_a_notebook_as_it_was() -> None:
    before = alt.theme.active
    assert before not in (theme.LIGHT, theme.DARK)
    draw(every_chart()["waits"], "w", "A", "B")
    assert alt.theme.active == before


def test_months_are_dates_and_a_long_run_shows_years() -> None:
    def written(months: int) -> str:
        return draw(charts.over_time(monthly(months), "people", TWO), "m", "A", "B")

    assert ">Jan 2016<" in written(3)
    assert ">2017<" in written(40)
    spec = every_chart()["stacked"].to_dict()
    rows = next(iter(spec["datasets"].values()))
    assert rows[0]["month"] == "2016-01-01T00:00:00"


@pytest.mark.parametrize("name", ["waits", "bars"])
def test_a_label_stands_over_a_chart_with_its_unit_or_without(name: str) -> None:
    chart = every_chart()[name]
    words = "FICTION: " + "a long label that is broken into lines " * 3
    drawn = draw(charts.labelled(chart, words), "w", "A", "B")
    written = ElementTree.fromstring(drawn)[2].itertext()
    assert " ".join(words.split()) in " ".join(written)
    assert f'fill="{palette.VERMILION}"' in drawn
    assert ("people corrected" in drawn) == (name == "waits")
    assert charts.labelled(chart, "") is chart


def test_a_group_too_small_is_hollow_and_the_head_of_a_dimension_is_bold() -> None:
    drawn = draw(every_chart()["by_group"], "g", "A", "B")
    assert drawn.count('fill-opacity="0"') == 1
    assert ">Age<" in drawn
    assert charts.HEADER not in drawn
    assert drawn.count('font-weight="bold"') == 1
