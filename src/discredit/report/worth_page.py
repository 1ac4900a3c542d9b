"""What safeguards are worth, in lines, as a picture of harm against cost, as a page and as JSON."""

from __future__ import annotations

import json
from math import isfinite, isnan
from pathlib import Path
from typing import Any, Final

import pandas as pd

from discredit.measures.counts import Interval
from discredit.report import charts, html, palette
from discredit.report.picture import Picture, picture
from discredit.store import disk, own
from discredit.studies.harms import COST, HARMS, WRONGFUL
from discredit.studies.worth import Kind, SafeguardSet, WorthFound
from discredit.words.numbers import count, figure, interval

FILE: Final = "worth.json"
TABLE: Final = "worth.csv"
PICTURE: Final = "worth.svg"
PAGE: Final = "report.html"
FORMAT: Final = 1
MOST_SETS: Final = 3
"""Sets of two and of three that are told."""
WIDTH, HEIGHT = 620, 420
LETTER, LINE = 5, 12
"""Pixels that a letter of a name takes across, and a name down."""
_FIRST: Final = ("none", "two", "three", "all", "alone", "all but one")
HEADS: Final[dict[Kind, str]] = {
    "none": "no safeguard",
    "alone": "each alone",
    "all but one": "all but one",
    "all": "all together",
    "two": "the best sets of two",
    "three": "the best sets of three",
}


def called(one: SafeguardSet, found: WorthFound) -> str:
    """What a set is called.

    Args:
        one: A set.
        found: Of which.
    """
    if one.kind == "all but one":
        (whole,) = (each.names for each in found.of("all"))
        (missing,) = set(whole) - set(one.names)
        return f"all but {missing}"
    return HEADS[one.kind] if one.kind in ("none", "all") else " + ".join(one.names)


def told_sets(found: WorthFound) -> list[SafeguardSet]:
    """The sets that are told: all of them, but of two and three the best few.

    Args:
        found: What was run.
    """
    few = [*found.of("two")[:MOST_SETS], *found.of("three")[:MOST_SETS]]
    return [one for one in found.sets if one.kind not in ("two", "three")] + few


def measured(found: WorthFound) -> list[str]:
    """Those of HARMS that this system has.

    Args:
        found: What was run.
    """
    (plain,) = found.of("none")
    return [name for name in HARMS if isfinite(plain.levels[name])]


def change(one: Interval) -> str:
    """A change with its interval; one seed has none.

    Args:
        one: From the system as it is.
    """
    value, low, high = map(float, one)
    if isnan(value):
        return "–"
    if not isfinite(low) or low == high:
        return figure(value, sign=True)
    written, ends = interval(value, low, high, sign=True)
    return f"{written} ({ends})"


def told(found: WorthFound) -> list[str]:
    """What was found, line by line.

    Args:
        found: What was run.
    """
    size = f"{count(found.people, 'person', 'people')}, {count(found.months, 'month', 'months')}"
    said = [
        f"What safeguards are worth on {found.system}: {size}, "
        f"{count(found.seeds, 'seed', 'seeds')}. A change is from the system as it is; a fall is "
        "better."
    ]
    for best in (*found.of("two")[:1], *found.of("three")[:1]):
        says = f"{HARMS[WRONGFUL][0]} {change(best.changes[WRONGFUL])}"
        said.append(f"Best set of {best.kind}: {called(best, found)}; {says}.")
    if found.searched:
        said.append(
            f"Sets were searched among {', '.join(found.searched)}, which do most alone, for the "
            "fewest wrongful months."
        )
    said += [f"{one.name} is inert here: {one.why}." for one in found.inert]
    said += [f"{one.name} cannot stand beside all the others: {one.why}." for one in found.apart]
    if found.seeds == 1:
        said.append("With one seed no change has an interval; take six.")
    if found.failed:
        runs = count(len(found.failed), "run", "runs")
        said.append(f"{runs} failed and are left out, the first ({found.failed[0][1]}).")
    return said


def document(found: WorthFound) -> dict[str, Any]:
    """All of it as plain JSON values.

    Args:
        found: What was run.
    """
    return {
        "format": FORMAT,
        "system": found.system,
        "label": found.label or None,
        "people": found.people,
        "months": found.months,
        "seeds": found.seeds,
        "currency": found.currency,
        "measures": {name: {"says": s, "unit": u} for name, (s, u) in HARMS.items()},
        "sets": [_plain(one) for one in found.sets],
        "inert": {one.name: one.why for one in found.inert},
        "cannot_stand_beside_the_others": {one.name: one.why for one in found.apart},
        "searched": found.searched,
        "minimises": "wrongful months, then months with a door closed",
        "failed": [{"run": name, "why": why} for name, why in found.failed],
        "said": told(found),
        "inputs_digest": found.digest,
    }


def picture_of(found: WorthFound) -> Picture:
    """Harm against cost, both with their intervals: down and left is better.

    Args:
        found: What was run.
    """
    import altair as alt

    rows = _with_names(pd.DataFrame([_point(one, found) for one in told_sets(found)]))
    base = alt.Chart(rows)
    x = alt.X("cost:Q", title=f"pay of staff, change in {found.currency} per person")
    y = alt.Y("harm:Q", title=f"{HARMS[WRONGFUL][0]}, change per 100,000 people")
    colour = alt.Color("kind:N", title=None, scale=_colours())
    layers = [
        base.mark_rule(opacity=0.5).encode(x="cost_low:Q", x2="cost_high:Q", y=y, color=colour),
        base.mark_rule(opacity=0.5).encode(x=x, y="harm_low:Q", y2="harm_high:Q", color=colour),
        base.mark_circle(size=50, opacity=1).encode(x=x, y=y, color=colour),
        base.mark_text(align="left", dx=6, dy=-5, fontSize=9).encode(x=x, y=y, text="shown:N"),
    ]
    layered: alt.LayerChart = alt.LayerChart(layer=layers, width=WIDTH, height=HEIGHT)
    chart = charts.labelled(layered, found.label)
    about = (
        f"What each set of safeguards changes in wrongful months and in pay of staff on "
        f"{found.system}, with 95 % intervals; down and left is better. Names stand where there is "
        "room for them; the table has all."
    )
    return picture(chart, f"Harm against cost: {found.system}", about)


def write(found: WorthFound, folder: Path) -> None:
    """Write worth.json, worth.csv, worth.svg and report.html; the same rows give the same bytes.

    Args:
        found: What was run.
        folder: The one that its rows are in.

    Raises:
        ResultError: a link, or a file of somebody else's, has the name of one of them.
        RunError: one cannot be written.
    """
    for name in (FILE, TABLE, PICTURE, PAGE):
        own.refuse_foreign_file(folder / name)
    drawn = picture_of(found)
    text = json.dumps(document(found), indent=1, ensure_ascii=False, allow_nan=False)
    disk.write(folder / FILE, text.encode() + b"\n")
    disk.write(folder / TABLE, _csv(found).encode())
    disk.write(folder / PICTURE, drawn.drawn().encode())
    disk.write(folder / PAGE, page(found, drawn).encode())


def page(found: WorthFound, drawn: Picture) -> str:
    """It as one HTML page that needs nothing else.

    Args:
        found: What was run.
        drawn: Harm against cost.
    """
    names = measured(found)
    (plain,) = found.of("none")
    return html.fill(
        "worth.html.j2",
        title=f"What safeguards are worth: {found.title}",
        labels=[found.label] if found.label else [],
        lines=told(found),
        drawn=drawn.drawn(),
        heads=[(HARMS[name][0], HARMS[name][1], figure(plain.levels[name])) for name in names],
        sets=[
            (called(one, found), HEADS[one.kind], [change(one.changes[name]) for name in names])
            for one in told_sets(found)
            if one.kind != "none"
        ],
        digest=found.digest,
    )


def _with_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the name that is shown beside each point: none where it would lie on another name.

    The sets that answer the question come first, then what does most alone.
    """
    across = rows[["cost_low", "cost_high"]].to_numpy(), WIDTH
    down = rows[["harm_low", "harm_high"]].to_numpy(), HEIGHT
    scales = [size / max(float(ends.max() - ends.min()), 1e-12) for ends, size in (across, down)]
    order = sorted(rows.index, key=lambda i: (_FIRST.index(str(rows.at[i, "kind"])), i))
    shown, taken = dict.fromkeys(rows.index, ""), []
    for i in order:
        name = str(rows.at[i, "name"])
        x, y = float(rows.at[i, "cost"]) * scales[0], float(rows.at[i, "harm"]) * scales[1]
        box = (x, x + LETTER * len(name), y, y + LINE)
        if all(box[1] < a or b < box[0] or box[3] < c or d < box[2] for a, b, c, d in taken):
            shown[i] = name
            taken.append(box)
    return rows.assign(shown=pd.Series(shown))


def _colours() -> Any:
    import altair as alt

    of = {"alone": palette.BLUE, "all but one": palette.MUTED, "all": palette.INK}
    of |= {"two": palette.VERMILION, "three": palette.VERMILION, "none": palette.INK}
    return alt.Scale(domain=list(of), range=list(of.values()))


def _point(one: SafeguardSet, found: WorthFound) -> dict[str, Any]:
    """A set in the picture; where an end is not known it is the value itself."""
    found_ = {"name": called(one, found), "kind": one.kind}
    for axis, name in (("harm", WRONGFUL), ("cost", COST)):
        value, low, high = (0.0 if one.kind == "none" else float(v) for v in one.changes[name])
        value = 0.0 if isnan(value) else value
        found_ |= {axis: value, f"{axis}_low": low if isfinite(low) else value}
        found_[f"{axis}_high"] = high if isfinite(high) else value
    return found_


def _plain(one: SafeguardSet) -> dict[str, Any]:
    changes = {
        name: dict(zip(("value", "low", "high"), map(_finite, ends), strict=True))
        for name, ends in one.changes.items()
    }
    levels = {name: _finite(value) for name, value in one.levels.items()}
    return {"safeguards": one.names, "kind": one.kind, "levels": levels, "changes": changes}


def _finite(value: Any) -> float | None:
    return float(value) if isfinite(value) else None


def _csv(found: WorthFound) -> str:
    rows = [
        {
            "set": called(one, found),
            "kind": one.kind,
            "measure": name,
            "unit": HARMS[name][1],
            "level": one.levels[name],
            **dict(zip(("change", "low", "high"), map(float, one.changes[name]), strict=True)),
            "label": found.label,
        }
        for one in found.sets
        for name in measured(found)
    ]
    return str(pd.DataFrame(rows).to_csv(index=False, lineterminator="\n"))
