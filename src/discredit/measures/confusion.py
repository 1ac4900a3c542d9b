"""The rates of a confusion table: how often a decision is right, and about whom it errs.

    from discredit.measures.confusion import by_group, confusion, rates

    rates(confusion(is_so, is_listed)).fpr            # innocents who are listed
    by_group(is_so, is_listed, district)["east"].ppv  # of those listed in the east, the guilty

A rate of nobody (the false-positive rate where there are no innocents) is NaN.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Shaped


class Confusion(NamedTuple):
    """Numbers of people by what is so and what was decided."""

    true_negative: int
    false_positive: int
    false_negative: int
    true_positive: int


class Rates(NamedTuple):
    """What a confusion table says."""

    n: int
    prevalence: float  # of all, those of whom it is so
    fpr: float  # of those of whom it is not so, those decided against
    fnr: float  # of those of whom it is so, those let off
    ppv: float  # of those decided against, those of whom it is so
    npv: float  # of those let off, those of whom it is not so


def confusion(truth: Bool[np.ndarray, " n"], decision: Bool[np.ndarray, " n"]) -> Confusion:
    """Count people by what is so and what was decided. The columns are of the same length.

    Args:
        truth: Of whom it is so.
        decision: Who is decided against.

    Raises:
        ValueError: The two are of different lengths.
    """
    is_so, is_hit = np.asarray(truth, bool), np.asarray(decision, bool)
    if is_so.shape != is_hit.shape:
        raise ValueError(f"truth has the shape {is_so.shape}, decision {is_hit.shape}")
    cells = ((~is_so, ~is_hit), (~is_so, is_hit), (is_so, ~is_hit), (is_so, is_hit))
    return Confusion(*(int((so & hit).sum()) for so, hit in cells))


def rates(table: Confusion) -> Rates:
    """The rates of one table.

    Args:
        table: Numbers of people.

    Returns:
        Shares; NaN for a rate of nobody.
    """
    negative = table.true_negative + table.false_positive
    positive = table.false_negative + table.true_positive
    return Rates(
        n=negative + positive,
        prevalence=_share(positive, negative + positive),
        fpr=_share(table.false_positive, negative),
        fnr=_share(table.false_negative, positive),
        ppv=_share(table.true_positive, table.true_positive + table.false_positive),
        npv=_share(table.true_negative, table.true_negative + table.false_negative),
    )


def by_group(
    truth: Bool[np.ndarray, " n"], decision: Bool[np.ndarray, " n"], group: Shaped[np.ndarray, " n"]
) -> dict[Any, Rates]:
    """The rates of each group, in the order of their labels.

    Args:
        truth: Of whom it is so.
        decision: Who is decided against.
        group: The label of each person's group.
    """
    is_so, is_hit, label = np.asarray(truth), np.asarray(decision), np.asarray(group)
    members = {each: label == each for each in np.unique(label).tolist()}
    return {each: rates(confusion(is_so[own], is_hit[own])) for each, own in members.items()}


def fpr_from_identity(prevalence: float, ppv: float, fnr: float) -> float:
    """The false-positive rate that prevalence, predictive value and false-negative rate leave no
    choice about: two groups in which two of these agree and prevalence differs cannot agree in it.

    Args:
        prevalence: Of all, those of whom it is so.
        ppv: Of those decided against, those of whom it is so.
        fnr: Of those of whom it is so, those let off.

    Returns:
        Of those of whom it is not so, those decided against; above 1 where the three cannot be
        together.

    Source:
        Chouldechova 2017.
    """
    return prevalence / (1.0 - prevalence) * (1.0 - ppv) / ppv * (1.0 - fnr)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
