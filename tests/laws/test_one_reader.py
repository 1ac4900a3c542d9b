"""Whatever YAML is handed in, and wherever, it meets one reader: one verdict on one text.

The entrances are tried with the same awkward texts; each refuses with the file, the same line and
the same words. No other module of the package parses or writes YAML.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import discredit
from discredit import library
from discredit.cli.check import _check
from discredit.document import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_TEXT
from discredit.errors import DiscreditError, InputError
from discredit.plan import draw_up
from discredit.policy.compose import compose, load_policy, part_of, read_parts
from discredit.policy.kept import recompose
from discredit.policy.layers import read_layers
from discredit.society.spec import load_society, society_of
from discredit.sources import read_entries
from discredit.studies.question import load_study
from discredit.validation.case import from_file

PACKAGE = Path(discredit.__file__).parent
PLAN = draw_up("court-list")


def checked(path: Path) -> None:
    """What `discredit check` says of a file, raised."""
    faults, _ = _check(str(path))
    if faults:
        raise InputError(faults)


def composed(part: str, path: Path) -> None:
    compose("x", {**read_parts("court-list"), part: part_of(part, str(path), path.parent)})


def kept_policy(path: Path) -> None:
    recompose("court-list", {**PLAN.policy_texts, "life": path.read_text(encoding="utf-8")})


def kept_society(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    society_of("china-2020", text, PLAN.society.tables, path.name)


def assumptions(path: Path) -> None:
    # A ledger is a list, so its first entry stands for the whole of another file.
    lines = path.read_text(encoding="utf-8").splitlines() or [""]
    read_entries("\n".join(["- " + lines[0], *("  " + line for line in lines[1:])]), path.name)


FILES: dict[str, Callable[[Path], Any]] = {
    "system": lambda path: load_policy(str(path)),
    "conduct": lambda path: composed("behaviour", path),
    "life": lambda path: composed("life", path),
    "overlay": lambda path: read_layers([str(path)]),
    "study": lambda path: load_study(str(path)),
    "case": from_file,
    "society": load_society,
    "check": checked,
}
"""What reads a file."""
TEXTS: dict[str, Callable[[Path], Any]] = {
    "kept policy": kept_policy,
    "kept society": kept_society,
    "assumptions": assumptions,
}
"""What reads a text that somebody else has read from a file."""


class Awkward(NamedTuple):
    """A text that nobody may take, the line that is blamed, and what is said of it."""

    text: str
    line: int
    says: str


AWKWARD = {
    "unopened list": Awkward("a: 1\nb: ]", 2, "not readable as YAML"),
    "tab": Awkward("a: 1\n\tb: 2", 2, "not readable as YAML"),
    "two colons": Awkward("a: 1\nb: c: d", 2, "not readable as YAML"),
    "NUL": Awkward("a: 1\nb: \x00", 2, "a control character"),
    "key twice": Awkward("a: 1\na: 2", 2, "here twice; line 1 already gives it"),
    "alias": Awkward("a: 1\nb: *c", 2, "the alias *c"),
    "anchor": Awkward("a: 1\nb: &c 1", 2, "marked with the anchor &c"),
    "tag": Awkward("a: 1\nb: !!python/name:os.system 1", 2, "marked with the tag"),
    "old no": Awkward("a: 1\nb: no", 2, "could mean a switch or a word"),
    "old On": Awkward("a: 1\nb: On", 2, "could mean a switch or a word"),
    "list as key": Awkward("a: 1\n? [b, c]\n: 1", 2, "a key that is no word"),
    "empty key": Awkward('a: 1\n"": 1', 2, "an empty key"),
    "infinite": Awkward("a: 1\nb: .inf", 2, "it must be a finite number"),
    "too large a number": Awkward("a: 1\nb: 1e999", 2, "it must be a finite number"),
    "too long a number": Awkward(f"a: 1\nb: {'9' * (MAX_DIGITS + 1)}", 2, "has at most"),
    "too long a text": Awkward(f"a: 1\nb: {'x' * (MAX_TEXT + 1)}", 2, "is too long"),
    "too long a key": Awkward(f'a: 1\n"{"x" * (MAX_TEXT + 1)}": 2', 2, "is too long"),
    "too deep": Awkward("a: 1\nb: " + "[" * (MAX_DEPTH + 1), 2, "nested too deeply"),
    "too large a text": Awkward("a: 1\n" + "#" * MAX_BYTES, 0, "too large"),
}


@pytest.mark.parametrize("awkward", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("entrance", [*FILES, *TEXTS])
def test_one_text_has_one_verdict_at_every_entrance(
    tmp_path: Path, entrance: str, awkward: Awkward
) -> None:
    path = tmp_path / "awkward.yaml"
    path.write_text(awkward.text, encoding="utf-8")
    blamed = "life" if entrance == "kept policy" else "awkward.yaml"
    where = f"{blamed}:{awkward.line} " if awkward.line else f"{blamed} "
    with pytest.raises(DiscreditError) as caught:
        {**FILES, **TEXTS}[entrance](path)
    assert any(where in said and awkward.says in said for said in str(caught.value).splitlines())


@pytest.mark.parametrize("entrance", FILES)
def test_a_file_that_is_none_has_one_verdict_at_every_entrance(
    tmp_path: Path, entrance: str
) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: \xe9\n")
    for name, said in [
        ("folder.yaml", "not a plain file"),
        ("latin.yaml", "latin.yaml:2 this file is not UTF-8 text"),
        ("none.yaml", "unreadable (no such file or directory)"),
    ]:
        with pytest.raises(InputError) as caught:
            FILES[entrance](tmp_path / name)
        assert said in str(caught.value), name


NUMBERS = ("012", "1:30", "0x1F", "1_000", "0o17", "2016-05-01")
"""Numbers to some readers of YAML; words to this one, wherever a number is due."""


@pytest.mark.parametrize("number", NUMBERS)
def test_what_other_readers_take_for_a_number_is_a_word_at_every_entrance(
    tmp_path: Path, number: str
) -> None:
    society = PLAN.society.text.replace("value: 0.266", f"value: {number}")
    system = library.text("systems", "court-list").replace("people: ", f"people: {number} #")
    path = tmp_path / "system.yaml"
    path.write_text(system, encoding="utf-8")
    for told in (
        _said(lambda: society_of("x", society, PLAN.society.tables, "x")),
        _said(lambda: load_policy(str(path))),
        _said(lambda: read_entries(f"- {{key: A-99, claim: c, low: {number}}}", "own.yaml")),
    ):
        assert f"is '{number}'; it must be a" in told
        assert "number" in told


def test_no_other_module_parses_or_writes_yaml() -> None:
    importing = {path.name for path in PACKAGE.rglob("*.py") if "yaml" in set(_imports(path))}
    assert importing == {"document.py"}


def _said(act: Callable[[], Any]) -> str:
    with pytest.raises(InputError) as caught:
        act()
    return str(caught.value)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
