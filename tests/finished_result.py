"""One finished result for all tests of what is told: the court list, 3000 people, two seeds."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from discredit.plan import draw_up
from discredit.report import write_report
from discredit.run import twins
from discredit.store import Result, open_result

PLAN = draw_up("court-list", people=3000, months=156, start="2012-01", seeds=(1, 2))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="discredit-told-")
    atexit.register(folder.cleanup)
    return folder


@cache
def result() -> Result:
    folder = Path(_folder().name) / "result"
    return open_result(twins.simulate(PLAN, folder, command="discredit run court-list"))


@cache
def report() -> Path:
    """The report of that result, as a file."""
    return write_report(result(), Path(_folder().name) / "report.html")
