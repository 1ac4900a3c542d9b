"""A society in plain words: the figures it was made from beside what it has, and its guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from discredit.cli.number_page import document_of, table_of
from discredit.cli.screen import columns, emit, graded, heading, quiet, say
from discredit.words.names import capital
from discredit.words.numbers import figure, number, per_cent, span

if TYPE_CHECKING:
    from discredit.society.margins import Margin
    from discredit.society.schema import Granted

SEED: Final = 1
_PER_CENT: Final = ("share", "probability")


def show(name: str, people: int, as_json: bool) -> None:
    """Build the society once and print it. Raises SocietyError, UnknownNameError."""
    from discredit.draws import key_of
    from discredit.engine.cache import enable
    from discredit.engine.switches import pinned
    from discredit.society.build import build
    from discredit.society.margins import margins, mark_worst
    from discredit.society.network import tie_margins
    from discredit.society.spec import load_society
    from discredit.sources import badge

    spec = load_society(name)
    enable()
    with pinned():
        built = build(spec, people, SEED)
        measured = mark_worst([*margins(built, spec), *tie_margins(built, spec, key_of(SEED))])
    grades = [n.evidence for n in (*spec.numbers.values(), *spec.targets.values())]
    if as_json:
        emit(
            {
                "name": spec.name,
                "title": spec.title,
                "people": people,
                "seed": SEED,
                "margins": [{**asdict(margin), "error": margin.error} for margin in measured],
                "numbers": document_of(spec.numbers_of()),
                "assumptions": {
                    key: granted.model_dump(mode="json", exclude_none=True)
                    for key, granted in spec.granted.items()
                },
            }
        )
        return
    say(heading(f"{spec.name}: {spec.title}"))
    say(
        "A synthetic society made from published aggregate tables; nobody in it is anybody. "
        f"Besides the tables it {badge(grades)}."
    )
    say(
        f"Below, {number(people)} people are built (seed {SEED}) and set beside each published "
        "figure."
    )
    for title in dict.fromkeys(margin.name for margin in measured):
        say(heading(capital(title)), _table([m for m in measured if m.name == title]))
        for note in dict.fromkeys(m.note for m in measured if m.name == title and m.note):
            say(quiet(note))
    say(quiet("* the figure furthest from its target under that heading"))
    say(heading("The numbers that people are drawn from"), table_of(spec.numbers_of()))
    say(heading("What it takes for granted"))
    written = [(key, _said(granted)) for key, granted in spec.granted.items()]
    say(columns(("key", "assumption"), written, fixed=(0,)))


def _said(granted: Granted) -> str:
    says = " ".join(granted.says.split())
    if granted.range is None:
        return says
    return f"{says} Range: {span(granted.range)} {granted.range_of}."


def _table(measured: Sequence[Margin]) -> Any:
    heads = ("", "target", "achieved", "error", "evidence and source")
    rows = [
        (
            m.category,
            _figure(m, m.target),
            _figure(m, m.achieved),
            _error(m) + (" *" if m.is_worst and len(measured) > 1 else "  "),
            _resting(m),
        )
        for m in measured
    ]
    return columns(heads, rows, fixed=(1, 2, 3), right=(1, 2, 3))


def _resting(margin: Margin) -> Any:
    from rich.text import Text

    return Text.assemble(graded(margin.grade), f" {margin.source}")


def _figure(margin: Margin, value: float) -> str:
    return per_cent(value, 2) if margin.unit in _PER_CENT else figure(value, 5)


def _error(margin: Margin) -> str:
    if margin.unit in _PER_CENT:
        return f"{number(100 * margin.error, 2, sign=True)} pp"
    if margin.target:
        return per_cent(margin.error / margin.target, 1, sign=True)
    return figure(margin.error, sign=True)
