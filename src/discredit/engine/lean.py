"""A kept engine without what lies inside its fusions: nine tenths of the program that it carries.

Beside its machine code a compiled program holds itself once more as XLA had it, down to each
operation that was fused with others, and reading an engine was mostly reading that. What a fusion
does stands in the machine code, and nobody asks for its operations again. So a fusion keeps what it
takes, and of all that is worked out inside one operation that stands for it, of the same shape.
Fusions of another kind than loops are left as they are: those that another library works are built
from their operations when they first run.

An engine is written as messages of protocol buffers: fields, each with a number and a value, which
may be a message itself. Of all that XLA's messages hold only the few fields are known here that are
named below; the others are copied as they are.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from itertools import chain
from typing import Final, cast

KNOWN: Final = frozenset({"0.10.2"})
"""The versions of jaxlib whose engines are read without the insides of fusions, as was tried."""

Field = tuple[int, int, "int | bytes"]
"""Its number, how its value is written, and the value."""
_VARINT, _BYTES = 0, 2
_FIXED: Final = {1: 8, 5: 4}
"""How a value is written: a number, so many bytes, or so many that are always the same."""

_LARGE: Final = 1 << 16
"""From so many bytes on, pickle writes a value by itself, without a count of what surrounds it."""
_TO_MODULE: Final = (1, 1, 1)
"""Where the program lies: the compiled program, in it the module and its settings, the module."""
_COMPUTATION: Final = 3  # of a module
_INSTRUCTION, _NUMBER, _ROOT = 2, 5, 6  # of a computation
_NAME, _OPCODE, _SHAPE, _KIND, _OWN_NUMBER, _CALLS = 1, 2, 3, 11, 35, 38  # of an instruction
_FUSION, _PARAMETER = b"fusion", b"parameter"


def lean(payload: bytes) -> bytes:
    """What JAX wrote down of a program for processors, without what lies inside its fusions.

    Args:
        payload: The first that `serialize_executable.serialize` gives: a pickle.

    Returns:
        The same program; as it was, where this version of jaxlib is not among those that are known.
    """
    if version("jaxlib") not in KNOWN:
        return payload
    for code, value, at in pickletools.genops(payload):
        if code.name == "BINBYTES" and at is not None and len(cast(bytes, value)) >= _LARGE:
            begins = at + 5  # the code, and the length in four bytes
            rest = payload[begins + len(cast(bytes, value)) :]
            leaner = _leaner(cast(bytes, value))
            return payload[: at + 1] + len(leaner).to_bytes(4, "little") + leaner + rest
    return payload


def _leaner(program: bytes) -> bytes:
    """A program behind what says for which devices it is."""
    length, begins = _number(program, 0)
    ends = begins + length
    return program[:ends] + _within(program[ends:], _TO_MODULE, _leaner_module)


def _leaner_module(module: bytes) -> bytes:
    computations = [
        (number, kind, _Computation(cast(bytes, value)) if number == _COMPUTATION else value)
        for number, kind, value in _fields(module)
    ]
    fused = set(chain(*(one.fused for *_, one in computations if isinstance(one, _Computation))))
    return _message(
        (number, kind, one.told(one.number in fused) if isinstance(one, _Computation) else one)
        for number, kind, one in computations
    )


class _Computation:
    """One computation of a module, and which others its loops are fused from."""

    def __init__(self, written: bytes) -> None:
        self._written = written
        self._fields = list(_fields(written))
        self.number = _first(self._fields, _NUMBER)

    @property
    def fused(self) -> Iterator[int]:
        """The numbers of the computations that it has fused to loops."""
        for number, _, value in self._fields:
            if number == _INSTRUCTION and _FUSION in cast(bytes, value):
                one = list(_fields(cast(bytes, value)))
                if _first(one, _OPCODE) == _FUSION and _first(one, _KIND) == b"kLoop":
                    yield from _numbers(one, _CALLS)

    def told(self, is_fused: bool) -> bytes:
        """As it was written; of one that is fused, what it takes and what it gives."""
        return _message(self._parameters_and_root()) if is_fused else self._written

    def _parameters_and_root(self) -> Iterator[Field]:
        root = cast(int, _first(self._fields, _ROOT))
        as_root = _message([(_OWN_NUMBER, _VARINT, root)])
        for field in self._fields:
            written = field[2]
            if field[0] != _INSTRUCTION or not isinstance(written, bytes):
                yield field
            elif _PARAMETER in written or as_root in written:  # or else it is not looked into
                instruction = list(_fields(written))
                if _first(instruction, _OPCODE) == _PARAMETER:
                    yield field
                elif _first(instruction, _OWN_NUMBER) == root:
                    yield (_INSTRUCTION, _BYTES, _message(_standing_for(instruction)))


def _standing_for(root: list[Field]) -> Iterator[Field]:
    """An operation that takes nothing and gives what the last one of a fusion gives."""
    for field in root:
        if field[0] in (_NAME, _SHAPE, _OWN_NUMBER):
            yield field
        elif field[0] == _OPCODE:
            yield (_OPCODE, _BYTES, b"custom-call")


def _within(message: bytes, path: tuple[int, ...], change: Callable[[bytes], bytes]) -> bytes:
    """A message with the one changed that lies in it where a path of fields leads."""
    if not path:
        return change(message)
    return _message(
        (
            number,
            kind,
            _within(cast(bytes, value), path[1:], change) if number == path[0] else value,
        )
        for number, kind, value in _fields(message)
    )


def _first(fields: list[Field], number: int) -> int | bytes | None:
    return next((value for at, _, value in fields if at == number), None)


def _numbers(fields: list[Field], number: int) -> Iterator[int]:
    """The numbers of a field that has several, each by itself or all in one."""
    for at, _, value in fields:
        if at == number and isinstance(value, int):
            yield value
        elif at == number and isinstance(value, bytes):
            begins = 0
            while begins < len(value):
                found, begins = _number(value, begins)
                yield found


def _fields(message: bytes) -> Iterator[Field]:
    begins = 0
    while begins < len(message):
        tag, begins = _number(message, begins)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, begins = _number(message, begins)
        else:
            length, begins = _number(message, begins) if kind == _BYTES else (_FIXED[kind], begins)
            value, begins = message[begins : begins + length], begins + length
        yield number, kind, value


def _message(fields: Iterable[Field]) -> bytes:
    parts: list[bytes] = []
    for number, kind, value in fields:
        parts.append(_varint(number << 3 | kind))
        if isinstance(value, int):
            parts.append(_varint(value))
        else:
            parts += [_varint(len(value)), value] if kind == _BYTES else [value]
    return b"".join(parts)


def _number(message: bytes, begins: int) -> tuple[int, int]:
    """A number, seven bits a byte, the lowest first, and where it ends."""
    found = shift = 0
    while message[begins] >= 128:
        found |= (message[begins] & 127) << shift
        shift, begins = shift + 7, begins + 1
    return found | message[begins] << shift, begins + 1


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number >= 128:
        parts.append(number & 127 | 128)
        number >>= 7
    parts.append(number)
    return bytes(parts)
