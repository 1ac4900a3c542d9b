"""Where numbers may stand in a policy, told from the schema: dotted paths, and what each means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from discredit.policy.number import Needs, Number
from discredit.policy.schema import ROOMS, Behaviour, Life, System

ANY = "*"
"""Stands for any one key of a path."""

PART_OF = {room: room if room in ("behaviour", "life") else "system" for room in ROOMS}
"""The file in which the numbers of a room stand."""


class Astray(NamedTuple):
    """A key of a path that leads nowhere, and the keys that would lead on; none: no key would."""

    key: str
    known: tuple[str, ...]


class Place(NamedTuple):
    """A number of a policy, where it stands and what its field says it means."""

    path: str
    number: Number
    meaning: str


def astray(path: str) -> Astray | None:
    """Why no number can stand at this path, or None if one can.

    The last key may be a label of a number that has one entry per label.

    >>> astray("lists.*.grace_months"), astray("gates.lists.*.closes.flight")
    (None, None)
    >>> astray("observation.misroutd").key
    'misroutd'
    """
    room, *keys = path.split(".")
    if room not in ROOMS:
        return Astray(room, ROOMS)
    kind = {"behaviour": Behaviour, "life": Life}.get(room)
    field = System.model_fields.get(room)
    return _astray(kind or (field.annotation if field else None), (), keys, room)


def places(section: Any, path: str, meaning: str = "") -> Iterator[Place]:
    """Every number below a section or a mapping of sections, in the order of the schema."""
    if isinstance(section, Number):
        yield Place(path, section, meaning)
    elif isinstance(section, BaseModel):
        for name, value in section:
            described = type(section).model_fields[name].description or ""
            yield from places(value, f"{path}.{name}", described)
    elif isinstance(section, Mapping):
        for key, value in section.items():
            yield from places(value, f"{path}.{key}", meaning)


def _astray(kind: Any, needs: tuple[Any, ...], keys: Sequence[str], last: str) -> Astray | None:
    kind, needs = bare(kind, needs)
    if get_origin(kind) is dict:
        return _astray(get_args(kind)[1], (), keys[1:], keys[0]) if keys else Astray(last, ())
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return Astray(last, ())
    if issubclass(kind, Number):
        return _unknown_label(needs, keys)
    if not keys:
        return Astray(last, tuple(kind.model_fields))
    found = [name for name in kind.model_fields if keys[0] in (name, ANY)]
    told = [
        _astray(field.annotation, tuple(field.metadata), keys[1:], keys[0])
        for field in (kind.model_fields[name] for name in found)
    ]
    if not told:
        return Astray(keys[0], tuple(kind.model_fields))
    return None if None in told else told[0]


def _unknown_label(needs: tuple[Any, ...], keys: Sequence[str]) -> Astray | None:
    labels = next((m.labels for m in needs if isinstance(m, Needs)), None)
    if not keys:
        return None
    if labels is None or len(keys) > 1:
        return Astray(keys[-1], ())
    return None if keys[0] in labels or not labels or keys[0] == ANY else Astray(keys[0], labels)


def bare(kind: Any, needs: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without `| None` and without its remarks, which come beside it."""
    if get_origin(kind) is Annotated:
        inner, *remarks = get_args(kind)
        return bare(inner, (*needs, *remarks))
    if get_origin(kind) in (Union, UnionType):
        arms = [arm for arm in get_args(kind) if arm is not type(None)]
        return bare(arms[0], needs) if len(arms) == 1 else (None, needs)
    return kind, needs
