"""A result read some households at a time says what it says read whole."""

from functools import partialmethod, reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_line import answer
from discredit import measures
from discredit.errors import ResultError
from discredit.measures import estimate
from discredit.measures.waits import months_to_correction
from discredit.plan import draw_up
from discredit.readout import KINDS
from discredit.run import twins
from discredit.store import open_result
from discredit.store.parquet import Reader
from discredit.store.result import Result
from stored_result import change_manifest, opened_at

ASKED = (
    measures.effects,
    measures.disparity,
    measures.wrongful,
    measures.redress,
    months_to_correction,
)


LARGE = (2**63 - 1, 5, 2**62)
"""Seeds that have no number of their own among the floats, or among the signed whole numbers."""


WORDS = ["says", "unit", "note"]
"""Columns in which a system speaks its own words."""

WORK = {"letters_sent", "staff_hours", "staff_cost"}
"""What it takes to run a system, by minutes and pay that the system says."""


class Whole:
    """The same tables as frames in memory, in another order of rows."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def people(self) -> Any:
        return self._result.people().sample(frac=1.0, random_state=1)

    def persons(self) -> Any:
        return self._result.persons().sample(frac=1.0, random_state=2)

    def series(self) -> Any:
        return self._result.series()


def without_what_a_policy_says(found: Any, whole: Any) -> tuple[Any, Any]:
    """Both tables without what frames cannot know: the figures of each list, scorer and conduct
    and the work that it takes, which frames lack, and what cannot be in the system, which frames
    hold as nought."""
    if "dimension" in found:
        found = found[~found["dimension"].isin(KINDS)]
    if {"measure", "with", "without"} <= set(found.columns):
        assert set(found["measure"]) - set(whole["measure"]) == WORK
        found = found[~found["measure"].isin(WORK)]
    for key, counts in (("measure", ("with", "without")), ("cause", ("people", "per_100k"))):
        if {key, *counts} <= set(found.columns):
            is_told = whole[key].isin(set(found[key]))
            left_out = whole.loc[~is_told, list(counts)]
            assert len(left_out) > 0 and (left_out.fillna(0) == 0).all(axis=None)
            whole = whole[is_told]
    return found, whole


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two seeds of the court list and three of Rongcheng, their tables in row groups of 97."""
    found = {}
    for system, seeds in (("court-list", (1, 2)), ("rongcheng", LARGE)):
        plan = draw_up(system, people=700, months=24, seeds=seeds)
        folder = twins.simulate(plan, tmp_path_factory.mktemp("runs") / system)
        for table in ("people", "persons"):
            path = folder / f"{table}.parquet"
            pq.write_table(pq.read_table(path), path, row_group_size=97)
        found[system] = folder
    return found


@pytest.mark.parametrize("system", ["court-list", "rongcheng"])
@pytest.mark.parametrize("at_once", [4, 60, 10_000])
def test_twins_are_whole_households_in_order_and_everybody_once(
    results: dict[str, Path], system: str, at_once: int
) -> None:
    result = open_result(results[system])
    found = list(result.twins(at_once))
    people, persons = result.people(), result.persons()
    for which, arm in (("with_", "with"), ("without", "without")):
        together: Any = pd.concat([getattr(piece, which) for piece in found], ignore_index=True)
        whole: Any = persons[persons["arm"] == arm].reset_index(drop=True)
        pd.testing.assert_frame_equal(together, whole)
    together = pd.concat([piece.people for piece in found], ignore_index=True)
    pd.testing.assert_frame_equal(together, people)
    homes = [(piece.seed, home) for piece in found for home in piece.people["household"].unique()]
    assert len(homes) == len(set(homes))
    largest = people["household_size"].to_numpy().max()
    assert max(len(piece.people) for piece in found) <= max(at_once, 2 * largest)


@pytest.mark.parametrize("system", ["court-list", "rongcheng"])
@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
def test_what_is_said_does_not_depend_on_how_many_are_read_at_once(
    results: dict[str, Path], system: str, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = open_result(results[system])
    monkeypatch.setattr(Result, "twins", partialmethod(Result.twins, at_once=60))
    found = ask(result)
    monkeypatch.undo()
    # Frames alone know no policy, and so none of its words.
    found = found.drop(columns=WORDS, errors="ignore")
    again = ask(result).drop(columns=WORDS, errors="ignore")
    whole = ask(Whole(result)).drop(columns=WORDS, errors="ignore")
    for one, other in ((found, again), without_what_a_policy_says(found, whole)):
        assert list(other.columns) == list(one.columns)
        keys = [name for name in one.columns if one[name].dtype.kind not in "if"]
        ours, theirs = (table.sort_values(keys).reset_index(drop=True) for table in (one, other))
        pd.testing.assert_frame_equal(ours, theirs, rtol=1e-9, atol=1e-9, check_dtype=False)


def test_a_result_without_a_world_or_with_other_persons_is_refused(
    results: dict[str, Path], tmp_path: Path
) -> None:
    alone = twins.simulate(
        draw_up("court-list", people=300, months=12, arms=("with",)), tmp_path / "alone"
    )
    with pytest.raises(ResultError, match="holds the arms with; an effect is a difference"):
        measures.effects(open_result(alone))
    both = twins.simulate(draw_up("court-list", people=300, months=12), tmp_path / "twins")
    path = both / "persons.parquet"
    whole = pq.read_table(path)
    pq.write_table(whole.slice(0, len(whole) - 1), path)
    with pytest.raises(ResultError, match="has 599 rows where the run made 600; run it again"):
        open_result(both)
    at = whole.schema.get_field_index("person")
    other = whole.column(at).to_numpy().copy()
    other[-1] = 7
    pq.write_table(whole.set_column(at, whole.schema.field(at), [other]), path)
    with pytest.raises(ResultError, match="arms of seed 1 do not hold the same persons"):
        measures.effects(open_result(both))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ResultError, match="damaged and cannot be read"):
        measures.effects(open_result(both))


def test_rows_and_runs_of_a_table_are_found_across_row_groups(results: dict[str, Path]) -> None:
    path = results["court-list"] / "persons.parquet"
    reader, whole = Reader(path), pq.read_table(path)
    assert len(reader) == len(whole) == 2800
    for start, stop in ((0, 1), (96, 98), (97, 194), (0, 2800), (2700, 2800), (50, 50)):
        assert reader.rows(start, stop).equals(whole.slice(start, stop - start))
    assert list(reader.runs(("seed", "arm"))) == [
        ((1, "with"), 0, 700),
        ((1, "without"), 700, 1400),
        ((2, "with"), 1400, 2100),
        ((2, "without"), 2100, 2800),
    ]
    assert list(Reader(path, ["person"]).rows(3, 5).column("person").to_pylist()) == [3, 4]


def test_conditions_choose_rows(results: dict[str, Path]) -> None:
    result = open_result(results["court-list"])
    one = result.persons(where=[("seed", "=", 2), ("person", "=", 5), ("arm", "=", "with")])
    whole: Any = result.persons()
    chosen = (whole["seed"] == 2) & (whole["person"] == 5) & (whole["arm"] == "with")
    pd.testing.assert_frame_equal(one, whole[chosen].reset_index(drop=True))
    assert one.attrs["label"] == result.manifest.label
    assert np.array_equal(result.people(["person"], [("person", "<", 3)])["person"], [0, 1, 2] * 2)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), cuts=st.lists(st.integers(0, 14), max_size=3))
def test_sums_of_parts_of_a_society_add_up_to_those_of_the_whole(
    seed: int, cuts: list[int]
) -> None:
    chance = np.random.default_rng(seed)
    homes = np.sort(chance.integers(0, 15, 40))
    group, values = chance.integers(0, 3, 40), chance.poisson(1, (40, 2)).astype(float)
    edges = [0, *np.searchsorted(homes, np.sort(cuts)).tolist(), 40]
    parts = [np.arange(a, b) for a, b in pairwise(edges) if b > a]
    for sums_of in (estimate.moments, estimate.crossed):
        whole = sums_of(values, estimate.cut(homes, group, 3))
        found = [sums_of(values[rows], estimate.cut(homes[rows], group[rows], 3)) for rows in parts]
        for field, together in zip(whole, reduce(estimate.joined, found), strict=True):
            np.testing.assert_array_equal(together, field)  # whole numbers: to the last bit


def test_columns_can_be_chosen(result: Path) -> None:
    assert list(opened_at(result).series(["month", "listed"]).columns) == ["month", "listed"]


def test_the_series_opens_as_a_labelled_cube(result: Path) -> None:
    opened = opened_at(result)
    cube = opened.xarray()
    series = opened.series()
    row = series[
        (series["seed"] == 2)
        & (series["arm"] == "with")
        & (series["month"] == "2017-03")
        & (series["group"] == "Sichuan")
    ].iloc[0]
    at = cube.sel(seed=2, arm="with", month="2017-03", group="region/Sichuan")
    assert at["savings"].item() == row["savings"]
    assert at["people"].item() == row["people"] > 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: change_manifest(f, format=2), "is written in format 2; this version"),
        (lambda f: change_manifest(f, people="many"), "manifest.json is damaged: people"),
        (lambda f: (f / "manifest.json").write_text("{"), "manifest.json is damaged"),
        (
            lambda f: (f / "manifest.json").write_bytes(b" " * 16_000_001),
            "more than 16000000 bytes",
        ),
        (lambda f: change_manifest(f, seeds=list(range(1001))), "manifest.json is damaged: seeds"),
        (lambda f: change_manifest(f, **{"k" * 9999: 1}), "...kkk"),
        (lambda f: (f / "manifest.json").write_text("[]"), "is written in format empty"),
        (lambda f: (f / "manifest.json").unlink(), "is no result of discredit"),
        (lambda f: (f / "people.parquet").unlink(), "lacks people.parquet; run it again"),
    ],
)
def test_a_foreign_or_damaged_result_is_refused_in_a_sentence(
    copy: Path, spoil: Any, said: str
) -> None:
    spoil(copy)
    with pytest.raises(ResultError) as caught:
        opened_at(copy)
    assert said in str(caught.value)


def as_another(path: Path) -> None:
    path.write_bytes((path.parent / "series.parquet").read_bytes())


def of_words(path: Path) -> None:
    table = pq.read_table(path)
    pq.write_table(
        table.cast(pa.schema([(name, pa.string()) for name in table.column_names])), path
    )


@pytest.mark.parametrize("table", ["people", "persons", "events"])
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(b"PAR1 nothing of the kind"), "damaged and cannot be read"),
        (lambda path: path.write_bytes(b""), "damaged and cannot be read"),
        (as_another, "has other columns"),
        (of_words, "has other columns"),
        (lambda path: pq.write_table(pq.read_table(path).select([0]), path), "has other columns"),
        (lambda path: pq.write_table(pq.read_table(path)[:0], path), "has 0 rows where the run"),
    ],
)
def test_a_table_that_is_damaged_exchanged_or_emptied_is_refused_with_what_helps(
    copy: Path, table: str, spoil: Any, said: str
) -> None:
    spoil(copy / f"{table}.parquet")
    with pytest.raises(ResultError) as caught:
        opened_at(copy)
    assert f"{table}.parquet" in str(caught.value)
    assert said in str(caught.value)
    assert str(caught.value).endswith("; run it again with force=True.")


def test_a_large_seed_is_itself_wherever_it_is_asked_for(results: dict[str, Path]) -> None:
    result = opened_at(results["rongcheng"])
    assert tuple(piece.seed for piece in result.twins()) == LARGE
    for seed in LARGE:
        for table in (result.people, result.persons):
            assert set(table(where=[("seed", "=", seed), ("person", "=", 7)])["seed"]) == {seed}
    along = result.xarray()["seed"]
    assert along.dtype == np.int64 and tuple(along.to_numpy()) == LARGE


def test_a_life_of_a_large_seed_is_told(results: dict[str, Path]) -> None:
    folder = results["rongcheng"]
    person = next(iter(open_result(folder).manifest.traced[LARGE[0]]), 7)
    assert f"Person {person} of seed {LARGE[0]}" in answer("life", str(folder), str(person))
