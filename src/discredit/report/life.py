"""One life in two worlds: whose story stands in the report, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from discredit.measures.tables import Frame
from discredit.store.result import Result
from discredit.vocabulary import ARMS, Telling
from discredit.words.lives import Happening, life_story
from discredit.words.names import capital, who_of
from discredit.words.numbers import figure, number
from discredit.words.phrases import PolicyNames
from discredit.words.tongue import named, say
from discredit.words.worlds import Worlds

SIDE = {"truth": "what is so", "dossier": "on file", "door": "at the door", "story": ""}


class LifePage(NamedTuple):
    """A life as the report shows it."""

    seed: int
    person: int
    who: str
    entries: list[tuple[str, str, str, str, str]]  # month, world, world in words, side, text
    ends: list[tuple[str, str, str]]  # measure, with, without
    amounts: list[tuple[str, float, float]]  # the same, not rounded


def choose(events: Frame) -> int | None:
    """The followed person whose listing went wrong in the most ways; None if nobody was listed."""
    ours = events[events["arm"] == "with"]
    if ours.empty:
        return None
    wrong = ours["wrong_cause"].astype(str) != "none"
    scores = (
        ours.assign(
            listed=ours["status"].astype(str) == "listed",
            wrong=wrong,
            heard=ours["appeal_served"] | ours["appeal_won"],
            off=ours["exit"].astype(str) != "none",
        )
        .groupby("person")[["listed", "wrong", "heard", "off"]]
        .any()
    )
    scores = scores[scores["listed"]].sum(axis=1)
    return int(scores.index[scores.argmax()]) if len(scores) else None


def life(events: Frame, result: Result, names: PolicyNames) -> LifePage | None:
    """The life worth telling among those followed; None when nobody followed was listed."""
    person = choose(events)
    if person is None:
        return None
    own = events[events["person"] == person]
    seed = int(own["seed"].iloc[0])
    one = [("seed", "=", seed), ("person", "=", person)]
    ends, amounts = _ends(result.persons(where=one), names.black, result.currency)
    return LifePage(
        seed=seed,
        person=person,
        who=who_is(result.people(where=one).iloc[0]),
        entries=[
            _line(entry, result.worlds)
            for entry in _gathered(
                life_story(
                    own[own["seed"] == seed],
                    names,
                    result.manifest.burn_in,
                    result.arrived(seed, person),
                )
            )
        ],
        ends=ends,
        amounts=amounts,
    )


def _gathered(story: list[Happening]) -> Iterator[Happening]:
    """The story, with a long run of instalments in two lines."""
    for (kind, _), run in groupby(story, key=lambda entry: (entry.kind, entry.world)):
        entries = list(run)
        if kind != "payment" or len(entries) < 4:
            yield from entries
            continue
        yield entries[0]
        more = say(
            "{n} more payments by {month}. The last: {last}",
            n=len(entries) - 1,
            month=entries[-1].month,
            last=entries[-1].text,
        )
        yield replace(entries[-1], month=entries[1].month, text=more)


def _line(entry: Happening, worlds: Worlds) -> tuple[str, str, str, str, str]:
    world = "story" if entry.side == "story" else entry.world
    words = say("The worlds part") if world == "story" else say("In both worlds")
    if world in ARMS:
        words = capital(worlds.phrase("with" if world == "with" else "without"))
    side = SIDE[entry.side]
    return entry.month, world, words, say(side) if side else "", entry.text


def who_is(row: Frame) -> str:
    """Somebody's traits as a sentence.

    Args:
        row: One of `people`.
    """
    size, is_alone = row["household_size"], row["household_size"] == 1
    moved = say(", a migrant") if str(row["migrant"]) == "migrant" else ""
    disabled = say(", disabled") if str(row["disability"]) == "disabled" else ""
    return say(
        "{age} years old at the start, {sex}, {settlement} {region}{more}, {job}, "
        "{fifth} fifth of incomes, {home}.",
        age=int(row["age"]),
        sex=say(who_of(str(row["sex"]), int(row["age"]))),
        settlement=named("settlement", str(row["settlement"])),
        region=named("region", str(row["region"])),
        more=moved + disabled,
        job=named("job", str(row["occupation"])),
        fifth=named("fifth", str(row["income_fifth"])),
        home=say("lives alone") if is_alone else say("in a household of {size}", size=size),
    )


def _ends(
    rows: Frame, black: Telling, currency: str
) -> tuple[list[tuple[str, str, str]], list[tuple[str, float, float]]]:
    """How both lives end, written and as numbers; what is nought in both is left out."""
    arms = {str(row["arm"]): row for _, row in rows.iterrows()}
    shown = {
        "months_listed": (say("Months {state}", state=black.state), figure),
        "months_wrongly": (say("Months {state}", state=black.wrongly), figure),
        "months_shut_out": (say("Months with a door closed"), figure),
        "times_refused": (say("Services refused"), figure),
        "months_jobless": (say("Months without work"), figure),
        "savings": (say("Savings at the end [{currency}]", currency=currency), number),
        "owed": (say("Still owed at the end [{currency}]", currency=currency), number),
        "grievance": (say("Grievance at the end [standard deviations]"), figure),
    }
    written, amounts = [], []
    for name, (label, write) in shown.items():
        with_, without = (float(arms[arm][name]) for arm in ("with", "without"))
        if (write(with_), write(without)) != ("0", "0"):
            written.append((label, write(with_), write(without)))
            amounts.append((label, with_, without))
    return written, amounts


def in_files(told: LifePage, worlds: Worlds) -> dict[str, pd.DataFrame]:
    """A life as the files of a report have it.

    Args:
        told: As the report shows it.
        worlds: What the worlds are called.
    """
    ends = pd.DataFrame(told.amounts, columns=["at_the_end", *worlds.heads])
    columns = ["month", "world", "world_in_words", "side", "text"]
    return {"life-ends": ends, "life": pd.DataFrame(told.entries, columns=columns)}
