"""What a stored run shows, told sentence by sentence: each with figure, interval and evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from discredit import measures
from discredit.measures.caution import TOO_FEW
from discredit.measures.tables import Frame
from discredit.policy.own_sources import entries
from discredit.report import evidence, figures_by_group, headlines
from discredit.report.evidence import NumberRow
from discredit.report.papers import left_open
from discredit.report.papers.paper import Content, PaperTable, Paragraph, sentence, shown
from discredit.sources import GRADES, Ledger
from discredit.studies.uncertain import with_doubt
from discredit.words import doubt
from discredit.words.names import capital, headed
from discredit.words.numbers import count, interval, number, per_cent, share

if TYPE_CHECKING:
    from discredit.store.result import Result

HEADS: Final = (
    "What the run shows", "Figure", "95 % interval", "Evidence", "What a person must still answer",
)  # fmt: skip
NO_INTERVAL: Final = "none"
BORNE: Final = ("ever_wrongly", "months_shut_out", "ever_listed")
"""Burdens in which groups are held beside everybody else."""
MOST_UNEQUAL: Final = 12
GROUPS_TOLD: Final = 12
BY_THE_RULE: Final = (
    ("lawfully but", "as the rule has it, but"),
    ("lawful acts that are", "acts that no rule forbids, but are"),
    ("lawful, but", "as the rule has it, but"),
    ("as the law allowed", "as the rule has it"),
    ("against the law", "though the rule excludes it"),
)
"""Words of measures that pass a verdict by the law of the simulated day, and what is said here."""


class Said(NamedTuple):
    """A sentence of what a run shows, and what holds it up."""

    text: str
    figure: str
    interval: str
    evidence: str
    still: str  # what a person must still answer


class Findings:
    """All that a draft tells of one run, by topic.

    Evidence is told as the numbers that hold a figure up: of the whole run, or of the rooms that
    decide it. The weakest grade among them is the figure's own.
    """

    def __init__(self, result: Result) -> None:
        measures.ask_all(result)
        self.result = result
        self.policy = result.policy()
        society = result.manifest.society.read().spec
        system = self.policy.system
        self.ledger = Ledger().extended((*society.assumptions, *entries(system.sources)))
        self.numbers = evidence.rows(result.manifest.evidence, self.ledger)

    @cached_property
    def effects(self) -> Frame:
        """What `measures.effects` gives, with what draws over assumptions say, if there are any."""
        return with_doubt(self.result, measures.effects(self.result))

    def rests(self, is_held: Callable[[NumberRow], bool] = lambda _: True) -> str:
        """The weakest grade of some numbers of the run, and how many there are of each.

        Args:
            is_held: Which numbers; left out: all.
        """
        return graded([row for row in self.numbers if is_held(row)])

    def of_effects(self, names: Iterable[str]) -> list[Said]:
        """What the system changes, a sentence for each measure that the run has.

        Args:
            names: Measures of `effects`.
        """
        everybody = self.effects[self.effects["dimension"] == "all"].set_index("measure")
        here, there = self.result.worlds.phrases
        whole, found = self.rests(), []
        for name in names:
            if name not in everybody.index:
                continue
            row: Any = everybody.loc[name]
            if not (row["with"] or row["without"]):
                continue
            told = headlines.told(row)
            text = f"{headed(by_the_rule(row['says']))}: {told.with_} {row['unit']} {here}, "
            text += f"{told.without} {there}{headlines.lately(row)}."
            figure = told.difference if row["caution"] else f"{told.difference} {row['unit']}"
            found.append(
                Said(
                    text,
                    figure,
                    _intervals(told.interval, row),
                    whole,
                    left_open.OF_MEASURES.get(name, left_open.HOW_MANY),
                )
            )
        return found

    def of_headlines(self, without: Sequence[str] = ()) -> list[Said]:
        """What is told first of any system.

        Args:
            without: Measures that are told elsewhere.
        """
        names = measures.headline(self.effects)["measure"]
        return self.of_effects(name for name in names if name not in without)

    def of_causes(self) -> list[Said]:
        """Who was entered wrongly, and why."""
        rows: Any = measures.wrongful(self.result)
        errors = graded(evidence.error_rates(self.numbers))
        black, found = self.result.wording().black, []
        for row in rows.to_dict("records"):
            if not row["people"]:
                continue
            cause = by_the_rule(row["says"])
            ends = (row[f"per_100k{end}"] for end in ("", "_low", "_high"))
            value, between = interval(*ends)
            part = share(*(row[f"share{end}"] for end in ("", "_low", "_high")))
            state = black.wrongly if row["kind"] == "wrong" else black.state
            people = count(int(row["people"]), "simulated person", "simulated people")
            text = f"Ever {state} ({cause}): {people}, {part[0]} of those ever {black.state}."
            figure = TOO_FEW if row["caution"] else f"{value} people per 100,000"
            found.append(Said(text, figure, between or NO_INTERVAL, errors, left_open.ERRS))
        return found

    @cached_property
    def compared(self) -> Frame | None:
        """Each group beside everybody else, in burdens that anybody bears; None without any."""
        levels: Any = self.effects[self.effects["dimension"] == "all"].set_index("measure")["with"]
        borne = tuple(name for name in BORNE if levels.get(name, 0) > 0)
        return measures.disparity(self.result, borne) if borne else None

    def of_groups(self) -> list[Said]:
        """Which groups bear more than everybody else, the most unequal first."""
        if self.compared is None:
            return []
        whole, found = self.rests(), []
        enough: Any = self.compared[self.compared["caution"] == ""]
        if enough.empty:
            text = "Groups beside everybody else: those affected are too few in each."
            return [Said(text, TOO_FEW, NO_INTERVAL, whole, left_open.GROUP)]
        told: Any = enough[enough["measure"] == enough["measure"].iloc[0]]
        most: Any = told[told["ratio_low"] > 1].sort_values("ratio", ascending=False)
        for row in most.head(MOST_UNEQUAL).to_dict("records"):
            group = group_of(row["dimension"], row["group"])
            rate, rest = number(row["rate"]), number(row["rest"])
            text = f"{headed(row['says'])}: {rate} {row['unit']} in {group}, {rest} among "
            ratio, between = interval(row["ratio"], row["ratio_low"], row["ratio_high"])
            text += "everybody else."
            told_by = between or NO_INTERVAL
            found.append(Said(text, f"{ratio} times", told_by, whole, left_open.GROUP))
        says = headed(str(told["says"].iloc[0]))
        text = f"{says}: {count(len(most), 'group bears', 'groups bear')} more than everybody else "
        text += "with the whole interval; about one in forty would by chance alone."
        bearing = f"{len(most)} of {len(told)} groups"
        return [*found, Said(text, bearing, NO_INTERVAL, whole, left_open.GROUP)]

    def of_redress(self, steps: Sequence[str] = ()) -> list[Said]:
        """How errors are undone, step by step.

        Args:
            steps: Which; left out: all.
        """
        rows: Any = measures.redress(self.result)
        if steps:
            rows = rows[rows["step"].isin(list(steps))]
        held, found = self.rests(of_rooms("redress.")), []
        for row in rows[rows["people"] > 0].to_dict("records"):
            ends = (row["value"], row["low"], row["high"])
            is_share = row["unit"] == "share"
            value, between = share(*ends) if is_share else interval(*ends)
            cases = count(int(row["people"]), "case", "cases")
            text = f"{sentence(headed(row['says']))} It rests on {cases}. {row['note']}".strip()
            figure = TOO_FEW if row["caution"] else value + ("" if is_share else f" {row['unit']}")
            found.append(Said(text, figure, between or NO_INTERVAL, held, left_open.REDRESS))
        return found

    def of_corrections(self) -> list[Said]:
        """How long an entry stood before it was corrected, of everybody and by group."""
        rows: Any = measures.time_to_correction(self.result)
        held, found = self.rests(of_rooms("redress.")), []
        for row in rows.to_dict("records"):
            is_all = row["dimension"] == "all"
            if not row["corrected"] or (row["caution"] and not is_all):
                continue
            who = "everybody" if is_all else group_of(row["dimension"], row["group"])
            text = f"Time from entry to correction, {who}: "
            text += f"{count(int(row['corrected']), 'correction', 'corrections')}; "
            text += f"{number(row['listed_still'])} were on a list at the end, and are not in it."
            value, between = interval(row["months"], row["low"], row["high"])
            figure = TOO_FEW if row["caution"] else f"{value} months (median)"
            found.append(Said(text, figure, between or NO_INTERVAL, held, left_open.REDRESS))
        return found[: GROUPS_TOLD + 1]

    def of_upkeep(self) -> list[Said]:
        """What the system takes to run; nothing where it does not say what staff cost."""
        if self.policy.life.staff is None:
            return []
        rows: Any = measures.upkeep(self.result)
        held, found = self.rests(of_rooms("life.staff.")), []
        for row in rows.to_dict("records"):
            events = "" if not isfinite(row["events"]) else f"{number(row['events'])} events and "
            text = f"{capital(row['says'])}: {events}{number(row['hours'])} hours of staff per "
            text += "100,000 people and year. The ends are those of the ranges of minutes and pay."
            value, between = interval(row["cost"], row["cost_low"], row["cost_high"])
            figure = f"{value} {self.result.currency}"
            told_by = f"{between} (range)" if between else NO_INTERVAL
            found.append(Said(text, figure, told_by, held, left_open.COST))
        return found

    def of_numbers(self, *paths: str) -> list[Said]:
        """Rules of the policy, as they were run.

        Args:
            paths: What a path begins with.
        """
        from discredit.policy.address import numbers_of

        meanings = {one.path: one.meaning for one in numbers_of(self.policy)}
        is_told = of_rooms(*paths)
        return [
            Said(
                f"{sentence(meanings.get(row.path) or headed(row.path.rpartition('.')[2]))} "
                f"(`{row.path}`)",
                f"{row.value} {row.unit}",
                f"{row.range} (range)" if row.range else NO_INTERVAL,
                row.grade,
                left_open.RULE,
            )
            for row in self.numbers
            if is_told(row)
        ]


def _intervals(luck: str, row: Any) -> str:
    """The interval over luck; of a figure that was drawn again, over assumptions too."""
    ends, held = doubt.between(row), doubt.held(row)
    told = (
        luck or NO_INTERVAL,
        f"with assumptions {ends} ({per_cent(doubt.LEVEL)})" if ends else "",
        f"sign held in {held}" if held and not doubt.is_open(row) else held,
    )
    return "; ".join(filter(None, told))


def by_the_rule(says: str) -> str:
    """What a measure is called, in words that pass no verdict.

    >>> by_the_rule("lawful, but unfair for any cause")
    'as the rule has it, but unfair for any cause'

    Args:
        says: What it is called elsewhere.
    """
    for verdict, rule in BY_THE_RULE:
        says = says.replace(verdict, rule)
    return says


def of_rooms(*beginnings: str) -> Callable[[NumberRow], bool]:
    """Whether a number stands in some rooms or sections.

    Args:
        beginnings: What its path begins with.
    """
    return lambda row: row.path.startswith(beginnings)


def graded(rows: Sequence[NumberRow]) -> str:
    """The weakest grade of some numbers, and how many there are of each.

    Args:
        rows: The numbers.
    """
    if not rows:
        return "no number of its own"
    grades = [row.grade for row in rows]
    weakest = max(grades, key=GRADES.index)
    return f"{weakest} ({shown(grades, GRADES)})"


def group_of(dimension: str, group: str) -> str:
    """A group in words, with what it is a group of.

    Args:
        dimension: One of the traits.
        group: One of its labels.
    """
    words = figures_by_group.group_in_words(dimension, group)
    return f"the group {words} ({figures_by_group.DIMENSION_LABELS[dimension].lower()})"


def table(said: Iterable[Said], caption: str, none: str) -> Content:
    """Sentences as a table.

    Args:
        said: What the run shows.
        caption: What stands over it.
        none: The sentence that stands for it where there is nothing to show.
    """
    rows = tuple(tuple(one) for one in said)
    return PaperTable(HEADS, rows, caption) if rows else Paragraph(none)
