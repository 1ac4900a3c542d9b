"""Every text that is told in English is told in Chinese too, with the same things filled in."""

from __future__ import annotations

import ast
import csv
import re
from calendar import month_name
from collections.abc import Iterator
from contextvars import copy_context
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from discredit import library, vocabulary
from discredit.columns import DERIVED, MEASURES
from discredit.followed import DIARY
from discredit.measures import caution, drift, wording
from discredit.measures.catalogue import PERSON_MEASURES, RATIOS, TEMPLATES
from discredit.measures.series import unit_of
from discredit.measures.tables import LIST_STATUS_WORDS
from discredit.measures.upkeep import ITEMS
from discredit.page import systems
from discredit.page.asked import Wanted
from discredit.plan import load
from discredit.policy.address import numbers_of
from discredit.policy.compose import load_policy
from discredit.policy.label import label_of
from discredit.policy.layers import LAID, REGRADED, read_layers
from discredit.policy.schema import Policy
from discredit.policy.wording import telling_of, wording_of
from discredit.readout import KINDS
from discredit.report import evidence, figures_of_upkeep, figures_published, html, life, readout
from discredit.report.figures import PER
from discredit.report.figures_beside_lists import ACTS, CONDUCT
from discredit.report.figures_by_group import DIMENSION_LABELS, SCHOOLING, on_axis
from discredit.report.figures_of_purses import EVENTS
from discredit.report.result_told import PART_TITLES
from discredit.society.spec import load_society, society_names
from discredit.sources import GRADES, Ledger
from discredit.studies.question import load_study
from discredit.studies.verdict import SENTENCES, STAYS_OPEN
from discredit.words import answers, labels, lives, phrases
from discredit.words.names import WHO, capital, headed, spoken
from discredit.words.tongue import LANGUAGES, catalogue, language, named, prose, say, speaking

SOURCES = sorted((Path(__file__).parents[3] / "src" / "discredit").rglob("*.py"))
OTHERS = [one for one in LANGUAGES if one != "en"]
NAMES = re.compile(r"{\w*}")
MARKUP = re.compile(r"<[^>]+>")
LATIN = re.compile(r"[A-Za-z]{2,}")
KEPT = {
    "MiDAS", "Robodebt", "AAA", "CNY", "cmp", "syri", "court", "toeslagen", "first", "estimate",
    "beh", "work", "bankruptcy", "flag", "CSV", "YAML", "discredit",
}  # fmt: skip
"""Names that Chinese writes in Latin letters: of systems, bands, entries of the ledger, forms of
files, and our own."""
OFFICES = {
    "court", "checks of applications", "decisions dropped in grace", "holders of copies",
    "keepers of files",
    f"{figures_of_upkeep.OF_CONDUCT}{{name}}", f"{figures_of_upkeep.OF_LIST}{{name}}",
}  # fmt: skip
"""What `measures.offices` names beside the desks."""
OF_VALUES = {"true", "false", "before", "step", "linear"}
"""Words of the values of numbers."""

OF_OTHERS = {
    "DISPUTED as a whole", "FICTION as a whole", "Mainland China", "court", "authority", "nothing",
    labels.warning("documented", "counterfactual"),
}  # fmt: skip
"""What no system of the library needs, and a user's own may."""


def texts_in(node: ast.expr) -> Iterator[str]:
    """The texts that an argument can be, each alternative by itself."""
    if isinstance(node, ast.IfExp):
        yield from texts_in(node.body)
        yield from texts_in(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


@cache
def said_in_code() -> set[str]:
    """Every text that stands as it is in a call of `say`."""
    found: set[str] = set()
    for file in SOURCES:
        if file.parent.name == "cli":  # there `say` writes a line on the terminal
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                found |= set(texts_in(node.args[0]))
    return found - {""}


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


@cache
def policies() -> list[Policy]:
    return [load_policy(name) for name in library.names("systems")]


@cache
def said_of_policies() -> set[str]:
    """Every text of the library that is shown, in the form in which it is looked up."""
    found: set[str] = set(GRADES)
    for policy in policies():
        system = policy.system
        found |= {one_line(text) for text in (system.title, system.question, system.about)}
        found |= {one_line(system.disputed), system.authority or ""}
        found |= {one_line(one.about) for one in policy.behaviour.conducts.values()}
        found |= {*wording_of(system).black, *wording_of(system).red}
        found |= {text for rule in system.lists.values() for text in telling_of(rule) or ()}
        found |= {f"list: {spoken(name)}" for name in system.lists}
        found |= {f"scorer: {spoken(name)}" for name in system.scores}
        for scorer in system.scores.values():
            found |= {f"band: {spoken(b)}" for b in scorer.bands if not re.fullmatch("[A-D]+", b)}
        found |= set(label_of(policy).split("; ") if system.standing != "in force" else ())
        found |= {labels.warning(system.evidence, system.standing) or "", system.country or ""}
    for name in library.names("safeguards"):
        (layer,) = read_layers(name)
        found |= {one_line(layer.overlay.title), one_line(layer.overlay.about)}
    for name in ("child-leave-checks", "nosedive", "sesame"):
        found |= {one["refused"] for one in systems.safeguards(name, {})}
    return {text for text in found if text and "numbers: " not in text}


@cache
def said_of_the_record() -> set[str]:
    """Words of the record, of people and of places."""
    words = (*vocabulary.EXITS.values(), *vocabulary.CAUSES.values(), vocabulary.TURNED)
    found = {one.sentence for one in (*words, *vocabulary.UNFAIR_CAUSES.values())}
    found |= {*vocabulary.GROUND_SENTENCES.values(), lives.MORNING, lives.ARRIVED}
    found |= {"entered on {list}", "off {list}", "on {list}", *WHO["men"], *WHO["women"]}
    for kind, names in (
        ("service", vocabulary.SERVICES),
        ("job", vocabulary.OCCUPATIONS),
        ("fifth", vocabulary.FIFTHS),
        ("settlement", vocabulary.SETTLEMENTS),
    ):
        found |= {f"{kind}: {spoken(name)}" for name in names}
    for name in society_names():
        society = load_society(name)
        found |= {f"money: {society.money}", society.country}
        tables = files("discredit.library") / "societies" / name / "regions.csv"
        rows = csv.DictReader(tables.read_text("utf-8").splitlines())
        found |= {f"region: {row['region']}" for row in rows}
    return found


@cache
def said_of_numbers() -> set[str]:
    """Every text that stands beside a lever."""
    found: set[str] = set()
    for policy in policies():
        for at in numbers_of(policy):
            found |= {at.meaning, one_line(at.number.note), at.number.unit}
    for name in society_names():
        found |= {one.number.unit for one in load_society(name).numbers_of()}
    for at in numbers_of(load("rongcheng", ("expiry",))[0]):
        found |= {at.meaning}
    return {*LAID.values(), REGRADED, " ({label})"} | {
        text for text in found if text and not re.fullmatch("[A-Z]{3}", text)
    }


@cache
def said_of_charts() -> set[str]:
    """Every text of tables from which charts and figures are made."""
    found = set(TEMPLATES.values())
    units = {one.unit for one in (*PERSON_MEASURES.values(), *RATIOS.values())}
    for one in {**MEASURES, **DERIVED}.values():
        each = one.unit in ("standard deviations", "probability")
        units.add(unit_of(one.unit, one.is_flow, not each) if one.unit != "CNY" else "")
    units |= {f"{unit} and month" for unit in units if unit.endswith(PER)}
    found |= units | {on_axis(unit) for unit in units if not unit.startswith("people per")}
    found |= {
        *DIMENSION_LABELS.values(),
        *SCHOOLING.values(),
        ACTS,
        PER,
        "CNY per person and month",
    }
    found |= {text for both in CONDUCT.values() for text in both}
    found |= {text for _, *both in EVENTS.values() for text in both}
    words = (vocabulary.CAUSES, vocabulary.UNFAIR_CAUSES, vocabulary.SHORTFALLS)
    found |= {one.label for each in words for one in each.values()} | {vocabulary.TURNED.label}
    found |= {"any cause", "lawful, but unfair for any cause", "no letter came"}
    found |= {caution.TOO_FEW, caution.IN_ONE_ALONE, *(drift.SETTLED, drift.RISING, drift.FALLING)}
    found |= {wording.OVER_SEEDS, wording.OVER_HOUSEHOLDS, wording.OVER_REGIONS}
    found |= {wording.NO_INTERVAL}
    for dimension in vocabulary.GROUPS:
        if dimension.name in ("migrant", "sex", "background", "disability"):
            found |= {f"{dimension.name}: {spoken(name)}" for name in dimension.labels}
    return found - {""}


@cache
def said_of_studies() -> set[str]:
    """What the studies of the library ask, and what any study can find."""
    found = {*SENTENCES.values(), STAYS_OPEN, "With {path} at {value} the sign does not hold."}
    found |= {*answers.OF.values()}
    for name in library.names("studies"):
        study = load_study(name).study
        found |= {one_line(study.title), one_line(study.claim)}
        found |= {one_line(study.reading), one_line(study.overturned_by)}
        found |= {text for one in (study.outcome, *study.beside) for text in (one.says, one.unit)}
    return found


@cache
def said_of_reports() -> set[str]:
    """What the report says around its figures."""
    found = {*evidence.STATUS.values(), *evidence.MEANING.values(), *PART_TITLES.values()}
    found |= html.texts("result.html.j2") | {text for text in life.SIDE.values() if text}
    found |= {text for both in readout.TITLES.values() for text in both}
    found |= {head for heads in readout.HEADS.values() for head, _ in heads.values()}
    found |= {headed(kind) for kind in KINDS} | {*LIST_STATUS_WORDS.values()}
    found |= {capital(arm) for arm in vocabulary.ARMS} | {*month_name[1:]}
    found |= {*figures_of_upkeep.SPOKEN.values()} | {item.says for item in ITEMS}
    found |= {text for one in figures_published.SERIES for text in (one.title, one.caption)}
    begun = (policy.system.beginning for policy in policies())
    found |= {one_line(one.why).removesuffix(".") for one in begun if one is not None}
    found |= OFFICES | OF_VALUES | {figures_of_upkeep.REST}
    found |= {figures_published.UNIT, Ledger()[evidence.NOBODY_COUNTED].claim}
    return found


SAID = (
    said_of_reports,
    said_of_studies,
    said_in_code,
    said_of_policies,
    said_of_the_record,
    said_of_numbers,
    said_of_charts,
)


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("texts", SAID)
def test_every_text_is_in_the_catalogue(texts: Any, other: str) -> None:
    missing = texts() - catalogue(other).keys()
    assert not missing, f"src/discredit/words/{other}/ lacks: {sorted(missing)}"


@pytest.mark.parametrize("other", OTHERS)
def test_the_same_is_filled_in_and_no_english_is_left(other: str) -> None:
    for text, told in catalogue(other).items():
        assert sorted(NAMES.findall(text)) == sorted(NAMES.findall(told)), text
        left = MARKUP.sub("", NAMES.sub("", told)).replace("%Y-%m", "")
        assert not set(LATIN.findall(left)) - KEPT, (text, told)


def test_nothing_stands_in_the_catalogue_that_nobody_says() -> None:
    said: set[str] = set().union(*(texts() for texts in SAID))
    generated = re.compile(r"(column|lever|label|conduct|money|refused|kept): |\{n\} |Rests on ")
    stray = [text for text in catalogue("zh") if text not in said and not generated.match(text)]
    assert not set(stray) - OF_OTHERS, stray


def test_what_no_catalogue_has_stays_as_it_was_written() -> None:
    with speaking("zh"):
        own = "Walks {on} the grass, <b>says</b> the mayor."
        assert say(own) == own
        assert named("band", "my_own_band") == "my own band"
        assert prose("Of my\n  own.") == "Of my\n  own."


def test_a_language_is_spoken_inside_and_nowhere_else() -> None:
    heard: list[str] = []
    with speaking("zh"):
        inside = copy_context()
        with speaking("tlh"):  # of no catalogue
            assert language() == "en"
        for run in (lambda: heard.append(language()), lambda: inside.run(heard.append, language())):
            thread = Thread(target=run)
            thread.start()
            thread.join()
        assert language() == "zh"
    assert language() == "en"
    assert say("Files an appeal.") == "Files an appeal."


def test_columns_by_which_two_worlds_part_have_names() -> None:
    before = {"did", "listed_at_home", "recorded_ground", "records", "listed_ties", "pays_off",
              "pays_part", "paid", "status", "lists", "closed", "favoured", "is_aware", "score",
              "band", "waited", "appeal_served", "appeal_won"}  # fmt: skip
    with speaking("zh"):
        for name in DIARY.keys() - before:
            assert named("column", name) != spoken(name), name


def test_a_policy_is_told_in_its_own_words_in_chinese() -> None:
    with speaking("zh"):
        names = phrases.names_in(load_policy("robodebt"))
        assert names.black.state == "被追讨债务" and names.agency == "主管部门"
        assert names.list_called(1) == "名单"


def test_every_part_of_the_path_of_a_number_has_a_name() -> None:
    left: set[str] = set()
    with speaking("zh"):
        for name in library.names("systems"):
            for lever in systems.told(Wanted(system=name), {})["levers"]:
                said = (lever["name"], lever["of"], lever["unit"], *lever["labels"].values())
                left |= {word for text in said for word in LATIN.findall(text)}
    assert left <= {"AA", "AAA", "BB", "BBB", "CNY", "USD", "EUR", "AUD"}, left
