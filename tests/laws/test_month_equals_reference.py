"""A whole month of a small society is what the slow reference says, person by person: who sees
whom, what each room does with it, who is counted where."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import twins
from discredit.draws import Decision, Draws, key_of, word
from discredit.record import GROUP_LABELS, MEASURES
from discredit.society import ties
from discredit.society.people import PROVINCES
from discredit.vocabulary import AGE_BANDS, EDUCATION, FIFTHS, OCCUPATIONS, RESIDENCE, SETTLEMENTS
from reference import lives
from reference.month import Society, Told, tell
from reference.person import Luck, columns_of
from strategies import row

MONTHS = (8, 15)  # before and after the reform
ROWS = np.arange(twins.PEOPLE, dtype=np.int32)


@cache
def society() -> Society:
    who = twins.flat(twins.population())
    key = key_of(twins.SEED)
    known: list[list[int]] = [[] for _ in ROWS]
    for slot, (layer, k) in enumerate(ties.NEAR_SLOTS):
        partner = np.asarray(ties.partner(layer, k, ROWS, twins.PEOPLE, key))
        for i in np.flatnonzero(who.active >> slot & 1):
            known[i].append(int(partner[i]))
    namesakes = np.asarray(ties.partner(ties.Layer.NAMESAKE, 0, ROWS, twins.PEOPLE, key))
    return Society(who.people, ROWS - who.people.place_in_household, known, namesakes)


@cache
def told(month: int) -> list[Told]:
    world = twins.flat(twins.shared_monthly().worlds[month])
    rules, key = row(twins.rules(), month), key_of(twins.SEED)
    lots = np.asarray(word(Draws(key, ROWS.astype(np.uint32), np.uint32(month)), Decision.DOCKET))
    rates = rules.redress.capacity * np.float32(twins.PEOPLE / 1e6)
    capacity = np.floor(rates * (month + 1)) - np.floor(rates * month)
    called = lives.docket(world.held.cases, lots >> 24, capacity)
    seed = (int(key[0]), int(key[1]))
    lucks = [Luck(seed, i, month) for i in range(twins.PEOPLE)]
    return [tell(society(), world, called[luck.person], rules, luck) for luck in lucks]


@pytest.mark.parametrize("month", MONTHS)
def test_everybody_ends_the_month_where_the_reference_puts_them(month: int) -> None:
    after = twins.flat(twins.shared_monthly().worlds[month + 1])
    persons = told(month)
    expected = twins.columns(columns_of([one.truth for one in persons]))
    for name, found in twins.columns(after.truth).items():
        if found.dtype != np.float32:
            np.testing.assert_array_equal(found, expected[name], err_msg=name)
        else:
            size = max(float(np.abs(found).max()), 1e-3)
            theirs = expected[name]
            np.testing.assert_allclose(found, theirs, rtol=4e-5, atol=2e-6 * size, err_msg=name)
    held = twins.columns(columns_of([one.held for one in persons]))
    where = {"listed.term_left": after.held.listed.status == 2}
    where["listed.grace_left"] = after.held.listed.status == 1
    for name, found in twins.columns(after.held).items():
        means = where.get(name, np.ones(len(ROWS), bool))
        np.testing.assert_array_equal(found[means], held[name][means], err_msg=name)


@pytest.mark.parametrize("month", MONTHS)
def test_everybodys_tally_grows_by_the_month(month: int) -> None:
    before, after = (
        twins.columns(twins.flat(twins.shared_monthly().worlds[m]).tally)
        for m in (month, month + 1)
    )
    for i, one in enumerate(told(month)):
        grown = {
            "about_other": one.about_other,
            "wrong_causes": before["wrong_causes"][i] | one.cause,
            "months_listed": before["months_listed"][i] + one.counts["listed"],
            "months_wrongly": before["months_wrongly"][i] + (one.cause != 0),
            "months_shut_out": before["months_shut_out"][i] + one.counts["shut_out"],
            "appeals": before["appeals"][i] + one.counts["appeals_filed"],
            "corrections": before["corrections"][i] + one.counts["appeals_won"],
            "debts_paid": before["debts_paid"][i] + one.counts["debts_paid"],
            "months_jobless": before["months_jobless"][i] + one.counts["jobless"],
        }
        assert {name: after[name][i] for name in grown} == grown, i
        assert after["paid"][i] == pytest.approx(before["paid"][i] + one.paid, rel=4e-5)
        assert after["income"][i] == pytest.approx(before["income"][i] + one.income, rel=4e-6)
        is_first = one.counts["entries"] and before["first_listed"][i] < 0
        assert after["first_listed"][i] == (month if is_first else before["first_listed"][i])


def groups_of(i: int) -> list[tuple[str, str]]:
    who = society().people
    bands = (18, 30, 45, 60, 75)
    return [
        ("province", PROVINCES[who.province[i]]),
        ("settlement", SETTLEMENTS[int(who.is_urban[i])]),
        ("migrant", RESIDENCE[int(who.is_migrant[i])]),
        ("age_band", AGE_BANDS[sum(int(who.age[i]) >= start for start in bands)]),
        ("education", EDUCATION[who.education[i]]),
        ("income_fifth", FIFTHS[who.income_fifth[i]]),
        ("occupation", OCCUPATIONS[who.occupation[i]]),
    ]


@pytest.mark.parametrize("month", MONTHS)
def test_every_count_of_every_group_adds_up_its_people(month: int) -> None:
    names = list(told(month)[0].counts)
    expected = {label: dict.fromkeys(names, 0) for label in GROUP_LABELS}
    for i, one in enumerate(told(month)):
        for label in groups_of(i):
            for name in names:
                expected[label][name] += int(one.counts[name])
    columns = [list(MEASURES).index(name) for name in names]
    found = twins.shared_monthly().sums[month][:, columns]
    wanted: Any = np.array([[expected[label][name] for name in names] for label in GROUP_LABELS])
    np.testing.assert_array_equal(found, wanted)
