"""Runs of the benchmark are kept, say nothing of where they ran, and are drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bench import history
from bench.tables import Line

FOUND = {
    "date": "2026-12-01",
    "command": "python -m bench",
    "machine": {
        "processor": "A", "cores": 2, "memory_gib": 8.0, "system": "Linux x86_64",
        "python": "3.11.7", "versions": {"jax": "0.10.2"}, "commit": "0123456789+",
        "hostname": "somewhere",
    },
}  # fmt: skip


def test_a_run_is_kept_by_date_and_commit_without_where_it_ran(tmp_path: Path) -> None:
    line = Line("court-list, both worlds, 1 000 000 people", "21.5 million person-months/s")
    file = history.keep(history.entry(FOUND, [line]), tmp_path)
    assert file.name == "2026-12-01-0123456789.json"
    assert "somewhere" not in file.read_text("utf-8")
    (run,) = history.runs(tmp_path)
    (point,) = history.points([run])
    assert point["figure"] == 21.5 and point["line"] == "court list"


def test_kept_runs_name_no_machine_and_stand_in_order() -> None:
    kept = history.runs()
    assert len(kept) >= 4
    for run in kept:
        assert (history.KEPT / f"{run['date']}-{run['commit'].rstrip('+')}.json").is_file()
        assert set(run["machine"]) == set(history.MACHINE)
        assert re.search(r"(?<!\w)/(?:home|root|work|tmp|Users)\b", json.dumps(run)) is None
    assert [run["date"] for run in kept] == sorted(run["date"] for run in kept)


def test_every_kept_run_is_in_the_picture() -> None:
    drawn = history.PICTURE.read_text("utf-8")
    shown = {point["run"] for point in history.points(history.runs())}
    assert shown and all(run in drawn for run in shown), "`make bench-history` draws them"
