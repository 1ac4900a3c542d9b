"""Who is tied to whom, computed from row numbers: no tie is ever stored.

Each layer has a few slots. A slot pairs every row with at most one other, and is an involution: the
partner's partner is the row itself, so i is tied to j exactly when j is tied to i. Slots come in
cliques (XOR inside small sets of rows) so that friends of friends meet. A pair is then kept or
dropped by a draw that both ends share, likelier for the sociable and for those of like age, which
gives numbers of ties a heavy tail.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

import jax.numpy as jnp
from jax import lax
from jaxtyping import Bool, Float32, Int32, UInt8, UInt16, UInt32

from discredit.arrays import Column
from discredit.draws import Decision, threefry2x32
from discredit.society.home import HALO, housemate
from discredit.society.people import LARGEST_HOUSEHOLD, People, sociability_weight
from discredit.society.spec import SocietySpec


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


_SHAPES: Final = {
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
    for k in range(_SHAPES[layer].slots)
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

REACH: Final = max(1 << _SHAPES[layer].bits for layer, _ in NEAR_SLOTS)
"""Near partners share an aligned block of so many rows."""

_CLIQUE_BITS = 4  # cliques of up to 16
_LAYER_SHIFT = 16
_LOW_FACTOR = 0xB5  # odd, and far from any power of two
_ODD, _ODD_TOO = 0x9E3779B1, 0x85EBCA6B
_AGE_SHIFT = 8
_LIKE_AGE = 5  # [years]
_INNER_SLOTS = 3  # with oneself, a clique of four


class Bonds(NamedTuple):
    """How readily ties form. `strength` [layer] scales the chance of a pair; `close` multiplies it
    in a layer's first three slots, the inner circle of a clique; `unlike` is what is left of it
    for a pair more than five years apart."""

    strength: Float32[Column, " layer"]
    close: Float32[Column, ""]
    unlike: Float32[Column, ""]


class _Paths(NamedTuple):
    """What the key makes of every layer: constants of the arithmetic in `partner`."""

    seed: UInt32[Column, " 2"]  # keys the draws that pairs share; no other decision's
    factor: UInt32[Column, " layer"]  # odd
    inverse: UInt32[Column, " layer"]  # of the factor, modulo 2**32
    salt: UInt32[Column, " layer"]


def _paths(key: UInt32[Column, " 2"]) -> _Paths:
    """Draws: TIE."""
    layers = jnp.arange(len(Layer), dtype=jnp.uint32)

    def draw(i: int) -> tuple[UInt32[Column, " layer"], UInt32[Column, " layer"]]:
        return threefry2x32((key[0], key[1]), (layers, jnp.uint32((int(Decision.TIE) << 8) | i)))

    (factor, salt), (seed, _) = draw(0), draw(1)
    # Of the low bits, which alone count in a small block, none but these scatter housemates well.
    factor = (factor & ~jnp.uint32(0xFF)) | jnp.uint32(_LOW_FACTOR)
    inverse = factor
    for _ in range(4):  # Newton: from 3 right bits to 48, modulo 2**32
        inverse = inverse * (jnp.uint32(2) - factor * inverse)
    return _Paths(seed[:2], factor, inverse, salt)


def bonds_of(spec: SocietySpec) -> Bonds:
    """The bonds that a society file asks for."""
    layers = (Layer.KIN, Layer.NEIGHBOURS, Layer.WORK, Layer.FRIENDS, Layer.FAR)
    strength = [0.0] * len(Layer)
    for layer in layers:
        strength[layer] = spec.value(f"tie_{layer.name.lower()}")
    close, unlike = spec.value("tie_close"), spec.value("tie_unlike")
    return Bonds(jnp.array(strength, jnp.float32), jnp.float32(close), jnp.float32(unlike))


def slots_of(layer: Layer) -> int:
    """The number of slots of a layer; of the household, one per place."""
    return LARGEST_HOUSEHOLD if layer is Layer.HOUSEHOLD else _SHAPES[layer].slots


def traits(people: People) -> UInt16[Column, " n"]:
    """What a tie depends on, packed so that one gather fetches it: age and sociability."""
    age = jnp.asarray(people.age).astype(jnp.uint16) << _AGE_SHIFT
    return age | jnp.asarray(people.sociability).astype(jnp.uint16)


def partner(
    layer: Layer,
    k: int | Int32[Column, ""],
    rows: Int32[Column, " b"],
    n: int,
    key: UInt32[Column, " 2"],
) -> Int32[Column, " b"]:
    """The row tied to each row in slot `k` of a layer among `n` rows; its own where there is none.

    An exact involution on 0 to n - 1 for any n; blocks are cut short at n, and rows that lose their
    partner there have none. Far ties are reflections: the far ties of a household lead to the
    rows of one other. For the household see `housemate`.
    """
    shape = _SHAPES[layer]
    if isinstance(k, int) and not 0 <= k < shape.slots:
        raise ValueError(f"slot {k} of {layer.name}; it has slots 0 to {shape.slots - 1}")
    return _partner(layer, k, rows, n, _paths(key))


def _partner(
    layer: Layer, k: int | Int32[Column, ""], rows: Int32[Column, " b"], n: int, paths: _Paths
) -> Int32[Column, " b"]:
    shape = _SHAPES[layer]
    if shape.bits == 0:
        centre = paths.salt[layer] + paths.factor[layer] * jnp.asarray(k, jnp.uint32)
        other = (centre % jnp.uint32(n)).astype(jnp.int32) - rows
        return jnp.where(other < 0, other + n, other)
    bits = min(shape.bits, n.bit_length() - 1)
    step = (jnp.asarray(k, jnp.int32) + 1) << shape.stride
    other = _shuffled(layer, step, rows, bits, paths) if shape.is_shuffled else rows ^ step
    return jnp.where((other < n) & (step >> bits == 0), other, rows)


def _shuffled(
    layer: Layer,
    step: Int32[Column, ""],
    rows: Int32[Column, " b"],
    bits: int,
    paths: _Paths,
) -> Int32[Column, " b"]:
    """Cliques among rows of one aligned block of 2**bits, scattered by the paths.

    A row's number is multiplied by an odd number and moved by the block's own offset, modulo the
    block; a mask is XORed; the way is gone back. Masks of one layer form a linear space, so the
    rows that any of them joins are one clique. Some fifteen integer operations, since this runs
    for every person and month; a Feistel network was measured at five times the cost.
    """
    block = (rows >> bits).astype(jnp.uint32) ^ paths.salt[layer]
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
    there = (rows.astype(jnp.uint32) * paths.factor[layer] + offset) ^ mask
    back = (there - offset) * paths.inverse[layer]
    inside = (back & jnp.uint32((1 << bits) - 1)).astype(jnp.int32)
    return (rows >> bits << bits) | inside


def is_active(
    layer: Layer,
    k: int | Int32[Column, ""],
    i: Int32[Column, " b"],
    j: Int32[Column, " b"],
    traits_i: UInt16[Column, " b"],
    traits_j: UInt16[Column, " b"],
    key: UInt32[Column, " 2"],
    bonds: Bonds,
) -> Bool[Column, " b"]:
    """Whether the pair of a slot is a tie: the same answer from both ends; never with oneself.

    The chance is strength x both sociabilities, times `close` in the inner circle and `unlike`
    beyond five years of age (kin are kin at any age). Padding rows have no sociability and so no
    ties. Rows so near that they may share a household have none either: who lives together is tied.
    """
    return _is_active(layer, k, i, j, traits_i, traits_j, _paths(key), bonds)


def _is_active(
    layer: Layer,
    k: int | Int32[Column, ""],
    i: Int32[Column, " b"],
    j: Int32[Column, " b"],
    traits_i: UInt16[Column, " b"],
    traits_j: UInt16[Column, " b"],
    paths: _Paths,
    bonds: Bonds,
) -> Bool[Column, " b"]:
    weight = _sociability(traits_i) * _sociability(traits_j) * bonds.strength[layer]
    if _SHAPES[layer].bits:
        weight = weight * jnp.where(jnp.asarray(k) < _INNER_SLOTS, bonds.close, jnp.float32(1))
    if layer is not Layer.KIN:
        gap = jnp.abs(_age(traits_i) - _age(traits_j))
        weight = weight * jnp.where(gap <= _LIKE_AGE, jnp.float32(1), bonds.unlike)
    slot = jnp.uint32(int(layer) << _LAYER_SHIFT) | jnp.asarray(k, jnp.uint32)
    pair = (jnp.minimum(i, j).astype(jnp.uint32), jnp.maximum(i, j).astype(jnp.uint32))
    word = threefry2x32((paths.seed[0], paths.seed[1] ^ slot), pair)[0]
    chosen = (word >> 8).astype(jnp.float32) * jnp.float32(2**-24) < weight
    return chosen & (jnp.abs(i - j) > HALO)


def _sociability(packed: UInt16[Column, " b"]) -> Float32[Column, " b"]:
    return sociability_weight((packed & jnp.uint16(0xFF)).astype(jnp.uint8))


def _age(packed: UInt16[Column, " b"]) -> Int32[Column, " b"]:
    return (packed >> _AGE_SHIFT).astype(jnp.int32)


def active_slots(
    packed: UInt16[Column, " n"],
    rows: Int32[Column, " b"],
    key: UInt32[Column, " 2"],
    bonds: Bonds,
    slots: tuple[Slot, ...] = NEAR_SLOTS,
) -> UInt16[Column, " b"]:
    """Bit s is set where the partner in `slots[s]` is a tie; at most 16 slots.

    Ties last as long as the run, so this is worked out once and kept: two bytes per person.
    `packed` is the whole society's `traits`; `rows` may be any block of it.
    """
    paths, n, own = _paths(key), packed.shape[0], packed[rows]
    active = jnp.zeros(rows.shape, jnp.uint16)
    for layer in dict.fromkeys(layer for layer, _ in slots):
        asked = [(s, k) for s, (each, k) in enumerate(slots) if each is layer]

        def look(
            bits: UInt16[Column, " b"], slot: Int32[Column, " 2"], layer: Layer = layer
        ) -> tuple[UInt16[Column, " b"], None]:
            s, k = slot[0], slot[1]
            other = _partner(layer, k, rows, n, paths)
            tied = _is_active(layer, k, rows, other, own, packed[other], paths, bonds)
            return bits | (tied.astype(jnp.uint16) << s.astype(jnp.uint16)), None

        # A scan, not a Python loop: one compiled body per layer.
        active, _ = lax.scan(look, active, jnp.array(asked, jnp.int32))
    return active


def around(
    column: UInt8[Column, " n"] | Bool[Column, " n"],
    active: UInt16[Column, " b"],
    rows: Int32[Column, " b"],
    key: UInt32[Column, " 2"],
    slots: tuple[Slot, ...] = NEAR_SLOTS,
) -> UInt8[Column, " b"]:
    """How many active partners of each of `rows` have the column set (True, or UInt8 1).

    `column` is the whole society's; `active` is what `active_slots` said for these rows and slots.
    `active_count` gives the number of partners to divide by.
    """
    paths, n = _paths(key), column.shape[0]
    count = jnp.zeros(rows.shape, jnp.uint8)
    for s, (layer, k) in enumerate(slots):
        theirs = column[_partner(layer, k, rows, n, paths)].astype(jnp.uint8)
        count = count + (theirs & ((active >> s) & 1).astype(jnp.uint8))
    return count


def tell(
    counts: UInt8[Column, " m"],
    first: Int32[Column, ""],
    tells: Bool[Column, " b"],
    active: UInt16[Column, " b"],
    rows: Int32[Column, " b"],
    n: int,
    key: UInt32[Column, " 2"],
    slots: tuple[Slot, ...] = NEAR_SLOTS,
) -> UInt8[Column, " m"]:
    """Add one to the count of every active partner of the rows that tell.

    `counts` are of the rows from `first` on; those of an aligned block of REACH rows keep among
    themselves, so nobody is told whom another stretch of whole such blocks counts.

    Ties go both ways, so when all rows have told, the counts are what `around` finds; where few
    tell, this is the shorter way.
    """
    paths = _paths(key)
    nowhere = counts.shape[0]
    for s, (layer, k) in enumerate(slots):
        is_tied = tells & (((active >> s) & 1) != 0)
        theirs = jnp.where(is_tied, _partner(layer, k, rows, n, paths) - first, nowhere)
        counts = counts.at[theirs].add(jnp.uint8(1), mode="drop")
    return counts


def sums(
    column: UInt8[Column, " n"],
    active: UInt16[Column, " b"],
    rows: Int32[Column, " b"],
    key: UInt32[Column, " 2"],
    slots: tuple[Slot, ...] = NEAR_SLOTS,
) -> tuple[Int32[Column, " b"], Int32[Column, " b"], Int32[Column, " b"]]:
    """How many active partners of each of `rows` have a code (1 or more) in the column; the sum of
    these codes counted from 0, and the sum of their squares.

    As `around`; whole numbers, so that the order of the slots does not matter.
    """
    paths, n = _paths(key), column.shape[0]
    some = total = squares = jnp.zeros(rows.shape, jnp.int32)
    for s, (layer, k) in enumerate(slots):
        theirs = column[_partner(layer, k, rows, n, paths)].astype(jnp.int32)
        has_code = (((active >> s) & 1) != 0) & (theirs > 0)
        theirs = jnp.where(has_code, theirs - 1, 0)
        some = some + has_code.astype(jnp.int32)
        total, squares = total + theirs, squares + theirs * theirs
    return some, total, squares


def all_ties(
    packed: UInt16[Column, " n"],
    place: UInt8[Column, " b"],
    size: UInt8[Column, " b"],
    rows: Int32[Column, " b"],
    key: UInt32[Column, " 2"],
    bonds: Bonds,
) -> tuple[Int32[Column, "m b"], Bool[Column, "m b"]]:
    """Every candidate of each row, household first, and which of them are ties.

    For statistics and small studies: m is some sixty, so hand in a sample of rows. The first
    LARGEST_HOUSEHOLD candidates are the household; the rest follow ALL_SLOTS.
    """
    paths, n, own = _paths(key), packed.shape[0], packed[rows]
    home = jnp.stack([housemate(k, rows, place, size) for k in range(LARGEST_HOUSEHOLD)])
    others, tied = [home], [home != rows]
    for layer in dict.fromkeys(layer for layer, _ in ALL_SLOTS):

        def look(
            carry: None, k: Int32[Column, ""], layer: Layer = layer
        ) -> tuple[None, tuple[Int32[Column, " b"], Bool[Column, " b"]]]:
            other = _partner(layer, k, rows, n, paths)
            theirs = packed[other]
            return carry, (other, _is_active(layer, k, rows, other, own, theirs, paths, bonds))

        _, (partners, active) = lax.scan(look, None, jnp.arange(slots_of(layer)))
        others.append(partners)
        tied.append(active)
    return jnp.concatenate(others), jnp.concatenate(tied)


def active_count(active: UInt16[Column, " b"]) -> UInt8[Column, " b"]:
    """The number of partners that `active_slots` found."""
    return lax.population_count(active).astype(jnp.uint8)
