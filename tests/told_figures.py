"""The figures that pages tell, and the files they are said to come from.

A block of prose or a table names its sources behind it, in a comment that no reader sees:

    <!-- from: bench/results/latest.md "court-list, both worlds, 1 000 000" -->
    <!-- from: count src/discredit/library/systems/*.yaml; docs/measured/court-list.json -->
    <!-- from: printed 2026-11-30 -->
    <!-- from: chosen -->

A file with a phrase is its lines that hold the phrase; `count` is how many files a pattern finds.
`printed` is for what a command printed on a day and no file keeps: the command stands in the block
or right before it. `chosen` is for what somebody decided (the size of an example, the minutes of a
lesson), which no measurement can make wrong.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CHOSEN = "chosen"
PRINTED = re.compile(r"printed 20\d\d-\d\d-\d\d")
COMMAND = re.compile(r"(?:`|^    )(?:discredit|python -m|make|bench\.)[^\n]*", re.MULTILINE)
FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
SOURCE = re.compile(r"<!-- from: (.*?) -->", re.DOTALL)
ONE_SOURCE = re.compile(r'(?P<count>count )?(?P<file>[^\s";]+)(?: "(?P<phrase>[^"]*)")?')
NUMBER = re.compile(
    r"(?<![\w.])\d{1,3}(?:[, _]\d{3})+(?:\.\d+)?(?!\d)|(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\.\d)"
)
SHIFTED = re.compile(r"\b(\d+) << (\d+)\b")
SCALE = re.compile(r"^(?: |\u00a0)?(million|m\b|thousand|billion|%)")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NO_FIGURE = re.compile(
    r"\$\$.*?\$\$|\$[^$\n]+\$"  # formulas
    r"|`[^`\n]*`"  # code
    r"|\]\([^)]*\)"  # where a link leads
    r"|<!--.*?-->"
    r"|^#.*$|^ *(?:\*\*)?\d+\. |^\| \d\. "  # headings, and the numbers of a list
    r"|\b00\d\d\b|(?<![\d.])0(?![.\d]|,\d| %)"  # decisions; process 0, which is a name
    rf"|\b(?:\d{{1,2}} )?(?:{MONTHS}|Jan|Mar|Jul|Sep|Nov|Dec) (?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d(?:–\d\d)?(?![\d,.]*\d)(?! people)"  # years
    r"|\bA-\d{3,4}\b"  # assumptions
    r"|\b(?:[Aa]rticles?|Python|[Dd]ecision|YAML|CUDA|SHA|Apache|Draft|draft|version|Mesa|Starsim"
    r"|[Pp]rocess|Task|pod|[Ss]heet|[Qq]uestion|Street|[Ee]lements?)[ -]\d[\d.]*\d?(?:\(\d\))?"
    r"|\b95 %",  # of an interval, always
    re.MULTILINE | re.DOTALL,
)
"""What has digits and is no figure."""
SCALES = {"million": 1e6, "m": 1e6, "thousand": 1e3, "billion": 1e9, "%": 0.01}


class Figure(NamedTuple):
    """A number as it is told, and how far off it may be for the digits that are told."""

    says: str
    value: float
    half: float

    def is_told_by(self, other: Figure) -> bool:
        """Whether this is the other, rounded or as it is."""
        return abs(self.value - other.value) <= self.half * (1 + 1e-9) + other.half * 1e-9


class Block(NamedTuple):
    """Lines without an empty one between them, what stands before, what they name as sources."""

    text: str
    before: str
    sources: tuple[str, ...]


def exactly(value: float) -> Figure:
    """A figure of which all digits are known."""
    return Figure(str(value), value, 0.0)


def figures(text: str) -> list[Figure]:
    """Every figure of some prose or table.

    >>> [(one.says, one.value) for one in figures("Of 18.2 million, 15 % in March 2014.")]
    [('18.2 million', 18200000.0), ('15 %', 0.15)]

    Args:
        text: Markdown without fences.
    """
    return numbers(NO_FIGURE.sub(" ", text))


def numbers(text: str) -> list[Figure]:
    """Every number of a text, dates and names among them."""
    found = []
    for each in NUMBER.finditer(text):
        digits = re.sub(r"[, _]", "", each.group())
        scale = SCALE.match(text[each.end() :])
        times = SCALES[scale.group(1)] if scale else 1.0
        last = _last_place(digits)
        says = each.group() + (scale.group() if scale else "")
        found.append(Figure(says, float(digits) * times, last / 2 * times))
    return found


def _last_place(digits: str) -> float:
    """What the last digit counts that says something: 37,200 has three such digits, 100,000 too."""
    if "." in digits:
        return 10.0 ** -len(digits.partition(".")[2])
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10.0 ** min(zeros, max(len(digits) - 3, 0))


def blocks(page: str) -> list[Block]:
    """The blocks of a page; a comment that stands alone belongs to the block before it."""
    found = [Block("", "", ())]
    for text in re.split(r"\n(?:[ \t]*\n)+", FENCE.sub("", page)):
        sources = tuple(one.strip() for said in SOURCE.findall(text) for one in said.split(";"))
        rest = SOURCE.sub("", text)
        if sources and not rest.strip():
            found[-1] = found[-1]._replace(sources=found[-1].sources + sources)
        else:
            found.append(Block(rest, found[-1].text, sources))
    return found


def source_numbers(source: str) -> list[Figure]:
    """What a source tells.

    Raises:
        LookupError: it is not there, or no line of it holds the phrase.
    """
    said = ONE_SOURCE.fullmatch(source)
    if said is None:
        raise LookupError(f'{source!r} is no source: FILE, FILE "phrase", count PATTERN, chosen')
    if said["count"]:
        return [exactly(len(list(ROOT.glob(said["file"]))))]
    file = ROOT / said["file"]
    if not file.is_file():
        raise LookupError(f"{said['file']}: no such file")
    lines = file.read_text("utf-8").splitlines()
    held = [line for line in lines if (said["phrase"] or "") in line]
    if not held:
        raise LookupError(f"{said['file']}: no line with {said['phrase']!r}")
    return numbers(SHIFTED.sub(_worked_out, "\n".join(held)))


def _worked_out(shifted: re.Match[str]) -> str:
    return f"{shifted.group()} = {int(shifted[1]) << int(shifted[2])}"


def without_source(page: str) -> list[str]:
    """Each figure of a page that no source of its block tells, as a sentence."""
    return [fault for block in blocks(page) for fault in _faults(block)]


def _faults(block: Block) -> list[str]:
    is_code = all(line.startswith("    ") for line in block.text.splitlines())
    told = [] if is_code else figures(block.text)
    begins = f"({' '.join(block.text.split())[:60]} ...)"
    says = ", ".join(one.says for one in told)
    if not block.sources:
        return [f"{says}: no source {begins}"] if told else []
    if not told:
        return [f"{', '.join(block.sources)}: a source, and no figure {begins}"]
    if block.sources == (CHOSEN,):
        return []
    if all(PRINTED.fullmatch(source) for source in block.sources):
        shown = COMMAND.search(block.text) or COMMAND.search(block.before)
        return [] if shown else [f"{says}: printed by which command? {begins}"]
    known = [one for source in block.sources for one in source_numbers(source)]
    return [
        f"{one.says}: not in {'; '.join(block.sources)} {begins}"
        for one in told
        if not any(one.is_told_by(other) for other in known)
    ]
