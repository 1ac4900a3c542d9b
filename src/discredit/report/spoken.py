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
    wording = result.wording()
    return Wording(told_in(wording.black), told_in(wording.red))


def spoken(table: Frame, result: Result) -> Frame:
    """Some effects, or groups beside the rest, with what each measure is called.

    Args:
        table: With the columns `measure` and `says`.
        result: Of which.
    """
    if language() == ENGLISH:
        return table
    own = own_words(result)
    called = {name: vocabulary.told(say(words), own) for name, words in TEMPLATES.items()}
    return table.assign(says=table["measure"].map(called).fillna(table["says"]))
