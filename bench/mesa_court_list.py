"""The court list written plainly in Mesa: residents are agents, the town is the model.

Run by `bench.peers` in an environment of its own, as Mesa is no part of discredit:

    python -m bench.mesa_court_list SETUP.json --arm with --first 12 --months 24 --seed 1
"""

from __future__ import annotations

import argparse
import json
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mesa  # pyright: ignore[reportMissingImports]

from bench.residents import Resident
from bench.town import Town

MEASURES = (
    "in_default",
    "debts_paid",
    "paid",
    "files_opened",
    "entries",
    "listed",
    "listed_unaware",
    "wrongly_namesake",
    "wrongly_representative",
    "wrongly_already_paid",
    "wrongly_cannot_pay",
    "exits_paid",
    "exits_term",
    "exits_repaired",
    "shut_out",
    "shut_out_by_stale_copy",
    "listed_at_home",
    "refused",
    "hours_lost",
    "appeals_filed",
    "appeals_served",
    "appeals_won",
    "jobless",
    "income",
    "savings",
    "trust",
    "wellbeing",
)


class Citizen(Resident, mesa.Agent):
    """A resident that Mesa knows of."""

    def __init__(self, model: CourtList, traits: dict[str, Any]) -> None:
        mesa.Agent.__init__(self, model)
        self.settle(traits)


class CourtList(Town, mesa.Model):
    """The corridor of the court list, a month a step."""

    def __init__(self, setup: dict[str, Any], seed: int) -> None:
        mesa.Model.__init__(self, seed=seed)
        self.found(setup, [Citizen(self, traits) for traits in setup["people"]])
        self.datacollector = mesa.DataCollector(
            model_reporters={name: lambda town, name=name: town.counts[name] for name in MEASURES}
        )

    def step(self) -> None:
        self.open_month()
        self.agents.do("look")
        self.agents.do("step")
        self.datacollector.collect(self)


def main() -> None:
    """Run one world and print, as one line of JSON, how long the timed months took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("setup", type=Path)
    parser.add_argument("--arm", choices=("with", "without"), required=True)
    parser.add_argument("--first", type=int, required=True, help="months before the clock starts")
    parser.add_argument("--months", type=int, required=True, help="months on the clock")
    parser.add_argument("--seed", type=int, required=True)
    given = parser.parse_args()
    setup = json.loads(given.setup.read_text(encoding="utf-8"))
    setup["rules"] = setup["rules"][given.arm]
    model = CourtList(setup, given.seed)
    for _ in range(given.first):
        model.step()
    start = time.perf_counter()
    for _ in range(given.months):
        model.step()
    seconds = time.perf_counter() - start
    collected = model.datacollector.get_model_vars_dataframe()
    found = {
        "mesa": version("mesa"),
        "people": len(model.residents),
        "months": given.months,
        "seconds": seconds,
        "sums": {name: float(total) for name, total in collected.sum().items()},
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
