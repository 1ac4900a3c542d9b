"""A draft tells what a run shows, each sentence with what holds it up, and passes no verdict."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from discredit import library, measures
from discredit.measures.caution import TOO_FEW
from discredit.plan import draw_up
from discredit.policy.compose import load_policy
from discredit.report.papers import assessment, canada
from discredit.report.papers.findings import HEADS, Findings, graded
from discredit.report.papers.markdown import markdown
from discredit.report.papers.paper import Paper, PaperTable, Paragraph, Passage, Questions, texts_in
from discredit.run import twins
from discredit.store import open_result
from discredit.words.numbers import compared
from stored_result import PLAN

HEADINGS = (
    "(a) The process in which the system is used",
    "(b) Period of time and frequency of use",
    "(c) Categories of persons and groups affected",
    "(d) Specific risks of harm",
    "(e) Human oversight",
    "(f) Measures if risks materialise, governance, complaints",
)
"""The points of Article 27(1), in their order."""
NEVER = re.compile(r"lawful|illegal|legality|legitim|complian|complies|conformity", re.IGNORECASE)


@pytest.fixture(scope="module")
def draft(result: Path) -> Paper:
    return assessment.draft(open_result(result))


@pytest.fixture(scope="module")
def worn(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """The draft of the same run of a system that is made up, and says of itself what it may not."""
    policy = load_policy("court-list")
    changes = {
        "title": "A lawful list",
        "about": "This system is lawful, and complies with the law; it is legal.",
        "standing": "fiction",
        "evidence": "fictional",
    }
    system = policy.system.model_copy(update=changes)
    plan = draw_up(
        policy.model_copy(update={"system": system}), people=PLAN.people, months=PLAN.months,
        start=PLAN.start, seeds=PLAN.seeds, burn_in=0,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("worn") / "result"
    return assessment.draft(open_result(twins.simulate(plan, folder, command="a test")))


def passages(paper: Paper) -> dict[str, Passage]:
    return {part.title: part for part in paper.parts if isinstance(part, Passage)}


def rows_of(part: Passage, heads: tuple[str, ...] = HEADS) -> list[tuple[str, ...]]:
    tables = [one for one in part.parts if isinstance(one, PaperTable) and one.heads == heads]
    return [row for table in tables for row in table.rows]


def test_the_points_of_article_27_stand_in_order_and_each_asks(draft: Paper) -> None:
    held = passages(draft)
    assert tuple(held)[:6] == HEADINGS
    for heading in HEADINGS:
        asked = [part for part in held[heading].parts if isinstance(part, Questions)]
        assert len(asked) == 1 and asked[0].texts, heading


def test_a_synthetic_society_is_said_first(draft: Paper, worn: Paper) -> None:
    for paper in (draft, worn):
        first = paper.parts[0]
        assert isinstance(first, Paragraph) and first.tone == "loud"
        assert "of 2 synthetic societies of 3,000 people who do not exist" in first.text


def test_no_word_of_a_draft_passes_a_verdict(draft: Paper) -> None:
    said = "\n".join(texts_in(draft))
    assert NEVER.search(said) is None
    assert assessment.LEFT_OUT not in said


def test_a_verdict_of_the_system_file_is_left_out(worn: Paper) -> None:
    said = "\n".join(texts_in(worn))
    assert NEVER.search(said) is None
    assert worn.title.startswith(f"A {assessment.LEFT_OUT} list")
    assert f"{assessment.LEFT_OUT}, and {assessment.LEFT_OUT} with the law; it is" in said
    assert "This draft does not repeat it." in said


@pytest.mark.parametrize("name", library.names("systems"))
def test_no_text_of_the_library_has_to_be_left_out(name: str) -> None:
    """A reader of the draft of a shipped system meets no gap."""
    system = load_policy(name).system
    parts = [*system.scores.values(), *system.lists.values()]
    texts = (system.title, system.about, system.disputed, *(part.about for part in parts))
    assert [text for text in texts if text and assessment.VERDICT.search(text)] == []


def test_labels_ride_on_every_table(draft: Paper, worn: Paper) -> None:
    assert draft.label == ""
    text = markdown(worn)
    assert worn.label == "FICTION: from a story; nothing of the kind exists"
    assert text.count(f"**{worn.label}**") == text.count("| --- |\n") + 1


def test_every_sentence_has_a_figure_an_interval_and_evidence(draft: Paper) -> None:
    told = [row for heading in HEADINGS for row in rows_of(passages(draft)[heading])]
    assert len(told) > 30
    assert all(all(cells) for cells in told)
    assert all(still.endswith("?") for *_, still in told)
    assert len({still for *_, still in told}) > 9
    grades = ("documented", "reported", "disputed", "fictional", "assumed", "as run")
    assert {evidence for *_, evidence, _ in told if not evidence.startswith(grades)} == set()


def test_the_figures_are_those_of_the_measures(result: Path, draft: Paper) -> None:
    effects: Any = measures.effects(open_result(result))
    everybody = effects[effects["dimension"] == "all"].set_index("measure")
    row = everybody.loc["ever_listed"]
    ends = (row["difference"], row["low"], row["high"])
    written = compared(row["with"], row["without"], ends)
    harms = rows_of(passages(draft)[HEADINGS[3]])
    told = next(cells for cells in harms if cells[0].startswith("Ever on a black list:"))
    assert told[1] == f"{written.difference} people per 100,000"
    assert told[2] == written.interval
    assert f"{written.with_} people per 100,000 with the system" in told[0]


def test_where_too_few_stand_behind_a_figure_these_words_are_the_figure(result: Path) -> None:
    found = Findings(open_result(result))
    causes: Any = measures.wrongful(open_result(result))
    few = causes[(causes["people"] > 0) & (causes["caution"] != "")]
    assert len(few) > 0
    assert sum(one.figure == TOO_FEW for one in found.of_causes()) == len(few)


def test_no_figure_is_better_known_than_the_weakest_number_behind_it(result: Path) -> None:
    numbers = Findings(open_result(result)).numbers
    assert graded(numbers).startswith("assumed (")
    known = [row for row in numbers if row.grade == "documented"]
    assert graded(known) == f"documented ({len(known)} documented)"
    assert graded([]) == "no number of its own"


def test_canada_is_asked_and_no_points_are_given(draft: Paper) -> None:
    table = rows_of(passages(draft)["Questions of Canada's Algorithmic Impact Assessment"],
                    canada.HEADS)  # fmt: skip
    asked = [cells[0] for cells in table if cells[0]]
    assert asked == [one.question for one in canada.QUESTIONS]
    assert all(cells[5] for cells in table if cells[0])
    assert all(all(cells[1:5]) for cells in table)
    assert not [cells for cells in table if re.search(r"points|level|score", " ".join(cells[1:5]))]
    for topic in ("reversible", "How long", "recourse", "vulnerable"):
        assert any(topic in question for question in asked)


def test_the_command_and_the_digests_are_told(result: Path, draft: Paper) -> None:
    page, said = open_result(result).manifest, "\n".join(texts_in(draft))
    assert page.inputs_digest in said and str(page.outcome_digest) in said
    assert page.command in said
