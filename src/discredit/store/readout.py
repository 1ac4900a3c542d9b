"""The table of what is read out by list, by scorer and by conduct: a row for each figure of each
month, of everybody together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from discredit import columns
from discredit.columns import ARM, SEED, Column, month_column
from discredit.policy.readout import Reading
from discredit.readout import KINDS, MEASURES, OF_CONDUCTS, OF_LISTS, OF_SCORERS, POINTS
from discredit.vocabulary import ARMS, Arm

_ALL = tuple(dict.fromkeys(name for of in MEASURES.values() for name in of))
_KIND = Column("dimension", "label", "what is read out", labels=KINDS)
_MEASURE = Column("measure", "label", "what of it", labels=_ALL)
_VALUE = Column("value", "float64", "how much, in the unit of the measure", "see `effects`")


def readout_columns(
    months: tuple[str, ...], figures: Sequence[Reading], arm: Column = ARM
) -> tuple[Column, ...]:
    """The columns of the table but the label, in order.

    Args:
        months: Of the run, YYYY-MM.
        figures: Those of each month.
        arm: The column of the worlds.
    """
    names = tuple(dict.fromkeys(one.name for one in figures))
    group = Column("group", "label", "name of the list, scorer or conduct", labels=names)
    return (SEED, arm, month_column(months), _KIND, group, _MEASURE, _VALUE)


def readout_rows(
    seed: int,
    arm: Arm,
    read: Mapping[str, np.ndarray],
    figures: Sequence[Reading],
    months: range,
) -> dict[str, np.ndarray]:
    """Rows of the table.

    Args:
        seed: Of the society and its luck.
        arm: The world.
        read: What was read out of these months, by name; see `record.readout.MonthsRead`.
        figures: Those of each month, in order.
        months: Which they are, counted from the start.

    Returns:
        Columns by name: month after month, all figures of each.
    """
    names = tuple(dict.fromkeys(one.name for one in figures))
    each, count = len(figures), len(figures) * len(months)
    columns = [_column(read, one)[: len(months)] for one in figures]
    values = np.stack(columns, axis=1) if columns else np.zeros((len(months), 0))
    return {
        "seed": np.full(count, seed, np.int64),
        "arm": np.full(count, ARMS.index(arm), np.int8),
        "label": np.zeros(count, np.int8),
        "month": np.repeat(np.asarray(months), each),
        "dimension": np.tile([KINDS.index(one.kind) for one in figures], len(months)),
        "group": np.tile([names.index(one.name) for one in figures], len(months)),
        "measure": np.tile([_ALL.index(one.measure) for one in figures], len(months)),
        "value": values.reshape(-1).astype(np.float64),
    }


def _column(read: Mapping[str, np.ndarray], one: Reading) -> np.ndarray:
    """One figure of every month; NaN where this world has no such list, scorer or conduct."""
    if one.place < 0:
        return np.full(len(read["lists"]), np.nan)
    if one.kind == "list":
        return read["lists"][:, list(OF_LISTS).index(one.measure), one.place]
    if one.kind == "conduct":
        return read["conducts"][:, list(OF_CONDUCTS).index(one.measure), one.place]
    if one.measure in POINTS:
        return read["points"][:, one.place, list(POINTS).index(one.measure)]
    return read["scorers"][:, list(OF_SCORERS).index(one.measure), one.place]


def series_column(name: str, *, lacks: bool = False) -> Column:
    """The column of a measure: whole numbers where nothing scales them.

    Args:
        name: A key of `columns.MEASURES`.
        lacks: Whether one world has no such measure, so that nothing stands in its rows.
    """
    measure = columns.MEASURES[name]
    kind = "int64" if measure.scale == 1 and not lacks else "float64"
    return Column(name, kind, measure.template, measure.unit)
