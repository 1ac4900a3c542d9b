"""One synthetic life in two worlds, told month by month: what is so beside what is on file.

Reads the events of one traced person (`Result.events()`, both arms, one row per arm and month) and
writes sentences. It decides nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from discredit.words import purse
from discredit.words.labels import label_in
from discredit.words.months import KindAndText, of_month
from discredit.words.parting import cause_of
from discredit.words.phrases import PersonMonth, PolicyNames, months_in
from discredit.words.tongue import say

if TYPE_CHECKING:
    from pandas import DataFrame

WITH, WITHOUT, BOTH = "with", "without", "both"

SIDE_OF_KIND: Final[dict[str, str]] = {
    "beginning": "story",
    "arrival": "story",
    "divergence": "story",
    **dict.fromkeys(
        ("debt", "judgment", "means", "conduct", "act", "payment", "company", "job", "family"),
        "truth",
    ),
    **purse.SIDES,
    "file": "dossier",
    "record": "dossier",
    "filed": "dossier",
    "score": "dossier",
    "warning": "dossier",
    "listing": "dossier",
    "error": "dossier",
    "exit": "dossier",
    "copies": "dossier",
    "discovery": "door",
    "doors": "door",
    "fine": "door",
    "refusal": "door",
    "appeal": "door",
}
"""What each kind of happening is about: what is so, what is on file, or where the two meet."""

MORNING: Final = "The record begins; what is told of this month may be older."
ARRIVED: Final = "Comes by birth or from elsewhere; what is told of this month may be older."
ONCE: Final = ("conduct", "act", "filed", "care")
"""Kinds that go to and fro from month to month, and are told the first time only."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a person."""

    month: str
    world: str  # with, without or both; of two systems their names
    kind: str  # a key of SIDE_OF_KIND
    text: str
    label: str  # what the system must wear; '' for nothing

    @property
    def side(self) -> str:
        """Whether it is about the truth, about the dossier, or happens at the door between."""
        return SIDE_OF_KIND[self.kind]


def life_story(
    events: DataFrame, names: PolicyNames, burn_in: int = 0, arrived: str = ""
) -> list[Happening]:
    """What happened to one person in both worlds, in the order of months.

    Months in which nothing happens are left out. What happens alike in both worlds is told once,
    as `both`. The first month in which the worlds differ begins with one `divergence`.

    Args:
        events: The rows of one seed and one person: `arm`, `month` (its first day), every recorded
            column of a traced person, and `label`.
        names: What the policy calls its things (`phrases.names_in`).
        burn_in: How many months prepared the worlds: the first month says that they did.
        arrived: The month (YYYY-MM) in which the person came; '' for there from the start.

    Raises:
        ValueError: The rows are of more than one person.
    """
    if arrived:
        events, burn_in = events.loc[events["month"] >= arrived], 0
    worlds = _worlds(events)
    label = label_in(events)
    divergence = first_divergence(events, names)
    begun = events["month"].head(1).dt.strftime("%Y-%m") if burn_in else []
    story = [Happening(month, BOTH, "beginning", say(MORNING), label) for month in begun]
    before: dict[str, PersonMonth | None] = {WITH: None, WITHOUT: None}
    known: dict[str, set[KindAndText]] = {WITH: set(), WITHOUT: set()}
    for month in sorted({row["month"] for rows in worlds.values() for row in rows}):
        if month == arrived:
            story.append(Happening(month, BOTH, "arrival", say(ARRIVED), label))
        if divergence is not None and divergence.month == month:
            story.append(divergence)
        written: dict[str, list[KindAndText]] = {}
        for world, rows in worlds.items():
            now = next((row for row in rows if row["month"] == month), None)
            own, has = names.of(world), has_score(names, world)
            said = [] if now is None else of_month(before[world], now, own, is_scored=has)
            written[world] = list(_once(said, known[world]))
            before[world] = now if now is not None else before[world]
        alike = [said for said in written[WITH] if said in written[WITHOUT]]
        story += [Happening(month, BOTH, *said, label) for said in alike]
        for world in (WITH, WITHOUT):
            own = [said for said in written[world] if said not in alike]
            story += [Happening(month, world, *said, label) for said in own]
    return story


def named(story: Iterable[Happening], names: PolicyNames) -> list[Happening]:
    """The same with each world called by its system, where both have one.

    Args:
        story: As `life_story` gives it.
        names: What the policies call their things.
    """
    if names.other is None:
        return list(story)
    called = {WITH: names.called, WITHOUT: names.other.called, BOTH: BOTH}
    return [replace(one, world=called[one.world]) for one in story]


def first_divergence(events: DataFrame, names: PolicyNames) -> Happening | None:
    """The first month in which the two worlds differ for this person, and why, in one sentence.

    Args:
        events: The rows of one seed and one person, see `life_story`.
        names: What the policy calls its things.

    Returns:
        None where they never do, as far as both have come.
    """
    worlds = _worlds(events)
    for ours, theirs in zip_longest(worlds[WITH], worlds[WITHOUT]):
        if ours is None or theirs is None:
            return None
        trivial = {"arm"} if is_scored_alike(names) else {"arm", "score", "band"}
        different = [n for n in ours if n not in trivial and ours[n] != theirs[n]]
        if different:
            month = ours["month"]
            why = cause_of(ours, theirs, different, names)
            text = say("The worlds part in {month} because {why}.", month=month, why=why)
            return Happening(month, BOTH, "divergence", text, label_in(events))
    return None


def _once(said: Iterable[KindAndText], written: set[KindAndText]) -> Iterator[KindAndText]:
    """Leave out what was written before. After a new debt, conduct is written anew."""
    for one in said:
        if one[0] == "debt":
            written.difference_update([old for old in written if old[0] == "conduct"])
        if one[0] not in ONCE or one not in written:
            yield one
        if one[0] in ONCE:
            written.add(one)


def _worlds(events: DataFrame) -> dict[str, list[PersonMonth]]:
    identity = [name for name in ("seed", "person") if name in events.columns]
    if len(events[identity].drop_duplicates()) > 1:
        raise ValueError("a life story needs the events of one person in one seed")
    return {world: months_in(events, world) for world in (WITH, WITHOUT)}


def is_scored_alike(names: PolicyNames) -> bool:
    """Whether a score can be compared: not where one of two systems has none.

    Args:
        names: What the policies call their things.
    """
    return names.other is None or bool(names.scorer) == bool(names.other.scorer)


def has_score(names: PolicyNames, world: str) -> bool:
    """Whether a score is told of a world: without a system it is what its rules would say, and
    nobody asks.

    Args:
        names: What the policies call their things.
        world: With or without.
    """
    return world == WITH or (names.other is not None and bool(names.other.scorer))
