"""Numbers changed where they stand: moved (see `moves`), added or taken out.

Whatever changes a policy does it here: overlays, `--set`, `with_value`, studies. What is changed is
the marked data of a policy's parts, before the schema, so that what the schema then refuses is told
with the file and line that asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from discredit import arguments
from discredit.arguments import Scalar
from discredit.document import Document, Keys, Marks, dotted
from discredit.errors import Fault, PolicyError, quoted
from discredit.policy.address import ANY, Address, find, is_number, numbers, split
from discredit.policy.faults import did_you_mean, no_such
from discredit.policy.load import faults_of
from discredit.policy.moves import assumed, moved
from discredit.policy.number_rules import entries_in
from discredit.policy.schema import ROOMS, Policy
from discredit.units import UNITS

Parts = Mapping[str, Document]
"""The parts of a policy as files give them: system, behaviour, life."""


class Spot(NamedTuple):
    """One number, or one label of it, in one part of a policy."""

    part: str
    keys: Keys
    label: str | None = None

    def meets(self, other: Spot) -> bool:
        """Whether a change here can undo one there.

        Args:
            other: Another number, or another label.
        """
        alone = self.label is not None and other.label is not None
        return self[:2] == other[:2] and not (alone and self.label != other.label)

    def __str__(self) -> str:
        return ".".join(map(str, (*self.keys, *([self.label] if self.label else []))))


class Origin(NamedTuple):
    """Where a change is written: the file it stands in and the keys that lead to it."""

    marked: Document
    keys: Keys

    @property
    def value(self) -> Any:
        """What is written there."""
        return at(self.marked.data, self.keys)

    @property
    def mark(self) -> tuple[str, int]:
        """File and line."""
        return self.marked.mark(self.keys)

    @property
    def below(self) -> Marks:
        """File and line of everything written there."""
        n = len(self.keys)
        return {k[n:]: m for k, m in self.marked.marks.items() if k[:n] == self.keys}

    def fault(self, found: str, rule: str, remedy: str) -> Fault:
        """What is wrong with it, at its file and line.

        Args:
            found: What stands there, as a reader is shown it.
            rule: Which rule it breaks.
            remedy: What to write instead.
        """
        return Fault(*self.mark, dotted(self.keys), found, rule, remedy)


# A policy with another number


Entry = Scalar | Mapping[str, Scalar]
"""One value of a number, or one for each of its labels."""


def with_value(policy: Policy, path: str, value: Entry) -> Policy:
    """The same policy with one entry of one number changed; units and ranges are checked again.

    Args:
        policy: The policy, which stays as it is.
        path: An address as in `policy.address`: `observation.court.listing_activity@2014-12`,
            `behaviour.wants.flight`. Without a date every one of them is changed.
        value: In the unit of the number; true or false for a switch; a dict for all of its labels.

    Raises:
        PolicyError: There is no such entry, or the value is inadmissible.
    """
    if not isinstance(policy, Policy):
        rule, remedy = "it changes a policy that was read", "Give it what load_policy returns."
        raise PolicyError([Fault("with_value", 0, "the policy", quoted(policy), rule, remedy)])
    plain = arguments.number(value)
    return _with(
        policy,
        arguments.text(path),
        lambda number, to: moved(number, "set", plain, to.label, to.date),
        "with_value",
    )


def with_assumption(policy: Policy, path: str, value: float | bool, where: str) -> Policy:
    """The same as `with_value`, but of a number that somebody assumes to be otherwise.

    It is graded assumed, its range is widened to hold the value, and its note says so.

    Args:
        policy: The policy, which stays as it is.
        path: An address as in `policy.address`.
        value: In the unit of the number.
        where: Where it was set, for the note: `on the command line`.

    Raises:
        PolicyError: There is no such entry, or the value is inadmissible.
    """

    return _with(policy, path, lambda number, to: assumed(number, to, value, where), "--set")


def with_numbers(policy: Policy, numbers_at: Mapping[str, dict[str, Any]]) -> Policy:
    """The same policy with whole numbers in place of those that stand there; all are checked.

    Args:
        policy: The policy, which stays as it is.
        numbers_at: By path, each as a file gives it.

    Raises:
        PolicyError: One is inadmissible, or they cannot stand together.
    """
    parts: dict[str, Document] = {}
    for path, number in numbers_at.items():
        leads = split(path)
        assert leads is not None, path
        part, keys = leads
        if part not in parts:
            data = getattr(policy, part).model_dump(exclude_none=True)
            parts[part] = Document(data, {(): (policy.name, 0)}, PolicyError)
        parts[part] = parts[part]._replace(data=_put(parts[part].data, keys, number))
    try:
        changed = {part: document.data for part, document in parts.items()}
        return Policy.model_validate({**dict(policy), **changed})
    except ValidationError as error:
        raise PolicyError(faults_of(error, parts)) from None


def with_entries(policy: Policy, values: Mapping[str, float]) -> Policy:
    """The same policy with several entries changed at once, checked together.

    Args:
        policy: The policy, which stays as it is.
        values: By address as in `policy.address`, in the unit of the number; rounded where that
            counts whole things.

    Raises:
        PolicyError: There is no such entry, or a value is inadmissible, or they cannot stand
            together.
    """
    known = numbers(policy)
    after: dict[str, dict[str, Any]] = {}
    for text, value in values.items():
        address = find(text, known)
        if address is None:
            raise no_such(text, known, "with_entries")
        number = after.get(address.path) or known[address.path].model_dump(exclude_none=True)
        to = float(round(value)) if UNITS[number["unit"]].whole else value
        after[address.path] = moved(number, "set", to, address.label, address.date)
    return with_numbers(policy, after)


def _with(
    policy: Policy,
    path: Any,
    change: Callable[[dict[str, Any], Address], dict[str, Any]],
    asked: str,
) -> Policy:
    known = numbers(policy)
    address = find(path, known) if isinstance(path, str) else None
    leads = split(address.path) if address is not None else None
    if address is None or leads is None:
        raise no_such(path, known, asked)
    part, keys = leads
    mark = (f"{asked} {path}" if asked == "--set" else asked, 0)
    data = getattr(policy, part).model_dump(exclude_none=True)
    marked = Document(data, {(): mark}, PolicyError)
    after = put(marked, keys, change(at(marked.data, keys), address), mark)
    try:
        return Policy.model_validate({**dict(policy), part: after.data})
    except ValidationError as error:
        raise PolicyError(faults_of(error, {part: after})) from None


# Parts with another number


def added(parts: Parts, path: str, origin: Origin) -> dict[str, Document]:
    """The parts with the whole number that is written at an origin put at a path.

    Args:
        parts: the documents of a policy, by name.
        path: where the number goes.
        origin: the number, and the file and line where it is written.

    Raises:
        PolicyError: No number can stand there.
    """
    part, keys = _leads(parts, path, origin)
    return {**parts, part: put(parts[part], keys, origin.value, origin.mark, origin.below)}


def taken_out(parts: Parts, path: str, origin: Origin) -> dict[str, Document]:
    """The parts without the number or section at a path.

    Args:
        parts: the documents of a policy, by name.
        path: where it stands.
        origin: the file and line that ask for it.

    Raises:
        PolicyError: Nothing stands there.
    """
    part, keys = _leads(parts, path, origin)
    marked = parts[part]
    above = at(marked.data, keys[:-1])
    if above is None or keys[-1] not in above:
        rule = "the system has no such number"
        raise PolicyError([origin.fault("nothing to take out", rule, "Remove it.")])
    rest = {key: value for key, value in above.items() if key != keys[-1]}
    data, marks = _put(marked.data, keys[:-1], rest), _without(marked.marks, keys)
    return {**parts, part: marked._replace(data=data, marks=marks)}


def spots(parts: Parts, path: str) -> Iterator[tuple[Spot, bool]]:
    """Where a path with `*` leads in these parts, and whether a number stands there already.

    Args:
        parts: the documents of a policy, by name.
        path: as in `policy.address`; nothing comes of one that leads nowhere.
    """
    leads = split(path)
    if leads is not None and leads[0] in parts:
        part, keys = leads
        for found, label, is_there in _matches(parts[part].data, keys, ()):
            yield Spot(part, found, label), is_there


def put(
    marked: Document, keys: Keys, value: Any, mark: tuple[str, int], below: Marks | None = None
) -> Document:
    """A document with another value in it.

    Args:
        marked: the document.
        keys: where the value goes.
        value: what goes there.
        mark: its file and line.
        below: the files and lines of what is inside it.
    """
    marks = _without(marked.marks, keys)
    for depth in range(1, len(keys) + 1):
        marks.setdefault(keys[:depth], mark)
    marks |= {keys + inner: m for inner, m in (below or {}).items()}
    return marked._replace(data=_put(marked.data, keys, value), marks=marks)


def at(data: Any, keys: Keys) -> Any:
    """What stands where some keys lead, or None.

    Args:
        data: Plain data.
        keys: That lead into it, mapping by mapping.
    """
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _leads(parts: Parts, path: str, origin: Origin) -> tuple[str, tuple[str, ...]]:
    """The part and the keys that a path leads to, through sections alone. Raises PolicyError."""
    leads = split(path)
    if leads is None or leads[0] not in parts:
        rule = f"a path is room.number, and the rooms are {', '.join(ROOMS)}"
        remedy = did_you_mean(path.partition(".")[0], ROOMS, "Correct it.")
        raise PolicyError([origin.fault("no such path", rule, remedy)])
    part, keys = leads
    data = parts[part].data
    for key in keys[:-1]:
        data = data.get(key, {})
        if not isinstance(data, dict) or is_number(data):
            rule = f"{key} is a number, and nothing stands below one"
            raise PolicyError([origin.fault("no such path", rule, "Give the whole number.")])
    return leads


def _matches(
    data: Any, keys: Sequence[str], above: Keys
) -> Iterator[tuple[Keys, str | None, bool]]:
    """The keys that a path matches, the label if its last key is one, and whether they are held."""
    if not keys:
        if is_number(data):
            yield above, None, True
        return
    if not isinstance(data, dict):
        return
    key, rest = keys[0], keys[1:]
    if is_number(data):
        labels = list(
            dict.fromkeys(k for _, e in entries_in(data) if isinstance(e, dict) for k in e)
        )
        if not rest:
            for label in labels if key == ANY else [key]:
                yield above, label, label in labels
        return
    for name in list(data) if key == ANY else [key]:
        if name in data:
            yield from _matches(data[name], rest, (*above, name))
        elif not rest:
            yield (*above, name), None, False


def _put(data: dict[Any, Any], keys: Keys, value: Any) -> dict[Any, Any]:
    """The data with another value where some keys lead; the rest is shared, not copied."""
    if not keys:
        return value
    first, *rest = keys
    return {**data, first: _put(data.get(first, {}), tuple(rest), value)}


def _without(marks: Marks, keys: Keys) -> Marks:
    n = len(keys)
    return {inner: mark for inner, mark in marks.items() if inner[:n] != keys}
