"""The figures that a report opens with: the answer, the effects, what they cost whom."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from discredit import measures
from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.caution import IN_ONE_ALONE, TOO_FEW
from discredit.measures.drift import SHORT, UNTOLD
from discredit.measures.tables import (
    EVER_LISTED,
    Frame,
)
from discredit.report import tables
from discredit.vocabulary import Telling
from discredit.words import doubt
from discredit.words.names import headed
from discredit.words.numbers import Compared, compared, interval, large, number, per_cent, share
from discredit.words.tongue import say
from discredit.words.units import unit_said
from discredit.words.worlds import UNNAMED, Worlds

if TYPE_CHECKING:
    from pandas import DataFrame

    from discredit.store.manifest import Manifest

FEW_IN_BAND = 0.01
"""Share of those scored below which a band says nothing about a system."""
NEARLY_ALL = 0.9
BY_WHETHER = ("ever_", "family", "never_")
"""Measures of whether something ever was: nothing of them is told per person ever listed."""
COUNTED = "per 100,000"
"""What is counted so has a national equivalent."""


class HeadlineRow(NamedTuple):
    """One row of the headline table, in words."""

    label: str
    unit: str
    difference: str
    interval: str
    with_: str
    without: str
    per_listed: str
    per_listed_interval: str
    national: str
    together: str  # over luck and assumptions; '' where it was not drawn again
    held: str


class Answer(NamedTuple):
    """The measure that answers the system's own question, in words."""

    says: str
    unit: str
    with_: str
    without: str
    difference: str
    interval: str
    method: str
    is_nought: bool
    doubt: str  # what the draws say of it; '' where it was not drawn again


def answers(effects: Frame, outcomes: Sequence[str]) -> list[Answer]:
    """What the system's own question comes to: the best answer first, others beside it.

    Args:
        effects: What `measures.effects` gives.
        outcomes: The measures that the system names.
    """
    return [
        Answer(
            headed(row["says"]),
            unit_said(row["unit"]) + lately(row),
            *told(row),
            row["method"],
            not (row["with"] or row["without"]),
            doubt.clause(row),
        )
        for row in measures.answers(effects, outcomes).to_dict("records")
    ]


def sentence(effects: Frame, outcomes: Sequence[str], worlds: Worlds = UNNAMED) -> str:
    """What the system's own question comes to, as the sentence that a report opens with.

    Args:
        effects: What `measures.effects` gives.
        outcomes: The measures that the system names; the first is told.
        worlds: What the worlds are called.
    """
    return " ".join(filter(None, (bands_say_little(effects), _answer(effects, outcomes, worlds))))


def bands_say_little(effects: Frame) -> str:
    """What a report opens with where nearly everybody with a score stands in one band; else ''.

    Args:
        effects: What `measures.effects` gives.
    """
    everybody = effects[effects["dimension"] == "all"].set_index("measure")["with"]
    if not {"scored", "low_band", "top_band", "mean_score"} <= set(everybody.index):
        return ""
    scored = float(everybody["scored"])
    if not scored:
        return ""
    lowest, highest = (float(everybody[band]) / scored for band in ("low_band", "top_band"))
    if max(lowest, highest) > NEARLY_ALL:
        most = per_cent(max(lowest, highest), 1)
        where = say("{share} of those with a score stand in the highest band", share=most)
        if lowest > highest:
            where = say("{share} of those with a score stand in the lowest band", share=most)
    elif max(lowest, highest) < FEW_IN_BAND:
        where = say(
            "Hardly anybody with a score stands in the lowest band ({lowest}) or in the highest "
            "({highest})",
            lowest=per_cent(lowest, 1),
            highest=per_cent(highest, 1),
        )
    else:
        return ""
    points = number(float(everybody["mean_score"]), 1)
    said = say(
        "{where}: bands say little here, and points more; the mean is {points} points",
        where=where,
        points=points,
    )
    of_scorer = effects[effects["dimension"] == "scorer"].set_index("measure")["with"]
    ends = [of_scorer.get(name, np.nan) for name in ("points_10", "points_25", "points_75")]
    if not np.isfinite(ends).all():
        return say("{said}.", said=said)
    tenth, lower, upper = (number(float(end), 1) for end in ends)
    return say(
        "{said}, half of them stand from {lower} to {upper}, and a tenth at {tenth} or below.",
        said=said,
        lower=lower,
        upper=upper,
        tenth=tenth,
    )


def _answer(effects: Frame, outcomes: Sequence[str], worlds: Worlds) -> str:
    row = measures.answers(effects, outcomes).iloc[0]
    says, unit = headed(row["says"]), unit_said(row["unit"])
    if not (row["with"] or row["without"]):
        return say("{says}: there was none of it in this run, in either world.", says=says)
    written = told(row)
    if worlds.are_named and not isfinite(row["without"]):
        return say(
            "{says}: {level} {unit} under {ours}; {theirs} has no such.",
            says=says,
            level=written.with_,
            unit=unit,
            **worlds._asdict(),
        )
    here, there = worlds.phrases
    levels = say(
        "{says}: {with_} {unit} {here}, {without} {there}",
        says=says,
        unit=unit,
        here=here,
        there=there,
        with_=written.with_,
        without=written.without,
    )
    levels += lately(row)
    if row["caution"]:
        return say("{levels}; too few to say what {system} changes.", levels=levels, **_of(worlds))
    return levels + _change(row, worlds)


def _of(worlds: Worlds) -> dict[str, str]:
    return {"system": worlds.ours or say("the system")}


def _change(row: Any, worlds: Worlds) -> str:
    """What the system changes, as the rest of the sentence that tells both levels."""
    low, high = (float(row[end]) for end in ("low", "high"))
    said = doubt.clause(row)
    beside = say("; {said}.", said=said) if said else say(".")
    if not (isfinite(low) and isfinite(high)):
        size = told(row).difference
        return say("; the difference is {size}, without an interval", size=size) + beside
    if low <= 0 <= high and (low or high):
        untold = say(
            "; which way {system} moves it cannot be told (95 % interval of the difference "
            "{between})",
            between=told(row).interval,
            **_of(worlds),
        )
        return untold + beside
    if not (low or high):
        return say(": no difference") + beside
    ends = (-low, -high) if high <= 0 else (low, high)
    size, between = interval(abs(row["difference"]), min(ends), max(ends))
    change = say("{size} more (95 % interval {between})", size=size, between=between)
    if high <= 0:
        change = say("{size} less (95 % interval {between})", size=size, between=between)
    if doubt.is_open(row):
        return say("; over luck alone {change}, and yet {said}.", change=change, said=said)
    return say(": {change}", change=change) + beside


def lately(row: Any) -> str:
    """What to say beside a figure of all months: that of the last year, and whether it settled.

    Args:
        row: A row of the effects.

    Returns:
        Words to go on with; none where it is of persons over the whole run, or nobody had any.
    """
    if not row["drift"] or not (row["last_year"] or row["last_year_without"]):
        return ""
    if row["drift"] == SHORT:
        return say("; too short to say whether it has settled")
    written = compared(row["last_year"], row["last_year_without"], (row["last_year"], 0.0, 0.0))
    whether = say(row["drift"])
    if row["drift"] == UNTOLD:
        whether = say("whether it has settled cannot be told")
    return say("; last year {level}, {whether}", level=written.with_, whether=whether)


def told(row: Any) -> Compared:
    """A row of the effects, written; where there are too few to say, these words are its figure."""
    ends = row["difference"], row["low"], row["high"]
    written = compared(row["with"], row["without"], ends)
    said = say(IN_ONE_ALONE if row["caution"] == IN_ONE_ALONE else TOO_FEW)
    return written._replace(difference=said) if row["caution"] else written


def per_person(row: Any, scale: float) -> tuple[str, str]:
    """What changes for one person, and its interval.

    Args:
        row: Of the effects.
        scale: Its measure's.
    """
    ends = (row[end] / scale for end in ("difference", "low", "high"))
    written, between = interval(*ends, sign=True)
    return (say(TOO_FEW) if row["caution"] else written), between


def lines(effects: Frame, manifest: Manifest) -> list[HeadlineRow]:
    """The headline table, a row per measure."""
    on_listed = effects[(effects["dimension"] == EVER_LISTED) & (effects["group"] == "ever listed")]
    listed = on_listed.set_index("measure")
    national = manifest.scale * manifest.people / 1e5
    table: list[HeadlineRow] = []
    for row in measures.headline(effects).to_dict("records"):
        name = row["measure"]
        per_listed = ("", "")
        if name in listed.index and not name.startswith(BY_WHETHER):
            per_listed = per_person(listed.loc[name], PERSON_MEASURES[name].scale)
        written = told(row)
        whole = large(row["difference"] * national) if COUNTED in row["unit"] else ""
        if whole and row["caution"]:
            whole = say(TOO_FEW)
        table.append(
            HeadlineRow(
                headed(row["says"]),
                unit_said(row["unit"]) + lately(row),
                written.difference,
                written.interval,
                written.with_,
                written.without,
                *per_listed,
                whole,
                doubt.between(row),
                doubt.held(row),
            )
        )
    return table


def in_file(effects: Frame, manifest: Manifest) -> DataFrame:
    """The headline table for a file, its numbers not rounded.

    Args:
        effects: What `measures.effects` gives.
        manifest: Of the run.
    """
    told_first: Frame = measures.headline(effects)
    on_listed = effects[(effects["dimension"] == EVER_LISTED) & (effects["group"] == "ever listed")]
    listed = on_listed.set_index("measure")
    national = manifest.scale * manifest.people / 1e5
    each: list[tuple[Any, ...] | None] = []
    whole: list[Any] = []
    for row in told_first.to_dict("records"):
        name = row["measure"]
        one = None
        if name in listed.index and not name.startswith(BY_WHETHER):
            own, scale = listed.loc[name], PERSON_MEASURES[name].scale
            value = TOO_FEW if own["caution"] else own["difference"] / scale
            one = (value, own["low"] / scale, own["high"] / scale)
        each.append(one)
        is_counted = COUNTED in row["unit"]
        amount = TOO_FEW if row["caution"] else row["difference"] * national
        whole.append(amount if is_counted else None)
    return tables.headline(told_first, each, whole)


def cards(
    effects: Frame, wrongful: Frame, black: Telling, worlds: Worlds = UNNAMED
) -> list[dict[str, str]]:
    """What black lists do, in up to four figures.

    Args:
        effects: What `measures.effects` gives.
        wrongful: What `measures.wrongful` gives.
        black: What the system calls standing on its black lists.
        worlds: What the worlds are called.
    """
    everybody = effects[effects["dimension"] == "all"].set_index("measure")
    listed = effects[(effects["dimension"] == EVER_LISTED) & (effects["group"] == "ever listed")]
    income = listed.set_index("measure").loc["income"]
    wrongly = wrongful.set_index("cause").loc["any"]

    def card(row: Any, value: tuple[str, str], label: str, note: str = "") -> dict[str, str]:
        figure = say(TOO_FEW) if row["caution"] else value[0]
        return {"value": figure, "interval": value[1], "label": label, "note": note}

    def ends(row: Any) -> tuple[float, float, float]:
        return float(row["difference"]), float(row["low"]), float(row["high"])

    shown = [
        card(
            everybody.loc["ever_listed"],
            interval(*ends(everybody.loc["ever_listed"])),
            _ever(black, worlds),
        )
    ]
    if everybody.loc["ever_wrongly", "with"] > 0:
        shown.append(
            card(
                wrongly,
                share(wrongly["share"], wrongly["share_low"], wrongly["share_high"]),
                say("of those {state} were so wrongly at some time", state=black.state),
                say("follows from the error rates of this run"),
            )
        )
    if everybody.loc["family_hit", "difference"] != 0:
        shown.append(
            card(
                everybody.loc["family_hit"],
                interval(*ends(everybody.loc["family_hit"])),
                say(
                    "more of 100,000 were never {state}, but lived with somebody who was",
                    state=black.state,
                ),
            )
        )
    if income["difference"] != 0:
        shown.append(
            card(
                income,
                interval(*ends(income), sign=True),
                say(
                    "{currency} of own income over the run, per person ever {state}",
                    currency=currency_of(income),
                    state=black.state,
                ),
                say("against the same person's life {there}", there=worlds.alone("without")),
            )
        )
    return shown


def _ever(black: Telling, worlds: Worlds) -> str:
    """What the first card counts: of two systems it is a difference."""
    if worlds.are_named:
        return say(
            "more of 100,000 people were {state} at some time than under {theirs}",
            state=black.state,
            theirs=worlds.theirs,
        )
    return say("of 100,000 people were {state} at some time", state=black.state)


def currency_of(row: Any) -> str:
    """The money that an effect is told in.

    Args:
        row: One of `effects`.
    """
    return str(row["unit"])[:3]
