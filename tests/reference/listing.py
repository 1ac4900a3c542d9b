"""Lists and doors, one person and one list at a time."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import Any, NamedTuple

from discredit.dossier import Doors
from discredit.vocabulary import HOLDER_OF_SERVICE, HOLDERS, OCCUPATIONS, SERVICES
from reference.person import (
    AMNESTY,
    CLEAR,
    CLOSED,
    COURT,
    DEARER,
    FAVOURED,
    LISTED,
    PAID,
    REPAIRED,
    SLOWER,
    TERM,
    WARNED,
    WITH_SCORE,
    of_row,
)

STUDENT = OCCUPATIONS.index("student")


class Calls(NamedTuple):
    """What besides records calls for an entry."""

    by_score: bool
    by_list: bool  # newly on a list that this one follows
    still: bool  # on such a list


def called_for(shown, is_scored, on_lists, newly_on, rule):
    followed = [k for k, follows in enumerate(rule.follows) if follows]
    by_list, still = (any(bits >> k & 1 for k in followed) for bits in (newly_on, on_lists))
    by_score, m = False, int(rule.scorer)
    if shown is not None and m >= 0 and is_scored[m]:
        by_score = bool(shown[m] < rule.below or shown[m] > rule.above)
    return Calls(by_score, by_list, still)


def decide(mine, sightings, calls, register, *, rules):
    """The table of `lists.decide`, row by row, for one list."""
    codes = on_record(sightings, rules.grounds)
    quiet = 0 if codes else min(mine.quiet, 254) + 1
    strikes = struck(mine.strikes, quiet, len(codes), rules)
    is_enough = bool(codes) and (rules.records_needed <= 1 or strikes >= rules.records_needed)
    code = codes[0] if is_enough else 0
    is_called = is_enough or calls.by_score or calls.by_list
    is_admissible = is_called and not excluded(code, sightings, register, rules)
    is_pardoned = bool(rules.amnesty) and not rules.is_red
    mine = mine._replace(strikes=strikes, quiet=quiet if strikes else 0)
    if mine.firm is not None and sightings.firm is not None:
        mine = mine._replace(firm=firm_stands(mine.firm, sightings, rules))
    if mine.status == LISTED:
        adds = is_enough and is_admissible and code <= COURT
        return stand(mine, sightings, calls, register, (is_pardoned, adds), rules)
    mine = mine._replace(exit=0, months_on=0)
    if mine.status == WARNED:
        is_over = is_pardoned or is_freed(mine, sightings, rules)
        if (is_paid(mine, sightings) and rules.ends_on_payment) or is_over:
            return mine._replace(status=CLEAR)
        if mine.grace_left > 1:
            return mine._replace(grace_left=mine.grace_left - 1)
        return enter(mine, rules)
    if not is_admissible or is_pardoned:
        return mine
    mine = mine._replace(
        ground=code,
        for_company=sightings.for_company and 0 < code <= COURT,
        was_notified=sightings.notified,
        grace_left=int(rules.grace_months),
        strikes=0,
    )
    return mine._replace(status=WARNED) if rules.grace_months > 0 else enter(mine, rules)


def enter(mine, rules):
    times = mine.times + 1
    term = first_term(mine.ground, times, rules)
    entries = None if mine.entries is None else 1
    return mine._replace(status=LISTED, times=times, term_left=term, entries=entries)


def firm_stands(was, sightings, rules):
    """A company is entered by a record on it, and leaves once its payment is on file."""
    if sightings.company_payment and (rules.ends_on_payment or not was):
        return False
    return was or bool(sightings.firm and rules.grounds[0])


def is_freed(mine, sightings, rules):
    """Whether the court deletes the entry since it has closed the file for want of assets."""
    if sightings.released is None or rules.ends_on_closing is None:
        return False
    is_own = 0 < mine.ground <= COURT and not mine.for_company
    return bool(sightings.released and is_own and rules.ends_on_closing)


def on_record(sightings, table):
    """The codes of the month's records that this table names, in the catalogue's order."""
    return [c + 1 for c, counts in enumerate(table) if counts and sightings.records >> c & 1]


def struck(strikes, quiet, new, rules):
    """Records that count towards an entry; a quiet time as long as the memory wipes them out."""
    if rules.records_needed <= 1:
        return 0
    is_forgotten = rules.memory_months > 0 and quiet >= rules.memory_months
    return (0 if is_forgotten else min(strikes, 127)) + new


def excluded(code, sightings, register, rules):
    is_court = 0 < code <= COURT
    if register.age < rules.minimum_age or rules.exempts[register.occupation]:
        return True
    if rules.lives_in is not None and not rules.lives_in[register.region]:
        return True
    if register.occupation == STUDENT and rules.excludes_students:
        return True
    if is_court and sightings.is_secured and rules.excludes_secured:
        return True
    return bool(is_court and sightings.for_company and not rules.lists_representatives)


def has_term(ground, rules):
    """Entries on a ground that has a term, and those without any ground, end with the term."""
    return (ground == 0 or bool(rules.has_term[ground - 1])) and rules.term_months > 0


def first_term(ground, times, rules):
    if not has_term(ground, rules):
        return 0
    is_aggravated = times > 1 or (ground > 0 and bool(rules.extends[ground - 1]))
    return int(rules.term_months + (rules.extension_months if is_aggravated else 0))


def stand(mine, sightings, calls, register, seen, rules):
    """A register entry: its term runs, may be extended, and it may end in one of six ways."""
    is_pardoned, adds = seen
    if mine.term_left == 0 and has_term(mine.ground, rules):
        term = int(rules.term_months)
    else:
        term = max(mine.term_left - 1, 0)
    is_over = mine.term_left > 0 and term == 0
    grave = on_record(sightings, rules.extends)
    if grave and term > 0 and not excluded(grave[0], sightings, register, rules):
        term += int(rules.extension_months)
    way = way_out(mine, sightings, calls, is_over, is_pardoned, rules)
    status = CLEAR if way else LISTED
    on = 0 if way else mine.months_on + 1
    if mine.entries is not None and way:
        mine = mine._replace(entries=0)
    elif mine.entries is not None and adds and (sightings.judgment or 0) > mine.entries:
        mine = mine._replace(entries=mine.entries + 1)
        term = max(term, int(rules.term_months)) if term else 0
    return mine._replace(status=status, term_left=term, months_on=on, exit=way)


def is_paid(mine, sightings):
    return sightings.company_payment if mine.for_company else sightings.payment


def way_out(mine, sightings, calls, is_over, is_pardoned, rules):
    """The first of these that is open; 0 for none."""
    if is_paid(mine, sightings) and rules.ends_on_payment:
        return PAID
    if is_freed(mine, sightings, rules):
        return REPAIRED
    if sightings.part_payment and rules.repairs_on_part_payment:
        return REPAIRED
    is_late_enough = mine.months_on + 1 >= rules.repair_after_months
    if is_late_enough and on_record(sightings, rules.repairs_with):
        return REPAIRED
    if is_over:
        return TERM
    if mine.ground == 0 and not calls.by_score and not calls.still:
        follows_only = rules.scorer < 0 and rules.term_months == 0
        if rules.leaves_with_score or follows_only:
            return WITH_SCORE
    return AMNESTY if is_pardoned else 0


def close(status, copies, bands, *, rules):
    """The copies each holder keeps, and what copies and bands do to each service: the harshest."""
    every = 2 ** len(HOLDERS) - 1
    copies = tuple(every if s == LISTED else c for s, c in zip(status, copies, strict=True))
    found: dict[int, int] = dict.fromkeys((CLOSED, DEARER, SLOWER, FAVOURED), 0)
    for place, s in enumerate(rules.services):
        holder = HOLDERS.index(HOLDER_OF_SERVICE[SERVICES[int(s)]])
        said = [int(rules.lists[k][place]) for k, c in enumerate(copies) if c >> holder & 1]
        if bands is not None:
            for m, band in enumerate(bands):
                if band < len(rules.bands[m]):
                    said.append(int(rules.bands[m][band][place]))
        level = max(said, default=0)
        if level:
            found[level] |= 1 << int(s)
    return copies, Doors(found[CLOSED], found[DEARER], found[SLOWER], found[FAVOURED])


def dues(before, after, rules):
    """Fines of those just entered; the heaviest deduction; the widest publicity of a black list."""
    fine = deduction = shown = 0.0
    for k, status in enumerate(after):
        rule = of_row(rules, k)
        if status == LISTED:
            fine += float(rule.fine) if before[k] != LISTED else 0.0
            deduction = max(deduction, float(rule.deduction))
            if not rule.is_red:
                shown = max(shown, float(rule.shown_to))
    return fine, deduction, shown


def just_left(listed: Any) -> int:
    """The lists whose entry ended last month, and not because it was wrong, as bits."""
    return sum(1 << k for k, way in enumerate(listed.exit) if way not in (0, 3))


def on_which(listed: Any) -> tuple[int, int]:
    """The lists somebody is on, as bits; and those he was entered on last month."""
    on = [k for k, status in enumerate(listed.status) if status == LISTED]
    return sum(1 << k for k in on), sum(1 << k for k in on if listed.months_on[k] == 0)
