"""A claim that was put to the test, on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from discredit.cli.screen import GRADE_STYLES, columns, console, heading, quiet, say

if TYPE_CHECKING:
    from discredit.report.study_page import FindingPage
    from discredit.studies.finding import Finding


def show(finding: Finding, folder: Path, report: Path) -> None:
    """Show a finding, where it lies and where its report is."""
    from rich.text import Text

    from discredit.report import study_page

    page = study_page.in_words(finding)
    say(heading(page.title))
    for label, line in zip(finding.labels(), page.labels, strict=True):
        say(Text(line, style=GRADE_STYLES[str(label["evidence"])]))
    say(f"\nThe claim: {page.claim}", Text(f"\n{page.sentence}", style="bold"), page.happens)
    say(*page.beside, quiet(page.bar), *([page.together] if page.together else []), page.reading)
    say(heading("How firm it is"), page.firm)
    if page.failed:
        say(Text(page.failed, style="red"))
    say(_leaned(page))
    say(page.badge, heading("What is known outside the model"), *page.evidence)
    say(heading("What would overturn it"), page.overturned_by)
    say(quiet(f"\n{page.size}. Nobody here is real."))
    console().print(f"\nResult: {folder}\nReport: {report}", soft_wrap=True)


def _leaned(page: FindingPage) -> Any:
    from rich.text import Text

    rows = [
        (
            Text(a.path).append(f"\n{a.moved}" if a.moved else "", style="dim"),
            a.value,
            a.range,
            Text(a.grade, style=GRADE_STYLES[a.grade]),
        )
        for a in page.leaned
    ]
    return columns(("assumption", "value", "range", "grade"), rows)
