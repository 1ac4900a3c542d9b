"""The report: what was asked, what was found, what it rests on, how to run it again."""

from __future__ import annotations

from calendar import month_name
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from discredit import measures
from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.listing import months_to_correction
from discredit.measures.tables import EVER_LISTED, STANDING, STANDINGS, Frame, Loaded, loaded
from discredit.report import evidence, figures, lives, published
from discredit.report.words import count, decimals_for, interval, number, per_cent, plain, spoken
from discredit.units import MONTHS_PER_YEAR, month_index

if TYPE_CHECKING:
    from discredit.store.manifest import Manifest
    from discredit.store.result import Result

FILE = "report.html"
STANDING_MEASURES = ("months_shut_out", "times_refused", "months_jobless", "income", "grievance")
MOST_UNEQUAL = 12
PART_TITLES = {"system": "The system", "behaviour": "The conduct it meets", "life": "The lives"}


class Line(NamedTuple):
    """One row of the headline table, in words."""

    label: str
    unit: str
    difference: str
    interval: str
    with_: str
    without: str
    per_listed: str
    per_listed_interval: str
    national: str


def write_report(result: Result, path: Path | None = None) -> Path:
    """Write the report of a result, beside its tables unless told otherwise; returns where.

    Raises: ResultError for a result without both arms, OSError.
    """
    target = result.folder / FILE if path is None else path
    target.write_text(render(result), encoding="utf-8")
    return target


def render(result: Result) -> str:
    """The report as one HTML page that needs nothing else. Raises ResultError."""
    import jinja2

    folder = files("discredit.report")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((folder / "template.html.j2").read_text("utf-8"))
    return template.render(style=(folder / "style.css").read_text("utf-8"), **_context(result))


def _context(result: Result) -> dict[str, Any]:
    manifest, tables = result.manifest, loaded(result)
    found = measures.effects(tables)
    wrongful, redress = measures.wrongful(tables), measures.redress(tables)
    everybody = found[found["dimension"] == "all"].set_index("measure")
    is_anyone_listed = bool(everybody.loc["ever_listed", "with"] > 0)
    numbers = evidence.rows(manifest.evidence)
    events = result.events()
    return {
        "m": manifest,
        "is_anyone_listed": is_anyone_listed,
        "run": _run(manifest),
        "question": _asked(manifest),
        "badge": evidence.badge(manifest.evidence),
        "method": str(found["method"].iloc[0]),
        "lines": _headlines(found, manifest),
        "cards": _cards(found, wrongful) if is_anyone_listed else [],
        "standing": _standing(found),
        "unequal": _unequal(tables),
        "steps": _steps(redress),
        "numbers": numbers,
        "error_rates": evidence.error_rates(numbers),
        "loud": [row for row in numbers if row.is_loud],
        "grades": evidence.MEANING,
        "life": lives.life(events, tables),
        "texts": _texts(manifest),
        **_figures(found, wrongful, tables, manifest, is_anyone_listed),
    }


def _figures(
    found: Frame,
    wrongful: Frame,
    tables: Loaded,
    manifest: Manifest,
    is_anyone_listed: bool,
) -> dict[str, Any]:
    names = ("bearers", "timeline", "causes", "redress", "published")
    if not is_anyone_listed:
        # Charts of nothing would be empty frames; the page says so in words instead.
        return {f"{name}_figures": [] for name in names}
    months = figures.months_of(tables.series(), manifest.people)
    is_court_list = manifest.policy == published.POLICY
    from_the_start = published.sees_the_beginning(manifest.start)
    return {
        "bearers_figures": figures.bearers(found),
        "timeline_figures": figures.timeline(months),
        "causes_figures": figures.causes(months, wrongful),
        "redress_figures": figures.redress(months, months_to_correction(tables)),
        "published_figures": published.panels(months, manifest.scale, from_the_start)
        if is_court_list
        else [],
    }


def _run(manifest: Manifest) -> dict[str, str]:
    years, rest = divmod(manifest.months, 12)
    spans = [count(years, "year", "years")] * (years > 0)
    spans += [count(rest, "month", "months")] * (rest > 0)
    first = month_index(manifest.start)
    done = min((entry.months for entry in manifest.done), default=0)
    return {
        "people": f"{manifest.people:,}",
        "span": " and ".join(spans),
        "period": f"{_spoken_month(first)} to {_spoken_month(first + manifest.months - 1)}",
        "seeds": count(len(manifest.seeds), "seed", "seeds"),
        "seed_list": ", ".join(map(str, manifest.seeds)),
        "scale": f"{manifest.scale:,.0f}",
        "national": f"{manifest.scale * manifest.people / 1e9:.2f} billion",
        "done": f"{done:,} of {manifest.months:,} months",
        "grades": " · ".join(f"{n:,} {g}" for g, n in manifest.evidence.grades.items()),
    }


def _spoken_month(index: int) -> str:
    year, month = divmod(index, MONTHS_PER_YEAR)
    return f"{month_name[month + 1]} {year}"


def _asked(manifest: Manifest) -> dict[str, str]:
    """The question and the account of the system, from the text the run was made from."""
    import yaml

    # The C loader reads the same YAML a dozen times faster, where it was built.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    system = yaml.load(manifest.policy_texts["system"], Loader=loader)
    return {"question": system["question"], "about": system["about"]}


def _headlines(found: Frame, manifest: Manifest) -> list[Line]:
    on_listed = found[(found["dimension"] == EVER_LISTED) & (found["group"] == "ever listed")]
    listed = on_listed.set_index("measure")
    national = manifest.scale * manifest.people / 1e5
    lines = []
    for row in measures.headline(found).to_dict("records"):
        name = row["measure"]
        measure = PERSON_MEASURES[name]
        per_listed = ("", "")
        if name in listed.index and not name.startswith(("ever_", "family", "never_")):
            own = listed.loc[name, ["difference", "low", "high"]].to_numpy(float)
            per_listed = interval(*(own / measure.scale), sign=True)
        decimals = decimals_for(row["difference"], row["low"], row["high"])
        whole = figures.said(row["difference"] * national) if measure.is_count else ""
        lines.append(
            Line(
                spoken(row["label"]),
                row["unit"],
                *interval(row["difference"], row["low"], row["high"], sign=True),
                number(row["with"], decimals),
                number(row["without"], decimals),
                *per_listed,
                whole,
            )
        )
    return lines


def _cards(found: Frame, wrongful: Frame) -> list[dict[str, str]]:
    everybody = found[found["dimension"] == "all"].set_index("measure")
    listed = found[(found["dimension"] == EVER_LISTED) & (found["group"] == "ever listed")]
    income = listed.set_index("measure").loc["income"]
    share = wrongful.set_index("cause").loc["any"]

    def card(value: tuple[str, str], label: str, note: str = "") -> dict[str, str]:
        return {"value": value[0], "interval": value[1], "label": label, "note": note}

    def ends(row: Any) -> tuple[float, float, float]:
        return float(row["difference"]), float(row["low"]), float(row["high"])

    return [
        card(
            interval(*ends(everybody.loc["ever_listed"])),
            "of 100,000 people were listed at some time",
        ),
        card(
            per_cent(share["share"], share["share_low"], share["share_high"]),
            "of those listed were so wrongly at some time",
            "follows from assumed error rates",
        ),
        card(
            interval(*ends(everybody.loc["family_hit"])),
            "more of 100,000 never listed, but lived with somebody who was",
        ),
        card(
            interval(*ends(income), sign=True),
            "CNY of own income over the run, per person ever listed",
            "against the same person's life without the system",
        ),
    ]


def _standing(found: Frame) -> dict[str, Any]:
    rows = found[found["dimension"] == STANDING].set_index(["measure", "group"])
    body = []
    for group in STANDINGS:
        if ("income", group) not in rows.index:
            continue
        cells = []
        for name in STANDING_MEASURES:
            own = rows.loc[(name, group), ["difference", "low", "high"]].to_numpy(float)
            cells.append(interval(*(own / PERSON_MEASURES[name].scale), sign=True))
        here = rows.loc[("income", group)]
        small = str(here["caution"]) if here["people"] < 30 else ""
        body.append({"group": spoken(group), "people": f"{here['people']:,}", "cells": cells,
                     "caution": small})  # fmt: skip
    heads = []
    for name in STANDING_MEASURES:
        unit = PERSON_MEASURES[name].unit
        short = {"CNY per person": "CNY", "standard deviations": "SD"}.get(unit, "")
        label = spoken(PERSON_MEASURES[name].label)
        heads.append(f"{label} [{short}]" if short else label)
    return {"heads": heads, "rows": body}


def _unequal(tables: Loaded) -> dict[str, Any]:
    compared: Frame = measures.disparity(tables, ("ever_listed", "ever_wrongly"))
    is_apart = compared["ratio_low"] > 1
    chosen = compared[(compared["measure"] == "ever_wrongly") & (compared["caution"] == "")]
    most = chosen[is_apart[chosen.index]].sort_values("ratio", ascending=False).head(MOST_UNEQUAL)
    return {
        "most": [_compared(row) for row in most.to_dict("records")],
        "all": [_compared(row) for row in compared.to_dict("records")],
        "groups": len(chosen),
    }


def _compared(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "measure": spoken(row["label"]),
        "dimension": figures.DIMENSION_LABELS[row["dimension"]],
        "group": figures.group_said(row["dimension"], row["group"]),
        "rate": plain(row["rate"]),
        "rest": plain(row["rest"]),
        "difference": interval(
            row["difference"], row["difference_low"], row["difference_high"], sign=True
        ),
        "ratio": interval(row["ratio"], row["ratio_low"], row["ratio_high"]),
        "caution": row["caution"],
    }


def _steps(redress: Frame) -> list[dict[str, str]]:
    rows = []
    for row in redress.to_dict("records"):
        ends = (row["value"], row["low"], row["high"])
        is_share = row["unit"] == "share"
        value = per_cent(*ends) if is_share else interval(*ends)
        unit = "" if is_share else row["unit"]
        rows.append(
            {
                "label": spoken(row["label"]),
                "value": value[0],
                "interval": value[1],
                "unit": unit,
                "people": number(row["people"]),
                "note": row["note"],
            }
        )
    return rows


def _texts(manifest: Manifest) -> list[tuple[str, str]]:
    parts = [
        (PART_TITLES.get(part, spoken(part)), text) for part, text in manifest.policy_texts.items()
    ]
    return [*parts, (f"The society: {manifest.society.name}", manifest.society.text)]
