"""A mechanism whose answer is known, through the whole of a study: file, design, rows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np

from discredit.studies import sweep
from discredit.studies.covering import KnownAnswer
from discredit.studies.crew import borrowed
from discredit.studies.inquiry import load_inquiry
from discredit.studies.setting import RunMade, Setting, code

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
seeds: {seeds}
{vary}
design: {design}
outcomes: [{{measure: ever_wrongly{more}}}]
"""


class Answers(Executor):
    """Makes each run at once, out of a mechanism whose answer is known; each seed has its luck."""

    def __init__(self, known: KnownAnswer, luck: float = 0.0) -> None:
        self.known, self.luck = known, luck

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        one: Setting = args[0]
        done: Future[Any] = Future()
        moved = {over.path: share for over, share in zip(one.over, one.point, strict=True)}
        point = np.array([[moved.get(path, 0.5) for path in NUMBERS[: self.known.numbers]]])
        luck = self.luck * np.random.default_rng(one.seed).normal()
        value = float(self.known.answer(point)[0] + luck)
        done.set_result(RunMade({"0": (value,)}, "", 0.0, code=code()))
        return done


def studied(
    known: KnownAnswer,
    design: str,
    folder: Path,
    *,
    seeds: int = 1,
    luck: float = 0.0,
    more: str = "",
) -> sweep.Swept:
    """A study of it, whose rows lie in `out` of a folder."""
    vary = f"vary: [{', '.join(NUMBERS[: known.numbers])}]" if "paired" not in design else ""
    file = folder / "known.yaml"
    text = TEXT.format(vary=vary, design=design, seeds=seeds, more=more)
    file.write_text(text, encoding="utf-8")
    makers = borrowed(Answers(known, luck))
    return sweep.swept(load_inquiry(file), folder / "out", crew=makers)
