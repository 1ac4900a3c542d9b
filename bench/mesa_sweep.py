"""A sweep of the court list in Mesa's own batch runner.

Run by `bench.peers` in an environment of its own:

    python -m bench.mesa_sweep SETUP.json --draws 8 --months 60 --processes 2
"""

from __future__ import annotations

import argparse
import json
import time
from importlib.metadata import version
from pathlib import Path

import mesa  # pyright: ignore[reportMissingImports]

from bench.mesa_court_list import CourtList

MISROUTED = (0.0, 0.02)
"""Between which shares of records go to a namesake."""


class Drawn(CourtList):
    """One world of one draw."""

    def __init__(self, setup: str, arm: str, misrouted: float, seed: int) -> None:
        given = json.loads(Path(setup).read_text(encoding="utf-8"))
        rules = given["rules"][arm]
        for month in rules:
            month["observation"]["misrouted"] = misrouted
        super().__init__({**given, "rules": rules}, seed)


def main() -> None:
    """Run a sweep and print, as one line of JSON, how long it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("setup", type=Path)
    parser.add_argument("--draws", type=int, required=True)
    parser.add_argument("--months", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    given = parser.parse_args()
    low, high = MISROUTED
    each = [low + (high - low) * draw / given.draws for draw in range(given.draws)]
    start = time.perf_counter()
    done = mesa.batch_run(
        Drawn,
        {"setup": str(given.setup), "arm": ["with", "without"], "misrouted": each, "seed": 1},
        number_processes=given.processes,
        max_steps=given.months - 1,  # it takes one step more
        display_progress=False,
    )
    seconds = time.perf_counter() - start
    listed = [run["listed"] for run in done if run["arm"] == "with"]
    found = {"mesa": version("mesa"), "runs": len(done), "seconds": seconds, "listed": listed}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
