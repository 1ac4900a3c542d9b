"""`discredit compare`: systems, overlays and settings side by side, among the same people."""

from __future__ import annotations

from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli import redrawing
from discredit.cli.options import (
    Coordinator,
    Devices,
    ProcessCount,
    ProcessIndex,
    SecretFile,
    sharing,
)
from discredit.cli.redrawing import DrawsFile, Uncertain
from discredit.cli.run import People, Seeds, Start
from discredit.cli.screen import Json, columns, emit, heading, loud, quiet, say
from discredit.words import doubt

if TYPE_CHECKING:
    from pandas import DataFrame

    from discredit.engine.processes import Processes
    from discredit.plan import Plan
    from discredit.studies.drawn import FittedDraws

EXAMPLE = (
    "Example: discredit compare court-list court-list+notice "
    "court-list+observation.misrouted=0.001 --people 20_000 --seeds 6"
)
PICTURE = "compare.svg"
TABLE = "compare.csv"


def command(
    arms: Annotated[
        list[str],
        typer.Argument(
            metavar="ARM...",
            help="A system of the library or a file, with +overlay and +path=value behind it.",
        ),
    ],
    people: People = None,
    months: Annotated[int | None, typer.Option(help="Months to simulate.")] = None,
    start: Start = None,
    seeds: Seeds = 1,
    uncertain: Uncertain = None,
    draws: DrawsFile = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder; results/compare-... when left out.")
    ] = None,
    devices: Devices = 1,
    processes: ProcessCount = 1,
    process: ProcessIndex = None,
    coordinator: Coordinator = None,
    secret_file: SecretFile = None,
    json: Json = False,
) -> None:
    """Hold systems, overlays and settings against the first of them: one table and a picture.

    All arms hold the same people, who meet the same luck, so a difference is person by person and
    has its own interval. Beside each stands how many runs would be as sure without that pairing,
    measured on these. Ctrl-C keeps what was done; the same command goes on from there. Each run is
    shared among devices and processes, if there are several; process 0 answers.
    """
    from discredit.digest import digest
    from discredit.studies.arms import against_first, read_arm

    if not 2 <= len(arms) <= len(ascii_uppercase):
        most = len(ascii_uppercase)
        raise typer.BadParameter(f"side by side are 2 to {most} arms, and here are {len(arms)}")
    asked = [read_arm(arm) for arm in arms]
    plans = against_first(
        asked, people=people, months=months, start=start, seeds=range(1, 1 + seeds)
    )
    inputs = digest([plan.inputs_digest for plan in plans.values()])
    folder = out or Path("results") / f"compare-{asked[0].name[:40]}-{inputs[:8]}"
    given = redrawing.given_draws(draws, uncertain)
    for plan in plans.values() if uncertain is not None else ():
        redrawing.refuse(plan, uncertain or 0, processes, given)
    with sharing(devices, processes, process, coordinator, secret_file, inputs) as joined:
        _run(plans, folder, uncertain, given, joined, as_json=json)
        if joined.is_first:
            _tell(plans, folder, asked[0].name, as_json=json)


def _run(
    plans: dict[str, Plan],
    folder: Path,
    draws: int | None,
    given: FittedDraws | None,
    joined: Processes,
    *,
    as_json: bool,
) -> None:
    from discredit.api.many import folder_of
    from discredit.cli.run import simulate

    for arm, plan in plans.items():
        place = folder / folder_of(arm)
        simulate(plan, place, "", joined, force=False, tells=False, as_json=as_json)
        if draws is not None:
            redrawing.draw_again(place, draws, is_silent=as_json, given=given)


def _tell(plans: dict[str, Plan], folder: Path, first: str, *, as_json: bool) -> None:
    from discredit.api.many import folder_of
    from discredit.report import tables
    from discredit.report.side_by_side import picture_of
    from discredit.store import disk, open_result
    from discredit.studies.compared import compared, worth_of_all
    from discredit.studies.uncertain import how_sure
    from discredit.words.labels import together

    results = {arm: open_result(folder / folder_of(arm)) for arm in plans}
    table = compared(results)
    label = together(dict.fromkeys(result.manifest.label for result in results.values()))
    disk.write(folder / TABLE, tables.csv(table.drop(columns="label"), label))
    disk.write(folder / PICTURE, picture_of(table, first).drawn().encode())
    sure = next(filter(None, map(how_sure, results.values())), "")
    if as_json:
        shown = {"first": first, "arms": list(results), "differences": table.to_dict("records")}
        shown |= {"pairing": worth_of_all(table), "how_sure": sure or None}
        emit({**shown, "label": label or None, "result": str(folder)})
        return
    say(heading(f"{', '.join(results)}, held against {first}"))
    if label:
        say(loud(label))
    letters = dict(zip(results, ascii_uppercase[1:], strict=False))
    say(*(f"{letter}: {arm}" for arm, letter in {first: "A", **letters}.items()))
    say(_page(table, letters))
    say(quiet(worth_of_all(table)))
    for method in dict.fromkeys(table["method"]):
        say(quiet(f"Intervals: {method}."))
    if sure:
        say(quiet(sure))
    say(f"\nTable: {folder / TABLE}\nPicture: {folder / PICTURE}")


def _page(table: DataFrame, letters: dict[str, str]) -> Any:
    """A row for each figure and arm, by letters; the figure's name stands over its arms once."""
    from rich.text import Text

    from discredit.report.headlines import told
    from discredit.studies.compared import worth

    rows, before = [], None
    is_drawn = "draws" in table.columns
    for row in table.to_dict("records"):
        row |= {"with": row["level"], "without": row["level_of_first"]}
        written = told(row)
        name = Text("")
        if row["measure"] != before:
            name = Text(row["says"]).append(f"\n{row['unit']}", style="dim")
            before = row["measure"]
        both = [Text(doubt.between(row)).append(f"\n{doubt.held(row)}")] if is_drawn else []
        difference = Text(written.difference).append(f"\n{written.interval}", style="dim")
        arm = letters[row["arm"]]
        rows.append((name, arm, written.without, written.with_, difference, *both, worth(row)))
    heads = ("figure", "arm", "A", "arm's", "difference\n95 % interval")
    second = (doubt.HEAD.replace(" and ", " and\n").replace(", ", ",\n"),) if is_drawn else ()
    all_heads = (*heads, *second, "runs\nunpaired")
    figures = tuple(range(1, len(all_heads)))
    return columns(all_heads, rows, fixed=figures, right=figures[1:])
