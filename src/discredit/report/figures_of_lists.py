"""Charts of black lists: who stands on them, for what wrong cause, and how an error is undone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discredit.measures.tables import Frame
from discredit.report import charts, palette
from discredit.report.figures import PER, SHORT, TONES, ChartTable, Figure, Head, dated, lines
from discredit.report.monthly import Months
from discredit.vocabulary import CAUSES
from discredit.words.names import headed
from discredit.words.numbers import figure, interval, number, share

CAUSE_COLOURS = dict(
    zip(
        (cause.label for cause in CAUSES.values()),
        (palette.VERMILION, palette.PURPLE, palette.ORANGE, palette.SKY, palette.BLUE,
         palette.GREEN),
        strict=True,
    )
)  # fmt: skip


def timeline(months: Months) -> list[Figure]:
    """The black lists over time: who stands on them, who comes and who goes."""
    stock = months.having({"listed": "on a list", "listed_wrongly": "on a list wrongly"})
    family = months.having({"listed_at_home": "family member listed", "shut_out": "a door closed"})
    caption = "People who meet at least one closed door, and people not listed themselves who live "
    made = [
        lines(months, Head("stock", "On a list", "People on a black list in each month."), stock),
        lines(
            months,
            Head("around", "Doors closed, and families", f"{caption}with somebody who is."),
            family,
            TONES[2:],
        ),
    ]
    return [one for one in (*made, _flows(months)) if one is not None]


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
    return Figure(Head("flows", "Onto a list and off it", caption), chart, table)


def causes(months: Months, wrongful: Frame) -> list[Figure]:
    """Why listings are wrong: over time, and of all who were ever listed."""
    made = [_shares(wrongful[wrongful["people"] > 0])]
    names = months.having({f"wrongly_{name}": cause.label for name, cause in CAUSES.items()})
    if names:
        frame = months.frame(names, 1e5 / months.people)
        colours = {words: CAUSE_COLOURS[words] for words in names.values()}
        made.append(
            Figure(
                Head(
                    "causes",
                    "On a list wrongly, by cause",
                    "People on a list wrongly in each month, by the first cause that applies. "
                    "Mean of all seeds.",
                ),
                charts.stacked(frame, PER, colours),
                dated(frame, tuple(names.values())),
            )
        )
    unheard = {"listed_without_notice": "no letter came", "listed_unaware": "do not know of it"}
    silent = lines(
        months,
        Head(
            "unheard",
            "Listed without being told",
            "People on a list to whom no letter came, and people on one who do not know.",
        ),
        months.having(unheard),
        (palette.ORANGE, palette.PURPLE),
    )
    return [*made, silent] if silent else made


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
        Head(
            "shares",
            "Wrongly listed, of all ever listed",
            "Share of everybody ever listed, with 95 % intervals. A person may have met several "
            "causes. A letter that never came is a wrong of its own, counted apart.",
        ),
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
        Head("queue", "Appeals waiting", "Appeals filed and not yet heard, in each month."),
        months.having({"appeals_waiting": "appeals waiting"}),
    )
    stale = lines(
        months,
        Head(
            "stale",
            "Off the list, still shut out",
            "People no longer on a list to whom a door stays closed because a data holder has not "
            "cleared its copy.",
        ),
        months.having({"shut_out_by_stale_copy": "shut out by a stale copy"} if is_by_list else {}),
        (palette.PURPLE,),
    )
    over_time = [one for one in (queue, stale) if one is not None]
    return [_waits(waits), *over_time] if len(waits) else over_time


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
        Head(
            "waits",
            "How long a correction took",
            "People whose entry was corrected on appeal, by months from entry to correction "
            "(people listed once). Those not corrected by the end of the run are not in it.",
        ),
        charts.waits(frame, palette.GREEN),
        ChartTable(("Months", "People corrected, all seeds"), rows),
    )
