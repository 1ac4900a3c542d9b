"""Two systems that the same people meet, one in each world.

What a policy says of people is theirs and not the authority's: how often they do a thing by
themselves, what they want, what a closed door does to a life. In both worlds it is as the first
system's files have it, and what only the other's files know is added in both; so whatever differs
is owed to the rules. What an overlay or a changed number asks of one side stays with that side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from discredit import arguments
from discredit.document import Document
from discredit.errors import Fault, PolicyError
from discredit.policy.address import is_number
from discredit.policy.compose import load_policy
from discredit.policy.conduct import MOST_CONDUCTS
from discredit.policy.faults import listed
from discredit.policy.given import Given, is_yaml
from discredit.policy.load import faults_of
from discredit.policy.schema import Policy

_OF_THE_SYSTEM: Final = ("watching",)
"""Of a conduct file, what people believe about this very system."""
_NO_LISTING: Final = {
    "value": 0.0,
    "unit": "per case-month",
    "evidence": "assumed",
    "source": "A-1000",
    "range": (0.0, 1.0),
    "note": "This system has no court; debts are judged as in the other world, and nobody is put "
    "on a list for one.",
}


class WorldSide(NamedTuple):
    """The system of one world: as it is run, and as it was before anything was laid over it."""

    policy: Policy
    plain: Policy


def facing(ours: WorldSide, theirs: WorldSide) -> tuple[Policy, Policy]:
    """Both policies for the same people.

    Args:
        ours: The system in question.
        theirs: The one that it is compared with.

    Returns:
        Both with one catalogue of conduct in one order, and debts, wants and lives alike, but for
        what either side changed.

    Raises:
        PolicyError: Their people would do more kinds of conduct than a month holds.
    """
    _refuse_many(ours.policy, theirs.policy)
    if base_of(ours.policy) == base_of(theirs.policy):  # what differs, somebody changed
        theirs = WorldSide(theirs.policy, ours.plain)
    parts: dict[str, tuple[Any, Any]] = {}
    for part in ("behaviour", "life"):
        parts[part] = _both(*(_plainly(getattr(one, part)) for one in (*ours, *theirs)))
    systems = _plainly(ours.policy.system), _plainly(theirs.policy.system)

    def made(at: int, policy: Policy) -> Policy:
        own = {part: both[at] for part, both in parts.items()}
        system = _with_court(systems[at], systems[1 - at], own["behaviour"])
        return _checked(policy, {"system": system, **own})

    return made(0, ours.policy), made(1, theirs.policy)


class Other(NamedTuple):
    """The system of the other world as somebody asks for it."""

    given: Given | None  # None: a policy that was read already, without overlays
    overlays: tuple[str, ...]
    side: WorldSide

    def with_only(self, overlays: Sequence[str]) -> Policy:
        """The same with some of its overlays alone.

        Args:
            overlays: Names or files.
        """
        if self.given is None or not overlays:
            return self.side.plain
        return load_policy(self.given, overlays=overlays)


def read_other(given: Policy | Given) -> Other:
    """The system of the other world.

    Args:
        given: A policy, or what `load_policy` takes; a name or a file may go on with
            `+overlay+overlay`.

    Raises:
        PolicyError: A file is wrong, or an overlay changes nothing or the society.
        UnknownNameError: A name is none of the library's.
    """
    if isinstance(given, Policy):
        return Other(None, (), WorldSide(given, given))
    system, overlays = _cut_up(given)
    plain = load_policy(system)
    policy = load_policy(system, overlays=overlays) if overlays else plain
    return Other(system, overlays, WorldSide(policy, plain))


def _cut_up(given: Given) -> tuple[Given, tuple[str, ...]]:
    """A system, and the overlays that are written behind it."""
    text = arguments.text(given)
    if not isinstance(text, str) or is_yaml(text) or "+" not in text or Path(text).exists():
        return given, ()
    system, *overlays = (part.strip() for part in text.split("+"))
    return system, tuple(overlays)


def base_of(policy: Policy) -> str:
    """What a system is called without what was laid over it.

    Args:
        policy: The policy.
    """
    return policy.name.partition("+")[0]


def apart(ours: Policy, theirs: Policy) -> tuple[str, str]:
    """What the two worlds are called, never the same.

    Args:
        ours: The system in question.
        theirs: The one that it is compared with.
    """
    if ours.name != theirs.name:
        return ours.name, theirs.name
    return ours.name, f"{theirs.name} (the other)"


def told(ours: Policy, theirs: Policy) -> list[str]:
    """What only one of two systems has, in sentences.

    Args:
        ours: The system in question.
        theirs: The one that it is compared with.
    """
    names = apart(ours, theirs)
    each = (ours.system, theirs.system)
    kinds = len(ours.behaviour.conducts)
    said = ["Both worlds hold the same people, who meet the same luck and lead the same lives"]
    if kinds:
        said[0] += f"; they do the same {kinds} kinds of conduct" if kinds > 1 else ""
    said[0] += "."
    for what, of in (
        ("On file may come", [one.observation.conducts for one in each]),
        ("Lists:", [one.lists for one in each]),
        ("Scores:", [one.scores for one in each]),
    ):
        found = _shares(names, *of)
        if found:
            said.append(f"{what} {found}.")
    return said


def _shares(names: tuple[str, str], ours: Iterable[str], theirs: Iterable[str]) -> str:
    """What is in both, and what in one alone; '' where nothing is in one alone."""
    ours, theirs = list(ours), list(theirs)
    both = [name for name in ours if name in theirs]
    alone = [
        (f"under {name} alone", [one for one in mine if one not in its])
        for name, mine, its in ((names[0], ours, theirs), (names[1], theirs, ours))
    ]
    if not any(some for _, some in alone):
        return ""
    groups = [("in both worlds", both), *alone]
    return "; ".join(f"{where} {listed(some)}" for where, some in groups if some)


def _plainly(section: Any) -> dict[str, Any]:
    return section.model_dump(exclude_none=True)


def _both(
    mine: dict[str, Any],
    mine_before: dict[str, Any],
    its: dict[str, Any],
    its_before: dict[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """One part of both policies, field by field, and conduct by conduct."""
    catalogue = _each(
        *(of.get("conducts", {}) for of in (mine, mine_before, its, its_before)), join=_first
    )
    fields = _each(mine, mine_before, its, its_before, join=_joined)
    for side, own, conducts in zip(fields, (mine, its), catalogue, strict=True):
        side.pop("conducts", None)
        for name in _OF_THE_SYSTEM:
            side.pop(name, None)
            if name in own:
                side[name] = own[name]
        if conducts:
            side["conducts"] = conducts
    return fields


def _each(
    mine: Mapping[str, Any],
    mine_before: Mapping[str, Any],
    its: Mapping[str, Any],
    its_before: Mapping[str, Any],
    *,
    join: Any,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Whatever stands under each key: of whoever changed it his own, of both else the same."""
    out: tuple[dict[str, Any], dict[str, Any]] = {}, {}
    for key in dict.fromkeys((*mine_before, *its_before, *mine, *its)):
        same = join(mine_before.get(key), its_before.get(key))
        for side, now, before in ((out[0], mine, mine_before), (out[1], its, its_before)):
            value = same if now.get(key) == before.get(key) else now.get(key)
            if value is not None:
                side[key] = value
    return out


def _first(ours: Any, theirs: Any) -> Any:
    return theirs if ours is None else ours


def _joined(ours: Any, theirs: Any) -> Any:
    """Ours, with the labels that only theirs names."""
    if ours is None or theirs is None:
        return _first(ours, theirs)
    if not (is_number(ours) and is_number(theirs)):
        return ours
    labels, more = ours.get("value"), theirs.get("value")
    if not (isinstance(labels, dict) and isinstance(more, dict)) or set(more) <= set(labels):
        return ours
    return {**ours, "value": {**more, **labels}, **_spanned(ours, theirs)}


def _spanned(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """The range of both, and the sources of both."""
    spans = [one["range"] for one in (ours, theirs) if "range" in one]
    keys = [
        key
        for one in (ours, theirs)
        for key in ([one["source"]] if isinstance(one["source"], str) else one["source"])
    ]
    sources = {"source": tuple(dict.fromkeys(keys))}
    if not spans:
        return sources
    return {**sources, "range": (min(low for low, _ in spans), max(high for _, high in spans))}


def _with_court(
    system: dict[str, Any], other: dict[str, Any], behaviour: Mapping[str, Any]
) -> dict[str, Any]:
    """The system with a court that lists nobody, where its people have debts and it has none."""
    seen = system["observation"]
    if "debts" not in behaviour or "court" in seen:
        return system
    court = {**other["observation"]["court"], "listing_activity": _NO_LISTING}
    return {**system, "observation": {**seen, "court": court}}


def _refuse_many(ours: Policy, theirs: Policy) -> None:
    kinds = {**ours.behaviour.conducts, **theirs.behaviour.conducts}
    if len(kinds) > MOST_CONDUCTS:
        found = f"{len(kinds)} kinds of conduct, those of {ours.name} and of {theirs.name} together"
        rule = (
            f"in both worlds people do what either system's file names, at most {MOST_CONDUCTS} "
            "kinds of conduct"
        )
        remedy = "Compare systems that share more of them, or each with the world without it."
        raise PolicyError([Fault("run", 0, "against", found, rule, remedy)])


def _checked(policy: Policy, parts: dict[str, Any]) -> Policy:
    try:
        return Policy.model_validate({"name": policy.name, **parts})
    except ValidationError as error:
        mark = {(): (f"{policy.name}, beside the other system", 0)}
        documents = {part: Document(data, mark, PolicyError) for part, data in parts.items()}
        raise PolicyError(faults_of(error, documents)) from None
