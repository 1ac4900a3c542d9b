"""Who lives at the end of a run, and since when, held against the same told year by year."""

import numpy as np
import pytest

from discredit.society.build import build
from discredit.society.renewal import NEW, lived, passes, renewal_if_passed, years_before
from discredit.society.spec import load_society

SPEC = load_society("china-2020")
PEOPLE = 1500


@pytest.mark.parametrize(("months", "prepared"), [(36, 0), (40, 12), (40, 18), (12, 0)])
def test_since_when_people_live_where_they_do(months: int, prepared: int) -> None:
    of = renewal_if_passed(SPEC, build(SPEC, PEOPLE, 3), PEOPLE, 3)
    now, turns = [(-1, -1, row) for row in range(PEOPLE)], of.turns(of.built)
    for month in filter(passes, range(months)):
        turn, after = next(turns), []
        at = month - prepared
        for row, source in enumerate(turn.came_from.tolist()):
            since = at if at > 0 else -1
            if at < 0:
                after.append((-1, -1, row))
            elif source == NEW:
                after.append((since, since, NEW))
            else:
                came, here, first = now[source]
                after.append((came, here if source == row else since, first))
        now = after
    living = lived(of, months, prepared)
    found = zip(
        living.arrived.tolist(), living.moved_in.tolist(), living.origin.tolist(), strict=True
    )
    assert list(found) == now
    assert (len(set(now)) > PEOPLE / 2) and (months == 12 or max(now)[0] > 0)


def test_years_pass_before_months_and_not_before_the_first() -> None:
    assert [month for month in range(40) if passes(month)] == [12, 24, 36]
    assert [years_before(month) for month in (0, 1, 12, 13, 24, 25)] == [0, 0, 0, 1, 1, 2]
    assert np.all([years_before(m + 1) - years_before(m) == passes(m) for m in range(60)])
