"""One month of a small society: everybody through every room."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from discredit.behaviour import Outlook
from discredit.dossier import Burden, Cases, Dossier, Friends, Listed, Register, Scores
from discredit.life import Treatment
from discredit.society.people import name_weight
from discredit.truth import Conditions, Earned, Surroundings
from reference import agencies, checking, conduct, hearing, listing, lives, scoring, verdict
from reference.person import CLEAR, LISTED, WARNED, Luck, of_row, of_rows, person_of


class Society(NamedTuple):
    """Who exists, and whom each person may notice."""

    people: Any
    heads: Any  # row of the head of each person's household
    acquaintances: list[list[int]]
    namesakes: Any  # row; one's own where there is none


class Told(NamedTuple):
    """One person's month, as the reference tells it."""

    person: Any
    before: Dossier
    acts: Any
    sightings: Any
    hindsight: Any
    truth: Any
    after: Dossier
    toll: Any
    outcome: Any
    surroundings: Surroundings
    marks: Any  # None where nobody scores
    checked: Any = None  # None where no application is checked


def surroundings(society: Society, truth: Any, held: Any, rules: Any, i: int) -> Surroundings:
    """What last month's lists and scores show person `i`, and the post for a namesake."""
    status, head = held.listed.status, society.heads[i]
    size = int(society.people.household_size[i])
    home = [j for j in range(head, head + size) if j != i]
    other = society.namesakes[i]
    blacks = [k for k, is_red in enumerate(rules.lists.is_red) if not is_red]

    def is_listed(j: int) -> bool:
        return any(status[k, j] == LISTED for k in blacks)

    grown = [j for j in society.acquaintances[i] if society.people.age[j] >= 18]
    purse = truth.purse
    return Surroundings(
        listed_at_home=any(is_listed(j) for j in home),
        listed_ties=sum(map(is_listed, society.acquaintances[i])),
        ties=len(society.acquaintances[i]),
        strays=0 if other == i else int(held.files.stray[other]),
        friends=friends(held, rules.score, grown),
        may_lose_home=None if purse is None else any(purse.may_lose_home[j] for j in home),
    )


def friends(held: Any, rules: Any, known: list[int]) -> Friends | None:
    """Where the first scorer puts a person's grown ties, in 254ths of its scale: their mean, and
    that in which the high count for more; half-way where there is nobody to go by."""
    if rules is None or (rules.friends is None and rules.peers is None and rules.factors is None):
        return None
    floor, ceiling = float(rules.floor[0]), float(rules.ceiling[0])
    shown = held.scores.shown[0]
    heights = [round((float(shown[j]) - floor) / (ceiling - floor) * 254) for j in known]
    mean = sum(heights) / len(heights) / 254 if heights else 0.5
    weighted = sum(h * h for h in heights) / sum(heights) / 254 if sum(heights) else 0.5
    return Friends(mean, weighted)


def tell(society: Society, world: Any, is_called: Any, conditions: Conditions, rules: Any,
         luck: Luck, choice: Any = None) -> Told:  # fmt: skip
    """Person `luck.person`'s month, room by room. `is_called`: to a desk, by list; `choice`: as to
    checks of applications."""
    i = luck.person
    person, held, truth = (person_of(x, i) for x in (society.people, world.held, world.truth))
    seen = surroundings(society, world.truth, world.held, rules, i)
    truth, acts = act(person, truth, held, seen, rules, luck)
    files, sightings, hindsight = agencies.observe(
        acts, held.files, register_of(person), seen.strays, discontent=conditions.discontent,
        rules=rules.observation, luck=luck,
    )  # fmt: skip
    sightings, hindsight, checked = checking.look_into(
        person, acts, choice, register_of(person), (sightings, hindsight), rules, luck
    )
    truth = conduct.learn(
        truth, acts.did & ~acts.hidden, sightings.records, person, rules.behaviour
    )
    on_lists = listing.on_which(held.listed)
    left, rightful = 0, verdict.rightful(truth.rests_on, held.listed, rules.lists)
    if rules.score is not None and rules.score.link_stays is not None:
        left = listing.just_left(held.listed) << 16
    marks, has_score = None, None
    if rules.score is not None:
        kinds = [] if rules.behaviour.conducts is None else rules.behaviour.conducts.kind
        marks = scoring.mark(
            person, truth, files, held.scores.account, sightings, hindsight,
            (on_lists[0] | left, on_lists[0] & rightful | left),
            seen.friends, kinds=kinds, rules=rules.score, luck=luck,
            habits=rules.behaviour.habits,
        )  # fmt: skip
        has_score = scoring.is_scored(person, rules.score, luck)
        earned = Earned(marks.earned_account, marks.earned_history, marks.rated)
        truth, files = (
            truth._replace(earned=earned),
            files._replace(
                history=marks.history, is_mended=marks.is_mended, has_new_error=marks.has_new_error
            ),
        )
    listed, rests_on = decide(
        person, acts, held, truth.rests_on, sightings, hindsight, marks, has_score, on_lists, rules
    )
    truth = truth._replace(rests_on=rests_on)
    bands = None if marks is None else marks.bands
    copies, doors = listing.close(listed.status, held.copies, bands, rules=rules.gates)
    treatment = treat(held, listed, doors, rests_on, marks, rules.lists)
    truth, toll = lives.live(
        person, truth, acts, treatment, seen, conditions=conditions, rules=rules, luck=luck
    )
    listed, copies, cases, outcome = hear(
        person, truth, acts, listed, copies, held.cases, is_called, rules, luck
    )
    is_corrected = any(outcome.won)
    if outcome.objections is not None:
        is_corrected |= any(outcome.objections.upheld)
    files, scores = put_right(files, truth, marks, is_corrected)
    after = Dossier(files, scores, listed, copies, doors, cases)
    return Told(
        person, held, acts, sightings, hindsight, truth, after, toll, outcome, seen, marks, checked
    )  # fmt: skip


def act(person, truth, held, seen, rules, luck):
    status = held.listed.status
    blacks = [s for s, is_red in zip(status, rules.lists.is_red, strict=True) if not is_red]
    warned = any(s == WARNED for s in blacks)
    shown, short, bands = listing.dues(status, status, rules.lists)[2], None, None
    if rules.score is not None:
        has_score = scoring.is_scored(person, rules.score, luck)
        short = scoring.to_next_band(held.scores.shown, has_score, rules.score)
        bands = scoring.bands(held.scores.shown, has_score, rules.score)
    return conduct.act(
        person, truth, Outlook(held.doors.closed, shown, warned, short, bands, seen),
        rules=rules.behaviour, services=rules.gates.services, luck=luck,
    )  # fmt: skip


def register_of(person: Any) -> Register:
    return Register(
        is_adult=person.present and person.age >= 18,
        age=person.age,
        name_weight=float(name_weight(np.array([person.name_frequency], np.uint8))[0]),
        settlement=int(person.is_urban),
        residence=int(person.is_migrant),
        occupation=person.occupation,
        fifth=person.income_fifth,
        age_band=sum(person.age >= start for start in (18, 30, 45, 60, 75)),
        region=person.region,
        identity=(int(person.is_woman), int(person.background), int(person.is_disabled)),
    )


def decide(person, acts, held, rests_on, sightings, hindsight, marks, has_score, on_lists, policy):
    """Every list, and whether what each entry rests on is so: its conduct was done, or the score,
    or the entry it follows, is what own conduct would have brought; a company's debt is owed, and
    no desk forbids that its representative is entered."""
    register, rules = register_of(person), policy.lists
    on, newly = on_lists
    shown, earned = (None, None) if marks is None else (marks.shown, marks.earned)
    rows, rests = [], rests_on
    for k in range(len(rules.is_red)):
        rule, mine = of_row(rules, k), of_row(held.listed, k)
        calls = listing.called_for(shown, has_score, on, newly, rule)
        after = listing.decide(mine, sightings, calls, register, rules=rule)
        if after.status == CLEAR:
            rests &= ~(1 << k)
        elif mine.status == CLEAR:
            if after.ground == 0:
                due = listing.called_for(earned, has_score, on & rests_on, newly & rests_on, rule)
                is_so = due.by_score or due.by_list
            elif after.for_company:
                is_so = acts.company_owes and not policy.redress.representatives_wronged
            else:
                is_so = hindsight.so >> (after.ground - 1) & 1
            rests = rests | 1 << k if is_so else rests & ~(1 << k)
        rows.append(after)
    listed = of_rows(rows)
    return listed, verdict.settle(acts, rests, listed, rules)


def treat(held, listed, doors, rests_on, marks, rules):
    fine, deduction, shown = listing.dues(held.listed.status, listed.status, rules)
    stands = [s != CLEAR and not red for s, red in zip(listed.status, rules.is_red, strict=True)]
    told = zip(stands, listed.was_notified, strict=True)
    is_earned = verdict.rightful(rests_on, listed, rules) != 0
    if marks is not None and not any(stands):
        pairs = zip(marks.bands, marks.earned_bands, strict=True)
        is_earned = is_earned or all(band >= due for band, due in pairs)
    touched = doors.closed | doors.dearer | doors.slower
    due = Burden(
        fine=fine,
        deduction=deduction,
        shown=shown,
        was_told=any(stands and letter for stands, letter in told),
        on_file=any(stands) or touched != 0,
        looked_up=highest(rules.looked_up_by, held.listed.status, listed.status, rules, False),
        ends_work=highest(rules.ends_work, held.listed.status, listed.status, rules, True),
    )
    return Treatment(doors, due, is_earned)


def highest(share, before, now, rules, is_new):
    """Of the black lists that a person is on, or has just come on to; None where no list has it."""
    if share is None:
        return None
    on = [
        status == LISTED and not red and not (is_new and was == LISTED)
        for was, status, red in zip(before, now, rules.is_red, strict=True)
    ]
    return max(float(size) if is_on else 0.0 for size, is_on in zip(share, on, strict=True))


def hear(person, truth, acts, listed: Listed, copies, cases: Cases, is_called, rules, luck):
    who = hearing.Appellant(
        truth.is_aware,
        truth.trust,
        truth.grievance,
        person.education,
        person.income_fifth,
        (int(person.is_woman), int(person.background), int(person.is_disabled)),
    )
    heard = []
    for k in range(len(copies)):
        mine = of_row(listed, k)
        wrong = hearing.is_wrong(acts, truth.rests_on, k, listed, rules)
        heard.append(
            hearing.hear(
                wrong, who, mine, copies[k], of_row(cases, k), is_called[k],
                is_red=bool(rules.lists.is_red[k]), holders=set(map(int, rules.gates.holders)),
                k=k, rules=rules.redress, luck=luck,
            )
        )  # fmt: skip
    told = [list(column) for column in zip(*heard, strict=True)]
    done = of_rows(told[3])
    has_grace = rules.redress.objects is not None
    done = done._replace(objections=of_rows(list(done.objections)) if has_grace else None)
    return of_rows(told[0]), tuple(told[1]), of_rows(told[2]), done


def put_right(files, truth, marks, is_corrected):
    """A correction closes the court's file and takes what was wrong out of the scorers' files."""
    scores = None if marks is None else Scores(marks.account, marks.shown)
    if not is_corrected:
        return files, scores
    files = files._replace(is_open=False, is_closed=None if files.is_closed is None else False)
    if scores is not None:
        history = None if files.history is None else truth.earned.history
        files = files._replace(is_mended=True, history=history)
        if files.has_new_error is not None:
            files = files._replace(has_new_error=False)
        scores = scores._replace(account=truth.earned.account)
    return files, scores
