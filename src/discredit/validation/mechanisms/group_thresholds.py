"""Cut-offs per group and their price: one lender, one score, five ideas of equal treatment.

The lender sets the cut-offs beforehand from what the tables let him expect; whom they let in, who
of those repays and what is earned is counted in the run.
"""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.record import Month
from discredit.validation.about import ONE, About, Kind
from discredit.validation.inputs import Inputs, number, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import World
from discredit.validation.mechanisms.parts.transrisk import (
    DEFAULTED,
    GROUPS,
    REPAID,
    Group,
    Lender,
    Offer,
    cut_off,
    groups,
    lending,
    rooms,
    rows,
)

ABOUT = About(
    title="Cut-offs per group and their price",
    tier="gate",
    means="engine, swapped",
    how="Each of four groups is a crowd on the quantiles of its TransRisk scores. Score, band, "
    "door and observation are the ordinary ones: below the lender's cut-off the door is shut. The "
    "act room is the ordinary one with a loan taken at an open door, or for equalised odds by a "
    "lot drawn every month, and repaid with the chance that the tables give. Cut-offs are set on "
    "paper, as a lender would; acceptance, repayment and profit are counted over many months, "
    "with the same luck under every policy. Repayers are those who would repay at an open door.",
    says="One score, honestly computed, still treats groups unequally, because what it measures is "
    "spread unequally. A cut-off that pays best in each group lets in most of the good payers of "
    "one group and fewer than half of another's. Every rule that evens something out, be it the "
    "bar itself, the share let in, the share of good payers let in, or both kinds of error, costs "
    "the lender something, and the rules exclude each other. Which equality a scoring system owes "
    "people is a choice that no calculation makes, and its price can be stated in advance.",
)
INPUTS = {
    "break_even": ONE,
}  # fmt: skip
RESULTS = {
    "percentile": Kind.WIRING, "score": Kind.WIRING, "accepted": Kind.WIRING,
    "share_of_repayers_accepted": Kind.ENGINE, "profit_kept": Kind.ENGINE,
    "repayers_accepted": Kind.ENGINE, "defaulters_accepted": Kind.ENGINE,
}  # fmt: skip
"""Cut-offs are worked out on paper from the tables, and read back from whom the door let in."""
LOANS = 8_000_000
"""Applications behind every policy, among the groups as there are people in them."""
NO_ONE = 1000.0
"""Above every percentile."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The most profitable cut-off of each group, and the profit that four other rules leave.

    Inputs: break_even, the chance of repayment at which a loan pays for itself. Source: Hardt,
    Price & Srebro 2016, section 6; tables of the Federal Reserve 2007.
    """
    c = number(inputs, "break_even", low=0.0, high=1.0)
    lender = Lender(1 - c, -c, tuple(GROUPS))
    most = lender.most_profit()
    if not any(offer.accepted for offer in most.values()):
        raise wrong("break_even", c, "in some group a loan must be worth while", "Lower it.")
    everybody = {name: Offer(1.0) for name in GROUPS}
    rules = {
        "maximum": most,
        "single_threshold": lender.single_threshold(),
        "equal_opportunity": lender.equal_opportunity(),
        "equalized_odds": lender.equalized_odds(),
        "demographic_parity": lender.demographic_parity(),
    }
    open_door = _tried(everybody, people, seed)
    tried = {rule: _tried(offers, people, seed) for rule, offers in rules.items()}
    profit = {rule: _profit(counts, c) for rule, counts in tried.items()}
    kept = {rule: gained / profit["maximum"] for rule, gained in profit.items()}
    del kept["maximum"]
    lowest = {name: got.lowest for name, got in tried["maximum"].items() if got.lowest < NO_ONE}
    scores = {name: _score(groups()[name], percentile) for name, percentile in lowest.items()}
    return {
        "percentile": lowest,
        "score": {name: round(score) for name, score in scores.items()},
        "share_of_repayers_accepted": _share(tried["maximum"], open_door, "repaid"),
        "profit_kept": kept,
        **{
            title: {rule: _share(got, open_door, what) for rule, got in tried.items()}
            for title, what in (
                ("accepted", "let_in"),
                ("repayers_accepted", "repaid"),
                ("defaulters_accepted", "defaulted"),
            )
        },
    }


class _Counts(NamedTuple):
    """A group under a policy, as shares of its applications."""

    let_in: float
    repaid: float
    defaulted: float
    lowest: float  # percentile of those let in


def _tried(offers: dict[str, Offer], people: int, seed: int) -> dict[str, _Counts]:
    """Every group under its own offer; each group has its own luck, whatever is offered."""
    n = max(1, people // len(GROUPS))
    everyone = sum(group.people for group in groups().values())
    return {
        name: _count(
            group, offers[name], n, ceil(LOANS * group.people / everyone / n), seed + 1000 * k
        )
        for k, (name, group) in enumerate(groups().items())
    }


def _count(group: Group, offer: Offer, n: int, months: int, seed: int) -> _Counts:
    crowd = rows(group, n)
    of = lending(cut_off(group, offer))
    world = corridor.with_points(corridor.begin(of, corridor.crowd(n)), crowd.rank)
    look = Partial(_tally, jnp.asarray(crowd.percentile, jnp.float32))
    # Doors first stand as they should on the second morning.
    counts, lowest = corridor.walk(
        world, of, look, seed, months=months + 1, rooms=rooms(crowd.repays, offer.lot)
    )[1]
    repaid, defaulted = counts[1:].sum(axis=0, dtype=np.int64) / (n * months)
    return _Counts(
        float(repaid + defaulted), float(repaid), float(defaulted), float(lowest[1:].min())
    )


def _tally(percentile: Array, world: World, month: Month) -> tuple[Array, Array]:
    """Loans repaid and defaulted, and the lowest percentile of those who got one."""
    del world
    did = month.acts.did
    each = [(did >> corridor.bit(kind)) & 1 for kind in (REPAID, DEFAULTED)]
    return jnp.stack([kind.sum() for kind in each]), jnp.where(did != 0, percentile, NO_ONE).min()


def _profit(counts: dict[str, _Counts], break_even: float) -> float:
    return sum(
        groups()[name].people * ((1 - break_even) * got.repaid - break_even * got.defaulted)
        for name, got in counts.items()
    )


def _share(got: dict[str, _Counts], of: dict[str, _Counts], what: str) -> dict[str, float]:
    """How much of something there is, of what an open door would bring."""
    return {name: getattr(got[name], what) / getattr(of[name], what) for name in got}


def _score(group: Group, percentile: float) -> float:
    return float(group.score[np.searchsorted(group.percentile, percentile)])
