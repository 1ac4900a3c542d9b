"""What is worth telling of one month of one person in one world."""

from __future__ import annotations

from collections.abc import Iterator

from discredit.vocabulary import GROUND_SENTENCES, UNSCORED
from discredit.words import purse
from discredit.words.names import capital
from discredit.words.numbers import count, figure, money
from discredit.words.parting import what_was_recorded
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
from discredit.words.tongue import say

KindAndText = tuple[str, str]
"""A happening of one month of one world."""


def of_month(
    before: PersonMonth | None, now: PersonMonth, names: PolicyNames, *, is_scored: bool
) -> Iterator[KindAndText]:
    """Everything worth telling of one month of one world, in the order the month runs.

    Args:
        before: The month before; None for the first.
        now: The month.
        names: What the policy calls its things.
        is_scored: Whether a score is told of this world.
    """
    last = blank(now) if before is None else before
    yield from _debt(last, now, names)
    yield from _work(last, now, names)
    yield from _acts(now, names)
    yield from _records(last, now, names)
    if is_scored:
        yield from _score(before, now, names)
    yield from _warning(last, now, names)
    yield from _listing(last, now, names)
    yield from _counter(last, now, names)
    yield from purse.of_purse(last, now, names)
    yield from _appeal(last, now, names)
    yield from _release(last, now, names)


def _debt(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    due = now["owed"] + now["paid"]
    owed, paid = (money(now[name], names.money) for name in ("owed", "paid"))
    if due > 0 and last["owed"] <= 0:
        debt = money(due, names.money)
        yield "debt", say("Falls into a debt of {debt} that a court may have to decide.", debt=debt)
    if flag(now, "pays_part"):
        yield "payment", say("Pays {paid}; {left} are left.", paid=paid, left=owed)
    if flag(now, "pays_off"):
        yield "payment", say("Pays {paid}: the debt is settled.", paid=paid)
    if turns(last, now, "owes"):
        has = say("A court orders {owed} to be paid; this person has the means.", owed=owed)
        lacks = say(
            "A court orders {owed} to be paid; this person does not have the means.", owed=owed
        )
        yield "judgment", has if flag(now, "has_means") else lacks
    elif flag(now, "owes") and flag(now, "has_means") != flag(last, "has_means"):
        can = say("Could pay again.") if flag(now, "has_means") else say("Can no longer pay.")
        yield "means", can


def _work(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    if now["conduct"] not in (NONE, last["conduct"]):
        yield "conduct", say("In truth: {conduct}.", conduct=say(GROUND_SENTENCES[now["conduct"]]))
    if turns(last, now, "company_owes"):
        yield "company", say("The company this person represents defaults on a judgment.")
    elif flag(last, "company_owes") and not flag(now, "company_owes"):
        yield "company", say("The company settles its debt.")
    if flag(last, "is_employed") and not flag(now, "is_employed"):
        yield "job", say("Loses the job.")
    elif turns(last, now, "is_employed"):
        yield "job", say("Finds work again.")
    if turns(last, now, "listed_at_home"):
        yield "family", say("Somebody else in the household is {state}.", state=names.black.state)


def _acts(now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    """Conduct of the catalogue, each the first time."""
    bought, hidden = bits(now, "bought"), bits(now, "hidden")
    for text in names.done(bits(now, "did") & ~bought & ~hidden):
        yield "act", say("{act}.", act=capital(text))
    for text in names.done(hidden):
        yield "act", say("{act}; where no agency can see it.", act=capital(text))
    for text in names.done(bought):
        yield "act", say("{act}; for the score.", act=capital(text))


def _records(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    who = names.agency
    if turns(last, now, "file_open"):
        company = say("The {agency} opens a file on the company's debt.", agency=who)
        own = say("The {agency} opens a file on the unpaid judgment.", agency=who)
        yield "file", own if flag(now, "owes") else company
    if now["recorded_ground"] != NONE and last["status"] == CLEAR:
        recorded = capital(what_was_recorded(now, names))
        follows = say("{recorded}.", recorded=recorded)
        ends = say(
            "{recorded}; the rules admit no {entry} for it.",
            recorded=recorded,
            entry=names.black.entry,
        )
        yield "record", follows if now["status"] != CLEAR else ends
    true, false = (bits(now, "records") & side for side in (now["did"], ~int(now["did"])))
    matters = now["band"] != last["band"] or now["status"] != last["status"]
    for text in names.done(true):
        yield "record" if matters else "filed", say("On file: {act}.", act=text)
    for text in names.done(false):
        namesake = say("On file: {act}. The record is a namesake's.", act=text)
        untrue = say("On file: {act}. The record is untrue.", act=text)
        yield "record", namesake if flag(now, "is_stray") else untrue
    if flag(now, "recorded_payment"):
        yield "record", say("The {agency} books the payment and closes the file.", agency=who)
    elif flag(now, "pays_off") and flag(now, "file_open"):
        yield (
            "record",
            say("The {agency} does not notice the payment; the file stays open.", agency=who),
        )


def _score(
    before: PersonMonth | None, now: PersonMonth, names: PolicyNames
) -> Iterator[KindAndText]:
    if not names.bands or now["band"] == UNSCORED:
        return
    told = {"points": figure(now["score"], 4), "band": names.band(now["band"])}
    if before is None or before["band"] == UNSCORED:
        yield "score", say("Scored {points}: band '{band}'.", **told)
    elif now["band"] > before["band"]:
        yield "score", say("The score rises to {points}: band '{band}'.", **told)
    elif now["band"] < before["band"]:
        yield "score", say("The score falls to {points}: band '{band}'.", **told)


def _letter(now: PersonMonth) -> str:
    arrives = flag(now, "was_notified")
    return say("a letter arrives") if arrives else say("no letter arrives")


def _warning(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    if now["status"] == WARNED and last["status"] != WARNED:
        yield (
            "warning",
            say(
                "The {agency} announces the {entry} and grants a time of grace; {letter}.",
                agency=names.agency,
                entry=names.black.entry,
                letter=_letter(now),
            ),
        )


def _listing(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    if now["status"] != LISTED:
        return
    new, shut = bits(now, "lists") & ~bits(last, "lists"), bits(now, "closed")
    entered = names.entered(new)
    entry = names.entry(new or bits(now, "lists"))
    if last["status"] != LISTED:
        letter, truth = _letter(now), _in_truth(now, entry)
        coming = say("{entered}; {letter}.", entered=capital(entered), letter=letter)
        if last["status"] == WARNED:
            coming = say("The time of grace is over: {entered}.", entered=entered)
        yield "listing", say("{first} {second}", first=coming, second=truth)
        if shut:
            yield "listing", say("Doors close: {services}.", services=services(shut))
        return
    if new:
        yield "listing", say("{entered} too.", entered=capital(entered))
    amiss = amiss_with(now)
    if amiss != amiss_with(last):
        yield "error", _from_now_on(now, entry, amiss)
    further = shut & ~bits(last, "closed")
    if further:
        yield "listing", say("Further doors close: {services}.", services=services(further))


def _in_truth(now: PersonMonth, entry: str) -> str:
    """Whether an entry that is new is right."""
    amiss = amiss_with(now)
    if amiss is None:
        owing = say("In truth the debt could be paid.")
        return owing if flag(now, "owes") else say("The {entry} is right.", entry=entry)
    how, why = amiss
    if how == say("wrong"):
        return say("Wrongly: {why}.", why=why)
    return say("{how}: {why}.", how=capital(how), why=why)


def _from_now_on(now: PersonMonth, entry: str, amiss: tuple[str, str] | None) -> str:
    """What becomes of an entry that stands."""
    if amiss:
        how, why = amiss
        return say("From now on the {entry} is {how}: {why}.", entry=entry, how=how, why=why)
    if flag(now, "owes"):
        return say(
            "From now on the {entry} is right: the debt stands and could be paid.", entry=entry
        )
    return say("From now on the {entry} is right.", entry=entry)


def _counter(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    refused, shut, was_shut = bits(now, "refused"), bits(now, "closed"), bits(last, "closed")
    favoured, was_favoured = bits(now, "favoured"), bits(last, "favoured")
    if now["status"] == CLEAR == last["status"] and shut & ~was_shut:
        yield "doors", say("Doors close: {services}.", services=services(shut & ~was_shut))
    if favoured & ~was_favoured:
        gained = services(favoured & ~was_favoured)
        yield "doors", say("Favoured now: {services}.", services=gained)
    if was_favoured & ~favoured:
        lost = services(was_favoured & ~favoured)
        yield "doors", say("No longer favoured: {services}.", services=lost)
    if turns(last, now, "is_aware"):
        by_letter = flag(now, "was_notified") and now["status"] != CLEAR
        at_door = say("Learns of it at the counter, where the door is closed.")
        letter = say("Learns of it from the {agency}'s letter.", agency=names.agency)
        somehow = at_door if refused else say("Learns of it.")
        yield "discovery", letter if by_letter else somehow
    if now["fined"] > 0 and last["fined"] <= 0:
        yield "fine", say("Has to pay {fine}.", fine=money(now["fined"], names.money))
    if refused:
        hours = count(round(now["hours"]), say("hour"), say("hours"))
        doors = services(refused)
        way = say(
            "Turned away: {services}; the way round takes {hours}.", services=doors, hours=hours
        )
        short = say("Turned away: {services}.", services=doors)
        yield "refusal", way if now["hours"] >= 1 else short


def _appeal(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    entry = names.entry(bits(last, "lists") or bits(now, "lists"))
    if flag(now, "appeal_filed"):
        yield "appeal", say("Files an appeal.")
    if flag(now, "appeal_won"):
        yield (
            "appeal",
            say(
                "The appeal is heard and won: the {agency} withdraws the {entry}.",
                agency=names.agency,
                entry=entry,
            ),
        )
    elif flag(now, "appeal_served") and now["appeal_stage"] != REVIEW:
        yield "appeal", say("The appeal is heard and refused; the {entry} stands.", entry=entry)
    elif flag(now, "appeal_served"):
        court = say("The appeal is heard and refused; goes on to the next court.")
        desk = say("The appeal is heard and refused; goes on to the next desk.")
        yield "appeal", court if names.is_court else desk


def _release(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[KindAndText]:
    status, was = now["status"], last["status"]
    left = bits(last, "lists") & ~bits(now, "lists")
    entry = names.entry(left)
    ended = RELEASES.get(now["exit"])
    why = say(ended) if ended else say("the {entry} has ended", entry=entry)
    off = say("{left}: {why}.", left=capital(names.left(left)), why=why)
    if was == WARNED and status == CLEAR:
        yield "exit", say("The warning is dropped before the time of grace is over.")
    if was == LISTED and status == CLEAR:
        rest = _after_release(last, now, names, entry)
        yield "exit", say("{first} {second}", first=off, second=rest) if rest else off
    elif was == LISTED == status and left:
        still = say("Still {state}.", state=names.states(bits(now, "lists")))
        yield "exit", say("{first} {second}", first=off, second=still)
    elif status == CLEAR and bits(last, "closed") & ~bits(now, "closed"):
        yield _opened(last, now, names)


def _after_release(last: PersonMonth, now: PersonMonth, names: PolicyNames, entry: str) -> str:
    """What of doors is told of somebody who comes off the last list; '' for nothing."""
    shut = bits(now, "closed")
    if not shut:
        return say("Every door opens.") if bits(last, "closed") else ""
    doors = services(shut)
    if names.bands:
        return say("Still closed: {services}.", services=doors)
    return say("Copies of the {entry} still close {services}.", entry=entry, services=doors)


def _opened(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> KindAndText:
    """Doors that open for somebody who is on no list."""
    shut = bits(now, "closed")
    doors = services(bits(last, "closed") & ~shut)
    rest = say("every door is open again")
    if shut:
        rest = say("still closed: {services}", services=services(shut))
    if now["band"] != last["band"]:
        return "doors", say("Doors open: {services}; {rest}.", services=doors, rest=rest)
    return "copies", say(
        "Copies of the old {entry} are cleared: {services}; {rest}.",
        entry=names.black.entry,
        services=doors,
        rest=rest,
    )
