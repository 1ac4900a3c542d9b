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
YEARS: Final = 13
"""After how many years the people are looked at again, where a society says how time passes."""
_KEPT: Final = ("age", "household size", "household mean", "migrant", "urban", "education")
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
    measured, later = _measured(spec, people)
    if asked.as_json:
        emit(
            {
                "name": spec.name,
                "title": spec.title,
                "people": people,
                "seed": SEED,
                "margins": [{**asdict(margin), "error": margin.error} for margin in measured],
                **({f"after_{YEARS}_years": [_later(margin) for margin in later]} if later else {}),
                "numbers": document_of(held),
                "assumptions": {
                    key: granted.model_dump(mode="json", exclude_none=True)
                    for key, granted in spec.granted.items()
                },
            }
        )
    elif asked.is_all:
        page(*_what(spec, people), *_in_full(spec, measured), *_aged(spec, measured, later))
    else:
        say(*_what(spec, people), *_glance(spec, measured), *_aged(spec, measured, _worst(later)))


def _measured(spec: SocietySpec, people: int) -> tuple[list[Margin], list[Margin]]:
    """Every figure of the society as it was built, and some of it after `YEARS` years."""
    from discredit.draws import key_of
    from discredit.engine.cache import enable
    from discredit.engine.switches import pinned
    from discredit.society.build import build
    from discredit.society.margins import margins, mark_worst
    from discredit.society.network import tie_margins
    from discredit.society.renewal import renewal_if_passed

    enable()
    with pinned():
        built = build(spec, people, SEED)
        now = mark_worst([*margins(built, spec), *tie_margins(built, spec, key_of(SEED))])
        if not spec.renewal:
            return now, []
        turns = renewal_if_passed(spec, built, people, SEED).turns(built)
        last = [turn for turn, _ in zip(turns, range(YEARS), strict=False)][-1]
        return now, [one for one in margins(last.people, spec) if one.name in _KEPT]


def _later(margin: Margin) -> dict[str, Any]:
    return {**asdict(margin), "error": margin.error}


def _worst(later: Sequence[Margin]) -> list[Margin]:
    return [one for one in later if one.is_worst]


def _aged(spec: SocietySpec, measured: Sequence[Margin], later: Sequence[Margin]) -> Iterator[Any]:
    """What the years make of ages, households and migrants, where they pass."""
    if not later:
        return
    few = all(one.is_worst for one in later)
    first = {(one.name, one.category): one for one in measured}
    rows = [
        (
            f"{one.name} {one.category}",
            _figure(one, one.target),
            _figure(one, first[one.name, one.category].achieved),
            _figure(one, one.achieved),
        )
        for one in later
    ]
    yield heading(f"After {YEARS} years, if time passes{': the furthest' if few else ''}")
    yield columns(("", "target", "as built", "then"), rows, fixed=(1, 2, 3), right=(1, 2, 3))
    passes = "It does" if spec.is_renewed else "It does not"
    yield f"{passes} in this society's runs: --set society.renewal.passes=true or false."


def _what(spec: SocietySpec, people: int) -> Iterator[Any]:
    held = (*(at.number for at in spec.numbers_of()), *spec.targets.values())
    grades = [one.evidence for one in held]
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
