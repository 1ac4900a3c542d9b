"""The mosaic of cities says of each city what the city's own file says."""

import pytest

from discredit.plan import draw_up
from discredit.policy.compose import load_policy
from discredit.policy.corridor import Scorer
from discredit.policy.kinds import labels_on

CITIES = {
    "rongcheng": ("points", "rongcheng", ("Rongcheng",)),
    "suzhou": ("osmanthus", "osmanthus", ("Suzhou",)),
    "suqian": ("xichu", "xichu", ("Suqian",)),
    "xiamen-fuzhou": ("flower", "flower", ("Xiamen", "Fuzhou")),
}
QUEUE = {"counter"}
"""Left out of the mosaic, for the model has one queue for all cities."""


@pytest.mark.parametrize("name", CITIES)
def test_each_city_scores_as_it_does_alone(name: str) -> None:
    own, its, regions = CITIES[name]
    alone, whole = load_policy(name).system, load_policy("city-mosaic").system
    here = whole.scores[its]
    assert labels_on(here.lives_in) == set(regions)
    for field in Scorer.model_fields.keys() - {"lives_in"}:
        assert getattr(here, field) == getattr(alone.scores[own], field), field
    for band, doors in alone.gates.bands[own].items():
        for how, number in doors:
            other = getattr(whole.gates.bands[its][band], how)
            assert labels_on(number) - QUEUE == labels_on(other), (band, how)


@pytest.mark.parametrize("name", CITIES)
def test_each_city_sees_as_much_as_it_does_alone(name: str) -> None:
    regions, whole = CITIES[name][2], load_policy("city-mosaic").system.observation.conducts
    for conduct, watch in load_policy(name).system.observation.conducts.items():
        here = whole[conduct]
        shares = None if here.watched_in is None else here.watched_in.value
        assert isinstance(shares, dict)
        for region in regions:
            seen = here.seen.scalars[0] * shares[region]
            assert seen == pytest.approx(watch.seen.scalars[0], abs=1e-6), conduct


def test_a_region_that_a_society_lacks_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(Exception, match="the society china-2020 has no such region") as refused:
        draw_up("city-mosaic", society="china-2020", people=1000)
    assert "scores.osmanthus.lives_in" in str(refused.value)
    assert "It has Beijing" in str(refused.value)
