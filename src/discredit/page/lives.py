"""One life in two worlds, and the family beside it, as the page tells them."""

from __future__ import annotations

from typing import Any

import numpy as np

from discredit.errors import Fault, InputError, quoted
from discredit.plan import MOST_TRACED, Plan
from discredit.policy.label import label_between
from discredit.report.life import who_is
from discredit.run import twins
from discredit.run.sample import people_at_end
from discredit.run.watched import Home, home_of, life_of
from discredit.society.people import People
from discredit.store import parquet
from discredit.store.coin import coin_of
from discredit.store.frames import framed
from discredit.store.parts import ORIGIN
from discredit.store.rows_of_people import people_rows
from discredit.store.tables import form_of
from discredit.units import month_text
from discredit.words.labels import worn
from discredit.words.lives import first_divergence, life_story
from discredit.words.phrases import PolicyNames
from discredit.words.titles import names_told


def lives(plan: Plan, person: int) -> dict[int, dict[str, Any]]:
    """Everybody of a household: who each is, what happened to each in both worlds.

    Args:
        plan: What is run, of one seed.
        person: A row at the end of the run.

    Returns:
        By row; plain JSON values.

    Raises:
        InputError: There is nobody in that row.
    """
    home = home_of(plan)
    people = people_at_end(home.setup, plan)
    if person >= len(people.age) or not people.present[person]:
        rule = "nobody lives there at the end of the run"
        raise InputError([Fault("the request", 0, "person", quoted(person), rule, "")])
    head = person - int(people.place_in_household[person])
    size = min(int(people.household_size[person]), MOST_TRACED)
    rows = tuple(range(head, head + size))
    events = twins.told(plan, plan.seeds[0], rows, life_of(plan, home, rows))
    names = names_told(plan.policy, plan.against, plan.society.spec.money)
    who = _who(plan, people, rows)
    label = worn(label_between(plan.policy, plan.against))
    found = {
        row: {
            "person": row,
            "label": label,
            "who": who[row],
            **_told(events[events["person"] == row], names, plan, _since(plan, home, row)),
        }
        for row in rows
    }
    beside = {row: {"person": row, "who": who[row], **_brief(found[row])} for row in rows}
    for row, one in found.items():
        one["family"] = [beside[other] for other in rows if other != row]
    return found


def who_lives(plan: Plan, home: Home, row: int) -> str:
    """Somebody's traits as a sentence.

    Args:
        plan: What is run, of one seed.
        home: Its society.
        row: Where he lives at the end of the run.
    """
    return _who(plan, people_at_end(home.setup, plan), (row,))[row]


def _told(events: Any, names: PolicyNames, plan: Plan, since: str) -> dict[str, Any]:
    parting = first_divergence(events, names)
    story = life_story(events, names, plan.burn_in, since)
    return {
        "since": since,
        "parting": None if parting is None else {"month": parting.month, "text": parting.text},
        "story": [
            {"month": one.month, "world": one.world, "side": one.side, "text": one.text}
            for one in story
            if one.kind != "divergence"
        ],
    }


def _brief(found: dict[str, Any]) -> dict[str, Any]:
    return {"parting": found["parting"]}


def _since(plan: Plan, home: Home, row: int) -> str:
    """The month in which somebody came; '' for whoever was there from the start."""
    years = home.setup.years
    if years is None:
        return ""
    arrived = int(years.lived(plan.burn_in + plan.months).arrived[row])
    return month_text(plan.first_month + arrived) if arrived >= 0 else ""


def _who(plan: Plan, people: People, rows: tuple[int, ...]) -> dict[int, str]:
    here = slice(rows[0], rows[-1] + 1)
    never = np.full(len(rows), -1, np.int16)

    def look(name: str) -> np.ndarray:
        if name in ("arrived", "moved_in", ORIGIN):
            return never  # which is not told of them
        return np.asarray(getattr(people, name))[here]

    told = people_rows(plan.seeds[0], look, rows[0], len(rows), coin_of(plan))
    frame = framed(parquet.table_of("people", form_of(plan), [told]))
    return {row: who_is(frame.iloc[at]) for at, row in enumerate(rows)}
