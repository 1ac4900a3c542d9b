"""What agencies write down, score, list and close, one person at a time."""

from __future__ import annotations

from discredit.draws import Decision
from discredit.vocabulary import HOLDER_OF_SERVICE, HOLDERS, SERVICES
from reference.person import CLEAR, CLOSED, LISTED, PAID, REPAIRED, TERM, WARNED


def observe(acts, files, stray, is_urban, is_migrant, name_frequency, *, rules, luck):
    """The file, the ground if a court takes it up, whom it is about, payment and letter."""
    in_default = acts.owes or acts.company_owes
    is_open = files.is_open
    if in_default and luck.happens(Decision.CASE_OPENED, rules.opening_rate):
        is_open = True
    ground, is_for_company = 0, False
    activity = float(rules.listing_activity) * rules.activity_by_settlement[1 if is_urban else 0]
    if is_open and luck.happens(Decision.LISTING_ACTIVITY, activity):
        ground, is_for_company = record_of(acts, rules, luck)
    leaves = 0
    p_astray = float(rules.misrouted) * name_frequency
    if ground and luck.happens(Decision.MISROUTED, p_astray):
        leaves, ground, is_for_company = ground, 0, False
    is_stray = ground == 0 and stray != 0
    payment = False
    if is_open and not in_default:
        p = rules.payment_seen if acts.pays_off else rules.late_payment_seen
        payment = luck.happens(Decision.PAYMENT_SEEN, p)
    has_seized = acts.owes and acts.has_means and not is_stray
    letter = float(rules.notice_reaches) * (rules.notice_if_migrant if is_migrant else 1.0)
    sightings = (
        stray if is_stray else ground,
        is_for_company,
        has_seized and luck.happens(Decision.SECURED_SEEN, rules.secured_seen),
        payment,
        acts.pays_part and is_open and luck.happens(Decision.PAYMENT_SEEN, rules.payment_seen, k=1),
        luck.happens(Decision.NOTICE, letter),
    )
    likely = p_recorded(acts, rules) * activity if is_open else 0.0
    return (is_open and not payment, leaves), sightings, (is_stray, likely)


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


def update(score, ground, *, rules):
    points = float(rules.points[ground - 1]) if ground else 0.0
    return int(min(max(score + points, float(rules.floor)), float(rules.ceiling)))


def decide(listed, sightings, age, is_student, *, rules):
    """The table of `lists.decide`, row by row; returns the entry as it stands after the month."""
    is_admissible = admissible(sightings, age, is_student, rules)
    status, term, times = listed.status, listed.term_left, listed.times
    if status == LISTED:
        status, term, way = stand(listed, sightings, is_admissible, rules)
        on = listed.months_on + 1 if status == LISTED else 0
        return listed._replace(status=status, term_left=term, months_on=on, exit=way)
    listed = listed._replace(exit=0, months_on=0)
    if status == WARNED:
        if sightings.payment:
            return listed._replace(status=CLEAR)
        if listed.grace_left > 1:
            return listed._replace(grace_left=listed.grace_left - 1)
        term = first_term(listed.ground, times + 1, rules)
        return listed._replace(status=LISTED, times=times + 1, term_left=term)
    if not is_admissible:
        return listed
    listed = listed._replace(
        ground=sightings.ground,
        for_company=sightings.for_company,
        was_notified=sightings.notified,
        grace_left=int(rules.grace_months),
    )
    if rules.grace_months > 0:
        return listed._replace(status=WARNED)
    term = first_term(listed.ground, times + 1, rules)
    return listed._replace(status=LISTED, times=times + 1, term_left=term)


def admissible(sightings, age, is_student, rules):
    if sightings.ground == 0 or not rules.grounds[sightings.ground - 1]:
        return False
    if age < rules.minimum_age or (is_student and rules.excludes_students):
        return False
    if sightings.is_secured and rules.excludes_secured:
        return False
    return not (sightings.for_company and not rules.lists_representatives)


def has_term(ground, rules):
    return ground > 0 and bool(rules.has_term[ground - 1]) and rules.term_months > 0


def first_term(ground, times, rules):
    if not has_term(ground, rules):
        return 0
    is_aggravated = times > 1 or bool(rules.extends[ground - 1])
    return int(rules.term_months + (rules.extension_months if is_aggravated else 0))


def stand(listed, sightings, is_admissible, rules):
    """A standing entry: its term runs, may be extended, and it may end in one of three ways."""
    if listed.term_left == 0 and has_term(listed.ground, rules):
        term = int(rules.term_months)
    else:
        term = max(listed.term_left - 1, 0)
    is_over = listed.term_left > 0 and term == 0
    if is_admissible and term > 0 and rules.extends[sightings.ground - 1]:
        term += int(rules.extension_months)
    if sightings.payment:
        return CLEAR, term, PAID
    if sightings.part_payment and rules.repairs_on_part_payment:
        return CLEAR, term, REPAIRED
    return (CLEAR, term, TERM) if is_over else (LISTED, term, 0)


def close(status, copies, *, rules):
    """The copies each holder keeps, and the doors each copy closes."""
    if status == LISTED:
        copies = 2 ** len(HOLDERS) - 1
    closed = 0
    for s, service in enumerate(SERVICES):
        holder = HOLDERS.index(HOLDER_OF_SERVICE[service])
        if copies >> holder & 1 and rules.level[s] == CLOSED:
            closed |= 1 << s
    return copies, closed
