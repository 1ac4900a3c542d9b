"""What decides an answer, on functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest

from discredit.errors import InputError
from discredit.studies import covering, indices
from discredit.studies.indices import Weight

# As published (Saltelli and others 2008, table 1.1), to three digits.
ISHIGAMI = {"first": np.array([0.314, 0.442, 0.0]), "total": np.array([0.558, 0.442, 0.244])}
PATHS = ["a", "b", "c"]


def in_order(found: indices.SharedOut) -> list[Weight]:
    return sorted(found.weights, key=lambda one: one.path)


def test_ishigamis_indices_are_the_known_ones() -> None:
    points = indices.design("sobol", PATHS, 2048)
    found = in_order(indices.shared_out(PATHS, covering.ishigami(points)))
    np.testing.assert_allclose([one.first for one in found], ISHIGAMI["first"], atol=0.03)
    np.testing.assert_allclose([one.total for one in found], ISHIGAMI["total"], atol=0.03)
    for name in ("first", "total"):
        apart = np.abs([getattr(one, name) for one in found] - ISHIGAMI[name])
        assert (apart <= 2 * np.array([getattr(one, f"{name}_error") for one in found])).all()


def test_of_a_linear_model_each_number_has_the_square_of_its_weight() -> None:
    paths = [*PATHS, "d"]
    points = indices.design("sobol", paths, 512)
    found = in_order(indices.shared_out(paths, covering.linear(points)))
    known = 4.0 ** -np.arange(4)
    np.testing.assert_allclose([one.first for one in found], known / known.sum(), atol=0.02)
    np.testing.assert_allclose([one.total for one in found], known / known.sum(), atol=0.02)
    assert [one.path for one in indices.measure_first(found)] == PATHS


def test_of_a_linear_model_a_screen_finds_the_weights_themselves() -> None:
    points = indices.design("morris", PATHS, 8)
    found = indices.screened(PATHS, points, covering.linear(points))
    assert [one.path for one in found.effects] == PATHS
    np.testing.assert_allclose([one.mean for one in found.effects], [8, 4, 2])
    np.testing.assert_allclose([one.spread for one in found.effects], 0, atol=1e-9)


def test_a_screen_leaves_out_what_does_nothing() -> None:
    points = indices.design("morris", PATHS, 8)
    found = indices.screened(PATHS, points, points[:, 0] + 1e-6 * points[:, 2])
    assert indices.left_over(found, 2) == ["a"]


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_what_does_not_vary_says_so_and_has_no_index(value: float) -> None:
    screen = indices.screened(PATHS, indices.design("morris", PATHS, 4), np.full(16, value))
    shared = indices.shared_out(PATHS, np.full(320, value))
    assert screen.says == shared.says == "does not vary"
    assert screen.effects == shared.weights == ()


def test_a_run_that_failed_takes_its_block_along_and_no_more() -> None:
    points = indices.design("sobol", PATHS, 64)
    values = covering.linear(points)
    values[7] = np.nan
    found = indices.shared_out(PATHS, values)
    assert found.used == 63
    assert found.weights[0].path == "a"
    values[::5] = np.nan
    with pytest.raises(InputError, match="must have come to their end"):
        indices.shared_out(PATHS, values)


@pytest.mark.parametrize(("kind", "size"), [("morris", 3), ("sobol", 32), ("sobol", 100)])
def test_a_design_too_small_for_its_indices_is_refused(kind: indices.Kind, size: int) -> None:
    with pytest.raises(InputError, match=r"takes \d+ or more|powers of 2"):
        indices.design(kind, PATHS, size)


def test_a_design_has_as_many_runs_as_are_foretold() -> None:
    sizes: dict[indices.Kind, int] = {"morris": 5, "sobol": 64}
    for kind, size in sizes.items():
        assert len(indices.design(kind, PATHS, size)) == indices.runs_of(kind, 3, size)


def test_a_larger_design_tells_more() -> None:
    fine, coarse = (indices.resolution("sobol", 4, size) for size in (1024, 64))
    assert 0 < fine < coarse / 2


def test_the_weight_is_told_by_grade() -> None:
    weights = [Weight("a", 0.5, 0.1, 0.6, 0.1), Weight("b", 0.1, 0.1, 0.2, 0.1)]
    told = indices.by_grade(weights, {"a": "assumed", "b": "documented"})
    assert list(told) == ["documented", "assumed"]
    assert told["assumed"] == pytest.approx(0.75)


# False alarms of what follows: below 1 in 10,000 each, at 3.7 standard errors.


@pytest.mark.slow
@pytest.mark.parametrize("known", covering.KNOWN, ids=lambda known: known.name)
@pytest.mark.parametrize(
    ("draws", "seed", "evenly"), [(19, 1, True), (39, 2, True), (60, 3, False)]
)
def test_an_interval_of_nine_in_ten_holds_the_truth_so_often(
    known: covering.KnownAnswer, draws: int, seed: int, evenly: bool
) -> None:
    found = covering.covered(known, draws, 1000, seed, evenly=evenly)
    assert found.share > 0.9 - 3.7 * np.sqrt(0.09 / 1000)


@pytest.mark.slow
@pytest.mark.parametrize("known", [k for k in covering.KNOWN if k.first], ids=lambda k: k.name)
def test_intervals_of_indices_hold_what_is_known(known: covering.KnownAnswer) -> None:
    for found in covering.indices_covered(known, indices.FEWEST["sobol"], 150):
        assert found.share > 0.9 - 3.7 * np.sqrt(0.09 / 150)


@pytest.mark.parametrize("known", covering.KNOWN, ids=lambda known: known.name)
@pytest.mark.parametrize(("trajectories", "least"), [(4, 0.82), (20, 0.87)])
def test_intervals_of_a_screen_hold_what_is_known(
    known: covering.KnownAnswer, trajectories: int, least: float
) -> None:
    """Of few trajectories and an answer that bends they hold it less often, as docs/studies.md
    says."""
    found = covering.screen_covered(known, trajectories, 150)
    assert found.share > least - 3.7 * np.sqrt(least * (1 - least) / 150)


def test_a_screens_interval_is_students_of_its_trajectories() -> None:
    from scipy.stats import t

    points = indices.design("morris", PATHS, 5)
    values = covering.skewed(points)
    each = {path: list[float]() for path in PATHS}
    for at in range(len(points) - 1):
        (moved,) = np.flatnonzero(points[at + 1] != points[at]) if (at + 1) % 4 else [None]
        if moved is not None:
            far = points[at + 1, moved] - points[at, moved]
            each[PATHS[moved]].append(abs((values[at + 1] - values[at]) / far))
    for one in indices.screened(PATHS, points, values).effects:
        low, _ = t.interval(
            0.9, 4, np.mean(each[one.path]), np.std(each[one.path], ddof=1) / 5**0.5
        )
        assert one.size == pytest.approx(np.mean(each[one.path]))
        assert one.size - one.size_error == pytest.approx(low)


@pytest.mark.parametrize("seeds", [3, 6])
@pytest.mark.parametrize("cases", [2.0, 20.0])
def test_an_interval_over_luck_of_few_seeds_holds_a_known_change(seeds: int, cases: float) -> None:
    claim, alone = covering.luck_covered(cases, seeds, 600)
    assert claim > 0.95 - 3.7 * np.sqrt(0.0475 / 600)
    assert alone > 0.92 - 3.7 * np.sqrt(0.0736 / 600)


def test_draws_name_the_numbers_that_an_answer_goes_with() -> None:
    chance = np.random.default_rng(5)
    paths = [f"n{k}" for k in range(40)]
    points = chance.random((300, 40))
    values = 3 * points[:, 7] - 2 * points[:, 2]
    found = indices.told_by_draws(paths, points, values)
    assert [one.path for one in found] == ["n7", "n2"]
    for one, share in zip(found, (9 / 13, 4 / 13), strict=True):
        assert abs(one.first - share) < 1.5 * one.first_error < 0.25
    lacking = np.where(chance.random(300) < 0.2, np.nan, values)
    assert [one.path for one in indices.told_by_draws(paths, points, lacking)] == ["n7", "n2"]
    assert not indices.told_by_draws(paths, points, np.ones(300))
    assert not indices.told_by_draws(paths, points[:10], values[:10])


def test_draws_of_nothing_but_luck_name_a_number_in_one_of_twenty() -> None:
    chance, named = np.random.default_rng(4), 0
    paths = [f"n{k}" for k in range(20)]
    for _ in range(400):
        named += bool(indices.told_by_draws(paths, chance.random((60, 20)), chance.random(60)))
    assert named <= 33  # of 400 at 5 %: more in less than one of a thousand
