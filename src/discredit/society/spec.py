"""What a society is made from: a YAML file of numbers and a folder of aggregate tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from discredit.errors import Fault, SocietyError, UnknownNameError, quoted
from discredit.society.marginals import Marginals, read_marginals
from discredit.society.tables import GRADES

FORMAT: Final = 1
_TOP = ("format", "name", "title", "tables", "income_year", "numbers", "targets", "assumptions")
_NUMBER = ("value", "unit", "evidence", "source")

_ANY = (-1e6, 1e6)
_SHARE = (0.0, 1.0)
_POSITIVE = (1e-6, 1e6)
_NUMBERS: Final[dict[str, tuple[float, float]]] = {
    "migrant_share": _SHARE,
    "migrant_urban": _ANY,
    "migrant_young": _ANY,
    "migrant_rich_province": _ANY,
    "migrant_elders_at_home": _ANY,
    "aged_slope": (0.0, 300.0),
    "rural_older": (-20.0, 20.0),
    "schooling_per_decade": (0.0, 5.0),
    "schooling_urban": (-5.0, 5.0),
    "schooling_shared": _SHARE,
    "income_province": _ANY,
    "income_urban": _ANY,
    "income_schooling": _ANY,
    "income_per_dependant": _ANY,
    "income_migrant": _ANY,
    "income_status": _ANY,
    "income_noise": (0.0, 100.0),
    "income_floor": (0.0, 0.9),
    "pension_weight": _POSITIVE,
    "earnings_spread": (0.0, 3.0),
    "representative_share": _SHARE,
    "savings_months": (0.0, 1200.0),
    "savings_by_fifth": (0.0, 10.0),
    "savings_spread": (0.0, 3.0),
    "sociability_shape": (0.2, 50.0),
    "neighbourhood_sorting": _SHARE,
    "tie_kin": _SHARE,
    "tie_neighbours": _SHARE,
    "tie_work": _SHARE,
    "tie_friends": _SHARE,
    "tie_far": _SHARE,
    "tie_close": (0.0, 100.0),
    "tie_unlike": _SHARE,
}
_TARGETS: Final = (
    "mean_household",
    "urban_share",
    "tie_mean",
    "tie_variance",
    "tie_dispersion",
    "tie_age_within_five",
    "tie_household_share",
    "tie_clustering",
)


@dataclass(frozen=True, slots=True)
class SourcedNumber:
    """A number with what it rests on: a ledger key or an assumption of the same file."""

    value: float
    unit: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """What a society takes for granted: in words, and the range a sensitivity study sweeps."""

    key: str
    says: str
    low: float
    high: float
    range_of: str


@dataclass(frozen=True, slots=True)
class SocietySpec:
    """A society before anyone is in it. Immutable; `file` is where it was read from."""

    name: str
    title: str
    file: Path
    income_year: int
    marginals: Marginals
    numbers: Mapping[str, SourcedNumber]
    targets: Mapping[str, SourcedNumber]
    assumptions: Mapping[str, Assumption]

    def value(self, name: str) -> float:
        """The value of one of `numbers`."""
        return self.numbers[name].value


def library_folder() -> Path:
    """Where the societies that ship with the package lie."""
    return Path(str(files("discredit"))) / "library" / "societies"


def society_names() -> tuple[str, ...]:
    """The societies of the library, by name."""
    return tuple(sorted(path.stem for path in library_folder().glob("*.yaml")))


def load_society(name_or_path: str | Path) -> SocietySpec:
    """Read a society by its library name, or from the YAML file at a path.

    Raises UnknownNameError for a name the library lacks, and SocietyError with file and line for
    a file or table that breaks a rule.
    """
    path = Path(name_or_path)
    if path.suffix not in (".yaml", ".yml"):
        names = society_names()
        if str(name_or_path) not in names:
            near = get_close_matches(str(name_or_path), names, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"It holds {', '.join(names)}."
            rule = "the library has no society of that name"
            fault = Fault("society", 0, "the name", quoted(str(name_or_path)), rule, remedy)
            raise UnknownNameError([fault])
        path = library_folder() / f"{name_or_path}.yaml"
    return _Reader(path).read()


class _Reader:
    """One society file: its content, and the line of every key for error messages."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[tuple[str, ...], int] = {}

    def read(self) -> SocietySpec:
        """The checked society."""
        top = self._mapping(self._parse(), (), _TOP)
        if top["format"] != FORMAT:
            raise self._fault(("format",), top["format"], f"this version reads format {FORMAT}")
        for key in ("name", "title", "tables"):
            if not isinstance(top[key], str) or not top[key]:
                raise self._fault((key,), top[key], "it must be text")
        year = top["income_year"]
        if isinstance(year, bool) or not isinstance(year, int):
            raise self._fault(("income_year",), year, "it must be a year, such as 2020")
        assumptions = dict(self._assumptions(top["assumptions"]))
        numbers = dict(self._numbers(top["numbers"], "numbers", tuple(_NUMBERS), assumptions))
        targets = dict(self._numbers(top["targets"], "targets", _TARGETS, assumptions))
        for key, (low, high) in _NUMBERS.items():
            if not low <= numbers[key].value <= high:
                where = ("numbers", key, "value")
                raise self._fault(where, numbers[key].value, f"it must be from {low} to {high}")
        marginals = read_marginals(self.path.parent / top["tables"], year)
        self._check_sources(marginals, assumptions)
        return SocietySpec(
            top["name"],
            top["title"],
            self.path,
            year,
            marginals,
            MappingProxyType(numbers),
            MappingProxyType(targets),
            MappingProxyType(assumptions),
        )

    def _parse(self) -> object:
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            found = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
            rule = "a society is a YAML file in UTF-8"
            raise SocietyError([Fault(str(self.path), 0, "", found, rule, "")]) from error
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            if node is not None:
                self._note_lines(node, ())
            return yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            found = quoted(str(getattr(error, "problem", error)))
            rule = "it must be valid YAML"
            fault = Fault(str(self.path), line, "the text", found, rule, "")
            raise SocietyError([fault]) from error

    def _note_lines(self, node: yaml.Node, where: tuple[str, ...]) -> None:
        self.lines.setdefault(where, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inside = (*where, str(key.value))
                if inside in self.lines:
                    rule = "a key may stand once"
                    line = key.start_mark.line + 1
                    fault = Fault(str(self.path), line, ".".join(inside), "repeated", rule, "")
                    raise SocietyError([fault])
                self.lines[inside] = key.start_mark.line + 1
                self._note_lines(value, inside)

    def _fault(
        self, where: tuple[str, ...], found: object, rule: str, remedy: str = ""
    ) -> SocietyError:
        line = next(
            (self.lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in self.lines), 0
        )
        place = ".".join(where)
        return SocietyError([Fault(str(self.path), line, place, quoted(found), rule, remedy)])

    def _mapping(
        self, found: object, where: tuple[str, ...], keys: tuple[str, ...]
    ) -> dict[str, Any]:
        """The mapping at a place, holding exactly these keys."""
        if not isinstance(found, dict):
            raise self._fault(where, found, f"it must be a mapping of {', '.join(keys)}")
        for key in found:
            if key not in keys:
                near = get_close_matches(str(key), keys, 1)
                remedy = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(keys)}."
                raise self._fault((*where, str(key)), "unknown", "no such key exists", remedy)
        missing = [key for key in keys if key not in found]
        if missing:
            raise self._fault(where, found, f"it lacks {', '.join(missing)}")
        return found

    def _assumptions(self, found: object) -> Iterator[tuple[str, Assumption]]:
        if not isinstance(found, dict):
            raise self._fault(("assumptions",), found, "it must be a mapping of S-01, S-02, ...")
        for key, body in found.items():
            where = ("assumptions", str(key))
            extra = ("range_of",) if isinstance(body, dict) and "range_of" in body else ()
            body = self._mapping(body, where, ("says", "range", *extra))
            bounds = body["range"]
            if not isinstance(bounds, list) or len(bounds) != 2 or not all(map(_is_number, bounds)):
                raise self._fault((*where, "range"), bounds, "it must be two numbers, low and high")
            if bounds[0] >= bounds[1]:
                raise self._fault((*where, "range"), bounds, "it must run from low to high")
            low, high = map(float, bounds)
            says = " ".join(str(body["says"]).split())
            yield str(key), Assumption(str(key), says, low, high, str(body.get("range_of", "")))

    def _numbers(
        self,
        found: object,
        section: str,
        keys: tuple[str, ...],
        assumptions: Mapping[str, Assumption],
    ) -> Iterator[tuple[str, SourcedNumber]]:
        for key, body in self._mapping(found, (section,), keys).items():
            where = (section, key)
            body = self._mapping(body, where, _NUMBER)
            if not _is_number(body["value"]):
                raise self._fault((*where, "value"), body["value"], "it must be a number")
            if body["evidence"] not in GRADES:
                rule = f"it must be one of {', '.join(GRADES)}"
                raise self._fault((*where, "evidence"), body["evidence"], rule)
            source = str(body["source"])
            if body["evidence"] == "assumed" and source not in assumptions:
                rule = "an assumed number must name an assumption of this file"
                raise self._fault((*where, "source"), source, rule)
            number = SourcedNumber(
                float(body["value"]), str(body["unit"]), body["evidence"], source
            )
            yield key, number

    def _check_sources(self, marginals: Marginals, assumptions: Mapping[str, Assumption]) -> None:
        for source in sorted(marginals.sources):
            if source.startswith("S-") and source not in assumptions:
                rule = "a table names this assumption"
                raise self._fault(("assumptions", source), "missing", rule, "Add it.")


def _is_number(found: object) -> bool:
    return isinstance(found, (int, float)) and not isinstance(found, bool) and isfinite(found)
