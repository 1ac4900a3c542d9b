"""Laws of a world in which years pass: what moves with people, and what nobody's system changes."""

from functools import cache
from typing import Any

import jax
import numpy as np
import pytest

import small_society as small
from discredit.engine import gone as gone_with
from discredit.engine import loop
from discredit.engine.layout import Layout
from discredit.policy.rules import Rules
from discredit.record import of_years, present
from discredit.society.edit import with_value
from discredit.society.renewal import NEW, Renewal, renewal_of
from discredit.society.spec import read_society
from discredit.vocabulary import EXITS, Status, word

PREPARED = 6


@cache
def renewal(layout: Layout = small.LAYOUT) -> Renewal:
    spec = with_value(read_society("china-2020"), "society.renewal.passes", True).spec
    found = renewal_of(spec, small.people(layout), small.PEOPLE, small.SEED)
    assert found is not None
    return found


def live(rules: Rules, layout: Layout = small.LAYOUT, **given: Any) -> tuple[Any, Any, Any]:
    """Each world, the sums, and what is read out."""
    years = loop.Years(renewal(layout), layout, small.SEED)
    who = loop.Ageing(small.population(layout), years)
    world = given.pop("world", None)
    world = world or small.morning(rules, layout)
    worlds, sums, read = [], [], []
    years = loop.months(world, who, rules, layout, small.SEED, **given)
    for after, stretch in years:
        worlds.append(small.copy(after))
        sums.append(stretch.sums)
        read.append(stretch.readout.columns())
    return worlds, np.concatenate(sums), small.together(read)


@cache
def two_years() -> tuple[Any, Any, Any]:
    return live(small.rules())


def rows(column: Any, layout: Layout = small.LAYOUT) -> Any:
    flat = np.moveaxis(np.asarray(column), 0, -2)
    return flat.reshape(*flat.shape[:-2], layout.padded)[..., : layout.people]


def test_the_first_year_is_that_of_a_society_in_which_nobody_ages() -> None:
    still = small.shared("court-list").sums
    measures = still.shape[2]
    assert np.array_equal(two_years()[1][:12, :, :measures], still[:12])
    assert not np.array_equal(two_years()[1][12:, :, :measures], still[12:])
    assert not two_years()[1][:12, :, measures:].any()


def test_a_run_cut_off_goes_on_among_the_people_of_its_year() -> None:
    worlds, sums, _ = two_years()
    on, rest, _ = live(small.rules(), world=jax.tree.map(np.array, worlds[0]), first=12)
    assert np.array_equal(rest, sums[12:])
    assert all(map(np.array_equal, jax.tree.leaves(on[-1]), jax.tree.leaves(worlds[-1])))


def test_years_pass_alike_however_the_people_are_cut_up() -> None:
    _, sums, read = live(small.rules(), small.OTHER_LAYOUT)
    assert np.array_equal(sums, two_years()[1])
    assert all(np.array_equal(read[name], column) for name, column in two_years()[2].items())


def test_a_world_prepared_for_part_of_a_year_ages_when_the_whole_one_does() -> None:
    worlds, sums, _ = live(small.rules(), prepared=PREPARED)
    assert np.array_equal(sums, two_years()[1])
    assert np.array_equal(worlds[-1].truth.savings, two_years()[0][-1].truth.savings)


@pytest.fixture(scope="module")
def turned() -> tuple[Any, Any, Any]:
    """A world on the last evening of a year and on the next morning, and how it came about."""
    before = two_years()[0][0]
    lives = loop.Lives(loop.Years(renewal(), small.LAYOUT, small.SEED), 12, 24)
    after = small.copy(lives.pass_year(before, small.rules(), 12)[0])
    return before, after, next(renewal().turns(renewal().built))


def test_whoever_moves_takes_along_what_is_so_and_what_is_on_file(turned: Any) -> None:
    before, after, turn = turned
    source = turn.came_from[: small.PEOPLE]
    moved = np.flatnonzero((source != NEW) & (source != np.arange(small.PEOPLE)))
    assert len(moved) > 30
    jobs = {"is_employed", "scar"}
    for part in ("truth", "held", "tally"):
        _assert_same(getattr(before, part), source[moved], getattr(after, part), moved, jobs)


def _assert_same(before: Any, theirs: Any, after: Any, ours: Any, but: set[str]) -> None:
    """Some people now are as others were, but for some columns."""
    columns = jax.tree_util.tree_flatten_with_path(before)[0]
    for (path, old), new in zip(columns, jax.tree.leaves(after), strict=True):
        if path[-1].name not in but:
            assert np.array_equal(rows(new)[..., ours], rows(old)[..., theirs]), path


def test_some_newcomers_bring_what_was_so_and_on_file_of_whoever_left(turned: Any) -> None:
    before, after, turn = turned
    brings = turn.brings[: small.PEOPLE]
    some = np.flatnonzero(brings != NEW)
    assert len(some) > 20
    assert (turn.came_from[some] == NEW).all()
    own = {"is_employed", "scar", "savings"}
    for part in ("truth", "held"):
        _assert_same(getattr(before, part), brings[some], getattr(after, part), some, own)
    for column in jax.tree.leaves(after.tally):
        fresh = np.flatnonzero((turn.came_from == NEW) & (turn.brings == NEW))[:1]
        assert (rows(column)[..., some] == rows(column)[..., fresh]).all()


def test_other_newcomers_owe_nothing_and_nobody_holds_a_file_on_them(turned: Any) -> None:
    _, after, turn = turned
    new = np.flatnonzero((turn.came_from == NEW) & (turn.brings == NEW))
    assert len(new) > 20
    for column in (after.truth.owed, after.held.listed.status, after.held.copies, after.tally.paid):
        assert not rows(column)[..., new].any()
    assert (rows(after.tally.first_listed)[new] == -1).all()
    assert np.array_equal(rows(after.truth.savings)[new], turn.people.savings[new])


def test_both_worlds_keep_the_same_people() -> None:
    """As many of each group in each month, whatever the system does."""
    sums = two_years()[1][:, :, present(small.rules()).index("people")]
    idle = small.change(small.rules(), "observation.court", listing_activity=0.0)
    other = live(idle)[1]
    assert np.array_equal(sums, other[:, :, present(idle).index("people")])
    assert not np.array_equal(sums[0], sums[12])
    assert two_years()[1].sum() != other.sum()


def total(name: str) -> Any:
    """A measure of everybody [months]; regions divide them once."""
    names = (*present(small.rules()), *of_years(small.rules()))
    return two_years()[1][:, : small.LAYOUT.region_slots, names.index(name)].sum(axis=1)


def stock(column: Any) -> list[int]:
    """At the end of either year."""
    return [int(column(world).sum()) for world in two_years()[0]]


def test_what_ends_with_a_person_is_counted_as_its_own_way_out() -> None:
    """Entries, debts and companies: begun or brought, less ended, less gone with somebody, are
    those that stand."""
    black = np.asarray(small.rules().lists.is_red[0]) == 0
    ways = ("paid", "written_off", "out_of_time", "discharged")
    ended = sum(total(f"debts_{way}") for way in ways) + total("debts_gone")
    owing = (total("debts_arisen") + total("debts_came") - ended).cumsum()
    assert np.array_equal(owing, total("in_debt"))
    begun = total("entries") + total("entries_further") + total("entries_came")
    standing = (begun - total("entries_over") - total("entries_gone")).cumsum()
    assert np.array_equal(standing, total("entries_standing"))
    assert list(standing[[11, 23]]) == stock(lambda w: np.asarray(w.held.listed.entries)[:, black])
    exits = sum(total(f"exits_{word(way)}") for way in EXITS) + total("listings_gone")
    began = total("entries") + total("listings_came")
    assert np.array_equal((began - exits).cumsum(), total("listed"))
    entered = total("firms_entered") + total("firms_came")
    firms = (entered - total("firms_left") - total("firms_gone")).cumsum()
    assert firms[-1] == stock(lambda w: np.asarray(w.held.listed.firm)[:, black])[-1]
    assert total("debts_gone").sum() > total("debts_came").sum() > 0


def test_of_a_world_in_which_everybody_is_listed_as_many_entries_are_gone_as_people() -> None:
    """In every group; twice as many where everybody has two, and a company's beside them."""
    morning, rules = small.morning(small.rules()), small.rules()
    listed = morning.held.listed
    listed = listed._replace(
        status=np.full(listed.status.shape, Status.LISTED, np.uint8),
        entries=np.full(listed.status.shape, 2, np.uint8),
        firm=np.full(listed.status.shape, True),
    )
    world = morning._replace(held=morning.held._replace(listed=listed))
    built = renewal().built
    turn = next(renewal().turns(built))
    counted = gone_with.turned(world, built, turn, rules, 12, small.LAYOUT)
    of = dict(zip(of_years(rules), counted.T, strict=True))
    gone = of["died"] + of["left"]
    assert gone[: small.LAYOUT.region_slots].sum() > 40
    for name, times in (("listings_gone", 1), ("entries_gone", 2), ("firms_gone", 1)):
        assert np.array_equal(of[name], times * gone), name
    brought = np.sum(turn.brings != NEW)
    for name, times in (("listings_came", 1), ("entries_came", 2), ("firms_came", 1)):
        assert of[name][: small.LAYOUT.region_slots].sum() == times * brought > 20, name
    assert not of["debts_gone"].any()
    assert not of["debts_came"].any()


def test_as_many_come_as_are_gone_and_the_other_world_has_the_same() -> None:
    gone = total("died") + total("left")
    assert np.array_equal(gone, total("came"))
    assert gone[12] == gone.sum() > 40
    assert total("came_of_age")[12] > 5
    idle = small.change(small.rules(), "observation.court", listing_activity=0.0)
    sums, own = live(idle)[1], len(present(small.rules()))
    people = slice(own, own + 4)
    assert np.array_equal(sums[:, :, people], two_years()[1][:, :, people])
