"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from discredit import arguments
from discredit.errors import quoted
from discredit.sources import GRADES

if TYPE_CHECKING:
    from discredit.engine.processes import Processes


def whole(text: str) -> int:
    """A count as people write it: 100000, 100_000, 100,000 or 1e5."""
    value = arguments.whole(text)
    if not isinstance(value, int) or value < 1:
        raise typer.BadParameter(
            f"{quoted(text)} is no whole number above 0; write 100_000 or 1e5."
        )
    return value


With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="OVERLAY,...",
        help="Lay safeguards over the system: names from `discredit list safeguards`, or files.",
    ),
]
All = Annotated[
    bool,
    typer.Option(
        "--all", help="All of it, in a pager where it is longer than the terminal it is read on."
    ),
]
Grades = Annotated[
    list[str] | None,
    typer.Option(
        "--grade",
        metavar="GRADE,...",
        help=f"Only the numbers of these grades, each in full: {', '.join(GRADES)}.",
    ),
]
Csv = Annotated[
    bool, typer.Option("--csv", help="Print the numbers as CSV, all of them or those asked for.")
]


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < inf:
        raise typer.BadParameter(f"{quoted(text)} is no number of seconds; write 30, or 0.")
    return value


CheckpointEvery = Annotated[
    float | None,
    typer.Option(
        parser=_seconds,
        metavar="SECONDS",
        help="Worked between two checkpoints, 30 when left out; 0 keeps one every year.",
    ),
]
Devices = Annotated[
    int, typer.Option(min=1, help="Devices of this machine, or of each process, to share the work.")
]
ProcessCount = Annotated[
    int,
    typer.Option(
        min=1, envvar="DISCREDIT_PROCESSES", help="Processes of this run, on one machine or many."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Processes that make the runs of a file with arms; one for each core when left out.",
    ),
]
ProcessIndex = Annotated[
    int | None,
    typer.Option(min=0, envvar="DISCREDIT_PROCESS", help="Which of them this is, from 0."),
]
Coordinator = Annotated[
    str | None,
    typer.Option(
        metavar="HOST:PORT", envvar="DISCREDIT_COORDINATOR", help="Where process 0 is to be found."
    ),
]
SecretFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="DISCREDIT_SECRET_FILE",
        help="Where the secret stands that all processes must know, if not in DISCREDIT_SECRET.",
    ),
]


def sharing(
    devices: int,
    processes: int,
    process: int | None,
    coordinator: str | None,
    secret_file: Path | None,
    inputs: str,
) -> AbstractContextManager[Processes]:
    """Those that share what a command computes, as its options say; see `processes.initialize`."""
    from discredit.engine.processes import initialize

    return initialize(
        devices, processes, process, coordinator, inputs=inputs, secret_file=secret_file
    )


class Asked(NamedTuple):
    """Which numbers are wanted, and in which form."""

    grades: tuple[str, ...] = tuple(GRADES)
    room: str | None = None
    is_all: bool = False
    as_json: bool = False
    as_csv: bool = False

    @property
    def is_first_look(self) -> bool:
        """Whether a screen is enough: nothing in particular is asked for."""
        return not self.is_all and self.room is None and len(self.grades) == len(GRADES)


def graded_so(grades: Sequence[str] | None) -> tuple[str, ...]:
    """The grades that a command line asks for; all of them where it names none.

    Raises:
        UnknownNameError: one of them is no grade.
    """
    asked = [word.strip() for text in grades or () for word in text.split(",")]
    for word in asked:
        if word not in GRADES:
            raise _no_grade(word)
    return tuple(grade for grade in GRADES if grade in asked) or tuple(GRADES)


def one_form(*, as_json: bool, as_csv: bool) -> None:
    """Raises BadParameter where two forms are asked for at once."""
    if as_json and as_csv:
        raise typer.BadParameter("--csv and --json are two forms; take one.")


def _no_grade(word: str) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import did_you_mean

    rule = f"grades are {', '.join(GRADES)}"
    remedy = did_you_mean(word, GRADES, "Take one of them.")
    return UnknownNameError([Fault("discredit", 0, "--grade", quoted(word), rule, remedy)])
