"""`python -m bench.two_worlds`: the picture of README, the same people in both worlds.

Runs the court list on 20,000 people over 84 months and draws those of the first homes, a dot each,
in the order of their rows. Written to docs/two-worlds.svg.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discredit as dc
from bench.machine import ROOT

OUT = ROOT / "docs" / "two-worlds.svg"
PEOPLE, MONTHS, SEED = 20_000, 84, 1
DRAWN, ACROSS, STEP, TOP = 4_000, 80, 6, 46
KINDS = (
    ("wrongly", "#d55e00", "wrongly on the list"),
    ("listed", "#1b4f72", "on the list"),
    ("at_home", "#e69f00", "lives with somebody on it"),
    ("owes", "#555555", "owed an unpaid judgment, and is on no list"),
    ("else", "#dcdcdc", "none of it"),
)
"""What a dot may be, the first that applies: its name, colour and words."""


def kind_of(one: Any) -> str:
    """What happened to a person in a world.

    Args:
        one: A row of `Pair.persons`.
    """
    if one.months_wrongly:
        return "wrongly"
    if one.months_listed:
        return "listed"
    if one.months_listed_at_home:
        return "at_home"
    return "owes" if one.has_done else "else"


def drawing(persons: Any) -> str:
    """Both worlds side by side as SVG, with a legend that counts.

    Args:
        persons: Of `Pair.persons`, one seed.
    """
    width = ACROSS * STEP
    height = TOP + DRAWN // ACROSS * STEP
    parts = []
    counts: dict[str, list[int]] = {name: [] for name, _, _ in KINDS}
    for index, (arm, words) in enumerate((("with", "with the list"), ("without", "without it"))):
        rows = persons[(persons["arm"] == arm) & (persons["person"] < DRAWN)]
        kinds = [kind_of(one) for one in rows.sort_values("person").itertuples()]
        left = index * (width + 30) + 10
        parts.append(f'<text x="{left}" y="34" font-weight="bold">{words}</text>')
        for name, colour, _ in KINDS:
            dots = "".join(
                f"M{left + at % ACROSS * STEP} {TOP + at // ACROSS * STEP}h4v4h-4z"
                for at, kind in enumerate(kinds)
                if kind == name
            )
            counts[name].append(kinds.count(name))
            parts.append(f'<path fill="{colour}" d="{dots}"/>')
    for line, (name, colour, words) in enumerate(KINDS):
        y = height + 24 + 20 * line
        ours, theirs = counts[name]
        parts.append(f'<rect x="10" y="{y - 10}" width="11" height="11" fill="{colour}"/>')
        parts.append(f'<text x="28" y="{y}">{words}: {ours:,} with, {theirs:,} without</text>')
    whole, tall = 2 * width + 50, height + 24 + 20 * len(KINDS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {tall}" '
        'font-family="sans-serif" font-size="14" role="img">'
        f"<title>The same {DRAWN:,} synthetic people in two worlds, within {MONTHS} months</title>"
        f'<rect width="{whole}" height="{tall}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


def main() -> None:
    """Run, draw, write."""
    pair = dc.compare("court-list", people=PEOPLE, months=MONTHS, seeds=[SEED], progress=False)
    Path(OUT).write_text(drawing(pair.persons()), encoding="utf-8")
    print(f"Written: {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
