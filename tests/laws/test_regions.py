"""A rule of some regions is none of the others': there nobody is scored, entered, seen or afraid.

On the policy with every mechanism at once, with nothing but the rule that moves people.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import small_society
from discredit.policy.rules import Rules
from discredit.policy.without import without
from discredit.vocabulary import REGIONS, UNSCORED
from everything_at_once import REGIONS as NAMES

HERE = NAMES.index("Shandong")
"""Where none of the rules is in force; one of the largest."""
CONDUCT = ("offences", "disfavoured_acts")


@cache
def calm() -> Rules:
    """Nothing but the rule moves anybody: neither purse, nor mood, trust, or closed doors."""
    rules = small_society.rules("everything")
    moods = {"if_aggrieved": 0, "if_trusting": 0, "if_poor": 1, "if_shut_out": 1, "bought": 0}
    return small_society.change(rules, "behaviour.conducts", **moods)


def but_here(part: Any, name: str) -> Any:
    """The same rules, in force everywhere but here."""
    column = np.ones_like(getattr(part, name))
    column[..., HERE] = 0
    return part._replace(**{name: column})


def of_others(which: str) -> Rules:
    rules = calm()
    if which == "observation":
        watch = but_here(rules.observation.conducts, "watched_in")
        return rules._replace(observation=rules.observation._replace(conducts=watch))
    score, lists = but_here(rules.score, "lives_in"), but_here(rules.lists, "lives_in")
    return rules._replace(score=score, lists=lists)


@cache
def lived(which: str) -> small_society.Past:
    return small_society.live(small_society.staked(of_others(which)))


@cache
def unwatched() -> small_society.Past:
    return small_society.live(without(small_society.staked(calm())))


def total(past: small_society.Past, measure: str, group: str | None = None) -> Any:
    return small_society.total(past.sums, measure, group, policy="everything")


@pytest.mark.parametrize("which", ["score and lists", "observation"])
def test_nobody_answers_to_a_rule_of_another_region(which: str) -> None:
    for measure in CONDUCT:
        here, nobody = (total(past, measure, REGIONS[HERE]) for past in (lived(which), unwatched()))
        np.testing.assert_array_equal(here, nobody)
        assert here.sum() > 50
        elsewhere = total(lived(which), measure).sum() - here.sum()
        assert elsewhere < 0.97 * (total(unwatched(), measure).sum() - nobody.sum())


def test_an_account_sleeps_where_nobody_is_scored() -> None:
    worlds = [small_society.flat(world) for world in lived("score and lists").worlds]
    is_here = small_society.people().region.reshape(-1)[: small_society.PEOPLE] == HERE
    first, last = (np.asarray(world.held.scores.account) for world in (worlds[0], worlds[-1]))
    np.testing.assert_array_equal(first[:, is_here], last[:, is_here])
    assert (first[:, ~is_here] != last[:, ~is_here]).mean() > 0.3
    bands = np.asarray(worlds[-1].tally.band)
    assert (bands[is_here] == UNSCORED).all() and (bands[~is_here] != UNSCORED).any()
    assert total(lived("score and lists"), "scored", REGIONS[HERE]).sum() == 0


def test_nobody_is_entered_on_a_list_of_another_region() -> None:
    assert total(lived("score and lists"), "entries", REGIONS[HERE]).sum() == 0
    assert total(lived("score and lists"), "entries").sum() > 100
