"""A partial result vouches for itself: whatever is damaged in it is worked out again, and said."""

import json
import os
import shutil
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from discredit.errors import Interrupted, ResultError
from discredit.plan import draw_up
from discredit.run import keeping, kept_views, twins
from discredit.run.twins import Progress
from discredit.store.manifest import Manifest

PLAN = draw_up("court-list", people=240, months=36, start="2015-01", seeds=(1, 2), burn_in=0)
TABLES = ("series", "people", "persons", "events", "readout")


def told(folder: Path) -> dict[str, object]:
    page = json.loads((folder / "manifest.json").read_text())
    del page["timing"]
    tables = {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}
    return {"manifest": page, "files": sorted(p.name for p in folder.iterdir()), **tables}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return told(twins.simulate(PLAN, tmp_path_factory.mktemp("undisturbed") / "result"))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seed and its diaries are done, the second is on its way."""
    folder, cancel = tmp_path_factory.mktemp("begun") / "result", threading.Event()

    def listen(at: Progress) -> None:
        if at.seed_index == 1 and at.arm == "without" and at.months_done == 12:
            cancel.set()

    with keeping.every(0), pytest.raises(Interrupted):
        twins.simulate(PLAN, folder, on_progress=listen, cancel=cancel, in_turn=True)
    # So few are listed that others of this number may have nobody whose life is worth telling.
    assert (folder / "partial" / "0-trace-with").is_dir(), "nobody's months are told in full"
    return folder


def test_lives_told_alone_are_the_same(
    undisturbed: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_views, "KEPT_FROM", 0)
    assert told(twins.simulate(PLAN, tmp_path / "result")) == undisturbed


@pytest.mark.parametrize("lost", ["damaged", "gone"])
def test_without_what_months_have_shown_they_are_worked_out_twice(
    lost: str, undisturbed: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_views, "KEPT_FROM", 0)
    folder, cancel = tmp_path / "result", threading.Event()

    def listen(at: Progress) -> None:
        if at.arm == "without" and at.months_done == PLAN.months:
            cancel.set()

    with pytest.raises(Interrupted):
        twins.simulate(PLAN, folder, on_progress=listen, cancel=cancel, in_turn=True)
    kept = folder / "partial" / "0-shown-with-0012" / "columns.npy"
    if lost == "gone":
        shutil.rmtree(kept.parent)
    else:
        kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        twins.simulate(PLAN, folder)
    said = [str(one.message) for one in heard if "worked out twice" in str(one.message)]
    assert len(said) == (lost == "damaged")
    assert told(folder) == undisturbed


@pytest.fixture
def copy(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun, tmp_path / "result"))


def resumed(folder: Path) -> list[str]:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        twins.simulate(PLAN, folder)
    return [str(one.message) for one in heard if "worked out again" in str(one.message)]


def flip(path: Path, at: float) -> None:
    content = bytearray(path.read_bytes())
    content[min(int(at * len(content)), len(content) - 1)] ^= 4
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit at the start": lambda path: flip(path, 0.0),
    "a bit in the middle": lambda path: flip(path, 0.5),
    "a bit at the end": lambda path: flip(path, 1.0),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "emptied": lambda path: os.truncate(path, 0),
    "missing": Path.unlink,
}
PARTS = (
    "0-people", "0-with", "0-without-0000", "0-trace-with-0012", "0-trace-without",
    "1-with", "1-without-halt", "1-without-0000", "1-with-0024",
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_is_worked_out_again(
    copy: Path, undisturbed: dict[str, object], part: str
) -> None:
    """One kind of damage after another; what is empty already, none of them can harm."""
    files = sorted(file for file in (copy / "partial" / part).iterdir() if file.stat().st_size)
    damage = list(DAMAGES.values())[PARTS.index(part) % len(DAMAGES)]
    damage(files[len(files) // 2])
    assert len(resumed(copy)) == 1
    assert told(copy) == undisturbed


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_list_of_checksums_is_a_damaged_part(
    copy: Path, undisturbed: dict[str, object], how: str
) -> None:
    DAMAGES[how](copy / "partial" / "0-with-0012" / "checksums.json")
    assert len(resumed(copy)) == 1
    assert told(copy) == undisturbed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0-with", "1-with"),
        ("0-with", "0-without"),
        ("0-with-0000", "0-with-0012"),
        ("0-with-0000", "0-without-0000"),
        ("0-people", "0-with"),
        ("0-trace-with-0000", "0-trace-without-0000"),
    ],
)
def test_a_whole_part_in_anothers_place_is_noticed(
    copy: Path, undisturbed: dict[str, object], one: str, other: str
) -> None:
    partial = copy / "partial"
    aside = copy.parent / "aside"
    (partial / one).rename(aside)
    (partial / other).rename(partial / one)
    aside.rename(partial / other)
    assert resumed(copy)
    assert told(copy) == undisturbed


def test_a_flipped_bit_of_the_first_page_changes_no_result(
    copy: Path, undisturbed: dict[str, object]
) -> None:
    """It is said before anything is worked out, or it is in the timing, which is written anew."""
    page = (copy / "manifest.json").read_bytes()
    for at in range(0, len(page), len(page) // 150):
        damaged = bytearray(page)
        damaged[at] ^= 4
        (copy / "manifest.json").write_bytes(damaged)
        from discredit.store.claim import state_of

        try:
            found = state_of(copy, PLAN)
        except ResultError as error:
            assert "force=True" in str(error)
        else:
            assert isinstance(found, Manifest)
            assert found.status == "partial"
    (copy / "manifest.json").write_bytes(page.replace(b'"command": ""', b'"command": "x"'))
    with pytest.raises(ResultError, match="force=True"):
        resumed(copy)
    (copy / "manifest.json").write_bytes(page)
    resumed(copy)
    assert told(copy) == undisturbed
