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

from discredit.validation import MECHANISMS, load
from discredit.validation.about import About
from discredit.validation.case import Case, shipped
from discredit.validation.compare import VERDICTS, by_kind

_HEAD: Final = """\
# What others published, and what the laboratory gives back

This page is written from a run by `make mechanisms`. Each mechanism is configured, \
not computed: `run(inputs, *, people, seed)` in `src/discredit/validation/mechanisms/` sets up the \
laboratory and counts what happens. Three ways are told apart:

- **engine**: a policy goes through the ordinary month (`step.advance`), every room as it is;
- **engine, swapped**: the same month with one or two rooms, or the ties, swapped for those of the \
publication;
- **small model**: the mechanism needs what a month of rooms cannot express (a grid, continuous \
time, evolving strategies); it runs on the laboratory's own draws.

Not every number that comes back says something about the laboratory's people. A case names for \
each quantity its key of the result, its tolerance and its kind:

- **reproduced by the engine**: simulated people who go through the month make the number;
- **reproduced by a small model**: simulated people make it, in a model of its own;
- **wiring check**: the number was handed in, or follows from what was by one step, and the rooms \
hand it on unspoilt;
- **formula beside formula**: no simulated person has a part in it; the same law is worked out on \
both sides.

A quantity without tolerance is shown as *not judged* and never counts as passed.

Seeds are fixed; a case that fails is tried once more on a second seed, and no tolerance is ever \
widened. Tolerances come with the cases. *Gate* cases are run with every change (`make test`), \
*nightly* ones with `make test-all`; *report* cases rest on weak evidence and are not judged. \
Any other case runs with `discredit validate --case FILE.yaml`, and one case may give several \
settings (a list of rates, of patience, of thresholds); the form stands at the head of \
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
    parts = [_HEAD, _kinds(done), _summary(done), _MISSED]
    for name in MECHANISMS:
        cases = shipped(name)
        parts.append(_section(name, load(name).ABOUT, cases, done))
    return "\n".join(parts)


def _kinds(done: Mapping[str, Mapping[str, Any]]) -> str:
    """Quantities by kind, and by how the mechanism is run."""
    lines = [line for result in done.values() for line in result["quantities"]]
    counts = by_kind((line["kind"], line["passes"]) for line in lines)
    rows = ["| quantities | judged | pass | not judged |", "|---|--:|--:|--:|"]
    rows += [
        f"| {kind} | {count.judged} | {count.passed} | {count.not_judged} |"
        for kind, count in counts.items()
    ]
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    rows.append(f"| all | {total[1]} | {total[0]} | {total[2]} |")
    return "\n".join(rows) + "\n"


def _summary(done: Mapping[str, Mapping[str, Any]]) -> str:
    rows = ["| mechanism | runs on | tier | cases | pass | seconds |", "|---|---|---|--:|--:|--:|"]
    for name in MECHANISMS:
        about = load(name).ABOUT
        mine = [done[case.id] for case in shipped(name) if case.id in done]
        passed = sum(result["verdict"] == "pass" for result in mine)
        said = "not judged" if about.tier == "report" else f"{passed}"
        seconds = sum(result["seconds"] for result in mine)
        link = f"[{about.title}](#{_anchor(about.title)})"
        rows.append(
            f"| {link} | {about.means} | {about.tier} | {len(mine)} | {said} | {seconds:.0f} |"
        )
    judged = [result for result in done.values() if result["verdict"] != "not judged"]
    passed = sum(result["verdict"] == "pass" for result in judged)
    return f"**{passed} of {len(judged)} judged cases pass.**\n\n" + "\n".join(rows) + "\n"


def _section(
    name: str, about: About, cases: tuple[Case, ...], done: Mapping[str, Mapping[str, Any]]
) -> str:
    lines = [f"## {about.title}", "", about.says, ""]
    lines += [f"*How it is run ({about.means}; `discredit validate {name}`).* {about.how}", ""]
    lines += [
        "| case | quantity | expected | obtained | tolerance | kind | |",
        "|---|---|---|---|---|---|---|",
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
        return [f"| {case.id} | not run | | | | | |"]
    words = VERDICTS | {False: "**fail**"}
    return [
        f"| {case.id if i == 0 else ''} | {line['name'].replace('_', ' ')} | "
        f"{_said(line['expected'])} | {_said(line['obtained'])} | {line['tolerance']} | "
        f"{line['kind']} | {words[line['passes']]} |"
        for i, line in enumerate(result["quantities"])
    ]


def _said(value: Any) -> str:
    if value is None:
        return "–"
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
