"""The tables of a result: their columns, and their rows made from arrays.

Rows are plain NumPy columns until they are written; a label is an index into its column's labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from jaxtyping import Integer, Shaped

from discredit import columns
from discredit.columns import (
    ALL,
    ARM,
    DIMENSION,
    GROUP,
    MEASURES,
    PEOPLE,
    PERSON,
    PERSONS,
    SEED,
    TOO_LOWS,
    Column,
    TableName,
)  # fmt: skip
from discredit.followed import DIARY
from discredit.plan import Plan
from discredit.policy.label import label_between
from discredit.policy.occurs import can_occur
from discredit.policy.readout import Reading, figures_between
from discredit.policy.wording import wording_between
from discredit.society.groups import groups_of, rows_of
from discredit.store.coin import STANDARD, Coin, coin_of
from discredit.store.readout import readout_columns, series_column
from discredit.units import month_text
from discredit.vocabulary import (
    ARMS,
    GROUPS,
    ORDINARY,
    Arm,
    Dimension,
    Wording,
)
from discredit.words.worlds import UNNAMED, Worlds

Rows = dict[str, np.ndarray]
Sums = Integer[np.ndarray, "month group measure"]


class Form(NamedTuple):
    """What of a run its tables depend on."""

    months: tuple[str, ...]  # YYYY-MM
    measures: tuple[str, ...]  # those taken of this system, in order
    label: str  # what every row wears: disputed, fictional, planned; '' for none
    wording: Wording = ORDINARY  # what the system calls its lists
    figures: tuple[Reading, ...] = ()  # what is read out by list, scorer and conduct
    of_other: tuple[Reading, ...] = ()  # the same, with where the other world has it
    worlds: Worlds = UNNAMED  # what the two worlds are called
    own: tuple[tuple[str, ...], ...] = ()  # of each world the measures of its record, in order
    groups: tuple[Dimension, ...] = GROUPS  # those that the society has
    rows: tuple[int, ...] | None = None  # where the engine's sums have them; None: all, in order
    coin: Coin = STANDARD

    @property
    def series_groups(self) -> tuple[tuple[str, str], ...]:
        """The rows of each month of the series: everybody, then every group."""
        return (ALL, *((name, label) for name, labels in self.groups for label in labels))

    def read_in(self, arm: Arm) -> tuple[Reading, ...]:
        """The figures, each with where a world has it; its place is -1 where it has none.

        Args:
            arm: The world.
        """
        return self.figures if arm == "with" else self.of_other

    def lacking(self, name: str) -> bool:
        """Whether a measure is taken in one world alone.

        Args:
            name: One of the measures.
        """
        return any(name not in of for of in self.own)


def form_of(plan: Plan) -> Form:
    """The form of the tables of a run.

    Args:
        plan: Of the run.

    Returns:
        The months, the measures that can be other than nought, the label that it must wear, its
        words, and what is read out of it.
    """
    # Who opens a result needs no rules, and is spared the engine that they are made for.
    from discredit.policy.worlds import rules_of_worlds
    from discredit.record import in_order, of_years, present

    each = rules_of_worlds(plan.policy, plan.against, plan.first_month, 1)
    ages = plan.society.spec.is_renewed
    own = tuple(present(rules) + (of_years(rules) if ages else ()) for rules in each)
    months = tuple(month_text(plan.first_month + t) for t in range(plan.months))
    wording = wording_between(plan.policy.system, plan.against and plan.against.system)
    label = label_between(plan.policy, plan.against)
    figures = figures_between(plan.policy, plan.against)
    policies = [plan.policy, *([plan.against] if plan.against else [])]
    measures = tuple(n for n in in_order(*own) if any(can_occur(one, n) for one in policies))
    spec = plan.society.spec
    return Form(
        months, measures, label, wording, *figures, plan.worlds, own,
        groups_of(spec), rows_of(spec), coin_of(plan),
    )  # fmt: skip


def columns_of(table: TableName, form: Form) -> tuple[Column, ...]:
    """The columns of a table, in order; the last tells what the system must wear.

    Args:
        table: Which of the tables.
        form: The months, the measures and the label.
    """
    month, label = columns.month_column(form.months), columns.label_column(form.label)
    arm = ARM._replace(labels=form.worlds.heads)
    too_low = {name: column for name, column in TOO_LOWS.items() if name in form.measures}
    persons = {**PERSONS, ARM.name: arm, **too_low}
    series = (series_column(name, lacks=form.lacking(name)) for name in form.measures)
    group = GROUP._replace(labels=tuple(dict.fromkeys(g for _, g in form.series_groups)))
    traits = dict(PEOPLE)
    for name, labels in form.groups:
        traits[name] = traits[name]._replace(labels=labels)
    own: dict[TableName, Iterable[Column]] = {
        "people": traits.values(),
        "persons": persons.values(),
        "events": (SEED, arm, PERSON, month, *DIARY.values()),
        "readout": readout_columns(form.months, form.figures, arm),
        "series": (SEED, arm, month, DIMENSION, group, *series),
    }
    return (*map(form.coin.of, own[table]), label)


def series_rows(seed: int, arm: Arm, sums: Sums, form: Form, first: int = 0) -> Rows:
    """Rows of `series`.

    Args:
        seed: Of the society and its luck.
        arm: The world.
        sums: What each group adds up to [month, group, measure], in the record's whole numbers.
        form: The measures and the months of the run.
        first: The month of the first of them, counted from the start.

    Returns:
        Columns by name: month after month, the groups of each in the order of the form.
    """
    months = sums.shape[0]
    sums = side_by_side(with_everybody(sums, form), arm, form)
    groups = form.series_groups
    each, names = len(groups), tuple(dict.fromkeys(group for _, group in groups))
    rows: Rows = {
        **whose(seed, arm, months * each),
        "month": np.repeat(np.arange(first, first + months), each),
        "dimension": np.tile([DIMENSION.labels.index(d) for d, _ in groups], months),
        "group": np.tile([names.index(g) for _, g in groups], months),
    }
    for i, name in enumerate(form.measures):
        column, measure = sums[:, :, i].reshape(-1), MEASURES[name]
        scaled = column if measure.scale == 1 else column * measure.scale
        rows[name] = form.coin.told(scaled, measure.unit)
    return rows


def with_everybody(sums: Sums, form: Form) -> Sums:
    """Sums [months, groups, measures] with everybody put first, and of the groups those that there
    are.

    Args:
        sums: [months, groups, measures], groups as the engine has room for them.
        form: The groups of the society.

    Returns:
        [months, groups, measures], groups in the order of `Form.series_groups`.
    """
    there = sums if form.rows is None else sums[:, list(form.rows)]
    everybody = there[:, : len(form.groups[0].labels)].sum(axis=1, keepdims=True)
    return np.concatenate([everybody, there], axis=1)


def side_by_side(
    sums: Integer[np.ndarray, "*month group own"], arm: Arm, form: Form
) -> Shaped[np.ndarray, "*month group measure"]:
    """Sums of one world in the order of the measures of both.

    Args:
        sums: Of one world, its own measures last.
        arm: The world.
        form: The measures of the run.

    Returns:
        Those of the run's measures; floats where this world lacks some, NaN for these.
    """
    if not form.own:
        return sums
    own = {name: at for at, name in enumerate(form.own[ARMS.index(arm)])}
    if own.keys() >= set(form.measures):
        return sums[..., [own[name] for name in form.measures]]
    out = np.full((*sums.shape[:-1], len(form.measures)), np.nan)
    for at, name in enumerate(form.measures):
        if name in own:
            out[..., at] = sums[..., own[name]]
    return out


def scores_in(plan: Plan, arm: Arm) -> bool:
    """Whether somebody scores in a world.

    Args:
        plan: Of the run.
        arm: The world.
    """
    policy = plan.policy if arm == "with" else plan.against
    return policy is not None and bool(policy.system.scores)


def held_as(column: Column) -> str:
    """The kind of a column's rows in memory.

    Args:
        column: One of a table.
    """
    return "int64" if column.kind == "label" else column.kind


def no_rows(table: TableName, form: Form) -> Rows:
    """A table of no rows.

    Args:
        table: Which of the tables.
        form: The months, the measures and the label.

    Returns:
        Columns by name, each of its own kind.
    """
    return {column.name: np.zeros(0, held_as(column)) for column in columns_of(table, form)}


def whose(seed: int, arm: Arm, count: int) -> Rows:
    """What stands in so many rows of one world.

    Args:
        seed: Of the society and its luck.
        arm: The world.
        count: How many rows they are.
    """
    return {
        "seed": np.full(count, seed, np.int64),
        "arm": np.full(count, ARMS.index(arm), np.int8),
        "label": np.zeros(count, np.int8),
    }
