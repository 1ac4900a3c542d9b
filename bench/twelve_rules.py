"""The small model's numbers: twelve conducts, a score, a list, fear. Invented, and only for timing.

Read by `bench.twelve` (ours) and by `bench.mesa_twelve`; this file imports nothing of either. The
whole model is told in `bench/README.md`.
"""

from __future__ import annotations

from typing import NamedTuple


class Conduct(NamedTuple):
    """One thing people may do in a month."""

    name: str
    rate: float  # chance per month, of a person of lean 1 without fear
    seen: float  # chance that it is seen, given that it was done
    points: int  # what it does to the score if seen


CONDUCTS = (
    Conduct("crossed on red", 0.30, 0.04, -2),
    Conduct("parked on the pavement", 0.12, 0.10, -3),
    Conduct("smoked on the train", 0.06, 0.15, -5),
    Conduct("left a bill unpaid", 0.05, 0.50, -6),
    Conduct("missed a fare", 0.08, 0.10, -4),
    Conduct("noise at night", 0.10, 0.08, -3),
    Conduct("no permit for a stall", 0.02, 0.30, -8),
    Conduct("a rumour online", 0.15, 0.06, -5),
    Conduct("a failed inspection", 0.01, 0.60, -10),
    Conduct("gave blood", 0.02, 0.90, 5),
    Conduct("gave time", 0.06, 0.40, 3),
    Conduct("gave money", 0.04, 0.50, 2),
)
BY_GROUP = (1.4, 1.1, 0.8, 0.6)
"""What a person's rates are multiplied by, by age group: 0 the youngest."""
LEAST_TEMPERAMENT, MOST_TEMPERAMENT = 0.5, 1.5
"""And by temperament, spread evenly between these."""

FEAR_OF_OWN, FEAR_OF_TIES = 0.6, 1.5
"""Where fear tends to: this much if listed, and this much times the share of ties listed; 1 at
most."""
FEAR_SPEED = 0.25
BAD_BY_FEAR, GOOD_BY_FEAR = -0.7, 0.5
"""What full fear adds to 1 times a rate, for conduct that costs points and that earns them."""

START, LOWEST, HIGHEST = 100, 0, 150
RECOVERS = 1
"""Points a month that a score below START wins back."""
THRESHOLD = 90
TERM = 12
"""Months on the list for a score below THRESHOLD."""

WORK_TIES, FRIEND_TIES = 7, 3
TIES = WORK_TIES + FRIEND_TIES
MEASURES = (
    *(f"done: {conduct.name}" for conduct in CONDUCTS),
    *(f"seen: {conduct.name}" for conduct in CONDUCTS),
    "entries",
    "listed",
    "score",
    "ties listed",
)
"""What each month adds up to; `ties listed` counts, for each person, the ties listed before it."""
