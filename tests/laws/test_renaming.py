"""Labels are only labels: renaming the groups renames the results and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import small_society
from discredit.columns import GROUP_LABELS
from discredit.policy.rules import Rules
from discredit.vocabulary import EDUCATION, FIFTHS, GROUPS, OCCUPATIONS
from everything_at_once import REGIONS
from random_months import POLICIES

VECTORS = {
    "income_fifth": (
        "behaviour.debts.dispute_by_fifth",
        "behaviour.conducts.by_fifth",
        "behaviour.wants_by_fifth",
        "observation.conducts.seen_by_fifth",
        "observation.conducts.false_by_fifth",
        "observation.checks.picked_by_fifth",
        "observation.checks.false_by_fifth",
        "behaviour.applications.by_fifth",
        "life.saving_share",
        "life.no_history",
        "redress.filing_by_fifth",
        "redress.head_start",
    ),
    "occupation": (
        "behaviour.debts.dispute_by_occupation",
        "behaviour.conducts.by_occupation",
        "observation.conducts.seen_by_occupation",
        "observation.conducts.entered_by_occupation",
        "observation.conducts.false_by_occupation",
        "behaviour.applications.by_occupation",
        "score.exempts",
        "lists.exempts",
    ),
    # Papers count for a score, so schooling has a meaning there beyond its label.
    "education": ("redress.filing_by_education",),
    "region": ("score.lives_in", "lists.lives_in", "observation.conducts.watched_in"),
}
"""The rules' vectors along each axis: they are renamed with the people."""
OF_THE_RECORD_ALONE = ("life.no_history",)
"""What is told of whose loans, and moves nobody."""

SWAPS = [
    ("region", REGIONS.index("Shanxi"), REGIONS.index("Hubei")),
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


def with_vector(part: Any, path: str, one: int, other: int) -> Any:
    """The rules with two labels of a vector swapped; without a section, as they are."""
    name, _, rest = path.partition(".")
    old = getattr(part, name)
    if old is None:
        return part
    if rest:
        return part._replace(**{name: with_vector(old, rest, one, other)})
    return part._replace(**{name: swapped(-1, one, other, old)})


def with_bits(rules: Rules, one: int, other: int) -> Rules:
    """The rules with two jobs swapped where jobs stand as the bits of a number."""
    jobs = rules.behaviour.wants_by_job
    if jobs is None:
        return rules
    jobs = np.asarray(jobs).astype(np.int64)
    differ = ((jobs >> one) ^ (jobs >> other)) & 1
    swapped_bits = (jobs ^ (differ << one) ^ (differ << other)).astype(np.float32)
    return rules._replace(behaviour=rules.behaviour._replace(wants_by_job=swapped_bits))


def renamed_rules(dimension: str, one: int, other: int, policy: str) -> Rules:
    rules = small_society.rules(policy)
    for path in VECTORS[dimension]:
        rules = with_vector(rules, path, one, other)
    if dimension == "occupation":
        rules = with_bits(rules, one, other)
    return small_society.staked(rules)


@pytest.mark.parametrize(
    ("dimension", "one", "other", "policy"),
    # Not schooling where it is one of the papers that a score looks at: there it is no mere name.
    [
        (*swap, policy)
        for policy in POLICIES
        for swap in SWAPS
        if (swap[0], policy) != ("education", "everything")
    ],
)
def test_swapping_two_labels_swaps_two_rows(
    dimension: str, one: int, other: int, policy: str
) -> None:
    who = small_society.people()
    codes = getattr(who, dimension)
    new = np.where(codes == one, other, np.where(codes == other, one, codes)).astype(codes.dtype)
    assert (new != codes).sum() > 20
    renamed = who._replace(**{dimension: new})
    rules = renamed_rules(dimension, one, other, policy)
    past = small_society.live(rules, who=small_society.settle(renamed))
    whole = small_society.shared(policy)
    assert not small_society.differing(whole.worlds[-1], past.worlds[-1])
    labels = next(d.labels for d in GROUPS if d.name == dimension)
    first, second = (GROUP_LABELS.index((dimension, labels[code])) for code in (one, other))
    np.testing.assert_array_equal(past.sums, swapped(1, first, second, whole.sums))
    assert all(past.read[name].tobytes() == whole.read[name].tobytes() for name in whole.read)


@pytest.mark.parametrize(
    ("policy", "path"),
    [("court-list", "behaviour.debts.dispute_by_fifth")]
    + [("everything", path) for path in VECTORS["income_fifth"][1:]],
)
def test_the_vectors_matter(policy: str, path: str) -> None:
    # Were they not renamed along, the results would differ: the swap above is a test of something.
    whole = small_society.shared(policy)
    other = small_society.live(with_vector(small_society.rules(policy), path, 0, 4))
    if path in OF_THE_RECORD_ALONE:
        assert (other.sums != whole.sums).any()
    else:
        assert small_society.differing(whole.worlds[-1], other.worlds[-1])
