"""Decisions have numbers of their own, and say them in their first line."""

from __future__ import annotations

from pathlib import Path

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("*.md"))


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [int(page.name.partition("-")[0]) for page in DECISIONS]
    # Pages that are written side by side are given their numbers beforehand, and come as they can.
    assert numbers[0] == 1 and len(set(numbers)) == len(numbers)


def test_each_decision_begins_with_its_number() -> None:
    for page in DECISIONS:
        number = page.name.partition("-")[0]
        assert page.read_text(encoding="utf-8").startswith(f"# {number}. "), page.name
