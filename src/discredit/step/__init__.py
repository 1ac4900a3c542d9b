"""One month, room by room: the argument of this laboratory on one page.

People act, are seen, written down, scored, listed, shut out, and sometimes heard.
"""

from __future__ import annotations

from functools import partial

from discredit import behaviour, flaws, judgement, lists, observation
from discredit.dossier import Dossier
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.judgement import Decided
from discredit.life import Treatment
from discredit.policy.rules import Rules
from discredit.record import Month
from discredit.rooms import ORDINARY, Rooms
from discredit.score import LEFT
from discredit.society.people import People
from discredit.step.branch import Branch
from discredit.step.checking import look_into
from discredit.step.outlook import outlook_of
from discredit.step.scoring import ScoringEvidence, score_both
from discredit.truth import Conditions, Surroundings, Truth, works

__all__ = ["Branch", "advance"]


def advance(
    draws: Draws,
    people: People,
    rules: Rules,
    truth: Truth,
    held: Dossier,
    surroundings: Surroundings,
    conditions: Conditions,
    rooms: Rooms = ORDINARY,
) -> tuple[Truth, Dossier, Month]:
    """One month of any rows of a society: what one person meets depends on nobody else's month.

    People act on last month's doors; agencies act on sightings alone. What others did reaches a
    person through `surroundings` (last month's lists and scores, and letters meant for a
    namesake) and `conditions` (whose turn it is at the appeal desks, who goes first at counters,
    how the agencies are rated).

    Args:
        draws: the luck of this month.
        people: who they are.
        rules: of this month.
        truth: what is so about them, as last month left it.
        held: what the agencies hold on them, as last month left it.
        surroundings: what each sees of others.
        conditions: what all meet alike.
        rooms: what goes on in each room.

    Returns:
        Truth and dossier at the end of the month, and all that happened in it.

    Draws:
        Those of the rooms.
    """
    go = Branch(draws.month < MONTHS_LIMIT)
    register = observation.register_for(people, rules)
    # 1. Behaviour: people act on what they know, and debts are paid or not.
    outlook = outlook_of(held, register, surroundings, rules, draws)
    truth, acts = go(
        rooms.act, people, truth, outlook, rules.behaviour, rules.gates.services, draws
    )
    # 2. Observation: acts become records, or not; other records are made up, or go astray; some
    # applications are checked.
    strays, discontent = surroundings.strays, conditions.discontent
    files, sightings, hindsight = go(
        rooms.observe, acts, held.files, register, strays, discontent, rules.observation, draws
    )
    noted, checked = look_into(
        go, people, acts, (sightings, hindsight), held, conditions, rules, draws
    )
    sightings, hindsight = noted
    truth = go(behaviour.learn, truth, acts, sightings.records, register.region, rules.behaviour)
    # 3. Score: records, and what scorers learn of a life, become points and bands.
    scored = earned = has_error = short = None
    if held.scores is not None:
        on_lists, _ = lists.on_which(held.listed)
        rightful = on_lists & flaws.rightful(truth.rests_on, held.listed, rules.lists)
        if rules.score is not None and rules.score.link_stays is not None:
            left = lists.just_left(held.listed) << LEFT
            on_lists, rightful = on_lists | left, rightful | left
        evidence = ScoringEvidence(
            register, files, sightings, hindsight, on_lists, rightful, surroundings.friends
        )
        history, is_mended, has_new_error, has_error, scored, earned, accounts, short = go(
            partial(score_both, rooms.score),
            people, truth, evidence, held.scores.account, rules, draws,
        )  # fmt: skip
        files = files._replace(history=history, is_mended=is_mended, has_new_error=has_new_error)
        truth = truth._replace(earned=accounts)
    # 4. Lists: records and scores become entries, and entries end.
    listed = go(rooms.decide, held.listed, sightings, scored, register, rules.lists)
    # 5. Gates: lists, by way of their copies, and bands close doors and open others sooner.
    copies, doors = rooms.close(listed.status, held.copies, scored, rules.gates)
    # Beside the corridor: what would have been right, which no agency knows.
    decided = Decided(hindsight, scored, earned, held.listed, listed)
    judged = go(judgement.judge, truth.rests_on, acts, decided, rules)
    truth = truth._replace(rests_on=judged.rests_on)
    # 6. Life: closed and favoured doors take money, work, time and trust, or give them.
    burden = lists.burden(held.listed.status, listed, doors, rules.lists)
    treatment = Treatment(doors, burden, judged.is_earned)
    truth, toll = go(
        rooms.live, people, truth, acts, treatment, surroundings, conditions, rules, draws
    )
    # 7. Redress: some are heard, and a correction travels.
    scores = None if scored is None else scored.scores
    evening = Dossier(files, scores, listed, copies, doors, held.cases)
    after, outcome = go(
        rooms.hear, people, truth, judged.is_wrong, evening, conditions, rules, draws
    )
    return truth, after, Month(
        acts, sightings, hindsight, scored, earned, has_error, held, after, truth, toll,
        outcome, surroundings, works(people), rules.lists.is_red == 0, short, checked,
    )  # fmt: skip
