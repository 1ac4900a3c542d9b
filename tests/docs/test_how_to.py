"""The how-to pages do what they say: their Python runs as it stands, and the places they name hold
what they say is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command_line import answer
from discredit.report import result_page
from discredit.run import twins
from discredit.store import open_result
from stored_result import PLAN
from told_figures import ROOT

DOCS = ROOT / "docs"


def programs(page: str, language: str = "python") -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_results_are_read_as_the_page_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    twins.simulate(PLAN, tmp_path / "results" / "demo", command="a test")
    monkeypatch.chdir(tmp_path)
    ours, plain = programs("read-results.md")
    known: dict[str, Any] = {}
    exec(ours, known)
    exec(plain, known)
    effects = known["effects"]
    listed = effects[(effects["measure"] == "months_listed") & (effects["group"] == "all")]
    told = float(capsys.readouterr().out)
    assert told > 0
    assert np.isfinite(listed["difference"]).all()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not here")
def test_r_reads_what_python_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = open_result(twins.simulate(PLAN, tmp_path / "results" / "demo", command="a test"))
    result_page.write_report(result)
    shown = answer("effects", "results/demo", "--json")
    (tmp_path / "effects.json").write_text(shown, "utf-8")
    persons = result.persons()
    persons.to_csv("persons.csv", index=False)
    (tmp_path / "page.R").write_text("\n".join(programs("read-results.md", "r")), "utf-8")
    done = subprocess.run(["Rscript", "page.R"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    worlds = persons.pivot(index=["seed", "person"], columns="arm", values="months_listed")
    assert float(done.stdout.split()[-1]) == pytest.approx(
        (worlds["with"] - worlds["without"]).mean(), rel=1e-5
    )


def test_a_swapped_room_does_what_the_page_says() -> None:
    (program,) = programs("swap-a-room.md")
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
