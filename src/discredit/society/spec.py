"""What a society is made from: a YAML file of numbers and a folder of aggregate tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from discredit.document import Document, Keys, dotted, read, text_of
from discredit.errors import Fault, SocietyError, UnknownNameError, quoted
from discredit.society.marginals import TABLES, Marginals, read_marginals
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
    """A society before anyone is in it. Immutable."""

    name: str
    title: str
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


@dataclass(frozen=True, slots=True)
class SocietyInputs:
    """A society as it was handed in: its YAML text and each of its tables, by file name.

    `file` is what messages call the text.
    """

    name: str
    text: str
    tables: Mapping[str, str]
    file: str = field(compare=False)

    def spec(self) -> SocietySpec:
        """The checked society.

        Raises:
            SocietyError: with the line of whatever breaks a rule.
        """
        strange = sorted(set(self.tables) ^ set(TABLES))
        if strange:
            rule = f"a society has the tables {', '.join(TABLES)}"
            fault = Fault(self.file, 0, "tables", f"wrong about {quoted(strange[0])}", rule, "")
            raise SocietyError([fault])
        document = read(self.text, self.file, SocietyError)
        return _Reader(document, self.tables).read()


def load_society(name_or_path: str | Path) -> SocietySpec:
    """The checked society of a library name, or of the YAML file at a path.

    Raises:
        UnknownNameError: for a name the library lacks.
        SocietyError: with file and line for a file or table that breaks a rule.
    """
    return read_society(name_or_path).spec()


def read_society(name_or_path: str | Path) -> SocietyInputs:
    """The texts of a library society, or of a society file and the tables beside it.

    Only `TABLES` are opened in the folder that it names.

    Raises:
        UnknownNameError: for a name the library lacks.
        SocietyError: for a file or table that cannot be read.
    """
    path = _path_of(name_or_path)
    text = text_of(path, str(path), SocietyError)
    document = read(text, str(path), SocietyError)
    top = _Reader(document, {}).heads()
    folder = path.parent / top["tables"]
    tables = {}
    for table in TABLES:
        file = folder / table
        if not file.exists():
            rule, remedy = "the society needs it", "Add it; the library's show its columns."
            raise SocietyError([Fault(str(file), 0, "", "missing", rule, remedy)])
        tables[table] = text_of(file, str(file), SocietyError)
    return SocietyInputs(top["name"], text, tables, str(path))


def _path_of(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return path
    names = society_names()
    if str(name_or_path) in names:
        return library_folder() / f"{name_or_path}.yaml"
    near = get_close_matches(str(name_or_path), names, 1)
    remedy = f"Did you mean {near[0]}?" if near else f"It holds {', '.join(names)}."
    rule = "the library has no society of that name"
    fault = Fault("society", 0, "the name", quoted(str(name_or_path)), rule, remedy)
    raise UnknownNameError([fault])


class _Reader:
    """One society document and the texts of its tables."""

    def __init__(self, document: Document, tables: Mapping[str, str]) -> None:
        self.document, self.tables = document, tables

    def heads(self) -> dict[str, Any]:
        """The document's sections, its plain ones checked."""
        if self.document.faults:
            raise SocietyError(self.document.faults)
        top = self._mapping(self.document.data, (), _TOP)
        if top["format"] != FORMAT:
            raise self._fault(("format",), top["format"], f"this version reads format {FORMAT}")
        for key in ("name", "title", "tables"):
            if not isinstance(top[key], str) or not top[key]:
                raise self._fault((key,), top[key], "it must be text")
        year = top["income_year"]
        if isinstance(year, bool) or not isinstance(year, int):
            raise self._fault(("income_year",), year, "it must be a year, such as 2020")
        return top

    def read(self) -> SocietySpec:
        """The checked society."""
        top = self.heads()
        assumptions = dict(self._assumptions(top["assumptions"]))
        numbers = dict(self._numbers(top["numbers"], "numbers", tuple(_NUMBERS), assumptions))
        targets = dict(self._numbers(top["targets"], "targets", _TARGETS, assumptions))
        for key, (low, high) in _NUMBERS.items():
            if not low <= numbers[key].value <= high:
                where = ("numbers", key, "value")
                raise self._fault(where, numbers[key].value, f"it must be from {low} to {high}")
        year = top["income_year"]
        folder = str(Path(self.document.mark(())[0]).parent / top["tables"])
        marginals = read_marginals(self.tables, folder, year)
        self._check_sources(marginals, assumptions)
        return SocietySpec(
            top["name"],
            top["title"],
            year,
            marginals,
            MappingProxyType(numbers),
            MappingProxyType(targets),
            MappingProxyType(assumptions),
        )

    def _fault(self, keys: Keys, found: object, rule: str, remedy: str = "") -> SocietyError:
        file, line = self.document.mark(keys)
        return SocietyError([Fault(file, line, dotted(keys), quoted(found), rule, remedy)])

    def _mapping(self, found: object, where: Keys, keys: tuple[str, ...]) -> dict[str, Any]:
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
            if (
                not isinstance(bounds, tuple)
                or len(bounds) != 2
                or not all(map(_is_number, bounds))
            ):
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
