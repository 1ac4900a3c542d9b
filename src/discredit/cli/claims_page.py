"""The page of the coverage in the docs, written from runs: `docs/coverage.md`.

Write it anew with `make coverage`.
Every command of it is run as a reader would run it, each once, however many claims it shows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from discredit.claims import Chapter, Claim, Exhibit, chapters
from discredit.words.names import capital

HEADS: Final = {"press-claim": "What the press said", "comment-hypothesis": "What readers said"}
STANDINGS: Final = ("works", "in part", "left out")
OPENING: Final = """\
# The coverage, claim by claim

*Written from runs by `make coverage`: each command below, with `--people {people} --seeds \
{seeds}`. A test runs them all at a small size. Nobody here is real.*

Two articles, of 2016 and 2018, and what their readers said of them: {claims} claims, in the words \
and with the grade of the evidence ledger. A claim that is disputed \
or made up stays so here: a figure shows what would follow if it were true, not that it is. \
*Works* means that a mechanism of the simulated society makes the figure; *in part*, that \
something else stands in for some of it, as told under *simplified*.

Figures are of the world with the system, then of its twin without it; the difference has an \
interval of 95 %, over luck alone. What is not known is not in it, and nearly all numbers are \
assumed (`discredit show court-list`, for one).

"""
AT_ONCE: Final = 2
"""Commands that run at a time."""
TOO_FEW: Final = "too few to say how much the system changes"


def written(told: Sequence[Chapter], shown: dict[str, Any], people: int, seeds: int) -> str:
    """The page.

    Args:
        told: The claims.
        shown: What each command came to, by command; one that is not here is told so.
        people: How many each run had.
        seeds: How many seeds.

    Returns:
        Markdown.
    """
    count = sum(len(chapter.claims) for chapter in told)
    parts = [OPENING.format(people=f"{people:_}", seeds=seeds, claims=count)]
    parts.append("| | " + " | ".join(STANDINGS) + " |\n|---|" + "--:|" * len(STANDINGS) + "\n")
    for chapter in told:
        counts = [sum(c.stands == one for c in chapter.claims) for one in STANDINGS]
        parts.append(f"| {HEADS[chapter.topic]} | " + " | ".join(map(str, counts)) + " |\n")
    for chapter in told:
        parts.append(f"\n## {HEADS[chapter.topic]}\n")
        parts += [part for claim in chapter.claims for part in _of(claim, shown)]
    return "".join(parts)


def _of(claim: Claim, shown: dict[str, Any]) -> Iterator[str]:
    """One claim."""
    yield f"\n### {capital(claim.says)}\n\n"
    yield f"*{capital(claim.source.grade)}* (`{claim.claim}`); **{claim.stands}**. {claim.by}\n"
    if claim.command is None:
        return
    yield f"\n    discredit {claim.command}\n\n"
    if claim.command not in shown:
        yield "- not run for this page\n"
    else:
        yield from (f"- {line}\n" for line in _figures(claim, shown[claim.command]))
    yield f"\nSimplified: {claim.simplified}\n"


def _figures(claim: Claim, found: Any) -> Iterator[str]:
    """What a command showed of a claim, a line for each figure."""
    if claim.words[0] == "study":
        yield f"{found['sentence']} {_sides(found)}"
    elif claim.words[0] == "validate":
        yield from (_published(asked, found["rows"]) for asked in claim.figures)
    else:
        label = found["label"].iloc[0]
        yield from ([f"**{label}**"] if label else [])
        yield from (_row(asked, found) for asked in claim.figures)


def _sides(found: Any) -> str:
    """Both sides of a study's switch."""
    from discredit.words.numbers import interval

    told = []
    for one in found["outcomes"]:
        change, between = interval(one["difference"], one["low"], one["high"], sign=True)
        told.append(
            f"{one['says']}: {change} {one['unit']} ({between})" if between else one["says"]
        )
    return f"With the switch on, {'; '.join(told)}."


def _published(asked: Exhibit, rows: Sequence[Any]) -> str:
    """A simulated figure beside the published one."""
    from discredit.words.numbers import large, per_cent

    row = next(r for r in rows if r["figure"] == asked.measure and r["date"] == asked.group)
    return (
        f"{row['figure']} by {row['date']}: {large(row['simulated'])} simulated, "
        f"{large(row['published'])} published (`{row['source']}`, {row['kind']}); sampling error "
        f"{per_cent(row['sampling_error'])}"
    )


def _row(asked: Exhibit, effects: Any) -> str:
    """A figure of a run in both worlds, with the interval of the difference."""
    from discredit.report.headlines import told

    found = effects[
        (effects["measure"] == asked.measure)
        & (effects["dimension"] == asked.dimension)
        & (effects["group"] == asked.group)
    ]
    if found.empty:
        raise LookupError(f"no {asked} among the effects of this run")
    row = found.iloc[0].to_dict()
    figures = told(row)
    who = "" if asked.dimension == "all" else f", {asked.group}"
    line = f"{row['says']}{who}: {figures.with_} against {figures.without} {row['unit']}"
    if row["caution"]:
        return f"{line}; {TOO_FEW}"
    between = f" ({figures.interval})" if figures.interval else ""
    return f"{line}; {figures.difference}{between}"


def run_all(
    told: Sequence[Chapter], people: int, seeds: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Run every command once.

    Args:
        told: The claims.
        people: How many each run has.
        seeds: How many seeds; a study takes two at least.
        tell: Called with each command when it is done.

    Returns:
        By command: the effects of a run, the document of a study or a comparison.

    Raises:
        CalledProcessError: a command failed; its output says why.
    """
    commands = {c.command: c.words for chapter in told for c in chapter.claims if c.command}
    shown: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        places = [Path(folder) / str(at) for at in range(len(commands))]
        results = pool.map(
            lambda words, at: ran(words, people, seeds, at), commands.values(), places
        )
        for at, (command, result) in enumerate(zip(commands, results, strict=True), start=1):
            tell(f"{at} of {len(commands)} done: discredit {command}")
            shown[command] = result
    return shown


def ran(words: Sequence[str], people: int, seeds: int, folder: Path) -> Any:
    """One command, run as a process of its own."""
    size = ["--people", str(people)]
    if words[0] == "study":
        size += ["--seeds", str(max(seeds, 2)), "--out", str(folder)]
    elif words[0] == "run":
        size += ["--seeds", str(seeds), "--no-report", "--out", str(folder)]
    program = "from discredit.cli.entry import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words, *size, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, list(words), done.stdout, done.stderr)
    if words[0] != "run":
        return json.loads(done.stdout)
    from discredit import measures
    from discredit.store import open_result

    return measures.effects(open_result(folder))


def main() -> None:
    """Write the page to standard output."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--seeds", type=int, required=True)
    asked = parser.parse_args()
    told = chapters()
    shown = run_all(told, asked.people, asked.seeds, lambda line: print(line, file=sys.stderr))
    print(written(told, shown, asked.people, asked.seeds), end="")


if __name__ == "__main__":
    main()
