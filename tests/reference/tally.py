"""What is written down of one person's month, and what it adds to a life."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import Any

from discredit.vocabulary import FLAWS, SERVICES, SHORTFALLS, UNFAIRS, WRONGS
from reference import scoring, verdict
from reference.month import Told
from reference.person import CLEAR, COURT, FIRST, LISTED, REVIEW, WARNED, of_row, works
from reference.scoring import UNSCORED

EXITS = ("paid", "term", "corrected", "repaired", "with_score", "amnesty")
KINDS = ("obligation", "offence", "disfavoured", "deed")
COUNTER = SERVICES.index("counter")


def blacks(rules) -> list[int]:
    return [k for k, is_red in enumerate(rules.lists.is_red) if not is_red]


def about_other(told: Told, before: int) -> int:
    """The lists on which the person's entry, or warning, rests on a namesake's record, as bits."""
    found = 0
    for k, (was, now) in enumerate(rows(told)):
        if now.status == CLEAR:
            continue
        if was.status == CLEAR:
            is_so = now.ground > 0 and told.hindsight.stray >> (now.ground - 1) & 1
        else:
            is_so = before >> k & 1
        found |= 1 << k if is_so else 0
    return found


def rows(told: Told):
    count = len(told.after.copies)
    pair = (told.before.listed, told.after.listed)
    return [tuple(of_row(listed, k) for listed in pair) for k in range(count)]


def amiss(told: Told, stray: int, rules, month: int) -> int:
    """What is amiss with the person's entries: the code of the first, by the order of FLAWS."""
    codes, listed = [], told.after.listed
    for k in blacks(rules):
        if listed.status[k] == LISTED:
            is_stray = bool(stray >> k & 1)
            found = verdict.flaw(told.acts, told.truth, k, listed, is_stray, rules, month)
            codes += [] if found is None else [FLAWS.index(found) + 1]
    return min(codes, default=0)


def kind_bits(rules, *kinds: str) -> int:
    of = rules.behaviour.conducts.kind
    return sum(1 << COURT + c for c, kind in enumerate(of) if KINDS[int(kind)] in kinds)


def does_wrong(told: Told, rules) -> bool:
    """Owes a judgment, or did what the authority counts against people."""
    counted = 0
    if rules.behaviour.conducts is not None:
        counted = kind_bits(rules, *KINDS[:-1])
    return told.acts.owes or told.acts.did & counted != 0


def count(told: Told, flaw: int, has_done: bool, rules) -> dict[str, float]:
    """What one person adds to every monthly measure, in its own unit."""
    found = {**listing(told, flaw, rules), **living(told)}
    for s in map(int, rules.gates.services):
        found[f"refused_{SERVICES[s]}"] = told.toll.refused >> s & 1
    has_conducts, has_scores = rules.behaviour.conducts is not None, rules.score is not None
    if has_conducts:
        found |= conduct(told, has_done, rules)
    if has_conducts or has_scores:
        red = [k for k, is_red in enumerate(rules.lists.is_red) if is_red]
        found["red_listed"] = any(told.after.listed.status[k] == LISTED for k in red)
        found["favoured"] = told.after.doors.favoured != 0
    if has_scores:
        found |= score(told, rules.score)
        if len(told.marks.bands) == 1 and told.after.scores is not None:
            is_scored = told.marks.bands[0] != UNSCORED
            assert told.after.scores is not None
            found["score"] = told.after.scores.shown[0] if is_scored else 0.0
            is_low = scoring.causes(told.marks)[0] is not None
            short = {f"short_{of}": points for of, points in told.marks.short[0].items()}
            found |= {name: points * is_low for name, points in short.items()}
    if rules.life.counters is not None:
        found |= counters(told)
    if rules.life.prices is not None:
        found["dearer_paid"] = told.toll.dearer
        found["discounts"] = told.toll.saved
    if rules.life.informal is not None:
        found["served_informally"] = told.toll.informal.bit_count()
    if rules.redress.gives_up is not None:
        found["appeals_given_up"] = sum(told.outcome.gave_up)
    if rules.redress.objects is not None:
        objections, was = told.outcome.objections, told.before.listed.status
        warned = [s == WARNED and not red for s, red in zip(was, rules.lists.is_red, strict=True)]
        found["objections"] = sum(objections.filed)
        found["objections_heard"] = sum(objections.served)
        found["objections_upheld"] = sum(objections.upheld)
        found["paid_in_grace"] = told.acts.pays_off and any(warned)
    if rules.life.costs is not None:
        found["trade_lost"] = told.toll.trade_lost
        found["custom_lost"] = told.toll.custom_lost
    if rules.life.budget is not None:
        found |= household(told)
    if rules.life.no_history is not None:
        found["loans_opened"] = told.toll.loans_opened
    if told.checked is not None:
        found |= checks(told.checked)
    return found | debts(told, rules)


def household(told: Told) -> dict[str, float]:
    """Arrears and what follows from them; a home is counted at its head."""
    arisen, back, goes, new_school, waits = told.toll.arrears
    return {
        "in_arrears": told.truth.purse.arrears > 0,
        "arrears": told.truth.purse.arrears,
        "arrears_arisen": arisen,
        "arrears_paid": back,
        "moved_out": goes,
        "homes_given_up": goes and told.person.place_in_household == 0,
        "schools_changed": new_school,
        "care_put_off": waits,
    }


def debts(told: Told, rules) -> dict[str, float]:
    """Debts, entries and companies one by one."""
    mine, found = [rows(told)[k] for k in blacks(rules)], {}
    if rules.observation.court is not None and rules.observation.court.firm_named is not None:
        found["firms_in_default"] = told.acts.company_owes
        found["firms_entered"] = sum(now.firm and not was.firm for was, now in mine)
        found["firms_left"] = sum(was.firm and not now.firm for was, now in mine)
        found["firms_listed"] = any(now.firm for _, now in mine)
    events = told.acts.events
    if events is None:
        return found
    for code, way in enumerate(("settled", "written_off", "out_of_time", "discharged"), start=2):
        found[f"debts_{way}"] = events.ended == code
    changes = [(now.entries - was.entries, int(now.times != was.times)) for was, now in mine]
    off = [max(events.judgments - was.entries, 0) for was, _ in mine if was.status == LISTED]
    share = max(off, default=0) / max(events.judgments, 1)
    return found | {
        "debts_arisen": events.arises,
        "in_debt": told.truth.debt != 0,
        "judgments": events.judgments,
        "judgments_further": events.is_further,
        "entries_further": sum(max(change - new, 0) for change, new in changes),
        "entries_expected": told.hindsight.p_own * share,
        "entries_standing": sum(now.entries for _, now in mine),
        "entries_paid": sum(was.entries for was, now in mine if now.exit == 1),
        "entries_restored": sum(was.entries for was, now in mine if now.exit in (1, 4)),
        "entries_over": sum(max(new - change, 0) for change, new in changes),
        "files_closed": bool(told.after.files.is_closed),
    }


def checks(checked: Any) -> dict[str, float]:
    each = list(zip(*checked[1:], strict=True))  # by score, by lot, did, found: check by check
    return {
        "applications": checked.applies,
        "applications_wrong": checked.applies and any(did for _, _, did, _ in each),
        "checks_by_score": sum(chosen for chosen, _, _, _ in each),
        "checks_by_lot": sum(drawn for _, drawn, _, _ in each),
        "found_by_score": sum(chosen and found for chosen, _, _, found in each),
        "found_by_lot": sum(drawn and found for _, drawn, _, found in each),
        "chosen_for_nothing": sum(chosen and not did for chosen, _, did, _ in each),
        "found_falsely": sum(found and not did for _, _, did, found in each),
        "checks_missed": sum((a or b) and did and not found for a, b, did, found in each),
    }


def listing(told: Told, flaw: int, rules) -> dict[str, float]:
    held, after, acts = told.before, told.after, told.acts
    name = FLAWS[flaw - 1] if flaw else None
    mine = [rows(told)[k] for k in blacks(rules)]
    on = [now for _, now in mine if now.status == LISTED]
    is_clear = all(status == CLEAR for status in held.listed.status)
    is_shut_out = after.doors.closed != 0
    opened = after.files.is_open and not held.files.is_open
    cannot_pay = acts.owes and not acts.has_means
    is_stale = not on and any(after.copies[k] for k in blacks(rules))
    return {
        "people": 1,
        "in_default": acts.owes,
        "cannot_pay": cannot_pay,
        "debts_paid": acts.pays_off,
        "debts_paid_while_listed": acts.pays_off and any(was.status == LISTED for was, _ in mine),
        "files_opened": opened,
        "files_opened_cannot_pay": opened and cannot_pay,
        "records_expected": told.hindsight.p_recorded if is_clear else 0.0,
        "entries": sum(now.times != was.times for was, now in mine),
        "warned": any(
            now.status == WARNED or (now.status == CLEAR and now.strikes > 0) for _, now in mine
        ),
        "listed": bool(on),
        "listed_wrongly": name in WRONGS,
        **{f"wrongly_{cause}": name == cause for cause in WRONGS},
        "listed_turned": name == "turned",
        "listed_unfairly": name in UNFAIRS,
        **{f"unfairly_{cause}": name == cause for cause in UNFAIRS},
        "listed_without_notice": any(not now.was_notified for now in on),
        "listed_unaware": bool(on) and not told.truth.is_aware,
        **{
            f"exits_{way}": sum(now.exit == code for _, now in mine)
            for code, way in enumerate(EXITS, start=1)
        },
        "shut_out": is_shut_out,
        "shut_out_by_stale_copy": is_shut_out and is_stale,
        "listed_at_home": told.surroundings.listed_at_home and not on,
    }


def living(told: Told) -> dict[str, float]:
    truth, toll, outcome = told.truth, told.toll, told.outcome
    months = zip(told.before.listed.months_on, outcome.won, strict=True)
    return {
        "appeals_filed": sum(outcome.filed),
        "appeals_served": sum(outcome.served),
        "reviews_heard": sum(
            served and stage == REVIEW
            for served, stage in zip(outcome.served, told.before.cases.stage, strict=True)
        ),
        "appeals_won": sum(outcome.won),
        "copies_cleared": sum(
            (was & ~now).bit_count()
            for was, now in zip(told.before.copies, told.after.copies, strict=True)
        ),
        "appeals_waiting": sum(stage in (FIRST, REVIEW) for stage in told.after.cases.stage),
        "hearing_months": sum(
            waited + 1
            for waited, served in zip(told.before.cases.waited, outcome.served, strict=True)
            if served
        ),
        "correction_months": sum(on + 1 for on, won in months if won),
        "jobless": works(told.person) and not truth.is_employed,
        "short_of_money": told.toll.unpaid > 1.0,
        "bills_unpaid": told.toll.unpaid,
        "hours_lost": toll.hours,
        "contacts_lost": toll.contacts_lost,
        "fines": toll.fined,
        "paid": told.acts.paid,
        "income": toll.income,
        "savings": truth.savings,
        "trust": truth.trust,
        "trust_if_known": truth.trust_if_known,
        "grievance": truth.grievance,
        "wellbeing": truth.wellbeing,
        "belief": truth.belief,
    }


def conduct(told: Told, has_done: bool, rules) -> dict[str, float]:
    def of_kind(kind: str) -> int:
        return (told.acts.did & kind_bits(rules, kind)).bit_count()

    records = told.sightings.records & kind_bits(rules, *KINDS)
    return {
        "obligations_broken": of_kind("obligation"),
        "offences": of_kind("offence"),
        "disfavoured_acts": of_kind("disfavoured"),
        "deeds": of_kind("deed"),
        "deeds_bought": told.acts.bought.bit_count(),
        "acts_hidden": told.acts.hidden.bit_count(),
        "records": records.bit_count(),
        "records_false": (records & ~told.hindsight.so).bit_count(),
        "shut_out_blameless": told.after.doors.closed != 0 and not has_done,
    }


def first_cause(marks):
    """Why some scorer has the person too low: of several reasons, the first by their order."""
    known = [list(SHORTFALLS).index(one) for one in scoring.causes(marks) if one is not None]
    return list(SHORTFALLS)[min(known)] if known else None


def score(told: Told, rules) -> dict[str, Any]:
    assert told.after.scores is not None
    shown = told.after.scores.shown
    marks, before, after = told.marks, told.before.files, told.after.files
    pairs = list(zip(marks.bands, marks.earned_bands, strict=True))
    has_any = any(band != UNSCORED for band in marks.bands)
    thirds = []
    for m, (band, _) in enumerate(pairs):
        if band != UNSCORED:
            span = float(rules.ceiling[m]) - float(rules.floor[m])
            thirds.append(min(max(int((shown[m] - float(rules.floor[m])) / span * 3), 0), 2))
    highest = [sum(1 for bound in of if bound < float("inf")) - 1 for of in rules.bands]
    return {
        "scored": has_any,
        "low_band": 0 in marks.bands,
        "top_band": any(band == top for band, top in zip(marks.bands, highest, strict=True)),
        **{f"too_low_{cause}": first_cause(marks) == cause for cause in marks.short[0]},
        "scored_too_low": any(band != UNSCORED and band < due for band, due in pairs),
        "scored_too_high": any(band != UNSCORED and band > due for band, due in pairs),
        "scored_otherwise": any(
            band != UNSCORED and abs(points - due) > 0.01 * (top - floor)
            for band, points, due, top, floor in zip(
                marks.bands, shown, marks.earned, rules.ceiling, rules.floor, strict=True
            )
        ),
        "file_errors": has_any and marks.has_error,
        "files_mended": has_any
        and bool(
            (after.is_mended and not before.is_mended)
            or (before.has_new_error and not after.has_new_error)
        ),
        "disagreement": len(set(thirds)) > 1,
    }


def counters(told: Told) -> dict[str, float]:
    has_lane = bool(told.after.doors.favoured >> COUNTER & 1)
    waited = told.toll.waited
    return {
        "counter_visits": waited > 0 and not has_lane,
        "counter_visits_favoured": waited > 0 and has_lane,
        "counter_hours": 0.0 if has_lane else waited,
        "counter_hours_favoured": waited if has_lane else 0.0,
    }


def is_new(told: Told, k: int) -> bool:
    """Whether the person was entered on a list this month."""
    return told.after.listed.times[k] != told.before.listed.times[k]


def whole(value: float, scale: float) -> int:
    """A measure in its whole numbers; what one person adds is capped."""
    if scale == 1.0:
        return round(value)
    return round(min(max(value / scale, -(2.0**17)), 2.0**17))
