"""One finished result for all tests of what is told: the court list, 3000 people, two seeds."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from discredit.plan import draw_up
from discredit.report.result_page import write_report
from discredit.run import twins
from discredit.store import Result, open_result

PLAN = draw_up("court-list", people=3000, months=156, start="2012-01", seeds=(1, 2))


@cache
def folder() -> Path:
    """Where results lie until the tests end."""
    lasting = tempfile.TemporaryDirectory(prefix="discredit-tests-")
    atexit.register(lasting.cleanup)
    return Path(lasting.name)


@cache
def result() -> Result:
    out = folder() / "court-list"
    return open_result(twins.simulate(PLAN, out, command="discredit run court-list"))


@cache
def report() -> Path:
    """The report of that result, as a file."""
    return write_report(result(), folder() / "report.html")
