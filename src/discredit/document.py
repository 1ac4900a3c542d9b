"""The one reader of YAML: plain data in which every value knows its file and line.

What is read is plain YAML: no anchors, aliases, tags or merge keys, no key twice, no yes/no/on/off.
The text is read as a stream of events with an explicit stack, so depth cannot exhaust Python's.
Why this reader and no other: docs/decisions/0013-one-reader.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from discredit.errors import Fault, InputError, is_shown_as_text, printable, quoted
from discredit.marked import Document, Keys, Marks, dotted, in_order
from discredit.paths import bytes_of

__all__ = [
    "Document",
    "Keys",
    "Marks",
    "dotted",
    "in_order",
    "read",
    "read_list",
    "text_of",
    "written",
]

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 24
MAX_VALUES: Final = 10_000
"""Values and keys of one text; the library's longest has an eighth of that."""
MAX_TEXT: Final = 1_000
"""Characters of one key or value; the library's longest has half of that."""
MAX_DIGITS: Final = 300
"""Characters of a number: fewer than the 309 digits of the largest double."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
if TYPE_CHECKING:
    from yaml import SafeDumper as _Dumper
else:
    _Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, Any]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan"),
}  # fmt: skip
_OLD_BOOLEANS = frozenset(("yes", "no", "on", "off", "y", "n"))


def read(source: Path | str, name: str, refusal: type[InputError]) -> Document:
    """The mapping in a file (`Path`) or a text (`str`) that messages call `name`.

    Args:
        source: A file (`Path`) or a text (`str`).
        name: What messages call it.
        refusal: The kind of error that its faults raise.

    Raises:
        InputError: of the kind `refusal`, when it is absent, too large, not UTF-8, not YAML or not
            a mapping. Milder faults are kept in `Document.faults`.
    """
    reader = _read(text_of(source, name, refusal), name, refusal)
    if isinstance(reader.root, dict):
        return Document(reader.root, reader.marks, refusal, tuple(reader.faults))
    rule, remedy = "it must be a mapping of sections", "Begin with a key and a colon."
    fault = Fault(name, 1, "", _kind_of(reader.root), rule, remedy)
    raise refusal(in_order([fault, *reader.faults]))


def read_list(source: Path | str, name: str, refusal: type[InputError]) -> Document:
    """The list in a file or a text, as `read` reads a mapping; a text without any is an empty one.

    Args:
        source: A file (`Path`) or a text (`str`).
        name: What messages call it.
        refusal: The kind of error that its faults raise.

    Raises:
        InputError: of the kind `refusal`.
    """
    reader = _read(text_of(source, name, refusal), name, refusal)
    root = () if reader.root is None else reader.root
    if isinstance(root, tuple):
        return Document(root, reader.marks, refusal, tuple(reader.faults))
    fault = Fault(name, 1, "", _kind_of(root), "it must be a list", "Begin each entry with a dash.")
    raise refusal(in_order([fault, *reader.faults]))


def text_of(source: Path | str, name: str, refusal: type[InputError]) -> str:
    """The text of a file (`Path`), or a text (`str`) as it is, within the limits of this reader.

    Args:
        source: A file (`Path`) or a text (`str`).
        name: What messages call it.
        refusal: The kind of error that its faults raise.

    Returns:
        Without the mark that some editors put before UTF-8.

    Raises:
        InputError: of the kind `refusal`, when it is no plain file, too large or not UTF-8.
    """
    if isinstance(source, str):
        if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise _too_large(name, refusal)
        return source.removeprefix("\ufeff")
    if not all(is_shown_as_text(character) and character >= " " for character in source.name):
        found, rule = "given a name that is no plain text", "results call it by that name"
        raise refusal([Fault(name, 0, "", found, rule, "Rename it, in UTF-8.")])
    try:
        data = bytes_of(source, MAX_BYTES + 1)
        if data is None:
            raise refusal([Fault(name, 0, "", "not a plain file", "it must be one", "")])
    except (OSError, ValueError) as error:
        reason = printable(getattr(error, "strerror", None) or "not a path").lower()
        rule, remedy = "it must be a file that can be read", "Check the path."
        raise refusal([Fault(name, 0, "", f"unreadable ({reason})", rule, remedy)]) from None
    if len(data) > MAX_BYTES:
        raise _too_large(name, refusal)
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        rule, remedy = "it must be text in UTF-8", "Save it as UTF-8."
        raise refusal([Fault(name, line, "", "not UTF-8 text", rule, remedy)]) from None


def written(data: Mapping[str, Any]) -> str:
    """Plain data as a text that `read` reads back as the same data.

    Args:
        data: Plain data, as `Document.data` holds it.

    Returns:
        YAML without comments.

    Raises:
        TypeError: the data are not plain.
    """
    try:
        return yaml.dump(dict(data), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)
    except yaml.YAMLError as error:
        raise TypeError("not plain data") from error


class _Writer(_Dumper):
    """Writes what the reader takes: no aliases, and quotes where a plain text would be no text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (the library's signature)
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        is_plain = isinstance(_resolved(data), str) and data.casefold() not in _OLD_BOOLEANS
        style = None if is_plain else "'"
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Writer.add_representer(str, _Writer.represent_str)


def _kind_of(root: Any) -> str:
    """What a whole text is, without showing it: it could be a table of persons."""
    return "a text" if isinstance(root, str) else quoted(root)


def _too_large(name: str, refusal: type[InputError]) -> InputError:
    rule = f"it may have at most {MAX_BYTES} bytes"
    return refusal([Fault(name, 0, "", "too large", rule, "Split it or shorten it.")])


def _read(text: str, name: str, refusal: type[InputError]) -> _Reader:
    """The events of a text, all taken. Raises the refusal for what cannot be read on."""
    reader = _Reader(name, refusal)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = printable(error.problem or error.context or "unclear")
        line = mark.line + 1 if mark is not None else 1
        raise reader.unreadable(line, f"not readable as YAML ({problem})") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise reader.unreadable(line, "not readable as YAML (a control character)") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise reader.unreadable(1, f"not readable as YAML ({type(error).__name__})") from None
    return reader


class _Open:
    """A mapping or sequence under construction; `key` is the pending key of a mapping."""

    __slots__ = ("data", "key", "keyed", "keys")

    def __init__(self, data: Any, keys: Keys) -> None:
        self.data, self.keys = data, keys
        self.key: str | None = None
        self.keyed = False


_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Reader:
    """Turns YAML events into data, marks and faults."""

    def __init__(self, name: str, refusal: type[InputError]) -> None:
        self.name, self.refusal = name, refusal
        self.root: Any = None
        self.marks: Marks = {(): (name, 1)}
        self.faults: list[Fault] = []
        self._stack: list[_Open] = []
        self._documents = 0
        self._values = 0

    def unreadable(self, line: int, found: str) -> InputError:
        """The error for a text that cannot be read on from this line."""
        rule, remedy = "it must be plain YAML", "Compare the line with a file of the library."
        return self.refusal([Fault(self.name, line, "", found, rule, remedy)])

    def take(self, event: yaml.Event) -> None:
        """One event more. Raises the refusal where no reading on is possible."""
        self._values += not isinstance(event, _ENDS)
        if self._values > MAX_VALUES:
            rule = f"it may have at most {MAX_VALUES} keys and values"
            fault = Fault(self.name, _line(event), "", "too long", rule, "Split it or shorten it.")
            raise self.refusal([fault])
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self.unreadable(_line(event), "followed by a second document")
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            keys = self._keys()
            self._fault(keys, event, f"the alias *{printable(str(event.anchor))[:40]}",
                        "aliases are refused, so that what is read is what stands there",
                        "Write the value out.")  # fmt: skip
            self._put(None, event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if not all(map(is_shown_as_text, event.value)):
            raise self.unreadable(
                _line(event), "not plain text: it holds a control character, written out or escaped"
            )
        if len(event.value) > MAX_TEXT and not _is_long_number(event.value):
            found, rule = "too long", f"a key or a value may have at most {MAX_TEXT} characters"
            where = dotted(self._keys())
            fault = Fault(self.name, _line(event), where, found, rule, "Shorten it.")
            raise self.refusal([fault])
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.data, dict) and not top.keyed:
            self._key(top, event)
            return
        keys = self._keys()
        self._refuse_marks(keys, event)
        is_plain = event.implicit[0] and event.style in (None, "")
        value = _resolved(event.value) if is_plain else event.value
        if is_plain and isinstance(value, str):
            if value.casefold() in _OLD_BOOLEANS:
                rule = "it could mean a switch or a word"
                remedy = "Write true or false, or put the word in quotes."
                self._fault(keys, event, value, rule, remedy)
            elif _is_long_number(value):
                rule = f"a number has at most {MAX_DIGITS} digits"
                self._fault(keys, event, f"a number of {len(value)} digits", rule, "Round it.")
        elif isinstance(value, float) and not isfinite(value):
            self._fault(keys, event, quoted(value), "it must be a finite number", "Write a number.")
        self._put(value, event)

    def _key(self, top: _Open, event: yaml.ScalarEvent) -> None:
        keys = (*top.keys, event.value)
        self._refuse_marks(keys, event)
        top.keyed, top.key = True, event.value
        if event.value == "":
            self._fault(top.keys, event, "given an empty key", "every key is a word", "Name it.")
        elif event.value in top.data:
            first = self.marks[keys][1]
            self._fault(keys, event, "here twice", f"line {first} already gives it",
                        "Remove one of the two.")  # fmt: skip
        else:
            self.marks[keys] = (self.name, _line(event))

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        keys = self._keys()
        if len(self._stack) >= MAX_DEPTH:
            self._fault(keys[:1], event, "nested too deeply",
                        f"it may be at most {MAX_DEPTH} levels deep", "Flatten it.")  # fmt: skip
            raise self.refusal(in_order(reversed(self.faults)))
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.data, dict) and not top.keyed:
            self._fault(top.keys, event, "given a key that is no word", "every key is a word",
                        "Write a single word before the colon.")  # fmt: skip
            top.keyed, top.key = True, None
        self._refuse_marks(keys, event)
        data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.marks.setdefault(keys, (self.name, _line(event)))
        self._stack.append(_Open(data, keys))

    def _close(self) -> None:
        done = self._stack.pop()
        data = tuple(done.data) if isinstance(done.data, list) else done.data
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.data, dict) and top.keyed and top.key is None:
            top.key = ""  # a mapping stood where a key belongs: its value is dropped with it
            return
        self._put(data, None)

    def _put(self, value: Any, event: yaml.Event | None) -> None:
        if not self._stack:
            self.root = value
            return
        top = self._stack[-1]
        if isinstance(top.data, list):
            if event is not None:
                self.marks[(*top.keys, len(top.data))] = (self.name, _line(event))
            top.data.append(value)
            return
        if not top.keyed:  # an alias as a key
            top.keyed, top.key = True, ""
            return
        if top.key and top.key not in top.data:
            top.data[top.key] = value
        top.keyed, top.key = False, None

    def _keys(self) -> Keys:
        """Where the next value stands."""
        if not self._stack:
            return ()
        top = self._stack[-1]
        key = len(top.data) if isinstance(top.data, list) else top.key
        return (*top.keys, key) if key is not None else top.keys

    def _refuse_marks(self, keys: Keys, event: Any) -> None:
        if event.anchor is not None:
            found = f"marked with the anchor &{printable(str(event.anchor))[:40]}"
            rule = "anchors are refused with the aliases they serve"
            self._fault(keys, event, found, rule, "Remove it.")
        if event.tag is not None:
            found = f"marked with the tag {printable(str(event.tag))[:40]}"
            rule = "tags are refused, for they can build any object"
            self._fault(keys, event, found, rule, "Remove it.")

    def _fault(self, keys: Keys, event: yaml.Event, found: str, rule: str, remedy: str) -> None:
        self.faults.append(Fault(self.name, _line(event), dotted(keys), found, rule, remedy))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark is not None else 1


def _resolved(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2; 010, 1_000, 1:30 and dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _is_long_number(text: str) -> bool:
    return len(text) > MAX_DIGITS and _FLOAT.fullmatch(text) is not None
