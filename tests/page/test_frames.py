"""What is streamed arrives as it was sent, however it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discredit.page.frames import Frame, decoded, encoded

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
FRAMES = st.lists(
    st.builds(Frame, st.dictionaries(st.text(max_size=6), PLAIN, max_size=3), st.binary()),
    max_size=4,
)


@given(FRAMES)
def test_frames_come_back_as_they_were(frames: list[Frame]) -> None:
    assert decoded(b"".join(map(encoded, frames))) == frames


@given(FRAMES.filter(bool), st.data())
def test_a_stream_that_ends_within_a_frame_is_noticed(
    frames: list[Frame], data: st.DataObject
) -> None:
    stream = b"".join(map(encoded, frames))
    ends = {len(b"".join(map(encoded, frames[:k]))) for k in range(len(frames) + 1)}
    cut = data.draw(st.integers(1, len(stream) - 1).filter(lambda at: at not in ends))
    with pytest.raises(ValueError, match="ends within a frame"):
        decoded(stream[:cut])
