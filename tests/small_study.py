"""A small study as a file, and changes to it."""

from __future__ import annotations

from pathlib import Path

from discredit.studies.design import Size
from discredit.studies.outcome import Part, Told
from discredit.studies.schema import Criterion

# One size, so that one shape is compiled.
SMALL = Size(people=600, months=8, seeds=2, tried_people=600, tried_seeds=1)

TEXT = """\
title: A small study
claim: Careless clerks list the wrong people.
system: court-list
start: "2016-01"
months: 8
people: 600
seeds: 2
switch:
  about: How often a record reaches a namesake.
  off: {says: records that reach the right person}
  on:
    says: records that often reach a namesake
    numbers:
      observation.misrouted:
        {value: 0.04, unit: share, evidence: assumed, source: asm.fp.link, range: [0, 0.05]}
outcome:
  says: people on the list wrongly
  measure: listed_wrongly
  times: 100000
  unit: per 100,000 people
holds_if:
  direction: rises
  smallest: {value: 0.0001, unit: share, evidence: assumed, source: asm.fp.link, range: [0, 0.01]}
assumptions: [observation.misrouted, behaviour.debts.dispute_by_occupation.business_owner]
sensitivity: {design: ends, people: 400, seeds: 1}
evidence:
  - {says: Namesake errors are reported., source: [err-no-rate]}
reading: It says nothing about any real court.
overturned_by: A count of entries that rest on a namesake's record.
"""


def written(folder: Path, text: str = TEXT, name: str = "small.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


def told(value: float, cases: float = 1e6, people: float = 1e9) -> Told:
    """An outcome of everybody in one run; so many cases that they say nothing of its spread."""
    return Told(value, (Part(value, people, people, cases, 1 / people),))


def bar(direction: str, size: float = 0.5) -> Criterion:
    smallest = {"value": size, "unit": "ratio", "evidence": "assumed", "source": "A-01",
                "range": [0, 9]}  # fmt: skip
    return Criterion.model_validate({"direction": direction, "smallest": smallest})
