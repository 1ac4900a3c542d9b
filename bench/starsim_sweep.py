"""A sweep of an epidemic in Starsim's own runner of several simulations.

Run by `bench.peers` in an environment of its own:

    python -m bench.starsim_sweep --people 20000 --days 60 --draws 200
"""

from __future__ import annotations

import argparse
import json
import time

import starsim as ss  # pyright: ignore[reportMissingImports]

from bench import epidemic_rules as rules
from bench.starsim_sir import epidemic

BETAS = (0.5, 1.5)
"""Between which multiples of the rate of infection."""


def main() -> None:
    """Run a sweep and print, as one line of JSON, how long it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--draws", type=int, required=True)
    given = parser.parse_args()
    low, high = BETAS
    betas = [rules.BETA * (low + (high - low) * k / given.draws) for k in range(given.draws)]
    start = time.perf_counter()
    sims = [epidemic(given.people, given.days, 1 + k, beta) for k, beta in enumerate(betas)]
    done = ss.MultiSim(sims)
    done.run()
    seconds = time.perf_counter() - start
    last = [float(sim.results.sir.cum_infections[-1]) for sim in done.sims]
    found = {"starsim": ss.__version__, "runs": len(last), "seconds": seconds, "infected": last}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
