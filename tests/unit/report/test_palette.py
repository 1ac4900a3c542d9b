"""Colours can be told from the paper, on white and on black."""

from __future__ import annotations

import re
from importlib.resources import files

from discredit.report import palette


def test_the_colours_of_both_modes_can_be_told_from_the_paper() -> None:
    style = (files("discredit.report") / "style.css").read_text("utf-8")
    turned = dict(re.findall(r'\[fill="(#[0-9a-f]{6})"\] \{ fill: (#[0-9a-f]{6})', style))
    data = {palette.BLUE, palette.VERMILION, palette.GREEN, palette.PURPLE, palette.SKY,
            palette.ORANGE}  # fmt: skip
    for colour in data:
        # 3 to 1 is what WCAG asks of graphics; on white three of Okabe and Ito's are lighter, and
        # lines of them are told apart by dash, place and table as well.
        assert contrast(turned.get(colour, colour), "#14171b") >= 3
        assert contrast(colour, "#ffffff") >= (
            3 if colour in (palette.BLUE, palette.VERMILION, palette.GREEN) else 2
        )
    for text, dark in ((palette.INK, "#e4e7eb"), (palette.MUTED, "#a3acb8")):
        assert contrast(text, "#ffffff") >= 4.5
        assert turned[text] == dark
        assert contrast(dark, "#14171b") >= 4.5


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
