"""The court list as objects: one resident, one month, written the way most models are written.

No arrays and none of discredit's code: residents hold plain attributes, read each other through
references and draw from Python's own generator. `mesa_court_list` makes Mesa agents of them. They
follow the seven rooms of `discredit.step` decision for decision, so a test can compare the two.
"""

from __future__ import annotations

from collections import defaultdict
from math import exp
from types import SimpleNamespace
from typing import Any

CLEAR, WARNED, LISTED = 0, 1, 2
NO_DEBT, DUE, JUDGED = 0, 1, 2
NO_CASE, FIRST, REVIEW, REFUSED = 0, 1, 2, 3
CLOSED_LEVEL = 4
SERVICES = range(10)
HOLDER_OF_SERVICE = (0, 1, 1, 1, 2, 3, 4, 4, 5, 6)
HOLDERS = range(7)
GRAVEST_FIRST = (2, 3, 4, 5, 6, 1)

Counts = defaultdict[str, float]
"""What the month adds up to, by measure."""


class Resident:
    """One person: truth, conduct, file, entry, doors and appeal."""

    model: Any
    namesake: Resident
    kin: list[Resident]
    ties: list[Resident]
    age: int
    education: int
    occupation: int
    income_fifth: int
    household_size: int
    place_in_household: int
    income: float
    earnings: float
    savings: float
    name_weight: float
    is_urban: bool
    is_migrant: bool
    is_student: bool
    is_representative: bool
    works: bool

    def settle(self, traits: dict[str, Any]) -> None:
        """The first morning. `traits`: one row of `bench.ours.setup`'s people."""
        self.__dict__.update(traits)
        self.owed = self.scar = self.belief = 0.0
        self.debt, self.debt_resolve = NO_DEBT, 0.0
        self.company_owes = self.is_aware = False
        self.is_employed = self.works
        self.wellbeing = self.trust = self.grievance = 0.0
        self.file_open, self.stray = False, 0
        self.status, self.ground, self.times = CLEAR, 0, 0
        self.for_company = self.was_notified = self.about_other = False
        self.grace_left = self.term_left = 0
        self.copies: set[int] = set()
        self.closed: set[int] = set()
        self.stage, self.waited, self.is_called = NO_CASE, 0, False

    def look(self) -> None:
        """What last month's world shows, before anybody moves."""
        self.knows_listed = any(other.status == LISTED for other in self.ties)
        self.kin_listed = any(other.status == LISTED for other in self.kin)
        self.stray_in = self.namesake.stray if self.namesake is not self else 0

    def step(self) -> None:
        """One month through the seven rooms."""
        rules, counts = self.model.rules, self.model.counts
        self.act(rules.behaviour, counts)
        self.be_seen(rules.observation, counts)
        self.be_listed(rules.lists, counts)
        self.meet_doors(rules.gates)
        self.live(rules.life, rules.gates, counts)
        self.be_heard(rules.redress, counts)
        self.be_counted(counts)

    def happens(self, p: float) -> bool:
        return self.model.random.random() < p

    def income_now(self) -> float:
        if not self.works:
            return self.income
        lost = self.earnings * self.scar if self.is_employed else self.earnings
        return max(self.income - lost, 0.0)

    # Behaviour

    def act(self, rules: SimpleNamespace, counts: Counts) -> None:
        weight = rules.belief_own_weight if self.is_aware else rules.belief_ties_weight
        shown = 1.0 if self.is_aware or self.knows_listed else 0.0
        self.belief += weight * (shown - self.belief)
        self.fall_into_debt(rules)
        surplus = max(self.income_now() - rules.subsistence, 0.0)
        self.has_means = self.savings + rules.reach_months * surplus >= self.owed
        pressure = rules.voluntary_share + rules.pressure_believed * self.belief
        if self.is_aware and self.closed:
            pressure += rules.pressure_listed
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
            if self.happens(rate):
                attempts.append(service)
        return attempts

    # Observation

    def be_seen(self, rules: SimpleNamespace, counts: Counts) -> None:
        in_default = self.owes or self.company_owes
        if in_default and not self.file_open and self.happens(rules.opening_rate):
            self.file_open = True
            counts["files_opened"] += 1
        ground, is_for_company = self.taken_up(rules) if self.file_open else (0, False)
        self.stray = 0
        if ground and self.happens(rules.misrouted * self.name_weight):
            self.stray, ground, is_for_company = ground, 0, False
        self.is_stray = ground == 0 and self.stray_in != 0
        self.seen_ground = self.stray_in if self.is_stray else ground
        self.seen_for_company = is_for_company
        could_perform = self.owes and self.has_means and not self.is_stray
        self.seen_secured = could_perform and self.happens(rules.secured_seen)
        seen = rules.payment_seen if self.pays_off else rules.late_payment_seen
        self.seen_payment = self.file_open and not in_default and self.happens(seen)
        instalment = self.pays_part and self.file_open
        self.seen_part_payment = instalment and self.happens(rules.payment_seen)
        letter = rules.notice_reaches * (rules.notice_if_migrant if self.is_migrant else 1.0)
        self.letter_arrives = self.seen_ground != 0 and self.happens(letter)
        if self.seen_payment:
            self.file_open = False

    def taken_up(self, rules: SimpleNamespace) -> tuple[int, bool]:
        """Graver conduct if seen, else the asset enquiry, else the representative's name."""
        activity = rules.listing_activity * rules.activity_by_settlement[self.is_urban]
        if not self.happens(activity):
            return 0, False
        if self.owes:
            if self.conduct > 1 and self.happens(rules.conduct_seen[self.conduct - 1]):
                return self.conduct, False
            able = rules.ability_sensitivity if self.has_means else 1 - rules.ability_specificity
            if self.happens(able):
                return 1, False
        if self.company_owes and self.happens(rules.representative_named):
            return 1, True
        return 0, False

    # Score, lists, gates

    def be_listed(self, rules: SimpleNamespace, counts: Counts) -> None:
        is_admissible = self.is_admissible(rules)
        if self.status == LISTED:
            self.stand(rules, is_admissible, counts)
        elif self.status == WARNED:
            self.grace_left -= 1
            if self.seen_payment:
                self.status = CLEAR
            elif self.grace_left <= 0:
                self.enter(rules, counts)
        elif is_admissible:
            self.ground, self.for_company = self.seen_ground, self.seen_for_company
            self.was_notified, self.about_other = self.letter_arrives, self.is_stray
            self.status, self.grace_left = WARNED, rules.grace_months
            if rules.grace_months == 0:
                self.enter(rules, counts)

    def is_admissible(self, rules: SimpleNamespace) -> bool:
        if self.seen_ground == 0 or not rules.grounds[self.seen_ground - 1]:
            return False
        if self.age < rules.minimum_age or (self.is_student and rules.excludes_students):
            return False
        if self.seen_secured and rules.excludes_secured:
            return False
        return not self.seen_for_company or bool(rules.lists_representatives)

    def enter(self, rules: SimpleNamespace, counts: Counts) -> None:
        self.status = LISTED
        self.times += 1
        counts["entries"] += 1
        is_aggravated = self.times > 1 or rules.extends[self.ground - 1]
        term = rules.term_months + (rules.extension_months if is_aggravated else 0)
        self.term_left = term if rules.has_term[self.ground - 1] and rules.term_months else 0

    def stand(self, rules: SimpleNamespace, is_admissible: bool, counts: Counts) -> None:
        before = self.term_left
        if before == 0 and rules.has_term[self.ground - 1]:
            self.term_left = rules.term_months
        else:
            self.term_left = max(before - 1, 0)
        runs_out = before > 0 and self.term_left == 0
        if is_admissible and self.term_left > 0 and rules.extends[self.seen_ground - 1]:
            self.term_left += rules.extension_months
        if self.seen_payment:
            way = "paid"
        elif self.seen_part_payment and rules.repairs_on_part_payment:
            way = "repaired"
        elif runs_out:
            way = "term"
        else:
            return
        self.status = CLEAR
        counts[f"exits_{way}"] += 1

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

    def live(self, rules: SimpleNamespace, gates: SimpleNamespace, counts: Counts) -> None:
        was_refused, hours, fees = self.be_refused(rules, gates, counts)
        if self.is_employed:
            fees += hours * self.earnings / rules.hours_per_month
        is_on_file = self.status != CLEAR or bool(self.closed)
        was_told = self.status != CLEAR and self.was_notified
        self.is_aware = is_on_file and (self.is_aware or was_told or was_refused)
        self.keep_a_job(rules)
        income = self.income_now()
        habit = self.income * (1 - rules.saving_share[self.income_fifth])
        self.savings = max(self.savings + income - habit - fees, 0.0)
        counts["income"] += income
        is_unfair = self.is_aware and not (self.owes and self.has_means)
        home = rules.family_share if self.kin_listed else 0.0
        hurt = rules.wellbeing_if_shut_out * (1.0 if self.is_aware and self.closed else home)
        own = rules.trust_if_unfair if is_unfair else rules.trust_if_fair
        lost = own * (1.0 if self.is_aware else home)
        angry = rules.grievance_if_refused * (1.0 if was_refused or is_unfair else home)
        self.wellbeing += rules.mood_speed * (hurt - self.wellbeing)
        self.trust += rules.mood_speed * (lost - self.trust)
        self.grievance += rules.mood_speed * (angry - self.grievance)

    def be_refused(
        self, rules: SimpleNamespace, gates: SimpleNamespace, counts: Counts
    ) -> tuple[bool, float, float]:
        was_refused, hours, fees = False, 0.0, 0.0
        for service in self.attempts:
            if service not in self.closed or not self.happens(gates.checked[service]):
                continue
            was_refused = True
            counts["refused"] += 1
            if rules.detour_hours[service] > 0:
                if self.happens(rules.scalper_share):
                    fees += rules.scalper_price
                else:
                    hours += rules.detour_hours[service]
        counts["hours_lost"] += hours
        return was_refused, hours, fees

    def keep_a_job(self, rules: SimpleNamespace) -> None:
        was_employed = self.is_employed
        self.scar *= 1 - rules.scar_fading
        if was_employed:
            harder = rules.job_loss_if_shut_out if self.closed else 1.0
            if self.happens(rules.job_loss_rate * harder):
                self.is_employed, self.scar = False, rules.scar_on_loss
        elif self.works:
            harder = rules.job_find_if_shut_out if self.closed else 1.0
            self.is_employed = self.happens(rules.job_find_rate * harder)

    # Redress

    def be_heard(self, rules: SimpleNamespace, counts: Counts) -> None:
        if self.status == LISTED:
            self.appeal(rules, counts)
        if self.status != LISTED:
            self.stage, self.waited = NO_CASE, 0
            if self.copies:
                self.copies = {h for h in self.copies if not self.happens(rules.copy_cleared)}

    def appeal(self, rules: SimpleNamespace, counts: Counts) -> None:
        is_wrong = not (self.owes and self.has_means)
        if self.for_company:
            is_wrong = not self.company_owes or bool(rules.representatives_wronged)
        self.waited += 1
        if self.stage in (FIRST, REVIEW) and self.is_called:
            desk, self.waited = self.stage - 1, 0
            counts["appeals_served"] += 1
            if self.happens(rules.sensitivity[desk] if is_wrong else 1 - rules.specificity[desk]):
                self.status, self.file_open = CLEAR, False
                counts["appeals_won"] += 1
            elif self.stage == FIRST and self.happens(rules.continues):
                self.stage = REVIEW
            else:
                self.stage = REFUSED
        elif self.stage == NO_CASE and self.is_aware and self.happens(self.filing(rules, is_wrong)):
            self.stage, self.waited = FIRST, 0
            counts["appeals_filed"] += 1

    def filing(self, rules: SimpleNamespace, is_wrong: bool) -> float:
        lean = 1 + rules.filing_by_trust * self.trust + rules.filing_if_grieved * self.grievance
        rate = rules.filing_rate * rules.filing_by_education[self.education] * max(lean, 0.0)
        return rate if is_wrong else rate * rules.filing_if_rightly

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
        if self.about_other:
            counts["wrongly_namesake"] += 1
        elif self.for_company:
            counts["wrongly_representative"] += 1
        elif not self.owes:
            counts["wrongly_already_paid"] += 1
        elif not self.has_means:
            counts["wrongly_cannot_pay"] += 1
