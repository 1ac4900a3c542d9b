"""How often the intervals of a study hold the truth, where the truth is known.

    python -m discredit.studies.covering

A truth is drawn from the ranges, as every number is. A run that knows nothing of it, but for
the ranges, is drawn again as `studies.uncertain` draws, with luck in each draw, and its interval
holds the truth or not. An interval of 90 % should hold it nine times in ten or more: it holds nine
new draws of ten, and a draw has its own luck besides.

The intervals of Sobol's indices and of a Morris screen are held against what is known, design after
design, and those over luck against a change that is known, society after society.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, pi, prod, sqrt
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.measures.spread import students_t
from discredit.studies import indices
from discredit.studies.outcome import Part, Told
from discredit.studies.ranges import along
from discredit.studies.uncertain import doubt_of, hypercube
from discredit.studies.verdict import paired
from discredit.words.doubt import FEWEST
from discredit.words.numbers import per_cent

Points = Float64[np.ndarray, "point number"]
Values = Float64[np.ndarray, " point"]
PEOPLE: Final = 10_000
"""Of a society in which cases are counted."""


class KnownAnswer(NamedTuple):
    """A mechanism whose answer is known at every setting of its numbers."""

    name: str
    numbers: int
    answer: Callable[[Points], Values]  # of shares of the ranges
    luck: float  # standard deviation of what a run adds to it
    first: tuple[float, ...] = ()  # Sobol's indices, where they are known
    total: tuple[float, ...] = ()


class Covered(NamedTuple):
    """In what share of the worlds the interval held the truth, and its standard error."""

    known: KnownAnswer
    draws: int
    share: float
    error: float


def linear(shares: Points) -> Values:
    """A weighted sum: 8 of the first, and half as much of each that follows.

    Args:
        shares: Of the ranges.
    """
    return shares @ (8.0 / 2.0 ** np.arange(shares.shape[1]))


def ishigami(shares: Points) -> Values:
    """Sines of three angles, of which the third acts through the first alone (Ishigami and Homma
    1990, a = 7, b = 0.1).

    Args:
        shares: Of the ranges, from −π to π each.
    """
    x, y, z = (pi * (2 * shares[:, :3] - 1)).T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def wrong_entries(shares: Points) -> Values:
    """What share of the entries of a list are wrong: of all people few have earned one, and a
    record that reaches somebody else's namesake makes one of an innocent's.

    Args:
        shares: Of the ranges: who has earned an entry, whom a record reaches wrongly, and how many
            of those who earned one are found.
    """
    earned = np.array([along(0.02, 0.005, 0.08, float(share)) for share in shares[:, 0]])
    wrong = np.array([along(0.003, 0.0002, 0.05, float(share)) for share in shares[:, 1]])
    found = np.array([along(0.4, 0.1, 0.9, float(share)) for share in shares[:, 2]])
    return (1 - earned) * wrong / ((1 - earned) * wrong + earned * found)


def skewed(shares: Points) -> Values:
    """A product of three, whose upper values lie far apart.

    Args:
        shares: Of the ranges.
    """
    return np.exp(2 * shares[:, 0] + shares[:, 1]) * (1 + shares[:, 2])


_OF_LINEAR: Final = tuple(4.0**-at / sum(4.0**-k for k in range(5)) for at in range(5))
_V1: Final = 0.5 * (1 + 0.1 * pi**4 / 5) ** 2
_V2: Final = 7**2 / 8
_V13: Final = 8 * 0.1**2 * pi**8 / 225
_V: Final = _V1 + _V2 + _V13
"""Variances of the Ishigami function, by hand: of the first angle, of the second, and of the first
and third together."""
_C: Final = (  # of each factor of the product, its variance as a share of its mean squared
    (exp(4) - 1) / 4 / ((exp(2) - 1) / 2) ** 2 - 1,
    (exp(2) - 1) / 2 / (exp(1) - 1) ** 2 - 1,
    (7 / 3) / 1.5**2 - 1,
)
_OF_ALL: Final = prod(1 + one for one in _C) - 1
KNOWN = (
    KnownAnswer("a linear model of five numbers", 5, linear, 0.5, _OF_LINEAR, _OF_LINEAR),
    KnownAnswer(
        "the Ishigami function",
        3,
        ishigami,
        0.5,
        first=(_V1 / _V, _V2 / _V, 0.0),
        total=((_V1 + _V13) / _V, _V2 / _V, _V13 / _V),
    ),
    KnownAnswer(
        "a skewed product",
        3,
        skewed,
        0.5,
        first=tuple(one / _OF_ALL for one in _C),
        total=tuple(one / (1 + one) * (1 + _OF_ALL) / _OF_ALL for one in _C),
    ),
    KnownAnswer("the share of wrong entries", 3, wrong_entries, 0.02),
)
"""What is tried."""


def covered(
    known: KnownAnswer, draws: int, worlds: int, seed: int = 1, *, evenly: bool = True
) -> Covered:
    """Draw truths and hold the interval to each.

    Args:
        known: The mechanism.
        draws: Of each interval.
        worlds: How many truths.
        seed: Of the truths and of all luck.
        evenly: By a Latin hypercube, as studies draw; or else each draw for itself.
    """
    from scipy.stats import norm, uniform

    paths = [f"number {at}" for at in range(known.numbers)]
    point = np.asarray(uniform.rvs(size=(worlds, known.numbers), random_state=seed))
    truth = known.answer(point)
    held = 0
    for world in range(worlds):
        here = (seed << 20) + world
        size = draws, known.numbers
        shares = (
            hypercube(paths, draws, here)
            if evenly
            else np.asarray(uniform.rvs(size=size, random_state=here))
        )
        luck = np.asarray(norm.rvs(scale=known.luck, size=draws + 1, random_state=here))
        found = known.answer(shares) + luck[1:]
        middle = known.answer(np.full((1, known.numbers), 0.5))[0]
        own = float(middle + luck[0])
        doubt = doubt_of(found, own)
        held += bool(doubt.low <= truth[world] <= doubt.high)
    return _of(known, draws, held / worlds, worlds)


def indices_covered(known: KnownAnswer, base: int, designs: int) -> tuple[Covered, Covered]:
    """Draw designs and hold the intervals of their indices to those that are known.

    Args:
        known: The mechanism, whose indices are known.
        base: Base points of each design.
        designs: How many.

    Returns:
        Of first-order and of total indices, all numbers together.
    """
    held = dict.fromkeys(("first", "total"), 0)
    for at in range(designs):
        paths = [f"number {k} of design {at}" for k in range(known.numbers)]  # which seed it
        values = known.answer(indices.design("sobol", paths, base))
        for one in indices.shared_out(paths, values).weights:
            for name in held:
                truth = getattr(known, name)[paths.index(one.path)]
                error = getattr(one, f"{name}_error")
                held[name] += abs(getattr(one, name) - truth) <= error
    shares = (count / (designs * known.numbers) for count in held.values())
    first, total = (_of(known, base, share, designs) for share in shares)
    return first, total


def screen_covered(known: KnownAnswer, trajectories: int, designs: int) -> Covered:
    """Draw screens and hold the intervals of their mean absolute effects to those of every
    trajectory that there is.

    Args:
        known: The mechanism.
        trajectories: Of each screen.
        designs: How many.
    """
    truth, held = _mean_effects(known), 0
    for at in range(designs):
        paths = [f"number {k} of design {at}" for k in range(known.numbers)]  # which seed it
        points = indices.design("morris", paths, trajectories)
        for one in indices.screened(paths, points, known.answer(points)).effects:
            held += abs(one.size - truth[paths.index(one.path)]) <= one.size_error + 1e-9
    return _of(known, trajectories, held / (designs * known.numbers), designs)


def luck_covered(cases: float, seeds: int, worlds: int, seed: int = 1) -> tuple[float, float]:
    """Draw societies in which a switch adds cases, as rarely as chance has it, and hold the
    intervals over luck to how many it adds.

    Args:
        cases: How many it adds to each society; half as many are there without it.
        seeds: Societies of an interval.
        worlds: How many intervals.
        seed: Of all of them.

    Returns:
        The share of a claim's intervals that hold it, and of a study's with arms, which go by what
        differs from seed to seed alone; of those that rest on enough cases.
    """
    from scipy.stats import poisson

    without = np.asarray(poisson.rvs(cases / 2, size=(worlds, seeds), random_state=seed))
    added = np.asarray(poisson.rvs(cases, size=(worlds, seeds), random_state=seed + 1))
    held, told = np.zeros(2), 0
    for off, more in zip(without, added, strict=True):
        change = paired([_cases(n) for n in off], [_cases(n) for n in off + more])
        if change.behind.caution:
            continue
        told += 1
        alone = students_t(more / PEOPLE)
        for at, one in enumerate((change, alone)):
            held[at] += one.low <= cases / PEOPLE <= one.high
    claim, by_seeds = held / told
    return float(claim), float(by_seeds)


def tail_covered(seeds: int, worlds: int, seed: int = 1) -> float:
    """The same of Student's interval where societies differ by few large events, as an exponential
    spreads them.

    Args:
        seeds: Societies of an interval.
        worlds: How many intervals.
        seed: Of all of them.
    """
    from scipy.stats import expon

    each = np.asarray(expon.rvs(size=(worlds, seeds), random_state=seed))
    found = (students_t(one) for one in each)
    return sum(bool(one.low <= 1.0 <= one.high) for one in found) / worlds


def _cases(number: int) -> Told:
    """So many people of whom something is so, in one run."""
    part = Part(number / PEOPLE, PEOPLE, PEOPLE, float(number), 1 / PEOPLE)
    return Told(part.value, (part,))


def _mean_effects(known: KnownAnswer) -> list[float]:
    """The mean absolute effect of each number over all steps of a Morris design."""
    places = np.linspace(0, 1, indices.LEVELS)
    half = indices.LEVELS // 2
    at = np.stack(np.meshgrid(*[range(indices.LEVELS)] * known.numbers, indexing="ij"), -1)
    at = at.reshape(-1, known.numbers)
    found = []
    for number in range(known.numbers):
        low = at[at[:, number] < half]
        high = low.copy()
        high[:, number] += half
        change = known.answer(places[high]) - known.answer(places[low])
        found.append(float(np.abs(change).mean() / places[half]))
    return found


def _of(known: KnownAnswer, size: int, share: float, tries: int) -> Covered:
    return Covered(known, size, share, sqrt(share * (1 - share) / tries))


def main() -> None:
    """Print how often each interval held the truth, as the tables of docs/studies.md."""
    draws, bases, screens = (FEWEST, 39, 60, 100), (64, 256), (4, 10, 20)
    print(*_heads("known answer", "draws", draws), sep="\n")
    for known in KNOWN:
        print(_line(known.name, [covered(known, each, 2000).share for each in draws]))
    name = f"{KNOWN[-1].name}, each draw for itself"
    alone = [covered(KNOWN[-1], each, 2000, 2, evenly=False).share for each in draws]
    print(
        _line(name, alone),
        *_heads("known answer", "base points", bases, "first-order", "total"),
        sep="\n",
    )
    for known in (one for one in KNOWN if one.first):
        each = [indices_covered(known, base, 400) for base in bases]
        print(_line(known.name, [one.share for both in each for one in both]))
    print(*_heads("known answer", "trajectories", screens), sep="\n")
    for known in KNOWN:
        print(_line(known.name, [screen_covered(known, each, 400).share for each in screens]))
    seeds = 3, 6, 20
    print(*_heads("cases that a switch adds", "seeds", seeds, "a claim", "arms"), sep="\n")
    for cases in (2, 5, 20, 100):
        each = [luck_covered(cases, some, 4000) for some in seeds]
        print(_line(str(cases), [share for both in each for share in both]))
    print(*_heads("over luck", "seeds", seeds), sep="\n")
    print(_line("a heavy tail", [tail_covered(some, 4000) for some in seeds]))


def _heads(what: str, of: str, sizes: Sequence[int], *each: str) -> tuple[str, ...]:
    columns = [", ".join((f"{size} {of}", *one)) for size in sizes for one in _apart(each)]
    return "", f"| {what} | {' | '.join(columns)} |", f"|---{'|---' * len(columns)}|"


def _apart(each: Sequence[str]) -> list[tuple[str, ...]]:
    return [(one,) for one in each] or [()]


def _line(name: str, shares: Sequence[float]) -> str:
    return f"| {name} | {' | '.join(per_cent(share, 1) for share in shares)} |"


if __name__ == "__main__":
    main()
