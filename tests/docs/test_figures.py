"""Every figure in README and docs stands in the file that it is said to come from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from discredit import library
from discredit.cli import safeguards
from told_figures import ROOT, exactly, numbers, without_source

DOCS = ROOT / "docs"
MADE = {
    "commands.md", "coverage.md", "errors.md", "intervals.md", "mechanisms.md",
    "safeguards-measured.md", "schema.md", "tables.md", "verdicts.md",
}  # fmt: skip
"""Pages that a command writes whole: sources themselves."""
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted(DOCS.glob("*.md")) if page.name not in MADE),
    *sorted((DOCS / "notebooks").glob("*.md")),
    *sorted((DOCS / "model").glob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_figure_stands_in_its_source(page: Path) -> None:
    assert without_source(page.read_text("utf-8")) == []


def test_each_row_of_the_record_stands_in_what_the_command_printed() -> None:
    """Published, simulated and error of a row, and its kind, are those of one row."""
    kept = json.loads((DOCS / "measured" / "court-list.json").read_text("utf-8"))["rows"]
    text = (DOCS / "validation.md").read_text("utf-8")
    told = re.findall(r"^\|.*\| (?:\*\*)?(?:fitted|predicted)(?:\*\*)? \|$", text, re.MULTILINE)
    assert len(told) == len(kept)
    for line in told:
        *_, published, simulated, error, kind, _ = line.split("|")
        says = [numbers(cell)[0] for cell in (published, simulated, error)]
        assert any(
            row["kind"] == kind.strip(" *")
            and says[0].is_told_by(exactly(row["published"]))
            and says[1].is_told_by(exactly(row["simulated"]))
            and says[2].is_told_by(exactly(abs(row["relative_error"])))
            and ("+" in error) <= (row["relative_error"] > 0)
            for row in kept
        ), line


def test_how_much_of_the_record_comes_back_is_counted() -> None:
    kept = json.loads((DOCS / "measured" / "court-list.json").read_text("utf-8"))
    predicted, fitted = kept["within"]
    readme, findings = (
        page.read_text("utf-8") for page in (ROOT / "README.md", DOCS / "findings.md")
    )
    counts = f"{predicted['held']} of {predicted['figures']} figures that it predicts"
    assert counts in readme and predicted["share"] == 0.2
    assert f"Of {predicted['figures']} predicted figures {predicted['held']} are" in findings
    assert f"of {fitted['figures']} fitted ones {fitted['held']} within 15 %" in findings
    assert fitted["share"] == 0.15


def test_the_page_of_safeguards_is_headed_as_its_command_heads_it() -> None:
    text = (DOCS / "safeguards-measured.md").read_text("utf-8")
    assert text.startswith(safeguards.page({}, 20_000, 1))


def test_the_first_page_counts_the_systems_that_ship() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert f"{len(library.names('systems'))} systems, safeguards, studies" in text


SAID = "The court list works {} million a second.\n\n<!-- from: {} -->\n"
RATE = 'bench/results/latest.md "court-list, both worlds, 1 000 000 people"'


def test_a_figure_that_differs_is_found_and_a_rounded_one_is_not() -> None:
    assert without_source(SAID.format("18", RATE)) == []
    assert without_source(SAID.format("17.96", RATE)) == []
    assert "19 million: not in" in without_source(SAID.format("19", RATE))[0]


def test_a_figure_without_a_source_is_found() -> None:
    assert "18 million: no source" in without_source("It works 18 million a second.\n")[0]


@pytest.mark.parametrize("source", ["nowhere.md", 'README.md "no such phrase"', "by heart, really"])
def test_a_source_that_is_not_there_is_found(source: str) -> None:
    with pytest.raises(LookupError):
        without_source(SAID.format("18", source))


def test_what_was_printed_stands_beside_its_command() -> None:
    printed = "{} takes 12 s.\n\n<!-- from: printed 2026-11-30 -->\n"
    assert without_source(printed.format("`discredit list`")) == []
    assert "printed by which command?" in without_source(printed.format("A list"))[0]
