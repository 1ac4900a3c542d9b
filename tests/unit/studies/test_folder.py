"""The folder of a study: whose question it answers, and what in it no longer counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from discredit.engine import code
from discredit.errors import ResultError
from discredit.studies import folder as result
from discredit.studies import setting
from discredit.studies.answer import runs_of
from discredit.studies.question import load_study
from small_study import SMALL, changed, written


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match="name a new or an empty folder"):
        result.refuse_other(tmp_path, "asked")


def test_another_question_in_the_folder_is_refused_and_the_same_one_goes_on(tmp_path: Path) -> None:
    question, folder = load_study(written(tmp_path)), tmp_path / "out"
    result.claim(folder, result.question_digest(question, SMALL))
    result.claim(folder, result.question_digest(question, SMALL._replace(seeds=9)))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    edited = load_study(written(tmp_path, changed("value: 0.04", "value: 0.03")))
    other = load_study(written(tmp_path, name="other.yaml"))
    for asked in (
        result.question_digest(edited, SMALL),
        result.question_digest(other, SMALL),
        result.question_digest(question, SMALL._replace(people=700)),
        result.question_digest(question, SMALL._replace(months=7)),
    ):
        with pytest.raises(ResultError, match="answers another question"):
            result.claim(folder, asked)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_run_of_other_code_is_not_taken_for_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = load_study(written(tmp_path))

    def keys() -> set[str]:
        setting.engine.cache_clear()
        return {one.run.key for one in runs_of(question, SMALL)}

    before = keys()
    assert keys() == before
    monkeypatch.setattr(code, "shaping", lambda: "another line of code")
    assert not keys() & before
    setting.engine.cache_clear()


def test_the_code_that_shapes_rows_has_a_digest_of_its_own(tmp_path: Path) -> None:
    room, page = tmp_path / "room.py", tmp_path / "cli" / "page.py"
    page.parent.mkdir()
    room.write_text("x = 1", encoding="utf-8")
    page.write_text("x = 1", encoding="utf-8")
    before = code.digest_of(tmp_path, ("cli",))
    page.write_text("x = 2", encoding="utf-8")
    assert code.digest_of(tmp_path, ("cli",)) == before
    room.write_text("x = 2", encoding="utf-8")
    assert code.digest_of(tmp_path, ("cli",)) != before
