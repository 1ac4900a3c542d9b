"""Lists and bands close, slow, dear and favour doors; lists by way of the copies that each data
holder keeps.

Sees the dossier only. Nothing here is decided by chance.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8, UInt32

from discredit.dossier import Doors, Scored
from discredit.policy.rules import GateRules
from discredit.vocabulary import HOLDERS, Level, Status

ALL_HOLDERS = (1 << len(HOLDERS)) - 1


def close(
    status: UInt8[Array, "list n"],
    copies: UInt32[Array, "list n"],
    scored: Scored | None,
    rules: GateRules,
) -> tuple[UInt32[Array, "list n"], Doors]:
    """Which services are closed, dearer, slower or favoured for whom.

    An entry reaches every holder at once; how it leaves their copies again is `redress`. A door is
    shut while its holder's copy has the person, right or stale; a band counts while it lasts. Where
    several speak, the harshest is heard: closed, then dearer, then slower, then favoured.

    Args:
        status: this month's status on every list.
        copies: bit h, holder h had this person on its copy of the list.
        scored: this month's bands; None where nobody scores.
        rules: what each list and each band does to each service.

    Returns:
        Copies (bit per holder), doors (bit per service).

    Draws:
        None.

    Source:
        spc-restrict-2015, joint-44.
    """
    copies = jnp.where(status == Status.LISTED, jnp.uint32(ALL_HOLDERS), copies)
    none = jnp.zeros(status.shape[1:], jnp.uint32)

    def one(doors: Doors, at: tuple[Array, ...]) -> tuple[Doors, None]:
        service, holder, of_lists, of_bands = at
        on_copy = ((copies >> holder) & 1) != 0
        said = jnp.where(on_copy, of_lists[:, None], 0.0).max(axis=0)
        if scored is not None:
            said = jnp.maximum(said, _of_bands(scored.bands, of_bands))
        return Doors(
            *(
                bits | ((said == float(level)).astype(jnp.uint32) << service)
                for bits, level in zip(doors, _SPOKEN, strict=True)
            )
        ), None

    services, holders = (column.astype(jnp.uint32) for column in (rules.services, rules.holder_of))
    of_bands = services if rules.bands is None else jnp.moveaxis(rules.bands, -1, 0)
    each = (services, holders, rules.lists.T, of_bands)
    # A scan, not a Python loop: one compiled body for all services.
    doors, _ = jax.lax.scan(one, Doors(none, none, none, none), each)
    return copies, doors


_SPOKEN = (Level.CLOSED, Level.DEARER, Level.SLOWER, Level.FAVOURED)
"""In the order of `Doors`."""


def _of_bands(
    bands: UInt8[Array, "scorer n"], level: Float32[Array, "scorer band"]
) -> Float32[Array, " n"]:
    """What the bands that a person is in say of one service; the unscored are in none."""
    said = jnp.zeros(bands.shape[1:], jnp.float32)
    for m in range(level.shape[0]):
        for b in range(level.shape[1]):
            said = jnp.maximum(said, jnp.where(bands[m] == b, level[m, b], 0.0))
    return said


def is_open(doors: UInt32[Array, " n"], service: UInt32[Array, ""]) -> Bool[Array, " n"]:
    """Whether the bit of a service is set, in the doors of one kind.

    Args:
        doors: bit s, the door of service s is of this kind: closed, say.
        service: index into SERVICES.

    Returns:
        True where it is, whatever the kind: of closed doors, true means closed.
    """
    return ((doors >> service) & 1) != 0
