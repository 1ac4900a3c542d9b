"""Who may import whom, and what importing the package costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "src").rglob("*.py"))
HEAVY = ("jax", "pyarrow", "pandas", "altair", "scipy")


def test_imports_follow_the_contracts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename=".importlinter", no_cache=True)
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize("module", ["discredit", "discredit.cli.main"])
def test_importing_the_package_loads_no_engine(module: str) -> None:
    script = f"import {module}, sys; print(*sorted(set(sys.modules) & set({HEAVY})))"
    path = {"PYTHONPATH": str(ROOT / "src"), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=path, check=True
    )
    assert not done.stdout.split()


def imported(file: Path) -> set[str]:
    """The dotted names that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute):
            found.add(ast.unparse(node))
    return found


def test_there_is_no_other_source_of_chance() -> None:
    """What processes show each other must be foreseen by nobody, and is no part of what is run."""
    others = {"random", "secrets", "numpy.random", "np.random", "jax.random"}
    found = {str(file.relative_to(ROOT)): imported(file) & others for file in FILES}
    of_secrets = {"src/discredit/engine/secret.py": {"secrets"}}
    assert {name: chance for name, chance in found.items() if chance} == of_secrets
