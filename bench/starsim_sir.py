"""The same SIR epidemic in Starsim, as its users write it.

Run by `bench.peers` in an environment of its own, as Starsim is no part of discredit:

    python -m bench.starsim_sir --people 200000 --days 180 --seed 1
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import starsim as ss  # pyright: ignore[reportMissingImports]

from bench import epidemic_rules as rules


def epidemic(people: int, days: int, seed: int, beta: float = rules.BETA) -> ss.Sim:
    """One epidemic, a day a step; Starsim counts the first day in."""
    disease = ss.SIR(
        beta=ss.probperday(beta),
        init_prev=ss.bernoulli(p=rules.FIRST_SHARE),
        dur_inf=ss.expon(scale=ss.days(rules.MEAN_DAYS)),
        p_death=0,
    )
    return ss.Sim(
        n_agents=people,
        diseases=disease,
        networks=ss.RandomNet(n_contacts=rules.CONTACTS),
        start="2020-01-01",
        dur=ss.days(days - 1),
        dt=ss.days(1),
        rand_seed=seed,
        verbose=0,
    )


def sim(people: int, days: int, seed: int) -> ss.Sim:
    """One epidemic, ready to run."""
    made = epidemic(people, days, seed)
    made.init()
    return made


def main() -> None:
    """Run a small epidemic to compile, then one on the clock; what it was, as one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--days", type=int, default=rules.DAYS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sim(10_000, 10, given.seed + 1000).run()
    timed = sim(given.people, given.days, given.seed)
    start = time.perf_counter()
    timed.run()
    seconds = time.perf_counter() - start
    results = timed.results.sir
    days = len(results.n_infected)
    found = {
        "starsim": ss.__version__,
        "people": given.people,
        "days": days,
        "seconds": seconds,
        "susceptible": (np.asarray(results.n_susceptible) / given.people).tolist(),
        "infected": (np.asarray(results.n_infected) / given.people).tolist(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
