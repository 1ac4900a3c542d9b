"""What was measured, as lines with targets: on the screen and in Markdown."""

from __future__ import annotations

from typing import Any, NamedTuple

from rich.table import Table

from bench.machine import millions, number, told

WHOLE_SHARE, WHOLE_RATIO, WHOLE_SECONDS, WHOLE_GIB = 0.6, 150.0, 6.0, 4.0
"""Of the whole command: its share of the bare engine's speed, how many times Mesa's from start to
figures, seconds at 100,000 people, memory at LARGE_SIZE."""
SMALL_RATIO_TARGET = 200.0
EPIDEMIC_RATIO_TARGET = 10.0
RATE_TARGET = 10e6
TARGET_SIZE = 1_000_000
LARGE_SIZE, LARGE_SHARE = 10_000_000, 0.8
"""At LARGE_SIZE, at least LARGE_SHARE of the speed at TARGET_SIZE."""
ROOFLINE_TARGET = 0.25
BYTES_TARGET = 160.0
WARM_TARGET, COLD_TARGET = 6.0, 20.0
RUN_TARGET, COMMAND_TARGET = 15.0, 1.0
RATES_APART, CURVES_APART = 0.10, 0.02
"""Models are alike if no rate of the small one is further apart than this share of itself, and no
day of the epidemics than this share of everybody."""
COURT_LIST = "court-list"


class Line(NamedTuple):
    """One figure beside what was wanted of it."""

    what: str
    figure: str
    target: str = ""
    is_met: bool | None = None  # None where nothing was promised


def lines(found: dict[str, Any]) -> list[Line]:
    """Every figure of one run of the benchmark, in reading order."""
    parts = (_whole, _twelve, _epidemics, _speed, _roofline, _mesa, _memory, _start, _commands)
    return [line for part in parts for line in part(found)]


def _whole(found: dict[str, Any]) -> list[Line]:
    """The command, beside the bare engine and the faster Mesa in the same years."""
    if "whole" not in found:
        return []
    measured, rows = found["whole"], []
    mesa = max((run["rate"] for run in measured.get("mesa", ())), default=None)
    for run, engine in zip(measured["runs"], measured["engines"], strict=True):
        people, seconds = run["people"], run["seconds"]
        what = f"`run {COURT_LIST}`, {number(people)} people x {run['months']} months x two worlds"
        what += f" from {run['start']}, report included"
        is_small = people < TARGET_SIZE
        wanted = ("under 6 s", seconds < WHOLE_SECONDS) if is_small else ("", None)
        rows.append(Line(what, f"{seconds:.1f} s, {millions(run['rate'])}", *wanted))
        share = run["rate"] / engine["rate"]
        wanted = ("", None) if is_small else ("at least 60 %", share >= WHOLE_SHARE)
        bare = f"share of the bare engine's speed, {number(people)} people"
        rows.append(Line(bare, f"{share:.0%} of {millions(engine['rate'])}", *wanted))
        if people == TARGET_SIZE and mesa is not None:
            ratio = run["rate"] / mesa
            beside = f"times Mesa {measured['version']}, from start to figures"
            figure = f"{ratio:.0f} times {number(mesa)} person-months/s"
            rows.append(Line(beside, figure, "at least 150 times", ratio >= WHOLE_RATIO))
        if people == LARGE_SIZE:
            held = run["bytes_at_peak"] / 2**30
            memory = f"memory of that command, {number(people)} people"
            rows.append(Line(memory, f"{held:.1f} GiB", "under 4 GiB", held < WHOLE_GIB))
    return rows


def _twelve(found: dict[str, Any]) -> list[Line]:
    """The small model beside Mesa, the better of its sizes."""
    if "twelve" not in found:
        return []
    small = found["twelve"]
    what = "12 conducts, 10 ties"
    rows = [
        Line(f"{what}: {number(run['people'])} people", millions(run["rate"]))
        for run in small["ours"]
    ]
    if "mesa" not in small:
        return rows
    rows += [
        Line(
            f"{what}: Mesa {small['version']}, {run['processes']} x {number(run['people'])} people",
            f"{number(run['rate'])} person-months/s",
        )
        for run in small["mesa"]
    ]
    ratio = small["ours"][-1]["rate"] / max(run["rate"] for run in small["mesa"])
    apart = small["apart"]
    return [
        *rows,
        Line(
            f"{what}: times the faster Mesa",
            f"{ratio:.0f} times",
            "at least 200 times",
            ratio >= SMALL_RATIO_TARGET,
        ),
        Line(
            f"{what}: rate furthest apart, {apart['measure']}",
            f"{apart['share']:.1%}",
            "at most 10 %: the same model",
            apart["share"] <= RATES_APART,
        ),
    ]


def _epidemics(found: dict[str, Any]) -> list[Line]:
    rows = []
    for each in found.get("epidemics", ()):
        size = f"epidemic, {number(each['people'])} people"
        rows.append(Line(size, millions(each["ours"]["rate"], "person-days")))
        if "starsim" not in each:
            continue
        rows += [
            Line(
                f"{size}: Starsim {run['starsim']}, {run['processes']} at once",
                millions(run["rate"], "person-days"),
            )
            for run in each["starsim"]
        ]
        ratio = each["ours"]["rate"] / max(run["rate"] for run in each["starsim"])
        rows += [
            Line(
                f"{size}: times the faster Starsim",
                f"{ratio:.0f} times",
                "at least 10 times",
                ratio >= EPIDEMIC_RATIO_TARGET,
            ),
            Line(
                f"{size}: furthest the curves are apart, on any day",
                f"{each['apart']:.2%} of all people",
                "at most 2 %: the same epidemic",
                each["apart"] <= CURVES_APART,
            ),
        ]
    return rows


def _policy(run: dict[str, Any]) -> str:
    return run.get("policy", COURT_LIST)


def _speed(found: dict[str, Any]) -> list[Line]:
    rows = []
    for run in found["ours"]:
        people, rate = run["people"], run["rate"]
        what = f"{_policy(run)}, both worlds, {number(people)} people"
        base = next(
            (
                each["rate"]
                for each in found["ours"]
                if _policy(each) == _policy(run) and each["people"] == TARGET_SIZE
            ),
            None,
        )
        if people == TARGET_SIZE:
            rows.append(Line(what, millions(rate), "at least 10 million", rate >= RATE_TARGET))
        elif people == LARGE_SIZE and base is not None:
            figure = f"{millions(rate)}, {rate / base:.0%} of that at {number(TARGET_SIZE)}"
            rows.append(Line(what, figure, "at least 80 %", rate >= LARGE_SHARE * base))
        else:
            rows.append(Line(what, millions(rate)))
    rows += [
        Line(f"{each['policy']}, {number(each['people'])} people", f"left out: {each['why']}")
        for each in found.get("left_out", ())
    ]
    return rows


def _roofline(found: dict[str, Any]) -> list[Line]:
    bandwidth = max(found["copy_bytes_per_second"].values())
    rows = [Line("memory copied, read and written", f"{bandwidth / 1e9:.1f} GB/s")]
    for run in found["ours"]:
        if _policy(run) != COURT_LIST:
            continue
        share = run["bytes_moved"] * run["rate"] / bandwidth
        what = f"share of the memory roofline, {COURT_LIST}, {number(run['people'])} people"
        figure = (
            f"{share:.1%} ({run['bytes_moved']:.0f} bytes per person-month at least: "
            f"{run['bytes_read']} read and {run['bytes_written']} written of everybody, "
            f"{run['bytes_through_rooms']} of {run['share_in_rooms']:.1%} in the rooms)"
        )
        if run["people"] == TARGET_SIZE:
            rows.append(Line(what, figure, "at least 25 %", share >= ROOFLINE_TARGET))
        else:
            rows.append(Line(what, figure))
    return rows


def _mesa(found: dict[str, Any]) -> list[Line]:
    """The whole court list in Mesa: harder to beat, and nothing is promised."""
    if "mesa" not in found:
        return []
    runs = found["mesa"]["runs"]
    rows = [
        Line(
            f"{COURT_LIST} in Mesa {found['mesa']['version']}, no course of debts, both worlds, "
            f"{number(run['people'])} people",
            f"{number(run['rate'])} person-months/s",
        )
        for run in runs
    ]
    best = max(run["rate"] for run in runs)
    return rows + [
        Line(
            f"{COURT_LIST}, {number(run['people'])} people: times the faster Mesa",
            f"{run['rate'] / best:.0f} times",
        )
        for run in found["ours"]
        if _policy(run) == COURT_LIST
    ]


def _memory(found: dict[str, Any]) -> list[Line]:
    rows = []
    for run in found["ours"]:
        people, what = run["people"], f"memory at peak, {_policy(run)}"
        for worlds, held in (("two worlds", "bytes_at_peak"), ("one world", "bytes_one_world")):
            figure = f"{number(run[held])} bytes per person"
            place = f"{what}, {number(people)} people, {worlds}"
            if people == TARGET_SIZE:
                rows.append(Line(place, figure, "at most 160", run[held] <= BYTES_TARGET))
            else:
                rows.append(Line(place, figure))
        whole = f"{run['bytes_in_all'] / 2**30:.2f} GiB"
        rows.append(Line(f"the whole process at its highest, {number(people)} people", whole))
    return rows


def _start(found: dict[str, Any]) -> list[Line]:
    rows = []
    for kind, cache, most in (("cold", "empty", COLD_TARGET), ("cached", "full", WARM_TARGET)):
        start = found["start"][kind]
        started, people = start["started_seconds"], number(start["people"])
        rows += [
            Line(
                f"compile the engine, {cache} cache of engines",
                f"{start['compile_seconds']:.1f} s",
            ),
            Line(
                f"from start to the first months' figures, {people} people, {cache} cache",
                f"{started:.1f} s",
                f"under {most:.0f} s",
                started < most,
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
    body = "\n".join(f"| {row.what} | {row.figure} | {_verdict(row)} |" for row in rows)
    quick = (
        "\n**A quick run: fewer sizes, few months of each; a whole one gives steadier figures.**\n"
        if found.get("is_quick")
        else ""
    )
    missed = sum(row.is_met is False for row in rows)
    promised = sum(row.is_met is not None for row in rows)
    return f"""# Measured on {found["date"]}
{quick}
{told(found["machine"])}
Made by `{found["command"]}` in {found["wall_seconds"]:.0f} s.
How each figure is taken: `bench/README.md`. Of {promised} targets {promised - missed} were met.

| measured | figure | wanted |
|---|---:|---|
{body}
"""
