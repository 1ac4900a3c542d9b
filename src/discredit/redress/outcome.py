"""What the desks did in a month."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, UInt8

from discredit.policy.rules import RedressRules


class Objections(NamedTuple):
    """What became of objections to decisions that are no entries yet: [list, n], or of one [n]."""

    filed: Bool[Array, "*list n"]
    served: Bool[Array, "*list n"]
    upheld: Bool[Array, "*list n"]  # there will be no entry


class HearingOutcome(NamedTuple):
    """What the desks did this month about entries: of all lists [list, n], or of one [n]."""

    filed: Bool[Array, "*list n"]
    served: Bool[Array, "*list n"]
    won: Bool[Array, "*list n"]
    gave_up: Bool[Array, "*list n"]
    objections: Objections | None = None  # where some list has a time of grace

    @property
    def corrected(self) -> Bool[Array, " n"]:
        """Whose files are put right, of all lists together."""
        won = self.won if self.objections is None else self.won | self.objections.upheld
        return won.any(axis=0)


def nothing_heard(status: UInt8[Array, "list n"], rules: RedressRules) -> HearingOutcome:
    """A month in which nobody files and nobody is heard.

    Args:
        status: of some people on every list; none of them has a case.
        rules: of this month.

    Returns:
        Zeros.
    """
    no = jnp.zeros(status.shape, bool)
    objections = None if rules.objects is None else Objections(no, no, no)
    return HearingOutcome(no, no, no, no, objections)
