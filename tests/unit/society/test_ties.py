"""Ties: the household, padding, the monthly count against a plain loop, and figures on a sample."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from discredit.draws import key_of
from discredit.society.build import build
from discredit.society.home import household_or, housemate
from discredit.society.network import tie_margins
from discredit.society.slots import NEAR_SLOTS, Extent, Layer, extent_of, partner, slots_of
from discredit.society.spec import load_society
from discredit.society.ties import (
    HALO,
    active_count,
    active_slots,
    all_ties,
    around,
    bonds_of,
    is_active,
    traits,
)

SPEC = load_society("china-2020")
PEOPLE = build(SPEC, 3000, 1, block=1024)
KEY = key_of(4)
ROWS = jnp.arange(len(PEOPLE.age), dtype=jnp.int32)
PLACE, SIZE = jnp.asarray(PEOPLE.place_in_household), jnp.asarray(PEOPLE.household_size)
PACKED, BONDS = traits(PEOPLE), bonds_of(SPEC)
EXTENT = extent_of(len(PACKED))


@pytest.mark.parametrize("layer", [layer for layer in Layer if layer is not Layer.HOUSEHOLD])
@pytest.mark.parametrize("n", [2, 3, 100, 255, 256, 4095, 4096, 5000])
def test_whom_one_meets_is_the_same_where_the_size_is_told_later(layer: Layer, n: int) -> None:
    """As the engine has it, which shares one program among societies that are cut up alike."""
    rows = jnp.arange(n, dtype=jnp.int32)
    told_later = jax.jit(
        lambda many: partner(
            layer, 0, rows, Extent(many, jnp.minimum(31 - jax.lax.clz(many), 12)), KEY
        )
    )
    np.testing.assert_array_equal(
        np.asarray(told_later(jnp.int32(n))), np.asarray(partner(layer, 0, rows, n, KEY))
    )


def test_everybody_meets_every_other_member_of_the_household_once() -> None:
    mates = np.stack([housemate(k, ROWS, PLACE, SIZE) for k in range(slots_of(Layer.HOUSEHOLD))])
    start = np.arange(len(PEOPLE.age)) - PEOPLE.place_in_household
    for row in range(0, 3000, 7):
        met = mates[:, row][mates[:, row] != row]
        size = int(PEOPLE.household_size[row])
        others = set(range(start[row], start[row] + size)) - {row}
        assert sorted(met) == sorted(others)


def test_household_or_sees_the_others_and_not_oneself() -> None:
    bits = (np.arange(len(PEOPLE.age)) * 37 % 251).astype(np.uint8)
    expected = np.zeros_like(bits)
    for row in range(3000):
        start = row - int(PEOPLE.place_in_household[row])
        members = range(start, start + int(PEOPLE.household_size[row]))
        for other in members:
            expected[row] |= bits[other] if other != row else 0
    for first, last in ((0, 4096 - 1024), (512, 1536), (1000, 1001)):
        halo = np.pad(bits, HALO)[first : last + 2 * HALO]
        found = household_or(jnp.asarray(halo), PLACE[first:last], SIZE[first:last])
        np.testing.assert_array_equal(np.asarray(found), expected[first:last])


def test_around_counts_marked_active_partners_like_a_plain_loop() -> None:
    column = np.asarray(PEOPLE.is_migrant)
    n = len(column)
    active = active_slots(PACKED, ROWS, KEY, BONDS)
    expected, count = np.zeros(n, int), np.zeros(n, int)
    for layer, k in NEAR_SLOTS:
        other = partner(layer, k, ROWS, n, KEY)
        theirs = PACKED[other]
        tied = np.asarray(is_active(layer, k, ROWS, other, PACKED, theirs, KEY, BONDS))
        expected += tied & column[np.asarray(other)]
        count += tied
    np.testing.assert_array_equal(
        np.asarray(around(jnp.asarray(column), active, ROWS, EXTENT, KEY)), expected
    )
    np.testing.assert_array_equal(np.asarray(active_count(active)), count)
    assert count.sum() > 1000


def test_a_block_of_rows_sees_what_the_whole_sees() -> None:
    column = jnp.asarray(PEOPLE.is_urban)
    whole = active_slots(PACKED, ROWS, KEY, BONDS)
    block = ROWS[1024:2048]
    part = active_slots(PACKED, block, KEY, BONDS)
    np.testing.assert_array_equal(np.asarray(part), np.asarray(whole)[1024:2048])
    np.testing.assert_array_equal(
        np.asarray(around(column, part, block, EXTENT, KEY)),
        np.asarray(around(column, whole, ROWS, EXTENT, KEY))[1024:2048],
    )


def test_padding_has_no_ties_at_either_end() -> None:
    others, tied = map(np.asarray, all_ties(PACKED, PLACE, SIZE, ROWS, KEY, BONDS))
    assert not tied[:, 3000:].any()
    assert (others[tied] < 3000).all()
    assert (others[tied] >= 0).all()


def test_ties_are_mutual_over_all_layers() -> None:
    others, tied = map(np.asarray, all_ties(PACKED, PLACE, SIZE, ROWS, KEY, BONDS))
    _, row = np.nonzero(tied)
    there = row.astype(np.int64) * len(PEOPLE.age) + others[tied]
    back = others[tied].astype(np.int64) * len(PEOPLE.age) + row
    np.testing.assert_array_equal(np.sort(there), np.sort(back))
    assert (row != others[tied]).all()


def test_another_key_ties_others() -> None:
    n = 100_000
    rows = jnp.arange(n, dtype=jnp.int32)
    for layer in (Layer.KIN, Layer.WORK, Layer.FRIENDS, Layer.FAR):
        left, right = (partner(layer, 0, rows, n, key_of(seed)) for seed in (1, 2))
        assert float((left == right).mean()) < 0.05, layer


def test_housemates_have_different_friends() -> None:
    # Were rows next to each other tied to rows next to each other, households would be tied one to
    # one. Measured 0.01 to 0.08 over the slots of a layer.
    n = 1 << 14
    rows = jnp.arange(n, dtype=jnp.int32)
    for layer in (Layer.KIN, Layer.WORK, Layer.FRIENDS):
        parallel = []
        for k in range(slots_of(layer)):
            other = np.asarray(partner(layer, k, rows, n, key_of(k)))
            parallel.append((np.abs(np.diff(other)) == 1).mean())
        assert np.mean(parallel) < 0.15, layer


def test_a_slot_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="KIN; it has slots 0 to 2"):
        partner(Layer.KIN, 3, ROWS, 3000, KEY)


def test_the_ties_of_a_society_come_near_the_published_figures() -> None:
    # Bands are four standard errors or more around what this society was set to.
    people = build(SPEC, 60_000, 9)
    found = {margin.category: margin for margin in tie_margins(people, SPEC, key_of(9))}
    for category, slack in (
        ("mean", 0.8),
        ("variance", 14),
        ("dispersion k", 0.25),
        ("within five years", 0.03),
        ("clustering", 0.07),
        ("in the household", 0.11),
    ):
        assert abs(found[category].error) < slack, found[category]
    for category in ("same settlement", "same income fifth", "same schooling"):
        assert found[category].achieved > found[category].target + 0.02, found[category]
