"""How often the intervals of a study hold the truth, where the truth is known.

    python -m discredit.studies.covering

A truth is drawn from the ranges, as every number is. A run that knows nothing of it, but for
the ranges, is drawn again as `studies.uncertain` draws, with luck in each draw, and its interval
holds the truth or not. An interval of 90 % should hold it nine times in ten or more: it holds nine
new draws of ten, and a draw has its own luck besides.

The intervals of Sobol's indices are held against indices that are known, design after design.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt
from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.studies import indices
from discredit.studies.ranges import along
from discredit.studies.uncertain import doubt_of, hypercube
from discredit.words.doubt import FEWEST
from discredit.words.numbers import per_cent

Points = Float64[np.ndarray, "point number"]
Values = Float64[np.ndarray, " point"]


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


_OF_LINEAR: Final = tuple(4.0**-at / sum(4.0**-k for k in range(5)) for at in range(5))
_V1: Final = 0.5 * (1 + 0.1 * pi**4 / 5) ** 2
_V2: Final = 7**2 / 8
_V13: Final = 8 * 0.1**2 * pi**8 / 225
_V: Final = _V1 + _V2 + _V13
"""Variances of the Ishigami function, by hand: of the first angle, of the second, and of the first
and third together."""
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
    KnownAnswer("the share of wrong entries", 3, wrong_entries, 0.02),
)
"""What is tried."""


def covered(known: KnownAnswer, draws: int, worlds: int, seed: int = 1) -> Covered:
    """Draw truths and hold the interval to each.

    Args:
        known: The mechanism.
        draws: Of each interval.
        worlds: How many truths.
        seed: Of the truths and of all luck.
    """
    from scipy.stats import norm, uniform

    paths = [f"number {at}" for at in range(known.numbers)]
    point = np.asarray(uniform.rvs(size=(worlds, known.numbers), random_state=seed))
    truth = known.answer(point)
    held = 0
    for world in range(worlds):
        here = (seed << 20) + world
        shares = hypercube(paths, draws, here)
        luck = np.asarray(norm.rvs(scale=known.luck, size=draws + 1, random_state=here))
        found = known.answer(shares) + luck[1:]
        middle = known.answer(np.full((1, known.numbers), 0.5))[0]
        own = float(middle + luck[0])
        doubt = doubt_of(found, own)
        held += bool(doubt.low <= truth[world] <= doubt.high)
    share = held / worlds
    return Covered(known, draws, share, sqrt(share * (1 - share) / worlds))


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
    first, total = (
        Covered(known, base, share, sqrt(share * (1 - share) / designs)) for share in shares
    )
    return first, total


def main() -> None:
    """Print how often each interval held the truth."""
    print("In how many of 2,000 worlds the 90 % interval over luck and assumptions held the truth:")
    for known in KNOWN:
        for draws in (FEWEST, 50, 100):
            found = covered(known, draws, 2000)
            share, error = per_cent(found.share, 1), per_cent(found.error, 1)
            print(f"{known.name}, {draws} draws: {share} (standard error {error})")
    print("In how many of 400 designs the 90 % intervals of Sobol's indices held the known ones:")
    for known in (one for one in KNOWN if one.first):
        for base in (64, 256):
            first, total = (per_cent(one.share, 1) for one in indices_covered(known, base, 400))
            print(f"{known.name}, {base} base points: first-order {first}, total {total}")


if __name__ == "__main__":
    main()
