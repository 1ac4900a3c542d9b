"""The library at a glance: titles and grades of its files, taken from their lines unparsed.

Thirty systems take a second to parse, and a glance of them must take less. Tests hold what is read
here to what a full reading of every file gives.
"""

from __future__ import annotations

import re
from typing import Any, Final

from discredit import library
from discredit.society.like import LIKE
from discredit.sources import GRADES, badge
from discredit.words.labels import warning

PARTS: Final = {"conduct": "conduct", "life": "lives"}
"""Files of the library that a system names, by the key that names them."""

_GRADE = re.compile(rf"(?<=[ {{,])evidence: *({'|'.join(GRADES)})\b")
"""The grade of a number: that of a whole system stands at the beginning of a line."""


def entry(kind: str, name: str) -> dict[str, Any]:
    """Name, title, counts of numbers by grade and their badge; for a system, those of its conduct,
    life and society too, and how real it is."""
    text = library.text(kind, name)
    grades = _GRADE.findall(text)
    for key, folder in PARTS.items() if kind == "systems" else ():
        grades += _GRADE.findall(library.text(folder, written_under(text, key)))
    if kind == "systems":
        grades += _grades_of_society(written_under(text, "society"))
    summary: dict[str, Any] = {
        "name": name,
        "title": written_under(text, "title") or opening(text),
        "numbers_by_grade": {grade: grades.count(grade) for grade in GRADES if grade in grades},
        "badge": badge(grades).removeprefix("rests on "),
    }
    if kind == "systems":
        real = {key: written_under(text, key) for key in ("standing", "evidence")}
        summary |= {**real, "label": warning(real["evidence"], real["standing"])}
    return summary


def _grades_of_society(name: str) -> list[str]:
    """Of its numbers, its targets left out."""
    text = library.text("societies", name)
    if not written_under(text, LIKE):
        return _GRADE.findall(text.partition("\ntargets:")[0])
    from discredit.society.spec import load_society

    # What it takes over from another stands in two files, one laid on the other: it is read whole.
    return [one.number.evidence for one in load_society(name).numbers_of()]


def written_under(text: str, key: str) -> str:
    """What a file says in one line under a key of its own; empty where it says nothing there."""
    match = re.search(rf"^{key}: *(.*?) *$", text, re.MULTILINE)
    if match is None:
        return ""
    line = match[1]
    if line[:1] in ("'", '"', ">", "|"):  # quoted, or over several lines
        from discredit.document import read
        from discredit.errors import InputError

        return str(read(text, "library", InputError).data[key]).strip()
    return line.partition(" #")[0].rstrip()


def opening(text: str) -> str:
    """The comment a file begins with, up to the end of its first sentence."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    return " ".join(lines).split(". ")[0].rstrip(".")
