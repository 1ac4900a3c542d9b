"""About how long the compiler takes, from how long it took before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from discredit.engine import waits


def test_the_last_times_are_kept_and_told(tmp_path: Path) -> None:
    assert waits.expected(tmp_path).endswith(f"once per shape, {waits.UNMEASURED}")
    for seconds in (100.0, *(38.0 + at for at in range(waits.MOST_KEPT))):
        waits.keep(tmp_path, seconds)
    assert waits.read(tmp_path) == [38.0 + at for at in range(waits.MOST_KEPT)]
    assert waits.expected(tmp_path).endswith("once per shape, about 42 s")


@pytest.mark.parametrize(
    "written", ["", "{", "[" * 900, '"x"', '[1e999, -3, "a", null, {}]', "[" + "1," * 4000 + "1]"]
)
def test_a_damaged_file_tells_nothing(tmp_path: Path, written: str) -> None:
    (tmp_path / waits.FILE).write_text(written)
    assert waits.read(tmp_path) == []
    waits.keep(tmp_path, 5.0)
    assert waits.read(tmp_path) == [5.0]


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / waits.FILE)
    assert waits.read(tmp_path) == []
    waits.keep(tmp_path / "nowhere", 5.0)
