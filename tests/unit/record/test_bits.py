"""Counts of many yes-or-no columns at once are those of each by itself."""

import jax
import numpy as np
import pytest

from discredit.record.bits import how_many_have, word_of


@pytest.mark.parametrize("n", [1, 64, 200, 64 * 300])
def test_every_bit_of_every_word_is_counted(n: int) -> None:
    words = np.random.default_rng(n).integers(0, 2**32, (3, n), np.uint32)
    words[0, :] = 2**32 - 1
    found = np.asarray(jax.jit(how_many_have)(words))
    bits = (words[:, :, None] >> np.arange(32, dtype=np.uint32)) & 1
    np.testing.assert_array_equal(found, bits.sum(axis=1))


def test_columns_are_the_bits_of_a_word_in_their_order() -> None:
    columns = np.random.default_rng(1).random((5, 2, 100)) < 0.5
    word = np.asarray(jax.jit(word_of)(list(columns)))
    for bit, column in enumerate(columns):
        np.testing.assert_array_equal((word >> bit) & 1 != 0, column)
