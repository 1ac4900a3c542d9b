"""Sources that a system's own file brings: a law, a ruling, an article that the ledger lacks.

They are graded by whoever wrote the file, and marked as such wherever they are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from discredit.document import Document
from discredit.errors import LedgerError
from discredit.policy.faults import broken
from discredit.policy.number import Line, Section
from discredit.sources import GRADES, Grade, Ledger, Source

MARK = "Own source of this file, not looked at by discredit"


def _day(text: str) -> str:
    whole = f"{text}-01-01"[:10]
    try:
        date.fromisoformat(whole)
    except ValueError:
        rule = "it must be a year, a month or a day"
        raise broken(rule, "Write 2016, 2016-05 or 2016-05-31.") from None
    return text


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")) or any(c.isspace() for c in text):
        raise broken("it must be a web address", "Write https://....")
    return text


class OwnSource(Section):
    """A source of a system file's own, under a key that the ledger lacks."""

    says: Line = Field(description="What it says, as far as a number rests on it.")
    title: Line = Field(description="The law, ruling, report or article.")
    evidence: Grade = Field(description="How well what it says is known.")
    author: Line | None = None
    url: Annotated[Line, AfterValidator(_address)] | None = None
    page: Line | None = Field(None, description="Page, article or paragraph.")
    date: Annotated[Line, AfterValidator(_day)] | None = Field(
        None, description="When it was published: 2016, 2016-05 or 2016-05-31."
    )

    def entry(self, key: str) -> Source:
        """The same as an entry of the ledger, marked as the file's own.

        Args:
            key: What numbers call it.
        """
        where = f", {self.page}" if self.page else ""
        return Source(
            key,
            "own",
            f"{self.says.strip()} [{MARK}]",
            self.evidence,
            f"{self.title}{where} [{MARK}]",
            seen=True,
            author=self.author,
            year=int(self.date[:4]) if self.date else None,
            url=self.url,
        )


def entries(sources: Mapping[str, OwnSource] | None) -> tuple[Source, ...]:
    """The sources of a system as entries of a ledger.

    Args:
        sources: As the system has them; None: it brings none.
    """
    return tuple(source.entry(key) for key, source in (sources or {}).items())


def with_own(ledger: Ledger, system: Document) -> Ledger:
    """A ledger and the sources that a system file brings.

    Args:
        ledger: The evidence without them.
        system: The file as read; what is wrong with its sources is said when it is checked.

    Raises:
        InputError: A key is taken; of the kind that the file's other faults are, with its line.
    """
    try:
        return ledger.extended(_readable(system.data))
    except LedgerError as error:
        raise system.refusal(
            system.fault(("sources", fault.path), fault.found, fault.rule, fault.remedy)
            for fault in error.faults
        ) from None


def _readable(data: Mapping[str, Any]) -> Iterator[Source]:
    """The entries as far as they can be read, so that numbers may name them."""
    sources = data.get("sources")
    for key, body in sources.items() if isinstance(sources, dict) else ():
        grade = body.get("evidence") if isinstance(body, dict) else None
        if isinstance(key, str):
            yield Source(
                key, "own", MARK, grade if grade in GRADES else "assumed", MARK, seen=False
            )
