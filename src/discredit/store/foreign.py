"""What to do with a result that this version of the program cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from discredit.errors import OtherVersionError, named, quoted


def of_another_form(folder: Path, found: object, ours: int) -> OtherVersionError:
    """The refusal, with the way to have the result anew: it is nothing but its inputs, run.

    Args:
        folder: The result.
        found: What its first page holds.
        ours: The form that this version reads.
    """
    page = found if isinstance(found, Mapping) else {}
    said = (
        f"{named(folder)} is written in format {quoted(page.get('format'))}; this version of "
        f"discredit reads format {ours}."
    )
    versions, command = page.get("versions"), page.get("command")
    if isinstance(versions, Mapping) and isinstance(versions.get("discredit"), str):
        said += f" Version {named(versions['discredit'])} wrote it and reads it."
    if isinstance(command, str) and command:
        said += f" To have it in this form, run it again into another folder: {named(command)}"
    return OtherVersionError(said)
