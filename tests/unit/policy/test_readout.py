"""Which figures each list, scorer and conduct has, and which cannot be."""

from __future__ import annotations

import pytest

from discredit.policy.compose import load_policy
from discredit.policy.occurs import can_occur, ways_out
from discredit.policy.readout import figures_of, grade_of, says
from discredit.vocabulary import Exit


def measures(system: str, kind: str, name: str) -> set[str]:
    return {f.measure for f in figures_of(load_policy(system)) if (f.kind, f.name) == (kind, name)}


def test_every_list_scorer_and_conduct_of_a_system_has_figures() -> None:
    for system in ("shanghai", "eight-pilots", "joint-punishment", "hangzhou", "court-list"):
        policy = load_policy(system)
        figures = figures_of(policy)
        assert len(figures) == len(set(figures))
        named = {kind: {f.name for f in figures if f.kind == kind} for kind in ("list", "scorer")}
        assert named == {"list": set(policy.system.lists), "scorer": set(policy.system.scores)}
        assert {f.name for f in figures if f.kind == "conduct"} >= set(policy.behaviour.conducts)


def test_a_conduct_that_nobody_records_is_done_and_has_no_records() -> None:
    assert measures("shanghai", "conduct", "litters") == {"acts"}
    assert measures("shanghai", "conduct", "evades_fare") >= {"acts", "records", "entries"}


def test_a_ground_of_the_court_is_recorded_and_no_act_of_the_catalogue() -> None:
    found = measures("court-list", "conduct", "hides_assets")
    assert found == {"records", "records_false", "entries"}


def test_a_band_is_told_by_its_name_and_no_scorer_has_more_bands_than_it_has() -> None:
    policy = load_policy("rongcheng")
    (name,) = policy.system.scores
    bands = [f.measure for f in figures_of(policy) if f.measure.startswith("band_")]
    assert bands == [f"band_{b}" for b in range(len(policy.system.scores[name].bands))]
    assert says(policy, "scorer", name, bands[-1]) == "in the band AAA"


def test_a_list_that_follows_ends_with_what_it_follows_while_it_has_no_term_of_its_own() -> None:
    """From the same answer as the series, whose columns are those of all lists together."""
    policy = load_policy("joint-punishment")
    ends = {name: ways_out(policy, rule) for name, rule in policy.system.lists.items()}
    assert Exit.WITH_SCORE in ends["memo_tenders"]
    assert Exit.WITH_SCORE not in ends["memo_posts"] | ends["tax"]
    rule = policy.system.lists["memo_tenders"]
    months = rule.term_months.model_copy(
        update={"value": None, "dated": {"2018-01": 12}, "before": 0}
    )
    later = rule.model_copy(update={"term_months": months})
    assert {Exit.WITH_SCORE, Exit.TERM} <= ways_out(policy, later)


def test_a_disputed_number_marks_its_own_list_or_conduct_and_no_other() -> None:
    policy = load_policy("sesame")
    grades = {name: grade_of(policy, "conduct", name) for name in policy.behaviour.conducts}
    assert "disputed" not in grades.values()  # switched off, they do nothing
    assert grade_of(load_policy("nosedive"), "scorer", "stars") == "fictional"


@pytest.mark.parametrize(
    ("system", "can", "cannot"),
    [
        ("court-list", ("wrongly_cannot_pay", "refused_flight", "exits_paid"), ("refused_visa",)),
        ("court-list", ("ever_listed", "income"), ("wrongly_did_not", "disagreement")),
        ("eight-pilots", ("disagreement",), ("exits_paid", "ever_cannot_pay", "in_default")),
    ],
)
def test_what_a_system_cannot_have_is_known(
    system: str, can: tuple[str, ...], cannot: tuple[str, ...]
) -> None:
    policy = load_policy(system)
    assert [name for name in can if not can_occur(policy, name)] == []
    assert [name for name in cannot if can_occur(policy, name)] == []
