"""What becomes of people who moved from one region to another, beside those who stayed.

Who moved is worked out again from the society, for it depends on nobody's system.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Int16, Int64

from discredit.errors import ResultError
from discredit.policy.kinds import labels_on
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import ADULT_AGE

if TYPE_CHECKING:
    import pandas as pd

    from discredit.policy.schema import Policy
    from discredit.society.renewal import Renewal
    from discredit.store import Result

Z: Final = 1.96
FEWEST: Final = 30
"""Of fewer people a mean has no interval."""
STAYED, TO_SCORED, TO_UNSCORED = "stayed", "moved to a region that scores", "moved to one without"


class MoverFigure(NamedTuple):
    """How long some door was favoured for people of one region, by whether they moved away."""

    region: str  # where they lived when the record began
    who: str
    people: int
    months_favoured: float  # in a year
    low: float
    high: float


def movers(result: Result) -> pd.DataFrame:
    """For how many months a year some door was favoured, of those who moved away and who stayed.

    Adults who lived in the society through the whole record; several seeds are put together.

    Args:
        result: Of a society in which time passes.

    Returns:
        One row per region and kind of people, with an interval of 95 % over people.

    Raises:
        ResultError: Nobody moves between regions there.
    """
    import pandas as pd

    from discredit.society.build import build
    from discredit.society.renewal import renewal_of, years_before

    plan = result.manifest.plan()
    spec, parts = plan.society.spec, list[pd.DataFrame]()
    scores = scored_regions(result.policy(), spec.marginals.regions.names)
    for seed in plan.seeds:
        of = renewal_of(spec, build(spec, plan.people, seed), plan.people, seed)
        if of is None:
            rule = "People move where time passes in the society (society.renewal.passes)."
            raise ResultError(rule)
        then, lasts = where_then(of, plan.burn_in + plan.months, plan.burn_in)
        lives = result.persons(
            ["person", "months_favoured"], where=[("arm", "=", "with"), ("seed", "=", seed)]
        ).merge(
            result.people(["person", "age", "region"], where=[("seed", "=", seed)]), on="person"
        )
        row = lives["person"].to_numpy()
        old = lives["age"].to_numpy() >= ADULT_AGE + years_before(plan.months)
        now = np.array([list(spec.marginals.regions.names).index(x) for x in lives["region"]])
        lives = lives.assign(then=then[row], now=now)
        parts.append(lives.loc[old & lasts[row]])
    whole = pd.concat(parts)
    per_year = MONTHS_PER_YEAR / plan.months
    favoured = whole["months_favoured"].to_numpy(np.float64) * per_year
    then, now = whole["then"].to_numpy(), whole["now"].to_numpy()
    is_scored = np.array([name in scores for name in spec.marginals.regions.names])
    rows = []
    for place, name in enumerate(spec.marginals.regions.names):
        was, stays = then == place, now == place
        kinds = {
            STAYED: stays, TO_SCORED: ~stays & is_scored[now], TO_UNSCORED: ~stays & ~is_scored[now]
        }  # fmt: skip
        rows += [_figure(name, who, favoured[was & some]) for who, some in kinds.items()]
    return pd.DataFrame([row for row in rows if row.people], columns=list(MoverFigure._fields))


def scored_regions(policy: Policy, regions: tuple[str, ...]) -> set[str]:
    """The regions in which some scorer scores somebody.

    Args:
        policy: A system.
        regions: Those of the society.
    """
    scorers = policy.system.scores.values()
    each = (regions if s.lives_in is None else labels_on(s.lives_in) for s in scorers)
    return set().union(*each)


def where_then(
    of: Renewal, months: int, prepared: int
) -> tuple[Int16[np.ndarray, " n"], Bool[np.ndarray, " n"]]:
    """In which region those who live at the end of a run lived when its record began.

    Args:
        of: What the society is renewed from.
        months: All that are worked.
        prepared: How many of them come before the record.

    Returns:
        By row at the end: the region, and whether he lived in the society then.
    """
    from discredit.society.renewal import NEW, years_before

    people, origin = of.built, np.arange(len(of.built.age), dtype=np.int64)
    begins = people.region
    years: Int64[np.ndarray, " year"] = np.arange(1, years_before(months) + 1)
    for year, turn in zip(years.tolist(), of.turns(people), strict=False):
        if year * MONTHS_PER_YEAR <= prepared:
            begins, people = turn.people.region, turn.people
            continue
        came = turn.came_from
        origin = np.where(came == NEW, NEW, origin[came])
    then = np.where(origin == NEW, np.int16(-1), begins[origin].astype(np.int16))
    return then, origin != NEW


def _figure(region: str, who: str, favoured: Float64[np.ndarray, " n"]) -> MoverFigure:
    n = len(favoured)
    mean = float(favoured.mean()) if n else float("nan")
    if n < FEWEST:
        return MoverFigure(region, who, n, mean, float("nan"), float("nan"))
    width = Z * float(favoured.std(ddof=1)) / n**0.5
    return MoverFigure(region, who, n, mean, max(mean - width, 0.0), mean + width)
