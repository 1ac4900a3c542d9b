"""One synthetic person, lived from outside: what is chosen month by month, and what comes of it.

Nothing is kept of who lives: each request says all that was chosen so far, and the same choices
give the same months.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from discredit.behaviour import may_want
from discredit.behaviour.catalogue import open_to
from discredit.choices import Choices, none_for
from discredit.draws import Draws, key_of
from discredit.engine import switches, waits
from discredit.engine.loop import Followed
from discredit.errors import Fault, InputError, quoted
from discredit.page.asked import Chosen
from discredit.page.frames import Frame
from discredit.page.live_told import Teller, end_of, rows_of, scale_of
from discredit.page.lives import who_lives
from discredit.plan import Plan
from discredit.policy.compile import names_of
from discredit.policy.label import label_between
from discredit.policy.names import Names
from discredit.policy.rules import Rules
from discredit.run import arms, twins
from discredit.run.sample import people_at_end
from discredit.run.watched import Home, LivedMonth, home_of, lived
from discredit.society.applications import applies
from discredit.society.people import People
from discredit.units import MONTHS_PER_YEAR, month_text
from discredit.vocabulary import ADULT_AGE, GROUNDS, SERVICES, Arm
from discredit.words.labels import worn
from discredit.words.titles import names_told
from discredit.words.tongue import named

MONTHS: Final = MONTHS_PER_YEAR
"""Months that somebody is lived."""


class Person(NamedTuple):
    """Who is lived: where this person lives at the end of the run, and from year to year."""

    row: int
    path: np.ndarray  # rows, those of the first year first

    def at(self, month: int) -> int:
        """The row in a month.

        Args:
            month: Counted from the first that is worked.
        """
        return int(self.path[min(month // MONTHS_PER_YEAR, len(self.path) - 1)])


def live(plan: Plan, person: int, chosen: tuple[Chosen, ...]) -> Iterator[Frame]:
    """The months so far of one person who lives as it is chosen.

    Args:
        plan: What is run, of one seed.
        person: A row at the end of the run: the first adult from there on is taken.
        chosen: What is chosen, month by month, from the first of the record.

    Returns:
        Why nothing comes yet; then one frame with all that is told.

    Raises:
        InputError: Something is chosen that the policy does not have, or nobody lives there.
    """
    names = names_of(plan.policy)
    yield Frame({"kind": "wait", "what": waits.SOCIETY})
    home = home_of(plan)
    who = _adult_from(home, plan, person)
    choices = _choices(chosen, plan, names)
    months, is_over = len(chosen), len(chosen) == min(MONTHS, plan.months)
    as_chosen = Followed((who.row,), choices)
    asked: list[tuple[Arm, Followed]] = [("with", as_chosen)]
    if is_over:
        asked.append(("without", as_chosen))
        asked.append(("with", Followed((who.row,))))
    worlds: list[list[LivedMonth]] = [[]]
    if months:
        working = lived(plan, home, asked, months)
        try:
            while True:
                yield Frame({"kind": "wait", "what": next(working).what})
        except StopIteration as done:
            worlds = done.value
    yield Frame({"kind": "lived", **_told(plan, home, who, chosen, worlds)})


def _told(
    plan: Plan,
    home: Home,
    who: Person,
    chosen: tuple[Chosen, ...],
    worlds: list[list[LivedMonth]],
) -> dict[str, Any]:
    names = names_told(plan.policy, plan.against, plan.society.spec.money)
    teller = Teller(plan, names, names_of(plan.policy))
    now, yours = len(chosen), worlds[0]
    twin = worlds[1] if len(worlds) > 1 else yours
    events = _events(plan, who, yours, twin) if now else None
    rows = [] if events is None else rows_of(events, "with")
    doors = [_doors_at(month, who.at(plan.burn_in + t)) for t, month in enumerate(yours)]
    end, may = None, (0, 0)
    if len(worlds) > 1:
        end = end_of(teller, events, _events(plan, who, worlds[2], twin))
    else:
        may = _open_now(plan, home, who, plan.burn_in + now)
    return {
        "person": who.row,
        "label": worn(label_between(plan.policy, plan.against)),
        "who": who_lives(plan, home, who.row),
        "names": [month_text(plan.first_month + t) for t in range(min(MONTHS, plan.months))],
        "months": [teller.month(rows[: t + 1], doors[t], chosen[t]) for t in range(now)],
        "scale": scale_of(plan, min(now, plan.months - 1)),
        "money": named("money", plan.society.spec.money),
        "choices": teller.choices(*may, rows[-1] if rows else None),
        "end": end,
    }


def _events(plan: Plan, who: Person, ours: list[LivedMonth], theirs: list[LivedMonth]) -> Any:
    kept: dict[Arm, list[dict[str, np.ndarray]]] = {
        "with": [month.diary for month in ours],
        "without": [month.diary for month in theirs],
    }
    return twins.told(plan, plan.seeds[0], (who.row,), kept)


def _adult_from(home: Home, plan: Plan, person: int) -> Person:
    """The first adult from a row on who lives there from the first month to the last."""
    people, years = people_at_end(home.setup, plan), home.setup.years
    there, age = np.asarray(people.present), np.asarray(people.age).astype(int)
    behind = plan.burn_in + plan.months
    passed = (behind - 1) // MONTHS_PER_YEAR if years is not None else 0
    may = np.flatnonzero(there & (age - passed >= ADULT_AGE))
    if years is not None:
        paths = years.paths(tuple(may.tolist()), behind)
        may, paths = may[(paths >= 0).all(axis=0)], paths[:, (paths >= 0).all(axis=0)]
    else:
        paths = may[None]
    if not len(may):
        rule = "no adult lives there from the first month to the last"
        raise InputError([Fault("the request", 0, "person", quoted(person), rule, "")])
    at = int(np.searchsorted(may, person)) % len(may)
    return Person(int(may[at]), paths[:, at])


def _choices(chosen: tuple[Chosen, ...], plan: Plan, names: Names) -> Choices:
    """What is chosen, as the engine takes it, month by month from the first that is worked."""
    found = none_for(plan.burn_in + plan.months)
    if len(chosen) > plan.months:
        rule = f"the run has {plan.months} months"
        raise InputError([Fault("the request", 0, "chosen", quoted(len(chosen)), rule, "")])
    conducts = {name: bit for bit, name in enumerate(names.conducts) if bit >= len(GROUNDS)}
    services = {name: SERVICES.index(name) for name in names.services}
    for t, month in enumerate(chosen, plan.burn_in):
        found.does[t], found.omits[t] = (
            _bits(one, conducts, "conduct") for one in (month.does, month.omits)
        )
        found.tries[t], found.avoids[t] = (
            _bits(one, services, "service") for one in (month.tries, month.avoids)
        )
        found.pays[t], found.files[t] = _answer(month.pays), _answer(month.files)
    return found


def _bits(chosen: tuple[str, ...], known: dict[str, int], kind: str) -> int:
    strange = [name for name in chosen if name not in known]
    if strange:
        rule = f"this system has no {kind} of that name"
        remedy = f"It has: {', '.join(known)}."
        raise InputError([Fault("the request", 0, "chosen", quoted(strange[0]), rule, remedy)])
    return sum({1 << known[name] for name in chosen})


def _answer(said: bool | None) -> int:
    return 0 if said is None else 1 if said else -1


def _doors_at(month: LivedMonth, row: int) -> dict[str, int]:
    return {how: int(of_all.reshape(-1)[row]) for how, of_all in month.doors.items()}


@switches.pinned()
def _open_now(plan: Plan, home: Home, who: Person, t: int) -> tuple[int, int]:
    """Which conducts and which services are open to a person in a month, as bits, whatever he is
    minded to do.

    Who he is, is read off the first year: whoever changes his work in a later one is told when he
    chooses.
    """
    t = min(t, plan.burn_in + plan.months - 1)
    here = home.setup.population.people
    one = People(*(jnp.asarray(np.asarray(c).reshape(-1)[who.at(0) : who.at(0) + 1]) for c in here))
    rules: Rules = jax.tree.map(lambda c: jnp.asarray(c[t]), arms.rules_by_arm(plan)["with"])
    acts, is_adult = rules.behaviour, jnp.ones(1, bool)
    applying = None
    if acts.applications is not None:
        at = Draws(key_of(plan.seeds[0]), jnp.array([who.at(t)], jnp.uint32), jnp.uint32(t))
        applying = applies(one, acts.applications, at)
    conducts = 0
    if acts.conducts is not None:
        conducts = int(open_to(one, is_adult, applying, acts.conducts)[0])
    return conducts, int(may_want(one, is_adult, acts, rules.gates.services)[0])
