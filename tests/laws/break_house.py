"""One break for each law of the house: files, libraries, readers, shortfalls; what a break is."""

from __future__ import annotations

from typing import NamedTuple


class Break(NamedTuple):
    """A law, what it says, and one change to one file of the package that it must notice."""

    law: str  # a test below tests/laws
    says: str
    file: str  # below src/discredit
    breaks: str  # what the change does
    old: str
    new: str


HOUSE = (
    Break(
        "test_alone.py::test_a_life_told_alone_is_the_life_among_everybody",
        "A life told alone, from what everybody's months have shown, is the life among everybody.",
        "engine/views.py",
        "whoever is listed counts as listed at home",
        "seen = _bit(views, bit, mates) & (mates != row)",
        "seen = _bit(views, bit, mates) & (mates >= 0)",
    ),
    Break(
        "test_alone.py::test_views_are_the_same_however_their_months_are_cut",
        "What months have shown is the same however they were cut into stretches.",
        "engine/views.py",
        "records gone astray are all laid into the first months",
        "stray_at=part.stray_at + months * rows)",
        "stray_at=part.stray_at + 0 * months * rows)",
    ),
    Break(
        "test_wall.py::test_a_blind_room_imports_the_dossier_and_the_rules_alone[discredit.lists]",
        "Score, lists and gates import nothing that is so about a person.",
        "lists/__init__.py",
        "lists import the truth",
        "from discredit.policy.rules import ListRules",
        "from discredit.policy.rules import ListRules\nfrom discredit.truth import Truth",
    ),
    Break(
        "test_wall.py::test_equal_files_and_sightings_are_treated_equally_whatever_is_true",
        "Equal files and sightings are treated equally, whatever is true.",
        "step/__init__.py",
        "doors stand open to those who trust",
        "rooms.close(listed.status, held.copies,",
        "rooms.close(listed.status * (truth.trust < 0), held.copies,",
    ),
    Break(
        "test_wall.py::test_the_register_holds_these_traits_and_no_other_fact_about_a_person",
        "An agency's register holds a few traits and no other fact about a person.",
        "observation/register.py",
        "it shows who heads a household",
        "is_adult=people.present & (people.age >= ADULT_AGE),",
        "is_adult=people.present & (people.age + people.place_in_household * 0.5 >= ADULT_AGE),",
    ),
    Break(
        "test_scope.py::test_nothing_talks_to_the_network",
        "Nothing talks to the network.",
        "draws.py",
        "chance is fetched from elsewhere",
        "from operator import index",
        "import urllib.request\nfrom operator import index",
    ),
    Break(
        "test_society.py::test_activity_is_the_same_from_both_ends_and_never_with_oneself",
        "A tie is a tie from both ends.",
        "society/ties.py",
        "the first to look decides",
        "pair = (jnp.minimum(i, j).astype(jnp.uint32), jnp.maximum(i, j).astype(jnp.uint32))",
        "pair = (i.astype(jnp.uint32), j.astype(jnp.uint32))",
    ),
    Break(
        "test_time_passes.py::test_thirteen_years_keep_ages_households_and_migrants",
        "Thirteen years keep ages, households and migrants as they were.",
        "society/turnover.py",
        "homes go to whoever comes, whether the society has too many of his age or too few",
        "_STEERED, _MOST = 4.0, 3.0",
        "_STEERED, _MOST = 0.0, 3.0",
    ),
    Break(
        "test_time_passes.py::test_a_year_is_worked_out_from_seed_and_year_alone",
        "A year among the people is worked out from the seed and the year alone.",
        "society/renewal.py",
        "padding is counted among the people",
        "lack = _lack(of, before, parts[-1].stop)",
        "lack = _lack(of, before, len(before.age))",
    ),
    Break(
        "test_years_in_a_world.py::test_whoever_moves_takes_along_what_is_so_and_what_is_on_file",
        "Whoever moves takes along what is so and what is on file; newcomers bring nothing.",
        "engine/years.py",
        "files stay with the place",
        "flat[to] = flat[left]",
        "pass",
    ),
    Break(
        "test_labels.py::test_every_table_of_the_interface_has_the_label_in_its_last_column"
        "[nosedive]",
        "What is disputed or made up wears its label everywhere.",
        "words/labels.py",
        "tables are handed out without it",
        ".assign(label=label)",
        '.assign(label="")',
    ),
    Break(
        "test_resume.py::test_a_checkpoint_of_another_run_or_of_other_columns_is_refused",
        "A run goes on from its own checkpoint and from no other.",
        "store/checkpoint.py",
        "any checkpoint will do",
        "if stored.whose.of != of:",
        "if not stored.whose.of:",
    ),
    Break(
        "test_beginning.py::test_nothing_of_the_months_that_prepare_a_world_is_counted[court-list]",
        "A later start is the whole run from there on; what happened before is not counted.",
        "engine/loop.py",
        "the months that prepare a world are counted with the others",
        "world = anew(world, rules, prepared)",
        "world = anew(world, rules, prepared)._replace(tally=world.tally)",
    ),
    Break(
        "test_damage.py::test_a_whole_part_in_anothers_place_is_noticed[0-with-0000-0-without-0000]",
        "What is resumed is looked at before it is built on.",
        "store/arrays.py",
        "a part is as good as another that is whole",
        "return stored.whose == whose",
        "return True",
    ),
    Break(
        "test_own_files.py::test_what_lies_beside_a_run_on_its_way_stays",
        "What discredit did not write is neither changed nor removed.",
        "store/disk.py",
        "all files of a folder are removed with it",
        "for path in [folder / name for name in names(folder)]:",
        "for path in list(folder.iterdir()):",
    ),
    Break(
        "test_library_fuzz.py"
        "::test_a_part_of_a_number_of_the_wrong_kind_is_one_sentence_at_its_place",
        "A library file with one thing wrong is refused with one sentence at its place.",
        "policy/load.py",
        "only the first key of its place is told",
        "dotted(keys), shown",
        "dotted(keys[:1]), shown",
    ),
    Break(
        "test_bounds.py::test_no_policy_that_is_accepted_gives_lives_that_cannot_be",
        "No policy that is accepted gives lives of NaN, or less than nothing of anything.",
        "life/__init__.py",
        "savings are spent beyond their end",
        "savings = jnp.maximum(left, 0.0)",
        "savings = jnp.log(left)",
    ),
    Break(
        "test_bounds.py::test_no_society_that_is_accepted_holds_people_who_cannot_be[savings_by_fifth]",
        "No society that is accepted holds people who have less than nothing.",
        "society/schema.py",
        "savings may differ between fifths by any factor",
        'Needs("ratio", high=0.5)',
        'Needs("ratio", high=1e9)',
    ),
    Break(
        "test_policy_fuzz.py::test_a_mutated_policy_loads_or_is_explained",
        "Whatever a policy file holds, it loads or is explained: never another exception.",
        "policy/load.py",
        "what was found is repeated as it stands, whatever characters it has",
        'shown = found if found is not None else quoted(line["input"])',
        'shown = found if found is not None else str(line["input"])',
    ),
    Break(
        "test_one_reader.py::test_one_text_has_one_verdict_at_every_entrance[society-old no]",
        "Whatever YAML is handed in, and wherever, it meets one verdict.",
        "document.py",
        "no and on are words like any other",
        '_OLD_BOOLEANS = frozenset(("yes", "no", "on", "off", "y", "n"))',
        "_OLD_BOOLEANS: frozenset[str] = frozenset()",
    ),
    Break(
        "test_no_persons.py::test_a_headless_row_of_a_person_is_not_shown[names.csv]",
        "Rows of persons find no entrance, and no message shows one.",
        "society/tables.py",
        "a header that may not be there is shown as it stands",
        'found = f"a row of {len(head)} names" if head else "empty"',
        "found = quoted(', '.join(head))",
    ),
    Break(
        "test_shortfall.py::test_the_parts_add_up_and_the_largest_names_whoever_is_too_low",
        "What a score falls short of the earned one adds up from its parts; the largest names why.",
        "shortfall.py",
        "the first part is named, and not the largest",
        "jnp.where(points > most, jnp.uint8(CODES[name]), because)",
        "jnp.where(points > most, because, because)",
    ),
    Break(
        "test_shortfall.py::test_a_cause_that_is_not_there_takes_nothing",
        "Files without fault, scorers who see all, and nobody who minds others take nothing.",
        "shortfall.py",
        "whom others like counts as the file's fault",
        "swayed = fair._replace(manner=on_file.appraisal.manner)",
        "swayed = fair",
    ),
    Break(
        "test_checks.py::test_the_reference_chooses_the_same_by_sorting_everybody",
        "A score chooses those whom sorting everybody would choose, lots apart.",
        "observation/checks.py",
        "somebody checked by lot may be chosen by the score too",
        "who.is_scored[m] & ~by_lot[c] & is_picked",
        "who.is_scored[m] & is_picked",
    ),
    Break(
        "test_checks.py::test_no_more_are_checked_than_there_is_room_for_however_people_are_cut_up",
        "No more are checked than there is room for.",
        "observation/checks.py",
        "those who share the place at the edge are all checked",
        "lots) + higher > room[:, None]).sum(axis=1, dtype=jnp.int32)",
        "lots) + higher > room[:, None]).sum(axis=1, dtype=jnp.int32) - 1",
    ),
    Break(
        "test_purse.py::test_a_heavier_fine_never_leaves_more_money_or_fewer_unpaid_bills",
        "A heavier fine never leaves more money, or fewer unpaid bills.",
        "life/__init__.py",
        "what is left over counts as unpaid",
        "unpaid=jnp.maximum(-left, 0.0)",
        "unpaid=jnp.maximum(left, 0.0)",
    ),
    Break(
        "test_purse.py::"
        "test_a_heavier_fine_never_means_fewer_arrears_and_paying_back_comes_before_saving",
        "A heavier fine never means fewer arrears, and paying back comes before saving.",
        "life/purse.py",
        "people save before they pay back",
        "paid_back = jnp.minimum(spare, purse.arrears)",
        "paid_back = jnp.minimum(spare, purse.arrears) * 0.5",
    ),
    Break(
        "test_purse.py::test_where_nothing_stays_owed_money_is_what_it_is_without_arrears",
        "Where nothing stays owed, money is what it is without arrears.",
        "life/purse.py",
        "fines stay owed whatever is missing",
        "jnp.minimum(rules.left_unpaid * missing, bills + fined)",
        "jnp.minimum(missing, bills + fined)",
    ),
    Break(
        "test_purse.py::test_a_household_gives_up_its_home_together_and_for_arrears_alone",
        "A household gives up its home together, and for arrears alone.",
        "life/purse.py",
        "each member moves out alone",
        "head = draws._replace(person=draws.person - people.place_in_household.astype(jnp.uint32))",
        "head = draws",
    ),
)

DEBTS = (
    Break(
        "test_debts.py::test_every_debt_that_arose_has_ended_in_one_way_or_stands[everything]",
        "Every debt that arose has ended in exactly one way, or stands.",
        "behaviour/course.py",
        "a debt out of time ends and is counted nowhere",
        "(lapses, DebtEnd.OUT_OF_TIME),",
        "(lapses, DebtEnd.NONE),",
    ),
    Break(
        "test_debts.py::test_entries_that_began_have_ended_or_stand_and_who_is_listed_has_one"
        "[everything]",
        "Entries that began have ended or stand, and whoever is listed has one.",
        "lists/__init__.py",
        "a further entry comes where the first is counted already",
        "jnp.where(status == Status.LISTED, more, jnp.uint8(0)), is_more",
        "jnp.where(status == Status.LISTED, more, entries), is_more",
    ),
    Break(
        "test_debts.py::test_more_judgments_never_make_fewer_entries",
        "More judgments never make fewer entries.",
        "observation/court.py",
        "the more judgments, the less a court does",
        "activity = 1.0 - jnp.power(1.0 - jnp.minimum(activity, 1.0), count)",
        "activity = activity / count",
    ),
)
"""Debts and entries one by one."""

# Rules of some regions.
REGIONS = (
    Break(
        "test_regions.py::test_nobody_answers_to_a_rule_of_another_region[score and lists]",
        "Nobody answers to a rule of another region: there both worlds see the same conduct.",
        "policy/stakes.py",
        "a list is feared wherever people live",
        "there = (lists.lives_in > 0).astype(float)",
        "there = np.ones(lists.lives_in.shape)",
    ),
    Break(
        "test_regions.py::test_an_account_sleeps_where_nobody_is_scored",
        "Who lives where a scorer scores nobody has no band, and his account stands still.",
        "score.py",
        "an account goes on wherever its owner lives",
        "account = jnp.where(sleeps, before, account)",
        "account = jnp.where(sleeps, account, account)",
    ),
    Break(
        "test_living.py::test_what_one_chooses_is_nobody_elses_month",
        "What whoever lives a person chooses is nobody else's month.",
        "choices.py",
        "everybody does what is chosen for one",
        "jnp.where(is_it, one, jnp.zeros_like(one))",
        "one + jnp.zeros(is_it.shape, one.dtype)",
    ),
    Break(
        "test_living.py::test_what_is_chosen_is_done_if_it_is_possible",
        "What is chosen is done if it is possible, and only then.",
        "behaviour/catalogue.py",
        "what is not open to a person can be chosen all the same",
        "(chosen.does & ~chosen.omits & may)",
        "(chosen.does & ~chosen.omits)",
    ),
)
