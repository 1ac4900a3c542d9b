"""The page of published results in the docs, written from a run.

discredit validate all --json > results.json
python -m discredit.validation.page results.json > docs/mechanisms.md
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from discredit.validation import MECHANISMS, mechanism
from discredit.validation.case import Case, shipped
from discredit.validation.mechanism import About

_HEAD: Final = """\
# What others published, and what the laboratory gives back

This page is generated from a run: `discredit validate all --json > results.json`, then `make \
mechanisms`. Each mechanism is configured, not computed: `run(inputs, *, people, seed)` in \
`src/discredit/validation/` sets up the laboratory and counts what happens; formulas stand on the \
expected side only. Three ways are told apart:

- **engine**: a policy goes through the ordinary month (`step.advance`), every room as it is;
- **engine, swapped**: the same month with one or two rooms, or the ties, swapped for those of the \
publication;
- **small model**: the mechanism needs what a month of rooms cannot express (a grid, continuous \
time, evolving strategies); it runs on the laboratory's own draws.

Seeds are fixed; a case that fails is tried once more on a second seed, and no tolerance is ever \
widened. Tolerances come with the cases. *Gate* cases are run with every change (`make test`), \
*nightly* ones with `make test-all`; *report* cases rest on weak evidence: shown, not judged. \
Any other case runs with `discredit validate --case FILE.yaml`; the form stands at the head of \
`src/discredit/validation/case.py`, the cases that ship in `src/discredit/library/published/cases/`.
"""
_MISSED: Final = """\
## What was published and does not come back

- **Epstein (2002), waiting times between outbursts** (60 ± 55 ticks): 22 here and in the one \
replication known. His arrest rule as printed gives no outburst at all, here as there; outbursts \
need the ratio of police to rebels rounded down. Jail claims of runs 3 and 4, run 8 and the safe \
havens are not used: the replication reports that they do not follow.
- **National Research Council (2003), Table I-1, columns for accuracy 0.70 and 0.60** do not \
follow the model that the table states; only the column for 0.90 is used.
- **Loss Data Analytics, Table 12.5, relativities** contradict the formula above them; its shares \
are right and are used.
- **Liu et al. (2018), the threshold of active harm at 498**: the authors' notebook draws it with \
the other group's repayment curve; with the right one it is about 530. Not used.
- **Nowak and Sigmund (1998), fig. 1** shows an outcome of one run in five, and **Axelrod's norms \
in long runs** hang on details that he does not state (ties, how the population is brought back to \
size). Neither is used.
- The shares of profit in Hardt et al. (2016) were cited from memory; the tables give them back \
within 0.8 points.
"""
_MOST_DIGITS: Final = 6
_MOST_ENTRIES: Final = 12


def page(results: Iterable[Mapping[str, Any]]) -> str:
    """The whole page. `results`: what `discredit validate all --json` printed."""
    done = {str(result["id"]): result for result in results}
    parts = [_HEAD, _summary(done), _MISSED]
    for name in MECHANISMS:
        cases = shipped(name)
        parts.append(_section(name, mechanism(name).ABOUT, cases, done))
    return "\n".join(parts)


def _summary(done: Mapping[str, Mapping[str, Any]]) -> str:
    rows = ["| mechanism | runs on | tier | cases | pass | seconds |", "|---|---|---|--:|--:|--:|"]
    for name in MECHANISMS:
        about = mechanism(name).ABOUT
        mine = [done[case.id] for case in shipped(name) if case.id in done]
        passed = sum(result["verdict"] == "pass" for result in mine)
        said = "shown" if about.tier == "report" else f"{passed}"
        seconds = sum(result["seconds"] for result in mine)
        link = f"[{about.title}](#{_anchor(about.title)})"
        rows.append(
            f"| {link} | {about.means} | {about.tier} | {len(mine)} | {said} | {seconds:.0f} |"
        )
    judged = [result for result in done.values() if result["verdict"] != "shown"]
    passed = sum(result["verdict"] == "pass" for result in judged)
    return f"**{passed} of {len(judged)} judged cases pass.**\n\n" + "\n".join(rows) + "\n"


def _section(
    name: str, about: About, cases: tuple[Case, ...], done: Mapping[str, Mapping[str, Any]]
) -> str:
    lines = [f"## {about.title}", "", about.says, ""]
    lines += [f"*How it is run ({about.means}; `discredit validate {name}`).* {about.how}", ""]
    lines += [
        "| case | quantity | expected | obtained | tolerance | |",
        "|---|---|---|---|---|---|",
    ]
    for case in cases:
        lines += _rows(case, done.get(case.id))
    lines.append("")
    for case in cases:
        result = done.get(case.id)
        seconds = f" {result['seconds']:.1f} s, seed {result['seed']}." if result else ""
        lines.append(
            f"- **{case.id}** {case.title}. {case.protocol}{seconds} Source: {case.source} "
            f"({case.kind.replace('_', ' ')}, {case.strength}; {case.evidence})."
        )
    return "\n".join([*lines, ""])


def _rows(case: Case, result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return [f"| {case.id} | not run | | | | |"]
    words = {True: "pass", False: "**fail**", None: "shown"}
    return [
        f"| {case.id if i == 0 else ''} | {line['name'].replace('_', ' ')} | "
        f"{_said(line['expected'])} | {_said(line['obtained'])} | {line['tolerance']} | "
        f"{words[line['passes']]} |"
        for i, line in enumerate(result["quantities"])
    ]


def _said(value: Any) -> str:
    if value is None:
        return "not obtained"
    if isinstance(value, list):
        more = " …" if len(value) > _MOST_ENTRIES else ""
        return ", ".join(_said(each) for each in value[:_MOST_ENTRIES]) + more
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:.{_MOST_DIGITS}g}"


def _anchor(title: str) -> str:
    kept = "".join(c for c in title.lower() if c.isalnum() or c in " -")
    return kept.replace(" ", "-")


if __name__ == "__main__":
    sys.stdout.write(page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
