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
    likely_own: float | None = None
    judgment: int | None = None
    is_closed: bool | None = None
    released: bool | None = None
    firm: bool | None = None


def observe(acts, files, register, stray, *, discontent, rules, luck):
    """The court's file, the catalogue's records, what leaves for a namesake and what comes in."""
    found = Found(False, 0, False, False, False, False, False, 0.0)
    if rules.court is not None:
        found = investigate(acts, files, register.settlement, rules.court, luck)
    errors = 1 - float(rules.human_check)
    if rules.graded is not None:
        errors *= 1 - float(rules.graded) * float(discontent)
    p_astray = float(rules.misrouted) * float(register.name_weight) * errors
    own, so, of_namesake, leaving = set(), set(), set(), []
    ground, for_company, judgment = found.ground, found.for_company, found.judgment
    if ground:
        if luck.happens(Decision.MISROUTED, p_astray):
            leaving.append(ground)
            ground, for_company, judgment = 0, False, judgment and 0
        else:
            own.add(ground)
            so |= {ground} if is_true(acts, ground, for_company) else set()
    if rules.conducts is not None:
        for c in range(len(rules.conducts.seen)):
            rule, code, bit = of_row(rules.conducts, c), COURT + c + 1, COURT + c
            did, by_name = bool(acts.did >> bit & 1), bool(rule.false_by_name)
            is_open = did and not acts.hidden >> bit & 1
            p = p_true(rule, register) if is_open else p_false(rule, register) * errors
            if by_name and not is_open:
                p *= float(register.name_weight)
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
        judgment=judgment,
        released=found.released,
        firm=found.firm,
    )
    unbought = {code for code in so if code <= COURT or not acts.bought >> (code - 1) & 1}
    about_others = of_namesake | ({stray} if is_stray else set())
    likely = found.likely, found.likely_own
    hindsight = Hindsight(bits(so), bits(unbought), bits(about_others), *likely)
    # One a month at most: the court's before the catalogue's, and those in its order.
    is_open = found.is_open and not (found.payment and found.company_payment)
    rests = None if found.is_closed is None else found.is_closed and is_open
    files = files._replace(is_open=is_open, stray=leaving[0] if leaving else 0, is_closed=rests)
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
    return min(seen, 1.0) * min(entered, 1.0) * watched(rule, register)


def watched(rule: Any, register: Any) -> float:
    """How much of what would be noticed is noticed where somebody lives."""
    return 1.0 if rule.watched_in is None else float(rule.watched_in[register.region])


def p_false(rule: Any, register: Any) -> float:
    """A record on somebody who did nothing."""
    if watched(rule, register) <= 0:
        return 0.0
    p = float(rule.false_records) * float(rule.false_by_occupation[register.occupation])
    p *= float(rule.false_by_fifth[register.fifth]) * float(
        rule.false_by_residence[register.residence]
    )
    p *= whose(rule, "false_by_", register.identity)
    return p * float(rule.false_by_age[register.age_band])


def investigate(acts, files, settlement, rules, luck):
    """A file on an unperformed judgment, and perhaps a record: of whom, for what."""
    in_default = acts.owes or acts.company_owes
    is_open = files.is_open or (
        in_default and luck.happens(Decision.CASE_OPENED, rules.opening_rate)
    )
    ground, for_company = 0, False
    activity = float(rules.listing_activity) * float(rules.activity_by_settlement[settlement])
    if acts.events is not None:
        activity = 1 - (1 - min(activity, 1)) ** max(acts.events.judgments, 1)
    has_part = acts.pays_part and is_open
    has_part = has_part and luck.happens(Decision.PAYMENT_SEEN, rules.payment_seen, k=1)
    rests = released = judgment = firm = None
    if rules.closing is not None:
        rests, released = close(acts, is_open, (files.is_closed, has_part), rules, luck)
    is_taken_up = is_open and luck.happens(Decision.LISTING_ACTIVITY, activity)
    if is_taken_up:
        ground, for_company = record_of(acts, rests, rules, luck)
    if rules.firm_named is not None:
        named = luck.happens(Decision.FIRM_NAMED, rules.firm_named)
        firm = is_taken_up and acts.company_owes and named
    if acts.events is not None:
        count, u = acts.events.judgments, luck.uniform(Decision.WHICH_JUDGMENT)
        judgment = min(int(u * count) + 1, count) if ground and not for_company else 0
    p_own, p_company = p_recorded(acts, rests, rules)
    p = rules.payment_seen if acts.pays_off else rules.late_payment_seen
    sees = is_open and luck.happens(Decision.PAYMENT_SEEN, p)
    # A debtor's own payment is not that of the company he stands in for.
    payment = sees and not acts.owes and (acts.pays_off or not acts.company_owes)
    has_seized = acts.owes and acts.has_means
    return Found(
        is_open,
        ground,
        for_company,
        has_seized and luck.happens(Decision.SECURED_SEEN, rules.secured_seen),
        payment,
        sees and not acts.company_owes,
        has_part,
        (p_own + p_company) * activity if is_open else 0.0,
        None if acts.events is None else p_own * activity if is_open else 0.0,
        judgment,
        rests,
        released,
        firm,
    )


def close(acts, is_open, before, rules, luck):
    """Whether the file rests, and whether the entry is deleted since no assets were found."""
    was_closed, has_part = before
    closing, finds = rules.closing, p_found_able(acts, rules)
    closes = luck.happens(Decision.FILE_CLOSED, float(closing.closed_rate) * (1 - finds))
    closes = closes and is_open and acts.owes and not was_closed
    opens = luck.happens(Decision.FILE_REOPENED, float(closing.reopened_rate) * finds)
    opens = opens or (acts.events is not None and acts.events.is_further)
    rests = (was_closed and is_open and acts.owes and not opens) or closes
    rests = rests or (has_part and acts.owes and acts.ground != 6)
    return rests, closes and luck.happens(Decision.RELEASED, closing.released)


def p_recorded(acts, rests, rules):
    """How likely a court that takes the file up records something about this person."""
    p_own = p_company = 0.0
    if acts.owes and not rests:
        p_seen = float(rules.conduct_seen[acts.ground - 1]) if acts.ground > 1 else 0.0
        p_own = 1 - (1 - p_seen) * (1 - p_found_able(acts, rules))
    if acts.company_owes:
        p_company = (1 - p_own) * float(rules.representative_named)
    return p_own, p_company


def p_found_able(acts, rules):
    if acts.has_means:
        return float(rules.ability_sensitivity)
    return 1.0 - float(rules.ability_specificity)


def record_of(acts, rests, rules, luck):
    """Graver conduct if seen, else the fallible asset enquiry, else the representative's name."""
    if acts.owes and not rests:
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
