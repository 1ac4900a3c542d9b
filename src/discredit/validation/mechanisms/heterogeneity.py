"""Unlike people: violations spread wider over a population than luck alone would spread them.

Everybody breaks the rule at a rate of his own; the rates follow a Gamma distribution, fitted to
counts that somebody observed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit import draws as chance
from discredit.draws import Decision, Draws, key_of
from discredit.record import Month
from discredit.truth import Acts, Truth
from discredit.validation.about import LIST, About, Kind
from discredit.validation.inputs import Inputs, numbers, wrong
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import BARE, Scene, World, acting
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Unlike people",
    tier="nightly",
    means="engine, swapped",
    how="One month in which observation is the ordinary one and sees everything; the act room is "
    "swapped for people who break a rule any number of times, at a rate of their own. Samples of "
    "the observed size draw rate and luck. Expected counts need more digits than samples have: for "
    "people on an even quantile grid of rates, all draws that the laboratory can make (2^24 evenly "
    "spaced ones) are gone through the same month, by bisection for the draws at which a person's "
    "count rises, as more luck never means fewer violations.",
    says="If violations were luck, counts would be Poisson; in the registers that have been "
    "published they are not. Few people have many. A Gamma spread of propensities fits, and with "
    "it comes a trap: most of those who broke a rule once are no worse than their neighbours, and "
    "some who never did are. A register that ranks people by last year's record ranks luck and "
    "propensity together, and needs years before it can tell the one from the other.",
)
INPUTS = {
    "observed": LIST,
}  # fmt: skip
RESULTS = {
    "n": Kind.FORMULA, "mean": Kind.FORMULA, "variance": Kind.FORMULA, "a": Kind.FORMULA,
    "tau": Kind.FORMULA, "observed_p": Kind.FORMULA, "observed_poisson_p": Kind.FORMULA,
    "expected_counts": Kind.WIRING, "poisson_counts": Kind.WIRING,
    "simulated_counts": Kind.ENGINE, "simulated_variance": Kind.ENGINE,
    "chi_square_p": Kind.ENGINE, "poisson_p": Kind.ENGINE, "poisson_fails": Kind.ENGINE,
}  # fmt: skip
"""The moments of the given counts and the Gamma fitted to them are sums, worked out as they were
published. Expected counts put an even grid of rates and of luck through the month: the law itself,
read off the rooms. Only the samples draw people."""
KINDS = 25
"""Violations in a period that are told apart; as many conducts as a catalogue holds."""
PLACES = 1 << 24
"""Different draws that the laboratory makes."""
GRID = 200_000
"""Persons on the quantile grid of rates, at least; each asks for one class."""
SAMPLES = 9
"""Samples of the observed size; their middle one is judged, lest a mechanism that is right fail one
check in a hundred."""
FEWEST = 5.0
"""Expected people below which a class is thrown together with the one before."""
_ERA = 7919


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The moment fit of a Gamma to observed counts, what it expects, and samples of it.

    Inputs: observed, the number of people with 0, 1, 2, ... violations. Source: Lemaire 1995.
    """
    observed = _observed(inputs)
    fit = _fit(observed, inputs)
    classes = len(observed)
    office = _Office(people)
    expected = office.expected(fit, classes)
    poisson = office.expected(fit._replace(shape=None), classes)
    samples = [office.sample(fit, which, seed) for which in range(SAMPLES)]
    counts = [np.bincount(sample, minlength=classes)[:classes] for sample in samples]
    chi_square = [_p(count, expected, fit.n) for count in counts]
    of_poisson = [_p(count, poisson, fit.n) for count in counts]
    return {
        "n": fit.n,
        "mean": fit.mean,
        "variance": fit.variance,
        "a": fit.shape,
        "tau": fit.rate,
        "expected_counts": expected.tolist(),
        "poisson_counts": poisson.tolist(),
        "simulated_counts": counts[0].tolist(),
        "simulated_variance": float(np.mean([sample.var() for sample in samples])),
        "chi_square_p": float(np.median(chi_square)),
        "poisson_p": float(np.median(of_poisson)),
        "poisson_fails": bool(np.median(of_poisson) < 0.01),
        "observed_p": _p(observed, expected, fit.n, fitted=2),
        "observed_poisson_p": _p(observed, poisson, fit.n, fitted=1),
    }


class _Fit(NamedTuple):
    """A portfolio, and the Gamma with its mean and its variance beyond that of luck."""

    n: int
    mean: float
    variance: float
    shape: float | None  # None: everybody alike
    rate: float


def _observed(inputs: Inputs) -> np.ndarray:
    counts = np.array(numbers(inputs, "observed"))
    if not 2 <= len(counts) <= KINDS or (counts < 0).any() or (counts != np.round(counts)).any():
        rule = f"it must be 2 to {KINDS} whole numbers of people"
        raise wrong("observed", inputs.get("observed"), rule, "Begin with those without any.")
    return counts


def _fit(observed: np.ndarray, inputs: Inputs) -> _Fit:
    """The Gamma whose mean is that of the counts, and whose variance is what luck leaves over."""
    k, n = np.arange(len(observed)), observed.sum()
    mean = float(k @ observed / max(n, 1))
    variance = float(k**2 @ observed / max(n, 1)) - mean**2
    if variance <= mean:
        rule = f"a spread of rates needs a variance ({variance:.4g}) above the mean ({mean:.4g})"
        raise wrong("observed", inputs.get("observed"), rule)
    beyond = variance - mean
    return _Fit(int(n), mean, variance, mean**2 / beyond, mean / beyond)


def _rates(fit: _Fit, quantiles: np.ndarray) -> np.ndarray:
    """Each person's rate: everybody's alike, or the Gamma's at these places."""
    from scipy.stats import gamma

    if fit.shape is None:
        return np.full(len(quantiles), fit.mean, np.float32)
    return gamma.ppf(quantiles, fit.shape, scale=1 / fit.rate).astype(np.float32)


class _Office:
    """Where violations are put on file, for so many people at once."""

    def __init__(self, people: int) -> None:
        names = [f"violation_{k}" for k in range(1, KINDS + 1)]
        of = policy(
            behaviour={"conducts": {name: _violation() for name in names}},
            observation={"conducts": {name: {"seen": 1.0} for name in names}},
        )
        self.people = people
        self.world, self.rules = corridor.begin(of, corridor.crowd(people)), policies.rules(of, 1)

    def month(self, rates: np.ndarray, luck: np.ndarray, seed: int) -> np.ndarray:
        """How many violations of each person are on file after a month."""
        act = acting(_violate, jnp.asarray(rates, jnp.float32), jnp.asarray(luck, jnp.float32))
        rooms = BARE._replace(act=act)
        return corridor.walk(self.world, self.rules, _LOOK, seed, months=1, rooms=rooms)[1][0]

    def sample(self, fit: _Fit, which: int, seed: int) -> np.ndarray:
        """Violations of as many people as were observed, rates and luck drawn."""
        batches = -(-fit.n // self.people)
        samples: list[np.ndarray] = []
        for batch in range(which * batches, (which + 1) * batches):
            own = seed + _ERA * batch
            draws = Draws(key_of(own), jnp.arange(self.people, dtype=jnp.uint32), jnp.uint32(0))
            u = np.asarray(chance.uniform(draws, Decision.TEMPERAMENT), float) + 2**-25
            samples.append(self.month(_rates(fit, u), np.full(self.people, -1.0), own))
        return np.concatenate(samples)[: fit.n]

    def expected(self, fit: _Fit, classes: int) -> np.ndarray:
        """People in each class, over even grids of rates and of draws; rows take turns at asking
        for at most 0, at most 1, ... violations."""
        batches = -(-GRID // self.people)
        rows = np.arange(self.people * batches)
        most, rank, size = rows % classes, rows // classes, len(rows) // classes
        rates = _rates(fit, np.minimum((rank + 0.5) / size, 1 - 0.5 / size))
        parts = zip(np.split(rates, batches), np.split(most, batches), strict=True)
        draws = np.concatenate([self._up_to(*part) for part in parts])[: size * classes]
        below = draws.reshape(size, classes).mean(axis=0)
        return fit.n * np.diff(below, prepend=0.0)

    def _up_to(self, rates: np.ndarray, most: np.ndarray) -> np.ndarray:
        """For each person the share of draws that bring at most so many violations: those before
        the first, in rising order, that brings more."""
        low, high = np.zeros(len(rates), np.int64), np.full(len(rates), PLACES, np.int64)
        while (low < high).any():
            middle = (low + high) // 2
            is_more = self.month(rates, middle / PLACES, 0) > most
            high = np.where(is_more, middle, high)
            low = np.minimum(np.where(is_more, low, middle + 1), high)
        return low / PLACES


def _violation() -> dict[str, Any]:
    return {"kind": "offence", "about": "a violation", "rate": 0.0}


def _violate(rates: Array, luck: Array, scene: Scene) -> tuple[Truth, Acts]:
    """The act room of people who break a rule any number of times a month, at rates [n] of their
    own; the k-th violation is the k-th conduct. `luck` [n] is where each person's draw falls, or
    less than nought where it is drawn. Draws: ACT."""
    now, rules, draws = scene.now, scene.rules, scene.draws
    assert rules.conducts is not None
    u = jnp.where(luck < 0, chance.uniform(draws, Decision.ACT), luck)
    return now, corridor.acts(corridor.repeated(rates, u, rules.conducts.rate.shape[0]))


def _on_file(world: World, month: Month) -> Array:
    del world
    return jnp.bitwise_count(month.sightings.records)


_LOOK = Partial(_on_file)


def _p(counts: np.ndarray, expected: np.ndarray, n: int, *, fitted: int = 0) -> float:
    """How often luck alone would part counts further from what is expected (chi-square); the last
    class holds everybody with so many violations or more."""
    from scipy.stats import chi2

    open_ended = [np.append(column[:-1], n - column[:-1].sum()) for column in (counts, expected)]
    seen, wanted = [], []
    for one, other in zip(*(column[::-1].tolist() for column in open_ended), strict=True):
        if wanted and wanted[-1] < FEWEST:
            seen[-1], wanted[-1] = seen[-1] + one, wanted[-1] + other
        else:
            seen.append(one)
            wanted.append(other)
    distance = np.sum((np.array(seen) - wanted) ** 2 / np.maximum(wanted, 1e-9))
    return float(chi2.sf(distance, max(len(wanted) - 1 - fitted, 1)))
