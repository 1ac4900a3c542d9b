"""What stands beside a number: its note, and what overlays made of it."""

from __future__ import annotations

import re

import pytest

from discredit import library
from discredit.errors import InputError
from discredit.plan import load
from discredit.policy.address import numbers_of
from discredit.words.levers import note_said
from discredit.words.tongue import speaking

LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("system", ["court-list", "rongcheng", "sesame", "student-grant-checks"])
def test_whatever_a_safeguard_notes_of_a_number_is_told_in_chinese(system: str) -> None:
    told = {}
    for safeguard in library.names("safeguards"):
        try:
            policy = load(system, (safeguard,))[0]
        except InputError:  # it would change nothing there
            continue
        notes = (at.number.note or "" for at in numbers_of(policy))
        with speaking("zh"):
            told |= {note: note_said(note) for note in notes if "by the overlay" in note}
    assert told
    assert not {note: said for note, said in told.items() if LATIN.search(said)}


def test_what_a_file_notes_stands_before_what_overlays_made_of_it() -> None:
    note = (
        "Set so that entries come to 67 a month per million people. Multiplied by 0.8 (flight) by "
        "the overlay evidence-standard. Raised to at least 3 by the overlay my-own"
    )
    assert note_said(note) == note
    with speaking("zh"):
        assert note_said(note) == (
            "如此设定，使每百万人每月列入 67 次。由“证据标准”乘以 0.8（乘坐飞机）。"
            "由“my-own”提高到至少 3。"
        )
        graded = "Mine. Set by the overlay notice; graded fictional before."
        assert note_said(graded) == "Mine. 由“告知”设定；此前分级为：虚构。"
        assert note_said("") == ""
