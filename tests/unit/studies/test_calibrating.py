"""A calibration through the command: what it takes, what it comes to, and who takes its draws."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command_line import call, document, flowing
from discredit.errors import ExitCode, InputError, Interrupted, OtherVersionError
from discredit.measures.published import NEEDS, published, read
from discredit.plan import draw_up
from discredit.policy.address import entry_at, find, numbers
from discredit.report import calibration_page
from discredit.store import open_result
from discredit.studies import drawn
from discredit.studies.batch import Come
from discredit.studies.calibrating import Calibrated, calibrated
from discredit.studies.calibration import ask
from discredit.studies.inquiry import load_inquiry
from discredit.studies.ranges import ranges_of
from discredit.studies.rows import FILE
from discredit.studies.uncertain import draws_beside

NUMBER = "observation.court.listing_activity@2013-10"
FIGURES = """figure,date,value,kind,source,note
listings,2013-12,1000000,fitted,nobody,made up
listings,2013-11,600000,predicted,nobody,made up
"""
PEOPLE, RUNS = 2000, 100
STUDY = """
title: What draws do
question: Do they reach a study?
arms: {plain: court-list}
people: 300
months: 8
start: "2016-01"
vary: [observation.misrouted, observation.court.listing_activity]
draws: draws.json
design: {kind: hypercube, draws: 19}
outcomes: [{measure: ever_listed}]
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Calibrated]:
    """One number fitted to one figure, stopped once on its way."""
    folder = tmp_path_factory.mktemp("calibrated")
    table = folder / "figures.csv"
    table.write_text(FIGURES)
    asked = ask("court-list", people=PEOPLE, runs=RUNS, paths=(NUMBER,), file=table)
    cancel = threading.Event()

    def stop(come: Come) -> None:
        if come.done == 7:
            cancel.set()

    with pytest.raises(Interrupted, match="goes on from there"):
        calibrated(asked, folder / "out", on_progress=stop, cancel=cancel)
    emitted = document(
        *("calibrate", "court-list", "--people", str(PEOPLE), "--runs", str(RUNS)),
        *("--number", NUMBER, "--figures", str(table), "--out", str(folder / "out")),
        *("--workers", "1"),
    )
    assert emitted["runs"] == RUNS
    return folder, calibrated(asked, folder / "out", on_progress=never)


def never(come: Come) -> None:
    raise AssertionError(f"{come.name} was made again")


def test_a_calibration_that_was_stopped_makes_no_run_twice(done: Any) -> None:
    folder, found = done
    rows = (folder / "out" / "runs" / FILE).read_bytes().splitlines()[1:]
    assert len(rows) == len({json.loads(row)[0] for row in rows}) == RUNS
    before = (folder / "out" / "draws.json").read_bytes()
    assert calibration_page.write(found, folder / "out").read_bytes() == before


def test_the_fitted_number_gives_what_was_published(done: Any) -> None:
    _, found = done
    fitted, predicted = found.figures
    assert fitted.is_inside and fitted.published.kind == "fitted"
    assert 0 < fitted.low < fitted.high < 3e6
    (number,) = found.numbers
    assert number.low < number.middle < number.high and number.left < 0.7
    assert predicted.low < predicted.middle < predicted.high
    assert "nominal" in " ".join(calibration_page.told(found))


def test_draws_take_the_place_of_ranges_and_are_named(done: Any, tmp_path: Path) -> None:
    folder, found = done
    file = folder / "out" / "draws.json"
    run = ("run", "court-list", "--people", "300", "--months", "8", "--start", "2016-01")
    made = (*run, "--burn-in", "0", "--out", str(tmp_path / "run"), "--no-report")
    emitted = document(*made, "--uncertain", "19", "--draws", str(file))
    draws = drawn.read_draws(str(file))
    assert draws.digest[:12] in emitted["how_sure"]
    assert "1 further number was taken from draws" in emitted["how_sure"]
    page = json.loads((tmp_path / "run" / "draws" / "design.json").read_bytes())
    assert page["given"]["digest"] == draws.digest and page["given"]["system"] == "court-list"
    every = len(ranges_of(draw_up("court-list", people=300)))
    assert page["numbers"] == every - 1
    beside = draws_beside(open_result(tmp_path / "run"))
    assert beside is not None and beside.drawn.draws == 19
    np.testing.assert_allclose(draws.values, found.fit.values, rtol=1e-5)


def test_a_draw_is_set_in_both_worlds_as_it_is() -> None:
    plan = draw_up("court-list", people=300, against="court-list+notice")
    entries = {NUMBER: 0.2, "gates.checked.flight@2016-07": 0.25}
    after = drawn.with_draw(plan, entries)
    for policy in (after.policy, after.against):
        assert policy is not None
        known = numbers(policy)
        for path, value in entries.items():
            address = find(path, known)
            assert address is not None
            assert entry_at(known[address.path], address) == value
    was = numbers(plan.policy)["gates.checked"]
    assert numbers(after.policy)["gates.checked"].dated != was.dated
    assert drawn.with_draw(plan, {}) is plan


def test_a_study_takes_draws_and_says_so(done: Any, tmp_path: Path) -> None:
    content = (done[0] / "out" / "draws.json").read_bytes()
    (tmp_path / "draws.json").write_bytes(content)
    (tmp_path / "study.yaml").write_text(STUDY)
    study = load_inquiry(tmp_path / "study.yaml")
    assert [one.path for one in study.moving] == ["observation.misrouted"]
    assert study.draws is not None and study.draws.paths == (NUMBER,)
    shown = call("study", str(tmp_path / "study.yaml"), "--dry-run").output
    assert study.draws.digest[:12] in flowing(shown)
    from discredit.studies.sweep import _asked, _first_parts

    cube = _first_parts(study)[-1]
    given = [one.setting.given for one in _asked(study, cube)]
    assert given == [((NUMBER, value),) for (value,) in study.draws.values[:19]]
    (tmp_path / "study.yaml").write_text(STUDY.replace("hypercube, draws: 19", "grid, steps: 2"))
    with pytest.raises(InputError, match="draws are joint"):
        load_inquiry(tmp_path / "study.yaml")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("hangzhou",), "none is at hand"),
        (("court-list", "--runs", "300"), "take 325 runs or more"),
        (("court-list", "--number", "nope"), "nope is no such number"),
        (("court-list", "--number", "gates.checked.flight"), "several values"),
    ],
)
def test_what_cannot_be_fitted_is_refused_before_anything_runs(
    here: Path, asked: tuple[str, ...], said: str
) -> None:
    refused = call("calibrate", *asked)
    assert refused.exit_code == ExitCode.BAD_INPUT
    assert said in flowing(refused.stderr)
    assert not list(here.iterdir())


def test_the_plan_is_shown_alone(here: Path) -> None:
    shown = flowing(call("calibrate", "court-list", "--dry-run").output)
    assert "12 numbers of court-list to 28 published figures; 18 more are predicted" in shown
    assert "600 (first 120, second 120, third 240, check 120)" in shown
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stocks,2012-12,5,fitted,x,", "stock"),
        ("stock,2012-13,5,fitted,x,", "it is a month"),
        ("stock,2012-12,0,fitted,x,", "other than 0"),
        ("stock,2012-12,5,guessed,x,", "fitted or predicted"),
        ("listings,2013-12,5,fitted,x,", "stands once"),
    ],
)
def test_a_table_of_figures_says_what_is_wrong_in_which_line(line: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read(FIGURES + line, "figures.csv")
    assert refused.value.faults[0].line == 4


def test_a_file_of_draws_is_read_as_it_was_written(done: Any, tmp_path: Path) -> None:
    page = json.loads((done[0] / "out" / "draws.json").read_bytes())
    file = tmp_path / "draws.json"

    def written(**changes: Any) -> str:
        file.write_text(json.dumps({**page, **changes}))
        return str(file)

    with pytest.raises(InputError, match="other values"):
        drawn.read_draws(written(values=[[1.0]]))
    with pytest.raises(OtherVersionError, match="another version"):
        drawn.read_draws(written(**{drawn.MARK: 99}))
    file.write_text("{}")
    with pytest.raises(InputError, match="calibrate"):
        drawn.read_draws(str(file))
    with pytest.raises(InputError, match="no such file"):
        drawn.read_draws("nowhere.json")
    draws = drawn.read_draws(written())
    known = {"court-list": numbers(draw_up("court-list", people=300).policy)}
    with pytest.raises(InputError, match="holds 20 draws"):
        drawn.refuse_unmet(draws, known, 21, "run")
    other = draws._replace(paths=("scores.nothing",))
    with pytest.raises(InputError, match="no such number"):
        drawn.refuse_unmet(other, known, 19, "run")
    assert call("run", "court-list", "--draws", str(file)).exit_code == ExitCode.BAD_INPUT


def test_every_figure_that_ships_can_be_looked_up() -> None:
    assert {one.figure for one in published("court-list")} <= set(NEEDS)
    assert published("hangzhou") == ()
