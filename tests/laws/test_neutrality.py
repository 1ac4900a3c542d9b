"""A list that closes no door, is not known of and presses nobody changes nothing but the list."""

from __future__ import annotations

from typing import Any

import numpy as np

import twins
from discredit.policy.rules import Rules, without
from discredit.record import WRONGS

FELT = {"wellbeing", "trust", "grievance", "belief"}


def silent() -> Rules:
    """Every gate open, no letter, no pressure."""
    rules = twins.change(twins.rules(), "gates", level=0)
    rules = twins.change(rules, "observation", notice_reaches=0)
    return twins.change(rules, "behaviour", pressure_listed=0, pressure_believed=0)


def test_a_silent_list_changes_no_behaviour() -> None:
    rules = silent()
    listed, twin = twins.live(rules), twins.live(without(rules))
    assert twins.total(listed.sums, "entries").sum() > 100
    assert twins.total(twin.sums, "entries").sum() == 0
    parted = twins.differing(listed.worlds[-1].truth, twin.worlds[-1].truth)
    # Families feel a listing, and ties see it; neither acts on it where nothing presses.
    assert set(parted) <= FELT


def test_a_silent_list_that_no_family_feels_changes_nothing_at_all() -> None:
    rules = twins.change(silent(), "life", family_share=0)
    rules = twins.change(rules, "behaviour", belief_ties_weight=0)
    listed, twin = twins.live(rules), twins.live(without(rules))
    assert not twins.differing(listed.worlds[-1].truth, twin.worlds[-1].truth)
    lived = [twins.columns(past.worlds[-1].tally) for past in (listed, twin)]
    for name in ("paid", "income", "debts_paid", "months_jobless"):
        np.testing.assert_array_equal(lived[0][name], lived[1][name], err_msg=name)


def test_a_loud_list_does_change_behaviour() -> None:
    rules = twins.rules()
    parted = twins.differing(
        twins.shared().worlds[-1].truth, twins.live(without(rules)).worlds[-1].truth
    )
    assert {"savings", "owed", "is_employed", "trust", "belief"} <= set(parted)


def faultless() -> Rules:
    """No record goes astray, the asset enquiry spares whoever cannot pay, every payment is seen,
    and nobody loses means after being listed."""
    rules = twins.change(twins.rules(), "observation", misrouted=0, ability_specificity=1)
    rules = twins.change(rules, "observation", conduct_seen=0, payment_seen=1)
    rules = twins.change(rules, "behaviour", company_default_rate=0)
    rules = twins.change(rules, "life", job_loss_rate=0, scalper_share=0, detour_hours=0)
    return twins.change(rules, "lists", grace_months=0)


def wrongly(rules: Rules) -> dict[str, Any]:
    sums = twins.live(rules).sums
    assert twins.total(sums, "entries").sum() > 50
    return {cause: int(twins.total(sums, f"wrongly_{cause}").sum()) for cause in WRONGS}


def test_faultless_agencies_list_nobody_wrongly() -> None:
    assert wrongly(faultless()) == dict.fromkeys(WRONGS, 0)


def test_each_fault_brings_its_own_wrong_and_no_other() -> None:
    astray = wrongly(twins.change(faultless(), "observation", misrouted=0.2))
    assert astray.pop("namesake") > 0
    assert set(astray.values()) == {0}
    unable = wrongly(twins.change(faultless(), "observation", ability_specificity=0.75))
    assert unable.pop("cannot_pay") > 0
    assert set(unable.values()) == {0}
    overlooked = wrongly(twins.change(faultless(), "observation", payment_seen=0.3))
    assert overlooked.pop("already_paid") > 0
    assert overlooked["namesake"] == overlooked["representative"] == 0
