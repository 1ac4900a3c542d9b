"""A society in plain words: the figures it was made from beside what it has, and its guesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from discredit.cli.number_page import document_of, table_of
from discredit.cli.pager import page
from discredit.cli.screen import columns, emit, graded, heading, quiet, say
from discredit.sources import GRADES, badge
from discredit.words.names import capital
from discredit.words.numbers import figure, number, per_cent, span

if TYPE_CHECKING:
    from discredit.cli.options import Asked
    from discredit.society.margins import Margin
    from discredit.society.schema import Granted
    from discredit.society.spec import SocietySpec

SEED: Final = 1
_PER_CENT: Final = ("share", "probability")


def show(name: str, people: int, asked: Asked) -> None:
    """Build the society once and print it. Raises SocietyError, UnknownNameError."""
    from discredit.cli import numbers_csv
    from discredit.society.spec import load_society
    from discredit.sources import Ledger

    spec = load_society(name)
    held = [one for one in spec.numbers_of() if one.number.evidence in asked.grades]
    if asked.as_csv:
        numbers_csv.write(held, Ledger().extended(spec.assumptions), None)
        return
    if len(asked.grades) < len(GRADES) and not asked.as_json:
        page(heading(f"{spec.name}: {spec.title}"), table_of(held))
        return
    measured = _measured(spec, people)
    if asked.as_json:
        emit(
            {
                "name": spec.name,
                "title": spec.title,
                "people": people,
                "seed": SEED,
                "margins": [{**asdict(margin), "error": margin.error} for margin in measured],
                "numbers": document_of(held),
                "assumptions": {
                    key: granted.model_dump(mode="json", exclude_none=True)
                    for key, granted in spec.granted.items()
                },
            }
        )
    elif asked.is_all:
        page(*_what(spec, people), *_in_full(spec, measured))
    else:
        say(*_what(spec, people), *_glance(spec, measured))


def _measured(spec: SocietySpec, people: int) -> list[Margin]:
    from discredit.draws import key_of
    from discredit.engine.cache import enable
    from discredit.engine.switches import pinned
    from discredit.society.build import build
    from discredit.society.margins import margins, mark_worst
    from discredit.society.network import tie_margins

    enable()
    with pinned():
        built = build(spec, people, SEED)
        return mark_worst([*margins(built, spec), *tie_margins(built, spec, key_of(SEED))])


def _what(spec: SocietySpec, people: int) -> Iterator[Any]:
    grades = [n.evidence for n in (*spec.numbers.values(), *spec.targets.values())]
    yield heading(f"{spec.name}: {spec.title}")
    yield (
        "A synthetic society made from published aggregate tables; nobody in it is anybody. "
        f"Besides the tables it {badge(grades)}."
    )
    yield f"{number(people)} people are built (seed {SEED}) and set beside each published figure."


def _glance(spec: SocietySpec, measured: Sequence[Margin]) -> Iterator[Any]:
    """Of each kind of figure the one that is furthest from its target."""
    rows = []
    for title in dict.fromkeys(margin.name for margin in measured):
        some = [m for m in measured if m.name == title]
        worst = next((m for m in some if m.is_worst), some[0])
        figures = (_figure(worst, worst.target), _figure(worst, worst.achieved), _error(worst))
        rows.append((title, str(len(some)), worst.category, *figures))
    yield heading("Of each kind of figure the one furthest from its target")
    heads = ("kind", "figures", "furthest", "target", "achieved", "error")
    yield columns(heads, rows, fixed=(1, 3, 4, 5), right=(1, 3, 4, 5))
    rest = len(list(spec.numbers_of())), len(spec.granted)
    yield f"It has {rest[0]} numbers that people are drawn from, and takes {rest[1]} for granted."
    yield quiet(f"All of it: discredit show society {spec.name} --all, --grade assumed, or --csv.")


def _in_full(spec: SocietySpec, measured: Sequence[Margin]) -> Iterator[Any]:
    for title in dict.fromkeys(margin.name for margin in measured):
        yield heading(capital(title))
        yield _table([m for m in measured if m.name == title])
        for note in dict.fromkeys(m.note for m in measured if m.name == title and m.note):
            yield quiet(note)
    yield quiet("* the figure furthest from its target under that heading")
    yield heading("The numbers that people are drawn from")
    yield table_of(spec.numbers_of())
    yield heading("What it takes for granted")
    written = [(key, _said(granted)) for key, granted in spec.granted.items()]
    yield columns(("key", "assumption"), written, fixed=(0,))


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
