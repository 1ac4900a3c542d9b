"""Lists close doors, by way of the copies that each data holder keeps.

Sees the dossier only. Nothing here is decided by chance.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, UInt8, UInt16

from discredit.dossier import Status
from discredit.policy.rules import GateRules
from discredit.vocabulary import HOLDER_OF_SERVICE, HOLDERS, SERVICES, Level

ALL_HOLDERS = (1 << len(HOLDERS)) - 1


def close(
    status: UInt8[Array, " n"], copies: UInt8[Array, " n"], rules: GateRules
) -> tuple[UInt8[Array, " n"], UInt16[Array, " n"]]:
    """Which services are closed to whom.

    An entry reaches every holder at once; how it leaves their copies again is `redress`. A door is
    closed while its holder's copy has the person, right or stale.

    Returns: copies (bit per holder), closed (bit per service). Draws: none.
    Source: spc-restrict-2015.
    """
    copies = jnp.where(status == Status.LISTED, jnp.uint8(ALL_HOLDERS), copies)
    closed = jnp.zeros(status.shape, jnp.uint16)
    for s, service in enumerate(SERVICES):
        holder = HOLDERS.index(HOLDER_OF_SERVICE[service])
        on_copy = ((copies >> holder) & 1) != 0
        shut = on_copy & (rules.level[s] == float(Level.CLOSED))
        closed = closed | (shut.astype(jnp.uint16) << s)
    return copies, closed
