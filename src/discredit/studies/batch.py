"""Many runs, one after another in one process, so that an engine is loaded once and takes them all.

Each run goes through the same doors as `discredit run`: a result is made in a temporary place, its
figures are taken, and it is removed.
"""

from __future__ import annotations

import shutil
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from discredit.digest import digest
from discredit.errors import DiscreditError, Interrupted, RunError, printable
from discredit.plan import Plan
from discredit.run import prepared, twins
from discredit.store import manifest, open_result
from discredit.store.result import Result
from discredit.studies.rows import NONE, RowStore, RunRow

GIVE_UP = 4
"""Runs that fail before any has come to its end, after which the others are not tried."""
_LONGEST_WHY = 300
Figures = Mapping[str, tuple[float, ...]]


class DesignRun(NamedTuple):
    """One run of a design."""

    name: str  # what it is called while it runs
    key: str  # all that it rests on
    plan: Callable[[], Plan]  # drawn up when it is its turn


class Come(NamedTuple):
    """How far a design has come."""

    done: int
    runs: int
    name: str
    seconds: float  # that the rest will take, as the runs before took; NaN before any


def key_of(*parts: object) -> str:
    """A key for a run that rests on some plain values, and on this code.

    Args:
        parts: Plain JSON values.
    """
    return digest([*parts, _engine()])[:32]


@cache
def _engine() -> dict[str, str]:
    """What computes here: it stays the same while Python runs."""
    here = manifest.versions()
    return {name: here[name] for name in manifest.ENGINE}


def run_all(
    asked: Sequence[DesignRun],
    rows: RowStore,
    take: Callable[[Result], Figures],
    *,
    on_progress: Callable[[Come], None] | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Run what is lacking, each run a row as soon as it ends.

    A run that fails is a row that says why, and is tried again by the next call.

    Args:
        asked: Every run, in order.
        rows: Where they are kept.
        take: The figures of a run, of its result.
        on_progress: Called after each run.
        cancel: When set, the run at hand is left within a stretch of months.

    Raises:
        Interrupted: It was stopped; the rows are kept.
        RunError: The disk refuses.
        Exception: So many failed, and none came to its end; it is what the first said.
    """
    each = {one.key: one for one in asked}
    lacking = [one for key, one in each.items() if key not in rows]
    done, failures = len(each) - len(lacking), list[Exception]()
    has_ended, stop = done > 0, cancel or threading.Event()
    began = time.monotonic()
    for at, one in enumerate(lacking, start=1):
        if stop.is_set():
            raise Interrupted("Stopped. What was done is kept; the same call goes on from there.")
        since = time.monotonic()
        try:
            figures, failed = _run(one.plan(), take, stop), ""
            has_ended = True
        except (Interrupted, RunError):
            raise
        except Exception as error:  # whatever it is, it is one run of many
            figures, failed = NONE, why(error)
            failures.append(error)
            if len(failures) >= GIVE_UP and not has_ended:
                raise failures[0] from None
            warnings.warn(f"{one.name} failed ({failed}) and is left out.", stacklevel=2)
        rows.add(RunRow(one.key, figures, failed, time.monotonic() - since))
        if on_progress is not None:
            left = (time.monotonic() - began) / at * (len(lacking) - at)
            on_progress(Come(done + at, len(each), one.name, left))


def _run(plan: Plan, take: Callable[[Result], Figures], stop: threading.Event) -> Figures:
    place = Path(mkdtemp(prefix="discredit-"))
    try:
        with prepared.all_anew():  # no other run would find the world of a draw
            twins.simulate(plan, place / "run", cancel=stop)
        return take(open_result(place / "run"))
    except Interrupted:
        raise Interrupted(
            "Stopped. What was done is kept; the same call goes on from there."
        ) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def why(error: Exception) -> str:
    """What a run that failed said, on one line.

    Args:
        error: Whatever it raised.
    """
    if isinstance(error, DiscreditError):
        said = str(error)
    elif isinstance(error, MemoryError):
        said = "there was not enough memory"
    else:
        said = f"{type(error).__name__}: {error}"
    return printable(" ".join(said.split()))[:_LONGEST_WHY]
