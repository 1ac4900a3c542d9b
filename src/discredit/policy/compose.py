"""A policy from its parts: a system file, the conduct it meets, the lives it touches."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from discredit import library
from discredit.errors import Fault, PolicyError
from discredit.policy.load import load
from discredit.policy.number import Number, Section
from discredit.policy.schema import ROOMS, Behaviour, Life, Policy, System
from discredit.sources import Ledger


def load_policy(name: str, *, ledger: Ledger | None = None) -> Policy:
    """The policy called `name`: a system of the library, or a file ending in .yaml or .yml.

    Raises: PolicyError with every fault of whichever of the three files is wrong.
    """
    ledger = Ledger() if ledger is None else ledger
    source, label, folder = _find(name, "systems", Path())
    system = load(source, System, ledger=ledger, name=label)
    parts = {}
    for field, kind, model in (
        ("behaviour", "conduct", Behaviour),
        ("life", "lives", Life),
    ):
        called = system.conduct if kind == "conduct" else system.life
        part, part_label, _ = _find(called, kind, folder)
        parts[field] = load(part, model, ledger=ledger, name=part_label)
    return Policy(name=Path(name).stem, system=system, **parts)


def sections(policy: Policy) -> dict[str, Section]:
    """The sections that hold numbers, by room, in corridor order."""
    return {room: getattr(policy, room, None) or getattr(policy.system, room) for room in ROOMS}


def numbers(policy: Policy) -> dict[str, Number]:
    """Every number of the policy by dotted path, such as `lists.term_months`."""
    return {
        f"{room}.{field}": number
        for room, section in sections(policy).items()
        for field, number in section
        if isinstance(number, Number)
    }


def _find(name: str, kind: str, folder: Path) -> tuple[Path | str, str, Path]:
    """Where a part is read from, what messages call it, and the folder it may refer from."""
    if not name.endswith((".yaml", ".yml")):
        return library.text(kind, name), library.path_label(kind, name), folder
    path = Path(name) if Path(name).is_absolute() else folder / name
    if not path.is_file():
        raise PolicyError(
            [
                Fault(
                    file=name,
                    line=0,
                    path="",
                    found="not there",
                    rule="a policy is a YAML file or a name from `discredit list`",
                    remedy="Check the path, or write a new one with `discredit new my-system`.",
                )
            ]
        )
    return path, str(path), path.parent


def with_value(policy: Policy, path: str, value: float | bool) -> Policy:
    """The same policy with one entry of one number changed; units and ranges are checked again.

    `path` is a dotted path as in `numbers`, with `.label` for one entry of a vector and `@YYYY-MM`
    for one date: `observation.listing_activity@2014-12`, `behaviour.wants.flight`.

    Raises: PolicyError if there is no such entry or the value is inadmissible.
    """
    place, _, date = path.partition("@")
    room, _, rest = place.partition(".")
    field, _, label = rest.partition(".")
    section = sections(policy).get(room)
    number = getattr(section, field, None)
    if section is None or not isinstance(number, Number):
        raise _no_such(path, numbers(policy))
    raw = number.model_dump(exclude_none=True)
    entries = raw["dated"] if "dated" in raw else {"": raw["value"]}
    for key in [date] if date else list(entries):
        if key not in entries or (label and label not in entries[key]):
            raise _no_such(path, numbers(policy))
        if label:
            entries[key] = {**entries[key], label: value}
        else:
            entries[key] = value
    if "value" in raw:
        raw["value"] = entries[""]
    changed = _revalidated(type(section), {**dict(section), field: raw}, path)
    if room in ("behaviour", "life"):
        return policy.model_copy(update={room: changed})
    return policy.model_copy(update={"system": policy.system.model_copy(update={room: changed})})


def _revalidated(model: type[Section], fields: dict[str, object], path: str) -> Section:
    try:
        return model.model_validate(fields)
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


def _no_such(path: str, known: dict[str, Number]) -> PolicyError:
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
