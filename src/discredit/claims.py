"""The claims of the library: which mechanism shows a claim, by which command, in which figure.

What was claimed, by whom, and how well it is known stands in the evidence ledger and nowhere else;
a claim here is a key of the ledger.
"""

from __future__ import annotations

import shlex
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from discredit import library
from discredit.document import Document, dotted, read_list
from discredit.errors import Fault, LedgerError, quoted
from discredit.sources import Ledger, Source
from discredit.vocabulary import GROUPS

TOPICS: Final = ("press-claim", "comment-hypothesis")
"""Topics of the ledger whose entries are claims: of the press, and of its readers."""
FILES: Final = ("press", "readers")
"""The files of claims, in the order of the topics."""

Stands = Literal["works", "in part", "left out"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Exhibit(_Section):
    """One figure: a measure of a run's effects, of everybody or of one group; of a comparison with
    published figures, the figure and its date."""

    measure: str
    dimension: str = "all"
    group: str = "all"

    @model_validator(mode="after")
    def _exists(self) -> Self:
        known = dict(GROUPS).get(self.dimension)
        if self.dimension == "region":  # named by the society of the run
            return self
        if known is not None and self.group not in known:
            raise ValueError(f"the groups of {self.dimension} are {', '.join(known)}")
        return self


Words = Annotated[str, Field(min_length=1)]


class Claim(_Section):
    """What the laboratory makes of one claim: `by` names the mechanism, or why it is left out."""

    claim: Words
    stands: Stands
    by: Words
    command: Words | None = None
    figures: tuple[Exhibit, ...] = ()
    simplified: Words | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.stands == "left out") != (self.command is None):
            raise ValueError("a claim has a command unless it is left out")
        if self.command is not None and self.simplified is None:
            raise ValueError("a claim that is shown says what is simplified")
        if (self.words[:1] in (["run"], ["validate"])) != bool(self.figures):
            raise ValueError("a claim shown by a run names figures of it; a study has its verdict")
        return self

    @property
    def words(self) -> list[str]:
        """The command, word by word, without `discredit`."""
        return shlex.split(self.command or "")

    @property
    def source(self) -> Source:
        """What was claimed, as the ledger has it."""
        return Ledger()[self.claim]

    @property
    def says(self) -> str:
        """What was claimed, in the words of the ledger."""
        return self.source.claim.removeprefix("Press claim: ").strip().rstrip(".")


class Chapter(NamedTuple):
    """The claims of one topic of the ledger, in the order of their file."""

    topic: str
    claims: tuple[Claim, ...]


def chapters() -> tuple[Chapter, ...]:
    """Every claim that the library answers.

    Raises:
        LedgerError: a file is wrong, with every fault and its line.
    """
    return tuple(
        Chapter(topic, claims_in(library.text("claims", name), library.path_label("claims", name)))
        for topic, name in zip(TOPICS, FILES, strict=True)
    )


def claims_in(text: str, name: str) -> tuple[Claim, ...]:
    """The claims in a text.

    Args:
        text: YAML, a list of claims.
        name: What messages call it.

    Raises:
        LedgerError: with every fault and its line: a key that is unknown or missing, a claim that
            the ledger does not hold, one that is there twice.
    """
    document = read_list(text, name, LedgerError)
    faults, claims = list(document.faults), []
    for at, raw in enumerate(document.data):
        try:
            claims.append(Claim.model_validate_json(_json(raw)))
        except ValidationError as error:
            faults += [_fault(document, at, one) for one in error.errors()]
    seen: set[str] = set()
    for at, claim in enumerate(claims):
        line = document.mark((at,))[1]
        if claim.claim not in Ledger():
            rule, near = "a claim is a key of the ledger", Ledger().nearest(claim.claim)
            remedy = f"Did you mean {near}?" if near else "Take one that it holds."
            faults.append(Fault(name, line, "claim", quoted(claim.claim), rule, remedy))
        if claim.claim in seen:
            rule = "each claim is answered once"
            faults.append(Fault(name, line, "claim", quoted(claim.claim), rule, "Remove one."))
        seen.add(claim.claim)
    if faults:
        raise LedgerError(faults)
    return tuple(claims)


def _json(raw: Any) -> str:
    import json

    return json.dumps(raw, default=list)


def _fault(document: Document, at: int, error: Any) -> Fault:
    keys = (at, *error["loc"])
    path, line = document.mark(keys)
    rule = error["msg"].removeprefix("Value error, ")
    return Fault(path, line, dotted(keys[1:]), quoted(error["input"]), rule, "Correct it.")
