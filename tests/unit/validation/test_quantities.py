"""What a case says of its quantities, in its own words or in the published form."""

from __future__ import annotations

from typing import Any

import pytest

from discredit.document import Keys
from discredit.errors import Fault, quoted
from discredit.validation import MECHANISMS, load
from discredit.validation.about import Kind, entry
from discredit.validation.published_form import ABOUT_KEYS, KEYS, published
from discredit.validation.quantities import Read, stated

RESULTS = {"share": Kind.ENGINE, "rate_*": Kind.WIRING, "curve": Kind.FORMULA}
GOOD: dict[str, Any] = {
    "expected": 0.5, "key": "share", "tolerance": {"abs": 0.01}, "kind": "reproduced by the engine",
}  # fmt: skip


def blame(at: Keys, found: Any, rule: str, remedy: str) -> Fault:
    return Fault("case.yaml", 1, ".".join(map(str, at)), quoted(found), rule, remedy)


def read(**parts: Any) -> Read:
    """A quantity like GOOD but for these parts; a part that is None is left out."""
    part = {name: value for name, value in (GOOD | parts).items() if value is not None}
    return stated({"published": part}, RESULTS, blame)


def test_a_quantity_has_its_key_its_tolerance_and_its_kind() -> None:
    (quantity,) = read().quantities
    assert quantity[:3] == ("published", 0.5, "share")
    assert quantity.tolerance is not None and quantity.tolerance.says == "± 0.01"
    assert quantity.kind is Kind.ENGINE


def test_a_mapping_is_a_quantity_each() -> None:
    expected = {"maximum": 1.0, "at": {"all": [0.5, 0.6]}}
    quantities = read(expected=expected, key="curve", kind="formula beside formula").quantities
    assert [each[:3] for each in quantities] == [
        ("published.maximum", 1.0, "curve.maximum"),
        ("published.at.all", [0.5, 0.6], "curve.at.all"),
    ]


def test_without_tolerance_it_is_not_judged() -> None:
    assert read(tolerance=None).quantities[0].tolerance is None


@pytest.mark.parametrize(
    ("parts", "path", "rule"),
    [
        ({"tolerance": {}}, "tolerance", "how far a number may lie"),
        ({"tolerance": {"abs": None}}, "tolerance", "one of abs, rel"),
        ({"tolerance": {"abs": -0.1}}, "tolerance", "one of abs, rel"),
        ({"tolerance": {"abs": 0.1, "rel": 0.1}}, "tolerance", "one of abs, rel"),
        ({"tolerance": {"interval": [2, 1]}}, "tolerance", "one of abs, rel"),
        ({"tolerance": {"exact": False}}, "tolerance", "one of abs, rel"),
        ({"tolerances": {"abs": 0.1}}, "tolerances", "a quantity has expected, key"),
        ({"key": "shares"}, "key", "the results here are share"),
        ({"key": None}, "key", "the results here are share"),
        ({"kind": "reproduced"}, "kind", "it is no kind"),
        ({"kind": "wiring check"}, "kind", "share is a reproduced by the engine"),
        ({"expected": None}, "", "what was published is needed"),
        ({"expected": "a third"}, "expected", "a number, a truth"),
        ({"expected": []}, "expected", "a number, a truth"),
    ],
)
def test_what_is_refused(parts: dict[str, Any], path: str, rule: str) -> None:
    (fault,) = read(**parts).faults
    assert fault.path.removeprefix("quantities.published").removeprefix(".") == path
    assert rule in fault.rule and fault.remedy


def test_a_wiring_check_cannot_pass_for_more() -> None:
    (fault,) = read(key="rate_7").faults
    assert fault.remedy == "Write kind: wiring check."


def form(mechanism: str, expected: dict[str, Any], tolerance: dict[str, Any]) -> Read:
    given = load(mechanism).RESULTS
    assert not callable(given)
    return published(mechanism, expected, tolerance, given, blame)


def says(read: Read) -> list[tuple[str, str, str | None]]:
    return [
        (each.name, each.key, each.tolerance.says if each.tolerance else None)
        for each in read.quantities
    ]


class TestPublishedForm:
    def test_names_and_tolerances_by_table(self) -> None:
        read = form(
            "delayed_impact",
            {"read_from_figure": {"MP": 645}, "black": {"maximum": 9.48, "at": 0.238}},
            {"abs": 4.0, "value_abs": 0.4, "rate_abs": 0.01},
        )
        assert says(read) == [
            ("read_from_figure.MP", "cut_black.MP", "± 4"),
            ("black.maximum", "black.maximum", "± 0.4"),
            ("black.at", "black.at", "± 0.01"),
        ]

    def test_the_simulated_tolerance_comes_before_the_solver_s(self) -> None:
        both = {"analytic_abs": 1e-6, "simulated_abs": 0.01}
        assert says(form("repeated_listing", {"share": 0.5}, both))[0][2] == "± 0.01"
        assert says(form("repeated_listing", {"share": 0.5}, {"analytic_abs": 1e-6}))[0][2] == (
            "± 1e-06"
        )

    def test_a_tolerance_is_about_what_it_names_and_nothing_like_it(self) -> None:
        read = form("heterogeneity", {"a": 1.6, "tau": 15.9, "mean": 0.1}, {"a_abs": 0.001})
        assert [line[2] for line in says(read)] == ["± 0.001", None, None]

    def test_an_interval_that_only_the_tolerance_names(self) -> None:
        read = form("rebellion", {"paper": {"wait": "60 +- 55"}}, {"wait": [17, 30]})
        assert says(read) == [("wait", "wait", "17 to 30")]

    def test_a_number_in_a_name_is_carried_over(self) -> None:
        read = form("enforcement_feedback", {"simulated_mean_20000": 0.7}, {"abs": 0.01})
        assert says(read) == [("simulated_mean_20000", "mean_after_20000", "± 0.01")]

    @pytest.mark.parametrize(
        ("expected", "tolerance", "path"),
        [
            ({"statonary": 0.5}, {"abs": 0.1}, "expected.statonary"),
            ({"stationary": 0.5}, {}, "tolerance"),
            ({"stationary": 0.5}, {"abs": None}, "tolerance.abs"),
            ({"stationary": 0.5}, {"abs": "narrow"}, "tolerance.abs"),
            ({"stationary": 0.5}, {"simulatd_abs": 0.1}, "tolerance.simulatd_abs"),
            ({"stationary": 0.5}, {"levels_abs": 0.1}, "tolerance.levels_abs"),
            ({"law": "p = q"}, {"abs": 0.1}, "expected"),
        ],
    )
    def test_what_is_refused(
        self, expected: dict[str, Any], tolerance: dict[str, Any], path: str
    ) -> None:
        (fault,) = form("points_tiers", expected, tolerance).faults
        assert fault.path == path and fault.rule and fault.remedy

    @pytest.mark.parametrize("mechanism", sorted({*KEYS, *ABOUT_KEYS}))
    def test_the_tables_speak_of_results_that_there_are(self, mechanism: str) -> None:
        assert mechanism in MECHANISMS
        given = load(mechanism).RESULTS
        assert not callable(given)
        keys = [*KEYS.get(mechanism, {}).values()]
        keys += [key for about in ABOUT_KEYS.get(mechanism, {}).values() for key in about]
        for key in keys:
            top = key.split(".")[0]
            assert top == "*" or top in given or entry(given, top) is not None, key
