"""What each number of a policy may be, by its name, when `random_months` shakes it."""

from __future__ import annotations

SWITCHES = {
    "grounds", "has_term", "extends", "excludes_secured", "excludes_students",
    "lists_representatives", "repairs_on_part_payment", "representatives_wronged",
    "releases_turned", "ends_on_payment", "leaves_with_score", "repairs_with", "exempts",
    "is_shown", "follows", "is_red", "amnesty", "costs_work", "wants_with_child", "link_stays",
    "false_by_name", "may_list", "sells", "in_application", "register_holds", "ends_on_closing",
    "lives_in",
}  # fmt: skip
PROBABILITIES = {
    "dispute_rate", "voluntary_share", "pay_rate", "judgment_rate", "pressure_listed",
    "pressure_shown", "pressure_trusting", "discharge_rate", "part_payment_share",
    "belief_own_weight", "belief_ties_weight", "company_default_rate", "company_settle_rate",
    "wants", "opening_rate", "listing_activity", "conduct_seen", "ability_sensitivity",
    "ability_specificity", "representative_named", "misrouted", "payment_seen", "late_payment_seen",
    "secured_seen", "notice_reaches", "checked", "job_loss_rate", "job_find_rate", "scalper_share",
    "filing_rate", "sensitivity", "specificity", "continues", "gives_up", "copy_cleared", "rate",
    "bought", "awareness", "announced", "stakes", "seen", "entered", "false_records", "human_check",
    "graded", "fades", "consent", "agreed", "no_history", "friends", "sees", "share", "matters",
    "weight", "shown_to", "deduction", "visits", "informal_share", "shunned", "custom_lost",
    "access", "reasons", "dearer_by", "disputed", "upheld", "favoured_discount", "heeded",
    "heaviness", "spreads", "on_file", "by_lists", "by_scores", "is_told", "spread",
    "moves_out_of_sight", "arises", "picked", "found", "false_findings",
    "looked_up_by", "ends_work", "trade_lost", "pay_lost",
    "further_rate", "further_fades", "waives_rest", "written_off_rate", "closed_rate",
    "reopened_rate", "released", "firm_named", "watched_in", "seen_in",
    "bills", "left_unpaid", "gives_up_home", "home_cheaper_by", "changes_school", "puts_off_care",
}  # fmt: skip
CHOICES = {
    "grace_months": (0, 1, 3),
    "term_months": (0, 1, 2, 30),
    "extension_months": (0, 1, 2, 24),
    "repair_after_months": (0, 1, 40),
    "memory_months": (0, 1, 6, 40),
    "records_needed": (0, 1, 2, 5),
    "head_start": (0, 1, 30),
    "limitation_months": (0, 1, 24, 36),
    "minimum_age": (0, 18, 30),
    "scorer": (-1, 0, 1),
}
KEPT = {
    "kind", "services", "holder_of", "holders", "base", "floor", "ceiling", "below", "above",
    "conduct", "highest", "quota", "sample", "with_residence", "with_background", "with_sex",
    "model", "with_income", "with_age", "with_schooling", "wants_by_job",
}  # fmt: skip
SIGNED = {"by_habit", "points", "links", "if_watched", "if_at_stake", "if_aggrieved", "if_trusting"}
