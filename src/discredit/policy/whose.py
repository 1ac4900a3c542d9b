"""Numbers by sex, background and disability, as one factor for each of the groups that the three
make together; nothing of it is compiled where a policy has none."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from discredit.vocabulary import BACKGROUNDS, DISABILITY, SEXES

IDENTITIES: Final = len(SEXES) * len(BACKGROUNDS) * len(DISABILITY)
"""Groups by sex, background and disability together, in the order of `identity`."""


def identity(sex: Any, background: Any, disability: Any) -> Any:
    """The group by sex, background and disability together.

    Args:
        sex: Index into SEXES.
        background: Index into BACKGROUNDS.
        disability: Index into DISABILITY.

    Returns:
        0 to IDENTITIES - 1.
    """
    return (sex * len(BACKGROUNDS) + background) * len(DISABILITY) + disability


def by_identity(by_sex: Any, by_background: Any, by_disability: Any) -> Any:
    """One factor per group from those of its parts.

    Args:
        by_sex: [..., sex]; None: all alike.
        by_background: [..., background]; None: all alike.
        by_disability: [..., disability]; None: all alike.

    Returns:
        [..., identity]; None where all three are.
    """
    whole: Any = None
    for column, place in ((by_sex, -3), (by_background, -2), (by_disability, -1)):
        if column is not None:
            cut = [slice(None) if axis == place else None for axis in (-3, -2, -1)]
            spread = column[(..., *cut)]
            whole = spread if whole is None else whole * spread
    if whole is None:
        return None
    whole = whole * np.ones((len(SEXES), len(BACKGROUNDS), len(DISABILITY)), np.float32)
    return whole.reshape(*whole.shape[:-3], IDENTITIES)
