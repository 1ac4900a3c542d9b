"""The words that the YAML, the arrays and the figures share: one list per axis, in array order."""

from __future__ import annotations

from enum import IntEnum

SETTLEMENTS = ("rural", "urban")
RESIDENCE = ("resident", "migrant")
AGE_BANDS = ("0-17", "18-29", "30-44", "45-59", "60-74", "75+")
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

GROUNDS = (
    "refuses_though_able",
    "obstructs",
    "hides_assets",
    "reports_no_assets",
    "breaks_spending_order",
    "breaks_settlement",
)
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
}

SERVICES = tuple(_HOLDER_OF)
"""What doors open on; a policy names those it touches. At most 32: a person's doors are bits of one
word. `gathering` is the company of others; `deposit` is borrowing against none."""

HOLDERS = tuple(dict.fromkeys(_HOLDER_OF.values()))
"""Who keeps a copy of a list, and so may keep it too long."""

HOLDER_OF_SERVICE = _HOLDER_OF

FEATURES = ("history", "ability", "length", "owed", "spending", "identity", "network")
"""What a weighted score may look at, each from 0 (bad or unknown) to 1: how long ago the last bad
record was, savings, years on file, how little is owed, how much is spent, how complete the papers
are, and how friends score."""

CONDUCT_KINDS = ("obligation", "offence", "disfavoured", "deed")
"""Duties not met; what the law forbids; what it allows and the authority dislikes; good deeds."""

DESKS = ("first", "review")
"""Who hears an appeal: the court that listed, then the next court."""

AXES = (
    OCCUPATIONS,
    FIFTHS,
    EDUCATION,
    SETTLEMENTS,
    RESIDENCE,
    AGE_BANDS,
    GROUNDS,
    SERVICES,
    FEATURES,
    DESKS,
)
"""The axes along which a policy may give one number per label."""


class Level(IntEnum):
    """What a gate does to someone on a list."""

    OPEN = 0
    FAVOURED = 1
    SLOWER = 2
    DEARER = 3
    CLOSED = 4
