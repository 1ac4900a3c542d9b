"""What a run of a design is asked for: its outcomes, read of the sums that they need."""

from __future__ import annotations

from collections.abc import Iterable
from math import nan
from typing import Any, NamedTuple

from discredit.measures.effects import disparity
from discredit.measures.levels import levels
from discredit.store.in_memory import InMemory
from discredit.studies.inquiry import AskedOutcome
from discredit.studies.setting import Figures


class Taken(NamedTuple):
    """One outcome, in plain values."""

    measure: str
    of: str
    dimension: str
    group: str

    def value(self, table: Any) -> float:
        """It in a run; NaN where that run has none of it.

        Args:
            table: Of `levels`, or of `disparity` where it is one.
        """
        is_it = (table["measure"] == self.measure) & (table["dimension"] == self.dimension)
        rows = table[is_it & (table["group"] == self.group)]
        if rows.empty:
            return nan
        row = rows.iloc[0]
        if self.of == "ratio":
            return float(row["with"] / row["without"]) if row["without"] else nan
        return float(row["difference" if self.of == "disparity" else self.of])


class TakeOutcomes(NamedTuple):
    """Takes some outcomes of a run: a number each, by its place."""

    outcomes: tuple[Taken, ...]

    @classmethod
    def of(cls, asked: Iterable[AskedOutcome]) -> TakeOutcomes:
        """What takes the outcomes of a study.

        Args:
            asked: Those of its file.
        """

        def plain(one: AskedOutcome) -> Taken:
            group = one.group
            where = ("all", "all") if group is None else (group.dimension, group.label)
            return Taken(one.measure, one.of, *where)

        return cls(tuple(map(plain, asked)))

    def __call__(self, result: InMemory) -> Figures:
        """Of a run of both worlds."""
        gaps = [one for one in self.outcomes if one.of == "disparity"]
        dimensions = [one.dimension for one in self.outcomes if one not in gaps]
        burdens = tuple(dict.fromkeys(one.measure for one in gaps))
        effects: Any = levels(result, dimensions) if dimensions else None
        borne: Any = disparity(result, burdens) if burdens else None
        return {
            str(at): (one.value(borne if one in gaps else effects),)
            for at, one in enumerate(self.outcomes)
        }
