"""A whole month of a small society is what the slow reference says, person by person: who sees
whom, what each room does with it, who is counted where.

Whole numbers agree exactly. Columns in fractions agree to the accuracy of single precision, and so
do their sums, but for a tenth of the people, whose half of a unit may be rounded the other way.
"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import small_society
from discredit.columns import GROUP_LABELS, MEASURES
from discredit.draws import Decision, Draws, key_of, word
from discredit.record import present
from discredit.society import slots
from discredit.truth import Conditions
from discredit.vocabulary import (
    AGE_BANDS,
    BACKGROUNDS,
    DISABILITY,
    EDUCATION,
    FIFTHS,
    OCCUPATIONS,
    REGIONS,
    RESIDENCE,
    SERVICES,
    SETTLEMENTS,
    SEXES,
    SHORTFALLS,
    UNSCORED,
    WRONGS,
)
from random_months import row
from reference import checking, hearing, scoring, tally
from reference.month import Society, Told, tell
from reference.person import Luck, columns_of

MONTHS = [
    ("court-list", 8),
    ("court-list", 15),  # after the reform
    ("everything", 11),
    ("everything", 17),  # an amnesty
    ("everything", 19),  # objections are heard in the time of grace
]
ROWS = np.arange(small_society.PEOPLE, dtype=np.int32)
COUNTER = SERVICES.index("counter")


@cache
def society() -> Society:
    who = small_society.flat(small_society.population())
    key = key_of(small_society.SEED)
    known: list[list[int]] = [[] for _ in ROWS]
    for slot, (layer, k) in enumerate(slots.NEAR_SLOTS):
        partner = np.asarray(slots.partner(layer, k, ROWS, small_society.PEOPLE, key))
        for i in np.flatnonzero(who.active >> slot & 1):
            known[i].append(int(partner[i]))
    namesakes = np.asarray(slots.partner(slots.Layer.NAMESAKE, 0, ROWS, small_society.PEOPLE, key))
    return Society(who.people, ROWS - who.people.place_in_household, known, namesakes)


@cache
def morning(policy: str, month: int) -> Any:
    return small_society.flat(small_society.shared_monthly(policy).worlds[month])


@cache
def evening_tally(policy: str, month: int) -> dict[str, Any]:
    return small_society.columns(morning(policy, month).tally)


def conditions(world: Any, people: Any) -> Conditions:
    """How many adults have a lane, and how badly those on file rate the agencies."""
    adults = [i for i in ROWS if people.age[i] >= 18]
    lanes = sum(int(world.held.doors.favoured[i]) >> COUNTER & 1 for i in adults)
    on_file = [i for i in adults if world.held.listed.status[:, i].any()]
    ratings = [min(max(1 + float(world.truth.trust[i]), 0), 1) for i in on_file]
    discontent = sum(1 - rating for rating in ratings) / max(len(ratings), 1)
    return Conditions(None, lanes / len(adults), discontent)


@cache
def told(policy: str, month: int) -> list[Told]:
    world = morning(policy, month)
    rules, key = row(small_society.rules(policy), month), key_of(small_society.SEED)
    draws = Draws(key, ROWS.astype(np.uint32), np.uint32(month))
    queue = world.held.cases
    lots = [np.asarray(word(draws, Decision.DOCKET, k)) >> 24 for k in range(len(queue.stage))]
    rates = rules.redress.capacity * np.float32(small_society.PEOPLE / 1e6)
    capacity = np.floor(rates * (month + 1) + 1e-6) - np.floor(rates * month + 1e-6)
    people = society().people
    ahead = rules.redress.head_start
    called = hearing.docket(queue, people.income_fifth, ahead, np.stack(lots), capacity)
    seen = conditions(world, people)
    lucks = [Luck((int(key[0]), int(key[1])), i, month) for i in range(small_society.PEOPLE)]
    choices: list[Any] = [None] * len(lucks)
    if rules.observation.checks is not None:
        rates = np.stack([rules.observation.checks.sample, rules.observation.checks.quota])
        rates = rates * (small_society.PEOPLE / 1e6)
        # No score chooses in the first month.
        months = np.array([[month + 1], [month]])
        room = np.floor(rates * months + 1e-6) - np.floor(rates * (months - 1) + 1e-6)
        choices = checking.chosen(people, world.held.scores.shown, rules, room, lucks)
    return [
        tell(society(), world, called[:, luck.person], seen, rules, luck, choice)
        for luck, choice in zip(lucks, choices, strict=True)
    ]


def lives(policy: str, month: int) -> list[tuple[int, int, bool]]:
    """What the tally makes of each person's month: whose record an entry rests on, why it is wrong,
    and whether the person has ever done anything."""
    rules, before = row(small_society.rules(policy), month), evening_tally(policy, month)
    found = []
    for i, one in enumerate(told(policy, month)):
        stray = tally.about_other(one, int(before["about_other"][i]))
        has_done = bool(before["has_done"][i]) or tally.does_wrong(one, rules)
        found.append((stray, tally.amiss(one, stray, rules, month), has_done))
    return found


@pytest.mark.parametrize(("policy", "month"), MONTHS)
def test_everybody_ends_the_month_where_the_reference_puts_them(policy: str, month: int) -> None:
    after = morning(policy, month + 1)
    persons = told(policy, month)
    expected = small_society.columns(columns_of([one.truth for one in persons]), "truth.")
    expected |= small_society.columns(columns_of([one.after for one in persons]), "held.")
    found = small_society.columns(after.truth, "truth.") | small_society.columns(
        after.held, "held."
    )
    assert found.keys() == expected.keys()
    # A term says something of standing entries only, and grace of warnings only.
    where = {"held.listed.term_left": after.held.listed.status == 2}
    where["held.listed.grace_left"] = after.held.listed.status == 1
    for name, mine in found.items():
        theirs, means = expected[name], where.get(name, np.ones(mine.shape, bool))
        if mine.dtype != np.float32:
            np.testing.assert_array_equal(mine[means], theirs[means], err_msg=name)
        else:
            size = max(float(np.abs(mine).max()), 1e-3)
            np.testing.assert_allclose(mine, theirs, rtol=4e-5, atol=2e-6 * size, err_msg=name)


@pytest.mark.parametrize(("policy", "month"), MONTHS)
def test_everybodys_tally_grows_by_the_month(policy: str, month: int) -> None:
    before, after = evening_tally(policy, month), evening_tally(policy, month + 1)
    rules = row(small_society.rules(policy), month)
    for i, (one, life) in enumerate(zip(told(policy, month), lives(policy, month), strict=True)):
        stray, flaw, has_done = life
        counts, is_wrong = tally.count(one, flaw, has_done, rules), 0 < flaw <= len(WRONGS)
        new = [k for k in tally.blacks(rules) if tally.is_new(one, k)]
        grown = {
            "about_other": stray,
            "flaws": before["flaws"][i] | (1 << flaw - 1 if flaw else 0),
            "never_notified": before["never_notified"][i]
            or any(not one.after.listed.was_notified[k] for k in new),
            "months_listed": before["months_listed"][i] + counts["listed"],
            "months_wrongly": before["months_wrongly"][i] + is_wrong,
            "months_shut_out": before["months_shut_out"][i] + counts["shut_out"],
            "months_listed_at_home": before["months_listed_at_home"][i]
            + one.surroundings.listed_at_home,
            "months_favoured": before["months_favoured"][i] + bool(one.after.doors.favoured),
            "times_refused": before["times_refused"][i] + one.toll.refused.bit_count(),
            "appeals": before["appeals"][i] + counts["appeals_filed"],
            "corrections": before["corrections"][i] + counts["appeals_won"],
            "debts_paid": before["debts_paid"][i] + counts["debts_paid"],
            "months_jobless": before["months_jobless"][i] + counts["jobless"],
            "has_done": has_done,
            "band": one.marks.bands[0] if one.marks else UNSCORED,
            "first_listed": month
            if new and before["first_listed"][i] < 0
            else before["first_listed"][i],
        }
        assert {name: after[name][i] for name in grown} == grown, i
        assert after["paid"][i] == pytest.approx(before["paid"][i] + one.acts.paid, rel=4e-5)
        assert after["income"][i] == pytest.approx(before["income"][i] + one.toll.income, rel=4e-6)
        fined = one.toll.fined if is_wrong else 0.0
        assert after["fined_wrongly"][i] == pytest.approx(before["fined_wrongly"][i] + fined, 4e-5)
        kept = {"paid", "fined_wrongly", "income"}
        if one.marks is not None:
            assert one.before.scores is not None
            shown = one.before.scores.shown[0] if month % 12 == 0 else before["score_then"][i]
            assert after["score_then"][i] == shown
            kept.add("score_then")
            why = {cause for cause in scoring.causes(one.marks) if cause is not None}
            bits = sum(1 << bit for bit, cause in enumerate(SHORTFALLS) if cause in why)
            grown["too_low"] = before["too_low"][i] | bits
            assert after["too_low"][i] == grown["too_low"], i
        assert after.keys() == grown.keys() | kept


def groups_of(i: int) -> list[tuple[str, str]]:
    who = society().people
    bands = (18, 30, 45, 60, 75)
    return [
        ("region", REGIONS[who.region[i]]),
        ("settlement", SETTLEMENTS[int(who.is_urban[i])]),
        ("migrant", RESIDENCE[int(who.is_migrant[i])]),
        ("sex", SEXES[int(who.is_woman[i])]),
        ("background", BACKGROUNDS[who.background[i]]),
        ("disability", DISABILITY[int(who.is_disabled[i])]),
        ("age_band", AGE_BANDS[sum(int(who.age[i]) >= start for start in bands)]),
        ("education", EDUCATION[who.education[i]]),
        ("income_fifth", FIFTHS[who.income_fifth[i]]),
        ("occupation", OCCUPATIONS[who.occupation[i]]),
    ]


@pytest.mark.parametrize(("policy", "month"), MONTHS)
def test_every_measure_of_every_group_adds_up_its_people(policy: str, month: int) -> None:
    rules, names = row(small_society.rules(policy), month), present(small_society.rules(policy))
    expected = np.zeros((len(GROUP_LABELS), len(names)))
    people = np.zeros(len(GROUP_LABELS))
    for i, (one, life) in enumerate(zip(told(policy, month), lives(policy, month), strict=True)):
        counts = tally.count(one, life[1], life[2], rules)
        assert counts.keys() == set(names)
        mine = [tally.whole(float(counts[name]), MEASURES[name].scale) for name in names]
        for label in groups_of(i):
            expected[GROUP_LABELS.index(label)] += mine
            people[GROUP_LABELS.index(label)] += 1
    found = small_society.shared_monthly(policy).sums[month]
    for column, name in enumerate(names):
        slack = 0 * people
        if name in ("score", *(name for name in names if MEASURES[name].scale != 1.0)):
            # Beside halves rounded either way, debts are drawn to two hundred-thousandths.
            slack = 3 + people / 10 + 2e-5 * np.abs(expected[:, column])
        off = np.abs(found[:, column] - expected[:, column])
        assert (off <= slack).all(), (name, found[:, column][off > slack], expected[off > slack])


def test_the_months_compared_meet_every_mechanism() -> None:
    """Else agreement would be about nothing."""
    names = present(small_society.rules("everything"))
    sums = {
        name: small_society.total(
            small_society.shared_monthly("everything").sums, name, policy="everything"
        )
        for name in names
    }
    # Doors that this policy never closes; entries that it never makes, or keeps; few companies pay.
    quiet = {"refused_counter", "refused_benefit", "wrongly_representative", "unfairly_kept_on"}
    quiet |= {"firms_left"}
    never = [n for n in names if not any(sums[n][m] for p, m in MONTHS if p == "everything")]
    assert set(never) == quiet
