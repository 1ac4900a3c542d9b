"""study.json as far as the page tells it: of a claim with a switch, and of a study of many runs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from discredit.vocabulary import Telling


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class _Labelled(_Part):
    label: str | None = None


class _Change(_Part):
    off: float | None
    on: float | None
    difference: float | None
    low: float | None
    high: float | None
    seeds: int
    caution: str = ""


class FiledOutcome(_Change):
    says: str
    unit: str
    in_verdict: bool = False
    per_change: str | None = None


class _Tried(_Change):
    values: dict[str, float]
    sign_held: bool


class _Sensitivity(_Part):
    told: int
    sign_held: int
    tried: tuple[_Tried, ...]


class _Size(_Part):
    people: int
    months: int
    seeds: int


class FiledClaim(_Part):
    """study.json of a claim with a switch, as far as it is told."""

    study: str
    title: str
    claim: str
    sentence: str
    verdict: str
    systems: tuple[_Labelled, ...]
    size: _Size
    outcomes: tuple[FiledOutcome, ...]
    sensitivity: _Sensitivity
    reading: str = ""
    overturned_by: str = ""


class _Asked(_Part):
    measure: str
    of: str = "difference"
    group: dict[str, str] | None = None


class _Effect(_Part):
    path: str
    size: float | None
    size_error: float | None


class _Weight(_Part):
    path: str
    first: float | None
    first_error: float | None
    total: float | None
    total_error: float | None


class _First(_Part):
    path: str
    narrows_by: float


class _Lists(_Part):
    """What the systems of a study call theirs."""

    black: Telling
    red: Telling


class FiledAnswer(_Part):
    arm: str
    outcome: _Asked
    says: str = ""
    lists: _Lists | None = None
    unit: str = ""
    varies: bool | None = None
    effects: tuple[_Effect, ...] = ()
    indices: tuple[_Weight, ...] = ()
    weight_by_grade: dict[str, float] = {}
    measure_first: tuple[_First, ...] = ()
    value: float | None
    low: float | None
    high: float | None
    together_low: float | None = None
    together_high: float | None = None
    sign_held: float | None = None
    draws: int = 0


class FiledRuns(_Part):
    """study.json of a study of many runs, as far as it is told."""

    study: str
    title: str
    question: str
    labels: tuple[str, ...]
    runs: int
    answers: tuple[FiledAnswer, ...]
