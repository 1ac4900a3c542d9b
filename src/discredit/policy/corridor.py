"""What an authority decides, as data: what is seen, scored, listed, closed and heard.

An absent optional field means that nothing of the kind happens (0), or, of a multiplier, that all
are treated alike (1); where it means neither, `Absent` says beside the field what it means.
"""

from __future__ import annotations

from math import inf
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from discredit.policy.checking import Check
from discredit.policy.court import Court
from discredit.policy.faults import BrokenRule, merged
from discredit.policy.kinds import (
    ByBackground,
    ByDisability,
    ByEducation,
    ByFifth,
    BySex,
    MonthsByFifth,
    PerMillionByDesk,
    ShareByAgreement,
    ShareByDesk,
    ShareByService,
    SwitchByConduct,
    SwitchByIdentity,
    SwitchByList,
    SwitchByOccupation,
    SwitchByRegion,
    SwitchByService,
    contradiction,
    labels_always_on,
    labels_on,
)
from discredit.policy.needs import Absent, Along, Needs
from discredit.policy.number import (
    Count,
    Deviations,
    Money,
    MonthsNumber,
    Multiplier,
    Number,
    Points,
    Rate,
    Section,
    Share,
    Switch,
)
from discredit.policy.scoring_parts import Factors, FileErrors, Peers
from discredit.policy.watch import Watch
from discredit.policy.wording import ListWords
from discredit.vocabulary import IDENTITY

Colour = Literal["black", "red"]


class Observation(Section):
    """What the agencies write down, about whom, and who is told."""

    court: Court | None = None
    conducts: dict[str, Watch] = Field(
        default_factory=dict, description="By conduct; one not named is never seen."
    )
    register_holds: SwitchByIdentity | None = Field(
        None,
        description="What the register shows of who people are, beside age, job, address, papers "
        "and name: an agency that treats people by it must hold it.",
    )
    checks: dict[str, Check] = Field(
        default_factory=dict,
        description="By conduct, how applications are checked for it; at most four.",
    )
    misrouted: Share = Field(
        description="Records that reach a namesake, for a name of mean rarity."
    )
    human_check: Share | None = Field(
        None,
        description="False records that a person stops, and misrouted ones that he puts right.",
    )
    graded: Share | None = Field(
        None, description="How far errors fall when all on file rate the agencies at their worst."
    )
    notice_reaches: Share = Field(description="Decisions that reach the person by letter.")
    notice_if_migrant: Multiplier = Field(description="The same for those registered elsewhere.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        held = labels_always_on(self.register_holds)
        faults = [
            BrokenRule(
                ("conducts", name, field), None,
                f"an agency may go by {trait} only where its register holds it in every month",
                f"Add register_holds with {trait} on, or remove the number.", "not in the register",
            )
            for name, watch in self.conducts.items()
            for trait in IDENTITY
            for field in (f"seen_by_{trait}", f"false_by_{trait}")
            if getattr(watch, field) is not None and trait not in held
        ]  # fmt: skip
        if faults:
            raise merged("Observation", faults)
        return self


class Scorer(Section):
    """One score on everybody who is scored: an account of points, weighted features, or both."""

    about: str
    base: Points = Field(description="Where everybody starts.")
    floor: Points
    ceiling: Points
    points: Annotated[dict[str, Points] | None, Along("conduct")] = Field(
        None, description="Per record of a conduct."
    )
    caps: Annotated[dict[str, Points] | None, Along("conduct"), Absent(inf)] = Field(
        None, description="A record of this conduct takes the account of points down to this."
    )
    clean: Points | None = Field(
        None, description="For a month without a record that takes points."
    )
    fades: Rate | None = Field(
        None, description="Share of the way back to the base that an account moves in a month."
    )
    forgives: Rate | None = Field(
        None,
        description="The same of an account below the base alone: what counts against people "
        "expires, and what they have earned stays.",
    )
    inherits: Share | None = Field(
        None,
        description="How far the account of whoever comes of age begins between the base (0) and "
        "the mean account of the adults at home (1). It acts where time passes in the society.",
    )
    factors: Factors | None = None
    friends: Share | None = Field(None, description="Weight of the mean score of a person's ties.")
    peers: Peers | None = None
    links: Annotated[dict[str, Points] | None, Along("list")] = Field(
        None, description="Change for as long as a person is on a list of this policy."
    )
    link_stays: Annotated[dict[str, Switch] | None, Along("list")] = Field(
        None,
        description="Lists whose change stays on the account once the entry is over, and fades.",
    )
    errors: FileErrors | None = None
    consent: Annotated[Share | None, Absent(1)] = Field(
        None, description="Adults who opted in; the others have no band. Absent: everybody."
    )
    agreed: Annotated[ShareByAgreement | None, Absent(1)] = Field(
        None,
        description="Of those who opted in, the ones who let the score use what schools know, and "
        "what courts and agencies list them for. Not named: all.",
    )
    exempts: SwitchByOccupation | None = Field(None, description="Jobs that are never scored.")
    lives_in: Annotated[SwitchByRegion | None, Absent(1)] = Field(
        None,
        description="Regions of the society whose people are scored. Whoever moves away has no "
        "score, and an account that sleeps until he is back. Absent: all regions.",
    )
    bands: Annotated[dict[str, Points], Along("band"), Absent(inf)] = Field(
        description="Lower bounds by band, rising; the first is the floor."
    )
    is_shown: Switch = Field(description="People can see their own score, and so play to it.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if max(self.floor.scalars) >= min(self.ceiling.scalars):
            raise contradiction(
                "the floor of a score lies under its ceiling", "Swap floor and ceiling."
            )
        bounds = [number.scalars for number in self.bands.values()]
        if not bounds or len(self.bands) > MOST_BANDS:
            raise contradiction(f"a score has 1 to {MOST_BANDS} bands", "Write them under bands.")
        for (name, low), high in zip(list(self.bands.items())[1:], bounds, strict=False):
            if max(high) >= min(low.scalars):
                raise contradiction(
                    f"lower bounds rise from band to band, and {name} does not", "Reorder bands."
                )
        return self


MOST_BANDS = 8
MOST_SCORERS = 10
MOST_LISTS = 16


class Threshold(Section):
    """A score that puts people on a list."""

    scorer: str
    below: Annotated[Points | None, Absent(-inf)] = None
    above: Annotated[Points | None, Absent(inf)] = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.below is None) == (self.above is None):
            raise contradiction("a threshold is either below or above a score", "Keep one of them.")
        return self


class ListRule(Section):
    """One list: entry, grace, term, renewal, exit."""

    about: str
    colour: Colour = Field(description="black shuts out, red favours")
    words: ListWords | None = Field(
        None, description="What standing on it is called. Absent: being on a list of its colour."
    )
    grounds: SwitchByConduct | None = Field(
        None, description="Conducts, or grounds of the court list, on whose record one is entered."
    )
    score: Threshold | None = None
    follows: SwitchByList | None = Field(
        None,
        description="Lists of this policy whose new entries are entered here a month later. With a "
        "term of 0 the entry lasts as long as the one it follows.",
    )
    records_needed: Annotated[Count | None, Absent(1)] = Field(
        None, description="Records within the memory that lead to an entry; fewer are a warning."
    )
    memory_months: MonthsNumber | None = Field(
        None, description="A quiet time so long wipes earlier records. Absent: they count for good."
    )
    grace_months: MonthsNumber | None = None
    term_months: MonthsNumber = Field(description="Length of an entry; 0 where rules set no end.")
    has_term: Annotated[SwitchByConduct | None, Absent(1)] = Field(
        None, description="Grounds whose entries end with the term. Absent: all."
    )
    extension_months: MonthsNumber | None = None
    extends: SwitchByConduct | None = Field(None, description="Grounds that extend a term.")
    leaves_with_score: Switch | None = Field(
        None, description="The entry ends once the score is back."
    )
    ends_on_payment: Switch | None = Field(None, description="Payment on file ends the entry.")
    repairs_on_part_payment: Switch | None = Field(
        None, description="An instalment on file ends the entry."
    )
    repairs_with: SwitchByConduct | None = Field(
        None, description="Deeds on file that end the entry."
    )
    repair_after_months: MonthsNumber | None = Field(None, description="Not before so long.")
    ends_on_closing: Switch | None = Field(
        None, description="An entry is deleted where the court closes the file for want of assets."
    )
    minimum_age: Annotated[Number, Needs("years")] | None = None
    excludes_secured: Switch | None = Field(
        None, description="No entry where seized assets cover the debt."
    )
    excludes_students: Switch | None = None
    exempts: SwitchByOccupation | None = Field(None, description="Jobs that are never entered.")
    lives_in: Annotated[SwitchByRegion | None, Absent(1)] = Field(
        None,
        description="Regions of the society whose people are entered; an entry goes with whoever "
        "moves away. Absent: all regions.",
    )
    lists_representatives: Switch | None = Field(
        None, description="Representatives may be entered for a company's debt."
    )
    shown_to: Share | None = Field(
        None, description="Ties who come to see the entry: publicity, screens, maps."
    )
    looked_up_by: Share | None = Field(
        None,
        description="Customers and partners of a business owner who look an entry up, whoever else "
        "is shown it.",
    )
    ends_work: Share | None = Field(
        None,
        description="Workers who live by what the list bars them from, and lose that work.",
    )
    fine: Money | None = Field(None, description="Due on entry.")
    deduction: Share | None = Field(None, description="Of monthly income, while on the list.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if not labels_on(self.grounds) and self.score is None and not labels_on(self.follows):
            raise contradiction(
                "a list needs a way in: grounds, a score, or another list", "Add grounds."
            )
        terms = [months for months in self.term_months.scalars if months > 0]
        if labels_on(self.has_term) and not terms:
            rule = "grounds whose entries end with the term need a term"
            raise contradiction(rule, "Give term_months, or set every ground of has_term to false.")
        if terms and self.grace_months and max(self.grace_months.scalars) > max(terms):
            raise contradiction("grace cannot outlast the entry it delays", "Shorten grace_months.")
        beyond = labels_on(self.has_term) | labels_on(self.extends)
        if beyond - labels_on(self.grounds):
            rule = "has_term and extends name grounds of the list"
            raise contradiction(
                rule, f"Remove {', '.join(sorted(beyond - labels_on(self.grounds)))}."
            )
        if (self.repairs_with is None) != (self.repair_after_months is None):
            raise contradiction(
                "repair needs the deeds that bring it and the months before it",
                "Give repairs_with and repair_after_months, or neither.",
            )
        if self.leaves_with_score is not None and self.score is None:
            raise contradiction("only a list by score is left with it", "Remove leaves_with_score.")
        return self


class DoorLevels(Section):
    """What a list or a band does to each service. Services not named stay as they are."""

    closes: SwitchByService | None = None
    dearer: SwitchByService | None = None
    slower: SwitchByService | None = None
    favours: SwitchByService | None = None


class Gates(Section):
    """The list x service matrix, the band x service matrix, and how much of them is enforced."""

    lists: dict[str, DoorLevels] = Field(default_factory=dict)
    bands: dict[str, dict[str, DoorLevels]] = Field(
        default_factory=dict, description="By scorer, then band."
    )
    checked: Annotated[ShareByService | None, Absent(1)] = Field(
        None, description="Sales where the list is looked up. Not named: all."
    )


class Redress(Section):
    """Who is heard, how soon, how well."""

    access: Rate | None = Field(None, description="Someone on file looks into his own file.")
    reasons: Annotated[Share | None, Absent(1)] = Field(
        None, description="Refusals that say which list they rest on. Absent: all."
    )
    filing_rate: Rate = Field(description="A wrongly listed person who knows files an appeal.")
    filing_by_education: ByEducation
    filing_by_fifth: ByFifth | None = None
    filing_by_sex: BySex | None = None
    filing_by_background: ByBackground | None = Field(None, description="Backgrounds not named: 1.")
    filing_by_disability: ByDisability | None = None
    filing_if_rightly: Multiplier
    objects: Multiplier | None = Field(
        None,
        description="Objections to a decision while its grace runs, to appeals against an entry. "
        "Absent: as many. Without a time of grace there are none.",
    )
    filing_by_trust: Deviations = Field(description="Change in filing per deviation of trust.")
    filing_if_grieved: Deviations = Field(description="Change per deviation of grievance.")
    head_start: MonthsByFifth | None = Field(
        None, description="Months by which each fifth is served before its turn."
    )
    capacity: PerMillionByDesk
    sensitivity: ShareByDesk = Field(description="Wrong listings that a hearing finds wrong.")
    specificity: ShareByDesk = Field(description="Right listings that a hearing finds right.")
    continues: Share = Field(description="Refused appellants who go on to the next desk.")
    gives_up: Rate | None = Field(
        None, description="An appellant who waits gives up, for as long as this entry lasts."
    )
    representatives_wronged: Switch | None = Field(
        None, description="A desk holds that standing in for a company is wrong."
    )
    releases_turned: Switch | None = Field(None, description="Also one who has lost the means.")
    copy_cleared: Rate = Field(description="A data holder clears an entry that has ended.")
    amnesty: Switch | None = Field(
        None, description="In the months it is on, every entry of a black list ends."
    )
