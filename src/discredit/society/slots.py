"""Who could be tied to whom, computed from row numbers: every layer's slots, and their partners.

Each layer has a few slots. A slot pairs every row with at most one other, and is an involution: the
partner's partner is the row itself, so i is paired with j exactly when j is with i. Slots come in
cliques (XOR inside small sets of rows) so that friends of friends meet. Whether a pair is a tie is
asked of `ties`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Int32, UInt32

from discredit.arrays import Column
from discredit.draws import Decision, threefry2x32
from discredit.society.people import LARGEST_HOUSEHOLD


class Layer(IntEnum):
    """Kinds of tie. Numbers key the draws: add, never renumber."""

    HOUSEHOLD = 0
    KIN = 1
    NEIGHBOURS = 2
    WORK = 3  # and school
    FRIENDS = 4
    FAR = 5
    NAMESAKE = 6


class _Shape(NamedTuple):
    """How a layer's cliques lie: `slots` partners each, inside aligned blocks of 2**bits rows,
    shuffled or else taken every 2**stride rows. Zero bits: the whole society, by reflection."""

    slots: int
    bits: int
    stride: int
    is_shuffled: bool


SHAPES: Final = {
    Layer.KIN: _Shape(3, 12, 0, True),
    Layer.NEIGHBOURS: _Shape(15, 8, 4, False),
    Layer.WORK: _Shape(15, 10, 0, True),
    Layer.FRIENDS: _Shape(15, 8, 0, True),
    Layer.FAR: _Shape(48, 0, 0, False),
    Layer.NAMESAKE: _Shape(1, 0, 0, False),
}

Slot = tuple[Layer, int]
ALL_SLOTS: Final[tuple[Slot, ...]] = tuple(
    (layer, k)
    for layer in (Layer.KIN, Layer.NEIGHBOURS, Layer.WORK, Layer.FRIENDS, Layer.FAR)
    for k in range(SHAPES[layer].slots)
)
"""Every slot outside the household, namesakes (who need not know each other) apart."""

NEAR_SLOTS: Final[tuple[Slot, ...]] = (
    (Layer.KIN, 0),
    (Layer.KIN, 1),
    (Layer.NEIGHBOURS, 0),
    (Layer.WORK, 0),
    (Layer.WORK, 1),
    (Layer.FRIENDS, 0),
    (Layer.FRIENDS, 1),
    (Layer.FRIENDS, 2),
)
"""A sample of slots small enough to look at each month."""

REACH: Final = max(1 << SHAPES[layer].bits for layer, _ in NEAR_SLOTS)
"""Near partners share an aligned block of so many rows."""

_CLIQUE_BITS = 4  # cliques of up to 16
_LOW_FACTOR = 0xB5  # odd, and far from any power of two
_ODD, _ODD_TOO = 0x9E3779B1, 0x85EBCA6B


class Extent(NamedTuple):
    """How many rows a society has. The engine learns it with the people, so that societies that are
    cut up alike share one program."""

    rows: int | Int32[Column, ""]
    bits: int | Int32[Column, ""]  # of the widest aligned block that is not wider than all of it


WIDEST: Final = max(shape.bits for shape in SHAPES.values())
"""Bits of the widest block of any layer."""


def extent_of(rows: int) -> Extent:
    """The extent of a society of so many rows.

    Args:
        rows: People, without padding.
    """
    return Extent(rows, min(rows.bit_length() - 1, WIDEST))


class Paths(NamedTuple):
    """What the key makes of every layer: constants of the arithmetic in `partner`."""

    seed: UInt32[Column, " 2"]  # keys the draws that pairs share; no other decision's
    factor: UInt32[Column, " layer"]  # odd
    inverse: UInt32[Column, " layer"]  # of the factor, modulo 2**32
    salt: UInt32[Column, " layer"]


def paths_of(key: UInt32[Column, " 2"]) -> Paths:
    """What the key makes of every layer, worked out once for many slots.

    Args:
        key: Of the society.

    Draws:
        TIE.
    """
    layers = jnp.arange(len(Layer), dtype=jnp.uint32)

    def draw(i: int) -> tuple[UInt32[Column, " layer"], UInt32[Column, " layer"]]:
        return threefry2x32((key[0], key[1]), (layers, jnp.uint32((int(Decision.TIE) << 8) | i)))

    (factor, salt), (seed, _) = draw(0), draw(1)
    # Of the low bits, which alone count in a small block, none but these scatter housemates well.
    factor = (factor & ~jnp.uint32(0xFF)) | jnp.uint32(_LOW_FACTOR)
    inverse = factor
    for _ in range(4):  # Newton: from 3 right bits to 48, modulo 2**32
        inverse = inverse * (jnp.uint32(2) - factor * inverse)
    return Paths(seed[:2], factor, inverse, salt)


def slots_of(layer: Layer) -> int:
    """The number of slots of a layer; of the household, one per place.

    Args:
        layer: A kind of tie.
    """
    return LARGEST_HOUSEHOLD if layer is Layer.HOUSEHOLD else SHAPES[layer].slots


def partner(
    layer: Layer,
    k: int | Int32[Column, ""],
    rows: Int32[Column, " b"],
    n: int | Extent,
    key: UInt32[Column, " 2"],
) -> Int32[Column, " b"]:
    """The row tied to each row in slot `k` of a layer among `n` rows; its own where there is none.

    An exact involution on 0 to n - 1 for any n; blocks are cut short at n, and rows that lose their
    partner there have none. Far ties are reflections: the far ties of a household lead to the
    rows of one other. For the household see `housemate`.

    Args:
        layer: A kind of tie, not the household.
        k: Which of its slots, from 0.
        rows: Row numbers.
        n: Rows of the whole society, or its extent.
        key: Of the society.

    Raises:
        ValueError: The layer has no such slot.
    """
    shape = SHAPES[layer]
    if isinstance(k, int) and not 0 <= k < shape.slots:
        raise ValueError(f"slot {k} of {layer.name}; it has slots 0 to {shape.slots - 1}")
    extent = n if isinstance(n, Extent) else extent_of(n)
    return pair_of(layer, k, rows, extent, paths_of(key))


def pair_of(
    layer: Layer,
    k: int | Int32[Column, ""],
    rows: Int32[Column, " b"],
    extent: Extent,
    paths: Paths,
) -> Int32[Column, " b"]:
    """The same as `partner` with the paths worked out once for many slots.

    Args:
        layer: A kind of tie, not the household.
        k: Which of its slots, from 0.
        rows: Row numbers.
        extent: Of the whole society.
        paths: Of the society.
    """
    shape, n = SHAPES[layer], extent.rows
    if shape.bits == 0:
        centre = paths.salt[layer] + paths.factor[layer] * jnp.asarray(k, jnp.uint32)
        other = (centre % jnp.asarray(n, jnp.uint32)).astype(jnp.int32) - rows
        return jnp.where(other < 0, other + n, other)
    known = isinstance(extent.bits, int)
    bits = min(shape.bits, extent.bits) if known else jnp.minimum(shape.bits, extent.bits)
    step = (jnp.asarray(k, jnp.int32) + 1) << shape.stride
    if shape.is_shuffled:
        of_layer = paths.salt[layer], paths.factor[layer], paths.inverse[layer]
        other = _shuffled(step, rows, bits, *of_layer)
    else:
        other = rows ^ step
    return jnp.where((other < n) & (step >> bits == 0), other, rows)


@jax.jit  # traced once for all slots
def _shuffled(
    step: Int32[Column, ""],
    rows: Int32[Column, " b"],
    bits: int | Int32[Column, ""],
    salt: UInt32[Column, ""],
    factor: UInt32[Column, ""],
    inverse: UInt32[Column, ""],
) -> Int32[Column, " b"]:
    """Cliques among rows of one aligned block of 2**bits, scattered by the paths.

    A row's number is multiplied by an odd number and moved by the block's own offset, modulo the
    block; a mask is XORed; the way is gone back. Masks of one layer form a linear space, so the
    rows that any of them joins are one clique. Some fifteen integer operations, since this runs
    for every person and month; a Feistel network was measured at five times the cost.
    """
    block = (rows >> bits).astype(jnp.uint32) ^ salt
    offset = block * jnp.uint32(_ODD)
    offset = offset ^ (offset >> 15)
    seal = offset * jnp.uint32(_ODD_TOO)
    seal = seal ^ (seal >> 13)
    # The low bits of a mask are the step, so that masks differ and none is empty; the others are
    # the block's own, and linear in the step.
    high = jnp.uint32(0)
    for bit in range(_CLIQUE_BITS):
        high = high ^ jnp.where((step >> bit) & 1 == 1, seal >> (bit * 5), jnp.uint32(0))
    mask = (high << _CLIQUE_BITS) ^ step.astype(jnp.uint32)
    there = (rows.astype(jnp.uint32) * factor + offset) ^ mask
    back = (there - offset) * inverse
    inside = back.astype(jnp.int32) & ((1 << bits) - 1)
    return (rows >> bits << bits) | inside
