"""From Python the same papers come as from the command line."""

from __future__ import annotations

from pathlib import Path

import discredit as dc
from command_line import answer, document


def test_a_protocol_is_the_same_from_python_and_from_the_command_line(tmp_path: Path) -> None:
    text = dc.odd("court-list", tmp_path / "odd.md", overlays="notice")
    assert (tmp_path / "odd.md").read_text("utf-8") == text
    assert answer("odd", "court-list", "--with", "notice") == text
    assert text != dc.odd("court-list")


def test_a_draft_is_the_same_from_python_and_from_the_command_line(
    result: Path, tmp_path: Path
) -> None:
    text = dc.assess(dc.open_pair(result))
    assert dc.assess(dc.open_result(result)) == dc.assess(str(result)) == text
    assert document("assess", str(result)) == {"label": None, "markdown": text}
    written = document("assess", str(result), "--out", str(tmp_path / "filed"))["written"]
    assert sorted(path.name for path in (tmp_path / "filed").iterdir()) == sorted(
        Path(path).name for path in written
    )
    assert len(written) == 3
