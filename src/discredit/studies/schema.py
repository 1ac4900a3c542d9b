"""What a study file says: a claim, the one switch that tests it, the one outcome that decides.

    policies    the system with the switch off, and on; nothing else differs
    outcome     one series measure, in one group or as the gap between two
    holds_if    the direction, and the smallest change that matters

Numbers keep the form of a policy's numbers, with source and grade.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from discredit.policy.faults import BrokenRule, did_you_mean, listed, merged
from discredit.policy.kinds import contradiction
from discredit.policy.number import Line, MonthText, Number, Section
from discredit.studies.standing import STANDING
from discredit.vocabulary import GROUPS

LABELS: Final = {name: labels for name, labels in GROUPS if name != "region"}
"""The groups a study may look at, by dimension of the series."""

Whole = Annotated[int, Field(ge=1)]
Direction = Literal["rises", "falls", "stays"]


class Side(Section):
    """One position of the switch."""

    says: str = Field(description="What is so on this side; completes 'with ...'.")
    system: str | None = Field(
        None, description="Another system than the study's, where two are compared."
    )
    numbers: dict[str, Number] = Field(
        default_factory=dict,
        description="Whole numbers by dotted path, put in place of the system's own or added.",
    )
    removed: tuple[str, ...] = Field(
        (), description="Dotted paths of numbers or sections that are taken out."
    )


class Switch(Section):
    """What is turned: the two policies differ in this and in nothing else."""

    about: str = Field(description="What is turned, in a sentence.")
    off: Side
    on: Side

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        off, on = (side.model_dump(exclude={"says"}) for side in (self.off, self.on))
        if off == on:
            raise contradiction(
                "the two sides of a switch differ in something",
                "Give numbers, removed or system on one side.",
            )
        return self


class Subgroup(Section):
    """Some people of the series."""

    dimension: Literal[
        "settlement", "migrant", "sex", "background", "disability", "age_band", "education",
        "income_fifth", "occupation",
    ]  # fmt: skip
    label: str

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        known = LABELS[self.dimension]
        if self.label not in known:
            rule = f"the groups of {self.dimension} are {listed(known)}"
            remedy = did_you_mean(self.label, known, "Take one of them.")
            raise merged("Group", [BrokenRule(("label",), self.label, rule, remedy)])
        return self


class Outcome(Section):
    """What is measured: a column of the monthly series over the last months of a run."""

    says: str = Field(description="What it is, in words; the subject of 'rises' and 'falls'.")
    measure: str = Field(description="A column of the series.")
    per: str | None = Field(
        "people",
        description="The column it is divided by; a flow is told per one of these over the months, "
        "a stock as a share of them in a mean month. null: the total itself.",
    )
    group: Subgroup | None = Field(None, description="Absent: everybody.")
    against: Subgroup | None = Field(
        None, description="Another group, whose outcome is taken off that of the first."
    )
    last_months: Whole | None = Field(None, description="Absent: all months.")
    per_change: str | None = Field(
        None,
        description="Another column: the change of the measure between the sides is told for each "
        "one by which this changes, such as lawful acts lost per offence avoided.",
    )
    in_verdict: bool = Field(
        False, description="Of an outcome beside: the verdict's sentence tells its direction."
    )
    times: float = Field(1.0, gt=0, description="What it is multiplied by to be read.")
    unit: str = Field(description="Its unit, so multiplied, as a reader sees it.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.against is not None and self.group is None:
            rule = "a contrast has two groups, and only the second is named"
            raise contradiction(rule, "Add group, or remove against.")
        if self.per_change is not None and self.against is not None:
            rule = "a change per change is told of one group"
            raise contradiction(rule, "Remove against, or per_change.")
        if self.measure in STANDING:
            for name in ("group", "against", "last_months", "per_change"):
                if getattr(self, name) is not None:
                    rule = f"{self.measure} is told of everybody at the end of the run"
                    raise contradiction(rule, f"Remove {name}.")
        return self


class Criterion(Section):
    """When the claim holds: every value in the interval lies at or beyond the smallest size.

    `stays` turns it round: the claim is that nothing changes, and it holds when every value in
    the interval is smaller than that size, either way.
    """

    direction: Direction
    smallest: Number | None = Field(
        None, description="The smallest change that matters, before it is multiplied by `times`."
    )
    at_least: Number | None = Field(
        None,
        description="The same as a share of what is measured with the switch off: 0.1 for a tenth.",
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        given = [one for one in (self.smallest, self.at_least) if one is not None]
        if len(given) != 1:
            raise contradiction(
                "the smallest change that matters is given once, by itself or as a share of the "
                "off side",
                "Write smallest, or at_least.",
            )
        size = given[0].value
        if isinstance(size, (bool, dict)) or size is None or size <= 0:
            raise contradiction(
                "the smallest size is a single number above 0, the same at all times",
                "Write smallest: {value: 0.001, unit: share, ...}.",
            )
        return self

    @property
    def bar(self) -> Number:
        """The number that says what matters."""
        found = self.smallest or self.at_least
        assert found is not None
        return found

    @property
    def is_relative(self) -> bool:
        """Whether what matters is a share of the off side."""
        return self.at_least is not None

    def size(self, off: float) -> float:
        """The smallest change that matters.

        Args:
            off: What is measured with the switch off.
        """
        value = self.bar.value
        assert isinstance(value, float)
        return value * abs(off) if self.is_relative else value


class Sensitivity(Section):
    """How the finding is tried against its assumptions, in a smaller society."""

    design: Literal["ends", "hypercube"] = Field(
        description="ends: each assumption at either end of its range, one at a time; "
        "hypercube: all of them at once, spread evenly over their ranges."
    )
    draws: Annotated[int, Field(ge=2, le=200)] | None = Field(
        None, description="Scenarios of a hypercube."
    )
    people: Whole
    seeds: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.design == "hypercube") != (self.draws is not None):
            raise contradiction(
                "a hypercube says how many draws it has, and only a hypercube does",
                "Add draws, or write design: ends without them.",
            )
        return self


class Note(Section):
    """What is known outside the model that bears on the claim."""

    says: str
    source: tuple[str, ...] = Field(min_length=1, description="Keys of the evidence ledger.")


class Study(Section):
    """A study file (`library/studies`): one claim put to the test."""

    title: Line
    claim: str = Field(description="The claim as it is voiced, in a sentence or two.")
    system: str = Field(description="A system of the library, or a file.")
    start: MonthText | None = Field(None, description="Absent: the system's.")
    months: Annotated[int, Field(ge=1, le=1200)]
    people: Whole
    seeds: Annotated[int, Field(ge=2, le=1000, description="An interval needs two or more.")]
    switch: Switch
    outcome: Outcome
    beside: tuple[Outcome, ...] = Field((), description="Told too; the verdict rests on `outcome`.")
    holds_if: Criterion
    assumptions: tuple[str, ...] = Field(
        min_length=1, description="Numbers it leans on: path, then .label where it has labels."
    )
    sensitivity: Sensitivity
    evidence: tuple[Note, ...] = Field(min_length=1)
    reading: str = Field(description="What the finding means and what it does not, in a sentence.")
    overturned_by: str = Field(description="What would overturn the finding.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        faults = list(_strange_in(self))
        if faults:
            raise merged("Study", faults)
        return self


def _strange_in(study: Study) -> Iterator[BrokenRule]:
    if study.outcome.in_verdict:
        rule = "the outcome that decides is the verdict; those beside it may be named in it"
        yield BrokenRule(("outcome", "in_verdict"), True, rule, "Remove it.")
    if study.outcome.per_change is not None and study.holds_if.is_relative:
        rule = "a change per change has no off side of which a bar could be a share"
        yield BrokenRule(("holds_if", "at_least"), None, rule, "Write smallest.", "relative")
    for at, outcome in ((("outcome",), study.outcome), *_beside(study)):
        if outcome.last_months is not None and outcome.last_months > study.months:
            place = (*at, "last_months")
            rule = f"the study runs for {study.months} months"
            yield BrokenRule(place, outcome.last_months, rule, "Take fewer, or run longer.")
    for i, path in enumerate(study.assumptions):
        if path in study.assumptions[:i]:
            rule = "each assumption stands here once"
            yield BrokenRule(("assumptions", i), path, rule, "Remove one.", "here twice")


def _beside(study: Study) -> Iterator[tuple[tuple[str | int, ...], Outcome]]:
    for i, outcome in enumerate(study.beside):
        yield ("beside", i), outcome
