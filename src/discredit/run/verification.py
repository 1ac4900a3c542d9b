"""A result run again and compared, byte by byte.

verify(open_result(folder)).ok
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from discredit.engine.processes import ALONE, Processes
from discredit.errors import Interrupted, LackingError
from discredit.plan import Plan
from discredit.run import prepared
from discredit.run.arms import Progress
from discredit.run.twins import simulate
from discredit.shown import InShort, as_html, as_text
from discredit.store import manifest
from discredit.store.integrity import digests_of, unlike
from discredit.store.result import Result

MOST_SHOWN = 5
"""Differences that a verification shows of itself."""


class Verification(NamedTuple):
    """What running a result again gave; `differences` name tables and columns, in order."""

    ok: bool
    expected: str
    obtained: str
    differences: tuple[str, ...]

    def in_short(self) -> InShort:
        """Whether the result was obtained again, and what of it was not."""
        if self.ok:
            return InShort("Obtained again", (f"outcome digest {self.obtained}",), ())
        first = self.differences[:MOST_SHOWN]
        more = len(self.differences) - len(first)
        rest = (f"and {more} more in .differences",) if more else ()
        return InShort("Not obtained again", (*first, *rest), (".differences",))

    def __repr__(self) -> str:
        return as_text(self.in_short())

    def _repr_html_(self) -> str:
        return as_html(self.in_short())


def verify(
    result: Result,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    processes: Processes = ALONE,
) -> Verification:
    """Run a complete result again from its manifest alone, and compare all of both.

    The manifest is made again from policy and plan and compared field by field, the tables column
    by column: those obtained, and those that lie there, against what the manifest says of them.
    The command line and the versions are the run's own word; that nobody changed them since is told
    by the digest of the page. How long the run took is not compared.

    Args:
        result: A complete result.
        on_progress: Called in the caller's thread after each stretch of months.
        cancel: Once set, it stops.
        processes: Who takes part; all open the same result, and process 0 compares.

    Returns:
        Whether all is the same, both digests, and what differs: fields of the manifest, columns;
        of processes that do not compare, that nothing does.

    Raises:
        ResultError: the result is partial.
        MemoryForeseenError: the run would not fit; nothing was started.
        RunError: the disk refuses.
        Interrupted: it was stopped.
    """
    page = manifest.written_in(result.folder)
    if page.status != "complete":
        raise LackingError(f"{result.folder} is partial; only a complete result can be verified.")
    plan, digest = page.plan(), page.outcome_digest or ""
    if not processes.is_first:
        # Process 0 alone writes, and where.
        _simulate_again(result, plan, str(result.folder), on_progress, cancel, processes)
        return Verification(True, digest, digest, ())
    differences = [f"the manifest's {name} was changed" for name in manifest.edited(page, plan)]
    stored = digests_of(result.folder, plan)
    with TemporaryDirectory(prefix="discredit-verify-") as folder:
        _simulate_again(result, plan, folder, on_progress, cancel, processes)
        again = manifest.read(Path(folder))
    said = "in the file is not what the manifest says it was"
    differences += [f"{name} {said}" for name in unlike(page.columns, stored)]
    differences += [f"{name} came out otherwise" for name in unlike(page.columns, again.columns)]
    differences += [
        f"the manifest's {name} is not what came out"
        for name in ("outcome_digest", "traced", "done")
        if getattr(page, name) != getattr(again, name)
    ]
    return Verification(not differences, digest, again.outcome_digest or "", tuple(differences))


def _simulate_again(
    result: Result,
    plan: Plan,
    folder: str,
    on_progress: Callable[[Progress], None] | None,
    cancel: threading.Event | None,
    processes: Processes,
) -> None:
    """Run a plan into a folder that does not stay; all months are worked."""
    try:
        with prepared.all_anew():
            simulate(plan, folder, on_progress=on_progress, cancel=cancel, processes=processes)
    except Interrupted:
        raise Interrupted(f"Stopped. {result.folder} is as it was; nothing is kept.") from None
