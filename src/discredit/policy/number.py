"""A number in a policy: what it is, in which unit, how well it is known and how far it may move.

How a schema uses this module:

    from discredit.policy.needs import Needs
    from discredit.policy.number import Money, MonthsNumber, Number, Rate, Section, Share

    class Observation(Section):                 # frozen; unknown keys refused, nearest suggested
        uptake: Rate                            # one number per month
        specificity: Share                      # one share
        coverage: Annotated[Number, Needs("share", labels=GROUNDS)]         # one per label, all
        doors: Annotated[Number, Needs("switch", labels=SERVICES, every=False)]   # some labels
        prices: dict[str, Money]                # numbers under names of the policy's own

    policy.observation.uptake.at(month_index("2016-05"))       # 0.3
    policy.observation.coverage.at(month)                      # {"east": 0.2, ...}, always all

How a policy writes it:

    uptake: {value: 0.3, unit: per month, evidence: assumed, source: A-07, range: [0.1, 0.5]}
    term:
      dated: {2013-10: 24, 2017-05: 12}
      between: step              # or linear; constant after the last date either way
      before: 0                  # said, never guessed
      unit: months
      evidence: documented
      source: [spc-2013-rules, spc-2017-revision]

`load.load` checks source keys against the ledger; a Number built in Python has its form checked
but not its keys.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PrivateAttr,
    StrictBool,
    StrictFloat,
    StrictStr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    model_validator,
)

from discredit.policy.faults import broken, explained, merged
from discredit.policy.needs import Needs
from discredit.policy.number_rules import faults_in
from discredit.sources import Grade
from discredit.units import CURRENCIES, month_index

Scalar = StrictBool | StrictFloat
Entry = Scalar | dict[str, Scalar]


class Section(BaseModel):
    """A part of a policy: frozen, unknown keys refused, every key explained when it is wrong.

    Plain fields are strict: text is text, a number is a number, a list is a `tuple[...]`, a closed
    choice is a `Literal` (not an Enum).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _name_keys(cls, raw: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        if isinstance(raw, dict):
            raw = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
        try:
            return handler(raw)
        except ValidationError as error:
            raise explained(cls, raw, handler, error) from None


class Number(BaseModel):
    """One number of a policy, or one per label, fixed or dated, with its evidence.

    Exactly one of `value` and `dated` is given. `range` bounds every entry; it is required when
    the grade is assumed, reported or disputed, except for a switch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    value: Entry | None = None
    dated: dict[str, Entry] | None = None
    between: Literal["step", "linear"] | None = None
    before: Entry | None = None
    unit: StrictStr
    evidence: Grade
    source: StrictStr | tuple[StrictStr, ...]
    range: tuple[Scalar, Scalar] | None = None
    note: StrictStr | None = None

    _months: tuple[int, ...] = PrivateAttr(default=())
    _entries: tuple[Any, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, raw: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if isinstance(raw, Number):
            return raw
        faults = faults_in(raw, _ledger_of(info))
        if faults:
            raise merged("Number", faults)
        try:
            return handler(raw)
        except ValidationError as error:
            raise explained(cls, raw, handler, error) from None

    def model_post_init(self, context: Any, /) -> None:
        if self.dated is not None:
            self._months = tuple(map(month_index, self.dated))
            self._entries = tuple(map(_as_floats, self.dated.values()))

    def at(self, month: int) -> float | dict[str, float]:
        """The number, or one per label, in force in a month.

        `step` takes the last date not after the month; `linear` joins the dates by straight lines
        and stays constant after the last. Before the first date both give `before`. A switch
        gives 1.0 or 0.0.

        >>> term = Number(dated={"2013-01": 24, "2015-01": 12}, between="linear", before=0,
        ...               unit="months", evidence="documented", source="a-key")
        >>> [term.at(month_index(m)) for m in ("2012-12", "2014-01", "2019-07")]
        [0.0, 18.0, 12.0]

        Args:
            month: The index of the month, see `units.month_index`.

        Returns:
            In the unit of the number.
        """
        if self.dated is None:
            return _as_floats(self.value)
        i = bisect_right(self._months, month) - 1
        if i < 0:
            return _spread(_as_floats(self.before), self._entries[0])
        if self.between == "step" or i == len(self._months) - 1:
            entry = self._entries[i]
            return dict(entry) if isinstance(entry, dict) else entry
        start, end = self._months[i], self._months[i + 1]
        return _mixed(self._entries[i], self._entries[i + 1], (month - start) / (end - start))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of a vector, in the order of the file; empty for a single number."""
        entry = self.value if self.dated is None else self._entries[0]
        return tuple(entry) if isinstance(entry, dict) else ()

    @property
    def scalars(self) -> list[float]:
        """Every entry: of each date and of each label; what was before the first date is none."""
        entries = [self.value] if self.dated is None else self.dated.values()
        return [
            float(scalar or 0)
            for entry in entries
            for scalar in (entry.values() if isinstance(entry, dict) else [entry])
        ]

    @property
    def sources(self) -> tuple[str, ...]:
        """The ledger keys this number rests on."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def is_constant(self) -> bool:
        """Whether the number is the same in every month."""
        return self.dated is None


def _ledger_of(info: ValidationInfo) -> Any:
    return info.context.get("ledger") if isinstance(info.context, dict) else None


def _as_floats(entry: Any) -> float | dict[str, float]:
    return {k: float(v) for k, v in entry.items()} if isinstance(entry, dict) else float(entry)


def _spread(entry: float | dict[str, float], like: Any) -> float | dict[str, float]:
    # `before: 0` stands for every label of a vector; both are in the file, nothing is guessed.
    return (
        dict.fromkeys(like, entry) if isinstance(like, dict) and isinstance(entry, float) else entry
    )


def _mixed(a: Any, b: Any, weight: float) -> float | dict[str, float]:
    if isinstance(a, dict):
        return {k: a[k] + (b[k] - a[k]) * weight for k in a}
    return a + (b - a) * weight


LONGEST_LINE = 160


def _month_text(text: str) -> str:
    try:
        month_index(text)
    except ValueError as error:
        raise broken(str(error), "Write the month as 2016-05.") from None
    return text


def _line(text: str) -> str:
    if not text.strip() or "\n" in text or len(text) > LONGEST_LINE:
        rule = f"it must be one line of 1 to {LONGEST_LINE} characters"
        found = f"a text of {len(text)} characters"  # not shown: it could be a row of persons
        raise broken(rule, "Say the rest elsewhere.", found)
    return text


MonthText = Annotated[str, AfterValidator(_month_text)]
Line = Annotated[str, AfterValidator(_line)]
"""A title, a name: what stands in one line of a page."""
Share = Annotated[Number, Needs("share")]
Probability = Annotated[Number, Needs("probability")]
Rate = Annotated[Number, Needs("per month")]
CaseRate = Annotated[Number, Needs("per case-month")]
MonthsNumber = Annotated[Number, Needs("months")]
Money = Annotated[Number, Needs(CURRENCIES)]
"""An amount in any currency; see `society.money`."""
Hours = Annotated[Number, Needs("hours")]
Minutes = Annotated[Number, Needs("minutes")]
Multiplier = Annotated[Number, Needs("multiplier")]
Ratio = Annotated[Number, Needs("ratio")]
Points = Annotated[Number, Needs("score points")]
Elasticity = Annotated[Number, Needs("elasticity")]
Deviations = Annotated[Number, Needs("standard deviations")]
People = Annotated[Number, Needs("people")]
Count = Annotated[Number, Needs("count")]
Switch = Annotated[Number, Needs("switch")]
