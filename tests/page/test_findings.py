"""Studies on disk, as the page lists them, and what it makes of files that are none."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from discredit import library
from discredit.page.findings import MOST_BYTES, file_of, studies
from discredit.report import study_page, sweep_page
from discredit.studies import folder as claims
from discredit.studies.design import MAIN, scenarios
from discredit.studies.finding import Outcomes, finding_of
from discredit.studies.indices import SharedOut, Weight
from discredit.studies.inquiry import load_inquiry
from discredit.studies.outcome import Told
from discredit.studies.question import SIDES, load_study
from discredit.studies.sweep import ArmAnswer, Swept
from discredit.studies.verdict import SENTENCES
from discredit.words.doubt import Doubt
from discredit.words.tongue import say, speaking
from small_study import SMALL, told, written

NAN = float("nan")
MANY = """\
title: What a notice is worth
question: Are fewer people listed wrongly where they are told before?
arms: {plain: court-list, notice: court-list+notice}
people: 500
months: 12
start: "2016-01"
seeds: 1
vary: [observation.misrouted]
design: {kind: hypercube, draws: 20}
outcomes: [{measure: ever_wrongly}]
"""


def claim_at(results: Path, on: float = 0.03, study: str = "") -> Path:
    """The finding of a study, a small one or one of the library, whose runs were made up."""
    question = load_study(study or written(results.parent))
    each = {"on": on, "off": 0.01}
    names = [MAIN, *(one.name for one in scenarios(question))]
    many = 1 + len(question.study.beside)
    outcomes: Outcomes = {
        (name, seed, side): (of_two_parts(each[side] + seed / 1e4),) * many
        for name in names
        for seed in (1, 2)
        for side in SIDES
    }
    finding = finding_of(question, SMALL, outcomes, "digest")
    folder = results / "study-small"
    folder.mkdir(parents=True)
    claims.write(finding, folder)
    study_page.write(finding, folder)
    return folder


def of_two_parts(value: float) -> Told:
    """An outcome that may also be asked for each one by which another changes."""
    one = told(value)
    return Told(value, one.parts * 2)


FIRST = "observation.misrouted (narrows it by 45 %)"


def many_at(results: Path) -> Path:
    """A study of many runs whose answer was made up."""
    study = load_inquiry(written(results.parent, MANY, "many.yaml"))
    (outcome,) = study.inquiry.outcomes
    weight = Weight("observation.misrouted", 0.7, 0.1, 0.8, 0.1)
    answer = ArmAnswer(
        "notice", outcome, -12.0, -20.0, -4.0, Doubt(-40.0, 3.0, 0.85, 20, FIRST), NAN, None,
        SharedOut((weight,), 16), {"assumed": 1.0}, (weight,),
    )  # fmt: skip
    folder = results / "study-many"
    folder.mkdir(parents=True)
    sweep_page.write(Swept(study, (), (answer,), pd.DataFrame({"run": [1]}), (), "d"), folder)
    return folder


def test_a_claim_has_its_verdict_intervals_and_scenarios(tmp_path: Path) -> None:
    folder = claim_at(tmp_path / "results")
    (one,) = studies(tmp_path / "results")
    page = json.loads((folder / "study.json").read_bytes())
    assert one["question"] == page["claim"] and one["verdict"] == page["sentence"]
    (row,) = one["rows"]
    assert row["value"] == pytest.approx(2000) and row["ends"][0] <= row["value"] <= row["ends"][1]
    tried = page["sensitivity"]
    assert row["held"] == f"{tried['sign_held']} of {tried['told']} scenarios"
    assert one["decides"] == []


def test_a_study_is_told_in_chinese_and_what_stays_english_is_marked(tmp_path: Path) -> None:
    folder = claim_at(tmp_path / "results", on=0.001)
    page = json.loads((folder / "study.json").read_bytes())
    with speaking("zh"):
        (one,) = studies(tmp_path / "results")
        assert one["verdict"] == say(SENTENCES[page["verdict"]]) != SENTENCES[page["verdict"]]
        assert (one["verdict_in"], one["asked_in"], one["decides_in"]) == ("zh", "en", "zh")
        assert "当 observation.misrouted 取 0 时，符号不再成立。" in one["decides"]
        assert (one["rows_in"], one["size"]) == ("zh", "600 人，8 个月，2 个种子")
    page |= {"title": "Speech goes quiet", "sentence": page["sentence"] + " Beside it: x."}
    page["outcomes"][0]["says"] = "people whom the mayor dislikes"
    (folder / "study.json").write_text(json.dumps(page))
    with speaking("zh"):
        (own,) = studies(tmp_path / "results")
    assert (own["title"], own["asked_in"], own["rows_in"]) == ("言论沉寂", "en", "en")
    assert (own["beside"], own["beside_in"]) == ("Beside it: x.", "en")
    assert own["verdict"] == one["verdict"]
    assert studies(tmp_path / "results")[0]["verdict"] == page["sentence"]


LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("name", library.names("studies"))
def test_no_study_of_the_library_lacks_its_chinese(tmp_path: Path, name: str) -> None:
    folder = claim_at(tmp_path / "results", study=name)
    page = json.loads((folder / "study.json").read_bytes())
    (english,) = studies(tmp_path / "results")
    with speaking("zh"):
        (one,) = studies(tmp_path / "results")
    parts = ("asked_in", "verdict_in", "rows_in", "decides_in", "reading_in")
    assert {one[part] for part in parts} == {"zh"}
    assert (english["verdict"] == page["sentence"] and one["beside_in"] == "zh") or not one[
        "beside"
    ]
    rows = [text for row in one["rows"] for text in (row["label"], row["unit"], row["difference"])]
    said = (one["title"], one["question"], one["verdict"], one["beside"], one["size"])
    left = [text for text in (*said, *rows, *one["reading"]) if LATIN.search(text)]
    assert not left
    assert [row["interval"] for row in one["rows"]] == [
        row["interval"].replace(" to ", " 至 ") for row in english["rows"]
    ]


def test_where_the_sign_turns_is_told(tmp_path: Path) -> None:
    claim_at(tmp_path / "results", on=0.001)
    (one,) = studies(tmp_path / "results")
    assert "With observation.misrouted at 0 the sign does not hold." in one["decides"]
    assert "does not hold" in one["verdict"]


def test_many_runs_have_both_intervals_and_what_to_measure_first(tmp_path: Path) -> None:
    folder = many_at(tmp_path / "results")
    _, line, *_ = json.loads((folder / "study.json").read_bytes())["said"]
    assert line == (
        "notice, against plain: ever on a black list wrongly −12.0 people per 100,000 (95 % "
        "interval over luck −20.0 to −4.0); open: its sign held in 17 of 20 draws over luck and "
        f"assumptions together (90 %: −40 to +3); measure first {FIRST}."
    )
    (one,) = studies(tmp_path / "results")
    (row,) = one["rows"]
    assert row["ends"] == [-20, -4] and row["together_ends"] == [-40, 3]
    assert row["held"] == "open: 17 of 20" and row["is_open"]
    assert any("Measure this first: observation.misrouted" in line for line in one["decides"])
    assert any("total 0.8" in line for line in one["decides"])


def test_a_group_without_a_name_is_told_all_the_same(tmp_path: Path) -> None:
    file = many_at(tmp_path / "results") / "study.json"
    said = json.loads(file.read_text("utf-8"))
    said["answers"][0]["outcome"]["group"] = {"dimension": "settlement"}
    file.write_text(json.dumps(said))
    assert len(studies(tmp_path / "results")) == 1


def test_many_runs_are_told_in_chinese(tmp_path: Path) -> None:
    many_at(tmp_path / "results")
    with speaking("zh"):
        (one,) = studies(tmp_path / "results")
    (row,) = one["rows"]
    assert one["rows_in"] == one["decides_in"] == "zh"
    assert row["held"] == "未定：20 次中 17 次"
    told = " ".join([row["label"], row["unit"], *one["decides"]])
    left = re.sub(r"observation\.misrouted|notice", "", told)  # names of numbers and of arms
    assert re.findall("[A-Za-z]{3,}", left) == []


def test_the_latest_comes_first_and_a_folder_of_one_study_is_read_too(tmp_path: Path) -> None:
    results = tmp_path / "results"
    old, new = claim_at(results), many_at(results)
    os.utime(old / "study.json", (1, 1))
    assert [one["folder"] for one in studies(results)] == [new.name, old.name]
    assert [one["folder"] for one in studies(old)] == [old.name]
    assert studies(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{}", b"\xff", b'{"verdict": 1}', b"[" * 100_000, b" " * (MOST_BYTES + 1)],
    ids=["empty", "list", "nothing", "no text", "no verdict", "deep", "long"],
)
def test_what_is_no_study_is_no_entry(tmp_path: Path, text: bytes) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "study.json").write_bytes(text)
    assert studies(tmp_path) == []


def test_only_files_of_a_study_can_be_taken_away(tmp_path: Path) -> None:
    results = tmp_path / "results"
    folder = claim_at(results)
    (folder / "notes.txt").write_text("mine")
    (one,) = studies(results)
    assert one["files"] == ["report.html", "report.txt", "study.json", "differences.csv"]
    assert file_of(results, one["key"], "report.html") == folder / "report.html"
    for key, name in ((one["key"], "notes.txt"), ("..", "study.json"), (folder.name, "study.json")):
        assert file_of(results, key, name) is None


def test_nothing_is_read_through_a_link(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    folder = claim_at(tmp_path / "results")
    (folder / "report.txt").unlink()
    (folder / "report.txt").symlink_to(secret)
    (one,) = studies(tmp_path / "results")
    assert file_of(tmp_path / "results", one["key"], "report.txt") is None
    (folder / "study.json").rename(tmp_path / "study.json")
    (folder / "study.json").symlink_to(tmp_path / "study.json")
    assert studies(tmp_path / "results") == []
