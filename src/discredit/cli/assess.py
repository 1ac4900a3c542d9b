"""`discredit assess`: a draft of an impact assessment, filled with what a stored run shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from discredit.cli.odd import Force, Out
from discredit.cli.screen import Json, emit, say

EXAMPLE = "Example: discredit assess results/court-list --out court-list-assessment.docx"


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run wrote.")],
    out: Out = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Draft an impact assessment along the headings of Article 27 of the EU AI Act.

    Filled with what the stored run shows, each sentence with figure, interval and evidence, and
    with what a person must still answer; beside it, which questions of Canada's Algorithmic Impact
    Assessment the run can inform. It passes no verdict on the system, and gives no points.
    """
    from discredit.report.papers import assessment, filing
    from discredit.store import open_result

    paper = assessment.draft(open_result(result))
    if out is not None:
        written = [str(path) for path in filing.write(paper, out, assessment.STEM, force=force)]
        if json:
            emit({"label": paper.label or None, "written": written})
        else:
            say(*(f"Written: {path}" for path in written))
    elif json:
        emit({"label": paper.label or None, "markdown": filing.markdown(paper)})
    else:
        print(filing.markdown(paper), end="")
