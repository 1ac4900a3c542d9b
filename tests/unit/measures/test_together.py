"""All that a report asks of the people, in one pass: the same answers, the people read once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from discredit import measures
from discredit.digest import digest
from discredit.errors import DamagedError
from discredit.measures.meanwhile import Ahead
from discredit.measures.plain import plain
from discredit.measures.tables import Frame
from discredit.measures.together import CENSUSES, altered
from discredit.plan import Plan, draw_up
from discredit.run import beside, twins
from discredit.store import open_result, sums
from discredit.store.claim import begin_again
from discredit.store.manifest import drafted
from discredit.store.result import Result, Twins
from discredit.store.so_far import seed_of

ASKED = (measures.effects, measures.disparity, measures.wrongful, measures.redress)


def test_one_pass_gives_what_each_question_gives_alone(result: Path) -> None:
    alone, together = open_result(result), open_result(result)
    measures.ask_all(together)
    assert {one.name for one in CENSUSES} == set(together.answers)
    assert not alone.answers
    for ask in ASKED:
        pd.testing.assert_frame_equal(ask(alone), ask(together), check_exact=True)


def test_sums_taken_beside_a_run_are_those_of_its_people(tmp_path: Path) -> None:
    ahead, pieces = Ahead(), list[Twins]()

    def look(folder: Path, plan: Plan, index: int) -> None:
        ahead.take(folder, plan, index)
        pieces.extend(seed_of(folder, plan, index).twins(500))

    plan = draw_up("court-list", people=3000, months=24, start="2015-01", seeds=(1, 2), burn_in=12)
    with beside.asking(look):
        folder = twins.simulate(plan, tmp_path / "result")
    told, asked = open_result(folder), open_result(folder)
    ahead.hand_over(told)
    measures.ask_all(asked)
    for one in CENSUSES:
        assert plain(told.answers[one.name]) == plain(asked.answers[one.name]), one.name
    again = list(asked.twins(500))
    assert len(pieces) == len(again) > 10
    for here, there in zip(pieces, again, strict=True):
        assert here.seed == there.seed
        for mine, theirs in zip(here[1:], there[1:], strict=True):
            pd.testing.assert_frame_equal(mine, theirs, check_exact=True)


def test_what_is_asked_beside_a_run_fails_the_run_where_it_fails(tmp_path: Path) -> None:
    def fails(folder: Path, plan: Plan, index: int) -> None:
        raise DamagedError(f"{folder} {plan.people} {index}")

    plan = draw_up("court-list", people=3000, months=1, start="2015-01", burn_in=0)
    with pytest.raises(DamagedError), beside.asking(fails):
        twins.simulate(plan, tmp_path / "result")


def test_a_burden_asked_alone_is_that_asked_among_all(result: Path) -> None:
    one: Frame = measures.disparity(open_result(result), ("times_refused", "ever_listed"))
    whole: Frame = measures.disparity(open_result(result))
    assert list(one["measure"].unique()) == ["times_refused", "ever_listed"]
    keys = ["measure", "dimension", "group"]
    chosen = whole[whole["measure"].isin(one["measure"])]
    pd.testing.assert_frame_equal(
        one.sort_values(keys).reset_index(drop=True),
        chosen.sort_values(keys).reset_index(drop=True),
        check_exact=True,
    )


def test_after_one_pass_nobody_is_read_again(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[int] = []
    read = Result.twins

    def counted(self: Result, at_once: int = 1 << 17) -> Iterator[Twins]:
        passes.append(at_once)
        return read(self, at_once)

    monkeypatch.setattr(Result, "twins", counted)
    opened = open_result(result)
    measures.ask_all(opened)
    measures.ask_all(opened)
    for ask in ASKED:
        ask(opened)
    assert len(passes) == 1


def test_what_is_kept_with_a_result_answers_as_a_pass_does(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summed = open_result(copy)
    measures.keep_sums(summed)
    kept = open_result(copy)
    assert set(kept.sums) == {one.name for one in CENSUSES}
    monkeypatch.setattr(Result, "twins", _nobody)
    for ask in (*ASKED, measures.time_to_correction, measures.foretold):
        pd.testing.assert_frame_equal(ask(kept), ask(summed), check_exact=True)


def test_sums_of_another_outcome_or_code_are_not_read(copy: Path) -> None:
    measures.keep_sums(open_result(copy))
    path = copy / sums.FILE
    page = json.loads(path.read_text())
    for name in ("of", "by", "format"):
        path.write_text(json.dumps(page | {name: 0}))
        assert not open_result(copy).sums


def test_damaged_sums_are_told_and_summed_again(copy: Path) -> None:
    summed = open_result(copy)
    measures.keep_sums(summed)
    path = copy / sums.FILE
    text = path.read_text()
    for damaged in (text[:-9], text.replace('"float64":[', '"float64":[9', 1), "{}"):
        path.write_text(damaged)
        with pytest.warns(UserWarning, match="is damaged; the people are summed again"):
            found = measures.wrongful(open_result(copy))
        pd.testing.assert_frame_equal(found, measures.wrongful(summed), check_exact=True)


def test_sums_that_somebody_changed_are_found(copy: Path) -> None:
    measures.keep_sums(open_result(copy))
    assert not altered(open_result(copy))
    path = copy / sums.FILE
    page = json.loads(path.read_text())
    page["sums"]["wrongs"][0]["tuple"][0]["Moments"][0]["float64"][0] += 1
    del page["digest"]
    path.write_text(json.dumps(page | {"digest": digest(page)}))
    assert altered(open_result(copy))


def test_nothing_is_written_into_a_folder_without_our_mark(copy: Path) -> None:
    (copy / ".discredit-result").unlink()
    measures.keep_sums(open_result(copy))
    assert not (copy / sums.FILE).exists()


def test_a_new_run_takes_the_sums_of_the_last_away(copy: Path) -> None:
    opened = open_result(copy)
    measures.keep_sums(opened)
    plan = opened.manifest.plan()
    (copy / "partial").mkdir()
    begin_again(copy, plan, drafted(plan, "a test"))
    assert not (copy / sums.FILE).exists()


def test_asking_a_stored_result_loads_no_engine(copy: Path) -> None:
    measures.keep_sums(open_result(copy))
    script = (
        "import sys; from discredit import measures; from discredit.store import open_result; "
        f"of = open_result({str(copy)!r}); "
        "[ask(of) for ask in (measures.effects, measures.redress, measures.upkeep)]; "
        "print('jax' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def _nobody(*_: object) -> Iterator[Twins]:
    raise AssertionError("the people were read")
