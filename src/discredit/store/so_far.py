"""The seeds of a run that have come to their end, while the others go on.

A seed is read from the parts of its run, which are written whole and not changed any more; nothing
of the folder is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from discredit.columns import TableName
from discredit.plan import Plan
from discredit.store import parquet
from discredit.store.in_memory import NOWHERE, InMemory, bare
from discredit.store.tables import form_of
from discredit.store.workplace import Workplace


def seed_of(folder: Path, plan: Plan, index: int) -> InMemory:
    """The result of one seed of a run.

    Args:
        folder: Where the run goes on.
        plan: What is run.
        index: Which of its seeds, from 0; both of its worlds have come to their end.

    Raises:
        ResultError: A part is damaged.
    """
    alone, form = replace(plan, seeds=(plan.seeds[index],)), form_of(plan)
    rows = Workplace(folder, plan, bare(plan)).rows_of(index)
    made: dict[TableName, Any] = {
        table: parquet.table_of(table, form, list(some)) for table, some in rows.items()
    }
    return InMemory(NOWHERE, bare(alone), plan=alone, who=dict, lives={}, made=made)


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
