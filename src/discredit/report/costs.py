"""What a system costs people, by how a black list touched them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.tables import LIST_STATUS, LIST_STATUS_WORDS, LIST_STATUSES, Frame
from discredit.report import tables
from discredit.report.headlines import per_person
from discredit.units import is_money
from discredit.vocabulary import Wording
from discredit.vocabulary import told as told_as
from discredit.words.names import capital
from discredit.words.numbers import number
from discredit.words.tongue import say

if TYPE_CHECKING:
    from pandas import DataFrame

STANDING_MEASURES = ("months_shut_out", "times_refused", "months_jobless", "income", "grievance")


def costs(effects: Frame, wording: Wording) -> dict[str, Any] | None:
    """What it costs people, by how a black list touched them; what it costs nobody is left out.

    None where neither world costs anybody more than the other.

    Args:
        effects: What `measures.effects` gives.
        wording: What the system calls its lists, in the language that is spoken.
    """
    rows = effects[effects["dimension"] == LIST_STATUS].set_index(["measure", "group"])
    groups = [group for group in LIST_STATUSES if ("income", group) in rows.index]
    names = [
        name for name in STANDING_MEASURES
        if all((name, group) in rows.index for group in groups)
        and any(rows.loc[(name, group), "difference"] != 0 for group in groups)
    ]  # fmt: skip
    if not names:
        return None
    units = _units(effects)
    body = []
    for group in groups:
        cells = [per_person(rows.loc[(n, group)], PERSON_MEASURES[n].scale) for n in names]
        people = number(rows.loc[("income", group), "people"])
        group_in_words = capital(told_as(say(LIST_STATUS_WORDS[group]), wording))
        body.append({"group": group_in_words, "people": people, "cells": cells})
    return {"heads": [_head(name, wording, units) for name in names], "rows": body}


def costs_in_file(effects: Frame, wording: Wording) -> DataFrame:
    """What it costs people, for a file: a row per group and measure, not rounded.

    Args:
        effects: What `measures.effects` gives.
        wording: What the system calls its lists.
    """
    import pandas as pd

    of = effects[(effects["dimension"] == LIST_STATUS)]
    own = of[of["measure"].isin(STANDING_MEASURES)]
    is_borne = own["difference"].ne(0).groupby(own["measure"]).transform("any")
    rows: Frame = tables.hushed(own[is_borne], ("difference",))
    of_each = {name: PERSON_MEASURES[name].scale for name in STANDING_MEASURES}
    scale = rows["measure"].map(of_each).astype(float)
    units = _units(effects)
    words = {name: capital(told_as(LIST_STATUS_WORDS[name], wording)) for name in LIST_STATUSES}
    change = [
        value if isinstance(value, str) else value / by
        for value, by in zip(rows["difference"], scale, strict=True)
    ]
    return pd.DataFrame(
        {
            "group": rows["group"].map(words),
            "people": rows["people"],
            "measure": [_head(name, wording, units) for name in rows["measure"]],
            "difference": change,
            "low": rows["low"] / scale,
            "high": rows["high"] / scale,
        }
    )


def _units(effects: Frame) -> dict[str, str]:
    """The unit of each measure."""
    return dict(zip(effects["measure"], effects["unit"], strict=True))


def _head(name: str, wording: Wording, units: Mapping[str, str]) -> str:
    measure, unit = PERSON_MEASURES[name], units[name]
    short = unit[:3] if is_money(unit) else say("SD") if unit == "standard deviations" else ""
    says = capital(told_as(say(measure.template), wording))
    return f"{says} [{short}]" if short else says
