"""Who is tied to whom, computed from row numbers: no tie is ever stored.

`slots` pairs the rows of a society, layer by layer, so that i is paired with j exactly when j is
with i. A pair is then kept or dropped by a draw that both ends share, likelier for the sociable and
for those of like age, which gives numbers of ties a heavy tail.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Bool, Float32, Int32, UInt8, UInt16, UInt32

from discredit.arrays import Column
from discredit.draws import threefry2x32
from discredit.society.home import HALO, housemate
from discredit.society.people import LARGEST_HOUSEHOLD, People, sociability_weight
from discredit.society.slots import (
    ALL_SLOTS,
    NEAR_SLOTS,
    SHAPES,
    Extent,
    Layer,
    Paths,
    Slot,
    extent_of,
    pair_of,
    paths_of,
    slots_of,
)
from discredit.society.spec import SocietySpec

_LAYER_SHIFT = 16
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


def bonds_of(spec: SocietySpec) -> Bonds:
    """The bonds that a society file asks for.

    Args:
        spec: What the file says.
    """
    layers = (Layer.KIN, Layer.NEIGHBOURS, Layer.WORK, Layer.FRIENDS, Layer.FAR)
    strength = [0.0] * len(Layer)
    for layer in layers:
        strength[layer] = spec.value(f"tie_{layer.name.lower()}")
    close, unlike = spec.value("tie_close"), spec.value("tie_unlike")
    return Bonds(jnp.array(strength, jnp.float32), jnp.float32(close), jnp.float32(unlike))


def traits(people: People) -> UInt16[Column, " n"]:
    """What a tie depends on, packed so that one gather fetches it: age and sociability.

    Args:
        people: Of the whole society.
    """
    age = jnp.asarray(people.age).astype(jnp.uint16) << _AGE_SHIFT
    return age | jnp.asarray(people.sociability).astype(jnp.uint16)


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

    Args:
        layer: A kind of tie, not the household.
        k: Which of its slots, from 0.
        i: Row numbers of one end.
        j: Of the other.
        traits_i: Of the one, as `traits` packs them.
        traits_j: Of the other.
        key: Of the society.
        bonds: How readily ties form.

    Draws:
        TIE, by the pair and the slot.
    """
    return _is_active(layer, k, i, j, traits_i, traits_j, paths_of(key), bonds)


def _is_active(
    layer: Layer,
    k: int | Int32[Column, ""],
    i: Int32[Column, " b"],
    j: Int32[Column, " b"],
    traits_i: UInt16[Column, " b"],
    traits_j: UInt16[Column, " b"],
    paths: Paths,
    bonds: Bonds,
) -> Bool[Column, " b"]:
    weight = _sociability(traits_i) * _sociability(traits_j) * bonds.strength[layer]
    if SHAPES[layer].bits:
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
    extent: Extent | None = None,
) -> UInt16[Column, " b"]:
    """Bit s is set where the partner in `slots[s]` is a tie; at most 16 slots.

    Ties last as long as the run, so this is worked out once and kept: two bytes per person.

    Args:
        packed: The `traits` of the whole society.
        rows: Any block of it.
        key: Of the society.
        bonds: How readily ties form.
        slots: Which partners are looked at.
        extent: Of the society, where `packed` has padding behind it.
    """
    extent = extent_of(packed.shape[0]) if extent is None else extent
    paths, own = paths_of(key), packed[rows]
    active = jnp.zeros(rows.shape, jnp.uint16)
    for layer in dict.fromkeys(layer for layer, _ in slots):
        asked = [(s, k) for s, (each, k) in enumerate(slots) if each is layer]

        def look(
            bits: UInt16[Column, " b"], slot: Int32[Column, " 2"], layer: Layer = layer
        ) -> tuple[UInt16[Column, " b"], None]:
            s, k = slot[0], slot[1]
            other = pair_of(layer, k, rows, extent, paths)
            tied = _is_active(layer, k, rows, other, own, packed[other], paths, bonds)
            return bits | (tied.astype(jnp.uint16) << s.astype(jnp.uint16)), None

        # A scan, not a Python loop: one compiled body per layer.
        active, _ = lax.scan(look, active, jnp.array(asked, jnp.int32))
    return active


def around(
    column: UInt8[Column, " n"] | Bool[Column, " n"],
    active: UInt16[Column, " b"],
    rows: Int32[Column, " b"],
    extent: Extent,
    key: UInt32[Column, " 2"],
    slots: tuple[Slot, ...] = NEAR_SLOTS,
) -> UInt8[Column, " b"]:
    """How many active partners of each of `rows` have the column set (True, or UInt8 1).

    `active_count` gives the number of partners to divide by.

    Args:
        column: Of the whole society, with padding or without.
        active: What `active_slots` said for these rows and slots.
        rows: Any block of it.
        extent: Of the society.
        key: Of the society.
        slots: Which partners are looked at.
    """
    paths = paths_of(key)
    count = jnp.zeros(rows.shape, jnp.uint8)
    for s, (layer, k) in enumerate(slots):
        theirs = column[pair_of(layer, k, rows, extent, paths)].astype(jnp.uint8)
        count = count + (theirs & ((active >> s) & 1).astype(jnp.uint8))
    return count


def tell(
    counts: UInt8[Column, " m"],
    first: Int32[Column, ""],
    tells: Bool[Column, " b"],
    active: UInt16[Column, " b"],
    rows: Int32[Column, " b"],
    extent: Extent,
    key: UInt32[Column, " 2"],
    slots: tuple[Slot, ...] = NEAR_SLOTS,
) -> UInt8[Column, " m"]:
    """Add one to the count of every active partner of the rows that tell.

    Ties go both ways, so when all rows have told, the counts are what `around` finds; where few
    tell, this is the shorter way. Those of an aligned block of `slots.REACH` rows keep among
    themselves, so nobody is told whom another stretch of whole such blocks counts.

    Args:
        counts: So far, of the rows from `first` on.
        first: The first row that is counted.
        tells: Which of `rows` tell.
        active: What `active_slots` said for these rows and slots.
        rows: Those who may tell.
        extent: Of the society.
        key: Of the society.
        slots: Which partners are told.

    Returns:
        The counts afterwards.
    """
    paths = paths_of(key)
    nowhere = counts.shape[0]
    for s, (layer, k) in enumerate(slots):
        is_tied = tells & (((active >> s) & 1) != 0)
        theirs = jnp.where(is_tied, pair_of(layer, k, rows, extent, paths) - first, nowhere)
        counts = counts.at[theirs].add(jnp.uint8(1), mode="drop")
    return counts


def sums(
    column: UInt8[Column, " n"],
    active: UInt16[Column, " b"],
    rows: Int32[Column, " b"],
    extent: Extent,
    key: UInt32[Column, " 2"],
    slots: tuple[Slot, ...] = NEAR_SLOTS,
) -> tuple[Int32[Column, " b"], Int32[Column, " b"], Int32[Column, " b"]]:
    """How many active partners of each of `rows` have a code (1 or more) in the column; the sum of
    these codes counted from 0, and the sum of their squares.

    Whole numbers, so that the order of the slots does not matter.

    Args:
        column: Of the whole society, 0 for those without a code; with padding or without.
        active: What `active_slots` said for these rows and slots.
        rows: Any block of it.
        extent: Of the society.
        key: Of the society.
        slots: Which partners are looked at.

    Returns:
        How many, their sum, and the sum of their squares.
    """
    paths = paths_of(key)
    some = total = squares = jnp.zeros(rows.shape, jnp.int32)
    for s, (layer, k) in enumerate(slots):
        theirs = column[pair_of(layer, k, rows, extent, paths)].astype(jnp.int32)
        has_code = (((active >> s) & 1) != 0) & (theirs > 0)
        theirs = jnp.where(has_code, theirs - 1, 0)
        some = some + has_code.astype(jnp.int32)
        total, squares = total + theirs, squares + theirs * theirs
    return some, total, squares


class Sums(NamedTuple):
    """What the ties of some rows have in common with `sums`: whole numbers over the slots."""

    some: Int32[Column, "*months b"]
    total: Int32[Column, "*months b"]
    squares: Int32[Column, "*months b"]


def sums_of(
    theirs: UInt8[np.ndarray, "*months slot b"], is_tie: Bool[np.ndarray, "slot b"]
) -> Sums:
    """The same as `sums` on the host, of partners who are known.

    Args:
        theirs: The codes of each partner.
        is_tie: Which of them are ties.
    """
    codes = theirs.astype(np.int32)
    has_code = is_tie & (codes > 0)
    codes = np.where(has_code, codes - 1, 0)
    each = has_code, codes, codes * codes
    return Sums(*(jnp.asarray(one.sum(axis=-2, dtype=np.int32)) for one in each))


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

    Args:
        packed: The `traits` of the whole society.
        place: Of each of `rows` in its household.
        size: Of the household of each.
        rows: Some row numbers.
        key: Of the society.
        bonds: How readily ties form.

    Returns:
        Row numbers of the candidates, and whether each is a tie.
    """
    paths, extent, own = paths_of(key), extent_of(packed.shape[0]), packed[rows]
    home = jnp.stack([housemate(k, rows, place, size) for k in range(LARGEST_HOUSEHOLD)])
    others, tied = [home], [home != rows]
    for layer in dict.fromkeys(layer for layer, _ in ALL_SLOTS):

        def look(
            carry: None, k: Int32[Column, ""], layer: Layer = layer
        ) -> tuple[None, tuple[Int32[Column, " b"], Bool[Column, " b"]]]:
            other = pair_of(layer, k, rows, extent, paths)
            theirs = packed[other]
            return carry, (other, _is_active(layer, k, rows, other, own, theirs, paths, bonds))

        _, (partners, active) = lax.scan(look, None, jnp.arange(slots_of(layer)))
        others.append(partners)
        tied.append(active)
    return jnp.concatenate(others), jnp.concatenate(tied)


def active_count(active: UInt16[Column, " b"]) -> UInt8[Column, " b"]:
    """The number of partners that `active_slots` found.

    Args:
        active: What it found, a bit for each slot.
    """
    return lax.population_count(active).astype(jnp.uint8)
