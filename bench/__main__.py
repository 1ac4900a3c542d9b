"""`python -m bench`: every figure of the README in one run on one machine."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import psutil
import typer
from rich.console import Console

from bench import history, peers, tables, twelve_rules, whole
from bench.epidemic_rules import DAYS
from bench.machine import (
    ROOT,
    BenchError,
    copy_bandwidth,
    cores,
    describe,
    last_json,
    machine_class,
    number,
    run_all,
    wall,
)
from bench.tables import COURT_LIST

POLICIES = (COURT_LIST, "joint-punishment", "rongcheng")
SIZES = "100_000,1_000_000,10_000_000"
STRETCHES = {100_000: 8, 1_000_000: 3, 10_000_000: 1}
"""Timed years of each world, by the largest size they suit."""
COMPILED_BEFORE = 1_000_000
START_SIZE = 100_000
MESA_SIZES = (1_000, 10_000)
TWELVE_SIZES, QUICK_TWELVE_SIZES = (100_000, 1_000_000), (200_000,)
TWELVE_STRETCHES = 2
EPIDEMIC_SIZES = (200_000, 1_000_000)
RUN_PEOPLE, RUN_MONTHS = 100_000, 60
COURT_LIST_FILE = ROOT / "src" / "discredit" / "library" / "systems" / "court-list.yaml"
_KEPT_FREE = 0.85  # of the memory available

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console(stderr=True)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    sizes: Annotated[
        str | None,
        typer.Option(help=f"People, separated by commas; {SIZES}, of a quick run 100_000."),
    ] = None,
    systems: Annotated[
        str, typer.Option(help="Which systems to measure, separated by commas.")
    ] = ",".join(POLICIES),
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer people, and less of all; minutes.")
    ] = False,
    skip_peers: Annotated[
        bool, typer.Option("--skip-peers", help="Leave Mesa and Starsim out: no package index.")
    ] = False,
    skip_commands: Annotated[
        bool, typer.Option("--skip-commands", help="Leave the command line out.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = ROOT / "bench" / "results",
) -> None:
    """Measure this machine: speed, memory, start-up, commands, and peers beside them."""
    if context.invoked_subcommand is not None:
        return
    wanted = _sizes(sizes or (str(START_SIZE) if quick else SIZES))
    try:
        found = measure(
            wanted,
            systems.split(","),
            quick=quick,
            with_peers=not skip_peers,
            commands=not skip_commands,
        )
    except BenchError as error:
        console.print(f"[red]{error}")
        raise typer.Exit(1) from None
    about = found["machine"]
    lines = tables.lines(found)
    Console().print(tables.screen(about, lines))
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{found['date']}-{machine_class(about)}{'-quick' if quick else ''}.json"
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    page = out / ("quick.md" if quick and sizes is None else "latest.md")
    page.write_text(tables.markdown(found, lines), encoding="utf-8")
    console.print(f"Written: {file} and {page}")
    if not quick:
        console.print(f"Written: {history.keep(history.entry(found, lines), out / 'history')}")
        console.print("Draw all runs so far with `make bench-history`.")


def _sizes(text: str) -> list[int]:
    try:
        return sorted({int(size) for size in text.split(",")})
    except ValueError:
        raise typer.BadParameter(
            f"{text!r}: whole numbers separated by commas, such as 100_000,1_000_000",
            param_hint="--sizes",
        ) from None


def measure(
    sizes: list[int], systems: list[str], *, quick: bool, with_peers: bool, commands: bool
) -> dict[str, Any]:
    """Everything, one part after the other: nothing else of ours runs beside a timed part."""
    began = datetime.now(UTC)
    found: dict[str, Any] = {
        "date": began.date().isoformat(),
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
        "is_quick": quick,
        "machine": describe(),
    }
    if with_peers:
        for peer in (peers.MESA, peers.STARSIM):
            say(f"nothing yet, {peer} {peers.version(peer)} gets an environment of its own")
            peers.install(peer)
    say("memory bandwidth")
    threads = {count: copy_bandwidth(count) for count in {1, cores()}}
    found["copy_bytes_per_second"] = {str(count): speed for count, speed in threads.items()}
    found["whole"] = _whole(quick=quick, with_peers=with_peers)
    found["twelve"] = _twelve(quick=quick, with_peers=with_peers)
    epidemics = EPIDEMIC_SIZES[: 1 if quick else None]
    found["epidemics"] = [_epidemic(people, with_peers=with_peers) for people in epidemics]
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        say("start-up with an empty cache of compiled engines, then with a full one")
        found["start"] = {kind: _start(Path(folder)) for kind in ("cold", "cached")}
        found["ours"], found["left_out"] = _corridors(sizes, systems, Path(folder), quick=quick)
    if with_peers:
        found["mesa"] = {
            "version": peers.version(peers.MESA),
            "runs": [_time_mesa(size) for size in MESA_SIZES[: 1 if quick else None]],
        }
    if commands:
        found["commands"] = _time_commands()
    found["wall_seconds"] = (datetime.now(UTC) - began).total_seconds()
    return found


def say(what: str) -> None:
    console.print(f"[dim]measuring {what} ...")


def _python(module: str, *options: object) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *(str(option) for option in options)]
    return last_json(run_all([command])[0])


# The whole command


def _whole(*, quick: bool, with_peers: bool) -> dict[str, Any]:
    """What a user waits for, at several sizes; the engine alone and Mesa in the same years."""
    sizes = [(whole.SMALL, whole.MONTHS)]
    if not quick:
        sizes += [(whole.PEOPLE, whole.MONTHS), (whole.LARGE, whole.LARGE_MONTHS)]
    runs, engines = [], []
    for people, months in sizes:
        say(f"the whole command, {number(people)} people, twice")
        size = ("--people", people, "--months", months)
        runs.append(_python("bench.whole", *size))
        say("the engine alone in the same years")
        engines.append(whole.bare(people, months))
    found: dict[str, Any] = {"runs": runs, "engines": engines}
    if with_peers:
        say("the court list in Mesa, from its start to its totals")
        found |= {"version": peers.version(peers.MESA)}
        found["mesa"] = [whole.mesa(size, whole.MONTHS) for size in MESA_SIZES[: 1 if quick else 2]]
    return found


# The small models


def _twelve(*, quick: bool, with_peers: bool) -> dict[str, Any]:
    """Twelve conducts and ten ties, in ours and in Mesa, over the same months."""
    ours = []
    for people in QUICK_TWELVE_SIZES if quick else TWELVE_SIZES:
        say(f"12 conducts and 10 ties, {number(people)} people")
        options = ("--people", people, "--stretches", TWELVE_STRETCHES)
        ours.append(_python("bench.twelve", *options))
    found: dict[str, Any] = {"ours": ours}
    if with_peers:
        found |= {"version": peers.version(peers.MESA), "mesa": []}
        for people in MESA_SIZES:
            say(f"the same in Mesa, {number(people)} people")
            found["mesa"].append(peers.time_mesa_twelve(people))
        found["apart"] = furthest_apart(ours[-1], found["mesa"][-1])
    return found


def furthest_apart(ours: dict[str, Any], mesa: dict[str, Any]) -> dict[str, Any]:
    """The rate in which the small models differ most, as a share of ours; fear's own input, ties
    listed, among them."""
    months = peers.FIRST_MONTHS + mesa["months"]
    if months != peers.FIRST_MONTHS + ours["months"]:
        raise ValueError(f"{mesa['months']} months of Mesa beside {ours['months']} of ours")
    there = len(mesa["sums"]) * mesa["people"] * months
    apart = {}
    for name in twelve_rules.MEASURES:
        theirs = sum(sums[name] for sums in mesa["sums"]) / there
        mine = ours["sums"][name] / (ours["people"] * months)
        apart[name] = abs(theirs - mine) / mine
    name = max(apart, key=lambda name: apart[name])
    return {"measure": name, "share": apart[name]}


def _epidemic(people: int, *, with_peers: bool) -> dict[str, Any]:
    """The epidemic in ours and in Starsim: one of it, and one for each of two cores."""
    say(f"an epidemic among {number(people)} people")
    ours = _python("bench.epidemic", "--people", people, "--days", DAYS)
    found: dict[str, Any] = {"people": people, "ours": ours}
    if with_peers:
        say("the same in Starsim")
        times = [peers.time_starsim(people, DAYS, processes=count) for count in (1, 2)]
        found["starsim"] = times
        found["apart"] = max(
            abs(mine - theirs)
            for curve in ("susceptible", "infected")
            for mine, theirs in zip(ours[curve], times[0][curve], strict=True)
        )
    return found


# The whole corridor


def _start(folder: Path) -> dict[str, Any]:
    found = _child(COURT_LIST, START_SIZE, folder, "--start-only", "--stretches", 2)
    later = min(found["later_year_seconds"])
    return {**found, "compile_seconds": max(found["first_year_seconds"] - later, 0.0)}


def _child(policy: str, people: int, folder: Path, *options: object) -> dict[str, Any]:
    size = ("--policy", policy, "--people", people)
    return _python("bench.ours", *size, "--cache", folder, *options)


def _corridors(
    sizes: list[int], systems: list[str], folder: Path, *, quick: bool
) -> tuple[list[Any], list[Any]]:
    """Every policy at every size that the memory holds, judged by the size before."""
    runs, left_out = [], []
    for policy in systems:
        each = 0.0
        for people in sizes:
            free = psutil.virtual_memory().available * _KEPT_FREE
            if each * people > free:
                why = f"takes {each * people / 2**30:.0f} GiB, {free / 2**30:.0f} are free"
                left_out.append({"policy": policy, "people": people, "why": why})
                continue
            runs.append(_time_size(policy, people, folder, quick=quick))
            each = runs[-1]["bytes_at_peak"]
    return runs, left_out


def _time_size(policy: str, people: int, folder: Path, *, quick: bool) -> dict[str, Any]:
    """One size, in a process of its own; where memory is judged, one before it has compiled."""
    say(f"{policy}, {number(people)} people")
    if people <= COMPILED_BEFORE and not quick:
        _child(policy, people, folder, "--start-only", "--stretches", 0)
    stretches = next((n for size, n in STRETCHES.items() if people <= size), 1)
    return _child(policy, people, folder, "--stretches", min(stretches, 3) if quick else stretches)


def _time_mesa(people: int) -> dict[str, Any]:
    say(f"the court list in Mesa, {number(people)} people")
    found = peers.time_mesa(people)
    del found["sums"]
    return found


def _time_commands() -> dict[str, Any]:
    """Wall seconds of commands, the engine's cache warm: the second run; medians of the others."""
    say("commands")
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        size = ["--people", str(RUN_PEOPLE), "--months", str(RUN_MONTHS)]
        runs = [
            wall(["run", COURT_LIST, *size, "--out", str(Path(folder) / name)])
            for name in ("first", "second")
        ]
    quick = {
        "list": ["list"],
        "show": ["show", COURT_LIST],
        "check": ["check", str(COURT_LIST_FILE)],
    }
    return {
        "run_people": RUN_PEOPLE,
        "run_months": RUN_MONTHS,
        "run_seconds": runs,
        **{
            f"{name}_seconds": median(wall(arguments) for _ in range(5))
            for name, arguments in quick.items()
        },
    }


if __name__ == "__main__":
    app(prog_name="python -m bench")
