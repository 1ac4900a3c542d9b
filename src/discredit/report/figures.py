"""Which charts a report shows: the frame of each, its words and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from discredit.measures.tables import Frame
from discredit.report import charts, palette
from discredit.report.svg import draw
from discredit.vocabulary import CAUSES
from discredit.words.names import headed
from discredit.words.numbers import count, figure, interval, number, share

PER = "per 100,000 people"
TONES = (
    palette.BLUE,
    palette.VERMILION,
    palette.GREEN,
    palette.PURPLE,
    palette.ORANGE,
    palette.SKY,
)
CAUSE_COLOURS = dict(
    zip(
        (said.label for said in CAUSES.values()),
        (palette.VERMILION, palette.PURPLE, palette.ORANGE, palette.SKY, palette.BLUE,
         palette.GREEN),
        strict=True,
    )
)  # fmt: skip
SHORT = 24
"""Months up to which a table shows each of them, and a chart of flows does not add up years."""


class ChartTable(NamedTuple):
    """What a chart shows, as text."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


class Figure(NamedTuple):
    """One chart of the report, not yet drawn: `drawn` gives it the label it must wear."""

    name: str
    title: str
    caption: str
    chart: alt.LayerChart
    table: ChartTable


class Drawn(NamedTuple):
    """A chart as it stands in a page."""

    name: str
    title: str
    caption: str
    svg: str
    table: ChartTable


def drawn(figures: list[Figure], label: str) -> list[Drawn]:
    """Draw charts with their label inside the picture, in its name and in its caption. The
    description is the caption and the size of the table."""
    made = []
    for one in figures:
        title = f"{one.title}. {label}" if label else one.title
        rows = count(len(one.table.rows), "row", "rows")
        told = f"{one.caption} The table below holds the same {rows}."
        svg = draw(charts.labelled(one.chart, label), one.name, title, told)
        made.append(Drawn(one.name, one.title, one.caption, svg, one.table))
    return made


class Months(NamedTuple):
    """The monthly series of everybody in the arm with the system, seeds apart."""

    month: list[str]
    values: dict[str, np.ndarray]  # measure -> [seed, month]
    people: int

    def frame(self, measures: Mapping[str, str], scale: float) -> Frame:
        """Rows month, measure (as worded), value (mean over seeds), low and high (their range)."""
        parts = [
            _banded(self.month, self.values[name] * scale).assign(measure=words)
            for name, words in measures.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def running(self, name: str, scale: float) -> Frame:
        """The running total of a flow, in the same form."""
        return _banded(self.month, self.values[name].cumsum(axis=1) * scale)

    def has(self, name: str) -> bool:
        """Whether a measure was taken and is ever anything but nought."""
        return name in self.values and bool(np.nan_to_num(self.values[name]).any())

    def having(self, measures: Mapping[str, str]) -> dict[str, str]:
        """Those of some measures, with their words, that there is something of."""
        return {name: words for name, words in measures.items() if self.has(name)}


def months_of(series: Frame, people: int, arm: str = "with") -> Months:
    """Everybody's months from the series table."""
    here = series[(series["dimension"] == "all") & (series["arm"] == arm)]
    seeds = here["seed"].nunique()
    names = [name for name in here.columns if here[name].dtype.kind in "if" and name != "seed"]
    month = [str(m) for m in here["month"].iloc[: len(here) // seeds]]
    values = {n: here[n].to_numpy(np.float64).reshape(seeds, len(month)) for n in names}
    return Months(month, values, people)


def timeline(months: Months) -> list[Figure]:
    """The black lists over time: who stands on them, who comes and who goes."""
    stock = months.having({"listed": "on a list", "listed_wrongly": "on a list wrongly"})
    family = months.having({"listed_at_home": "family member listed", "shut_out": "a door closed"})
    caption = "People who meet at least one closed door, and people not listed themselves who live "
    found = [
        lines(months, "stock", "On a list", "People on a black list in each month.", stock),
        lines(
            months,
            "around",
            "Doors closed, and families",
            f"{caption}with somebody who is.",
            family,
            TONES[2:],
        ),
    ]
    return [one for one in (*found, _flows(months)) if one is not None]


def _flows(months: Months) -> Figure | None:
    ways = months.having(
        {
            "entries": "entries",
            "exits_paid": "left: paid",
            "exits_term": "left: term over",
            "exits_repaired": "left: repaired",
            "exits_corrected": "left: corrected",
            "exits_with_score": "left: score back",
            "exits_amnesty": "left: amnesty",
        }
    )
    if not ways:
        return None
    frame = months.frame(ways, 1e5 / months.people)
    is_short = len(months.month) <= SHORT
    if not is_short:
        frame["month"] = frame["month"].str[:4]
    summed = frame.groupby(["month", "measure"], sort=False, as_index=False)["value"].sum()
    summed = summed.assign(low=summed["value"], high=summed["value"])
    tones = (*TONES[:1], *TONES[2:], TONES[1], palette.INK)
    colours = dict(zip(ways.values(), tones, strict=False))
    span = "month" if is_short else "year"
    chart = charts.over_time(summed, f"{PER} and {span}", colours)
    wide = summed.pivot(index="month", columns="measure", values="value")[list(ways.values())]
    rows = [(when, *(figure(v) for v in values)) for when, *values in wide.itertuples()]
    table = ChartTable((headed(span), *(headed(w) for w in ways.values())), rows)
    caption = f"New entries in each {span}, and how entries ended. Mean of all seeds."
    return Figure("flows", "Onto a list and off it", caption, chart, table)


def causes(months: Months, wrongful: Frame) -> list[Figure]:
    """Why listings are wrong: over time, and of all who were ever listed."""
    found = [_shares(wrongful[wrongful["people"] > 0])]
    names = months.having({f"wrongly_{cause}": said.label for cause, said in CAUSES.items()})
    if names:
        frame = months.frame(names, 1e5 / months.people)
        colours = {words: CAUSE_COLOURS[words] for words in names.values()}
        found.append(
            Figure(
                "causes",
                "On a list wrongly, by cause",
                "People on a list wrongly in each month, by the first cause that applies. "
                "Mean of all seeds.",
                charts.stacked(frame, PER, colours),
                _dated(frame, tuple(names.values())),
            )
        )
    unheard = {"listed_without_notice": "no letter came", "listed_unaware": "do not know of it"}
    silent = lines(
        months,
        "unheard",
        "Listed without being told",
        "People on a list to whom no letter came, and people on one who do not know.",
        months.having(unheard),
        (palette.ORANGE, palette.PURPLE),
    )
    return [*found, silent] if silent else found


def _shares(wrongful: Frame) -> Figure:
    shown = wrongful.assign(
        row=[headed(words) for words in wrongful["says"]],
        value=wrongful["share"] * 100,
        low=wrongful["share_low"] * 100,
        high=wrongful["share_high"] * 100,
    )
    rows = [
        (
            headed(row.says),
            *share(row.share, row.share_low, row.share_high),
            *interval(row.per_100k, row.per_100k_low, row.per_100k_high),
            number(row.people),
        )
        for row in wrongful.itertuples()
    ]
    columns = (
        "Cause", "Of those ever listed", "95 % interval", f"People {PER}", "95 % interval",
        "People simulated",
    )  # fmt: skip
    return Figure(
        "shares",
        "Wrongly listed, of all ever listed",
        "Share of everybody ever listed, with 95 % intervals. A person may have met several "
        "causes. A letter that never came is a wrong of its own, counted apart.",
        charts.bars(
            shown[["row", "value", "low", "high"]],
            "per cent of those ever listed",
            palette.VERMILION,
        ),
        ChartTable(columns, rows),
    )


def redress(months: Months, waits: Frame, *, is_by_list: bool) -> list[Figure]:
    """The queue, the waits, and the copies that outlive an entry where lists alone close doors."""
    queue = lines(
        months,
        "queue",
        "Appeals waiting",
        "Appeals filed and not yet heard, in each month.",
        months.having({"appeals_waiting": "appeals waiting"}),
    )
    stale = lines(
        months,
        "stale",
        "Off the list, still shut out",
        "People no longer on a list to whom a door stays closed because a data holder has not "
        "cleared its copy.",
        months.having({"shut_out_by_stale_copy": "shut out by a stale copy"} if is_by_list else {}),
        (palette.PURPLE,),
    )
    found = [one for one in (queue, stale) if one is not None]
    return [_waits(waits), *found] if len(waits) else found


def _waits(waits: Frame) -> Figure:
    longest = int(waits["months"].max())
    step = 1 if longest <= 12 else 3 if longest <= 36 else 6 if longest <= 84 else 12
    bins = (waits["months"].to_numpy() - 1).clip(0) // step
    people = np.bincount(bins, waits["people"].to_numpy())
    starts = np.arange(len(people)) * step
    frame = pd.DataFrame({"from": starts, "to": starts + step, "people": people})
    spans = [f"{a + 1} to {a + step}" if step > 1 else f"{a + 1}" for a in starts]
    rows = [(span, number(int(n))) for span, n in zip(spans, people, strict=True)]
    return Figure(
        "waits",
        "How long a correction took",
        "People whose entry was corrected on appeal, by months from entry to correction (people "
        "listed once). Those not corrected by the end of the run are not in it.",
        charts.waits(frame, palette.GREEN),
        ChartTable(("Months", "People corrected, all seeds"), rows),
    )


def lines(
    months: Months,
    name: str,
    title: str,
    caption: str,
    measures: Mapping[str, str],
    tones: Sequence[str] = TONES,
) -> Figure | None:
    """Stocks over the months, per 100,000 people; nothing where there are none."""
    if not measures:
        return None
    frame = months.frame(measures, 1e5 / months.people)
    return of_frame(frame, name, title, caption + band(months), list(measures.values()), tones)


def of_frame(
    frame: Frame,
    name: str,
    title: str,
    caption: str,
    words: Sequence[str],
    tones: Sequence[str] = TONES,
    unit: str = PER,
) -> Figure:
    """Lines over the months from a frame in the form of `Months.frame`."""
    colours = dict(zip(words, tones, strict=False))
    chart = charts.over_time(frame, unit, colours)
    return Figure(name, title, caption, chart, _dated(frame, tuple(words)))


def band(months: Months) -> str:
    """What the shade around a line is."""
    seeds = len(next(iter(months.values.values())))
    return " The band spans the seeds." if seeds > 1 else ""


def _dated(frame: Frame, measures: tuple[str, ...]) -> ChartTable:
    """Every month of a short run, the last month of each year of a long one: it can be read."""
    wide = frame.pivot(index="month", columns="measure", values="value")[list(measures)]
    last = wide if len(wide) <= SHORT else wide.groupby(wide.index.str[:4]).tail(1)
    rows = [(month, *(figure(v) for v in values)) for month, *values in last.itertuples()]
    return ChartTable(("Month", *(headed(m) for m in measures)), rows)


def _banded(month: list[str], values: np.ndarray) -> Frame:
    return pd.DataFrame(
        {"month": month, "value": values.mean(0), "low": values.min(0), "high": values.max(0)}
    )
