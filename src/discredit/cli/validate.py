"""`discredit validate`: published results, expected beside obtained."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.options import whole
from discredit.cli.screen import Json, emit, is_terminal, quiet, say
from discredit.errors import ExitCode

if TYPE_CHECKING:
    from discredit.validation.case import Case

EXAMPLE = "Example: discredit validate points_tiers"

LEAST: Final = 1000
"""Rows; with fewer no mechanism says anything."""
COURT_LIST: Final = "court-list"
TIERS: Final = {
    "gate": ("gate",),
    "nightly": ("nightly",),
    "report": ("report",),
    "all": ("gate", "nightly", "report"),
}


def _rows(text: str) -> int:
    rows = whole(text)
    if rows < LEAST:
        raise typer.BadParameter(f"'{text}' is fewer than {LEAST}; write 100_000 or 1e5.")
    return rows


def command(
    name: Annotated[
        str,
        typer.Argument(
            help="A mechanism (points_tiers), a tier (gate: checked with every change, nightly, "
            "report, all), or court-list: that system against its own record."
        ),
    ] = "all",
    case: Annotated[
        Path | None,
        typer.Option("--case", help="Run the cases in this file instead.", show_default=False),
    ] = None,
    stored: Annotated[
        bool,
        typer.Option(
            "--stored", help="court-list: compare with the values kept in the library; fit nothing."
        ),
    ] = False,
    draws: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="court-list: tell the interval of these draws beside each figure, and how many "
            "lie inside; the draws.json of `discredit calibrate`.",
            show_default=False,
        ),
    ] = None,
    people: Annotated[
        int | None,
        typer.Option(
            parser=_rows,
            metavar="N",
            help=f"Rows simulated at once, {LEAST} or more; 100_000 and 1e5 are understood.",
            show_default="100,000",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Another seed than the fixed ones.", min=0, show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Set what others published beside what the laboratory gives.

    Each case is configured, not computed: the ordinary month runs with rooms
    switched off or swapped or, where it says so, a small model on the same draws.
    A case that fails is tried once more on a second seed; tolerances are those of
    the cases. If one fails, the exit code is 5. All cases take some ten minutes.

    court-list is another kind of test: unknown rates are fitted to the figures up
    to September 2018; later figures are predictions, and set nothing. Draws of a calibration
    give each an interval.
    """
    if name == COURT_LIST and case is None:
        _court_list(stored=stored, people=people, json=json, file=draws)
        return
    _mechanisms(name, case, people=people, seed=seed, json=json)


def _court_list(*, stored: bool, people: int | None, json: bool, file: str | None) -> None:
    from discredit.cli.record_page import print_page
    from discredit.engine.cache import enable
    from discredit.studies.drawn import read_draws
    from discredit.validation import court_list

    draws = None if file is None else read_draws(file)
    enable()
    if people is None:
        validation = court_list.validate(stored=stored, on_progress=_note)
    else:
        validation = court_list.validate(stored=stored, people=people, on_progress=_note)
    if json:
        drawn = draws and {**draws.origin, "figures": draws.page.get("figures", [])}
        emit({**asdict(validation), **({"draws": drawn} if drawn else {})})
        return
    print_page(validation, draws)


def _mechanisms(
    name: str, file: Path | None, *, people: int | None, seed: int | None, json: bool
) -> None:
    from discredit.cli.mechanism_page import as_json, print_outcome, print_sum
    from discredit.engine.cache import enable
    from discredit.validation.table import PEOPLE, SEEDS, run_cases

    cases = _cases(name, file)
    enable()
    done = []
    seeds = SEEDS if seed is None else (seed,)
    for outcome in run_cases(cases, people=people or PEOPLE, seeds=seeds, on_start=_announce):
        done.append(outcome)
        if not json:
            print_outcome(outcome, is_first=_begins(done))
    if json:
        emit([as_json(outcome) for outcome in done])
    else:
        print_sum(done)
    if any(outcome.verdict == "fail" for outcome in done):
        raise typer.Exit(ExitCode.UNVERIFIED)


def _begins(done: list[Any]) -> bool:
    """Whether the last case is the first of its mechanism."""
    return len(done) < 2 or done[-1].case.mechanism != done[-2].case.mechanism


def _cases(name: str, file: Path | None) -> tuple[Case, ...]:
    from discredit.validation import MECHANISMS
    from discredit.validation.case import from_file, shipped
    from discredit.validation.table import cases_of

    if file is not None:
        return from_file(file)
    if name in TIERS:
        return cases_of(TIERS[name])
    if name not in MECHANISMS:
        raise _unknown(name, (*MECHANISMS, *TIERS, COURT_LIST))
    return shipped(name)


def _announce(case: Case) -> None:
    _note(f"{case.id}: {case.title}")


def _note(text: str) -> None:
    if is_terminal():
        say(quiet(text), stderr=True)


def _unknown(name: str, known: tuple[str, ...]) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import did_you_mean

    rule = f"what can be validated is {', '.join(known)}"
    remedy = did_you_mean(name, known, "Write discredit validate points_tiers.")
    return UnknownNameError([Fault("discredit validate", 0, "NAME", quoted(name), rule, remedy)])
