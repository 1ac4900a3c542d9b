"""Result folders at work: what is refused, and that a half-written file is never seen."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from discredit.errors import ResultError, RunError
from discredit.run import twins
from discredit.store import workplace
from stored_result import PLAN, change_manifest, fingerprint, opened_at


def cut_short(page: Path) -> None:
    page.write_bytes(page.read_bytes()[: page.stat().st_size // 2])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (Path.exists, "holds another result (court-list, 3000 people, 36 months, complete)"),
        (lambda f: change_manifest(f, format=2), "is written in format 2"),
        (lambda f: (f / "manifest.json").unlink(), "has lost its manifest.json; use force=True"),
        (lambda f: cut_short(f / "manifest.json"), "is damaged"),
        (lambda f: (f / "manifest.json").write_text("{"), "discredit did not write"),
    ],
)
def test_a_run_refuses_a_folder_that_holds_something_else(
    copy: Path, spoil: Any, said: str
) -> None:
    spoil(copy)
    before = fingerprint(copy)
    with pytest.raises(ResultError) as caught:
        twins.simulate(replace(PLAN, seeds=(9,)), copy)
    assert said in str(caught.value)
    assert fingerprint(copy) == before


def test_force_replaces_another_result(copy: Path) -> None:
    other = replace(PLAN, seeds=(9,))
    twins.simulate(other, copy, force=True)
    assert opened_at(copy).manifest.plan().inputs == other.inputs


def test_force_does_not_empty_a_folder_that_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ResultError, match="holds files and no result"):
        twins.simulate(PLAN, tmp_path, force=True)
    assert fingerprint(tmp_path).keys() == {"thesis.txt"}


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="is a file; a result is a folder"):
        twins.simulate(PLAN, tmp_path / "file")
    with pytest.raises(ResultError, match="is not a folder"):
        opened_at(tmp_path / "file")


def test_a_partial_result_of_another_version_is_not_gone_on_with(copy: Path) -> None:
    versions = json.loads((copy / "manifest.json").read_text())["versions"]
    change_manifest(copy, status="partial", versions={**versions, "jax": "0.1"})
    with pytest.raises(ResultError, match=r"was begun with jax 0\.1"):
        twins.simulate(PLAN, copy)


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with (
        workplace.begin(tmp_path / "result", PLAN, None, ""),
        pytest.raises(RunError, match="Another run is writing to"),
    ):
        twins.simulate(PLAN, tmp_path / "result")
