"""Overlays laid over the parts of a policy, and what they ask of one another.

The order of overlays is nothing: numbers are set first, then multiplied, then raised, then lowered;
what one overlay asked for must still hold when all are laid, or the two are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from discredit import library
from discredit.arguments import Names, names
from discredit.document import Document, read
from discredit.errors import Fault, PolicyError, quoted
from discredit.policy import edit, moves
from discredit.policy.address import SOCIETY, owner
from discredit.policy.edit import Origin, Parts, Spot
from discredit.policy.faults import listed
from discredit.policy.load import accept
from discredit.policy.moves import MOVES, Basis
from discredit.policy.overlay import BOUNDS, Change, Overlay
from discredit.sources import Ledger, weakest

LAID: Final = {
    "set": "Set{of} by the overlay {overlay}",
    "times": "Multiplied by {amount}{of} by the overlay {overlay}",
    "at_least": "Raised to at least {amount}{of} by the overlay {overlay}",
    "at_most": "Kept at most {amount}{of} by the overlay {overlay}",
}
"""What the note of a number says of an overlay that changed it, by the kind of change."""
REGRADED: Final = "; graded {grade} before"
"""The same of a number that another takes the place of, and was known less well."""


@dataclass(frozen=True)
class OverlayLayer:
    """An overlay as read: its name, what messages call its file, its text's marks, its content."""

    name: str
    label: str
    marked: Document
    overlay: Overlay

    @property
    def of_society(self) -> tuple[str, ...]:
        """The paths at which it changes a society."""
        return tuple(path for path in self.overlay.changes if path.startswith(f"{SOCIETY}."))


class Request(NamedTuple):
    """One change that an overlay asks for, to one number."""

    layer: OverlayLayer
    path: str
    spot: Spot
    kind: str

    @property
    def change(self) -> Change:
        """The change as the overlay has it."""
        return self.layer.overlay.changes[self.path]

    @property
    def origin(self) -> Origin:
        """Where the overlay asks for it."""
        return Origin(self.layer.marked, ("changes", self.path))

    @property
    def amount(self) -> Any:
        """The factor or bound; of `set`, the value that the overlay writes."""
        return self.written.get("value") if self.kind == "set" else getattr(self.change, self.kind)

    @property
    def written(self) -> dict[str, Any]:
        """The number that `set` writes."""
        return self.origin.value["set"]

    def is_same_as(self, other: Request) -> bool:
        """Whether two overlays ask the same.

        Args:
            other: What another overlay asks of the same number.

        Returns:
            Whether kind and amount are the same.
        """
        mine, its = (getattr(each.change, each.kind) for each in (self, other))
        return self.kind == other.kind and mine == its


# Reading


def names_of(overlays: Names | None) -> tuple[str, ...]:
    """The overlays asked for: names or files, apart or in one text with commas between them.

    Args:
        overlays: Names of the library or files, each alone or several with commas; None for none.

    Returns:
        In the order given, without the blanks around them.

    Raises:
        PolicyError: One is no name and no file.
    """
    given = names(overlays)
    rule, remedy = "an overlay is the name of a safeguard, or a file", "See `discredit list`."
    faults = [
        Fault("overlays", 0, "one of them", quoted(one), rule, remedy)
        for one in given
        if not isinstance(one, str)
    ]
    if faults:
        raise PolicyError(faults)
    return tuple(name.strip() for text in given for name in text.split(","))


def read_layers(overlays: Names | None, *, ledger: Ledger | None = None) -> list[OverlayLayer]:
    """The overlays of these names, by name, so that their order on a command line is nothing.

    Args:
        overlays: Names of the library or files, as `names_of` takes them.
        ledger: The evidence that they may rest on; None: the library's.

    Raises:
        PolicyError: Every fault in them; to ask for one twice is a fault.
        UnknownNameError: A name is none of the library's.
    """
    ledger = Ledger() if ledger is None else ledger
    faults: list[Fault] = []
    layers: dict[str, OverlayLayer] = {}
    for given in names_of(overlays):
        source, label = _find(given)
        name = Path(given).stem
        if name in layers:
            rule = "an overlay is laid over a system once"
            faults.append(Fault(label, 0, "", "asked for twice", rule, "Remove one of the two."))
            continue
        try:
            marked = read(source, label, PolicyError)
            layers[name] = OverlayLayer(name, label, marked, accept(marked, Overlay, ledger=ledger))
        except PolicyError as error:
            faults += error.faults
    if faults:
        raise PolicyError(faults)
    return [layers[name] for name in sorted(layers)]


def _find(name: str) -> tuple[Path | str, str]:
    """Where an overlay is read from (a file, or the text of a library one), and its label."""
    if name.endswith((".yaml", ".yml")):
        return Path(name), name
    return library.text("safeguards", name), library.path_label("safeguards", name)


# Laying


def lay(system: str, parts: Parts, layers: Sequence[OverlayLayer]) -> dict[str, Document]:
    """The parts of the policy called `system` with these overlays laid over them.

    What the schema refuses afterwards stands at the line of the overlay that wrote it.

    Args:
        system: what messages call the policy.
        parts: its documents, by name.
        layers: the overlays; their order is nothing.

    Returns:
        The parts as they then are; those given stay as they were.

    Raises:
        PolicyError: Overlays contradict each other, or one changes nothing.
    """
    faults = list(_contradictions(layers))
    if faults:
        raise PolicyError(faults)
    laid, done = _all_laid(parts, layers)
    for layer in layers:
        if not any(request.layer is layer for request in done):
            alone = _all_laid(parts, [layer])[1]
            faults += [] if alone else [_idle(system, parts, layer)]
    faults += _undone(laid, [*_requests(parts, laid, layers)])
    if faults:
        raise PolicyError(faults)
    return laid


def blamed(faults: Sequence[Fault], layers: Sequence[OverlayLayer]) -> list[Fault]:
    """Faults of a policy that was in order before overlays were laid over it, with their names.

    Args:
        faults: What the policy is refused for, as it is now.
        layers: The overlays that were laid over it.

    Returns:
        Those in an overlay's own file stay as they are.
    """
    own = {layer.label for layer in layers}
    together = " and ".join(layer.name for layer in layers)
    return [
        fault
        if fault.file in own
        else replace(fault, found=f"{fault.found} once {together} is laid over it")
        for fault in faults
    ]


def _contradictions(layers: Sequence[OverlayLayer]) -> Iterator[Fault]:
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


def _all_laid(
    parts: Parts, layers: Sequence[OverlayLayer]
) -> tuple[dict[str, Document], list[Request]]:
    """The parts with every change made, and the changes that made a difference."""
    laid = dict(parts)
    done: list[Request] = []
    for kind in MOVES:
        for layer in layers:
            for request in _requests_of(layer, parts, laid, (kind,)):
                marked = laid[request.spot.part]
                before = edit.at(marked.data, request.spot.keys)
                after = _changed(before, request)
                if after != before:
                    laid[request.spot.part] = _put(marked, request, after)
                    done.append(request)
    return laid, done


def _requests(parts: Parts, laid: Parts, layers: Sequence[OverlayLayer]) -> Iterator[Request]:
    """Every change that the overlays ask for, whether or not it made a difference."""
    for layer in layers:
        yield from _requests_of(layer, parts, laid, tuple(MOVES))


def _requests_of(
    layer: OverlayLayer, parts: Parts, laid: Parts, kinds: Sequence[str]
) -> Iterator[Request]:
    """The changes of some kinds that an overlay asks for."""
    for path, change in layer.overlay.changes.items():
        is_bounded = any(getattr(change, bound) is not None for bound in BOUNDS)
        for kind in kinds:
            if getattr(change, kind) is None:
                continue
            for spot, is_there in edit.spots(parts if change.set is not None else laid, path):
                if is_there == (kind == "set") and (is_bounded or not is_there):
                    continue  # a bound needs a number; a number with a bound is not set
                if _is_concerned(parts, layer, spot):
                    yield Request(layer, path, spot, kind)


def _is_concerned(parts: Parts, layer: OverlayLayer, spot: Spot) -> bool:
    """Whether `only` leaves this list in."""
    whose = owner(str(spot)) if spot.part == "system" else None
    if layer.overlay.only is None or whose is None or whose[0] != "list":
        return True
    rule = edit.at(parts["system"].data, ("lists", whose[1]))
    return isinstance(rule, dict) and rule.get("colour") == layer.overlay.only.colour


def _put(marked: Document, request: Request, after: Any) -> Document:
    """The part with what the overlay asks for, and its lines."""
    spot, origin = request.spot, request.origin
    if request.kind == "set" and spot.label is None:
        origin = Origin(origin.marked, (*origin.keys, "set"))
        return edit.put(marked, spot.keys, after, origin.mark, origin.below)
    return edit.put(marked, spot.keys, after, origin.mark)


def _changed(number: Any, request: Request) -> Any:
    """The number as the overlay wants it; the same where it is so already."""
    kind, amount, label = request.kind, request.amount, request.spot.label
    if kind == "set" and label is None:
        return _replaced(number, request)
    if kind != "set" and number["unit"] == "switch":
        rule = "a switch is on or off and has no size"
        remedy = "Write set: {value: true, ...}."
        raise PolicyError([request.origin.fault(f"{kind} for a switch", rule, remedy)])
    after = moves.moved(number, kind, amount, label)
    if after == number:
        return number
    basis = request.written if kind == "set" else request.change.model_dump(exclude_none=True)
    # Only a factor comes without a range of its own.
    span = basis.get("range") or [MOVES[kind](end, amount) for end in number.get("range", ())]
    texts = (number.get("note"), _said(request), basis.get("note"))
    note = ". ".join(str(text).rstrip(".") for text in texts if text)
    return moves.resting(after, number, Basis(basis["evidence"], _keys(basis), span, note))


def _replaced(number: Any, request: Request) -> dict[str, Any]:
    """The number that `set` writes: where one stood already, no better graded than that one."""
    written = request.written
    if number is None or weakest([number["evidence"], written["evidence"]]) == written["evidence"]:
        return written
    said = _said(request) + REGRADED.format(grade=number["evidence"])
    note = f"{written['note']} {said}." if "note" in written else f"{said}."
    span = written.get("range") or number.get("range", ())
    return moves.resting(written, number, Basis(written["evidence"], _keys(written), span, note))


def _keys(basis: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of the ledger that a change names."""
    source = basis["source"]
    return (source,) if isinstance(source, str) else tuple(source)


def _said(request: Request) -> str:
    of = f" ({request.spot.label})" if request.spot.label else ""
    amount = "" if request.kind == "set" else f"{request.amount:g}"
    return LAID[request.kind].format(amount=amount, of=of, overlay=request.layer.name)


# Whether what was asked for is so


def _undone(laid: Parts, asked: Sequence[Request]) -> Iterator[Fault]:
    """What one overlay asked for and another took back."""
    for one in asked:
        number = edit.at(laid[one.spot.part].data, one.spot.keys)
        if number is None or _holds(number, one):
            continue
        rivals = [o for o in asked if o.layer is not one.layer and o.spot.meets(one.spot)]
        other = next((o for o in rivals if not o.is_same_as(one)), one)
        ask = f"{one.kind} {one.amount:g}" if one.kind != "set" else "set to another value"
        file, line = other.origin.mark
        found = f"{ask} here, and otherwise in {file}:{line}"
        rule = f"overlays cannot ask different things of one number ({one.spot})"
        alone = other.layer is one.layer
        remedy = "Keep one." if alone else f"Leave out {one.layer.name} or {other.layer.name}."
        yield one.origin.fault(found, rule, remedy)
        return


def _holds(number: dict[str, Any], request: Request) -> bool:
    """Whether what the overlay asked of this number is so."""
    kind, amount, label = request.kind, request.amount, request.spot.label
    if kind == "set" and label is None:
        written = request.written
        return all(number.get(key) == written.get(key) for key in ("value", "dated", "before"))
    entries = list(moves.scalars(number, label))
    if kind == "set":
        return all(entry == amount for entry in entries or [False])
    return kind == "times" or all(MOVES[kind](entry, amount) == entry for entry in entries)


def _idle(system: str, parts: Parts, layer: OverlayLayer) -> Fault:
    """What is said of an overlay that changes nothing."""
    is_there = any(True for _ in _requests(parts, parts, [layer]))
    why = "the numbers that it changes are so already" if is_there else (
        f"the system has nothing at {listed(list(layer.overlay.changes))}"
    )  # fmt: skip
    rule = f"an overlay changes something in the system it is laid over, and {why}"
    remedy = f"Leave {layer.name} out, or choose a system that it touches."
    return Fault(layer.label, 1, "", f"without effect on {system}", rule, remedy)
