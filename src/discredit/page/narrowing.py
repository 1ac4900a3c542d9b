"""Differences and their intervals while a run goes on: after each seed, and after some draws.

What is told is what `measures.effects` gives of the seeds that have come to their end, in the words
of the report; at the end it is what the report says.
"""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import Any, Final

from discredit import measures
from discredit.measures.effects import effects, lives_by
from discredit.measures.tables import EVER_LISTED, LIST_STATUS, TRAITS, Frame, ask
from discredit.plan import Plan
from discredit.report import headlines
from discredit.report.figures_by_group import DIMENSION_LABELS, group_in_words
from discredit.report.spoken import spoken
from discredit.store.in_memory import InMemory
from discredit.store.so_far import of_sums, seed_of
from discredit.words import doubt
from discredit.words.names import headed
from discredit.words.tongue import say
from discredit.words.units import unit_said

GROUPS: Final = tuple(name for name in TRAITS if name != "region")
"""What the answer is told by; regions are many, and the report has them."""
ASKED: Final = ("all", *GROUPS, EVER_LISTED, LIST_STATUS)
SERIES: Final = ("all", *TRAITS)
"""Of one society, regions say how sure its months are."""
MOST_MEASURES: Final = 14


class SoFar:
    """The seeds of one run that have come to their end."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder, self._plan = folder, plan
        self._seeds: list[InMemory] = []

    def take(self, ended: int) -> list[dict[str, Any]] | None:
        """What so many seeds say together; None where that was told before.

        Args:
            ended: Seeds that have come to their end.
        """
        if ended <= len(self._seeds):
            return None
        while len(self._seeds) < ended:
            seed = seed_of(self._folder, self._plan, len(self._seeds)).narrowed(SERIES)
            ask(seed, [lives_by(ASKED)])
            self._seeds.append(seed)
        result = of_sums(self._plan, self._seeds)
        table = spoken(effects(result, ASKED), result)
        return rows(table, self._plan.policy.system.outcomes)


def rows(table: Frame, outcomes: tuple[str, ...]) -> list[dict[str, Any]]:
    """What is told of some effects: first what answers the question, then what is told of any
    system, then the answer by group.

    Args:
        table: What `measures.effects` gives, with what draws say of it or without.
        outcomes: The measures that the system names.
    """
    answers = measures.answers(table, outcomes).to_dict("records")
    names = {row["measure"] for row in answers}
    others = [r for r in measures.headline(table).to_dict("records") if r["measure"] not in names]
    by_group: Frame = measures.answer(table, outcomes[0])
    by_group = by_group[by_group["dimension"].isin(GROUPS)].to_dict("records")
    first = [_row(row, "") for row in [*answers, *others][:MOST_MEASURES]]
    return [*first, *(_row(row, row["dimension"]) for row in by_group)]


def _row(row: dict[str, Any], dimension: str) -> dict[str, Any]:
    """One difference as numbers, for a picture, and in words."""
    found = doubt.doubt_in(row)
    told = headlines.told(row)
    together = (None, None) if found is None else (found.low, found.high)
    return {
        "dimension": say(DIMENSION_LABELS[dimension]) if dimension else "",
        "label": group_in_words(dimension, row["group"]) if dimension else headed(row["says"]),
        "unit": unit_said(row["unit"]),
        "value": None if row["caution"] else _plain(row["difference"]),
        "ends": [_plain(row["low"]), _plain(row["high"])],
        "together_ends": [_plain(end) for end in together],
        "difference": told.difference,
        "interval": told.interval,
        "together": doubt.between(row),
        "held": doubt.held(row),
        "is_open": doubt.is_open(row),
    }


def _plain(value: float | None) -> float | None:
    return float(value) if value is not None and isfinite(value) else None
