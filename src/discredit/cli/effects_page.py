"""What a run did to people: effects with intervals first, then who bears them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from discredit.cli.screen import WIDE, columns, console, heading, loud, quiet, say
from discredit.report.evidence import error_sentence
from discredit.report.headlines import lately, told
from discredit.sources import GRADES
from discredit.studies.uncertain import how_sure
from discredit.words import doubt
from discredit.words.names import capital, spoken
from discredit.words.numbers import interval, number
from discredit.words.place import elsewhere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from discredit.store import Result
    from discredit.words.worlds import Worlds

BORNE: Final = ("ever_listed", "ever_wrongly", "family_hit", "months_shut_out", "times_refused")
"""Burdens for which the groups hit hardest are named, where anybody bears them."""
CAVEAT: Final = (
    "The hardest hit of several groups owes part of its place to chance. Regions, and groups "
    "with few people or few affected, are left out here; `measures.disparity` has them all."
)


def show(result: Result, effects: DataFrame) -> None:
    """Print the effects found of a result, which holds both worlds: the system's own question
    first."""
    from discredit import measures

    manifest = result.manifest
    system = result.policy().system
    other = manifest.against
    say(heading(f"{manifest.title}, against {other.title}" if other else manifest.title))
    if manifest.label:
        say(loud(manifest.label))
    say(f"The question: {' '.join(system.question.split())}")
    worlds = result.worlds
    say(_effects(measures.answers(effects, system.outcomes), worlds))
    foreign = elsewhere(system, manifest.society.read().spec)
    if foreign:
        say(quiet(foreign))
    if other is not None:
        say(quiet(" ".join(other.differs)))
    say(heading(f"What differs between {worlds.between}"))
    first = measures.headline(effects)
    say(_effects(first, worlds))
    for method in dict.fromkeys(first["method"]):
        say(quiet(f"{capital(method)}."))
    if sure := how_sure(result):
        say(quiet(sure))
    levels: Any = effects.query("dimension == 'all'").set_index("measure")["with"]
    borne = tuple(name for name in BORNE if levels.get(name, 0) > 0)
    if borne:
        gaps = measures.disparity(result, borne)
        say(heading("Who bears it: in each way of dividing people, the group hit hardest"))
        say(_bearers(gaps, borne))
        say(quiet(CAVEAT))
    grades = manifest.evidence.grades
    counts = ", ".join(f"{number(grades[grade])} {grade}" for grade in GRADES if grade in grades)
    said = error_sentence(manifest.evidence)
    say(f"Rests on {counts} numbers, those of the society included. {said}")


def _effects(effects: DataFrame, worlds: Worlds) -> Any:
    from rich.text import Text

    rows, is_drawn = [], "draws" in effects.columns
    for row in effects.to_dict("records"):
        name = Text(row["says"]).append(f"\n{row['unit']}{lately(row)}", style="dim")
        written = told(row)
        both = [_doubt(row)] if is_drawn else []
        if console().width >= WIDE:
            rows.append((name, *written, *both, row["caution"]))
        else:
            last = Text(written.difference).append(f"\n{written.interval}", style="dim")
            rows.append((name, written.with_, written.without, last, *both))
    second = [doubt.HEAD.replace(" and ", " and\n").replace(", ", ",\n")] if is_drawn else []
    if console().width >= WIDE:
        heads = ("effect", *worlds.heads, "difference", "95 % interval", *second, "caution")
        figures = tuple(range(1, 5 + is_drawn))
    else:
        heads = ("effect", *worlds.heads, "difference\n95 % interval", *second)
        figures = tuple(range(1, 4 + is_drawn))
    return columns(heads, rows, fixed=figures, right=figures)


def _doubt(row: dict[str, Any]) -> Any:
    """What the draws say of a figure: the interval over luck and assumptions, and of its sign."""
    from rich.text import Text

    style = "bold yellow" if doubt.is_open(row) else "dim"
    return Text(doubt.between(row)).append(f"\n{doubt.held(row)}", style=style)


def _bearers(gaps: DataFrame, borne: Sequence[str]) -> Any:
    """For each burden and dimension the group with the largest ratio to everybody else, if it is
    above 1 with its whole interval."""
    rows = []
    sound = gaps.query("caution == '' and ratio.notna() and dimension != 'region'")
    for measure in borne:
        ours = sound.query(f"measure == {measure!r}")
        for dimension, groups in ours.groupby("dimension", sort=False, observed=True):
            worst = groups.loc[groups["ratio"].idxmax()]
            if len(groups) > 1 and worst["ratio_low"] > 1:
                ratio = interval(worst["ratio"], worst["ratio_low"], worst["ratio_high"])
                group = f"{_spoken(str(dimension))}: {spoken(str(worst['group']))}"
                rows.append((str(worst["says"]), group, *ratio))
    if not rows:
        return "No group stands out beyond the interval; a larger run could tell more."
    repeats = [bool(at) and rows[at - 1][0] == row[0] for at, row in enumerate(rows)]
    body = [("", *row[1:]) if again else row for again, row in zip(repeats, rows, strict=True)]
    heads = ("burden", "group", "times the rest", "95 % interval")
    return columns(heads, body, fixed=(2, 3), right=(2, 3))


def _spoken(dimension: str) -> str:
    return {"age_band": "age", "migrant": "residence"}.get(dimension, spoken(dimension))
