"""The epidemic's numbers, read by `bench.epidemic` (ours) and `bench.starsim_sir`."""

from __future__ import annotations

BETA = 0.05
"""Chance a day that one infected contact infects a susceptible."""
CONTACTS = 10
"""Contacts a day, drawn anew each day."""
MEAN_DAYS = 10.0
"""Mean of the exponential time from infection to recovery."""
FIRST_SHARE = 0.01
"""Chance of each person to be infected at the start."""
DAYS = 180
