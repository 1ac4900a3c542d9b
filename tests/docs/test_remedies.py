"""What a message says helps, helps: each remedy for a result is followed as a user would."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command_line import answer, call, flowing

RUN = ("run", "court-list", "--people", "300", "--months", "12", "--no-report", "--out", "mine")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "mine"
    answer(*RUN[:-1], str(folder))
    return folder


@pytest.fixture
def mine(whole: Path, here: Path) -> Path:
    return Path(shutil.copytree(whole, here / "mine"))


def emptied(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(b"")


def gone(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def cut_short(folder: Path) -> None:
    path = folder / "persons.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def edited(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"title": "', '"title": "Not ', 1))


def of_words(folder: Path) -> None:
    path = folder / "series.parquet"
    words = pa.schema([(name, pa.string()) for name in pq.read_schema(path).names])
    pq.write_table(pq.read_table(path).cast(words), path)


def nothing(_: Path) -> None:
    """The folder stays as it is."""


LIFE, VERIFY = ("life", "mine", "1"), ("verify", "mine")
OTHER = (*RUN, "--seed", "2")


@pytest.mark.parametrize(
    ("spoil", "asked"),
    [
        (emptied("series.parquet"), RUN),
        (emptied("people.parquet"), LIFE),
        (gone("people.parquet"), VERIFY),
        (gone("events.parquet"), RUN),
        (cut_short, RUN),
        (cut_short, LIFE),
        (emptied("manifest.json"), RUN),
        (gone("manifest.json"), RUN),
        (edited, RUN),
        (of_words, RUN),
        (nothing, OTHER),
    ],
)
def test_force_helps_where_it_is_said_to(
    mine: Path, spoil: Callable[[Path], object], asked: tuple[str, ...]
) -> None:
    spoil(mine)
    refused = call(*asked, width=400)
    assert refused.exit_code == 3, refused.output
    assert "--force" in refused.output
    answer(*(asked if asked[0] == "run" else RUN), "--force")
    answer(*VERIFY)


def test_without_the_link_the_run_is_written(here: Path, tmp_path: Path) -> None:
    os.symlink(tmp_path / "elsewhere", "mine")
    assert "or remove the link" in flowing(call(*RUN).output)
    Path("mine").unlink()
    answer(*RUN)


def test_beside_a_folder_of_a_stranger_s_the_run_is_written(here: Path) -> None:
    Path("mine").mkdir()
    letters = Path("mine", "letters.txt")
    letters.write_text("my own")
    assert "name a new or an empty folder" in flowing(call(*RUN).output)
    answer(*RUN[:-1], "new")
    assert letters.read_text() == "my own"
