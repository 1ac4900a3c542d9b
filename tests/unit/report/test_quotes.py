"""What can be quoted of a run says all that a reader needs, sentence by sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from command_line import answer, document
from discredit import measures
from discredit.report.quotes import quotes
from stored_result import PLAN, opened_at


def test_every_sentence_stands_alone(result: Path) -> None:
    found = opened_at(result)
    said = quotes(found)
    assert said.sentences
    for one in said.sentences:
        assert f"on {PLAN.people:,} synthetic people" in one.sentence
        assert "nobody real" in one.sentence and "discredit " in one.sentence
        assert "95 % interval over luck" in one.sentence
        assert "assumptions were not moved" in one.sentence
        assert "graded numbers: " in one.sentence and " assumed." in one.sentence
    rows: Any = measures.headline(measures.effects(found))
    told = rows[(rows["caution"] == "") & ((rows["with"] != 0) | (rows["without"] != 0))]
    assert [one.measure for one in said.sentences] == list(told["measure"])
    assert len(said.unsaid) == int((rows["caution"] != "").sum())


def test_the_command_prints_them(result: Path) -> None:
    said = quotes(opened_at(result))
    printed = answer("quote", str(result)).splitlines()
    assert all(one.sentence in printed for one in said.sentences)
    shown = document("quote", str(result))
    assert [one["sentence"] for one in shown["quotes"]] == [q.sentence for q in said.sentences]
    assert shown["too_few"] == list(said.unsaid)
