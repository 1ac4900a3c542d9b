"""People answer to the rule in force, conduct by conduct, and to no other.

On the policy with every mechanism at once. What other doors, moods and purses would add is turned
off (`calm`), so that the only way from the rule to a conduct is what people expect of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import small_society
from discredit.policy.rules import Rules
from discredit.policy.without import without
from discredit.vocabulary import OCCUPATIONS
from everything_at_once import REGIONS, everything

CONDUCTS = list(everything().behaviour.conducts)
LIGHTS, COMPLAINS = CONDUCTS.index("jumps_lights"), CONDUCTS.index("complains")
VOLUNTEERS, GIVES = CONDUCTS.index("volunteers"), CONDUCTS.index("gives")
GROUNDS = 6


def set_for(rules: Rules, path: str, name: str, value: Any, *, at: Any = ...) -> Rules:
    """The rules with part of one column set: `at` picks it, months first."""
    head, _, rest = path.partition(".")
    old = getattr(rules, head)
    if rest:
        return rules._replace(**{head: set_for(old, rest, name, value, at=at)})
    column = np.array(getattr(old, name))
    column[at] = value(column[at]) if callable(value) else value
    return rules._replace(**{head: old._replace(**{name: column})})


@cache
def calm() -> Rules:
    """Nothing but the rule moves anybody: neither purse, nor mood, trust, or closed doors."""
    rules = small_society.rules("everything")
    moods = {"if_aggrieved": 0, "if_trusting": 0}
    return small_society.change(
        rules, "behaviour.conducts", if_poor=1, if_shut_out=1, bought=0, **moods
    )


def counts(rules: Rules, measure: str) -> Any:
    """How often, month by month."""
    return total(small_society.live(small_society.staked(rules)), measure)


@cache
def unwatched() -> small_society.Past:
    return small_society.live(without(small_society.staked(calm())))


@cache
def watched() -> small_society.Past:
    return small_society.live(small_society.staked(calm()))


def twin(measure: str) -> Any:
    return total(unwatched(), measure)


def total(past: small_society.Past, measure: str, group: str | None = None) -> Any:
    return small_society.total(past.sums, measure, group, policy="everything")


def unseen(conduct: int, *, months: Any = slice(None)) -> Rules:
    return set_for(calm(), "observation.conducts", "seen", 0, at=(months, conduct))


def harmless(conduct: int) -> Rules:
    """It is written down, and nothing follows."""
    place = GROUNDS + conduct
    rules = set_for(calm(), "score", "points", 0, at=(..., place))
    rules = set_for(rules, "score", "caps", np.inf, at=(..., place))
    return set_for(rules, "lists", "grounds", 0, at=(..., place))


WATCHED = [(LIGHTS, "offences"), (COMPLAINS, "disfavoured_acts")]


@pytest.mark.parametrize(("conduct", "measure"), WATCHED)
def test_what_is_watched_becomes_rarer(conduct: int, measure: str) -> None:
    assert total(watched(), measure).sum() < 0.97 * twin(measure).sum()


@pytest.mark.parametrize(("conduct", "measure"), WATCHED)
def test_a_conduct_that_nobody_records_is_the_same_in_both_worlds(
    conduct: int, measure: str
) -> None:
    np.testing.assert_array_equal(counts(unseen(conduct), measure), twin(measure))


@pytest.mark.parametrize(("conduct", "measure"), WATCHED)
def test_a_record_that_nothing_follows_from_changes_nothing(conduct: int, measure: str) -> None:
    np.testing.assert_array_equal(counts(harmless(conduct), measure), twin(measure))


def test_an_effect_begins_with_the_month_of_the_rule() -> None:
    found = counts(unseen(LIGHTS, months=slice(0, 12)), "offences")
    expected = twin("offences")
    np.testing.assert_array_equal(found[:12], expected[:12])
    assert found[12] < expected[12]


def test_an_effect_ends_with_the_rule() -> None:
    found = counts(unseen(LIGHTS, months=slice(12, None)), "offences")
    expected = twin("offences")
    assert found[:12].sum() < expected[:12].sum()
    np.testing.assert_array_equal(found[12:], expected[12:])


def test_more_certain_is_never_more_of_the_offence() -> None:
    found = [
        counts(set_for(calm(), "observation.conducts", "seen", share, at=(..., LIGHTS)), "offences")
        for share in (0.05, 0.2, 0.5, 0.9)
    ]
    totals = [one.sum() for one in found]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] > totals[-1]


@pytest.mark.parametrize(
    ("path", "name", "at"),
    [
        ("score", "points", (..., GROUNDS + LIGHTS)),
        ("lists", "fine", (..., 1)),
        ("lists", "shown_to", (..., 1)),
        ("lists", "deduction", (..., 1)),
        ("lists", "term_months", (..., 1)),
    ],
)
def test_harsher_is_never_more_of_the_offence(path: str, name: str, at: Any) -> None:
    """List 1, of nuisances, has jumping lights among its grounds."""
    more = {"shown_to": 1.0, "deduction": 1.0}.get(name, lambda old: old * 8)
    mild, harsh = (
        total(watched(), "offences"),
        counts(set_for(calm(), path, name, more, at=at), "offences"),
    )
    assert harsh.sum() < mild.sum()


def test_a_penalty_for_something_else_changes_nothing() -> None:
    """List 0 is of debtors and of those who pay late: its fine is no matter of jumping lights."""
    dearer = set_for(calm(), "lists", "fine", lambda old: 2 * old, at=(..., 0))
    np.testing.assert_array_equal(counts(dearer, "offences"), total(watched(), "offences"))


def test_good_deeds_rise_where_they_count_and_only_there() -> None:
    expected = twin("deeds")
    assert total(watched(), "deeds").sum() > 1.02 * expected.sum()
    rules = unseen(VOLUNTEERS)
    rules = set_for(rules, "observation.conducts", "seen", 0, at=(..., GIVES))
    np.testing.assert_array_equal(counts(rules, "deeds"), expected)


def test_fear_spreads_to_what_nobody_records_as_far_as_is_said() -> None:
    """Complaints are the only conduct of their kind, so an offence beside them is made one."""
    rules = set_for(unseen(COMPLAINS), "behaviour.conducts", "kind", 1, at=(..., COMPLAINS))
    spread = set_for(rules, "behaviour.watching", "spreads", 0.5)
    no_spread = set_for(rules, "behaviour.watching", "spreads", 0.0)
    assert counts(spread, "offences").sum() < counts(no_spread, "offences").sum()


def test_whom_the_officials_spare_does_not_answer() -> None:
    official = OCCUPATIONS.index("official")
    rules = set_for(calm(), "observation.conducts", "entered_by_occupation", 0,
                    at=(slice(None), LIGHTS, official))  # fmt: skip
    spared = total(small_society.live(small_society.staked(rules)), "offences", "official")
    expected = total(unwatched(), "offences", "official")
    np.testing.assert_array_equal(spared, expected)


def test_who_is_never_caught_learns_it_and_who_is_caught_learns_that() -> None:
    """One month's lesson has the weight of one own month, as far as people are told."""
    past = small_society.live_monthly(small_society.staked(calm()), months=3)
    lessons = [small_society.flat(world).truth.lessons for world in past.worlds]
    assert not np.asarray(lessons[0]).any()
    stakes = small_society.staked(calm()).behaviour.stakes
    assert stakes is not None
    told = np.unique(np.asarray(stakes.is_told)[0, LIGHTS, : len(REGIONS)])
    steps = {sign * round(0.3 * 127 * float(share)) for share in told for sign in (-1, 0, 1)}
    first = np.asarray(lessons[1])[LIGHTS]
    assert set(np.unique(first)) == steps
    assert (first < 0).sum() > (first > 0).sum() > 0


def test_people_learn_of_a_fine_as_far_as_their_life_has_it() -> None:
    """Whom a fine tells that he is listed, it tells that he was seen; no more and no fewer."""
    rules = small_society.change(calm(), "observation", notice_reaches=0)
    rules = small_society.change(rules, "lists", deduction=0, shown_to=0, fine=10)
    assert rules.score is not None
    rules = rules._replace(score=rules.score._replace(is_shown=0 * rules.score.is_shown))
    for share in (0.0, 0.4, 1.0):
        told = small_society.change(rules, "life", learned_by=[share, 0.9, 0.9, 0.9])
        stakes = small_society.staked(told).behaviour.stakes
        assert stakes is not None
        assert stakes.is_told[:, LIGHTS, REGIONS.index("Beijing")] == pytest.approx(share)


def test_what_moves_out_of_sight_is_done_and_never_seen() -> None:
    """Whom the rule keeps from it and who hides it instead does it: with everybody hiding, nothing
    of it is lost, and what is on file is what it was."""
    nobody, everybody = (
        small_society.change(calm(), "behaviour.conducts", moves_out_of_sight=share)
        for share in (0.0, 1.0)
    )
    kept, moved = (small_society.live(small_society.staked(rules)) for rules in (nobody, everybody))
    np.testing.assert_array_equal(total(moved, "offences"), twin("offences"))
    np.testing.assert_array_equal(total(moved, "disfavoured_acts"), twin("disfavoured_acts"))
    lost = twin("offences") - total(kept, "offences")
    lost = lost + twin("disfavoured_acts") - total(kept, "disfavoured_acts")
    np.testing.assert_array_equal(total(moved, "acts_hidden"), lost)
    np.testing.assert_array_equal(total(moved, "records"), total(kept, "records"))
