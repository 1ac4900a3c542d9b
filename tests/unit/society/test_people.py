"""The people struct: codes, decoders and what padding means."""

import os
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import discredit
from discredit.society.people import (
    People,
    age_band,
    group_codes,
    name_code,
    namesakes_per_million,
    sociability_code,
    sociability_weight,
)
from discredit.society.spec import load_society
from discredit.vocabulary import GROUPS


def _row(**columns: int) -> People:
    zeros = {name: np.zeros(2, np.uint8) for name in People._fields}
    yes_or_no = ("is_urban", "is_migrant", "is_woman", "is_disabled", "is_earner")
    for name in (*yes_or_no, "is_representative"):
        zeros[name] = np.zeros(2, bool)
    zeros["present"] = np.array([True, False])
    for name, value in columns.items():
        zeros[name] = np.array([value, 0], zeros[name].dtype)
    return People(**zeros)


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, 0), (17, 0), (18, 1), (29, 1), (30, 2), (45, 3), (59, 3), (60, 4), (75, 5), (100, 5)],
)
def test_an_age_falls_in_its_band(age: int, band: int) -> None:
    assert age_band(np.array([age], np.uint8))[0] == band


def test_groups_come_in_the_published_order_with_all_labels() -> None:
    assert [(group.name, len(group.labels)) for group in GROUPS] == [
        ("region", 32),
        ("settlement", 2),
        ("migrant", 2),
        ("sex", 2),
        ("background", 4),
        ("disability", 2),
        ("age_band", 6),
        ("education", 5),
        ("income_fifth", 5),
        ("occupation", 15),
    ]
    names = load_society("china-2020").marginals.regions.names
    assert (len(names), names[0], names[18]) == (31, "Beijing", "Guangdong")


def test_group_codes_are_the_same_in_numpy_and_compiled_jax() -> None:
    people = _row(region=30, age=64, education=4, occupation=14, income_fifth=3, is_urban=1,
                  is_woman=1, background=2)  # fmt: skip
    host = group_codes(people)
    compiled = jax.jit(group_codes)(jax.tree.map(jnp.asarray, people))
    assert [int(column[0]) for column in host] == [30, 1, 0, 1, 2, 0, 4, 4, 3, 14]
    for left, right in zip(host, compiled, strict=True):
        assert left.dtype == np.int32
        np.testing.assert_array_equal(left, np.asarray(right))


def test_padding_is_dropped_by_a_scatter_add() -> None:
    for codes, group in zip(group_codes(_row(region=3)), GROUPS, strict=True):
        count = jnp.zeros(len(group.labels), jnp.int32).at[codes].add(1)
        assert int(count.sum()) == 1


def test_decoders_undo_their_coders_to_a_step() -> None:
    codes = np.arange(1, 256).astype(np.uint8)
    np.testing.assert_array_equal(sociability_code(sociability_weight(codes)), codes)
    np.testing.assert_array_equal(name_code(namesakes_per_million(codes)), codes)
    assert namesakes_per_million(np.array([255], np.uint8))[0] == pytest.approx(210)
    assert namesakes_per_million(np.array([239], np.uint8))[0] == pytest.approx(105)


def test_the_struct_and_the_society_file_load_without_jax() -> None:
    program = (
        "import sys; import discredit.society.people, discredit.society.spec as s; "
        "s.load_society('china-2020'); sys.exit('jax' in sys.modules)"
    )
    path = {**os.environ, "PYTHONPATH": str(Path(discredit.__file__).parents[1])}
    ended = subprocess.run([sys.executable, "-c", program], check=False, env=path)
    assert ended.returncode == 0
