"""All that a report asks of the people of a result, in one pass over them."""

from __future__ import annotations

from discredit.measures.effects import BURDENS, LIVES_DIFFER
from discredit.measures.listing import WRONGS_DONE
from discredit.measures.redress import STEPS
from discredit.measures.tables import ask
from discredit.measures.waits import WAITED
from discredit.store.result import Result

CENSUSES = (LIVES_DIFFER, BURDENS, WRONGS_DONE, WAITED, STEPS)


def ask_all(result: Result) -> None:
    """Sum all that a report tells of the people, unless that has been done: reading two million
    lives takes longer than any one question. Of a run that goes on nothing is kept.

    Args:
        result: A run with both of its worlds.

    Raises:
        ResultError: A world is missing, or the two do not hold the same persons.
    """
    if result.manifest.status == "complete" and any(
        one.name not in result.answers for one in CENSUSES
    ):
        ask(result, CENSUSES)
