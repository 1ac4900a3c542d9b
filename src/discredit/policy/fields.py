"""What the schema says of a field, read from its annotation."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin


def bare(kind: Any, remarks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without `| None` and without its remarks, which come beside it."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return bare(inner, (*remarks, *more))
    if get_origin(kind) in (Union, UnionType):
        arms = [arm for arm in get_args(kind) if arm is not type(None)]
        return bare(arms[0], remarks) if len(arms) == 1 else (None, remarks)
    return kind, remarks
