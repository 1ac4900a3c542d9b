"""Every example of docs/ecosystem.md runs as it stands, in a process of its own, with the library
that it names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ecosystem.md").read_text("utf-8")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    title: str
    code: str

    @property
    def needs(self) -> list[str]:
        found = re.findall(r"^(?:import|from) (\w+)", self.code, re.MULTILINE)
        return [name for name in dict.fromkeys(found) if name != "discredit"]


def examples() -> list[Example]:
    beginning, *sections = re.split(r"^##+ (.*)\n", PAGE, flags=re.MULTILINE)
    (first,) = BLOCK.findall(beginning)
    pairs = zip(sections[::2], sections[1::2], strict=True)
    return [Example(title, first + code) for title, text in pairs for code in BLOCK.findall(text)]


EXAMPLES = examples()


def test_the_page_has_an_example_of_each_library() -> None:
    named = {name for one in EXAMPLES for name in one.needs}
    assert named >= {
        "pandas", "polars", "duckdb", "fairlearn", "aequitas", "SALib", "ema_workbench", "optuna",
        "gymnasium", "joblib", "multiprocessing",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.title.partition(":")[0])
def test_an_example_runs_as_it_stands(example: Example, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"}
    (tmp_path / "example.py").write_text(example.code, encoding="utf-8")
    run = [sys.executable, "example.py"]
    done = subprocess.run(
        run, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=240, check=False
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "multiprocessing" not in example.needs or "forked from one in which JAX" in done.stdout
