"""The laws that mechanisms must obey, in closed form: for the expected side only."""

from __future__ import annotations

from itertools import pairwise
from math import exp, lgamma, log, sqrt
from typing import Any

import numpy as np
from scipy.stats import norm


def tiers(levels: int, up: int, down: int | None, rate: float) -> np.ndarray:
    """Long-run shares of a register, best tier first: the stationary law of its chain."""
    chain = np.zeros((levels, levels))
    for here in range(levels):
        chain[here, max(here - up, 0)] += exp(-rate)
        for count in range(1, 60):
            p = exp(-rate + count * log(rate) - lgamma(count + 1))
            fall = levels if down is None else count * down
            chain[here, min(here + fall, levels - 1)] += p
    shares = np.full(levels, 1 / levels)
    for _ in range(20_000):
        shares = shares @ chain
    return shares / shares.sum()


def false_per_true(accuracy: float, sensitivity: float, prevalence: float) -> float:
    """False positives per true one, of the binormal detector of equal variances."""
    f = norm.cdf(norm.ppf(sensitivity) - sqrt(2) * norm.ppf(accuracy))
    return float(f * (1 - prevalence) / (sensitivity * prevalence))


def listed_after(f: float, g: float, periods: float) -> float:
    """Share of innocents on a list with error f and removal g."""
    settled = f / (f + g)
    return settled if periods == float("inf") else settled * (1 - (1 - f - g) ** periods)


def shared_birthday(k: int, n: int) -> float:
    return 1 - float(np.prod(1 - np.arange(n) / k))


def share_a_listed_name(k: int, exponent: float, listed: int) -> float:
    p = np.arange(1, k + 1) ** -exponent
    p /= p.sum()
    return float(p @ (1 - (1 - p) ** listed))


def false_positive_rate(prevalence: float, ppv: float, fnr: float) -> float:
    return prevalence / (1 - prevalence) * (1 - ppv) / ppv * (1 - fnr)


def desk(arrival: float, service: float, servers: int, patience: float = 0.0) -> dict[str, float]:
    """A desk in balance, with or without giving up: its birth-death chain, summed."""
    weights, total = [1.0], 1.0
    for n in range(1, 5000):
        leaving = min(n, servers) * service + max(n - servers, 0) * patience
        weights.append(weights[-1] * arrival / leaving)
        total += weights[-1]
        if weights[-1] < 1e-15 * total and n > servers:
            break
    p = np.array(weights) / total
    n = np.arange(len(p))
    queue = float(p @ np.maximum(n - servers, 0))
    return {
        "p_wait": float(p[servers:].sum()),
        "mean_queue": queue,
        "mean_wait": queue / arrival,
        "p_abandon": patience * queue / arrival,
        "utilisation": float(p @ np.minimum(n, servers)) / servers,
    }


def urn(discovered: list[float], reported: list[float]) -> float:
    """The share of inspections in the long run: where the mean step of the urn is nought."""
    (d_a, d_b), (r_a, r_b) = discovered, reported
    a, b, c, d = d_a + r_a, r_b, r_a, d_b + r_b
    roots = np.roots([c + d - a - b, a - 2 * c - d, c])
    return float(next(r.real for r in roots if 0 < r.real < 1))


def ladder(success: list[float]) -> np.ndarray:
    """Long-run shares of a ladder: flows up and down between two rungs are equal."""
    shares = [1.0]
    for low, high in pairwise(success):
        shares.append(shares[-1] * low / (1 - high))
    return np.array(shares) / np.sum(shares)


def friendly_posterior(own: str, high: int, low: int, eps: float, q_s: float, q_d: float) -> float:
    """Probability of the high type given own and friends' signals."""
    prior = (1 - eps) / eps if own == "high" else eps / (1 - eps)
    good = (q_s * (1 - eps) + q_d * eps) / (q_s * eps + q_d * (1 - eps))
    odds = prior * good ** (high - low)
    return odds / (1 + odds)


def own_share(w: float) -> float:
    """What a culprit keeps of a penalty on a ring of two neighbours each."""
    return sqrt((1 - w) / (1 + w))


def gaming(tau: float, move: float, cost: Any) -> dict[str, float]:
    """Everybody within `move` of the cut moves up to it."""
    x = np.linspace(tau - move, tau, 200_001)
    spent = np.trapezoid(norm.pdf(x) * cost(tau - x), x)
    robust = tau + move
    y = np.linspace(tau, robust, 200_001)
    burden = np.trapezoid(norm.pdf(y) * cost(robust - y), y) / norm.sf(tau)
    return {
        "max_move": move,
        "accepted_honest": float(norm.sf(tau)),
        "accepted_gaming": float(norm.sf(tau - move)),
        "bunching_at_threshold": float(norm.sf(tau - move) - norm.sf(tau)),
        "total_cost": float(spent),
        "robust_threshold": robust,
        "social_burden_at_robust_threshold": float(burden),
    }


def selected(q: float, rho: float) -> dict[str, float]:
    """Mean score and merit of the best q by score."""
    score = float(norm.pdf(norm.isf(q)) / q)
    return {"mean_score": score, "mean_merit": rho * score}


def believed(a: float, b: float, n: int, p: float) -> dict[str, float]:
    """Mean and spread of a Beta belief after n observations."""
    spread = sqrt(n * p * (1 - p)) / (a + b + n)
    return {"mean": (a + n * p) / (a + b + n), "standard_deviation": spread}


def public_good(e: float, m: float, norm_of: str) -> dict[str, float]:
    """Good reputations and gifts under a public norm."""
    right = (1 - e) * (1 - m) + e * m
    forgiving = norm_of in ("stern judging", "simple standing")
    good = (1 - m) / (2 - m - right) if forgiving else m / (1 - right + m)
    return {"good": good, "cooperation": good * (1 - e)}
