"""Numbers of a policy as CSV: one row for each, plain and complete."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from typing import Any, Final

from discredit.cli.screen import spelt_out
from discredit.policy.address import NumberAt
from discredit.policy.number import Number
from discredit.sources import Ledger

HEADS: Final = (
    "room", "number", "meaning", "value", "unit", "evidence", "low", "high", "between", "sources",
    "claims", "citations", "urls", "note", "label",
)  # fmt: skip
"""`value` is a number, or JSON where there is one for each label or date; several sources, and
what each says, stand in the order of their keys with ` | ` between."""


def write(held: Iterable[NumberAt], ledger: Ledger, label: str | None) -> None:
    """Print a row of heads and a row for each number; `label` is what a system must wear."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADS)
    for one in held:
        out.writerow([_cell(value) for value in (*_row(one, ledger), label)])


def _row(one: NumberAt, ledger: Ledger) -> tuple[Any, ...]:
    number = one.number
    found = [ledger[key] for key in number.sources]
    low, high = number.range if number.range is not None else (None, None)
    return (
        one.path.partition(".")[0], one.path, one.meaning, _value(number), number.unit,
        number.evidence, low, high, None if number.dated is None else number.between,
        " | ".join(number.sources), " | ".join(source.claim for source in found),
        " | ".join(source.citation() for source in found),
        " | ".join(source.url or "" for source in found), number.note,
    )  # fmt: skip


def _value(number: Number) -> Any:
    if number.dated is not None:
        return json.dumps({"before": number.before, **number.dated}, ensure_ascii=False)
    if isinstance(number.value, dict):
        return json.dumps(number.value, ensure_ascii=False)
    return number.value


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return spelt_out(" ".join(value.split()))
    return value
