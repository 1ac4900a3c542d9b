"""What a message says of a file helps: each remedy is followed, and the fault is gone.

A row breaks one place of a file that is in order, says which remedy is wanted, and does what it
says, no more. Where the remedy is a name ("Did you mean ...?"), that name is put there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import pytest

from crowd_case import CROWD
from discredit import library
from discredit.cli.new import starter
from discredit.errors import InputError
from discredit.policy.load import load
from discredit.policy.overlay import Overlay
from discredit.policy.schema import Behaviour, System
from discredit.sources import Ledger
from discredit.studies.outcome import refuse_unmeasured
from discredit.studies.question import load_study
from discredit.validation.case import from_file

LEDGER = Ledger()
FILES = starter("my-city")


class Row(NamedTuple):
    old: str  # stands once in a file that is in order
    new: str  # what somebody wrote instead
    said: str  # the remedy
    mended: str | None = None  # `new` after doing so; None: the name that the remedy gives


NUMBER = "{value: 0.003, unit: share, evidence: assumed, source: [asm.fp.link, err-no-rate], \
range: [0.0002, 0.05]}"
REST = "unit: share, evidence: assumed, source: A-950, range: [0.0002, 0.05]"
DATED = f"between: step, before: 0, {REST}"


def number(new: str, said: str, mended: str | None = None) -> Row:
    wrapped = None if mended is None else f"misrouted: {{{mended}}}"
    return Row(f"misrouted: {NUMBER}", f"misrouted: {{{new}}}", said, wrapped)


GOOD = f"value: 0.003, {REST}"
NUMBERS = [
    number(GOOD.replace("share", "shar"), "Did you mean share?"),
    number(GOOD.replace("share", "score points"), "Write unit: share.", GOOD),
    number(GOOD.replace("assumed", "asumed"), "Did you mean assumed?"),
    number(GOOD.replace("assumed", "sure"), "Write assumed if you guessed it.", GOOD),
    number(GOOD.replace("assumed", "documented"), "Write evidence: assumed.", GOOD),
    number(GOOD.replace("A-950", "A-9500"), "Did you mean A-950?"),
    number(GOOD.replace("source: A-950, ", ""), "Add source: ....", GOOD),
    number(GOOD.replace("A-950", "[]"), "Add a key of the ledger.", GOOD),
    number(GOOD.replace("A-950", "[3]"), "Write its key.", GOOD),
    number(GOOD.replace("unit: share, ", ""), "Add unit: share.", GOOD),
    number(f"between: step, {GOOD}", "Remove between or write dated: ....", GOOD),
    number(
        f"dated: {{}}, {DATED}",
        "Write dated: {2013-10: 24, 2017-05: 12}.",
        f"dated: {{2013-10: 0.01, 2017-05: 0.02}}, {DATED}",
    ),
    number(
        f"dated: {{2013-13: 0.01}}, {DATED}",
        "Write the month as 2016-05.",
        f"dated: {{2016-05: 0.01}}, {DATED}",
    ),
    number(
        f"dated: {{2017-05: 0.02, 2013-10: 0.01}}, {DATED}",
        "Put the dates in order.",
        f"dated: {{2013-10: 0.01, 2017-05: 0.02}}, {DATED}",
    ),
    number(
        f"dated: {{2017-05: 0.02}}, before: 0, {REST}",
        "Write between: step or between: linear.",
        f"dated: {{2017-05: 0.02}}, between: linear, before: 0, {REST}",
    ),
    number(
        f"dated: {{2017-05: 0.02}}, between: step, {REST}",
        "Write before: 0 if that is so.",
        f"dated: {{2017-05: 0.02}}, between: step, before: 0, {REST}",
    ),
    number(f"dated: {{2017-05: 0.02}}, {GOOD}", "Keep one of them.", GOOD),
    number(REST, "Add value: ....", GOOD),
    number(GOOD.replace("range: [0.0002, 0.05]", ""), "Write range: [low, high].", GOOD),
    number(GOOD.replace("[0.0002, 0.05]", "0.05"), "Write range: [low, high].", GOOD),
    number(GOOD.replace("[0.0002, 0.05]", "[0.05, 0.0002]"), "Write range: [0.0002, 0.05].", GOOD),
    number(GOOD.replace("0.003", "0.3"), "Correct the value or widen the range.", GOOD),
    number(
        GOOD.replace("0.003", "5 %"),
        "Write a share: 0.05 for five per cent.",
        GOOD.replace("0.003", "0.05"),
    ),
    number(GOOD.replace("0.003", "5"), "For 5 per cent write 0.05.", GOOD.replace("0.003", "0.05")),
    number(
        GOOD.replace("0.003", "'0.003'"),
        "Write it in plain digits, without quotes, commas or underscores.",
        GOOD,
    ),
    number(GOOD.replace("0.003", ".inf"), "Write a number.", GOOD),
    number(GOOD.replace("0.003", "{}"), "Write one number.", GOOD),
    number(GOOD.replace("0.003", "{rural: 0.003}"), "Write one number.", GOOD),
    number(GOOD.replace("value", "vlaue"), "Did you mean value?"),
    number(f"{GOOD}, remark: mine", "Put remarks into note.", f"{GOOD}, note: mine"),
    number(f"{GOOD}, note: 3", "Put it in quotes.", f"{GOOD}, note: '3'"),
    number(f"{GOOD}, value: 0.004", "Remove one of the two.", GOOD),
    number(GOOD.replace("0.003", "&n 0.003"), "Remove it.", GOOD),
    number(GOOD.replace("0.003", "!!float 0.003"), "Remove it.", GOOD),
    number(f"{GOOD}, '': 3", "Name it.", f"{GOOD}, note: '3'"),
    number(f"{GOOD}, note: yes", "put the word in quotes.", f"{GOOD}, note: 'yes'"),
    number(f"{GOOD}, note: {'x' * 1001}", "Shorten it.", f"{GOOD}, note: x"),
]

BELOW = "      below: {value: 900, unit: score points, evidence: assumed, source: A-955, \
range: [850, 950]}"
SYSTEMS = [
    Row("standing: own", "standing: owned", "Did you mean own?"),
    Row("standing: own", "standing: real", "Take one of them.", "standing: own"),
    Row('start: "2018-01"', "start: 2018/01", "Write the month as 2016-05.", "start: 2018-01"),
    Row("months: 36", "months: 0", "Raise it.", "months: 1"),
    Row("months: 36", "months: three", "Write plain digits, without quotes.", "months: 3"),
    Row("title: A small", "titel: A small", "Did you mean title?"),
    Row("\nscores:", "\nscroes:", "Did you mean scores?"),
    Row("\nlife: doors", "", "Add the key life.", "\nlife: doors"),
    Row(
        "is_shown: {value: true",
        "is_shown: {value: 1",
        "Write true or false",
        "is_shown: {value: true",
    ),
    Row("\n      ordinary:", "\n      Ordinary!:", "Write it like very_good.", "\n      ordinary:"),
    Row(BELOW, f"{BELOW.replace('below', 'above')}\n{BELOW}", "Keep one of them.", BELOW),
    Row("scorer: points", "scorer: point", "Did you mean points?"),
]

OWN = "sources:\n  mine: {says: It is so., title: My law, evidence: documented"
OWN_SOURCES = [
    Row("\nlife:", f"\n{OWN}, date: soon}}\nlife:", "Write 2016, 2016-05 or 2016-05-31.",
        f"\n{OWN}, date: 2016-05}}\nlife:"),
    Row("\nlife:", f"\n{OWN}, url: example.org}}\nlife:", "Write https://....",
        f"\n{OWN}, url: https://example.org}}\nlife:"),
]  # fmt: skip

RATE = "rate: {value: 0.2, unit: per month"
CONDUCTS = [
    Row("kind: deed", "kind: dead", "Did you mean deed?"),
    Row(RATE, RATE.replace("per month", "share"), "Write unit: per month.", RATE),
    Row(RATE, RATE.replace("rate", "rat"), "Did you mean rate?"),
]

OVERLAY = """\
title: Fewer mistakes
about: It lets fewer records go astray.
changes:
  observation.misrouted: {at_most: 0.001, evidence: assumed, source: A-950, range: [0, 0.01]}
"""
OVERLAYS = [
    Row("{at_most: 0.001,", "{", "Write at_most: 0.01.", "{at_most: 0.01,"),
    Row("{at_most: 0.001,", "{at_least: 0.002, at_most: 0.001,", "Swap the two.",
        "{at_least: 0.001, at_most: 0.002,"),
    Row("range: [0, 0.01]", "range: [0.01, 0]", "Swap the two.", "range: [0, 0.01]"),
    Row(", range: [0, 0.01]", "", "Write range: [low, high].", ", range: [0, 0.01]"),
    Row(", source: A-950", "", "Add source: ....", ", source: A-950"),
    Row("changes:", "chagnes:", "Did you mean changes?"),
    Row("observation.misrouted", "observaton.misrouted", "Did you mean observation?"),
]  # fmt: skip

SMALLEST = "unit: share, evidence: assumed, source: A-950, range:"
STUDIES = [
    Row("seeds: 6", "seeds: 1", "Raise it.", "seeds: 2"),
    Row("system: court-list", "system: cort-list", "Did you mean court-list?"),
    Row("  measure: shut_out", "  measure: shut_oot", "Did you mean shut_out?"),
    Row("    measure: shut_out", "    measure: shut_out\n    per: peple", "Did you mean people?"),
    Row("direction: rises", "direction: raises", "Did you mean rises?"),
    Row("- observation.court.opening_rate", "- observation.court.openig_rate",
        "Did you mean observation.court.opening_rate?"),
    Row("- observation.court.opening_rate",
        "- behaviour.debts.dispute_by_occupation",
        "Write behaviour.debts.dispute_by_occupation.",
        "- behaviour.debts.dispute_by_occupation.business_owner"),
    Row("- observation.court.opening_rate",
        "- observation.court.opening_rate\n  - observation.court.opening_rate",
        "Remove one.", "- observation.court.opening_rate"),
    Row("- observation.court.opening_rate", "- lists.defaulters.grounds",
        "Write lists.defaulters.grounds.", ""),
    Row("range: [0.2, 0.7]", "range: [0.5, 0.5]", "Remove it, or widen its range.",
        "range: [0.4, 0.5]"),
    Row("    numbers:\n      observation.court.ability_specificity:\n        {value: 0.5, "
        "unit: share, evidence: assumed, source: A-950, range: [0.2, 0.7]}\n", "",
        "Give numbers, removed or system on one side.",
        "    removed: [lists.defaulters.extends]\n"),
    Row("design: ends", "design: hypercube", "Add draws, or write design: ends without them.",
        "design: hypercube, draws: 4"),
    Row("  says: people on the list wrongly\n  measure: listed_wrongly\n  last_months: 12",
        "  says: people on the list wrongly\n  measure: listed_wrongly\n  last_months: 37",
        "Take fewer, or run longer.",
        "  says: people on the list wrongly\n  measure: listed_wrongly\n  last_months: 36"),
    Row("  measure: listed_wrongly",
        "  measure: listed_wrongly\n  against: {dimension: settlement, label: rural}",
        "Add group, or remove against.", "  measure: listed_wrongly"),
    Row("  measure: listed_wrongly",
        "  measure: listed_wrongly\n  group: {dimension: settlement, label: rurl}",
        "Did you mean rural?"),
    Row(f"smallest: {{value: 0.00002, {SMALLEST} [0.00001,",
        f"smallest: {{value: 0, {SMALLEST} [0,",
        "Write smallest: {value: 0.001, unit: share, ...}.",
        f"smallest: {{value: 0.00003, {SMALLEST} [0,"),
    Row("source: [err-no-rate]", "source: [err-no-rat]", "Did you mean err-no-rate?"),
    Row("off: {says: courts that look as assumed}",
        "off: {says: nothing, removed: [observation.nothing]}", "Remove it.",
        "off: {says: nothing}"),
]  # fmt: skip

CASE = CROWD.replace("ACTIVE", "10")
CASES = [
    Row("- id: crowd-01", "- idd: crowd-01", "Did you mean id?"),
    Row("id: crowd-01\n  title", "title", "Add id: text, such as my-01.", "id: my-01\n  title"),
    Row("threshold_cascade", "threshold_cascades", "Did you mean threshold_cascade?"),
    Row("{active: 10}", "{actve: 10}", "Did you mean active?"),
    Row("{exact: true}", "{}", "Write {abs: 0.01}", "{abs: 0.01}"),
    Row("{exact: true}", "{abs: little}", "Write 0.01, or [1, 2].", "{abs: 0.01}"),
    Row("{exact: true}", "{exakt: true}", "Did you mean exact?"),
    Row("cases:\n- id", "cases: 3\nfields:\n- id", "Begin with cases: and a list.", "cases:\n- id"),
    Row("  source: counting", "  remark: mine\n  source: counting", "Remove it.",
        "  source: counting"),
]  # fmt: skip


def as_study(folder: Path, text: str) -> object:
    file = folder / "my-study.yaml"
    file.write_text(text, encoding="utf-8")
    question = load_study(str(file))
    refuse_unmeasured(question)
    return question


def as_case(folder: Path, text: str) -> object:
    file = folder / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    return from_file(file)


def as_a(model: type) -> Callable[[Path, str], object]:
    return lambda _, text: load(text, model, ledger=LEDGER, name="mine.yaml")


READERS: dict[str, tuple[Callable[[Path, str], object], str, list[Row]]] = {
    "system": (as_a(System), FILES["my-city.yaml"], [*NUMBERS, *SYSTEMS, *OWN_SOURCES]),
    "conduct": (as_a(Behaviour), FILES["my-city-conduct.yaml"], CONDUCTS),
    "overlay": (as_a(Overlay), OVERLAY, OVERLAYS),
    "study": (as_study, library.text("starters", "study"), STUDIES),
    "case": (as_case, CASE, CASES),
}


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        pytest.param(kind, row, id=f"{kind}: {row.said}"[:60])
        for kind, (_, _, rows) in READERS.items()
        for row in rows
    ],
)
def test_after_doing_what_is_said_the_fault_is_gone(tmp_path: Path, kind: str, row: Row) -> None:
    read, text, _ = READERS[kind]
    assert text.count(row.old) == 1, row.old
    with pytest.raises(InputError) as caught:
        read(tmp_path, text.replace(row.old, row.new))
    (fault,) = [fault for fault in caught.value.faults if row.said in str(fault)]
    mended = row.mended if row.mended is not None else named(row, str(fault))
    read(tmp_path, text.replace(row.old, mended))


def named(row: Row, fault: str) -> str:
    """What was written, with the name that the remedy gives in place of the one that was wrong."""
    (name,) = re.findall(r"Did you mean (\S+)\?", fault)
    words = {*re.findall(r"[\w.-]+", row.new), *re.findall(r"\w+", row.new)} - {name}
    return row.new.replace(get_close_matches(name, words, n=1)[0], name, 1)
