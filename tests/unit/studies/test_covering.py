"""Known answers through the whole of a study: its file, its design, its rows, what it concludes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discredit.studies import covering, sweep
from discredit.studies.covering import KnownAnswer
from discredit.studies.crew import borrowed
from discredit.studies.inquiry import load_inquiry
from discredit.studies.setting import RunMade, Setting, code

LINEAR, ISHIGAMI = covering.KNOWN[:2]
NUMBERS = (
    "observation.court.ability_specificity",
    "observation.court.payment_seen",
    "observation.court.opening_rate",
    "observation.misrouted",
    "redress.filing_rate",
)
TEXT = """
title: Known
question: What decides an answer that is known?
arms: {{plain: court-list}}
people: 300
months: 8
start: "2016-01"
vary: [{numbers}]
design: {design}
outcomes: [{{measure: ever_wrongly}}]
"""


class Answers(Executor):
    """Makes each run at once, out of a mechanism whose answer is known."""

    def __init__(self, known: KnownAnswer) -> None:
        self.known = known

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        one: Setting = args[0]
        done: Future[Any] = Future()
        point = np.array([one.point or (0.5,) * self.known.numbers])
        done.set_result(RunMade({"0": (float(self.known.answer(point)[0]),)}, "", 0.0, code=code()))
        return done


def studied(known: KnownAnswer, design: str, folder: Path) -> sweep.Swept:
    numbers = ", ".join(NUMBERS[: known.numbers])
    file = folder / "known.yaml"
    file.write_text(TEXT.format(numbers=numbers, design=design), encoding="utf-8")
    return sweep.swept(load_inquiry(file), folder / "out", crew=borrowed(Answers(known)))


@pytest.mark.parametrize("known", [LINEAR, ISHIGAMI], ids=["linear", "ishigami"])
def test_a_study_of_a_known_answer_finds_its_indices(known: KnownAnswer, tmp_path: Path) -> None:
    (answer,) = studied(known, "{kind: sobol, base: 128}", tmp_path).answers
    assert answer.shared is not None
    found = {one.path: one for one in answer.shared.weights}
    for path, first, total in zip(NUMBERS, known.first, known.total, strict=False):
        one = found[path]
        assert abs(one.first - first) <= one.first_error < 0.4
        assert abs(one.total - total) <= one.total_error < 0.4


def test_a_study_of_draws_holds_nine_in_ten_of_a_known_answer(tmp_path: Path) -> None:
    doubt = studied(LINEAR, "{kind: hypercube, draws: 100}", tmp_path).answers[0].doubt
    assert doubt is not None
    truth = LINEAR.answer(np.random.default_rng(3).random((20_000, 5)))
    held = ((doubt.low <= truth) & (truth <= doubt.high)).mean()
    assert 0.85 < held < 0.98  # nine in ten, and three standard errors of a hundred draws


def test_a_study_of_draws_tells_in_what_share_a_known_sign_holds(tmp_path: Path) -> None:
    above_a_quarter = KnownAnswer("above a quarter", 1, lambda shares: shares[:, 0] - 0.25, 0.0)
    doubt = studied(above_a_quarter, "{kind: hypercube, draws: 40}", tmp_path).answers[0].doubt
    assert doubt is not None and doubt.held == pytest.approx(0.75, abs=0.01)
    assert doubt.standing == "open"
