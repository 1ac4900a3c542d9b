"""Charts of what a system may have beside lists: its answer, scores, conduct, favour, queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from discredit.measures.tables import Frame
from discredit.report import charts, palette
from discredit.report.figures import (
    PER,
    ChartTable,
    Figure,
    Head,
    band,
    lines,
    over_months,
    unless_few,
)
from discredit.report.figures_by_group import (
    PERSON,
    Comparison,
    answered,
    by_group,
    on_axis,
)
from discredit.report.monthly import BothWorlds, Months, frame_of, values_of
from discredit.report.tables import hushed
from discredit.vocabulary import SHORTFALLS
from discredit.words.names import headed
from discredit.words.numbers import interval
from discredit.words.tongue import named, say
from discredit.words.units import unit_said

OPENING: Final = "answer-over-time"
"""The picture that a report opens with."""
UNEQUAL: Final = 0.1
"""Share of everybody's level by which some group must depart from it, to be worth a chart."""
ACTS: Final = "acts per 100,000 people and month"
CONDUCT: Final = {
    "obligations_broken": ("Duties not met", "Duties of the catalogue that people did not meet"),
    "offences": ("Offences", "Offences of the catalogue that people committed"),
    "disfavoured_acts": (
        "Lawful acts that are disliked",
        "Acts that the law allows and the authority dislikes",
    ),
    "deeds": ("Good deeds", "Deeds that the catalogue counts as good, done for whatever reason"),
}


def answer(worlds: BothWorlds, rows: Frame, measure: str) -> list[Figure]:
    """The measure that answers the system's question: over time, and by group where unequal.

    Args:
        worlds: the months of both worlds.
        rows: what `measures.answer` gives.
        measure: the name of the measure, or of the ratio, by month.
    """
    everybody = rows[rows["dimension"] == "all"].iloc[0]
    says, unit = str(everybody["says"]), str(everybody["unit"])
    over_time = Head(OPENING, say("{says}, over time", says=headed(says)), headed(says))
    made = [both_worlds(worlds, measure, over_time, _unit(unit))]
    if _is_unequal(rows, everybody):
        for name, title, dimensions in (
            ("answer-groups", say("{says}, by who people are", says=headed(says)), PERSON),
            (
                "answer-occupations",
                say("{says}, by occupation", says=headed(says)),
                ("occupation",),
            ),
        ):
            made.append(answered(rows, name, title, dimensions))
    return [one for one in made if one is not None]


def _unit(unit: str) -> str:
    """A unit of the effects as it goes on an axis of months or groups."""
    if unit.startswith("people per"):
        return say(PER)
    return unit_said(f"{unit} and month" if unit.endswith(PER) else on_axis(unit))


def _is_unequal(rows: Frame, everybody: Frame) -> bool:
    if not np.isfinite(everybody["difference"]) or everybody["difference"] == 0:
        return False
    large = rows[(rows["caution"] == "") & ~rows["dimension"].isin(["all", "region"])]
    apart = (large["difference"] - everybody["difference"]).abs().max()
    return bool(apart > UNEQUAL * abs(everybody["difference"]))


def both_worlds(worlds: BothWorlds, measure: str, head: Head, unit: str) -> Figure | None:
    """One measure in both worlds, month by month.

    Args:
        worlds: the months of both worlds.
        measure: the name of the measure, or of the ratio, by month.
        head: what stands over the chart; its caption begins the sentence.
        unit: of the values.

    Returns:
        None where there is nothing to show.
    """
    parts = []
    called = dict(zip(worlds.called.phrases, (palette.BLUE, palette.ORANGE), strict=True))
    for words, months in zip(called, (worlds.ours, worlds.theirs), strict=True):
        values = values_of(months, measure)
        if values is not None and np.isfinite(values).any():
            parts.append(frame_of(months, values, words))
    if not parts or not any((part["value"] != 0).any() for part in parts):
        return None
    frame = pd.concat(parts, ignore_index=True)
    words = list(dict.fromkeys(frame["measure"]))
    where = say("in both worlds") if len(words) > 1 else words[0]
    caption = say("{what}, in each month, {where}.", what=head.caption, where=where)
    caption += band(worlds.ours)
    colours = {world: called[world] for world in words}
    return over_months(frame, head._replace(caption=caption), colours, unit)


def conduct(worlds: BothWorlds, but: str) -> list[Figure]:
    """What people do, in both worlds, and what of it is on file.

    Args:
        worlds: the months of both worlds.
        but: a measure that is shown elsewhere.
    """
    ours = worlds.ours
    heads = {
        name: Head(f"conduct-{name.replace('_', '-')}", say(title), say(says))
        for name, (title, says) in CONDUCT.items()
        if name != but
    }
    made = [both_worlds(worlds, name, head, say(ACTS)) for name, head in heads.items()]
    bought = Head(
        "bought",
        say("Done for the score"),
        say("Good deeds done because a better band was within reach, in each month."),
    )
    deeds = _others(ours, {"deeds_bought": say("deeds done for the score")}, but)
    both = say("Records made in each month, and those of what the person did not do.")
    made_true = say("Records made in each month.")
    filed = Head("records", say("On file"), both if ours.has("records_false") else made_true)
    records = {"records": say("records"), "records_false": say("of what was not done")}
    made += [
        lines(ours, bought, deeds, (palette.GREEN,)),
        lines(ours, filed, _others(ours, records, but)),
    ]
    return [one for one in made if one is not None]


def _others(months: Months, measures: Mapping[str, str], but: str) -> dict[str, str]:
    """Those of some measures that there is something of, save one that is shown elsewhere."""
    return {name: words for name, words in months.having(measures).items() if name != but}


def scores(months: Months, but: str) -> list[Figure]:
    """Where people stand on the first score, and how often that is not where they belong.

    Args:
        months: the world with the system.
        but: a measure that is shown elsewhere.
    """
    ends = Head(
        "bands",
        say("The ends of the scale"),
        say("People in the highest and in the lowest band of the first score, in each month."),
    )
    bands = {"top_band": say("in the highest band"), "low_band": say("in the lowest band")}
    misplaced = Head(
        "misplaced",
        say("In the wrong place"),
        say(
            "People whose band is not the one that their own conduct would earn with no errors, "
            "no favour and nothing bought."
        ),
    )
    wrong = {
        "scored_too_low": say("in a lower band than own conduct would earn"),
        "scored_too_high": say("in a higher band than own conduct would earn"),
        "disagreement": say("put on different levels by different scorers"),
    }
    causes = {f"too_low_{cause}": say(told.label) for cause, told in SHORTFALLS.items()}
    why = Head(
        "too-low",
        say("Why a band is too low"),
        say(
            "People in a lower band than own conduct would earn, by what takes most of what they "
            "lack: a wrong file, what the scorer does not see, or friends, ratings and likes."
        ),
    )
    tones = (palette.VERMILION, palette.BLUE, palette.PURPLE)
    wrong_tones = (palette.VERMILION, palette.BLUE, palette.PURPLE)
    made = [
        lines(months, ends, _others(months, bands, but), (palette.GREEN, palette.VERMILION)),
        lines(months, misplaced, _others(months, wrong, but), wrong_tones),
        lines(months, why, _others(months, causes, but), tones),
    ]
    return [one for one in made if one is not None]


def favour(worlds: BothWorlds, but: str) -> list[Figure]:
    """Who is favoured, and who waits for it.

    Args:
        worlds: the months of both worlds.
        but: a measure that is shown elsewhere.
    """
    months = worlds.ours
    kinds = {"favoured": say("favoured at some door"), "red_listed": say("on a red list")}
    red = _others(months, kinds, but)
    people = say(" and people ").join(red.values())
    caption = say("People {state}, in each month.", state=people)
    head = Head("favoured", say("Favoured"), caption)
    made = [lines(months, head, red, (palette.GREEN, palette.ORANGE)), _waiting(worlds)]
    return [one for one in made if one is not None]


def _waiting(worlds: BothWorlds) -> Figure | None:
    """What a visit to a counter takes, with a lane and without."""
    months = worlds.ours
    if not months.has("counter_visits_favoured"):
        return None
    no_lane = say("no lane, {where}", where=worlds.called.phrases[0])
    waits = [
        (no_lane, palette.BLUE, values_of(months, "wait")),
        (say("with a lane"), palette.GREEN, values_of(months, "wait_favoured")),
        (worlds.called.alone("without"), palette.ORANGE, values_of(worlds.theirs, "wait")),
    ]
    known = [
        (words, tone, values)
        for words, tone, values in waits
        if values is not None and np.isfinite(values).any()
    ]
    frame = pd.concat([frame_of(months, values, words) for words, _, values in known])
    caption = say("Hours that a visit to a public counter takes, in each month.") + band(months)
    head = Head("waiting", say("Waiting at counters"), caption)
    colours = {words: tone for words, tone, _ in known}
    return over_months(frame.reset_index(drop=True), head, colours, say("hours per visit"))


def doors(effects: Frame, but: frozenset[str]) -> list[Figure]:
    """What people are refused, and whose doors are closed or favoured.

    Args:
        effects: what `measures.effects` gives.
        but: measures that are shown elsewhere.
    """
    everybody = effects[effects["dimension"] == "all"].set_index("measure")
    made = []
    kinds = {"shut_out": say("a door closed"), "favoured": say("a door favoured")}
    kinds = {
        n: w for n, w in kinds.items()
        if n not in but and n in everybody.index and everybody.loc[n, "with"] > 0
    }  # fmt: skip
    if kinds:
        for name, title, dimensions in (
            ("doors", say("Doors, by who people are"), PERSON),
            ("doors-occupations", say("Doors, by occupation"), ("occupation",)),
        ):
            shown = Comparison(kinds, say("People per 100,000 people in a mean month"))
            made.append(by_group(effects, name, title, dimensions, shown))
    refused = everybody[everybody.index.str.startswith("refused_") & (everybody["with"] > 0)]
    if len(refused):
        made.append(_refused(refused.sort_values("with", ascending=False)))
    return made


def _refused(refused: Frame) -> Figure:
    rows = [
        (
            headed(named("service", str(row.Index).removeprefix("refused_"))),
            *unless_few(row.caution, interval(row.difference, row.low, row.high, sign=True)),
        )
        for row in refused.itertuples()
    ]
    frame = refused.assign(
        row=[row[0] for row in rows],
        value=refused["difference"],
        is_unsure=refused["caution"] != "",
    )
    unit = say("refusals per 100,000 people")
    names = {"row": "service", "caution": "note"}
    told = hushed(frame, ("difference",)).rename(columns=names)
    data = told[["service", "difference", "low", "high", "note"]]
    caption = say("Services refused over the whole run, by service, with 95 % intervals.")
    return Figure(
        Head("refused", say("What people are refused"), caption),
        charts.bars(frame[["row", "value", "low", "high", "is_unsure"]], unit, palette.BLUE),
        ChartTable((say("Service"), unit, say("95 % interval")), rows, data),
    )
