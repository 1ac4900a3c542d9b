"""The folder of a study."""

from __future__ import annotations

from pathlib import Path

import pytest

from discredit.errors import ResultError
from discredit.studies import folder as result


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match="name a new or an empty folder"):
        result.refuse_other(tmp_path)
