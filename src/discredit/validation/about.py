"""What a mechanism says of itself besides its `run`: how its numbers come about, and what it takes.

A number can come back for three reasons, and only the first says anything about the laboratory's
people. So every key of a mechanism's result has a kind, and a case that calls it another is
refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, Final, Literal, NamedTuple, Protocol

from discredit.validation.inputs import Inputs

Means = Literal["engine", "engine, swapped", "small model"]
"""The ordinary month as it is; the ordinary month with a room or the ties swapped; or a model of
its own on the laboratory's draws, where a month of rooms cannot express the mechanism."""

Tier = Literal["gate", "nightly", "report"]
"""Checked with every change; checked with `make test-all`; shown and not judged."""


class Kind(StrEnum):
    """How a number that is compared with a published one comes about."""

    ENGINE = "reproduced by the engine"
    """Simulated people who go through the ordinary month make it."""
    SMALL_MODEL = "reproduced by a small model"
    """Simulated people make it, in a model of its own on the laboratory's draws."""
    WIRING = "wiring check"
    """It was handed in, or follows from what was by one step, and the rooms hand it on unspoilt."""
    FORMULA = "formula beside formula"
    """No simulated person has a part in it: the same law is worked out on both sides."""


Results = Mapping[str, Kind]
"""The kind of every key of a result; `*` in a key stands for a number or a name in it."""

ONE, LIST, TABLE = 0, 1, 2
"""How deep one setting of an input is: one value, a list of them, a list of lists."""
Takes = Mapping[str, int]
"""The inputs of a mechanism, and how deep one setting of each is. A list of settings of an input
runs the mechanism once for each (see `settings`)."""


class About(NamedTuple):
    """A mechanism in words."""

    title: str
    tier: Tier
    means: Means
    how: str  # which rooms do what, in a sentence or two
    says: str  # what it says about social-credit systems, one paragraph


class Mechanism(Protocol):
    """A module of `mechanisms/`."""

    ABOUT: Final[About]
    INPUTS: Final[Takes]
    RESULTS: Final[Results | Callable[[Inputs], Results]]
    """A function where it depends on the inputs how a number comes about."""

    @staticmethod
    def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
        """What the laboratory obtains for one setting of the inputs, by the keys of RESULTS.

        Args:
            inputs: One setting; its fields are those of INPUTS.
            people: Rows that a simulation has at once, where the mechanism has one.
            seed: Of its luck.

        Returns:
            Numbers, truths, or lists of such, by key.
        """
        ...


def results(mechanism: Mechanism, inputs: Inputs) -> Results:
    """What a mechanism gives back for these inputs, by key, and how each number comes about.

    Args:
        mechanism: The module.
        inputs: Those of a case.
    """
    given = mechanism.RESULTS
    return given(inputs) if callable(given) else given


def entry(table: Mapping[str, Any], key: str) -> str | None:
    """The entry of a table of keys that a key falls under: itself, or a pattern with `*`.

    Args:
        table: Keys, some of them patterns.
        key: The key that is looked up.

    Returns:
        None where it falls under none.
    """
    if key in table:
        return key
    return next((known for known in table if fnmatchcase(key, known)), None)
