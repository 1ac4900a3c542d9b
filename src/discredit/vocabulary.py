"""The words that the YAML, the arrays and the figures share: one list per axis, in array order."""

from __future__ import annotations

from enum import IntEnum
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

Arm = Literal["with", "without"]
ARMS: tuple[Arm, ...] = get_args(Arm)
"""The two worlds of a run: with the system, and without it."""

REGION_SLOTS = 32
"""Regions that an engine has room for, or a multiple: societies of up to so many share one."""
REGIONS = tuple(f"region_{i}" for i in range(1, REGION_SLOTS + 1))
"""Rooms for regions in array order; what they are called belongs to the society."""

SETTLEMENTS = ("rural", "urban")
RESIDENCE = ("resident", "migrant")
SEXES = ("men", "women")
BACKGROUNDS = ("majority", "minority", "second_minority", "third_minority")
"""Ethnic or migrant backgrounds; a society says which people each of them is."""
DISABILITY = ("not_disabled", "disabled")
ADULT_AGE = 18
"""The age [years] from which people have a file, a vote and a job of their own."""
AGE_BAND_STARTS = (ADULT_AGE, 30, 45, 60, 75)
"""The age [years] at which each band but the first begins."""
AGE_BANDS = (
    *(f"{start}-{end - 1}" for start, end in pairwise((0, *AGE_BAND_STARTS))),
    f"{AGE_BAND_STARTS[-1]}+",
)
EDUCATION = ("none", "primary", "junior", "senior", "tertiary")
FIFTHS = ("lowest", "second", "middle", "fourth", "highest")
OCCUPATIONS = (
    "child",
    "student",
    "not_working",
    "farmer",
    "manual",
    "service",
    "clerical",
    "professional",
    "lawyer",
    "accountant",
    "teacher",
    "journalist",
    "official",
    "business_owner",
    "retired",
)


IDENTITY = ("sex", "background", "disability")
"""What a register may hold of who people are, beside age, job, address, papers and name."""


def region_slots(regions: int) -> int:
    """Rooms for regions that the engine of a society has.

    >>> region_slots(12), region_slots(32), region_slots(33)
    (32, 32, 64)

    Args:
        regions: Of the society.
    """
    return -(-regions // REGION_SLOTS) * REGION_SLOTS


class Dimension(NamedTuple):
    """One way of dividing people for disaggregation."""

    name: str
    labels: tuple[str, ...]


GROUPS = (
    Dimension("region", REGIONS),
    Dimension("settlement", SETTLEMENTS),
    Dimension("migrant", RESIDENCE),
    Dimension("sex", SEXES),
    Dimension("background", BACKGROUNDS),
    Dimension("disability", DISABILITY),
    Dimension("age_band", AGE_BANDS),
    Dimension("education", EDUCATION),
    Dimension("income_fifth", FIFTHS),
    Dimension("occupation", OCCUPATIONS),
)
"""The dimensions of every disaggregated result, in the order of their rows in the series."""

GROUND_SENTENCES = {
    "refuses_though_able": "refuses to pay although able",
    "obstructs": "obstructs enforcement",
    "hides_assets": "hides assets",
    "reports_no_assets": "does not report assets",
    "breaks_spending_order": "breaks the spending order",
    "breaks_settlement": "breaks a settlement",
}
"""What a person does in truth on whom each ground is recorded."""

GROUNDS = tuple(GROUND_SENTENCES)
"""The six grounds of the court list, in the order of the 2013 provisions: the first conducts of
every catalogue. A conduct's code is its place, from 1; its bit is its place, from 0."""

_HOLDER_OF = {
    "flight": "airlines",
    "fast_train": "railway",
    "first_class": "railway",
    "ordinary_train": "railway",
    "luxury_hotel": "hotels",
    "property": "property_registry",
    "private_school": "schools",
    "state_school": "schools",
    "loan": "banks",
    "company_post": "company_registry",
    "job": "employers",
    "promotion": "employers",
    "rent": "landlords",
    "deposit": "merchants",
    "insurance": "insurers",
    "counter": "city_offices",
    "visa": "consulates",
    "public_transport": "transport_operators",
    "utilities": "utilities",
    "health_care": "hospitals",
    "benefit": "benefit_office",
    "vote": "election_office",
    "platform_work": "platforms",
    "public_tender": "city_offices",
    "gathering": "peers",
    "online_service": "platforms",
    "airport_lane": "airports",
    "border": "border_police",
    "move_house": "household_registry",
}

SERVICES = tuple(_HOLDER_OF)
"""What doors open on; a policy names those it touches. At most 32: a person's doors are bits of one
word. `gathering` is the company of others; `deposit` is borrowing against none;
`border` is leaving the country, whatever visas say; `move_house` is registering elsewhere."""

HOLDERS = tuple(dict.fromkeys(_HOLDER_OF.values()))
"""Who keeps a copy of a list, and so may keep it too long."""

HOLDER_OF_SERVICE = _HOLDER_OF

HABITS = (
    "purchases", "academic", "phone", "shopping_hours", "distance", "track", "regularity",
)  # fmt: skip
"""What a life leaves in shops, schools and offices, each from 0 to 1 as a scorer likes it: what is
bought, marks at school, the price of the telephone, shopping by day rather than at night; how far
from the parents somebody lives, how academic the school is, how regular papers and past
applications look."""

FEATURES = ("history", "ability", "length", "owed", "spending", "identity", "network", *HABITS)
"""What a weighted score may look at, each from 0 (bad or unknown) to 1: how long ago the last bad
record was, savings, years on file, how little is owed, how much is spent, how complete the papers
are, how friends score, and then the habits."""

AGREEMENTS = ("schooling", "legal")
"""What those who opted in to a score may agree to beyond that: that it uses what schools know of
them, and what courts and agencies list them for."""

CHECKED = {
    "applications": "applications before the office",
    "applications_wrong": "applications with what checks look for",
    "checks_by_score": "checks chosen by a score",
    "checks_by_lot": "checks drawn by lot",
    "found_by_score": "checks chosen by a score that found it",
    "found_by_lot": "checks drawn by lot that found it",
    "chosen_for_nothing": "checks chosen by a score where nothing was wrong",
    "found_falsely": "checks that found what was not so",
    "checks_missed": "checks that missed what was so",
}
"""What is counted of applications and their checks."""

CONDUCT_KINDS = ("obligation", "offence", "disfavoured", "deed")
"""Duties not met; what the law forbids; what it allows and the authority dislikes; good deeds."""

CONSEQUENCES = ("closed", "hindered", "favoured", "fine", "deduction", "shown", "points")
"""What may follow from a record: a door closed, one slower or dearer, one favoured, a fine, income
withheld, being shown to others, points."""

DESKS = ("first", "review")
"""Who hears an appeal: the court that listed, then the next court."""

WAYS = ("fine", "deduction", "showing", "refusal")
"""By what the system does to people they may learn that they are listed, letters apart: a fine,
income withheld, their name shown to others, a service refused."""

AXES = (
    OCCUPATIONS,
    FIFTHS,
    EDUCATION,
    SETTLEMENTS,
    RESIDENCE,
    SEXES,
    BACKGROUNDS,
    DISABILITY,
    IDENTITY,
    AGE_BANDS,
    GROUNDS,
    SERVICES,
    FEATURES,
    CONSEQUENCES,
    AGREEMENTS,
    DESKS,
    WAYS,
)
"""The axes along which a policy may give one number per label."""


class Level(IntEnum):
    """What a gate does to someone on a list."""

    OPEN = 0
    FAVOURED = 1
    SLOWER = 2
    DEARER = 3
    CLOSED = 4


class Status(IntEnum):
    """Where a person stands with a list."""

    CLEAR = 0
    WARNED = 1  # a decision was taken, the grace period runs
    LISTED = 2


class Exit(IntEnum):
    """How an entry ended, as the dossier has it."""

    NONE = 0
    PAID = 1
    TERM = 2
    CORRECTED = 3
    REPAIRED = 4
    WITH_SCORE = 5
    AMNESTY = 6


class DebtEnd(IntEnum):
    """How a person's debt ended."""

    NONE = 0
    PAID = 1
    SETTLED = 2  # part of it was paid, and the creditor waived the rest
    WRITTEN_OFF = 3
    OUT_OF_TIME = 4
    DISCHARGED = 5


class Stage(IntEnum):
    """Where an appeal stands."""

    NONE = 0
    FIRST = 1  # waiting for the court that listed
    REVIEW = 2  # waiting for the next court
    CLOSED = 3  # heard and refused, or given up; not filed again for this entry


UNSCORED = 255
"""The band of somebody whom a scorer does not score."""


def word(code: IntEnum) -> str:
    """What a code is called in tables.

    Args:
        code: A member of one of these vocabularies.

    Returns:
        Its name in small letters, such as `with_score`.
    """
    return code.name.lower()


class Telling(NamedTuple):
    """What standing on a list is called: phrases that sentences and titles are made of."""

    state: str  # goes on after is, ever, never, not and while
    wrongly: str  # the same of somebody who is on it wrongly
    entry: str  # a noun
    entries: str  # in the plural, after new
    entered: str  # begins a sentence
    left: str  # the same


class Wording(NamedTuple):
    """What one system calls standing on its lists, all black ones together and all red ones."""

    black: Telling
    red: Telling


def _ordinary(colour: str) -> Telling:
    state = f"on a {colour} list"
    entries = f"entries on a {colour} list"
    return Telling(
        state, f"{state} wrongly", "entry", entries, "entered on the list", "off the list"
    )


ORDINARY = Wording(_ordinary("black"), _ordinary("red"))
"""The words of lists that are called so."""


def told(template: str, wording: Wording = ORDINARY) -> str:
    """A title or a sentence in the words of a system.

    >>> told("ever {state}"), told("{red}")
    ('ever on a black list', 'on a red list')

    Args:
        template: With {state}, {wrongly}, {entry}, {entries} of its black lists, {red} for the
            state of its red ones.
        wording: What the system calls its lists.
    """
    return template.format(red=wording.red.state, **wording.black._asdict())


class Words(NamedTuple):
    """How one thing is told."""

    label: str  # under a figure, in a table
    sentence: str  # in a life story


EXITS = {
    Exit.PAID: Words("paid", "the debt is paid"),
    Exit.TERM: Words("term over", "the term is over"),
    Exit.CORRECTED: Words("corrected on appeal", "corrected on appeal"),
    Exit.REPAIRED: Words("repaired", "repaired"),
    Exit.WITH_SCORE: Words(
        "score, or other list, over", "the score, or the other list, that it rested on is over"
    ),
    Exit.AMNESTY: Words("amnesty", "an amnesty"),
}
"""Every way off a list."""

CAUSES = {
    "cannot_pay": Words("could not pay", "the debt is real, the means to pay it were not"),
    "namesake": Words("a namesake's record", "the record belongs to somebody of the same name"),
    "representative": Words(
        "a company's debt, against the law", "the debt is a company's, not this person's"
    ),
    "already_paid": Words("has already paid", "nothing is owed any more"),
    "did_not": Words("did not do it", "this person did nothing of the kind"),
    "by_score": Words("not by own conduct", "own conduct would not have brought it"),
}
"""Every cause for which an entry is wrong in truth."""

WRONGS = tuple(CAUSES)
"""Why an entry is wrong in truth, by its ground and the law of the day on which it was made:
entered as able to pay, without means; the record is another's; the debt is a company's, and the
law forbade it; the debt is paid and the entry still stands; the person did not do it; own conduct
would not have brought the score, or the other entry, it rests on."""

TURNED = Words(
    "could pay when entered, cannot any more",
    "the means to pay were there at the entry and are gone",
)
"""An entry that was right and has nothing left to press for."""

UNFAIR_CAUSES = {
    "stands_in": Words(
        "stands in for a company, as the law allowed", "the debt is a company's, not this person's"
    ),
    "kept_on": Words("has paid, and the rules keep it", "nothing is owed, and the rules keep it"),
    "not_told": Words("was not told", "no letter has come, and this person does not know"),
    "shown": Words("shown to all", "people see it who have no need to"),
}
"""Every cause for which an entry that is lawful is unfair."""

UNFAIRS = tuple(UNFAIR_CAUSES)

FLAWS = (*WRONGS, "turned", *UNFAIRS)
"""All that can be amiss with an entry, the worst first: wrong, turned, unfair though lawful. Of one
entry, and of all entries of one person, the first that applies is told. Its code is its place, from
1; its bit is its place, from 0."""

UNFAIRLY = "{state}, lawfully but unfairly"
"""What standing on a list in such a way is called, see `told`."""
FLAW_COLUMNS = {
    **{cause: f"wrongly_{cause}" for cause in WRONGS},
    "turned": "turned",
    **{cause: f"unfairly_{cause}" for cause in UNFAIRS},
}
"""The column of `persons` that says whether a flaw was ever there, in the order of its bit."""

SHORTFALLS = {
    "file": Words("the file is wrong", "records, errors and entries that are not so"),
    "sight": Words(
        "the scorer sees little", "of a life, the scorer lacks or blurs what speaks well"
    ),
    "others": Words("because of others", "friends, ratings, and whom people like"),
}
"""Why somebody stands in a lower band than own conduct would earn. Of several scorers and equal
parts, the first that applies is told. Code: its place, from 1; bit: its place, from 0."""
