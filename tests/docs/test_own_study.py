"""The study that docs/studies.md builds is the one that is written, and it ends as it is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_line import answer, flowing

TEXT = (Path(__file__).parents[2] / "docs" / "studies.md").read_text("utf-8")
SECTION = TEXT[TEXT.index("## A study of your own") : TEXT.index("## The result")]


def test_the_whole_file_stands_in_the_docs_and_is_in_order(here: Path) -> None:
    answer("new", "my-study", "--study")
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    assert shown == Path("my-study.yaml").read_text("utf-8")
    assert "Note:" not in answer("check", "my-study.yaml")


@pytest.mark.slow
def test_the_study_of_the_docs_is_followed_to_its_verdict(here: Path) -> None:
    answer("new", "my-study", "--study")
    quick = flowing(answer("study", "my-study.yaml", "--quick"))
    assert "The claim cannot be told apart from chance" in quick
    told = re.findall(r"^    (.*)$", SECTION[SECTION.index("The whole study") :], re.MULTILINE)
    assert len(told) == 4
    assert " ".join(told) in flowing(answer("study", "my-study.yaml"))
