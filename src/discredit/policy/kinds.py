"""The numbers that the sections of a policy are made of, by unit and by label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, NamedTuple

from discredit.document import Keys
from discredit.errors import quoted
from discredit.policy.faults import BrokenRule, broken, did_you_mean, listed
from discredit.policy.needs import Needs
from discredit.policy.number import Number
from discredit.units import CURRENCIES

ByOccupation = Annotated[Number, Needs("multiplier", axis="occupation")]
BySomeOccupations = Annotated[Number, Needs("multiplier", axis="occupation", every=False)]
SwitchByOccupation = Annotated[Number, Needs("switch", axis="occupation", every=False)]
ByFifth = Annotated[Number, Needs("multiplier", axis="fifth")]
ByEducation = Annotated[Number, Needs("multiplier", axis="education")]
ByAge = Annotated[Number, Needs("multiplier", axis="age")]
ByResidence = Annotated[Number, Needs("multiplier", axis="residence")]
BySettlement = Annotated[Number, Needs("multiplier", axis="settlement")]
BySex = Annotated[Number, Needs("multiplier", axis="sex")]
ByBackground = Annotated[Number, Needs("multiplier", axis="background", every=False)]
ByDisability = Annotated[Number, Needs("multiplier", axis="disability")]
SwitchByIdentity = Annotated[Number, Needs("switch", axis="identity", every=False)]
ShareByFifth = Annotated[Number, Needs("share", axis="fifth")]
MonthsByFifth = Annotated[Number, Needs("months", axis="fifth")]
ShareByGround = Annotated[Number, Needs("share", axis="ground")]
ShareByFeature = Annotated[Number, Needs("share", axis="feature", every=False)]
ShareByAgreement = Annotated[Number, Needs("share", axis="agreement", every=False)]
ChangeByHabit = Annotated[Number, Needs("relative change", axis="habit", every=False)]
CorrelationByHabit = Annotated[Number, Needs("correlation", axis="habit", every=False)]
ShareByConsequence = Annotated[Number, Needs("share", axis="consequence", every=False)]
ShareByDesk = Annotated[Number, Needs("share", axis="desk")]
ShareByWay = Annotated[Number, Needs("share", axis="way", every=False)]
PerMillionByDesk = Annotated[Number, Needs("per million people per month", axis="desk")]

RateByService = Annotated[Number, Needs("per month", axis="service", every=False)]
ShareByService = Annotated[Number, Needs("share", axis="service", every=False)]
SwitchByService = Annotated[Number, Needs("switch", axis="service", every=False)]
MultiplierByService = Annotated[Number, Needs("multiplier", axis="service", every=False)]
HoursByService = Annotated[Number, Needs("hours", axis="service", every=False)]
MoneyByService = Annotated[Number, Needs(CURRENCIES, axis="service", every=False)]

SwitchByConduct = Annotated[Number, Needs("switch", axis="conduct")]
"""One switch for each conduct that the policy names: a ground of the court, or of its catalogue."""
SwitchByRegion = Annotated[Number, Needs("switch", axis="region", every=False)]
"""Regions of the society that a policy meets, by name; those not named are off."""
ShareByRegion = Annotated[Number, Needs("share", axis="region", every=False)]
"""A share for each region that is named; nothing in the others."""
SwitchByList = Annotated[Number, Needs("switch", axis="list")]
"""One switch for each list of the policy that it names."""


def labels_on(number: Number | None) -> set[str]:
    """The labels whose switch is on at some date.

    Args:
        number: Of switches by label; None, or one without labels, has none.
    """
    if number is None:
        return set()
    found: set[str] = set()
    for entry in [number.value] if number.dated is None else number.dated.values():
        found |= {k for k, v in entry.items() if v} if isinstance(entry, dict) else set()
    return found


def labels_always_on(number: Number | None) -> set[str]:
    """The labels whose switch is on in every month.

    Args:
        number: Of switches by label; None, or one without labels, has none.
    """
    if number is None:
        return set()
    entries = [number.value] if number.dated is None else list(number.dated.values())
    if number.dated is not None and number.before is not None:
        entries.append(number.before)
    each = [{k for k, v in e.items() if v} if isinstance(e, dict) else set() for e in entries]
    return set.intersection(*each) if each else set()


def contradiction(rule: str, remedy: str) -> Exception:
    """A fault of a whole section: its numbers are each in order and cannot hold together.

    Args:
        rule: Completes 'it ...'.
        remedy: A full sentence.

    Returns:
        To be raised inside the section's validator.
    """
    return broken(rule, remedy, "in contradiction with itself")


def strange_names(
    what: str, named: Mapping[str, Any] | Iterable[str], known: Iterable[str], at: Keys
) -> Iterator[BrokenRule]:
    """A broken rule for each name that the policy does not have, where it stands.

    Args:
        what: What the names are, in the plural, as a message begins: `lists`.
        named: The names that a section uses.
        known: The names that the policy has.
        at: The keys that lead to them.
    """
    have = tuple(known)
    for name in named:
        if name not in have:
            rule = f"{what} must be of this policy: {listed(have) or 'it has none'}"
            remedy = did_you_mean(name, have, "Correct or remove it.")
            yield BrokenRule((*at, name), name, rule, remedy, "not a known name")


LONGEST_NAME: Final = 40


class NameForm(NamedTuple):
    """How a kind of name is written."""

    pattern: re.Pattern[str]
    letters: str  # in words, for a rule
    like: str


PLAIN: Final = NameForm(
    re.compile(r"[a-z][a-z0-9_]*"), "lower-case letters, digits and underscores", "late_payers"
)
BAND: Final = NameForm(
    re.compile(r"[A-Za-z][A-Za-z0-9_]*"), "letters, digits and underscores", "very_good"
)
SOURCE_KEY: Final = NameForm(
    re.compile(r"[A-Za-z][A-Za-z0-9._-]*"),
    "letters, digits, dots, hyphens and underscores",
    "city-rules.2019",
)


def unplain_names(
    what: str, named: Iterable[str], at: Keys, form: NameForm = PLAIN
) -> Iterator[BrokenRule]:
    """A broken rule for each name that an address, a column or a page could not bear.

    Args:
        what: What bears the name, as a message begins: `a list`.
        named: The names that a section gives.
        at: The keys that lead to them.
        form: How they are written.
    """
    rule = f"the name of {what} is {form.letters}, a letter first, at most {LONGEST_NAME} of them"
    for name in named:
        if not form.pattern.fullmatch(name) or len(name) > LONGEST_NAME:
            remedy = f"Write it like {form.like}."
            yield BrokenRule((*at, name), name, rule, remedy, quoted(name))
