"""What was written in English before anybody asked for it, told in Chinese."""

from __future__ import annotations

import re

import numpy as np

from discredit.measures import caution
from discredit.words.retold import kept
from discredit.words.tongue import speaking

LATIN = re.compile(r"[A-Za-z]{2,}")


def test_that_there_are_too_few_is_told_with_its_numbers() -> None:
    every = {caution.IN_ONE_ALONE}
    for what in (caution.AFFECTED, caution.AFFECTED_ELSEWHERE, caution.CASES):
        for affected in range(6):
            every |= set(caution.cautions(np.array([affected]), what, np.array([100])))
    every |= set(caution.cautions(np.full(31, 9), caution.CASES, np.arange(31)))
    with speaking("zh"):
        told = {text: kept(text) for text in every - {""}}
    assert len(told) > 40
    for text, said in told.items():
        assert not LATIN.search(said), said
        assert re.findall(r"[\d,]+", said) == re.findall(r"[\d,]+", text), said
    assert told["too few to say: 29 people of this group; 500 take 18 times the people"] == (
        "人数太少，不作判断：该群体 29 人；要有 500 人，总人数须为 18 倍"
    )


def test_what_no_catalogue_has_stays_english() -> None:
    with speaking("zh"):
        assert kept("The mayor was asked.") == "The mayor was asked."
    assert kept(caution.TOO_FEW) == caution.TOO_FEW
