"""Where people lived when the record began, and where a score is kept."""

import numpy as np
import pytest

from discredit.measures.movers import scored_regions, where_then
from discredit.policy.compose import load_policy
from discredit.society.build import build
from discredit.society.lived import lived
from discredit.society.renewal import renewal_if_passed
from discredit.society.spec import load_society

CITIES = load_society("cities-2020")
PEOPLE = 1500


@pytest.mark.parametrize(("months", "prepared"), [(36, 0), (40, 18), (12, 0)])
def test_who_lived_where_when_the_record_began(months: int, prepared: int) -> None:
    of = renewal_if_passed(CITIES, build(CITIES, PEOPLE, 3), PEOPLE, 3)
    then, lasts = where_then(of, months, prepared)
    living = lived(of, months, prepared)
    np.testing.assert_array_equal(lasts, living.origin >= 0)
    begins = of.built.region
    for year, turn in zip(range(1, prepared // 12 + 1), of.turns(of.built), strict=False):
        assert year * 12 <= prepared
        begins = turn.people.region
    np.testing.assert_array_equal(then[lasts], begins[living.origin[lasts]])
    crossed = (then != of.built.region) & lasts
    assert crossed.any() == (months > 12)


def test_where_somebody_is_scored() -> None:
    names = CITIES.marginals.regions.names
    found = scored_regions(load_policy("city-mosaic"), names)
    assert found == {"Rongcheng", "Suzhou", "Suqian", "Xiamen", "Fuzhou"}
    assert scored_regions(load_policy("suzhou"), names) == set(names)
    assert not scored_regions(load_policy("court-list"), names)
