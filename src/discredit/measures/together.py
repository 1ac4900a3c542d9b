"""All that is asked of the people of a result, in one pass over them, and kept beside it."""

from __future__ import annotations

from typing import Any

from discredit.measures.effects import BURDENS, LIVES_DIFFER
from discredit.measures.forecast import FORETOLD
from discredit.measures.listing import WRONGS_DONE
from discredit.measures.plain import plain
from discredit.measures.redress import STEPS
from discredit.measures.tables import ask, is_known
from discredit.measures.waits import WAITED
from discredit.store import sums
from discredit.store.result import Result

CENSUSES = (LIVES_DIFFER, BURDENS, WRONGS_DONE, WAITED, STEPS, FORETOLD)


def ask_all(result: Result) -> None:
    """Sum all that is asked of the people, unless that has been done: reading two million lives
    takes longer than any one question. Of a run that goes on nothing is kept.

    Args:
        result: A run with both of its worlds.

    Raises:
        ResultError: A world is missing, or the two do not hold the same persons.
    """
    if result.manifest.status == "complete" and not all(is_known(result, one) for one in CENSUSES):
        ask(result, CENSUSES)


def keep_sums(result: Result) -> Result:
    """Sum all that is asked of the people of a run, and keep it beside the tables, so that later
    questions read it. In a folder that carries no mark of ours nothing is written.

    Args:
        result: A run with both of its worlds.

    Returns:
        The same, which knows the sums.

    Raises:
        ResultError: A world is missing, or the two do not hold the same persons.
        RunError: The folder cannot be written.
    """
    ask_all(result)
    outcome = result.manifest.outcome_digest
    if outcome is not None and set(result.sums) != {one.name for one in CENSUSES}:
        sums.write(result.folder, outcome, _plain(result))
    return result


def altered(result: Result) -> bool:
    """Whether the sums beside a result are others than its people add up to.

    Args:
        result: One whose tables are as they should be.
    """
    if not result.sums:
        return False
    again = Result(result.folder, result.manifest)
    ask(again, CENSUSES)
    return _plain(again) != result.sums


def _plain(result: Result) -> dict[str, Any]:
    return {one.name: plain(result.answers[one.name]) for one in CENSUSES}
