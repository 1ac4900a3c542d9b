"""Whether an overlay keeps its promises, judged on totals made by hand."""

from __future__ import annotations

import pytest

import discredit as dc
from discredit.policy.layers import read_layers
from discredit.studies.promises import Totals, kept, numbers_changed

PEOPLE, MONTHS = 240_000.0, 12
NOTICE = read_layers("notice")[0].overlay
WITHOUT = dc.load_policy("court-list")
WITH = dc.load_policy("court-list", overlays="notice")


def totals(unaware: float, no_letter: float = 1000.0) -> Totals:
    sums = {"listed_unaware": unaware, "listed_without_notice": no_letter, "people": PEOPLE}
    return Totals(sums, PEOPLE, MONTHS)


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (200.0, "kept"),
        (498.0, "nothing moved"),
        (496.0, "nothing moved"),
        (800.0, "moved the other way"),
    ],
)
def test_a_promise_is_kept_if_the_measure_moves_its_way_by_more_than_nothing(
    after: float, verdict: str
) -> None:
    keeping = kept("notice", NOTICE, (WITHOUT, WITH), totals(500.0), totals(after))
    promise = next(p for p in keeping.promises if p.measure == "listed_unaware")
    assert promise.verdict == verdict
    assert keeping.keeps == (verdict == "kept")


def test_what_moves_nothing_is_told_so_with_the_numbers_that_it_changed() -> None:
    keeping = kept("notice", NOTICE, (WITHOUT, WITH), totals(500.0), totals(500.0))
    assert keeping.changed == numbers_changed(WITHOUT, WITH) == 2
    assert keeping.sentence.startswith(
        "notice changed 2 numbers of court-list; nothing it promises"
    )


def test_where_there_is_nothing_to_move_nothing_is_kept() -> None:
    keeping = kept("notice", NOTICE, (WITHOUT, WITH), totals(0.0, 0.0), totals(0.0, 0.0))
    assert {promise.verdict for promise in keeping.promises} == {"nothing to move"}
    assert not keeping.keeps


def test_a_stock_is_told_of_the_mean_month_per_100_000() -> None:
    assert totals(480.0).of("listed_unaware") == pytest.approx(200.0)


def test_what_it_takes_to_run_is_told_in_the_money_of_the_society() -> None:
    before = totals(500.0)._replace(price=(10.0, 200.0), currency="EUR")
    after = totals(200.0)._replace(price=(12.0, 240.0), currency="EUR")
    price = kept("notice", NOTICE, (WITHOUT, WITH), before, after).price
    assert price == (10.0, 12.0, 200.0, 240.0, "EUR")
