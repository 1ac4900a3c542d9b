"""A file of draws: joint values of some numbers, used in place of their ranges.

    draws = read_draws("results/calibrate-court-list/draws.json")
    with_draw(plan, draws, 3)                the run with its numbers as the fourth draw has them

`discredit calibrate` writes such a file, with the figures that it was fitted to and what computed
it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit import arguments
from discredit.digest import digest
from discredit.errors import Fault, InputError, OtherVersionError, quoted
from discredit.paths import bytes_of
from discredit.plan import Plan
from discredit.policy.address import find, numbers
from discredit.policy.edit import with_entries
from discredit.policy.faults import did_you_mean
from discredit.policy.number import Number
from discredit.studies.ranges import FreeNumber, Moving
from discredit.words.numbers import count

FORMAT: Final = 1
MARK: Final = "discredit draws"
DRAWS_FILE: Final = "draws.json"
DIGITS: Final = 6
"""Significant digits of a value in the file."""
MOST_BYTES: Final = 100_000_000
_KIND: Final = "a file of draws is what `discredit calibrate` writes"


class FittedDraws(NamedTuple):
    """Joint values of some numbers."""

    called: str  # the file
    paths: tuple[str, ...]  # addresses, as in `policy.address`
    values: Float64[np.ndarray, "draw number"]
    page: Mapping[str, Any]  # all else in the file: system, figures, how it was made

    @property
    def digest(self) -> str:
        """Of the numbers and their values."""
        return digest([list(self.paths), self.values.tolist()])

    @property
    def origin(self) -> dict[str, Any]:
        """Where the values come from, for results that rest on them."""
        about = {key: self.page.get(key) for key in ("system", "figures_digest", "versions")}
        shape = {"draws": len(self.values), "numbers": list(self.paths)}
        return {"file": self.called, "digest": self.digest, **shape, **about}

    @property
    def said(self) -> str:
        """Which numbers come from the file, and which file it is, in words."""
        numbers = count(len(self.paths), "number", "numbers")
        origin = f"{self.called}, digest {self.digest[:12]}"
        return f"Drawn: {numbers} as fitted to published figures ({origin})."

    def entries(self, at: int) -> dict[str, float]:
        """One draw: by address, the value.

        Args:
            at: Which, from 0.
        """
        return dict(zip(self.paths, self.values[at].tolist(), strict=True))


def read_draws(name: str) -> FittedDraws:
    """The draws of a file.

    Args:
        name: Its path.

    Raises:
        InputError: It is no file of draws, or was changed since it was written.
        OtherVersionError: Another version wrote it.
    """
    page = _page(_content(name), name)
    try:
        paths = tuple(str(one["path"]) for one in page["numbers"])
        values = np.array(page["values"], np.float64).reshape(-1, len(paths))
    except (KeyError, TypeError, ValueError):
        raise _refused(name, "no numbers with values", _KIND) from None
    draws = FittedDraws(name, paths, values, page)
    if not paths or not len(values) or not np.isfinite(values).all():
        raise _refused(name, "no numbers with values", _KIND)
    if page.get("digest") != draws.digest:
        found = f"digest {quoted(str(page.get('digest'))[:12])} of other values"
        raise _refused(name, found, "its values are those that it was written with")
    return draws


def given_draws(file: str | PathLike[str] | None, uncertain: object) -> FittedDraws | None:
    """The draws of a file that a call names.

    Args:
        file: Its path; None: there is none.
        uncertain: How often the call draws again; None: not.

    Raises:
        InputError: It is no file of draws, or nothing is drawn again.
        OtherVersionError: Another version wrote it.
    """
    if file is None:
        return None
    if uncertain is None:
        rule = "a file of draws says what is drawn from, and nothing is drawn again"
        raise InputError([Fault("this call", 0, "draws", "given", rule, "Add uncertain, say 100.")])
    return read_draws(str(arguments.path(file, "draws")))


def page_of(
    numbers: Sequence[FreeNumber],
    values: Float64[np.ndarray, "draw number"],
    about: Mapping[str, Any],
) -> bytes:
    """A file of draws.

    Args:
        numbers: What was drawn.
        values: Of each draw, in the unit of the number.
        about: All else that the file says: how it was made.
    """
    rounded = np.array([[float(f"{value:.{DIGITS}g}") for value in row] for row in values])
    paths = tuple(one.path for one in numbers)
    page = {
        MARK: FORMAT,
        **about,
        "numbers": [
            {"path": one.path, "unit": one.unit, "range": [one.low, one.high]} for one in numbers
        ],
        "values": rounded.tolist(),
        "digest": FittedDraws("", paths, rounded, {}).digest,
    }
    return json.dumps(page, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def refuse_unmet(
    draws: FittedDraws, systems: Mapping[str, Mapping[str, Number]], needed: int, asked: str
) -> None:
    """Refuse draws that a run cannot take.

    Args:
        draws: As read.
        systems: Of each system that is run, its numbers by path.
        needed: How many draws are asked for.
        asked: Where, for messages.

    Raises:
        InputError: There are too few, or some number is none of a system's.
    """
    faults = []
    if needed > len(draws.values):
        rule = f"{draws.called} holds {len(draws.values)} draws"
        remedy = f"Write {len(draws.values)} or fewer."
        faults.append(Fault(asked, 0, "draws", str(needed), rule, remedy))
    for name, known in systems.items():
        for path in draws.paths:
            if find(path, known) is None:
                rule = f"a number of the draws is one of {name}"
                remedy = did_you_mean(path, known, "Take draws that were fitted to this system.")
                faults.append(Fault(draws.called, 0, path, "no such number", rule, remedy))
    if faults:
        raise InputError(faults)


def with_draw(plan: Plan, entries: Mapping[str, float]) -> Plan:
    """A run with some numbers as a draw has them, in both worlds as far as these have them.

    Args:
        plan: The run, which stays as it is.
        entries: By address, the value.

    Raises:
        PolicyError: They cannot stand together.
    """
    if not entries:
        return plan
    theirs = {} if plan.against is None else numbers(plan.against)
    also = {path: value for path, value in entries.items() if find(path, theirs) is not None}
    return replace(
        plan,
        policy=with_entries(plan.policy, entries),
        against=plan.against and with_entries(plan.against, also),
    )


def entries_of(draws: FittedDraws | None, at: int) -> tuple[tuple[str, float], ...]:
    """One draw in plain values; nothing where there are no draws.

    Args:
        draws: As read.
        at: Which, from 0.
    """
    return () if draws is None else tuple(draws.entries(at).items())


def left_to_move(moving: Sequence[Moving], draws: FittedDraws | None) -> tuple[Moving, ...]:
    """The numbers that go on moving over their ranges: those that the draws do not speak of.

    Args:
        moving: All that would move.
        draws: As read; None: there are none.
    """
    if draws is None:
        return tuple(moving)
    known = {one.path: one.number for one in moving}
    found = (find(path, known) for path in draws.paths)
    taken = {one.path for one in found if one is not None}
    return tuple(one for one in moving if one.path not in taken)


def _content(name: str) -> bytes:
    try:
        content = bytes_of(Path(name), MOST_BYTES + 1)
    except (OSError, ValueError):
        content = None
    if content is None or len(content) > MOST_BYTES:
        raise _refused(name, "no such file", _KIND)
    return content


def _page(content: bytes, name: str) -> dict[str, Any]:
    try:
        page = json.loads(content)
    except (ValueError, RecursionError):
        page = None
    if not isinstance(page, dict) or MARK not in page:
        raise _refused(name, "something else", _KIND)
    if page[MARK] != FORMAT:
        raise OtherVersionError(
            f"{name} was written by another version of discredit; calibrate again with this one."
        )
    return page


def _refused(name: str, found: str, rule: str) -> InputError:
    return InputError([Fault(name, 0, "draws", found, rule, "Give the draws.json of one.")])
