"""The ledger holds each published fact once, with a grade, and reads in a blink."""

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import discredit
from discredit import library
from discredit.errors import LedgerError, UnknownNameError
from discredit.sources import GRADES, Ledger, Source, badge, read_entries, weakest

LEDGER = Ledger()
ENTRY = {"key": "k", "topic": "t", "claim": "c", "grade": "documented", "title": "x", "seen": True}


def row(**changes: object) -> str:
    return json.dumps({**ENTRY, **changes})


def test_the_ledger_ships_all_published_facts_and_the_assumptions() -> None:
    published = [key for key in LEDGER if not re.fullmatch(r"A-\d+", key)]
    assert len(published) >= 677
    assert {LEDGER[key].grade for key in LEDGER} == set(GRADES)


def test_known_facts_kept_their_figures() -> None:
    assert LEDGER["cmp.fico.max"].value == 850
    assert LEDGER["frame-mostly-companies"].value["companies"] == 0.733
    assert LEDGER["cmp.fico.max"].grade == "documented"
    assert LEDGER["asm.game.share"].grade == "assumed"


def test_every_entry_claims_something_and_says_whether_it_was_seen() -> None:
    for key, source in LEDGER.items():
        assert source.key == key and source.claim and source.title, key
        assert source.seen in (True, False), key
        assert source.low is None or source.high is None or source.low <= source.high, key
        assert source.citation()


def test_every_assumption_that_the_code_names_is_in_the_ledger_with_a_range() -> None:
    code = Path(discredit.__file__).parent
    named = {k for file in code.rglob("*.py") for k in re.findall(r"A-\d{2,}", file.read_text())}
    assert len(named) > 20
    assert named <= set(LEDGER)
    for key in ("A-51", "A-52", "A-53"):
        source = LEDGER[key]
        assert source.low is not None and source.high is not None
        assert source.low < source.value < source.high


def test_an_assumption_is_graded_assumed_and_has_a_range_when_it_has_a_size() -> None:
    for key, source in LEDGER.items():
        if key.startswith("A-"):
            assert re.fullmatch(r"A-\d{2,}", key)
            assert source.grade == "assumed", key
            if source.value is not None and not isinstance(source.value, bool):
                assert source.low is not None and source.high is not None, key


def test_making_a_ledger_reads_nothing_and_loads_no_heavy_library() -> None:
    code = (
        "import sys; from discredit.sources import Ledger, _shipped; Ledger();"
        "assert _shipped.cache_info().currsize == 0; len(Ledger());"
        "assert not {'jax', 'pandas', 'pyarrow', 'altair', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_nearest_key_is_suggested() -> None:
    assert LEDGER.nearest("cmp.fico.maxx") == "cmp.fico.max"
    assert LEDGER.nearest("quite unlike any key whatever") is None
    assert "cmp.fico.maxx" not in LEDGER and 3 not in LEDGER


def test_a_ledger_grows_but_redefines_nothing() -> None:
    own = Source(key="own-1", topic="t", claim="c", grade="assumed", title="x", seen=True)
    grown = LEDGER.extended([own])
    assert grown["own-1"] is own and len(grown) == len(LEDGER) + 1 and "own-1" not in LEDGER
    for again in (own, Source("cmp.fico.max", "t", "c", "assumed", "x", True)):
        with pytest.raises(LedgerError, match="never redefined"):
            grown.extended([again])


def test_the_badge_counts_the_strongest_grade_first() -> None:
    grades = ["assumed", "documented", "documented", "assumed", "documented"]
    assert badge(grades) == "rests on 3 documented, 2 assumed numbers"
    assert badge(["fictional"]) == "rests on 1 fictional number"
    assert badge([]) == "rests on no graded number"
    with pytest.raises(ValueError, match="evidence grade"):
        badge(["certain"])
    assert weakest(["documented", "assumed", "reported"]) == "assumed"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[]", "each entry is a mapping"),
        (row(grade="certain"), "must be one of documented"),
        (row(claim=""), "says it in words"),
        (row(key=3), "says it in words"),
        (row(seen="yes"), "true or false"),
        (row(valeu=3), "Did you mean value?"),
        (row(low=2, high=1), "must not exceed high"),
        (row(low="a"), "must be a number"),
        (row(low=float("nan")), "must be a number"),
        (row() + "\n" + row(), "has one entry"),
    ],
)
def test_a_broken_entry_is_refused_with_its_file_and_line(content: str, said: str) -> None:
    with pytest.raises(LedgerError) as caught:
        read_entries(content, "own.jsonl")
    sentence = str(caught.value)
    assert said in sentence
    assert re.match(r"own\.jsonl:[12] ", sentence)


def test_assumptions_are_written_as_a_yaml_list_with_the_grade_understood() -> None:
    text = "# why\n- key: A-90\n  claim: c\n  value: 0.1\n  low: 0.0\n  high: 0.2\n"
    (entry,) = read_entries(text, "own.yaml")
    assert (entry.key, entry.grade, entry.seen, entry.value) == ("A-90", "assumed", True, 0.1)
    assert read_entries("# none yet\n", "own.yaml") == []
    for wrong in ("a: 1", "- key: A-90", "- 3", "a: [", "- key: A-1\n  claim: c\n  vaule: 1\n"):
        with pytest.raises(LedgerError, match=r"own\.yaml"):
            read_entries(wrong, "own.yaml")


def test_evidence_files_hold_one_compact_object_a_line_with_known_keys() -> None:
    known = {field.name for field in fields(Source)}
    for name in ("china", "behaviour", "funnels"):
        rows = library.text("evidence", name).splitlines()
        assert all(set(json.loads(line)) <= known for line in rows)


def test_the_library_lists_and_reads_by_kind_and_suggests_the_nearest_name() -> None:
    assert {"china", "behaviour", "assumptions"} <= set(library.names("evidence"))
    assert library.path_label("evidence", "china") == "library/evidence/china.jsonl"
    with pytest.raises(UnknownNameError, match=r"Did you mean china\?"):
        library.text("evidence", "chiina")
    with pytest.raises(UnknownNameError, match=r"Did you mean systems\?"):
        library.names("system")
    for name in ("../sources", "", "china.jsonl", "/etc/passwd"):
        with pytest.raises(UnknownNameError):
            library.text("evidence", name)
