"""The interface of notebooks on a result that lies on disk: arguments as people write them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import discredit as dc
from discredit.errors import InputError
from discredit.run.twins import refuse_other


def test_a_life_is_asked_for_by_any_whole_number(result: Path) -> None:
    pair = dc.open_pair(str(result))
    row = pair.result.manifest.traced[1][0]
    told = pair.life(row)
    assert told
    for spelt in (np.int64(row), float(row), str(row), np.array(row)):
        assert pair.life(spelt) == told
        assert pair.life(spelt, seed=np.uint64(1)) == told


@pytest.mark.parametrize("strange", [-1, 3000, 0.5, "somebody", True])
def test_a_life_of_nobody_is_refused_in_a_sentence(result: Path, strange: Any) -> None:
    with pytest.raises(InputError, match="a person is a row number from 0 to 2999"):
        dc.open_pair(result).life(strange)


@pytest.mark.parametrize("strange", [9, 0.5, "first", True])
def test_a_seed_that_was_not_run_is_refused_in_a_sentence(result: Path, strange: Any) -> None:
    with pytest.raises(InputError, match=r"seed is .* one of the run's: 1, 2"):
        dc.open_pair(result).life(0, seed=strange)


def test_the_report_lies_beside_the_tables_or_where_it_is_asked(
    result: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(result, folder)
    pair = dc.open_pair(folder)
    beside = pair.report()
    assert beside == folder / "report.html"
    other = pair.report(str(tmp_path / "page.html")).read_bytes()
    # Each page names the folder of its own tables.
    assert other.replace(b"page-tables/", b"report-tables/") == beside.read_bytes()
    strange: list[Any] = [3, "", b"page.html"]
    for one in strange:
        with pytest.raises(InputError, match="it must be a path"):
            pair.report(one)


def test_what_is_no_plan_is_refused_in_a_sentence() -> None:
    for one in ("court-list", None, dc.load_policy("court-list")):
        with pytest.raises(InputError, match="a run needs a plan"):
            refuse_other(one)
