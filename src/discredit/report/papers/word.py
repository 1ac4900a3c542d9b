"""A paper as a Word document, in which a person can write on."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from discredit.errors import MissingPartError
from discredit.report.papers.paper import (
    Content,
    Items,
    Paper,
    PaperTable,
    Paragraph,
    Passage,
    Questions,
    flowing,
    spans,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

AUTHOR: Final = "discredit"
ASKED: Final = ("To be answered by a person", "Answer")
_NAME_FONT: Final = "Consolas"
_DEEPEST: Final = 9
_MARGIN: Final = 18
_ROOM: Final = 210 - 2 * _MARGIN
"""Of a line [mm]."""
_ANSWER: Final = 12
"""How high the room for an answer is at the least [mm]."""
_LONGEST: Final = 24
"""Letters of a word that a column is kept wide enough for."""
_MOST: Final = 80
"""Letters of a text that count for the width of its column."""
_LETTER: Final = 1.6
"""How wide a letter of a table is [mm]."""
_EDGES: Final = 4.5
"""How much of a column is beside its text [mm]."""


def word(paper: Paper) -> bytes:
    """The paper as the bytes of a .docx file; of the same paper the same bytes.

    Args:
        paper: Any.

    Raises:
        RunError: python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise MissingPartError(
            "A Word file takes python-docx, which is missing; try pip install discredit[word], or "
            "name a file that ends in .html or .md."
        ) from error
    document = docx.Document()
    _set_up(document, paper)
    document.add_paragraph(flowing(paper.kind), style="Subtitle")
    document.add_heading(flowing(paper.title), level=0)
    if paper.label:
        _write(document.add_paragraph(), paper.label, bold=True)
    for part in paper.parts:
        _add(document, part, 1, paper.label)
    held = BytesIO()
    document.save(held)
    return _dateless(held.getvalue())


def _set_up(document: Document, paper: Paper) -> None:
    """A4, small margins, a small letter, and what the file says of itself."""
    from docx.shared import Mm, Pt

    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(_MARGIN)
        section.top_margin = section.bottom_margin = Mm(_MARGIN)
    document.styles["Normal"].font.size = Pt(10)  # pyright: ignore[reportAttributeAccessIssue]
    said = document.core_properties
    said.title, said.author, said.comments = flowing(paper.title), AUTHOR, flowing(paper.label)


def _add(document: Document, part: Content, depth: int, label: str) -> None:
    match part:
        case Paragraph(text, tone):
            _write(document.add_paragraph(), text, bold=tone == "loud", italic=tone == "quiet")
        case Items(texts):
            for text in texts:
                _write(document.add_paragraph(style="List Bullet"), text)
        case Questions(texts):
            _ask(document, texts)
        case PaperTable(heads, rows, caption):
            above = " ".join(filter(None, (label, caption)))
            if above:
                told = document.add_paragraph()
                told.paragraph_format.keep_with_next = True
                _write(told, above, bold=bool(label))
            _table(document, heads, rows)
        case Passage(title, parts):
            document.add_heading(flowing(title), level=min(depth, _DEEPEST))
            for inner in parts:
                _add(document, inner, depth + 1, label)


def _ask(document: Document, texts: tuple[str, ...]) -> None:
    """Questions, each with room for an answer."""
    from docx.shared import Mm

    asked = _table(document, ASKED, tuple((text, "") for text in texts), [_ROOM / 2, _ROOM / 2])
    for row in asked.rows[1:]:
        row.height = Mm(_ANSWER)


def _table(
    document: Document,
    heads: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    widths: list[float] | None = None,
) -> Table:
    """A table whose rows stay whole, its columns as wide as is said [mm] or as their texts need."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Mm, Pt

    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    widths = widths or _widths((heads, *rows))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in (heads, *rows):
        line = table.rows[0] if row is heads else table.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            _write(paragraph, text, bold=row is heads)
            for run in paragraph.runs:
                run.font.size = Pt(8)
    # The heads stand on every page that the table takes.
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    document.add_paragraph()
    return table


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """How wide each column is [mm]: room for its longest word, and more as its texts are long."""
    least, long = [], []
    for column in zip(*rows, strict=True):
        words = [len(word) for text in column for word in text.split()]
        least.append(_EDGES + _LETTER * min(max(words, default=0), _LONGEST))
        long.append(min(sum(map(len, column)) / len(column), _MOST) + 1)
    spare = max(_ROOM - sum(least), 0)
    widths = [low + spare * length / sum(long) for low, length in zip(least, long, strict=True)]
    return [_ROOM * width / sum(widths) for width in widths]


def _write(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False) -> None:
    for piece, is_name in spans(flowing(text)):
        run = paragraph.add_run(piece)
        run.bold, run.italic = bold or None, italic or None
        if is_name:
            run.font.name = _NAME_FONT


def _dateless(archive: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    held = BytesIO()
    with ZipFile(BytesIO(archive)) as packed, ZipFile(held, "w", ZIP_DEFLATED) as again:
        for name in packed.namelist():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            again.writestr(info, packed.read(name))
    return held.getvalue()
