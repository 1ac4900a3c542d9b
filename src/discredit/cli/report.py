"""`discredit report`: the report of a finished run once more, or in another language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from discredit.cli.screen import Json, emit, say

EXAMPLE = "Example: discredit report results/court-list --language zh"


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run with both worlds wrote.")],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where to write it; left out, report.html of the result, or report-zh.html."
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="Of the page: en or zh.")] = "en",
    json: Json = False,
) -> None:
    """Write the report of a finished run: one page, and its tables as CSV in a folder beside it.

    In Chinese all is told but what is cited: titles of sources, the evidence ledger, paths of
    numbers and the files that were run, which are marked as English. The tables are the same in
    every language. Nothing is simulated.
    """
    from discredit.report.result_page import write_report
    from discredit.store import open_result

    page = write_report(open_result(result), out, language=language)
    if json:
        emit({"report": str(page), "language": language})
        return
    say(f"Report: {page}")
