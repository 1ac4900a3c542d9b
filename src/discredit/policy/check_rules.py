"""Habits, who applies, and how applications are checked, as arrays; see `policy.rules`."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Float32

from discredit.arrays import Column


class HabitRules(NamedTuple):
    """How habits go with other facts of a life; see `policy.conduct.Habits`."""

    with_income: Float32[Column, "*t habit"]
    with_age: Float32[Column, "*t habit"]
    with_schooling: Float32[Column, "*t habit"]
    with_residence: Float32[Column, "*t habit"] | None
    with_background: Float32[Column, "*t habit"] | None
    with_sex: Float32[Column, "*t habit"] | None


class ApplicationRules(NamedTuple):
    """Who applies; see `policy.conduct.Applications`."""

    rate: Float32[Column, "*t"]
    by_occupation: Float32[Column, "*t occupation"]
    by_fifth: Float32[Column, "*t fifth"]
    by_age: Float32[Column, "*t age"]
    by_settlement: Float32[Column, "*t settlement"]
    by_residence: Float32[Column, "*t residence"]
    by_education: Float32[Column, "*t education"]


class CheckRules(NamedTuple):
    """How applications are checked, one row per check; see `policy.checking.Check`."""

    conduct: Float32[Column, "*t"]  # what is looked for: its place in the catalogue
    scorer: Float32[Column, "*t"]  # whose score chooses; -1: none
    highest: Float32[Column, "*t"]  # the high scores come first
    quota: Float32[Column, "*t"]
    sample: Float32[Column, "*t"]
    picked: Float32[Column, "*t"]
    picked_by_fifth: Float32[Column, "*t fifth"]
    picked_by_settlement: Float32[Column, "*t settlement"]
    picked_by_residence: Float32[Column, "*t residence"]
    picked_by_background: Float32[Column, "*t background"] | None
    found: Float32[Column, "*t"]
    found_by_residence: Float32[Column, "*t residence"]
    false_findings: Float32[Column, "*t"]
    false_by_fifth: Float32[Column, "*t fifth"]
    false_by_residence: Float32[Column, "*t residence"]
    false_by_background: Float32[Column, "*t background"] | None
