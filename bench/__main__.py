"""`python -m bench`: every figure of the README in one run on one machine."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from bench import peers, tables
from bench.machine import (
    ROOT,
    BenchError,
    copy_bandwidth,
    cores,
    describe,
    last_json,
    machine_class,
    run_all,
    wall,
)

SIZES = "10_000,100_000,1_000_000,10_000_000"
STRETCHES = {10_000: 8, 100_000: 8, 1_000_000: 3, 10_000_000: 1}
"""Timed years of each world, by the largest size they suit."""
START_SIZE = 100_000
MESA_SIZES = (1_000, 10_000)
RUN_PEOPLE, RUN_MONTHS = 100_000, 60
COURT_LIST = ROOT / "src" / "discredit" / "library" / "systems" / "court-list.yaml"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console(stderr=True)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    sizes: Annotated[str, typer.Option(help="People, separated by commas.")] = SIZES,
    quick: Annotated[bool, typer.Option("--quick", help="100 000 people only, and less of it.")] = (
        False
    ),
    skip_mesa: Annotated[bool, typer.Option("--skip-mesa", help="Leave Mesa out.")] = False,
    skip_commands: Annotated[
        bool, typer.Option("--skip-commands", help="Leave the command line out.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = ROOT / "bench" / "results",
) -> None:
    """Measure this machine: speed, memory, start-up, commands, and Mesa beside them."""
    if context.invoked_subcommand is not None:
        return
    wanted = [START_SIZE] if quick else _sizes(sizes)
    try:
        found = measure(wanted, quick=quick, mesa=not skip_mesa, commands=not skip_commands)
    except BenchError as error:
        console.print(f"[red]{error}")
        raise typer.Exit(1) from None
    about = found["machine"]
    lines = tables.lines(found)
    Console().print(tables.screen(about, lines))
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{found['date']}-{machine_class(about)}.json"
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (out / "latest.md").write_text(tables.markdown(found, lines), encoding="utf-8")
    console.print(f"Written: {file} and {out / 'latest.md'}")


def _sizes(text: str) -> list[int]:
    try:
        return sorted({int(size) for size in text.split(",")})
    except ValueError:
        raise typer.BadParameter(
            f"{text!r}: whole numbers separated by commas, such as 100_000,1_000_000",
            param_hint="--sizes",
        ) from None


def measure(sizes: list[int], *, quick: bool, mesa: bool, commands: bool) -> dict[str, Any]:
    """Everything, one part after the other: nothing else of ours runs beside a timed part."""
    began = datetime.now(UTC)
    found: dict[str, Any] = {
        "date": began.date().isoformat(),
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
        "machine": describe(),
    }
    say("memory bandwidth")
    threads = {count: copy_bandwidth(count) for count in {1, cores()}}
    found["copy_bytes_per_second"] = {str(count): speed for count, speed in threads.items()}
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        say("start-up with an empty cache of compiled engines, then with a full one")
        found["start"] = {kind: _start(Path(folder)) for kind in ("cold", "cached")}
        found["ours"] = [_time_size(size, Path(folder), quick=quick) for size in sizes]
    if mesa:
        say(f"Mesa {peers.MESA} in an environment of its own")
        peers.install()
        found["mesa"] = {
            "version": peers.MESA,
            "runs": [_time_mesa(size) for size in MESA_SIZES[: 1 if quick else None]],
        }
    if commands:
        found["commands"] = _time_commands()
    found["wall_seconds"] = (datetime.now(UTC) - began).total_seconds()
    return found


def say(what: str) -> None:
    console.print(f"[dim]measuring {what} ...")


def _child(people: int, folder: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.ours", "--people", str(people)]
    return last_json(run_all([[*command, "--cache", str(folder), *options]])[0])


def _start(folder: Path) -> dict[str, Any]:
    found = _child(START_SIZE, folder, "--start-only", "--stretches", "2")
    later = min(found["later_year_seconds"])
    return {**found, "compile_seconds": max(found["first_year_seconds"] - later, 0.0)}


def _time_size(people: int, folder: Path, *, quick: bool) -> dict[str, Any]:
    """One size, compiled in a process before the one that is measured."""
    say(f"{tables.number(people)} people")
    stretches = next((n for size, n in STRETCHES.items() if people <= size), 1)
    if people != START_SIZE:
        _child(people, folder, "--start-only", "--stretches", "0")
    return _child(people, folder, "--stretches", str(min(stretches, 3) if quick else stretches))


def _time_mesa(people: int) -> dict[str, Any]:
    say(f"Mesa with {tables.number(people)} people")
    found = peers.time_mesa(people)
    del found["sums"]
    return found


def _time_commands() -> dict[str, Any]:
    """Wall seconds of commands, the engine's cache warm: the second run; medians of the others."""
    say("commands")
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        size = ["--people", str(RUN_PEOPLE), "--months", str(RUN_MONTHS)]
        runs = [
            wall(["run", "court-list", *size, "--out", str(Path(folder) / name)])
            for name in ("first", "second")
        ]
    quick = {
        "list": ["list"],
        "show": ["show", "court-list"],
        "check": ["check", str(COURT_LIST)],
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
