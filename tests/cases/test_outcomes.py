"""Every system of the library shows, in a small society, what its page says that it does.

One society of 20,000 people, one seed, three years in both worlds: nothing here is left to chance
at run time. The limits lie well inside what was measured when they were set (told beside them), so
that a draw moved by a change elsewhere would hold them too: shares rest on forty entries or more
and stand some standard errors from their limit (about one false alarm in ten thousand for the
closest, a moved draw being a new sample); differences between the worlds are those of twins who
meet the same luck.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from discredit.columns import GROUP_LABELS
from discredit.engine import loop
from discredit.engine.layout import Layout
from discredit.engine.world import Population
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.policy.rules import Rules
from discredit.policy.without import without
from discredit.record import present
from discredit.society.money import worth_in
from discredit.society.spec import load_society
from discredit.units import month_index
from small_society import change

PEOPLE, SEED, MONTHS = 20_000, 1, 36


@cache
def society(name: str) -> tuple[Population, Layout]:
    return loop.populate(name, PEOPLE, SEED)


class Worlds:
    """Sums of both worlds over the whole time, or over part of it."""

    def __init__(self, name: str, start: str | None = None) -> None:
        policy = load_policy(name)
        self.first = month_index(start or str(policy.system.start))
        self.society = policy.system.society
        worth = worth_in(load_society(self.society), policy)
        self.rules = compile_rules(policy, self.first, MONTHS, worth)
        self.names = present(self.rules)
        self.with_it = self.lived(self.rules)
        self.without_it = self.lived(without(self.rules))

    def lived(self, rules: Rules) -> Any:
        population, layout = society(self.society)
        stretches = loop.months(loop.begin(population, rules), population, rules, layout, SEED)
        return np.concatenate([stretch.sums for _, stretch in stretches])

    def of(
        self,
        measure: str,
        *groups: str,
        world: Any = None,
        since: str | None = None,
        until: str | None = None,
    ) -> float:
        """A measure's sum over people and months: of everybody, or of groups."""
        sums = self.with_it if world is None else world
        rows = [
            i
            for i, (kind, label) in enumerate(GROUP_LABELS)
            if (label in groups if groups else kind == "region")
        ]
        a = 0 if since is None else month_index(since) - self.first
        b = MONTHS if until is None else month_index(until) - self.first
        return float(sums[a:b, rows, self.names.index(measure)].sum())

    def before(self, measure: str, *groups: str) -> float:
        """The same in the twin without the system."""
        return self.of(measure, *groups, world=self.without_it)

    def per_head(self, measure: str, *groups: str) -> float:
        return self.of(measure, *groups) / self.of("people", *groups)


# These five use every optional part between them: a court and debts, a link, weighted features,
# consent, prices; ratings by peers, shunning, the informal market; lists that follow lists, repair;
# red lists and counters; friends, errors in files, chilling.


def test_sesame_favours_those_who_opted_in_and_the_court_list_costs_points() -> None:
    """Nobody is on a list for a score, and those favoured are the scored (15,320 of 21,793)."""
    it = Worlds("sesame", "2014-07")
    assert 0.3 * it.of("scored") < it.of("favoured") < it.of("scored")
    assert it.per_head("favoured", "highest") > 1.3 * it.per_head("favoured", "lowest")
    assert it.of("listed") > 100
    assert it.of("refused_online_service") > 0


@pytest.mark.slow
def test_in_nosedive_a_low_band_forms_and_shuts_out_people_who_made_no_scene() -> None:
    it = Worlds("nosedive")
    assert it.of("low_band") > 5000  # 24,554 of 568,332
    assert it.of("shut_out_blameless") > 1000  # 11,014
    assert it.of("refused_gathering") > 1000  # 8,831
    assert it.of("contacts_lost") > 1000  # 11,362
    assert it.of("disfavoured_acts") < 0.7 * it.before("disfavoured_acts")  # plain speech: 0.67


@pytest.mark.slow
def test_joint_punishment_reaches_beyond_the_list_of_one_field() -> None:
    """Without memoranda fewer doors close; those that follow a list end with it."""
    it = Worlds("joint-punishment", "2016-05")
    nothing_followed = change(it.rules, "lists", follows=0.0)
    alone = it.lived(nothing_followed)
    assert it.of("shut_out") > 1.2 * it.of("shut_out", world=alone)
    assert it.of("exits_with_score") > 50  # 142
    assert it.of("exits_repaired") > 10  # 56
    owners = it.per_head("entries", "business_owner")
    assert owners > 3 * it.per_head("entries", "manual")  # 8.3 against 1.0 a thousand months


@pytest.mark.slow
def test_green_lanes_only_move_the_wait_and_move_it_to_the_poor() -> None:
    it = Worlds("green-lanes")
    visits = it.of("counter_visits") + it.of("counter_visits_favoured")
    hours = it.of("counter_hours") + it.of("counter_hours_favoured")
    mean = it.before("counter_hours") / it.before("counter_visits")
    assert hours / visits == pytest.approx(mean, rel=0.005)  # the mean wait is conserved
    in_lane = it.of("counter_hours_favoured") / it.of("counter_visits_favoured")
    others = it.of("counter_hours") / it.of("counter_visits")
    assert in_lane < 0.5 * mean < mean < others  # a tenth of it, 15 against 150

    def wait(fifth: str) -> float:
        at_counters = it.of("counter_hours", fifth) + it.of("counter_hours_favoured", fifth)
        times = it.of("counter_visits", fifth) + it.of("counter_visits_favoured", fifth)
        return at_counters / times

    assert wait("lowest") > mean > wait("highest")


@pytest.mark.slow
def test_the_headlines_score_would_shut_out_people_and_chill_lawful_conduct() -> None:
    it = Worlds("national-score")
    assert it.of("shut_out") > 2000  # 11,462
    assert it.of("disfavoured_acts") < 0.96 * it.before("disfavoured_acts")  # 0.95
    assert it.of("scored_too_low") > 1000


@pytest.mark.slow
def test_childcare_benefit_suspects_families_from_elsewhere_and_half_of_them_wrongly() -> None:
    it = Worlds("childcare-benefit")
    elsewhere = it.per_head("entries", "minority", "second_minority")
    assert elsewhere > 2 * it.per_head("entries", "majority")
    assert 0.25 < it.of("listed_wrongly") / it.of("listed") < 0.75
    assert it.of("fines") > 0 and it.of("refused_benefit") > 0


@pytest.mark.slow
def test_a_credit_bureau_errs_on_one_in_twenty_and_prices_out_the_young_and_poor() -> None:
    it = Worlds("credit-bureau")
    assert 0.02 < it.of("scored_too_low") / it.of("scored") < 0.08  # 0.048
    assert it.of("refused_loan") > 30  # 125
    assert it.per_head("listed", "18-29") > 1.3 * it.per_head("listed", "45-59")  # 1.48
    assert it.per_head("listed", "lowest") > 1.5 * it.per_head("listed", "highest")  # 2.3


@pytest.mark.slow
def test_nobody_in_the_dangan_is_told_and_complaints_fall() -> None:
    it = Worlds("dangan")
    assert it.of("listed_without_notice") == it.of("listed") > 1000
    assert it.of("listed_unaware") > 0.8 * it.of("listed")  # 0.99
    assert it.of("listed_wrongly") > 0.25 * it.of("listed")  # 0.53
    assert it.of("disfavoured_acts") < 0.97 * it.before("disfavoured_acts")  # 0.95
    assert it.per_head("favoured", "official") > 2 * it.per_head("favoured", "manual")  # 3.6


@pytest.mark.slow
def test_eight_scores_disagree_until_one_bureau_takes_their_place() -> None:
    it = Worlds("eight-pilots", "2016-08")
    assert it.of("disagreement", until="2018-02") > 1000
    assert it.of("disagreement", since="2018-03") == 0


@pytest.mark.slow
def test_a_finance_bureau_closes_loans_alone_and_errs_on_one_in_twenty() -> None:
    it = Worlds("finance-bureau")
    assert 0.01 < it.of("scored_too_low") / it.of("scored") < 0.08  # 0.043
    refused = [name for name in it.names if name.startswith("refused_") and it.of(name)]
    assert refused == ["refused_loan"]


@pytest.mark.slow
def test_in_hangzhou_knowing_of_the_rule_changes_conduct_and_the_rule_unknown_does_not() -> None:
    it = Worlds("hangzhou", "2018-06")
    unknown = it.lived(change(it.rules, "behaviour.watching", awareness=0.0))
    duties = "obligations_broken"  # of which most are on file; of the offences hardly any are
    drop = it.before(duties) - it.of(duties)
    assert drop > 0.05 * it.before(duties)  # 0.13
    assert it.before(duties) - it.of(duties, world=unknown) < 0.4 * drop  # 0.32
    assert it.of("offences") > 0.99 * it.before("offences")  # 0.998


@pytest.mark.slow
def test_cameras_shame_people_who_did_nothing_and_close_no_door() -> None:
    it = Worlds("jaywalking-cameras")
    assert 0.05 < it.of("listed_wrongly") / it.of("listed") < 0.35  # 0.15
    assert it.of("contacts_lost") > 1000 and it.of("fines") > 0
    assert it.of("shut_out") == 0
    assert it.per_head("listed", "urban") > 3 * it.per_head("listed", "rural")


@pytest.mark.slow
def test_of_those_midas_accuses_four_in_five_and_more_are_innocent() -> None:
    it = Worlds("midas")
    assert it.of("listed_wrongly") > 0.8 * it.of("listed")  # 0.905 of 94 entries
    assert it.of("entries", since="2013-10", until="2015-09") > 40


@pytest.mark.slow
def test_a_star_cut_off_ends_the_work_of_drivers_who_gave_no_cause() -> None:
    it = Worlds("platform-rating")
    assert it.of("shut_out_blameless") > 0.5 * it.of("shut_out") > 200  # 0.88
    assert it.of("refused_platform_work") > 100


@pytest.mark.slow
def test_pooled_data_chills_lawful_conduct_and_marks_down_the_poor() -> None:
    it = Worlds("pooled-data")
    assert it.of("disfavoured_acts") < 0.95 * it.before("disfavoured_acts")  # 0.90
    assert it.per_head("shut_out", "lowest") > 2 * it.per_head("shut_out", "highest")


@pytest.mark.slow
def test_shaming_makes_some_debtors_pay_and_costs_them_company() -> None:
    """In a society forty times as deep in debt, that there be debtors enough."""
    it = Worlds("public-shaming", "2017-01")
    debts = it.rules.behaviour.debts
    assert debts is not None
    deep = change(it.rules, "behaviour.debts", dispute_rate=40 * float(debts.dispute_rate[0]))
    shown, hidden = it.lived(deep), it.lived(change(deep, "lists", shown_to=0.0))
    assert it.of("contacts_lost", world=shown) > 0 == it.of("contacts_lost", world=hidden)
    assert it.of("debts_paid", world=shown) > it.of("debts_paid", world=hidden)


@pytest.mark.slow
def test_most_of_the_debts_that_robodebt_raises_are_not_owed() -> None:
    it = Worlds("robodebt")
    assert 0.55 < it.of("listed_wrongly") / it.of("listed") < 0.95  # 0.74 of 244 entries
    assert it.per_head("entries", "lowest") > 2 * it.per_head("entries", "highest")  # 4.6
    assert it.of("shut_out") == 0


@pytest.mark.slow
def test_in_rongcheng_money_and_favour_climb_and_few_lose_anything() -> None:
    it = Worlds("rongcheng")
    assert it.of("top_band") > 0 == it.before("top_band")  # 44
    assert it.of("deeds_bought") > 20  # 102
    assert it.of("scored_too_high") > 3 * it.of("scored_too_low")  # 381 against 7
    assert it.of("shut_out") < 0.01 * it.of("people")


@pytest.mark.slow
def test_sensitive_jobs_are_entered_more_for_the_same_conduct() -> None:
    it = Worlds("sensitive-occupations")
    named = ("lawyer", "accountant", "teacher", "journalist", "official")
    plain = ("farmer", "manual", "service", "clerical", "professional")
    assert it.per_head("entries", *named) > 2.5 * it.per_head("entries", *plain)  # 4.5
    assert it.of("disfavoured_acts") < 0.98 * it.before("disfavoured_acts")  # 0.97


@pytest.mark.slow
def test_in_shanghai_hardly_any_act_reaches_the_file() -> None:
    it = Worlds("shanghai", "2018-01")
    acts = it.of("offences") + it.of("obligations_broken")
    assert 0 < it.of("records") < 0.005 * acts  # 142 of 405,516
    assert it.of("scored") < 0.06 * it.of("people")
    assert it.of("shut_out") == 0


@pytest.mark.slow
def test_in_suining_complaints_fall_and_people_are_named() -> None:
    it = Worlds("suining")
    assert it.of("disfavoured_acts") < 0.97 * it.before("disfavoured_acts")  # 0.96
    assert it.of("contacts_lost") > 1000  # 4,412
    assert it.of("listed") > it.of("red_listed") > 0  # 5,941 against 3,641


@pytest.mark.slow
def test_suqian_takes_small_perks_from_some_and_closes_nothing() -> None:
    it = Worlds("suqian")
    assert 0.3 < it.of("favoured") / it.of("scored") < 0.99  # 0.73
    assert it.of("shut_out") == 0
    assert it.per_head("favoured", "highest") > 1.1 * it.per_head("favoured", "lowest")


@pytest.mark.slow
def test_in_suzhou_nearly_nobody_meets_the_score() -> None:
    it = Worlds("suzhou")
    assert 0 < it.of("favoured") < 0.15 * it.of("scored")  # 0.05
    assert it.of("shut_out") == 0
    assert it.of("deeds") == pytest.approx(it.before("deeds"), rel=0.06)  # 1.03


@pytest.mark.slow
def test_a_name_alone_costs_strangers_a_flat() -> None:
    it = Worlds("tenant-screening")
    assert it.of("wrongly_namesake") > 300  # 1,235 of 6,778
    assert it.of("listed_wrongly") > 0.2 * it.of("listed")  # 0.40
    assert it.of("refused_rent") > 20
    assert it.per_head("listed", "lowest") > 1.5 * it.per_head("listed", "highest")  # 3.8


@pytest.mark.slow
def test_travel_bans_cost_hours_and_send_some_to_other_ways() -> None:
    it = Worlds("travel-conduct")
    assert it.of("hours_lost") > 300  # 1,985
    assert it.of("refused_fast_train") > 10 and it.of("refused_flight") > 0
    assert it.of("exits_term") > 30  # 122 of 159
    assert it.of("shut_out_by_stale_copy") > 0


@pytest.mark.slow
def test_a_purge_by_name_strikes_off_lawful_voters() -> None:
    it = Worlds("voter-purge")
    assert it.of("listed_wrongly") > 0.95 * it.of("listed") > 1000  # all of 285 entries
    assert it.of("refused_vote") > 20  # 96
    assert it.per_head("entries", "migrant") > 1.5 * it.per_head("entries", "resident")  # 2.3


@pytest.mark.slow
def test_nobody_is_told_of_the_watch_list_and_half_of_it_is_somebody_else() -> None:
    it = Worlds("watch-list")
    assert it.of("listed_without_notice") == it.of("listed") > 100
    assert it.of("wrongly_namesake") > 0.2 * it.of("listed")  # 0.51 of 43 entries
    assert it.of("refused_flight") > 0
    assert it.of("exits_corrected") < 0.2 * it.of("entries")


@pytest.mark.slow
def test_the_scores_of_xiamen_and_fuzhou_only_reward() -> None:
    it = Worlds("xiamen-fuzhou")
    assert 0 < it.of("favoured") < it.of("scored") < 0.4 * it.of("people")
    assert it.of("shut_out") == 0
    assert it.of("dearer_paid") == 0 < it.of("discounts")
