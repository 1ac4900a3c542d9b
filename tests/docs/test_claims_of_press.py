"""What shows a claim of the press runs, and gives the figures that docs/coverage.md tells."""

from __future__ import annotations

from pathlib import Path

from claim_runs import hold
from discredit.claims import chapters


def test_every_command_gives_its_figures(tmp_path: Path) -> None:
    hold(chapters()[0], tmp_path)
