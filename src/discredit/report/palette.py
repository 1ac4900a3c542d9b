"""The colours of charts and page, on white and on dark paper. A chart is drawn for white paper; the
page turns it by the colours that it finds there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, LiteralString

INK: Final = "#24292f"
MUTED: Final = "#5b6470"
GRID: Final = "#dfe3e8"
PAPER: Final = "#ffffff"

# Okabe and Ito (2008): told apart by people with any common colour vision.
BLUE: Final = "#0072b2"
VERMILION: Final = "#d55e00"
GREEN: Final = "#009e73"
SKY: Final = "#56b4e9"
ORANGE: Final = "#e69f00"
PURPLE: Final = "#cc79a7"

ALL: Final = (INK, MUTED, GRID, PAPER, BLUE, VERMILION, GREEN, SKY, ORANGE, PURPLE)
DARK: Final[Mapping[str, LiteralString]] = {
    INK: "#e4e7eb",
    MUTED: "#a3acb8",
    GRID: "#343b44",
    PAPER: "#14171b",
    BLUE: "#4da8e0",
    VERMILION: "#ff8b3d",
    GREEN: "#2fc79b",
}
"""What a colour becomes on dark paper; sky, orange and purple can be told from it as they are."""
FONT: Final = "Arial, Helvetica, Liberation Sans, sans-serif"

_OF_THE_PAGE: Final = {"paper": PAPER, "ink": INK, "muted": MUTED, "line": GRID}


def style() -> str:
    """The part of the style sheet that names these colours: of the page, and of charts in it."""
    light = "".join(f" --{name}: {colour};" for name, colour in _OF_THE_PAGE.items())
    dark = "".join(f" --{name}: {DARK[colour]};" for name, colour in _OF_THE_PAGE.items())
    return f":root {{{light} }}\n{_ON_DARK} {{\n  :root {{{dark} }}{_turned()}\n}}\n"


def style_of_charts() -> str:
    """The part of it that turns charts alone, for a page that has colours of its own."""
    return f"{_ON_DARK} {{{_turned()}\n}}\n"


_ON_DARK: Final = "@media screen and (prefers-color-scheme: dark)"


def _turned() -> str:
    return "".join(
        f'\n  .chart [{paint}="{colour}"] {{ {paint}: {other}; }}'
        for colour, other in DARK.items()
        for paint in ("fill", "stroke")
    )
