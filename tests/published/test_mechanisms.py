"""What others published comes back, through the same `run` functions that print the table.

Every case that ships, on its fixed seed, under the tolerance it states; the same mechanisms on
numbers that nobody printed, against closed forms kept in the tests. Samples are large enough for
the error of a case to be a quarter of its tolerance or less, so by chance a case fails less than
once in ten thousand seeds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from discredit.validation import MECHANISMS, load
from discredit.validation import run as run_mechanism
from discredit.validation.about import Kind, entry, results
from discredit.validation.case import Case, shipped
from discredit.validation.compare import Tolerance, compare
from discredit.validation.quantities import quantity
from discredit.validation.settings import count
from discredit.validation.table import cases_of, run_case
from published import closed_forms as law

SEED = 11
PEOPLE = 100_000


def _named(case: Case) -> str:
    return case.id


def _judge(case: Case) -> None:
    outcome = run_case(case)
    failed = [line for line in outcome.lines if line.passes is False]
    assert outcome.passes, failed


@pytest.mark.parametrize("case", cases_of(["gate"]), ids=_named)
def test_gate_case(case: Case) -> None:
    _judge(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", cases_of(["nightly"]), ids=_named)
def test_nightly_case(case: Case) -> None:
    _judge(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", cases_of(["report"]), ids=_named)
def test_report_case_is_obtained(case: Case) -> None:
    """Weak evidence judges nothing; but every quantity is there."""
    assert all(line.obtained is not None for line in run_case(case).lines)


def _near(name: str, inputs: dict[str, Any], expected: dict[str, Any], size: float) -> None:
    _agree(name, inputs, expected, Tolerance("abs", size))


def _agree(
    name: str, inputs: dict[str, Any], expected: dict[str, Any], tolerance: Tolerance
) -> None:
    obtained = run_mechanism(name, inputs, people=PEOPLE, seed=SEED)
    kinds = results(load(name), inputs)
    assert [key for key in obtained if entry(kinds, key) is None] == [], "a result without kind"
    quantities = [quantity(key, value, key, tolerance, kinds) for key, value in expected.items()]
    lines = compare(quantities, obtained, count(inputs, load(name).INPUTS))
    assert lines and all(line.passes for line in lines), lines


class TestOtherNumbers:
    """Numbers that stand in no case."""

    @pytest.mark.parametrize(
        ("rule", "levels", "up", "down", "rate"),
        [("-1/+3", 8, 1, 3, 0.25), ("-1/top", 5, 1, None, 0.4), ("-2/+1", 7, 2, 1, 0.9)],
    )
    def test_points_and_tiers(
        self, rule: str, levels: int, up: int, down: int | None, rate: float
    ) -> None:
        inputs = {"levels": levels, "rule": rule, "violation_rate": rate}
        shares = law.tiers(levels, up, down, rate).tolist()
        _near("points_tiers", inputs, {"stationary": shares}, 0.004)

    def test_base_rate(self) -> None:
        prevalence = [0.002, 0.05, 0.3]
        inputs = {"accuracy_index_auc": 0.85, "sensitivity": 0.7, "prevalence": prevalence}
        expected = [law.false_per_true(0.85, 0.7, p) for p in prevalence]
        _agree("base_rate", inputs, {"false_positive_index": expected}, Tolerance("rel", 0.04))

    def test_repeated_listing(self) -> None:
        periods: list[Any] = [2, 9, "infinity"]
        inputs = {"f": 0.05, "g": 0.4, "periods": periods}
        shares = [law.listed_after(0.05, 0.4, float(t)) for t in periods]
        _near("repeated_listing", inputs, {"share": shares}, 0.003)
        obtained = run_mechanism("repeated_listing", inputs, people=PEOPLE, seed=SEED)
        assert obtained["mean_spell"] == pytest.approx(2.5, rel=0.02)

    def test_identity_collision(self) -> None:
        birthday = {"K": 100, "distribution": "uniform", "n": [5, 12, 30]}
        expected = [law.shared_birthday(100, n) for n in birthday["n"]]
        _near("identity_collision", birthday, {"probability": expected}, 0.01)
        names = {"K": 400, "distribution": "Zipf exponent 0.8", "listed": 60}
        shares = {name: law.share_a_listed_name(400, s, 60)
                  for name, s in (("zipf", 0.8), ("uniform", 0.0))}  # fmt: skip
        _near("identity_collision", names, shares, 0.01)

    def test_error_rate_identity(self) -> None:
        inputs = {"ppv": 0.7, "fnr": 0.2, "prevalence": {"A": 0.4, "B": 0.2}}
        expected = {f"fpr_{g}": law.false_positive_rate(p, 0.7, 0.2)
                    for g, p in inputs["prevalence"].items()}  # fmt: skip
        _near("error_rate_identity", inputs, expected, 0.01)

    def test_a_table_once_more_from_people_who_know_three_of_its_rates(self) -> None:
        cells = {"true_negative": 500, "false_positive": 150, "false_negative": 90,
                 "true_positive": 260}  # fmt: skip
        _near("error_rate_identity", cells, {"fpr_attained": 150 / 650}, 0.01)

    @pytest.mark.parametrize(
        "inputs",
        [
            {"arrival": 4.0, "service": 0.5, "servers": 10},
            {"arrival": 30.0, "service": 1.0, "servers": 28, "patience_rate": 0.8},
        ],
    )
    def test_appeals_queue(self, inputs: dict[str, float]) -> None:
        expected = law.desk(
            inputs["arrival"], inputs["service"], int(inputs["servers"]),
            inputs.get("patience_rate", 0.0),
        )  # fmt: skip
        _agree("appeals_queue", inputs, expected, Tolerance("rel", 0.05))

    def test_several_patiences_at_one_desk(self) -> None:
        patience = [0.3, 2.0]
        inputs = {"arrival": 12.0, "service": 1.0, "servers": 10, "patience_rate": patience}
        desks = [law.desk(12.0, 1.0, 10, each) for each in patience]
        expected = {key: [desk[key] for desk in desks] for key in ("p_abandon", "mean_wait")}
        _agree("appeals_queue", inputs, expected, Tolerance("rel", 0.05))

    def test_several_rates_and_rules_of_a_register(self) -> None:
        rates, rules = [0.2, 0.6], ["-1/+2", "-1/top"]
        inputs = {"levels": 5, "rule": rules, "violation_rate": rates}
        shares = [law.tiers(5, 1, 2, 0.2).tolist(), law.tiers(5, 1, None, 0.6).tolist()]
        _near("points_tiers", inputs, {"stationary": shares}, 0.004)

    def test_several_thresholds_of_a_score(self) -> None:
        cuts = [0.2, 0.8]
        laws = [law.gaming(tau, 1 / 3, lambda d: 3 * d) for tau in cuts]
        expected = {key: [each[key] for each in laws] for key in laws[0]}
        _near("gaming", {"tau": cuts, "cost": "3*d"}, expected, 0.004)

    def test_enforcement_feedback(self) -> None:
        inputs = {"discovered": [1.5, 1], "reported": [1, 2], "start": [1, 1]}
        limit = law.urn(inputs["discovered"], inputs["reported"])
        _near("enforcement_feedback", inputs, {"limit": limit}, 0.01)

    def test_score_ladder(self) -> None:
        success = [0.3, 0.4, 0.5, 0.55, 0.8]
        even = [0.2] * 5
        inputs = {"success": success, "start_group_1": even, "start_group_2": even}
        _near("score_ladder", inputs, {"stationary": law.ladder(success).tolist()}, 0.01)

    def test_score_contagion(self) -> None:
        inputs = {"graph": "ring, 2 neighbours, n=600", "w": 0.3}
        _near("score_contagion", inputs, {"own_share": law.own_share(0.3), "total": 1.0}, 1e-6)

    def test_network_scoring(self) -> None:
        evidence = [("high", 1, 1), ("low", 2, 0), ("high", 0, 2)]
        cases = [dict(zip(("own", "friends_high", "friends_low"), e, strict=True))
                 for e in evidence]  # fmt: skip
        inputs = {"eps": 0.3, "q_s": 0.8, "q_d": 0.4, "cases": cases}
        posterior = [law.friendly_posterior(*e, 0.3, 0.8, 0.4) for e in evidence]
        _near("network_scoring", inputs, {"posterior": posterior}, 0.02)

    def test_opinion_limits(self) -> None:
        weights = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.4, 0.4, 0.2]])
        first = np.array([10.0, 40.0, 90.0])
        open_to = np.diag(1 - np.diag(weights))
        limit = np.linalg.solve(np.eye(3) - open_to @ weights, (np.eye(3) - open_to) @ first)
        inputs = {"W": weights.tolist(), "y0": first.tolist()}
        _near("opinion_limits", inputs, {"limit": limit.tolist()}, 1e-3)

    def test_threshold_cascade(self) -> None:
        inputs = {"n": 50, "thresholds": "0,1,2,3,5,6,...,50"}
        # Nobody has a threshold of four: four act, and the fifth waits for a fifth.
        _near("threshold_cascade", inputs, {"active": 4}, 0.0)

    def test_gaming(self) -> None:
        inputs = {"tau": 0.2, "cost": "3*d"}
        _near("gaming", inputs, law.gaming(0.2, 1 / 3, lambda d: 3 * d), 0.004)

    def test_goodhart(self) -> None:
        _near("goodhart", {"q": 0.25, "rho": 0.4}, law.selected(0.25, 0.4), 0.02)

    def test_scorecard_scaling(self) -> None:
        inputs = {"points": 500, "odds": 20, "pdo": 40}
        factor = 40 / np.log(2)
        expected = {"factor": float(factor), "offset": float(500 - factor * np.log(20))}
        _near("scorecard_scaling", inputs, expected, 0.001)
        simulated = {f"simulated_{name}": value for name, value in expected.items()}
        _near("scorecard_scaling", inputs, simulated, 0.5)


@pytest.mark.slow
class TestOtherNumbersNightly:
    """Numbers that stand in no case, where a case takes minutes."""

    def test_reputation_public(self) -> None:
        for name in ("stern judging", "shunning"):
            inputs = {"information": "public", "e": 0.05, "m": 0.04, "norms": name}
            expected = law.public_good(0.05, 0.04, name)
            _near("reputation_public", inputs, expected, 0.01)

    def test_discriminator_stability(self) -> None:
        inputs = {"b": 4, "c": 1, "q": 0.5}
        _near("discriminator_stability", inputs, {"gap": 4 * 0.5 - 3, "threshold_q": 0.25}, 0.05)

    def test_deterrence_tipping(self) -> None:
        inputs = {"N": 200, "S": 15, "p_star": 0.3, "starts": [40, 60, 200]}
        expected = {"tipping_point": 50, "from_40": 0, "from_60": 200, "from_200": 200}
        _near("deterrence_tipping", inputs, expected, 0.0)

    def test_perceived_risk(self) -> None:
        inputs = {"a": 2, "b": 3, "n": 12, "p": 0.35}
        _near("perceived_risk", inputs, law.believed(2, 3, 12, 0.35), 0.005)


def test_the_laws_give_what_is_printed() -> None:
    """The expected side of the tests above is itself checked against published numbers."""
    printed = [0.782901, 0.082338, 0.090998, 0.022278, 0.016387, 0.005097]
    assert law.tiers(6, 1, 2, 0.1) == pytest.approx(printed, abs=2e-6)
    assert law.false_per_true(0.9, 0.8, 0.001) == pytest.approx(207.083, abs=1e-3)
    assert law.desk(48.0, 1.0, 50)["p_wait"] == pytest.approx(0.694456, abs=1e-6)
    assert law.desk(48.0, 1.0, 50, 0.5)["p_abandon"] == pytest.approx(0.030912, abs=1e-6)
    assert law.urn([2, 1], [2, 1]) == pytest.approx(0.732051, abs=1e-6)
    assert law.share_a_listed_name(1000, 1.0, 100) == pytest.approx(0.49941, abs=1e-5)
    assert law.gaming(0.5, 0.5, lambda d: 4 * d * d)["total_cost"] == pytest.approx(
        0.065674, abs=1e-5
    )
    assert law.ladder([0.1, 0.2, 0.45, 0.6, 0.65, 0.7, 0.7])[0] == pytest.approx(0.514835, abs=1e-6)


def test_a_table_that_was_set_is_a_wiring_check_and_a_rule_for_groups_is_not() -> None:
    mechanism = load("error_rate_identity")
    table = {"true_negative": 10, "false_positive": 10}
    assert results(mechanism, table)["fpr"] is Kind.WIRING
    assert results(mechanism, table)["fpr_attained"] is Kind.ENGINE
    assert results(mechanism, {"ppv": 0.6})["fpr"] is Kind.ENGINE


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_small_model_is_never_called_the_engine(name: str) -> None:
    mechanism = load(name)
    kinds = set(results(mechanism, {}).values())
    wrong = Kind.ENGINE if mechanism.ABOUT.means == "small model" else Kind.SMALL_MODEL
    assert wrong not in kinds


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_says_what_it_is(name: str) -> None:
    about = load(name).ABOUT
    assert 40 <= len(about.says.split()) <= 140, f"{name}: {len(about.says.split())} words"
    assert about.how and about.title
    assert shipped(name), "a mechanism ships with its cases"
