"""Where a paper is written, and in which form: by the ending of the file, or all in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from discredit.errors import ResultError, TakenError, named
from discredit.report.papers.markdown import markdown
from discredit.report.papers.page import page
from discredit.report.papers.paper import Paper
from discredit.report.papers.word import word
from discredit.store import disk

FORMS: Final[dict[str, Callable[[Paper], bytes]]] = {
    ".md": lambda paper: markdown(paper).encode(),
    ".html": lambda paper: page(paper).encode(),
    ".docx": word,
}
"""How a paper is written, by the ending of its file."""


def write(paper: Paper, out: Path, stem: str, *, force: bool = False) -> list[Path]:
    """Write a paper. A file that is there is left alone, for somebody may have written in it.

    Args:
        paper: What is written.
        out: A file that ends in .md, .html or .docx; anything without an ending is a folder, which
            gets all three.
        stem: What the files of a folder are called.
        force: Whether what is there is replaced.

    Returns:
        What was written.

    Raises:
        ResultError: The file has another ending, or is there already; a link has its name.
        RunError: It cannot be written, or python-docx is missing.
    """
    is_folder = out.is_dir() or not out.suffix
    paths = [out / f"{stem}{ending}" for ending in FORMS] if is_folder else [out]
    for path in paths:
        if path.suffix not in FORMS:
            raise ResultError(
                f"{named(path)} ends in {path.suffix}; a paper is written to a file that ends in "
                f"{', '.join(FORMS)}, or to a folder, which gets all of them."
            )
        disk.refuse_link(path)
        if path.exists() and not force:
            raise TakenError(
                f"{named(path)} is there already, and somebody may have written in it; name "
                "another file, or use force=True to replace it."
            )
    contents = [FORMS[path.suffix](paper) for path in paths]
    for path, content in zip(paths, contents, strict=True):
        disk.make_folder(path.parent)
        disk.write(path, content)
    return paths
