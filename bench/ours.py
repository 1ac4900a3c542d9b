"""Both worlds of a policy, timed stretch by stretch in a process of their own.

    python -m bench.ours --policy rongcheng --people 100000 --stretches 4

One line of JSON on stdout. Memory is counted from what the process holds once the engine of this
size is in it and has run: what an engine takes does not grow with the people, and is told apart.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from bench.machine import forget_peak, peak
from bench.moved import moved

POLICY = "court-list"
SEED = 1


def main() -> None:
    """Measure one size; see `measure`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--policy", default=POLICY, help="a system of the library, or a file")
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--stretches", type=int, default=1, help="timed stretches of each world")
    parser.add_argument("--cache", type=Path, help="folder of compiled engines")
    parser.add_argument(
        "--start-only", action="store_true", help="one world, as a first run meets it"
    )
    parser.add_argument("--start", help="the first month, YYYY-MM; the system's own if left out")
    parser.add_argument("--arms", type=int, choices=(1, 2), default=2, help="1: only with it")
    given = parser.parse_args()
    started = psutil.Process().create_time()

    from discredit.engine import allocator
    from discredit.engine import cache as engine_cache

    engine_cache.enable(given.cache)
    import discredit.engine.loop  # noqa: F401

    ready = time.time() - started
    if given.start_only:
        found = start_up(given.policy, given.people, given.stretches, given.start)
    else:
        with allocator.returning_at_once():  # as a run does while its worlds are at work
            found = measure(given.policy, given.people, given.stretches, given.arms, given.start)
    about = {"policy": given.policy, "people": given.people, "ready_seconds": ready}
    print(json.dumps({**about, **found}))


def start_up(policy: str, people: int, stretches: int, start: str | None) -> dict[str, Any]:
    """The wait for the first year of one world; later years show what of it was compiling."""
    from discredit.engine.loop import MONTHS_PER_STRETCH

    society = Society(policy, people, MONTHS_PER_STRETCH * (1 + stretches), start)
    years = years_of(society, society.rules)
    first = next_year(years)
    started = time.time() - psutil.Process().create_time()
    later = [next_year(years) for _ in range(stretches)]
    return {
        "build_seconds": society.seconds,
        "first_year_seconds": first,
        "later_year_seconds": later,
        "started_seconds": started,
    }


def measure(
    policy: str, people: int, stretches: int, worlds: int, begins: str | None
) -> dict[str, Any]:
    """Speed and memory of the worlds of one size.

    Each world's first stretch is let go by; the clock then runs over whole stretches of all, a
    thread each. Peaks are read after one world's first stretch and at the end.
    """
    from discredit.engine.loop import MONTHS_PER_STRETCH
    from discredit.policy.without import without

    _warm_up(policy, people, begins)
    whole, held = peak(), psutil.Process().memory_info().rss
    forget_peak()
    society = Society(policy, people, MONTHS_PER_STRETCH * (2 + stretches), begins)
    state = _state_bytes(society) / society.layout.padded
    still = _bytes(society.population) / society.layout.padded
    built = peak() - held
    # A thread's first call into the engine costs half a second: each world keeps its thread.
    hands = [ThreadPoolExecutor(1) for _ in range(worlds)]
    arms = [years_of(society, society.rules)]
    hands[0].submit(next_year, arms[0]).result()
    one = peak() - held
    for hand in hands[1:]:
        arms.append(years_of(society, without(society.rules)))
        hand.submit(next_year, arms[-1]).result()
    start = time.perf_counter()
    waiting = [
        hand.submit(lambda arm: [next_year(arm) for _ in range(stretches)], arm)
        for hand, arm in zip(hands, arms, strict=True)
    ]
    walls = [task.result() for task in waiting]
    seconds, most = time.perf_counter() - start, peak()
    month = moved(next(arms[0])[0], society)  # one year more: memory was read before
    done = len(arms) * people * MONTHS_PER_STRETCH * stretches
    return {
        "arms": len(arms),
        "measures": society.measures,
        "build_seconds": society.seconds,
        "timed_person_months": done,
        "timed_seconds": seconds,
        "stretch_seconds": walls,
        "rate": done / seconds,
        "bytes_built": built / people,
        "bytes_one_world": one / people,
        "bytes_at_peak": (most - held) / people,
        "bytes_of_engine": held,
        "bytes_in_all": max(whole, most),
        "bytes_state": state,
        "bytes_society": still,
        "bytes_read": month.read,
        "bytes_written": month.written,
        "bytes_through_rooms": month.through_rooms,
        "share_in_rooms": month.share_in_rooms,
        "bytes_moved": month.at_least,
    }


class Society:
    """A settled society, the rules it meets and how long it took to build."""

    def __init__(self, policy: str, people: int, months: int, begins: str | None = None) -> None:
        import jax

        from discredit.engine.loop import populate
        from discredit.record.measures import how_many

        system, self.rules = rules_of(months, {}, policy, begins)
        self.measures = how_many(self.rules)
        start = time.perf_counter()
        self.population, self.layout = populate(system.system.society, people, SEED)
        jax.block_until_ready(self.population)
        self.seconds = time.perf_counter() - start


def years_of(society: Society, rules: Any) -> Any:
    """The stretches of one world from its first morning; nobody else holds on to that."""
    from discredit.engine.loop import begin, months

    first_morning = begin(society.population, rules)
    return months(first_morning, society.population, rules, society.layout, SEED)


def next_year(years: Any) -> float:
    """Seconds that the next stretch takes, its sums on the host included."""
    start = time.perf_counter()
    next(years)
    return time.perf_counter() - start


def _warm_up(policy: str, people: int, begins: str | None) -> None:
    """Every import, and the engine of this size, loaded or compiled, before memory is counted."""
    from discredit.engine import allocator

    society = Society(policy, people, 12, begins)
    next_year(years_of(society, society.rules))
    del society
    allocator.trim()


def _state_bytes(society: Society) -> int:
    """The bytes of one world's columns, counted from arrays that are let go at once."""
    from discredit.engine.loop import begin

    return _bytes(begin(society.population, society.rules))


def _bytes(columns: Any) -> int:
    import jax

    return sum(column.nbytes for column in jax.tree.leaves(columns))


def rules_of(
    months: int, levers: dict[str, float], name: str = POLICY, begins: str | None = None
) -> tuple[Any, Any]:
    """The policy called `name`, and its rules for each month from its own first one or another.

    `levers` set a whole column of the rules, by `room.field`, even to what no policy file may say:
    a test of two models wants more debt than there is.
    """

    from discredit.policy.compile import compile_rules
    from discredit.policy.compose import load_policy
    from discredit.units import month_index

    policy = load_policy(name)
    rules = compile_rules(policy, month_index(begins or policy.system.start), months)
    for path, value in levers.items():
        rules = _set(rules, path.split("."), value)
    return policy, rules


def one_debt(rules: Any) -> Any:
    """The court list's rules without what makes debts and entries several: no further judgments,
    settlements, write-offs or limitation, no caseload, no files closed, no companies entered.

    The model of objects has none of these: it is held to, and timed under, these rules.
    """
    behaviour, observation = rules.behaviour, rules.observation
    debts = behaviour.debts._replace(course=None)
    court = observation.court._replace(closing=None, firm_named=None)
    return rules._replace(
        behaviour=behaviour._replace(debts=debts),
        observation=observation._replace(court=court),
        lists=rules.lists._replace(ends_on_closing=None),
    )


def _set(struct: Any, keys: list[str], value: float) -> Any:
    import numpy as np

    inner = getattr(struct, keys[0])
    changed = _set(inner, keys[1:], value) if keys[1:] else np.full_like(inner, value)
    return struct._replace(**{keys[0]: changed})


def setup(
    people: int,
    months: int,
    seed: int,
    levers: dict[str, float] | None = None,
    begins: str | None = None,
) -> dict[str, Any]:
    """The same society, ties and rules as plain lists and dicts, for a model without arrays.

    The rules are those of `one_debt`: the model has no course of debts.

    Returns: rules {arm: [month {room: {field: number or list}}]}, people [row {trait: value}],
    ties [row [row]], namesake [row]. `levers`: see `rules_of`.
    """
    import jax
    import jax.numpy as jnp
    import numpy as np

    from discredit.draws import key_of
    from discredit.engine.loop import populate
    from discredit.policy.without import without
    from discredit.society import slots
    from discredit.society.people import PUPIL_AT_HOME, name_weight
    from discredit.truth import works
    from discredit.vocabulary import OCCUPATIONS

    policy, rules = rules_of(months, levers or {}, begins=begins)
    rules = one_debt(rules)
    population, _ = populate(policy.system.society, people, seed)
    who = jax.tree.map(lambda column: column.reshape(-1)[:people], population.people)
    columns = {name: np.asarray(column) for name, column in who._asdict().items()}
    columns["works"] = np.asarray(works(who))
    columns["is_student"] = columns["occupation"] == OCCUPATIONS.index("student")
    columns["is_owner"] = columns["occupation"] == OCCUPATIONS.index("business_owner")
    columns["has_pupil"] = (columns["parents"] & PUPIL_AT_HOME) != 0
    columns["name_weight"] = np.asarray(name_weight(who.name_frequency))
    rows, key = jnp.arange(people, dtype=jnp.int32), key_of(seed)
    active = np.asarray(population.active).reshape(-1)[:people]
    circles: list[list[int]] = [[] for _ in range(people)]
    for bit, (layer, k) in enumerate(slots.NEAR_SLOTS):
        others = np.asarray(slots.partner(layer, k, rows, people, key))
        for i in np.flatnonzero((active >> bit) & 1):
            circles[i].append(int(others[i]))
    listed = zip(*(column.tolist() for column in columns.values()), strict=True)
    return {
        "rules": {"with": _spelled(rules, months), "without": _spelled(without(rules), months)},
        "people": [dict(zip(columns, row, strict=True)) for row in listed],
        "ties": circles,
        "namesake": np.asarray(slots.partner(slots.Layer.NAMESAKE, 0, rows, people, key)).tolist(),
    }


def _spelled(rules: Any, months: int) -> list[dict[str, Any]]:
    """The court list's rules as a model of one list spells them: by room, sections merged."""
    lists = {
        field: column[:, 0] for field, column in rules.lists._asdict().items() if _is_array(column)
    }
    rooms = {
        "behaviour": rules.behaviour._asdict() | rules.behaviour.debts._asdict(),
        "observation": rules.observation._asdict() | rules.observation.court._asdict(),
        "lists": lists,
        "gates": {"level": rules.gates.lists[:, 0], "checked": rules.gates.checked},
        "life": rules.life._asdict() | rules.life.informal._asdict() | rules.life.costs._asdict(),
        "redress": rules.redress._asdict(),
    }
    return [
        {
            room: {field: column[t].tolist() for field, column in of.items() if _is_array(column)}
            for room, of in rooms.items()
        }
        for t in range(months)
    ]


def _is_array(column: Any) -> bool:
    return hasattr(column, "dtype")


if __name__ == "__main__":
    main()
