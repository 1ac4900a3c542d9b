"""Running twins again: people followed afterwards, months as a stream."""

from pathlib import Path

import pandas as pd
import pytest

from discredit.columns import MEASURES
from discredit.errors import InputError
from discredit.run import twins
from stored_result import PLAN, opened_at


def test_following_anybody_gives_what_the_result_holds_of_them(result: Path) -> None:
    opened = opened_at(result)
    traced = opened.manifest.traced[1]
    from_file = twins.trace(opened, traced)
    again = twins.trace(PLAN, traced)
    pd.testing.assert_frame_equal(from_file, again)
    other = twins.trace(opened, (17,), seed=2)
    assert other["person"].unique().tolist() == [17]
    assert other["seed"].unique().tolist() == [2]
    assert len(other) == 2 * 36


@pytest.mark.parametrize(("persons", "seed"), [((3000,), 1), ((), 1), ((1,), 3), ((-1,), 1)])
def test_following_somebody_who_is_not_there_is_refused(
    result: Path, persons: tuple[int, ...], seed: int
) -> None:
    with pytest.raises(InputError):
        twins.trace(opened_at(result), persons, seed=seed)


def test_the_stream_of_moments_is_the_series(result: Path) -> None:
    series = opened_at(result).series(["listed"])["listed"].to_numpy().reshape(2, 2, 36, -1)
    listed = list(MEASURES).index("listed")
    for i, moment in enumerate(twins.stream(PLAN)):
        seed, t = divmod(i, 36)
        assert moment.seed == PLAN.seeds[seed]
        for a, arm in enumerate(PLAN.arms):
            assert moment.sums[arm][:, listed].tolist() == series[seed, a, t].tolist()
