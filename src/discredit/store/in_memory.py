"""A result that is kept nowhere: the tables of one run, made as they are asked for.

They hold what `Workplace` writes; measures are asked of it as of any result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from discredit.columns import TableName
from discredit.engine import devices, loop
from discredit.engine.world import WorldState
from discredit.errors import LackingError
from discredit.plan import Plan
from discredit.policy.label import label_between
from discredit.policy.schema import Policy
from discredit.society.spec import Society
from discredit.store import checkpoint, frames, parquet
from discredit.store.coin import coin_of
from discredit.store.manifest import Manifest
from discredit.store.parts import ORIGIN
from discredit.store.readout import readout_rows
from discredit.store.result import AT_ONCE, MISSING_ARM, Condition, Result, Twins
from discredit.store.rows_of_people import Look, of_then, people_rows, persons_rows, since
from discredit.store.tables import Form, Rows, form_of, no_rows, scores_in, series_rows
from discredit.vocabulary import ARMS, Arm
from discredit.words.worlds import Worlds

if TYPE_CHECKING:
    import pyarrow as pa

NOWHERE: Final = Path("in memory")
TIMES: Final = "held.listed.times"
"""The one column of a world of which the months before the record are taken off."""
Columns = Mapping[str, Any]
"""Columns [blocks, ..., rows] on a device or on the host, by name."""


class Worked(NamedTuple):
    """The months of one world."""

    stretches: Sequence[loop.Stretch]  # of the record, in order
    world: Columns  # at the end
    times_before: np.ndarray | None  # TIMES as the record began; None: it began with nothing
    looked: tuple[
        Any, ...
    ] = ()  # what was seen after the last two stretches, where somebody looked


def columns_of_world(world: WorldState) -> dict[str, Any]:
    """The columns of a world, by names such as `tally.paid`.

    Args:
        world: On a device.
    """
    return {name.removeprefix("."): column for name, column in checkpoint.named(world)}


@dataclass(frozen=True, repr=False)
class InMemory(Result):
    """A result without a folder. Its manifest has no texts and no evidence, see `bare`."""

    plan: Plan = field(kw_only=True)
    who: Callable[[], Columns] = field(kw_only=True)  # people, and where each lived as it began
    lives: Mapping[Arm, Worked] = field(kw_only=True)
    made: dict[TableName, pa.Table] = field(kw_only=True, default_factory=dict, compare=False)

    @classmethod
    def of(cls, plan: Plan, who: Callable[[], Columns], lives: Mapping[Arm, Worked]) -> InMemory:
        """A run of one seed.

        Args:
            plan: What was run.
            who: Gives the people at its end.
            lives: The months of each arm.
        """
        return cls(NOWHERE, bare(plan), plan=plan, who=who, lives=lives)

    @cached_property
    def sums(self) -> dict[str, Any]:
        """None are kept."""
        return {}

    def policy(self) -> Policy:
        """The policy that this is a run of."""
        return self.plan.policy

    def against(self) -> Policy | None:
        """The policy of the other world; None: it has none."""
        return self.plan.against

    def society(self) -> Society:
        """The society that was met."""
        return self.plan.society

    @property
    def worlds(self) -> Worlds:
        """What the two worlds are called."""
        return self.plan.worlds

    def narrowed(self, dimensions: Sequence[str]) -> InMemory:
        """The same result, its series of some groups alone: it has a row for each of many.

        Args:
            dimensions: Those that stay.
        """
        stays = [("dimension", "in", list(dimensions))]
        return replace(self, made={**self.made, "series": self._arrow("series", None, stays)})

    def twins(self, at_once: int = AT_ONCE) -> Iterator[Twins]:
        """Everybody in both worlds, at once.

        Args:
            at_once: Of no account here.

        Raises:
            ResultError: A world is missing.
        """
        del at_once  # they are in memory as it is
        if tuple(self.plan.arms) != ARMS:
            raise LackingError(MISSING_ARM.format(arms=", ".join(self.plan.arms)))
        persons, count = self._whole("persons"), self.plan.people
        each = (persons.slice(at * count, count) for at in range(len(ARMS)))
        who, *both = (frames.framed(one) for one in (self._whole("people"), *each))
        yield Twins(self.plan.seeds[0], who, *both)

    def _arrow(
        self, table: TableName, columns: list[str] | None, held: Sequence[Condition]
    ) -> pa.Table:
        import pyarrow.parquet as pq

        found = self._whole(table)
        if held:
            found = found.filter(pq.filters_to_expression(list(held)))
        return found if columns is None else found.select(columns)

    def _whole(self, table: TableName) -> pa.Table:
        if table not in self.made:
            form = form_of(self.plan)
            rows = list(self._rows(table, form)) or [no_rows(table, form)]
            self.made[table] = parquet.table_of(table, form, rows)
        return self.made[table]

    def _rows(self, table: TableName, form: Form) -> Iterator[Rows]:
        plan, coin = self.plan, coin_of(self.plan)
        (seed,) = plan.seeds
        if table == "people":
            yield people_rows(seed, _look(self.who(), plan.people), 0, plan.people, coin)
        for arm, worked in self.lives.items():
            if table == "persons":
                is_scored = "held.scores.shown" in worked.world
                world = self._since_start(worked)
                asked = scores_in(plan, arm)
                yield persons_rows(
                    seed, arm, world, 0, plan.people, is_scored=is_scored, is_asked=asked, coin=coin
                )
            for stretch in worked.stretches:
                if table == "series":
                    yield series_rows(seed, arm, stretch.sums, form, stretch.first_month)
                if table == "readout":
                    first = stretch.first_month
                    months = range(first, first + len(stretch.sums))
                    read = stretch.readout.columns()
                    yield readout_rows(seed, arm, read, form.read_in(arm), months)

    def _since_start(self, worked: Worked) -> Look:
        """Looks up a world at its end, counted from the start of the record."""
        people, months = self.plan.people, self.plan.burn_in
        look = _look(worked.world, people)
        if worked.times_before is None:
            return look
        begun = _look({TIMES: worked.times_before}, people)
        lived = _look(self.who(), people)(ORIGIN)
        return since(look, of_then(begun, lived), months)


def bare(plan: Plan) -> Manifest:
    """What questions ask of a manifest: no texts, evidence or digests, which take longer than all
    else that is said there."""
    return Manifest.model_construct(
        status="complete",
        title=plan.policy.system.title,
        label=label_between(plan.policy, plan.against),
        policy=plan.policy.name,
        people=plan.people,
        start=plan.start,
        months=plan.months,
        burn_in=plan.burn_in,
        seeds=plan.seeds,
        arms=plan.arms,
        against=None,
    )


def _look(columns: Columns, people: int) -> Look:
    """Looks up a column as [..., people]: how it was cut up is not seen in it."""

    def look(name: str) -> np.ndarray:
        column = devices.fetch(columns[name])
        rows = np.moveaxis(column, 0, -2)
        return rows.reshape(*rows.shape[:-2], -1)[..., :people]

    return look
