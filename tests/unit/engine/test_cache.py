"""Whole engines on disk: found again, told apart, and never in the way."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import discredit
from discredit.engine import cache as engine_cache

X = np.arange(8, dtype=np.float32)


@partial(jax.jit, static_argnames="times", donate_argnums=1)
def grow(by: Any, what: Any, times: int) -> Any:
    return {"grown": what * by + times}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder of engines, and no engine in memory; afterwards all is as it was."""
    before = jax.config.values["jax_compilation_cache_dir"]
    engine_cache.forget()
    yield engine_cache.enable(tmp_path / "engines")
    jax.config.update("jax_compilation_cache_dir", before)
    engine_cache.forget()


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.engine"))


def grown(by: float = 3, what: Any = X, times: int = 2) -> np.ndarray:
    # Handed over anew each time: the program uses it up.
    args = jnp.float32(by), jnp.array(what)
    return np.asarray(engine_cache.engine(grow, *args, times=times)(*args)["grown"])


def test_an_engine_is_found_in_memory_and_on_disk_and_says_the_same(folder: Path) -> None:
    first = grown()
    (path,) = kept(folder)
    path.unlink()
    assert np.array_equal(grown(), first)
    assert kept(folder) == []  # it was in memory
    engine_cache.forget()
    grown()
    (path,) = kept(folder)
    written = path.stat().st_ino
    engine_cache.forget()
    assert np.array_equal(grown(), first)
    assert path.stat().st_ino == written  # it was on disk
    assert np.array_equal(first, X * 3 + 2)


def test_what_shapes_a_program_tells_engines_apart(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown()
    grown(by=4)  # a number that is handed over shapes nothing
    assert len(kept(folder)) == 1
    assert np.array_equal(grown(times=5), X * 3 + 5)
    grown(what=X[:4])
    grown(what=X.astype(np.int32))
    assert len(kept(folder)) == 4
    monkeypatch.setattr(engine_cache, "_sources", lambda: "another line of code")
    grown()
    monkeypatch.setenv("XLA_FLAGS", "--another_switch")
    grown()
    assert len(kept(folder)) == 6


def test_every_line_of_the_package_tells_engines_apart() -> None:
    assert Path(discredit.__file__).parent == engine_cache._PACKAGE


def test_a_damaged_engine_is_compiled_anew_and_written_again(folder: Path) -> None:
    first = grown()
    (path,) = kept(folder)
    whole = path.read_bytes()
    for damaged in (b"", whole[:40], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(damaged)
        engine_cache.forget()
        assert np.array_equal(grown(), first)
        assert path.stat().st_size > len(whole) // 2
        assert path.read_bytes() != damaged


def test_where_nothing_can_be_kept_a_warning_says_so_and_the_engine_runs(folder: Path) -> None:
    folder.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.warns(UserWarning, match="could not be kept, and the next run compiles again"):
        assert np.array_equal(grown(), X * 3 + 2)


def test_those_used_longest_ago_go_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_cache, "MOST_KEPT", 2)
    grown(times=1)
    (first,) = kept(folder)
    grown(times=2)
    (second,) = set(kept(folder)) - {first}
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    engine_cache.forget()
    grown(times=1)  # used again, so the other is the older now
    grown(times=3)
    assert first in kept(folder)
    assert second not in kept(folder)
    assert len(kept(folder)) == 2


def test_memory_holds_so_many_engines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_cache, "MOST_LOADED", 2)
    for times in (1, 2, 3):
        grown(times=times)
    for path in kept(folder):
        path.unlink()
    grown(times=3)
    grown(times=2)
    assert kept(folder) == []
    grown(times=1)
    assert len(kept(folder)) == 1


def test_with_the_cache_switched_off_nothing_is_kept(folder: Path) -> None:
    jax.config.update("jax_enable_compilation_cache", False)
    try:
        assert np.array_equal(grown(), X * 3 + 2)
    finally:
        jax.config.update("jax_enable_compilation_cache", True)
    assert kept(folder) == []
