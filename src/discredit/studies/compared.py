"""Arms held against the first, figure by figure, and what the pairing was worth.

    table = compared({"court-list+notice": result, ...})

Each arm shares people, seeds and luck with the first, so a difference has the interval of
`measures.effects`. What as many figures would cost unpaired is measured on the same runs: of seeds
that are not shared, the spread of a difference is that of both sides added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit import measures
from discredit.measures.tables import Frame
from discredit.store.result import Result
from discredit.studies.uncertain import everybodys, with_doubt
from discredit.words.numbers import count, number

if TYPE_CHECKING:
    import pandas as pd

FEWEST_SEEDS: Final = 2
"""A spread over seeds takes two."""
FEW_SEEDS: Final = 6
"""With fewer, what the pairing was worth is known roughly."""
Levels = Float64[np.ndarray, " seed"]


class _OneSeed(NamedTuple):
    """The tables of one seed of a result."""

    result: Result
    seed: int

    def people(self) -> pd.DataFrame:
        return self._of(self.result.people())

    def persons(self) -> pd.DataFrame:
        return self._of(self.result.persons())

    def series(self) -> pd.DataFrame:
        return self._of(self.result.series())

    def _of(self, table: Any) -> Any:
        return table[table["seed"] == self.seed].reset_index(drop=True)


def compared(results: Mapping[str, Result]) -> pd.DataFrame:
    """Every effect on everybody, of each arm against the first.

    Args:
        results: By arm: its run, with the first arm in the other world.

    Returns:
        One row per measure and arm: arm, against, then the columns of `measures.effects` (`level`
        and `level_of_first` are both sides), `runs` (how many were made for it, both sides) and
        `unpaired_runs` (how many would be as sure without the pairing; NaN of one seed).
    """
    import pandas as pd

    parts: list[Frame] = []
    for arm, result in results.items():
        effects: Frame = with_doubt(result, measures.effects(result))
        of: Frame = measures.headline(effects)
        seeds = len(result.manifest.seeds)
        needed = _unpaired(result) if seeds >= FEWEST_SEEDS else {}
        of = of.rename(columns={"with": "level", "without": "level_of_first"}).assign(
            arm=arm,
            against=result.worlds.theirs or "no system",
            runs=2 * seeds,
            unpaired_runs=[needed.get(name, nan) for name in of["measure"]],
        )
        first = ["measure", "says", "unit", "arm", "against"]
        parts.append(of[[*first, *(name for name in of.columns if name not in first)]])
    both: Frame = pd.concat(parts, ignore_index=True)
    rank = {name: at for at, name in enumerate(dict.fromkeys(both["measure"]))}
    order = both["measure"].map(rank).to_numpy(np.int64)
    return both.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def unpaired_runs(ours: Levels, theirs: Levels) -> float:
    """How many runs without the pairing would be as sure as these.

    >>> unpaired_runs(np.array([1.0, 5.0, 3.0]), np.array([0.0, 4.0, 2.5]))
    582.0

    Args:
        ours: Of each seed.
        theirs: Of the same seeds, on the other side.

    Returns:
        Of both sides together, at least as many as there are; infinite where all seeds differ by
        the same and yet are unlike; NaN where nothing varies, or a seed has none of it.
    """
    paired = float(np.var(ours - theirs, ddof=1))
    apart = float(np.var(ours, ddof=1) + np.var(theirs, ddof=1))
    runs = 2 * len(ours)
    if not apart or isnan(apart):
        return nan
    return float(max(runs, ceil(runs * apart / paired - 1e-9))) if paired else inf


def worth(row: Mapping[str, Any]) -> str:
    """What the pairing was worth for a figure, in words.

    >>> worth({"runs": 12, "unpaired_runs": 480.0}), worth({"runs": 2, "unpaired_runs": nan})
    ('480 for 12', '')

    Args:
        row: Of `compared`.
    """
    needed = float(row["unpaired_runs"])
    if needed == inf:
        return f"none for {number(row['runs'])}"
    return f"{number(needed)} for {number(row['runs'])}" if isfinite(needed) else ""


def worth_of_all(table: Frame) -> str:
    """What the pairing was worth in the middle of all figures, in a sentence; '' of one seed.

    Args:
        table: Of `compared`.
    """
    times = (table["unpaired_runs"] / table["runs"]).to_numpy(np.float64)
    told = times[~np.isnan(times)]
    if not len(told):
        return "With one seed it is not known what the pairing was worth; take six."
    middle = float(np.median(told))
    seeds = int(table["runs"].iloc[0]) // 2
    said = (
        "Paired by person and luck: as sure a difference would have taken "
        f"{'any number of' if middle == inf else number(middle, 1)} times the runs without it, in "
        f"the middle of {count(len(told), 'figure', 'figures')}."
    )
    if seeds < FEW_SEEDS:
        said += f" Of {count(seeds, 'seed', 'seeds')} this is known roughly."
    return said


def _unpaired(result: Result) -> dict[str, float]:
    """For every measure of everybody."""
    each: list[Any] = [everybodys(_OneSeed(result, seed)) for seed in result.manifest.seeds]
    names = [name for name in each[0] if all(name in one for one in each)]
    found = {}
    for name in names:
        ours, theirs = (np.array([one[name][side] for one in each]) for side in (0, 1))
        found[name] = unpaired_runs(ours, theirs)
    return found
