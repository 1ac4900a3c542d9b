"""A system may bring sources of its own: graded, marked as its own, and kept in its results."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import answer, call, document, flowing
from discredit.cli.new import starter
from discredit.errors import ExitCode, PolicyError
from discredit.plan import draw_up
from discredit.policy.compose import load_policy
from discredit.policy.kept import recompose
from discredit.policy.own_sources import MARK
from discredit.report.result_page import render
from discredit.run.twins import simulate
from discredit.store import open_result

OWN = """\
sources:
  my-rules:
    says: A late bill costs thirty points.
    title: Rules on civic points
    author: City of Mine
    page: article 12
    date: "2018-01-15"
    url: https://mine.example/rules
    evidence: documented
"""
PLAIN = "pays_late: {value: -30, unit: score points, evidence: assumed, source: A-954, range"
CITED = "pays_late: {value: -30, unit: score points, evidence: documented, source: my-rules, range"


def system(folder: Path, own: str = OWN, cited: str = CITED) -> str:
    for file, text in starter("mine").items():
        text = text.replace(PLAIN, cited).replace("# OBSERVATION:", f"{own}\n# OBSERVATION:", 1)
        (folder / file).write_text(text, encoding="utf-8")
    return str(folder / "mine.yaml")


def test_a_number_may_rest_on_a_source_that_its_file_brings(tmp_path: Path) -> None:
    name = system(tmp_path)
    assert call("check", name).exit_code == 0
    said = flowing(answer("evidence", name, "--all"))
    assert f"my-rules: A late bill costs thirty points. [{MARK}]" in said
    (row,) = [
        one
        for one in document("evidence", name)["numbers"]
        if one["path"] == "scores.points.points.pays_late"
    ]
    assert row["evidence"] == "documented"
    (source,) = row["sources"]
    assert source["citation"].startswith(
        "City of Mine (2018). Rules on civic points, article 12 [Own source"
    )
    assert source["url"] == "https://mine.example/rules"


def test_it_is_kept_in_a_result_and_told_in_its_report(tmp_path: Path) -> None:
    plan = draw_up(system(tmp_path), people=300, months=4)
    assert recompose("mine", plan.policy_texts) == plan.policy
    page = render(open_result(simulate(plan, tmp_path / "r")))
    assert "City of Mine (2018). Rules on civic points, article 12" in page
    assert MARK in page
    assert "https://mine.example/rules" in page


def test_a_system_without_any_is_what_it_was() -> None:
    assert "sources" not in draw_up("court-list").policy_texts["system"].split("observation:")[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  my-rules:", "  cmp.fico.max:", "sources.cmp.fico.max is taken"),
        ("evidence: documented\n", "evidence: sure\n", "sources.my-rules.evidence"),
        ("https://mine.example/rules", "mine.example", "it must be a web address"),
        ("2018-01-15", "2018-13-15", "it must be a year, a month or a day"),
        ("    title: Rules on civic points\n", "", "sources.my-rules.title"),
        ("evidence: documented\n", "evidence: reported\n", "its best source, which is reported"),
        ("  my-rules:", "  other-rules:", "my-rules"),
    ],
)
def test_what_is_wrong_with_it_is_one_sentence_at_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in OWN
    name = system(tmp_path, OWN.replace(old, new))
    with pytest.raises(PolicyError) as refused:
        load_policy(name)
    assert any(said in str(fault) for fault in refused.value.faults), str(refused.value)
    assert all(fault.line > 0 for fault in refused.value.faults)
    assert call("check", name).exit_code == ExitCode.BAD_INPUT
