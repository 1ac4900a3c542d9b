"""What becomes of people who moved from one region to another, beside those who stayed.

Where each lived when the record began stands in `people` (`origin`).
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64

from discredit.errors import LackingError
from discredit.measures import estimate, intervals
from discredit.measures.caution import PEOPLE, cautions
from discredit.measures.tables import Frame
from discredit.policy.kinds import labels_on
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import ADULT_AGE

if TYPE_CHECKING:
    import pandas as pd

    from discredit.plan import Plan
    from discredit.policy.schema import Policy
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
        LackingError: Time does not pass there.
    """
    import pandas as pd

    plan = result.manifest.plan()
    if not plan.society.spec.is_renewed:
        rule = "People move where time passes in the society (society.renewal.passes)."
        raise LackingError(rule)
    names = plan.society.spec.marginals.regions.names
    scores = scored_regions(result.policy(), names)
    is_scored = np.array([name in scores for name in names])
    societies = [_of_seed(result, plan, seed, is_scored) for seed in plan.seeds]
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


def _of_seed(
    result: Result, plan: Plan, seed: int, is_scored: Bool[np.ndarray, " region"]
) -> _Society:
    from discredit.society.renewal import years_before

    lives = result.persons(
        ["person", "months_favoured"], where=[("arm", "=", "with"), ("seed", "=", seed)]
    )
    who = result.people(
        ["person", "age", "household", "region", "origin"], where=[("seed", "=", seed)]
    )
    names = plan.society.spec.marginals.regions.names
    region = who["region"].cat.set_categories(list(names)).cat.codes.to_numpy().astype(np.int64)
    is_old = who["age"].to_numpy() >= ADULT_AGE + years_before(plan.months)
    rows = np.flatnonzero(is_old & who["origin"].notna())
    was = region[who["origin"].iloc[rows].to_numpy(np.int64)]  # a place stays where it is
    now = region[rows]
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
