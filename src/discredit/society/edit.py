"""A society with another number: what `--set` and studies change in it, named as in a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from discredit.policy.address import Address, find, split
from discredit.policy.edit import at, put
from discredit.policy.faults import no_such
from discredit.policy.moves import assumed, moved
from discredit.society.spec import Society


def with_value(society: Society, path: str, value: float) -> Society:
    """The same society with one number changed; its unit and range are checked again.

    Args:
        society: The society, which stays as it is.
        path: An address such as `society.savings_months`.
        value: In the unit of the number.

    Returns:
        Another society; the text of it has lost its comments.

    Raises:
        PolicyError: There is no such number.
        SocietyError: The value is inadmissible.
    """
    return _with(society, path, lambda number, _: moved(number, "set", value), "with_value")


def with_assumption(society: Society, path: str, value: float, where: str) -> Society:
    """The same as `with_value`, but of a number that somebody assumes to be otherwise.

    It is graded assumed, its range is widened to hold the value, and its note says so.

    Args:
        society: The society, which stays as it is.
        path: An address such as `society.savings_months`.
        value: In the unit of the number.
        where: Where it was set, for the note: `on the command line`.

    Returns:
        Another society; the text of it has lost its comments.

    Raises:
        PolicyError: There is no such number.
        SocietyError: The value is inadmissible.
    """
    return _with(society, path, lambda number, to: assumed(number, to, value, where), "--set")


def with_numbers(society: Society, numbers_at: Mapping[str, dict[str, Any]]) -> Society:
    """The same society with whole numbers in place of those that stand there; all are checked.

    Args:
        society: The society, which stays as it is.
        numbers_at: By path, each as a file gives it.

    Returns:
        Another society; the text of it has lost its comments.

    Raises:
        SocietyError: One is inadmissible, or they cannot stand together.
    """
    document = society.document
    for path, number in numbers_at.items():
        leads = split(path)
        assert leads is not None, path
        document = put(document, leads[1], number, (society.name, 0))
    return society.changed(document) if numbers_at else society


def _with(
    society: Society,
    path: str,
    change: Callable[[dict[str, Any], Address], dict[str, Any]],
    asked: str,
) -> Society:
    known = {one.path: one.number for one in society.spec.numbers_of()}
    address = find(path, known)
    leads = split(address.path) if address is not None else None
    if address is None or leads is None:
        raise no_such(path, known, asked)
    document, (_, keys) = society.document, leads
    number = change(at(document.data, keys), address)
    return society.changed(
        put(document, keys, number, (f"{asked} {path}" if asked == "--set" else asked, 0))
    )
