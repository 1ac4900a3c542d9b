"""The one reader of YAML: what it takes, what it refuses, and that what is written reads back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.document import MAX_DEPTH, MAX_DIGITS, read, read_list, text_of, written
from discredit.errors import InputError, LedgerError, SocietyError


def test_an_alias_spoils_its_own_place_only() -> None:
    document = read("a: *b\nc: 1\nd: [*e, 2]\n*f : 3\ng: 4", "x", InputError)
    assert document.data == {"a": None, "c": 1, "d": (None, 2), "g": 4}
    assert [(f.line, f.path) for f in document.faults] == [(1, "a"), (3, "d[0]"), (4, "")]


def test_old_booleans_octals_times_and_dates_stay_words() -> None:
    document = read(
        "a: 010\nb: 1:30\nc: 2016-05-01\nd: 0x1F\ne: 1e-3\nf: -.5\ng: null\nh: 'on'",
        "x",
        InputError,
    )
    assert document.data == {
        "a": "010", "b": "1:30", "c": "2016-05-01", "d": "0x1F", "e": 1e-3, "f": -0.5, "g": None,
        "h": "on",
    }  # fmt: skip
    assert document.faults == ()


def test_depth_up_to_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 1
    assert read("a: " + "[" * depth + "]" * depth, "x", InputError).faults == ()
    with pytest.raises(InputError, match="too deeply"):
        read("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, "x", InputError)


def test_a_number_has_a_largest_length_and_is_finite() -> None:
    longest = "9" * MAX_DIGITS
    assert read(f"a: {longest}", "x", InputError).data == {"a": int(longest)}
    document = read(f"a: {longest}9\nb: '{longest}9'\nc: 1e999\nd: .nan", "x", InputError)
    assert [(f.line, f.path) for f in document.faults] == [(1, "a"), (3, "c"), (4, "d")]


def test_the_refusal_is_of_the_kind_that_was_asked_for() -> None:
    for kind in (InputError, SocietyError, LedgerError):
        with pytest.raises(InputError) as caught:
            read("a: [", "x", kind)
        assert type(caught.value) is kind
        with pytest.raises(InputError) as caught:
            read_list("a: 1", "x", kind)
        assert type(caught.value) is kind


def test_a_list_is_read_with_the_line_of_each_entry_and_nothing_is_an_empty_one() -> None:
    document = read_list("# why\n- a: 1\n- b: 2\n", "x", InputError)
    assert document.data == ({"a": 1}, {"b": 2})
    assert [document.mark((i,))[1] for i in range(2)] == [2, 3]
    assert read_list("# none\n", "x", InputError).data == ()


def test_a_pipe_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InputError, match="not a plain file"):
        text_of(tmp_path / "pipe.yaml", "pipe.yaml", InputError)


def test_a_byte_order_mark_is_no_part_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("\ufeffa: 1", encoding="utf-8")
    for source in ("\ufeffa: 1", tmp_path / "a.yaml"):
        assert read(source, "x", InputError).data == {"a": 1}


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text("abno01.e: -#&*!|>'\"{}[],~\n\u00e9\u6cd5", max_size=12),
    st.sampled_from(["yes", "No", "1e3", "012", "1:30", "0x1F", "null", "~", "2016-05", ".inf"]),
)
WORDS = st.text("abcdefghij_-", min_size=1, max_size=6) | st.sampled_from(["1e3", "on", "2013-10"])
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(WORDS, TREES, max_size=4))
def test_what_is_written_reads_back_as_it_was(data: dict[str, Any]) -> None:
    document = read(written(data), "x", InputError)
    assert (document.data, document.faults) == (_frozen(data), ())


def test_a_part_that_stands_twice_is_written_out_twice() -> None:
    shared = {"range": [0, 1]}
    assert "&" not in written({"a": shared, "b": shared})


def _frozen(tree: Any) -> Any:
    """Lists as tuples, as the reader has them."""
    if isinstance(tree, list):
        return tuple(map(_frozen, tree))
    return {key: _frozen(tree[key]) for key in tree} if isinstance(tree, dict) else tree
