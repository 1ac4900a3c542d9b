"""Which charts a report shows: the frame of each, its words and its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from discredit.measures.catalogue import WRONGS
from discredit.measures.tables import Frame
from discredit.report import charts, palette
from discredit.report.svg import draw
from discredit.report.words import count, interval, per_cent, plain, spoken

PER = "per 100,000 people"
DIMENSION_LABELS = {
    "settlement": "Where they live",
    "migrant": "Registered where they live",
    "age_band": "Age",
    "education": "Education",
    "income_fifth": "Income, by fifths",
    "occupation": "Occupation",
    "province": "Province",
}
SCHOOLING = {
    "none": "No schooling",
    "primary": "Primary school",
    "junior": "Junior secondary",
    "senior": "Senior secondary",
    "tertiary": "College or university",
}
CAUSE_COLOURS = dict(
    zip(
        WRONGS.values(),
        (palette.VERMILION, palette.PURPLE, palette.ORANGE, palette.SKY),
        strict=True,
    )
)


class Table(NamedTuple):
    """What a chart shows, as text."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


class Figure(NamedTuple):
    """One chart of the report."""

    name: str
    title: str
    caption: str
    spec: charts.Spec
    svg: str
    table: Table


def group_said(dimension: str, group: str) -> str:
    """A group as a reader knows it, also where its dimension is not beside it."""
    if dimension == "education":
        return SCHOOLING.get(group, spoken(group))
    return f"{spoken(group)} fifth" if dimension == "income_fifth" else spoken(group)


def figure(name: str, title: str, caption: str, spec: charts.Spec, table: Table) -> Figure:
    """Draw a chart. Its description is the caption and the size of its table."""
    told = f"{caption} The table below holds the same {count(len(table.rows), 'row', 'rows')}."
    return Figure(name, title, caption, spec, draw(spec, name, title, told), table)


class Months(NamedTuple):
    """The monthly series of everybody in the arm with the system, seeds apart."""

    month: list[str]
    values: dict[str, np.ndarray]  # measure -> [seed, month]
    people: int

    def frame(self, measures: Mapping[str, str], scale: float) -> Frame:
        """Rows month, measure (as worded), value (mean over seeds), low and high (their range)."""
        import pandas as pd

        parts = [
            _banded(self.month, self.values[name] * scale).assign(measure=words)
            for name, words in measures.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def running(self, name: str, scale: float) -> Frame:
        """The running total of a flow, in the same form."""
        return _banded(self.month, self.values[name].cumsum(axis=1) * scale)


def months_of(series: Frame, people: int, arm: str = "with") -> Months:
    """Everybody's months from the series table."""
    here = series[(series["dimension"] == "all") & (series["arm"] == arm)]
    seeds = here["seed"].nunique()
    names = [name for name in here.columns if here[name].dtype.kind in "if" and name != "seed"]
    month = [str(m) for m in here["month"].iloc[: len(here) // seeds]]
    values = {n: here[n].to_numpy(np.float64).reshape(seeds, len(month)) for n in names}
    return Months(month, values, people)


def bearers(effects: Frame) -> list[Figure]:
    """Who is listed, and who wrongly: three charts of groups."""
    kinds = {"ever_listed": "ever listed", "ever_wrongly": "ever listed wrongly"}
    colours = dict(zip(kinds.values(), (palette.BLUE, palette.VERMILION), strict=True))
    person = ("settlement", "migrant", "age_band", "education", "income_fifth")
    return [
        _by_group(effects, name, title, dimensions, kinds, colours)
        for name, title, dimensions in (
            ("groups", "Listed, by who people are", person),
            ("occupations", "Listed, by occupation", ("occupation",)),
            ("provinces", "Listed, by province", ("province",)),
        )
    ]


def _by_group(
    effects: Frame,
    name: str,
    title: str,
    dimensions: tuple[str, ...],
    kinds: dict[str, str],
    colours: Mapping[str, str],
) -> Figure:
    import pandas as pd

    chosen = effects[effects["measure"].isin(list(kinds))]
    parts, rows = [], []
    for dimension in dimensions:
        part = chosen[chosen["dimension"] == dimension]
        header = charts.HEADER + DIMENSION_LABELS[dimension]
        if len(dimensions) > 1:
            parts.append(pd.DataFrame({"row": [header], "measure": [None]}))
        said = [group_said(dimension, group) for group in part["group"]]
        parts.append(
            part.assign(
                row=said, measure=part["measure"].map(kinds), is_unsure=part["caution"] != ""
            )
        )
        rows += [
            (
                DIMENSION_LABELS[dimension],
                group_said(dimension, row.group),
                row.label,
                *interval(row.difference, row.low, row.high),
                f"{row.people:,}",
                row.caution,
            )
            for row in part.itertuples()
        ]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[["row", "measure", "difference", "low", "high", "is_unsure"]]
    columns = ("", "Group", "Measure", f"People {PER}", "95 % interval", "People simulated", "Note")
    caption = f"People {PER} of each group, with 95 % intervals."
    return figure(name, title, caption, charts.by_group(frame, PER, colours), Table(columns, rows))


def timeline(months: Months) -> list[Figure]:
    """The list over time: who stands on it, who comes and who goes."""
    per = 1e5 / months.people
    stock = {"listed": "on the list", "listed_wrongly": "on the list wrongly"}
    colours = dict(zip(stock.values(), (palette.BLUE, palette.VERMILION), strict=True))
    family = {"listed_at_home": "family member listed", "shut_out": "some door closed"}
    family_colours = dict(zip(family.values(), (palette.GREEN, palette.PURPLE), strict=True))
    return [
        _lines(months, "stock", "On the list", "People on the list in each month.", stock, colours),
        _lines(
            months,
            "around",
            "Doors closed, and families",
            "People who meet at least one closed door, and people not listed themselves who live "
            "with somebody who is.",
            family,
            family_colours,
        ),
        _flows(months, per),
    ]


def _flows(months: Months, per: float) -> Figure:
    ways = {
        "entries": "entries",
        "exits_paid": "left: paid",
        "exits_term": "left: term over",
        "exits_repaired": "left: repaired",
        "exits_corrected": "left: corrected",
    }
    tones = (palette.BLUE, palette.GREEN, palette.ORANGE, palette.SKY, palette.VERMILION)
    frame = months.frame(ways, per)
    frame["month"] = frame["month"].str[:4]
    yearly = frame.groupby(["month", "measure"], sort=False, as_index=False)["value"].sum()
    yearly = yearly.assign(low=yearly["value"], high=yearly["value"])
    colours = dict(zip(ways.values(), tones, strict=True))
    chart = charts.over_time(yearly, f"{PER} and year", colours)
    wide = yearly.pivot(index="month", columns="measure", values="value")[list(ways.values())]
    rows = [(year, *(plain(v) for v in values)) for year, *values in wide.itertuples()]
    table = Table(("Year", *(spoken(w) for w in ways.values())), rows)
    caption = "New entries in each year, and how entries ended. Mean of all seeds."
    return figure("flows", "Onto the list and off it", caption, chart, table)


def causes(months: Months, wrongful: Frame) -> list[Figure]:
    """Why listings are wrong: over time, and of all who were ever listed."""
    per = 1e5 / months.people
    names = {f"wrongly_{cause}": words for cause, words in WRONGS.items()}
    frame = months.frame(names, per)
    chart = charts.stacked(frame, PER, CAUSE_COLOURS)
    table = _yearly(frame, tuple(names.values()))
    over = figure(
        "causes",
        "On the list wrongly, by cause",
        "People on the list wrongly in each month, by the first cause that applies. "
        "Mean of all seeds.",
        chart,
        table,
    )
    unheard = {"listed_without_notice": "no letter came", "listed_unaware": "do not know of it"}
    unheard_colours = dict(zip(unheard.values(), (palette.ORANGE, palette.PURPLE), strict=True))
    silent = _lines(
        months,
        "unheard",
        "Listed without being told",
        "People on the list to whom no letter came, and people on it who do not know.",
        unheard,
        unheard_colours,
    )
    return [_shares(wrongful), over, silent]


def _shares(wrongful: Frame) -> Figure:
    shown = wrongful.assign(
        row=[spoken(label) for label in wrongful["label"]],
        value=wrongful["share"] * 100,
        low=wrongful["share_low"] * 100,
        high=wrongful["share_high"] * 100,
    )
    rows = [
        (
            spoken(row.label),
            *per_cent(row.share, row.share_low, row.share_high),
            *interval(row.per_100k, row.per_100k_low, row.per_100k_high),
            f"{row.people:,}",
        )
        for row in wrongful.itertuples()
    ]
    columns = (
        "Cause", "Of those ever listed", "95 % interval", f"People {PER}", "95 % interval",
        "People simulated",
    )  # fmt: skip
    return figure(
        "shares",
        "Wrongly listed, of all ever listed",
        "Share of everybody ever listed, with 95 % intervals. A person may have met several "
        "causes. A letter that never came is a wrong of its own, counted apart.",
        charts.bars(
            shown[["row", "value", "low", "high"]],
            "per cent of those ever listed",
            palette.VERMILION,
        ),
        Table(columns, rows),
    )


def redress(months: Months, waits: Frame) -> list[Figure]:
    """The queue, the waits, and the copies that outlive the entry."""
    queue = {"appeals_waiting": "appeals waiting"}
    stale = {"shut_out_by_stale_copy": "shut out by a stale copy"}
    found = [
        _lines(
            months,
            "queue",
            "Appeals waiting",
            "Appeals filed and not yet heard, in each month.",
            queue,
            {"appeals waiting": palette.BLUE},
        ),
        _lines(
            months,
            "stale",
            "Off the list, still shut out",
            "People no longer on the list to whom a door stays closed because a data holder has "
            "not cleared its copy.",
            stale,
            {"shut out by a stale copy": palette.PURPLE},
        ),
    ]
    return [_waits(waits), *found] if len(waits) else found


def _waits(waits: Frame) -> Figure:
    import pandas as pd

    longest = int(waits["months"].max())
    step = 1 if longest <= 12 else 3 if longest <= 36 else 6 if longest <= 84 else 12
    bins = (waits["months"].to_numpy() - 1).clip(0) // step
    people = np.bincount(bins, waits["people"].to_numpy())
    starts = np.arange(len(people)) * step
    frame = pd.DataFrame({"from": starts, "to": starts + step, "people": people})
    spans = [f"{a + 1} to {a + step}" if step > 1 else f"{a + 1}" for a in starts]
    rows = [(span, f"{int(n):,}") for span, n in zip(spans, people, strict=True)]
    return figure(
        "waits",
        "How long a correction took",
        "People whose entry was corrected on appeal, by months from entry to correction (people "
        "listed once). Those not corrected by the end of the run are not in it.",
        charts.waits(frame, palette.GREEN),
        Table(("Months", "People corrected, all seeds"), rows),
    )


def _lines(
    months: Months,
    name: str,
    title: str,
    caption: str,
    measures: dict[str, str],
    colours: Mapping[str, str],
) -> Figure:
    frame = months.frame(measures, 1e5 / months.people)
    seeds = len(next(iter(months.values.values())))
    band = " The band spans the seeds." if seeds > 1 else ""
    table = _yearly(frame, tuple(measures.values()))
    return figure(name, title, caption + band, charts.over_time(frame, PER, colours), table)


def _yearly(frame: Frame, measures: tuple[str, ...]) -> Table:
    """The last month of each year: a table that can be read."""
    wide = frame.pivot(index="month", columns="measure", values="value")[list(measures)]
    last = wide.groupby(wide.index.str[:4]).tail(1)
    rows = [(month, *(plain(v) for v in values)) for month, *values in last.itertuples()]
    return Table(("Month", *(spoken(m) for m in measures)), rows)


def _banded(month: list[str], values: np.ndarray) -> Frame:
    import pandas as pd

    return pd.DataFrame(
        {"month": month, "value": values.mean(0), "low": values.min(0), "high": values.max(0)}
    )


def said(value: float) -> str:
    """A national figure: three figures, in millions or billions where it is that large."""
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{plain(value / size)} {word}"
    return plain(float(f"{value:.3g}"))
