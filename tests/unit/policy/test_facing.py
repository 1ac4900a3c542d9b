"""Two systems among the same people."""

from __future__ import annotations

import pytest

from discredit.errors import PolicyError, UnknownNameError
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_value
from discredit.policy.facing import WorldSide, apart, facing, read_other, told
from discredit.policy.label import label_between, label_of
from discredit.policy.schema import Policy


def faced(ours: str, theirs: str) -> tuple[Policy, Policy]:
    return facing(*(WorldSide(policy, policy) for policy in map(load_policy, (ours, theirs))))


def test_a_system_that_faces_itself_is_what_it_was() -> None:
    plain = load_policy("court-list")
    assert faced("court-list", "court-list") == (plain, plain)


def test_both_worlds_have_one_catalogue_and_one_kind_of_life() -> None:
    ours, theirs = faced("hangzhou", "rongcheng")
    assert ours.behaviour.conducts == theirs.behaviour.conducts
    assert set(ours.behaviour.conducts) == {
        name for one in ("hangzhou", "rongcheng") for name in load_policy(one).behaviour.conducts
    }
    assert ours.life == theirs.life
    assert ours.behaviour.wants == theirs.behaviour.wants
    own = load_policy("hangzhou").behaviour.conducts
    assert {name: theirs.behaviour.conducts[name] for name in own} == own


def test_what_people_believe_of_a_system_stays_with_it() -> None:
    ours, theirs = faced("hangzhou", "rongcheng")
    assert ours.behaviour.watching == load_policy("hangzhou").behaviour.watching
    assert theirs.behaviour.watching == load_policy("rongcheng").behaviour.watching


def test_a_system_without_a_court_gets_one_that_lists_nobody() -> None:
    ours, theirs = faced("court-list", "rongcheng")
    assert theirs.behaviour.debts == ours.behaviour.debts
    court = theirs.system.observation.court
    assert court is not None and set(court.listing_activity.scalars) == {0.0}
    assert ours.system.observation.court == load_policy("court-list").system.observation.court


def test_what_somebody_changed_on_one_side_stays_with_that_side() -> None:
    plain = load_policy("hangzhou")
    path = "behaviour.conducts.evades_fare.rate"
    changed = with_value(plain, path, 0.05)
    ours, theirs = facing(WorldSide(plain, plain), WorldSide(changed, changed))
    assert (
        ours.behaviour.conducts["evades_fare"].rate.value
        == plain.behaviour.conducts["evades_fare"].rate.value
    )
    assert theirs.behaviour.conducts["evades_fare"].rate.value == 0.05
    other = load_policy("rongcheng")
    more = with_value(other, path, 0.05)
    assert (
        facing(WorldSide(plain, plain), WorldSide(more, other))[1]
        != faced("hangzhou", "rongcheng")[1]
    )


def test_people_who_would_do_too_much_are_refused() -> None:
    with pytest.raises(PolicyError, match=r"30 kinds of conduct.*at most 25"):
        faced("joint-punishment", "shanghai")


def test_what_only_one_system_has_is_told() -> None:
    said = " ".join(told(*faced("hangzhou", "jaywalking-cameras")))
    assert "the same 8 kinds of conduct" in said
    assert "under jaywalking-cameras alone jaywalks" in said
    assert "Lists: under hangzhou alone fare_cheats" in said
    same = load_policy("court-list")
    assert len(told(same, same)) == 1


def test_a_name_may_have_overlays_behind_it() -> None:
    other = read_other("court-list+notice+amnesty")
    assert other.overlays == ("notice", "amnesty")
    assert other.side.policy == load_policy("court-list", overlays=("notice", "amnesty"))
    assert other.side.plain == load_policy("court-list")
    assert other.with_only(("notice",)) == load_policy("court-list", overlays=("notice",))
    with pytest.raises(UnknownNameError, match="notise"):
        read_other("court-list+notise")


def test_two_worlds_never_have_one_name() -> None:
    policy = load_policy("court-list")
    assert len(set(apart(policy, policy))) == 2


def test_the_label_says_whose_it_is() -> None:
    shaming, score = load_policy("public-shaming"), load_policy("national-score")
    assert label_of(score) and not label_of(shaming)
    assert label_between(shaming, score) == f"national-score: {label_of(score)}"
    assert label_between(score, score) == label_of(score)
    assert label_between(score, None) == label_of(score)
