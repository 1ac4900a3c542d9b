"""What becomes of people who moved from one region to another, beside those who stayed.

Who moved is worked out again from the society, for it depends on nobody's system.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, UInt8

from discredit.errors import LackingError
from discredit.measures import estimate, intervals
from discredit.measures.caution import PEOPLE, cautions
from discredit.measures.tables import Frame
from discredit.policy.kinds import labels_on
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import ADULT_AGE

if TYPE_CHECKING:
    import pandas as pd

    from discredit.policy.schema import Policy
    from discredit.society.renewal import Renewal
    from discredit.store import Result

WHO: Final = ("stayed", "moved to a region that scores", "moved to one without")
_BOUNDS: Final = intervals.Bounds(
    np.zeros(1, bool), np.zeros(1), np.full(1, MONTHS_PER_YEAR, float)
)
"""Nobody has more months in a year than there are, or fewer than none."""


class _Society(NamedTuple):
    """Sums over the people of one seed, by region at first and by who they are."""

    months: estimate.Moments
    favoured: Float64[np.ndarray, "group one"]  # [people] with some such month


def movers(result: Result) -> pd.DataFrame:
    """For how many months a year some door was favoured, of those who moved away and who stayed.

    Adults who lived in the society through the whole record; several seeds are put together.

    Args:
        result: Of a society in which time passes.

    Returns:
        One row per region (where they lived when the record began) and kind of people: region, who,
        people, months_favoured in a year, low and high (95 %, docs/decisions/0019), caution.

    Raises:
        ResultError: Time does not pass there.
    """
    import pandas as pd

    plan = result.manifest.plan()
    names = plan.society.spec.marginals.regions.names
    scores = scored_regions(result.policy(), names)
    is_scored = np.array([name in scores for name in names])
    societies = [_of_seed(result, seed, is_scored) for seed in plan.seeds]
    totals = reduce(estimate.joined, societies)
    found = intervals.means([one.months for one in societies], totals.favoured, _BOUNDS)
    value, low, high = (end[:, 0] for end in found.within(_BOUNDS.lowest, _BOUNDS.highest))
    people = totals.months.people.astype(np.int64)
    table: Frame = pd.DataFrame(
        {
            "region": np.repeat(names, len(WHO)),
            "who": np.tile(WHO, len(names)),
            "people": people,
            "months_favoured": value,
            "low": low,
            "high": high,
            "caution": cautions(people, PEOPLE, people),
        }
    )
    return table[people > 0].reset_index(drop=True)


def _of_seed(result: Result, seed: int, is_scored: Bool[np.ndarray, " region"]) -> _Society:
    from discredit.society.build import build
    from discredit.society.renewal import renewal_of, years_before

    plan = result.manifest.plan()
    spec, months = plan.society.spec, plan.burn_in + plan.months
    of = renewal_of(spec, build(spec, plan.people, seed), plan.people, seed)
    if of is None:
        rule = "People move where time passes in the society (society.renewal.passes)."
        raise LackingError(rule)
    then, lasts = where_then(of, months, plan.burn_in)
    lives = result.persons(
        ["person", "months_favoured"], where=[("arm", "=", "with"), ("seed", "=", seed)]
    )
    who = result.people(["person", "age", "household"], where=[("seed", "=", seed)])
    is_old = who["age"].to_numpy() >= ADULT_AGE + years_before(plan.months)
    rows = np.flatnonzero(is_old & lasts[: plan.people])
    was, now = then[rows].astype(np.int64), of.built.region[rows]  # a place stays where it is
    kind = np.where(was == now, 0, np.where(is_scored[now], 1, 2))
    favoured = lives["months_favoured"].to_numpy(np.float64)[rows, None]
    favoured = favoured * (MONTHS_PER_YEAR / plan.months)
    groups = len(is_scored) * len(WHO)
    cells = estimate.cut(who["household"].to_numpy(np.int64)[rows], was * len(WHO) + kind, groups)
    some = estimate.sums((favoured > 0) * 1.0, cells.group[cells.of_person], groups)
    return _Society(estimate.moments(favoured, cells), some)


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
) -> tuple[UInt8[np.ndarray, " n"], Bool[np.ndarray, " n"]]:
    """In which region those who live at the end of a run lived when its record began.

    Args:
        of: What the society is renewed from.
        months: All that are worked.
        prepared: How many of them come before the record.

    Returns:
        By row at the end: the region (of who came later, any), and whether he lived in the society
        then.
    """
    from discredit.society.lived import from_the_start, lived_on
    from discredit.society.renewal import NEW, years_before

    lived = from_the_start(of.built)
    years = range(1, years_before(months) + 1)
    for year, turn in zip(years, of.turns(of.built), strict=False):
        lived = lived_on(lived, turn, year * MONTHS_PER_YEAR - prepared)
    return of.built.region[lived.origin], lived.origin != NEW
