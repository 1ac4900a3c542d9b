"""The secret of a run: where it may stand, who may read it, and when one must be given."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from discredit.engine import secret
from discredit.errors import InputError

LONG = "0123456789abcdef"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own, and no secret from outside."""
    monkeypatch.delenv(secret.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "discredit"


def written(path: Path, text: str = LONG, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_one_machine_has_one_of_its_own_that_only_its_user_reads(cache: Path) -> None:
    made = secret.of_run(is_loopback=True)
    assert len(made) == 64 and secret.of_run(is_loopback=True) == made
    assert stat.S_IMODE((cache / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_processes_that_start_at_once_make_the_same_one() -> None:
    program = "from discredit.engine import secret; print(secret.of_run(True).decode())"
    begun = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in begun}) == 1


def test_where_it_cannot_be_kept_nothing_is_left_and_one_is_asked_for(cache: Path) -> None:
    program = (
        "import resource; from discredit.engine import secret\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9))\n"
        "secret.of_run(True)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert f"secret is not given; it cannot be kept in {cache} (file too large)" in done.stderr
    assert not (cache / "secret").exists()
    assert len(secret.of_run(is_loopback=True)) == 64


def test_another_machine_has_to_be_told() -> None:
    with pytest.raises(InputError, match=r"secret is not given.*export DISCREDIT_SECRET="):
        secret.of_run(is_loopback=False)


@pytest.mark.parametrize("is_loopback", [True, False])
def test_what_is_given_is_taken(
    is_loopback: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    file = written(tmp_path / "mine", f"{LONG} of a file\n")
    assert secret.of_run(is_loopback, file) == f"{LONG} of a file".encode()
    monkeypatch.setenv(secret.VARIABLE, LONG)
    assert secret.of_run(is_loopback) == LONG.encode()
    with pytest.raises(InputError, match="secret is given twice"):
        secret.of_run(is_loopback, file)
    assert not cache.exists()


@pytest.mark.parametrize("text", ["", "short", " " * 40])
def test_what_can_be_guessed_is_refused_and_not_shown(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"secret is of [05] bytes; it must be of 16") as caught:
        secret.of_run(False, written(tmp_path / "mine", text))
    assert "short" not in str(caught.value)
    monkeypatch.setenv(secret.VARIABLE, text)
    with pytest.raises(InputError, match=r"secret is of [05] bytes; it must be of 16"):
        secret.of_run(is_loopback=True)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_file_that_others_have_rights_on_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(InputError, match="others have rights on it; chmod 600 ends that"):
        secret.of_run(False, written(tmp_path / "mine", mode=mode))


def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "link").symlink_to(written(tmp_path / "mine"))
    for name in ("pipe", "link", "missing", ".", "a\x00b", "x" * 300):
        with pytest.raises(InputError, match="it must be a file that only you can read"):
            secret.of_run(False, tmp_path / name)


def test_a_link_in_the_place_of_the_kept_one_is_not_followed(tmp_path: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "secret").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="it must be a file that only you can read"):
        secret.of_run(is_loopback=True)
    assert not (tmp_path / "elsewhere").exists()


def test_an_empty_kept_one_says_what_to_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "_PATIENCE", 0.1)
    cache.mkdir(parents=True)
    written(cache / "secret", "")
    with pytest.raises(InputError, match="Remove the file; another is made") as caught:
        secret.of_run(is_loopback=True)
    assert str(cache / "secret") in str(caught.value)
    (cache / "secret").unlink()
    assert len(secret.of_run(is_loopback=True)) == 64
