"""Colours can be told from the paper, on white and on black."""

from __future__ import annotations

from discredit.report import palette

DATA = {palette.BLUE, palette.VERMILION, palette.GREEN, palette.PURPLE, palette.SKY, palette.ORANGE}
TEXT = (palette.INK, palette.MUTED)


def test_the_colours_of_both_modes_can_be_told_from_the_paper() -> None:
    dark = palette.DARK[palette.PAPER]
    for colour in DATA:
        # 3 to 1 is what WCAG asks of graphics; on white three of Okabe and Ito's are lighter, and
        # lines of them are told apart by dash, place and table as well.
        is_dark_enough = colour in (palette.BLUE, palette.VERMILION, palette.GREEN)
        assert contrast(palette.DARK.get(colour, colour), dark) >= 3
        assert contrast(colour, palette.PAPER) >= (3 if is_dark_enough else 2)
    for text in TEXT:
        assert contrast(text, palette.PAPER) >= 4.5
        assert contrast(palette.DARK[text], dark) >= 4.5


def test_the_style_sheet_turns_every_colour_that_turns() -> None:
    style = palette.style()
    for colour, other in palette.DARK.items():
        assert f'.chart [fill="{colour}"] {{ fill: {other}; }}' in style
        assert f'.chart [stroke="{colour}"] {{ stroke: {other}; }}' in style
    light, _, dark = style.partition("@media screen and (prefers-color-scheme: dark)")
    for name, colour in (("paper", palette.PAPER), ("ink", palette.INK)):
        assert f"--{name}: {colour};" in light
        assert f"--{name}: {palette.DARK[colour]};" in dark


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
