"""Where people lived when the record began, what became of them, and where a score is kept."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discredit.errors import LackingError
from discredit.measures.movers import WHO, movers, scored_regions
from discredit.plan import draw_up
from discredit.policy.compose import load_policy
from discredit.run import twins
from discredit.society.build import build
from discredit.society.edit import with_value
from discredit.society.renewal import NEW, renewal_of
from discredit.society.spec import load_society, read_society
from discredit.store import Result, open_result

CITIES = load_society("cities-2020")
PEOPLE, MONTHS, SEED = 300, 30, 1


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Result:
    plan = draw_up(
        "court-list", people=PEOPLE, months=MONTHS, start="2016-01", seeds=(SEED,), burn_in=0
    )
    return open_result(twins.simulate(plan, tmp_path_factory.mktemp("moving") / "run"))


def test_it_is_told_where_each_lived_when_the_record_began(ran: Result) -> None:
    spec = ran.manifest.plan().society.spec
    of = renewal_of(spec, build(spec, PEOPLE, SEED), PEOPLE, SEED)
    assert of is not None
    origin, turns = list(range(PEOPLE)), of.turns(of.built)
    for _ in range(12, MONTHS, 12):
        came_from = next(turns).came_from.tolist()[:PEOPLE]
        origin = [NEW if row == NEW else origin[row] for row in came_from]
    told: Any = ran.people(["person", "arrived", "origin"])
    assert told["origin"].fillna(NEW).tolist() == origin
    assert (told["origin"].isna() == told["arrived"].notna()).all()
    assert told["origin"].isna().any() and (told["origin"] != told["person"]).any()


def test_movers_are_counted_by_where_they_lived_then(ran: Result) -> None:
    who: Any = ran.people().set_index("person")
    old = who[(who["age"] >= 18 + 2) & who["origin"].notna()]
    then = who["region"].reindex(old["origin"].astype(int)).to_numpy(str)
    moved = then != old["region"].to_numpy(str)
    found: Any = movers(ran).set_index(["region", "who"])["people"]
    assert found.sum() == len(old) and moved.any()
    for region in set(then):  # the court scores nobody anywhere
        counts = [np.sum((then == region) & ~moved), np.sum((then == region) & moved)]
        asked = [found.get((region, kind), 0) for kind in (WHO[0], WHO[2])]
        assert asked == counts


def test_nobody_moves_where_no_time_passes(tmp_path: Path) -> None:
    still = with_value(read_society("china-2020"), "society.renewal.passes", False)
    plan = draw_up(
        "court-list", people=PEOPLE, months=8, start="2016-01", seeds=(SEED,), burn_in=0,
        society=still,
    )  # fmt: skip
    run = open_result(twins.simulate(plan, tmp_path / "run"))
    people: Any = run.people(["person", "origin"])
    assert (people["origin"] == people["person"]).all()
    with pytest.raises(LackingError, match="People move where time passes"):
        movers(run)


def test_where_somebody_is_scored() -> None:
    names = CITIES.marginals.regions.names
    found = scored_regions(load_policy("city-mosaic"), names)
    assert found == {"Rongcheng", "Suzhou", "Suqian", "Xiamen", "Fuzhou"}
    assert scored_regions(load_policy("suzhou"), names) == set(names)
    assert not scored_regions(load_policy("court-list"), names)
