"""The how-to pages do what they say: their Python runs as it stands, and the places they name hold
what they say is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discredit.run import twins
from stored_result import PLAN
from told_figures import ROOT

DOCS = ROOT / "docs"


def python_of(page: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_results_are_read_as_the_page_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    twins.simulate(PLAN, tmp_path / "results" / "demo", command="a test")
    monkeypatch.chdir(tmp_path)
    ours, plain = python_of("read-results.md")
    known: dict[str, Any] = {}
    exec(ours, known)
    exec(plain, known)
    effects = known["effects"]
    listed = effects[(effects["measure"] == "months_listed") & (effects["group"] == "all")]
    told = float(capsys.readouterr().out)
    assert told > 0
    assert np.isfinite(listed["difference"]).all()


def test_a_swapped_room_does_what_the_page_says() -> None:
    (program,) = python_of("swap-a-room.md")
    known: dict[str, Any] = {"print": lambda *_: None}
    exec(program, known)
    assert known["as_it_is"][-1] > 0 and known["swapped"][-1] == 0


def test_the_places_where_a_measure_is_added_hold_the_example() -> None:
    text = (DOCS / "add-a-measure.md").read_text("utf-8")
    files = [ROOT / name for name in re.findall(r"`((?:src|tests)/[\w/.]+)`", text)]
    assert len(files) >= 6 and all(file.is_file() for file in files)
    for quoted in re.findall(r"`(\"bills_unpaid\": .+?)`\.", text):
        assert any(quoted in file.read_text("utf-8") for file in files), quoted
    assert "bills_unpaid" in (ROOT / "src/discredit/measures/listing.py").read_text("utf-8")
