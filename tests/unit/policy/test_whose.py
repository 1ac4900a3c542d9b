"""Numbers by sex, background and disability: one factor a group, and what a register must hold."""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from discredit.policy.compile import compile_rules
from discredit.policy.corridor import Observation
from discredit.policy.whose import IDENTITIES, by_identity, identity
from everything_at_once import OBSERVATION, everything, n


def test_one_factor_stands_for_each_group_that_the_three_make() -> None:
    sex, background, disability = (
        np.array(row, np.float32) for row in ([1, 2], [1, 3, 5, 7], [1, 11])
    )
    whole = by_identity(sex, background, disability)
    assert whole.shape == (IDENTITIES,)
    for s, b, d in np.ndindex(2, 4, 2):
        assert whole[identity(s, b, d)] == sex[s] * background[b] * disability[d]


def test_what_is_absent_tells_nobody_apart() -> None:
    assert by_identity(None, None, None) is None
    months = np.array([[1, 2], [3, 4]], np.float32)
    whole = by_identity(None, None, months)
    assert whole.shape == (2, IDENTITIES)
    np.testing.assert_array_equal(whole[:, ::2], np.repeat(months[:, :1], 8, axis=1))


def test_a_policy_without_such_numbers_has_no_such_column() -> None:
    rules = compile_rules(everything(), 588, 2)
    watch, conducts = rules.observation.conducts, rules.behaviour.conducts
    assert watch is not None
    assert conducts is not None
    assert watch.seen_by_sex is None
    assert watch.seen_by_background is not None
    assert conducts.by_background is None
    assert conducts.by_sex is not None


def test_an_agency_goes_by_what_its_register_holds_and_nothing_else() -> None:
    seen: dict[str, Any] = deepcopy(OBSERVATION)
    Observation.model_validate(seen)
    seen["register_holds"] = n({"sex": True}, "switch")
    with pytest.raises(ValidationError, match="may go by background only where its register holds"):
        Observation.model_validate(seen)
    del seen["register_holds"]
    with pytest.raises(ValidationError, match="may go by sex only where its register holds it"):
        Observation.model_validate(seen)
