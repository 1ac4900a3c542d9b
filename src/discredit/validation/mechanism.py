"""What a mechanism is besides its `run`: how its result comes about, and what it says."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, Protocol

Means = Literal["engine", "engine, swapped", "small model"]
"""The ordinary month as it is; the ordinary month with a room or the ties swapped; or a model of
its own on the laboratory's draws, where a month of rooms cannot express the mechanism."""

Tier = Literal["gate", "nightly", "report"]
"""Checked with every change; checked with `make test-all`; shown and not judged."""


class About(NamedTuple):
    """A mechanism in words."""

    title: str
    tier: Tier
    means: Means
    how: str  # which rooms do what, in a sentence or two
    says: str  # what it says about social-credit systems, one paragraph


class Mechanism(Protocol):
    """A module of this package with `ABOUT` and `run`."""

    ABOUT: About

    @staticmethod
    def run(inputs: Any, *, people: int, seed: int) -> dict[str, Any]:
        """The quantities that a case expects, obtained for its inputs."""
        ...
