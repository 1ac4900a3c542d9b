"""One case of validation as a file: a crowd of ten."""

from __future__ import annotations

from pathlib import Path

CROWD = """\
schema: 1
cases:
- id: crowd-01
  title: Ten people, one after the other
  mechanism: threshold_cascade
  inputs: {n: 10, thresholds: '0,1,2,...,9'}
  expected: {active: ACTIVE}
  tolerance: {exact: true}
  source: counting on fingers
"""


def case_file(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path
