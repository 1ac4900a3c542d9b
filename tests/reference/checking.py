"""Who applies, who is checked and what a check finds, one person at a time."""

# One person's values stand where the engine has columns.
# pyright: reportArgumentType=false, reportReturnType=false
from __future__ import annotations

from typing import Any, NamedTuple

from discredit.draws import Decision
from discredit.observation import Checked
from reference import scoring
from reference.person import COURT, of_row, person_of


class Choice(NamedTuple):
    """What one person's month has to do with checks."""

    applies: bool
    by_score: tuple[bool, ...]
    by_lot: tuple[bool, ...]


def applies(person: Any, rules: Any, luck: Any) -> bool:
    """Whether an adult has an application before the office."""
    odds = float(rules.rate)
    for by, label in (
        (rules.by_occupation, person.occupation),
        (rules.by_fifth, person.income_fifth),
        (rules.by_age, sum(person.age >= start for start in (18, 30, 45, 60, 75))),
        (rules.by_settlement, int(person.is_urban)),
        (rules.by_residence, int(person.is_migrant)),
        (rules.by_education, person.education),
    ):
        odds *= float(by[label])
    return person.present and person.age >= 18 and luck.happens(Decision.APPLIES, odds)


def chosen(people: Any, shown: Any, rules: Any, room: Any, lucks: list[Any]) -> list[Choice]:
    """Sort everybody who applies: the highest lots are checked, and of the others those whom the
    score puts first; whoever ties with one for whom there is no room is left out."""
    persons = [person_of(people, luck.person) for luck in lucks]
    who = [i for i, p in enumerate(persons) if applies(p, rules.behaviour.applications, lucks[i])]
    by_lot, by_score = [], []
    for c in range(len(rules.observation.checks.quota)):
        rule = of_row(rules.observation.checks, c)
        lots = {i: lucks[i].word(Decision.CHECK_SAMPLE, k=c) >> 12 for i in who}
        drawn = first(lots, room[0][c])
        heights = {}
        for i in who:
            holds = rules.observation.register_holds
            if i in drawn or rule.scorer < 0:
                continue
            if not is_picked(persons[i], holds, rule, c, lucks[i]):
                continue
            m = int(rule.scorer)
            if scoring.is_scored(persons[i], rules.score, lucks[i])[m]:
                heights[i] = place(float(shown[m, i]), rule, of_row(rules.score, m), c, lucks[i])
        by_lot.append(drawn)
        by_score.append(first(heights, room[1][c]))
    return [
        Choice(i in who, tuple(i in s for s in by_score), tuple(i in s for s in by_lot))
        for i in range(len(persons))
    ]


def shown_background(person: Any, holds: Any) -> int:
    """What the register shows of it: everybody is of the majority where it does not."""
    return int(person.background) if holds is not None and holds[1] > 0 else 0


def is_picked(person: Any, holds: Any, rule: Any, c: int, luck: Any) -> bool:
    odds = float(rule.picked) * float(rule.picked_by_fifth[person.income_fifth])
    odds *= float(rule.picked_by_settlement[int(person.is_urban)])
    odds *= float(rule.picked_by_residence[int(person.is_migrant)])
    if rule.picked_by_background is not None:
        odds *= float(rule.picked_by_background[shown_background(person, holds)])
    return luck.happens(Decision.CHECK_PICKED, odds, k=c)


def place(shown: float, rule: Any, score: Any, c: int, luck: Any) -> tuple[int, int]:
    """The 256th of the scale on which a score stands, from the bad end or the good, then a lot."""
    height = (shown - float(score.floor)) / (float(score.ceiling) - float(score.floor))
    step = min(max(int(height * 256), 0), 255)
    return step if rule.highest else 255 - step, luck.word(Decision.CHECK_LOT, k=c) >> 20


def first(places: dict[int, Any], room: int) -> set[int]:
    """The people at the highest places, no more than there is room for."""
    if room <= 0:
        return set()
    return {i for i, mine in places.items() if sum(p >= mine for p in places.values()) <= room}


def inspect(acts, choice, register, background, sightings, hindsight, checks, luck):
    """What a check finds goes on file beside the rest."""
    found = []
    records, so, unbought = sightings.records, hindsight.so, hindsight.unbought
    did_any = []
    for c in range(len(checks.quota)):
        rule = of_row(checks, c)
        bit = COURT + int(rule.conduct)
        did = bool(acts.did >> bit & 1)
        p = float(rule.found) * float(rule.found_by_residence[register.residence])
        if not did:
            p = float(rule.false_findings) * float(rule.false_by_fifth[register.fifth])
            p *= float(rule.false_by_residence[register.residence])
            if rule.false_by_background is not None:
                p *= float(rule.false_by_background[background])
        is_checked = choice.by_score[c] or choice.by_lot[c]
        finds = is_checked and luck.happens(Decision.CHECK_FINDS, p, k=c)
        if finds:
            records |= 1 << bit
            so |= did << bit
            unbought |= (did and not acts.bought >> bit & 1) << bit
        found.append(finds)
        did_any.append(did)
    return (
        sightings._replace(records=records),
        hindsight._replace(so=so, unbought=unbought),
        (tuple(did_any), tuple(found)),
    )


def look_into(person, acts, choice, register, noted, rules, luck):
    """What was noted, and what a check adds; None for the checks where nobody checks."""
    sightings, hindsight = noted
    if choice is None:
        return sightings, hindsight, None
    background = shown_background(person, rules.observation.register_holds)
    checks = rules.observation.checks
    sightings, hindsight, (does, found) = inspect(
        acts, choice, register, background, sightings, hindsight, checks, luck
    )
    checked = Checked(choice.applies, choice.by_score, choice.by_lot, does, found)
    return sightings, hindsight, checked
