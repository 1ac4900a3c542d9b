"""Known answers through the whole of a study: its file, its design, its rows, what it concludes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from discredit.studies import covering
from discredit.studies.covering import KnownAnswer
from known_study import NUMBERS, studied

LINEAR, ISHIGAMI = covering.KNOWN[:2]


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
