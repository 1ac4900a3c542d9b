"""What agencies write down, one person at a time."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import Any, NamedTuple

from discredit.dossier import Sightings
from discredit.draws import Decision
from discredit.observation import Hindsight
from reference.person import COURT, of_row, whose


class Found(NamedTuple):
    """What a court has found, before anything goes astray."""

    is_open: bool
    ground: int
    for_company: bool
    is_secured: bool
    payment: bool
    company_payment: bool
    part_payment: bool
    likely: float


def observe(acts, files, register, stray, *, discontent, rules, luck):
    """The court's file, the catalogue's records, what leaves for a namesake and what comes in."""
    found = Found(False, 0, False, False, False, False, False, 0.0)
    if rules.court is not None:
        found = investigate(acts, files.is_open, register.settlement, rules.court, luck)
    errors = 1 - float(rules.human_check)
    if rules.graded is not None:
        errors *= 1 - float(rules.graded) * float(discontent)
    p_astray = float(rules.misrouted) * float(register.name_weight) * errors
    own, so, of_namesake, leaving = set(), set(), set(), []
    ground, for_company = found.ground, found.for_company
    if ground:
        if luck.happens(Decision.MISROUTED, p_astray):
            leaving.append(ground)
            ground, for_company = 0, False
        else:
            own.add(ground)
            so |= {ground} if is_true(acts, ground, for_company) else set()
    if rules.conducts is not None:
        for c in range(len(rules.conducts.seen)):
            rule, code, bit = of_row(rules.conducts, c), COURT + c + 1, COURT + c
            did, by_name = bool(acts.did >> bit & 1), bool(rule.false_by_name)
            is_open = did and not acts.hidden >> bit & 1
            p = p_true(rule, register)
            if not is_open:
                p = (
                    p_false(rule, register)
                    * errors
                    * (float(register.name_weight) if by_name else 1.0)
                )
            if not register.is_adult or not luck.happens(Decision.RECORDED, p, k=bit):
                continue
            if is_open and luck.happens(Decision.MISROUTED, p_astray, k=bit):
                leaving.append(code)
                continue
            own.add(code)
            if did:
                so.add(code)
            elif by_name:
                of_namesake.add(code)
    # A court alone does not open a namesake's file beside one of its own.
    is_stray = stray != 0 and stray not in own and not (rules.conducts is None and ground)
    takes_its_place = is_stray and not ground  # else the court's record is about this person still
    letter = float(rules.notice_reaches)
    letter *= float(rules.notice_if_migrant) if register.residence else 1.0
    sightings = Sightings(
        records=bits(own | {stray} if is_stray else own),
        for_company=for_company,
        is_secured=found.is_secured and not takes_its_place,
        payment=found.payment,
        company_payment=found.company_payment,
        part_payment=found.part_payment,
        notified=luck.happens(Decision.NOTICE, letter),
    )
    unbought = {code for code in so if code <= COURT or not acts.bought >> (code - 1) & 1}
    about_others = of_namesake | ({stray} if is_stray else set())
    hindsight = Hindsight(bits(so), bits(unbought), bits(about_others), found.likely)
    # One a month at most: the court's before the catalogue's, and those in its order.
    is_open = found.is_open and not (found.payment and found.company_payment)
    files = files._replace(is_open=is_open, stray=leaving[0] if leaving else 0)
    return files, sightings, hindsight


def is_true(acts, ground, for_company):
    """Of the six grounds the first alone says that the debtor could pay."""
    return acts.owes and not for_company and (acts.has_means or ground > 1)


def bits(codes: set[int]) -> int:
    return sum(1 << code - 1 for code in codes)


def p_true(rule: Any, register: Any) -> float:
    """An act is noticed, and what is noticed is entered."""
    seen = float(rule.seen) * float(rule.seen_by_occupation[register.occupation])
    seen *= float(rule.seen_by_fifth[register.fifth])
    seen *= float(rule.seen_by_settlement[register.settlement])
    seen *= whose(rule, "seen_by_", register.identity)
    entered = float(rule.entered) * float(rule.entered_by_occupation[register.occupation])
    return min(seen, 1.0) * min(entered, 1.0)


def p_false(rule: Any, register: Any) -> float:
    """A record on somebody who did nothing."""
    p = float(rule.false_records) * float(rule.false_by_occupation[register.occupation])
    p *= float(rule.false_by_fifth[register.fifth]) * float(
        rule.false_by_residence[register.residence]
    )
    p *= whose(rule, "false_by_", register.identity)
    return p * float(rule.false_by_age[register.age_band])


def investigate(acts, was_open, settlement, rules, luck):
    """A file on an unperformed judgment, and perhaps a record: of whom, for what."""
    in_default = acts.owes or acts.company_owes
    is_open = was_open or (in_default and luck.happens(Decision.CASE_OPENED, rules.opening_rate))
    ground, for_company = 0, False
    activity = float(rules.listing_activity) * float(rules.activity_by_settlement[settlement])
    if is_open and luck.happens(Decision.LISTING_ACTIVITY, activity):
        ground, for_company = record_of(acts, rules, luck)
    p = rules.payment_seen if acts.pays_off else rules.late_payment_seen
    sees = is_open and luck.happens(Decision.PAYMENT_SEEN, p)
    # A debtor's own payment is not that of the company he stands in for.
    payment = sees and not acts.owes and (acts.pays_off or not acts.company_owes)
    has_seized = acts.owes and acts.has_means
    has_part = acts.pays_part and is_open
    return Found(
        is_open,
        ground,
        for_company,
        has_seized and luck.happens(Decision.SECURED_SEEN, rules.secured_seen),
        payment,
        sees and not acts.company_owes,
        has_part and luck.happens(Decision.PAYMENT_SEEN, rules.payment_seen, k=1),
        p_recorded(acts, rules) * activity if is_open else 0.0,
    )


def p_recorded(acts, rules):
    """How likely a court that takes the file up records something about this person."""
    p_own = p_company = 0.0
    if acts.owes:
        p_seen = float(rules.conduct_seen[acts.ground - 1]) if acts.ground > 1 else 0.0
        p_own = 1 - (1 - p_seen) * (1 - p_found_able(acts, rules))
    if acts.company_owes:
        p_company = (1 - p_own) * float(rules.representative_named)
    return p_own + p_company


def p_found_able(acts, rules):
    if acts.has_means:
        return float(rules.ability_sensitivity)
    return 1.0 - float(rules.ability_specificity)


def record_of(acts, rules, luck):
    """Graver conduct if seen, else the fallible asset enquiry, else the representative's name."""
    if acts.owes:
        p_seen = rules.conduct_seen[acts.ground - 1] if acts.ground > 1 else 0.0
        if luck.happens(Decision.CONDUCT_SEEN, p_seen):
            return acts.ground, False
        if luck.happens(Decision.ABILITY_JUDGED, p_found_able(acts, rules)):
            return 1, False
    if acts.company_owes and luck.happens(
        Decision.REPRESENTATIVE_NAMED, rules.representative_named
    ):
        return 1, True
    return 0, False
