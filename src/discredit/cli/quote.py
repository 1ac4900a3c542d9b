"""`discredit quote`: the headlines of a finished run as sentences that can be quoted alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from discredit.cli.screen import Json, console, emit, quiet, say

EXAMPLE = "Example: discredit quote results/demo"


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run wrote.")],
    json: Json = False,
) -> None:
    """Print a sentence for each headline of a finished run, to be quoted as it stands.

    Each says what was simulated and on whom, both worlds, the difference with its intervals, and
    how well the numbers behind it are known; a system that is a plan, disputed or made up says so
    first. What too few people met is not told. docs/quote.md says how to quote.
    """
    from discredit.report.quotes import quotes, weakest
    from discredit.store import open_result

    found = open_result(result)
    said = quotes(found)
    if json:
        sentences = [one._asdict() for one in said.sentences]
        emit({"label": said.label or None, "quotes": sentences, "too_few": said.unsaid})
        return
    out = console()
    for one in said.sentences:
        # In a file or a pipe a sentence is one line, to be taken over whole.
        out.print(f"{one.sentence}\n", soft_wrap=not out.is_terminal)
    if said.unsaid:
        say(quiet(f"Met by too few to be quoted: {'; '.join(said.unsaid)}."))
    say(quiet(f"No figure is better known than the weakest number behind it ({weakest(found)})."))
