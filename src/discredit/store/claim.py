"""Whether a run may write to a folder: what stands there, whose it is, and what is replaced."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from discredit.columns import TABLES
from discredit.errors import DamagedError, OtherVersionError, ResultError, TakenError
from discredit.plan import Plan
from discredit.store import arrays, beside, disk, manifest, mark, own, sums
from discredit.store.manifest import Manifest

PARTIAL: Final = "partial"
REPORT: Final = "report.html"
_TABLE_FILES = tuple(f"{table}.parquet" for table in TABLES)
_PART = re.compile(r"\d+-(people|(trace-|start-|shown-)?with(out)?(-halt|-\d{4,})?)")


def write_page(path: Path, text: str, tables: Mapping[str, bytes] | None = None) -> None:
    """Write a page, its tables first; an older one is replaced, and nothing else is.

    Args:
        path: Where it is written.
        text: The page.
        tables: The files beside it; none are written where left out.

    Raises:
        RunError: The disk is full or the folder may not be written.
        ResultError: Something that is no page of ours has that name.
    """
    own.refuse_foreign_file(path, REPORT)
    if tables is not None:
        beside.write(beside.folder_of(path), tables)
    disk.write(path, text.encode())


def state_of(folder: Path, plan: Plan, *, force: bool = False) -> Manifest | None:
    """What a run that is about to write to a folder finds there. Nothing is changed.

    Args:
        folder: Where the run is to write.
        plan: What is to be run.
        force: Whether another result in the folder may be replaced.

    Returns:
        The manifest of a run of the same inputs, complete or to be gone on with; None when the run
        may begin there.

    Raises:
        ResultError: The folder is a link or a file, holds another result, or holds files that
            discredit did not write where it would; or what is there is damaged, or was begun with
            another version of the package or of JAX.
        RunError: The folder cannot be looked at.
    """
    disk.refuse_link(folder)
    names = mark.names_in(folder)
    is_ours = mark.is_on(folder, "result")
    for name in (manifest.FILE, *_TABLE_FILES, sums.FILE) if is_ours else ():
        own.refuse_foreign_file(folder / name)
    begun = _begun(folder, names, plan) if is_ours and not force else None
    if not is_ours and set(names) - {PARTIAL}:
        return _of_old(folder, names, plan, force=force)
    if begun is not None and begun.status == "complete":
        if begun.versions.get("code") != manifest.versions()["code"]:
            warnings.warn(
                f"{folder} was run by another state of the code and is taken as it is; use "
                "force=True to run it again.",
                stacklevel=1,
            )
        return begun
    own.refuse_foreign_file(folder / REPORT)
    mark.refuse_foreign_folder(folder / PARTIAL, "partial")
    beside.refuse(beside.folder_of(folder / REPORT))
    return begun


def _of_old(folder: Path, names: list[str], plan: Plan, *, force: bool) -> Manifest:
    """A complete result of an earlier version, which left no mark: it is read, never written to."""
    if manifest.FILE not in names:
        raise TakenError(f"{folder} holds files and no result; name a new or an empty folder.")
    disk.refuse_link(folder / manifest.FILE)
    try:
        begun = manifest.read(folder)
    except ResultError:
        begun = None
    if begun is None:
        raise mark.foreign(folder, manifest.FILE)
    if force or begun.inputs_digest != plan.inputs_digest or begun.status != "complete":
        raise OtherVersionError(
            f"{folder} holds a result of an earlier version ({begun.policy}, {begun.status}), "
            "without the mark that lets it be replaced; it can be read, but name another folder, "
            "or remove this one yourself."
        )
    return begun


def _begun(folder: Path, names: list[str], plan: Plan) -> Manifest | None:
    last = mark.inputs_of(folder, "result")
    if manifest.FILE not in names:
        if last == plan.inputs_digest and not set(names) & set(_TABLE_FILES):
            return None  # killed before its manifest was there
        raise DamagedError(
            f"{folder} has lost its {manifest.FILE}; use force=True to run it again."
        )
    try:
        begun = manifest.written_in(folder)
    except ResultError as error:
        raise ResultError(f"{error} With force=True, it is replaced.") from error
    if begun.inputs_digest != plan.inputs_digest:
        if last == plan.inputs_digest:
            raise _damaged(folder, "inputs_digest")
        raise TakenError(
            f"{folder} holds another result ({begun.policy}, {begun.people} people, "
            f"{begun.months} months, {begun.status}); name another folder or use force=True."
        )
    if begun.status == "partial":
        _must_go_on(folder, begun)
    for name in manifest.edited(begun, plan):
        raise _damaged(folder, name)
    return begun


def _must_go_on(folder: Path, begun: Manifest) -> None:
    """Refuse what another version began."""
    now = manifest.versions()
    for name in manifest.ENGINE:
        if begun.versions.get(name) != now[name]:
            raise OtherVersionError(
                f"{folder} was begun with {name} {begun.versions.get(name)}, and this is "
                f"{now[name]}; use force=True to begin again."
            )


def _damaged(folder: Path, name: str) -> ResultError:
    return DamagedError(
        f"{folder / manifest.FILE} is damaged ({name} is not what this run began with); use "
        "force=True to begin again."
    )


def begin_again(folder: Path, plan: Plan, page: Manifest) -> None:
    """Take what this package wrote out of a folder, mark it, and put a first page there.

    The old manifest goes first and the new one comes last, so that no table is ever beside a
    manifest that is not its own.

    Args:
        folder: The result folder.
        plan: What is run there from now on.
        page: The manifest of a run that has done nothing yet.

    Raises:
        RunError: Something cannot be removed or written.
    """
    disk.remove(folder / manifest.FILE)
    mark.put(folder, "result", plan.inputs_digest)
    for name in (*_TABLE_FILES, sums.FILE):
        disk.remove(folder / name)
    if own.is_own(folder / REPORT):
        disk.remove(folder / REPORT)
    beside.remove(beside.folder_of(folder / REPORT))
    _discard_parts(folder / PARTIAL)
    manifest.write(folder, page)


def clear_up(folder: Path) -> None:
    """Remove what only an unfinished run needs, and nothing that anybody else laid there.

    Args:
        folder: The result folder.

    Raises:
        RunError: Something cannot be removed.
    """
    partial = folder / PARTIAL
    if mark.is_on(partial, "partial"):
        _discard_parts(partial)
        ours = {disk.LOCK, mark.file_of("partial")}
        if set(mark.names_in(partial)) <= ours:
            disk.discard(partial, lambda _: ours)


def _discard_parts(partial: Path) -> None:
    for path in list(partial.iterdir()):
        if _PART.fullmatch(path.name):
            disk.discard(path, arrays.names_in)
