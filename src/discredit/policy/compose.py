"""A policy from its parts: a system file, the conduct it meets, the lives it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from discredit import library
from discredit.document import Document, read
from discredit.errors import Fault, PolicyError
from discredit.policy.fields import PART_OF, Place, places
from discredit.policy.laying import blamed, lay
from discredit.policy.load import accept, faults_of
from discredit.policy.number import Number, Section
from discredit.policy.overlay import read_layers
from discredit.policy.schema import ROOMS, Behaviour, Life, Policy, System
from discredit.sources import Ledger

PARTS = {"system": System, "behaviour": Behaviour, "life": Life}
"""The files a policy is made of."""


def load_policy(
    name: str, *, ledger: Ledger | None = None, overlays: Iterable[str] | str = ()
) -> Policy:
    """The policy called `name`: a system of the library, or a file ending in .yaml or .yml.

    `overlays`: safeguards of the library, or files, laid over it in turn; the policy is then called
    `name+overlay+...`, the overlays by name, for their order is nothing.
    Raises: PolicyError with every fault of whichever file is wrong, or the overlays that contradict
    each other or change nothing; UnknownNameError.
    """
    system = Path(name).stem
    parts = read_parts(name, ledger=ledger)
    plain = compose(system, parts, ledger=ledger)
    layers = read_layers(overlays, ledger=ledger)
    if not layers:
        return plain
    laid = lay(system, parts, layers)
    called = "+".join([system, *(layer.name for layer in layers)])
    try:
        return compose(called, laid, ledger=ledger)
    except PolicyError as error:
        raise PolicyError(blamed(error.faults, layers)) from None


def read_parts(name: str, *, ledger: Ledger | None = None) -> dict[str, Document]:
    """The three files of a policy as marked data, by part. Raises PolicyError."""
    source, label, folder = _find(name, "systems", Path())
    parts = {"system": read(source, label, PolicyError)}
    named = parts["system"].data
    for part, key in (("behaviour", "conduct"), ("life", "life")):
        if not isinstance(named.get(key), str):
            # The check of the system says what is wrong with it, and with all the rest.
            accept(parts["system"], System, ledger=Ledger() if ledger is None else ledger)
        parts[part] = part_of(part, named[key], folder)
    return parts


def part_of(part: str, name: str, folder: Path) -> Document:
    """The conduct or life file that a system in this folder names. Raises PolicyError."""
    text, label, _ = _find(name, {"behaviour": "conduct", "life": "lives"}[part], folder)
    return read(text, label, PolicyError)


def compose(name: str, parts: Mapping[str, Document], *, ledger: Ledger | None = None) -> Policy:
    """The policy in these parts, checked each and together. Raises PolicyError."""
    ledger = Ledger() if ledger is None else ledger
    faults: list[Fault] = []
    accepted: dict[str, Section] = {}
    for part, model in PARTS.items():
        try:
            accepted[part] = accept(parts[part], model, ledger=ledger)
        except PolicyError as error:
            faults += error.faults
    if faults:
        raise PolicyError(faults)
    try:
        return Policy.model_validate({"name": name, **accepted})
    except ValidationError as error:
        raise PolicyError(faults_of(error, parts)) from None


def sections(policy: Policy) -> dict[str, Any]:
    """The sections that hold numbers, by room, in corridor order."""
    return {room: getattr(policy, room, None) or getattr(policy.system, room) for room in ROOMS}


def numbers(policy: Policy) -> dict[str, Number]:
    """Every number of the policy by dotted path, such as `lists.defaulters.term_months`."""
    return {place.path: place.number for place in told(policy)}


def told(policy: Policy) -> Iterator[Place]:
    """Every number of the policy with its path and what its field says it means."""
    for room, section in sections(policy).items():
        yield from places(section, room)


def _find(name: str, kind: str, folder: Path) -> tuple[Path | str, str, Path]:
    """Where a part is read from, what messages call it, and the folder it may refer from."""
    if not name.endswith((".yaml", ".yml")):
        return library.text(kind, name), library.path_label(kind, name), folder
    path = Path(name) if Path(name).is_absolute() else folder / name
    return path, str(path), path.parent


def with_value(policy: Policy, path: str, value: float | bool) -> Policy:
    """The same policy with one entry of one number changed; units and ranges are checked again.

    `path` is a dotted path as in `numbers`, with `.label` for one entry of a vector and `@YYYY-MM`
    for one date: `observation.court.listing_activity@2014-12`, `behaviour.wants.flight`.

    Raises: PolicyError if there is no such entry or the value is inadmissible.
    """
    known = numbers(policy)
    place, _, date = path.partition("@")
    whole, _, last = place.rpartition(".")
    place, label = (place, "") if place in known else (whole, last)
    if place not in known:
        raise _no_such(path, known)
    raw = known[place].model_dump(exclude_none=True)
    entries = raw["dated"] if "dated" in raw else {"": raw["value"]}
    for key in [date] if date else list(entries):
        if key not in entries or (label and label not in entries[key]):
            raise _no_such(path, known)
        entries[key] = {**entries[key], label: value} if label else value
    if "value" in raw:
        raw["value"] = entries[""]
    return with_number(policy, place, raw, path)


def with_number(policy: Policy, place: str, number: dict[str, Any], path: str) -> Policy:
    """The policy with another number at a place, checked as if read from a file.

    `path` is how messages call the place. Raises PolicyError.
    """
    room, *keys = place.split(".")
    part = PART_OF[room]
    data = getattr(policy, part).model_dump(exclude_none=True)
    at = data if part == room else data[room]
    for key in keys[:-1]:
        at = at[key]
    at[keys[-1]] = number
    try:
        changed = PARTS[part].model_validate(data)
        return Policy.model_validate({**dict(policy), part: changed})
    except ValidationError as error:
        found = error.errors()[0]
        raise PolicyError(
            [
                Fault(
                    file=f"--set {path}",
                    line=0,
                    path=".".join(map(str, found["loc"])),
                    found=str(found.get("input")),
                    rule=found["msg"],
                    remedy="",
                )
            ]
        ) from None


def _no_such(path: str, known: Mapping[str, Number]) -> PolicyError:
    near = get_close_matches(path.partition("@")[0], known, n=1, cutoff=0.4)
    hint = f"Did you mean {near[0]}?" if near else "See `discredit show` for the paths."
    return PolicyError(
        [
            Fault(
                file="--set",
                line=0,
                path=path,
                found="no such number",
                rule="a path is room.number, then .label or @YYYY-MM where it has them",
                remedy=hint,
            )
        ]
    )
