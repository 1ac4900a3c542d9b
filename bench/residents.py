"""The court list as objects: one resident, one month, written the way most models are written.

No arrays and none of discredit's code: residents hold plain attributes, read each other through
references and draw from Python's own generator. `mesa_court_list` makes Mesa agents of them. They
follow the seven rooms of `discredit.step` decision for decision, so a test can compare the two,
with the course of debts off: one debt and one entry a person at a time (`bench.ours.one_debt`).
"""

from __future__ import annotations

from math import exp
from types import SimpleNamespace

from bench.entries import CLEAR, DUE, JUDGED, LISTED, NO_DEBT, WARNED, Counts, OnFile

CLOSED_LEVEL = 4
SERVICES = range(10)
HOLDER_OF_SERVICE = (0, 1, 1, 1, 2, 3, 4, 4, 5, 6)
HOLDERS = range(7)
REFUSAL = 3
GRAVEST_FIRST = (2, 3, 4, 5, 6, 1)


class Resident(OnFile):
    """One person: truth, conduct, file, entry, doors and appeal."""

    def step(self) -> None:
        """One month through the seven rooms."""
        rules, counts = self.model.rules, self.model.counts
        self.act(rules.behaviour, counts)
        self.be_seen(rules.observation, counts)
        self.be_listed(rules.lists, counts)
        self.be_judged(rules.lists, rules.redress)
        self.meet_doors(rules.gates)
        self.live(rules, counts)
        self.be_heard(rules.redress, counts)
        self.be_counted(counts)

    def income_now(self) -> float:
        if not self.works:
            return self.income
        lost = self.earnings * self.scar if self.is_employed else self.earnings
        return max(self.income - lost, 0.0)

    # Behaviour

    def act(self, rules: SimpleNamespace, counts: Counts) -> None:
        weight = rules.belief_own_weight if self.is_aware else rules.belief_ties_weight
        shown = 1.0 if self.is_aware or self.listed_ties else 0.0
        self.belief += weight * (shown - self.belief)
        self.fall_into_debt(rules)
        surplus = max(self.income_now() - rules.subsistence, 0.0)
        self.has_means = self.savings + rules.reach_months * surplus >= self.owed
        pressure = rules.voluntary_share + rules.pressure_believed * self.belief
        if self.is_aware and self.closed:
            pressure += rules.pressure_listed
        if self.is_aware and self.status == WARNED:
            pressure += rules.pressure_in_grace
        self.is_willing = self.debt_resolve < pressure
        self.pay(rules, surplus, counts)
        if self.debt == DUE and self.happens(rules.judgment_rate):
            self.debt = JUDGED
        self.owes = self.debt == JUDGED
        if self.is_representative:
            if self.company_owes:
                self.company_owes = not self.happens(rules.company_settle_rate)
            else:
                self.company_owes = self.happens(rules.company_default_rate)
        self.conduct = self.misconduct(rules) if self.owes else 0
        self.attempts = self.shop(rules) if self.age >= 18 else []

    def fall_into_debt(self, rules: SimpleNamespace) -> None:
        if self.age < 18 or self.debt != NO_DEBT:
            return
        rate = rules.dispute_rate * rules.dispute_by_occupation[self.occupation]
        rate *= rules.dispute_by_fifth[self.income_fifth]
        if self.works and not self.is_employed:
            rate *= rules.dispute_if_jobless
        if self.happens(rate):
            household_income = self.income * self.household_size
            spread = exp(rules.debt_spread * self.model.random.gauss(0.0, 1.0))
            self.owed = household_income * rules.debt_median_months * spread
            self.debt, self.debt_resolve = DUE, self.model.random.random()
            self.debt_month = self.model.month

    def pay(self, rules: SimpleNamespace, surplus: float, counts: Counts) -> None:
        self.pays_off = self.pays_part = False
        if self.debt == NO_DEBT or not self.is_willing or not self.happens(rules.pay_rate):
            return
        instalment = min(self.owed, rules.part_payment_share * surplus)
        paid = self.owed if self.has_means else instalment
        self.savings = max(self.savings - paid, 0.0)
        self.owed -= paid
        counts["paid"] += paid
        if self.owed <= 0:
            self.debt, self.pays_off = NO_DEBT, True
            counts["debts_paid"] += 1
        else:
            self.pays_part = paid > 0

    def misconduct(self, rules: SimpleNamespace) -> int:
        refuses = self.has_means and not self.is_willing
        open_to = (refuses, not self.is_willing, refuses, True, self.is_aware, self.pays_part)
        latent = self.model.random.random()
        for ground in GRAVEST_FIRST:
            if open_to[ground - 1]:
                latent -= rules.conduct_rate[ground - 1]
                if latent < 0:
                    return ground
        return 0

    def shop(self, rules: SimpleNamespace) -> list[int]:
        lean = rules.wants_by_fifth[self.income_fifth]
        if not self.is_urban:
            lean *= rules.wants_if_rural
        attempts = []
        for service in SERVICES:
            rate = rules.wants[service] * lean
            if self.is_aware and service in self.closed:
                rate *= rules.tries_when_aware[service]
            is_mine = int(rules.wants_by_job[service]) >> self.occupation & 1
            if rules.wants_with_child[service] and not self.has_pupil:
                is_mine = False
            if is_mine and self.happens(rate):
                attempts.append(service)
        return attempts

    # Gates

    def meet_doors(self, rules: SimpleNamespace) -> None:
        if self.status == LISTED:
            self.copies = set(HOLDERS)
        self.closed = (
            {
                service
                for service in SERVICES
                if HOLDER_OF_SERVICE[service] in self.copies
                and rules.level[service] == CLOSED_LEVEL
            }
            if self.copies
            else set()
        )

    # Life

    def live(self, month: SimpleNamespace, counts: Counts) -> None:
        rules = month.life
        errands = self.run_errands(rules, month.gates, counts)
        fees = errands.fees
        if self.is_employed:
            fees += errands.hours * self.earnings / rules.hours_per_month
        self.learn(rules, month.redress, errands.was_refused)
        self.keep_a_job(rules, errands.pay)
        income = self.income_now()
        if self.is_owner:
            looked_up = month.lists.looked_up_by if self.status == LISTED else 0.0
            lost = rules.custom_lost * looked_up + min(errands.trade, 1.0)
            income = max(income - self.earnings * lost, 0.0)
        habit = self.income * (1 - rules.saving_share[self.income_fifth])
        self.savings = max(self.savings + income - habit - fees, 0.0)
        counts["income"] += income
        self.feel(rules, errands.was_refused)

    def learn(self, rules: SimpleNamespace, redress: SimpleNamespace, was_refused: bool) -> None:
        """By letter, by a refusal that is explained or understood, or by a look into the file."""
        learns = self.status != CLEAR and self.was_notified
        if was_refused:
            by_refusal = rules.learned_by[REFUSAL]
            learns = learns or self.happens(redress.reasons) or self.happens(by_refusal)
        is_on_file = self.status != CLEAR or bool(self.closed)
        self.is_aware = is_on_file and (self.is_aware or learns or self.happens(redress.access))

    def feel(self, rules: SimpleNamespace, was_refused: bool) -> None:
        deserves = (self.owes and self.has_means) or (self.rests_on and not self.for_company)
        is_unfair = self.is_aware and not deserves
        home = rules.family_share if self.kin_listed else 0.0
        hurt = rules.wellbeing_if_shut_out * (1.0 if self.is_aware and self.closed else home)
        own = rules.trust_if_unfair if is_unfair else rules.trust_if_fair
        lost = own * (1.0 if self.is_aware else home)
        angry = rules.grievance_if_refused * (1.0 if was_refused or is_unfair else home)
        self.wellbeing += rules.mood_speed * (hurt - self.wellbeing)
        self.trust += rules.mood_speed * (lost - self.trust)
        self.grievance += rules.mood_speed * (angry - self.grievance)

    def run_errands(
        self, rules: SimpleNamespace, gates: SimpleNamespace, counts: Counts
    ) -> SimpleNamespace:
        """Underground, by a scalper, the long way round, or without."""
        met = SimpleNamespace(was_refused=False, hours=0.0, fees=0.0, trade=0.0, pay=0.0)
        company = 1 + rules.informal_per_tie * self.listed_ties
        for service in self.attempts:
            if service not in self.closed or not self.happens(gates.checked[service]):
                continue
            met.was_refused = True
            counts["refused"] += 1
            if self.happens(rules.informal_share[service] * company):
                continue
            if rules.detour_hours[service] > 0 and self.happens(rules.scalper_share):
                met.fees += rules.scalper_price
                continue
            met.hours += rules.detour_hours[service]
            met.fees += rules.refusal_costs[service]
            met.trade += rules.trade_lost[service]
            met.pay = 1 - (1 - met.pay) * (1 - rules.pay_lost[service])
        counts["hours_lost"] += met.hours
        return met

    def keep_a_job(self, rules: SimpleNamespace, pay_lost: float) -> None:
        was_employed = self.is_employed
        costs_work = any(rules.costs_work[service] for service in self.closed)
        self.scar *= 1 - rules.scar_fading
        if was_employed:
            harder = rules.job_loss_if_shut_out if costs_work else 1.0
            if self.happens(rules.job_loss_rate * harder):
                self.is_employed, self.scar = False, rules.scar_on_loss
            self.scar = 1 - (1 - self.scar) * (1 - pay_lost)
        elif self.works:
            harder = rules.job_find_if_shut_out if costs_work else 1.0
            self.is_employed = self.happens(rules.job_find_rate * harder)

    # Record

    def be_counted(self, counts: Counts) -> None:
        counts["in_default"] += self.owes
        counts["jobless"] += self.works and not self.is_employed
        counts["shut_out"] += bool(self.closed)
        counts["savings"] += self.savings
        counts["trust"] += self.trust
        counts["wellbeing"] += self.wellbeing
        if self.status != LISTED:
            counts["listed_at_home"] += self.kin_listed
            counts["shut_out_by_stale_copy"] += bool(self.closed)
            return
        counts["listed"] += 1
        counts["listed_unaware"] += not self.is_aware
        way = self.what_is_wrong()
        if way:
            counts[f"wrongly_{way}"] += 1
        elif self.has_turned() and not self.owes_anew():
            counts["listed_turned"] += 1
