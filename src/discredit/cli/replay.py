"""`discredit replay`: a run as one page to publish, which needs neither server nor network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from discredit.cli.screen import Json, emit, quiet, say
from discredit.words.numbers import figure

EXAMPLE = "Example: discredit replay results/court-list"


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run with both worlds wrote.")],
    out: Annotated[
        Path | None, typer.Option(help="Where to write it; replay.html of the result if left out.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the page: en or zh.")] = "en",
    json: Json = False,
) -> None:
    """Write a run as one page: both maps, month by month, and the lives that were followed.

    The page holds all it needs, script and data too, in under 3 MB: it opens from a mail and asks
    nothing of the network. The society is simulated once more, for a result keeps no states.
    """
    from discredit.engine import waits
    from discredit.page.replay import replay
    from discredit.store import open_result
    from discredit.store.claim import write_page
    from discredit.words.tongue import LANGUAGES

    if language not in LANGUAGES:
        raise typer.BadParameter(f"take one of {', '.join(LANGUAGES)}", param_hint="--language")
    found = open_result(result)
    with waits.told(_wait):
        page = replay(found, language)
    target = out or found.folder / "replay.html"
    write_page(target, page, {})
    size = len(page.encode())
    if json:
        emit({"page": str(target), "bytes": size})
        return
    say(f"{target}: {figure(size / 1e6, 2)} MB.")


def _wait(what: str | None) -> None:
    if what is not None:
        say(quiet(f"{what} ..."), stderr=True)
