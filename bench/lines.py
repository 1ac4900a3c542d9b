"""Where the time of a month goes, line by line of the engine.

    python -m bench.lines --policy rongcheng --people 200000

A year of the world with the system is worked under JAX's profiler; each operation is led back to
the line that asked for it, and the table says how long each file and line takes for one person in
one month, in nanoseconds of one core. The profiler itself costs some of it: shares are what counts.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.ours import Society, next_year, years_of

_BEFORE = 2
"""Years that pass first: the engine is loaded, and lists fill."""
_OTHER = re.compile(r"^\$|[(]wait |^Pjit|^CommonPjRt")
"""Events that are no work of the program: Python's own, and who waits for it."""
_TABLES = ("FileNames", "FunctionNames", "FileLocations", "StackFrames")


class Spent(NamedTuple):
    """Nanoseconds of one core, by file and by line."""

    files: Counter[str]
    lines: Counter[str]
    person_months: int


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--policy", default="court-list", help="a system of the library, or a file")
    words.add_argument("--people", type=int, default=200_000)
    words.add_argument("--rows", type=int, default=25, help="of each of the two tables")
    given: Any = words.parse_args()
    spent = profiled(given.policy, given.people)
    for title, of in (("by file", spent.files), ("by line", spent.lines)):
        whole = of.total()
        print(f"\n{title}: {whole / spent.person_months:.0f} ns a person and month in all")
        for place, cost in of.most_common(given.rows):
            print(f"{cost / spent.person_months:8.1f} {cost / whole:5.0%}  {place}")


def profiled(policy: str, people: int) -> Spent:
    """A year of one world under the profiler.

    Args:
        policy: A system of the library, or a file.
        people: How many.
    """
    import jax

    from discredit.engine import allocator, loop

    programs: dict[Any, Any] = {}

    def engine(args: Any, layout: Any) -> Any:
        shapes = tuple((x.shape, x.dtype) for x in jax.tree.leaves(args))
        key = jax.tree.structure(args), shapes, layout
        if key not in programs:
            programs[key] = loop._advance.lower(*args, layout=layout).compile()  # pyright: ignore[reportPrivateUsage]
        return programs[key]

    loop._engine = engine  # pyright: ignore[reportPrivateUsage]
    society = Society(policy, people, loop.MONTHS_PER_STRETCH * (_BEFORE + 1))
    years = years_of(society, society.rules)
    with tempfile.TemporaryDirectory() as folder, allocator.returning_at_once():
        for _ in range(_BEFORE):
            next_year(years)
        with jax.profiler.trace(folder):
            next_year(years)
        (trace,) = Path(folder).rglob("*.xplane.pb")
        costs = own_times(trace)
    (program,) = programs.values()
    homes = homes_of(program.as_text())
    files, lines = Counter[str](), Counter[str]()
    for operation, nanoseconds in costs.items():
        home = homes.get(operation, "between operations")
        lines[home] += nanoseconds
        files[home.partition(":")[0]] += nanoseconds
    return Spent(files, lines, people * loop.MONTHS_PER_STRETCH)


def own_times(trace: Path) -> Counter[str]:
    """Nanoseconds of each operation, without those of the operations within it.

    Args:
        trace: What the profiler has written.
    """
    from jax.profiler import ProfileData

    own = Counter[str]()
    for plane in ProfileData.from_file(str(trace)).planes:
        for line in plane.lines:
            found = [event for event in line.events if not _OTHER.search(event.name)]
            open_ones: list[tuple[float, str]] = []
            for event in sorted(found, key=lambda e: (e.start_ns, -e.duration_ns)):
                while open_ones and open_ones[-1][0] <= event.start_ns:
                    open_ones.pop()
                if open_ones:
                    own[open_ones[-1][1]] -= round(event.duration_ns)
                name = event.name.removeprefix("end: ")  # of what has parts
                own[name] += round(event.duration_ns)
                open_ones.append((event.start_ns + event.duration_ns, name))
    return own


def homes_of(program: str) -> dict[str, str]:
    """The line of the package that asked for each operation.

    Args:
        program: As the compiler prints it, with its tables of files and frames.
    """
    tables = dict(_tables(program))

    def home(frame: int) -> str:
        location = _number(tables["StackFrames"][frame], "file_location_id")
        place = tables["FileLocations"][location]
        file = tables["FileNames"][_number(place, "file_name_id")].strip('"')
        return f"{file.rpartition('discredit/')[2]}:{_number(place, 'line')}"

    named = re.finditer(r"^\s*(?:ROOT )?%([\w.\-]+) = .*stack_frame_id=(\d+)", program, re.M)
    return {found[1]: home(int(found[2])) for found in named if int(found[2])}


def _tables(program: str) -> Iterator[tuple[str, dict[int, str]]]:
    for name in _TABLES:
        rows = re.search(rf"^{name}\n((?:\d+ .*\n)+)", program, re.M)
        assert rows is not None, f"the compiler no longer prints {name}"
        cells = (row.split(" ", 1) for row in rows[1].splitlines())
        yield name, {int(number): text for number, text in cells}


def _number(row: str, key: str) -> int:
    found = re.search(rf"{key}=(\d+)", row)
    assert found is not None, f"the compiler no longer prints {key}"
    return int(found[1])


if __name__ == "__main__":
    main()
