"""Who is listed wrongly and how it is put right: counted from the records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from discredit import measures
from discredit.errors import ResultError
from discredit.measures.waits import months_to_correction
from discredit.vocabulary import FLAWS
from handmade_result import MAY, NEVER, tables


def test_causes_are_read_from_the_bits_of_the_record() -> None:
    given = tables(6)
    lives = given.persons()
    mine = lives[lives["arm"] == "with"]
    found = measures.wrongful(given).set_index("cause")
    for bit, cause in enumerate(FLAWS):
        assert found.loc[cause, "people"] == ((mine["flaws"].to_numpy() >> bit) & 1).sum()
    assert found.loc["no_notice", "people"] == mine["never_notified"].sum()
    assert found[["share_low", "share_high"]].to_numpy().min() >= 0
    assert found[["share_low", "share_high"]].to_numpy().max() <= 1


def test_a_wait_is_counted_only_for_people_listed_once_and_corrected() -> None:
    given = tables(7, people=5)
    lives = given.persons()
    ours = lives["arm"] == "with"
    lives.loc[ours, "corrections"] = [1, 1, 1, 0, 0]
    lives.loc[ours, "times_listed"] = [1, 1, 2, 1, 0]
    lives.loc[ours, "months_listed"] = [6, 6, 9, 40, 0]
    lives.loc[ours, "months_wrongly"] = [6, 6, 9, 40, 0]
    lives.loc[ours, "first_listed"] = [MAY, MAY, MAY, MAY, NEVER]
    lives.loc[ours, "status"] = ["clear", "clear", "clear", "listed", "clear"]
    changed = replace(given, _persons=lives)
    assert months_to_correction(changed).to_dict("list") == {"months": [6], "people": [2]}
    found = measures.redress(changed).set_index("step")
    assert found.loc["months_to_correction", "value"] == 6.0
    assert found.loc["wrongly_corrected", "value"] == pytest.approx(3 / 4)
    assert found.loc["wrongly_still_on", "value"] == pytest.approx(1 / 4)


def test_headlines_are_rows_of_the_effects() -> None:
    given = tables(8)
    found = measures.effects(given)
    pd.testing.assert_frame_equal(measures.headline(given), measures.headline(found))
    assert set(measures.headline(found)["dimension"]) == {"all"}


def test_what_is_nought_in_both_worlds_is_no_headline() -> None:
    given = tables(8)
    series = given.series().assign(offences=0)
    lives = given.persons().assign(times_refused=0)
    found = measures.effects(replace(given, _series=series, _persons=lives))
    told = set(measures.headline(found)["measure"])
    assert {"offences", "times_refused"} & set(measures.headline(given)["measure"])
    assert not {"offences", "times_refused"} & told
    assert "ever_listed" in told


def test_a_total_that_means_something_only_per_case_is_answered_by_its_ratio() -> None:
    given = tables(10, seeds=3)
    series = given.series()
    found: Any = measures.answer(given, "counter_hours")
    row = found[found["dimension"] == "all"].iloc[0]
    of = series.groupby(["seed", "arm"])[["counter_hours", "counter_visits"]].sum()
    of = of.groupby("arm").sum()
    wait = of["counter_hours"] / of["counter_visits"]
    assert row["with"] == pytest.approx(wait["with"])
    assert row["difference"] == pytest.approx(wait["with"] - wait["without"])
    assert row["unit"] == "hours per visit"
    with pytest.raises(ResultError, match="did not take the measure"):
        measures.answer(given, "no_such_measure")


def test_a_question_is_answered_in_order_and_amounts_by_person_affected_too() -> None:
    given = tables(9)
    lives = given.persons()
    lives["fined_wrongly"] = lives["fined_wrongly"].where(lives["months_wrongly"] > 0, 0.0)
    lives.loc[lives["arm"] == "without", ["months_wrongly", "months_listed"]] = 0
    lives.loc[lives["arm"] == "without", "fined_wrongly"] = 0.0
    found = measures.answers(replace(given, _persons=lives), ("ever_wrongly", "fined_wrongly"))
    mine = lives[lives["arm"] == "with"]
    hit = mine["months_wrongly"] > 0
    assert found["measure"].tolist() == ["ever_wrongly", "fined_wrongly", "fined_wrongly"]
    assert found["difference"].tolist() == pytest.approx(
        [
            hit.mean() * 100_000,
            mine["fined_wrongly"].mean(),
            mine.loc[hit, "fined_wrongly"].mean(),
        ]
    )
    assert found["says"].iloc[2].endswith(", per person affected")
    assert found["people"].iloc[2] == hit.sum()
