"""One synthetic life in two worlds, told month by month: what is so beside what is on file.

Reads the events of one traced person (`Result.events()`, both arms, one row per arm and month) and
writes sentences. It decides nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from discredit.vocabulary import SERVICES

if TYPE_CHECKING:
    from pandas import DataFrame

WITH, WITHOUT, BOTH = "with", "without", "both"
CLEAR, WARNED, LISTED, REVIEW = "clear", "warned", "listed", "review"

SIDE_OF_KIND: Final[dict[str, str]] = {
    "divergence": "story",
    "debt": "truth",
    "judgment": "truth",
    "means": "truth",
    "conduct": "truth",
    "payment": "truth",
    "company": "truth",
    "job": "truth",
    "family": "truth",
    "file": "dossier",
    "record": "dossier",
    "warning": "dossier",
    "listing": "dossier",
    "error": "dossier",
    "exit": "dossier",
    "copies": "dossier",
    "discovery": "door",
    "refusal": "door",
    "appeal": "door",
}
"""What each kind of entry is about: what is so, what is on file, or where the two meet."""

NONE: Final = "none"
EXITS: Final = {
    "paid": "the debt is paid",
    "term": "the term is over",
    "corrected": "corrected on appeal",
    "repaired": "repaired by an instalment",
}
GROUNDS_SPOKEN: Final = {
    "refuses_though_able": "refuses to pay although able",
    "obstructs": "obstructs enforcement",
    "hides_assets": "hides assets",
    "reports_no_assets": "does not report assets",
    "breaks_spending_order": "breaks the spending order",
    "breaks_settlement": "breaks a settlement",
}
CAUSES_SPOKEN: Final = {
    "cannot_pay": "the debt is real, the means to pay it are not",
    "namesake": "the record belongs to somebody of the same name",
    "representative": "the debt is a company's, not this person's",
    "already_paid": "nothing is owed any more",
}
"""Every cause of a wrong listing; a test holds all three lists to the engine's."""

Row = Mapping[str, Any]
Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `world` is with, without or both; `kind` a key of SIDE_OF_KIND."""

    month: str
    world: str
    kind: str
    text: str

    @property
    def side(self) -> str:
        """Whether it is about the truth, about the dossier, or happens at the door between."""
        return SIDE_OF_KIND[self.kind]


def tell(events: DataFrame) -> list[Entry]:
    """The story of one person: only months in which something happens, in order.

    What happens alike in both worlds is told once, as `both`. The first month in which the worlds
    differ carries one entry of kind `divergence`, before the others of that month.

    Args: events, the rows of one seed and one person, with `arm`, `month` (YYYY-MM) and every
    column of `record.trace`. Raises ValueError when they hold more than one person.
    """
    worlds = _worlds(events)
    parting = first_divergence(events)
    story: list[Entry] = []
    before: dict[str, Row | None] = {WITH: None, WITHOUT: None}
    conduct: dict[str, set[str]] = {WITH: set(), WITHOUT: set()}
    for month in sorted({row["month"] for rows in worlds.values() for row in rows}):
        if parting is not None and parting.month == month:
            story.append(parting)
        told: dict[str, list[Said]] = {}
        for world, rows in worlds.items():
            now = next((row for row in rows if row["month"] == month), None)
            said = [] if now is None else _month(before[world], now)
            told[world] = list(_once(said, conduct[world]))
            before[world] = now if now is not None else before[world]
        alike = [said for said in told[WITH] if said in told[WITHOUT]]
        story += [Entry(month, BOTH, *said) for said in alike]
        for world in (WITH, WITHOUT):
            story += [Entry(month, world, *said) for said in told[world] if said not in alike]
    return story


def first_divergence(events: DataFrame) -> Entry | None:
    """The first month in which the two worlds differ for this person, and why, in one sentence."""
    worlds = _worlds(events)
    for ours, theirs in zip_longest(worlds[WITH], worlds[WITHOUT]):
        if ours is None or theirs is None:
            return None
        different = [name for name in ours if name != "arm" and ours[name] != theirs[name]]
        if different:
            month = ours["month"]
            text = f"The worlds part in {month} because {_cause(ours, theirs, different)}."
            return Entry(month, BOTH, "divergence", text)
    return None


def _once(said: Iterable[Said], told: set[str]) -> Iterator[Said]:
    """Without conduct already told of this debt: from month to month it goes to and fro."""
    for kind, text in said:
        if kind == "debt":
            told.clear()
        if kind != "conduct" or text not in told:
            yield kind, text
        if kind == "conduct":
            told.add(text)


def _worlds(events: DataFrame) -> dict[str, list[Row]]:
    identity = [name for name in ("seed", "person") if name in events.columns]
    if len(events[identity].drop_duplicates()) > 1:
        raise ValueError("a life story needs the events of one person in one seed")
    in_order = events.assign(month=events["month"].astype(str)).sort_values("month")
    rows: Sequence[dict[Any, Any]] = in_order.to_dict("records")
    return {world: [row for row in rows if row["arm"] == world] for world in (WITH, WITHOUT)}


def _cause(ours: Row, theirs: Row, different: Sequence[str]) -> str:
    """The first of the reasons, in the order in which a month runs; it completes 'because ...'."""
    if ours["listed_at_home"] != theirs["listed_at_home"]:
        return "somebody else in the household is on the list in one of them"
    if ours["recorded_ground"] != theirs["recorded_ground"]:
        return f"{_what_was_recorded(ours)}; without the list no record is made"
    if ours["listed_ties"] != theirs["listed_ties"]:
        return "people this person knows are on the list in one of them"
    if any(name in different for name in ("pays_off", "pays_part", "paid")):
        return "the risk of being listed moves this person to pay"
    if any(name in different for name in ("status", "closed", "is_aware")):
        return "a list stands over this person in one of them"
    if "appeal_served" in different or "appeal_won" in different:
        return "the appeal desks are busy with different cases"
    named = ", ".join(name.replace("_", " ") for name in different[:3])
    return f"this person meets something else in each: {named}"


def _what_was_recorded(row: Row) -> str:
    words = GROUNDS_SPOKEN.get(row["recorded_ground"], "nothing")
    if _flag(row, "is_stray"):
        return f"a court files a namesake's record ('{words}') under this person"
    if _flag(row, "recorded_for_company"):
        return "a court records this person for a debt of the company he or she represents"
    if not _flag(row, "owes"):
        return f"a court records '{words}' against somebody who owes nothing"
    means = "could pay" if _flag(row, "has_means") else "cannot pay"
    return f"a court records '{words}' against somebody who owes and {means}"


def _month(before: Row | None, now: Row) -> Iterator[Said]:
    """Everything worth telling of one month of one world, in the order the month runs."""
    last = _blank(now) if before is None else before
    yield from _debt(last, now)
    yield from _records(last, now)
    yield from _listing(last, now)
    yield from _counter(last, now)
    yield from _appeal(now)
    yield from _release(last, now)


def _debt(last: Row, now: Row) -> Iterator[Said]:
    due = now["owed"] + now["paid"]
    if due > 0 and last["owed"] <= 0:
        yield "debt", f"Falls into a debt of {_yuan(due)} that a court may have to decide."
    if _flag(now, "pays_part"):
        yield "payment", f"Pays {_yuan(now['paid'])}; {_yuan(now['owed'])} are left."
    if _flag(now, "pays_off"):
        yield "payment", f"Pays {_yuan(now['paid'])}: the debt is settled."
    if _turns(last, now, "owes"):
        means = "has" if _flag(now, "has_means") else "does not have"
        yield (
            "judgment",
            f"A court orders {_yuan(now['owed'])} to be paid; this person {means} the means.",
        )
    elif _flag(now, "owes") and _flag(now, "has_means") != _flag(last, "has_means"):
        yield "means", "Could pay again." if _flag(now, "has_means") else "Can no longer pay."
    if now["conduct"] not in (NONE, last["conduct"]):
        yield "conduct", f"In truth: {GROUNDS_SPOKEN[now['conduct']]}."
    if _turns(last, now, "company_owes"):
        yield "company", "The company this person represents defaults on a judgment."
    elif _flag(last, "company_owes") and not _flag(now, "company_owes"):
        yield "company", "The company settles its debt."
    if _flag(last, "is_employed") and not _flag(now, "is_employed"):
        yield "job", "Loses the job."
    elif _turns(last, now, "is_employed"):
        yield "job", "Finds work again."
    if _turns(last, now, "listed_at_home"):
        yield "family", "Somebody else in the household is on the list."


def _records(last: Row, now: Row) -> Iterator[Said]:
    if _turns(last, now, "file_open"):
        about = "the company's debt" if not _flag(now, "owes") else "the unpaid judgment"
        yield "file", f"The court opens a file on {about}."
    if now["recorded_ground"] != NONE and last["status"] == CLEAR:
        follows = now["status"] != CLEAR
        end = "." if follows else "; the rules admit no entry for it."
        yield "record", _capital(_what_was_recorded(now)) + end
    if _flag(now, "recorded_payment"):
        yield "record", "The court books the payment and closes the file."
    elif _flag(now, "pays_off") and _flag(now, "file_open"):
        yield "record", "The court does not notice the payment; the file stays open."


def _listing(last: Row, now: Row) -> Iterator[Said]:
    letter = "a letter arrives" if _flag(now, "was_notified") else "no letter arrives"
    status, was = now["status"], last["status"]
    cause = CAUSES_SPOKEN.get(now["wrong_cause"])
    if status == WARNED and was != WARNED:
        decided = "The court decides to list this person and grants a time of grace"
        yield "warning", f"{decided}; {letter}."
    if status == LISTED and was != LISTED:
        first = "The time of grace is over: entered" if was == WARNED else "Entered"
        known = "" if was == WARNED else f"; {letter}"
        truth = f"Wrongly: {cause}" if cause else "In truth the debt could be paid"
        yield "listing", f"{first} on the list{known}. {truth}."
        if _bits(now, "closed"):
            yield "listing", f"Doors close: {_services(_bits(now, 'closed'))}."
    elif status == LISTED:
        if now["wrong_cause"] != last["wrong_cause"]:
            yield (
                "error",
                f"From now on the entry is wrong: {cause}."
                if cause
                else "From now on the entry is right: the debt stands and could be paid.",
            )
        further = _bits(now, "closed") & ~_bits(last, "closed")
        if further:
            yield "listing", f"Further doors close: {_services(further)}."


def _counter(last: Row, now: Row) -> Iterator[Said]:
    refused = _bits(now, "refused")
    if _turns(last, now, "is_aware"):
        by_letter = _flag(now, "was_notified") and now["status"] != CLEAR
        yield (
            "discovery",
            "Learns of it from the court's letter."
            if by_letter
            else "Learns of it at the counter, where the door is closed.",
        )
    if refused:
        hours = f"; {now['hours']:.0f} hours go on the way round" if now["hours"] >= 1 else ""
        yield "refusal", f"Turned away: {_services(refused)}{hours}."


def _appeal(now: Row) -> Iterator[Said]:
    if _flag(now, "appeal_filed"):
        yield "appeal", "Files an appeal."
    if _flag(now, "appeal_won"):
        yield "appeal", "The appeal is heard and won: the court takes the entry back."
    elif _flag(now, "appeal_served"):
        goes_on = now["appeal_stage"] == REVIEW
        then = "goes on to the next court" if goes_on else "the entry stands"
        yield "appeal", f"The appeal is heard and refused; {then}."


def _release(last: Row, now: Row) -> Iterator[Said]:
    way, status, was = now["exit"], now["status"], last["status"]
    shut = _bits(now, "closed")
    if was == WARNED and status == CLEAR:
        yield "exit", "The warning is dropped before the time of grace is over."
    if was == LISTED and status == CLEAR:
        stale = f" Copies still close {_services(shut)}." if shut else " Every door opens."
        yield "exit", f"Off the list: {EXITS.get(way, 'the entry has ended')}.{stale}"
    elif status == CLEAR and _bits(last, "closed") & ~shut:
        opened = _services(_bits(last, "closed") & ~shut)
        rest = f"; still closed: {_services(shut)}" if shut else "; every door is open again"
        yield "copies", f"Copies of the old entry are cleared: {opened}{rest}."


def _blank(now: Row) -> dict[str, Any]:
    """The month before the first: nothing owed, nothing on file, the same job."""
    words = ("conduct", "recorded_ground", "exit", "wrong_cause", "appeal_stage")
    kept = {"is_employed": now["is_employed"], "status": CLEAR}
    return {**dict.fromkeys(now, 0), **dict.fromkeys(words, NONE), **kept}


def _bits(row: Row, name: str) -> int:
    return int(row[name])


def _flag(row: Row, name: str) -> bool:
    return bool(row[name])


def _turns(last: Row, now: Row, name: str) -> bool:
    return _flag(now, name) and not _flag(last, name)


def _services(bits: int) -> str:
    named = [name.replace("_", " ") for s, name in enumerate(SERVICES) if (bits >> s) & 1]
    return ", ".join(named)


def _yuan(amount: float) -> str:
    return f"{amount:,.0f} yuan"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
