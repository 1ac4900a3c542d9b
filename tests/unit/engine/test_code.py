"""Which lines of the package an engine is found by: all that a month can call, and no other."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discredit
from discredit.engine import cache as engine_cache
from discredit.engine import code, loop

PACKAGE = Path(discredit.__file__).parent
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names, inside functions too, and what it takes from each."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def file_of(module: str) -> str | None:
    first, *inside = module.split(".")
    if first != "discredit" or not inside:  # the package itself loads its names when first used
        return None
    path = "/".join(inside)
    return next((one for one in (f"{path}.py", f"{path}/__init__.py") if one in FILES), None)


@cache
def behind_a_month() -> frozenset[str]:
    """Every file that `engine.loop` imports, on any way."""
    found: set[str] = set()
    todo = ["engine/loop.py"]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        todo += [file for module in imported(PACKAGE / name) if (file := file_of(module))]
        above = f"{name.rpartition('/')[0]}/__init__.py"
        todo += [above] if above in FILES else []
    return frozenset(found)


def test_what_a_month_can_call_is_found_by_its_imports() -> None:
    reached = {name.partition("/")[0] for name in behind_a_month()}
    there = {name.partition("/")[0] for name in FILES}
    assert set(code.OUTSIDE_A_MONTH) == there - reached
    assert {"engine", "step", "record", "policy", "society", "gates.py"} <= reached
    assert len(behind_a_month()) > 100


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, to be changed."""
    place = tmp_path_factory.mktemp("changed") / "discredit"
    return shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__", "library"))


def digest_when_changed(copy: Path, name: str, line: str) -> tuple[str, str]:
    """The digest of what shapes a month, before and after a file is changed."""
    before = code.digest_of(copy, code.OUTSIDE_A_MONTH)
    text = (copy / name).read_bytes()
    (copy / name).write_bytes(text + line.encode())
    after = code.digest_of(copy, code.OUTSIDE_A_MONTH)
    (copy / name).write_bytes(text)
    return before, after


COPIED = [name for name in FILES if not name.startswith("library")]
LINES = st.sampled_from(["x = 1\n", "# a word\n", "\n", "def advance(): pass\n"])


@settings(max_examples=20)
@given(name=st.sampled_from([n for n in COPIED if n in behind_a_month()]), line=LINES)
def test_a_change_of_anything_that_a_month_calls_is_another_engine(
    copy: Path, name: str, line: str
) -> None:
    before, after = digest_when_changed(copy, name, line)
    assert after != before


@settings(max_examples=20)
@given(
    name=st.sampled_from([n for n in COPIED if n.partition("/")[0] in code.OUTSIDE_A_MONTH]),
    line=LINES,
)
def test_a_change_of_words_reports_or_commands_leaves_every_engine_where_it_is(
    copy: Path, name: str, line: str
) -> None:
    before, after = digest_when_changed(copy, name, line)
    assert after == before


def named_in(package: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the engine of the months is called where the package lies."""
    monkeypatch.setattr(code, "_PACKAGE", package)
    code.of_a_month.cache_clear()
    code.whole.cache_clear()
    try:
        return engine_cache._name(loop._advance, (), {})
    finally:
        monkeypatch.undo()
        code.of_a_month.cache_clear()
        code.whole.cache_clear()


def test_engines_of_months_are_called_by_these_lines(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = named_in(copy, monkeypatch)
    for name, is_other in (
        ("words/phrases.py", False),
        ("report/result_page.py", False),
        ("cli/run.py", False),
        ("run/arms.py", False),
        ("step/quiet.py", True),
        ("gates.py", True),
        ("draws.py", True),
        ("engine/month.py", True),
    ):
        text = (copy / name).read_bytes()
        (copy / name).write_bytes(text + b"# another line\n")
        assert (named_in(copy, monkeypatch) != before) == is_other, name
        (copy / name).write_bytes(text)
    assert named_in(copy, monkeypatch) == before


def test_a_function_that_no_month_calls_is_found_by_every_line() -> None:
    assert code.behind("discredit.studies.answer") == code.whole()
    assert code.behind("somewhere.else") == code.whole()
    assert code.behind("discredit.step.quiet") == code.of_a_month() != code.whole()
