"""Every command of a file of claims is run as a reader would, in a small society."""

from __future__ import annotations

from pathlib import Path

from discredit.claims import Chapter
from discredit.cli.claims_page import HEADS, ran, written

PEOPLE, SEEDS = 2_000, 1


def hold(chapter: Chapter, folder: Path) -> None:
    """Run what shows these claims, and write their page.

    Every figure must be one that its run has, with an interval or a word that there are too few.
    """
    commands = {claim.command: claim.words for claim in chapter.claims if claim.command}
    shown = {
        command: ran(words, PEOPLE, SEEDS, folder / str(at))
        for at, (command, words) in enumerate(commands.items())
    }
    page = written([chapter], shown, PEOPLE, SEEDS)
    assert f"## {HEADS[chapter.topic]}" in page
    for claim in chapter.claims:
        assert f"(`{claim.claim}`)" in page
