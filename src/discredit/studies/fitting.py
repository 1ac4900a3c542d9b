"""Numbers fitted to published figures by four parts of runs: anything that simulates will do.

    fitted(numbers, seen, runs, work)    draws of the numbers, and their test

    first     runs all over the ranges show where the numbers may lie
    second    runs there alone show it more narrowly
    third     twice as many runs there; the nearer half of them gives the draws
    check     one run for each draw: what the model now says of every figure

How runs become draws: `studies.regression`. A range is gone over as `--uncertain` does it, half of
what may be on either side of the number, so that the draws say what the figures add to that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Int64

from discredit.errors import Fault, InputError
from discredit.measures.published import MODEL_ERROR
from discredit.studies import regression
from discredit.studies.ranges import FreeNumber
from discredit.studies.uncertain import hypercube
from discredit.words.doubt import FEWEST

PartName = Literal["first", "second", "third", "check"]
PARTS: Final[dict[PartName, int]] = {"first": 1, "second": 1, "third": 2, "check": 1}
"""The parts of a calibration, and their shares of its runs in fifths."""
FIFTHS: Final = 5
ROOM: Final = 0.25
"""What is added at both ends of where numbers may lie, of the way between them: the ends of a
hundred draws leave out what lies beyond them in one case in fifty."""
NARROWING: Final[tuple[PartName, ...]] = ("first", "second")
Work = Callable[[PartName, Float64[np.ndarray, "run number"]], Float64[np.ndarray, "run figure"]]
"""Runs the model with each row of numbers; NaN of a run that failed. In `check` it may give more
figures than in the other parts, those of the others first."""


class Fitted(NamedTuple):
    """What a calibration came to, in shares of the ranges."""

    shares: Float64[np.ndarray, "draw number"]
    values: Float64[np.ndarray, "draw number"]
    found: Float64[np.ndarray, "draw figure"]  # in a run of each draw
    box: Float64[np.ndarray, "2 number"]  # where the third part ran
    ranks: Int64[np.ndarray, "tried number"]  # of known numbers among `among` draws each
    among: int
    in_reach: Bool[np.ndarray, " figure"]  # of the fitted figures: those that some run comes near
    failed: int


def fewest_runs(numbers: int, figures: int) -> int:
    """The fewest runs of a calibration: its regression has a coefficient for each figure.

    >>> fewest_runs(1, 1), fewest_runs(12, 28)
    (100, 325)

    Args:
        numbers: How many are fitted.
        figures: How many they are fitted to.
    """
    return FIFTHS * max(FEWEST + 1, 2 * (figures + 1), 5 * (numbers + 1))


def part_sizes(runs: int) -> dict[PartName, int]:
    """How many runs each part has.

    Args:
        runs: Of all parts together; what is no multiple of five is left over.
    """
    return {name: share * (runs // FIFTHS) for name, share in PARTS.items()}


def fitted(
    numbers: Sequence[FreeNumber], seen: Float64[np.ndarray, " figure"], runs: int, work: Work
) -> Fitted:
    """Fit numbers to what was published.

    Args:
        numbers: Each with its range.
        seen: The figures that may set them.
        runs: Of all parts together.
        work: Runs the model.

    Raises:
        InputError: No run of the first part comes near any figure, or too many failed.
    """
    sizes, paths = part_sizes(runs), [one.path for one in numbers]
    target, box, lost = (
        _scaled(seen, seen),
        np.stack([np.zeros(len(paths)), np.ones(len(paths))]),
        0,
    )
    in_reach = np.ones(len(seen), bool)

    def values(shares: np.ndarray) -> np.ndarray:
        return np.array(
            [[one.at(s) for one, s in zip(numbers, row, strict=True)] for row in shares]
        )

    def ran(part: PartName) -> tuple[np.ndarray, np.ndarray]:
        """A part's runs in the box: where the numbers lie, and the figures as they are compared."""
        cube = hypercube(paths, sizes[part], list(PARTS).index(part))
        found = with_error(part, work(part, values(_inside(box, cube))))
        is_there = np.isfinite(found).all(axis=1)
        _refuse_many(int((~is_there).sum()), len(found))
        return _place(cube[is_there]), _scaled(found[is_there], seen)

    for part in NARROWING:
        places, found = ran(part)
        lost += sizes[part] - len(found)
        if part == NARROWING[0]:
            in_reach = ~regression.out_of_reach(found, target)
            _refuse_unreached(in_reach)
        near = regression.posterior(places, found[:, in_reach], target[in_reach], len(found))
        low, high = near.min(axis=0), near.max(axis=0)
        room = ROOM * (high - low)
        box = _inside(box, _share(np.stack([low - room, high + room])))
    places, found = ran("third")
    lost += sizes["third"] - len(found)
    to = places, found[:, in_reach], target[in_reach], min(sizes["check"], len(found) // 2)
    shares = _inside(box, _share(regression.posterior(*to)))
    draws = values(shares)
    checked = work("check", draws)
    is_there = np.isfinite(checked).all(axis=1)
    lost += int((~is_there).sum())
    if is_there.sum() < FEWEST:
        _refuse_many(len(draws), len(draws))
    told = shares[is_there], draws[is_there], checked[is_there]
    return Fitted(*told, box, regression.ranks(*to), to[-1] - 1, in_reach, lost)


def with_error(
    part: str, found: Float64[np.ndarray, "run figure"]
) -> Float64[np.ndarray, "run figure"]:
    """Figures with the error that is allowed the model drawn in: MODEL_ERROR of each, normal.

    Args:
        part: Another name, other draws.
        found: What each run gave.
    """
    from scipy.stats import norm

    names = [f"error {part} {figure}" for figure in range(found.shape[1])]
    shares = np.clip(hypercube(names, len(found)), 1e-9, 1 - 1e-9)
    return found * (1 + MODEL_ERROR * norm.ppf(shares))


def _refuse_many(failed: int, runs: int) -> None:
    if 4 * failed > runs:
        rule = f"a quarter of a part's runs may fail at most, and {FEWEST} draws must be left"
        remedy = "See what the first of them says, and narrow that range."
        raise InputError([Fault("calibrate", 0, "runs", f"{failed} failed", rule, remedy)])


def _refuse_unreached(in_reach: np.ndarray) -> None:
    if not in_reach.any():
        rule = "some run comes near some figure"
        remedy = "Widen ranges, or fit other numbers."
        raise InputError([Fault("calibrate", 0, "figures", "none is reached", rule, remedy)])


def _scaled(found: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Figures as they are compared: relative to what was seen, and large ones by their logarithm.
    A figure may be 0 or below, so it has no logarithm of its own."""
    return np.arcsinh(found / seen)


def _place(shares: np.ndarray) -> np.ndarray:
    """Shares from 0 to 1 as any real number, so that no line leads out of a range."""
    inside = np.clip(shares, 1e-6, 1 - 1e-6)
    return np.log(inside / (1 - inside))


def _share(places: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return expit(places)


def _inside(box: np.ndarray, shares: np.ndarray) -> np.ndarray:
    low, high = box
    return low + (high - low) * shares
