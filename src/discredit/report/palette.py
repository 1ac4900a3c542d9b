"""The colours of charts. The page's style sheet names the same ones, so that it can turn them for
dark mode; a chart taken out of the page keeps these."""

from __future__ import annotations

from typing import Final

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
FONT: Final = "Arial, Helvetica, Liberation Sans, sans-serif"
