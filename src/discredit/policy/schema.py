"""What a policy file may say: one section per room, one number per decision.

Each field says in a line what it decides; units, labels and bounds are checked on loading. The
field names return unchanged as the columns of `policy.rules`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from discredit.policy.finding import broken
from discredit.policy.number import (
    CaseRate,
    Deviations,
    Hours,
    Money,
    MonthsNumber,
    MonthText,
    Multiplier,
    Needs,
    Number,
    Rate,
    Section,
    Share,
    Switch,
)
from discredit.vocabulary import (
    DESKS,
    EDUCATION,
    FIFTHS,
    GROUNDS,
    OCCUPATIONS,
    SERVICES,
    SETTLEMENTS,
)

ByOccupation = Annotated[Number, Needs("multiplier", labels=OCCUPATIONS)]
ByFifth = Annotated[Number, Needs("multiplier", labels=FIFTHS)]
ByEducation = Annotated[Number, Needs("multiplier", labels=EDUCATION)]
BySettlement = Annotated[Number, Needs("multiplier", labels=SETTLEMENTS)]
ShareByFifth = Annotated[Number, Needs("share", labels=FIFTHS)]
ShareByGround = Annotated[Number, Needs("share", labels=GROUNDS)]
SwitchByGround = Annotated[Number, Needs("switch", labels=GROUNDS)]
PointsByGround = Annotated[Number, Needs("score points", labels=GROUNDS)]
RateByService = Annotated[Number, Needs("per month", labels=SERVICES)]
ShareByService = Annotated[Number, Needs("share", labels=SERVICES)]
SwitchByService = Annotated[Number, Needs("switch", labels=SERVICES)]
MultiplierByService = Annotated[Number, Needs("multiplier", labels=SERVICES)]
HoursByService = Annotated[Number, Needs("hours", labels=SERVICES)]
ShareByDesk = Annotated[Number, Needs("share", labels=DESKS)]
PerMillionByDesk = Annotated[Number, Needs("per million people per month", labels=DESKS)]


def _entries(number: Number) -> list[float]:
    """Every entry of a number: of each date and of each label."""
    found: list[float] = []
    for entry in [number.value] if number.dated is None else number.dated.values():
        found += map(float, entry.values()) if isinstance(entry, dict) else [float(entry or 0)]
    return found


def _contradiction(rule: str, remedy: str) -> Exception:
    return broken(rule, remedy, "in contradiction with itself")


class Behaviour(Section):
    """How debts arise and what people do about them (`library/conduct`)."""

    dispute_rate: Rate = Field(description="An adult falls into a debt that a court will decide.")
    dispute_by_occupation: ByOccupation
    dispute_by_fifth: ByFifth
    dispute_if_jobless: Multiplier = Field(description="Risk of debt for someone out of work.")
    debt_median_months: MonthsNumber = Field(
        description="Median debt, in months of household income."
    )
    debt_spread: Deviations = Field(description="Spread of the logarithm of the debt.")
    voluntary_share: Share = Field(description="Debtors who would pay with nobody pressing.")
    pay_rate: Rate = Field(description="A willing debtor gets round to paying.")
    judgment_rate: CaseRate = Field(description="A disputed debt becomes a final judgment.")
    reach_months: MonthsNumber = Field(
        description="Months of income above subsistence that count as means."
    )
    subsistence: Money = Field(description="Monthly income per head that is left untouched.")
    part_payment_share: Share = Field(description="Share of surplus income paid as an instalment.")
    pressure_listed: Share = Field(
        description="Further debtors who would pay once they meet closed doors."
    )
    pressure_believed: Share = Field(
        description="Further debtors who would pay if sure that non-payers are listed."
    )
    belief_own_weight: Share = Field(description="Weight of one own month of being listed.")
    belief_ties_weight: Share = Field(description="Weight of one month of watching one's ties.")
    conduct_rate: ShareByGround = Field(
        description="Debtors who show each conduct in a month, among those it is open to."
    )
    company_default_rate: Rate = Field(description="A represented company defaults.")
    company_settle_rate: Rate = Field(description="A company in default settles.")
    wants: RateByService = Field(description="Attempts to buy each service, middle fifth, urban.")
    wants_by_fifth: ByFifth
    wants_if_rural: Multiplier
    tries_when_aware: MultiplierByService = Field(
        description="Attempts at a door known to be closed, repeats included, to ordinary ones."
    )


class Observation(Section):
    """What the court writes down."""

    opening_rate: CaseRate = Field(description="A file is opened on an unperformed judgment.")
    listing_activity: CaseRate = Field(description="The court takes a listing decision on a file.")
    activity_by_settlement: BySettlement
    conduct_seen: ShareByGround = Field(description="Conduct that shows is recorded as such.")
    ability_sensitivity: Share = Field(description="Debtors with means who are found to have them.")
    ability_specificity: Share = Field(description="Debtors without means who are found so.")
    representative_named: Share = Field(
        description="Records on a company's debt that name its representative."
    )
    misrouted: Share = Field(
        description="Records that reach a namesake, for a name of mean rarity."
    )
    payment_seen: Share = Field(description="Payments on file in the month they are made.")
    late_payment_seen: Rate = Field(description="An overlooked payment is found.")
    secured_seen: Share = Field(description="Debtors with means whose seized assets are on file.")
    notice_reaches: Share = Field(description="Decisions that reach the person by letter.")
    notice_if_migrant: Multiplier = Field(description="The same for those registered elsewhere.")


class Score(Section):
    """How records become a score."""

    kind: Literal["none", "points"]
    points: PointsByGround
    floor: Annotated[Number, Needs("score points")]
    ceiling: Annotated[Number, Needs("score points")]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.kind == "none" and any(_entries(self.points)):
            raise _contradiction(
                "a system without a score gives no points", "Write kind: points, or 0s."
            )
        if max(_entries(self.floor)) > min(_entries(self.ceiling)):
            raise _contradiction(
                "the floor of a score lies under its ceiling", "Swap floor and ceiling."
            )
        return self


class Lists(Section):
    """Entry, grace, term, renewal, exit."""

    grounds: SwitchByGround = Field(description="Grounds on which a person may be listed.")
    grace_months: MonthsNumber
    term_months: MonthsNumber = Field(description="Length of an entry; 0 where rules set no end.")
    has_term: SwitchByGround = Field(description="Grounds whose entries end with the term.")
    extension_months: MonthsNumber
    extends: SwitchByGround = Field(description="Grounds that extend a term.")
    minimum_age: Annotated[Number, Needs("years")]
    excludes_secured: Switch = Field(description="No entry where seized assets cover the debt.")
    excludes_students: Switch
    lists_representatives: Switch = Field(
        description="Representatives may be entered for a company's debt."
    )
    repairs_on_part_payment: Switch = Field(description="An instalment on file ends the entry.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        terms = [months for months in _entries(self.term_months) if months > 0]
        if any(_entries(self.has_term)) and not terms:
            rule = "grounds whose entries end with the term need a term"
            raise _contradiction(
                rule, "Give term_months, or set every ground of has_term to false."
            )
        if terms and max(_entries(self.grace_months)) > max(terms):
            raise _contradiction(
                "grace cannot outlast the entry it delays", "Shorten grace_months."
            )
        return self


class Gates(Section):
    """The list x service matrix."""

    level: SwitchByService = Field(description="Services closed to listed people.")
    checked: ShareByService = Field(description="Sales where the list is looked up.")


class Life(Section):
    """What closed doors do to a life (`library/lives`)."""

    saving_share: ShareByFifth
    job_loss_rate: Rate
    job_loss_if_shut_out: Multiplier
    job_find_rate: Rate
    job_find_if_shut_out: Multiplier
    scar_on_loss: Share = Field(description="Share of earnings lost on return to work.")
    scar_fading: Rate
    detour_hours: HoursByService = Field(description="Hours lost going the long way round.")
    hours_per_month: Hours
    scalper_share: Share = Field(description="Refused travellers who buy from a scalper instead.")
    scalper_price: Money
    trust_if_unfair: Deviations = Field(description="Where trust settles after an unfair listing.")
    trust_if_fair: Deviations
    grievance_if_refused: Deviations
    wellbeing_if_shut_out: Deviations
    family_share: Share = Field(description="Share of all this felt by the others at home.")
    mood_speed: Rate = Field(description="Share of the way a mood moves in a month.")


class Redress(Section):
    """Who is heard, how soon, how well."""

    filing_rate: Rate = Field(description="A wrongly listed person who knows files an appeal.")
    filing_by_education: ByEducation
    filing_if_rightly: Multiplier
    filing_by_trust: Deviations = Field(description="Change in filing per deviation of trust.")
    filing_if_grieved: Deviations = Field(description="Change per deviation of grievance.")
    capacity: PerMillionByDesk
    sensitivity: ShareByDesk = Field(description="Wrong listings that a hearing finds wrong.")
    specificity: ShareByDesk = Field(description="Right listings that a hearing finds right.")
    continues: Share = Field(description="Refused appellants who go on to the next court.")
    representatives_wronged: Switch = Field(
        description="A desk holds that standing in for a company is wrong."
    )
    copy_cleared: Rate = Field(description="A data holder clears an entry that has ended.")


class System(Section):
    """A system file: what the authority decided, and which people it decides about."""

    title: str
    about: str = Field(description="What this system is, in a few sentences; what is disputed.")
    question: str = Field(description="The question its report answers.")
    start: MonthText = Field(description="First simulated month.")
    months: Annotated[int, Field(ge=1, le=1200, description="Months of an ordinary run.")]
    society: str = Field(description="A society of the library.")
    people: Annotated[int, Field(ge=1, description="People of an ordinary run.")]
    conduct: str = Field(description="How debts arise: a name in library/conduct, or a file.")
    life: str = Field(description="What doors do: a name in library/lives, or a file.")
    observation: Observation
    score: Score
    lists: Lists
    gates: Gates
    redress: Redress


class Policy(Section):
    """A system with its conduct and its life: all the numbers that a run rests on."""

    name: str
    system: System
    behaviour: Behaviour
    life: Life


ROOMS = ("behaviour", "observation", "score", "lists", "gates", "life", "redress")
"""The corridor's rooms, in order: the sections of a policy that hold numbers."""
