"""One person is lived as it is chosen: the same choices give the same year, and nobody is touched
whom this person's acts cannot reach."""

from __future__ import annotations

import json
from typing import Any

import jax
import numpy as np
import pytest

from discredit.choices import Choices, none_for
from discredit.engine import cache as engine_cache
from discredit.engine import loop, switches
from discredit.engine.loop import Followed
from discredit.errors import InputError
from discredit.page.asked import Chosen, WantedLived, plan_of
from discredit.page.live import live
from discredit.plan import Plan
from discredit.run import arms
from discredit.run import watched as months
from discredit.vocabulary import ARMS, Arm
from served_page import PEOPLE, SYSTEM, served

YEAR = 12
PERSON = 40


def plan(months: int = YEAR) -> Plan:
    return plan_of(WantedLived(system=SYSTEM, people=PEOPLE, months=months, person=PERSON), {})


def lived(*chosen: Chosen, person: int = PERSON) -> dict[str, Any]:
    """What is told in the end."""
    told = [frame.head for frame in live(plan(), person, chosen)]
    assert [one["kind"] for one in told[:-1]] == ["wait"] * (len(told) - 1)
    return told[-1]


def everything(told: dict[str, Any]) -> Chosen:
    """All that is open to the person."""
    may = told["choices"]
    does, tries = (
        tuple(one["name"] for one in may[what] if one["open"]) for what in ("conducts", "services")
    )
    return Chosen(does=does, tries=tries, files=True)


def evenings(arm: Arm, followed: Followed) -> list[Any]:
    """The world after each month."""
    asked = plan()
    setup = months.home_of(asked).setup._replace(rules=arms.rules_by_arm(asked))
    with switches.pinned(), engine_cache.keeping():
        return [
            jax.device_get(done[0])
            for done in months._stretches(asked, setup, arm, followed)
            if done is not None
        ]


def differ(left: Any, right: Any) -> np.ndarray:
    """Who is another in any column of two worlds."""
    found = np.zeros(PEOPLE, bool)
    for a, b in zip(jax.tree.leaves(left), jax.tree.leaves(right), strict=True):
        apart = (a != b) & ~((a != a) & (b != b))
        found |= (apart if apart.ndim == 2 else apart.any(axis=1)).reshape(-1)[:PEOPLE]
    return found


def all_done() -> Choices:
    chosen = none_for(YEAR)
    chosen.does[:] = chosen.tries[:] = 0xFFFFFFFF
    chosen.pays[:] = chosen.files[:] = 1
    return chosen


@pytest.mark.parametrize("arm", ARMS)
def test_months_one_by_one_are_the_months_of_a_run_to_the_byte(arm: Arm) -> None:
    asked = plan(YEAR + 2)
    setup = months.home_of(asked).setup._replace(rules=arms.rules_by_arm(asked))
    rules = setup.rules[arm]
    given = (setup.inhabitants, rules, setup.layout, setup.seed)
    with switches.pinned(), engine_cache.keeping():
        # Whoever is lived with nothing chosen leaves no trace either.
        followed = Followed((PERSON,))
        *_, (one_by_one, _) = loop.month_by_month(
            loop.begin(setup.population, rules), *given, followed
        )
        *_, (at_once, _) = loop.months(loop.begin(setup.population, rules), *given)
    for left, right in zip(jax.tree.leaves(one_by_one), jax.tree.leaves(at_once), strict=True):
        assert np.asarray(left).tobytes() == np.asarray(right).tobytes()


def test_acts_reach_nobody_in_their_month_and_without_a_system_nobody_at_all() -> None:
    chosen = all_done()
    for arm in ARMS:
        as_chosen = evenings(arm, Followed((PERSON,), chosen))
        as_drawn = evenings(arm, Followed((PERSON,)))
        apart = [np.flatnonzero(differ(*both)) for both in zip(as_chosen, as_drawn, strict=True)]
        assert apart[0].tolist() == [PERSON]
        assert all(PERSON in one for one in apart)
        if arm == "without":
            assert all(one.tolist() == [PERSON] for one in apart)
        else:
            assert len(apart[-1]) < PEOPLE / 10


def test_the_same_choices_twice_give_the_same_year_and_others_another() -> None:
    chosen = (everything(lived()),) * YEAR
    first, again, other = lived(*chosen), lived(*chosen), lived(*(Chosen(),) * YEAR)
    assert first == again
    assert first["end"] and other["end"] and first["months"] != other["months"]
    for one in other["end"]["compared"]:
        assert one["yours"] == one["alone"]
    assert any(one["yours"] != one["alone"] for one in first["end"]["compared"])


def test_each_month_is_the_same_however_many_follow() -> None:
    chosen = (everything(lived()),) * 4
    early, late = lived(*chosen[:2]), lived(*chosen)
    assert late["months"][:2] == early["months"]
    assert early["end"] is None and len(late["months"]) == 4


def test_what_is_chosen_is_done_and_doors_are_tried() -> None:
    chosen = everything(lived())
    for month in lived(*(chosen,) * 3)["months"]:
        assert set(chosen.does) <= set(month["did"]) | set(month["could_not"])
        assert {one["service"] for one in month["tried"]} >= set(chosen.tries)
    left = Chosen(omits=chosen.does, avoids=chosen.tries)
    for month in lived(*(left,) * 3)["months"]:
        assert not month["did"] and not month["tried"]


def test_whoever_is_wrongly_listed_can_appeal_and_is_told_no_more_than_he_knows() -> None:
    asked = plan()
    home = months.home_of(asked)
    seen = [one for one in months.watched(asked, home) if not isinstance(one, months.Waiting)]
    wrongly = np.frombuffer(seen[5]["with"].states, np.uint8) == 5
    found = [
        lived(*(Chosen(files=True),) * YEAR, person=int(row)) for row in home.shown.rows[wrongly]
    ]
    appeals = [month["appeal"] for one in found for month in one["months"]]
    assert "filed" in appeals and {"won", "refused"} & set(appeals)
    assert any(why["of"] == "error" for one in found for why in one["end"]["why"])
    for one in found:
        for month in one["months"]:
            assert bool(month["entry"]) == month["knows"]


@pytest.mark.parametrize("given", [{"does": ("flies",)}, {"tries": ("moon",)}])
def test_what_the_policy_does_not_have_cannot_be_chosen(given: Any) -> None:
    with pytest.raises(InputError, match="of that name"):
        lived(Chosen(**given))


def test_it_is_asked_over_the_network_and_bounded() -> None:
    asked = {"system": SYSTEM, "people": PEOPLE, "months": YEAR, "person": PERSON}
    reply = served().post("/api/live", json.dumps(asked).encode())
    assert reply.frames[-1].head == json.loads(json.dumps(lived()))
    many = {**asked, "chosen": [{}] * (YEAR + 1)}
    assert served().post("/api/live", json.dumps(many).encode()).status == 422
    strange = {**asked, "chosen": [{"kills": ["x"]}]}
    assert served().post("/api/live", json.dumps(strange).encode()).status == 422
