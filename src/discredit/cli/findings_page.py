"""The page of the library's claims put to the test, written from their runs: `docs/verdicts.md`.

Write it anew with `make findings`. Each study is one folder of results, and runs that lie there are
not made again: whatever stops it, the same command goes on.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from discredit import library
from discredit.report import study_page
from discredit.studies import folder as result
from discredit.studies.answer import answer
from discredit.studies.design import Size, size_of
from discredit.studies.finding import Finding
from discredit.studies.question import load_study
from discredit.words.numbers import count, number

OPENING: Final = """\
# Claims put to the test

*Written from runs by `{command}`. Nobody here is real.*

{how}

Each claim has a switch, and what follows is of both sides of it among the same people with the \
same luck. The first interval is over luck (seeds, 95 %). The second is over luck and assumptions \
together (90 %): both sides drawn again and again, each time with other luck and every graded \
number but the switch moved over its range, most of them guesses. A sign that holds in fewer than \
nine of ten draws is *open*, whatever the first interval says. What a claim needs to hold was \
written down before: [studies](studies.md).

"""
WHOLE: Final = "Every study has its full size: the people, months and seeds of its file."
SMALL: Final = (
    "**Smaller than the files of the studies say**: {people} people and {seeds} seeds a study, "
    "where a file has up to {full} people. Intervals over luck are the wider for it, and a change "
    "that is there may stay open; `make findings` alone runs the whole."
)
DRAWS: Final = 39
"""The fifth in a hundred from either end is the second outermost of so many."""


class StudySizes(NamedTuple):
    """How large the studies are run; None: as their files say."""

    people: int | None = None
    months: int | None = None
    seeds: int | None = None
    draws: int = DRAWS

    @property
    def command(self) -> str:
        """What writes the page."""
        asked = {"people": self.people, "months": self.months, "seeds": self.seeds}
        words = [f"--{name} {value}" for name, value in asked.items() if value is not None]
        words += [f"--uncertain {self.draws}"] * (self.draws != DRAWS)
        return f'make findings FINDINGS="{" ".join(words)}"' if words else "make findings"


def written(found: Sequence[Finding], asked: StudySizes) -> str:
    """The page.

    Args:
        found: Each study, in order.
        asked: How large it was run.

    Returns:
        Markdown.
    """
    how = WHOLE
    if asked.people or asked.months or asked.seeds:
        full = number(max(one.question.study.people for one in found))
        size = found[0].size
        how = SMALL.format(people=number(size.people), seeds=number(size.seeds), full=full)
    parts = [OPENING.format(command=asked.command, how=how)]
    parts.append("| claim | verdict | its sign held |\n|---|---|---|\n")
    parts += [f"| {_linked(one)} | {_cell(one.sentence)} | {_held(one)} |\n" for one in found]
    parts += [line for one in found for line in _of(one)]
    return "".join(parts)


def _of(finding: Finding) -> Iterator[str]:
    """One claim."""
    page = study_page.in_words(finding)
    yield f"\n## {page.title}\n\n> {_cell(page.claim)}\n\n"
    yield f"`discredit study {finding.question.name}`: {page.size}.\n\n"
    yield f"**{page.sentence}** {page.happens}\n\n"
    yield from (f"{line}\n\n" for line in (page.bar, page.together, page.firm, page.failed) if line)
    yield from (
        f"- `{one.path}` {one.value}, range {one.range}, {one.grade}\n" for one in page.leaned
    )
    yield f"\n*What decides it.* {_decides(finding)}\n\n"
    yield f"*How to read it.* {_cell(page.reading)} {page.badge}\n\n"
    yield f"*What would overturn it.* {_cell(page.overturned_by)}\n"


def _decides(finding: Finding) -> str:
    """What to measure first, and which assumption moves it most when moved alone."""
    said = []
    if finding.doubt is not None:
        named = study_page.measure_first(finding)
        said.append(named or "No number stands out among all that move in the draws.")
    own = finding.changes[0].difference
    told = [one for one in finding.scenarios if one.is_told and len(one.values) == 1]
    if any(one.change.difference != own for one in told):
        most = max(told, key=lambda one: abs(one.change.difference - own))
        changes = study_page.change_told(finding.question.study.outcome, most.change)
        said.append(
            f"Of its assumptions moved one at a time, {most.name} moves it most: {changes}."
        )
    return " ".join(said) or "Nothing was moved."


def _held(finding: Finding) -> str:
    from discredit.words import doubt

    if finding.doubt is None:
        return "not drawn again"
    return doubt.held({"difference": 0.0, **finding.doubt.columns}) or "no sign"


def _linked(finding: Finding) -> str:
    title = finding.question.study.title
    kept = "".join(c for c in title.lower() if c.isalnum() or c in " -")
    return f"[{title}](#{kept.replace(' ', '-')})"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def run(name: str, asked: StudySizes, place: Path) -> Finding:
    """Put one study of the library to the test.

    Args:
        name: Of the study.
        asked: How large.
        place: Where the results of all of them lie.
    """
    question = load_study(name)
    size: Size = size_of(
        question,
        people=asked.people,
        months=asked.months,
        seeds=asked.seeds,
        uncertain=asked.draws or None,
    )
    folder = place / result.folder_name(question, size)
    found = answer(question, size, folder)
    result.write(found, folder)
    study_page.write(found, folder)
    return found


def main() -> None:
    """Run every study of the library, and print the page."""
    import sys

    words = ArgumentParser(description=__doc__)
    for option in ("people", "months", "seeds"):
        words.add_argument(f"--{option}", type=int)
    words.add_argument("--uncertain", type=int, default=DRAWS)
    words.add_argument("--out", type=Path, default=Path("results/findings"))
    words.add_argument("--only", nargs="*", default=[], help="studies; all when left out")
    given: Any = words.parse_args()
    asked = StudySizes(given.people, given.months, given.seeds, given.uncertain)
    found = []
    names = given.only or library.names("studies")
    for name in names:
        found.append(run(name, asked, given.out))
        print(f"{name}: {count(len(found), 'study', 'studies')} of {len(names)}", file=sys.stderr)
    print(written(found, asked), end="")


if __name__ == "__main__":
    main()
