"""The model that discredit is timed against does the same work."""

from __future__ import annotations

from math import sqrt
from random import Random
from typing import Any

import numpy as np
import pytest

from bench import peers
from bench.machine import copy_bandwidth
from bench.ours import rules_of, setup
from bench.residents import Resident
from bench.town import Town
from discredit.record import GROUP_LABELS, MEASURES
from discredit.run import begin, months, populate

PEOPLE, MONTHS, SEED = 1000, 36, 5
LEVERS = {
    "behaviour.dispute_rate": 0.05,
    "behaviour.judgment_rate": 0.5,
    "behaviour.company_default_rate": 0.05,
    "observation.opening_rate": 0.5,
    "observation.listing_activity": 0.2,
    "observation.misrouted": 0.2,
    "redress.filing_rate": 0.2,
    "redress.capacity": 9000.0,
}
"""So much debt and so busy a court that a thousand people in three years tell two models apart."""


class PlainResident(Resident):
    """A resident without Mesa."""

    def __init__(self, model: PlainTown, traits: dict[str, Any]) -> None:
        self.model = model
        self.settle(traits)


class PlainTown(Town):
    """A town without Mesa."""

    def __init__(self, given: dict[str, Any], seed: int) -> None:
        self.random = Random(seed)
        self.found(given, [PlainResident(self, traits) for traits in given["people"]])

    def step(self) -> None:
        self.open_month()
        for resident in self.residents:
            resident.look()
        for resident in self.residents:
            resident.step()


def of_residents(seed: int) -> dict[str, float]:
    given = setup(PEOPLE, MONTHS, SEED, LEVERS)
    given["rules"] = given["rules"]["with"]
    town, sums = PlainTown(given, seed), {}
    for _ in range(MONTHS):
        town.step()
        for name, count in town.counts.items():
            sums[name] = sums.get(name, 0.0) + count
    return sums


def of_columns() -> dict[str, float]:
    policy, rules = rules_of(MONTHS, LEVERS)
    population, cut = populate(policy.system.society, PEOPLE, SEED)
    world = begin(population, cut)
    sums = np.zeros(len(MEASURES), np.int64)
    everybody = [i for i, (name, _) in enumerate(GROUP_LABELS) if name == "province"]
    for _, stretch in months(world, population, rules, cut, SEED):
        sums += stretch.sums[:, everybody].sum(axis=(0, 1))
    return dict(zip(MEASURES, sums.tolist(), strict=True))
