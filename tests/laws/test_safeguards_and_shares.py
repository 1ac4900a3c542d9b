"""What must hold of safeguards and of shares, whatever the numbers: who is listed wrongly, and when
more, by the ordinary month.

Most of it on a made-up list: two offences, records that nobody earned, a list of nine months, one
desk after the other. Nothing feeds back there: nobody acts on being listed. Chance is allowed to
mislead a test here about once in fifteen thousand, and seeds are fixed, so that it does so never or
always.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given

import small_society
from discredit.engine import loop
from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.record import present
from discredit.society.people import People, name_weight
from discredit.step import ORDINARY
from discredit.validation.mechanisms.parts import corridor, policies
from discredit.validation.mechanisms.parts.corridor import World
from discredit.vocabulary import DESKS, OCCUPATIONS, Status
from random_months import few, seeds

ROWS = 4096
MONTHS = 60
FARMER, LAWYER, CLERK = (OCCUPATIONS.index(job) for job in ("farmer", "lawyer", "clerical"))
OFTEN, SELDOM = 1.9, 0.1
"""How often records that nobody earned fall on two halves of the crowd, beside the mean."""
FAR = 4.0
"""Standard errors by which chance parts two means about once in fifteen thousand."""


@cache
def policy() -> Policy:
    offence = {"kind": "offence", "about": "made up", "rate": 0.004}
    watch = {"seen": 1.0, "false_records": 0.008}
    return policies.policy(
        behaviour={"conducts": {"jumps_lights": offence, "cheats": offence}},
        observation={
            "conducts": {"jumps_lights": watch, "cheats": watch},
            "human_check": 0.5,
        },
        lists={
            "black": {
                "about": "made up", "colour": "black",
                "grounds": {"jumps_lights": True, "cheats": True},
                "records_needed": 1.0, "memory_months": 12.0, "term_months": 9.0,
            }
        },
        redress={
            "filing_rate": 0.4, "filing_if_rightly": 0.2, "continues": 0.5,
            "capacity": policies.each(DESKS, 1000.0), "sensitivity": policies.each(DESKS, 0.7),
        },
    )  # fmt: skip


@cache
def rules() -> Rules:
    return policies.rules(policy(), 1)


def false_records(of: Rules, rate: float, by_occupation: dict[int, float] | None = None) -> Rules:
    multipliers = np.ones(len(OCCUPATIONS), np.float32)
    for job, multiplier in (by_occupation or {}).items():
        multipliers[job] = multiplier
    return small_society.change(
        of, "observation.conducts", false_records=rate, false_by_occupation=multipliers
    )


def crowd(**columns: Any) -> People:
    """A crowd of two jobs in turn."""
    jobs = np.where(np.arange(ROWS) % 2 == 0, FARMER, LAWYER).astype(np.uint8)
    return corridor.crowd(ROWS, **{"occupation": jobs, **columns})


class Lived(NamedTuple):
    """What became of everybody: [months, people], and entries [people]."""

    on: Any
    did: Any
    recorded: Any
    times: Any

    @property
    def innocent(self) -> Any:
        return ~self.did.any(axis=0)

    def wrongly(self) -> Any:
        """Person and month, on the list without ever having done anything."""
        return self.on & self.innocent

    def share_ever(self, who: Any = slice(None)) -> float:
        return float(self.on.any(axis=0)[who].mean())


def lived(of: Rules, people: People | None = None, seed: int = 11) -> Lived:
    world = corridor.begin(policy(), people or crowd())
    world, seen = corridor.walk(world, of, look, seed, months=MONTHS, rooms=ORDINARY)
    on, did, recorded = seen
    return Lived(on, did, recorded, np.asarray(world.held.listed.times[0]))


def look(world: World, month: Any) -> Any:
    on = world.held.listed.status[0] == Status.LISTED
    return on, month.acts.did != 0, month.sightings.records != 0


# Without a fault, without a victim.


@few(max_examples=12)
@given(seeds)
def test_without_false_records_nobody_is_listed_who_did_nothing(seed: int) -> None:
    """Whatever is done, seen, remembered and heard: an entry comes after an act."""
    rng = np.random.default_rng(seed)
    of = false_records(rules(), 0.0)
    of = small_society.change(of, "behaviour.conducts", rate=rng.uniform(0.001, 0.05, 2))
    of = small_society.change(of, "observation.conducts", seen=rng.uniform(0.2, 1.0, 2))
    of = small_society.change(
        of, "lists", records_needed=rng.integers(1, 3), term_months=rng.choice([0, 1, 9]),
        grace_months=rng.choice([0, 1]), memory_months=rng.choice([0, 6]),
    )  # fmt: skip
    of = small_society.change(of, "redress", filing_rate=rng.random(), specificity=rng.random())
    past = lived(of, seed=seed)
    by_now = np.logical_or.accumulate(past.did)
    assert past.on.any()
    assert not (past.on & ~by_now).any()
    faulty = small_society.change(of, "observation.conducts", false_records=0.01)
    assert lived(faulty, seed=seed).wrongly().any()


# Shares are shares.


def test_twice_as_many_people_have_the_same_shares() -> None:
    """The court list in the ordinary run, ties, namesakes and queues included: desks hear so many a
    million, and nothing else counts heads."""
    smaller, larger = 24, 16  # runs of each size
    names = ("entries", "listed", "listed_wrongly", "appeals_filed", "appeals_served")
    few_people, many = (
        shares(2000, range(100, 100 + smaller), names),
        shares(4000, range(200, 200 + larger), names),
    )
    apart = few_people.mean(axis=0) - many.mean(axis=0)
    error = np.sqrt(few_people.var(axis=0, ddof=1) / smaller + many.var(axis=0, ddof=1) / larger)
    assert (many.mean(axis=0) > 0).all()
    assert (np.abs(apart) < FAR * error).all(), dict(zip(names, apart / error, strict=True))


def shares(people: int, of_seeds: range, names: tuple[str, ...]) -> Any:
    """Measures over two years per head, by seed, with desks too small for those who file."""
    of, found = small_society.change(small_society.rules(), "redress", capacity=[500, 150]), []
    for seed in of_seeds:
        population, layout = loop.populate("china-2020", people, seed)
        world = loop.begin(population, of)
        stretches = loop.months(world, population, of, layout, seed)
        sums = np.concatenate([np.asarray(stretch.sums) for _, stretch in stretches])
        found.append([small_society.total(sums, name).sum() / people for name in names])
    assert set(names) <= set(present(small_society.rules()))
    return np.array(found)


# A safeguard taken away.

REMOVED: dict[str, tuple[str, dict[str, Any]]] = {
    "human check": ("observation", {"human_check": 0}),
    "hearings that find out": ("redress", {"sensitivity": 0}),
    "letters": ("observation", {"notice_reaches": 0}),
    "terms": ("lists", {"term_months": 0}),
}


@pytest.mark.parametrize("safeguard", REMOVED)
def test_a_safeguard_taken_away_lists_more_wrongly(safeguard: str) -> None:
    """Innocent people alternate between months off the list, whose number has no memory, and months
    on it. A check makes the former longer and leaves the latter; a hearing, a letter that tells of
    it or a term make the latter shorter and leave the former. Match the two worlds spell by spell:
    without the safeguard, months on the list are no fewer by the time any number of months off it
    have passed, and so by any date. That is so in expectation; equal draws only make the noise
    small beside it."""
    room, numbers = REMOVED[safeguard]
    guarded, bare = lived(rules()), lived(small_society.change(rules(), room, **numbers))
    np.testing.assert_array_equal(guarded.did, bare.did)  # other things are equal
    months = [past.wrongly()[:, past.innocent].sum(axis=0).astype(int) for past in (guarded, bare)]
    more = months[1] - months[0]
    assert more.mean() > FAR * more.std() / np.sqrt(more.size)


@pytest.mark.parametrize("safeguard", ["hearings that find out", "letters", "terms"])
def test_who_cannot_leave_is_on_whenever_anybody_would_have_been(safeguard: str) -> None:
    """Person by person: the same records come in both worlds. Where no way out is left, the first
    of them settles it, so that whoever is listed with the safeguard is listed without."""
    room, numbers = REMOVED[safeguard]
    only = {"terms": ("redress", {"sensitivity": 0})}.get(safeguard, ("lists", {"term_months": 0}))
    guarded = small_society.change(
        small_society.change(rules(), only[0], **only[1]), "redress", specificity=1
    )
    bare = small_society.change(guarded, room, **numbers)
    here, there = lived(guarded).wrongly(), lived(bare).wrongly()
    assert not (here & ~there).any()
    assert (there & ~here).any()


def test_a_check_stops_records_and_makes_none() -> None:
    """One draw decides each record, so that a check of errors leaves some of them."""
    strict, lax = (
        lived(small_society.change(rules(), "observation", human_check=share))
        for share in (0.8, 0.2)
    )
    assert not (strict.recorded & ~lax.recorded).any()
    assert not (strict.on.any(axis=0) & ~lax.on.any(axis=0)).any()
    assert lax.recorded.sum() > 1.5 * strict.recorded.sum()


# Errors that fall on the same people again and again.


def uneven(kind: str) -> tuple[Rules, Rules, People]:
    """The same mean rate of false records: even over people, and heaped by job or by name."""
    short = small_society.change(rules(), "lists", term_months=2)
    short = small_society.change(short, "redress", filing_rate=0)
    short = small_society.change(short, "behaviour.conducts", rate=0)
    if kind == "occupation":
        heaped = false_records(short, 0.03, {FARMER: OFTEN, LAWYER: SELDOM})
        return false_records(short, 0.03), heaped, crowd()
    who = crowd(name_frequency=np.random.default_rng(3).integers(120, 250, ROWS).astype(np.uint8))
    mean = float(name_weight(who.name_frequency).mean())
    heaped = false_records(short, 0.02 / mean)
    return false_records(short, 0.02), by_name(heaped), who


def by_name(of: Rules) -> Rules:
    return small_society.change(of, "observation.conducts", false_by_name=1)


@pytest.mark.parametrize("kind", ["occupation", "name"])
def test_errors_on_the_same_people_reach_fewer_and_reach_them_again(kind: str) -> None:
    """The chance of never being recorded is convex in a person's rate (Jensen), and the number of
    records is not: at an equal mean rate fewer are ever listed, and those more often."""
    even_rules, heaped_rules, who = uneven(kind)
    even, heaped = lived(even_rules, who), lived(heaped_rules, who)
    spread = float(np.sqrt(even.recorded.sum() + heaped.recorded.sum()))
    apart = int(heaped.recorded.sum()) - int(even.recorded.sum())
    assert apart < FAR * spread  # no more records, or they would prove nothing
    assert even.share_ever() - heaped.share_ever() > FAR * binomial_error(even, heaped)
    again = [past.times[past.on.any(axis=0)].astype(float) for past in (even, heaped)]
    error = np.sqrt(sum(times.var() / len(times) for times in again))
    assert again[1].mean() - again[0].mean() > FAR * error


def binomial_error(one: Lived, other: Lived, who: Any = slice(None)) -> float:
    sizes = [past.on[:, who].shape[1] for past in (one, other)]
    p = [past.share_ever(who) for past in (one, other)]
    return float(np.sqrt(sum(x * (1 - x) / n for x, n in zip(p, sizes, strict=True))))


# Who is who does not matter.


def test_renaming_two_groups_renames_nobodys_fate() -> None:
    """Jobs that swap their names, people and rules alike, leave every person's every month."""
    of = false_records(rules(), 0.008, {FARMER: OFTEN, LAWYER: SELDOM})
    renamed = false_records(rules(), 0.008, {CLERK: OFTEN, FARMER: SELDOM})
    jobs = np.where(np.arange(ROWS) % 2 == 0, CLERK, FARMER).astype(np.uint8)
    before, after = lived(of), lived(renamed, crowd(occupation=jobs))
    for mine, theirs in zip(before, after, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert before.on[:, ::2].sum() > 1.5 * before.on[:, 1::2].sum()


def test_people_in_another_order_have_the_same_shares() -> None:
    """Every row draws luck of its own, and no row better luck than another: whoever stands first,
    the shares of each job are the same but for chance."""
    of = false_records(rules(), 0.008, {FARMER: OFTEN, LAWYER: SELDOM})
    order = np.random.default_rng(5).permutation(ROWS)
    shuffled = jax.tree.map(lambda column: jnp.asarray(np.asarray(column)[order]), crowd())
    here, there = lived(of), lived(of, shuffled)
    jobs = [np.asarray(who.occupation) for who in (crowd(), shuffled)]
    assert (here.on != there.on).any()
    for job in (FARMER, LAWYER):
        groups = [
            past.on[:, of_all == job] for past, of_all in zip((here, there), jobs, strict=True)
        ]
        ever = [group.any(axis=0).mean() for group in groups]
        months = [group.mean(axis=0) for group in groups]
        size = groups[0].shape[1]
        error = np.sqrt(sum(x * (1 - x) for x in ever) / size)
        assert abs(ever[0] - ever[1]) < FAR * error
        spread = np.sqrt(sum(x.var() for x in months) / size)
        assert abs(months[0].mean() - months[1].mean()) < FAR * spread
