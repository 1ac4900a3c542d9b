"""Numbers fitted to figures, where the answer is known: a linear mechanism with normal luck."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, chisquare

from discredit.errors import InputError
from discredit.measures.published import MODEL_ERROR
from discredit.studies import fitting, regression
from discredit.studies.fitting import fewest_runs, fitted, part_sizes
from discredit.studies.ranges import FreeNumber
from discredit.studies.uncertain import ends_of

NUMBERS = tuple(FreeNumber(name, 0.0, 1.0, 0.5, "share") for name in ("a", "b", "c"))
MIXED = np.array([[1.0, 0.4, 0.0, -0.7], [0.2, 1.0, 0.5, 0.0], [0.0, -0.3, 1.0, 0.8]])
LUCK = 0.2
RUNS = 200
WORLDS = 200


def mechanism(luck: np.random.Generator, values: np.ndarray) -> np.ndarray:
    return 5.0 + values @ MIXED + LUCK * luck.normal(size=(len(values), MIXED.shape[1]))


def one_world(world: int) -> tuple[np.ndarray, fitting.Fitted]:
    """A truth drawn from the ranges, what is published of it, and what is fitted to that."""
    luck = np.random.default_rng(world)
    truth = luck.random(len(NUMBERS))
    seen = mechanism(luck, truth[None])[0] * (1 + MODEL_ERROR * luck.normal(size=4))
    return truth, fitted(NUMBERS, seen, RUNS, lambda _, values: mechanism(luck, values))


@pytest.fixture(scope="module")
def worlds() -> list[tuple[np.ndarray, fitting.Fitted]]:
    """Many truths, and what was fitted to each."""
    return [one_world(world) for world in range(WORLDS)]


def test_intervals_hold_the_truth_as_often_as_they_say(worlds: Any) -> None:
    """The worlds are independent and each number is tested at 0.1 %, on both sides: the seeds are
    fixed, and others would fail in fewer than one case in 160."""
    draws = part_sizes(RUNS)["check"]
    held = np.array([
        [low <= one <= high for one, (low, high) in zip(truth, map(ends_of, fit.values.T))]  # noqa: B905
        for truth, fit in worlds
    ])  # fmt: skip
    nominal = 1 - 2 * ends_of(np.arange(1.0, draws + 1))[0] / (draws + 1)
    low, high = binom.interval(0.998, WORLDS, nominal)
    assert ((low <= held.sum(axis=0)) & (held.sum(axis=0) <= high)).all(), held.mean(axis=0)


def test_ranks_of_the_truth_among_its_draws_are_uniform(worlds: Any) -> None:
    """Chi squared on six bins, 0.1 % for each of three numbers: the same false-alarm rate."""
    ranks = np.array([(fit.values < truth).mean(axis=0) for truth, fit in worlds])
    for one in ranks.T:
        counts = np.histogram(one, bins=6, range=(0, 1))[0]
        assert chisquare(counts).pvalue > 1e-3, counts


def test_what_a_calibration_says_of_itself_is_so(worlds: Any) -> None:
    """Its own ranks cover as its intervals do, to within what so few runs can tell."""
    fit = worlds[0][1]
    assert fit.ranks.min() >= 0 and fit.ranks.max() <= fit.among
    held = [((fit.ranks >= 2) & (fit.ranks <= fit.among - 2)).mean() for _, fit in worlds]
    assert abs(np.mean(held) - (fit.among - 3) / (fit.among + 1)) < 0.02


def test_the_draws_are_those_of_bayes_where_these_are_known(worlds: Any) -> None:
    """Least squares with known errors is the posterior, but for the ends of the ranges: the middle
    of the draws is as near to the truth, and they are about as wide."""
    error = np.hypot(LUCK, MODEL_ERROR * 5)
    known = np.sqrt(np.diag(np.linalg.inv(MIXED @ MIXED.T))) * error
    off = np.array([np.median(fit.values, axis=0) - truth for truth, fit in worlds])
    wide = np.array([fit.values.std(axis=0) for _, fit in worlds]).mean(axis=0)
    assert (off.std(axis=0) < 1.15 * known).all()
    assert (0.6 * known < wide).all() and (wide < 1.3 * known).all()


def test_a_figure_that_no_run_comes_near_sets_nothing() -> None:
    luck = np.random.default_rng(1)
    seen = np.array([5.8, 5.5, 5.7, 500.0])
    fit = fitted(NUMBERS, seen, RUNS, lambda _, values: mechanism(luck, values))
    assert fit.in_reach.tolist() == [True, True, True, False]
    with pytest.raises(InputError, match="none is reached"):
        fitted(NUMBERS, seen * 100, RUNS, lambda _, values: mechanism(luck, values))


def test_runs_that_failed_are_left_out_and_many_of_them_are_an_error() -> None:
    luck = np.random.default_rng(2)

    def failing(each: int) -> Any:
        def work(_: str, values: np.ndarray) -> np.ndarray:
            found = mechanism(luck, values)
            found[::each] = np.nan
            return found

        return work

    seen = np.array([5.8, 5.5, 5.7, 5.1])
    fit = fitted(NUMBERS, seen, RUNS, failing(20))
    assert fit.failed == RUNS // 20 and np.isfinite(fit.found).all()
    assert len(fit.values) < part_sizes(RUNS)["check"]
    with pytest.raises(InputError, match="a quarter"):
        fitted(NUMBERS, seen, RUNS, failing(3))


def test_the_same_question_has_the_same_draws() -> None:
    def exact(_: str, values: np.ndarray) -> np.ndarray:
        return 5.0 + values @ MIXED

    seen = np.array([5.8, 5.5, 5.7, 5.1])
    once, again = (fitted(NUMBERS, seen, RUNS, exact) for _ in range(2))
    np.testing.assert_array_equal(once.values, again.values)
    assert sum(part_sizes(RUNS).values()) == RUNS >= fewest_runs(3, 4)


def test_figures_that_do_not_vary_say_nothing() -> None:
    line = np.linspace(-1.0, 1.0, 60)[:, None]
    found = np.hstack([2 * line, np.full((60, 1), 7.0), 2 * line])
    draws = regression.posterior(line, found, np.array([1.0, 7.0, 1.0]), 30)
    np.testing.assert_allclose(draws, 0.5, atol=1e-6)
