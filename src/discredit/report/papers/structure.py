"""What the code says of itself: the columns of a state, the order of a month, what a room decides.

Read from the source that runs, so that a protocol cannot lag behind it.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final, NamedTuple

from discredit.report.papers.paper import flowing
from discredit.words.names import spoken

_PARTS: Final = re.compile(r"^(Args|Returns|Draws|Raises|Source):$", re.MULTILINE)
_STEP: Final = re.compile(r"^(?:(\d+)\. )?([A-Z][^:]*): (.+)$")


class StateColumn(NamedTuple):
    """One column of a state."""

    name: str
    kind: str
    axes: str  # what it has a value for
    remark: str


class Docs(NamedTuple):
    """A docstring by its parts; '' for those that it lacks."""

    says: str  # its first paragraph
    returns: str
    draws: str
    source: str


class MonthStep(NamedTuple):
    """One step of a month."""

    number: str  # '' of what is beside the corridor
    title: str
    says: str


def remarks_of(struct: type) -> dict[str, str]:
    """What the comments beside the fields of a struct say, by field.

    Args:
        struct: A NamedTuple with its source.

    Returns:
        '' of a field without a comment.
    """
    source = inspect.getsource(struct)
    body: Any = ast.parse(source).body[0]
    fields = [
        (node.lineno, ast.unparse(node.target))
        for node in body.body
        if isinstance(node, ast.AnnAssign)
    ]
    remarks = {name: "" for _, name in fields}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        before = [name for line, name in fields if line <= token.start[0]]
        if token.type == tokenize.COMMENT and before:
            remarks[before[-1]] += " " + token.string.lstrip("#")
    return {name: flowing(text) for name, text in remarks.items()}


def columns_of(state: Any, name: str, says: Mapping[str, str]) -> Iterator[StateColumn]:
    """Every column of a state, the ones of its parts included.

    Args:
        state: A NamedTuple of arrays or of their shapes, with a value for each person; what this
            system does not have is None and left out.
        name: Of the state; it goes before each column.
        says: What a column of a name says where no comment stands beside it.
    """
    remarks, axes = remarks_of(type(state)), _axes_of(type(state))
    # Of a part the struct says what it is about; a whole world is about too much.
    about = f": {docs_of(type(state)).says}" if "." in name else ""
    for field, value in zip(state._fields, state, strict=True):
        if value is None:
            continue
        own = f"{name}.{field}"
        if hasattr(value, "_fields"):
            yield from columns_of(value, own, says)
            continue
        along = " and ".join(("person", *axes.get(field, ())))
        kind = {"bool": "yes or no"}.get(str(value.dtype), str(value.dtype))
        yield StateColumn(
            own, kind, along, remarks[field] or says.get(field) or f"{spoken(field)}{about}"
        )


def _axes_of(struct: type) -> dict[str, tuple[str, ...]]:
    """The axes of each field beside the one along people, as its annotation names them."""
    found = {}
    for name, hint in struct.__annotations__.items():
        shape = re.search(r"""\[\w+, ["']([^"']*)["']\]""", str(hint))
        words = shape[1].split() if shape else []
        found[name] = tuple(word for word in words if word != "n")
    return found


def docs_of(told: Any) -> Docs:
    """A docstring by its parts.

    Args:
        told: A function, a type or a module.
    """
    first, *rest = _PARTS.split(inspect.getdoc(told) or "")
    parts = dict(zip(rest[::2], map(flowing, rest[1::2]), strict=True))
    return Docs(
        flowing(first.split("\n\n")[0]),
        *(parts.get(name, "") for name in ("Returns", "Draws", "Source")),
    )


def steps_of(month: Callable[..., Any]) -> list[MonthStep]:
    """The steps of a month, as its comments number them, in the order in which they run.

    Args:
        month: The function that is one month.
    """
    remarks: list[str] = []
    last = -1
    for token in tokenize.generate_tokens(io.StringIO(inspect.getsource(month)).readline):
        if token.type != tokenize.COMMENT:
            continue
        said = token.string.lstrip("# ")
        if token.start[0] == last + 1:
            remarks[-1] += f" {said}"
        else:
            remarks.append(said)
        last = token.start[0]
    found = (_STEP.match(remark) for remark in remarks)
    return [MonthStep(one[1] or "", one[2], one[3]) for one in found if one]


def parts_of(room: Callable[..., Any]) -> list[tuple[str, Docs]]:
    """The public functions that a room is made of, and what each says.

    Args:
        room: The function that is called in a month.

    Returns:
        Their dotted names, the room itself first.
    """
    home: Any = inspect.getmodule(room)
    inside = iter_modules(getattr(home, "__path__", ()))
    modules = [home, *(import_module(f"{home.__name__}.{found.name}") for found in inside)]
    parts = [
        (f"{module.__name__.removeprefix('discredit.')}.{name}", docs_of(one))
        for module in modules
        for name, one in vars(module).items()
        if inspect.isfunction(one) and one.__module__ == module.__name__ and name[0] != "_"
    ]
    return sorted(parts, key=lambda part: not part[0].endswith(f".{room.__name__}"))


def takes(room: Callable[..., Any]) -> str:
    """What a room reads, by the names of its arguments.

    Args:
        room: The function that is called in a month.
    """
    return ", ".join(f"`{name}`" for name in inspect.signature(room).parameters)
