"""A number says its unit, its evidence and its range, and gives one value for each month."""

import copy
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from discredit.policy.number import Count, Needs, Number, Rate, Section, Share, Switch
from discredit.units import month_index, month_text

FIFTHS = ("poorest", "second", "middle", "fourth", "richest")
PLAIN: dict[str, Any] = {
    "value": 0.3, "unit": "share", "evidence": "assumed", "source": "A-01", "range": [0.1, 0.5],
}  # fmt: skip
DATED: dict[str, Any] = {
    "dated": {"2013-10": 24, "2017-10": 12}, "between": "step", "before": 0,
    "unit": "months", "evidence": "documented", "source": ["a", "b"],
}  # fmt: skip


def number(base: dict[str, Any], **changes: Any) -> Number:
    raw = {**copy.deepcopy(base), **changes}
    return Number.model_validate({k: v for k, v in raw.items() if v != "drop"})


def said(kind: Any, raw: Any) -> list[tuple[str, str]]:
    """The dotted place and the message of every fault."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(raw)
    return [(".".join(map(str, e["loc"])), e["msg"]) for e in caught.value.errors()]


def vector(**entries: object) -> dict[str, Any]:
    return {**PLAIN, "value": entries}


def test_a_plain_number_is_the_same_in_every_month() -> None:
    plain = number(PLAIN)
    assert plain.at(0) == plain.at(month_index("2020-01")) == 0.3
    assert plain.is_constant and plain.sources == ("A-01",) and plain.labels == ()


def test_a_step_holds_from_its_date_until_the_next() -> None:
    term = number(DATED)
    months = ["2013-09", "2013-10", "2017-09", "2017-10", "2030-01"]
    assert [term.at(month_index(m)) for m in months] == [0, 24, 24, 12, 12]
    assert term.sources == ("a", "b") and not term.is_constant


def test_a_line_joins_the_dates_and_stays_after_the_last() -> None:
    term = number(DATED, between="linear")
    months = ["2013-09", "2013-10", "2015-10", "2017-10", "2030-01"]
    assert [term.at(month_index(m)) for m in months] == [0, 24, 18, 12, 12]


@given(
    dates=st.lists(st.integers(23000, 24800), min_size=1, max_size=6, unique=True).map(sorted),
    month=st.integers(22900, 24900),
    linear=st.booleans(),
)
def test_a_dated_number_agrees_with_a_search_through_the_dates(
    dates: list[int], month: int, linear: bool
) -> None:
    values = {d: float((d * 7919) % 100) for d in dates}
    between = "linear" if linear else "step"
    dated = number(DATED, dated={month_text(d): v for d, v in values.items()}, between=between)
    earlier = [d for d in dates if d <= month]
    later = [d for d in dates if d > month]
    expected = values[earlier[-1]] if earlier else 0.0
    if linear and earlier and later:
        a, b = earlier[-1], later[0]
        expected = (values[a] * (b - month) + values[b] * (month - a)) / (b - a)
    assert dated.at(month) == pytest.approx(expected, abs=1e-9)


def test_a_vector_gives_every_label_at_every_month() -> None:
    dates = {"2014-01": {"east": 0.2, "west": 0.4}, "2016-01": {"west": 0.8, "east": 0.6}}
    share = number(DATED, dated=dates, unit="share", between="linear")
    assert share.at(month_index("2013-01")) == {"east": 0, "west": 0}
    assert share.at(month_index("2015-01")) == pytest.approx({"east": 0.4, "west": 0.6})
    assert share.labels == ("east", "west")


def test_changing_what_at_returned_changes_no_number() -> None:
    for share in (
        number(vector(east=0.2, west=0.3)),
        number(DATED, dated={"2014-01": {"east": 0.2}}, unit="share"),
    ):
        given_away = share.at(month_index("2020-01"))
        assert isinstance(given_away, dict)
        given_away["east"] = 9.0
        assert share.at(month_index("2020-01")) != given_away


def test_a_number_cannot_be_changed_and_survives_a_round_trip() -> None:
    term = number(DATED)
    with pytest.raises(ValidationError):
        term.unit = "share"  # pyright: ignore[reportAttributeAccessIssue]
    again = Number.model_validate_json(term.model_dump_json(exclude_none=True))
    assert again == term and again.at(month_index("2014-01")) == 24


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"value": 1.4}, "value", "a share from 0 to 1. Correct|a share from 0 to 1. For"),
        ({"value": 40}, "value", "For 40 per cent write 0.4"),
        ({"value": -0.1}, "value", "a share from 0 to 1"),
        ({"value": float("nan")}, "value", "finite"),
        ({"value": float("inf")}, "value", "finite"),
        ({"value": 10**400}, "value", "finite"),
        ({"value": "0.3"}, "value", "must be a number"),
        ({"value": "5 %"}, "value", "0.05 for five per cent"),
        ({"value": True}, "value", "must be a number"),
        ({"value": [0.3]}, "value", "must be a number"),
        ({"value": {}}, "value", "must give a number"),
        ({"value": 0.05}, "value", r"must lie in its range \[0.1, 0.5\]"),
        ({"value": "drop"}, "", "exactly one of value and dated"),
        ({"unit": "shares"}, "unit", "Did you mean share?"),
        ({"unit": "drop"}, "unit", "every number says it"),
        ({"unit": ["share"]}, "unit", "a unit this package knows"),
        ({"evidence": "guess"}, "evidence", "one of documented"),
        ({"evidence": {}}, "evidence", "one of documented"),
        ({"source": "drop"}, "source", "every number says it"),
        ({"source": []}, "source", "must name a source"),
        ({"source": [3]}, "source.0", "a key of the evidence ledger"),
        ({"range": "drop"}, "range", "says how far it may move"),
        ({"range": [0.5, 0.1]}, "range", "lower bound comes first"),
        ({"range": [0.1]}, "range", "a lower and an upper bound"),
        ({"range": [0.1, 7]}, "range.1", "a share from 0 to 1"),
        ({"range": [{}, 1]}, "range.0", "must give a number"),
        ({"before": 0}, "before", "only a dated number"),
        ({"between": "step"}, "between", "only a dated number"),
        ({"note": 3}, "note", "must be text"),
        ({"rnge": [0, 1]}, "rnge", "Did you mean range?"),
    ],
)
def test_a_wrong_plain_number_is_told_where_and_why(
    change: dict[str, Any], place: str, rule: str
) -> None:
    raw = {k: v for k, v in {**PLAIN, **change}.items() if v != "drop"}
    faults = said(Number, raw)
    assert [p for p, _ in faults] == [place]
    assert any(part.replace("\\", "") in faults[0][1] for part in rule.split("|"))


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"dated": {"2017-10": 1, "2013-10": 2}}, "dated.2013-10", "dates must rise"),
        ({"dated": {"2017-13": 1}}, "dated.2017-13", "01 to 12"),
        ({"dated": {}}, "dated", "a mapping of months"),
        ({"dated": [1]}, "dated", "a mapping of months"),
        ({"dated": {"2017-10": -1}}, "dated.2017-10", "a number of months"),
        ({"between": "drop"}, "between", "what holds between"),
        ({"between": "liner"}, "between", "what holds between"),
        ({"before": "drop"}, "before", "before its first date"),
        ({"before": -1}, "before", "a number of months"),
        ({"value": 3}, "", "exactly one"),
        ({"dated": {"2013-10": {"a": 1}, "2014-10": {"b": 1}}}, "dated.2014-10", "same labels"),
        ({"dated": {"2013-10": {"a": 1}, "2014-10": 1}}, "dated.2014-10", "same labels"),
        ({"before": {"a": 1}}, "before", "same labels"),
    ],
)
def test_a_wrong_dated_number_is_told_where_and_why(
    change: dict[str, Any], place: str, rule: str
) -> None:
    raw = {k: v for k, v in {**DATED, **change}.items() if v != "drop"}
    faults = said(Number, raw)
    assert [p for p, _ in faults] == [place]
    assert rule in faults[0][1]


def test_all_faults_of_a_number_are_told_at_once() -> None:
    raw = {**PLAIN, "value": 3, "evidence": "guess", "range": [1, 0], "x": 1}
    assert {p for p, _ in said(Share, raw)} == {"value", "evidence", "range", "x"}


def test_a_field_demands_its_unit() -> None:
    assert said(Rate, PLAIN) == [
        ("unit", "this field is measured in per month. Write unit: per month.")
    ]
    either = Annotated[Number, Needs(("share", "probability"))]
    assert TypeAdapter(either).validate_python(PLAIN).at(0) == 0.3
    with pytest.raises(ValueError, match="not a unit"):
        Needs("shares")


def test_a_value_is_checked_by_the_demanded_unit_when_its_own_is_unknown() -> None:
    raw = {**PLAIN, "unit": "shares", "value": 7, "range": [0, 9]}
    assert {p for p, _ in said(Share, raw)} == {"unit", "value"}


def test_a_switch_is_true_or_false_and_needs_no_range() -> None:
    raw = {"value": True, "unit": "switch", "evidence": "assumed", "source": "A-01"}
    assert TypeAdapter(Switch).validate_python(raw).at(0) == 1.0
    for wrong in (1, 0, "yes", None):
        assert said(Switch, {**raw, "value": wrong})


def test_a_count_is_whole() -> None:
    raw = {"value": 2.5, "unit": "count", "evidence": "documented", "source": "a"}
    assert "whole number" in said(Count, raw)[0][1]


def test_a_field_demands_its_labels_and_names_the_nearest() -> None:
    by_fifth = Annotated[Number, Needs("share", labels=FIFTHS)]
    entries: dict[str, float] = dict.fromkeys(FIFTHS, 0.2)
    assert TypeAdapter(by_fifth).validate_python(vector(**entries)).labels == FIFTHS
    entries["richst"] = entries.pop("richest")
    faults = said(by_fifth, vector(**entries))
    assert [p for p, _ in faults] == ["value.richst"]
    assert "Did you mean richest?" in faults[0][1]
    del entries["richst"]
    assert said(by_fifth, vector(**entries))[0][0] == "value.richest"
    assert "one number per label" in said(by_fifth, PLAIN)[0][1]
    assert "a single number" in said(Share, vector(**dict.fromkeys(FIFTHS, 0.2)))[0][1]


def test_a_sparse_or_open_vector_takes_the_labels_given() -> None:
    sparse = Annotated[Number, Needs("share", labels=FIFTHS, every=False)]
    assert TypeAdapter(sparse).validate_python(vector(middle=0.2)).labels == ("middle",)
    assert said(sparse, vector(midle=0.2))
    anything = Annotated[Number, Needs("share", labels=())]
    assert TypeAdapter(anything).validate_python(vector(x=0.2, y=0.3)).labels == ("x", "y")
    assert said(anything, PLAIN)


def test_a_field_may_narrow_the_interval() -> None:
    narrow = Annotated[Number, Needs("share", low=0.2, high=0.4)]
    assert TypeAdapter(narrow).validate_python(PLAIN).at(0) == 0.3
    assert "at least 0.2" in said(narrow, {**PLAIN, "value": 0.15})[0][1]
    assert "at most 0.4" in said(narrow, {**PLAIN, "value": 0.45})[0][1]


def test_a_section_takes_a_number_already_built_and_still_checks_its_unit() -> None:
    class Part(Section):
        uptake: Rate

    built = number(PLAIN, unit="per month")
    assert Part(uptake=built).uptake is built
    with pytest.raises(ValidationError, match="measured in per month"):
        Part(uptake=number(PLAIN))


def test_the_json_schema_of_a_section_names_units() -> None:
    class Part(Section):
        uptake: Rate

    schema = Part.model_json_schema()
    assert schema["properties"]["uptake"]["properties"]["unit"] == {"const": "per month"}
    assert schema["additionalProperties"] is False
