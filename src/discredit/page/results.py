"""Results that a page has asked for, until the server ends, and what can be taken away of them."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from discredit.plan import Plan
from discredit.words.tongue import ENGLISH, language

MOST_KEPT: Final = 8
"""Results, some ten megabytes each."""
KEY: Final = 32
"""Letters of the digest of all inputs that name a result."""


class Shelf:
    """Where they lie."""

    def __init__(self) -> None:
        self._lasting = tempfile.TemporaryDirectory(prefix="discredit-page-")
        self._lock = threading.Lock()

    def folder(self, plan: Plan) -> Path:
        """Where the result of a plan lies, or will.

        Args:
            plan: What is run.
        """
        return Path(self._lasting.name) / plan.inputs_digest[:KEY]

    def find(self, key: str) -> Path | None:
        """The result of a name that `folder` gave; None where there is none.

        Args:
            key: As a browser asks for it.
        """
        folder = Path(self._lasting.name) / key
        return folder if key.isalnum() and folder.is_dir() else None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """One writes at a time, for two tabs may ask for the same; then the oldest make room."""
        with self._lock:
            yield
            kept = sorted(Path(self._lasting.name).iterdir(), key=lambda one: one.stat().st_mtime)
            for old in kept[:-MOST_KEPT]:
                shutil.rmtree(old, ignore_errors=True)


def files_of(folder: Path) -> dict[str, Callable[[], bytes]]:
    """What can be taken away of a result, by name: its report and tables, its policy, a replay.

    Args:
        folder: Of the result.
    """
    from discredit.report import result_page
    from discredit.store import beside

    report = folder / result_page.FILE
    tables = sorted(beside.folder_of(report).glob("*.csv"))
    return {
        report.name: report.read_bytes if language() == ENGLISH else partial(_report, folder),
        "system.yaml": partial(_policy, folder),
        "replay.html": partial(_replay, folder),
        **{table.name: table.read_bytes for table in tables},
    }


def _policy(folder: Path) -> bytes:
    from discredit.store import open_result

    return open_result(folder).manifest.policy_texts["system"].encode()


def _report(folder: Path) -> bytes:
    from discredit.report import result_page
    from discredit.store import open_result

    return result_page.render(open_result(folder), language=language()).encode()


def _replay(folder: Path) -> bytes:
    from discredit.page.replay import replay
    from discredit.store import open_result

    return replay(open_result(folder), language()).encode()
