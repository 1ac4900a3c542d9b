"""A policy as somebody hands it in: the name of one, a file, its text, or data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from discredit import arguments, library
from discredit.document import MAX_DEPTH, MAX_VALUES, Document, read, written
from discredit.errors import Fault, PolicyError, quoted

Given: TypeAlias = str | os.PathLike[str] | Mapping[str, Any]
"""A name of the library, a file ending in .yaml or .yml, YAML as text, or a dict of the same."""

OWN_NAME: Final = "own-policy"
"""What a policy is called that comes without a name."""
_TEXT, _DATA = "policy text", "policy"
"""What messages call a text and data."""


class Found(NamedTuple):
    """A system as it was handed in: its data, and where the files lie that it names."""

    document: Document
    folder: Path


def name_of(given: object) -> str:
    """What a policy is called.

    Args:
        given: See `Given`.
    """
    text = arguments.text(given)
    return Path(text).stem if isinstance(text, str) and not is_yaml(text) else OWN_NAME


def folder_of(given: object) -> Path:
    """Where the files lie that a policy names.

    Args:
        given: See `Given`; a name, a text and data are of the folder that one is in.
    """
    text = arguments.text(given)
    is_file = isinstance(text, str) and not is_yaml(text) and text.endswith((".yaml", ".yml"))
    return Path(text).parent if is_file else Path()


def found(given: object) -> Found:
    """The system that was handed in, as marked data.

    Args:
        given: See `Given`.

    Returns:
        Data as it stands there: the schema has not seen it. A text or data may name files from the
        folder that one is in.

    Raises:
        PolicyError: It cannot be read.
        UnknownNameError: The library has no system of that name.
    """
    if isinstance(given, Mapping):
        return Found(_of_data(given), Path())
    text = arguments.text(given)
    if not isinstance(text, str):
        rule = "it must be a name of the library, a file ending in .yaml, YAML as text, or a dict"
        raise PolicyError([Fault("this call", 0, _DATA, quoted(given), rule, "")])
    if is_yaml(text):
        return Found(read(text, _TEXT, PolicyError), Path())
    source, label, folder = find(text, "systems", Path())
    return Found(read(source, label, PolicyError), folder)


def in_folder(folder: Path, society: str) -> str:
    """Where the society is that a file in a folder names.

    Args:
        folder: Where the file lies.
        society: A name of the library, or a file as that file writes it.
    """
    return str(folder / society) if society.endswith((".yaml", ".yml")) else society


def find(name: str, kind: str, folder: Path) -> tuple[Path | str, str, Path]:
    """Where a part is read from, what messages call it, and the folder it may refer from.

    Args:
        name: Of the library, or a file as somebody in that folder writes it.
        kind: The shelf of the library.
        folder: Where whoever names it lies.
    """
    if not name.endswith((".yaml", ".yml")):
        return library.text(kind, name), library.path_label(kind, name), folder
    path = Path(name) if Path(name).is_absolute() else folder / name
    return path, str(path), path.parent


def is_yaml(text: str) -> bool:
    """Whether a text is a document, and not the name of one.

    Args:
        text: What was handed in.
    """
    is_file = text.endswith((".yaml", ".yml")) and ":" not in text  # a name may have any letters
    return ("\n" in text and not is_file) or text.lstrip().startswith("{")


def _of_data(data: Mapping[Any, Any]) -> Document:
    """Data as the reader of texts gives them, within the same limits."""
    try:
        text = written(_Plain().of(data, 0))
    except (TypeError, _LimitError) as error:
        found = str(error)
        rule = "it holds what a YAML file can: mappings, lists, texts, numbers, true and false"
        raise PolicyError([Fault(_DATA, 0, "", found, rule, "")]) from None
    marked = read(text, _DATA, PolicyError)
    faults = tuple(
        Fault(_DATA, 0, one.path, one.found, one.rule, one.remedy) for one in marked.faults
    )
    return Document(marked.data, {(): (_DATA, 0)}, PolicyError, faults)


class _LimitError(Exception):
    """Data larger than any text that is read."""


class _Plain:
    """Data with NumPy's numbers, tuples and paths made plain, as far as a text may be long."""

    def __init__(self) -> None:
        self.values = 0

    def of(self, value: Any, depth: int) -> Any:
        """A value, and all that is in it."""
        self.values += 1
        if depth > MAX_DEPTH:
            raise _LimitError("nested too deeply")
        if self.values > MAX_VALUES:
            raise _LimitError("too long")
        value = arguments.plain(value)
        if isinstance(value, Mapping):
            return {str(arguments.text(k)): self.of(v, depth + 1) for k, v in value.items()}
        if isinstance(value, Iterable) and not isinstance(
            value, (str, bytes, set, frozenset, os.PathLike)
        ):
            return [self.of(one, depth + 1) for one in value]
        text = arguments.text(value)
        return text if isinstance(text, (str, bool, int, float)) or text is None else value


def beside(system: str, society: str) -> str:
    """Where the society that a system names is: in the library, or beside the system's file.

    Args:
        system: A name of the library, or a file.
        society: A name of the library, or a file as the system writes it.
    """
    return in_folder(Path(system).parent, society)
