"""`discredit claims`: what the coverage claimed, and how each claim is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli.screen import Json, columns, emit, graded, heading, quiet, say

if TYPE_CHECKING:
    from rich.text import Text

    from discredit.claims import Claim

EXAMPLE = "Example: discredit claims press-sun-games"


def command(
    claim: Annotated[
        str | None, typer.Argument(help="The key of one claim; all of them when left out.")
    ] = None,
    json: Json = False,
) -> None:
    """List what the press and its readers claimed, with the command that shows each claim.

    A claim keeps the grade that it has in the evidence ledger: a figure shows what would follow if
    a disputed claim were true, and not that it is. docs/coverage.md has the figures of all.
    """
    from discredit.claims import chapters

    told = {chapter.topic: chapter.claims for chapter in chapters()}
    everything = {one.claim: one for claims in told.values() for one in claims}
    if claim is not None:
        if claim not in everything:
            raise _unknown(claim, everything)
        one = everything[claim]
        emit(_document(one)) if json else _show(one)
    elif json:
        emit([_document(one) for one in everything.values()])
    else:
        from discredit.cli.claims_page import HEADS

        for topic, claims in told.items():
            say(heading(HEADS[topic]))
            rows = [(_named(one), graded(one.source.grade), one.stands) for one in claims]
            say(columns(("claim", "evidence", "shown"), rows, fixed=(1, 2)))
        say(quiet("How one of them is shown: discredit claims KEY."))


def _named(claim: Claim) -> Text:
    """A claim in words, its key below."""
    from rich.text import Text

    return Text(claim.says).append(f"\n{claim.claim}", style="dim")


def _show(claim: Claim) -> None:
    """One claim, who made it, and what shows it."""
    source = claim.source
    say(heading(claim.says), graded(source.grade), f"\n{claim.by}")
    if claim.simplified:
        say(f"Simplified: {claim.simplified}")
    if claim.command:
        say(f"\nShow it: discredit {claim.command}")
    say(quiet(f"Who said so: discredit show source {claim.claim}"))


def _document(claim: Claim) -> dict[str, Any]:
    shown = claim.model_dump(exclude={"figures"})
    figures = [figure.model_dump() for figure in claim.figures]
    return {**shown, "says": claim.says, "grade": claim.source.grade, "figures": figures}


def _unknown(claim: str, known: dict[str, Claim]) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import did_you_mean

    rule = "it must be the key of a claim"
    remedy = did_you_mean(claim, known, "`discredit claims` lists them.")
    return UnknownNameError([Fault("discredit claims", 0, "CLAIM", quoted(claim), rule, remedy)])
