"""The story of one life, on hand-made events: a worked case for each cause of a wrong listing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from discredit.policy.compose import load_policy
from discredit.vocabulary import EXITS, GROUND_SENTENCES, Exit, Telling
from discredit.words.lives import SIDE_OF_KIND, first_divergence, life_story
from discredit.words.phrases import (
    CLEAR,
    COURT,
    LISTED,
    NONE,
    REVIEW,
    WARNED,
    PolicyNames,
    names_in,
)

QUIET: dict[str, Any] = {
    "owes": False, "has_means": True, "owed": 0.0, "conduct": NONE, "did": 0, "bought": 0,
    "hidden": 0, "pays_off": False, "pays_part": False, "paid": 0.0, "company_owes": False,
    "is_employed": True,
    "income": 3000.0, "savings": 0.0, "is_aware": False, "trust": 0.0, "grievance": 0.0,
    "wellbeing": 0.0, "listed_at_home": False, "listed_ties": 0, "file_open": False,
    "recorded_ground": NONE, "records": 0, "recorded_for_company": False,
    "recorded_payment": False, "is_stray": False, "score": 0.0, "band": 0, "status": CLEAR,
    "lists": 0, "was_notified": False, "exit": NONE, "about_other": False, "wrong_cause": NONE,
    "turned": False, "unfair_cause": NONE,
    "closed": 0, "favoured": 0, "attempts": 0, "refused": 0, "hours": 0.0, "waited": 0.0,
    "trade_lost": 0.0, "arrears": 0.0, "moves_out": False, "changes_school": False,
    "puts_off_care": False,
    "fined": 0.0, "appeal_stage": NONE, "appeal_filed": False, "appeal_served": False,
    "appeal_won": False, "label": "",
}  # fmt: skip
"""A month in which nothing happens: every column of a trace."""

FLIGHT_AND_LOAN = 1 | 1 << 8


def events(with_list: list[dict[str, Any]], without: list[dict[str, Any]]) -> pd.DataFrame:
    """Both arms of person 7, from what is not quiet in each month from 2016-01 on."""
    rows = [
        {"seed": 1, "arm": arm, "person": 7, "month": pd.Timestamp(2016, at + 1, 1)}
        | QUIET
        | changed
        for arm, months in (("with", with_list), ("without", without))
        for at, changed in enumerate(months)
    ]
    return pd.DataFrame(rows).sample(frac=1, random_state=3)  # the story puts them in order


def told(frame: pd.DataFrame, names: PolicyNames = COURT) -> list[tuple[str, str, str]]:
    return [(entry.month[-2:], entry.world, entry.text) for entry in life_story(frame, names)]


def test_a_namesakes_record_is_told_as_somebody_elses() -> None:
    listed = {"status": LISTED, "wrong_cause": "namesake", "about_other": True,
              "closed": FLIGHT_AND_LOAN}  # fmt: skip
    frame = events(
        [
            {},
            {**listed, "recorded_ground": "hides_assets", "is_stray": True},
            {**listed, "is_aware": True, "refused": 1, "hours": 27.0},
            {**listed, "is_aware": True, "appeal_filed": True, "appeal_stage": "first"},
            {"exit": "corrected", "appeal_served": True, "appeal_won": True, "closed": 1 << 8},
            {},
        ],
        [{}] * 6,
    )
    assert told(frame) == [
        ("02", "both", "The worlds part in 2016-02 because a court files a namesake's record "
         "('hides assets') under this person; without the system none is made."),
        ("02", "with", "A court files a namesake's record ('hides assets') under this person."),
        ("02", "with", "Entered on the list; no letter arrives. "
         "Wrongly: the record belongs to somebody of the same name."),
        ("02", "with", "Doors close: flight, loan."),
        ("03", "with", "Learns of it at the counter, where the door is closed."),
        ("03", "with", "Turned away: flight; the way round takes 27 hours."),
        ("04", "with", "Files an appeal."),
        ("05", "with", "The appeal is heard and won: the court withdraws the entry."),
        ("05", "with", "Off the list: corrected on appeal. Copies of the entry still close loan."),
        ("06", "with", "Copies of the old entry are cleared: loan; every door is open again."),
    ]  # fmt: skip


def test_a_debtor_who_cannot_pay_is_listed_all_the_same() -> None:
    owing = {"owes": True, "has_means": False, "owed": 90_000.0, "file_open": True}
    listed = {**owing, "status": LISTED, "was_notified": True, "wrong_cause": "cannot_pay"}
    frame = events(
        [
            {"owed": 90_000.0, "has_means": False},
            owing,
            {**listed, "recorded_ground": "refuses_though_able", "is_aware": True, "closed": 1},
            {**listed, "is_aware": True, "closed": 1, "is_employed": False},
        ],
        [{"owed": 90_000.0, "has_means": False}, owing, owing, owing],
    )
    assert told(frame) == [
        ("01", "both", "Falls into a debt of 90,000 yuan that a court may have to decide."),
        ("02", "both", "A court orders 90,000 yuan to be paid; "
         "this person does not have the means."),
        ("02", "both", "The court opens a file on the unpaid judgment."),
        ("03", "both", "The worlds part in 2016-03 because a court records 'refuses to pay "
         "although able' against somebody who owes and cannot pay; without the system none is "
         "made."),
        ("03", "with", "A court records 'refuses to pay although able' against somebody who owes "
         "and cannot pay."),
        ("03", "with", "Entered on the list; a letter arrives. "
         "Wrongly: the debt is real, the means to pay it were not."),
        ("03", "with", "Doors close: flight."),
        ("03", "with", "Learns of it from the court's letter."),
        ("04", "with", "Loses the job."),
    ]  # fmt: skip


def test_a_representative_stands_in_for_the_company() -> None:
    default = {"company_owes": True, "file_open": True}
    recorded = {"recorded_ground": "refuses_though_able", "recorded_for_company": True}
    listed = {"status": LISTED, "wrong_cause": "representative", "was_notified": True}
    frame = events(
        [
            default,
            {**default, **recorded, "status": WARNED, "was_notified": True},
            {**default, **listed, "closed": 1},
            {**listed, "file_open": True, "closed": 1, "appeal_served": True,
             "appeal_stage": REVIEW},
        ],
        [default, default, default, {"file_open": True}],
    )  # fmt: skip
    assert told(frame) == [
        ("01", "both", "The company this person represents defaults on a judgment."),
        ("01", "both", "The court opens a file on the company's debt."),
        ("02", "both", "The worlds part in 2016-02 because a court records this person for a debt "
         "of the company he or she represents; without the system none is made."),
        ("02", "with", "A court records this person for a debt of the company he or she "
         "represents."),
        ("02", "with", "The court announces the entry and grants a time of grace; "
         "a letter arrives."),
        ("03", "with", "The time of grace is over: entered on the list. "
         "Wrongly: the debt is a company's, not this person's."),
        ("03", "with", "Doors close: flight."),
        ("04", "both", "The company settles its debt."),
        ("04", "with", "The appeal is heard and refused; goes on to the next court."),
    ]  # fmt: skip


def test_an_entry_that_outlives_its_debt_becomes_wrong() -> None:
    owing = {"owes": True, "owed": 500.0, "file_open": True}
    frame = events(
        [
            {**owing, "status": LISTED, "recorded_ground": "hides_assets",
             "conduct": "hides_assets"},
            {"pays_off": True, "paid": 500.0, "file_open": True, "status": LISTED,
             "wrong_cause": "already_paid"},
            {"recorded_payment": True, "exit": "paid"},
        ],
        [{**owing, "conduct": "hides_assets"}, owing, owing],
    )  # fmt: skip
    assert told(frame)[-5:] == [
        ("02", "with", "Pays 500 yuan: the debt is settled."),
        ("02", "with", "The court does not notice the payment; the file stays open."),
        ("02", "with", "From now on the entry is wrong: nothing is owed any more."),
        ("03", "with", "The court books the payment and closes the file."),
        ("03", "with", "Off the list: the debt is paid."),
    ]
    assert ("01", "with", "Entered on the list; no letter arrives. In truth the debt could be "
            "paid.") in told(frame)  # fmt: skip


def test_conduct_is_told_once_for_each_debt() -> None:
    owing = {"owes": True, "owed": 500.0}
    hiding, quiet = {**owing, "conduct": "hides_assets"}, {**owing}
    again = [{"pays_off": True, "paid": 500.0}, hiding]
    life = [hiding, quiet, hiding, *again]
    months = [month for month, _, text in told(events(life, life)) if "hides assets" in text]
    assert months == ["01", "05"]


def test_two_equal_worlds_never_part_and_are_told_once() -> None:
    life = [{}, {"owed": 10.0}, {"pays_off": True, "paid": 10.0}]
    frame = events(life, life)
    assert first_divergence(frame, COURT) is None
    assert {world for _, world, _ in told(frame)} == {"both"}


def test_a_relatives_listing_parts_the_worlds_before_anything_else() -> None:
    frame = events([{}, {"listed_at_home": True, "listed_ties": 1}], [{}, {}])
    parting = first_divergence(frame, COURT)
    assert parting is not None
    assert parting.text == (
        "The worlds part in 2016-02 because somebody else in the household is on a black list in "
        "one of them."
    )


def test_two_people_at_once_are_refused() -> None:
    frame = events([{}], [{}])
    with pytest.raises(ValueError, match="one person"):
        life_story(pd.concat([frame, frame.assign(person=8)]), COURT)


def test_every_way_off_a_list_has_a_sentence() -> None:
    assert set(EXITS) == set(Exit) - {Exit.NONE}


def test_every_kind_of_entry_is_about_one_of_four_things() -> None:
    assert set(SIDE_OF_KIND.values()) == {"story", "truth", "dossier", "door"}


RATED = PolicyNames(
    (*GROUND_SENTENCES.values(), "makes a scene", "gives blood"),
    ("docked", "", "barred"),
    "stars",
    ("low", "decent", "prime"),
    has_court=False,
)
SCENE, BLOOD = 1 << 6, 1 << 7


def test_conduct_records_scores_and_bands_are_told_by_their_own_names() -> None:
    scored = {"score": 4.2, "band": 1}
    frame = events(
        [
            scored,
            {**scored, "did": SCENE, "records": SCENE, "score": 2.0, "band": 0, "closed": 1},
            {"score": 2.0, "band": 0, "closed": 1, "records": SCENE},
            {"score": 4.6, "band": 2, "did": BLOOD, "bought": BLOOD, "favoured": 1 << 8},
        ],
        [{**scored}, {**scored, "did": SCENE}, scored, scored],
    )
    assert told(frame, RATED) == [
        ("01", "with", "Scored 4.2: band 'decent'."),
        ("02", "both", "The worlds part in 2016-02 because a record is filed; without the system "
         "none is made."),
        ("02", "both", "Makes a scene."),
        ("02", "with", "On file: makes a scene."),
        ("02", "with", "The score falls to 2: band 'low'."),
        ("02", "with", "Doors close: flight."),
        ("03", "with", "On file: makes a scene. The record is untrue."),
        ("04", "with", "Gives blood; for the score."),
        ("04", "with", "The score rises to 4.6: band 'prime'."),
        ("04", "with", "Favoured now: loan."),
        ("04", "with", "Doors open: flight; every door is open again."),
    ]  # fmt: skip


def test_of_several_lists_each_is_named() -> None:
    on = {"status": LISTED, "wrong_cause": "did_not"}
    frame = events(
        [
            {**on, "lists": 1, "fined": 200.0},
            {**on, "lists": 0b101, "fined": 200.0},
            {**on, "lists": 0b100, "exit": "term", "fined": 200.0},
            {"exit": "with_score"},
        ],
        [{}] * 4,
    )
    assert told(frame, RATED._replace(bands=()))[1:] == [
        ("01", "with", "Entered on the list 'docked'; no letter arrives. Wrongly: this person did "
         "nothing of the kind."),
        ("01", "with", "Has to pay 200 yuan."),
        ("02", "with", "Entered on the list 'barred' too."),
        ("03", "with", "Off the list 'docked': the term is over. Still on the list 'barred'."),
        ("04", "with", "Off the list 'barred': the score, or the other list, that it rested on is "
         "over."),
    ]  # fmt: skip


def test_a_court_is_named_only_where_there_is_one() -> None:
    month = {"status": WARNED, "was_notified": True, "is_aware": True, "appeal_served": True}
    said = " ".join(text for _, _, text in told(events([{}, month], [{}, {}]), RATED))
    assert "court" not in said
    assert "authority" in said


@pytest.mark.parametrize("name", ["court-list", "nosedive", "green-lanes", "joint-punishment"])
def test_the_cast_of_a_system_is_what_its_files_say(name: str) -> None:
    policy = load_policy(name)
    names = names_in(policy)
    assert names.has_court == (policy.behaviour.debts is not None)
    assert len(names.conducts) == 6 + len(policy.behaviour.conducts)
    assert sum(map(bool, names.lists)) == sum(
        rule.colour == "black" for rule in policy.system.lists.values()
    )
    assert bool(names.bands) == bool(policy.system.scores)


def test_every_entry_wears_the_label_of_its_run() -> None:
    frame = events([{"listed_at_home": True}], [{}]).assign(label="FICTION")
    assert {entry.label for entry in life_story(frame, RATED)} == {"FICTION"}


OWN = Telling("made to repay", "wronged", "debt", "debts", "a debt is raised", "the debt is closed")


def test_a_system_tells_a_life_in_words_of_its_own() -> None:
    on = {"status": LISTED, "wrong_cause": "did_not", "lists": 1}
    names = RATED._replace(
        lists=("debtors",), bands=(), tellings=(OWN,), black=OWN, authority="office"
    )
    frame = events(
        [
            {"status": WARNED, "was_notified": True},
            on,
            {**on, "appeal_won": True, "listed_at_home": True},
            {"exit": "corrected"},
        ],
        [{}] * 4,
    )
    assert [text for _, _, text in told(frame, names)] == [
        "The worlds part in 2016-01 because the office has decided against this person in one of "
        "them.",
        "The office announces the debt and grants a time of grace; a letter arrives.",
        "The time of grace is over: a debt is raised. Wrongly: this person did nothing of the "
        "kind.",
        "Somebody else in the household is made to repay.",
        "The appeal is heard and won: the office withdraws the debt.",
        "The debt is closed: corrected on appeal.",
    ]


def test_lists_with_words_and_lists_without_are_told_together() -> None:
    names = RATED._replace(tellings=(OWN, None, None))
    assert names.entered(0b101) == "a debt is raised and entered on the list 'barred'"
    assert names.left(0b001) == "the debt is closed"
    assert names.states(0b100) == "on the list 'barred'"
    assert names.entry(0b001) == "debt"
    assert names.entry(0b101) == "entry"


def test_the_month_in_which_somebody_came_is_told_and_nothing_before() -> None:
    frame = events([{"owes": True}, {}, {}], [{}, {}, {}])
    month = f"{frame['month'].iloc[1]:%Y-%m}"
    story = life_story(frame, COURT, arrived=month)
    assert [(one.month, one.kind) for one in story] == [(month, "arrival")]
    assert life_story(frame, COURT)[0].month < month


def test_arrears_and_what_follows_are_told_in_their_month() -> None:
    month = {"arrears": 900.0, "trade_lost": 300.0}
    moves = {"arrears": 2400.0, "moves_out": True, "changes_school": True, "puts_off_care": True}
    frame = events([{}, month, moves, {**moves, "moves_out": False}, {}], [{}] * 5)
    texts = [text for _, world, text in told(frame) if world == "with"]
    for text in (
        "The business loses trade and custom: 300 yuan in this month.",
        "Falls behind with rent, bills or fines: 900 yuan.",
        "The household gives up its home for arrears and moves somewhere cheaper.",
        "Changes school with it.",
        "Has paid back what was owed in arrears: 2,400 yuan.",
    ):
        assert texts.count(text) >= 1, text
    assert texts.count("Puts off health care, being in arrears.") == 1
    assert sum("gives up its home" in text for text in texts) == 1
