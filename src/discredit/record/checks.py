"""What is measured of the checks of applications."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32

from discredit.observation import Checked
from discredit.vocabulary import CHECKED


def of_checks(checked: Checked | None) -> dict[str, Array]:
    """What each person adds to the measures of checks, all kinds of check together.

    Args:
        checked: of a month; None in a month without events, in which nobody applies.

    Returns:
        By measure, the number of events; nobody applies more than once.
    """
    if checked is None:
        return {name: jnp.zeros((), jnp.int32) for name in CHECKED}

    def count(some: Bool[Array, "check n"]) -> Int32[Array, " n"]:
        return some.sum(axis=0)

    by_score, by_lot, did, found = checked.by_score, checked.by_lot, checked.did, checked.found
    return {
        "applications": checked.applies,
        "applications_wrong": checked.applies & did.any(axis=0),
        "checks_by_score": count(by_score),
        "checks_by_lot": count(by_lot),
        "found_by_score": count(by_score & found),
        "found_by_lot": count(by_lot & found),
        "chosen_for_nothing": count(by_score & ~did),
        "found_falsely": count(found & ~did),
        "checks_missed": count(checked.any & did & ~found),
    }
