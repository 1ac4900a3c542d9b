"""A case: what somebody published about a mechanism, in a file that says where it was read.

    schema: 1
    cases:
    - id: my-01
      title: Ten tiers
      mechanism: points_tiers        # one of discredit.validation.MECHANISMS
      inputs: {levels: 10, rule: -1/+2, violation_rate: 0.2}
      quantities:
        stationary:
          expected: [0.6, 0.1, ...]
          key: stationary            # of the obtained result
          tolerance: {abs: 0.004}
          kind: reproduced by the engine
      source: who published it, and where

An input that takes one value may be given a list of them: each is run and compared (`settings`).
In place of `quantities` a case may have `expected` and `tolerance`, the form in which cases were
collected (`published_form`). `library/published/cases` holds those that ship; `discredit validate
--case FILE` runs any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

from discredit import library
from discredit.document import Document, Keys, read
from discredit.errors import CaseError, Fault, quoted
from discredit.policy.faults import did_you_mean
from discredit.validation import MECHANISMS, load
from discredit.validation.about import results
from discredit.validation.compare import Quantity
from discredit.validation.published_form import published
from discredit.validation.quantities import Read, stated
from discredit.validation.settings import count

_NEEDED: Final[Mapping[str, tuple[type, str]]] = {
    "id": (str, "text, such as my-01"),
    "mechanism": (str, "the name of a mechanism"),
    "inputs": (dict, "a mapping of the mechanism's inputs"),
}
_WORDS: Final = ("title", "kind", "strength", "protocol", "evidence", "source")
_COMPARED: Final = ("quantities", "expected", "tolerance")
_CASE: Final = (*_NEEDED, *_WORDS, *_COMPARED, "model_config")
_FILE: Final = ("schema", "about", "fields", "cases")


class Case(NamedTuple):
    """One published result. `marked` is the file, `at` the keys that lead to it there."""

    id: str
    title: str
    mechanism: str
    kind: str
    strength: str
    inputs: Mapping[str, Any]
    protocol: str
    quantities: tuple[Quantity, ...]
    evidence: str
    source: str
    marked: Document
    at: Keys

    def blame(self, error: CaseError) -> CaseError:
        """The same error with the file and line of the input it is about.

        Args:
            error: What a mechanism refused.

        Returns:
            To be raised.
        """
        return CaseError([_in_inputs(self.marked, self.at, fault) for fault in error.faults])


def shipped(mechanism: str) -> tuple[Case, ...]:
    """The cases of a mechanism that ship with the laboratory.

    Args:
        mechanism: One of MECHANISMS.

    Raises:
        CaseError: The file breaks a rule, with every fault.
    """
    path = files(library) / "published" / "cases" / f"{mechanism}.yaml"
    return _cases(read(path.read_text(encoding="utf-8"), path.name, CaseError))


def from_file(path: Path) -> tuple[Case, ...]:
    """The cases in a file.

    Args:
        path: A YAML file.

    Raises:
        CaseError: The file breaks a rule, with every fault.
    """
    return _cases(read(path, str(path), CaseError))


def _cases(marked: Document) -> tuple[Case, ...]:
    """A file holds `cases`, or is one case itself."""
    if marked.faults:
        raise CaseError(marked.faults)
    data = marked.data
    is_one = isinstance(data, dict) and "cases" not in data and "mechanism" in data
    if not is_one and not isinstance(data.get("cases"), tuple):
        file, line = marked.mark(("cases",) if "cases" in data else ())
        rule, remedy = "a file of cases is a list under cases", "Begin with cases: and a list."
        raise CaseError([Fault(file, line, "cases", quoted(data.get("cases")), rule, remedy)])
    where: list[Keys] = [()] if is_one else [("cases", i) for i in range(len(data["cases"]))]
    faults = [] if is_one else list(_strange(marked, (), data, _FILE))
    cases: list[Case] = []
    for at in where:
        case, wrong = _Reader(marked, at).read()
        faults += wrong
        cases += [case] if case is not None else []
    faults += _twice(cases)
    if faults:
        raise CaseError(faults)
    return tuple(cases)


def _twice(cases: list[Case]) -> Iterator[Fault]:
    first: dict[str, Case] = {}
    for case in cases:
        if first.setdefault(case.id, case) is not case:
            file, line = case.marked.mark((*case.at, "id"))
            rule = "it names another case of this file too"
            yield Fault(file, line, "id", quoted(case.id), rule, "Give every case its own id.")


def _strange(
    marked: Document, at: Keys, data: Mapping[str, Any], known: tuple[str, ...]
) -> Iterator[Fault]:
    for key in data:
        if key not in known:
            file, line = marked.mark((*at, key))
            rule = f"the keys here are {', '.join(known)}"
            remedy = did_you_mean(key, known, "Remove it.")
            yield Fault(file, line, str(key), "not a known key", rule, remedy)


def _in_inputs(marked: Document, at: Keys, fault: Fault) -> Fault:
    """A fault of an input, with its file and line."""
    file, line = marked.mark((*at, "inputs", *fault.path.split(".")))
    called = str(_at(marked, at).get("id", "a case"))
    subject = f"{called} inputs.{fault.path}"
    return Fault(file, line, subject, fault.found, fault.rule, fault.remedy)


def _at(marked: Document, at: Keys) -> Any:
    return marked.data if not at else marked.data["cases"][at[1]]


class _Reader:
    """One case, as it stands in its file."""

    def __init__(self, marked: Document, at: Keys) -> None:
        self.marked, self.at = marked, at
        raw = _at(marked, at)
        self.data: dict[str, Any] = _plain(raw) if isinstance(raw, dict) else {}
        self.called = str(self.data.get("id", "a case"))

    def read(self) -> tuple[Case | None, list[Fault]]:
        """The case, or everything wrong with it."""
        raw = _at(self.marked, self.at)
        if not isinstance(raw, dict):
            return None, [self._fault((), raw, "a case is a mapping", "Give it an id.")]
        known = _CASE if self.at else (*_CASE, "schema")
        faults = [*_strange(self.marked, self.at, raw, known), *self._lacking()]
        name, inputs = self.data.get("mechanism"), self.data.get("inputs")
        if name not in MECHANISMS or not isinstance(inputs, dict):
            return None, faults
        try:
            count(inputs, load(name).INPUTS)
        except CaseError as error:
            faults += [_in_inputs(self.marked, self.at, fault) for fault in error.faults]
        quantities, wrong = self._quantities(name, inputs)
        if faults or wrong:
            return None, [*faults, *wrong]
        words = {field: str(self.data.get(field, "")) for field in _WORDS}
        needed = {field: self.data[field] for field in _NEEDED}
        case = Case(**words, **needed, quantities=quantities, marked=self.marked, at=self.at)
        return case, []

    def _lacking(self) -> Iterator[Fault]:
        for field, (kind, what) in _NEEDED.items():
            value = self.data.get(field)
            if not isinstance(value, kind):
                yield self._fault((field,), value, f"it must be {what}", f"Add {field}: {what}.")
        name = self.data.get("mechanism")
        if isinstance(name, str) and name not in MECHANISMS:
            rule = f"the laboratory has {', '.join(MECHANISMS)}"
            remedy = did_you_mean(name, MECHANISMS, "Take one of them.")
            yield self._fault(("mechanism",), name, rule, remedy)

    def _quantities(self, name: str, inputs: Mapping[str, Any]) -> Read:
        given = results(load(name), inputs)
        if "quantities" in self.data:
            for field in ("expected", "tolerance"):
                if field in self.data:
                    rule = "every one of quantities has its own"
                    return Read((), (self._fault((field,), self.data[field], rule, "Remove it."),))
            return stated(self.data["quantities"], given, self._fault)
        parts = {field: self.data.get(field) for field in ("expected", "tolerance")}
        faults = [
            self._fault((field,), part, "it must be a mapping of quantities, or of tolerances",
                        "Add quantities, or expected and tolerance.")
            for field, part in parts.items() if not isinstance(part, dict)
        ]  # fmt: skip
        if faults:
            return Read((), tuple(faults))
        expected, tolerance = parts["expected"] or {}, parts["tolerance"] or {}
        return published(name, expected, tolerance, given, self._fault)

    def _fault(self, at: Keys, found: Any, rule: str, remedy: str) -> Fault:
        file, line = self.marked.mark((*self.at, *at))
        path = ".".join(map(str, at))
        return Fault(file, line, f"{self.called} {path}".strip(), quoted(found), rule, remedy)


def _plain(value: Any) -> Any:
    """Lists as lists: what was read holds tuples."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value
