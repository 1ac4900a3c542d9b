"""What measures are called, in the language that is spoken now."""

from __future__ import annotations

from discredit import vocabulary
from discredit.measures.catalogue import TEMPLATES
from discredit.measures.tables import Frame
from discredit.store.result import Result
from discredit.vocabulary import Wording
from discredit.words.phrases import told_in
from discredit.words.tongue import ENGLISH, language, say


def own_words(result: Result) -> Wording:
    """What a system calls its lists.

    Args:
        result: A run of it.
    """
    return _told_in(result.wording())


def spoken(table: Frame, result: Result) -> Frame:
    """Some effects, or groups beside the rest, with what each measure is called.

    Args:
        table: With the columns `measure` and `says`.
        result: Of which.
    """
    if language() == ENGLISH:
        return table
    wording = result.wording()
    called = {name: measure_said(name, wording) for name in TEMPLATES}
    return table.assign(says=table["measure"].map(called).fillna(table["says"]))


def measure_said(measure: str, wording: Wording) -> str:
    """What a measure is called; '' of one that a system reads out of its files.

    Args:
        measure: Its name.
        wording: What a system calls its lists, in the words of the policy.
    """
    return vocabulary.told(say(TEMPLATES.get(measure, "")), _told_in(wording))


def _told_in(wording: Wording) -> Wording:
    return Wording(told_in(wording.black), told_in(wording.red))
