"""The numbers that the sections of a policy are made of, by unit and by label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from discredit.document import Keys
from discredit.policy.faults import BrokenRule, broken, did_you_mean, listed
from discredit.policy.number import Needs, Number
from discredit.vocabulary import (
    AGE_BANDS,
    DESKS,
    EDUCATION,
    FEATURES,
    FIFTHS,
    GROUNDS,
    OCCUPATIONS,
    RESIDENCE,
    SERVICES,
    SETTLEMENTS,
)

ByOccupation = Annotated[Number, Needs("multiplier", labels=OCCUPATIONS)]
BySomeOccupations = Annotated[Number, Needs("multiplier", labels=OCCUPATIONS, every=False)]
SwitchByOccupation = Annotated[Number, Needs("switch", labels=OCCUPATIONS, every=False)]
ByFifth = Annotated[Number, Needs("multiplier", labels=FIFTHS)]
ByEducation = Annotated[Number, Needs("multiplier", labels=EDUCATION)]
ByAge = Annotated[Number, Needs("multiplier", labels=AGE_BANDS)]
ByResidence = Annotated[Number, Needs("multiplier", labels=RESIDENCE)]
BySettlement = Annotated[Number, Needs("multiplier", labels=SETTLEMENTS)]
ShareByFifth = Annotated[Number, Needs("share", labels=FIFTHS)]
MonthsByFifth = Annotated[Number, Needs("months", labels=FIFTHS)]
ShareByGround = Annotated[Number, Needs("share", labels=GROUNDS)]
ShareByFeature = Annotated[Number, Needs("share", labels=FEATURES, every=False)]
ShareByDesk = Annotated[Number, Needs("share", labels=DESKS)]
PerMillionByDesk = Annotated[Number, Needs("per million people per month", labels=DESKS)]

RateByService = Annotated[Number, Needs("per month", labels=SERVICES, every=False)]
ShareByService = Annotated[Number, Needs("share", labels=SERVICES, every=False)]
SwitchByService = Annotated[Number, Needs("switch", labels=SERVICES, every=False)]
MultiplierByService = Annotated[Number, Needs("multiplier", labels=SERVICES, every=False)]
HoursByService = Annotated[Number, Needs("hours", labels=SERVICES, every=False)]
MoneyByService = Annotated[Number, Needs("CNY", labels=SERVICES, every=False)]

SwitchByName = Annotated[Number, Needs("switch", labels=())]
"""One switch for each name of the policy's own: conducts, lists."""


def labels_on(number: Number | None) -> set[str]:
    """The labels whose switch is on at some date."""
    if number is None:
        return set()
    found: set[str] = set()
    for entry in [number.value] if number.dated is None else number.dated.values():
        found |= {k for k, v in entry.items() if v} if isinstance(entry, dict) else set()
    return found


def contradiction(rule: str, remedy: str) -> Exception:
    """A fault of a whole section: its numbers are each in order and cannot hold together."""
    return broken(rule, remedy, "in contradiction with itself")


def strange_names(
    what: str, named: Mapping[str, Any] | Iterable[str], known: Iterable[str], at: Keys
) -> Iterator[BrokenRule]:
    """A broken rule for each name that the policy does not have, where it stands."""
    have = tuple(known)
    for name in named:
        if name not in have:
            rule = f"{what} must be of this policy: {listed(have) or 'it has none'}"
            remedy = did_you_mean(name, have, "Correct or remove it.")
            yield BrokenRule((*at, name), name, rule, remedy, "not a known name")
