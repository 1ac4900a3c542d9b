"""A result folder while its run goes on: what is done, what is half done, what is put in place.

`partial/` holds the people of each seed; of each arm what every stretch of months left behind, and
a checkpoint of the world on its way or at its end. The tables and the manifest of the complete
result are made from these alone, so a run that was killed anywhere ends with the bytes of one that
was not. They are made some rows at a time: no table is ever in memory.
"""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from discredit.columns import TableName
from discredit.digest import digest
from discredit.engine.loop import MONTHS_PER_STRETCH
from discredit.engine.processes import ALONE, Processes
from discredit.plan import Plan
from discredit.store import arrays, checkpoint, disk, manifest, mark, parquet, parts
from discredit.store.arrays import Whose
from discredit.store.checkpoint import NOTHING, Cost
from discredit.store.claim import PARTIAL, begin_again, clear_up
from discredit.store.coin import Coin, coin_of
from discredit.store.digests import Digests
from discredit.store.manifest import Checkpoints, Done, Manifest, Status, Timing
from discredit.store.parts import PEOPLE
from discredit.store.people_of_seed import PeopleOfSeed
from discredit.store.readout import readout_rows
from discredit.store.rows_of_people import events_rows
from discredit.store.tables import Form, Rows, form_of, no_rows, scores_in, series_rows
from discredit.vocabulary import ARMS, Arm

_TABLES_AT_ONCE = 2


@dataclass
class Workplace:
    """The folder of one run, held by this process."""

    folder: Path
    plan: Plan
    page: Manifest
    processes: Processes = ALONE
    began: float = field(default_factory=time.monotonic)
    worked: int = 0  # person-months in this process
    kept: Cost = NOTHING  # checkpoints of this process, once it ends
    prepared_before: int = 0  # worlds taken as an earlier run had prepared them
    traced: dict[int, tuple[int, ...]] = field(default_factory=dict)  # by seed
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add_work(self, person_months: int) -> None:
        """Count work done, for the manifest's rate; called from the arms' threads.

        Args:
            person_months: In this process, since it was last said.
        """
        with self._lock:
            self.worked += person_months

    def add_prepared_before(self) -> None:
        """Count a world that an earlier run had prepared; called from the arms' threads."""
        with self._lock:
            self.prepared_before += 1

    def part(self, seed: int, name: str) -> Path:
        """Where a finished part of a seed lies.

        Args:
            seed: Which of the plan's seeds, from 0.
            name: Of the part.
        """
        return self.folder / PARTIAL / f"{seed}-{name}"

    def halt(self, seed: int, name: str) -> Path:
        """Where the checkpoint of a part on its way lies.

        Args:
            seed: Which of the plan's seeds, from 0.
            name: Of the part.
        """
        return self.folder / PARTIAL / f"{seed}-{name}-halt"

    def stretch(self, seed: int, name: str, first: int) -> Path:
        """Where what the months from `first` on left behind of a part lies.

        Args:
            seed: Which of the plan's seeds, from 0.
            name: Of the part.
            first: The first month of the stretch, counted from the start.
        """
        return self.folder / PARTIAL / f"{seed}-{name}-{first:04d}"

    def of(self, seed: int, name: str) -> str:
        """What a part says it is, see `store.parts.of`.

        Args:
            seed: Which of the plan's seeds, from 0.
            name: Of the part.
        """
        return parts.of(self.plan, seed, name)

    def keep(self, seed: int, name: str, first: int, columns: Mapping[str, np.ndarray]) -> None:
        """Write what the months from `first` on left behind of a part.

        Args:
            seed: Which of the plan's seeds, from 0.
            name: Of the part.
            first: The first month of the stretch, counted from the start.
            columns: By name.

        Raises:
            RunError: It cannot be written.
        """
        stop = min(first + MONTHS_PER_STRETCH, self.plan.months)
        arrays.save(
            self.stretch(seed, name, first), columns, Whose(self.of(seed, name), first, stop)
        )

    def rows_of(self, seed: int) -> dict[TableName, Iterator[Rows]]:
        """What measures ask of a seed whose arms have come to their end, while others go on.

        Args:
            seed: Which of the plan's seeds, from 0.
        """
        done = {seed: dict.fromkeys(self.plan.arms, self.plan.months)}
        series = self._series(done, form_of(self.plan))
        return {"series": series, "people": self._people(done), "persons": self._persons(done)}

    def people_of(self, seed: int) -> PeopleOfSeed:
        """Who lives in a seed that has come to its end.

        Args:
            seed: Which of the plan's seeds, from 0.
        """
        return PeopleOfSeed(self.plan, self.plan.seeds[seed], partial(self.part, seed))

    def has(self, *paths: Path) -> tuple[bool, ...]:
        """Whether parts are there, as process 0 sees it. All processes must ask.

        Args:
            paths: Folders of parts.

        Returns:
            One answer for each, the same in every process.
        """
        return self.processes.any_of(
            *(self.processes.is_first and arrays.is_there(path) for path in paths)
        )

    def complete(self, last: Callable[[], None] = lambda: None) -> None:
        """Put the tables in place, then the manifest that says so, then clear up.

        Args:
            last: Called before the parts go.

        Raises:
            RunError: Something cannot be written.
            ResultError: A part is damaged.
        """
        if not self.processes.is_first:
            return
        page = self._write("complete")
        manifest.write(self.folder, page)
        last()
        clear_up(self.folder)

    def leave(self) -> None:
        """Put in place what can be read of an unfinished run, and keep its checkpoints.

        Raises:
            RunError: Something cannot be written.
            ResultError: A part is damaged.
        """
        if not self.processes.is_first:
            return
        manifest.write(self.folder, self._write("partial"))

    def _write(self, status: Status) -> Manifest:
        form = form_of(self.plan)
        digests = Digests(form)
        done = {seed: self._months_done(seed) for seed in range(len(self.plan.seeds))}
        parts: dict[TableName, Iterator[Rows]] = {
            "series": self._series(done, form),
            "people": self._people(done),
            "persons": self._persons(done),
            "events": self._events(),
            "readout": self._readout(done, form),
        }
        for table in parts:  # in this order the manifest names them
            digests.take(table, no_rows(table, form))

        def write(table: TableName) -> None:
            path = self.folder / f"{table}.parquet"
            parquet.write(path, table, form, parts[table], digests)

        with ThreadPoolExecutor(_TABLES_AT_ONCE) as threads:  # the longest first
            list(threads.map(write, sorted(parts, key="persons".__ne__)))
        columns = digests.by_column()
        seconds = time.monotonic() - self.began
        seeds = self.plan.seeds
        return self.page.model_copy(
            update={
                "status": status,
                "columns": columns,
                "outcome_digest": digest(columns) if status == "complete" else None,
                "traced": {seed: rows for seed, rows in self.traced.items() if self._diaries(seed)},
                "done": tuple(
                    Done(seed=seeds[seed], arm=arm, months=months)
                    for seed, by_arm in done.items()
                    for arm, months in by_arm.items()
                ),
                "timing": Timing(
                    wall_seconds=round(seconds, 3),
                    person_months_per_second=round(self.worked / max(seconds, 1e-9)),
                    checkpoints=Checkpoints(
                        count=self.kept.written,
                        bytes_each=self.kept.size,
                        seconds=round(self.kept.seconds, 3),
                    ),
                    devices=self.processes.devices,
                    processes=self.processes.count,
                    prepared_before=self.prepared_before,
                ),
            }
        )

    def _months_done(self, seed: int) -> dict[Arm, int]:
        return {arm: self._months_of(seed, arm) for arm in self.plan.arms}

    def _months_of(self, seed: int, name: str) -> int:
        for path in (self.part(seed, name), self.halt(seed, name)):
            if arrays.is_there(path):
                return max(0, checkpoint.months_in(path) - self.plan.burn_in)
        return 0

    def _stretches(self, seed: int, name: str, months: int) -> Iterator[tuple[int, Path]]:
        for first in range(0, months, MONTHS_PER_STRETCH):
            yield first, self.stretch(seed, name, first)

    def _series(self, done: dict[int, dict[Arm, int]], form: Form) -> Iterator[Rows]:
        for seed, by_arm in done.items():
            both = min(by_arm.values())
            for arm in self.plan.arms:
                for first, path in self._stretches(seed, arm, both):
                    sums = arrays.load(path, "sums")["sums"][: both - first]
                    yield series_rows(self.plan.seeds[seed], arm, sums, form, first)

    def _readout(self, done: dict[int, dict[Arm, int]], form: Form) -> Iterator[Rows]:
        for seed, by_arm in done.items():
            both = min(by_arm.values())
            for arm in self.plan.arms:
                for first, path in self._stretches(seed, arm, both):
                    read = arrays.load(path)
                    months = range(first, min(first + len(read["lists"]), both))
                    number = self.plan.seeds[seed]
                    yield readout_rows(number, arm, read, form.read_in(arm), months)

    def _people(self, seeds: Iterable[int]) -> Iterator[Rows]:
        for seed in seeds:
            if arrays.is_there(self.part(seed, PEOPLE)):
                yield from self.people_of(seed).rows()

    def _persons(self, done: dict[int, dict[Arm, int]]) -> Iterator[Rows]:
        for seed, by_arm in done.items():
            if all(arrays.is_there(self.part(seed, arm)) for arm in by_arm):
                for arm in by_arm:
                    yield from self.people_of(seed).lives(arm)

    @property
    def coin(self) -> Coin:
        """The money of the society."""
        return coin_of(self.plan)

    def _events(self) -> Iterator[Rows]:
        for seed, traced in self.traced.items():
            index = self.plan.seeds.index(seed)
            for arm in self._diaries(seed):
                stretches = self._stretches(index, f"trace-{arm}", self.plan.months)
                trace = joined([arrays.load(path) for _, path in stretches])
                is_scored = any(scores_in(self.plan, one) for one in ARMS)
                yield events_rows(seed, arm, traced, trace, is_scored=is_scored, coin=self.coin)

    def _diaries(self, seed: int) -> dict[Arm, Path]:
        """Where the traced people's months lie, once all arms have them."""
        index = self.plan.seeds.index(seed)
        paths: dict[Arm, Path] = {arm: self.part(index, f"trace-{arm}") for arm in self.plan.arms}
        return paths if all(arrays.is_there(path) for path in paths.values()) else {}


def joined(traces: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The traces of successive stretches as one, each column [months, people followed].

    Args:
        traces: In order of months; all with the same columns.

    Returns:
        Columns by name; none for no traces.
    """
    names = traces[0] if traces else {}
    return {name: np.concatenate([trace[name] for trace in traces]) for name in names}


@contextmanager
def begin(
    folder: Path, plan: Plan, begun: Manifest | None, command: str, processes: Processes = ALONE
) -> Iterator[Workplace]:
    """Hold a folder for a run: go on with what `state_of` found there, or begin.

    Args:
        folder: Where the run writes.
        plan: What is run.
        begun: The manifest of a run to go on with; None begins, and removes what is there.
        command: The command line, for the manifest.
        processes: Who takes part; process 0 alone touches the folder.

    Raises:
        RunError: The folder cannot be written, another run goes on in it, or its file system knows
            no locks.
    """
    if not processes.is_first:
        yield Workplace(folder, plan, manifest.drafted(plan, command), processes)
        return
    disk.refuse_link(folder)
    mark.claim(folder / PARTIAL, "partial", plan.inputs_digest)
    with disk.alone_in(folder / PARTIAL):
        disk.put_right(folder / PARTIAL, arrays.names_in)
        page = manifest.drafted(plan, command)
        if begun is None:
            begin_again(folder, plan, page)
        else:
            for line in parts.damaged(folder / PARTIAL, plan):
                warnings.warn(line, stacklevel=1)
        yield Workplace(folder, plan, page, processes)
