"""A policy file is accepted whole, or every fault in it is told with its file and line."""

import pickle
from pathlib import Path
from typing import Annotated, Literal, Self

import pytest
from pydantic import BaseModel, Field, model_validator

from discredit.document import MAX_BYTES
from discredit.errors import ExitCode, Fault, InputError, PolicyError, quoted
from discredit.policy.faults import broken
from discredit.policy.load import explain, load
from discredit.policy.number import Money, MonthText, Needs, Number, Rate, Section, Share
from discredit.sources import Ledger

LEDGER = Ledger()


class Watching(Section):
    uptake: Rate = Field(description="A person joins.")
    specificity: Share
    coverage: Annotated[Number, Needs("share", labels=("east", "west"))]


class Listing(Section):
    kind: Literal["points", "weights", "none"]
    is_public: bool
    grounds: tuple[str, ...]
    steps: Annotated[int, Field(ge=1, le=12)] = 1


class Small(Section):
    title: str
    start: MonthText
    watching: Watching
    listing: Listing
    prices: dict[str, Money]


GOOD = """\
title: Small
start: 2013-10
watching:
  uptake: {value: 0.3, unit: per month, evidence: assumed, source: asm.game.share, range: [0, 1]}
  specificity:
    dated: {2013-10: 0.9, 2018-01: 0.95}
    between: step
    before: 0
    unit: share
    evidence: documented
    source: [frame-four-types, cmp.fico.max]
  coverage:
    value: {east: 0.1, west: 0.2}
    unit: share
    evidence: documented
    source: frame-four-types
listing:
  kind: points
  is_public: true
  grounds: [refusal, hiding]
prices:
  ticket: {value: 30, unit: CNY, evidence: documented, source: frame-four-types}
"""


def sentences(text: str, model: type[BaseModel] = Small) -> list[str]:
    """What is said about a text that must be refused."""
    with pytest.raises(PolicyError) as caught:
        load(text, model, ledger=LEDGER, name="harsh.yaml")
    return [str(fault) for fault in caught.value.faults]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_policy_is_accepted_whole() -> None:
    small = load(GOOD, Small, ledger=LEDGER, name="good.yaml")
    assert small.watching.uptake.at(0) == 0.3
    assert small.listing.grounds == ("refusal", "hiding")
    assert small.prices["ticket"].at(0) == 30


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("uptake: {value: 0.3", "uptake: {value: 1.4",
         "harsh.yaml:4 watching.uptake.value is 1.4; it must be a rate per person and month from "
         "0 to 1. For 1.4 per cent write 0.014."),
        ("uptake: {value: 0.3", "uptake: {value: -0.3",
         "harsh.yaml:4 watching.uptake.value is -0.3; it must be a rate per person and month from "
         "0 to 1. For five per cent a month write 0.05; once a year is about 0.08."),
        ("east: 0.1", "east: 2",
         "harsh.yaml:13 watching.coverage.value.east is 2; it must be a share from 0 to 1. "
         "For 2 per cent write 0.02."),
        ("east: 0.1", "eats: 0.1",
         "harsh.yaml:13 watching.coverage.value.eats is not a known label; the labels here are "
         "east, west. Did you mean east?"),
        ("unit: per month", "unit: per moth",
         "harsh.yaml:4 watching.uptake.unit is 'per moth'; it must be a unit this package knows. "
         "Did you mean per month?"),
        ("source: asm.game.share", "source: asm.game.shar",
         "harsh.yaml:4 watching.uptake.source is 'asm.game.shar'; it must be a key of the evidence "
         "ledger. Did you mean asm.game.share?"),
        ("cmp.fico.max]", "cmp.fico.mxa]",
         "harsh.yaml:11 watching.specificity.source[1] is 'cmp.fico.mxa'; it must be a key of the "
         "evidence ledger. Did you mean cmp.fico.max?"),
        ("evidence: assumed", "evidence: documented",
         "harsh.yaml:4 watching.uptake.evidence is 'documented'; it cannot be better graded than "
         "its best source, which is assumed. Write evidence: assumed."),
        ("range: [0, 1]", "range: [0.5, 1]",
         "harsh.yaml:4 watching.uptake.value is 0.3; it must lie in its range [0.5, 1]. "
         "Correct the value or widen the range."),
        (", 2018-01: 0.95}", ", 2012-01: 0.95}",
         "harsh.yaml:6 watching.specificity.dated.2012-01 is out of order; dates must rise, and "
         "2013-10 stands before it. Put the dates in order."),
        ("  kind: points", "  kind: pionts",
         "harsh.yaml:18 listing.kind is 'pionts'; it must be one of points, weights, none. "
         "Did you mean points?"),
        ("is_public: true", "is_public: yes",
         "harsh.yaml:19 listing.is_public is yes; it could mean a switch or a word. "
         "Write true or false, or put the word in quotes."),
        ("is_public: true", 'is_public: "yes"',
         "harsh.yaml:19 listing.is_public is 'yes'; it must be true or false. "
         "Write true or false, without quotes."),
        ("is_public: true", "is_publc: true",
         "harsh.yaml:19 listing.is_publc is not a known key; the keys here are kind, is_public, "
         "grounds, steps. Did you mean is_public?"),
        ("  is_public: true\n", "",
         "harsh.yaml:17 listing.is_public is missing; it must be said, for nothing is assumed. "
         "Add the key is_public."),
        ("[refusal, hiding]", "refusal",
         "harsh.yaml:20 listing.grounds is 'refusal'; it must be a list. Write [first, second]."),
        ("[refusal, hiding]", "[refusal, 3]",
         "harsh.yaml:20 listing.grounds[1] is 3; it must be text. Put it in quotes."),
        ("[refusal, hiding]", "[refusal]\n  steps: 13",
         "harsh.yaml:21 listing.steps is 13; it must be at most 12. Lower it."),
        ("[refusal, hiding]", "[refusal]\n  kind: none",
         "harsh.yaml:21 listing.kind is here twice; line 18 already gives it. "
         "Remove one of the two."),
        ("title: Small", "title: 3", "harsh.yaml:1 title is 3; it must be text. Put it in quotes."),
        ("title: Small", "title: !!str Small",
         "harsh.yaml:1 title is marked with the tag tag:yaml.org,2002:str; tags are refused, for "
         "they can build any object. Remove it."),
        ("title: Small", "title: &t Small",
         "harsh.yaml:1 title is marked with the anchor &t; anchors are refused with the aliases "
         "they serve. Remove it."),
        ("title: Small", "title:", "harsh.yaml:1 title is empty; it must be text. "
         "Put it in quotes."),
        ("start: 2013-10", "start: 2013-13",
         "harsh.yaml:2 start is '2013-13'; it must name a month from 01 to 12, such as 2016-05. "
         "Write the month as 2016-05."),
        ("value: 30", "value: 30_000",
         "harsh.yaml:22 prices.ticket.value is '30_000'; it must be a number. "
         "Write it in plain digits, without quotes, commas or underscores."),
    ],
)  # fmt: skip
def test_one_fault_is_one_sentence_with_its_line(old: str, new: str, sentence: str) -> None:
    assert sentences(changed(old, new)) == [sentence]


def test_a_missing_number_is_shown_as_it_must_be_written() -> None:
    line = next(line for line in GOOD.splitlines(keepends=True) if "uptake" in line)
    (sentence,) = sentences(changed(line, ""))
    assert sentence.startswith("harsh.yaml:3 watching.uptake is missing;")
    assert "unit: per month" in sentence and sentence.endswith("A person joins.")


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD
    for old, new in [
        ("title: Small", "titel: Small"), ("value: 0.3", "value: 7"),
        ("between: step", "betwen: x"), ("west: 0.2", "wets: -1"),
        ("kind: points", "kind: x"), ("value: 30,", ""),
    ]:  # fmt: skip
        text = text.replace(old, new)
    told = sentences(text)
    starts = [sentence.split(" is ")[0] for sentence in told]
    assert starts == [
        "harsh.yaml:1 titel",
        "harsh.yaml:4 watching.uptake.value",
        "harsh.yaml:5 watching.specificity.between",
        "harsh.yaml:7 watching.specificity.betwen",
        "harsh.yaml:13 watching.coverage.value.wets",
        "harsh.yaml:18 listing.kind",
        "harsh.yaml:22 prices.ticket",
    ]


def test_what_stands_under_a_misspelt_key_is_checked_too() -> None:
    told = sentences(changed("uptake: {value: 0.3", "uptaek: {value: 7"))
    assert [s.split(" is ")[0] for s in told] == [
        "harsh.yaml:4 watching.uptaek", "harsh.yaml:4 watching.uptaek.value",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("# only a remark\n", "is empty"),
        ("- a\n", "must be a mapping"),
        ("3", "must be a mapping"),
        ("a: [1", "not readable as YAML"),
        ("a: b: c", "not readable as YAML"),
        ("\ta: 1", "not readable as YAML"),
        ("a: \x00", "not readable as YAML"),
        ("a: \ud800", "not readable as YAML"),
        ("a: 1\n---\nb: 2", "second document"),
        ("a: *b", "the alias *b"),
        ("<<: {a: 1}", "<< is not a known key"),
        ("? [a, b]\n: 1", "a key that is no word"),
        ("? {a: {b: c}}\n: {d: [e]}", "a key that is no word"),
        ("*a : 1", "the alias *a"),
        ('"": 1', "an empty key"),
        ("a: " + "[" * 10_000, "nested too deeply"),
        ("{" * 10_000, "nested too deeply"),
        ("a: " + "9" * 5000, "a is a number of 5000 digits"),
        ("#" * (MAX_BYTES + 1), "too large"),
    ],
)
def test_a_text_that_is_no_plain_yaml_is_refused(text: str, said: str) -> None:
    assert said in "\n".join(sentences(text))


def test_an_alias_bomb_is_refused_at_once() -> None:
    text = "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(50))
    assert len(sentences(text)) > 100


def test_a_file_is_read_and_an_absent_folder_large_or_binary_one_is_refused(tmp_path: Path) -> None:
    good, odd, large = tmp_path / "good.yaml", tmp_path / "odd.yaml", tmp_path / "large.yaml"
    good.write_text("\ufeff" + GOOD, encoding="utf-8")
    odd.write_bytes(b"title: Small\nstart: \xff\xfe")
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    assert load(good, Small, ledger=LEDGER, name="good.yaml").title == "Small"
    for path, said in [
        (odd, "odd:2 this file is not UTF-8 text"), (large, "too large"),
        (tmp_path, "not a plain file"), (tmp_path / "none.yaml", "unreadable"),
        (tmp_path / "a\0b", "no plain text"), (tmp_path / ("n" * 5000), "unreadable"),
    ]:  # fmt: skip
        with pytest.raises(PolicyError, match=said):
            load(path, Small, ledger=LEDGER, name="odd")


def test_a_rule_across_fields_reads_like_any_other() -> None:
    class Terms(Section):
        warning: int
        term: int

        @model_validator(mode="after")
        def _ordered(self) -> Self:
            if self.warning >= self.term:
                raise broken("the warning must be shorter than the term", "Shorten it.", "wrong")
            return self

    class Whole(Section):
        terms: Terms

    assert sentences("terms:\n  warning: 3\n  term: 2", Whole) == [
        "harsh.yaml:1 terms is wrong; the warning must be shorter than the term. Shorten it."
    ]


def test_faults_are_explained_with_their_number_and_a_long_list_is_cut() -> None:
    fault = Fault("a.yaml", 3, "x", "1", "it must be 2", "")
    assert explain([fault]) == "a.yaml cannot be used: 1 fault.\n  a.yaml:3 x is 1; it must be 2."
    assert explain([fault] * 50).endswith("... and 10 more.")


def test_input_errors_carry_exit_code_two_survive_pickling_and_are_never_empty() -> None:
    with pytest.raises(PolicyError) as caught:
        load("a: 1", Small, ledger=LEDGER, name="x")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.faults == caught.value.faults and again.exit_code == ExitCode.BAD_INPUT == 2
    with pytest.raises(ValueError, match="at least one fault"):
        InputError([])


def test_any_value_found_is_quoted_on_one_short_line() -> None:
    for value in ("a\nb\x1b[31m", "x" * 5000, 10**5000, float("nan"), None, {}, (), "\ud800"):
        text = quoted(value)
        assert text.isprintable() and len(text) <= 90
