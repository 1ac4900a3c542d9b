"""Published results, expected beside obtained.

One module per mechanism, each with `ABOUT` and `run(inputs, *, people, seed)`; `court_list` holds
the court list against the record of its own country.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, cast

from discredit.validation.mechanism import Mechanism

MECHANISMS: Final = (
    "points_tiers",
    "base_rate",
    "repeated_listing",
    "group_thresholds",
    "delayed_impact",
    "enforcement_feedback",
    "appeals_queue",
    "error_rate_identity",
    "threshold_cascade",
    "network_cascade",
    "identity_collision",
    "reputation_public",
    "reputation_private",
    "gaming",
    "goodhart",
    "opinion_limits",
    "score_contagion",
    "network_scoring",
    "score_ladder",
    "discriminator_stability",
    "image_scoring_evolution",
    "rebellion",
    "deterrence_tipping",
    "perceived_risk",
    "heterogeneity",
    "peer_enforcement",
    "scorecard_scaling",
    "points_stylised",
    "silence_stylised",
)
"""Every mechanism, strongest evidence first."""


def mechanism(name: str) -> Mechanism:
    """The module of a mechanism."""
    return cast(Mechanism, import_module(f"discredit.validation.mechanisms.{name}"))


def run(name: str, inputs: dict[str, Any], *, people: int, seed: int) -> dict[str, Any]:
    """What the laboratory obtains for a mechanism. Raises CaseError for inputs it cannot use."""
    return mechanism(name).run(inputs, people=people, seed=seed)
