"""Charts of black lists: who stands on them, for what wrong cause, and how an error is undone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discredit.measures.caution import FEW_AFFECTED
from discredit.measures.tables import Frame
from discredit.report import charts, palette
from discredit.report.figures import (
    PER,
    SHORT,
    TONES,
    ChartTable,
    Figure,
    Head,
    dated,
    lines,
    unless_few,
)
from discredit.report.monthly import Months
from discredit.report.tables import hushed
from discredit.vocabulary import CAUSES, Telling
from discredit.words.names import capital, headed
from discredit.words.numbers import figure, interval, number, share
from discredit.words.tongue import say

CAUSE_COLOURS = dict(
    zip(
        CAUSES,
        (palette.VERMILION, palette.PURPLE, palette.ORANGE, palette.SKY, palette.BLUE,
         palette.GREEN),
        strict=True,
    )
)  # fmt: skip


def timeline(months: Months, black: Telling) -> list[Figure]:
    """The black lists over time: who stands on them, who comes and who goes.

    Args:
        months: the series.
        black: what the system calls standing on its black lists.
    """
    stock = months.having({"listed": black.state, "listed_wrongly": black.wrongly})
    at_home = say("family member {state}", state=black.state)
    family = months.having({"listed_at_home": at_home, "shut_out": say("a door closed")})
    around = say(
        "People who meet at least one closed door, and people who live with somebody {state} and "
        "are not so themselves.",
        state=black.state,
    )
    in_each = say("People {state} in each month.", state=black.state)
    people = Head("stock", capital(black.state), in_each)
    made = [
        lines(months, people, stock),
        lines(months, Head("around", say("Doors closed, and families"), around), family, TONES[2:]),
    ]
    return [one for one in (*made, _flows(months, black)) if one is not None]


def _flows(months: Months, black: Telling) -> Figure | None:
    ways = months.having(
        {
            "entries": say("new {entries}", entries=black.entries),
            "exits_paid": say("ended: paid"),
            "exits_term": say("ended: term over"),
            "exits_repaired": say("ended: repaired"),
            "exits_corrected": say("ended: corrected"),
            "exits_with_score": say("ended: score back"),
            "exits_amnesty": say("ended: amnesty"),
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
    unit = say("per 100,000 people and month")
    if not is_short:
        unit = say("per 100,000 people and year")
    chart = charts.over_time(summed, unit, colours)
    wide = summed.pivot(index="month", columns="measure", values="value")[list(ways.values())]
    rows = [(when, *(figure(v) for v in values)) for when, *values in wide.itertuples()]
    data = summed[["month", "measure", "value"]].rename(columns={"month": span})
    when = say("Month") if is_short else say("Year")
    table = ChartTable((when, *(headed(w) for w in ways.values())), rows, data)
    told = {"entries": black.entries}
    caption = say("New {entries} in each year, and how they ended. Mean of all seeds.", **told)
    if is_short:
        caption = say("New {entries} in each month, and how they ended. Mean of all seeds.", **told)
    title = say("{entries}, and how they ended", entries=capital(black.entries))
    return Figure(Head("flows", title, caption), chart, table)


def causes(months: Months, wrongful: Frame, black: Telling) -> list[Figure]:
    """Why entries are wrong: over time, and of all who ever had one.

    Args:
        months: the series.
        wrongful: what `measures.wrongful` gives.
        black: what the system calls standing on its black lists.
    """
    made = [_shares(wrongful[wrongful["people"] > 0], black)]
    names = months.having({f"wrongly_{name}": say(one.label) for name, one in CAUSES.items()})
    if names:
        frame = months.frame(names, 1e5 / months.people)
        colours = {
            words: CAUSE_COLOURS[name.removeprefix("wrongly_")] for name, words in names.items()
        }
        made.append(
            Figure(
                Head(
                    "causes",
                    say("{wrongly}, by cause", wrongly=capital(black.wrongly)),
                    say(
                        "People {wrongly} in each month, by the first cause that applies. Mean of "
                        "all seeds.",
                        wrongly=black.wrongly,
                    ),
                ),
                charts.stacked(frame, say(PER), colours),
                dated(frame, tuple(names.values())),
            )
        )
    unheard = {
        "listed_without_notice": say("no letter came"),
        "listed_unaware": say("do not know of it"),
    }
    silent = lines(
        months,
        Head(
            "unheard",
            say("{state} without being told", state=capital(black.state)),
            say(
                "People {state} to whom no letter came, and those who do not know.",
                state=black.state,
            ),
        ),
        months.having(unheard),
        (palette.ORANGE, palette.PURPLE),
    )
    return [*made, silent] if silent else made


def _shares(wrongful: Frame, black: Telling) -> Figure:
    shown = wrongful.assign(
        row=[headed(say(words)) for words in wrongful["says"]],
        value=wrongful["share"] * 100,
        low=wrongful["share_low"] * 100,
        high=wrongful["share_high"] * 100,
        is_unsure=wrongful["caution"] != "",
    )
    rows = [
        (
            headed(say(row.says)),
            *unless_few(row.caution, share(row.share, row.share_low, row.share_high)),
            *unless_few(row.caution, interval(row.per_100k, row.per_100k_low, row.per_100k_high)),
            number(row.people),
        )
        for row in wrongful.itertuples()
    ]
    columns = (
        say("Cause"), say("Of those ever {state}", state=black.state), say("95 % interval"),
        say("People per 100,000 people"), say("95 % interval"), say("People simulated"),
    )  # fmt: skip
    told = hushed(wrongful, ("share", "per_100k"))
    ends = [f"{name}{end}" for name in ("share", "per_100k") for end in ("", "_low", "_high")]
    data = told[["says", *ends, "people"]].rename(columns={"says": "cause"})
    return Figure(
        Head(
            "shares",
            say("Wrongly, of all ever {state}", state=black.state),
            say(
                "Share of everybody ever {state}, with 95 % intervals. A person may have met "
                "several causes. A letter that never came is a wrong of its own, counted apart.",
                state=black.state,
            ),
        ),
        charts.bars(
            shown[["row", "value", "low", "high", "is_unsure"]],
            say("per cent of those ever {state}", state=black.state),
            palette.VERMILION,
        ),
        ChartTable(columns, rows, data),
    )


def redress(months: Months, waits: Frame, black: Telling, *, is_by_list: bool) -> list[Figure]:
    """The queue, the waits, and the copies that outlive an entry where lists alone close doors.

    Args:
        months: the series.
        waits: what `measures.waits.months_to_correction` gives.
        black: what the system calls standing on its black lists.
        is_by_list: whether lists alone close doors.
    """
    queue = lines(
        months,
        Head(
            "queue",
            say("Appeals waiting"),
            say("Appeals filed and not yet heard, in each month."),
        ),
        months.having({"appeals_waiting": say("appeals waiting")}),
    )
    stale = lines(
        months,
        Head(
            "stale",
            say("No longer {state}, still shut out", state=black.state),
            say(
                "People no longer {state} to whom a door stays closed because a data holder has "
                "not cleared its copy.",
                state=black.state,
            ),
        ),
        months.having(
            {"shut_out_by_stale_copy": say("shut out by a stale copy")} if is_by_list else {}
        ),
        (palette.PURPLE,),
    )
    over_time = [one for one in (queue, stale) if one is not None]
    is_told = waits["people"].sum() >= FEW_AFFECTED
    return [_waits(waits, black), *over_time] if is_told else over_time


def _waits(waits: Frame, black: Telling) -> Figure:
    longest = int(waits["months"].max())
    step = 1 if longest <= 12 else 3 if longest <= 36 else 6 if longest <= 84 else 12
    bins = (waits["months"].to_numpy() - 1).clip(0) // step
    people = np.bincount(bins, waits["people"].to_numpy())
    starts = np.arange(len(people)) * step
    frame = pd.DataFrame({"from": starts, "to": starts + step, "people": people})
    spans = [f"{a + 1} to {a + step}" if step > 1 else f"{a + 1}" for a in starts]
    told = [
        say("{low} to {high}", low=a + 1, high=a + step) if step > 1 else f"{a + 1}" for a in starts
    ]
    data = pd.DataFrame({"months": spans, "people": people.astype(np.int64)})
    rows = [(span, number(int(n))) for span, n in zip(told, people, strict=True)]
    return Figure(
        Head(
            "waits",
            say("How long a correction took"),
            say(
                "People {state} once and corrected on appeal, by months until the correction. "
                "Those not corrected by the end of the run are not in it.",
                state=black.state,
            ),
        ),
        charts.waits(frame, palette.GREEN),
        ChartTable((say("Months"), say("People corrected, all seeds")), rows, data),
    )
