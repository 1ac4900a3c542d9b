"""What is streamed to a browser: one frame after another, each a head of JSON and plain bytes."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

LENGTHS: Final = struct.Struct("<II")
"""Bytes of the head, bytes of the body."""


class Frame(NamedTuple):
    """One thing to be told, of a kind that `head["kind"]` names."""

    head: dict[str, Any]
    body: bytes = b""


def encoded(frame: Frame) -> bytes:
    """A frame as bytes.

    >>> decoded(encoded(Frame({"kind": "done"}, b"abc")))
    [Frame(head={'kind': 'done'}, body=b'abc')]

    Args:
        frame: Its head must be plain JSON values.
    """
    head = json.dumps(frame.head, ensure_ascii=False, allow_nan=False).encode()
    return LENGTHS.pack(len(head), len(frame.body)) + head + frame.body


def decoded(stream: bytes) -> list[Frame]:
    """The frames in some bytes.

    Args:
        stream: Whole frames, one after another.

    Raises:
        ValueError: The bytes end within a frame.
    """
    return list(_decoded(stream))


def _decoded(stream: bytes) -> Iterator[Frame]:
    at = 0
    while at < len(stream):
        if at + LENGTHS.size > len(stream):
            raise ValueError("the stream ends within a frame")
        head, body = LENGTHS.unpack_from(stream, at)
        at += LENGTHS.size
        end = at + head + body
        if end > len(stream):
            raise ValueError("the stream ends within a frame")
        yield Frame(json.loads(stream[at : at + head]), stream[at + head : end])
        at = end
