"""What is longer than the terminal goes through a pager; what is piped never does."""

from __future__ import annotations

import os
import pydoc
import sys
from typing import TYPE_CHECKING

from discredit.cli.screen import console, say

if TYPE_CHECKING:
    from rich.console import RenderableType


def page(*parts: RenderableType) -> None:
    """Print, through `$PAGER` or `less` where somebody reads on a terminal that is too short."""
    if not _is_read_at_once():
        say(*parts)
        return
    out = console()
    with out.capture() as kept:
        for part in parts:
            out.print(part)
    text = kept.get()
    if text.count("\n") < out.height:
        print(text, end="")
        return
    os.environ.setdefault("LESS", "-R")  # colours as colours
    pydoc.pager(text)


def _is_read_at_once() -> bool:
    return all(end is not None and end.isatty() for end in (sys.stdin, sys.stdout))
