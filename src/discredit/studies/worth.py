"""What each safeguard of a system is worth: alone, missing from all of them, and in the best sets.

    found = worth_of("court-list", folder, people=20_000, seeds=6)

Each set is the system with these safeguards beside no system, among the same people with the same
luck as every other set; what it is worth is the difference from the system as it is. The search for
sets minimises wrongful months, then months with a door closed. It has no other objective.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from math import isnan, nan
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from discredit import library
from discredit.changes import is_same_run
from discredit.digest import digest
from discredit.errors import Fault, InputError, PolicyError, TakenError
from discredit.levers import changed
from discredit.measures.catalogue import TEMPLATES
from discredit.measures.counts import Interval
from discredit.measures.spread import students_t
from discredit.plan import Plan, draw_up
from discredit.policy.label import label_between
from discredit.policy.layers import read_layers
from discredit.policy.wording import wording_of
from discredit.store import mark
from discredit.studies.batch import Come, DesignRun, key_of, lacking, run_all
from discredit.studies.crew import Crew, for_runs
from discredit.studies.harms import HARMS, SHUT_OUT, WRONGFUL, TakeHarms
from discredit.studies.promises import numbers_changed
from discredit.studies.rows import RowStore, open_rows
from discredit.studies.setting import Setting, plain
from discredit.vocabulary import told
from discredit.words.numbers import count

RUNS: Final = "runs"
SEARCHED: Final = 5
"""Safeguards among which sets of two and three are searched: those that do most alone."""
Kind = Literal["none", "alone", "all but one", "all", "two", "three"]
Names = tuple[str, ...]
PLAIN: Final[Names] = ()


class SafeguardSet(NamedTuple):
    """Some safeguards together, and what they come to."""

    names: Names
    kind: Kind
    levels: dict[str, float]  # of HARMS, mean over seeds; NaN of what the system lacks
    changes: dict[str, Interval]  # from the system as it is, with Student's t over seeds


class Inert(NamedTuple):
    """A safeguard that changes nothing measured here, and why."""

    name: str
    why: str


class WorthFound(NamedTuple):
    """What safeguards are worth on a system."""

    system: str
    title: str
    label: str
    currency: str
    people: int
    months: int
    seeds: int
    sets: tuple[SafeguardSet, ...]  # none, alone, all but one, all, two, three; the best first
    inert: tuple[Inert, ...]
    apart: tuple[Inert, ...]  # safeguards that cannot stand beside all the others
    searched: Names
    failed: tuple[tuple[str, str], ...]
    digest: str

    def of(self, kind: Kind) -> list[SafeguardSet]:
        """The sets of a kind, in order.

        Args:
            kind: Which.
        """
        return [one for one in self.sets if one.kind == kind]


def worth_of(
    system: str,
    folder: Path,
    *,
    seeds: int = 6,
    crew: Crew | None = None,
    on_progress: Callable[[Come], None] | None = None,
    cancel: threading.Event | None = None,
    **size: Any,
) -> WorthFound:
    """Run whatever is lacking of all sets, and put together what they are worth.

    Args:
        system: A system of the library, or a policy file.
        folder: Where its runs are kept; those that lie there are not made again.
        seeds: How many times, each with other people and other luck.
        crew: Who makes the runs; None: this machine.
        on_progress: Called after each run.
        cancel: When set, it stops and keeps the runs that are done.
        **size: What `draw_up` takes: people, months, start.

    Raises:
        PolicyError: The system file is wrong.
        UnknownNameError: The library has no such system.
        InputError: No safeguard changes anything of this system.
        TakenError: Something else is in the folder.
        Interrupted: It was stopped; the same call goes on from there.
    """
    laid = Laid(system, {**size, "seeds": (1,)})
    named, inert = laid.worthwhile(library.names("safeguards"))
    if not named:
        rule = "a system has something that a safeguard changes"
        raise InputError([Fault(system, 0, "safeguards", "none", rule, "Take another system.")])
    whole, apart = laid.together(named)
    own = digest(["worth", laid.plan(PLAIN).inputs_digest])
    mark.claim(folder, "study", own)
    if mark.inputs_of(folder, "study") != own:
        raise TakenError(f"{folder} answers something else; name another folder, or remove it.")
    first: dict[Names, Kind] = {PLAIN: "none", **{(name,): "alone" for name in named}}
    if len(whole) > 1:
        first |= {tuple(n for n in whole if n != name): "all but one" for name in whole}
        first[whole] = "all"
    with open_rows(folder / RUNS, own) as rows:
        runs = _SetRuns(laid, range(1, 1 + seeds), rows)

        def work(sets: Iterable[Names]) -> None:
            asked = [one for names in sets for one in runs.asked(names)]
            makers = crew or for_runs(laid.plan(PLAIN), len(lacking(asked, rows)))
            run_all(asked, rows, crew=makers, on_progress=on_progress, cancel=cancel)

        work(first)
        found = [runs.came_to(names, kind) for names, kind in first.items()]
        alone = sorted((one for one in found if one.kind == "alone"), key=_harm)
        searched = tuple(one.names[0] for one in alone[:SEARCHED])
        more: dict[Names, Kind] = dict.fromkeys(combinations(searched, 2), "two")
        more |= dict.fromkeys(combinations(searched, 3), "three")
        more = {names: kind for names, kind in more.items() if laid.why_not(names) == ""}
        work(more)
        found += [runs.came_to(names, kind) for names, kind in more.items()]
        keys = [one.key for names in (*first, *more) for one in runs.asked(names)]
        failed = runs.failed((*first, *more))
    idle = [one for one in found if one.kind == "alone" and _is_nought(one)]
    inert += [Inert(one.names[0], laid.unmoved(one.names[0])) for one in idle]
    plan = laid.plan(PLAIN)
    return WorthFound(
        plan.policy.name,
        plan.policy.system.title,
        label_between(plan.policy, None),
        plan.society.spec.currency,
        plan.people,
        plan.months,
        seeds,
        tuple(one for kind in _ORDER for one in sorted(found, key=_harm) if one.kind == kind),
        tuple(inert),
        apart,
        searched,
        failed,
        digest(keys),
    )


_ORDER: Final[tuple[Kind, ...]] = ("none", "alone", "all but one", "all", "two", "three")


class Laid:
    """A system with sets of safeguards laid over it."""

    def __init__(self, system: str, size: dict[str, Any]) -> None:
        self._system, self._size = system, size
        self._plans: dict[Names, Plan] = {}

    def plan(self, names: Names) -> Plan:
        """The run of a set. Raises PolicyError where it cannot be laid."""
        if names not in self._plans:
            policy, society = changed(self._system, names, ())
            self._plans[names] = draw_up(policy, society=society, **self._size)
        return self._plans[names]

    def each_seed(self, names: Names) -> list[Plan]:
        """The runs of a set, one for each seed, in which nobody is followed."""
        plan = self.plan(names)
        return [replace(plan, seeds=(seed,), traced=()) for seed in plan.seeds]

    def why_not(self, names: Names) -> str:
        """Why a set cannot be laid over the system; '' where it can."""
        try:
            self.plan(names)
        except PolicyError as error:
            return error.faults[0].rule.partition(" at ")[0]
        return ""

    def worthwhile(self, known: Sequence[str]) -> tuple[list[str], list[Inert]]:
        """The safeguards that change something in the months of the run, and why others do not."""
        found, inert, plain_ = [], list[Inert](), self.plan(PLAIN)
        for name in known:
            why = self.why_not((name,))
            if why:
                here = why.rpartition(", and ")[2]  # what overlays are for need not be said again
                inert.append(Inert(name, f"it has nothing to change here: {here}"))
                continue
            with_ = self.plan((name,))
            sides = (with_.policy, with_.society), (plain_.policy, plain_.society)
            if is_same_run(*sides, plain_.span):
                many = count(numbers_changed(plain_.policy, with_.policy), "number", "numbers")
                inert.append(Inert(name, f"it changes {many}, none in force in these months"))
                continue
            found.append(name)
        return found, inert

    def together(self, named: Sequence[str]) -> tuple[Names, tuple[Inert, ...]]:
        """As many safeguards as can stand together, taken in order, and why others cannot."""
        whole, apart = PLAIN, list[Inert]()
        for name in named:
            why = self.why_not((*whole, name))
            if why:
                apart.append(Inert(name, why))
            else:
                whole = (*whole, name)
        return whole, tuple(apart)

    def unmoved(self, name: str) -> str:
        """Why a safeguard that changes numbers moved nothing that is measured."""
        before, after = (self.plan(names).policy for names in (PLAIN, (name,)))
        (layer,) = read_layers(name)
        wording = wording_of(before.system)
        meant = ", ".join(f'"{told(TEMPLATES[one], wording)}"' for one in layer.overlay.promises)
        many = count(numbers_changed(before, after), "number", "numbers")
        said = f"it changes {many}, and no figure here moved in any seed"
        return f"{said}; it means to move {meant}" if meant else said


class _SetRuns:
    """The runs of sets, and what they came to."""

    def __init__(self, laid: Laid, seeds: range, rows: RowStore) -> None:
        self._laid, self._seeds, self._rows = laid, seeds, rows
        self._take = TakeHarms.of(laid.plan(PLAIN).policy)

    def asked(self, names: Names) -> list[DesignRun]:
        page = plain(self._laid.plan(names))
        called = " + ".join(names) or "no safeguard"
        return [
            DesignRun(
                f"{called}, seed {seed}",
                key_of("worth", page.digest, seed, self._take),
                Setting(page, (), (), seed, self._take),
            )
            for seed in self._seeds
        ]

    def came_to(self, names: Names, kind: Kind) -> SafeguardSet:
        ours, theirs = self._figures(names), self._figures(PLAIN)
        levels = {name: _mean(each) for name, each in ours.items()}
        changes = {name: _change(each - theirs[name]) for name, each in ours.items()}
        return SafeguardSet(names, kind, levels, changes)

    def failed(self, sets: Iterable[Names]) -> tuple[tuple[str, str], ...]:
        asked = [one for names in sets for one in self.asked(names)]
        rows = ((one.name, self._rows.get(one.key)) for one in asked)
        return tuple((name, row.failed) for name, row in rows if row is not None and row.failed)

    def _figures(self, names: Names) -> dict[str, np.ndarray]:
        """Of each harm [seed]; NaN where a run failed, or the system has no such thing."""
        rows = [self._rows.get(one.key) for one in self.asked(names)]
        return {
            name: np.array(
                [nan if row is None else row.figures.get(name, (nan,))[0] for row in rows]
            )
            for name in HARMS
        }


def _mean(each: np.ndarray) -> float:
    there = each[~np.isnan(each)]
    return float(there.mean()) if len(there) else nan


def _change(each: np.ndarray) -> Interval:
    """The mean over the seeds that have it, with Student's t."""
    there = each[~np.isnan(each)]
    return students_t(there if len(there) else np.array([nan]))


def _harm(one: SafeguardSet) -> tuple[float, float, Names]:
    """What the search minimises: wrongful months, then months with a door closed."""
    sizes = (float(one.changes[name].value) for name in (WRONGFUL, SHUT_OUT))
    wrongful, shut = (0.0 if isnan(size) else size for size in sizes)
    return wrongful, shut, one.names


def _is_nought(one: SafeguardSet) -> bool:
    """Whether no harm moved in any seed."""
    return all(isnan(c.value) or (c.value == 0 == c.low - c.high) for c in one.changes.values())
