"""The groups that a society's people are divided into: those of the vocabulary, as far as the
society has them, its regions by their names."""

from __future__ import annotations

from discredit.society.spec import SocietySpec
from discredit.vocabulary import BACKGROUNDS, GROUPS, Dimension, region_slots


def groups_of(spec: SocietySpec) -> tuple[Dimension, ...]:
    """Every way of dividing people, with the groups that this society has.

    Args:
        spec: What the society file and its tables say.

    Returns:
        In the order of GROUPS.
    """
    own = {
        "region": spec.marginals.regions.names,
        "background": BACKGROUNDS[: len(spec.marginals.backgrounds)],
    }
    return tuple(Dimension(name, own.get(name, labels)) for name, labels in GROUPS)


def rows_of(spec: SocietySpec) -> tuple[int, ...]:
    """Where an engine's sums have the groups of this society, which may be fewer than its rooms.

    Args:
        spec: What the society file and its tables say.

    Returns:
        One row for each label of each dimension of `groups_of`, in that order.
    """
    rows, start = list[int](), 0
    for (name, labels), has in zip(GROUPS, groups_of(spec), strict=True):
        rows += range(start, start + len(has.labels))
        start += region_slots(len(has.labels)) if name == "region" else len(labels)
    return tuple(rows)
