"""One person's chance, and the way from columns to persons and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.special import erfinv

from discredit.draws import Decision
from discredit.vocabulary import OCCUPATIONS

WORD = 0xFFFFFFFF
CLEAR, WARNED, LISTED = 0, 1, 2
PAID, TERM, CORRECTED, REPAIRED, WITH_SCORE, AMNESTY = 1, 2, 3, 4, 5, 6
NO_CASE, FIRST, REVIEW, REFUSED = 0, 1, 2, 3
NO_DEBT, DUE, JUDGED = 0, 1, 2
FAVOURED, SLOWER, DEARER, CLOSED = 1, 2, 3, 4
COURT = 6  # the first six conducts of every catalogue are a court's grounds
TURNS = (13, 15, 26, 6, 17, 29, 16, 24)


def whose(rules: Any, prefix: str, identity: Any) -> float:
    """What a rule has for somebody's sex, background and disability; 1 where it has nothing."""
    if isinstance(identity, (int, np.integer)):  # as the engine's register has it
        identity = (identity // 8, identity // 2 % 4, identity % 2)
    factor = 1.0
    for trait, code in zip(("sex", "background", "disability"), identity, strict=True):
        column = getattr(rules, prefix + trait)
        factor *= 1.0 if column is None else float(column[code])
    return factor


def encipher(key: tuple[int, int], person: int, event: int) -> tuple[int, int]:
    """Threefry-2x32 with 13 rounds, on whole numbers."""
    keys = (key[0], key[1], key[0] ^ key[1] ^ 0x1BD11BDA)
    x, y = (person + keys[0]) & WORD, (event + keys[1]) & WORD
    for i in range(13):
        x = (x + y) & WORD
        y = ((y << TURNS[i % 8]) | (y >> (32 - TURNS[i % 8]))) & WORD ^ x
        if i % 4 == 3:
            turn = i // 4 + 1
            x = (x + keys[turn % 3]) & WORD
            y = (y + keys[(turn + 1) % 3] + turn) & WORD
    return x, y


class Luck(NamedTuple):
    """One person's chance in one month."""

    key: tuple[int, int]
    person: int
    month: int

    def word(self, decision: Decision, k: int = 0) -> int:
        event = (self.month << 21) & WORD | int(decision) << 8 | k >> 1
        return encipher(self.key, self.person, event)[k % 2]

    def uniform(self, decision: Decision, k: int = 0) -> float:
        return (self.word(decision, k) >> 8) / 2**24

    def happens(self, decision: Decision, p: float, k: int = 0) -> bool:
        if p >= 1.0:
            return True
        return self.word(decision, k) < round(max(float(p), 0.0) * 2**32)

    def normal(self, decision: Decision, k: int = 0) -> float:
        odd = (self.word(decision, k) >> 8 | 1) - 2**23
        return 2**0.5 * float(erfinv(odd / 2**23))


def person_of(columns: Any, i: int) -> Any:
    """Row `i` of a struct of columns, or of structs of them, as plain Python scalars; of a column
    with a row for each list or scorer, one scalar for each."""
    if columns is None:
        return None
    if hasattr(columns, "_fields"):
        return type(columns)(*(person_of(column, i) for column in columns))
    if columns.ndim == 2:
        return tuple(columns[:, i].tolist())
    return columns[i].item()


def columns_of(persons: list[Any]) -> Any:
    """The way back: a struct of columns from a list of structs of scalars."""
    if persons[0] is None:
        return None
    if hasattr(persons[0], "_fields"):
        back = (columns_of(list(column)) for column in zip(*persons, strict=True))
        return type(persons[0])(*back)
    if isinstance(persons[0], tuple) and isinstance(persons[0][0], tuple):
        return tuple(columns_of(list(column)) for column in zip(*persons, strict=True))
    return np.array(persons).T


def of_row(struct: Any, k: int) -> Any:
    """One row of a struct of rows: one list of many, one scorer, one conduct."""
    if struct is None:
        return None
    if hasattr(struct, "_fields"):
        return type(struct)(*(of_row(column, k) for column in struct))
    return struct[k]


def of_rows(rows: list[Any]) -> Any:
    """A struct of rows again."""
    columns = zip(*rows, strict=True)
    return type(rows[0])(*(None if one[0] is None else tuple(one) for one in columns))


def each(room: Callable[..., Any], *columns: Any, drawing: tuple[Any, int] | None = None) -> Any:
    """Send everybody through a room, one after the other.

    `drawing` is the key and the month of the room's chance; None for a room that draws nothing.
    """
    persons = []
    for i in range(_leaf(columns[0]).shape[-1]):
        one = [person_of(column, i) for column in columns]
        if drawing is None:
            persons.append(room(*one))
        else:
            key, month = drawing
            persons.append(room(*one, luck=Luck((int(key[0]), int(key[1])), i, month)))
    return columns_of(persons)


def _leaf(columns: Any) -> Any:
    return _leaf(columns[0]) if hasattr(columns, "_fields") else columns


def works(person: Any) -> bool:
    return person.is_earner and OCCUPATIONS[person.occupation] != "retired"


def income_now(person: Any, is_employed: bool, scar: float) -> float:
    lost = 0.0
    if works(person):
        lost = person.earnings * scar if is_employed else person.earnings
    return max(person.income - lost, 0.0)
