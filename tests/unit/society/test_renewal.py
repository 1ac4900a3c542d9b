"""Who lives at the end of a run, and since when, held against the same told year by year."""

import numpy as np
import pytest

from discredit.document import written
from discredit.society.build import build
from discredit.society.lived import from_the_start, lived_on
from discredit.society.people import People
from discredit.society.renewal import LEFT, NEW, Turn, passes, renewal_if_passed, years_before
from discredit.society.spec import SocietySpec, load_society, read_society, society_of
from discredit.vocabulary import ADULT_AGE

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
    living = from_the_start(of.built)
    for month, turn in zip(filter(passes, range(months)), of.turns(of.built), strict=False):
        living = lived_on(living, turn, month - prepared)
    found = zip(
        living.arrived.tolist(), living.moved_in.tolist(), living.origin.tolist(), strict=True
    )
    assert list(found) == now
    assert (len(set(now)) > PEOPLE / 2) and (months == 12 or max(now)[0] > 0)


def test_years_pass_before_months_and_not_before_the_first() -> None:
    assert [month for month in range(40) if passes(month)] == [12, 24, 36]
    assert [years_before(month) for month in (0, 1, 12, 13, 24, 25)] == [0, 0, 0, 1, 1, 2]
    assert np.all([years_before(m + 1) - years_before(m) == passes(m) for m in range(60)])


def looking_afar(share: float | None) -> SocietySpec:
    """The society, with as many who look for a home in every region; None: without the number."""
    society = read_society("china-2020")
    data = society.document.data
    if share is not None:
        data["renewal"]["looks_afar"] = {
            "value": share, "unit": "share", "evidence": "assumed", "source": "S-30",
            "range": [0, 1],
        }  # fmt: skip
    return society_of(society.name, written(data), society.tables, society.file).spec


def first_year(share: float | None) -> tuple[People, Turn]:
    spec = looking_afar(share)
    of = renewal_if_passed(spec, build(spec, 20_000, 3), 20_000, 3)
    return of.built, next(of.turns(of.built))


def test_where_nobody_looks_afar_the_year_is_as_without_the_number() -> None:
    (_, without), (_, none) = first_year(None), first_year(0)
    for mine, theirs in zip(
        (*without.people, *without[1:]), (*none.people, *none[1:]), strict=True
    ):
        assert np.array_equal(mine, theirs)


def test_who_does_not_look_afar_stays_in_his_region() -> None:
    def crossed(share: float) -> tuple[int, int, People, People]:
        before, turn = first_year(share)
        moved = (turn.came_from != NEW) & (turn.came_from != np.arange(len(turn.came_from)))
        elsewhere = before.region[turn.came_from[moved]] != before.region[moved]
        return int(elsewhere.sum()), int(moved.sum()), before, turn.people

    few, movers, before, after = crossed(0.1)
    most, all_afar, *_ = crossed(1)
    assert 0 < few < 0.3 * movers
    # Of 31 regions of unequal size a place drawn from all is seldom in one's own.
    assert most > 0.85 * all_afar and all_afar > movers
    for name in ("region", "is_urban", "is_migrant", "household_size", "income"):
        assert np.array_equal(getattr(after, name), getattr(before, name)), name


def bringing(share: float) -> tuple[People, Turn]:
    """The first year of the society, with so many newcomers who bring something."""
    society = read_society("china-2020")
    data = society.document.data
    data["renewal"]["brings"]["value"], data["renewal"]["brings"]["range"] = share, [0, 1]
    spec = society_of(society.name, written(data), society.tables, society.file).spec
    of = renewal_if_passed(spec, build(spec, 20_000, 3), 20_000, 3)
    return of.built, next(of.turns(of.built))


def test_what_is_brought_is_that_of_one_who_left_and_of_nobody_twice() -> None:
    before, turn = bringing(1)
    some = np.flatnonzero(turn.brings != NEW)
    theirs = turn.brings[some]
    assert (turn.came_from[some] == NEW).all() and (turn.went[theirs] == LEFT).all()
    assert len(np.unique(theirs)) == len(theirs)
    comes = (turn.came_from == NEW) & (turn.people.age >= ADULT_AGE)
    goes = (turn.went == LEFT) & (before.age + 1 >= ADULT_AGE)
    assert comes[some].all() and goes[theirs].all()
    for is_woman in (False, True):
        come, go = comes & (turn.people.is_woman == is_woman), goes & (before.is_woman == is_woman)
        bring = some[turn.people.is_woman[some] == is_woman]
        assert (before.is_woman[turn.brings[bring]] == is_woman).all()
        assert len(bring) == min(come.sum(), go.sum()) > 100
        ages = sorted(
            zip(
                turn.people.age[bring].tolist(),
                before.age[turn.brings[bring]].tolist(),
                strict=True,
            )
        )
        assert [age for _, age in ages] == sorted(age for _, age in ages)


def test_nobody_brings_anything_where_the_society_says_so_and_the_people_are_the_same() -> None:
    _, all_do = bringing(1)
    _, some = bringing(0.2)
    _, none = bringing(0)
    assert (none.brings == NEW).all()
    assert 0 < np.sum(some.brings != NEW) < 0.5 * np.sum(all_do.brings != NEW)
    for mine, theirs in zip(all_do.people, none.people, strict=True):
        assert np.array_equal(mine, theirs)
