"""What strangers hand in ends in one sentence, tried with real files and real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from command_line import call, flowing
from discredit import library
from discredit.cli import net
from discredit.errors import DefectError, MemoryForeseenError, ResultError

START = "from discredit.cli.entry import main; main()"


@pytest.mark.parametrize("path", ["n" * 300 + ".yaml", "a/" * 3000 + "x.yaml", "a\nb\x1b[31m.yaml"])
@pytest.mark.parametrize(
    "words",
    [
        ("check",), ("run",), ("show",), ("show", "society"), ("evidence",), ("study",),
        ("run", "court-list", "--with"), ("run", "court-list", "--set"), ("new", "x", "--like"),
        ("validate", "--case"), ("life",), ("verify",),
    ],
)  # fmt: skip
def test_an_impossible_path_is_one_sentence(words: tuple[str, ...], path: str) -> None:
    done = call(*words, path, *(["1"] if words == ("life",) else []), width=1000)
    assert done.exit_code in (2, 3), done.output
    assert "fault of discredit" not in done.output
    assert "\x1b" not in done.output
    assert len(done.output) < 600


@pytest.mark.parametrize("name", ["b\udcff.yaml", "a\x1b[31m.yaml", "a\nb.yaml"])
def test_a_file_whose_name_is_no_text_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(library.text("systems", "court-list"), encoding="utf-8")
    for words in (("check",), ("show",), ("run",)):
        done = call(*words, str(tmp_path / name), width=1000)
        assert done.exit_code == 2
        assert "given a name that is no plain text" in done.output


@pytest.mark.parametrize("empty", ["", " ", "notice,"])
def test_an_overlay_without_a_name_is_refused(empty: str) -> None:
    said = flowing(call("run", "court-list", "--with", empty).output)
    assert "library '' is no safeguard here" in said


def started(*words: str, code: str = START, **options: Any) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-c", code, *words]
    # What Python holds back until its end is what it complains of there.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(asked, stderr=subprocess.PIPE, text=True, check=False, env=env, **options)


@pytest.mark.parametrize(
    "words", [("list",), ("list", "--json"), ("--help",), ("check", "none.yaml", "--json")]
)
def test_a_full_or_closed_output_ends_in_a_sentence_or_in_silence(words: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = started(*words, stdout=full)
    assert (done.returncode, done.stderr) == (
        3,
        "The answer cannot be written: no space left on device. (E300)\n",
    )
    unread, end = os.pipe()
    os.close(unread)
    done = started(*words, stdout=end)
    os.close(end)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("words", [("zz",), ("zz", "--like", "court-list")])
def test_on_a_full_disk_a_new_system_is_written_whole_or_not_at_all(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)); {START}"
    done = started("new", *words, code=code, cwd=tmp_path)
    assert done.returncode == 2
    assert "its files cannot be written (file too large)" in flowing(done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.yaml")
    assert "not a plain file" in call("check", str(tmp_path / "fifo.yaml"), width=400).output


@pytest.mark.parametrize("character", ["\\e", "\\a", "\\x9b", "\\u202e", "\\u2028"])
def test_a_policy_cannot_steer_a_terminal(tmp_path: Path, character: str) -> None:
    text = library.text("systems", "court-list").replace("title: ", f'title: "{character}x" #', 1)
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    done = call("check", str(tmp_path / "own.yaml"), width=400)
    assert done.exit_code == 2
    assert "control character" in done.output


@pytest.mark.parametrize("many", ["1000000000", "1001"])
def test_too_many_seeds_are_refused_at_once(many: str) -> None:
    begun = time.monotonic()
    for words in (("run", "court-list"), ("study", "wrong-person")):
        done = call(*words, "--seeds", many)
        assert done.exit_code == 2
        assert "1000" in done.output
    assert time.monotonic() - begun < 5


def test_a_hundred_thousand_unknown_keys_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("".join(f"k{i}: 1\n" for i in range(90_000)), encoding="utf-8")
    begun = time.monotonic()
    done = call("check", str(path), width=400)
    assert time.monotonic() - begun < 2
    assert "at most 10000 keys and values" in flowing(done.output)


def test_what_nobody_foresaw_is_a_sentence_and_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    said = net.caught(KeyError("x"))
    assert isinstance(said, DefectError)
    file = Path(str(said).partition("details are in ")[2].partition(";")[0])
    assert "KeyError" in file.read_text(encoding="utf-8")
    file.unlink()
    assert isinstance(net.caught(MemoryError()), MemoryForeseenError)
    refused = net.caught(OSError(28, "No space left on device", "r.html"))
    assert isinstance(refused, ResultError)
    assert str(refused) == "r.html cannot be used: no space left on device."


@pytest.mark.parametrize("after", [0.05, 0.2, 0.4, 0.5, 0.6, 0.8])
def test_an_interrupt_while_loading_is_one_line(tmp_path: Path, after: float) -> None:
    # The child says when it stands at the entrance; before that the interpreter itself is loading.
    code = f"import discredit.cli.entry; print('here', flush=True); {START}"
    with subprocess.Popen(
        [sys.executable, "-c", code, "run", "court-list", "--json", "--out", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(after)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=60)
    assert child.returncode == 130
    assert told.count("\n") == 1
    assert told.startswith("Stop")
