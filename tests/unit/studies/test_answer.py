"""Studies carried out: exactly nothing where nothing differs, and the same bytes after a stop."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command_line import call, flowing
from discredit import library
from discredit.errors import Interrupted, MemoryForeseenError, PolicyError, RunError
from discredit.plan import Plan
from discredit.report import study_page
from discredit.run import memory
from discredit.studies import crew, setting
from discredit.studies import folder as result
from discredit.studies.answer import RUNS, answer, runs_of
from discredit.studies.batch import GIVE_UP, Come
from discredit.studies.design import MAIN, scenarios, size_of, tasks
from discredit.studies.finding import Failed
from discredit.studies.question import Question, load_study
from discredit.studies.rows import RunRow, read_rows
from small_study import SMALL, TEXT, changed, written

SAME = "note: said in other words, source: [asm.fp.link, err-no-rate], range: [0.0002, 0.05]}"


def test_a_measure_that_the_series_lacks_is_named_before_anything_runs(tmp_path: Path) -> None:
    question = load_study(written(tmp_path, changed("listed_wrongly", "listed_wrongfully")))
    with pytest.raises(
        PolicyError, match=r"small.yaml:18 outcome.measure is .*Did you mean listed_wrongly"
    ):
        answer(question, SMALL, tmp_path / "out")


def finished(question: Question, folder: Path, workers: int = 1) -> dict[str, bytes]:
    finding = answer(question, SMALL, folder, crew=crew.local(workers))
    result.write(finding, folder)
    study_page.write(finding, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_policy_differs_from_itself_by_exactly_nothing(tmp_path: Path) -> None:
    start = TEXT.index("{value: 0.04")
    line = TEXT[start : TEXT.index("\n", start)]
    text = changed(line, f"{{value: 0.003, unit: share, evidence: assumed, {SAME}")
    text = text.replace("measure: listed_wrongly", "measure: in_default")
    question = load_study(written(tmp_path, text))
    plans = {t.side: t.plan for t in tasks(question, SMALL) if t.scenario == MAIN and t.seed == 1}
    assert plans["off"].inputs_digest != plans["on"].inputs_digest  # both are run
    finding = answer(question, SMALL, tmp_path / "out")
    found = finding.changes[0]
    assert found.on > 0
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)
    assert finding.verdict == "nothing to judge"


def runs_in(folder: Path) -> dict[str, RunRow]:
    return read_rows(folder / RUNS)


def test_a_study_that_was_stopped_ends_with_the_bytes_of_one_that_was_not(tmp_path: Path) -> None:
    question = load_study(written(tmp_path))
    whole = finished(question, tmp_path / "whole")
    cancel = threading.Event()

    def stop(come: Come) -> None:
        if come.done >= 3:
            cancel.set()

    halted = tmp_path / "halted"
    with pytest.raises(Interrupted):
        answer(question, SMALL, halted, on_progress=stop, cancel=cancel)
    kept = (halted / RUNS / "rows.jsonl").read_bytes()
    assert 0 < len(runs_in(halted)) < len(runs_in(tmp_path / "whole"))
    assert finished(question, halted, workers=2) == whole
    assert (halted / RUNS / "rows.jsonl").read_bytes().startswith(kept), "no run was made twice"
    document = json.loads(whole["study.json"])
    assert document["systems"][0]["evidence"] == "documented"
    assert document["verdict"] in document["sentence"]
    assert "What would overturn it" in whole["report.txt"].decode()


class Failing:
    """Some runs of a study fail, as where memory runs out; the others are run."""

    def __init__(self, fails: Callable[[Plan], bool], error: Exception) -> None:
        self.fails, self.error, self.tried = fails, error, 0
        self.made = setting.in_memory

    def __call__(self, plan: Plan, **options: Any) -> Any:
        self.tried += 1
        if self.fails(plan):
            raise self.error
        return self.made(plan, **options)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (MemoryError(), "there was not enough memory"),
        (MemoryForeseenError("It would not fit."), "It would not fit."),
        (ValueError("odd\nnumber"), "ValueError: odd number"),
    ],
)
def test_a_run_that_fails_is_a_row_and_the_others_finish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    question = load_study(written(tmp_path))
    (lost,) = [
        task.plan.inputs_digest
        for task in tasks(question, SMALL)
        if (task.scenario, task.seed, task.side) == (MAIN, 2, "on")
    ]
    with monkeypatch.context() as patch:
        patch.setattr(setting, "in_memory", Failing(lambda plan: plan.inputs_digest == lost, error))
        with pytest.warns(UserWarning, match="as assumed, on, seed 2 failed .* is left out"):
            finding = answer(question, SMALL, tmp_path / "out")
        with pytest.warns(UserWarning, match="is left out"):
            once_more = answer(question, SMALL, tmp_path / "out")
    assert finding.failed == (Failed(MAIN, 2, "on", why),)
    assert once_more.failed == (Failed(MAIN, 2, "on", why, tries=2),)
    assert finding.changes[0].seeds == 1
    rows: Any = finding.differences()
    assert list(rows[rows["failed"] != ""]["failed"]) == [f"on: {why}"]
    assert rows[["off", "on", "difference"]].isna().sum().tolist() == [0, 1, 1]
    assert result.document(finding)["failed"] == [finding.failed[0]._asdict()]
    assert f"1 of {len(finding.outcomes)} runs failed" in " ".join(study_page.text(finding).split())
    assert why.rstrip(".") in study_page.render(finding).replace("&#39;", "'")
    assert finished(question, tmp_path / "out") == finished(question, tmp_path / "whole")


@pytest.mark.filterwarnings("default")
def test_a_study_of_which_some_runs_fail_ends_with_a_code_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Failing(lambda plan: plan.seeds == (2,), MemoryError())
    monkeypatch.setattr(setting, "in_memory", failing)
    study = written(tmp_path, changed("people: 400", "people: 600"))  # one shape
    done = call("study", study, "--out", str(tmp_path / "out"))
    assert done.exit_code == 3
    assert "there was not enough memory" in flowing(done.stdout)
    assert (tmp_path / "out" / "differences.csv").exists()


def test_where_all_runs_fail_the_first_says_why_and_the_rest_are_spared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Failing(lambda plan: True, MemoryForeseenError("It would not fit."))
    monkeypatch.setattr(setting, "in_memory", failing)
    question = load_study(written(tmp_path))
    many = SMALL._replace(seeds=9)
    with (
        pytest.warns(UserWarning, match="is left out"),
        pytest.raises(MemoryForeseenError, match="It would not fit"),
    ):
        answer(question, many, tmp_path / "out")
    assert failing.tried == GIVE_UP
    failing.fails = lambda plan: plan.inputs_digest in ons
    todo = [task for task in tasks(question, SMALL) if task.scenario == MAIN]
    ons = {task.plan.inputs_digest for task in todo if task.side == "on"}
    with (
        pytest.warns(UserWarning, match="is left out"),
        pytest.raises(RunError, match=r"no finding; the first run that failed .*would not fit"),
    ):
        answer(question, SMALL, tmp_path / "out")


def test_a_study_that_cannot_fit_is_refused_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = load_study(written(tmp_path))
    needs = memory.forecast(next(tasks(question, SMALL)).plan).total
    monkeypatch.setattr(memory, "_room", lambda: needs // 2)
    with pytest.raises(MemoryForeseenError, match="nothing was started"):
        answer(question, SMALL, tmp_path / "out")
    assert not runs_in(tmp_path / "out")


def test_the_plan_of_a_claim_is_shown_and_nothing_is_run(tmp_path: Path) -> None:
    study = written(tmp_path)
    shown = json.loads(call("study", study, "--dry-run", "--json", "--uncertain", "19").stdout)
    question = load_study(study)
    asked = runs_of(question, size_of(question, uncertain=19))
    assert shown["runs"] == len({one.run.key for one in asked})
    assert shown["parts"] == {"as assumed": 4, "assumptions moved": 7, "drawn again": 38}
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


@pytest.mark.slow
@pytest.mark.parametrize("name", library.names("studies"))
def test_a_study_of_the_library_gives_a_verdict(name: str, tmp_path: Path) -> None:
    question = load_study(name)
    size = size_of(question, people=3000, seeds=2)
    finding = answer(question, size, tmp_path)
    said = study_page.text(finding)
    assert finding.sentence in " ".join(said.split())
    assert all(np.isfinite(found.difference) for found in finding.changes)
    for label in finding.labels():
        assert str(label["evidence"]) in said
        if label["disputed"]:
            assert " ".join(str(label["disputed"]).split()) in " ".join(said.split())
    assert len(finding.scenarios) == len(scenarios(question))
