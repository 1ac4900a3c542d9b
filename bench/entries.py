"""What agencies make of residents: their files, entries and appeals, and what is wrong with these.

Like `residents`, no arrays and none of discredit's code.
"""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

CLEAR, WARNED, LISTED = 0, 1, 2
NO_DEBT, DUE, JUDGED = 0, 1, 2
NO_CASE, FIRST, REVIEW, REFUSED = 0, 1, 2, 3

Counts = defaultdict[str, float]
"""What the month adds up to, by measure."""


class OnFile:
    """What there is to one person, and what the agencies make of it."""

    model: Any
    namesake: OnFile
    kin: list[OnFile]
    ties: list[OnFile]
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
    is_owner: bool
    has_pupil: bool
    works: bool
    owes: bool
    has_means: bool
    conduct: int
    pays_off: bool
    pays_part: bool

    def settle(self, traits: dict[str, Any]) -> None:
        """The first morning. `traits`: one row of `bench.ours.setup`'s people."""
        self.__dict__.update(traits)
        self.owed = self.scar = self.belief = 0.0
        self.debt, self.debt_resolve, self.debt_month = NO_DEBT, 0.0, 0
        self.company_owes = self.is_aware = False
        self.is_employed = self.works
        self.wellbeing = self.trust = self.grievance = 0.0
        self.file_open, self.stray = False, 0
        self.status, self.ground, self.times = CLEAR, 0, 0
        self.for_company = self.was_notified = self.about_other = self.rests_on = False
        self.grace_left = self.term_left = self.months_on = 0
        self.copies: set[int] = set()
        self.closed: set[int] = set()
        self.stage, self.waited, self.is_called = NO_CASE, 0, False

    def look(self) -> None:
        """What last month's world shows, before anybody moves."""
        self.listed_ties = sum(other.status == LISTED for other in self.ties)
        self.kin_listed = any(other.status == LISTED for other in self.kin)
        self.stray_in = self.namesake.stray if self.namesake is not self else 0

    def happens(self, p: float) -> bool:
        return self.model.random.random() < p

    # Observation

    def be_seen(self, rules: SimpleNamespace, counts: Counts) -> None:
        in_default = self.owes or self.company_owes
        if in_default and not self.file_open and self.happens(rules.opening_rate):
            self.file_open = True
            counts["files_opened"] += 1
        ground, is_for_company = self.taken_up(rules) if self.file_open else (0, False)
        self.stray, is_so = 0, self.owes and (self.has_means or ground > 1)
        if ground and self.happens(rules.misrouted * self.name_weight):
            self.stray, ground, is_for_company = ground, 0, False
        self.is_stray = ground == 0 and self.stray_in != 0
        self.seen_ground = self.stray_in if self.is_stray else ground
        self.seen_for_company = is_for_company
        self.seen_is_so = ground != 0 and is_so and not is_for_company
        could_perform = self.owes and self.has_means and not self.is_stray
        self.seen_secured = could_perform and self.happens(rules.secured_seen)
        seen = rules.payment_seen if self.pays_off else rules.late_payment_seen
        sees = self.file_open and self.happens(seen)
        is_own = not self.owes and (self.pays_off or not self.company_owes)
        self.seen_payment = sees and is_own
        self.seen_company_payment = sees and not self.company_owes
        instalment = self.pays_part and self.file_open
        self.seen_part_payment = instalment and self.happens(rules.payment_seen)
        letter = rules.notice_reaches * (rules.notice_if_migrant if self.is_migrant else 1.0)
        self.letter_arrives = self.seen_ground != 0 and self.happens(letter)
        if self.seen_payment and self.seen_company_payment:
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
        is_admissible, was_on = self.is_admissible(rules), self.status == LISTED
        self.is_decided = self.status == CLEAR and is_admissible
        if self.status == LISTED:
            self.stand(rules, is_admissible, counts)
        elif self.status == WARNED:
            self.grace_left -= 1
            if self.performs(rules):
                self.status = CLEAR
            elif self.grace_left <= 0:
                self.enter(rules, counts)
        elif is_admissible:
            self.ground, self.for_company = self.seen_ground, self.seen_for_company
            self.was_notified, self.about_other = self.letter_arrives, self.is_stray
            self.status, self.grace_left = WARNED, rules.grace_months
            if rules.grace_months == 0:
                self.enter(rules, counts)
        self.months_on = self.months_on + 1 if was_on and self.status == LISTED else 0

    def performs(self, rules: SimpleNamespace) -> bool:
        seen = self.seen_company_payment if self.for_company else self.seen_payment
        return seen and rules.ends_on_payment > 0

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
        if self.performs(rules):
            way = "paid"
        elif self.seen_part_payment and rules.repairs_on_part_payment:
            way = "repaired"
        elif runs_out:
            way = "term"
        else:
            return
        self.status = CLEAR
        counts[f"exits_{way}"] += 1

    def be_judged(self, rules: SimpleNamespace, redress: SimpleNamespace) -> None:
        """Whether the entry rests on something that is so, and is lawful: settled when it is
        decided, and ended by a payment that ends an entry."""
        if self.is_decided:
            may_stand_in = self.company_owes and not redress.representatives_wronged
            self.rests_on = may_stand_in if self.for_company else self.seen_is_so
        if self.status == CLEAR or (self.debt_is_gone() and rules.ends_on_payment):
            self.rests_on = False

    def debt_is_gone(self) -> bool:
        return not (self.company_owes if self.for_company else self.owes)

    def has_turned(self) -> bool:
        """Entered rightly as able to pay, and not able to any more."""
        unable = self.owes and not self.has_means
        return unable and self.ground == 1 and not self.for_company and self.rests_on

    # Redress

    def be_heard(self, rules: SimpleNamespace, counts: Counts) -> None:
        if self.status != CLEAR:
            self.appeal(rules, counts)
        if self.status == CLEAR:
            self.stage, self.waited, self.rests_on = NO_CASE, 0, False
        if self.status != LISTED and self.copies:
            self.copies = {h for h in self.copies if not self.happens(rules.copy_cleared)}

    def appeal(self, rules: SimpleNamespace, counts: Counts) -> None:
        """Against an entry; against a decision that is none yet, it is an objection."""
        what = "appeals" if self.status == LISTED else "objections"
        self.waited += 1
        if self.stage in (FIRST, REVIEW) and self.is_called:
            desk, self.waited = self.stage - 1, 0
            counts[f"{what}_served"] += 1
            is_wrong = self.is_wrong(rules)
            if self.happens(rules.sensitivity[desk] if is_wrong else 1 - rules.specificity[desk]):
                self.status, self.file_open = CLEAR, False
                counts[f"{what}_won"] += 1
            elif self.stage == FIRST and self.happens(rules.continues):
                self.stage = REVIEW
            else:
                self.stage = REFUSED
        elif self.stage == NO_CASE and self.is_aware and self.happens(self.filing(rules)):
            self.stage, self.waited = FIRST, 0
            counts[f"{what}_filed"] += 1
            if self.status == WARNED:
                self.grace_left = max(self.grace_left, 2)

    def is_wrong(self, rules: SimpleNamespace) -> bool:
        """As a hearing would find that never erred."""
        wronged = self.for_company and rules.representatives_wronged
        return bool(not self.rests_on or wronged or (self.has_turned() and rules.releases_turned))

    def filing(self, rules: SimpleNamespace) -> float:
        lean = 1 + rules.filing_by_trust * self.trust + rules.filing_if_grieved * self.grievance
        rate = rules.filing_rate * rules.filing_by_education[self.education] * max(lean, 0.0)
        rate *= rules.filing_by_fifth[self.income_fifth]
        if not self.is_wrong(rules):
            rate *= rules.filing_if_rightly
        return min(rate, 1.0) * (rules.objects if self.status == WARNED else 1.0)

    def owes_anew(self) -> bool:
        """A debt that is newer than the entry, which therefore is not about it."""
        return self.owes and self.debt_month > self.model.month - self.months_on

    def what_is_wrong(self) -> str:
        """Of a standing entry, by the ground on which it was made and the law of that day."""
        lists, redress = self.model.rules.lists, self.model.rules.redress
        if self.about_other:
            return "namesake"
        if self.rests_on:
            return ""
        if self.for_company:
            against_law = lists.lists_representatives and redress.representatives_wronged
            paid = not against_law or (self.debt_is_gone() and lists.ends_on_payment)
            return "already_paid" if paid else "representative"
        gone = self.debt_is_gone() or self.owes_anew()
        return "already_paid" if gone and lists.ends_on_payment else "cannot_pay"
