"""A paper says the same as Markdown, HTML and Word, and is never laid over what somebody wrote."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from discredit.errors import ResultError
from discredit.report.papers import filing
from discredit.report.papers.markdown import markdown
from discredit.report.papers.page import page
from discredit.report.papers.paper import (
    Items,
    Paper,
    PaperTable,
    Paragraph,
    Passage,
    Questions,
    texts_in,
)
from discredit.report.papers.word import word
from parsed_page import Page

HOSTILE = "<script>alert(1)</script> *not bold* [no](link) | no cell \x07 `name|with`"
PAPER = Paper(
    "A title & more",
    "a kind",
    "DISPUTED as a whole",
    (
        Paragraph(HOSTILE),
        Paragraph("1. not a list"),
        Paragraph("Beware", "loud"),
        Passage(
            "First",
            (
                Items(("one", "two")),
                Passage("Inner", (PaperTable(("head", "other"), (("`a.b`", ""),), "A caption."),)),
                Questions(("Who decides?",)),
            ),
        ),
    ),
)


def test_markdown_keeps_what_is_quoted_as_text() -> None:
    text = markdown(PAPER)
    assert r"\<script\>" in text
    assert r"\*not bold\*" in text
    assert r"\[no\](link)" in text
    assert "\x07" not in text
    assert "\n1\\. not a list" in text
    assert "\n- [ ] Who decides?" in text
    assert all(line.count(" | ") == 1 for line in text.splitlines() if line.startswith("| "))


def test_the_page_is_balanced_and_runs_nothing() -> None:
    html = page(PAPER)
    read = Page(html)
    said = " ".join("".join(read.text).split())
    assert "<script" not in html
    assert "<script>alert(1)</script>" in said
    assert read.headings == [1, 2, 3]
    assert all(link.removeprefix("#") in read.ids for link in read.links)


def test_word_says_what_the_paper_says() -> None:
    document = Document(BytesIO(word(PAPER)))
    said = [paragraph.text for paragraph in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    together = "\n".join(said)
    plain = [text.replace("`", "").replace("\x07", r"\x07") for text in texts_in(PAPER)]
    tones = {"plain", "loud", "quiet"}
    assert [text for text in plain if text not in together and text not in tones] == []
    assert document.core_properties.comments == PAPER.label


def test_each_table_wears_the_label_in_every_form() -> None:
    label = PAPER.label
    assert f"**{label}** A caption." in markdown(PAPER)
    assert f'<caption><strong class="worn">{label}</strong>' in page(PAPER)
    paragraphs = [one.text for one in Document(BytesIO(word(PAPER))).paragraphs]
    assert f"{label} A caption." in paragraphs


def test_word_has_the_same_bytes_each_time() -> None:
    assert word(PAPER) == word(PAPER)


@pytest.mark.parametrize("ending", filing.FORMS)
def test_a_file_is_written_by_its_ending(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"paper{ending}"
    assert filing.write(PAPER, path, "odd") == [path]
    assert path.read_bytes() == filing.FORMS[ending](PAPER)


def test_a_folder_gets_every_form(tmp_path: Path) -> None:
    written = filing.write(PAPER, tmp_path / "new", "odd")
    assert [path.name for path in written] == ["odd.md", "odd.html", "odd.docx"]


def test_what_somebody_may_have_written_in_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "odd.html"
    path.write_text("my answers")
    with pytest.raises(ResultError, match="is there already"):
        filing.write(PAPER, tmp_path, "odd")
    assert path.read_text() == "my answers"
    assert [one.name for one in tmp_path.iterdir()] == ["odd.html"]
    filing.write(PAPER, path, "odd", force=True)
    assert path.read_text() != "my answers"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match=r"ends in \.pdf"):
        filing.write(PAPER, tmp_path / "odd.pdf", "odd")
