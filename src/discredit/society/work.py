"""What people do all day, by age, schooling and settlement."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float64, UInt8

from discredit.draws import Decision
from discredit.society.chance import Luck
from discredit.society.marginals import JOBS, Marginals
from discredit.society.people import OLDEST_AGE
from discredit.vocabulary import EDUCATION, OCCUPATIONS

WORKING_AGE = 15
IDLE = tuple(OCCUPATIONS.index(name) for name in ("student", "not_working", "retired"))


def occupations(
    age: UInt8[np.ndarray, " n"],
    education: UInt8[np.ndarray, " n"],
    is_urban: Bool[np.ndarray, " n"],
    marginals: Marginals,
    luck: Luck,
) -> UInt8[np.ndarray, " n"]:
    """What each person does all day; from the shares in the tables `activity` and `jobs`.

    Args:
        age: [years].
        education: Index into EDUCATION.
        is_urban: Where each lives.
        marginals: The tables of a society.
        luck: That of these rows.

    Returns:
        Index into OCCUPATIONS.

    Draws:
        OCCUPATION.

    Source:
        the tables `activity` and `jobs` of the society.
    """
    table = np.cumsum(activity_shares(marginals)[..., : len(IDLE)], axis=-1)
    is_tertiary = education == EDUCATION.index("tertiary")
    at = age.astype(np.int32) * 4 + is_urban * 2 + is_tertiary
    u = luck.uniform(Decision.OCCUPATION, len(age))
    activity = np.zeros(len(age), np.uint8)
    for column in range(len(IDLE)):
        activity += u >= table[..., column].ravel()[at]
    job = jobs(education, is_urban, marginals, luck.uniform(Decision.OCCUPATION, len(age), k=1))
    occupation = np.array([*IDLE, 0], np.uint8)[activity]
    occupation = np.where(activity == len(IDLE), job, occupation)
    occupation[age < WORKING_AGE] = OCCUPATIONS.index("child")
    return occupation


def activity_shares(marginals: Marginals) -> Float64[np.ndarray, "age settlement tertiary doing"]:
    """How many of each age do what: the idle, in the order of IDLE, then those at work.

    Args:
        marginals: The tables of a society.

    Returns:
        [share], by age, whether in town, and whether with a college degree.

    Source:
        the table `activity` of the society.
    """
    shares = np.zeros((OLDEST_AGE + 1, 2, 2, len(IDLE) + 1))
    for row in marginals.activities:
        here = slice(row.from_age, row.to_age + 1), int(row.is_urban), int(row.is_tertiary)
        shares[here][..., : len(IDLE)] = row.student, row.not_working, row.retired
    shares[..., -1] = np.maximum(1 - shares[..., : len(IDLE)].cumsum(axis=-1)[..., -1], 0.0)
    return shares


def jobs(
    education: UInt8[np.ndarray, " n"],
    is_urban: Bool[np.ndarray, " n"],
    marginals: Marginals,
    u: Float64[np.ndarray, " n"],
) -> UInt8[np.ndarray, " n"]:
    """The jobs of people at work.

    Args:
        education: Index into EDUCATION.
        is_urban: Where each lives.
        marginals: The tables of a society.
        u: [share] the luck of each.

    Returns:
        Index into OCCUPATIONS.

    Source:
        the table `jobs` of the society.
    """
    bounds = np.cumsum(np.array(marginals.job_share), axis=2).reshape(-1, len(JOBS))
    at = is_urban * np.uint8(len(EDUCATION)) + education
    job = np.full(len(education), OCCUPATIONS.index(JOBS[0]), np.uint8)
    for column in range(len(JOBS) - 1):
        job += u >= bounds[:, column][at]
    return job
