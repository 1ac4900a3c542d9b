"""Which line of the package is broken for which law; `breaks.py` breaks it."""

from laws.break_house import DEBTS, HOUSE, REGIONS, Break

# Chance, and what depends on it.
CHANCE = (
    Break(
        "test_chance.py::test_one_changed_component_changes_the_word[month]",
        "A draw depends on seed, person, month, decision and k: on each of them.",
        "draws.py",
        "the month is left out of the event",
        "(month << 21) | which",
        "month * 0 | which",
    ),
    Break(
        "test_chance.py::test_a_slice_of_rows_draws_what_the_whole_draws_there",
        "A draw depends on nothing else: a slice of the rows draws what the whole draws there.",
        "draws.py",
        "people are counted from the first row of the slice",
        "(person, (month << 21)",
        "(person - person[0], (month << 21)",
    ),
    Break(
        "test_chance.py::test_what_happens_at_a_low_rate_happens_at_every_higher_one",
        "Whoever is hit at a low rate is hit at every higher one.",
        "draws.py",
        "an event happens where the word lies above what its rate leaves over, modulo the words",
        "return (drawn < _level(p)) | (p >= 1.0)",
        "return (drawn * (_level(p) | 1) < _level(p)) | (p >= 1.0)",
    ),
    Break(
        "test_pairing.py::test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not"
        "[court-list]",
        "The same seed gives the same bytes, and another seed does not.",
        "draws.py",
        "the lower half of a seed is lost",
        "return jnp.array([whole & 0xFFFFFFFF, whole >> 32], jnp.uint32)",
        "return jnp.array([whole >> 32, whole >> 32], jnp.uint32)",
    ),
    Break(
        "test_pairing.py::test_policies_that_part_in_month_twelve_agree_to_the_byte_until_then"
        "[court-list]",
        "Policies that part in a month agree to the byte until then.",
        "engine/loop.py",
        "every month is lived by the rules of the next",
        "jax.tree.map(lambda column: column[some], self.rules),",
        "jax.tree.map(lambda column: np.roll(column, -1, 0)[some], self.rules),",
    ),
    Break(
        "test_pairing.py::test_a_change_spreads_along_households_ties_namesakes_and_queues_only",
        "A change in one life reaches others along households, ties, namesakes and queues alone.",
        "society/home.py",
        "who lives in the row before counts as family",
        "jnp.where(place >= d, before, 0)",
        "jnp.where(place >= d - 1, before, 0)",
    ),
    Break(
        "test_recording.py::test_what_is_watched_is_what_happened[court-list]",
        "The diary of whoever is followed tells what happened.",
        "record/diary.py",
        "slow doors are told as closed ones",
        '"closed": after.doors.closed,',
        '"closed": after.doors.slower,',
    ),
    Break(
        "test_readout.py::test_black_lists_add_up_to_all_lists_in_every_month[court-list]",
        "What is read out by list adds up to what is recorded of all lists.",
        "record/readout.py",
        "who is on the list is entered anew each month",
        "new = listed.times != month.before.listed.times\n    # As the doors",
        "new = on\n    # As the doors",
    ),
    Break(
        "test_recording.py::test_how_people_are_cut_up_changes_nothing[court-list]",
        "How people are cut into blocks changes nothing.",
        "draws.py",
        "people are counted from the first row of those at hand",
        "(person, (month << 21)",
        "(person - person[0], (month << 21)",
    ),
    Break(
        "test_devices.py::test_no_near_tie_lies_across_two_devices",
        "How many devices share the work changes nothing: no near tie lies across two.",
        "engine/layout.py",
        "devices may part in the middle of a stretch",
        "ROWS_APART = 1 << 12",
        "ROWS_APART = 1 << 6",
    ),
)

# Who stirs, and what a quiet month is.
QUIET = (
    Break(
        "test_who_stirs.py::test_who_stands_on_no_list_and_has_no_ground_is_left_alone_by_lists",
        "Lists leave alone who stands on none and has no record that counts.",
        "lists/strikes.py",
        "only a record that counts with all lists takes its person to them",
        "mask((rules.grounds > 0).any(axis=0))",
        "mask((rules.grounds > 0).all(axis=0))",
    ),
    Break(
        "test_answering.py::test_a_conduct_that_nobody_records_is_the_same_in_both_worlds"
        "[1-offences]",
        "Nobody answers to a rule that looks elsewhere.",
        "behaviour/deterrence.py",
        "what is announced frightens off what nobody records",
        "matters = (on_file > 0) & (severity > 0)",
        "matters = severity > 0",
    ),
    Break(
        "test_answering.py::test_a_record_that_nothing_follows_from_changes_nothing[1-offences]",
        "Nobody answers to a record that nothing follows from.",
        "behaviour/deterrence.py",
        "being seen is enough",
        "matters = (on_file > 0) & (severity > 0)",
        "matters = on_file > 0",
    ),
    Break(
        "test_answering.py::test_harsher_is_never_more_of_the_offence[lists-fine-at1]",
        "A harsher consequence is never more of the offence, and here less.",
        "policy/stakes.py",
        "a fine weighs nothing",
        "lists.fine / 1000.0 * weigh.fine",
        "0.0 * weigh.fine",
    ),
    Break(
        "test_quiet.py::test_a_quiet_month_is_what_the_rooms_would_have_made[court-list-15]",
        "A quiet month is the month that the rooms would have made, bit for bit.",
        "step/quiet.py",
        "those with an open debt are passed over",
        "(truth.debt != Debt.NONE)",
        "(truth.debt == Debt.JUDGED)",
    ),
    Break(
        "test_quiet.py"
        "::test_the_listed_tell_their_ties_what_everybody_would_find_out[court-list-15]",
        "The listed tell their ties what everybody would find out by asking.",
        "society/ties.py",
        "everybody tells twice",
        'counts.at[theirs].add(jnp.uint8(1), mode="drop")',
        'counts.at[theirs].add(jnp.uint8(2), mode="drop")',
    ),
)

# The seven rooms, against the slow reference and by themselves.
ROOMS = (
    Break(
        "test_rooms_equal_reference.py"
        "::test_behaviour_does_to_everybody_what_the_reference_does_to_each",
        "Behaviour: the rate depends on being poor, as the reference has it.",
        "behaviour/catalogue.py",
        "the rich count as poor",
        "is_poor = truth.savings < people.income",
        "is_poor = truth.savings > people.income",
    ),
    Break(
        "test_rooms_equal_reference.py"
        "::test_observation_writes_about_all_what_the_reference_writes_about_each",
        "Observation: the asset enquiry has a sensitivity and a specificity.",
        "observation/court.py",
        "the two are mixed up",
        "jnp.where(acts.has_means, rules.ability_sensitivity, 1.0 - rules.ability_specificity)",
        "jnp.where(acts.has_means, rules.ability_specificity, 1.0 - rules.ability_sensitivity)",
    ),
    Break(
        "test_rooms_equal_reference.py::test_scores_follow_the_reference_scorer_by_scorer",
        "Score: an account fades back to its base.",
        "score.py",
        "it fades back to nought",
        "account = account + back * (rule.base - account)",
        "account = account - back * account",
    ),
    Break(
        "test_rooms_equal_reference.py::test_lists_follow_the_table_line_by_line",
        "Lists: an entry comes when grace has run out.",
        "lists/__init__.py",
        "grace lasts a month longer",
        "grace_over = warned & (listed.grace_left <= 1) & ~is_let_off",
        "grace_over = warned & (listed.grace_left < 1) & ~is_let_off",
    ),
    Break(
        "test_rooms_equal_reference.py::test_doors_follow_the_reference",
        "Gates: where several lists speak, the harshest is heard.",
        "gates.py",
        "the mildest is heard",
        "said = jnp.where(on_copy, of_lists[:, None], 0.0).max(axis=0)",
        "said = jnp.where(on_copy, of_lists[:, None], 0.0).min(axis=0)",
    ),
    Break(
        "test_rooms_equal_reference.py"
        "::test_life_does_to_everybody_what_the_reference_does_to_each",
        "Life: fines and deductions are paid from what a person has.",
        "life/__init__.py",
        "nobody pays them",
        "truth.savings + income - habit - fees - fined",
        "truth.savings + income - habit - fees",
    ),
    Break(
        "test_rooms_equal_reference.py::test_hearings_end_for_everybody_as_for_each",
        "Redress: a hearing errs both ways, at stated rates.",
        "redress/__init__.py",
        "rightly listed people win as often as the specificity says",
        "rules.sensitivity[desk], 1.0 - rules.specificity[desk])",
        "rules.sensitivity[desk], rules.specificity[desk])",
    ),
    Break(
        "test_rooms_equal_reference.py::test_capacity_carries_the_fraction_of_a_case_over",
        "Redress: a desk's capacity carries the fraction of a case over to the next month.",
        "redress/queue.py",
        "fractions are lost at a million people",
        "(people / 1e6)",
        "(people // 1e6)",
    ),
    Break(
        "test_month_equals_reference.py"
        "::test_everybody_ends_the_month_where_the_reference_puts_them[court-list-15]",
        "The whole month, rooms in their order, is that of the reference, person by person.",
        "society/home.py",
        "who lives in the row before counts as family",
        "jnp.where(place >= d, before, 0)",
        "jnp.where(place >= d - 1, before, 0)",
    ),
    Break(
        "test_mechanisms.py::test_what_those_with_a_lane_gain_at_counters_the_others_lose",
        "Cobham's law: what those with a lane gain at counters, the others lose.",
        "life/__init__.py",
        "the others wait as if nobody had a lane",
        "others = rules.counters.wait / (1.0 - lane)",
        "others = rules.counters.wait / (1.0 - 0.0 * lane)",
    ),
    Break(
        "test_mechanisms.py::test_an_amnesty_empties_black_lists_and_no_red_one",
        "An amnesty empties black lists and no red one.",
        "lists/__init__.py",
        "it empties red ones too",
        "((rules.amnesty > 0) & (rules.is_red == 0) & on, Exit.AMNESTY)",
        "((rules.amnesty > 0) & on, Exit.AMNESTY)",
    ),
    Break(
        "test_mechanisms.py::test_exempt_jobs_are_never_entered",
        "Whoever is exempt by job is never entered.",
        "lists/__init__.py",
        "an exception lies one job beside",
        "occupation] > 0)",
        "occupation - 1] > 0)",
    ),
    Break(
        "test_giving_up.py::test_what_cannot_be_heard_is_lost[0.1]",
        "An overloaded desk loses what it cannot hear, however patient people are.",
        "redress/__init__.py",
        "those who are heard give up, those who wait do not",
        "is_waiting & ~served & leaves",
        "is_waiting & served & leaves",
    ),
)

# What counts as wrong, what a list may rest on, who is who.
JUSTICE = (
    Break(
        "test_conservation.py::test_nobody_is_listed_without_an_admissible_call",
        "Nobody is listed without an admissible call, and entries are counted once.",
        "lists/__init__.py",
        "an entry is counted when it is decided, not when it begins",
        "times = listed.times + enters.astype(jnp.uint8)",
        "times = listed.times + decided.astype(jnp.uint8)",
    ),
    Break(
        "test_conservation.py::test_no_desk_hears_more_than_it_can[court-list]",
        "No desk hears more cases than it can.",
        "redress/__init__.py",
        "everybody who waits is heard",
        "& (priority >= called[desk])",
        "& (priority >= 0 * called[desk])",
    ),
    Break(
        "test_mechanisms.py::test_honest_agencies_list_nobody_innocent",
        "An entry on conduct is wrong if the person did not do it, and else is not.",
        "judgement.py",
        "it is held against the next conduct of the catalogue",
        "did_it = ((decided.hindsight.so >> index) & 1) != 0",
        "did_it = ((decided.hindsight.so >> (index + 1)) & 1) != 0",
    ),
    Break(
        "test_rooms_equal_reference.py::test_scores_follow_the_reference_scorer_by_scorer",
        "Beside every score stands the one that own true conduct would have earned.",
        "judgement.py",
        "no conduct counts for it",
        "        hindsight.unbought,",
        "        hindsight.unbought * 0,",
    ),
    Break(
        "test_neutrality.py::test_each_fault_brings_its_own_wrong_and_no_other",
        "An entry is wrong by its own cause: a namesake, means, payment, a company.",
        "observation/court.py",
        "a court takes those without means for able wherever it errs about anything",
        "return jnp.where(acts.has_means, rules.ability_sensitivity, ",
        "return jnp.where(acts.has_means, rules.ability_sensitivity, 0.1 + ",
    ),
    Break(
        "test_neutrality.py"
        "::test_the_law_of_the_day_decides_what_is_wrong_with_a_companys_entry_and_a_paid_one",
        "The law of the month decides whether an entry for a company, or on a paid debt, is wrong.",
        "judgement.py",
        "no desk ever holds that a representative is wronged",
        "may_stand_in = acts.company_owes & (rules.redress.representatives_wronged == 0)",
        "may_stand_in = acts.company_owes",
    ),
    Break(
        "test_neutrality.py::test_who_loses_the_means_on_the_list_has_turned_and_is_not_wronged",
        "Who was able when entered and has lost the means has turned, and is not wronged.",
        "flaws.py",
        "nobody who stands on a list ever loses the means",
        "unable = acts.owes & ~acts.has_means",
        "unable = acts.pays_off & ~acts.has_means",
    ),
    Break(
        "test_neutrality.py::test_a_silent_list_changes_no_behaviour",
        "A list that closes no door, is not known of and presses nobody changes no behaviour.",
        "life/__init__.py",
        "who stands on a list in silence loses savings",
        "truth.savings + income - habit - fees - fined",
        "truth.savings + income - habit - fees - fined - 10.0 * burden.on_file",
    ),
    Break(
        "test_safeguards_and_shares.py"
        "::test_a_safeguard_taken_away_lists_more_wrongly[human check]",
        "A safeguard taken away lists more people wrongly.",
        "observation/__init__.py",
        "the human check stops nothing",
        "let_through = 1.0 - rules.human_check",
        "let_through = 1.0 - 0.0 * rules.human_check",
    ),
    Break(
        "test_safeguards_and_shares.py"
        "::test_without_false_records_nobody_is_listed_who_did_nothing",
        "Without false records nobody is listed who did nothing.",
        "lists/strikes.py",
        "one record too few is enough",
        "(records != 0) & enough",
        "(records != 0) | (total + 1 >= rules.records_needed)",
    ),
    Break(
        "test_renaming.py::test_swapping_two_labels_swaps_two_rows[region-3-17-court-list]",
        "Renaming two groups renames the results and nothing else.",
        "behaviour/debts.py",
        "debts are commoner in one region, and no rule says so",
        "* rules.dispute_by_fifth[people.income_fifth]",
        "* rules.dispute_by_fifth[people.income_fifth] * (1.0 + (people.region == 3))",
    ),
)

# What people know of their entries, and what they do about them.
HEARD = (
    Break(
        "test_grace.py::test_those_who_object_are_entered_less_often",
        "Those who object in a time of grace, and are right, are entered less often.",
        "redress/__init__.py",
        "an objection that is upheld is forgotten",
        "status = jnp.where(upheld, jnp.uint8(Status.CLEAR), status)",
        "status = jnp.where(upheld, jnp.uint8(Status.WARNED), status)",
    ),
    Break(
        "test_grace.py::test_where_there_is_no_grace_nobody_objects",
        "Nobody objects where there is no time of grace.",
        "redress/__init__.py",
        "an appeal against an entry counts as an objection",
        "can_object = (listed.status == Status.WARNED) & (is_red == 0)",
        "can_object = (listed.status != Status.CLEAR) & (is_red == 0)",
    ),
    Break(
        "test_learning.py::test_where_nothing_tells_nobody_learns_of_an_entry",
        "Nobody knows of an entry without one of the ways in which people learn of it.",
        "life/learning.py",
        "whoever is refused knows why",
        "learns = burden.was_told | is_explained | looks",
        "learns = burden.was_told | (refused != 0) | looks",
    ),
    Break(
        "test_learning.py::test_more_ways_never_mean_that_fewer_know",
        "More ways to learn of an entry never mean that fewer know of it.",
        "life/learning.py",
        "two ways cancel each other",
        "return chance.happens(draws, Decision.LEARNED, 1.0 - misses)",
        "return chance.happens(draws, Decision.LEARNED, 4.0 * misses * (1.0 - misses))",
    ),
)

# The wall, the scope, societies, files, results.

BREAKS = (*CHANCE, *QUIET, *ROOMS, *JUSTICE, *HEARD, *REGIONS, *DEBTS, *HOUSE)
