"""ArmStudy files with arms: refused in a sentence, planned, run, stopped, and run to the end."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command_line import call, document
from discredit.errors import ExitCode, InputError, Interrupted, ResultError
from discredit.report import sweep_page
from discredit.studies import rows, sweep
from discredit.studies.batch import Come
from discredit.studies.inquiry import ArmStudy, is_inquiry, load_inquiry
from small_study import TEXT as CLAIM

TEXT = """\
title: A small sweep
question: What decides who is listed wrongly?
arms: {plain: court-list, careless: court-list+observation.misrouted=0.05}
people: 300
months: 8
start: "2016-01"
vary: [behaviour.debts.dispute_rate, observation.court.listing_activity]
design: {kind: hypercube, draws: 19}
outcomes:
  - {measure: ever_wrongly, smallest: 10}
  - {measure: ever_listed, of: with}
  - {measure: months_shut_out, group: {dimension: settlement, label: rural}}
"""


def written(folder: Path, text: str = TEXT) -> str:
    path = folder / "sweep.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


def test_a_file_with_a_switch_is_none_with_arms(tmp_path: Path) -> None:
    assert is_inquiry(written(tmp_path))
    assert not is_inquiry(written(tmp_path, CLAIM))
    assert not is_inquiry("wrong-person")


HYPERCUBE = "{kind: hypercube, draws: 19}"
VARY = "[behaviour.debts.dispute_rate, observation.court.listing_activity]"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (VARY, "{observation.misrouted: {range: [0.5, 0.1]}}", ":7 .*lower end first"),
        (VARY, "[observation.misroutd]", ":7 .*Did you mean observation.misrouted"),
        ("court-list+observation", "rongcheng+observation", "all arms share|not in"),
        (HYPERCUBE, "{kind: hypercube, draws: 18}", ":8 .*takes 19 draws or more"),
        (HYPERCUBE, "{kind: sobol, base: 32}", "takes a power of 2, 64 or more"),
        (HYPERCUBE, "{kind: morris, trajectories: 2}", "takes 4 trajectories or more"),
        (HYPERCUBE, "{kind: sobol}", "has base"),
        (HYPERCUBE, "{kind: paired, draws: 3}", "has no draws"),
        (
            "careless: court-list+observation.misrouted=0.05",
            "same: court-list",
            ":3 arms.same .*once more",
        ),
        ("ever_wrongly", "ever_wrongful", "nobody records this one. Did you mean ever_wrongly"),
        ("of: with", "of: disparity", "a disparity is of a group"),
        (VARY, "{observation.misrouted: {range: [.nan, 1]}}", r":7 .*range\[0\] is nan; it must"),
        (VARY, "{observation.misrouted: {range: [0.5, 3]}}", "out of bounds at an end"),
        (VARY, f"[{VARY[1:-1]}, observation.court.listing_activity]", r"vary\[2\] is here twice"),
        ("measure: ever_listed, of: with", "measure: ever_wrongly", "here twice"),
        (HYPERCUBE, "{kind: paired}", "vary is beside a paired design"),
        (HYPERCUBE, "{kind: grid, steps: 1001}", ":8 .*1,002,002 runs; a study has at most"),
        ("people: 300", "people: 9900000000", ":4 people is 9900000000"),
        ("plain: court-list,", "plain: cort-list,", ":3 arms.plain cort-list .*mean court-list"),
        ("court-list+observation", "court-list+notise+observation", ":3 arms.careless notise"),
        ("misrouted=0.05", "misruoted=0.05", ":3 arms.careless observation.misruoted"),
    ],
)
def test_a_study_that_cannot_be_is_refused_before_anything_runs(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = changed(old, new)
    if "rongcheng" in text:
        text = text.replace(VARY, "[lists.defaulters.grace_months]")
    with pytest.raises(InputError, match=says):
        load_inquiry(written(tmp_path, text))


def test_the_plan_alone_runs_nothing(here: Path) -> None:
    shown = document("study", written(here), "--dry-run")
    assert shown["runs"] == 1 + 19
    assert shown["parts"] == {"as assumed": 1, "hypercube": 19}
    assert [path.name for path in here.iterdir()] == ["sweep.yaml"]
    text = changed(HYPERCUBE, "{kind: sobol, trajectories: 4, keep: 1, base: 64}")
    shown = document("study", written(here, text), "--dry-run")
    assert shown["parts"] == {"as assumed": 1, "screen": 4 * 3, "indices": 64 * 3}
    assert "total indices of 1 numbers are told to within" in shown["resolves"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[ArmStudy, Path]:
    folder = tmp_path_factory.mktemp("sweep")
    study = load_inquiry(written(folder))
    sweep_page.write(sweep.swept(study, folder / "out"), folder / "out")
    return study, folder / "out"


def bytes_in(folder: Path) -> dict[str, bytes]:
    names = (sweep_page.FILE, sweep_page.TABLE, sweep_page.PAGE)
    return {name: (folder / name).read_bytes() for name in names}


def test_a_study_stopped_three_times_ends_with_the_same_bytes(
    finished: tuple[ArmStudy, Path], tmp_path: Path
) -> None:
    study, whole = finished
    out = tmp_path / "out"
    for stop_at in (2, 9, 15):
        cancel = threading.Event()

        def stop(come: Come, at: int = stop_at, cancel: threading.Event = cancel) -> None:
            if come.name.startswith("hypercube") and come.done >= at:
                cancel.set()

        with pytest.raises(Interrupted):
            sweep.swept(study, out, on_progress=stop, cancel=cancel)
        with (out / sweep.RUNS / rows.FILE).open("ab") as file:
            file.write(b'["a line that a kill has cut')
    sweep_page.write(sweep.swept(study, out), out)
    assert bytes_in(out) == bytes_in(whole)


def test_the_answers_follow_from_the_rows(finished: tuple[ArmStudy, Path]) -> None:
    import pandas as pd

    study, out = finished
    found = sweep.swept(study, out)
    table: Any = pd.read_csv(out / sweep_page.TABLE)
    assert len(table) == study.runs
    drawn = np.sort(table.query("part == 'hypercube'")["ever_wrongly"].to_numpy())
    answer = found.answers[0]
    assert answer.doubt is not None
    assert answer.doubt.low <= drawn[0] and answer.doubt.high >= drawn[-1]
    value = table.query("part == 'as assumed'")["ever_wrongly"].iloc[0]
    assert answer.value == pytest.approx(value)
    sign = np.sign(value)
    held = (np.sign(drawn) == sign).mean() if sign else np.nan
    assert answer.doubt.held == pytest.approx(held, nan_ok=True)
    assert answer.matters == pytest.approx(
        ((np.abs(drawn) >= 10) & (np.sign(drawn) == sign)).mean()
    )


def test_a_store_of_another_version_is_refused(
    finished: tuple[ArmStudy, Path], tmp_path: Path
) -> None:
    study, out = finished
    shutil.copytree(out, tmp_path / "out")
    (tmp_path / "out" / sweep.RUNS / rows.FILE).write_bytes(b'{"discredit rows": 0}\n')
    with pytest.raises(ResultError, match="another version"):
        sweep.swept(study, tmp_path / "out")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--executor", "dask"], "go together"),
        (["--scheduler", "tcp://there:8786"], "go together"),
        (["--executor", "dask", "--scheduler", "?", "--workers", "2"], "has its own"),
        (["--executor", "dask", "--scheduler", "?"], "No Dask scheduler answers at ?"),
    ],
)
def test_a_scheduler_that_cannot_be_is_refused_before_anything_runs(
    here: Path, words: list[str], said: str
) -> None:
    pytest.importorskip("distributed")
    (here / "small.yaml").write_text(TEXT, encoding="utf-8")
    done = call("study", "small.yaml", *words)
    assert done.exit_code in (ExitCode.BAD_INPUT, ExitCode.RESULT)
    assert said in " ".join(done.output.replace("│", " ").split())
    assert [file.name for file in here.iterdir()] == ["small.yaml"]
