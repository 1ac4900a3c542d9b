"""One digest for plain values: what a result rests on, and what came of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of plain values: sorted keys, no blanks, UTF-8.

    Args:
        value: Mappings, lists, texts, whole numbers, floats, booleans and None.

    Returns:
        64 hexadecimal digits.

    Raises:
        TypeError: Something in it is no such value.
        ValueError: A float is not finite.
    """
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()
