"""A list that closes no door, is not known of and presses nobody changes nothing but the list."""

from __future__ import annotations

from typing import Any

import numpy as np

import small_society
from discredit.policy.rules import Rules
from discredit.policy.without import without
from discredit.vocabulary import WRONGS

FELT = {"wellbeing", "trust", "trust_if_known", "grievance", "belief"}
OF_ENTRIES = {"rests_on"}
"""What is so of entries: there are none in the twin."""


def silent() -> Rules:
    """Every gate open, no letter, no pressure, and no customer who looks the list up."""
    rules = small_society.change(small_society.rules(), "gates", lists=0)
    rules = small_society.change(rules, "lists", looked_up_by=0)
    rules = small_society.change(rules, "observation", notice_reaches=0)
    return small_society.change(rules, "behaviour.debts", pressure_listed=0, pressure_believed=0)


def test_a_silent_list_changes_no_behaviour() -> None:
    rules = silent()
    listed, twin = small_society.live(rules), small_society.live(without(rules))
    assert small_society.total(listed.sums, "entries").sum() > 100
    assert small_society.total(twin.sums, "entries").sum() == 0
    parted = small_society.differing(listed.worlds[-1].truth, twin.worlds[-1].truth)
    # Families feel a listing, and ties see it; neither acts on it where nothing presses.
    assert set(parted) <= FELT | OF_ENTRIES


def test_a_silent_list_that_no_family_feels_changes_nothing_at_all() -> None:
    rules = small_society.change(silent(), "life", family_share=0)
    rules = small_society.change(rules, "behaviour", belief_ties_weight=0)
    listed, twin = small_society.live(rules), small_society.live(without(rules))
    parted = small_society.differing(listed.worlds[-1].truth, twin.worlds[-1].truth)
    # What they would feel who do not know of it.
    assert set(parted) - OF_ENTRIES == {"trust_if_known"}
    lived = [small_society.columns(past.worlds[-1].tally) for past in (listed, twin)]
    for name in ("paid", "income", "debts_paid", "months_jobless"):
        np.testing.assert_array_equal(lived[0][name], lived[1][name], err_msg=name)


def test_a_loud_list_does_change_behaviour() -> None:
    rules = small_society.rules()
    parted = small_society.differing(
        small_society.shared().worlds[-1].truth, small_society.live(without(rules)).worlds[-1].truth
    )
    assert {"savings", "owed", "is_employed", "trust", "belief"} <= set(parted)


def faultless() -> Rules:
    """No record goes astray, the asset enquiry spares whoever cannot pay, every payment is seen, no
    creditor gives a debt up unseen, and nobody loses means after being listed."""
    rules = small_society.change(small_society.rules(), "observation", misrouted=0)
    rules = small_society.change(rules, "observation.court", ability_specificity=1)
    rules = small_society.change(rules, "observation.court", conduct_seen=0, payment_seen=1)
    rules = small_society.change(rules, "behaviour.debts", company_default_rate=0)
    rules = small_society.change(rules, "behaviour.debts.course", written_off_rate=0)
    rules = small_society.change(rules, "life", job_loss_rate=0, scalper_share=0, detour_hours=0)
    return small_society.change(rules, "lists", grace_months=0)


def wrongly(rules: Rules) -> dict[str, Any]:
    sums = small_society.live(rules).sums
    assert small_society.total(sums, "entries").sum() > 50
    return {cause: int(small_society.total(sums, f"wrongly_{cause}").sum()) for cause in WRONGS}


def test_faultless_agencies_list_nobody_wrongly() -> None:
    assert wrongly(faultless()) == dict.fromkeys(WRONGS, 0)


def test_each_fault_brings_its_own_wrong_and_no_other() -> None:
    astray = wrongly(small_society.change(faultless(), "observation", misrouted=0.2))
    assert astray.pop("namesake") > 0
    assert set(astray.values()) == {0}
    unable = wrongly(
        small_society.change(faultless(), "observation.court", ability_specificity=0.75)
    )
    assert unable.pop("cannot_pay") > 0
    assert set(unable.values()) == {0}
    overlooked = wrongly(small_society.change(faultless(), "observation.court", payment_seen=0.3))
    assert overlooked.pop("already_paid") > 0
    assert set(overlooked.values()) == {0}
    given_up = wrongly(
        small_society.change(faultless(), "behaviour.debts.course", written_off_rate=0.05)
    )
    assert given_up.pop("already_paid") > 0
    assert set(given_up.values()) == {0}


def test_the_law_of_the_day_decides_what_is_wrong_with_a_companys_entry_and_a_paid_one() -> None:
    """The same entries are lawful and unfair, or wrong, as the rules of the month have it."""
    rules = small_society.change(faultless(), "behaviour.debts", company_default_rate=0.05)
    rules = small_society.change(rules, "observation.court", late_payment_seen=1)
    allowed = small_society.change(rules, "lists", lists_representatives=1)
    allowed = small_society.change(allowed, "redress", representatives_wronged=0)
    sums = small_society.live(allowed).sums
    assert small_society.total(sums, "unfairly_stands_in").sum() > 0
    assert not small_society.total(sums, "listed_wrongly").any()
    held_wrong = small_society.change(allowed, "redress", representatives_wronged=1)
    assert wrongly(held_wrong)["representative"] > 0
    kept = small_society.change(faultless(), "lists", ends_on_payment=0)
    sums = small_society.live(kept).sums
    assert small_society.total(sums, "unfairly_kept_on").sum() > 0
    assert not small_society.total(sums, "listed_wrongly").any()


def test_who_loses_the_means_on_the_list_has_turned_and_is_not_wronged() -> None:
    rules = small_society.change(faultless(), "life", job_loss_rate=0.1)
    sums = small_society.live(rules).sums
    assert small_society.total(sums, "listed_turned").sum() > 0
    assert not small_society.total(sums, "listed_wrongly").any()


LEFT_ALONE = (
    "records", "records_false", "entries", "warned", "listed", "red_listed", "favoured", "shut_out",
    "appeals_filed", "deeds_bought", "scored", "low_band", "top_band", "scored_too_low",
    "scored_too_high", "disagreement", "files_mended", "served_informally", "dearer_paid",
    "discounts", "fines", "contacts_lost", "counter_visits_favoured", "records_expected",
)  # fmt: skip


def test_without_a_system_nobody_is_recorded_listed_scored_or_met_by_a_door() -> None:
    rules = without(small_society.rules("everything"))
    assert without(rules).lists is rules.lists
    past = small_society.live(rules)
    for name in LEFT_ALONE:
        assert not small_society.measure(past, name, "everything").any(), name
        assert small_society.measure(
            small_society.shared("everything"), name, "everything"
        ).any(), name
    world = small_society.flat(past.worlds[-1])
    for name, bits in world.held.doors._asdict().items():
        assert not bits.any(), name
    assert not world.held.copies.any()
    assert not world.held.listed.status.any()
    assert not world.truth.is_aware.any() and not world.truth.belief.any()
    # People still live, transgress and do good, each as by nature.
    for name in ("offences", "obligations_broken", "disfavoured_acts", "deeds", "in_default"):
        assert small_society.measure(past, name, "everything").any(), name


def test_without_a_system_what_it_would_have_decided_does_not_matter() -> None:
    rules = small_society.rules("everything")
    one = small_society.live(without(rules))
    stricter = small_society.change(
        rules, "lists", records_needed=1, grace_months=0, term_months=36
    )
    stricter = small_society.change(stricter, "score", fades=0.9, links=-300)
    stricter = small_society.change(stricter, "redress", access=1, copy_cleared=0, sensitivity=1)
    other = small_society.live(without(stricter))
    truths = [small_society.columns(past.worlds[-1].truth) for past in (one, other)]
    for name, mine in truths[0].items():
        if not name.startswith("earned"):
            np.testing.assert_array_equal(mine, truths[1][name], err_msg=name)
