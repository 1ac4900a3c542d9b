"""All that a report asks of the people, in one pass: the same answers, the people read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from discredit import measures
from discredit.measures.tables import Frame
from discredit.measures.together import CENSUSES
from discredit.store import open_result
from discredit.store.result import Result, Twins

ASKED = (measures.effects, measures.disparity, measures.wrongful, measures.redress)


def test_one_pass_gives_what_each_question_gives_alone(result: Path) -> None:
    alone, together = open_result(result), open_result(result)
    measures.ask_all(together)
    assert {one.name for one in CENSUSES} == set(together.answers)
    assert not alone.answers
    for ask in ASKED:
        pd.testing.assert_frame_equal(ask(alone), ask(together), check_exact=True)


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
