"""What a society file says: its numbers, the figures it is held to, what it takes for granted.

Numbers keep the form of a policy's numbers (`policy.number`), with unit, grade, source and range.
Their addresses are `society.` and their name, such as `society.savings_months`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from discredit.document import Document
from discredit.errors import LedgerError, SocietyError
from discredit.policy.faults import BrokenRule, merged
from discredit.policy.load import accept
from discredit.policy.number import (
    Line,
    Multiplier,
    Needs,
    Number,
    Probability,
    Section,
    Share,
)
from discredit.sources import Ledger, Source

Text = Annotated[str, Field(min_length=1)]
LogOdds = Annotated[Number, Needs("log-odds")]
LogPoints = Annotated[Number, Needs("log points")]


class _Fixed(Section):
    """A section of numbers, each the same in every month: a society is fixed within a run."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        rule, remedy = "a society is the same in every month", "Write value: ...."
        dated = [
            BrokenRule((name,), None, rule, remedy, "dated")
            for name, number in self
            if number is not None and not number.is_constant
        ]
        if dated:
            raise merged(type(self).__name__, dated)
        return self


class Numbers(_Fixed):
    """What people are drawn from, besides the tables."""

    migrant_share: Share = Field(description="People who live away from where they are registered.")
    migrant_urban: LogOdds = Field(description="How much readier households in towns are migrants.")
    migrant_young: LogOdds = Field(description="The same, for a head younger by 15 years.")
    migrant_rich_region: LogOdds = Field(
        description="The same, per unit of the logarithm of a region's income per head."
    )
    migrant_elders_at_home: LogOdds = Field(
        description="The same, for a household that holds grandparents."
    )
    aged_slope: Annotated[Number, Needs("years per unit share", high=300)] = Field(
        description="By how much older the households of a region are, per unit by which its "
        "share of people aged 60 or over exceeds the nation's."
    )
    rural_older: Annotated[Number, Needs("years", high=20)] = Field(
        description="By how much older rural households are than urban ones."
    )
    schooling_per_decade: Annotated[Number, Needs("standard deviations", low=0, high=5)] = Field(
        description="How much more schooling those born ten years later have."
    )
    schooling_urban: Annotated[Number, Needs("standard deviations", low=-5, high=5)] = Field(
        description="How much more schooling people in towns have."
    )
    schooling_shared: Share = Field(
        description="Part of the variance in schooling that a household has in common."
    )
    income_region: Annotated[Number, Needs("elasticity")] = Field(
        description="How a household's income per head follows that of its region."
    )
    income_urban: LogPoints = Field(description="How much richer households in towns are.")
    income_schooling: LogPoints = Field(
        description="How much richer a household is for one step of schooling."
    )
    income_per_dependant: LogPoints = Field(
        description="How much richer a household is for each of its people who does not work."
    )
    income_migrant: LogPoints = Field(description="How much richer households of migrants are.")
    income_status: LogPoints = Field(
        description="How much richer a household is for one standard deviation of its standing."
    )
    income_noise: Annotated[Number, Needs("log points", low=0)] = Field(
        description="What else spreads households: a standard deviation."
    )
    income_floor: Annotated[Number, Needs("share", high=0.9)] = Field(
        description="The poorest household's income, of the mean of the lowest fifth."
    )
    pension_weight: Annotated[Number, Needs("ratio", low=1e-6)] = Field(
        description="What a pensioner brings home beside what an earner does."
    )
    earnings_spread: Annotated[Number, Needs("log points", low=0, high=3)] = Field(
        description="The spread of earnings within a household: a standard deviation."
    )
    representative_share: Share = Field(
        description="Business owners who are legal representatives of a company."
    )
    savings_months: Annotated[Number, Needs("months")] = Field(
        description="Median savings at the start, in months of an adult's share of income."
    )
    savings_by_fifth: Annotated[Number, Needs("ratio", high=0.5)] = Field(
        description="How much more, in parts of the median, each fifth of income has saved than "
        "the fifth below. At a half the lowest has nothing."
    )
    savings_spread: Annotated[Number, Needs("log points", low=0, high=3)] = Field(
        description="The spread of savings within a fifth: a standard deviation."
    )
    disability_by_fifth: LogOdds = Field(
        description="How much readier people of the next higher fifth are disabled."
    )
    disability_not_working: LogOdds = Field(
        description="How much readier people who neither work nor study are disabled."
    )
    sociability_shape: Annotated[Number, Needs("ratio", low=0.2, high=50)] = Field(
        description="Shape of the gamma distribution of sociability: the lower, the more unequal."
    )
    neighbourhood_sorting: Annotated[Number, Needs("correlation", low=0)] = Field(
        description="How alike in standing the households of one neighbourhood are."
    )
    tie_kin: Probability = Field(description="That two kin of mean sociability are tied.")
    tie_neighbours: Probability = Field(description="The same, of neighbours.")
    tie_work: Probability = Field(description="The same, of people at one place of work.")
    tie_friends: Probability = Field(description="The same, of friends.")
    tie_far: Probability = Field(description="The same, of people in different communities.")
    tie_close: Annotated[Multiplier, Needs("multiplier", high=100)] = Field(
        description="How much readier ties form in the inner circle."
    )
    tie_unlike: Annotated[Multiplier, Needs("multiplier", high=1)] = Field(
        description="How much of that is left between people more than five years apart."
    )


class Passing(_Fixed):
    """How time passes among the people: who dies, and what follows from it (`society.renewal`)."""

    passes: Annotated[Number, Needs("switch")] = Field(
        description="Whether people age, die and follow one another; if not, they stay as they "
        "are for the whole run."
    )
    death_rate: Annotated[Number, Needs("probability", low=1e-4, high=0.05)] = Field(
        description="That somebody dies within a year, among people of the ages of the society."
    )
    death_slope: Annotated[Number, Needs("log points", low=0, high=0.2)] = Field(
        description="How much likelier death becomes with each year of age."
    )
    death_rural: Annotated[Number, Needs("ratio", low=0.2, high=5)] = Field(
        description="How much likelier people die in the country than in towns, at one age."
    )
    looks_afar: Share | None = Field(
        None,
        description="Of those who lose their home, the ones who look for another in every region; "
        "the others look in their own. Absent: everybody looks in the neighbourhood alone.",
    )
    brings: Share | None = Field(
        None,
        description="Of adults who come from elsewhere, the ones who bring such debts and files as "
        "somebody of their age had who left. Absent: newcomers owe nothing and are on no file.",
    )


class Targets(_Fixed):
    """Published figures that a society is set beside, besides those of the tables."""

    mean_household: Annotated[Number, Needs("people")]
    urban_share: Share
    tie_mean: Annotated[Number, Needs("ties")]
    tie_variance: Annotated[Number, Needs("ties squared")]
    tie_dispersion: Annotated[Number, Needs("ratio")]
    tie_age_within_five: Share
    tie_household_share: Share
    tie_clustering: Share


class Granted(Section):
    """Something that a society takes for granted, in words.

    How far it may be wrong is said by the range of each number that rests on it; what only a table
    rests on says it here.
    """

    says: Text
    range: tuple[float, float] | None = None
    range_of: Text | None = None


class SocietyFile(Section):
    """A society file (`library/societies`)."""

    format: int = Field(ge=1, le=1, description="The form of the file; this version reads 1.")
    name: Line
    title: Line
    like: Line | None = Field(
        None,
        description="A society of the library that this one is like, but for what this file says "
        "and the tables in its own folder; read in before anything is checked.",
    )
    tables: Text = Field(description="The folder beside the file in which the tables lie.")
    country: Line | None = Field(None, description="The country of its aggregates.")
    currency: str = Field(
        pattern="^[A-Z]{3}$", description="Its money, as the three letters of ISO 4217: EUR."
    )
    money: Line = Field(description="The same in words, in the plural: euros.")
    gini_note: Text | None = Field(
        None, description="What to bear in mind where its Gini is beside published ones."
    )
    income_year: int = Field(description="The year whose incomes count.")
    numbers: Numbers
    renewal: Passing | None = Field(None, description="Left out, people stay as they are.")
    targets: Targets
    assumptions: dict[str, Granted]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        broken = list(self._unbounded())
        if broken:
            raise merged("SocietyFile", broken)
        return self

    def _unbounded(self) -> Iterator[BrokenRule]:
        rested = {
            key
            for section in (self.numbers, self.targets, self.renewal or ())
            for _, n in section
            if n is not None
            for key in n.sources
        }
        for key, granted in self.assumptions.items():
            at = ("assumptions", key)
            if key not in rested and (granted.range is None or granted.range_of is None):
                rule = "what no number rests on says how far it may be wrong, and what"
                remedy = "Add range: [low, high] and range_of: ...."
                yield BrokenRule(at, None, rule, remedy, "without a range")
            elif granted.range is not None and granted.range[0] >= granted.range[1]:
                rule = "it must run from low to high"
                yield BrokenRule((*at, "range"), granted.range, rule, "Swap the two.")


def checked(document: Document, ledger: Ledger | None) -> tuple[SocietyFile, tuple[Source, ...]]:
    """The checked society file in a document, and what it takes for granted as evidence.

    Args:
        document: What was read.
        ledger: The evidence that its numbers may rest on, besides its own assumptions; None: keys
            are not looked up.

    Returns:
        The file, and the sources that it declares itself.

    Raises:
        SocietyError: with every fault, each with its line.
    """
    own = tuple(_sources(document.data))
    try:
        known = None if ledger is None else ledger.extended(own)
    except LedgerError as error:
        raise SocietyError(
            document.fault(("assumptions", fault.path), fault.found, fault.rule, fault.remedy)
            for fault in error.faults
        ) from None
    return accept(document, SocietyFile, ledger=known), own


def _sources(data: dict[str, Any]) -> Iterator[Source]:
    """The assumptions of a society file as entries of a ledger, as far as they can be read."""
    granted = data.get("assumptions")
    for key, body in granted.items() if isinstance(granted, dict) else ():
        body = body if isinstance(body, dict) else {}
        says = " ".join(str(body.get("says")).split())
        title = f"Assumption of the society {data.get('name')}"
        yield Source(key, "assumption", says, "assumed", title, seen=True)
