"""Labels are only labels: renaming the groups renames the results and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import twins
from discredit.policy.rules import Rules
from discredit.record import GROUP_LABELS
from discredit.society.people import GROUPS
from discredit.vocabulary import EDUCATION, FIFTHS, OCCUPATIONS

VECTORS = {
    "income_fifth": (
        ("behaviour", "dispute_by_fifth"),
        ("behaviour", "wants_by_fifth"),
        ("life", "saving_share"),
    ),
    "occupation": (("behaviour", "dispute_by_occupation"),),
    "education": (("redress", "filing_by_education"),),
    "province": (),
}
"""The rules' vectors along each axis: they are renamed with the people."""

SWAPS = [
    ("province", 3, 17),
    ("income_fifth", FIFTHS.index("lowest"), FIFTHS.index("highest")),
    ("occupation", OCCUPATIONS.index("farmer"), OCCUPATIONS.index("lawyer")),
    ("education", EDUCATION.index("primary"), EDUCATION.index("tertiary")),
]


def swapped(axis: int, one: int, other: int, column: Any) -> Any:
    column = np.array(column)
    places = [slice(None)] * column.ndim
    left, right = list(places), list(places)
    left[axis], right[axis] = one, other
    column[tuple(left)], column[tuple(right)] = (
        column[tuple(right)].copy(),
        column[tuple(left)].copy(),
    )
    return column


def renamed_rules(dimension: str, one: int, other: int) -> Rules:
    rules = twins.rules()
    for room, name in VECTORS[dimension]:
        section = getattr(rules, room)
        vector = swapped(1, one, other, getattr(section, name))
        rules = rules._replace(**{room: section._replace(**{name: vector})})
    return rules


@pytest.mark.parametrize(("dimension", "one", "other"), SWAPS)
def test_swapping_two_labels_swaps_two_rows(dimension: str, one: int, other: int) -> None:
    who = twins.people()
    codes = getattr(who, dimension)
    new = np.where(codes == one, other, np.where(codes == other, one, codes)).astype(codes.dtype)
    assert (new != codes).sum() > 20
    renamed = who._replace(**{dimension: new})
    past = twins.live(renamed_rules(dimension, one, other), who=twins.settle(renamed))
    assert not twins.differing(twins.shared().worlds[-1], past.worlds[-1])
    labels = next(d.labels for d in GROUPS if d.name == dimension)
    first, second = (GROUP_LABELS.index((dimension, labels[code])) for code in (one, other))
    np.testing.assert_array_equal(past.sums, swapped(1, first, second, twins.shared().sums))


def test_the_vectors_matter() -> None:
    # Were they not renamed along, the results would differ: the swap above is a test of something.
    rules = twins.rules()
    section = rules.behaviour
    vector = swapped(1, 0, 4, section.dispute_by_fifth)
    other = rules._replace(behaviour=section._replace(dispute_by_fifth=vector))
    assert twins.differing(twins.shared().worlds[-1], twins.live(other).worlds[-1])
