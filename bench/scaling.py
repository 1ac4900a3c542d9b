"""`python -m bench.scaling`: time and memory against people, months, conducts, ties and arms."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, NamedTuple

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from bench import catalogue, figure
from bench.machine import ROOT, BenchError, describe, last_json, number, run_all, told

POLICY = "court-list"
SMALLEST, LARGEST = 10_000, 10_000_000
MIDDLE = 100_000
"""People where something else grows."""
TIES_PEOPLE = 1_000_000
YEARS = (1, 2, 4, 8)
CONDUCTS = (5, 10, 15, 20, 25)
EXCHANGES = ((1, 0), (2, 0), (2, 2), (3, 2), (4, 2), (4, 4))
"""Of WORK and FRIENDS: 1, 3, 6, 10, 18 and 30 ties."""
_QUICK = 3_000

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console(stderr=True)


class Point(NamedTuple):
    """One run: how much of an axis, what it took."""

    axis: str
    amount: int
    seconds: float
    bytes: float  # at the highest, less what its engine holds


class Growth(NamedTuple):
    """An axis: what grows, what the seconds are of, what stays as it is."""

    axis: str
    of: str
    points: list[Point]
    seconds_slope: float
    bytes_slope: float


@app.callback(invoke_without_command=True)
def main(
    largest: Annotated[int, typer.Option(help="The most people; ten times as many each.")] = (
        LARGEST
    ),
    quick: Annotated[
        bool, typer.Option("--quick", help="Two small points of everything: does it run?")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = ROOT / "bench" / "results",
) -> None:
    """Measure how cost grows; write scaling.json, scaling.svg and scaling.md."""
    if largest < SMALLEST:
        raise typer.BadParameter(f"{largest}: at least {SMALLEST}", param_hint="--largest")
    try:
        found = measure(largest, quick=quick)
    except BenchError as error:
        console.print(f"[red]{error}")
        raise typer.Exit(1) from None
    out.mkdir(parents=True, exist_ok=True)
    name = "scaling-quick" if quick else "scaling"
    (out / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    figure.save(found["growth"], out / f"{name}.svg")
    (out / f"{name}.md").write_text(markdown(found, f"{name}.svg"), encoding="utf-8")
    Console().print(screen(found))
    console.print(f"Written: {out / name}.json, .svg and .md")


def measure(largest: int, *, quick: bool) -> dict[str, Any]:
    """Every axis, one run after the other."""
    began = datetime.now(UTC)
    with TemporaryDirectory(prefix="discredit-bench-") as folder:
        corridor = _Corridor(Path(folder))
        axes = [
            growth(axis, of, list(points(corridor, largest, quick))) for axis, of, points in AXES
        ]
    return {
        "date": began.date().isoformat(),
        "command": " ".join(["python -m bench.scaling", *sys.argv[1:]]),
        "is_quick": quick,
        "machine": describe(),
        "wall_seconds": (datetime.now(UTC) - began).total_seconds(),
        "growth": [
            {**axis._asdict(), "points": [p._asdict() for p in axis.points]} for axis in axes
        ],
    }


def growth(axis: str, of: str, points: list[Point]) -> Growth:
    """An axis with its slopes on two logarithmic scales: 1 is proportional, 0 is constant."""
    amounts = np.log([point.amount for point in points])

    def slope(costs: list[float]) -> float:
        return float(np.polyfit(amounts, np.log(costs), 1)[0])

    seconds, held = [p.seconds for p in points], [p.bytes for p in points]
    return Growth(axis, of, points, slope(seconds), slope(held))


class _Corridor:
    """The whole corridor, each size in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, policy: str, people: int, years: int = 1, arms: int = 2) -> dict[str, Any]:
        size = ("--policy", policy, "--people", people, "--cache", self.folder)
        return _python("bench.ours", *size, "--stretches", years, "--arms", arms)


def _python(module: str, *options: object) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *(str(option) for option in options)]
    console.print(f"[dim]{' '.join(command[2:])}")
    return last_json(run_all([command])[0])


Points = Callable[[_Corridor, int, bool], Iterator[Point]]


def _people(corridor: _Corridor, largest: int, quick: bool) -> Iterator[Point]:
    people = _QUICK if quick else SMALLEST
    for _ in range(2) if quick else range(len(str(largest // SMALLEST))):
        found = corridor.run(POLICY, people, years=1 if people > MIDDLE else 2)
        months = found["timed_person_months"] / people / found["arms"]
        held = found["bytes_at_peak"] * people
        yield Point("people", people, found["timed_seconds"] / months, held)
        people *= 10


def _months(corridor: _Corridor, _: int, quick: bool) -> Iterator[Point]:
    people = _QUICK if quick else MIDDLE
    for years in YEARS[: 2 if quick else None]:
        found = corridor.run(POLICY, people, years=years)
        held = found["bytes_at_peak"] * people
        yield Point("months", years * 12, found["timed_seconds"], held)


def _conducts(corridor: _Corridor, _: int, quick: bool) -> Iterator[Point]:
    people = _QUICK if quick else MIDDLE
    for count in CONDUCTS[: 2 if quick else None]:
        policy = catalogue.write(count, corridor.folder / f"{count}-conducts")
        found = corridor.run(str(policy), people)
        held = found["bytes_at_peak"] * people
        yield Point("conducts", count, found["timed_seconds"] / 12, held)


def _ties(_: _Corridor, __: int, quick: bool) -> Iterator[Point]:
    for work, friends in EXCHANGES[: 2 if quick else None]:
        people = _QUICK if quick else TIES_PEOPLE
        found = _python("bench.twelve", "--people", people, "--work", work, "--friends", friends)
        seconds = found["seconds"] / found["months"]
        yield Point("ties", found["ties"], seconds, found["bytes_state"] * people)


def _arms(corridor: _Corridor, _: int, quick: bool) -> Iterator[Point]:
    people = _QUICK if quick else MIDDLE
    for arms in (1, 2):
        found = corridor.run(POLICY, people, years=2, arms=arms)
        held = found["bytes_at_peak"] * people
        yield Point("arms", arms, found["timed_seconds"] / 24, held)


AXES: tuple[tuple[str, str, Points], ...] = (
    ("people", "a month of the court list, both worlds", _people),
    ("months", f"a run of the court list, both worlds, {number(MIDDLE)} people", _months),
    ("conducts", f"a month of Rongcheng's points, both worlds, {number(MIDDLE)} people", _conducts),
    ("ties", f"a month of the small model, {number(TIES_PEOPLE)} people", _ties),
    ("arms", f"a month of the court list, {number(MIDDLE)} people, a core for each world", _arms),
)


def rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    """A line by axis: what grew, from what to what, time and memory at both ends, both slopes."""

    def line(axis: dict[str, Any]) -> tuple[str, ...]:
        first, last = axis["points"][0], axis["points"][-1]
        return (
            axis["axis"],
            axis["of"],
            f"{number(first['amount'])} to {number(last['amount'])}",
            f"{first['seconds']:.3g} to {last['seconds']:.3g} s",
            f"{axis['seconds_slope']:.2f}",
            f"{first['bytes'] / 2**20:.0f} to {last['bytes'] / 2**20:.0f} MiB",
            f"{axis['bytes_slope']:.2f}",
        )

    return [line(axis) for axis in found["growth"]]


HEADINGS = ("what grows", "time of", "from, to", "time", "slope", "memory", "slope")


def screen(found: dict[str, Any]) -> Table:
    """The terminal's table."""
    table = Table(title="Slopes on two logarithmic scales: 1 is proportional, 0 constant")
    for heading in HEADINGS:
        table.add_column(heading)
    for row in rows(found):
        table.add_row(*row)
    return table


def markdown(found: dict[str, Any], picture: str) -> str:
    """The page with the figure and the slopes."""
    quick = (
        f"\n**A quick run: two points each, all of {number(_QUICK)} people or so.**\n"
        if found["is_quick"]
        else ""
    )
    head = " | ".join(HEADINGS)
    body = "\n".join(f"| {' | '.join(row)} |" for row in rows(found))
    return f"""# How cost grows, measured on {found["date"]}
{quick}
{told(found["machine"])}
Made by `{found["command"]}` in {found["wall_seconds"]:.0f} s.
How each figure is taken, and what is not proportional: `bench/README.md`.

![Time and memory against people, months, conducts, ties and arms]({picture})

Slopes are on two logarithmic scales: 1 is proportional, 0 constant.

| {head} |
|---|---|---:|---:|---:|---:|---:|
{body}
"""


if __name__ == "__main__":
    app(prog_name="python -m bench.scaling")
