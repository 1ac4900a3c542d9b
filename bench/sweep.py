"""A sweep of the court list: what a draw takes beside the bare engine's months.

    python -m bench.sweep --draws 200 --people 20_000 --months 60

`--bare` holds one draw against its engine; `--peers` times sweeps in Mesa's and Starsim's runners.

A draw is both worlds on a seed of its own, with all graded numbers moved. The engine is there
before the clock starts. On a machine that is not idle, processor seconds are what to look at.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench import peers
from bench.machine import cores, describe

SYSTEM = "court-list"
MESA_SIZE = (2_000, 60, 8)
"""People of each world, months, draws."""
STARSIM_SIZE = (20_000, 60, 200)
"""People, days, draws."""
BARE_RUNS = 12
"""Runs of which the middle one is told."""


def main() -> None:
    """Time some draws; what it was, as one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--workers", type=int, default=cores())
    parser.add_argument("--bare", action="store_true", help="one process: a run and its parts")
    parser.add_argument("--peers", action="store_true", help="Mesa's and Starsim's own sweeps")
    given = parser.parse_args()
    if given.peers:
        found = beside()
    else:
        found = bare(given.people, given.months) if given.bare else swept(given)
    print(json.dumps({"machine": describe(), **found}))


def beside() -> dict[str, Any]:
    """The same rules in Mesa's batch runner, fewer people and draws; and an epidemic, a far smaller
    model, in Starsim's."""
    return {
        "mesa": peers.sweep_mesa(*MESA_SIZE, processes=cores()),
        "starsim": peers.sweep_starsim(*STARSIM_SIZE),
    }


def bare(people: int, months: int) -> dict[str, Any]:
    """Processor seconds of one run on one core: the engine's months, and all that a draw takes."""
    from discredit.plan import draw_up
    from discredit.run.in_memory import in_memory
    from discredit.studies.ranges import ranges_of
    from discredit.studies.setting import Setting, make, over, plain
    from discredit.studies.uncertain import everybodys, possible

    plan = draw_up(SYSTEM, people=people, months=months, seeds=(1,), traced=())
    moving = ranges_of(plan)
    points, _ = possible(plan, moving, BARE_RUNS)
    page, ranges = plain(plan), over(moving)
    engine, whole = list[float](), list[float]()
    for at in range(BARE_RUNS):
        since = time.process_time()
        in_memory(replace(plan, seeds=(100 + at,)), in_turn=True)
        engine.append(time.process_time() - since)
        since = time.process_time()
        made = make(Setting(page, ranges, tuple(points[at]), 1 + at, everybodys), in_turn=True)
        assert not made.failed, made.failed
        whole.append(time.process_time() - since)
    per = median(whole[2:]) / median(engine[2:])
    return {"engine_seconds": median(engine[2:]), "draw_seconds": median(whole[2:]), "ratio": per}


def swept(given: argparse.Namespace) -> dict[str, Any]:
    """Wall and processor seconds of a whole study of draws."""
    from discredit.studies import crew, sweep
    from discredit.studies.inquiry import load_inquiry

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "sweep.yaml"
        file.write_text(
            f"title: Draws\nquestion: What decides?\narms: {{plain: {SYSTEM}}}\n"
            f"people: {given.people}\nmonths: {given.months}\nvary: all\n"
            f"design: {{kind: hypercube, draws: {given.draws}}}\n"
            "outcomes: [{measure: ever_wrongly}, {measure: months_shut_out}]\n",
            encoding="utf-8",
        )
        study = load_inquiry(file)
        began, before = time.perf_counter(), _processor_seconds()
        makers = crew.local(given.workers)
        sweep.swept(study, Path(place) / "out", crew=makers)
        seconds, spent = time.perf_counter() - began, _processor_seconds() - before
    return {
        "draws": given.draws,
        "workers": given.workers,
        "seconds": seconds,
        "processor_seconds": spent,
        "processor_seconds_each": spent / given.draws,
        "rate": 2 * given.draws * given.people * given.months / seconds,
    }


def _processor_seconds() -> float:
    """Of this process and of those that it has waited for."""
    times = psutil.Process().cpu_times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
