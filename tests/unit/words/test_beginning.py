"""Every run says what it begins with, and why that matters."""

import pytest

from discredit.plan import draw_up


@pytest.mark.parametrize(
    ("system", "start", "burn_in", "said"),
    [
        ("court-list", "2016-01", None, "Prepared from 2012-01 to 2015-12 (48 months): each world"),
        ("court-list", "2016-01", 12, "The system is 36 months older than that."),
        ("court-list", "2016-01", 0, "Begins empty in 2016-01, as asked, though the system has"),
        ("court-list", None, None, "Begins empty in 2012-01: the list opens in 2013-10; the debts"),
        (
            "court-list",
            "2011-01",
            None,
            "Begins empty in 2011-01: debts, cases, points and entries",
        ),
        ("public-shaming", None, None, "Prepared from 2012-01 to 2013-09 (21 months)"),
        ("public-shaming", "2013-01", None, "Prepared from 2012-01 to 2012-12 (12 months)"),
        ("public-shaming", "2011-06", None, "Begins empty in 2011-06"),
    ],
)
def test_what_a_run_begins_with_is_one_sentence(
    system: str, start: str | None, burn_in: int | None, said: str
) -> None:
    plan = draw_up(system, people=10, months=12, start=start, burn_in=burn_in)
    assert said in " ".join(plan.in_short().facts)
