"""Safeguards and studies in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import Any

from discredit import library
from discredit.cli.glance import fitting
from discredit.cli.number_page import span_of, value_of
from discredit.cli.options import Asked
from discredit.cli.pager import page
from discredit.cli.promises import said
from discredit.cli.screen import columns, emit, graded, heading, quiet, say
from discredit.document import read
from discredit.errors import PolicyError
from discredit.policy.layers import OverlayLayer, read_layers
from discredit.policy.overlay import BOUNDS, Change
from discredit.vocabulary import ORDINARY
from discredit.words.numbers import span, stated

DONE = {"times": "multiplied by", "at_least": "raised to at least", "at_most": "kept at most"}


def show_overlay(name: str, asked: Asked) -> None:
    """Print a safeguard: what it changes, by how much, and what that rests on."""
    (layer,) = read_layers([name])
    if asked.as_json:
        emit({"name": layer.name, **layer.overlay.model_dump(mode="json", exclude_none=True)})
        return
    overlay = layer.overlay
    above = [
        heading(f"{layer.name}: {overlay.title}"),
        overlay.about.strip(),
        heading("What it changes in the system it is laid over"),
    ]
    below: list[Any] = []
    if overlay.promises:
        kept = quiet(f"Whether it keeps that: discredit safeguards SYSTEM --with {name}")
        below += [f"It promises {said(overlay.promises, ORDINARY)}.", kept]
    if overlay.only is not None:
        below.append(f"Of the lists it changes {overlay.only.colour} ones alone.")
    for other, reason in overlay.unless.items():
        below.append(f"Not together with {other}: {reason.strip()}")
    below.append(
        quiet(f"* stands for any name. Lay it over a system: discredit run NAME --with {name}")
    )
    rows = list(_rows(layer))

    def parts(most: int) -> list[Any]:
        less = len(rows) - len(rows[:most])
        more = quiet(f"and {less} more changes: discredit show safeguard {quote(name)} --all")
        table = columns(("number", "change", "rests on"), rows[:most])
        return [*above, table, *([more] if less else []), *below]

    if asked.is_all:
        page(*parts(len(rows)))
    else:
        say(*fitting(parts, len(rows)))


def show_study(name: str, asked: Asked) -> None:
    """Print a study file of the library: what it claims and how it asks, with all a line each."""
    text, label = library.text("studies", name), library.path_label("studies", name)
    data = read(text, label, PolicyError).data
    if asked.as_json:
        emit({"name": name, **data})
        return
    rows = [row for row in _flat(data, "") if row[0] != "title"]
    above = heading(f"{name}: {data.get('title', 'a study')}")
    below = quiet(f"Put it to the test: discredit study {name}")
    if asked.is_all:
        page(above, columns(("", ""), rows), below)
        return
    told = [row for row in rows if row[0].count(".") < 2 or row[0].endswith(".says")]

    def parts(most: int) -> list[Any]:
        less = len(rows) - len(told[:most])
        more = quiet(f"{less} more lines of the file: discredit show study {name} --all")
        return [above, columns(("", ""), told[:most]), *([more] if less else []), below]

    say(*fitting(parts, len(told)))


def _rows(layer: OverlayLayer) -> Iterator[tuple[str, str, Any]]:
    for path, change in layer.overlay.changes.items():
        if any(getattr(change, bound) is not None for bound in BOUNDS):
            yield path, _bounded(change), _basis(change.evidence, change.range, change.source)
        if change.set is not None:
            number = change.set
            if any(getattr(change, bound) is not None for bound in BOUNDS):
                verb = "set where the system lacks it"
            else:
                verb = "set"
            unit = "" if number.unit == "switch" else f" {number.unit}"
            said = f"{verb}: {value_of(number)}{unit}"
            basis = _basis(number.evidence, span_of(number), number.sources)
            yield path, said, basis


def _bounded(change: Change) -> str:
    amounts = {bound: getattr(change, bound) for bound in BOUNDS}
    return ", ".join(f"{DONE[b]} {stated(x)}" for b, x in amounts.items() if x is not None)


def _basis(grade: Any, ends: Any, source: Any) -> Any:
    from rich.text import Text

    text = Text.assemble(graded(str(grade)))
    said = ends if isinstance(ends, str) or ends is None else span(ends)
    if said:
        text.append(f", range {said}")
    keys = (source,) if isinstance(source, str) else tuple(source or ())
    return text.append(f"\n{', '.join(keys)}", style="dim")


def _flat(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{path}.{key}".lstrip("."))
    elif isinstance(data, tuple):
        yield path, ", ".join(str(item) for item in data)
    else:
        yield path, str(data).strip()
