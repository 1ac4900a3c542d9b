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
"""The six grounds of the court list, in the order of the 2013 provisions; codes start at 1."""

SERVICES = (
    "flight",
    "fast_train",
    "first_class",
    "ordinary_train",
    "luxury_hotel",
    "property",
    "private_school",
    "state_school",
    "loan",
    "company_post",
)

HOLDERS = (
    "airlines",
    "railway",
    "hotels",
    "property_registry",
    "schools",
    "banks",
    "company_registry",
)
"""Who keeps a copy of the list, and so may keep it too long."""

HOLDER_OF_SERVICE = dict(
    zip(
        SERVICES,
        (
            "airlines",
            "railway",
            "railway",
            "railway",
            "hotels",
            "property_registry",
            "schools",
            "schools",
            "banks",
            "company_registry",
        ),
        strict=True,
    )
)

DESKS = ("first", "review")
"""Who hears an appeal: the court that listed, then the next court."""

AXES = (OCCUPATIONS, FIFTHS, EDUCATION, SETTLEMENTS, GROUNDS, SERVICES, DESKS)
"""The axes along which a policy may give one number per label."""


class Level(IntEnum):
    """What a gate does to someone on a list."""

    OPEN = 0
    FAVOURED = 1
    SLOWER = 2
    DEARER = 3
    CLOSED = 4
