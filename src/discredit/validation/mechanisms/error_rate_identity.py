"""Error rates that cannot all be equal: prevalence, predictive value and misses leave no choice
about how many innocents are hit.

Everything is the ordinary month. A job stands for a cell of the published table, or for a group:
who acts, who is seen and who is recorded for nothing are told by job.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Array

from discredit.measures.confusion import Confusion, Rates, confusion, fpr_from_identity, rates
from discredit.policy.schema import Policy
from discredit.record import Month
from discredit.validation.about import ONE, About, Kind, Results
from discredit.validation.inputs import Inputs, as_number, whole, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import BARE, World
from discredit.validation.mechanisms.parts.policies import each, policy
from discredit.vocabulary import OCCUPATIONS, Status

ABOUT = About(
    title="Error rates that cannot all be equal",
    tier="gate",
    means="engine",
    how="Acts, observation and lists are the ordinary ones, told apart by job: a job per cell of a "
    "published table, or per group. The rates are counted by the laboratory's own measure of a "
    "confusion table. Where a rule has to attain a predictive value, each group's rate of false "
    "records is searched for over simulated months; so it is once more for a published table, of "
    "which the rule knows prevalence, misses and predictive value alone.",
    says="When two groups differ in how often something is so, a list cannot treat both "
    "alike in every sense. If being listed means the same in both, and the guilty slip "
    "through equally often, then the innocents of the group with more cases are struck more "
    "often: a matter of counting and not of anybody's intent. The dispute over the COMPAS "
    "risk score was of this kind, and both sides had their sums right. A system that "
    "promises fairness has promised nothing until it says which rate it means, and who pays "
    "for that choice.",
)
INPUTS = {
    "true_negative": ONE, "false_positive": ONE, "false_negative": ONE, "true_positive": ONE,
    "prevalence": ONE, "ppv": ONE, "fnr": ONE,
}  # fmt: skip


def RESULTS(inputs: Inputs) -> Results:
    """A table given by its cells is set and counted back; only the rule that attains its
    predictive value draws people. Of a rule for groups, what it is to attain is handed in."""
    is_table = any(cell in inputs for cell in CELLS)
    rate = Kind.WIRING if is_table else Kind.ENGINE
    handed = dict.fromkeys(
        ("n", "n_*", "prevalence", "prevalence_*", "fnr", "fnr_*", "ppv", "ppv_*"), Kind.WIRING
    )
    from_identity = dict.fromkeys(("fpr_from_identity", "fpr_from_identity_*"), Kind.FORMULA)
    return handed | from_identity | {
        "fpr_attained": Kind.ENGINE, "fpr": rate, "fpr_*": rate, "npv": rate, "npv_*": rate,
    }  # fmt: skip


CELLS = ("true_negative", "false_positive", "false_negative", "true_positive")
JOBS = OCCUPATIONS[1:]
"""Jobs of adults; one for each cell or group."""
SAMPLING_ERROR = 0.0016
"""Of a group's false-positive rate; the published law is compared within 0.01."""
SLACK = 0.01
"""How far under the least attainable predictive value one may lie by chance alone."""
MOST_ROWS = 6_000_000
"""Person-months of one step of the search at most."""
HALVINGS = 16
"""Steps of the search for a rate of false records, the last of them in between."""
LEAST_ROWS = 8192
"""Tables of up to so many people are counted by the same program."""


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """The rates of a confusion table by group.

    Inputs: either the four cells (true_negative, false_positive, false_negative, true_positive), or
    ppv, fnr and prevalence, each one number or one by group. Of a table given by its cells
    `fpr_attained` is the false-positive rate of a rule that knows of it no more than how many are
    guilty, how many of those slip through and how often the listed are guilty. Source: ProPublica's
    COMPAS notebook; Chouldechova 2017.
    """
    if any(cell in inputs for cell in CELLS):
        counted = rates(_table(*(whole(inputs, cell) for cell in CELLS), seed=seed))
        obtained = _by_name(counted)
        if 0 < counted.prevalence < 1 and counted.ppv > 0:
            prevalence, fnr, ppv = (
                np.array([share]) for share in (counted.prevalence, counted.fnr, counted.ppv)
            )
            (table,) = _Rule(prevalence, fnr, people, seed).attain(ppv)
            obtained["fpr_attained"] = rates(table).fpr
        return obtained
    groups = _groups(inputs)
    prevalence, ppv, fnr = (
        _by_group(inputs, name, groups) for name in ("prevalence", "ppv", "fnr")
    )
    tables = _Rule(prevalence, fnr, people, seed).attain(ppv)
    counted = {name: _by_name(rates(table)) for name, table in zip(groups, tables, strict=True)}
    if not isinstance(inputs["prevalence"], Mapping) and len(groups) == 1:
        return counted[groups[0]]
    return {
        f"{measure}_{name}": rate
        for name, of_group in counted.items()
        for measure, rate in of_group.items()
    }


def _by_name(counted: Rates) -> dict[str, Any]:
    """The rates by name, and what three of them say about a fourth."""
    obtained: dict[str, Any] = counted._asdict()
    if 0 < counted.prevalence < 1 and counted.ppv > 0:
        implied = fpr_from_identity(counted.prevalence, counted.ppv, counted.fnr)
        obtained["fpr_from_identity"] = implied
    return obtained


def _table(*cells: int, seed: int) -> Confusion:
    """The table of a crowd in which exactly so many did it, and exactly so many of those and of
    the others were recorded, and so listed."""
    n = sum(cells)
    if n == 0:
        raise wrong("true_positive", 0, "a table holds at least one person")
    rows = max(LEAST_ROWS, 1 << (n - 1).bit_length())
    job = np.repeat(np.arange(len(CELLS)), cells)
    jobs = np.zeros(rows, np.uint8)
    jobs[:n] = job + 1
    present = np.arange(rows) < n
    positive, false_positive = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 0])
    seen = np.array([0, 0, 0, 1])
    rule = _policy(positive, seen, false_positive)
    world = corridor.begin(rule, corridor.crowd(rows, occupation=jobs, present=present))
    _, (did, listed) = corridor.walk(world, rule, _columns, seed, months=1, rooms=BARE)
    return confusion(did[0][present], listed[0][present])


def _groups(inputs: Inputs) -> list[str]:
    """The names of the groups, in the order in which they are given."""
    names: dict[str, None] = {}
    for field in ("prevalence", "ppv", "fnr"):
        if field not in inputs:
            remedy = f"Add {field}, or the four cells of a table: {', '.join(CELLS)}."
            raise wrong(field, "nothing", "this input is needed", remedy)
        if isinstance(inputs[field], Mapping):
            names |= dict.fromkeys(map(str, inputs[field]))
    if len(names) > len(JOBS):
        raise wrong("prevalence", len(names), f"there can be at most {len(JOBS)} groups")
    return list(names) or ["all"]


def _by_group(inputs: Inputs, field: str, groups: list[str]) -> np.ndarray:
    """A share for each group; a single number holds for all."""
    raw = inputs[field]
    own = {str(name): value for name, value in raw.items()} if isinstance(raw, Mapping) else None
    shares = []
    for name in groups:
        value = as_number(raw if own is None else own.get(name))
        if value is None or not 0 <= value <= 1:
            at = field if own is None else f"{field}.{name}"
            raise wrong(at, raw if own is None else own.get(name), "it must be from 0 to 1")
        shares.append(value)
    return np.array(shares)


class _Rule:
    """A rule that lists people in several groups: it misses a share of the guilty, and it errs on
    innocents at a rate that differs by group. Everybody is judged afresh every month."""

    def __init__(self, prevalence: np.ndarray, fnr: np.ndarray, people: int, seed: int) -> None:
        self.prevalence, self.fnr, self.seed = prevalence, fnr, seed
        self.own = max(1, people // len(prevalence))
        self.jobs = (np.arange(people) % len(prevalence) + 1).astype(np.uint8)
        self.people = corridor.crowd(people, occupation=self.jobs)
        self.months = 1

    def attain(self, ppv: np.ndarray) -> list[Confusion]:
        """The tables of the rule whose listed people are guilty as often as stated.

        A first search over a single month tells how many months the rates have to be counted over.
        """
        self.months = self._months_for(self._search(ppv))
        return self._search(ppv)

    def _search(self, ppv: np.ndarray) -> list[Confusion]:
        """More false records, fewer guilty among those recorded: each group's rate is narrowed down
        by halves, always over the same chance, and all groups at once."""
        low, high = np.zeros(len(ppv)), np.ones(len(ppv))
        least = self._ppv(self.tables(high))
        if np.any(ppv < least - SLACK):
            group = int(np.argmax(least - ppv))
            rule = f"listing everybody else gives {least[group]:.4f} in group {group + 1} already"
            raise wrong("ppv", float(ppv[group]), rule, "Ask for a higher ppv.")
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            is_too_good = self._ppv(self.tables(middle)) > ppv
            low, high = np.where(is_too_good, middle, low), np.where(is_too_good, high, middle)
        return self.tables((low + high) / 2)

    def _months_for(self, tables: list[Confusion]) -> int:
        """Months that bring the sampling error of each group's false-positive rate down: it varies
        with the numbers of the guilty and of those of them who are found."""
        wanted = [self._judgements(rates(table)) for table in tables]
        most = MOST_ROWS / len(tables)
        return max(1, int(np.ceil(min(max(wanted), most) / self.own)))

    @staticmethod
    def _judgements(seen: Rates) -> float:
        guilty = seen.prevalence
        hits = guilty * (1 - seen.fnr)
        if not hits > 0 or not seen.fpr > 0:
            return 1.0
        relative = 1 / (guilty * (1 - guilty)) + seen.fnr / hits
        return seen.fpr**2 * relative / SAMPLING_ERROR**2

    def tables(self, false_records: np.ndarray) -> list[Confusion]:
        """What the rule does with these rates of false records, by group."""
        rule = _policy(self.prevalence, 1 - self.fnr, false_records)
        world = corridor.begin(rule, self.people)
        job = jnp.asarray(self.jobs, jnp.int32)
        _, seen = corridor.walk(
            world, rule, Partial(_cells, job), self.seed, months=self.months, rooms=BARE
        )
        counts = seen.astype(np.int64).sum(axis=0)[1 : len(self.fnr) + 1]
        return [Confusion(*row) for row in counts.tolist()]

    @staticmethod
    def _ppv(tables: list[Confusion]) -> np.ndarray:
        # Nobody listed: nobody listed wrongly.
        return np.nan_to_num([rates(table).ppv for table in tables], nan=1.0)


def _policy(acts: np.ndarray, seen: np.ndarray, false_records: np.ndarray) -> Policy:
    """One conduct and a list for it, with the chances of each job: to do it, to be seen doing it,
    to be recorded without having done it."""

    def by_job(chances: np.ndarray) -> dict[str, float]:
        return each(OCCUPATIONS, 0.0) | dict(zip(JOBS, chances.tolist(), strict=False))

    return policy(
        behaviour={
            "conducts": {
                "deed": {
                    "kind": "offence", "about": "what the list is about", "rate": 1.0,
                    "by_occupation": by_job(acts * 1.0),
                }
            }
        },
        observation={
            "conducts": {
                "deed": {
                    "seen": 1.0, "seen_by_occupation": by_job(seen * 1.0),
                    "false_records": 1.0, "false_by_occupation": by_job(false_records * 1.0),
                }
            }
        },
        lists={
            "list": {
                "about": "entered on a record", "colour": "black", "grounds": {"deed": True},
                "term_months": 0.0,
            }
        },
    )  # fmt: skip


def _columns(world: World, month: Month) -> tuple[Array, Array]:
    """Who did it, and who is on the list."""
    did = ((month.acts.did >> corridor.bit(0)) & 1) != 0
    return did, world.held.listed.status[0] == Status.LISTED


def _cells(job: Array, world: World, month: Month) -> Array:
    """People by job and cell of the table, where the decision is this month's record."""
    del world
    did, recorded = (
        ((word >> corridor.bit(0)) & 1).astype(jnp.int32)
        for word in (month.acts.did, month.sightings.records)
    )
    cell = (job * 2 + did) * 2 + recorded
    ones = jnp.ones(job.shape, jnp.int32)
    return jax.ops.segment_sum(ones, cell, len(OCCUPATIONS) * 4).reshape(-1, 4)
