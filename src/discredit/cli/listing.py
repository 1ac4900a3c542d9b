"""`discredit list`: what the library holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.screen import WIDE, Json, columns, console, emit, graded, heading, quiet, say

if TYPE_CHECKING:
    from rich.console import RenderableType

EXAMPLE = "Example: discredit list systems"

KINDS: Final = {
    "systems": "Systems: what an authority decided; run one with `discredit run NAME`",
    "safeguards": "Safeguards: laid over any system with `discredit run NAME --with SAFEGUARD`",
    "studies": "Studies: claims put to the test with `discredit study NAME`",
    "societies": "Societies: who exists, made from aggregate tables",
    "conduct": "Conduct: what people do, whether anyone watches or not",
    "lives": "Lives: what closed and favoured doors do to people",
}


def command(
    kind: Annotated[
        str | None,
        typer.Argument(help=f"One of {', '.join(KINDS)}; all of them when left out."),
    ] = None,
    json: Json = False,
) -> None:
    """List the library: systems, safeguards, studies and more, with the evidence they rest on.

    A system has a badge for the claim that it exists and works as told, and counts of its numbers
    by grade: documented (law or peer-reviewed), reported (credible press), disputed (contradicted),
    fictional, assumed (a guess, with a range).
    """
    from discredit import library
    from discredit.shelf import entry
    from discredit.sources import Ledger

    if kind is not None and kind not in KINDS:
        raise _unknown(kind)
    chosen = (kind,) if kind else tuple(KINDS)
    found = {k: [entry(k, name) for name in library.names(k)] for k in chosen}
    found = {k: entries for k, entries in found.items() if entries}
    sources = len(Ledger())
    if json:
        emit({"library": found, "sources": sources})
        return
    for k, entries in found.items():
        table = _systems(entries) if k == "systems" else _others(entries)
        say(heading(KINDS[k]), table)
    if kind is not None and kind not in found:
        say(f"The library has no {kind} yet.")
    say(quiet(f"{sources} sources stand in the evidence ledger: discredit show source KEY."))


def _systems(entries: Sequence[dict[str, Any]]) -> RenderableType:
    """Name, title, standing, badge, and how many numbers there are of each grade."""
    from rich.text import Text

    from discredit.sources import GRADES

    if console().width < WIDE:
        rows = []
        for entry in entries:
            title = Text(entry["title"]).append(f"\n{entry['standing']}", style="dim")
            rows.append((entry["name"], title, graded(entry["evidence"]), _counts(entry)))
        heads = ("name", "what it is", "evidence", "its numbers")
        return columns(heads, rows, fixed=(0, 2, 3))
    rows = [
        (entry["name"], entry["title"], entry["standing"], graded(entry["evidence"]),
         *(str(entry["numbers_by_grade"].get(grade, "")) for grade in GRADES))
        for entry in entries
    ]  # fmt: skip
    heads = ("name", "what it is", "standing", "evidence", *(grade[:3] for grade in GRADES))
    return columns(heads, rows, fixed=(0, 2, 3), right=range(4, 4 + len(GRADES)))


def _others(entries: Sequence[dict[str, Any]]) -> RenderableType:
    rows = [(entry["name"], entry["title"], _counts(entry)) for entry in entries]
    return columns(("name", "what it is", "its numbers"), rows, fixed=(0, 2))


def _counts(entry: dict[str, Any]) -> str:
    """How many numbers there are of each grade, a line each."""
    return "\n".join(f"{count} {grade}" for grade, count in entry["numbers_by_grade"].items())


def _unknown(kind: str, known: Iterable[str] = tuple(KINDS)) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import did_you_mean

    rule = f"kinds are {', '.join(known)}"
    remedy = did_you_mean(kind, known, "Take one of them, or leave it out.")
    return UnknownNameError([Fault("discredit list", 0, "KIND", quoted(kind), rule, remedy)])
