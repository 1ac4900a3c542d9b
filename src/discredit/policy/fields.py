"""What the schema declares of each field that holds a number, and the arrays held to it.

A field is declared once, in its section: unit, axis, and what stands for it where it is absent. The
structs of `policy.rules` take their columns from there; a column that no section declares, one that
lies along another axis and a number that no column reads are errors when the package is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from discredit.policy.needs import Absent, Along, Needs
from discredit.policy.number import Number, Section


class Declared(NamedTuple):
    """A number as its field declares it."""

    section: type[Section]
    name: str
    units: tuple[str, ...]
    axis: str | None
    absent: float
    """What stands in the arrays where a policy does not have the number."""

    @property
    def unnamed(self) -> float:
        """What stands there for a label that the number does not name: a switch is off, and
        nothing is in a region that is not named."""
        return 0.0 if self.units == ("switch",) or self.axis == "region" else self.absent


def bare(kind: Any, remarks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without `| None` and without its remarks, which come beside it.

    Args:
        kind: The annotation of a field.
        remarks: Those found before, such as the field's own metadata.

    Returns:
        The type, and all remarks; None for a type that is a choice of several.
    """
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return bare(inner, (*remarks, *more))
    if get_origin(kind) in (Union, UnionType):
        arms = [arm for arm in get_args(kind) if arm is not type(None)]
        return bare(arms[0], remarks) if len(arms) == 1 else (None, remarks)
    return kind, remarks


def declared(section: type[Section]) -> dict[str, Declared]:
    """The numbers that a section declares, by field; mappings of numbers too.

    Args:
        section: A section of the schema.

    Returns:
        In the order of the fields; what is no number is left out.
    """
    known = {}
    for name, field in section.model_fields.items():
        kind, remarks = bare(field.annotation, tuple(field.metadata))
        if get_origin(kind) is dict:
            kind, remarks = bare(get_args(kind)[1], remarks)
        if kind is Number:
            needs = next(r for r in remarks if isinstance(r, Needs))
            along = next((r.axis for r in remarks if isinstance(r, Along)), needs.axis)
            absent = next((r.value for r in remarks if isinstance(r, Absent)), needs.absent)
            known[name] = Declared(section, name, needs.units, along, float(absent))
    return known


def columns_of(
    struct: type[Any],
    section: type[Section],
    *,
    made: Iterable[str] = (),
    other: Mapping[str, type[Section]] | None = None,
) -> dict[str, Declared]:
    """What is declared of each column of a struct of rules.

    Args:
        struct: A struct of `policy.rules`.
        section: The section of the schema that declares its columns.
        made: Columns and parts that are no number of a policy.
        other: Columns that another section declares.

    Returns:
        By column, as the sections declare it.

    Raises:
        TypeError: A column is declared nowhere, or lies along another axis.
    """
    elsewhere = other or {}
    known = {home: declared(home) for home in (section, *elsewhere.values())}
    columns = {}
    for name, annotation in get_type_hints(struct).items():
        if name in made:
            continue
        home = elsewhere.get(name, section)
        column = known[home].get(name)
        if column is None:
            raise TypeError(f"{struct.__name__}.{name}: {home.__name__} declares no such number")
        axis = _axis(annotation)
        if column.axis != axis:
            raise TypeError(
                f"{struct.__name__}.{name} lies along {axis}, and {home.__name__} declares it "
                f"along {column.axis}"
            )
        columns[name] = column
    return columns


def hold_to(read: Iterable[Declared]) -> None:
    """Hold the rules to the schema: each number of a section they read from is read.

    Args:
        read: What is declared of every column of the rules.

    Raises:
        TypeError: A number is read by no column.
    """
    columns = set(read)
    unread = [
        f"{section.__name__}.{name}"
        for section in {column.section for column in columns}
        for name, column in declared(section).items()
        if column not in columns
    ]
    if unread:
        raise TypeError(f"no column of the rules reads {', '.join(sorted(unread))}")


def _axis(annotation: Any) -> str | None:
    """The last axis of an array type, as in `Float32[Array, "*t service"]`."""
    arms = get_args(annotation) or (annotation,)
    dims = next(arm.dim_str for arm in arms if hasattr(arm, "dim_str")).split()
    return dims[-1] if len(dims) > 1 else None
