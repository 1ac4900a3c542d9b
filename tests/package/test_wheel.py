"""The wheel: the same bytes twice, all that the package needs in it, and no more."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from bench.package import LOCK, built_twice, contents

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "discredit"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built twice; other bytes would have been refused."""
    return built_twice(tmp_path_factory.mktemp("dist"))


def test_every_file_of_the_package_is_in_the_wheel_and_nothing_else(wheel: Path) -> None:
    kept = {
        file.relative_to(PACKAGE.parent).as_posix()
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    found = contents(wheel)
    assert {name for name in found if ".dist-info/" not in name} == kept
    for needed in ("py.typed", "page/static/vendor/lit-html.js", "page/static/words/zh.json"):
        assert f"discredit/{needed}" in found


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with zipfile.ZipFile(wheel) as held:
        (name,) = (one for one in held.namelist() if one.endswith("METADATA"))
        said = message_from_bytes(held.read(name))
    assert said["Version"] == project["version"]
    assert said["Requires-Python"] == ">=3.11"
    assert set(said.get_all("Provides-Extra", [])) == set(project["optional-dependencies"])
    assert "Typing :: Typed" in said.get_all("Classifier", [])


def test_the_lock_holds_every_dependency_of_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = {line.partition("==")[0] for line in LOCK.read_text("utf-8").splitlines()}
    asked = {one.replace(">", "<").partition("<")[0] for one in project["dependencies"]}
    assert asked <= locked


@pytest.mark.slow
def test_it_works_where_nothing_else_is(tmp_path: Path) -> None:
    page = tmp_path / "package.md"
    words = [sys.executable, "-m", "bench.package", "--out", str(page)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "the same bytes" in page.read_text("utf-8")
