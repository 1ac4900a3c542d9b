"""The small model written plainly in Mesa: twelve conducts, ten ties, a month a step.

Run by `bench.peers` in an environment of its own, as Mesa is no part of discredit:

    python -m bench.mesa_twelve SETUP.json --first 12 --months 24 --seed 1
"""

from __future__ import annotations

import argparse
import json
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mesa  # pyright: ignore[reportMissingImports]

from bench.twelve_person import Counts, Person, Street
from bench.twelve_rules import MEASURES


class Neighbour(Person, mesa.Agent):
    """A person that Mesa knows of."""

    def __init__(self, model: SmallTown) -> None:
        mesa.Agent.__init__(self, model)


class SmallTown(Street, mesa.Model):
    """Everybody's month, a step."""

    def __init__(self, setup: dict[str, Any], seed: int) -> None:
        mesa.Model.__init__(self, seed=seed)
        self.found(setup, [Neighbour(self) for _ in setup["lean"]])
        self.datacollector = mesa.DataCollector(
            model_reporters={name: lambda town, name=name: town.counts[name] for name in MEASURES}
        )

    def step(self) -> None:
        self.counts = Counts(float)
        self.agents.do("look")
        self.agents.do("step")
        self.datacollector.collect(self)


def main() -> None:
    """Run the model and print, as one line of JSON, how long the timed months took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("setup", type=Path)
    parser.add_argument("--first", type=int, required=True, help="months before the clock starts")
    parser.add_argument("--months", type=int, required=True, help="months on the clock")
    parser.add_argument("--seed", type=int, required=True)
    given = parser.parse_args()
    model = SmallTown(json.loads(given.setup.read_text(encoding="utf-8")), given.seed)
    for _ in range(given.first):
        model.step()
    start = time.perf_counter()
    for _ in range(given.months):
        model.step()
    seconds = time.perf_counter() - start
    collected = model.datacollector.get_model_vars_dataframe()
    found = {
        "mesa": version("mesa"),
        "people": len(model.people),
        "months": given.months,
        "seconds": seconds,
        "sums": {name: float(total) for name, total in collected.sum().items()},
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
