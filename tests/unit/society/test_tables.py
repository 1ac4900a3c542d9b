"""Which figures of a society's tables were seen on a page, and which are recalled."""

import csv
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from discredit.society.spec import load_society
from discredit.sources import Ledger

TOLD = Path("docs/decisions/0038-societies-that-fit.md")
COUNTRIES = ("netherlands-2020", "australia-2021", "michigan-2019")
REST = ("urban_share", "aged_60_share", "tertiary_share", "income_per_head")
BACKGROUNDS = ("minority", "second_minority", "third_minority")


def figures(name: str) -> Iterator[tuple[str, bool, str]]:
    """Table, whether it was seen, and the source, of each published figure of a society."""
    folder = files("discredit.library") / "societies" / name
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
            source = row["source"]
            if "verified" in row:
                yield file.name, row["verified"] == "seen", source
            if "verified_people" in row:
                yield file.name, row["verified_people"] == "seen", source
                rest = row["verified_rest"] == "seen"
                yield from ((file.name, rest, source) for _ in REST)
                for at, which in enumerate(BACKGROUNDS):
                    seen = row.get("verified_minority", "") == "seen" if at == 0 else rest
                    if float(row[which]):
                        yield file.name, seen, source


@pytest.mark.parametrize("name", COUNTRIES)
def test_a_figure_that_was_seen_names_a_page_that_was(name: str) -> None:
    ledger = Ledger()
    for table, seen, source in figures(name):
        keys = re.findall(r"soc\.[a-z]+\.[a-z_0-9]+", source)
        assert keys or not seen, (table, source)
        assert all(ledger[key].seen and ledger[key].url for key in keys), (table, source)


@pytest.mark.parametrize("name", COUNTRIES)
def test_the_page_tells_how_many_figures_were_seen(name: str) -> None:
    told = [line for line in TOLD.read_text().splitlines() if line.startswith(f"| `{name}` |")]
    of = [seen for _, seen, _ in figures(name)]
    assert [line.split("|")[2:4] for line in told] == [[f" {sum(of)} ", f" {len(of)} "]]


@pytest.mark.parametrize("name", COUNTRIES)
def test_how_many_die_was_seen_for_each_country(name: str) -> None:
    ledger, renewal = Ledger(), load_society(name).renewal
    for number in (renewal["death_rate"], renewal["death_slope"]):
        (key,) = number.sources
        assert (ledger[key].seen, ledger[key].value) == (True, number.value)
