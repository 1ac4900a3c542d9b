"""`discredit odd`: the ODD protocol of a system, written from the code that runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discredit.cli.options import With
from discredit.cli.screen import Json, emit, say

if TYPE_CHECKING:
    from discredit.report.papers.paper import Paper

EXAMPLE = "Example: discredit odd court-list --out court-list-odd.md"

Out = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="A file that ends in .md, .html or .docx, or a folder, which gets all three. Left "
        "out: Markdown is printed.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A system of the library, or a policy file.")
    ],
    overlays: With = None,
    society: Annotated[
        str | None, typer.Option(help="A society of the library, or a file; else the system's.")
    ] = None,
    out: Out = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Write the ODD protocol (2020 version) of a system, as reviewers of agent-based models ask.

    All seven elements, from the code that runs and the library: every column of the state, the
    rooms in their order, and every number with its grade, range and source. Nothing is run.
    """
    from discredit.plan import draw_up
    from discredit.report.papers import odd

    paper = odd.protocol(draw_up(name, overlays=overlays or (), society=society))
    hand_over(paper, odd.STEM, out, force=force, json=json)


def hand_over(paper: Paper, stem: str, out: Path | None, *, force: bool, json: bool) -> None:
    """Write a paper where it was asked for, or print it.

    Args:
        paper: To be handed over.
        stem: What its files are called in a folder.
        out: A file or a folder; None: it is printed.
        force: Whether what is there is replaced.
        json: Whether a machine asks.
    """
    from discredit.report.papers import filing

    if out is not None:
        written = [str(path) for path in filing.write(paper, out, stem, force=force)]
        if json:
            emit({"label": paper.label or None, "written": written})
        else:
            say(*(f"Written: {path}" for path in written))
    elif json:
        emit({"label": paper.label or None, "markdown": filing.markdown(paper)})
    else:
        print(filing.markdown(paper), end="")
