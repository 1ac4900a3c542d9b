"""Every error with its number, cause and remedy, written from the errors themselves.

Write it anew with `python -m discredit.cli.errors_page > docs/errors.md`.
"""

from __future__ import annotations

from collections.abc import Iterator

from discredit import errors
from discredit.errors import DiscreditError, ExitCode

OPENING = """\
# Errors

*Written from the errors themselves by `python -m discredit.cli.errors_page`; a test keeps it so.*

Every error has a number that is never given to another. In a terminal it stands behind the
sentence, with `--json` it is the field `number`, and in Python the attribute `number` of the
exception, whose name stands beside it. The sentence itself says more than this page can: the file,
the line, the value, the rule, what to write instead. An error is also each of those that it is a
kind of, so that `except dc.DiscreditError` catches all.

| number | name | exit code | a kind of |
|---|---|--:|---|
"""


def known() -> list[type[DiscreditError]]:
    """All errors that can be met, by number."""
    found = [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, DiscreditError) and one is not DiscreditError
    ]
    return sorted(found, key=lambda one: one.number)


def written(error: type[DiscreditError]) -> str:
    """The number as it is told.

    >>> written(errors.DamagedError)
    'E302'
    """
    return f"E{error.number}"


def markdown() -> str:
    """The whole page."""
    return OPENING + "".join(_row(one) for one in known()) + "".join(map(_passage, known()))


def _row(error: type[DiscreditError]) -> str:
    above = [one for one in error.__mro__[1:] if issubclass(one, DiscreditError)]
    kind = ", ".join(f"`{one.__name__}`" for one in above)
    name = f"[{written(error)}](#{written(error).lower()})"
    return f"| {name} | `{error.__name__}` | {int(error.exit_code)} | {kind} |\n"


def _passage(error: type[DiscreditError]) -> str:
    return "\n" + "\n".join(_lines(error)) + "\n"


def _lines(error: type[DiscreditError]) -> Iterator[str]:
    code = ExitCode(error.exit_code)
    yield f"## {written(error)}"
    yield ""
    yield f"`{error.__name__}`, exit code {int(code)}."
    yield ""
    yield f"**Cause.** {' '.join((error.__doc__ or '').split())}"
    yield ""
    yield f"**Remedy.** {error.remedy}"


if __name__ == "__main__":
    print(markdown(), end="")
