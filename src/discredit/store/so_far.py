"""The seeds of a run that have come to their end, while the others go on.

A seed is read from the parts of its run, which are written whole and not changed any more; nothing
of the folder is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from discredit.columns import TableName
from discredit.plan import Plan
from discredit.store import frames, parquet
from discredit.store.in_memory import NOWHERE, InMemory, bare
from discredit.store.result import AT_ONCE, Twins
from discredit.store.tables import Form, Rows, form_of
from discredit.store.workplace import Workplace


@dataclass(frozen=True, repr=False)
class Ended(InMemory):
    """The result of one seed of a run, read from its parts as it is asked for."""

    workplace: Workplace = field(kw_only=True)
    index: int = field(kw_only=True)  # of the seed among those of the run

    def twins(self, at_once: int = AT_ONCE) -> Iterator[Twins]:
        """Everybody in both worlds, some people at a time, as `Result.twins` of the complete run
        has them.

        Args:
            at_once: People of a piece, about; households stay whole.
        """
        form = form_of(self.plan)
        for people, *lives in self.workplace.people_of(self.index).twins(at_once):
            who = frames.framed(parquet.table_of("people", form, [people]))
            both = (frames.framed(parquet.table_of("persons", form, [one])) for one in lives)
            yield Twins(self.plan.seeds[0], who, *both)

    def _rows(self, table: TableName, form: Form) -> Iterator[Rows]:
        del form
        return self.workplace.rows_of(self.index)[table]


def seed_of(folder: Path, plan: Plan, index: int) -> Ended:
    """The result of one seed of a run; ResultError from what is asked of it where a part is
    damaged.

    Args:
        folder: Where the run goes on.
        plan: What is run.
        index: Which of its seeds, from 0; both of its worlds have come to their end.
    """
    alone = replace(plan, seeds=(plan.seeds[index],))
    workplace = Workplace(folder, plan, bare(plan))
    return Ended(
        NOWHERE, bare(alone), plan=alone, who=dict, lives={}, workplace=workplace, index=index
    )


def of_sums(plan: Plan, seeds: Sequence[InMemory]) -> InMemory:
    """Several seeds as one result that answers what each has been asked, and has no people.

    Args:
        plan: What is run.
        seeds: Of the first of its seeds on, each; all have been asked the same.
    """
    import pyarrow as pa

    whole = replace(plan, seeds=plan.seeds[: len(seeds)])
    answers: dict[str, list[Any]] = {
        name: [one.answers[name][0] for one in seeds] for name in seeds[0].answers
    }
    series = pa.concat_tables([one.made["series"] for one in seeds], promote_options="default")
    return InMemory(
        NOWHERE, bare(whole), answers, plan=whole, who=dict, lives={}, made={"series": series}
    )
