"""Policies for mechanisms: everything off but what a published model has.

A mechanism says in plain numbers which rooms it needs; the rest of the corridor is there and does
nothing. What comes out is an ordinary policy, checked like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from discredit.policy.compile import compile_rules
from discredit.policy.fields import bare
from discredit.policy.number import Needs, Number
from discredit.policy.rules import Rules
from discredit.policy.schema import Behaviour, Life, Policy, System
from discredit.units import month_index
from discredit.vocabulary import DESKS, EDUCATION, FIFTHS

START = "2001-01"
"""A mechanism has no calendar; its months are counted from here."""


def each(labels: tuple[str, ...], value: float) -> dict[str, float]:
    """The same number for every label."""
    return dict.fromkeys(labels, value)


_NOTHING: dict[str, dict[str, Any]] = {
    "behaviour": {
        "belief_own_weight": 0.0,
        "belief_ties_weight": 0.0,
        "wants": {"loan": 0.0},
        "wants_by_fifth": each(FIFTHS, 1.0),
        "wants_if_rural": 1.0,
        "tries_when_aware": {"loan": 1.0},
    },
    "life": {
        "saving_share": each(FIFTHS, 1.0),
        "job_loss_rate": 0.0,
        "job_loss_if_shut_out": 1.0,
        "job_find_rate": 0.0,
        "job_find_if_shut_out": 1.0,
        "scar_on_loss": 0.0,
        "scar_fading": 0.0,
        "detour_hours": {"loan": 0.0},
        "hours_per_month": 170.0,
        "scalper_share": 0.0,
        "scalper_price": 0.0,
        "trust_if_unfair": 0.0,
        "trust_if_fair": 0.0,
        "grievance_if_refused": 0.0,
        "wellbeing_if_shut_out": 0.0,
        "family_share": 0.0,
        "mood_speed": 0.0,
    },
    "system": {
        "title": "A published mechanism",
        "about": "One mechanism of a published model, the rest of the corridor at rest.",
        "standing": "counterfactual",
        "evidence": "assumed",
        "question": "Does the laboratory give back what the publication found?",
        "start": START,
        "months": 12,
        "society": "china-2020",
        "people": 1000,
        "conduct": "none",
        "life": "none",
        "observation": {"misrouted": 0.0, "notice_reaches": 1.0, "notice_if_migrant": 1.0},
        "gates": {},
        "redress": {
            "filing_rate": 0.0,
            "filing_by_education": each(EDUCATION, 1.0),
            "filing_if_rightly": 0.0,
            "filing_by_trust": 0.0,
            "filing_if_grieved": 0.0,
            "capacity": each(DESKS, 0.0),
            "sensitivity": each(DESKS, 0.0),
            "specificity": each(DESKS, 1.0),
            "continues": 0.0,
            "copy_cleared": 1.0,
        },
    },
}


def policy(
    *,
    behaviour: Mapping[str, Any] | None = None,
    life: Mapping[str, Any] | None = None,
    **system: Any,
) -> Policy:
    """A policy in which nothing happens but what is given, in bare numbers.

    `behaviour` and `life` are those files, any other argument is a part of the system file; the
    field says in which unit a number counts. Raises pydantic.ValidationError where a number is
    inadmissible.
    """
    given = {"behaviour": behaviour or {}, "life": life or {}, "system": system}
    kinds = {"behaviour": Behaviour, "life": Life, "system": System}
    parts = {
        name: kind.model_validate(_with_units(kind, _over(_NOTHING[name], given[name])))
        for name, kind in kinds.items()
    }
    return Policy.model_validate({"name": "mechanism", **parts})


def rules(of: Policy, months: int) -> Rules:
    """The policy as arrays, for so many months."""
    return compile_rules(of, month_index(START), months)


def _over(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given over what is there, section by section; a number is laid over whole."""
    merged = dict(base)
    for key, value in given.items():
        below = merged.get(key)
        is_section = key in ("observation", "redress", "gates") and isinstance(below, Mapping)
        merged[key] = _over(below, value) if is_section and isinstance(below, Mapping) else value
    return merged


def _with_units(kind: Any, data: Any, needs: tuple[Any, ...] = ()) -> Any:
    """Bare numbers in the form of a policy file: with a unit, and the mechanism as their source."""
    kind, needs = bare(kind, needs)
    if kind is Number and not isinstance(data, Number):
        unit = next(need.units[0] for need in needs if isinstance(need, Needs))
        number = data if isinstance(data, Mapping) and "dated" in data else {"value": data}
        return {**number, "unit": unit, "evidence": "fictional", "source": "mechanism"}
    if not isinstance(data, Mapping):
        return data
    if get_origin(kind) is dict:
        return {key: _with_units(get_args(kind)[1], value) for key, value in data.items()}
    fields = getattr(kind, "model_fields", {})
    return {
        key: _with_units(fields[key].annotation, value, tuple(fields[key].metadata))
        if key in fields
        else value
        for key, value in data.items()
    }
