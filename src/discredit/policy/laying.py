"""Laying overlays over the parts of a policy, so that every fault keeps its file and line.

The order of overlays is nothing: numbers are set first, then multiplied, then raised, then lowered;
what one overlay asked for must still hold when all are laid, or the two are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from discredit.document import Document, Keys
from discredit.errors import Fault, PolicyError
from discredit.policy.faults import listed
from discredit.policy.fields import ANY, PART_OF
from discredit.policy.number_rules import entries_in
from discredit.policy.overlay import BOUNDS, Change, Layer, list_key
from discredit.sources import weakest

Parts = Mapping[str, Document]


class Spot(NamedTuple):
    """One number, or one label of it, in one part of a policy."""

    part: str
    place: Keys
    label: str | None

    def meets(self, other: Spot) -> bool:
        """Whether a change here can undo one there."""
        alone = self.label is not None and other.label is not None
        return self[:2] == other[:2] and not (alone and self.label != other.label)


class Deed(NamedTuple):
    """One change made to one number on behalf of an overlay."""

    layer: Layer
    path: str
    spot: Spot
    kind: str

    @property
    def change(self) -> Change:
        return self.layer.overlay.changes[self.path]

    @property
    def line(self) -> int:
        return self.layer.marked.mark(("changes", self.path))[1]

    @property
    def where(self) -> str:
        """How a sentence about another overlay names this one's line."""
        return f"{self.layer.label}:{self.line}"


def lay(system: str, parts: Parts, layers: Sequence[Layer]) -> dict[str, Document]:
    """The parts of the policy called `system` with these overlays laid over them.

    Raises PolicyError where overlays contradict each other or one changes nothing. What the schema
    refuses afterwards stands at the line of the overlay that wrote it.
    """
    faults = list(_contradictions(layers))
    if faults:
        raise PolicyError(faults)
    laid, deeds = _all_laid(parts, layers)
    for layer in layers:
        if not any(deed.layer is layer for deed in deeds):
            alone = _all_laid(parts, [layer])[1]
            faults += [] if alone else [_idle(system, parts, layer)]
    faults += _undone(laid, _asked(parts, laid, layers))
    if faults:
        raise PolicyError(faults)
    return laid


def _contradictions(layers: Sequence[Layer]) -> Iterator[Fault]:
    """Pairs of which one says that it is not for use beside the other."""
    for one in layers:
        for name, reason in one.overlay.unless.items():
            stem = name.removesuffix(".yaml").removesuffix(".yml").rpartition("/")[2]
            if any(other.name == stem and other is not one for other in layers):
                line = one.marked.mark(("unless", name))[1]
                why = reason.strip().rstrip(".")
                why = why[:1].lower() + why[1:] if why[1:2].islower() or why[1:2] == " " else why
                found = "laid over the system too, which contradicts this overlay"
                remedy = f"Leave out {one.name} or {stem}."
                yield Fault(one.label, line, f"unless.{stem}", found, why, remedy)


def _all_laid(parts: Parts, layers: Sequence[Layer]) -> tuple[dict[str, Document], list[Deed]]:
    """The parts with every change made, and the changes that made a difference."""
    laid = {part: m._replace(marks=dict(m.marks)) for part, m in parts.items()}
    deeds: list[Deed] = []
    for kind in ("set", *BOUNDS):
        for layer in layers:
            for path, change in layer.overlay.changes.items():
                if getattr(change, kind) is None:
                    continue
                for spot in _spots(parts if change.set is not None else laid, layer, path, kind):
                    deed = Deed(layer, path, spot, kind)
                    if _done(laid, deed):
                        deeds.append(deed)
    return laid, deeds


def _asked(parts: Parts, laid: Parts, layers: Sequence[Layer]) -> list[Deed]:
    """Every change that the overlays ask for, whether or not it made a difference."""
    return [
        Deed(layer, path, spot, kind)
        for layer in layers
        for path, change in layer.overlay.changes.items()
        for kind in ("set", *BOUNDS)
        if getattr(change, kind) is not None
        for spot in _spots(parts if change.set is not None else laid, layer, path, kind)
    ]


def _spots(parts: Parts, layer: Layer, path: str, kind: str) -> Iterator[Spot]:
    """Where a path leads in this policy, for one kind of change."""
    keys = path.split(".")
    part = PART_OF[keys[0]]
    data = parts[part].data
    skipped = 0 if part == "system" else 1
    is_bounded = any(getattr(layer.overlay.changes[path], bound) is not None for bound in BOUNDS)
    for place, label, is_there in _matches(data, keys[skipped:], ()):
        if is_there == (kind == "set") and (is_bounded or not is_there):
            continue  # a bound needs a number; a number with a bound is not set
        if _is_concerned(parts, layer, (*keys[:skipped], *map(str, place))):
            yield Spot(part, place, label)


def _matches(
    data: Any, keys: Sequence[str], place: Keys
) -> Iterator[tuple[Keys, str | None, bool]]:
    """Places that a path matches, the label if its last key is one, and whether they hold it."""
    if not keys:
        if _is_number(data):
            yield place, None, True
        return
    if not isinstance(data, dict):
        return
    key, rest = keys[0], keys[1:]
    if _is_number(data):
        labels = list(
            dict.fromkeys(k for _, e in entries_in(data) if isinstance(e, dict) for k in e)
        )
        if not rest:
            for label in labels if key == ANY else [key]:
                yield place, label, label in labels
        return
    for name in list(data) if key == ANY else [key]:
        if name in data:
            yield from _matches(data[name], rest, (*place, name))
        elif not rest:
            yield (*place, name), None, False


def _is_number(data: Any) -> bool:
    return isinstance(data, dict) and ("value" in data or "dated" in data) and "unit" in data


def _is_concerned(parts: Parts, layer: Layer, keys: Sequence[str]) -> bool:
    """Whether `only` leaves this list in."""
    at = list_key(list(keys))
    if layer.overlay.only is None or at is None:
        return True
    rule = parts["system"].data.get("lists", {}).get(keys[at], {})
    return isinstance(rule, dict) and rule.get("colour") == layer.overlay.only.colour


def _done(laid: dict[str, Document], deed: Deed) -> bool:
    """Make one change; whether it made a difference."""
    part, place, _ = deed.spot
    marked = laid[part]
    before = _at(marked.data, place)
    after = _changed(before, deed)
    if after == before:
        return False
    marks = {p: m for p, m in marked.marks.items() if p[: len(place)] != place}
    marks[place] = (deed.layer.label, deed.line)
    if deed.kind == "set" and deed.spot.label is None:
        origin: Keys = ("changes", deed.path, "set")
        written = deed.layer.marked.marks
        marks |= {
            (*place, *p[len(origin) :]): mark
            for p, mark in written.items()
            if p[: len(origin)] == origin
        }
    laid[part] = marked._replace(data=_put(marked.data, place, after), marks=marks)
    return True


def _changed(number: Any, deed: Deed) -> Any:
    """The number as the overlay wants it; the same where it is so already."""
    label = deed.spot.label
    if deed.kind == "set":
        written = deed.layer.marked.data["changes"][deed.path]["set"]
        if label is None:
            return written
        if number is None:
            return {**written, "value": {label: written.get("value")}}
        entry = written.get("value")
        return _rewritten(number, deed, written, lambda _: entry)
    amount = getattr(deed.change, deed.kind)
    moves: dict[str, Callable[[Any], Any]] = {
        "times": lambda x: x * amount,
        "at_least": lambda x: max(x, amount),
        "at_most": lambda x: min(x, amount),
    }
    basis = {k: v for k, v in deed.change.model_dump(exclude_none=True).items() if k != "set"}
    return _rewritten(number, deed, basis, moves[deed.kind])


def _rewritten(
    number: dict[str, Any], deed: Deed, basis: Mapping[str, Any], move: Callable[[Any], Any]
) -> dict[str, Any]:
    """A number with its entries moved, resting on what it rested on and on the overlay too."""
    label, is_switch = deed.spot.label, number["unit"] == "switch"
    if is_switch and deed.kind != "set":
        rule = "a switch is on or off and has no size"
        path, found = f"changes.{deed.path}", f"{deed.kind} for a switch"
        remedy = "Write set: {value: true, ...}."
        raise PolicyError([Fault(deed.layer.label, deed.line, path, found, rule, remedy)])

    def moved(entry: Any) -> Any:
        if not isinstance(entry, dict):
            return move(entry) if label is None or label == ANY else {label: move(entry)}
        if label is not None and label not in entry and (is_switch and move(None) is False):
            return entry  # a switch that is not named is off
        within = {k: move(v) if label in (None, k) else v for k, v in entry.items()}
        return within if label is None or label in entry else {**within, label: move(None)}

    after = dict(number)
    if "dated" in number:
        after["dated"] = {month: moved(entry) for month, entry in number["dated"].items()}
    else:
        after["value"] = moved(number["value"])
    if all(after.get(key) == number.get(key) for key in ("value", "dated")):
        return number
    after["evidence"] = weakest([number["evidence"], basis["evidence"]])
    after["source"] = tuple(dict.fromkeys((*_keys(basis["source"]), *_keys(number["source"]))))
    # Only a factor comes without a range of its own.
    span = basis.get("range") or [move(end) for end in number.get("range", ())]
    if span and not is_switch:
        held = [*span, *_scalars(after)]
        after["range"] = (min(held), max(held))
    said = f"{_said(deed, label)} by the overlay {deed.layer.name}"
    remark = basis.get("note")
    after["note"] = ". ".join(str(t).rstrip(".") for t in (number.get("note"), said, remark) if t)
    return after


def _said(deed: Deed, label: str | None) -> str:
    of = f" ({label})" if label else ""
    if deed.kind == "set":
        return f"Set{of}"
    amount = getattr(deed.change, deed.kind)
    words = {"times": "Multiplied by", "at_least": "Raised to at least", "at_most": "Kept at most"}
    return f"{words[deed.kind]} {amount:g}{of}"


def _undone(laid: Parts, asked: Sequence[Deed]) -> Iterator[Fault]:
    """What one overlay asked for and another took back."""
    for deed in asked:
        number = _at(laid[deed.spot.part].data, deed.spot.place)
        if number is None or _holds(number, deed):
            continue
        rivals = [o for o in asked if o.layer is not deed.layer and o.spot.meets(deed.spot)]
        other = next((o for o in rivals if not _same(o, deed)), deed)
        wanted = getattr(deed.change, deed.kind)
        ask = f"{deed.kind} {wanted:g}" if deed.kind != "set" else "set to another value"
        path = ".".join(
            map(str, (*deed.spot.place, *([deed.spot.label] if deed.spot.label else [])))
        )
        found = f"{ask} here, and otherwise in {other.where}"
        rule = f"overlays cannot ask different things of one number ({path})"
        alone = other.layer is deed.layer
        remedy = "Keep one." if alone else f"Leave out {deed.layer.name} or {other.layer.name}."
        yield Fault(deed.layer.label, deed.line, f"changes.{deed.path}", found, rule, remedy)
        return


def _same(one: Deed, other: Deed) -> bool:
    return one.kind == other.kind and getattr(one.change, one.kind) == getattr(
        other.change, other.kind
    )


def _holds(number: dict[str, Any], deed: Deed) -> bool:
    """Whether what the overlay asked of this number is so."""
    label = deed.spot.label
    if deed.kind == "set":
        written = deed.layer.marked.data["changes"][deed.path]["set"]
        if label is None:
            return all(number.get(key) == written.get(key) for key in ("value", "dated", "before"))
        found = list(_scalars(number, label)) or [False]
        return all(value == written.get("value") for value in found)
    amount = getattr(deed.change, deed.kind)
    if deed.kind == "times":
        return True
    found = list(_scalars(number, label))
    return all(x <= amount if deed.kind == "at_most" else x >= amount for x in found)


def _idle(system: str, parts: Parts, layer: Layer) -> Fault:
    """What is said of an overlay that changes nothing."""
    found = any(
        True
        for path, change in layer.overlay.changes.items()
        for kind in ("set", *BOUNDS)
        if getattr(change, kind) is not None
        for _ in _spots(parts, layer, path, kind)
    )
    why = "the numbers that it changes are so already" if found else (
        f"the system has nothing at {listed(list(layer.overlay.changes))}"
    )  # fmt: skip
    rule = f"an overlay changes something in the system it is laid over, and {why}"
    remedy = f"Leave {layer.name} out, or choose a system that it touches."
    return Fault(layer.label, 1, "", f"without effect on {system}", rule, remedy)


def _scalars(number: Mapping[str, Any], label: str | None = None) -> Iterator[Any]:
    for place, entry in entries_in(number):
        if place == ("before",):
            continue
        if isinstance(entry, dict):
            yield from (v for k, v in entry.items() if label in (None, k))
        else:
            yield entry


def _keys(source: Any) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else tuple(source)


def _at(data: Any, place: Keys) -> Any:
    """What stands at a place, or None."""
    for step in place:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _put(data: dict[Any, Any], place: Keys, value: Any) -> dict[Any, Any]:
    """The data with another value at a place; the rest is shared, not copied."""
    first, *rest = place
    inner = data.get(first, {})
    return {**data, first: _put(inner, tuple(rest), value) if rest else value}


def blamed(faults: Sequence[Fault], layers: Sequence[Layer]) -> list[Fault]:
    """Faults of a policy that was in order before overlays were laid over it, with their names."""
    own = {layer.label for layer in layers}
    together = " and ".join(layer.name for layer in layers)
    return [
        fault
        if fault.file in own
        else Fault(
            fault.file,
            fault.line,
            fault.path,
            f"{fault.found} once {together} is laid over it",
            fault.rule,
            fault.remedy,
        )
        for fault in faults
    ]
