"""Where people lived when the record began, and where a score is kept."""

import pytest

from discredit.measures.movers import scored_regions, where_then
from discredit.policy.compose import load_policy
from discredit.society.build import build
from discredit.society.renewal import NEW, renewal_if_passed
from discredit.society.spec import load_society

CITIES = load_society("cities-2020")
PEOPLE = 1500


@pytest.mark.parametrize(("months", "prepared"), [(36, 0), (40, 18), (12, 0)])
def test_who_lived_where_when_the_record_began(months: int, prepared: int) -> None:
    of = renewal_if_passed(CITIES, build(CITIES, PEOPLE, 3), PEOPLE, 3)
    then, lasts = where_then(of, months, prepared)
    begins, origin, turns = of.built.region.tolist(), list(range(PEOPLE)), of.turns(of.built)
    for month in range(12, months, 12):
        turn = next(turns)
        assert turn.people.region.tolist() == begins
        if month >= prepared:
            origin = [NEW if row == NEW else origin[row] for row in turn.came_from.tolist()]
    assert lasts.tolist() == [row != NEW for row in origin]
    assert then[lasts].tolist() == [begins[row] for row in origin if row != NEW]
    crossed = (then != of.built.region) & lasts
    assert crossed.any() == (months > 12)


def test_where_somebody_is_scored() -> None:
    names = CITIES.marginals.regions.names
    found = scored_regions(load_policy("city-mosaic"), names)
    assert found == {"Rongcheng", "Suzhou", "Suqian", "Xiamen", "Fuzhou"}
    assert scored_regions(load_policy("suzhou"), names) == set(names)
    assert not scored_regions(load_policy("court-list"), names)
