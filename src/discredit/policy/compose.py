"""A policy from its parts: a system file, the conduct it meets, the lives it touches."""

from __future__ import annotations

from pathlib import Path

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
                    found="no such file",
                    rule="a policy is a YAML file or a name from `discredit list`",
                    remedy="Check the path, or write a new one with `discredit new my-system`.",
                )
            ]
        )
    return path, str(path), path.parent
