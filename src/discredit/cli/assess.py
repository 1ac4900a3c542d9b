"""`discredit assess`: a draft of an impact assessment, filled with what a stored run shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from discredit.cli.odd import Force, Out, hand_over
from discredit.cli.screen import Json

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
    from discredit.report.papers import assessment
    from discredit.store import open_result

    paper = assessment.draft(open_result(result))
    hand_over(paper, assessment.STEM, out, force=force, json=json)
