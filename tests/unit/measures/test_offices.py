"""What a system takes to run, office by office, adds up to what it takes; queues have a reason."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import finished_result
from discredit import measures
from discredit.measures.offices import queue_reason, works
from discredit.policy.compose import load_policy

DESKS = {"appeals_served": 9, "reviews_heard": 2, "objections_heard": 3, "objections_upheld": 1}


def counted(**more: float) -> pd.DataFrame:
    return pd.DataFrame([{"people": 100, "files_opened": 4, "files_mended": 5, **DESKS, **more}])


def apart(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    heads = ["dimension", "group", "measure", "value"]
    return pd.DataFrame(rows, columns=heads).assign(arm="with")


def test_the_offices_take_what_the_whole_takes() -> None:
    whole: Any = measures.upkeep(finished_result.result()).set_index("item")
    each: Any = measures.offices(finished_result.result())
    assert {"court", "list: defaulters"} <= set(each["office"])
    for item, rows in each.groupby("item"):
        for name in ("events", "hours", "cost", "cost_low", "cost_high"):
            assert rows[name].sum() == pytest.approx(whole.loc[item, name]), (item, name)
    for name in ("hours", "cost", "cost_low", "cost_high"):
        assert each[name].sum() == pytest.approx(whole.loc["all", name])
    low, hours, high = (each[name].to_numpy() for name in ("hours_low", "hours", "hours_high"))
    assert ((low <= hours) & (hours <= high)).all()


def test_each_event_is_done_at_one_office() -> None:
    policy = load_policy("shanghai")
    conduct, black = next(iter(policy.behaviour.conducts)), next(iter(policy.system.lists))
    readout = apart(("conduct", conduct, "records", 7.0), ("list", black, "entries", 3.0))
    done = {(w.office, w.item): w.events for w in works(policy, counted(), readout) if w.events}
    assert done == {
        ("court", "file"): 4,
        (f"records of {conduct.replace('_', ' ')}", "record"): 7,
        (f"records of {conduct.replace('_', ' ')}", "check"): 7,
        (f"list: {black.replace('_', ' ')}", "entry"): 3,
        (f"list: {black.replace('_', ' ')}", "letter"): 3,
        ("decisions dropped in grace", "letter"): 1,
        ("first desk", "objection"): 3,
        ("first desk", "hearing"): 7,
        ("review", "review"): 2,
        ("keepers of files", "correction"): 5,
    }


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_a_desk_asked_for_more_than_it_can_hear_says_so(asked: float, can_hear: float) -> None:
    reason = queue_reason(asked, can_hear, min(asked, can_hear))
    assert ("ask for each hearing" in reason) == (asked > can_hear)
    assert queue_reason(asked, 0.0, 0.0) == "it hears nobody"
    assert queue_reason(None, can_hear, can_hear) == "it hears all it can"
    assert queue_reason(0.0, can_hear, 0.0) == "nobody asks"


def test_a_queue_is_told_of_each_desk() -> None:
    told = measures.queues(finished_result.result())
    assert set(told) == {"first", "review"}
    assert told["first"].asked is not None and told["review"].asked is None
    for queue in told.values():
        assert 0 <= queue.heard <= queue.can_hear * 1.01
