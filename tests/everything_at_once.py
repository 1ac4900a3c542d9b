"""A policy that nobody has: every mechanism at once, at rates that keep a small society busy.

Court debts beside a catalogue, five lists (one by a score, one that follows two others, one red),
two scorers of different make, counters, prices, underground sellers, graded agencies; some of it is
of some regions alone. January 2019 to December 2020: in the thirteenth month terms, ways of being
seen and exceptions change, and in the eighteenth there is an amnesty. None of its numbers is
evidence of anything.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from discredit.policy.schema import Behaviour, Life, Policy, System
from discredit.society.spec import load_society
from discredit.vocabulary import AGE_BANDS, EDUCATION, FIFTHS, GROUNDS, OCCUPATIONS

SERVICES = ("flight", "fast_train", "loan", "job", "counter", "rent", "benefit", "gathering")
RATE, CASE, SHARE, TIMES = "per month", "per case-month", "share", "multiplier"
MONTHS, POINTS, CNY, HOURS, MOOD = "months", "score points", "CNY", "hours", "standard deviations"
REGIONS = load_society("china-2020").marginals.regions.names
CHANGE, DESK = "relative change", "per million people per month"


def n(value: Any, unit: str) -> dict[str, Any]:
    """A number, with an invented source."""
    return {"value": value, "unit": unit, "evidence": "fictional", "source": "made-up"}


def turn(before: Any, after: Any, unit: str) -> dict[str, Any]:
    """A number that changes with the year 2020."""
    dates = {"2018-01": before, "2020-01": after}
    rest = {"unit": unit, "evidence": "fictional", "source": "made-up"}
    return {"dated": dates, "between": "step", "before": before, **rest}


def switch(*names: str) -> dict[str, Any]:
    return n(dict.fromkeys(names, True), "switch")


def along(labels: tuple[str, ...], low: float, high: float, unit: str = TIMES) -> dict[str, Any]:
    """Evenly from the first label to the last."""
    step = (high - low) / (len(labels) - 1)
    return n({label: low + step * i for i, label in enumerate(labels)}, unit)


def but(value: Any, unit: str, **others: Any) -> dict[str, Any]:
    """The same in every region, but for some."""
    return n(dict.fromkeys(REGIONS, value) | others, unit)


ON, OFF = n(True, "switch"), n(False, "switch")


def conduct(kind: str, rate: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "about": "made up", "rate": n(rate, RATE), **more}


BEHAVIOUR: dict[str, Any] = {
    "debts": {
        "dispute_rate": n(0.02, RATE),
        "dispute_by_occupation": along(OCCUPATIONS, 0.5, 1.5),
        "dispute_by_fifth": along(FIFTHS, 1.5, 0.8),
        "dispute_by_background": n({"minority": 1.4}, TIMES),
        "dispute_if_jobless": n(2.0, TIMES),
        "debt_median_months": n(4.0, MONTHS),
        "debt_spread": n(1.2, MOOD),
        "voluntary_share": n(0.3, SHARE),
        "pay_rate": n(0.2, RATE),
        "judgment_rate": n(0.3, CASE),
        "reach_months": n(6.0, MONTHS),
        "subsistence": n(1000.0, CNY),
        "part_payment_share": n(0.3, SHARE),
        "pressure_listed": n(0.2, SHARE),
        "pressure_believed": n(0.1, SHARE),
        "pressure_shown": n(0.2, SHARE),
        "pressure_in_grace": n(0.15, SHARE),
        "pressure_trusting": n(0.1, SHARE),
        "discharge_rate": n(0.03, CASE),
        "conduct_rate": along(GROUNDS, 0.6, 0.1, SHARE),
        "company_default_rate": n(0.05, RATE),
        "company_settle_rate": n(0.05, RATE),
        "course": {
            "caseload": turn(1.0, 1.3, TIMES), "further_rate": n(0.3, RATE),
            "further_fades": n(0.05, RATE), "waives_rest": n(0.2, SHARE),
            "written_off_rate": n(0.02, CASE), "limitation_months": n(5.0, MONTHS),
        },
    },
    "conducts": {
        "pays_late": conduct(
            "obligation", 0.05, by_fifth=along(FIFTHS, 1.6, 0.6), if_poor=n(2.0, TIMES),
            by_settlement=n({"rural": 0.7, "urban": 1.2}, TIMES),
            by_disability=n({"not_disabled": 0.9, "disabled": 1.8}, TIMES),
        ),
        "jumps_lights": conduct(
            "offence", 0.15, by_age=along(AGE_BANDS, 2.0, 0.5), if_watched=n(-0.4, CHANGE),
            by_sex=n({"men": 1.3, "women": 0.7}, TIMES),
            if_at_stake=n(-0.3, CHANGE), if_shut_out=n(1.5, TIMES), if_aggrieved=n(0.3, CHANGE),
        ),
        "complains": conduct(
            "disfavoured", 0.06, if_watched=n(-0.5, CHANGE), if_aggrieved=n(0.5, CHANGE),
            if_trusting=n(-0.4, CHANGE),
            moves_out_of_sight=n(0.3, SHARE),
            by_occupation=n({"journalist": 3.0, "official": 0.2}, TIMES),
        ),
        "volunteers": conduct(
            "deed", 0.05, if_watched=n(0.5, CHANGE), price=n(150.0, CNY), bought=n(0.3, RATE)
        ),
        "gives": conduct("deed", 0.08, price=n(80.0, CNY), bought=n(0.2, RATE)),
        "misstates": conduct(
            "obligation", 0.3, in_application=ON, by_education=along(EDUCATION, 1.4, 0.6),
            by_residence=n({"resident": 0.9, "migrant": 1.3}, TIMES),
            by_habit=n({"phone": -0.5, "distance": 0.4, "regularity": -0.3}, CHANGE),
            if_poor=n(1.2, TIMES),
        ),
    },
    "watching": {
        "awareness": n(0.6, SHARE), "announced": n(0.5, "probability"), "stakes": n(0.5, SHARE),
        "heeded": n(0.4, SHARE), "spreads": n(0.2, SHARE),
        "heaviness": n({"closed": 0.1, "fine": 0.2, "points": 0.3}, SHARE),
    },
    "habits": {
        "with_income": n({"phone": 0.6, "purchases": -0.2}, "correlation"),
        "with_age": n({"phone": -0.3, "shopping_hours": 0.7}, "correlation"),
        "with_schooling": n({"academic": 0.5}, "correlation"),
        "with_residence": n({"distance": -0.4, "phone": 0.2}, "correlation"),
        "with_background": n({"regularity": -0.3}, "correlation"),
        "with_sex": n({"regularity": 0.2, "distance": 0.1}, "correlation"),
    },
    "applications": {
        "rate": n(0.12, RATE), "by_fifth": along(FIFTHS, 1.5, 0.5),
        "by_age": along(AGE_BANDS, 1.2, 0.8), "by_occupation": n({"student": 2.0}, TIMES),
        "by_settlement": n({"rural": 0.8, "urban": 1.1}, TIMES),
        "by_residence": n({"resident": 1.0, "migrant": 1.4}, TIMES),
        "by_education": along(EDUCATION, 1.1, 0.9),
    },
    "belief_own_weight": n(0.3, SHARE),
    "belief_ties_weight": n(0.05, SHARE),
    "gaming_reach": n(30.0, POINTS),
    "wants": n(dict.fromkeys(SERVICES, 0.2), RATE),
    "wants_by_fifth": along(FIFTHS, 0.5, 2.0),
    "wants_by_job": {
        "platform_work": switch("manual", "service"),
        "job": switch("manual", "service", "farmer", "clerical"),
    },
    "wants_with_child": switch("private_school", "state_school"),
    "wants_if_rural": n(0.5, TIMES),
    "tries_when_aware": n({"flight": 1.5, "fast_train": 0.2}, TIMES),
}  # fmt: skip


OBSERVATION: dict[str, Any] = {
    "court": {
        "opening_rate": n(0.4, CASE),
        "listing_activity": n(0.4, CASE),
        "activity_by_settlement": n({"rural": 0.8, "urban": 1.0}, TIMES),
        "conduct_seen": along(GROUNDS, 0.0, 0.5, SHARE),
        "ability_sensitivity": n(0.85, SHARE),
        "ability_specificity": n(0.75, SHARE),
        "representative_named": n(0.9, SHARE),
        "payment_seen": n(0.9, SHARE),
        "late_payment_seen": n(0.15, RATE),
        "secured_seen": n(0.2, SHARE),
        "firm_named": n(0.8, SHARE),
        "closing": {
            "closed_rate": n(0.2, CASE), "reopened_rate": n(0.1, CASE), "released": n(0.5, SHARE),
        },
    },
    "conducts": {
        "pays_late": {"seen": n(0.7, SHARE), "false_records": n(0.01, RATE),
                      "watched_in": but(1.0, SHARE, Sichuan=0.5, Jiangsu=0.0),
                      "false_by_fifth": along(FIFTHS, 2.0, 0.5)},
        "jumps_lights": {
            "seen": turn(0.3, 0.6, SHARE),
            "seen_by_settlement": n({"rural": 0.3, "urban": 1.2}, TIMES),
            "seen_by_background": n({"minority": 1.9, "second_minority": 0.5}, TIMES),
            "false_by_sex": n({"men": 1.5, "women": 0.5}, TIMES),
            "false_records": n(0.02, RATE), "false_by_age": along(AGE_BANDS, 0.5, 2.0),
            "false_by_residence": n({"resident": 0.8, "migrant": 2.0}, TIMES),
        },
        "complains": {
            "seen": n(0.6, SHARE), "entered": n(0.5, SHARE),
            "seen_by_occupation": n({"journalist": 1.5}, TIMES),
            "entered_by_occupation": n({"official": 0.1}, TIMES),
            "false_records": n(0.01, RATE), "false_by_name": ON,
        },
        "volunteers": {"seen": n(0.9, SHARE), "seen_by_fifth": along(FIFTHS, 0.6, 1.1),
                       "false_records": n(0.02, RATE),
                       "false_by_occupation": n({"official": 6.0}, TIMES)},
        "gives": {"seen": n(0.8, SHARE)},
    },
    "register_holds": switch("sex", "background"),
    "checks": {
        "misstates": {
            "scorer": "bureau", "first": "lowest", "quota": n(20_000.0, DESK),
            "sample": n(9_000.0, DESK), "picked": n(0.8, SHARE),
            "picked_by_fifth": along(FIFTHS, 1.2, 0.6),
            "picked_by_settlement": n({"rural": 0.9, "urban": 1.0}, TIMES),
            "picked_by_residence": n({"resident": 0.8, "migrant": 1.2}, TIMES),
            "picked_by_background": n({"minority": 1.2}, TIMES),
            "false_by_background": n({"minority": 1.5, "second_minority": 0.5}, TIMES),
            "found": n(0.8, SHARE),
            "found_by_residence": n({"resident": 1.0, "migrant": 1.1}, TIMES),
            "false_findings": n(0.1, SHARE), "false_by_fifth": along(FIFTHS, 1.4, 0.6),
            "false_by_residence": n({"resident": 0.9, "migrant": 1.8}, TIMES),
        },
    },
    "misrouted": n(0.1, SHARE),
    "human_check": n(0.2, SHARE),
    "graded": n(0.5, SHARE),
    "notice_reaches": n(0.6, SHARE),
    "notice_if_migrant": n(0.6, TIMES),
}  # fmt: skip


def points(**values: float) -> dict[str, Any]:
    return {name: n(value, POINTS) for name, value in values.items()}


SCORES: dict[str, Any] = {
    "city": {
        "about": "points for conduct, ratings by others",
        "base": n(1000.0, POINTS), "floor": n(700.0, POINTS), "ceiling": n(1200.0, POINTS),
        "points": points(
            pays_late=-20, jumps_lights=-10, complains=-25, volunteers=15, gives=10,
            hides_assets=-50,
        ),
        "caps": points(complains=990),
        "clean": n(2.0, POINTS),
        "fades": n(0.05, RATE), "forgives": n(0.09, RATE),
        "inherits": n(0.4, SHARE),
        "friends": n(0.1, SHARE),
        "peers": {"weight": n(0.05, RATE), "manner": n(20.0, MOOD), "harshness": n(0.2, TIMES),
                  "bad_counts": {"nuisances": n(2.0, TIMES)}},
        "links": points(debtors=-60, models=20), "link_stays": {"debtors": ON},
        "consent": n(0.85, SHARE),
        "agreed": n({"legal": 0.6}, SHARE),
        "exempts": switch("official"), "lives_in": but(True, "switch", Hubei=False),
        "bands": points(D=700, C=960, B=1000, A=1030),
        "is_shown": ON,
    },
    "bureau": {
        "about": "weighted features",
        "base": n(350.0, POINTS), "floor": n(350.0, POINTS), "ceiling": n(950.0, POINTS),
        "factors": {
            "weights": n({"history": 0.3, "ability": 0.2, "length": 0.1, "owed": 0.2,
                          "spending": 0.1, "identity": 0.05, "network": 0.05, "phone": 0.1,
                          "purchases": 0.1, "shopping_hours": 0.05,
                          "distance": 0.1, "regularity": 0.05}, SHARE),
            "sees": n({"history": 0.9, "ability": 0.5}, SHARE),
            "noise": n(0.1, MOOD),
        },
        "errors": {"share": n(0.2, SHARE), "matters": n(0.5, SHARE), "size": n(40.0, POINTS),
                   "arises": n(0.05, RATE),
                   "disputed": n(0.03, RATE), "upheld": n(0.6, SHARE)},
        "agreed": n({"schooling": 0.7}, SHARE), "lives_in": but(True, "switch", Henan=False),
        "bands": points(low=350, fair=600, good=700),
        "is_shown": OFF,
    },
}  # fmt: skip

LISTS: dict[str, Any] = {
    "debtors": {
        "about": "a court list with everything", "colour": "black",
        "grounds": switch(*GROUNDS, "pays_late"),
        "grace_months": n(2.0, MONTHS),
        "term_months": turn(6.0, 8.0, MONTHS),
        "has_term": switch("obstructs", "hides_assets", "reports_no_assets", "pays_late"),
        "extension_months": n(3.0, MONTHS),
        "extends": switch("obstructs", "pays_late"),
        "ends_on_payment": ON, "ends_on_closing": turn(False, True, "switch"),
        "repairs_on_part_payment": turn(False, True, "switch"),
        "repairs_with": switch("volunteers"), "repair_after_months": n(2.0, MONTHS),
        "minimum_age": n(20.0, "years"),
        "excludes_secured": turn(False, True, "switch"),
        "excludes_students": turn(False, True, "switch"),
        "lists_representatives": turn(True, False, "switch"),
        "exempts": switch("official"),
        "looked_up_by": n(0.3, SHARE),
        "shown_to": n(0.4, SHARE), "fine": n(300.0, CNY), "deduction": n(0.1, SHARE),
    },
    "nuisances": {
        "about": "three strikes", "colour": "black",
        "grounds": switch("jumps_lights", "complains", "misstates"),
        "records_needed": n(3, "count"), "memory_months": n(9.0, MONTHS),
        "term_months": n(5.0, MONTHS), "extension_months": n(4.0, MONTHS),
        "extends": switch("complains"), "ends_work": n(0.4, SHARE),
        "lives_in": but(True, "switch", Guangdong=False), "fine": n(100.0, CNY),
    },
    "untrusted": {
        "about": "by score, warned first", "colour": "black",
        "score": {"scorer": "city", "below": n(945.0, POINTS)},
        "grace_months": n(1.0, MONTHS), "term_months": n(0.0, MONTHS), "leaves_with_score": ON,
        "deduction": n(0.02, SHARE),
    },
    "joined": {
        "about": "whoever is on another", "colour": "black",
        "follows": switch("debtors", "nuisances"), "term_months": n(0.0, MONTHS),
        "exempts": switch("lawyer"),
    },
    "models": {
        "about": "the good, by deeds or by score", "colour": "red",
        "grounds": switch("volunteers", "gives"),
        "score": {"scorer": "bureau", "above": n(745.0, POINTS)},
        "records_needed": n(2, "count"), "memory_months": n(6.0, MONTHS),
        "term_months": n(7.0, MONTHS), "minimum_age": n(25.0, "years"), "shown_to": n(0.2, SHARE),
    },
}  # fmt: skip

GATES: dict[str, Any] = {
    "lists": {
        "debtors": {"closes": switch("flight", "fast_train", "loan"), "slower": switch("job")},
        "nuisances": {"dearer": switch("rent", "loan"), "slower": switch("counter")},
        "untrusted": {"closes": turn({"job": False}, {"job": True}, "switch")},
        "joined": {"closes": switch("gathering"), "slower": switch("benefit")},
        "models": {"favours": switch("counter", "rent")},
    },
    "bands": {
        "city": {"D": {"closes": switch("rent")}, "A": {"favours": switch("benefit", "counter")}},
        "bureau": {"low": {"dearer": switch("loan")}, "good": {"favours": switch("loan")}},
    },
    "checked": n({"flight": 0.9, "gathering": 0.5}, SHARE),
}

REDRESS: dict[str, Any] = {
    "access": n(0.1, RATE), "reasons": n(0.7, SHARE),
    "filing_rate": n(0.3, RATE),
    "filing_by_disability": n({"not_disabled": 1.0, "disabled": 0.6}, TIMES),
    "filing_by_education": along(EDUCATION, 0.5, 1.6),
    "filing_by_fifth": along(FIFTHS, 0.7, 1.3),
    "filing_if_rightly": n(0.3, TIMES),
    "objects": n(1.8, TIMES),
    "filing_by_trust": n(0.3, MOOD),
    "filing_if_grieved": n(0.2, MOOD),
    "head_start": along(FIFTHS, 0.0, 2.0, MONTHS),
    "capacity": n({"first": 4000.0, "review": 1500.0}, DESK),
    "sensitivity": n({"first": 0.4, "review": 0.8}, SHARE),
    "specificity": n({"first": 0.9, "review": 0.95}, SHARE),
    "continues": n(0.4, SHARE), "gives_up": n(0.05, RATE),
    "representatives_wronged": turn(False, True, "switch"),
    "copy_cleared": n(0.4, RATE),
    "amnesty": {
        "dated": {"2018-01": False, "2020-06": True, "2020-07": False}, "between": "step",
        "before": False, "unit": "switch", "evidence": "fictional", "source": "made-up",
    },
}  # fmt: skip

LIFE: dict[str, Any] = {
    "saving_share": along(FIFTHS, 0.02, 0.3, SHARE),
    "job_loss_rate": n(0.02, RATE), "job_loss_if_shut_out": n(2.0, TIMES),
    "job_find_rate": n(0.15, RATE), "job_find_if_shut_out": n(0.6, TIMES),
    "job_find_if_barred": n(0.3, TIMES),
    "scar_on_loss": n(0.14, SHARE), "scar_fading": n(0.02, RATE),
    "costs_work": switch("job", "loan", "flight", "company_post"),
    "trade_lost": n({"flight": 0.3, "loan": 0.2, "job": 0.1}, SHARE),
    "pay_lost": n({"promotion": 0.2, "job": 0.1, "rent": 0.05}, SHARE),
    "refusal_costs": n({"private_school": 2000.0, "rent": 300.0}, CNY),
    "detour_hours": n({"flight": 20.0, "fast_train": 12.5}, HOURS),
    "hours_per_month": n(170.0, HOURS),
    "scalper_share": n(0.2, SHARE), "scalper_price": n(400.0, CNY),
    "price": n({"rent": 900.0, "loan": 120.0, "flight": 700.0, "benefit": 50.0}, CNY),
    "dearer_by": n(0.3, SHARE), "favoured_discount": n(0.2, SHARE),
    "no_history": along(FIFTHS, 0.9, 0.3, SHARE),
    "favoured_hours": n({"counter": 0.5, "job": 2.0, "loan": 1.0}, HOURS),
    "slower_hours": n({"benefit": 5.0, "counter": 1.5, "job": 10.0}, HOURS),
    "counters": {"visits": n(0.5, RATE), "load": n(0.8, SHARE), "wait": n(2.0, HOURS)},
    "informal_share": n({"flight": 0.1, "rent": 0.4, "gathering": 0.6}, SHARE),
    "informal_per_tie": n(0.4, TIMES), "informal_price": n(1.7, TIMES),
    "budget": {
        "bills": n(0.3, SHARE), "left_unpaid": n(0.8, SHARE), "behind_months": n(1.0, MONTHS),
        "gives_up_home": n(0.3, RATE), "home_cheaper_by": n(0.4, SHARE),
        "changes_school": n(0.5, SHARE), "puts_off_care": n(0.3, RATE),
    },
    "shunned": n(0.3, SHARE), "custom_lost": n(0.4, SHARE),
    "learned_by": n({"fine": 0.8, "deduction": 0.3, "showing": 0.5, "refusal": 0.2}, SHARE),
    "trust_if_unfair": n(-0.5, MOOD), "trust_if_fair": n(-0.1, MOOD),
    "grievance_if_refused": n(0.5, MOOD), "wellbeing_if_shut_out": n(-0.4, MOOD),
    "wellbeing_if_shunned": n(-0.6, MOOD),
    "family_share": n(0.3, SHARE), "mood_speed": n(0.15, RATE),
}  # fmt: skip

SYSTEM: dict[str, Any] = {
    "title": "Everything", "about": "Nobody has this.", "standing": "own", "evidence": "assumed",
    "question": "Does the engine do what it says?", "start": "2019-01", "months": 24,
    "society": "china-2020", "people": 2000, "conduct": "everything", "life": "everything",
    "observation": OBSERVATION, "scores": SCORES, "lists": LISTS, "gates": GATES,
    "redress": REDRESS,
}  # fmt: skip


@cache
def everything() -> Policy:
    """The policy, checked as if read from files, but for the keys of its sources."""
    return Policy(
        name="everything",
        system=System.model_validate(SYSTEM),
        behaviour=Behaviour.model_validate(BEHAVIOUR),
        life=Life.model_validate(LIFE),
    )
