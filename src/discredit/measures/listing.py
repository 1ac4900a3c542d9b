"""Wrongful listing and its causes; the few effects told first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from discredit.errors import LackingError
from discredit.measures import estimate, intervals
from discredit.measures.catalogue import ANSWERS
from discredit.measures.caution import PEOPLE, cautions
from discredit.measures.counts import Interval
from discredit.measures.effects import effects
from discredit.measures.tables import (
    LIST_STATUS,
    LIST_STATUSES,
    PER_HEADS,
    Census,
    Frame,
    Piece,
    ResultTables,
    by_seed,
)
from discredit.measures.wording import OVER_HOUSEHOLDS, OVER_SEEDS
from discredit.policy.occurs import can_occur
from discredit.readout import KINDS
from discredit.store.result import Result
from discredit.vocabulary import CAUSES, CHECKED, FLAWS, SHORTFALLS, TURNED, UNFAIR_CAUSES
from discredit.words.labels import label_in, labelled
from discredit.words.tongue import say

if TYPE_CHECKING:
    import pandas as pd

HEADLINES = (
    "ever_listed",
    "ever_wrongly",
    "ever_turned",
    "ever_unfairly",
    "never_notified",
    "family_hit",
    "red_listed",
    "favoured",
    "mean_score",
    "low_band",
    "top_band",
    "scored_too_low",
    *(f"too_low_{cause}" for cause in SHORTFALLS),
    "mean_short",
    "scored_too_high",
    "disagreement",
    "months_shut_out",
    "shut_out_blameless",
    "times_refused",
    "served_informally",
    "obligations_broken",
    "offences",
    "disfavoured_acts",
    "deeds",
    "deeds_bought",
    "acts_hidden",
    "records",
    "records_false",
    *CHECKED,
    "wait",
    "wait_favoured",
    "short_of_money",
    "bills_unpaid",
    "in_arrears",
    "homes_given_up",
    "schools_changed",
    "care_put_off",
    "trade_lost",
    "custom_lost",
    "hours_lost",
    "contacts_lost",
    "fines",
    "fined_wrongly",
    "dearer_paid",
    "discounts",
    "staff_hours",
    "staff_cost",
    "debts_paid",
    "months_jobless",
    "income",
    "trust",
    "trust_if_known",
    "grievance",
)
"""What is told first of any system; what a run has nothing of is left out."""


def headline(result: ResultTables | pd.DataFrame) -> pd.DataFrame:
    """The effects on everybody that are told first, from a result or from its `effects`.

    A measure that is nought in both worlds is left out; being listed wrongly only if nobody is
    listed at all.

    Args:
        result: A result, or what `effects` made of it.

    Returns:
        Rows of `effects`, in the order of HEADLINES.
    """
    import pandas as pd

    table: Frame = result if isinstance(result, pd.DataFrame) else effects(result)
    rows = table[(table["dimension"] == "all") & table["measure"].isin(HEADLINES)]
    is_there = (rows[["with", "without"]].fillna(0.0) != 0).any(axis=1)
    listed = (is_there & (rows["measure"] == "ever_listed")).any()
    rows = rows[is_there | ((rows["measure"] == "ever_wrongly") & listed)]
    rank = {name: at for at, name in enumerate(HEADLINES)}
    return rows.sort_values("measure", key=lambda names: names.map(rank)).reset_index(drop=True)


def answer(result: ResultTables | pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows of `effects`, all groups, that answer a system's question about this measure.

    A total that means something only per case is answered by its ratio.

    Args:
        result: A result, or what `effects` made of it.
        measure: What the system file names as an outcome.

    Returns:
        Rows of `effects`.

    Raises:
        ResultError: the run did not take the measure.
    """
    import pandas as pd

    table: Frame = result if isinstance(result, pd.DataFrame) else effects(result)
    name = ANSWERS.get(measure, measure)
    of_people = ~table["dimension"].isin(KINDS)  # not list by list
    rows = table[(table["measure"] == name) & of_people].reset_index(drop=True)
    if rows.empty:
        raise LackingError(f"This run did not take the measure that answers its question: {name}.")
    return rows


PER_AFFECTED = {"fined_wrongly": (LIST_STATUS, LIST_STATUSES[0])}
"""Amounts that only some people bear, and the group of those."""


def answers(result: ResultTables | pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """The rows of `effects` on everybody that answer a system's question, the best first.

    What an amount comes to for each of those who bear it follows the amount.

    Args:
        result: A result, or what `effects` made of it.
        outcomes: The measures that the system file names.

    Returns:
        Rows of `effects`; those of the people who bear it say so.

    Raises:
        ResultError: the run did not take one of the measures.
    """
    import pandas as pd

    table: Frame = result if isinstance(result, pd.DataFrame) else effects(result)
    found = []
    for outcome in outcomes:
        rows: Frame = answer(table, outcome)
        found.append(rows[rows["dimension"] == "all"])
        if outcome in PER_AFFECTED:
            dimension, group = PER_AFFECTED[outcome]
            own = rows[(rows["dimension"] == dimension) & (rows["group"] == group)]
            found.append(own.assign(says=own["says"] + say(", per person affected")))
    return pd.concat(found, ignore_index=True)


def wrongful(result: ResultTables) -> pd.DataFrame:
    """Who was listed wrongly, who lost the means on the list, who was listed unfairly though
    lawfully, and why, in the arm with the system.

    One row for any cause of wrong, one per cause; one for those who turned; the same of what is
    unfair; one for listings without a letter. Columns: cause, kind (wrong, turned, unfair, or
    apart), says, per_100k (people ever so), per_100k_low, per_100k_high, share (of those ever
    listed), share_low, share_high, people (persons found, all seeds), caution (too few to say),
    method, seeds, label. A person may have several causes over time, so the causes add up to more
    than the whole.

    Args:
        result: What `open_result` returned, or frames of that layout.

    Returns:
        One row per cause, that of any cause first.

    Raises:
        ResultError: an arm is missing, or the two do not hold the same persons.
    """
    import pandas as pd

    societies = by_seed(result, WRONGS_DONE)
    level, share = (shares_of([wrongs[k] for wrongs in societies]) for k in (0, 1))
    table = pd.DataFrame(_ROWS, columns=["cause", "kind", "says"])
    for name, estimated, scale in (("per_100k", level, PER_HEADS), ("share", share, 1)):
        for suffix, end in (
            ("", estimated.value),
            ("_low", estimated.low),
            ("_high", estimated.high),
        ):
            table[name + suffix] = end[0, 1:] * scale
    table["people"] = np.sum([all_.value[0] for all_, _ in societies], 0).astype(np.int64)[1:]
    table["caution"] = cautions(table["people"].to_numpy(), PEOPLE)
    table["method"] = OVER_HOUSEHOLDS if len(societies) == 1 else OVER_SEEDS
    if isinstance(result, Result):
        policy = result.policy()
        told = {f"ever_{flaw}" for flaw in FLAWS if not can_occur(policy, f"ever_{flaw}")}
        table = table[~("ever_" + table["cause"]).isin(list(told))].reset_index(drop=True)
    return labelled(table.assign(seeds=len(societies)), label_in(result.series()))


_ROWS = (
    ("any", "wrong", "any cause"),
    *((cause, "wrong", said.label) for cause, said in CAUSES.items()),
    ("turned", "turned", TURNED.label),
    ("unfair", "unfair", "lawful, but unfair for any cause"),
    *((cause, "unfair", said.label) for cause, said in UNFAIR_CAUSES.items()),
    ("no_notice", "apart", "no letter came"),
)
"""What `wrongful` tells: the cause, of which kind it is, and its words."""

_Wrongs = tuple[estimate.Moments, estimate.Moments]
"""Of everybody, and of those ever listed beside the others."""


def _wrongs(piece: Piece) -> _Wrongs:
    of_rows = {"any": "ever_wrongly", "unfair": "ever_unfairly", "no_notice": "never_notified"}
    names = ("ever_listed", *(of_rows.get(row, f"ever_{row}") for row, _, _ in _ROWS))
    values = piece.ours(names)
    everybody = estimate.cut(piece.household, np.zeros(len(values), np.int64), 1)
    listed = estimate.cut(piece.household, 1 - values[:, 0].astype(np.int64), 2)
    return estimate.moments(values, everybody), estimate.moments(values, listed)


def _all_wrongs(one: _Wrongs, other: _Wrongs) -> _Wrongs:
    return estimate.joined(one[0], other[0]), estimate.joined(one[1], other[1])


WRONGS_DONE = Census("wrongs", _wrongs, _all_wrongs, (estimate.Moments,))


def shares_of(each: list[estimate.Moments]) -> Interval:
    """Shares of people of whom something is so.

    Args:
        each: Sums of each seed.

    Returns:
        [group, measure], from 0 to 1.
    """
    hit = np.sum([society.value for society in each], 0)
    return intervals.means(each, hit, intervals.SHARES)
