"""A study made ready to run: its file checked, its two policies, its assumptions and their ranges.

question = load_study("wrong-person")
question.off, question.on            two policies that differ in the switch only
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple

from discredit import arguments, library
from discredit.document import Document, Keys, dotted, in_order, read, text_of
from discredit.errors import Fault, PolicyError, SocietyError, quoted
from discredit.policy.address import SOCIETY, Address, entry_at, find, numbers
from discredit.policy.compose import compose, read_parts
from discredit.policy.edit import Origin, added, taken_out, with_value
from discredit.policy.faults import did_you_mean, listed
from discredit.policy.given import beside
from discredit.policy.load import accept
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.society import edit
from discredit.society.spec import Society, amount, read_society
from discredit.sources import Ledger, badge
from discredit.studies.drawn import FittedDraws
from discredit.studies.schema import Side, Study

SideName = Literal["off", "on"]
SIDES: tuple[SideName, ...] = ("off", "on")


class AssumedNumber(NamedTuple):
    """One number the finding leans on: its path, where it stands, and how far it may move."""

    path: str
    number: Number
    value: float
    low: float
    high: float
    sides: tuple[SideName, ...]

    @property
    def is_of_society(self) -> bool:
        """Whether it is about who exists, and not about what was decided."""
        return self.path.partition(".")[0] == SOCIETY


@dataclass(frozen=True)
class Question:
    """A study whose every part has been checked. `text` is its file, and `file` what it is called
    in messages."""

    name: str
    file: str
    text: str
    study: Study
    off: Policy
    on: Policy
    society: Society
    assumptions: tuple[AssumedNumber, ...]
    draws: FittedDraws | None = None  # what it is drawn again from, in place of ranges

    @property
    def start(self) -> str:
        """The first month of every run."""
        return self.study.start or self.off.system.start

    @property
    def rests_on(self) -> str:
        """How many numbers of each grade the two policies rest on, as the end of a sentence."""
        rests = badge(number.evidence for number in self.numbers.values())
        return rests.replace("rests on", "rest on", 1)

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """Every number that either policy rests on; those of the switch once for each side."""
        off, on = numbers(self.off), numbers(self.on)
        both = {path: number for path, number in on.items() if off.get(path) == number}
        alone = {
            f"{path} ({side})": number
            for side, mine in (("off", off), ("on", on))
            for path, number in mine.items()
            if path not in both
        }
        return {**both, **alone}


def load_study(name: str | PathLike[str], *, ledger: Ledger | None = None) -> Question:
    """The study called `name`: one of the library, or a file ending in .yaml or .yml.

    Args:
        name: Of the library, or the path of a file.
        ledger: Where source keys are looked up; the shipped one where None.

    Returns:
        The study with both sides read, and the assumptions that they lean on.

    Raises:
        PolicyError: with every fault of the study or of a side.
        SocietyError: the society is wrong.
        UnknownNameError: a name is none of the library's.
    """
    ledger = Ledger() if ledger is None else ledger
    name = arguments.text(name)
    if not isinstance(name, str):
        rule = "it must be a name of the library, or a file ending in .yaml"
        raise PolicyError([Fault("this call", 0, "the study", quoted(name), rule, "")])
    source, label = _find(name)
    text = text_of(source, label, PolicyError)
    marked = read(text, label, PolicyError)
    study = accept(marked, Study, ledger=ledger)
    faults = [_unknown_source(marked, i, j, key, ledger) for i, j, key in _strange(study, ledger)]
    off, on = (_side(name, study, marked, side, ledger, faults) for side in SIDES)
    if off is None or on is None:
        raise PolicyError(in_order(faults))
    if off.system.society != on.system.society or off.system.start != on.system.start:
        faults += _apart(marked, study, off, on)
    system = beside(name, study.switch.off.system or study.system)
    society = read_society(beside(system, off.system.society))
    assumptions = []
    for i, path in enumerate(study.assumptions):
        try:
            if path.partition(".")[0] == SOCIETY:
                assumptions.append(_of_society(society, path))
            else:
                assumptions.append(_assumption(study, path, off, on))
        except _MisfitError as misfit:
            faults.append(_fault(marked, ("assumptions", i), *misfit.said))
    if faults:
        raise PolicyError(in_order(faults))
    return Question(Path(name).stem, label, text, study, off, on, society, tuple(assumptions))


def moved(policy: Policy, side: SideName, values: Iterable[tuple[AssumedNumber, float]]) -> Policy:
    """The policy of one side with some assumptions at other values.

    Args:
        policy: Of that side; it stays as it is.
        side: Which side.
        values: An assumption and its value; those of a society or of the other side are left out.

    Raises:
        PolicyError: a value is inadmissible.
    """
    for assumption, value in values:
        if side in assumption.sides and not assumption.is_of_society:
            policy = with_value(policy, assumption.path, value)
    return policy


def moved_society(society: Society, values: Iterable[tuple[AssumedNumber, float]]) -> Society:
    """The society of both sides with some assumptions at other values.

    Args:
        society: It stays as it is.
        values: An assumption and its value; those of a policy are left out.

    Raises:
        SocietyError: a value is inadmissible.
    """
    for assumption, value in values:
        if assumption.is_of_society:
            society = edit.with_value(society, assumption.path, value)
    return society


class _MisfitError(Exception):
    def __init__(self, found: str, rule: str, remedy: str) -> None:
        super().__init__(rule)
        self.said = (found, rule, remedy)


def _find(name: str) -> tuple[Path | str, str]:
    """Where a study is read from (a file, or the text of a library one), and its label."""
    if name.endswith((".yaml", ".yml")):
        return Path(name), name
    return library.text("studies", name), library.path_label("studies", name)


def _strange(study: Study, ledger: Ledger) -> list[tuple[int, int, str]]:
    return [
        (i, j, key)
        for i, note in enumerate(study.evidence)
        for j, key in enumerate(note.source)
        if key not in ledger
    ]


def _unknown_source(marked: Document, i: int, j: int, key: str, ledger: Ledger) -> Fault:
    rule = "it must be a key of the evidence ledger"
    remedy = did_you_mean(key, ledger, "Add it to the ledger with its grade.")
    return _fault(marked, ("evidence", i, "source", j), quoted(key), rule, remedy)


def _fault(marked: Document, keys: Keys, found: str, rule: str, remedy: str) -> Fault:
    file, line = marked.mark(keys)
    return Fault(file, line, dotted(keys), found, rule, remedy)


def _side(
    asked: str, study: Study, marked: Document, side: SideName, ledger: Ledger, faults: list[Fault]
) -> Policy | None:
    """One side's policy, or None with what is wrong with it added to the faults."""
    mine: Side = getattr(study.switch, side)
    name = beside(asked, mine.system or study.system)
    at: Keys = ("switch", side)
    if not name.endswith((".yaml", ".yml")) and name not in library.names("systems"):
        known = library.names("systems")
        rule = f"it must be a file beside the study, or a system of the library: {listed(known)}"
        remedy = did_you_mean(name, known, "See `discredit list systems`.")
        place = (*at, "system") if mine.system else ("system",)
        unknown = _fault(marked, place, quoted(name), rule, remedy)
        faults += [unknown] if unknown not in faults else []
        return None
    try:
        parts = read_parts(name, ledger=ledger)
        if mine.removed:
            parts["system"] = _unasked(parts["system"])
        for i, path in enumerate(mine.removed):
            parts = taken_out(parts, path, Origin(marked, (*at, "removed", i)))
        for path in mine.numbers:
            parts = added(parts, path, Origin(marked, (*at, "numbers", path)))
        return compose(Path(name).stem, parts, ledger=ledger)
    except PolicyError as error:
        faults += error.faults
    return None


def _unasked(system: Document) -> Document:
    """A system without what its own report asks of it: a study asks something else, and may take
    out what that needs."""
    data = {key: value for key, value in system.data.items() if key != "outcome"}
    return system._replace(data=data)


def _apart(marked: Document, study: Study, off: Policy, on: Policy) -> list[Fault]:
    """Two systems must meet the same people in the same months."""
    faults = []
    if off.system.society != on.system.society:
        found = f"on {off.system.society} and {on.system.society}"
        rule = "both sides are run on the same society"
        faults.append(_fault(marked, ("switch",), found, rule, "Compare systems of one society."))
    if study.start is None and off.system.start != on.system.start:
        found = f"from {off.system.start} and {on.system.start}"
        rule = "both sides begin in the same month"
        faults.append(_fault(marked, ("switch",), found, rule, "Add start to the study."))
    return faults


def _of_society(society: Society, path: str) -> AssumedNumber:
    """An assumption about the society, which both sides meet; raises _MisfitError."""
    known = {one.path: one.number for one in society.spec.numbers_of()}
    if path not in known:
        rule = "an assumption about the society is society.number"
        remedy = did_you_mean(path, known, f"See `discredit show society {society.name}`.")
        raise _MisfitError("no such number", rule, remedy)
    number = known[path]
    low, high = _ends_of(number.range)
    assumption = AssumedNumber(path, number, amount(number), low, high, SIDES)
    try:
        for end in (low, high):
            moved_society(society, [(assumption, end)])
    except SocietyError as error:
        rule = error.faults[0].rule
        raise _MisfitError("out of bounds at an end", rule, "Narrow its range.") from None
    return assumption


def _ends_of(span: Iterable[float] | None) -> tuple[float, float]:
    """Both ends of a range within which a number can move; raises _MisfitError."""
    if span is None:
        raise _fixed()
    low, high = map(float, span)
    if low == high:
        rule = "what cannot move is no assumption; both ends of its range are the same"
        raise _MisfitError(f"{low:g} to {high:g}", rule, "Remove it, or widen its range.")
    return low, high


def _fixed() -> _MisfitError:
    rule = "what cannot move is no assumption; it has no range"
    return _MisfitError("fixed", rule, "Remove it, or give the number a range.")


def _assumption(study: Study, path: str, off: Policy, on: Policy) -> AssumedNumber:
    """Where an assumption stands and how far it may move; raises _MisfitError."""
    policies: dict[SideName, Policy] = {"off": off, "on": on}
    there: dict[SideName, Address] = {}
    for side in SIDES:
        address = find(path, numbers(policies[side]))
        if address is not None and address.date is None:
            there[side] = address
    if not there:
        known = [*numbers(off), *numbers(on)]
        rule = "an assumption is room.number of the study's system, then .label where it has labels"
        remedy = did_you_mean(path, known, "See `discredit show`.")
        raise _MisfitError("no such number", rule, remedy)
    sides: tuple[SideName, ...] = tuple(there)
    address = there[sides[-1]]
    if address.path in {*study.switch.off.numbers, *study.switch.on.numbers}:
        # Moved on both sides it would no longer be the switch.
        sides = sides[-1:]
    number = numbers(policies[sides[-1]])[address.path]
    value = entry_at(number, address)
    if isinstance(value, dict):
        rule = f"it has labels: {', '.join(number.labels)}"
        raise _MisfitError("not a single number", rule, f"Write {address.path}.{number.labels[0]}.")
    if value is None:
        raise _fixed()
    low, high = _ends_of(number.range)
    assumption = AssumedNumber(path, number, float(value), low, high, sides)
    try:
        for end in (low, high):
            for side in sides:
                moved(policies[side], side, [(assumption, end)])
    except PolicyError as error:
        rule = error.faults[0].rule
        raise _MisfitError("out of bounds at an end", rule, "Narrow its range.") from None
    return assumption
