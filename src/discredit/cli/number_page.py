"""Numbers of a policy on a terminal: value, unit, grade, range, sources and meaning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discredit.cli.screen import WIDE, columns, console, graded
from discredit.policy.address import NumberAt
from discredit.policy.number import Number
from discredit.words.names import spoken
from discredit.words.numbers import span, stated


def table_of(held: Iterable[NumberAt], *, skipped: int = 0) -> Any:
    """A table of numbers: six columns on a wide terminal, three on a narrow one.

    The first `skipped` characters of each path are told above the table.
    """
    if console().width >= WIDE:
        wide = [
            (_named(one, skipped), value_of(n), n.unit, graded(n.evidence), span_of(n),
             "\n".join(n.sources))
            for one in held for n in (one.number,)
        ]  # fmt: skip
        heads = ("number", "value", "unit", "evidence", "range", "source")
        return columns(heads, wide, fixed=(1, 3, 4, 5))
    rows = [(_named(one, skipped), value_of(one.number), _resting(one.number)) for one in held]
    return columns(("number", "value", "rests on"), rows, fixed=(1,))


def document_of(held: Iterable[NumberAt]) -> dict[str, Any]:
    """The same for machines, by path."""
    return {
        one.path: {
            **one.number.model_dump(mode="json", exclude_none=True),
            "meaning": one.meaning or None,
        }
        for one in held
    }


def value_of(number: Number) -> str:
    """The value in words: one line for each label or date."""
    if number.dated is None:
        return _entry(number.value)
    how = "in steps" if number.between == "step" else "gradually"
    lines = [f"before {next(iter(number.dated))}: {_short(number.before)}"]
    last: Any = None
    for month, entry in number.dated.items():
        if isinstance(entry, dict):
            known = last if isinstance(last, dict) else {}
            changed = {k: v for k, v in entry.items() if known.get(k) != v}
            lines.append(f"{month}:")
            lines += [f"  {spoken(k)} {stated(v)}" for k, v in changed.items()]
        else:
            lines.append(f"{month}: {stated(entry)}")
        last = entry
    return "\n".join([*lines, f"({how})"])


def span_of(number: Number) -> str:
    """How far the number may move; empty where it is known."""
    return span(number.range) if number.range is not None else ""


def _named(one: NumberAt, skipped: int) -> Any:
    from rich.text import Text

    text = Text(one.path[skipped:])
    return text.append(f"\n{one.meaning}", style="dim") if one.meaning else text


def _resting(number: Number) -> Any:
    from rich.text import Text

    text = Text.assemble(f"{number.unit}, ", graded(number.evidence))
    if number.range is not None:
        text.append(f"\n{span_of(number)}")
    return text.append("\n" + ", ".join(number.sources), style="dim")


def _entry(entry: Any) -> str:
    if isinstance(entry, dict):
        return "\n".join(f"{spoken(k)} {stated(v)}" for k, v in entry.items())
    return stated(entry)


def _short(entry: Any) -> str:
    return _entry(entry).replace("\n", ", ")
