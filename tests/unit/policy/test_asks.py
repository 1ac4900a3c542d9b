"""A question is answered by measures that exist and that can occur in its system."""

from __future__ import annotations

import pytest
import yaml

from discredit import library
from discredit.columns import MEASURES
from discredit.errors import PolicyError
from discredit.policy import asks
from discredit.policy.compose import load_policy
from discredit.policy.load import load
from discredit.policy.schema import System
from discredit.sources import Ledger

STARTER = library.text("starters", "points")


def fault(outcome: object) -> str:
    data = yaml.safe_load(STARTER)
    data["outcome"] = outcome
    text = yaml.safe_dump(data, sort_keys=False)
    with pytest.raises(PolicyError) as caught:
        load(text, System, ledger=Ledger(), name="mine.yaml")
    return str(caught.value)


def test_an_answer_is_a_measure_that_there_is() -> None:
    assert "Did you mean ever_wrongly?" in fault("ever_wrongli")
    assert "Did you mean listed_wrongly?" in fault(["ever_wrongly", "listed_wronly"])
    assert "each named once" in fault(["income", "income"])
    assert "1 to 4 measures" in fault(["income", "trust", "savings", "listed", "people"])


@pytest.mark.parametrize(
    ("name", "outcome", "lacks"),
    [
        ("suzhou", "ever_wrongly", "a black list"),
        ("court-list", "mean_score", "a score, and one alone"),
        ("suzhou", "red_listed", "a red list"),
        ("robodebt", "disagreement", "several scores"),
        ("robodebt", "refused_flight", "a closed door at flight"),
        ("robodebt", "debts_paid", "debts before a court"),
        ("voter-purge", "fined_wrongly", "a list with a fine or a deduction"),
    ],
)
def test_an_answer_can_occur_in_its_system(name: str, outcome: str, lacks: str) -> None:
    system = load_policy(name).system.model_copy(update={"outcome": outcome})
    policy = load_policy(name).model_copy(update={"system": system})
    (broken,) = asks.beyond(policy)
    assert broken.rule == f"{outcome} cannot occur in this system, which lacks {lacks}"


@pytest.mark.parametrize("name", library.names("systems"))
def test_every_system_of_the_library_names_answers_that_can_occur(name: str) -> None:
    policy = load_policy(name)
    assert policy.system.outcome is not None
    assert list(asks.beyond(policy)) == list(asks.unknown(policy.system.outcomes)) == []


def test_what_every_measure_needs_is_known() -> None:
    for name in asks.KNOWN:
        needs = asks._needs(name)
        assert all(need.what for need in needs)
    assert asks._needs("entries")[0].what == "a black list"
    assert set(MEASURES) < set(asks.KNOWN)
