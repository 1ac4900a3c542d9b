"""What the measures read: the tables of one result, and the two arms of a person side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial, reduce
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
from jaxtyping import Float64, Int64

from discredit.errors import DamagedError, LackingError
from discredit.measures.catalogue import PERSON_MEASURES, Columns
from discredit.measures.estimate import HouseholdCells, cut, sums
from discredit.measures.plain import summed
from discredit.store.result import MISSING_ARM, OTHER_PERSONS, Result, Twins
from discredit.vocabulary import ARMS, GROUPS, UNFAIRS, WRONGS

if TYPE_CHECKING:
    import pandas as pd

WITH, WITHOUT = ARMS
_WORDS = ("arm", "label")
PER_HEADS = 100_000
_AT_ONCE = 2
"""Pieces of a society that are looked at while the next is read."""

EVERYBODY = ("all", "all")
TRAITS = tuple(dimension.name for dimension in (*GROUPS[1:], GROUPS[0]))
"""Ways of dividing people; regions, of which there are many, come last."""
LIST_STATUS = "list_status"
LIST_STATUSES = (
    "listed, wrongly at some time",
    "listed, never wrongly",
    "family member listed",
    "nobody listed at home",
)
"""How a black list touched a person in either arm; both arms group the same people alike."""
LIST_STATUS_WORDS: dict[str, str] = dict(
    zip(
        LIST_STATUSES,
        ("{wrongly} at some time", "{state}, never wrongly", "a family member {state}",
         "nobody at home {state}"),
        strict=True,
    )
)  # fmt: skip
"""The same in the words of a system, see `vocabulary.told`."""


EVER_LISTED = "ever_listed"
LISTED_OR_NOT = ("ever listed", "never listed")

_WRONG = ("ever_wrongly", *(f"ever_{cause}" for cause in WRONGS), "months_wrongly")
_UNFAIR = ("ever_turned", "ever_unfairly", *(f"ever_{cause}" for cause in UNFAIRS))
_LISTED = ("ever_listed", "never_notified", "months_listed", *_WRONG, *_UNFAIR)
BY_DEFINITION = {
    (EVER_LISTED, "ever listed"): ("ever_listed", "family_hit"),
    (EVER_LISTED, "never listed"): _LISTED,
    (LIST_STATUS, "listed, wrongly at some time"): ("ever_listed", "ever_wrongly", "family_hit"),
    (LIST_STATUS, "listed, never wrongly"): ("ever_listed", "family_hit", *_WRONG),
    (LIST_STATUS, "family member listed"): ("family_hit", *_LISTED),
    (LIST_STATUS, "nobody listed at home"): ("family_hit", "months_listed_at_home", *_LISTED),
}
"""What is so, or is not, of everybody in a group because that is what the group is."""


Groups = tuple[tuple[str, ...], Int64[np.ndarray, " person"]]
"""The labels of a dimension, and which of them each person has."""


Frame = Any
"""A data frame, or what a question to one gives back: pandas names every type there is."""


class ResultTables(Protocol):
    """The tables of a result: what `store.open_result` returns, or any frames of that layout."""

    def people(self) -> pd.DataFrame: ...
    def persons(self) -> pd.DataFrame: ...
    def series(self) -> pd.DataFrame: ...


class LifeChanges(NamedTuple):
    """Whose two lives differ in some measures, and by how much: with the system less without."""

    rows: Int64[np.ndarray, " row"]
    gap: Float64[np.ndarray, "row measure"]
    lowest: Float64[np.ndarray, " measure"]  # of anybody, those whose lives are alike too
    highest: Float64[np.ndarray, " measure"]

    @property
    def is_any(self) -> Float64[np.ndarray, "row measure"]:
        """1 where a life differs, else 0."""
        return (self.gap != 0).astype(np.float64)


class Levels(NamedTuple):
    """What people have of some measures in one world, but for those that nobody has any of."""

    measures: int
    some: Int64[np.ndarray, " some"]  # of them
    values: Float64[np.ndarray, "person some"]

    def summed(
        self, group: Int64[np.ndarray, " person"], groups: int
    ) -> Float64[np.ndarray, "group measure"]:
        """Added up by group.

        Args:
            group: Of each person, from 0.
            groups: How many there are.
        """
        total = np.zeros((groups, self.measures))
        total[:, self.some] = sums(self.values, group, groups)
        return total


class Piece(NamedTuple):
    """Some whole households of one seed: the same people, row by row, in two worlds."""

    seed: int
    household: Int64[np.ndarray, " person"]
    groups: dict[str, Groups]
    with_: Columns
    without: Columns
    cuts: dict[str, HouseholdCells]  # by dimension, as they are asked for

    def cells(self, dimension: str) -> HouseholdCells:
        """The people cut into pieces of one household and one group.

        Args:
            dimension: One of `groups`.
        """
        if dimension not in self.cuts:
            labels, codes = self.groups[dimension]
            self.cuts[dimension] = cut(self.household, codes, len(labels))
        return self.cuts[dimension]

    def ours(self, measures: Iterable[str]) -> Float64[np.ndarray, "person measure"]:
        """Some measures in the world with the system.

        Args:
            measures: Keys of PERSON_MEASURES.
        """
        return _values(self.with_, measures)

    def changes(self, measures: Iterable[str]) -> LifeChanges:
        """Whose life the system changes, and by how much; most people's it does not.

        Args:
            measures: Keys of PERSON_MEASURES.
        """
        of = [PERSON_MEASURES[name].of for name in measures]
        pairs = [(one(self.with_), one(self.without)) for one in of]
        differs = np.zeros(len(self.household), bool)
        for ours, theirs in pairs:
            differs |= ours != theirs
        rows = np.flatnonzero(differs)
        each = [ours[rows].astype(float) - theirs[rows].astype(float) for ours, theirs in pairs]
        gap = np.stack(each).T  # each measure lies together, as it is added up
        if len(rows) == len(differs):
            return LifeChanges(rows, gap, gap.min(axis=0), gap.max(axis=0))
        return LifeChanges(rows, gap, gap.min(axis=0, initial=0.0), gap.max(axis=0, initial=0.0))

    def without_it(self, measures: Iterable[str]) -> Levels:
        """The world without the system, in those of some measures that anybody has there.

        Args:
            measures: Keys of PERSON_MEASURES.
        """
        each = [PERSON_MEASURES[name].of(self.without) for name in measures]
        some = [at for at, column in enumerate(each) if column.any()]
        values = np.empty((len(some), len(self.household)))
        for at, row in zip(some, values, strict=True):
            row[:] = each[at]
        return Levels(len(each), np.array(some, np.int64), values.T)


Summary = TypeVar("Summary")


@dataclass(frozen=True)
class Census(Generic[Summary]):
    """What is summed over everybody in both worlds, to answer a question."""

    name: str
    look: Callable[[Piece], Summary]  # what is taken of whole households of one seed
    join: Callable[[Summary, Summary], Summary]  # makes one of what was taken of two pieces
    forms: tuple[type, ...] = ()  # the named tuples that a summary is made of


def by_seed(result: ResultTables, census: Census[Summary]) -> list[Summary]:
    """Summarise each seed, one piece of its society at a time, seed after seed.

    What was summed before, or is kept with the result, is taken from there. A piece at a time is in
    memory, so that a nation takes no more of it than a town.

    Args:
        result: What `open_result` returned, or frames of that layout.
        census: What is summed.

    Returns:
        One for each seed.

    Raises:
        ResultError: an arm is missing, or the arms do not hold the same persons.
    """
    if isinstance(result, Result) and is_known(result, census):
        return result.answers[census.name]
    return _answers(result, (census,))[0]


def is_known(result: Result, census: Census[Any]) -> bool:
    """Whether a question has been summed, in this process or when the result was written.

    Args:
        result: What `open_result` returned.
        census: The question.
    """
    if census.name not in result.answers and census.name in result.sums:
        result.answers[census.name] = summed(result.sums[census.name], census.forms)
    return census.name in result.answers


def ask(result: Result, censuses: Sequence[Census[Any]]) -> None:
    """Sum several things in one pass over the people of a result; `by_seed` knows the answers
    from then on.

    Args:
        result: A run that is complete.
        censuses: What is summed.

    Raises:
        ResultError: A world is missing, or the two do not hold the same persons.
    """
    answers = _answers(result, censuses)
    result.answers.update(zip((one.name for one in censuses), answers, strict=True))


def _answers(result: ResultTables, censuses: Sequence[Census[Any]]) -> list[list[Any]]:
    """Of each census, the summary of each seed."""
    found: list[list[Any]] = [[] for _ in censuses]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _, society in groupby(pieces(result), key=lambda piece: piece.seed):
            looked = _looked_at(pool, censuses, society)
            whole = reduce(partial(_joined, censuses), looked)
            for answers, summary in zip(found, whole, strict=True):
                answers.append(summary)
    return found


def _looked_at(
    pool: ThreadPoolExecutor, censuses: Sequence[Census[Any]], society: Iterator[Piece]
) -> Iterator[list[Any]]:
    """What each piece adds, in order; the next are read while some are looked at."""
    waiting: deque[Future[list[Any]]] = deque()
    for piece in society:
        waiting.append(pool.submit(_all_of, censuses, piece))
        if len(waiting) > _AT_ONCE:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _all_of(censuses: Sequence[Census[Any]], piece: Piece) -> list[Any]:
    return [one.look(piece) for one in censuses]


def _joined(censuses: Sequence[Census[Any]], these: list[Any], those: list[Any]) -> list[Any]:
    return [one.join(*pair) for one, *pair in zip(censuses, these, those, strict=True)]


def pieces(result: ResultTables) -> Iterator[Piece]:
    """The people of a result with their two lives, seed after seed, in order of person.

    Args:
        result: What `open_result` returned, or frames of that layout.

    Raises:
        ResultError: an arm is missing, or the arms do not hold the same persons.
    """
    for twins in result.twins() if isinstance(result, Result) else _twins(result):
        people: Frame = twins.people
        lives = [_columns(twins.with_), _columns(twins.without)]
        traits = {name: (_labels(people[name]), _codes(people[name])) for name in TRAITS}
        yield Piece(
            seed=twins.seed,
            household=people["household"].to_numpy(np.int64),
            groups={"all": (("all",), np.zeros(len(people), np.int64))} | traits | _touched(*lives),
            with_=lives[0],
            without=lives[1],
            cuts={},
        )


def _twins(result: ResultTables) -> Iterator[Twins]:
    """Whole frames, which need not be sorted, seed by seed."""
    people: Frame = result.people()
    persons: Frame = result.persons()
    arms = set(persons["arm"].astype(str))
    if arms != {WITH, WITHOUT}:
        raise LackingError(MISSING_ARM.format(arms=", ".join(sorted(arms))))
    # The groups of a trait are the same in all seeds, in the order in which they are met.
    people = people.assign(**{n: _category(people[n]) for n in TRAITS}).sort_values("person")
    persons = persons.sort_values("person")
    for seed in np.unique(people["seed"].to_numpy()):
        who = people[people["seed"] == seed]
        here = persons[persons["seed"] == seed]
        with_, without = (here[here["arm"].astype(str) == arm] for arm in (WITH, WITHOUT))
        if any(not np.array_equal(who["person"], of["person"]) for of in (with_, without)):
            raise DamagedError(OTHER_PERSONS.format(seed=seed))
        yield Twins(int(seed), who, with_, without)


def _category(column: Frame) -> Frame:
    if hasattr(column, "cat"):
        return column
    return column.astype("category").cat.set_categories(column.drop_duplicates())


def _columns(frame: Frame) -> Columns:
    return {name: frame[name].to_numpy() for name in frame.columns if name not in _WORDS}


def _labels(column: Frame) -> tuple[str, ...]:
    """The groups of a trait, in the society's order where the column knows it."""
    return tuple(str(label) for label in column.cat.categories)


def _codes(column: Frame) -> Int64[np.ndarray, " person"]:
    return column.cat.codes.to_numpy(np.int64)


def _values(columns: Columns, measures: Iterable[str]) -> Float64[np.ndarray, "person measure"]:
    each = [PERSON_MEASURES[name].of(columns).astype(np.float64) for name in measures]
    return np.stack(each).T  # each measure lies together, as it is added up


def _touched(first: Columns, second: Columns) -> dict[str, Groups]:
    """How a black list touched each person in either arm."""

    def ever(column: str) -> np.ndarray:
        return (first[column] > 0) | (second[column] > 0)

    listed = ever("months_listed")
    status = np.select(
        [ever("months_wrongly"), listed, ever("months_listed_at_home")], [0, 1, 2], default=3
    )
    return {
        EVER_LISTED: (LISTED_OR_NOT, 1 - listed.astype(np.int64)),
        LIST_STATUS: (LIST_STATUSES, status.astype(np.int64)),
    }
