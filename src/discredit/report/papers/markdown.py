"""A paper as Markdown, with tables as GitHub and Pandoc read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

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

_SIGNS: Final = re.compile(r"[\\*\[\]<>|]|(?<!\w)_|_(?!\w)")
"""What Markdown would take for more than a letter, wherever it stands."""
_BEGINNING: Final = re.compile(r"^(?=[#+-])|^(\d+)(?=[.)])")
"""And what it would at the beginning of a line."""


def markdown(paper: Paper) -> str:
    """The paper as a text.

    Args:
        paper: Any; what it quotes may hold signs that Markdown knows, and stays text.
    """
    lines = [f"# {_inline(paper.title)}", "", f"*{_inline(paper.kind)}*", ""]
    if paper.label:
        lines += [f"> **{_inline(paper.label)}**", ""]
    for part in paper.parts:
        lines += _part(part, 2, paper.label)
    return "\n".join(lines).rstrip() + "\n"


def _part(part: Content, depth: int, label: str) -> Iterator[str]:
    match part:
        case Paragraph(text, tone):
            written = _inline(text)
            yield {"loud": f"> **{written}**", "quiet": f"*{written}*"}.get(tone, _begun(written))
        case Items(texts):
            for text in texts:
                yield f"- {_inline(text)}"
        case Questions(texts):
            yield "To be answered by a person:"
            yield ""
            for text in texts:
                yield f"- [ ] {_inline(text)}"
        case PaperTable(heads, rows, caption):
            above = " ".join(filter(None, (f"**{_inline(label)}**" if label else "",
                                           _inline(caption))))  # fmt: skip
            if above:
                yield above
                yield ""
            yield _line(heads)
            yield _line(("---",) * len(heads))
            for row in rows:
                yield _line(tuple(map(_inline, row)))
        case Passage(title, parts):
            yield f"{'#' * min(depth, 6)} {_inline(title)}"
            yield ""
            for inner in parts:
                yield from _part(inner, depth + 1, label)
            return
    yield ""


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _inline(text: str) -> str:
    return "".join(
        # A bar would end the cell of a table, even in a name.
        "`" + piece.replace("|", "\\|") + "`" if is_name else _SIGNS.sub(r"\\\g<0>", piece)
        for piece, is_name in spans(flowing(text))
    )


def _begun(line: str) -> str:
    return _BEGINNING.sub(lambda found: f"{found[1]}\\" if found[1] else "\\", line)
