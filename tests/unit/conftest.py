"""Set-up that several packages share: a small result on disk, made once, and a copy to spoil."""

import shutil
from pathlib import Path

import pytest

from discredit.run import twins
from stored_result import PLAN


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twins.simulate(PLAN, tmp_path_factory.mktemp("store") / "result", command="a test")


@pytest.fixture
def copy(result: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(result, tmp_path / "copy"))
