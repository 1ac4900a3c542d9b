"""YAML as plain data in which every place knows its file and line.

A policy is plain YAML: no anchors, aliases, tags or merge keys, no key twice, no yes/no/on/off.
The text is read as a stream of events with an explicit stack, so depth cannot exhaust Python's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from discredit.errors import Fault, PolicyError, printable, quoted

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 24
Place = tuple[str | int, ...]
Marks = dict[Place, tuple[str, int]]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, Any]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan"),
}  # fmt: skip
_OLD_BOOLEANS = frozenset(("yes", "no", "on", "off", "y", "n"))
_PLAIN = "a policy is plain YAML"


class Marked(NamedTuple):
    """Plain data (dict, tuple, str, int, float, bool, None), the file and line of each place, and
    faults of the text that do not stop it from being read."""

    data: Any
    marks: Marks
    faults: tuple[Fault, ...] = ()

    def mark(self, place: Place) -> tuple[str, int]:
        """File and line of this place, or of the nearest place around it."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks[place]


def dotted(place: Place) -> str:
    """A place as messages write it: `lists.term.dated.2013-10`, `grounds[2]`."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{printable(step)[:60]}"
    return text.removeprefix(".")


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """The faults by file and line, one for each place: the first said at a place says enough."""
    kept: dict[tuple[str, int, str], Fault] = {}
    for fault in faults:
        kept.setdefault((fault.file, fault.line, fault.path), fault)
    files = list(dict.fromkeys(fault.file for fault in kept.values()))
    return sorted(kept.values(), key=lambda f: (files.index(f.file), f.line))


def read(source: Path | str, name: str) -> Marked:
    """Read a file (`Path`) or a text (`str`) that messages call `name`.

    Raises PolicyError when it is absent, too large, not UTF-8, not YAML or not a mapping; milder
    faults are kept in `Marked.faults`.
    """
    text = _text_of(source, name)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = printable(error.problem or error.context or "unclear")
        line = mark.line + 1 if mark is not None else 1
        raise _unreadable(name, line, f"not readable as YAML ({problem})") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise _unreadable(name, line, "not readable as YAML (a control character)") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise _unreadable(name, 1, f"not readable as YAML ({type(error).__name__})") from None
    if not isinstance(builder.root, dict):
        what = quoted(builder.root)
        rule, remedy = "it must be a mapping of sections", "Begin with a key and a colon."
        raise PolicyError(in_order([Fault(name, 1, "", what, rule, remedy), *builder.faults]))
    return Marked(builder.root, builder.marks, tuple(builder.faults))


def overlay(base: Marked, *layers: Marked) -> Marked:
    """The base with each layer laid over it in turn.

    Sections merge key by key; a number, a list or a plain value is replaced whole, so a layer
    that changes a number must say its evidence too. Marks point into the layer that had the word.
    """
    for layer in layers:
        marks = dict(base.marks)
        data = _laid(base.data, layer, (), marks)
        base = Marked(data, marks, (*base.faults, *layer.faults))
    return base


def _laid(below: Any, layer: Marked, place: Place, marks: Marks) -> Any:
    above = _at(layer.data, place)
    if not (_is_section(below) and _is_section(above)):
        n = len(place)
        for old in [p for p in marks if p[:n] == place]:
            del marks[old]
        marks.update((p, m) for p, m in layer.marks.items() if p[:n] == place)
        return above
    merged = dict(below)
    for key in above:
        inner = (*place, key)
        marks.setdefault(inner, layer.marks[inner])
        merged[key] = _laid(below.get(key), layer, inner, marks)
    return merged


def _is_section(data: Any) -> bool:
    return isinstance(data, dict) and "value" not in data and "dated" not in data


def _at(data: Any, place: Place) -> Any:
    for step in place:
        data = data[step]
    return data


def _text_of(source: Path | str, name: str) -> str:
    if isinstance(source, str):
        data = source.encode("utf-8", "surrogatepass")
        if len(data) > MAX_BYTES:
            raise _too_large(name)
        return source
    try:
        if source.exists() and not source.is_file():
            raise PolicyError([Fault(name, 0, "", "not a plain file", "a policy is one", "")])
        with source.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = printable(getattr(error, "strerror", None) or "not a path")
        rule, remedy = "a policy is read from a file", "Check the path."
        raise PolicyError([Fault(name, 0, "", f"unreadable ({reason})", rule, remedy)]) from None
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(name, line, "not UTF-8 text") from None


def _too_large(name: str) -> PolicyError:
    rule = f"a policy has at most {MAX_BYTES} bytes"
    return PolicyError([Fault(name, 0, "", "too large", rule, "Split it or shorten it.")])


def _unreadable(name: str, line: int, found: str) -> PolicyError:
    remedy = "Compare the line with a system of the library (discredit show NAME)."
    return PolicyError([Fault(name, line, "", found, _PLAIN, remedy)])


class _Open:
    """A mapping or sequence under construction; `key` is the pending key of a mapping."""

    __slots__ = ("data", "key", "keyed", "place")

    def __init__(self, data: Any, place: Place) -> None:
        self.data, self.place = data, place
        self.key: str | None = None
        self.keyed = False


class _Builder:
    """Turns YAML events into data, marks and faults."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.marks: Marks = {(): (name, 1)}
        self.faults: list[Fault] = []
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _unreadable(self.name, _line(event), "followed by a second document")
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            place = self._place(event)
            self._fault(place, event, f"the alias *{printable(str(event.anchor))[:40]}",
                        "aliases are refused, so that what is read is what stands there",
                        "Write the value out.")  # fmt: skip
            self._put(None, event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.data, dict) and not top.keyed:
            self._key(top, event)
            return
        place = self._place(event)
        self._refuse_marks(place, event)
        plain = event.implicit[0] and event.style in (None, "")
        value = _resolved(event.value) if plain else event.value
        if plain and isinstance(value, str) and value.casefold() in _OLD_BOOLEANS:
            rule = "it could mean a switch or a word"
            self._fault(place, event, value, rule,
                        "Write true or false, or put the word in quotes.")  # fmt: skip
        self._put(value, event)

    def _key(self, top: _Open, event: yaml.ScalarEvent) -> None:
        place = (*top.place, event.value)
        self._refuse_marks(place, event)
        top.keyed, top.key = True, event.value
        if event.value == "":
            self._fault(top.place, event, "given an empty key", "every key is a word", "Name it.")
        elif event.value in top.data:
            first = self.marks[place][1]
            self._fault(place, event, "here twice", f"line {first} already gives it",
                        "Remove one of the two.")  # fmt: skip
        else:
            self.marks[place] = (self.name, _line(event))

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        place = self._place(event)
        if len(self._stack) >= MAX_DEPTH:
            self._fault(place[:1], event, "nested too deeply",
                        f"a policy is at most {MAX_DEPTH} levels deep", "Flatten it.")  # fmt: skip
            raise PolicyError(in_order(reversed(self.faults)))
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.data, dict) and not top.keyed:
            self._fault(top.place, event, "given a key that is no word", "every key is a word",
                        "Write a single word before the colon.")  # fmt: skip
            top.keyed, top.key = True, None
        self._refuse_marks(place, event)
        data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.marks.setdefault(place, (self.name, _line(event)))
        self._stack.append(_Open(data, place))

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
                self.marks[(*top.place, len(top.data))] = (self.name, _line(event))
            top.data.append(value)
            return
        if not top.keyed:  # an alias as a key
            top.keyed, top.key = True, ""
            return
        if top.key and top.key not in top.data:
            top.data[top.key] = value
        top.keyed, top.key = False, None

    def _place(self, event: yaml.Event) -> Place:
        if not self._stack:
            return ()
        top = self._stack[-1]
        step = len(top.data) if isinstance(top.data, list) else top.key
        return (*top.place, step) if step is not None else top.place

    def _refuse_marks(self, place: Place, event: Any) -> None:
        if event.anchor is not None:
            found = f"marked with the anchor &{printable(str(event.anchor))[:40]}"
            rule = "anchors are refused with the aliases they serve"
            self._fault(place, event, found, rule, "Remove it.")
        if event.tag is not None:
            found = f"marked with the tag {printable(str(event.tag))[:40]}"
            rule = "tags are refused, for they can build any object"
            self._fault(place, event, found, rule, "Remove it.")

    def _fault(self, place: Place, event: yaml.Event, found: str, rule: str, remedy: str) -> None:
        self.faults.append(Fault(self.name, _line(event), dotted(place), found, rule, remedy))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark is not None else 1


def _resolved(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2; 010, 1_000, 1:30 and dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        try:
            return int(text)
        except ValueError:  # thousands of digits
            return text
    return float(text) if _FLOAT.fullmatch(text) else text
