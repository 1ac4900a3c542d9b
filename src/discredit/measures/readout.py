"""What each list, each scorer and each conduct does, with one denominator for each of the three.

Lists and conducts are per 100,000 people, children included, as all effects are. Scorers are in
hundredths of those whom that scorer scores; how many these are is per 100,000 people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float64

from discredit.errors import Fault, InputError, LackingError, quoted
from discredit.measures import estimate
from discredit.measures.caution import CASES, IN_ONE_ALONE, cautions
from discredit.measures.counts import Interval, divided
from discredit.measures.series import of_events, over_regions, totals_of, unit_of
from discredit.measures.spread import Z, widened
from discredit.measures.tables import EVERYBODY, PER_HEADS, WITH, WITHOUT, Frame
from discredit.measures.wording import OVER_SEEDS
from discredit.policy.faults import did_you_mean
from discredit.policy.readout import Reading, figures_between, grade_of, says
from discredit.readout import KINDS, MEASURES, POINTS, QUANTILES, SUMS, Kind
from discredit.store.result import MISSING_ARM, Result
from discredit.words.labels import labelled

if TYPE_CHECKING:
    import pandas as pd

    from discredit.policy.schema import Policy

Sums = Float64[np.ndarray, "seed arm figure"]

OF_COUNTS = (
    "95 % interval from the counts, as much wider as regions make that of all lists, scorers or "
    "conducts together; how societies differ is not in it"
)
NO_INTERVAL = "one society and where its points lie: no interval"
ON_FILE, SAYS_ON_FILE = "on_file", "acts that reach the file"
OF_SCORED = "% of those it scores, in a mean month"

_KINDS_OF_ACTS = {
    "obligation": "obligations_broken",
    "offence": "offences",
    "disfavoured": "disfavoured_acts",
    "deed": "deeds",
}
_TOGETHER = {
    "entries_wrongly": "listed_wrongly",
    "entries_red": "red_listed",
    ON_FILE: "records",
}
"""Where the series calls the same of all together otherwise."""


class _Read(NamedTuple):
    """The sums of every figure, and what they are divided by."""

    figures: tuple[Reading, ...]
    above: Sums  # [people or events] of a mean month, or of all months
    below: Sums  # people; of a scorer, those whom it scores
    each: Sums  # [points] the mean of the months, of figures that are points


def readout_effects(result: Result) -> pd.DataFrame:
    """What differs between the twins by list, by scorer and by conduct: rows of `effects`.

    `low` and `high` are of the difference. Nobody scores in the world without the system: there the
    points of a scorer are missing, and the ends are those of `with`.

    Args:
        result: A run of both worlds.

    Returns:
        The columns of `effects` but the label, and `grade`, the weakest evidence of the numbers
        that make the list, the scorer or the conduct what it is; one row for each figure.
    """
    import pandas as pd

    policy, page = result.policy(), result.manifest
    read = _read(result)
    figures, seeds = read.figures, len(page.seeds)
    is_points = np.array([one.measure in POINTS for one in figures], bool)
    is_share = np.array([_is_share(one) for one in figures], bool)
    scale = np.where(is_points, 1.0, np.where(is_share, 100.0, PER_HEADS))
    counted = _counted(read, _design(result, policy, read))
    points = _points(read)
    with_ = np.where(
        is_points,
        read.each[:, 0].mean(axis=0),
        divided(read.above[:, 0].sum(axis=0), read.below[:, 0].sum(axis=0)),
    )
    is_named = result.worlds.are_named
    theirs = read.each[:, 1].mean(axis=0) if is_named else np.nan
    without = np.where(
        is_points, theirs, divided(read.above[:, 1].sum(axis=0), read.below[:, 1].sum(axis=0))
    )
    change = points.where(is_points, counted)
    is_alone = is_named & (np.isnan(with_) | np.isnan(without))
    people = np.round(np.nan_to_num(read.below).sum(axis=0).max(axis=0)).astype(np.int64)
    people = people if is_named else np.round(read.below[:, 0].sum(axis=0)).astype(np.int64)
    people[[one.measure == ON_FILE for one in figures]] = page.people * seeds
    cases = np.floor(np.nan_to_num(read.above).sum(axis=0).max(axis=0) + 1e-9).astype(np.int64)
    cases = np.where(is_points, people, cases)
    method = np.where(is_points, NO_INTERVAL, OF_COUNTS) if seeds == 1 else OVER_SEEDS
    first = {(one.kind, one.name): one for one in figures}
    grades = {key: grade_of(_owner(result, one), one.kind, one.name) for key, one in first.items()}
    return pd.DataFrame(
        {
            "measure": [one.measure for one in figures],
            "says": [
                SAYS_ON_FILE
                if one.measure == ON_FILE
                else says(_owner(result, one), one.kind, one.name, one.measure)
                for one in figures
            ],
            "unit": [_unit_of(one) for one in figures],
            "dimension": [one.kind for one in figures],
            "group": [one.name for one in figures],
            "with": with_ * scale,
            "without": without * scale,
            "difference": np.where(is_points, with_ - theirs, change.value * scale),
            "low": change.low * scale,
            "high": change.high * scale,
            "method": method,
            "people": people,
            "affected": cases,
            "caution": np.where(is_alone, IN_ONE_ALONE, cautions(cases, CASES, people)),
            "seeds": seeds,
            "grade": [grades[one.kind, one.name] for one in figures],
        }
    )


def effects_by(result: Result, by: object) -> pd.DataFrame:
    """The effects of each list, of each scorer or of each conduct alone.

    Args:
        result: A run of both worlds.
        by: What they are read out by: list, scorer or conduct.

    Returns:
        The rows of `effects` with this dimension, the policy's order kept; its name stands in
        place of `dimension` and `group`.

    Raises:
        InputError: They are not read out by that.
        ResultError: A world is missing.
    """
    kind = kind_named(by)
    if set(result.manifest.arms) != {WITH, WITHOUT}:
        raise LackingError(MISSING_ARM.format(arms=", ".join(result.manifest.arms)))
    found: Frame = readout_effects(result)
    found = found[found["dimension"] == kind].reset_index(drop=True)
    found.insert(0, kind, found.pop("group"))
    return labelled(found.drop(columns="dimension"), result.manifest.label)


def series_by(result: Result, by: object) -> pd.DataFrame:
    """The monthly series of each list, of each scorer or of each conduct.

    Args:
        result: A run.
        by: What it is read out by: list, scorer or conduct.

    Returns:
        One row per seed, world, month and list (or other); one column per measure, missing where
        this one has no such thing, and `grade`.

    Raises:
        InputError: It is not read out by that.
    """
    kind = kind_named(by)
    table: Frame = result.readout()
    table = table[table["dimension"] == kind]
    own = [one for one in _figures(result) if one.kind == kind]
    names = {one.name: one for one in own}
    measures = [m for m in MEASURES[kind] if (table["measure"] == m).any()]
    for column, words in (("group", names), ("measure", measures)):
        table = table.assign(**{column: table[column].astype(str).astype("category")})
        table[column] = table[column].cat.set_categories(list(words))
    keys = ["seed", "arm", "month", "group"]
    wide: Frame = table.pivot_table(
        index=keys, columns="measure", values="value", observed=True, sort=True
    ).reset_index()
    wide.columns = [str(name) for name in wide.columns]
    wide = wide.rename(columns={"group": kind})
    wide["grade"] = (
        wide[kind]
        .astype(str)
        .map({name: grade_of(_owner(result, one), kind, name) for name, one in names.items()})
    )
    return labelled(wide, result.manifest.label)


def kind_named(by: object) -> Kind:
    """What figures are read out by, of what a caller wrote.

    Args:
        by: A word.

    Raises:
        InputError: They are not read out by that.
    """
    for kind in KINDS:
        if by == kind:
            return kind
    rule = f"figures are read out by {', '.join(KINDS)}"
    raise InputError(
        [Fault("readout", 0, "by", quoted(by), rule, did_you_mean(str(by), KINDS, ""))]
    )


def _is_share(one: Reading) -> bool:
    """Whether it is in hundredths: of those whom a scorer scores, or of the acts."""
    return one.measure == ON_FILE or (one.kind == "scorer" and one.measure != "scored")


def _with_shares(figures: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The figures, and of each conduct that is done and recorded what share of it is on file."""
    has = {(one.name, one.measure) for one in figures if one.kind == "conduct"}
    acts = [one for one in figures if one.measure == "acts" and (one.name, "records") in has]
    return (*figures, *(one._replace(measure=ON_FILE) for one in acts))


def _unit_of(one: Reading) -> str:
    if one.measure == ON_FILE:
        return "% of what is done"
    measure = MEASURES[one.kind][one.measure]
    if one.measure in QUANTILES:
        return "points, mean of the last months of years"
    if one.measure in SUMS and one.measure != "points":
        return "points of each in too low a band, mean of all months"
    if one.measure in POINTS:
        return "points, mean of all months"
    return OF_SCORED if _is_share(one) else unit_of(measure.unit, measure.is_flow, True)


def _figures(result: Result) -> tuple[Reading, ...]:
    return figures_between(result.policy(), result.against())[0]


def _owner(result: Result, one: Reading) -> Policy:
    """The policy that has a figure: the other world's where the first has no such thing."""
    other = result.against()
    return result.policy() if one.place >= 0 or other is None else other


def _read(result: Result) -> _Read:
    """Sums of all months, or the mean month."""
    figures = _figures(result)
    table: Frame = result.readout(["seed", "arm", "value"])
    width = max(len(figures), 1)  # the figures of one world and month stand together
    seeds, seed = np.unique(table["seed"].to_numpy()[::width], return_inverse=True)
    arm = (table["arm"].astype(str) == WITHOUT).to_numpy().astype(np.int64)[::width]
    value = table["value"].to_numpy(np.float64).reshape(len(seed), -1)
    world, shape = seed * 2 + arm, (len(seeds), 2, len(figures))
    is_known = np.isfinite(value)
    total = estimate.sums(np.where(is_known, value, 0.0), world, len(seeds) * 2).reshape(shape)
    months = np.bincount(world, minlength=len(seeds) * 2).reshape(*shape[:2], 1)
    is_flow = np.array([MEASURES[one.kind][one.measure].is_flow for one in figures], bool)
    above = np.where(is_flow, total, divided(total, np.maximum(months, 1.0)))
    below = np.full(shape, float(result.manifest.people))
    place = {(one.name, one.measure): k for k, one in enumerate(figures) if one.kind == "scorer"}
    each = np.full(shape, np.nan)
    for k, one in enumerate(figures):
        if one.kind == "scorer" and _is_share(one):
            at = place[one.name, "scored"]
            below[:, :, k] = above[:, :, at] if result.worlds.are_named else above[:, :1, at]
            # Months in which points were looked at and somebody had some.
            times = estimate.sums(is_known[:, [k]] * 1.0, world, len(seeds) * 2).reshape(shape[:2])
            heads = "scored" if one.measure == "points" else "scored_too_low"
            per = total[:, :, place[one.name, heads]] if one.measure in SUMS else times
            each[:, :, k] = divided(total[:, :, k], per)
    return _on_file(_Read(figures, above, below, each))


def _on_file(read: _Read) -> _Read:
    """With what share of each conduct's acts reaches the file: true records over acts."""
    figures = _with_shares(read.figures)
    at = {(one.name, one.measure): k for k, one in enumerate(read.figures) if one.kind == "conduct"}
    more = [one.name for one in figures[len(read.figures) :]]
    nothing = np.zeros(read.above.shape[:2])
    true = [
        read.above[:, :, at[name, "records"]]
        - (read.above[:, :, at[name, "records_false"]] if (name, "records_false") in at else 0.0)
        for name in more
    ]
    acts = [read.above[:, :, at[name, "acts"]] for name in more]
    above, below, each = (
        np.concatenate([whole, np.stack(new, axis=-1)], axis=-1) if new else whole
        for whole, new in (
            (read.above, true),
            (read.below, acts),
            (read.each, [np.full_like(nothing, np.nan)] * len(more)),
        )
    )
    return _Read(figures, above, below, each)


def _counted(read: _Read, design: Float64[np.ndarray, " figure"]) -> Interval:
    """What changes per head, of people and events."""
    above, below = read.above[..., None], read.below[..., None]
    within = np.zeros((len(read.figures), 1))
    if len(above) == 1:
        net = np.abs(above[0, 0] - above[0, 1])
        within = design[:, None] * divided(net, below[0].max(axis=0) ** 2)
    found = of_events(above, below, within)
    return Interval(*(end[..., 0] for end in found))


def _points(read: _Read) -> Interval:
    """The mean over seeds of where points lie, with Student's t; where the other world has that
    scorer too, of how far apart they lie."""
    each = read.each[:, 0] - np.nan_to_num(read.each[:, 1])
    value, seeds = each.mean(axis=0), len(each)
    if seeds == 1:
        return Interval(value, np.full_like(value, np.nan), np.full_like(value, np.nan))
    spread = widened(each.var(axis=0, ddof=1) / seeds, np.array(float(seeds)))
    return Interval(value, value - Z * np.sqrt(spread), value + Z * np.sqrt(spread))


def _design(result: Result, policy: Policy, read: _Read) -> Float64[np.ndarray, " figure"]:
    """How many times the variance of counts each figure varies: as often as the same of all lists,
    all scorers or all conduct does over the regions of one society; never less than once."""
    if len(read.above) > 1:
        return np.ones(len(read.figures))
    together = [_together(policy, one) for one in read.figures]
    series: Frame = result.series()
    names = sorted({name for name in together if name in series.columns})
    groups, months, totals = totals_of(series, ["people", *names])
    regions = [at for at, (dimension, _) in enumerate(groups) if dimension == "region"]
    everybody = groups.index(EVERYBODY)
    times = {}
    for k, name in enumerate(names, start=1):
        # Both sides in months: a rate is the same of their sums.
        above, below = totals[0][:, :, k], totals[0][:, :, 0] / months
        net = abs(float(above[0, everybody] - above[1, everybody]))
        found = over_regions(above[:, regions], below[:, regions])
        alone = net / float(below[0, everybody]) ** 2 if net else np.nan
        times[name] = max(1.0, np.nan_to_num(found / alone, nan=1.0)) if net else 1.0
    return np.array([times.get(name, 1.0) for name in together])


def _together(policy: Policy, one: Reading) -> str:
    """The column of the series that counts the same of all of them."""
    if one.measure == "acts":
        return _KINDS_OF_ACTS[policy.behaviour.conducts[one.name].kind]
    if one.kind == "scorer" and one.measure.startswith("band_"):
        return "low_band"
    if one.measure.startswith("too_low_"):
        return "scored_too_low"
    return _TOGETHER.get(one.measure, one.measure)
