"""Charts of groups: who bears what, in each way of dividing people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from discredit.measures import answer
from discredit.measures.tables import Frame
from discredit.report import charts
from discredit.report.figures import PER, TONES, ChartTable, Figure, Head, unless_few
from discredit.report.tables import hushed
from discredit.words.names import headed
from discredit.words.numbers import interval, number
from discredit.words.retold import kept
from discredit.words.tongue import named, say
from discredit.words.units import unit_said

DIMENSION_LABELS = {
    "settlement": "Where they live",
    "migrant": "Registered where they live",
    "sex": "Sex",
    "background": "Background",
    "disability": "Disability",
    "age_band": "Age",
    "education": "Education",
    "income_fifth": "Income, by fifths",
    "occupation": "Occupation",
    "region": "Region",
}
SCHOOLING = {
    "none": "No schooling",
    "primary": "Primary school",
    "junior": "Junior secondary",
    "senior": "Senior secondary",
    "tertiary": "College or university",
}
KIND_OF_GROUP = {"occupation": "job"}
"""What a catalogue calls a group, where that is not its dimension."""
PERSON = (
    "settlement",
    "migrant",
    "sex",
    "background",
    "disability",
    "age_band",
    "education",
    "income_fifth",
)


def group_in_words(dimension: str, group: str) -> str:
    """A group as a reader knows it, also where its dimension is not beside it."""
    if dimension == "education":
        return say(SCHOOLING.get(group, headed(group)))
    if dimension == "income_fifth":
        return say("{fifth} fifth", fifth=headed(named("fifth", group)))
    return headed(named(KIND_OF_GROUP.get(dimension, dimension), group))


def bearers(effects: Frame) -> list[Figure]:
    """Who is listed, and who wrongly: three charts of groups."""
    everybody = effects[effects["dimension"] == "all"].set_index("measure")
    kinds = {
        name: str(everybody.loc[name, "says"])
        for name in ("ever_listed", "ever_wrongly")
        if everybody.loc[name, "with"] != 0
    }
    state = headed(str(everybody.loc["ever_listed", "says"]).removeprefix(say("ever ")))
    people = Comparison(kinds, say("People per 100,000 people"))
    return [
        by_group(effects, name, title, dimensions, people)
        for name, title, dimensions in (
            ("groups", say("{says}, by who people are", says=state), PERSON),
            ("occupations", say("{says}, by occupation", says=state), ("occupation",)),
            ("regions", say("{says}, by region", says=state), ("region",)),
        )
        if kinds
    ]


class Comparison(NamedTuple):
    """What groups are held beside each other in."""

    measures: Mapping[str, str]  # the name of each, and what it is called
    says: str  # the quantity with its unit
    unit: str = ""  # on the axis; people per 100,000 if left out


def by_group(
    effects: Frame, name: str, title: str, dimensions: tuple[str, ...], compared: Comparison
) -> Figure:
    """The difference that the system makes to each group.

    Args:
        effects: what `measures.effects` or `measures.answer` gives.
        name: the id of the chart in the page.
        title: what stands over it.
        dimensions: the ways of dividing people, one below the other.
        compared: in what.
    """
    chosen = effects[effects["measure"].isin(list(compared.measures))]
    parts, rows = [], []
    for dimension in dimensions:
        part = chosen[(chosen["dimension"] == dimension) & chosen["difference"].notna()]
        header = charts.HEADER + say(DIMENSION_LABELS[dimension])
        if len(dimensions) > 1 and len(part):
            parts.append(pd.DataFrame({"row": [header], "measure": [None]}))
        parts.append(
            part.assign(
                row=[group_in_words(dimension, group) for group in part["group"]],
                measure=part["measure"].map(compared.measures),
                is_unsure=part["caution"] != "",
            )
        )
        rows += [
            (
                say(DIMENSION_LABELS[dimension]),
                group_in_words(dimension, row.group),
                row.says,
                *unless_few(row.caution, interval(row.difference, row.low, row.high, sign=True)),
                number(row.people),
                kept(row.caution),
            )
            for row in part.itertuples()
        ]
    frame: Frame = pd.concat(parts, ignore_index=True)
    data = in_file(frame[frame["group"].notna()] if "group" in frame else frame)
    frame = frame[["row", "measure", "difference", "low", "high", "is_unsure"]]
    what = compared.says
    columns = (
        "", say("Group"), say("Measure"), what, say("95 % interval"), say("People simulated"),
        say("Note"),
    )  # fmt: skip
    caption = say("{what}, by group, without intervals: one society cannot give them by group.")
    if frame["low"].notna().any():
        caption = say("{what}, by group, with 95 % intervals.")
    few = say(" Hollow, or in words: too few to say.") if frame["is_unsure"].eq(True).any() else ""
    head = Head(name, title, caption.format(what=what) + few)
    colours = dict(zip(compared.measures.values(), TONES, strict=False))
    chart = charts.by_group(frame, compared.unit or say(PER), colours)
    return Figure(head, chart, ChartTable(columns, rows, data))


def in_file(frame: Frame) -> pd.DataFrame:
    """Groups beside each other as the file of a chart has them.

    Args:
        frame: rows of effects, with the words of each group.
    """
    columns = ["dimension", "row", "measure", "difference", "low", "high", "people", "caution"]
    rows = hushed(frame[columns], ("difference",))
    dimensions = rows["dimension"].map(DIMENSION_LABELS)
    names = {"row": "group", "caution": "note"}
    people = rows["people"].astype("int64")
    return rows.assign(dimension=dimensions, people=people).rename(columns=names)


def answered(rows: Frame, name: str, title: str, dimensions: tuple[str, ...]) -> Figure:
    """The answer to the system's question, by group.

    Args:
        rows: what `measures.answer` gives.
        name: the id of the chart in the page.
        title: what stands over it.
        dimensions: the ways of dividing people.
    """
    everybody = rows[rows["dimension"] == "all"].iloc[0]
    says, unit = str(everybody["says"]), str(everybody["unit"])
    what = say("{says}, {unit}: what the system changes", says=headed(says), unit=unit_said(unit))
    compared = Comparison({str(everybody["measure"]): says}, what, unit_said(on_axis(unit)))
    return by_group(rows, name, title, dimensions, compared)


def on_axis(unit: str) -> str:
    """A unit of the effects, short enough for an axis."""
    return unit.removesuffix(" in a mean month").removesuffix(", mean of all months")


def borne(effects: Frame, outcome: str) -> Figure:
    """The one chart of who bears it: listings where there are any, else the system's answer."""
    listed = bearers(effects)
    if listed:
        return listed[0]
    rows = answer(effects, outcome)
    return answered(rows, "answer-groups", say("The answer, by who people are"), PERSON)
