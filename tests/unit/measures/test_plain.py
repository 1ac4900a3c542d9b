"""Sums as plain values: back to the bit."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from discredit.measures.plain import plain, summed


class Sums(NamedTuple):
    """Of a question that nobody asks."""

    by_name: dict[str, Any]
    pair: tuple[Any, ...]


def columns() -> st.SearchStrategy[np.ndarray]:
    shape = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
    kind = st.sampled_from([np.dtype(np.float64), np.dtype(np.int64)])
    return arrays.arrays(kind, shape)


@given(columns(), columns(), st.dictionaries(st.text(), st.integers(0, 9)))
def test_what_is_written_is_read_back_to_the_bit(
    one: np.ndarray, other: np.ndarray, counted: dict[str, int]
) -> None:
    waits = Counter({(name, n): n for name, n in counted.items()})
    before = [Sums({"one": one, "waits": waits}, (other, ("a", "b")))]
    text = json.dumps(plain(before), allow_nan=False)
    (after,) = summed(json.loads(text), (Sums,))
    assert isinstance(after, Sums)
    for was, now in ((one, after.by_name["one"]), (other, after.pair[0])):
        assert now.dtype == was.dtype
        np.testing.assert_array_equal(now, was, strict=True)
    assert after.by_name["waits"] == waits
    assert after.pair[1] == ("a", "b")


def test_what_has_no_plain_form_is_refused() -> None:
    for strange in (object(), np.zeros(2, np.float32)):
        with pytest.raises(TypeError):
            plain(strange)
    with pytest.raises(ValueError, match="no sums are called Sums"):
        summed(plain(Sums({}, ())), ())
