"""Published mechanisms, expected beside obtained, for the terminal and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from discredit.cli.screen import columns, heading, quiet, say
from discredit.words.numbers import seconds, stated

if TYPE_CHECKING:
    from discredit.validation.compare import Line
    from discredit.validation.table import CaseOutcome

_STYLES = {"pass": "green", "fail": "bold red", "not judged": "yellow"}
MOST_SHOWN = 8
"""Entries of a list that are printed; the rest are counted, and stand in the JSON."""


def print_outcome(outcome: CaseOutcome, *, is_first: bool) -> None:
    """One case; before the first of a mechanism, how the laboratory runs it."""
    from rich.text import Text

    from discredit.validation import load

    case = outcome.case
    if is_first:
        about = load(case.mechanism).ABOUT
        say(heading(f"{about.title} ({about.means})"), quiet(about.how))
    title = Text(f"\n{case.id}  {case.title}  ")
    title.append(outcome.verdict, style=_STYLES[outcome.verdict])
    title.append(f"  {seconds(outcome.seconds)}, seed {outcome.seed}", style="dim")
    heads = ("quantity", "expected", "obtained", "tolerance", "kind", "")
    say(title, columns(heads, map(_row, outcome.lines), fixed=(3, 5), right=(1, 2)))
    say(quiet(f"Source: {case.source} ({case.evidence})"))


def print_sum(done: Sequence[CaseOutcome]) -> None:
    """How many cases passed, what failed, and how many quantities of each kind passed."""
    from discredit.validation.compare import by_kind

    judged = [outcome for outcome in done if outcome.is_judged]
    failed = [outcome.case.id for outcome in judged if not outcome.passes]
    taken = sum(outcome.seconds for outcome in done)
    text = f"{len(judged) - len(failed)} of {len(judged)} cases pass"
    text += f"; {len(done) - len(judged)} not judged" if len(done) > len(judged) else ""
    text += f"; failed: {', '.join(failed)}" if failed else ""
    say(heading(f"{text}. {seconds(taken)}."))
    lines = [line for outcome in done for line in outcome.lines]
    counts = by_kind((line.kind, line.passes) for line in lines)
    rows = [
        (str(kind), f"{count.passed} of {count.judged}", str(count.not_judged))
        for kind, count in counts.items()
        if count.judged or count.not_judged
    ]
    say(columns(("quantities", "pass", "not judged"), rows, right=(1, 2)))


def as_json(outcome: CaseOutcome) -> dict[str, Any]:
    """Everything that is printed, and every entry of every list."""
    case = outcome.case
    from discredit.validation import load

    about = load(case.mechanism).ABOUT
    return {
        "id": case.id,
        "title": case.title,
        "mechanism": case.mechanism,
        "means": about.means,
        "verdict": outcome.verdict,
        "seed": outcome.seed,
        "seconds": round(outcome.seconds, 2),
        "quantities": [line._asdict() for line in outcome.lines],
        "evidence": case.evidence,
        "source": case.source,
    }


def _row(line: Line) -> tuple[Any, ...]:
    from rich.text import Text

    from discredit.validation.compare import VERDICTS

    word = VERDICTS[line.passes]
    obtained = "not obtained" if line.obtained is None else shown(line.obtained)
    expected = "a bound alone" if line.expected is None else shown(line.expected)
    mark = Text(word, style=_STYLES[word])
    return line.name, expected, obtained, line.tolerance, str(line.kind), mark


def shown(value: Any) -> str:
    """A number as it stands in the case, and the entries of a list below each other."""
    if isinstance(value, list | tuple):
        more = [f"… ({len(value)})"] if len(value) > MOST_SHOWN else []
        return "\n".join([*(shown(each) for each in value[:MOST_SHOWN]), *more])
    return value if isinstance(value, str) else stated(value)
