"""One month of a small society: everybody through every room, and what is written down of it."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from discredit.dossier import Cases, Dossier, Files, Sightings
from discredit.life import Toll
from discredit.society.people import name_weight
from discredit.truth import Acts, Around
from reference import agencies, conduct, lives
from reference.person import CLEAR, FIRST, LISTED, REVIEW, WARNED, Luck, person_of, works

NAMESAKE, REPRESENTATIVE, PAID_ALREADY, CANNOT_PAY = 2, 4, 8, 1
EXITS = ("paid", "term", "corrected", "repaired")


class Society(NamedTuple):
    """Who exists, and whom each person may notice."""

    people: Any
    heads: Any  # row of the head of each person's household
    acquaintances: list[list[int]]
    namesakes: Any  # row; one's own where there is none


class Told(NamedTuple):
    """One person's month, as the reference tells it."""

    truth: Any
    held: Dossier
    about_other: bool
    cause: int
    counts: dict[str, int]
    paid: float
    income: float


def around(society: Society, held: Any, i: int) -> Around:
    """What last month's lists show person `i`, and the post for a namesake."""
    status, head = held.listed.status, society.heads[i]
    size = int(society.people.household_size[i])
    home = [j for j in range(head, head + size) if j != i]
    other = society.namesakes[i]
    return Around(
        listed_at_home=any(status[j] == LISTED for j in home),
        listed_ties=sum(int(status[j] == LISTED) for j in society.acquaintances[i]),
        strays=0 if other == i else int(held.files.stray[other]),
    )


def tell(society: Society, world: Any, is_called: Any, rules: Any, luck: Luck) -> Told:
    """Person `luck.person`'s month, room by room."""
    i = luck.person
    person, held = person_of(society.people, i), person_of(world.held, i)
    seen = around(society, world.held, i)
    truth = person_of(world.truth, i)
    truth, acts = conduct.act(person, truth, held.closed, seen, rules=rules.behaviour, luck=luck)
    acts = Acts(*acts)
    weight = float(name_weight(np.uint8(person.name_frequency)))
    files, sightings, (is_stray, _) = agencies.observe(
        acts,
        held.files,
        seen.strays,
        person.is_urban,
        person.is_migrant,
        weight,
        rules=rules.observation,
        luck=luck,
    )
    sightings = Sightings(*sightings)
    points = agencies.update(held.score, sightings.ground, rules=rules.score)
    is_student = person.occupation == 1
    listed = agencies.decide(held.listed, sightings, person.age, is_student, rules=rules.lists)
    copies, closed = agencies.close(listed.status, held.copies, rules=rules.gates)
    decided = listed.status != CLEAR
    live = partial(lives.live, gates=rules.gates, rules=rules.life, luck=luck)
    was_told, on_file = decided and listed.was_notified, decided or closed != 0
    truth, toll = live(person, truth, acts, closed, was_told, on_file, seen)
    mind = (acts, truth.is_aware, truth.trust, truth.grievance, person.education)
    who = lives.Appellant(*mind, Files(*files), listed, copies, held.cases)
    heard = lives.hear(who, is_called, rules=rules.redress, luck=luck)
    files, listed, copies, cases, outcome = heard
    after = Dossier(files, points, listed, copies, closed, Cases(*cases))
    was_new = held.listed.status == CLEAR and listed.status != CLEAR
    about_other = listed.status != CLEAR and (
        is_stray if was_new else bool(world.tally.about_other[i])
    )
    cause = wrong(listed, about_other, acts)
    counts = count(person, held, after, truth, acts, Toll(*toll), outcome, seen, cause)
    return Told(truth, after, about_other, cause, counts, acts.paid, toll[2])


def wrong(listed: Any, about_other: bool, acts: Acts) -> int:
    """The table of `record.wrongs`: one cause, or none, as the bit of WRONGS."""
    if listed.status != LISTED:
        return 0
    if about_other:
        return NAMESAKE
    if listed.for_company:
        return REPRESENTATIVE
    if not acts.owes:
        return PAID_ALREADY
    return 0 if acts.has_means else CANNOT_PAY


def count(person, held, after, truth, acts, toll, outcome, seen, cause) -> dict[str, int]:
    """What one person adds to the monthly counts, for the measures that count people or events."""
    listed, stage = after.listed, after.cases.stage
    is_listed, is_shut_out = listed.status == LISTED, after.closed != 0
    filed, served, won = outcome
    return {
        "people": 1,
        "in_default": acts.owes,
        "cannot_pay": acts.owes and not acts.has_means,
        "debts_paid": acts.pays_off,
        "debts_paid_while_listed": acts.pays_off and held.listed.status == LISTED,
        "entries": listed.times != held.listed.times,
        "warned": listed.status == WARNED,
        "listed": is_listed,
        "listed_wrongly": cause != 0,
        "wrongly_cannot_pay": cause == CANNOT_PAY,
        "wrongly_namesake": cause == NAMESAKE,
        "wrongly_representative": cause == REPRESENTATIVE,
        "wrongly_already_paid": cause == PAID_ALREADY,
        "listed_without_notice": is_listed and not listed.was_notified,
        "listed_unaware": is_listed and not truth.is_aware,
        **{f"exits_{way}": listed.exit == code for code, way in enumerate(EXITS, start=1)},
        "shut_out": is_shut_out,
        "shut_out_by_stale_copy": is_shut_out and not is_listed,
        "listed_at_home": seen.listed_at_home and not is_listed,
        "refused_flight": toll.refused & 1,
        "refused_fast_train": toll.refused >> 1 & 1,
        "appeals_filed": filed,
        "appeals_served": served,
        "appeals_won": won,
        "appeals_waiting": stage in (FIRST, REVIEW),
        "correction_months": held.listed.months_on + 1 if won else 0,
        "jobless": works(person) and not truth.is_employed,
    }
