"""What names a number of a policy: its path, then `.label` and `@YYYY-MM` where it has them.

    observation.misrouted                         a number: room, sections, field
    behaviour.wants.flight                        one label of it
    observation.court.listing_activity@2014-12    one date of it
    gates.checked.flight@2016-07                  one label at one date

In an overlay `*` stands for any one key of a path. How numbers are changed: `policy.edit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from discredit.policy.fields import bare
from discredit.policy.needs import Needs
from discredit.policy.number import Entry, Number
from discredit.policy.schema import ROOMS, Behaviour, Life, Policy, System

ANY = "*"
"""Stands for any one key of a path."""

SOCIETY = "society"
"""The first key of the numbers of a society: no part of a policy, but named and changed alike."""

RENEWAL = "renewal"
"""The section of a society's numbers that says how time passes."""

PART_OF = {room: room if room in ("behaviour", "life") else "system" for room in ROOMS}
"""The file in which the numbers of a room stand."""


class Address(NamedTuple):
    """One number, or one label or one date of it."""

    path: str
    label: str | None = None
    date: str | None = None

    def meets(self, other: Address) -> bool:
        """Whether both name an entry that is the same one.

        Args:
            other: Another address; a label or a date left out stands for all of them.
        """
        return self.path == other.path and all(
            None in (mine, its) or mine == its
            for mine, its in ((self.label, other.label), (self.date, other.date))
        )

    def __str__(self) -> str:
        label = "" if self.label is None else f".{self.label}"
        return f"{self.path}{label}" + ("" if self.date is None else f"@{self.date}")


class NumberAt(NamedTuple):
    """A number of a policy, its path, and what its field says it means."""

    path: str
    number: Number
    meaning: str


class Lost(NamedTuple):
    """A key of a path that leads nowhere, and the keys that would lead on; none: no key would."""

    key: str
    known: tuple[str, ...]


# Printing: every number of a policy with its path


def sections(policy: Policy) -> dict[str, Any]:
    """The sections that hold numbers, by room, in corridor order.

    Args:
        policy: The policy, read and checked.

    Returns:
        By room: a section, or a mapping of sections by name; a beginning where it has one.
    """
    all_rooms = {
        room: getattr(policy, room, None) or getattr(policy.system, room) for room in ROOMS
    }
    return {room: section for room, section in all_rooms.items() if section is not None}


def numbers_in(section: Any, path: str, meaning: str = "") -> Iterator[NumberAt]:
    """Every number below a section or a mapping of sections, in the order of the schema.

    Args:
        section: A section of a policy, a mapping of sections, or one number.
        path: The path that leads to it.
        meaning: What its field says it means.

    Returns:
        Each with a path that begins with `path`.
    """
    if isinstance(section, Number):
        yield NumberAt(path, section, meaning)
    elif isinstance(section, BaseModel):
        for name, value in section:
            described = type(section).model_fields[name].description or ""
            yield from numbers_in(value, f"{path}.{name}", described)
    elif isinstance(section, Mapping):
        for key, value in section.items():
            yield from numbers_in(value, f"{path}.{key}", meaning)


def numbers_of(policy: Policy) -> Iterator[NumberAt]:
    """Every number of a policy with its path and its meaning, in corridor order.

    Args:
        policy: The policy, read and checked.

    Returns:
        Its paths have no label and no date: a number comes whole.
    """
    for room, section in sections(policy).items():
        yield from numbers_in(section, room)


def numbers(policy: Policy) -> dict[str, Number]:
    """Every number of a policy by path, such as `lists.defaulters.term_months`.

    Args:
        policy: The policy, read and checked.

    Returns:
        What `find` takes as known, in corridor order.
    """
    return {one.path: one.number for one in numbers_of(policy)}


# Parsing: from text to a number that is there


def find(text: str, known: Mapping[str, Number]) -> Address | None:
    """The address that a text means, or None where there is no such number, label or date.

    Args:
        text: `path`, `path.label`, `path@YYYY-MM` or `path.label@YYYY-MM`.
        known: The numbers of a policy by path, as `numbers` gives them.

    Returns:
        The address, with the label and the date that the text names.
    """
    path, at, date = text.partition("@")
    label = None
    if path not in known:
        path, _, label = path.rpartition(".")
    number = known.get(path)
    if number is None or (label is not None and label not in number.labels):
        return None
    if at and date not in (number.dated or {}):
        return None
    return Address(path, label, date if at else None)


def entry_at(number: Number, address: Address) -> Entry | None:
    """What stands at an address: a number, or one per label.

    Of a dated number whose address has no date it is the last entry.

    Args:
        number: The number that the path of the address leads to.
        address: Which of its entries; it must be there, as one from `find` is.

    Returns:
        In the unit of the number; a switch is true or false.

    Raises:
        KeyError: There is no such date or label.
    """
    if number.dated is None:
        entry = number.value
    else:
        entry = number.dated[address.date or list(number.dated)[-1]]
    return entry[address.label] if isinstance(entry, dict) and address.label else entry


def split(path: str) -> tuple[str, tuple[str, ...]] | None:
    """The part of a policy that a path leads into and the keys from there.

    >>> split("life.saving_share"), split("lists.defaulters.fine")
    (('life', ('saving_share',)), ('system', ('lists', 'defaulters', 'fine')))
    >>> split("society.savings_months")
    ('society', ('numbers', 'savings_months'))

    Args:
        path: Room, sections and field; also one that begins with `society`.

    Returns:
        Part and keys; None for a path into no room, or with an empty key.
    """
    room, *keys = path.split(".")
    if room == SOCIETY and keys and all(keys):
        if keys[0] == RENEWAL:
            return SOCIETY, tuple(keys)
        return SOCIETY, ("numbers", *keys)
    if room not in ROOMS or not keys or not all(keys):
        return None
    part = PART_OF[room]
    return part, tuple(keys) if part == room else (room, *keys)


def owner(path: str) -> tuple[str, str] | None:
    """The list, score or band of a policy that a number belongs to.

    >>> owner("gates.lists.defaulters.closes"), owner("redress.capacity")
    (('list', 'defaulters'), None)

    Args:
        path: Of a number; whether there is one is not looked up.

    Returns:
        Its kind and its name; None for a number that belongs to none.
    """
    match path.split("."):
        case ["lists", name, *_] | ["gates", "lists", name, *_]:
            return "list", name
        case ["scores", name, *_]:
            return "score", name
        case ["gates", "bands", _, name, *_]:
            return "band", name
    return None


def is_number(data: Any) -> bool:
    """Whether plain data, as a file gives it, is meant as a number.

    Args:
        data: What stands at some key of a file.

    Returns:
        True of a mapping with a unit and a value, or dates; whether it is in order is not asked.
    """
    return isinstance(data, dict) and ("value" in data or "dated" in data) and "unit" in data


# Where numbers may stand at all, told from the schema


def lost(path: str) -> Lost | None:
    """Why no policy can have a number at this path, or None if one can.

    The last key may be a label of a number that has one entry per label.

    >>> lost("lists.*.grace_months"), lost("gates.lists.*.closes.flight")
    (None, None)
    >>> lost("observation.misroutd").key
    'misroutd'

    Args:
        path: As an overlay writes it; `*` stands for any one key.

    Returns:
        The first key that leads nowhere, and those that would; of a society only its form is
        checked.
    """
    room, *keys = path.split(".")
    if room == SOCIETY:  # which numbers it has, its own schema says
        named = keys[1:] if keys[:1] == [RENEWAL] else keys
        return None if len(named) == 1 else Lost(keys[-1] if keys else room, ())
    if room not in ROOMS:
        return Lost(room, (*ROOMS, SOCIETY))
    kind = {"behaviour": Behaviour, "life": Life}.get(room)
    field = System.model_fields.get(room)
    return _lost(kind or (field.annotation if field else None), (), keys, room)


def _lost(kind: Any, remarks: tuple[Any, ...], keys: Sequence[str], last: str) -> Lost | None:
    kind, remarks = bare(kind, remarks)
    if get_origin(kind) is dict:
        return _lost(get_args(kind)[1], (), keys[1:], keys[0]) if keys else Lost(last, ())
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return Lost(last, ())
    if issubclass(kind, Number):
        return _unknown_label(remarks, keys)
    if not keys:
        return Lost(last, tuple(kind.model_fields))
    outcomes = [
        _lost(field.annotation, tuple(field.metadata), keys[1:], keys[0])
        for name, field in kind.model_fields.items()
        if keys[0] in (name, ANY)
    ]
    if not outcomes:
        return Lost(keys[0], tuple(kind.model_fields))
    return None if None in outcomes else outcomes[0]


def _unknown_label(remarks: tuple[Any, ...], keys: Sequence[str]) -> Lost | None:
    labels = next((m.labels for m in remarks if isinstance(m, Needs)), None)
    if not keys:
        return None
    if labels is None or len(keys) > 1:
        return Lost(keys[-1], ())
    return None if keys[0] in labels or not labels or keys[0] == ANY else Lost(keys[0], labels)
