"""Studies carried out: exactly nothing where nothing differs, and the same bytes after a stop."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest

from discredit import library
from discredit.errors import InputError, Interrupted
from discredit.report import study_page
from discredit.studies import folder as result
from discredit.studies.answer import RUNS, Step, answer
from discredit.studies.design import MAIN, scenarios, size_of, tasks
from discredit.studies.question import Question, load_study
from small_study import SMALL, TEXT, changed, written

SAME = "note: said in other words, source: [asm.fp.link, err-no-rate], range: [0.0002, 0.05]}"


def test_a_measure_that_the_series_lacks_is_named_before_anything_runs(tmp_path: Path) -> None:
    question = load_study(written(tmp_path, changed("listed_wrongly", "listed_wrongfully")))
    with pytest.raises(InputError, match="Did you mean listed_wrongly"):
        answer(question, SMALL, tmp_path / "out")


def finished(question: Question, folder: Path) -> dict[str, bytes]:
    finding = answer(question, SMALL, folder)
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


def runs_in(folder: Path) -> list[Path]:
    return [path for path in (folder / RUNS).iterdir() if path.is_dir()]


def test_a_study_that_was_stopped_ends_with_the_bytes_of_one_that_was_not(tmp_path: Path) -> None:
    question = load_study(written(tmp_path))
    whole = finished(question, tmp_path / "whole")
    cancel = threading.Event()

    def stop(step: Step) -> None:
        if step.done >= 3:
            cancel.set()

    halted = tmp_path / "halted"
    with pytest.raises(Interrupted):
        answer(question, SMALL, halted, on_progress=stop, cancel=cancel)
    kept = {path.name: path.stat().st_mtime_ns for path in runs_in(halted)}
    assert 0 < len(kept) < len(runs_in(tmp_path / "whole"))
    assert finished(question, halted) == whole
    assert {name: (halted / RUNS / name).stat().st_mtime_ns for name in kept} == kept
    document = json.loads(whole["study.json"])
    assert document["systems"][0]["evidence"] == "documented"
    assert document["verdict"] in document["sentence"]
    assert "What would overturn it" in whole["report.txt"].decode()


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
