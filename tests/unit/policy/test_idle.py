"""What cannot act is told by its path; what can is not."""

from __future__ import annotations

import pytest

from discredit.cli.new import starter
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_assumption
from discredit.policy.idle import idle_in


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The starter that `discredit new` writes."""
    folder = tmp_path_factory.mktemp("own")
    for file, text in starter("mine").items():
        (folder / file).write_text(text, encoding="utf-8")
    return str(folder / "mine.yaml")


def told(name: str, *changes: tuple[str, float | bool]) -> dict[str, str]:
    policy = load_policy(name)
    for path, value in changes:
        policy = with_assumption(policy, path, value, "in a test")
    return {idle.path: idle.why for idle in idle_in(policy)}


def test_the_court_list_and_the_starter_hold_nothing_idle(mine: str) -> None:
    assert told("court-list") == {}
    assert told(mine) == {}


@pytest.mark.parametrize(
    ("changes", "path", "why"),
    [
        ([("observation.conducts.litters.seen", 0)], "", ""),
        (
            [
                ("observation.conducts.litters.seen", 0),
                ("observation.conducts.litters.false_records", 0),
            ],
            "scores.points.points.litters",
            "nobody ever records litters",
        ),
        ([("scores.points.bands.high", 1400)], "scores.points.bands.high", "ceiling is 1300"),
        ([("scores.points.floor", 950)], "scores.points.bands.low", "floor is 950"),
        ([("scores.points.floor", 950)], "lists.low_points.score.below", "floor of 950"),
        ([("lists.low_points.leaves_with_score", False)], "lists.low_points", "ever leaves"),
        (
            [("lists.low_points.leaves_with_score", False), ("lists.low_points.term_months", 6)],
            "",
            "",
        ),
        (
            [("behaviour.wants.loan", 0)],
            "gates.lists.low_points.closes.loan",
            "nobody ever tries loan",
        ),
        ([("redress.capacity.review", 0)], "redress.capacity.review", "hears nobody"),
        ([("redress.capacity.review", 0), ("redress.continues", 0)], "", ""),
        ([("redress.capacity.first", 0), ("redress.filing_rate", 0)], "", ""),
    ],
)
def test_each_kind_is_told_at_its_place(
    mine: str, changes: list[tuple[str, float | bool]], path: str, why: str
) -> None:
    found = told(mine, *changes)
    assert why in found.pop(path, "")
    if path.startswith("redress") or not path:
        assert not found


def test_a_rate_of_children_and_a_group_that_is_spared_are_told() -> None:
    by_age = "behaviour.conducts.evades_fare.by_age"
    assert f"{by_age}.0-17" in told("shanghai", (f"{by_age}.0-17", 3))
    path = "observation.conducts.breaks_traffic_rules.entered_by_occupation"
    found = told("shanghai", (f"{path}.official", 0))
    assert found[path] == "it spares all of official"
    assert path not in told("shanghai")


def test_a_rule_that_is_in_force_in_no_region_is_told() -> None:
    assert "scores.osmanthus.lives_in" not in told("city-mosaic")
    found = told("city-mosaic", ("scores.osmanthus.lives_in.Suzhou", False))
    assert found["scores.osmanthus.lives_in"].startswith("it is about nobody")
    found = told("city-mosaic", ("observation.conducts.litters.watched_in.Rongcheng", 0))
    assert found["observation.conducts.litters.watched_in"].startswith("nobody is seen")


def test_what_no_rule_looks_for_is_told() -> None:
    found = told("eight-pilots")
    assert found == {
        "observation.conducts": "no list and no score uses records of spends_for_score"
    }


def test_an_answer_that_stays_nought_is_told() -> None:
    wrongly = ("observation.conducts.underreports_income.false_records", 0.0)
    none = [("lists.debtors.fine", 0.0), ("lists.debtors.deduction", 0.0)]
    assert "outcome.fined_wrongly" not in told("robodebt", wrongly, none[0])
    found = told("robodebt", *none)
    assert found["outcome.fined_wrongly"] == "every fine and deduction is nought"
    path = "observation.conducts.claims_while_working.false_records"
    assert "outcome.ever_did_not" in told("midas", (path, 0.0))
    assert "outcome.ever_did_not" not in told("midas")


def test_a_time_of_grace_of_which_nobody_can_know_is_told() -> None:
    silence = [("observation.notice_reaches", 0.0), ("redress.access", 0.0)]
    assert "lists.debtors.grace_months" not in told("robodebt", silence[0])
    assert "nobody learns" in told("robodebt", *silence)["lists.debtors.grace_months"]


def test_a_mark_that_a_list_does_not_leave_cannot_stay() -> None:
    policy = load_policy("sesame")
    scorer = policy.system.scores["sesame"]
    bare = scorer.model_copy(update={"links": None})
    system = policy.system.model_copy(update={"scores": {"sesame": bare}})
    found = {one.path for one in idle_in(policy.model_copy(update={"system": system}))}
    told_now = {one.path for one in idle_in(policy)}
    assert found - told_now == {"scores.sesame.link_stays.defaulters"}


def test_arrears_that_nobody_ever_has_are_told() -> None:
    path = "life.budget.left_unpaid"
    assert path in told("court-list", (path, 0.0)) and path not in told("court-list")
