"""Where people stand on a score, person by person."""

from __future__ import annotations

import numpy as np
import pytest

from discredit.studies.standing import Seen, by_income, fifth_of, figures_of

LUCK = np.random.default_rng(3)
PEOPLE = 4000
INCOME = np.exp(LUCK.normal(8, 1, PEOPLE))
EARNED = LUCK.normal(0, 30, PEOPLE)
EVERYBODY = np.ones(PEOPLE, bool)


def seen(score: np.ndarray) -> Seen:
    return Seen(score, EVERYBODY, EARNED, INCOME)


def test_a_score_of_conduct_alone_does_not_follow_income() -> None:
    assert by_income(seen(EARNED)).value == pytest.approx(0, abs=0.3)


def test_points_for_each_doubling_of_income_are_found_at_equal_conduct() -> None:
    found = by_income(seen(EARNED + 5 * np.log2(INCOME)))
    assert found.value == pytest.approx(5, abs=0.3)
    assert found.people == PEOPLE


def test_ranks_that_stay_are_kept_and_ranks_that_are_drawn_anew_are_kept_by_a_fifth() -> None:
    drawn = seen(LUCK.normal(0, 1, PEOPLE))
    kept = figures_of(seen(EARNED), seen(EARNED))
    assert kept["rank_kept"].value == kept["low_rank_kept"].value == 1
    assert figures_of(seen(EARNED), drawn)["rank_kept"].value == pytest.approx(0.2, abs=0.03)
    assert np.isnan(figures_of(seen(EARNED), None)["rank_kept"].value)


def test_people_of_one_score_stand_in_one_fifth() -> None:
    assert set(fifth_of(np.full(50, 1000.0)).tolist()) == {2}


def test_too_few_are_not_told() -> None:
    few = Seen(EARNED[:20], EVERYBODY[:20], EARNED[:20], INCOME[:20])
    assert np.isnan(by_income(few).value)
