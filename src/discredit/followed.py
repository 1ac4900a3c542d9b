"""The columns of the months of people who are followed, each declared once."""

from __future__ import annotations

from discredit.columns import MOOD, Column, codes, table, words, yes
from discredit.vocabulary import GROUNDS, UNFAIRS, UNSCORED, WRONGS, Exit, Stage, Status

_GROUND = ("none", *GROUNDS)
_BIT_OF_CONDUCT = "bit per ground, then per conduct of the catalogue"
_BIT_OF_LIST = "bit per list"
_BIT_OF_SERVICE = "bit per service"

DIARY = table(
    yes("owes", "owes an unperformed judgment"),
    yes("has_means", "could pay it"),
    Column("owed", "float32", "owed", "CNY"),
    words("conduct", "conduct towards the court, in truth", _GROUND),
    Column("did", "uint32", "what was done, in truth", _BIT_OF_CONDUCT),
    Column("bought", "uint32", "good deeds done for the score", _BIT_OF_CONDUCT),
    Column("hidden", "uint32", "done where no agency can see it", _BIT_OF_CONDUCT),
    yes("pays_off", "pays the debt off"),
    yes("pays_part", "pays a part of it"),
    Column("paid", "float32", "paid on judgments", "CNY"),
    yes("company_owes", "the company represented owes a judgment"),
    yes("is_employed", "has work"),
    Column("income", "float32", "income per head that came in", "CNY"),
    Column("savings", "float32", "savings", "CNY"),
    yes("is_aware", "knows of an entry"),
    Column("trust", "float32", "trust", MOOD),
    Column("grievance", "float32", "grievance", MOOD),
    Column("wellbeing", "float32", "wellbeing", MOOD),
    yes("listed_at_home", "somebody else in the household is {state}"),
    Column("listed_ties", "int32", "ties to people who are {state}", "ties"),
    yes("file_open", "the court has a file"),
    words("recorded_ground", "first ground on record this month", _GROUND),
    Column("records", "uint32", "records written this month", _BIT_OF_CONDUCT),
    yes("recorded_for_company", "the record is for a company's debt"),
    yes("recorded_payment", "a payment is on file"),
    yes("is_stray", "a record of this month belongs to a namesake"),
    Column("score", "float32", "score of the first scorer", "points"),
    Column("band", "int32", "band of the first scorer, 0 the lowest", missing=UNSCORED),
    words("status", "harshest status: clear, warned or listed, that is {state}", codes(Status)),
    Column("lists", "uint16", "lists that the person is on, the black ones", _BIT_OF_LIST),
    yes("was_notified", "a letter about an entry has come"),
    words("exit", "how an entry ended this month", codes(Exit)),
    yes("about_other", "an entry rests on a namesake's record"),
    words("wrong_cause", "why an entry is wrong in truth", ("none", *WRONGS)),
    yes("turned", "an entry is right, and the means to pay are gone since"),
    words("unfair_cause", "why an entry is unfair though lawful", ("none", *UNFAIRS)),
    Column("closed", "uint32", "doors closed", _BIT_OF_SERVICE),
    Column("favoured", "uint32", "doors favoured", _BIT_OF_SERVICE),
    Column("attempts", "uint32", "services sought", _BIT_OF_SERVICE),
    Column("refused", "uint32", "services refused", _BIT_OF_SERVICE),
    Column("hours", "float32", "hours lost going round, or at slow doors", "hours"),
    Column("waited", "float32", "hours waited at counters", "hours"),
    Column("fined", "float32", "fines and deductions", "CNY"),
    Column("trade_lost", "float32", "trade and custom that a business owner lost", "CNY"),
    Column("arrears", "float32", "owed in arrears with rent, bills or fines", "CNY"),
    yes("moves_out", "the household gives up its home for arrears"),
    yes("changes_school", "a child changes school with it"),
    yes("puts_off_care", "puts off health care in arrears"),
    words("appeal_stage", "where an appeal stands", codes(Stage)),
    yes("appeal_filed", "files an appeal"),
    yes("appeal_served", "an appeal is heard"),
    yes("appeal_won", "an appeal is won"),
)
"""One month of a person who is followed: what is so beside what is on file."""
