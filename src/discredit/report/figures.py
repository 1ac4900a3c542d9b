"""What a chart of the report is: a picture, its words and its table. Lines over months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import NamedTuple

import altair as alt
import pandas as pd

from discredit.measures.caution import TOO_FEW
from discredit.report import charts, palette
from discredit.report.monthly import Months
from discredit.report.svg import begin, dress
from discredit.words.labels import titled
from discredit.words.names import headed
from discredit.words.numbers import count, figure
from discredit.words.tongue import say

PER = "per 100,000 people"
TONES = (
    palette.BLUE,
    palette.VERMILION,
    palette.GREEN,
    palette.PURPLE,
    palette.ORANGE,
    palette.SKY,
)
SHORT = 24
"""Months up to which a table shows each of them, and a chart of flows does not add up years."""


class ChartTable(NamedTuple):
    """What a chart shows, as text."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    data: pd.DataFrame  # the same for a file: not rounded, every month


class Head(NamedTuple):
    """What stands over a chart."""

    name: str  # its id in the page
    title: str
    caption: str


class Figure(NamedTuple):
    """One chart of the report, not yet drawn: `drawn` gives it the label it must wear."""

    head: Head
    chart: alt.LayerChart
    table: ChartTable


class Drawn(NamedTuple):
    """A chart as it stands in a page."""

    head: Head
    svg: str
    wide: str  # the same for both columns of a page; empty where it has one column
    table: ChartTable


class Begun(NamedTuple):
    """A chart that is being drawn."""

    figure: Figure
    name: str
    about: str
    slim: Future[str]
    wide: Future[str] | None

    def drawn(self) -> Drawn:
        """The chart, as soon as it is drawn."""
        head, _, table = self.figure
        slim = dress(self.slim.result(), head.name, self.name, self.about)
        if self.wide is None:
            return Drawn(head, slim, "", table)
        wide = dress(self.wide.result(), f"{head.name}-wide", self.name, self.about)
        return Drawn(head, slim, wide, table)


def begun(figures: list[Figure], label: str) -> list[Begun]:
    """Begin to draw the charts of one section, which together fill the two columns of a page.

    Where their number is odd, the flattest has both columns. Each wears its label inside the
    picture and in its name, and is described by its caption and the size of its table.

    Args:
        figures: the charts.
        label: what the system must wear; empty for none.

    Returns:
        The pictures to come, in the order in which they fill the page.
    """
    if len(figures) % 2 == 0:
        return [_picture(one, label, is_wide=False) for one in figures]
    flattest = min(figures, key=lambda one: charts.height_of(one.chart))
    at = next(i for i, one in enumerate(figures) if one is flattest)
    others = [_picture(one, label, is_wide=False) for i, one in enumerate(figures) if i != at]
    others.insert(at - at % 2, _picture(flattest, label, is_wide=True))
    return others


def begin_one(figure: Figure, label: str) -> Begun:
    """Begin to draw one chart for a column of a page.

    Args:
        figure: the chart.
        label: what the system must wear; empty for none.
    """
    return _picture(figure, label, is_wide=False)


def _picture(figure: Figure, label: str, *, is_wide: bool) -> Begun:
    head, chart, table = figure
    rows = count(len(table.rows), say("row"), say("rows"))
    about = say("{caption} The table below holds the same {rows}.", caption=head.caption, rows=rows)
    slim = begin(charts.labelled(chart, label))
    wide = begin(charts.labelled(charts.widened(chart), label)) if is_wide else None
    return Begun(figure, titled(head.title, label), about, slim, wide)


def lines(
    months: Months, head: Head, measures: Mapping[str, str], tones: Sequence[str] = TONES
) -> Figure | None:
    """Stocks of people over the months, per 100,000; None where there is no measure to show.

    Args:
        months: the series.
        head: what stands over the chart.
        measures: the name of each measure, and what it is called.
        tones: their colours.
    """
    if not measures:
        return None
    frame = months.frame(measures, 1e5 / months.people)
    head = head._replace(caption=head.caption + band(months))
    return over_months(frame, head, dict(zip(measures.values(), tones, strict=False)))


def over_months(
    frame: pd.DataFrame, head: Head, colours: Mapping[str, str], unit: str = ""
) -> Figure:
    """Lines over the months.

    Args:
        frame: in the form of `Months.frame`.
        head: what stands over the chart.
        colours: of each measure in the frame.
        unit: of the values; people per 100,000 if left out.
    """
    unit = unit or say(PER)
    return Figure(head, charts.over_time(frame, unit, colours), dated(frame, tuple(colours)))


def unless_few(caution: str, written: tuple[str, str]) -> tuple[str, str]:
    """A figure and its interval; the words for too few in its place where there are.

    Args:
        caution: says so; empty where there are enough.
        written: the figure and its interval.
    """
    return (say(TOO_FEW), written[1]) if caution else written


def band(months: Months) -> str:
    """What the shade around a line is, as a sentence; empty where there is none."""
    seeds = len(next(iter(months.values.values())))
    return say(" The band spans the seeds.") if seeds > 1 else ""


def dated(frame: pd.DataFrame, measures: tuple[str, ...]) -> ChartTable:
    """The table of a chart over months: each month of a short run, of a long one the last month of
    each year.

    Args:
        frame: in the form of `Months.frame`.
        measures: its columns, in their order.
    """
    wide = frame.pivot(index="month", columns="measure", values="value")[list(measures)]
    last = wide if len(wide) <= SHORT else wide.groupby(wide.index.str[:4]).tail(1)
    rows = [(month, *(figure(v) for v in values)) for month, *values in last.itertuples()]
    return ChartTable((say("Month"), *(headed(m) for m in measures)), rows, in_file(frame))


def in_file(frame: pd.DataFrame) -> pd.DataFrame:
    """The months of a chart as its file has them.

    Args:
        frame: in the form of `Months.frame`.
    """
    columns = [name for name in ("month", "measure", "value", "low", "high") if name in frame]
    return pd.DataFrame(frame[columns])
