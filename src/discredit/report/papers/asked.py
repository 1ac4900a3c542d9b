"""Papers from Python: `dc.odd(policy)` and `dc.assess(result)`."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from discredit.arguments import Names
from discredit.plan import draw_up
from discredit.policy.given import Given
from discredit.policy.schema import Policy
from discredit.report.papers import assessment, filing
from discredit.report.papers import odd as odd_protocol
from discredit.report.papers.paper import Paper
from discredit.society.spec import Society
from discredit.store import Result, open_result

if TYPE_CHECKING:
    from discredit.api import Pair


def odd(
    policy: Policy | Given,
    out: str | PathLike[str] | None = None,
    *,
    overlays: Names | None = (),
    society: Society | str | PathLike[str] | None = None,
    force: bool = False,
) -> str:
    """The ODD protocol (2020 version) of a system, from the code that runs; nothing is run.

    Args:
        policy: A policy, or what `load_policy` takes.
        out: A file that ends in .md, .html or .docx, or a folder, which gets all three; None:
            nothing is written.
        overlays: Laid over a policy that is still to be read.
        society: A society, or the name of one; None: the system file's.
        force: Whether a file that is there is replaced.

    Returns:
        The protocol as Markdown.

    Raises:
        PolicyError: a policy or overlay file is wrong.
        UnknownNameError: a name is none of the library's.
        ResultError: a file is there already, or has another ending.
        RunError: a file cannot be written, or python-docx is missing.
    """
    plan = draw_up(policy, overlays=overlays, society=society)
    return _filed(odd_protocol.protocol(plan), out, odd_protocol.STEM, force=force)


def assess(
    result: Pair | Result | str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    force: bool = False,
) -> str:
    """A draft of an impact assessment along Article 27 of the EU AI Act, from a finished run.

    Args:
        result: A run, or the folder in which it lies.
        out: A file that ends in .md, .html or .docx, or a folder, which gets all three; None:
            nothing is written.
        force: Whether a file that is there is replaced.

    Returns:
        The draft as Markdown.

    Raises:
        ResultError: there is no result in the folder; a world is missing; a file is there already,
            or has another ending.
        RunError: a file cannot be written, or python-docx is missing.
    """
    if isinstance(result, (str, PathLike)):
        opened = open_result(result)
    else:
        opened = result if isinstance(result, Result) else result.result
    return _filed(assessment.draft(opened), out, assessment.STEM, force=force)


def _filed(paper: Paper, out: str | PathLike[str] | None, stem: str, *, force: bool) -> str:
    if out is not None:
        filing.write(paper, Path(out).expanduser(), stem, force=force)
    return filing.markdown(paper)
