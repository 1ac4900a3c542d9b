"""A run drawn again: intervals that hold what they say, and the same draws after a stop."""

from __future__ import annotations

import json
import threading
from math import isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import call, document, flowing
from discredit import measures
from discredit.errors import ExitCode, InputError, Interrupted
from discredit.plan import draw_up
from discredit.report import result_page
from discredit.report.papers import assessment
from discredit.report.papers.findings import Findings
from discredit.report.papers.paper import texts_in
from discredit.run import twins
from discredit.store import open_result
from discredit.studies import uncertain
from discredit.studies.batch import Come
from discredit.studies.ranges import moved, ranges_of
from discredit.studies.rows import FILE
from discredit.words import doubt

DRAWS = doubt.FEWEST
PLAN = draw_up("court-list", people=300, months=8, start="2016-01", seeds=(1, 2), burn_in=0)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run of two seeds, drawn again."""
    folder = tmp_path_factory.mktemp("drawn") / "run"
    twins.simulate(PLAN, folder)
    uncertain.draw_again(open_result(folder), DRAWS)
    return folder


def told(folder: Path) -> Any:
    result = open_result(folder)
    return uncertain.with_doubt(result, measures.effects(result))


def test_every_figure_of_everybody_has_what_the_draws_say(drawn: Path) -> None:
    effects = told(drawn)
    everybody = effects[effects["dimension"] == "all"]
    assert set(everybody["draws"]) <= {0, DRAWS}
    assert (effects.loc[effects["dimension"] != "all", "draws"] == 0).all()
    is_told = everybody["together_low"].notna() & everybody["low"].notna()
    assert is_told.sum() > 20
    some = everybody[is_told]
    assert (some["together_low"] <= some["low"]).all()
    assert (some["together_high"] >= some["high"]).all()
    assert effects.columns[-1] == "label"


def test_a_draw_is_the_run_that_its_numbers_make(drawn: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    moving = ranges_of(PLAN)
    shares, _ = uncertain.possible(PLAN, moving, DRAWS)
    plan = moved(replace(PLAN, seeds=(3,), traced=()), moving, shares[2])
    twins.simulate(plan, tmp_path / "third")
    alone = uncertain.everybodys(open_result(tmp_path / "third"))
    draws = uncertain.draws_beside(open_result(drawn))
    assert draws is not None
    kept = draws.rows[2].figures
    assert kept.keys() == alone.keys()
    np.testing.assert_array_equal([kept[k] for k in kept], [alone[k] for k in kept])


def test_draws_that_were_stopped_end_with_the_same_bytes(drawn: Path, tmp_path: Path) -> None:
    folder, cancel = tmp_path / "run", threading.Event()
    twins.simulate(PLAN, folder)

    def stop(come: Come) -> None:
        if come.done == 7:
            cancel.set()

    with pytest.raises(Interrupted, match="goes on from there"):
        uncertain.draw_again(open_result(folder), DRAWS, on_progress=stop, cancel=cancel)
    so_far = uncertain.draws_beside(open_result(folder))
    assert so_far is not None and so_far.drawn.draws == 7
    assert "12 of 19 draws are still to be made" in doubt.how_drawn(so_far.drawn)
    uncertain.draw_again(open_result(folder), DRAWS)

    def rows(of: Path) -> list[Any]:
        lines = (of / uncertain.FOLDER / FILE).read_bytes().splitlines()[1:]
        return [json.loads(line)[:3] for line in lines]  # all but the seconds it took

    assert rows(folder) == rows(drawn)
    assert told(folder).equals(told(drawn))


def test_the_report_data_frame_and_json_say_one_thing(drawn: Path) -> None:
    first = measures.headline(told(drawn)).to_dict("records")
    page = result_page.render(open_result(drawn))
    assert doubt.HEAD in page.lower()
    assert all(doubt.held(row) in page for row in first)
    assert uncertain.how_sure(open_result(drawn)) in page
    emitted = document("effects", str(drawn))["effects"]
    rows = {row["measure"]: row for row in emitted if row["dimension"] == "all"}
    for row in first:
        assert rows[row["measure"]]["standing"] == row["standing"]
        assert rows[row["measure"]]["measure_first"] == row["measure_first"]
        assert (
            f"measure first {row['measure_first']}" in doubt.clause(row)
            or not (row["measure_first"])
        )
    shown = flowing(call("effects", str(drawn)).output)
    assert any(doubt.is_open(row) for row in first) == (f"{doubt.OPEN}: " in shown)
    assert result_page.altered(open_result(drawn)) == ""


def test_a_draft_of_an_assessment_tells_both_intervals(drawn: Path) -> None:
    result = open_result(drawn)
    said = [one.interval for one in Findings(result).of_headlines()]
    told_of = [
        (doubt.between(row), doubt.held(row))
        for row in measures.headline(told(drawn)).to_dict("records")
    ]
    assert any(ends for ends, _ in told_of)
    for ends, held in told_of:
        assert any(ends in one and one.endswith(held) for one in said)
    assert any(uncertain.how_sure(result) in text for text in texts_in(assessment.draft(result)))


def test_too_few_draws_are_refused_before_anything_runs(here: Path) -> None:
    done = call("run", "court-list", "--people", "300", "--uncertain", "18")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "takes 19 to" in " ".join(done.stderr.split())
    assert not list(here.iterdir())


@given(st.lists(st.floats(-9, 9), min_size=19, max_size=60), st.floats(-9, 9))
def test_the_interval_is_of_order_statistics_and_the_sign_is_counted(
    found: list[float], value: float
) -> None:
    told_of = uncertain.doubt_of(np.array(found), value)
    outside = sum(x < told_of.low or x > told_of.high for x in found)
    assert outside <= 0.1 * len(found)
    assert (told_of.low, told_of.high) == (sorted(found)[0], sorted(found)[-1]) or len(found) >= 39
    if value:
        assert told_of.held == sum(np.sign(x) == np.sign(value) for x in found) / len(found)
    else:
        assert isnan(told_of.held) and told_of.standing == ""


def test_a_sign_that_holds_in_fewer_than_nine_of_ten_is_open() -> None:
    found = np.array([1.0] * 89 + [-1.0] * 10 + [nan])
    assert uncertain.doubt_of(found, 5.0).standing == "open"
    assert uncertain.doubt_of(np.append(found[:-1], 1.0), 5.0).standing == "holds"


def test_numbers_that_contradict_each_other_are_drawn_anew() -> None:
    plan = draw_up("suqian", people=100, months=2)
    moving = ranges_of(plan)
    shares, set_aside = uncertain.possible(plan, moving, 6)
    assert len(shares) == 6 and set_aside > 0
    for point in shares:
        moved(plan, moving, point)  # refuses none
    with pytest.raises(InputError):
        uncertain.of_draws(plan, 3)
