"""Charts of what a system may have beside lists: its answer, scores, conduct, favour, queues."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from discredit.measures.catalogue import RATIOS
from discredit.measures.tables import SMALL_GROUP, Frame
from discredit.report import charts, palette
from discredit.report.figures import PER, ChartTable, Figure, Months, band, lines, of_frame
from discredit.report.groups import PERSON, answered, by_group, on_axis
from discredit.words.names import headed
from discredit.words.numbers import interval

WITH, WITHOUT = "with the system", "without it"
TWINS: Final = {WITH: palette.BLUE, WITHOUT: palette.ORANGE}
UNEQUAL: Final = 0.1
"""Share of everybody's level by which some group must depart from it, to be worth a chart."""
CONDUCT: Final = {
    "obligations_broken": ("Duties not met", "Duties of the catalogue that people did not meet."),
    "offences": ("Offences", "Offences of the catalogue that people committed."),
    "disfavoured_acts": (
        "Lawful acts that are disliked",
        "Acts that the law allows and the authority dislikes.",
    ),
    "deeds": ("Good deeds", "Deeds that the catalogue counts as good, done for whatever reason."),
}


class BothWorlds(NamedTuple):
    """The monthly series of everybody in both worlds."""

    ours: Months
    theirs: Months


def answer(twins: BothWorlds, rows: Frame, measure: str) -> list[Figure]:
    """The measure that answers the system's question: over time, and by group where unequal."""
    everybody = rows[rows["dimension"] == "all"].iloc[0]
    says, unit = str(everybody["says"]), str(everybody["unit"])
    title = f"{headed(says)}, over time"
    found = [_both(twins, measure, "answer-over-time", title, says, _unit(unit))]
    if _is_unequal(rows, everybody):
        for name, title, dimensions in (
            ("answer-groups", "by who people are", PERSON),
            ("answer-occupations", "by occupation", ("occupation",)),
        ):
            title = f"{headed(says)}, {title}"
            found.append(answered(rows, name, title, dimensions))
    return [one for one in found if one is not None]


def _unit(unit: str) -> str:
    """A unit of the effects as it goes on an axis of months or groups."""
    if unit.startswith("people per"):
        return PER
    return f"{unit} and month" if unit.endswith(PER) else on_axis(unit)


def _is_unequal(rows: Frame, everybody: Frame) -> bool:
    if not np.isfinite(everybody["difference"]) or everybody["difference"] == 0:
        return False
    large = rows[(rows["people"] >= SMALL_GROUP) & ~rows["dimension"].isin(["all", "province"])]
    apart = (large["difference"] - everybody["difference"]).abs().max()
    return bool(apart > UNEQUAL * abs(everybody["difference"]))


def _both(
    twins: BothWorlds, measure: str, name: str, title: str, says: str, unit: str
) -> Figure | None:
    """One measure in both worlds, month by month."""
    parts = []
    for words, months in ((WITH, twins.ours), (WITHOUT, twins.theirs)):
        values = _monthly(months, measure)
        if values is not None and np.isfinite(values).any():
            parts.append(_frame(months, values, words))
    if not parts or not any((part["value"] != 0).any() for part in parts):
        return None
    frame = pd.concat(parts, ignore_index=True)
    words = list(dict.fromkeys(frame["measure"]))
    caption = f"{headed(says)}, in each month, in both worlds.{band(twins.ours)}"
    if len(words) == 1:
        caption = f"{headed(says)}, in each month, {words[0]}.{band(twins.ours)}"
    return of_frame(frame, name, title, caption, words, [TWINS[w] for w in words], unit)


def _monthly(months: Months, measure: str) -> np.ndarray | None:
    """A measure by seed and month in the unit it is told in; None where it was not taken."""
    from discredit.columns import MEASURES

    if measure in RATIOS:
        of, per = (months.values.get(n) for n in (RATIOS[measure].of, RATIOS[measure].per))
        if of is None or per is None:
            return None
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(per > 0, of / per, np.nan)
    values = months.values.get(measure)
    if values is None:
        return None
    is_each = MEASURES[measure].unit in ("standard deviations", "probability", "CNY")
    return values / months.people * (1.0 if is_each else 1e5)


def _frame(months: Months, values: np.ndarray, words: str) -> Frame:
    there = np.asarray(np.isfinite(values).any(axis=0))
    values = values[:, there]
    frame = pd.DataFrame(
        {
            "month": [m for m, is_there in zip(months.month, there, strict=True) if is_there],
            "value": np.nanmean(values, axis=0),
            "low": np.nanmin(values, axis=0),
            "high": np.nanmax(values, axis=0),
        }
    )
    return frame.assign(measure=words)


def conduct(twins: BothWorlds, but: str) -> list[Figure]:
    """What people do, in both worlds, and what of it is on file. `but` is shown elsewhere."""
    found = [
        _both(twins, name, f"conduct-{name.replace('_', '-')}", title, says.rstrip("."), per_month)
        for name, (title, says) in CONDUCT.items()
        if name != but
        for per_month in ("acts per 100,000 people and month",)
    ]
    bought = lines(
        twins.ours,
        "bought",
        "Done for the score",
        "Good deeds done because a better band was within reach, in each month.",
        twins.ours.having({"deeds_bought": "deeds done for the score"} if but != "deeds_bought"
                          else {}),
        (palette.GREEN,),
    )  # fmt: skip
    kinds = twins.ours.having({"records": "records", "records_false": "of what was not done"})
    false = ", and those of what the person did not do" if "records_false" in kinds else ""
    kinds = {name: words for name, words in kinds.items() if name != but}
    filed = lines(twins.ours, "records", "On file", f"Records made in each month{false}.", kinds)
    return [one for one in (*found, bought, filed) if one is not None]


def scores(months: Months, but: str) -> list[Figure]:
    """Where people stand on the first score, and how often that is not where they belong."""
    bands = {"top_band": "in the highest band", "low_band": "in the lowest band"}
    wrong = {
        "scored_too_low": "in a lower band than own conduct would earn",
        "scored_too_high": "in a higher band than own conduct would earn",
        "disagreement": "put on different levels by different scorers",
    }
    found = [
        lines(
            months,
            "bands",
            "The ends of the scale",
            "People in the highest and in the lowest band of the first score, in each month.",
            {n: w for n, w in months.having(bands).items() if n != but},
            (palette.GREEN, palette.VERMILION),
        ),
        lines(
            months,
            "misplaced",
            "In the wrong place",
            "People whose band is not the one that their own conduct would earn with no errors, "
            "no favour and nothing bought.",
            {n: w for n, w in months.having(wrong).items() if n != but},
            (palette.VERMILION, palette.BLUE, palette.PURPLE),
        ),
    ]
    return [one for one in found if one is not None]


def favour(twins: BothWorlds, but: str) -> list[Figure]:
    """Who is favoured, and who waits for it."""
    months = twins.ours
    red = months.having({"favoured": "favoured at some door", "red_listed": "on a red list"})
    red = {name: words for name, words in red.items() if name != but}
    found = [
        lines(
            months,
            "favoured",
            "Favoured",
            f"People {' and people '.join(red.values())}, in each month.",
            red,
            (palette.GREEN, palette.ORANGE),
        )
    ]
    waits = [
        ("no lane, with the system", palette.BLUE, _monthly(months, "wait")),
        ("with a lane", palette.GREEN, _monthly(months, "wait_favoured")),
        ("without the system", palette.ORANGE, _monthly(twins.theirs, "wait")),
    ]
    parts = {
        words: (tone, _frame(months, values, words))
        for words, tone, values in waits
        if values is not None and np.isfinite(values).any()
    }
    if months.has("counter_visits_favoured"):
        frame = pd.concat([part for _, part in parts.values()], ignore_index=True)
        tones = [tone for tone, _ in parts.values()]
        caption = f"Hours that a visit to a public counter takes, in each month.{band(months)}"
        found.append(
            of_frame(frame, "waiting", "Waiting at counters", caption, list(parts), tones,
                     "hours per visit")
        )  # fmt: skip
    return [one for one in found if one is not None]


def doors(effects: Frame, but: frozenset[str]) -> list[Figure]:
    """What people are refused, and whose doors are closed or favoured; `but` is shown elsewhere."""
    everybody = effects[effects["dimension"] == "all"].set_index("measure")
    found = []
    kinds = {"shut_out": "a door closed", "favoured": "a door favoured"}
    kinds = {
        n: w for n, w in kinds.items()
        if n not in but and n in everybody.index and everybody.loc[n, "with"] > 0
    }  # fmt: skip
    if kinds:
        for name, title, dimensions in (
            ("doors", "Doors, by who people are", PERSON),
            ("doors-occupations", "Doors, by occupation", ("occupation",)),
        ):
            what = f"People {PER} in a mean month"
            found.append(by_group(effects, name, title, dimensions, kinds, what))
    refused = everybody[everybody.index.str.startswith("refused_") & (everybody["with"] > 0)]
    if len(refused):
        found.append(_refused(refused.sort_values("with", ascending=False)))
    return found


def _refused(refused: Frame) -> Figure:
    rows = [
        (headed(row.says.removeprefix("refused: ")), *interval(row.difference, row.low, row.high))
        for row in refused.itertuples()
    ]
    frame = refused.assign(row=[row[0] for row in rows], value=refused["difference"])
    unit = "refusals per 100,000 people"
    return Figure(
        "refused",
        "What people are refused",
        "Services refused over the whole run, by service, with 95 % intervals.",
        charts.bars(frame[["row", "value", "low", "high"]], unit, palette.BLUE),
        ChartTable(("Service", unit, "95 % interval"), rows),
    )
