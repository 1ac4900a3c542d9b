"""Whole engines on disk: found again, told apart, and never in the way."""

import gc
import hashlib
import os
import pickle
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import discredit
from discredit.engine import cache as engine_cache
from discredit.engine import code

X = np.arange(8, dtype=np.float32)
MAPS = Path("/proc/self/maps")


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


def test_an_engine_says_nothing_of_the_lines_it_comes_from(folder: Path) -> None:
    args = jnp.float32(3), jnp.array(X)
    kept_engine: Any = engine_cache.engine(grow, *args, times=2)
    plain: Any = grow.lower(*args, times=2).compile()
    assert "op_name" in plain.as_text()
    assert "op_name" not in kept_engine.as_text()


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
    monkeypatch.setenv("XLA_FLAGS", "--another_switch")
    grown()
    assert len(kept(folder)) == 5


def test_a_change_of_the_code_that_leaves_the_program_as_it_was_compiles_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = grown()
    (path,) = kept(folder)
    written = path.stat().st_ino
    monkeypatch.setattr(code, "whole", lambda: "another line of code")
    engine_cache.forget()
    assert np.array_equal(grown(), first)
    assert path.stat().st_ino == written
    assert len(list(folder.glob("*.program"))) == 2


def test_a_change_of_the_code_that_changes_the_program_is_compiled(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the change is: the program that is traced is what an engine is found by."""
    grown()
    monkeypatch.setattr(code, "whole", lambda: "another line of code")
    function: Any = partial(jax.jit, static_argnames="times", donate_argnums=1)(
        lambda by, what, times: {"grown": what * by - times}
    )
    was: Any = grow
    function.__module__, function.__qualname__ = was.__module__, was.__qualname__
    monkeypatch.setitem(globals(), "grow", function)
    engine_cache.forget()
    assert np.array_equal(grown(), X * 3 - 2)
    assert len(kept(folder)) == 2


def test_every_line_of_the_package_is_in_a_name() -> None:
    assert Path(discredit.__file__).parent == code._PACKAGE


def test_a_note_that_is_damaged_or_names_nothing_is_written_again(folder: Path) -> None:
    first = grown()
    (note,) = folder.glob("*.program")
    whole = note.read_bytes()
    note.write_bytes(whole[:-1])
    engine_cache.forget()
    with pytest.warns(UserWarning, match="cannot be used and is compiled again: it is damaged"):
        assert np.array_equal(grown(), first)
    assert note.read_bytes() == whole
    elsewhere = b"../elsewhere"
    note.write_bytes(hashlib.sha256(elsewhere).digest() + elsewhere)
    engine_cache.forget()
    assert np.array_equal(grown(), first)
    assert note.read_bytes() == whole


def _wrong_pickle(whole: bytes) -> bytes:
    document = pickle.dumps("no engine")
    return hashlib.sha256(document).digest() + document


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:40],
        lambda whole: whole[:-1],
        lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
        lambda whole: bytes([whole[0] ^ 1]) + whole[1:],
        _wrong_pickle,
    ],
    ids=["empty", "cut short", "a byte short", "last byte", "first byte", "wrong pickle"],
)
def test_a_damaged_engine_is_said_compiled_anew_and_written_again(
    folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    first = grown()
    (path,) = kept(folder)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    engine_cache.forget()
    with pytest.warns(UserWarning, match="cannot be used and is compiled again: .") as said:
        assert np.array_equal(grown(), first)
    assert len(said) == 1
    assert "\n" not in str(said[0].message)
    engine_cache.forget()
    assert np.array_equal(grown(), first)  # without a warning


@pytest.mark.parametrize("mode", [0o666, 0o660])
def test_a_file_that_others_can_write_is_not_read(folder: Path, mode: int) -> None:
    first = grown()
    (path,) = kept(folder)
    path.chmod(mode)
    engine_cache.forget()
    with pytest.warns(UserWarning, match="compiled again: others can write"):
        assert np.array_equal(grown(), first)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    first = grown()
    (path,) = kept(folder)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    engine_cache.forget()
    with pytest.warns(UserWarning, match="cannot be used and is compiled again"):
        assert np.array_equal(grown(), first)
    assert not path.is_symlink()


@pytest.mark.parametrize("what", ["in its place", "where it is written"])
def test_a_pipe_is_not_waited_for(folder: Path, what: str) -> None:
    first = grown()
    (path,) = kept(folder)
    if what == "in its place":
        path.unlink()
        os.mkfifo(path)
    else:
        path.write_bytes(b"")
        os.mkfifo(path.with_name(f"{path.name}.{os.getpid()}.part"))
    engine_cache.forget()
    with pytest.warns(UserWarning, match="cannot be used and is compiled again"):
        assert np.array_equal(grown(), first)
    engine_cache.forget()
    assert np.array_equal(grown(), first)  # without a warning: it was written again


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_belongs_to_another_user_is_not_read(folder: Path, what: str) -> None:
    first = grown()
    (path,) = kept(folder)
    os.chown(path if what == "file" else folder, 1, -1)
    engine_cache.forget()
    with pytest.warns(UserWarning, match="it belongs to another user"):
        assert np.array_equal(grown(), first)


@pytest.mark.parametrize("above", [False, True])
def test_in_a_folder_that_others_can_write_nothing_is_read_or_kept(
    folder: Path, above: bool
) -> None:
    grown()
    (path,) = kept(folder)
    path.unlink()
    (folder.parent if above else folder).chmod(0o777)
    engine_cache.forget()
    with pytest.warns(UserWarning, match="others can write in"):
        assert np.array_equal(grown(), X * 3 + 2)
    assert kept(folder) == []


def test_everybody_s_folder_may_be_above_if_nobody_can_move_what_is_not_his(folder: Path) -> None:
    folder.parent.chmod(0o1777)
    grown()
    assert len(kept(folder)) == 1


def test_a_folder_is_made_for_this_user_alone(tmp_path: Path, folder: Path) -> None:
    made = engine_cache.enable(tmp_path / "a" / "b")
    assert [each.stat().st_mode & 0o777 for each in (made, made.parent)] == [0o700, 0o700]
    grown()
    assert [path.stat().st_mode & 0o777 for path in kept(made)] == [0o600]


@pytest.mark.filterwarnings("ignore:Error (reading|writing) persistent compilation cache")  # JAX's
def test_where_nothing_can_be_kept_a_warning_says_so_and_the_engine_runs(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.warns(UserWarning, match="engines are not kept in .*: it is not a folder"):
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


@pytest.mark.skipif(not MAPS.exists(), reason="Linux tells a process its maps")
def test_an_engine_that_is_let_go_of_gives_its_memory_back(folder: Path) -> None:
    """JAX holds what it compiles, and a long process ran out of maps of memory."""

    @jax.jit
    def tangled(what: Any) -> Any:
        for _ in range(20):
            what = jnp.sort(what) + jnp.cumsum(what)[::-1]
        return what

    def maps_after(sizes: range) -> int:
        for size in sizes:
            engine_cache.engine(tangled, jax.ShapeDtypeStruct((size,), jnp.float32))
        engine_cache.forget()
        gc.collect()
        return len(MAPS.read_bytes().splitlines())

    before = maps_after(range(100, 102))
    assert maps_after(range(102, 107)) < before + 50  # five that stay are some 250 more


def test_with_the_cache_switched_off_nothing_is_kept(folder: Path) -> None:
    jax.config.update("jax_enable_compilation_cache", False)
    try:
        assert np.array_equal(grown(), X * 3 + 2)
    finally:
        jax.config.update("jax_enable_compilation_cache", True)
    assert kept(folder) == []
