"""What people do, as data: debts, the catalogue of conduct, what they want to buy.

An absent optional field means that nothing of the kind happens, or that all are alike.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from discredit.policy.faults import merged
from discredit.policy.kinds import (
    ByAge,
    ByBackground,
    ByDisability,
    ByEducation,
    ByFifth,
    ByOccupation,
    ByResidence,
    BySettlement,
    BySex,
    BySomeOccupations,
    ChangeByHabit,
    CorrelationByHabit,
    MultiplierByService,
    RateByService,
    ShareByConsequence,
    ShareByGround,
    SwitchByOccupation,
    SwitchByService,
    contradiction,
    strange_names,
    unplain_names,
)
from discredit.policy.needs import Absent, Along, Needs
from discredit.policy.number import (
    CaseRate,
    Deviations,
    Money,
    MonthsNumber,
    Multiplier,
    Number,
    Points,
    Probability,
    Rate,
    Section,
    Share,
    Switch,
)
from discredit.vocabulary import HABITS, SERVICES

Change = Annotated[Number, Needs("relative change")]
MOST_CONDUCTS = 25
"""Beside the six grounds of the court list: a month's records are bits of one word."""


class Course(Section):
    """How debts grow in number, and how they end."""

    caseload: Multiplier = Field(
        description="Disputes and judgments against the ordinary number: good years and bad."
    )
    further_rate: Rate = Field(
        description="A debtor with a judgment meets a further one, in the first month; each has a "
        "rate of his own, spread exponentially about this, so that few have many."
    )
    further_fades: Rate = Field(
        description="Share by which that rate falls in each month of the first debt's age."
    )
    waives_rest: Share = Field(
        description="Instalments after which the creditor waives the rest: the debt is settled."
    )
    written_off_rate: CaseRate = Field(
        description="The creditor gives a judgment up, and all that the debtor owes with it."
    )
    limitation_months: MonthsNumber = Field(
        description="A debt not before a court by then is out of time; 0 where none ever is."
    )


class Debts(Section):
    """How debts arise that a court must decide, and what debtors do about them."""

    dispute_rate: Rate = Field(description="An adult falls into a debt that a court will decide.")
    dispute_by_occupation: ByOccupation
    dispute_by_fifth: ByFifth
    dispute_by_sex: BySex | None = None
    dispute_by_background: ByBackground | None = Field(
        None, description="Backgrounds not named: 1."
    )
    dispute_by_disability: ByDisability | None = None
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
    pressure_shown: Share | None = Field(
        None, description="Further debtors who would pay once all their ties see the entry."
    )
    pressure_in_grace: Share | None = Field(
        None,
        description="Further debtors who would pay between a decision of which they know and the "
        "entry.",
    )
    pressure_trusting: Share | None = Field(
        None,
        description="Further debtors who would pay, per standard deviation of trust in the "
        "authority; as many fewer where trust is lost.",
    )
    discharge_rate: CaseRate | None = Field(
        None, description="A debtor without means is discharged by bankruptcy."
    )
    conduct_rate: ShareByGround = Field(
        description="Debtors who show each conduct in a month, among those it is open to."
    )
    company_default_rate: Rate = Field(description="A represented company defaults.")
    company_settle_rate: Rate = Field(description="A company in default settles.")
    course: Course | None = Field(
        None, description="Absent: one debt at a time, which ends by payment or discharge alone."
    )


class Conduct(Section):
    """One kind of act, of adults, at most once a month each."""

    kind: Literal["obligation", "offence", "disfavoured", "deed"] = Field(
        description="A duty not met, an offence, lawful conduct that is disliked, or a good deed."
    )
    about: str = Field(description="The act, in a few words.")
    rate: Rate = Field(description="An adult does it in a month, with nobody watching.")
    by_occupation: BySomeOccupations | None = Field(None, description="Jobs not named: 1.")
    by_fifth: ByFifth | None = None
    by_age: ByAge | None = None
    by_settlement: BySettlement | None = None
    by_sex: BySex | None = None
    by_background: ByBackground | None = Field(None, description="Backgrounds not named: 1.")
    by_disability: ByDisability | None = None
    by_residence: ByResidence | None = None
    by_education: ByEducation | None = None
    by_habit: ChangeByHabit | None = Field(
        None,
        description="Change for those at the good end of a lasting habit, and as much the other "
        "way for those at its bad end; those in the middle are as the rate has it.",
    )
    in_application: Switch | None = Field(
        None,
        description="It is done in an application alone, if at all: the rate is then the share of "
        "applications.",
    )
    if_poor: Multiplier | None = Field(
        None, description="For someone whose savings do not last a month: cannot is not will not."
    )
    if_watched: Change | None = Field(
        None,
        description="Change for someone certain of being seen: deterrence of offences, chilling "
        "of lawful conduct (negative), show for good deeds (positive).",
    )
    if_at_stake: Change | None = Field(
        None, description="Further change, beside certainty, for the heaviest stakes."
    )
    if_shut_out: Multiplier | None = Field(
        None, description="For someone to whom doors are closed and little is left to lose."
    )
    if_aggrieved: Change | None = Field(
        None, description="Change per standard deviation of grievance."
    )
    if_trusting: Change | None = Field(
        None,
        description="Change per standard deviation of trust in the authority, up or down: below 0 "
        "for a duty not met, above 0 for a good deed.",
    )
    moves_out_of_sight: Share | None = Field(
        None,
        description="Of those whom the rule keeps from it, the ones who do it where nobody sees: "
        "on a second telephone, in cash, in another's name.",
    )
    price: Money | None = Field(None, description="What a deed costs the one who does it.")
    bought: Rate | None = Field(
        None, description="Someone within reach of a better band, with the money, does it for that."
    )


class Applications(Section):
    """Who applies for what an office gives, or has it and whose file comes up: those alone can be
    checked."""

    rate: Rate = Field(description="An adult applies, or his file comes up, in a month.")
    by_occupation: BySomeOccupations | None = Field(None, description="Jobs not named: 1.")
    by_fifth: ByFifth | None = None
    by_age: ByAge | None = None
    by_settlement: BySettlement | None = None
    by_residence: ByResidence | None = None
    by_education: ByEducation | None = None


class Watching(Section):
    """What people believe about being watched."""

    awareness: Share = Field(description="Adults who know that there is such a system.")
    announced: Probability = Field(
        description="What they take to be the chance that an act which is recorded is seen, before "
        "experience."
    )
    heeded: Share | None = Field(
        None,
        description="How far word of how often such acts really come on file has moved that "
        "belief. Absent: not at all.",
    )
    stakes: Share = Field(
        description="How heavy they take the heaviest consequences to be; what follows from each "
        "conduct is its share of that."
    )
    heaviness: Annotated[ShareByConsequence | None, Absent(0.2)] = Field(
        None,
        description="How heavy each consequence is beside the heaviest, 1: one closed door; one "
        "door hindered, or favoured; a fine of 1,000 CNY; all income withheld; being shown to all "
        "ties; points of the whole scale. Absent, or not named: a fifth.",
    )
    spreads: Share | None = Field(
        None,
        description="How far the fear of what is recorded spreads to conduct of the same kind in "
        "which nothing is at stake. Absent: not at all.",
    )


class Habits(Section):
    """How lasting habits, of which a scorer may have the traces, go with other facts of a life.

    What is left of a habit when these are told is the person's own. A habit harms nobody; whoever
    scores by it scores by what it goes with, and by as much of a conduct as `by_habit` says.
    """

    with_income: CorrelationByHabit = Field(
        description="Correlation with the logarithm of income. Not named: none."
    )
    with_age: CorrelationByHabit | None = Field(
        None, description="Correlation with age. Not named: none."
    )
    with_schooling: CorrelationByHabit | None = Field(
        None, description="Correlation with the level of school. Not named: none."
    )
    with_residence: CorrelationByHabit | None = Field(
        None, description="Correlation with being registered elsewhere. Not named: none."
    )
    with_background: CorrelationByHabit | None = Field(
        None,
        description="Correlation with a background other than the majority's. Not named: none.",
    )
    with_sex: CorrelationByHabit | None = Field(
        None, description="Correlation with being a woman. Not named: none."
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        parts = [
            getattr(self, f"with_{fact}")
            for fact in ("income", "age", "schooling", "residence", "background", "sex")
        ]
        for habit in HABITS:
            whole = sum(_largest(part, habit) ** 2 for part in parts)
            if whole > 1:
                raise contradiction(
                    f"the squares of the correlations of {habit} add up to at most 1",
                    "Lower one of them.",
                )
        return self


def _largest(number: Number | None, label: str) -> float:
    """The largest size that a number ever has for a label."""
    if number is None:
        return 0.0
    entries = [number.value] if number.dated is None else number.dated.values()
    return max(
        (abs(float(entry.get(label, 0))) for entry in entries if isinstance(entry, dict)),
        default=0.0,
    )


class Behaviour(Section):
    """A conduct file (`library/conduct`)."""

    debts: Debts | None = None
    conducts: dict[str, Conduct] = Field(
        default_factory=dict, description="The catalogue, by names of its own."
    )
    watching: Watching | None = None
    habits: Habits | None = None
    applications: Applications | None = None
    unemployment: Share | None = Field(
        None,
        description="Of those who could work, how many are without: work is then lost as often as "
        "leads there where no door is closed, in place of the life's `job_loss_rate`.",
    )
    belief_own_weight: Share = Field(
        description="Weight of one own month: of being listed, or of an act that was seen or not."
    )
    belief_ties_weight: Share = Field(description="Weight of one month of watching one's ties.")
    gaming_reach: Points | None = Field(
        None, description="How far from a better band deeds are bought."
    )
    wants: RateByService = Field(
        description="Attempts at each service, middle fifth, urban. Not named: nobody tries."
    )
    wants_by_job: Annotated[dict[str, SwitchByOccupation] | None, Along("service")] = Field(
        None,
        description="By service, the jobs whose business it is: nobody else tries. Not named: "
        "every adult's.",
    )
    wants_with_child: SwitchByService | None = Field(
        None, description="Services that only adults with a child of school age at home try."
    )
    wants_by_fifth: ByFifth
    wants_if_rural: Multiplier
    tries_when_aware: MultiplierByService = Field(
        description="Attempts at a door known to be closed, repeats included, to ordinary ones. "
        "Not named: 1."
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        faults = list(unplain_names("a conduct", self.conducts, ("conducts",)))
        faults += strange_names("services", self.wants_by_job or {}, SERVICES, ("wants_by_job",))
        if faults:
            raise merged("Behaviour", faults)
        if len(self.conducts) > MOST_CONDUCTS:
            raise contradiction(
                f"a catalogue holds at most {MOST_CONDUCTS} conducts", "Merge those that are alike."
            )
        bought = [name for name, conduct in self.conducts.items() if conduct.bought is not None]
        if bought and self.gaming_reach is None:
            raise contradiction(
                f"{bought[0]} can be bought, so buyers need a gaming_reach", "Add gaming_reach."
            )
        lone = [name for name, one in self.conducts.items() if one.in_application is not None]
        if lone and self.applications is None:
            raise contradiction(
                f"{lone[0]} is done in an application, and nobody applies", "Give applications."
            )
        for name, conduct in self.conducts.items():
            if (conduct.bought is None) != (conduct.price is None):
                raise contradiction(
                    f"{name} needs both a price and a rate at which it is bought, or neither",
                    f"Add {'bought' if conduct.bought is None else 'price'}.",
                )
        return self
