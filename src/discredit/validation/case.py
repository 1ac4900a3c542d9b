"""A case: what somebody published about a mechanism, in a file that says where it was read.

    schema: 1
    cases:
    - id: my-01
      title: Ten tiers
      mechanism: points_tiers        # one of discredit.validation.MECHANISMS
      inputs: {levels: 10, rule: -1/+2, violation_rate: 0.2}
      expected: {stationary: [0.6, 0.1, ...]}
      tolerance: {simulated_abs: 0.004}
      source: who published it, and where

`library/published/cases` holds those that ship; `discredit validate --case FILE` runs any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from discredit import library
from discredit.document import Document, read
from discredit.errors import CaseError, Fault, quoted
from discredit.policy.faults import did_you_mean

_NEEDED: dict[str, tuple[type, str]] = {
    "id": (str, "text, such as my-01"),
    "mechanism": (str, "the name of a mechanism"),
    "inputs": (dict, "a mapping of the mechanism's inputs"),
    "expected": (dict, "a mapping of quantities to published values"),
    "tolerance": (dict, "a mapping such as {simulated_abs: 0.01}"),
}
_WORDS = ("title", "kind", "strength", "protocol", "evidence", "source", "model_config")


class Case(NamedTuple):
    """One published result. `marked` and `place` tell errors where it stands."""

    id: str
    title: str
    mechanism: str
    kind: str
    strength: str
    inputs: Mapping[str, Any]
    protocol: str
    expected: Mapping[str, Any]
    tolerance: Mapping[str, Any]
    evidence: str
    source: str
    marked: Document
    place: tuple[str | int, ...]

    def blame(self, error: CaseError) -> CaseError:
        """The same error with the file and line of the input it is about."""
        return CaseError([self._at(fault) for fault in error.faults])

    def _at(self, fault: Fault) -> Fault:
        file, line = self.marked.mark((*self.place, "inputs", fault.path))
        return Fault(file, line, f"{self.id} inputs.{fault.path}", *_rest(fault))


def _rest(fault: Fault) -> tuple[str, str, str]:
    return fault.found, fault.rule, fault.remedy


def shipped(mechanism: str) -> tuple[Case, ...]:
    """The cases of a mechanism that ship with the laboratory."""
    path = files(library) / "published" / "cases" / f"{mechanism}.yaml"
    return _cases(read(path.read_text(encoding="utf-8"), path.name, CaseError), (mechanism,))


def from_file(path: Path, mechanisms: tuple[str, ...]) -> tuple[Case, ...]:
    """The cases in a file. Raises CaseError with every fault found."""
    return _cases(read(path, str(path), CaseError), mechanisms)


def _cases(marked: Document, mechanisms: tuple[str, ...]) -> tuple[Case, ...]:
    """A file holds `cases`, or is one case itself."""
    if marked.faults:
        raise CaseError(marked.faults)
    data = marked.data
    is_one = isinstance(data, dict) and "cases" not in data and "mechanism" in data
    if not is_one and not isinstance(data.get("cases"), tuple):
        file, line = marked.mark(("cases",) if "cases" in data else ())
        rule, remedy = "a file of cases is a list under cases", "Begin with cases: and a list."
        raise CaseError([Fault(file, line, "cases", quoted(data.get("cases")), rule, remedy)])
    places: list[tuple[str | int, ...]]
    places = [()] if is_one else [("cases", i) for i in range(len(data["cases"]))]
    faults = [fault for place in places for fault in _faults(marked, place, mechanisms)]
    if faults:
        raise CaseError(faults)
    return tuple(_case(marked, place) for place in places)


def _at(marked: Document, place: tuple[str | int, ...]) -> Any:
    return marked.data if not place else marked.data["cases"][place[1]]


def _faults(
    marked: Document, place: tuple[str | int, ...], mechanisms: tuple[str, ...]
) -> Iterator[Fault]:
    data = _at(marked, place)
    file, line = marked.mark(place)
    if not isinstance(data, dict):
        yield Fault(file, line, "cases", quoted(data), "a case is a mapping", "Give it an id.")
        return
    called = str(data.get("id", "a case"))
    for field, (kind, what) in _NEEDED.items():
        found = data.get(field)
        if not isinstance(found, kind):
            where = marked.mark((*place, field)) if field in data else (file, line)
            rule = f"it must be {what}"
            yield Fault(*where, f"{called} {field}", quoted(found), rule, f"Add {field}: {what}.")
    name = data.get("mechanism")
    if isinstance(name, str) and name not in mechanisms:
        where = marked.mark((*place, "mechanism"))
        rule = f"the laboratory has {', '.join(mechanisms)}"
        remedy = did_you_mean(name, mechanisms, "Take one of them.")
        yield Fault(*where, f"{called} mechanism", quoted(name), rule, remedy)


def _case(marked: Document, place: tuple[str | int, ...]) -> Case:
    data = {key: _plain(value) for key, value in _at(marked, place).items()}
    words = {field: str(data.get(field, "")) for field in _WORDS if field != "model_config"}
    needed = {field: data[field] for field in _NEEDED}
    return Case(**words, **needed, marked=marked, place=place)


def _plain(value: Any) -> Any:
    """Lists as lists: what was read holds tuples."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value
