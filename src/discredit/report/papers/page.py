"""A paper as one HTML page without scripts, in the look of the report."""

from __future__ import annotations

from discredit.report.html import fill
from discredit.report.papers.paper import Paper, Passage, flowing, spans


def page(paper: Paper) -> str:
    """The paper as a page that needs nothing else.

    Args:
        paper: Any; all that it quotes is escaped.
    """
    from discredit import __version__

    contents = [
        {"title": part.title, "id": f"part-{at}"}
        for at, part in enumerate(paper.parts)
        if isinstance(part, Passage)
    ]
    return fill(
        "paper.html.j2",
        paper=paper,
        kind_of=lambda part: type(part).__name__,
        pieces=lambda text: spans(flowing(text)),
        contents=contents,
        version=__version__,
    )
