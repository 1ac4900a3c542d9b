"""Records that count towards an entry for which one is not enough."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, UInt8, UInt32

from discredit.dossier import Listed, mask
from discredit.policy.rules import ListRules


def counted(
    listed: Listed, records: UInt32[Array, " n"], rules: ListRules
) -> tuple[UInt8[Array, " n"], UInt8[Array, " n"], Bool[Array, " n"]]:
    """Strikes on one list, and months since the last: a quiet time wipes them.

    Args:
        listed: the state on this list, as last month left it.
        records: this month's that count with it, bit c for conduct c.
        rules: of this list.

    Returns:
        Both now, before an entry uses them up; and for whom there are records enough for one.

    Draws:
        None.
    """
    count = jnp.bitwise_count(records).astype(jnp.uint8)
    quiet = jnp.where(records != 0, 0, jnp.minimum(listed.quiet, 254) + 1).astype(jnp.uint8)
    forgotten = (rules.memory_months > 0) & (quiet >= rules.memory_months)
    kept = jnp.where(forgotten, jnp.uint8(0), listed.strikes)
    total = jnp.minimum(kept, 127) + jnp.minimum(count, 127)
    total = jnp.where(rules.records_needed > 1, total, jnp.uint8(0))
    enough = (rules.records_needed <= 1) | (total >= rules.records_needed)
    return total, jnp.where(total > 0, quiet, jnp.uint8(0)), (records != 0) & enough


def has_ground(records: UInt32[Array, " n"], rules: ListRules) -> Bool[Array, " n"]:
    """For whom a record counts with some list. Without one, and without strikes, `counted` does
    nothing.

    Args:
        records: this month's, bit c for conduct c.
        rules: one row per list.

    Returns:
        Whether there is one.

    Draws:
        None.
    """
    return (records & mask((rules.grounds > 0).any(axis=0))) != 0
