"""`python -m bench.gpu`: the same source on an accelerator, up to the largest population that fits.

    python -m bench.gpu                      # whatever GPU JAX finds
    python -m bench.gpu --any-device --smallest 3000 --largest 30000   # does the script run?

Each size runs in a process of its own, so that each has its own peak of memory. One size is run on
the processor as well, and what the two counted is compared.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.machine import (
    ROOT,
    BenchError,
    describe,
    last_json,
    millions,
    number,
    peak,
    run_all,
    told,
)

POLICY = "court-list"
SMALLEST, STEP = 1_000_000, 10
STRETCHES = 2
ROOM = 0.95
"""Of the device's memory, what a forecast may fill."""
RELATIVE, STANDARD_ERRORS = 1e-3, 5.0
"""Where counts are not equal to the byte, each measure's sum agrees within this share of itself, or
within so many square roots of itself, whichever is more."""
_MEMORY_SHARE = {"XLA_PYTHON_CLIENT_MEM_FRACTION": "0.95"}


# One size, in a process of its own


def one(policy: str, people: int, stretches: int, sums: Path | None) -> dict[str, Any]:
    """Run one world: a year let go by, which compiles, then years on the clock.

    Returns device, people, seconds to build and for the first year, rate, bytes at peak, the
    device's memory, and the bytes that it holds for good. `sums`: a file for all that was counted.
    """
    import jax

    from bench.ours import SEED, Society, next_year
    from discredit.engine.loop import MONTHS_PER_STRETCH, begin, months

    society = Society(policy, people, MONTHS_PER_STRETCH * (1 + stretches))
    world = begin(society.population, society.rules)
    held = [column.nbytes for column in jax.tree.leaves((world, society.population))]
    counted: list[np.ndarray] = []

    def keep_sums(years: Any) -> Any:
        for _, stretch in years:
            counted.append(stretch.sums)
            yield None

    years = keep_sums(months(world, society.population, society.rules, society.layout, SEED))
    del world
    first = next_year(years)
    start = time.perf_counter()
    for _ in range(stretches):
        next_year(years)
    seconds = time.perf_counter() - start
    if sums is not None:
        np.save(sums, np.concatenate(counted))
    done = people * MONTHS_PER_STRETCH * stretches
    return {
        "people": people,
        "build_seconds": society.seconds,
        "first_year_seconds": first,
        "seconds": seconds,
        "rate": done / seconds,
        "bytes_held": sum(held),
        **memory(),
    }


def memory() -> dict[str, Any]:
    """The device, the most of its memory that was held, and all of it [bytes]; on a processor those
    of the process and of the machine."""
    import jax
    import psutil

    device = jax.devices()[0]
    about = {"platform": device.platform, "device": device.device_kind}
    stats = device.memory_stats() if device.platform != "cpu" else None
    if stats is None:
        return {**about, "bytes_peak": peak(), "bytes_limit": psutil.virtual_memory().available}
    return {
        **about,
        "bytes_peak": stats["peak_bytes_in_use"],
        "bytes_limit": stats["bytes_limit"],
    }


# All sizes


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Every size that fits, and what the processor says to the first.

    Raises BenchError when there is no accelerator and any device will not do.
    """
    began = datetime.now(UTC)
    found: dict[str, Any] = {
        "date": began.date().isoformat(),
        "command": " ".join(["python -m bench.gpu", *sys.argv[1:]]),
        "policy": given.policy,
        "machine": describe(),
        **_child(["--ask"]),
    }
    if found["platform"] == "cpu" and not given.any_device:
        raise BenchError(
            "JAX finds no GPU here, only the processor. Install JAX with CUDA, "
            "`pip install 'jax[cuda12]'`, or see JAX_PLATFORMS; --any-device tries the script "
            "without one."
        )
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        here, there = Path(folder) / "device.npy", Path(folder) / "processor.npy"
        found["runs"], found["stopped"] = _sizes(given, here)
        print(f"the same on the processor, {number(given.smallest)} people ...", file=sys.stderr)
        _child(_size(given, given.smallest, there), {"JAX_PLATFORMS": "cpu"})
        found["agreement"] = agreement(np.load(here), np.load(there), given.policy)
    found["wall_seconds"] = (datetime.now(UTC) - began).total_seconds()
    return found


def _sizes(given: argparse.Namespace, sums: Path) -> tuple[list[dict[str, Any]], str]:
    """Ten times as many people each time while the forecast allows, then as many as it allows."""
    runs: list[dict[str, Any]] = []
    people, most = given.smallest, given.largest or sys.maxsize
    while True:
        print(f"{number(people)} people ...", file=sys.stderr)
        try:
            run = _child(_size(given, people, sums if not runs else None))
        except BenchError as error:
            if not runs:
                raise
            return runs, f"{number(people)} people did not run: {error}"
        runs.append(run)
        fits = fitting(runs)
        if people >= min(fits, most):
            return runs, f"{number(fits)} people are forecast to fit"
        people = min(people * STEP, fits, most)


def fitting(runs: list[dict[str, Any]]) -> int:
    """The most people whose run is forecast to fit, in two digits: from the last run's peak, and
    between the last two runs if there are two, as the first part is not by the person."""
    last = runs[-1]
    each, fixed = last["bytes_peak"] / last["people"], 0.0
    if len(runs) > 1:
        before = runs[-2]
        more = last["bytes_peak"] - before["bytes_peak"]
        each = max(more / (last["people"] - before["people"]), last["bytes_held"] / last["people"])
        fixed = max(last["bytes_peak"] - each * last["people"], 0.0)
    fits = max(int((ROOM * last["bytes_limit"] - fixed) / each), 0)
    digits = max(len(str(fits)) - 2, 0)
    return fits // 10**digits * 10**digits


def _size(given: argparse.Namespace, people: int, sums: Path | None) -> list[str]:
    options = ["--one", str(people), "--policy", given.policy, "--stretches", str(given.stretches)]
    return [*options, "--sums", str(sums)] if sums is not None else options


def _child(options: list[str], env: dict[str, str] | None = None) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.gpu", *options]
    share = {key: os.environ.get(key, value) for key, value in _MEMORY_SHARE.items()}
    return last_json(run_all([command], env={**share, **(env or {})})[0])


def agreement(device: np.ndarray, processor: np.ndarray, policy: str) -> dict[str, Any]:
    """Whether two runs counted the same: [months, groups, measures] each.

    Returns is_equal to the byte, how many measures are, the one furthest apart (its name, and its
    relative difference), and is_within the stated bounds.
    """
    from bench.ours import rules_of
    from discredit.record import present

    _, rules = rules_of(1, {}, policy)
    names = list(present(rules))
    mine, theirs = (sums.sum(axis=(0, 1)).astype(float) for sums in (device, processor))
    size = np.maximum(np.abs(theirs), 1.0)
    gap = np.abs(mine - theirs)
    allowed = np.maximum(RELATIVE * size, STANDARD_ERRORS * np.sqrt(size))
    equal = (device == processor).all(axis=(0, 1))
    furthest = int(np.argmax(gap / allowed))
    return {
        "is_equal": bool(equal.all()),
        "equal_measures": int(equal.sum()),
        "measures": len(names),
        "furthest": names[furthest],
        "furthest_relative": float((gap / size)[furthest]),
        "is_within": bool((gap <= allowed).all()),
        "by_measure": {
            name: {"device": int(a), "processor": int(b)}
            for name, a, b in zip(names, mine, theirs, strict=True)
        },
    }


def markdown(found: dict[str, Any]) -> str:
    """The page: a line by size, and whether the processor counts the same."""
    body = "\n".join(
        f"| {number(run['people'])} | {millions(run['rate'])} "
        f"| {run['bytes_peak'] / run['people']:.0f} | {run['bytes_held'] / run['people']:.0f} "
        f"| {run['build_seconds']:.1f} s | {run['first_year_seconds']:.1f} s |"
        for run in found["runs"]
    )
    said, first = found["agreement"], found["runs"][0]
    equal = f"{said['equal_measures']} of {said['measures']} measures are equal to the byte"
    verdict = "within" if said["is_within"] else "OUTSIDE"
    furthest = (
        "Nothing differs"
        if said["is_equal"]
        else f"Furthest apart: {said['furthest']}, by {said['furthest_relative']:.2g} of itself"
    )
    return f"""# Measured on {found["date"]}, on {found["device"]}

{told(found["machine"])}
The device has {first["bytes_limit"] / 2**30:.1f} GiB to give.
`{found["policy"]}`, one world, made by `{found["command"]}` in {found["wall_seconds"]:.0f} s.

| people | speed | bytes per person at peak | held for good | building | first year, compiling |
|---:|---:|---:|---:|---:|---:|
{body}

{found["stopped"].splitlines()[0]}.

Beside the processor, {number(first["people"])} people, every month, group and measure: {equal}.
{furthest}; all sums are {verdict} the bounds that `bench/README.md` states.
"""


def main() -> None:
    """Measure what is asked for; the table goes to the terminal and to bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.gpu", description=main.__doc__)
    parser.add_argument("--any-device", action="store_true", help="go on without a GPU")
    parser.add_argument("--policy", default=POLICY)
    parser.add_argument("--smallest", type=int, default=SMALLEST, help="people to begin with")
    parser.add_argument("--largest", type=int, help="people to stop at, even if more fit")
    parser.add_argument("--stretches", type=int, default=STRETCHES, help="timed years")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--sums", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        print(json.dumps(memory()))
        return
    if given.one is not None:
        from discredit.engine import cache as engine_cache

        engine_cache.enable()
        print(json.dumps(one(given.policy, given.one, given.stretches, given.sums)))
        return
    try:
        found = measure(given)
    except BenchError as error:
        sys.exit(str(error))
    given.out.mkdir(parents=True, exist_ok=True)
    file = given.out / ("gpu" if found["platform"] != "cpu" else "gpu-script-on-cpu")
    file.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    file.with_suffix(".md").write_text(markdown(found), encoding="utf-8")
    print(markdown(found))
    print(f"Written: {file}.json and .md", file=sys.stderr)
    if not found["agreement"]["is_within"]:
        sys.exit("the device and the processor disagree beyond the stated bounds")


if __name__ == "__main__":
    main()
