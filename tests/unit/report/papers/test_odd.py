"""The ODD protocol is complete: every column, room, step, concept and number of a system."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from discredit import step
from discredit.engine import loop
from discredit.engine.layout import lay_out
from discredit.plan import Plan, draw_up
from discredit.policy.compile import compile_rules
from discredit.policy.occurs import can_occur
from discredit.report.papers import odd
from discredit.report.papers.markdown import markdown
from discredit.report.papers.paper import Paper, Passage, texts_in
from discredit.report.papers.structure import parts_of, steps_of
from discredit.rooms import ORDINARY
from discredit.society.build import KINDS
from discredit.society.money import worth_in
from discredit.society.people import People
from discredit.society.spec import load_society
from discredit.society.ties import bonds_of
from discredit.store import frames
from discredit.store.manifest import drafted

SYSTEMS = ("court-list", "nosedive", "sesame", "smart-check", "city-mosaic")
"""Debts, ratings by all, weighed features, checks of applications, several regions."""
ELEVEN = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


@pytest.fixture(scope="module", params=SYSTEMS)
def told(request: pytest.FixtureRequest) -> tuple[Plan, Paper]:
    plan = draw_up(request.param)
    return plan, odd.protocol(plan)


def headings(paper: Paper) -> list[str]:
    def of(parts: tuple[object, ...]) -> list[str]:
        return [
            title
            for part in parts
            if isinstance(part, Passage)
            for title in (part.title, *of(part.parts))
        ]

    return of(paper.parts)


def columns_in(state: Any, name: str) -> list[str]:
    """The columns of a world by dotted names, those that are not there left out."""
    if state is None:
        return []
    if not hasattr(state, "_fields"):
        return [name]
    pairs = state._asdict().items()
    return [one for field, value in pairs for one in columns_in(value, f"{name}.{field}")]


def test_the_seven_elements_stand_in_order(told: tuple[Plan, Paper]) -> None:
    numbered = [title for title in headings(told[1]) if re.match(r"\d\. ", title)]
    assert [title[3:] for title in numbered] == [
        "Purpose and patterns",
        "Entities, state variables and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialization",
        "Input data",
        "Submodels",
    ]


def test_all_eleven_concepts_are_told(told: tuple[Plan, Paper]) -> None:
    concepts = [title for title in headings(told[1]) if title.startswith("4.")][1:]
    assert concepts == [f"4.{at}. {name}" for at, name in enumerate(ELEVEN, start=1)]


def test_every_column_that_an_engine_carries_is_told(told: tuple[Plan, Paper]) -> None:
    plan, paper = told
    society = load_society(plan.society.name)
    worth = worth_in(society, plan.policy)
    rules = compile_rules(plan.policy, plan.first_month, 1, worth, society.marginals.regions.names)
    layout = lay_out(64, 1, len(society.marginals.regions.names))
    nobody = People(*(np.zeros(layout.padded, KINDS[name]) for name in People._fields))
    population = loop.settle(nobody, bonds_of(society), layout, 0)
    world = loop.begin(population, rules)
    columns = [
        *columns_in(population.people, "people"),
        *columns_in(world.truth, "truth"),
        *columns_in(world.held, "dossier"),
        *columns_in(world.tally, "tally"),
    ]
    cells = set(texts_in(paper))
    assert len(columns) > 60
    assert {name for name in columns if f"`{name}`" not in cells} == set()


def test_every_column_that_a_run_of_it_writes_is_told(told: tuple[Plan, Paper]) -> None:
    plan, paper = told
    declared: Any = frames.dictionary()
    written = {name for name in declared["column"] if can_occur(plan.policy, name)}
    assert len(written) > 100
    assert {name for name in written if f"`{name}`" not in set(texts_in(paper))} == set()


def test_every_graded_number_is_told_with_its_grade_and_its_range(
    told: tuple[Plan, Paper],
) -> None:
    plan, paper = told
    lines = {line.split(" | ")[0]: line for line in markdown(paper).splitlines()}
    for used in drafted(plan, "").evidence.numbers:
        line = lines[f"| `{used.path}`"]
        assert f" {used.grade} " in line
        assert all(f"`{key}`" in line for key in used.sources)
        assert used.range is None or " to " in line


def test_every_room_and_every_function_of_it_is_told(told: tuple[Plan, Paper]) -> None:
    cells = set(texts_in(told[1]))
    assert tuple(odd.ROOM_FUNCTIONS.values()) == ORDINARY
    for room in odd.ROOM_FUNCTIONS.values():
        functions = [name for name, _ in parts_of(room)]
        assert functions[0].endswith(room.__name__)
        assert {name for name in functions if f"`{name}`" not in cells} == set()


def test_the_steps_stand_in_the_order_in_which_the_month_calls_the_rooms(
    told: tuple[Plan, Paper],
) -> None:
    numbered = [one for one in steps_of(step.advance) if one.number]
    assert [one.number for one in numbered] == list("1234567")
    assert [one.title.lower() for one in numbered] == [
        name.removesuffix("s") if name == "scores" else name for name in odd.ROOM_FUNCTIONS
    ]
    said = [text for text in texts_in(told[1]) if text.startswith("Step ")]
    assert [text.split(",")[0] for text in said] == [f"Step {n}" for n in range(1, 8)]


def test_every_source_that_a_number_names_is_listed(told: tuple[Plan, Paper]) -> None:
    plan, paper = told
    keys = {key for one in drafted(plan, "").evidence.numbers for key in one.sources}
    listed = {text.strip("`") for text in texts_in(paper.parts[-1])}
    assert keys <= listed


def test_what_a_system_must_wear_stands_above_and_over_each_table() -> None:
    paper = odd.protocol(draw_up("nosedive"))
    text = markdown(paper)
    assert paper.label.startswith("FICTION")
    assert f"> **{paper.label}**" in text[:300]
    assert text.count(f"**{paper.label}**") == text.count("| --- |\n") + 1


def test_a_system_that_must_wear_nothing_wears_nothing() -> None:
    assert odd.protocol(draw_up("court-list")).label == ""


def test_overlays_are_in_what_is_told() -> None:
    plain = set(texts_in(odd.protocol(draw_up("court-list"))))
    changed = set(texts_in(odd.protocol(draw_up("court-list", overlays=["appeal-capacity"]))))
    assert plain != changed
