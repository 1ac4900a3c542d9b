"""The words of a block, and the bars that they are held against."""

from __future__ import annotations

import numpy as np

from discredit.draws import (
    Decision,
    Draws,
    bar,
    falls_below,
    key_of,
    stays_under,
    word,
    words,
)


def test_a_bar_decides_as_the_probability_it_stands_for() -> None:
    """At the bar itself and a word either side of it, for sure and impossible events as well."""
    rng = np.random.default_rng(5)
    small = 10.0 ** -rng.integers(0, 11, 3000)
    edges = [0.0, 2.0**-33, 2.0**-32, 1 - 2.0**-24, 1.0, 1.5]
    p = np.concatenate([rng.random(3000) * small, edges]).astype(np.float32)
    bars = np.asarray(bar(p))
    for near in (bars - np.uint32(1), bars, bars + np.uint32(1), np.zeros_like(bars), ~(bars * 0)):
        np.testing.assert_array_equal(stays_under(near, bars), falls_below(near, p))


def test_two_neighbouring_draws_are_the_words_of_one_block() -> None:
    month = Draws(key_of(3), np.arange(9, dtype=np.uint32), np.uint32(7))
    for half in (0, 5):
        for odd in (0, 1):
            one = words(month, Decision.ACT, half)[odd]
            np.testing.assert_array_equal(one, word(month, Decision.ACT, 2 * half + odd))
