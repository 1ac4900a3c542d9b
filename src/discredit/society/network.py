"""The ties of a society beside published figures, measured on a sample of its people."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Int32, UInt32
from numpy.typing import NDArray

from discredit.society.margins import Margin, from_number
from discredit.society.people import LARGEST_HOUSEHOLD, People
from discredit.society.spec import SocietySpec
from discredit.society.ties import Bonds, all_ties, bonds_of, traits

SAMPLE = 16384
_CORES = 400  # people whose friends' friends are followed for clustering
_LIKE_AGE = 5
_CLUSTER_NOTE = "Mean over sampled people with two ties or more, the household included."
_HOME_NOTE = "Households of 2.6 hold 2.4 others per person, too few for the European share."


class Sampled(NamedTuple):
    """Candidates of some rows [m, s] and which of them are ties."""

    rows: Int32[np.ndarray, " s"]
    others: Int32[np.ndarray, "m s"]
    tied: Bool[np.ndarray, "m s"]


_all_ties = jax.jit(all_ties)


def tie_margins(people: People, spec: SocietySpec, key: UInt32[jax.Array, " 2"]) -> list[Margin]:
    """Number, spread, likeness and clustering of ties, of some 16 000 people evenly spaced.

    The share of pairs alike "at random" is in the note of each likeness. Standard errors: mean 0.1,
    variance 2, shares 0.003, clustering 0.008.

    Args:
        people: A society that was built.
        spec: What the society file and its tables say.
        key: The run's, see `draws.key_of`.

    Returns:
        Each with its target and what was achieved; none of them is imposed.

    Source:
        The targets: beh.net.contacts_mean, beh.net.contacts_var, beh.net.contacts_k,
        beh.net.age_within5, beh.net.home_share, beh.net.fb_cluster.
    """
    present = np.flatnonzero(np.asarray(people.present))
    rows = present[np.linspace(0, len(present) - 1, SAMPLE).astype(np.int64)].astype(np.int32)
    look = partial(_sample, people, traits(people), key, bonds_of(spec))
    sampled = look(rows)
    degree = sampled.tied.sum(axis=0)
    mean, variance = float(degree.mean()), float(degree.var())
    spare = variance - mean
    dispersion = mean * mean / spare if spare > 0 else float("inf")
    home = sampled.tied[:LARGEST_HOUSEHOLD].sum() / max(sampled.tied.sum(), 1)
    age = np.asarray(people.age).astype(np.int32)
    alike, chance = _likeness(sampled, lambda i, j: np.abs(age[i] - age[j]) <= _LIKE_AGE, present)
    clustering = _clustering(sampled, look)
    rows_of = (
        ("mean", "tie_mean", mean, ""),
        ("variance", "tie_variance", variance, ""),
        ("dispersion k", "tie_dispersion", dispersion, ""),
        ("within five years", "tie_age_within_five", alike, f"At random {chance:.2f}."),
        ("in the household", "tie_household_share", float(home), _HOME_NOTE),
        ("clustering", "tie_clustering", clustering, _CLUSTER_NOTE),
    )
    margins = [
        from_number("ties", label, spec.targets[name], achieved, False, note)
        for label, name, achieved, note in rows_of
    ]
    return margins + _likenesses(people, sampled, present)


def _likenesses(people: People, sampled: Sampled, present: NDArray[np.int64]) -> list[Margin]:
    """Likeness without a published target for this society: the target is chance."""
    pairs = (
        ("same settlement", np.asarray(people.is_urban)),
        ("same income fifth", np.asarray(people.income_fifth)),
        ("same schooling", np.asarray(people.education)),
        ("same residence status", np.asarray(people.is_migrant)),
    )
    margins = []
    for label, column in pairs:
        alike, chance = _likeness(sampled, lambda i, j, c=column: c[i] == c[j], present)
        note = "No published target; the target shown is random mixing."
        margins.append(
            Margin("likeness", label, chance, alike, "share", "S-20", "assumed", False, note)
        )
    return margins


def _sample(
    people: People,
    packed: jax.Array,
    key: UInt32[jax.Array, " 2"],
    bonds: Bonds,
    rows: Int32[np.ndarray, " s"],
) -> Sampled:
    """The ties of some rows, padded to a fixed number so that one compilation serves."""
    full = np.zeros(SAMPLE, np.int32)
    full[: len(rows)] = rows
    place, size = np.asarray(people.place_in_household), np.asarray(people.household_size)
    others, tied = _all_ties(
        packed, jnp.asarray(place[full]), jnp.asarray(size[full]), jnp.asarray(full), key, bonds
    )
    return Sampled(rows, np.asarray(others)[:, : len(rows)], np.asarray(tied)[:, : len(rows)])


def _likeness(sampled: Sampled, is_alike, present: NDArray[np.int64]) -> tuple[float, float]:
    """The share of ties between people alike, and of random pairs."""
    _, column = np.nonzero(sampled.tied)
    ends = sampled.others[sampled.tied]
    alike = is_alike(sampled.rows[column], ends).mean() if len(ends) else 0.0
    # A stride prime to everything small pairs each row with some unrelated one.
    strangers = present[(np.arange(len(sampled.rows)) * 7919 + len(present) // 3) % len(present)]
    return float(alike), float(is_alike(sampled.rows, strangers).mean())


def _clustering(sampled: Sampled, look) -> float:
    """The mean share of pairs of a person's ties that are tied to each other."""
    step = max(len(sampled.rows) // _CORES, 1)
    circles = [
        np.unique(sampled.others[sampled.tied[:, s], s]) for s in range(0, len(sampled.rows), step)
    ]
    circles = [circle for circle in circles if len(circle) > 1]
    if not circles:
        return 0.0
    needed = np.unique(np.concatenate(circles))[:SAMPLE].astype(np.int32)
    theirs = look(needed)
    shares = []
    for circle in circles:
        at = np.searchsorted(needed, circle)
        if at[-1] >= len(needed):
            continue
        links = sum(len(np.intersect1d(theirs.others[theirs.tied[:, s], s], circle)) for s in at)
        shares.append(links / (len(circle) * (len(circle) - 1)))
    return float(np.mean(shares))
