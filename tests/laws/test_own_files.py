"""The user's files: what discredit did not write is neither changed nor removed, whatever it is
called and wherever it lies."""

import os
import shutil
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from discredit.errors import DiscreditError, Interrupted, ResultError
from discredit.plan import draw_up
from discredit.report.result_page import write_report
from discredit.run import twins
from discredit.store import open_result
from discredit.studies import folder as study_folder

PLAN = draw_up("court-list", people=120, months=24, start="2015-01", burn_in=0)
OTHER = draw_up("court-list", people=120, months=24, start="2015-01", seeds=(9,), burn_in=0)
NAMES = (
    "manifest.json", "people.parquet", "series.parquet", "report.html", "study.json", "notes.txt",
    "manifest.json.part", "partial/lock", "partial/notes.txt", "partial/0-with/sums.npy",
    "partial/0-with.part/mine", "partial/0-with.old/mine", "runs/mine/sums.npy",
)  # fmt: skip


def everything(folder: Path) -> dict[str, object]:
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def lay(folder: Path, name: str, kind: str, aim: Path) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "file":
        path.write_text("years of work")
    elif kind == "link":
        path.symlink_to(aim)
    else:
        path.hardlink_to(aim)
    return path


def stopped(folder: Path) -> Path:
    """A run of PLAN that was stopped as soon as its folder was its own."""
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Interrupted):
        twins.simulate(PLAN, folder, cancel=cancel)
    return folder


@pytest.fixture
def aim(tmp_path: Path) -> Path:
    path = tmp_path / "thesis"
    path.write_text("years of work")
    return path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twins.simulate(PLAN, tmp_path_factory.mktemp("finished") / "result")


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", ["file", "link", "hard link"])
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_without_the_mark_is_left_as_it_was(
    tmp_path: Path, aim: Path, name: str, kind: str, force: bool
) -> None:
    folder = tmp_path / "mine"
    lay(folder, name, kind, aim)
    before = everything(folder)
    with pytest.raises(ResultError, match=r"another folder|a new or an empty folder|is a link"):
        twins.simulate(PLAN, folder, force=force)
    with pytest.raises(ResultError, match=r"another folder|a new or an empty folder|is a link"):
        study_folder.claim(folder, "digest")
    assert everything(folder) == before
    assert aim.read_text() == "years of work"


@pytest.mark.parametrize("name", ["", "partial"])
def test_no_folder_is_written_through_a_link(tmp_path: Path, name: str) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "mine" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(real)
    with pytest.raises(ResultError, match=r"is a link|did not write"):
        twins.simulate(PLAN, tmp_path / "mine", force=True)
    assert not list(real.iterdir())


STRANGERS = (
    "thesis.txt", "data/x.csv", "people.parquet.part", "manifest.json.part", "partial/notes.txt",
    "partial/mine/x.npy", "partial/0-with.part/x", "partial/0-with/notes.txt",
    "partial/0-with-halt/notes.txt",
)  # fmt: skip


def test_what_lies_beside_a_run_on_its_way_stays(tmp_path: Path, aim: Path) -> None:
    folder = stopped(tmp_path / "mine")
    for name in STRANGERS:
        lay(folder, name, "file", aim)
    lay(folder, "link", "link", aim)
    before = {name: (folder / name).read_bytes() for name in STRANGERS}
    twins.simulate(PLAN, folder)
    twins.simulate(OTHER, folder, force=True)
    assert {name: (folder / name).read_bytes() for name in STRANGERS} == before
    assert (folder / "link").is_symlink()
    assert open_result(folder).manifest.status == "complete"


@pytest.mark.parametrize("name", ["report.html", "people.parquet", "manifest.json"])
def test_force_replaces_no_link_in_a_result(
    finished: Path, tmp_path: Path, aim: Path, name: str
) -> None:
    folder = Path(shutil.copytree(finished, tmp_path / "mine"))
    (folder / name).unlink(missing_ok=True)
    lay(folder, name, "link", aim)
    with pytest.raises(ResultError, match="is a link"):
        twins.simulate(OTHER, folder, force=True)
    assert aim.read_text() == "years of work"
    assert (folder / name).is_symlink()


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "people.parquet",
        "persons.parquet",
        "events.parquet",
        "series.parquet",
        "sums.json",
    ],
)
def test_a_file_of_somebody_else_s_in_a_folder_of_ours_is_not_replaced(
    tmp_path: Path, name: str, force: bool
) -> None:
    folder = stopped(tmp_path / "mine")
    path = folder / name
    if name.endswith(".parquet"):
        pq.write_table(pa.table({"seed": [1], "answer": ["years of work"]}), path)
    else:
        path.write_text('{"answer": "years of work"}')
    before = path.read_bytes()
    for plan in (PLAN, OTHER):
        with pytest.raises(ResultError, match=f"{name}, which discredit did not write"):
            twins.simulate(plan, folder, force=force)
    assert path.read_bytes() == before
    path.rename(tmp_path / "elsewhere")  # as the message says
    twins.simulate(OTHER, folder, force=True)


@pytest.mark.parametrize("name", study_folder.WRITTEN)
def test_a_file_of_somebody_else_s_in_a_study_of_ours_is_not_replaced(
    tmp_path: Path, name: str
) -> None:
    study_folder.claim(tmp_path / "mine", "digest")
    (tmp_path / "mine" / name).write_text("years of work")
    with pytest.raises(ResultError, match=f"{name}, which discredit did not write"):
        study_folder.claim(tmp_path / "mine", "digest")
    (tmp_path / "mine" / name).rename(tmp_path / "elsewhere")
    study_folder.claim(tmp_path / "mine", "digest")


def test_a_report_replaces_a_report_and_nothing_else(
    finished: Path, tmp_path: Path, aim: Path
) -> None:
    result = open_result(finished)
    page = tmp_path / "page.html"
    assert write_report(result, page) == write_report(result, page)
    for kind in ("file", "link"):
        other = lay(tmp_path, f"{kind}.html", kind, aim)
        with pytest.raises(DiscreditError):
            write_report(result, other)
    assert (tmp_path / "file.html").read_text() == aim.read_text() == "years of work"


def test_a_result_of_an_earlier_version_is_read_and_not_replaced(
    finished: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(finished, tmp_path / "old"))
    (folder / ".discredit-result").unlink()
    before = everything(folder)
    assert twins.simulate(PLAN, folder) == folder
    for plan in (PLAN, OTHER):
        with pytest.raises(ResultError, match="of an earlier version"):
            twins.simulate(plan, folder, force=True)
    assert everything(folder) == before
