"""Broken rules inside a Pydantic validation, before they have a file and a line.

Pydantic stops a value at its first failing validator. Policies promise all faults at once, so the
validators here collect faults and hand them on together, each where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from discredit.document import Keys
from discredit.errors import Fault, PolicyError, printable, quoted

BROKEN_RULE = "broken_rule"
MOST_KEYS_SHOWN = 12


class BrokenRule(NamedTuple):
    """A broken rule somewhere below the value under validation (see `errors.Fault`).

    `at` are the keys that lead there; `found` None means: show the value itself.
    """

    at: Keys
    value: Any
    rule: str
    remedy: str
    found: str | None = None


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word closest to this one, or None when none is close.

    Args:
        word: What was written; only text has a nearest word.
        known: The words that may stand there.

    Returns:
        It as `known` spells it; capitals are nothing.
    """
    if not isinstance(word, str):
        return None
    choices = {k.casefold(): k for k in known}
    found = get_close_matches(word.casefold()[:200], list(choices), n=1, cutoff=0.55)
    return choices[found[0]] if found else None


def did_you_mean(word: object, known: Iterable[str], otherwise: str = "") -> str:
    """A remedy: the nearest known word as a question, or `otherwise`.

    Args:
        word: What was written.
        known: The words that may stand there.
        otherwise: The remedy when none of them is close.
    """
    near = nearest(word, known)
    return f"Did you mean {near}?" if near is not None else otherwise


def listed(words: Sequence[str]) -> str:
    """Known words for a sentence; a long list is cut and says so.

    Args:
        words: In the order in which they are told.

    Returns:
        At most `MOST_KEYS_SHOWN` of them, printable.
    """
    shown = ", ".join(printable(word[:60]) for word in words[:MOST_KEYS_SHOWN])
    hidden = len(words) - MOST_KEYS_SHOWN
    return f"{shown} and {hidden} more" if hidden > 0 else shown


def merged(
    title: str, faults: Iterable[BrokenRule], error: ValidationError | None = None
) -> ValidationError:
    """One validation error from faults and, when given, the lines of another error.

    Of two faults of one value the first is kept: the second rarely says more.

    Args:
        title: What Pydantic calls the value under validation.
        faults: Broken rules, each with the keys that lead to it.
        error: What Pydantic found besides.
    """
    lines = [_line_of(f) for f in faults]
    taken = {line.get("loc") for line in lines}
    if error is not None:
        lines += [line for line in _lines_in(error) if line.get("loc") not in taken]
    return ValidationError.from_exception_data(title, lines)


def explained(
    model: type[BaseModel], raw: Any, handler: Callable[[Any], Any], error: ValidationError
) -> ValidationError:
    """The same error, with the model's keys beside each key that is unknown or missing.

    What stands under a misspelt key is checked as if the key were right, so that correcting the
    spelling brings no further faults to light.

    Args:
        model: The model that refused.
        raw: The mapping that it refused.
        handler: Validates such a mapping, and raises where it refuses one.
        error: Its refusal of `raw`.
    """
    lacking = [str(r["loc"][0]) for r in error.errors() if _is_own(r, "missing")]
    strange = [str(r["loc"][0]) for r in error.errors() if _is_own(r, "extra_forbidden")]
    meant = {near: key for key in strange if (near := nearest(key, lacking)) is not None}
    lines = _lines_in(error)
    if meant:
        respelt = {k: v for k, v in raw.items() if k not in strange}
        lines = _lines_of(
            handler, respelt | {key: raw[misspelt] for key, misspelt in meant.items()}
        )
    told = [_line_of(_unknown(key, model, raw[key])) for key in strange]
    for line in lines:
        at, kind = line.get("loc", ()), line["type"]
        if len(at) == 1 and kind == "missing":
            told.append(_line_of(_missing(str(at[0]), model, line["input"])))
        elif not (len(at) == 1 and kind == "extra_forbidden"):
            if at and at[0] in meant:
                line["loc"] = (meant[str(at[0])], *at[1:])
            told.append(line)
    return ValidationError.from_exception_data(model.__name__, told)


def _lines_of(handler: Callable[[Any], Any], raw: Any) -> list[InitErrorDetails]:
    try:
        handler(raw)
    except ValidationError as error:
        return _lines_in(error)
    return []


def _is_own(line: Any, kind: str) -> bool:
    return len(line["loc"]) == 1 and line["type"] == kind


def broken(rule: str, remedy: str, found: str | None = None) -> PydanticCustomError:
    """For a schema's own validators: `raise broken("it must exceed the warning term", "...")`.

    Args:
        rule: Completes 'it ...'.
        remedy: A full sentence.
        found: What messages show as found; None: the value itself.

    Returns:
        To be raised inside a validator; `load` gives it its file and line.
    """
    context = {"rule": rule, "remedy": remedy, "found": found}
    return PydanticCustomError(BROKEN_RULE, "{rule}. {remedy}", context)


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys a model takes, as a file writes them.

    Args:
        model: A section of the schema.

    Returns:
        Aliases where the model has them.
    """
    return [field.alias or name for name, field in model.model_fields.items()]


def _unknown(key: str, model: type[BaseModel], value: Any) -> BrokenRule:
    keys = keys_of(model)
    rule = f"the keys here are {listed(keys)}" if keys else "no key may stand here"
    remedy = did_you_mean(key, keys, "Remove it or correct its name.")
    return BrokenRule((key,), value, rule, remedy, "not a known key")


def _missing(key: str, model: type[BaseModel], value: Any) -> BrokenRule:
    field = next(f for name, f in model.model_fields.items() if key in (name, f.alias))
    needs = next((m for m in field.metadata if hasattr(m, "units")), None)
    meaning = f" {field.description}" if field.description else ""
    if needs is None:
        remedy = f"Add the key {key}.{meaning}"
    else:
        entry = f"{{{needs.labels[0]}: ..., ...}}" if needs.labels else "..."
        form = f"value: {entry}, unit: {needs.units[0]}, evidence: ..., source: ..."
        remedy = f"Write {key}: {{{form}, range: [..., ...]}}.{meaning}"
    return BrokenRule((key,), value, "it must be said, for nothing is assumed", remedy, "missing")


def _line_of(fault: BrokenRule) -> InitErrorDetails:
    return InitErrorDetails(
        type=broken(fault.rule, fault.remedy, fault.found),
        loc=fault.at,
        input=fault.value,
    )


def _lines_in(error: ValidationError) -> list[InitErrorDetails]:
    lines = []
    for line in error.errors(include_url=False):
        context = line.get("ctx", {})
        kind: Any = line["type"]
        if kind == BROKEN_RULE:
            kind = PydanticCustomError(BROKEN_RULE, "{rule}. {remedy}", context)
        details = InitErrorDetails(type=kind, loc=line["loc"], input=line["input"])
        if context and isinstance(kind, str):
            details["ctx"] = context
        lines.append(details)
    return lines


def no_such(path: Any, known: Iterable[str], asked: str) -> PolicyError:
    """The error for an address at which no number stands, with the nearest that is one.

    Args:
        path: As it was given.
        known: The paths there are.
        asked: What messages call whoever asked.
    """
    path = path if isinstance(path, str) else quoted(path)
    near = get_close_matches(path.partition("@")[0], list(known), n=1, cutoff=0.4)
    hint = f"Did you mean {near[0]}?" if near else "See `discredit show` for the paths."
    rule = "a path is room.number, then .label or @YYYY-MM where it has them"
    return PolicyError([Fault(asked, 0, path, "no such number", rule, hint)])
