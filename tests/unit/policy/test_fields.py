"""A field is declared once: what the arrays of rules and the schema must agree on is checked."""

from __future__ import annotations

import runpy
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest
from jaxtyping import Float32

from discredit.policy import rule_columns, rules
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.policy.fields import columns_of, declared, hold_to
from discredit.policy.kinds import ByFifth, ShareByService, SwitchByConduct
from discredit.policy.needs import Absent
from discredit.policy.number import Points, Section, Share
from discredit.policy.scoring_parts import Peers
from discredit.units import month_index

COMPILER = str(rule_columns.__file__)
"""What runs when the package is imported."""


class Misspelt(NamedTuple):
    weight: Float32[np.ndarray, "*t"]
    manner: Float32[np.ndarray, "*t"]
    harshnes: Float32[np.ndarray, "*t"]


class Astray(NamedTuple):
    weight: Float32[np.ndarray, "*t fifth"]


class Fine(NamedTuple):
    weight: Float32[np.ndarray, "*t"]


def test_a_misspelt_column_is_an_error_when_the_package_is_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "PeerRules", Misspelt)
    with pytest.raises(TypeError, match=r"Misspelt\.harshnes: Peers declares no such number"):
        runpy.run_path(COMPILER)


def test_a_misspelt_field_of_the_schema_is_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    fields: dict[str, Any] = dict(Peers.model_fields)
    fields["manners"] = fields.pop("manner")
    monkeypatch.setattr(Peers, "__pydantic_fields__", fields)
    with pytest.raises(TypeError, match=r"PeerRules\.manner: Peers declares no such number"):
        runpy.run_path(COMPILER)


def test_a_column_lies_along_the_axis_that_its_field_declares() -> None:
    with pytest.raises(TypeError, match="lies along fifth, and Peers declares it along None"):
        columns_of(Astray, Peers)


def test_a_number_that_no_column_reads_is_an_error() -> None:
    with pytest.raises(
        TypeError, match=r"reads Peers\.bad_counts, Peers\.harshness, Peers\.manner"
    ):
        hold_to(columns_of(Fine, Peers).values())


def test_absence_is_nothing_or_all_alike_unless_the_field_says_otherwise() -> None:
    class Some(Section):
        plain: Share | None = None
        alike: ByFifth | None = None
        said: Annotated[Points | None, Absent(-5)] = None
        switches: Annotated[SwitchByConduct | None, Absent(1)] = None
        partly: Annotated[ShareByService | None, Absent(1)] = None

    known = declared(Some)
    assert {name: (one.axis, one.absent, one.unnamed) for name, one in known.items()} == {
        "plain": (None, 0, 0),
        "alike": ("fifth", 1, 1),
        "said": (None, -5, -5),
        "switches": ("conduct", 1, 0),
        "partly": ("service", 1, 1),
    }


def test_what_a_policy_does_not_have_stands_in_its_arrays_as_declared() -> None:
    policy = load_policy("rongcheng")
    made = compile_rules(policy, month_index(policy.system.start), 3)
    absent = declared(type(policy.system.redress))
    redress = policy.system.redress
    checked = [name for name in absent if getattr(redress, name) is None and name != "amnesty"]
    assert checked
    for name in checked:
        column = getattr(made.redress, name)
        assert column is None or (column == absent[name].absent).all(), name
