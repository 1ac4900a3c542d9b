"""From a YAML file to a checked model, or to every fault in it at once. Nothing in between.

    from discredit.policy.load import load, explain
    policy = load(Path("harsh.yaml"), Policy, ledger=Ledger(), name="harsh.yaml")

A schema's own cross-field rules raise `faults.broken(rule, remedy)` or `faults.merged(...)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from discredit.document import Document, Keys, dotted, in_order, read
from discredit.errors import Fault, PolicyError, quoted
from discredit.policy.faults import BROKEN_RULE, did_you_mean
from discredit.sources import Ledger

Model = TypeVar("Model", bound=BaseModel)
MOST_FAULTS_SHOWN = 40

_TYPES = {
    "string": ("it must be text", "Put it in quotes."),
    "bool": ("it must be true or false", "Write true or false, without quotes."),
    "int": ("it must be a whole number", "Write plain digits, without quotes."),
    "float": ("it must be a number", "Write plain digits, without quotes."),
    "dict": ("it must be a mapping", "Write keys with colons below it."),
    "model": ("it must be a section with its own keys", "Write keys with colons below it."),
    "tuple": ("it must be a list", "Write [first, second]."),
    "finite_number": ("it must be a finite number", "Write a number."),
}
_BOUNDS = {
    "greater_than": ("it must be above {gt}", "Raise it."),
    "greater_than_equal": ("it must be at least {ge}", "Raise it."),
    "less_than": ("it must be below {lt}", "Lower it."),
    "less_than_equal": ("it must be at most {le}", "Lower it."),
    "too_short": ("it must have at least {min_length} entries", "Add what is lacking."),
    "too_long": ("it must have at most {max_length} entries", "Remove what is too many."),
    "string_too_short": ("it must have at least {min_length} characters", "Write more."),
    "string_too_long": ("it must have at most {max_length} characters", "Shorten it."),
    "string_pattern_mismatch": ("it must match {pattern}", "Correct it."),
}


def load(
    source: Path | str,
    model: type[Model],
    *,
    ledger: Ledger,
    name: str,
) -> Model:
    """The checked model in a file or a text; it is accepted whole or not at all.

    Args:
        source: a file (`Path`) or a text (`str`).
        model: what it must be.
        ledger: where source keys are looked up.
        name: what messages call it.

    Returns:
        The model, frozen.

    Raises:
        PolicyError: with every fault found.
    """
    return accept(read(source, name, PolicyError), model, ledger=ledger)


def accept(document: Document, model: type[Model], *, ledger: Ledger | None) -> Model:
    """The checked model in a document.

    Args:
        document: as it was read.
        model: what it must be.
        ledger: where source keys are looked up; None looks none up.

    Returns:
        The model, frozen.

    Raises:
        InputError: of the document's own kind, with every fault found.
    """
    faults = list(document.faults)
    try:
        accepted = model.model_validate(document.data, context={"ledger": ledger})
    except ValidationError as error:
        spoilt = {fault.path for fault in faults}
        found = [_fault(document, line) for line in _lines(error)]
        faults += [fault for fault in found if fault.path not in spoilt]
    else:
        if not faults:
            return accepted
    raise document.refusal(in_order(faults))


def faults_of(error: ValidationError, parts: Mapping[str, Document]) -> list[Fault]:
    """The faults of parts that do not fit together, each in the file of its part.

    Args:
        error: Pydantic's, of a model whose first keys are the names of parts.
        parts: The documents, by name; what belongs to none is told of the first.

    Returns:
        In the order of files and lines.
    """
    faults = []
    for line in _lines(error):
        loc = line["loc"]
        part = str(loc[0]) if loc and loc[0] in parts else next(iter(parts))
        faults.append(_fault(parts[part], {**line, "loc": loc[1:] if loc else loc}))
    return in_order(faults)


def explain(faults: Sequence[Fault]) -> str:
    """The faults for a reader: how many, then one sentence each; a long list is cut and says so.

    Args:
        faults: In the order in which they are told.

    Returns:
        Lines of text: a headline, then at most `MOST_FAULTS_SHOWN` faults.
    """
    count = len(faults)
    files = ", ".join(dict.fromkeys(fault.file for fault in faults))
    lines = [f"{files} cannot be used: {count} fault{'s' if count != 1 else ''}."]
    lines += [f"  {fault}" for fault in faults[:MOST_FAULTS_SHOWN]]
    if count > MOST_FAULTS_SHOWN:
        lines.append(f"  ... and {count - MOST_FAULTS_SHOWN} more.")
    return "\n".join(lines)


def _lines(error: ValidationError) -> list[Any]:
    """What is wrong; a list is not too short for an entry that is told by itself."""
    lines: list[Any] = list(error.errors(include_url=False))
    return [
        line
        for line in lines
        if line["type"] != "too_short" or len(line["input"]) < line["ctx"]["min_length"]
    ]


def _fault(document: Document, line: Any) -> Fault:
    keys = _keys_in(document.data, line["loc"])
    file, number = document.mark(keys)
    rule, remedy, found = _said(line)
    shown = found if found is not None else quoted(line["input"])
    return Fault(file, number, dotted(keys), shown, rule, remedy)


def _keys_in(data: Any, loc: Sequence[str | int]) -> Keys:
    """The keys a Pydantic location means: without the names of union members it strews in."""
    keys: Keys = ()
    for i, key in enumerate(loc):
        if _holds(data, key):
            keys, data = (*keys, key), data[key]
        elif i == len(loc) - 1 and isinstance(data, dict) and key != "[key]":
            keys = (*keys, key)
    return keys


def _holds(data: Any, key: str | int) -> bool:
    if isinstance(data, tuple):
        return isinstance(key, int) and key < len(data)
    return isinstance(data, dict) and key in data


def _said(line: Any) -> tuple[str, str, str | None]:
    """Rule, remedy and, unless the value itself is to be shown, what was found."""
    kind, context = line["type"], line.get("ctx", {})
    if kind == BROKEN_RULE:
        return context["rule"], context["remedy"], context["found"]
    if kind in ("literal_error", "enum"):
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        remedy = did_you_mean(line["input"], known, "Take one of them.")
        return f"it must be one of {', '.join(known)}", remedy, None
    if kind in ("value_error", "assertion_error"):
        return str(context["error"]).rstrip(".") or "it breaks a rule", "", None
    if kind in _BOUNDS:
        rule, remedy = _BOUNDS[kind]
        return rule.format(**context), remedy, None
    stem = next((s for s in _TYPES if kind.startswith(s)), None)
    if stem is not None:
        rule, remedy = _TYPES[stem]
        return rule, remedy, None
    message = str(line["msg"]).rstrip(".")
    return message[:1].lower() + message[1:], "", None
