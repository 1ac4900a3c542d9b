"""A society file is read whole with its own tables, or every fault in it is told with its line."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from discredit.errors import SocietyError
from discredit.society.marginals import TABLES
from discredit.society.people import LARGEST_HOUSEHOLD
from discredit.society.spec import library_folder, load_society, read_society, society_of
from discredit.sources import Ledger

FAULTS = [
    ("sizes", "household_sizes.csv", "2,0.2968", "2,0.1968", r"csv:11 share .* sum to 0.9"),
    ("negative", "household_sizes.csv", "2,0.2968", "2,-0.2968", r"csv:3 share is '-0.2968'"),
    (
        "text",
        "regions.csv",
        "0.847,",
        "84.7,",
        r"csv:3 urban_share is '84.7'; it must be a share",
    ),
    (
        "region",
        "regions.csv",
        "Tianjin",
        "Beijing",
        r"csv:3 region is a text of 7 characters; each region has a name of its own",
    ),
    ("header", "ages.csv", "people_thousand", "people", r"csv:1 the header .* lacks people_thous"),
    ("gap", "ages.csv", "\n5,9,", "\n6,9,", r"csv:3 from_age is '6'; the bands must follow on"),
    (
        "roles",
        "household_kinds.csv",
        "HSCC,39",
        "SHCC,39",
        r"roles is a text of 4 characters; it must be 4 letters",
    ),
    ("year", "income_fifths.csv", "2020,3,", "2019,3,", r"it must hold fifths 1 to 5 of 2020"),
    ("source", "education.csv", ",documented,seen,NBS", ",documented,seen,", r"name its source|is"),
    ("key", "../china-2020.yaml", "migrant_urban:", "migrant_urbn:", r"yaml:23 .*migrant_urban\?"),
    ("value", "../china-2020.yaml", "value: 0.266", "value: 26.6", r"yaml:18 .*is 26.6; it must"),
    ("assumed", "../china-2020.yaml", "source: S-05", "source: S-55", r"yaml:24 .*'S-55'; it must"),
    (
        "range",
        "../china-2020.yaml",
        ", range: [0.8, 3]",
        "",
        r"yaml:23 .*range is missing",
    ),
    (
        "outside",
        "../china-2020.yaml",
        "value: 1.75",
        "value: 4",
        r"yaml:23 .*lie in its range",
    ),
    ("octal", "../china-2020.yaml", "value: 100", "value: 0100", r"is '0100'; it must be a number"),
    (
        "format",
        "../china-2020.yaml",
        "format: 1",
        "format: true",
        r"yaml:4 format is true",
    ),
    (
        "dated",
        "../china-2020.yaml",
        "value: 8, unit: years,",
        "dated: {2020-01: 8}, before: 8, between: step, unit: years,",
        r"rural_older is dated; a society is the same in every month",
    ),
    ("table only", "../china-2020.yaml", "    range: [0.7, 1.3]\n", "", r"S-01 is without a range"),
    ("stranger", "names.csv", "source", "name,source", r"csv:1 .* it has 1 that it may not"),
    ("column twice", "names.csv", "source", "source,source", r"csv:1 .* repeats source"),
    ("table key", "names.csv", "S-16", "S-96", r"S-96 is missing; a table names this"),
]


@pytest.mark.parametrize(
    ("table", "old", "new", "message"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_broken_society_says_where(
    tmp_path: Path, table: str, old: str, new: str, message: str
) -> None:
    copytree(library_folder(), tmp_path / "s")
    path = tmp_path / "s" / "china-2020" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    changed = (
        text.replace(old, new, 1)
        if table != "education.csv"
        else text.replace(text.splitlines()[1].split(",")[-1], "")
    )
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(SocietyError, match=message):
        load_society(tmp_path / "s" / "china-2020.yaml")


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    copytree(library_folder(), tmp_path / "s")
    (tmp_path / "s" / "china-2020" / "jobs.csv").unlink()
    with pytest.raises(SocietyError, match=r"jobs.csv this file is missing"):
        load_society(tmp_path / "s" / "china-2020.yaml")


def test_every_assumption_is_used_and_every_number_is_sourced() -> None:
    spec = load_society("china-2020")
    rested = [
        number.sources
        for number in (*(one.number for one in spec.numbers_of()), *spec.targets.values())
    ]
    used = {key for sources in rested for key in sources} | spec.marginals.sources
    assert set(spec.granted) <= used
    assert {source.key for source in spec.assumptions} == set(spec.granted)
    assert all(number.range for number in spec.numbers.values())
    assert len(spec.marginals.kinds) == LARGEST_HOUSEHOLD


def test_what_lies_in_the_folder_of_tables_besides_them_is_never_opened(tmp_path: Path) -> None:
    copytree(library_folder(), tmp_path / "s")
    shipped = read_society("china-2020")
    persons = tmp_path / "s" / "china-2020" / "persons.csv"
    persons.write_text("name,identity_number\nZhang Wei,1101\n", encoding="utf-8")
    (tmp_path / "s" / "china-2020" / "more.csv").mkdir()
    inputs = read_society(tmp_path / "s" / "china-2020.yaml")
    assert inputs == shipped
    assert set(inputs.tables) == set(TABLES)


def test_a_society_may_not_name_a_source_that_the_ledger_has_already(tmp_path: Path) -> None:
    copytree(library_folder(), tmp_path / "s")
    path = tmp_path / "s" / "china-2020.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("S-05", "cmp.fico.max"), "utf-8")
    with pytest.raises(SocietyError, match=r"yaml:\d+ assumptions.cmp.fico.max is taken"):
        load_society(path)


def test_a_society_kept_in_a_result_is_read_without_the_ledger() -> None:
    shipped = read_society("china-2020")
    text = shipped.text.replace("source: [soc.cn.floating, soc.cn.mismatch]", "source: soc.gone")
    kept = society_of(shipped.name, text, shipped.tables, shipped.file)
    assert kept.spec.numbers["migrant_share"].sources == ("soc.gone",)
    with pytest.raises(SocietyError, match="it must be a key of the evidence ledger"):
        society_of(shipped.name, text, shipped.tables, shipped.file, Ledger())


def test_every_number_says_what_it_means_and_stays_in_its_bounds_over_its_range() -> None:
    spec = load_society("china-2020")
    inputs = read_society("china-2020")
    for path, number, meaning in spec.numbers_of():
        assert meaning.endswith("."), path
        if number.unit == "switch":
            continue
        assert number.range is not None
        name = path.removeprefix("society.")
        for end in number.range:
            old = f"  {name}: {{value: {number.value:g},"
            if old in inputs.text:
                moved = inputs.text.replace(old, f"  {name}: {{value: {end:g},")
                there = society_of(inputs.name, moved, inputs.tables, inputs.file)
                assert there.spec.value(name) == end


def test_a_society_that_is_like_another_has_its_tables_and_numbers_but_for_its_own() -> None:
    cities, china = read_society("cities-2020"), read_society("china-2020")
    assert cities.tables["ages.csv"] == china.tables["ages.csv"]
    assert cities.tables["regions.csv"] != china.tables["regions.csv"]
    own = {"migrant_share"}
    differ = {name for name, n in cities.spec.numbers.items() if n != china.spec.numbers[name]}
    assert differ == own and cities.spec.is_renewed
    assert cities.changed(cities.document) == cities  # what is kept of it says all


def test_a_society_is_like_one_that_there_is(tmp_path: Path) -> None:
    text = (library_folder() / "cities-2020.yaml").read_text("utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("like: china-2020", "like: chna-2020"), "utf-8")
    with pytest.raises(SocietyError, match=r"mine\.yaml:5 .*Did you mean china-2020"):
        read_society(file)
