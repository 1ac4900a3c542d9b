"""What a society is made from: a YAML file of numbers and a folder of aggregate tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from discredit import arguments
from discredit.document import Document, read, text_of, written
from discredit.errors import Fault, SocietyError, UnknownNameError, quoted
from discredit.paths import is_file, is_folder
from discredit.policy.address import RENEWAL, SOCIETY, NumberAt
from discredit.policy.faults import did_you_mean
from discredit.policy.number import Number
from discredit.shown import InShort, Shown
from discredit.society.like import LIKE, laid_on
from discredit.society.marginals import TABLES, Marginals, read_marginals
from discredit.society.schema import Granted, Numbers, Passing, checked
from discredit.sources import Ledger, Source

STANDARD_MEDIAN: Final = 27540.0
"""The median income per head and year in standard money: in yuan, that of China in 2020, so that
amounts of that society are what they are."""


@dataclass(frozen=True, slots=True, repr=False)
class SocietySpec(Shown):
    """A society before anyone is in it. Immutable.

    `granted` is what it takes for granted; `assumptions` are the same as entries of a ledger.
    """

    name: str
    title: str
    country: str  # '' where the file does not say
    currency: str  # ISO 4217
    money: str  # the same in words, in the plural
    gini_note: str
    income_year: int
    marginals: Marginals
    numbers: Mapping[str, Number]
    targets: Mapping[str, Number]
    granted: Mapping[str, Granted]
    assumptions: tuple[Source, ...]
    renewal: Mapping[str, Number]  # none: people stay as they are

    @property
    def is_renewed(self) -> bool:
        """Whether people age, die and are followed."""
        return bool(self.renewal) and self.renewal["passes"].value is True

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        numbers = f"{len(self.numbers)} numbers, {len(self.targets)} figures it is held to"
        facts = (f"the society {self.name}; incomes of {self.income_year}", numbers)
        return InShort(self.title, facts, (".numbers_of()", ".targets", ".granted"))

    def value(self, name: str) -> float:
        """The value of one of `numbers`.

        Args:
            name: A key of `numbers`.

        Returns:
            In the unit of the number.
        """
        return amount(self.numbers[name])

    @property
    def money_rate(self) -> float:
        """Its money per unit of standard money, in which everything is worked.

        A median income buys as much of either; see `STANDARD_MEDIAN`.
        """
        levels = self.marginals.income_levels
        return next(x.per_head for x in levels if x.measure == "median") / STANDARD_MEDIAN

    def numbers_of(self) -> Iterator[NumberAt]:
        """Every number that people are drawn from, with its address and its meaning.

        Returns:
            In the order of the schema; paths begin with `society`.
        """
        for name, number in self.numbers.items():
            meaning = Numbers.model_fields[name].description or ""
            yield NumberAt(f"{SOCIETY}.{name}", number, meaning)
        for name, number in self.renewal.items():
            meaning = Passing.model_fields[name].description or ""
            yield NumberAt(f"{SOCIETY}.{RENEWAL}.{name}", number, meaning)


def amount(number: Number) -> float:
    """The one value that a number of a society has.

    Args:
        number: One without dates and without labels, as all of a society are.

    Returns:
        In the unit of the number.
    """
    assert isinstance(number.value, float)
    return number.value


def library_folder() -> Path:
    """Where the societies that ship with the package lie.

    Returns:
        A folder of the package.
    """
    return Path(str(files("discredit"))) / "library" / "societies"


def society_names() -> tuple[str, ...]:
    """The societies of the library, by name.

    Returns:
        In alphabetical order.
    """
    return tuple(sorted(path.stem for path in library_folder().glob("*.yaml")))


@dataclass(frozen=True, slots=True, repr=False)
class Society(Shown):
    """A society as it was handed in, read and checked once: see `society_of`. Immutable.

    `text` is its YAML and `tables` each of its tables, by file name; `file` is what messages call
    the text. `spec` is what they say.
    """

    name: str
    text: str
    tables: Mapping[str, str]
    file: str = field(compare=False)
    spec: SocietySpec = field(compare=False, repr=False)

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        said = self.spec.in_short()
        facts = (*said.facts, f"made from {len(self.tables)} aggregate tables")
        return said._replace(facts=facts, calls=(".spec.numbers_of()", ".text"))

    @property
    def document(self) -> Document:
        """The text as read, with its lines."""
        return read(self.text, self.file, SocietyError)

    @property
    def kept(self) -> str:
        """The text as plans and results keep it: what was read of it, so without its comments."""
        return written(self.document.data)

    def changed(self, document: Document) -> Society:
        """The same society with its text changed, comments left out.

        Args:
            document: The text as it shall be, as marked data.

        Returns:
            Another society; this one stays as it is.

        Raises:
            SocietyError: what is refused of the change stands at the file and line that asked.
        """
        spec = _spec_of(document, self.tables, self.file, None)
        return replace(self, text=written(document.data), spec=spec)


def society_of(
    name: str, text: str, tables: Mapping[str, str], file: str, ledger: Ledger | None = None
) -> Society:
    """A society from its texts, checked.

    Args:
        name: What it is called.
        text: Its YAML.
        tables: Each of its tables, by file name.
        file: What messages call the text.
        ledger: The evidence that its numbers may rest on; None: keys are not looked up, for
            the ledger may have changed since a society was kept.

    Returns:
        The society, with all that it says read.

    Raises:
        SocietyError: with the line of whatever breaks a rule.
    """
    spec = _spec_of(read(text, file, SocietyError), tables, file, ledger)
    return Society(name, text, tables, file, spec)


def _spec_of(
    document: Document, tables: Mapping[str, str], file: str, ledger: Ledger | None
) -> SocietySpec:
    strange = sorted(set(tables) ^ set(TABLES))
    if strange:
        rule = f"a society has the tables {', '.join(TABLES)}"
        fault = Fault(file, 0, "tables", f"wrong about {quoted(strange[0])}", rule, "")
        raise SocietyError([fault])
    body, own = checked(document, ledger)
    marginals = read_marginals(tables, str(Path(file).parent / body.tables), body.income_year)
    for source in sorted(marginals.sources):
        if source.startswith("S-") and source not in body.assumptions:
            keys, rule = ("assumptions", source), "a table names this assumption"
            raise SocietyError([document.fault(keys, "missing", rule, "Add it.")])
    return SocietySpec(
        body.name,
        body.title,
        body.country or "",
        body.currency,
        body.money,
        body.gini_note or "",
        body.income_year,
        marginals,
        MappingProxyType(dict(body.numbers)),
        MappingProxyType(dict(body.targets)),
        MappingProxyType(body.assumptions),
        own,
        MappingProxyType({name: n for name, n in body.renewal or () if n is not None}),
    )


def load_society(name_or_path: str | Path) -> SocietySpec:
    """What the society of a library name, or of the YAML file at a path, says; see `read_society`.

    Args:
        name_or_path: A name, or the path of a file ending in .yaml or .yml.

    Returns:
        What the file and its tables say, without the texts.

    Raises:
        UnknownNameError: for a name the library lacks.
        SocietyError: with file and line for a file or table that breaks a rule.
    """
    return read_society(name_or_path).spec


def read_society(name_or_path: str | Path) -> Society:
    """A library society, or that of a society file and the tables beside it, checked.

    Only `TABLES` are opened in the folder that it names.

    Args:
        name_or_path: A name, or the path of a file ending in .yaml or .yml.

    Returns:
        The society, with the texts that it was read from.

    Raises:
        UnknownNameError: for a name the library lacks.
        SocietyError: with file and line for a file or table that breaks a rule.
    """
    path, ledger = _path_of(name_or_path), Ledger()
    text = text_of(path, str(path), SocietyError)
    document = read(text, str(path), SocietyError)
    base: Society | None = None
    if LIKE in document.data:
        base = _base_of(document)
        document = laid_on(document, base.document)
        text = written(document.data)
    name, named = document.data.get("name"), document.data.get("tables")
    if document.faults or not isinstance(named, str) or not isinstance(name, str):
        checked(document, ledger)  # says what is wrong with it, and with all the rest
    tables = {}
    for table in TABLES:
        file = path.parent / str(named) / table
        if base is not None and not is_file(file) and not is_folder(file):
            tables[table] = base.tables[table]
            continue
        if not (is_file(file) or is_folder(file)):
            rule, remedy = "the society needs it", "Add it; the library's show its columns."
            raise SocietyError([Fault(str(file), 0, "", "missing", rule, remedy)])
        tables[table] = text_of(file, str(file), SocietyError)
    spec = _spec_of(document, tables, str(path), ledger)
    return Society(str(name), text, tables, str(path), spec)


def _base_of(document: Document) -> Society:
    """The society of the library that a file says it is like."""
    name, names = document.data[LIKE], society_names()
    if name not in names:
        rule = "a society is like one of the library"
        remedy = did_you_mean(name, names, f"It holds {', '.join(names)}.")
        raise SocietyError([document.fault((LIKE,), quoted(name), rule, remedy)])
    return read_society(str(name))


def as_society(given: object) -> Society:
    """A society as it is, or that of a name or file.

    Args:
        given: What was handed in.

    Raises:
        UnknownNameError: for a name the library lacks.
        SocietyError: It is nothing of the kind, or a file or table breaks a rule.
    """
    if isinstance(given, Society):
        return given
    name = arguments.text(given)
    if not isinstance(name, str):
        rule = "it must be a name of the library, or a file ending in .yaml"
        raise SocietyError([Fault("run", 0, "society", quoted(given), rule, "")])
    return read_society(name)


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
