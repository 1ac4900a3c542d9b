"""A result run again: whatever was changed in its tables or its manifest is named."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from discredit.api import verify
from discredit.digest import digest
from discredit.errors import ResultError
from discredit.measures import keep_sums
from discredit.plan import draw_up
from discredit.report.result_page import write_report
from discredit.run.twins import simulate
from discredit.store import manifest, open_result, sums
from stored_result import PLAN, change_manifest, opened_at


def edited_table(folder: Path) -> None:
    path = folder / "persons.parquet"
    table = pq.read_table(path)
    place = table.column_names.index("months_listed")
    edited = table["months_listed"].to_numpy().copy()
    edited[7] += 1
    pq.write_table(table.set_column(place, table.field(place), [edited]), path)


SAID = "persons.months_listed in the file is not what the manifest says it was"


def test_everything_that_was_changed_is_named(copy: Path) -> None:
    edited_table(copy)
    page = json.loads((copy / "manifest.json").read_text())
    page["columns"]["series"]["trust"] = "0" * 64
    del page["columns"]["people"]["age"], page["columns"]["events"]
    change_manifest(copy, columns=page["columns"], outcome_digest="0" * 64, title="Harmless")
    found = verify(opened_at(copy))
    assert not found.ok
    assert {
        SAID,
        "series.trust came out otherwise",
        "people.age came out otherwise",
        "events.month came out otherwise",
        "the manifest's title was changed",
        "the manifest's page_digest was changed",
        "the manifest's outcome_digest is not what came out",
    } <= set(found.differences)


def test_a_report_that_was_changed_is_named(copy: Path) -> None:
    page = write_report(opened_at(copy))
    assert verify(opened_at(copy)).ok
    page.write_text(page.read_text().replace("synthetic", "real"))
    found = verify(opened_at(copy))
    assert found.differences == ("report.html is not what this result tells",)


def test_sums_that_were_changed_are_named(copy: Path) -> None:
    keep_sums(opened_at(copy))
    path = copy / sums.FILE
    page = json.loads(path.read_text())
    page["sums"]["wrongs"][0]["tuple"][0]["Moments"][0]["float64"][0] += 1
    del page["digest"]
    path.write_text(json.dumps(page | {"digest": digest(page)}))
    assert verify(opened_at(copy)).differences == ("sums.json is not what this result tells",)


@pytest.mark.parametrize("is_complete", [True, False])
def test_a_run_does_not_build_on_what_was_changed(copy: Path, is_complete: bool) -> None:
    before = (copy / "manifest.json").read_text()
    if not is_complete:
        change_manifest(copy, status="partial")
    for changes in ({"label": "HARMLESS"}, {"command": "discredit run court-list --with lot"}):
        (copy / "manifest.json").write_text(before)
        change_manifest(copy, **changes)
        with pytest.raises(ResultError, match="is damaged"):
            simulate(PLAN, copy)


def test_a_run_takes_no_table_that_was_changed_for_its_own(copy: Path) -> None:
    edited_table(copy)
    with pytest.raises(ResultError, match=r"persons\.months_listed is not what"):
        simulate(PLAN, copy)
    assert verify(opened_at(copy)).differences == (SAID,)


FICTION = draw_up("nosedive", people=300, months=4)


@pytest.fixture(scope="module")
def fiction(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(FICTION, tmp_path_factory.mktemp("fiction") / "r")


OF_THE_PLAN = sorted(set(manifest.Manifest.model_fields) - manifest.OF_THE_RUN)


def otherwise(value: object) -> object:
    """The same kind of value, changed: what somebody who edits the file would write."""
    match value:
        case bool() | int() | float():
            return value + 1
        case str():
            return f"{value} of another kind"
        case list() as items:
            return [*items, *items] or [0]
        case dict() as items:
            return {key: otherwise(one) for key, one in items.items()}
        case _:
            return [0]


@pytest.mark.parametrize(
    "field", sorted(set(manifest.Manifest.model_fields) - {"format", "timing"})
)
def test_every_field_that_is_edited_is_named(fiction: Path, tmp_path: Path, field: str) -> None:
    page = manifest.written_in(fiction)
    assert manifest.edited(page, FICTION) == []
    data = page.model_dump(mode="json")
    changed = {**data, field: "partial" if field == "status" else otherwise(data[field])}
    if field == "against":
        other = draw_up("nosedive", people=300, months=4, against="sesame")
        changed[field] = manifest.drafted(other, "").model_dump(mode="json")[field]
    if field in ("arms", "done", "evidence"):
        changed[field] = [data[field][0]] if field != "evidence" else {"grades": {}, "numbers": []}
    edited = manifest.Manifest.model_validate_json(json.dumps(changed))
    named = manifest.edited(edited, FICTION)
    assert named[-1] == "page_digest"
    if field in OF_THE_PLAN:
        assert field in named


def test_a_label_is_the_policys_whatever_the_file_says(fiction: Path) -> None:
    label = open_result(fiction).manifest.label
    assert label.startswith("FICTION")
    grades = dict(open_result(fiction).manifest.evidence.grades)
    before = (fiction / "manifest.json").read_text()
    change_manifest(fiction, label="", title="A real one", evidence={"grades": {}, "numbers": []})
    there = open_result(fiction)
    (fiction / "manifest.json").write_text(before)
    assert there.manifest.label == label
    assert there.manifest.title == FICTION.policy.system.title
    assert there.manifest.evidence.grades == grades
    assert there.series().attrs["label"] == label
    assert set(there.series()["label"]) == {label}
