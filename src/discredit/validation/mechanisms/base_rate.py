"""Base rates: a test that finds most of those it looks for still names mostly innocents, once those
it looks for are rare.

The test is the watch of an agency: acts that are seen, and false records on people who did nothing.
Nothing else goes on, and no room is swapped.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.policy.conduct import MOST_CONDUCTS
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.validation.about import LIST, ONE, About, Kind
from discredit.validation.inputs import Inputs, number, numbers, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, World
from discredit.validation.mechanisms.parts.policies import policy

ABOUT = About(
    title="Base rate and false alarms",
    tier="gate",
    means="engine",
    how="The ordinary act and observation rooms: a conduct as frequent as its targets, seen with "
    "the test's sensitivity, and false records at its false-positive rate. Records are counted "
    "beside hindsight; no room is swapped.",
    says="How good a test is and how many innocents it names are two questions. A screen "
    "that finds eight targets in ten, and would rank a target above anybody else nine times "
    "in ten, still names some two hundred innocents for each true hit where one person in a "
    "thousand is a target, and one for five hits where every second is. A social-credit "
    "system that looks for rare conduct in everybody is in the first case, whatever its "
    "detectors can do. Lower sensitivity buys fewer false alarms only by missing most of "
    "what the system was built to find.",
)
INPUTS = {
    "prevalence": LIST, "sensitivity": ONE, "false_positive_rate": ONE, "specificity": ONE,
    "accuracy_index_auc": ONE,
}  # fmt: skip
RESULTS = {
    "false_positive_index": Kind.ENGINE, "ppv": Kind.ENGINE, "sensitivity_counted": Kind.WIRING,
    "false_positive_rate_counted": Kind.WIRING,
}  # fmt: skip
"""The test's two rates are handed in and counted back; what they make of a prevalence is not."""
INDEX_ERROR = 0.007
"""Sampling error of false alarms per hit, relative; published values are rounded to 4 %."""
VALUE_ERROR = 0.0007
"""Sampling error of the share of alarms that are right."""
MOST_ROWS = 6_000_000
"""Person-months of one case at most; rarer targets than they resolve are left noisier."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """False alarms per true hit, and the share of alarms that are right, at each prevalence.

    Inputs: prevalence, one or several; sensitivity; false_positive_rate, or specificity, or
    accuracy_index_auc, from which the equal-variance binormal model gives the false-positive rate.
    Source: National Research Council 2003, Table I-1; Eddy 1982.
    """
    prevalence = numbers(inputs, "prevalence")
    if not all(0 <= share <= 1 for share in prevalence):
        raise wrong("prevalence", inputs.get("prevalence"), "it must be from 0 to 1")
    if not 1 <= len(prevalence) <= MOST_CONDUCTS:
        rule = f"there can be 1 to {MOST_CONDUCTS} prevalences"
        raise wrong("prevalence", len(prevalence), rule, "Split the case.")
    sensitivity = number(inputs, "sensitivity", low=0.0, high=1.0)
    test = _Test(sensitivity, _false_positives(inputs, sensitivity))
    hits, alarms, of_targets, of_others = _screen(prevalence, test, people, seed)
    is_list = isinstance(inputs["prevalence"], list | tuple)

    def shown(column: np.ndarray) -> list[float] | float:
        return column.tolist() if is_list else float(column[0])

    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "false_positive_index": shown((alarms - hits) / hits),
            "ppv": shown(hits / alarms),
            "sensitivity_counted": shown(hits / of_targets),
            "false_positive_rate_counted": shown((alarms - hits) / of_others),
        }


class _Test(NamedTuple):
    """A screening test: the share of targets, and of everybody else, on whom it sounds."""

    sensitivity: float
    false_positives: float


def _false_positives(inputs: Inputs, sensitivity: float) -> float:
    """The test's false-positive rate, as given or as the case's detector model has it: targets and
    others are normal with the same spread, as far apart as the area under the curve says."""
    if "false_positive_rate" in inputs:
        return number(inputs, "false_positive_rate", low=0.0, high=1.0)
    if "specificity" in inputs:
        return 1.0 - number(inputs, "specificity", low=0.0, high=1.0)
    from scipy.stats import norm

    area = number(inputs, "accuracy_index_auc", low=0.0, high=1.0)
    if not 0.5 <= area < 1.0:
        given = inputs["accuracy_index_auc"]
        raise wrong("accuracy_index_auc", given, "it must be at least 0.5 and under 1")
    return float(norm.cdf(norm.ppf(sensitivity) - np.sqrt(2) * norm.ppf(area)))


def _screen(
    prevalence: list[float], test: _Test, people: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Everybody is screened, month after month, for everything in the catalogue.

    Returns, by prevalence: hits, alarms, targets and others, in numbers of screenings.
    """
    copies, rows = _laid_out(prevalence, test)
    months = max(1, -(-rows // people))
    of = np.repeat(np.arange(len(prevalence)), copies)
    catalogue = _catalogue([prevalence[i] for i in of], test)
    world = corridor.begin(catalogue, corridor.crowd(people))
    bits = jnp.arange(MOST_CONDUCTS, dtype=jnp.uint32) + corridor.bit(0)
    look = Partial(_counted, bits)
    _, seen = corridor.walk(world, catalogue, look, seed, months=months, rooms=BARE)
    by_conduct = seen.astype(np.int64).sum(axis=0)
    hits, alarms, targets = (np.bincount(of, weights=row) for row in by_conduct)
    screened = np.bincount(of) * float(months * people)
    return hits, alarms, targets, screened - targets


def _laid_out(prevalence: list[float], test: _Test) -> tuple[list[int], int]:
    """How often each prevalence stands in the catalogue, and person-months enough for all.

    A catalogue is always full, so that every case is the same program; rare targets stand in it
    many times over, as so many screenings of the same people for different things.
    """
    wanted = [_screenings(share, test) for share in prevalence]
    copies = [1] * len(prevalence)
    for _ in range(MOST_CONDUCTS - len(prevalence)):
        copies[int(np.argmax(np.divide(wanted, copies)))] += 1
    return copies, int(min(np.ceil(np.divide(wanted, copies).max()), MOST_ROWS))


def _screenings(prevalence: float, test: _Test) -> float:
    """How many screenings bring the sampling errors down to those stated."""
    hit = prevalence * test.sensitivity
    false_alarm = (1 - prevalence) * test.false_positives
    if min(hit, false_alarm) == 0.0:
        return 1.0
    for_index = (1 / hit + 1 / false_alarm) / INDEX_ERROR**2
    for_value = hit * false_alarm / (hit + false_alarm) ** 3 / VALUE_ERROR**2
    return max(for_index, for_value)


def _catalogue(rates: list[float], test: _Test) -> Policy:
    """A conduct per screening, and an agency that watches for each."""
    names = [f"target_{i}" for i in range(len(rates))]
    return policy(
        behaviour={
            "conducts": {
                name: {"kind": "offence", "about": "what the test looks for", "rate": rate}
                for name, rate in zip(names, rates, strict=True)
            }
        },
        observation={
            "conducts": {
                name: {"seen": test.sensitivity, "false_records": test.false_positives}
                for name in names
            }
        },
    )


def _counted(bits: Array, world: World, month: Month) -> Array:
    """Hits, alarms and targets of a month, by conduct."""
    del world

    def counts(word: Array) -> Array:
        return ((word[None] >> bits[:, None]) & 1).astype(jnp.int32).sum(axis=1)

    return jnp.stack(
        [counts(w) for w in (month.hindsight.so, month.sightings.records, month.acts.did)]
    )
