"""What was measured, as lines with targets: on the screen and in Markdown."""

from __future__ import annotations

from typing import Any, NamedTuple

from rich.table import Table

RATE_TARGET = 5e6
RATIO_TARGET = 100.0
BYTES_TARGET = 300.0
RUN_TARGET = 15.0
COMMAND_TARGET = 1.0
TARGET_SIZE = 1_000_000
"""Speed, ratio and memory are promised at this size, on two cores."""


class Line(NamedTuple):
    """One figure beside what was wanted of it."""

    what: str
    figure: str
    target: str = ""
    is_met: bool | None = None  # None where nothing was promised


def number(value: float) -> str:
    """Whole thousands apart: 6 199 260."""
    return f"{value:,.0f}".replace(",", " ")


def millions(rate: float) -> str:
    return f"{rate / 1e6:.2f} million person-months/s"


def lines(found: dict[str, Any]) -> list[Line]:
    """Every figure of one run of the benchmark, in reading order."""
    return [
        *_speed(found),
        *_mesa(found),
        *_memory(found),
        *_start(found),
        *_commands(found),
    ]


def _speed(found: dict[str, Any]) -> list[Line]:
    bandwidth = max(found["copy_bytes_per_second"].values())
    rows = [Line("memory copied, read and written", f"{bandwidth / 1e9:.1f} GB/s")]
    for run in found["ours"]:
        people, rate = run["people"], run["rate"]
        what = f"{number(people)} people, both worlds, every room on"
        if people == TARGET_SIZE:
            rows.append(Line(what, millions(rate), "at least 5 million", rate >= RATE_TARGET))
        else:
            rows.append(Line(what, millions(rate)))
    for run in found["ours"]:
        share = run["bytes_moved"] * run["rate"] / bandwidth
        rows.append(
            Line(
                f"share of the memory roofline at {number(run['people'])}",
                f"{share:.1%} ({run['bytes_moved']:.0f} bytes per person-month at least)",
            )
        )
    return rows


def _mesa(found: dict[str, Any]) -> list[Line]:
    if "mesa" not in found:
        return []
    runs = found["mesa"]["runs"]
    rows = [
        Line(
            f"Mesa {found['mesa']['version']}, {number(run['people'])} people, both worlds",
            f"{number(run['rate'])} person-months/s",
        )
        for run in runs
    ]
    best = max(run["rate"] for run in runs)
    for run in found["ours"]:
        ratio, people = run["rate"] / best, run["people"]
        what = f"{number(people)} people, times the faster Mesa"
        if people == TARGET_SIZE:
            rows.append(
                Line(what, f"{ratio:.0f} times", "at least 100 times", ratio >= RATIO_TARGET)
            )
        else:
            rows.append(Line(what, f"{ratio:.0f} times"))
    return rows


def _memory(found: dict[str, Any]) -> list[Line]:
    rows = []
    for run in found["ours"]:
        people, two = run["people"], run["bytes_two_worlds"]
        what = f"memory at peak, {number(people)} people, two worlds"
        figure = f"{number(two)} bytes per person"
        if people == TARGET_SIZE:
            rows.append(Line(what, figure, "at most 300", two <= BYTES_TARGET))
        else:
            rows.append(Line(what, figure))
        one = f"{number(run['bytes_one_world'])} bytes per person"
        rows.append(Line(f"memory at peak, {number(people)} people, one world", one))
    return rows


def _start(found: dict[str, Any]) -> list[Line]:
    rows = []
    for kind, cache in (("cold", "empty"), ("cached", "full")):
        start = found["start"][kind]
        people = number(start["people"])
        rows += [
            Line(
                f"compile the engine, {cache} cache of engines",
                f"{start['compile_seconds']:.1f} s",
            ),
            Line(
                f"from start to the end of year one, {people} people, {cache} cache",
                f"{start['started_seconds']:.1f} s",
            ),
        ]
    imports = found["start"]["cached"]["ready_seconds"]
    return [Line("start Python and import the engine", f"{imports:.1f} s"), *rows]


def _commands(found: dict[str, Any]) -> list[Line]:
    if "commands" not in found:
        return []
    took = found["commands"]
    second = took["run_seconds"][-1]
    size = f"{number(took['run_people'])} people x {took['run_months']} months x two worlds"
    rows = [
        Line(
            f"second `discredit run`, {size}, report included",
            f"{second:.1f} s",
            "under 15 s",
            second < RUN_TARGET,
        )
    ]
    for name in ("list", "show", "check"):
        seconds = took[f"{name}_seconds"]
        rows.append(
            Line(f"`discredit {name}`", f"{seconds:.2f} s", "under 1 s", seconds < COMMAND_TARGET)
        )
    return rows


def screen(about: dict[str, Any], rows: list[Line]) -> Table:
    """The terminal's table."""
    table = Table(title=f"{about['cores']} cores, {about['processor']}")
    table.add_column("measured")
    table.add_column("figure", justify="right")
    table.add_column("wanted")
    for row in rows:
        style = {True: "green", False: "red", None: ""}[row.is_met]
        table.add_row(row.what, row.figure, _verdict(row), style=style)
    return table


def _verdict(row: Line) -> str:
    return f"{row.target}: {'met' if row.is_met else 'missed'}" if row.target else ""


def markdown(found: dict[str, Any], rows: list[Line]) -> str:
    """The page that the README quotes."""
    about = found["machine"]
    versions = ", ".join(f"{name} {which}" for name, which in about["versions"].items())
    body = "\n".join(f"| {row.what} | {row.figure} | {_verdict(row)} |" for row in rows)
    return f"""# Measured on {found["date"]}

{about["cores"]} cores of {about["processor"]}, {about["memory_gib"]} GiB, {about["system"]},
Python {about["python"]}; {versions}. Commit {about["commit"]}.
Made by `{found["command"]}` in {found["wall_seconds"]:.0f} s.
How each figure is taken: `bench/README.md`.

| measured | figure | wanted |
|---|---:|---|
{body}
"""
