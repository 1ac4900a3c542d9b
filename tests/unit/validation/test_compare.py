"""`discredit validate`: how cases are read, how figures are judged, what the command returns."""

from __future__ import annotations

from typing import Any

from discredit.validation.compare import compare


class TestCompare:
    def one(self, expected: Any, obtained: Any, tolerance: dict[str, Any]) -> Any:
        (line,) = compare({"x": expected}, {"x": obtained}, tolerance)
        return line.passes

    def test_the_simulated_tolerance_comes_before_the_solver_s(self) -> None:
        both = {"analytic_abs": 1e-6, "simulated_abs": 0.01}
        assert self.one(0.5, 0.505, both)
        assert not self.one(0.5, 0.52, both)
        assert not self.one(0.5, 0.505, {"analytic_abs": 1e-6})

    def test_a_tolerance_that_names_a_quantity_comes_first(self) -> None:
        found = compare(
            {"share_of_all": 0.5, "other": 0.5},
            {"share_of_all": 0.52, "other": 0.52},
            {"share_abs": 0.05, "abs": 0.01},
        )
        assert [line.passes for line in found] == [True, False]

    def test_relative_and_exact(self) -> None:
        assert self.one(200.0, 207.0, {"rel": 0.04})
        assert not self.one(200.0, 209.0, {"rel": 0.04})
        assert self.one(True, True, {"exact": True})
        assert not self.one(100, 99, {"exact": True})

    def test_what_was_not_obtained_fails(self) -> None:
        (line,) = compare({"x": 1.0}, {}, {"abs": 1.0})
        assert line.passes is False and line.obtained is None

    def test_every_entry_of_a_list_counts_and_a_short_list_fails(self) -> None:
        assert self.one([0.1, 0.2], [0.1, 0.2], {"abs": 0.01})
        assert not self.one([0.1, 0.2], [0.1, 0.25], {"abs": 0.01})
        assert not self.one([0.1, 0.2], [0.1], {"abs": 0.01})

    def test_words_are_not_compared_and_no_tolerance_judges_nothing(self) -> None:
        assert compare({"law": "x = y"}, {}, {"abs": 1.0}) == ()
        assert self.one(1.0, 5.0, {}) is None

    def test_an_interval_that_only_the_tolerance_names(self) -> None:
        (line,) = compare({}, {"wait": 24.0}, {"wait": [17, 30]})
        assert line.passes
        (line,) = compare({}, {"wait": 31.0}, {"wait": [17, 30]})
        assert not line.passes

    def test_not_a_number_never_passes(self) -> None:
        assert not self.one(0.5, float("nan"), {"abs": 10.0})
