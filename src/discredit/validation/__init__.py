"""Published results, expected beside obtained.

`mechanisms/` holds one module for each, with `ABOUT`, `INPUTS`, `RESULTS` and `run(inputs, *,
people, seed)`; `court_list` holds the court list against the record of its own country.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, cast

from discredit.validation.about import Mechanism
from discredit.validation.inputs import Inputs
from discredit.validation.settings import run_each

MECHANISMS: Final = (
    "points_tiers",
    "base_rate",
    "check_funnel",
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


def load(name: str) -> Mechanism:
    """The module of a mechanism.

    Args:
        name: One of MECHANISMS.
    """
    return cast(Mechanism, import_module(f"discredit.validation.mechanisms.{name}"))


def run(name: str, inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """What the laboratory obtains for a mechanism, for one setting of its inputs or for several.

    Args:
        name: one of MECHANISMS.
        inputs: as in a case; a list in place of one value gives several settings.
        people: rows simulated at once.
        seed: of all that is drawn.

    Returns:
        The results by key; of several settings a list under every key.

    Raises:
        CaseError: for inputs that cannot be used.
    """
    return run_each(load(name), inputs, people=people, seed=seed)
