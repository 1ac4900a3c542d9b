"""One synthetic life in two worlds, told month by month: what is so beside what is on file.

Reads the events of one traced person (`Result.events()`, both arms, one row per arm and month) and
writes sentences. It decides nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from discredit.vocabulary import GROUND_SENTENCES, UNSCORED
from discredit.words import purse
from discredit.words.labels import label_in
from discredit.words.names import capital
from discredit.words.numbers import count, figure, money
from discredit.words.parting import cause_of, what_was_recorded
from discredit.words.phrases import (
    CLEAR,
    LISTED,
    NONE,
    RELEASES,
    REVIEW,
    WARNED,
    PersonMonth,
    PolicyNames,
    amiss_with,
    bits,
    blank,
    flag,
    services,
    turns,
)

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

KindAndText = tuple[str, str]
"""A happening of one month of one world."""


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
        events: The rows of one seed and one person: `arm`, `month` (YYYY-MM), every recorded column
            of a traced person, and `label`.
        names: What the policy calls its things (`phrases.names_in`).
        burn_in: How many months prepared the worlds: the first month says that they did.
        arrived: The month (YYYY-MM) in which the person came; '' for there from the start.

    Raises:
        ValueError: The rows are of more than one person.
    """
    if arrived:
        events, burn_in = events.loc[events["month"].astype(str) >= arrived], 0
    worlds = _worlds(events)
    label = label_in(events)
    divergence = first_divergence(events, names)
    begun = [str(month) for month in events["month"].head(1)] if burn_in else []
    story = [Happening(month, BOTH, "beginning", MORNING, label) for month in begun]
    before: dict[str, PersonMonth | None] = {WITH: None, WITHOUT: None}
    known: dict[str, set[KindAndText]] = {WITH: set(), WITHOUT: set()}
    for month in sorted({row["month"] for rows in worlds.values() for row in rows}):
        if month == arrived:
            story.append(Happening(month, BOTH, "arrival", ARRIVED, label))
        if divergence is not None and divergence.month == month:
            story.append(divergence)
        written: dict[str, list[KindAndText]] = {}
        for world, rows in worlds.items():
            now = next((row for row in rows if row["month"] == month), None)
            own, has = names.of(world), has_score(names, world)
            said = [] if now is None else _month(before[world], now, own, has)
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
            text = f"The worlds part in {month} because {why}."
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
    in_order = events.assign(month=events["month"].astype(str)).sort_values("month")
    rows: Sequence[dict[Any, Any]] = in_order.to_dict("records")
    return {world: [row for row in rows if row["arm"] == world] for world in (WITH, WITHOUT)}


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


def _month(
    before: PersonMonth | None, now: PersonMonth, names: PolicyNames, is_scored: bool
) -> Iterator[KindAndText]:
    """Everything worth telling of one month of one world, in the order the month runs."""
    last = blank(now) if before is None else before
    yield from _debt(last, now, names)
    yield from _acts(now, names)
    yield from _records(last, now, names)
    if is_scored:
        yield from _score(before, now, names)
    yield from _listing(last, now, names)
    yield from _counter(last, now, names)
    yield from purse.of_purse(last, now, names)
    yield from _appeal(last, now, names)
    yield from _release(last, now, names)


def _debt(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    due = now["owed"] + now["paid"]
    if due > 0 and last["owed"] <= 0:
        debt = money(due, names.money)
        yield "debt", f"Falls into a debt of {debt} that a court may have to decide."
    if flag(now, "pays_part"):
        paid, left = (money(now[name], names.money) for name in ("paid", "owed"))
        yield "payment", f"Pays {paid}; {left} are left."
    if flag(now, "pays_off"):
        yield "payment", f"Pays {money(now['paid'], names.money)}: the debt is settled."
    if turns(last, now, "owes"):
        means = "has" if flag(now, "has_means") else "does not have"
        yield (
            "judgment",
            f"A court orders {money(now['owed'], names.money)} to be paid; "
            f"this person {means} the means.",
        )
    elif flag(now, "owes") and flag(now, "has_means") != flag(last, "has_means"):
        yield "means", "Could pay again." if flag(now, "has_means") else "Can no longer pay."
    if now["conduct"] not in (NONE, last["conduct"]):
        yield "conduct", f"In truth: {GROUND_SENTENCES[now['conduct']]}."
    if turns(last, now, "company_owes"):
        yield "company", "The company this person represents defaults on a judgment."
    elif flag(last, "company_owes") and not flag(now, "company_owes"):
        yield "company", "The company settles its debt."
    if flag(last, "is_employed") and not flag(now, "is_employed"):
        yield "job", "Loses the job."
    elif turns(last, now, "is_employed"):
        yield "job", "Finds work again."
    if turns(last, now, "listed_at_home"):
        yield "family", f"Somebody else in the household is {names.black.state}."


def _acts(now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    """Conduct of the catalogue, each the first time."""
    bought, hidden = bits(now, "bought"), bits(now, "hidden")
    for text in names.done(bits(now, "did") & ~bought & ~hidden):
        yield "act", f"{capital(text)}."
    for text in names.done(hidden):
        yield "act", f"{capital(text)}; where no agency can see it."
    for text in names.done(bought):
        yield "act", f"{capital(text)}; for the score."


def _records(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    if turns(last, now, "file_open"):
        about = "the company's debt" if not flag(now, "owes") else "the unpaid judgment"
        yield "file", f"The {names.agency} opens a file on {about}."
    if now["recorded_ground"] != NONE and last["status"] == CLEAR:
        follows = now["status"] != CLEAR
        end = "." if follows else f"; the rules admit no {names.black.entry} for it."
        yield "record", capital(what_was_recorded(now, names)) + end
    true, false = (bits(now, "records") & side for side in (now["did"], ~int(now["did"])))
    matters = now["band"] != last["band"] or now["status"] != last["status"]
    for text in names.done(true):
        yield "record" if matters else "filed", f"On file: {text}."
    for text in names.done(false):
        whose = "a namesake's" if flag(now, "is_stray") else "untrue"
        yield "record", f"On file: {text}. The record is {whose}."
    if flag(now, "recorded_payment"):
        yield "record", f"The {names.agency} books the payment and closes the file."
    elif flag(now, "pays_off") and flag(now, "file_open"):
        yield "record", f"The {names.agency} does not notice the payment; the file stays open."


def _score(
    before: PersonMonth | None, now: PersonMonth, names: PolicyNames
) -> Iterator[KindAndText]:
    if not names.bands or now["band"] == UNSCORED:
        return
    band, points = names.band(now["band"]), figure(now["score"], 4)
    if before is None or before["band"] == UNSCORED:
        yield "score", f"Scored {points}: band '{band}'."
    elif now["band"] != before["band"]:
        way = "rises" if now["band"] > before["band"] else "falls"
        yield "score", f"The score {way} to {points}: band '{band}'."


def _listing(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    letter = "a letter arrives" if flag(now, "was_notified") else "no letter arrives"
    status, was = now["status"], last["status"]
    amiss = amiss_with(now)
    new = bits(now, "lists") & ~bits(last, "lists")
    entry = names.entry(new or bits(now, "lists"))
    if status == WARNED and was != WARNED:
        decided = f"The {names.agency} announces the {names.black.entry} and grants a time of grace"
        yield "warning", f"{decided}; {letter}."
    if status == LISTED and was != LISTED:
        entered = names.entered(new)
        first = f"The time of grace is over: {entered}" if was == WARNED else capital(entered)
        known = "" if was == WARNED else f"; {letter}"
        right = "In truth the debt could be paid" if flag(now, "owes") else f"The {entry} is right"
        truth = capital(": ".join(amiss)).replace("Wrong:", "Wrongly:") if amiss else right
        yield "listing", f"{first}{known}. {truth}."
        if bits(now, "closed"):
            yield "listing", f"Doors close: {services(bits(now, 'closed'))}."
    elif status == LISTED:
        if new:
            yield "listing", f"{capital(names.entered(new))} too."
        if amiss != amiss_with(last):
            right = f"From now on the {entry} is right"
            owing = f"{right}: the debt stands and could be paid." if flag(now, "owes") else ""
            state = f"From now on the {entry} is {': '.join(amiss)}." if amiss else owing
            yield "error", state or f"{right}."
        further = bits(now, "closed") & ~bits(last, "closed")
        if further:
            yield "listing", f"Further doors close: {services(further)}."


def _counter(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    refused, shut, was_shut = bits(now, "refused"), bits(now, "closed"), bits(last, "closed")
    favoured, was_favoured = bits(now, "favoured"), bits(last, "favoured")
    if now["status"] == CLEAR == last["status"] and shut & ~was_shut:
        yield "doors", f"Doors close: {services(shut & ~was_shut)}."
    if favoured & ~was_favoured:
        yield "doors", f"Favoured now: {services(favoured & ~was_favoured)}."
    if was_favoured & ~favoured:
        yield "doors", f"No longer favoured: {services(was_favoured & ~favoured)}."
    if turns(last, now, "is_aware"):
        by_letter = flag(now, "was_notified") and now["status"] != CLEAR
        at_door = "Learns of it at the counter, where the door is closed."
        letter = f"Learns of it from the {names.agency}'s letter."
        yield "discovery", letter if by_letter else at_door if refused else "Learns of it."
    if now["fined"] > 0 and last["fined"] <= 0:
        yield "fine", f"Has to pay {money(now['fined'], names.money)}."
    if refused:
        hours = count(round(now["hours"]), "hour", "hours")
        longer = f"; the way round takes {hours}" if now["hours"] >= 1 else ""
        yield "refusal", f"Turned away: {services(refused)}{longer}."


def _appeal(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    entry = names.entry(bits(last, "lists") or bits(now, "lists"))
    if flag(now, "appeal_filed"):
        yield "appeal", "Files an appeal."
    if flag(now, "appeal_won"):
        yield "appeal", f"The appeal is heard and won: the {names.agency} withdraws the {entry}."
    elif flag(now, "appeal_served"):
        goes_on = now["appeal_stage"] == REVIEW
        further = "court" if names.agency == "court" else "desk"
        then = f"goes on to the next {further}" if goes_on else f"the {entry} stands"
        yield "appeal", f"The appeal is heard and refused; {then}."


def _release(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    way, status, was = now["exit"], now["status"], last["status"]
    shut = bits(now, "closed")
    left = bits(last, "lists") & ~bits(now, "lists")
    entry = names.entry(left)
    off, why = capital(names.left(left)), RELEASES.get(way, f"the {entry} has ended")
    if was == WARNED and status == CLEAR:
        yield "exit", "The warning is dropped before the time of grace is over."
    if was == LISTED and status == CLEAR:
        still = "Still closed: " if names.bands else f"Copies of the {entry} still close "
        opens = " Every door opens." if bits(last, "closed") else ""
        stale = f" {still}{services(shut)}." if shut else opens
        yield "exit", f"{off}: {why}.{stale}"
    elif was == LISTED == status and left:
        yield "exit", f"{off}: {why}. Still {names.states(bits(now, 'lists'))}."
    elif status == CLEAR and bits(last, "closed") & ~shut:
        opened = services(bits(last, "closed") & ~shut)
        rest = f"; still closed: {services(shut)}" if shut else "; every door is open again"
        by_band = now["band"] != last["band"]
        what = "Doors open: " if by_band else f"Copies of the old {names.black.entry} are cleared: "
        yield "doors" if by_band else "copies", f"{what}{opened}{rest}."
