"""The report: what was asked, what came out, what it rests on, how to run it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from discredit import measures
from discredit.errors import Fault, InputError, quoted
from discredit.measures import together
from discredit.policy.faults import listed
from discredit.report import html, result_told, tables
from discredit.store import beside, sums
from discredit.store.claim import write_page
from discredit.words.labels import worn
from discredit.words.tongue import ENGLISH, LANGUAGES, speaking

if TYPE_CHECKING:
    from pandas import DataFrame

    from discredit.report.result_told import Gathered
    from discredit.store.result import Result

FILE: Final = "report.html"
TEMPLATE: Final = "result.html.j2"


def file_of(language: str) -> str:
    """What a report is called beside the tables of its result.

    >>> file_of("en"), file_of("zh")
    ('report.html', 'report-zh.html')

    Args:
        language: In which it is written.
    """
    return FILE if language == ENGLISH else f"report-{language}.html"


def write_report(
    result: Result,
    path: Path | None = None,
    *,
    effects: DataFrame | None = None,
    language: str = ENGLISH,
) -> Path:
    """Write the report of a result, and its tables as CSV in a folder beside it.

    Args:
        result: a run with both of its arms.
        path: where to; beside the tables of the result if left out.
        effects: what `measures.effects` gives, where that was asked before.
        language: of the page, see `words.tongue`; its tables are in English.

    Returns:
        Where the report lies.

    Raises:
        ResultError: for a result without both arms; where a file that is no report of ours is in
            its place.
        RunError: where the file cannot be written.
    """
    return begin_report(result, effects, language).write(path)


class Unwritten(NamedTuple):
    """A report whose charts are being drawn."""

    told: Gathered
    frames: dict[str, DataFrame]  # its tables
    language: str

    def made(self, folder: str = "report-tables") -> Made:
        """The page and its tables, once all charts are drawn.

        Args:
            folder: What the folder of the tables beside the page is called.
        """
        label = self.told.result.manifest.label
        files = {f"{name}.csv": tables.csv(frame, label) for name, frame in self.frames.items()}
        links = {name: f"{folder}/{name}.csv" for name in self.frames}
        with speaking(self.language):
            context = result_told.context(self.told)
            page = html.fill(TEMPLATE, **context, csv=links, label=worn(label))
        return Made(page, files)

    def write(self, path: Path | None = None) -> Path:
        """Write it, and its tables beside it, as `write_report` does.

        Args:
            path: Where to; beside the tables of the result if left out.

        Returns:
            Where the report lies.
        """
        target = self.told.result.folder / file_of(self.language) if path is None else path
        made = self.made(beside.folder_of(target).name)
        write_page(target, made.html, made.tables)
        return target


def begin_report(
    result: Result, effects: DataFrame | None = None, language: str = ENGLISH
) -> Unwritten:
    """Begin a report: its charts are drawn beside what comes next.

    Args:
        result: A run with both of its arms.
        effects: What `measures.effects` gives, where that was asked before.
        language: Of the page; its tables are in English.

    Raises:
        ResultError: A world is missing, or a table is damaged.
        InputError: No page is written in that language.
    """
    if language not in LANGUAGES:
        rule = f"a page is written in one of {listed(LANGUAGES)}"
        found = quoted(language)
        raise InputError([Fault("report", 0, "language", found, rule, "Take one of them.")])
    measures.ask_all(result)
    known = measures.effects(result) if effects is None else effects
    with speaking(language):
        told = in_english = result_told.gathered(result, known)
    with speaking(ENGLISH):
        if language != ENGLISH:
            in_english = result_told.gathered(result, known, is_drawn=False)
        return Unwritten(told, result_told.frames(in_english), language)


def altered(result: Result) -> str:
    """What is beside a result, sums or report, and anything else than this version would write.

    Args:
        result: A result, whose own tables are as they should be.

    Returns:
        The name of the file of sums, the page or a table; '' where all that is there is the same.

    Raises:
        ResultError: The result has no report of its own, for it lacks an arm.
    """
    if together.altered(result):
        return sums.FILE
    path = result.folder / FILE
    if not path.is_file():
        return ""
    folder = beside.folder_of(path)
    made = begin_report(result).made(folder.name)
    if path.read_bytes() != made.html.encode():
        return FILE
    table = beside.altered(folder, made.tables)
    return f"{folder.name}/{table}" if table else ""


class Made(NamedTuple):
    """A report before it is written."""

    html: str
    tables: dict[str, bytes]  # by the name of the file


def render(result: Result, effects: DataFrame | None = None, language: str = ENGLISH) -> str:
    """The report as one HTML page that needs nothing else.

    Args:
        result: A run with both of its arms.
        effects: What `measures.effects` gives, where that was asked before.
        language: Of the page.

    Raises:
        ResultError: A world is missing, or a table is damaged.
    """
    return begin_report(result, effects, language).made().html
