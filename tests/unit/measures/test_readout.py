"""Figures by list, scorer and conduct: they are those of the table, with one denominator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discredit import measures
from discredit.errors import InputError
from discredit.readout import BINS, QUANTILES
from discredit.record.readout import quantiles_of
from stored_result import opened_at


def test_the_figures_of_the_only_list_are_those_of_all_lists(result: Path) -> None:
    opened = opened_at(result)
    by_list: Any = measures.effects_by(opened, "list").set_index("measure")
    everything: Any = measures.effects(opened)
    everybody = everything[everything["dimension"] == "all"].set_index("measure")
    for name in ("entries", "listed", "listed_wrongly", "exits_paid"):
        for column in ("with", "without", "difference", "affected"):
            assert by_list.loc[name, column] == pytest.approx(everybody.loc[name, column]), name
    assert "" not in set(by_list["grade"])
    rows = everything[everything["dimension"] == "list"]
    assert rows["with"].tolist() == by_list.loc[rows["measure"], "with"].tolist()


def test_every_month_of_a_list_is_in_its_series(result: Path) -> None:
    opened = opened_at(result)
    series: Any = measures.series_by(opened, "list")
    everybody = opened.series().query("dimension == 'all'")
    assert series["entries"].tolist() == everybody["entries"].tolist()


def test_figures_are_read_out_by_what_is_read_out(result: Path) -> None:
    with pytest.raises(InputError, match="list, scorer, conduct"):
        measures.effects_by(opened_at(result), "lists")


def test_quantiles_are_the_steps_that_so_many_do_not_exceed() -> None:
    bins = np.zeros((1, 1, BINS), int)
    bins[0, 0, [10, 20, 30, 40]] = 25  # a hundred people at four steps
    found = quantiles_of(bins, np.array([[300.0]]), np.array([[0.5]]))[0, 0]
    assert dict(zip(QUANTILES, found.tolist(), strict=True)) == {
        "points_10": 305.0,
        "points_25": 305.0,
        "points_50": 310.0,
        "points_75": 315.0,
        "points_90": 320.0,
    }
    assert np.isnan(quantiles_of(bins * 0, np.zeros((1, 1)), np.ones((1, 1)))).all()
