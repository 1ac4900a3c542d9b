"""`python -m bench.history`: every run of the benchmark so far, as one picture.

A run is a file in `bench/results/history/`, named by its date and the commit that was measured:
what it was measured on and every line of its table, as told. `python -m bench` adds one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from bench.machine import ROOT
from bench.tables import Line

KEPT = ROOT / "bench" / "results" / "history"
PICTURE = ROOT / "docs" / "speed-over-time.svg"


class Panel(NamedTuple):
    """One part of the picture: a unit, and the lines that are told in it."""

    title: str
    lines: dict[str, str]  # what a line is called here, and in the table of a run


PANELS = (
    Panel(
        "million person-months a second, 1,000,000 people",
        {
            "court list": "court-list, both worlds, 1 000 000 people",
            "joint punishment": "joint-punishment, both worlds, 1 000 000 people",
            "Rongcheng": "rongcheng, both worlds, 1 000 000 people",
        },
    ),
    Panel(
        "bytes a person at the peak, one world of 1,000,000 people",
        {
            "court list": "memory at peak, court-list, 1 000 000 people, one world",
            "joint punishment": "memory at peak, joint-punishment, 1 000 000 people, one world",
            "Rongcheng": "memory at peak, rongcheng, 1 000 000 people, one world",
        },
    ),
    Panel(
        "seconds of a second run with its report, 100,000 people, 60 months",
        {
            "court list": "second `discredit run`, 100 000 people x 60 months x two worlds, "
            "report included"
        },
    ),
)
BEFORE = {
    "1 000 000 people, both worlds, every room on": PANELS[0].lines["court list"],
    "memory at peak, 1 000 000 people, one world": PANELS[1].lines["court list"],
}
"""What lines were called when one system alone was measured."""
MACHINE = ("processor", "cores", "memory_gib", "system", "python", "versions")
COLOURS = {"court list": "#1f4e79", "joint punishment": "#b3541e", "Rongcheng": "#4a7c3f"}


def entry(found: dict[str, Any], lines: Iterable[Line]) -> dict[str, Any]:
    """What is kept of one run of the benchmark.

    Args:
        found: What was measured, as `python -m bench` has it.
        lines: The same as a table.
    """
    about = found["machine"]
    return {
        "date": found["date"],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": about["commit"],
        "command": found["command"],
        "machine": {name: about[name] for name in MACHINE},
        "figures": {line.what: line.figure for line in lines},
    }


def keep(run: dict[str, Any], folder: Path = KEPT) -> Path:
    """Write one run down, in place of one of the same day and commit.

    Args:
        run: As `entry` has it.
        folder: Where runs are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{run['date']}-{run['commit'].rstrip('+')}.json"
    file.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def runs(folder: Path = KEPT) -> list[dict[str, Any]]:
    """All runs, in the order in which they were made.

    Args:
        folder: Where runs are kept.
    """
    kept = [json.loads(file.read_text("utf-8")) for file in folder.glob("*.json")]
    return sorted(kept, key=lambda run: run["at"])


def points(kept: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every figure that the picture shows.

    Args:
        kept: All runs.
    """
    for at, run in enumerate(kept):
        figures = {BEFORE.get(what, what): figure for what, figure in run["figures"].items()}
        for panel in PANELS:
            for name, what in panel.lines.items():
                if what in figures:
                    yield {
                        "run": f"{run['date']} {run['commit'][:7]}",
                        "at": at,
                        "panel": panel.title,
                        "line": name,
                        "figure": _first(figures[what]),
                    }


def _first(figure: str) -> float:
    """The number that a figure begins with: blanks part its thousands."""
    told = re.match(r"\d+(?: \d{3})*(?:\.\d+)?", figure)
    assert told is not None, figure
    return float(told.group().replace(" ", ""))


def drawn(kept: list[dict[str, Any]]) -> alt.VConcatChart:
    """The picture: one panel above the other, a place for each run.

    Args:
        kept: All runs.
    """
    table = pd.DataFrame(points(kept))
    order = list(dict.fromkeys(table["run"]))
    base = alt.Chart(table).properties(width=520, height=120)
    colour = alt.Color(
        "line:N",
        title=None,
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=alt.Legend(orient="top"),
    )

    def one(panel: Panel, *, is_last: bool) -> alt.Chart:
        places = alt.Axis(labelAngle=-20, labels=is_last, ticks=is_last)
        shown = base.transform_filter(alt.datum.panel == panel.title).mark_line(point=True)
        return shown.encode(
            x=alt.X("run:N", sort=order, title=None, axis=places, scale=alt.Scale(domain=order)),
            y=alt.Y("figure:Q", title=None, scale=alt.Scale(zero=True)),
            color=colour,
        ).properties(title=alt.TitleParams(panel.title, anchor="start", fontSize=12))

    stack = [one(panel, is_last=panel is PANELS[-1]) for panel in PANELS]
    return alt.vconcat(*stack, spacing=12).configure_view(stroke=None)


def main() -> None:
    """Draw all runs that are kept."""
    drawn(runs()).save(str(PICTURE))
    print(f"Written: {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
