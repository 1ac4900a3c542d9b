"""What the years do to accounts of points: who comes of age begins with some of what home has."""

import jax.numpy as jnp
import numpy as np
import pytest

import small_society as small
from discredit.engine.years import inherited
from discredit.society.renewal import NEW, renewal_if_passed
from discredit.society.spec import load_society
from discredit.vocabulary import ADULT_AGE


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_who_comes_of_age_begins_between_the_base_and_the_mean_at_home(share: float) -> None:
    """Held against the same told one by one."""
    built = small.people()
    of = renewal_if_passed(load_society("china-2020"), built, small.PEOPLE, small.SEED)
    turn = next(of.turns(built))
    score = small.rules("everything").score
    assert score is not None
    base = np.asarray(score.base)
    of_each = np.linspace(share, share / 2, base.shape[1], dtype=np.float32)
    rules = score._replace(inherits=np.tile(of_each, (len(base), 1)))
    shape = (1, base.shape[1], small.LAYOUT.rows)
    account = np.random.default_rng(1).uniform(400, 1200, shape).astype(np.float32)
    now = inherited(jnp.asarray(account), turn, rules, 12, small.LAYOUT)
    who, expected, came = turn.people, account.copy(), 0
    for row in range(small.PEOPLE):
        first = row - int(who.place_in_household[row])
        home = range(first, first + int(who.household_size[row]))
        adults = [other for other in home if who.age[other] > ADULT_AGE]
        if who.age[row] == ADULT_AGE and turn.came_from[row] != NEW and adults:
            came += 1
            for scorer in range(base.shape[1]):
                mean = account[0, scorer, adults].astype(np.float64).mean()
                start = base[12, scorer]
                expected[0, scorer, row] = start + of_each[scorer] * (mean - start)
    assert came > 5
    assert np.allclose(now, expected, rtol=1e-6)
