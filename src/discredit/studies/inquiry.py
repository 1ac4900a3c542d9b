"""A study of many runs as a file: arms, what varies over which range, by which design, and what of.

    title, question     what is asked
    arms                one or more, each against the first (`system+overlay+path=value`)
    vary                all graded numbers, some of them, or some over ranges of the file's own
    design              paired seeds, a grid, a Latin hypercube, Morris, Sobol
    outcomes            any measure of the effects, of everybody or of a group

A file that puts one claim to the test has a switch instead of arms: see `studies.schema`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from discredit.document import Document, Keys, dotted, in_order, read, text_of
from discredit.errors import Fault, InputError, PolicyError, quoted
from discredit.measures.catalogue import PERSON_MEASURES, RATIOS, TEMPLATES
from discredit.measures.effects import DISPARITIES
from discredit.plan import Plan
from discredit.policy.address import numbers
from discredit.policy.faults import BrokenRule, did_you_mean, merged
from discredit.policy.given import beside
from discredit.policy.kinds import contradiction
from discredit.policy.load import accept
from discredit.policy.number import Line, MonthText, Section
from discredit.sources import Ledger
from discredit.studies.arms import Arm, against_first, read_arm, refuse_unshared
from discredit.studies.drawn import FittedDraws, left_to_move, read_draws, refuse_unmet
from discredit.studies.indices import FEWEST, runs_of
from discredit.studies.ranges import Moving, Over, Spread, chosen, moved, ranges_of
from discredit.studies.schema import Subgroup
from discredit.words.doubt import FEWEST as FEWEST_DRAWS

ARMS: Final = "arms"
"""The key that tells such a file from one that puts a claim to the test."""
MOST_RUNS: Final = 1_000_000
RECORDED: Final = dict.fromkeys([*PERSON_MEASURES, *RATIOS, *TEMPLATES])
"""What an outcome may be: every measure of the effects."""
Kind = Literal["paired", "grid", "hypercube", "morris", "sobol"]
Whole = Annotated[int, Field(ge=1)]


class Range(Section):
    """What a number varies over, where it is not the range of its evidence."""

    range: tuple[float, float] | None = None
    spread: Spread = "even"


class Design(Section):
    """Which settings are run."""

    kind: Kind
    draws: Whole | None = Field(None, description="Of a hypercube.")
    steps: Annotated[int, Field(ge=2)] | None = Field(
        None, description="Of a grid: values of each number, ends included."
    )
    trajectories: Whole | None = Field(None, description="Of Morris; of Sobol, of its screen.")
    base: Whole | None = Field(None, description="Base points of Sobol, a power of 2.")
    keep: Whole | None = Field(
        None, description="Of Sobol: how many numbers a screen leaves over, at most."
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        needed = {"hypercube": "draws", "grid": "steps", "morris": "trajectories", "sobol": "base"}
        own = needed.get(self.kind)
        if own is not None and getattr(self, own) is None:
            raise contradiction(f"a design of {self.kind} has {own}", f"Add {own}.")
        may = {own, *(("trajectories", "keep") if self.kind == "sobol" else ())}
        for name in ("draws", "steps", "trajectories", "base", "keep"):
            if getattr(self, name) is not None and name not in may:
                raise contradiction(f"a design of {self.kind} has no {name}", f"Remove {name}.")
        if (self.keep is None) != (self.trajectories is None) and self.kind == "sobol":
            raise contradiction(
                "a screen before Sobol has trajectories, and keeps so many numbers",
                "Write both, or neither.",
            )
        return self


class AskedOutcome(Section):
    """One outcome: a measure of the effects, and what of it."""

    measure: str = Field(description="As `discredit effects RESULT --json` names it.")
    of: Literal["difference", "with", "without", "ratio", "disparity"] = Field(
        "difference",
        description="The arm less the first, either side, their ratio; or, of burdens, how much "
        "more a group bears of the difference than everybody else.",
    )
    group: Subgroup | None = Field(None, description="Absent: everybody.")
    smallest: Annotated[float, Field(gt=0)] | None = Field(
        None, description="The smallest change that matters, in the unit of the effects."
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.of == "disparity" and self.group is None:
            raise contradiction("a disparity is of a group", "Add group.")
        if self.of == "disparity" and self.measure not in DISPARITIES:
            rule = f"groups are compared in burdens: {', '.join(DISPARITIES)}"
            raise contradiction(rule, did_you_mean(self.measure, DISPARITIES, "Take one."))
        return self

    @property
    def name(self) -> str:
        """What it is called in tables."""
        group = f" of {self.group.label}" if self.group is not None else ""
        return f"{self.measure}{group}" + ("" if self.of == "difference" else f" ({self.of})")


def _form(vary: Any) -> Literal["all", "paths", "ranges"]:
    """In which form numbers that vary are given, so that one alone is held against its rules."""
    if isinstance(vary, Mapping):
        return "ranges"
    return "paths" if isinstance(vary, (tuple, list)) else "all"


Vary = Annotated[
    Annotated[Literal["all"], Tag("all")]
    | Annotated[tuple[str, ...], Tag("paths")]
    | Annotated[dict[str, Range], Tag("ranges")],
    Discriminator(_form),
]


class Inquiry(Section):
    """A study file with arms."""

    title: Line
    question: str = Field(description="What is asked, in a sentence or two.")
    arms: dict[str, str] = Field(
        min_length=1,
        description="By name: a system or file, with +overlay and +path=value behind it.",
    )
    people: Whole
    months: Annotated[int, Field(ge=1, le=1200)]
    start: MonthText | None = None
    seeds: Annotated[int, Field(ge=1, le=1000)] = 1
    vary: Vary = Field(
        "all", description="Numbers by path; all: every graded number that has a range."
    )
    draws: Line | None = Field(
        None,
        description="A file of draws that `discredit calibrate` wrote: joint values in place of "
        "the ranges of their numbers, of a hypercube alone.",
    )
    design: Design
    outcomes: tuple[AskedOutcome, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        faults = list(_twice("outcomes", [one.name for one in self.outcomes]))
        if self.design.kind == "paired" and "vary" in self.model_fields_set:
            rule, remedy = "a paired design moves nothing", "Remove it, or take another design."
            faults.append(BrokenRule(("vary",), self.vary, rule, remedy, "beside a paired design"))
        if isinstance(self.vary, tuple):
            faults += _twice("vary", self.vary)
        if faults:
            raise merged("Inquiry", faults)
        return self


def _twice(key: str, names: Sequence[str]) -> Iterator[BrokenRule]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield BrokenRule((key, at), name, "each stands here once", "Remove one.", "here twice")


@dataclass(frozen=True)
class ArmStudy:
    """A study whose every part has been checked."""

    name: str
    file: str
    text: str
    inquiry: Inquiry
    arms: tuple[Arm, ...]
    plans: Mapping[str, Plan]  # by arm, held against the first
    moving: tuple[Moving, ...]
    draws: FittedDraws | None = None

    @property
    def runs(self) -> int:
        """How many there are, those of a screen included."""
        return sum(count for _, count in self.parts)

    @property
    def parts(self) -> list[tuple[str, int]]:
        """What is run, in order, and how many runs each part takes."""
        design, each = self.inquiry.design, len(self.plans) * self.inquiry.seeds
        many = len(self.moving)
        found = [("as assumed", each)]
        if design.kind == "hypercube":
            found += [("hypercube", len(self.plans) * (design.draws or 0))]
        elif design.kind == "grid":
            found += [("grid", each * (design.steps or 0) ** many)]
        elif design.kind == "morris":
            found += [("screen", each * runs_of("morris", many, design.trajectories or 0))]
        elif design.kind == "sobol":
            if design.trajectories:
                found += [("screen", each * runs_of("morris", many, design.trajectories))]
                many = min(many, design.keep or many)
            found += [("indices", each * runs_of("sobol", many, design.base or 0))]
        return found


def is_inquiry(name: str | PathLike[str]) -> bool:
    """Whether a file is a study with arms, and not one of a claim.

    Args:
        name: A study of the library, or a file.
    """
    text = str(name)
    if not text.endswith((".yaml", ".yml")) or not Path(text).is_file():
        return False
    data = read(text_of(Path(text), text, PolicyError), text, PolicyError).data
    return isinstance(data, dict) and ARMS in data


def load_inquiry(name: str | PathLike[str], *, ledger: Ledger | None = None) -> ArmStudy:
    """A study of many runs.

    Args:
        name: The path of its file.
        ledger: Where source keys are looked up; the shipped one where None.

    Returns:
        The study with the runs of all its arms drawn up, and the numbers that vary.

    Raises:
        PolicyError: the file or a system is wrong, with every fault and its line.
        UnknownNameError: a name is none of the library's.
        InputError: arms are the same, a range is upside down, a number is not there or not in all
            arms, a design is too small for its indices, or nobody records an outcome.
    """
    path, file = Path(name), str(name)
    text = text_of(path, file, PolicyError)
    marked = read(text, file, PolicyError)
    inquiry = accept(marked, Inquiry, ledger=Ledger() if ledger is None else ledger)
    _refuse_unrecorded(inquiry, marked)
    try:
        arms = tuple(_arm(file, called, word) for called, word in inquiry.arms.items())
        size: dict[str, Any] = {"people": inquiry.people, "months": inquiry.months}
        size |= {"start": inquiry.start, "seeds": (1,)}
        plans = against_first(arms, **size)
        draws = _draws(inquiry, plans, file)
        moving = left_to_move(_moving(inquiry, plans, file), draws)
        study = ArmStudy(path.stem, file, text, inquiry, arms, plans, moving, draws)
        _refuse_small(study)
    except InputError as error:
        placed = (_placed(fault, file, inquiry, marked) for fault in error.faults)
        raise type(error)(in_order(placed)) from None
    return study


def _placed(fault: Fault, file: str, inquiry: Inquiry, marked: Document) -> Fault:
    """A fault at the line of the file that it comes from; of another file it stays there."""
    keys: Keys = ()
    kind, _, name = fault.path.partition(".")
    if fault.file == file and kind in ("design", "vary"):
        listed = inquiry.vary if kind == "vary" and isinstance(inquiry.vary, tuple) else ()
        keys = (kind, listed.index(name) if name in listed else name)
    elif fault.file == "run" and fault.path in Inquiry.model_fields:
        keys = (fault.path,)
    else:
        for arm, word in inquiry.arms.items():
            if (fault.file, fault.path) == ("compare", f"arm {arm}"):
                keys, fault = ("arms", arm), replace(fault, path=dotted(("arms", arm)))
            elif fault.file == f"arm {arm}" or (
                fault.file == "library" and fault.path in word.split("+")
            ):
                called = f"{dotted(('arms', arm))} {fault.path}"
                keys, fault = ("arms", arm), replace(fault, path=called)
    if fault.line or not keys:
        return fault
    where, line = marked.mark(keys)
    return replace(fault, file=where, line=line)


def _arm(file: str, called: str, word: str) -> Arm:
    arm = read_arm(word, called)
    return arm._replace(system=beside(file, arm.system))


def _moving(inquiry: Inquiry, plans: Mapping[str, Plan], file: str) -> tuple[Moving, ...]:
    first = next(iter(plans.values()))
    if inquiry.design.kind == "paired":
        return ()
    if inquiry.vary == "all":
        known = {one.path: one for plan in plans.values() for one in ranges_of(plan)}
        return tuple(known.values())
    if isinstance(inquiry.vary, dict):
        asked = {path: Over(one.range, one.spread) for path, one in inquiry.vary.items()}
    else:
        asked = dict.fromkeys(inquiry.vary, Over())
    refuse_unshared(plans, list(asked), file)
    found = tuple(chosen(first, asked, file))
    _refuse_beyond([one for one in found if asked[one.path].ends], plans, file)
    return found


def _refuse_beyond(moving: Sequence[Moving], plans: Mapping[str, Plan], file: str) -> None:
    """Ranges of the file's own at whose ends a number cannot be. Raises InputError."""
    faults = []
    for one in moving:
        try:
            for plan in plans.values():
                for end in (0.0, 1.0):
                    moved(plan, (one,), (end,))
        except InputError as error:
            found = f"out of bounds at an end of [{one.low:g}, {one.high:g}]"
            rule = error.faults[0].rule
            faults.append(Fault(file, 0, f"vary.{one.path}", found, rule, "Narrow its range."))
    if faults:
        raise InputError(faults)


def _draws(inquiry: Inquiry, plans: Mapping[str, Plan], file: str) -> FittedDraws | None:
    """The draws of a study. Raises InputError where its design or its arms cannot take them."""
    if inquiry.draws is None:
        return None
    if inquiry.design.kind != "hypercube":
        rule = "draws are joint, and a hypercube alone takes each of them as it is"
        kind = inquiry.design.kind
        raise InputError([Fault(file, 0, "draws", f"beside {kind}", rule, "Write hypercube.")])
    draws = read_draws(str(Path(file).parent / inquiry.draws))
    systems = {plan.policy.name: numbers(plan.policy) for plan in plans.values()}
    refuse_unmet(draws, systems, inquiry.design.draws or 0, file)
    return draws


def _refuse_unrecorded(inquiry: Inquiry, marked: Document) -> None:
    """An outcome that no effects ever have."""
    faults = []
    for at, outcome in enumerate(inquiry.outcomes):
        if outcome.measure not in RECORDED:
            rule = "an outcome is a measure of the effects, and nobody records this one"
            remedy = did_you_mean(
                outcome.measure, RECORDED, "See `discredit effects RESULT --json`."
            )
            mark = marked.mark(("outcomes", at, "measure"))
            place = f"outcomes[{at}].measure"
            faults.append(Fault(*mark, place, quoted(outcome.measure), rule, remedy))
    if faults:
        raise PolicyError(faults)


def _refuse_small(study: ArmStudy) -> None:
    """A design that is too small for what it is to tell, or larger than anybody can run."""
    design, file = study.inquiry.design, study.file

    def refuse(what: str, found: object, rule: str, remedy: str) -> None:
        raise InputError([Fault(file, 0, f"design.{what}", str(found), rule, remedy)])

    if design.kind != "paired" and not study.moving and study.draws is None:
        refuse("kind", design.kind, "such a design moves numbers that have a range", "Add vary.")
    if design.kind == "hypercube" and (design.draws or 0) < FEWEST_DRAWS:
        rule = f"an interval of 90 % takes {FEWEST_DRAWS} draws or more"
        refuse("draws", design.draws, rule, "Write draws: 100.")
    if design.trajectories is not None and design.trajectories < FEWEST["morris"]:
        rule = f"a screen of Morris takes {FEWEST['morris']} trajectories or more"
        refuse("trajectories", design.trajectories, rule, "Write trajectories: 10.")
    base = design.base
    if base is not None and (base < FEWEST["sobol"] or base & (base - 1)):
        rule = f"an index of Sobol takes a power of 2, {FEWEST['sobol']} or more"
        refuse("base", base, rule, "Write base: 64.")
    if study.runs > MOST_RUNS:
        rule = f"a study has at most {MOST_RUNS:,} runs"
        many = f"{study.runs:,}" if study.runs < 10**15 else f"some 10^{len(str(study.runs)) - 1}"
        refuse("kind", f"{many} runs", rule, "Vary fewer numbers, or take fewer steps.")
