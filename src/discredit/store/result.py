"""A finished or partial result, opened for reading."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from discredit import arguments, errors
from discredit.arguments import Names
from discredit.columns import TABLES, TableName
from discredit.errors import DamagedError, named
from discredit.paths import is_folder
from discredit.policy.kept import recompose
from discredit.policy.readout import figures_between
from discredit.policy.wording import wording_between
from discredit.shown import InShort, Shown
from discredit.society.groups import rows_of
from discredit.store import frames, manifest, sums
from discredit.store.disk import AGAIN
from discredit.store.manifest import Manifest
from discredit.vocabulary import ARMS, Wording
from discredit.words.worlds import Worlds, size_told

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import xarray as xr

    from discredit.policy.schema import Policy
    from discredit.society.spec import Society

_AXES = ("seed", "arm", "month", "group")
Condition = tuple[str, str, Any]
AT_ONCE = 1 << 17
"""People of a piece: some 300 MB while the two worlds are compared."""

MISSING_ARM = (
    "This result holds the arms {arms}; an effect is a difference between with and without. "
    "Run it again with both."
)
OTHER_PERSONS = "The two arms of seed {seed} do not hold the same persons."


class Twins(NamedTuple):
    """Some people of one seed, whole households in order of person, and their lives in both worlds,
    row by row."""

    seed: int
    people: pd.DataFrame
    with_: pd.DataFrame
    without: pd.DataFrame


@dataclass(frozen=True, repr=False)
class Result(Shown):
    """A result folder. Tables are read as they are asked for; words come as pandas categories.

    `columns` and `where` keep what is read small: rows where all conditions (column, sign, value)
    hold, such as ("person", "=", 7) or ("months_wrongly", ">", 0).

    Every whole table has the system's label (disputed, fiction; '' for none) as its last column,
    and all have it among their `attrs`. Where both worlds have a system of their own, `arm` is
    "with" for the system in question and "without" for the other; `discredit.Pair` names them.
    """

    folder: Path
    manifest: Manifest
    answers: dict[str, list[Any]] = field(default_factory=dict, compare=False)
    """What was summed over the people, by question: of each seed."""

    def in_short(self) -> InShort:
        """What was run, how large it is, and what to ask of it."""
        page = self.manifest
        size = size_told(
            page.people, page.months, page.start, len(page.seeds), page.arms, self.worlds
        )
        calls = (".series()", ".readout()", ".persons()", ".people()", ".events()", ".policy()")
        label = [page.label] if page.label else []
        begins = [page.beginning] if page.beginning else []
        facts = (*label, f"{size}; {page.status}", *begins, f"in {self.folder}")
        return InShort(page.title, facts, (*calls, "discredit.Pair(result).effects()"))

    def series(self, columns: Names | None = None) -> pd.DataFrame:
        """One row per seed, arm, month, dimension and group; one column per measure.

        Args:
            columns: Those that are wanted; None: all.

        Returns:
            All months and groups, however far the run has come.
        """
        return self._series.copy(deep=False) if columns is None else self._table("series", columns)

    @cached_property
    def _series(self) -> pd.DataFrame:
        return self._table("series", None)  # pandas copies it where a caller writes to it

    def people(
        self, columns: Names | None = None, where: Sequence[Condition] | None = None
    ) -> pd.DataFrame:
        """One row per seed and person: traits that stay.

        Args:
            columns: Those that are wanted; None: all.
            where: Conditions that all hold of a row; None: every row.
        """
        return self._table("people", columns, where)

    def arrived(self, seed: int, person: int) -> str:
        """When somebody came into the society.

        Args:
            seed: One of the run's.
            person: The row number.

        Returns:
            YYYY-MM; '' for whoever was there from the start.
        """
        one = self.people(("arrived",), [("seed", "=", seed), ("person", "=", person)])
        months = one["arrived"].dropna().dt.strftime("%Y-%m")
        return str(months.iloc[0]) if len(months) else ""

    def persons(
        self, columns: Names | None = None, where: Sequence[Condition] | None = None
    ) -> pd.DataFrame:
        """One row per seed, arm and person: what happened to them, and where they ended.

        Args:
            columns: Those that are wanted; None: all.
            where: Conditions that all hold of a row; None: every row.
        """
        return self._table("persons", columns, where)

    def events(self, columns: Names | None = None) -> pd.DataFrame:
        """One row per seed, arm, traced person and month.

        Args:
            columns: Those that are wanted; None: all.

        Returns:
            Nobody is followed beyond the first seed.
        """
        return self._table("events", columns)

    def followed(self, seed: int, traced: Sequence[int]) -> pd.DataFrame | None:
        """The months of some people; None where one of them was not followed.

        Args:
            seed: One of the run's.
            traced: Row numbers of people.
        """
        if not set(traced) <= set(self.manifest.traced.get(seed, ())):
            return None
        events = self.events()
        chosen = (events["seed"] == seed) & events["person"].isin(traced)
        return events.loc[chosen].reset_index(drop=True)

    def readout(self, columns: Names | None = None) -> pd.DataFrame:
        """One row per seed, arm, month and figure of a list, a scorer or a conduct.

        Args:
            columns: Those that are wanted; None: all.

        Returns:
            Of everybody together, however far the run has come.
        """
        return self._table("readout", columns)

    def twins(self, at_once: int = AT_ONCE) -> Iterator[Twins]:
        """Everybody in both worlds, some people at a time, so that a nation need not be in memory.

        Args:
            at_once: People of a piece, about; households stay whole.

        Returns:
            Piece after piece, in order of seed and person.

        Raises:
            ResultError: A world is missing, or the two hold other persons.
        """
        from discredit.store.parquet import Reader, households

        people, of_homes = Reader(self.path("people")), Reader(self.path("people"), ["household"])
        lives = {arm: Reader(self.path("persons")) for arm in ARMS}

        def homes(start: int, stop: int) -> np.ndarray:
            return of_homes.rows(start, stop).column("household").to_numpy()

        slots = dict(zip(self.worlds.heads, ARMS, strict=True))
        stretches = {
            (seed, slots[arm]): (a, b) for (seed, arm), a, b in lives["with"].runs(("seed", "arm"))
        }
        arms = sorted({arm for _, arm in stretches})
        if arms != sorted(lives):
            raise errors.LackingError(MISSING_ARM.format(arms=", ".join(arms)))
        for (seed,), first, end in people.runs(("seed",)):
            starts = {arm: stretches.get((seed, arm), (0, 0)) for arm in lives}
            if any(b - a != end - first for a, b in starts.values()):
                raise DamagedError(OTHER_PERSONS.format(seed=seed))
            for start, stop in households(homes, first, end, at_once):
                who = frames.framed(people.rows(start, stop))
                each = {
                    arm: frames.framed(
                        reader.rows(starts[arm][0] + start - first, starts[arm][0] + stop - first)
                    )
                    for arm, reader in lives.items()
                }
                if any(not np.array_equal(who["person"], of["person"]) for of in each.values()):
                    raise DamagedError(OTHER_PERSONS.format(seed=seed))
                yield Twins(int(seed), who, each["with"], each["without"])

    @cached_property
    def sums(self) -> dict[str, Any]:
        """The same as kept with the result, in plain values."""
        return sums.read(self.folder, self.manifest.outcome_digest)

    def policy(self) -> Policy:
        """The policy that this is a run of, read back from the manifest.

        Raises:
            ResultError: It is no policy of this version.
        """
        return recompose(self.manifest.policy, self.manifest.policy_texts)

    def against(self) -> Policy | None:
        """The policy of the other world, read back from the manifest; None: it has none.

        Raises:
            ResultError: It is no policy of this version.
        """
        other = self.manifest.against
        return None if other is None else other.policy()

    def wording(self) -> Wording:
        """What standing on a list is called in what is told of this run.

        Raises:
            ResultError: A policy is none of this version.
        """
        other = self.against()
        return wording_between(self.policy().system, other and other.system)

    def society(self) -> Society:
        """The society of the run, read back from the manifest.

        Raises:
            ResultError: It is none of this version.
        """
        return self.manifest.society.read()

    @property
    def currency(self) -> str:
        """The money of its society, by its three letters."""
        return self.society().spec.currency

    @property
    def money(self) -> str:
        """The same in words, in the plural."""
        return self.society().spec.money

    @property
    def worlds(self) -> Worlds:
        """What the two worlds are called."""
        return self.manifest.worlds

    def xarray(self) -> xr.Dataset:
        """The series along seed, arm, month and group ('region/Beijing').

        Returns:
            One variable per measure.

        Raises:
            ResultError: xarray is not installed, or the arms have not come equally far.
        """
        try:
            import xarray as xr  # noqa: F401 (pandas makes its own sentence of this)
        except ImportError as error:
            why = "xarray is missing; try pip install discredit[xarray]."
            raise errors.MissingPartError(why) from error
        table = self.series()
        words = table[["arm", "dimension", "group"]].astype(str)
        table["group"] = words["dimension"] + "/" + words["group"]
        table["arm"] = [self.worlds.named(arm) for arm in words["arm"]]
        axes: dict[str, Any] = {name: list(dict.fromkeys(table[name])) for name in _AXES}
        if len(table) != math.prod(map(len, axes.values())):
            raise errors.LackingError(
                f"{self.folder} is partial, and its arms have not come equally far; run it to its "
                "end for xarray."
            )
        data = table.drop(columns=["dimension", "label"]).set_index(list(axes)).to_xarray()
        # In the order of the table, which pandas does not keep.
        attrs = {"title": self.manifest.title, "label": self.manifest.label}
        return data.reindex(axes).assign_attrs(attrs)

    def path(self, table: str) -> Path:
        """Where a table lies.

        Args:
            table: `series`, `people`, `persons` or `events`.

        Returns:
            A path inside the result folder.
        """
        return self.folder / f"{table}.parquet"

    def _table(
        self,
        table: TableName,
        columns: Names | None,
        where: Sequence[Condition] | None = None,
    ) -> pd.DataFrame:
        wanted = None if columns is None else list(arguments.names(columns))
        held = [(name, sign, self._typed(name, value)) for name, sign, value in where or ()]
        frame = frames.framed(self._arrow(table, wanted, held))
        frame = frames.slotted(frame, self.worlds)
        frame.attrs["label"] = self.manifest.label
        return frame

    def _arrow(
        self, table: TableName, columns: list[str] | None, held: Sequence[Condition]
    ) -> pa.Table:
        import pyarrow as pa
        import pyarrow.parquet as pq

        path, asked = self.path(table), [*(columns or ()), *(name for name, *_ in held)]
        try:
            frames.must_have(table, asked, pq.read_schema(path).names)
            return pq.read_table(path, columns=columns, filters=list(held) or None)
        except (OSError, pa.ArrowException) as error:
            raise DamagedError(f"{path} is damaged and cannot be read; {AGAIN}.") from error

    def _typed(self, name: str, value: Any) -> Any:
        """A value as Arrow is to compare it, and as the file has it."""
        return self.worlds.named(value) if name == "arm" else arguments.plain(value)


def open_result(path: str | PathLike[str]) -> Result:
    """Open a result folder, complete or partial.

    Args:
        path: The folder that a run wrote.

    Raises:
        InputError: It is no path.
        ResultError: It is no folder, no result or one of another format, or its run was killed
            before it wrote its first table.
    """
    folder = arguments.path(path, "folder")
    if not is_folder(folder):
        raise errors.NoResultError(
            f"{named(folder)} is not a folder; give the folder that a run wrote."
        )
    result = Result(folder, manifest.read(folder))
    missing = [table for table in TABLES if not result.path(table).is_file()]
    if missing and result.manifest.status == "partial":
        raise errors.LackingError(
            f"{folder} was cut off before its tables were written; make the same call again: "
            "the run goes on from its last checkpoint."
        )
    if missing:
        raise DamagedError(f"{folder} lacks {missing[0]}.parquet; {AGAIN}.")
    for table in TABLES:
        _must_be_whole(result, table)
    return result


def _must_be_whole(result: Result, table: TableName) -> None:
    """Refuse a table that is another's, or shorter or longer than the run makes it."""
    from discredit.store import parquet

    page, path = result.manifest, result.path(table)
    found, runs = parquet.length(path, table), len(page.seeds) * len(page.arms)
    followed = sum(map(len, page.traced.values()))
    groups = len(rows_of(page.society.read().spec))
    expected = {
        "people": len(page.seeds) * page.people,
        "persons": runs * page.people,
        "series": runs * page.months * (1 + groups),
        "events": followed * len(page.arms) * page.months,
        "readout": runs * page.months * len(figures_between(result.policy(), result.against())[0]),
    }[table]
    if page.status == "complete" and found != expected:
        raise DamagedError(f"{path} has {found} rows where the run made {expected}; {AGAIN}.")
