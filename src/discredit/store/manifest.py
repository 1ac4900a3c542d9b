"""The first page of a result: what was run, on what, with what outcome; enough to run it again."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from discredit.arguments import MOST_SEEDS
from discredit.digest import digest
from discredit.engine import code, environment
from discredit.errors import DamagedError, NoResultError, SocietyError, named, quoted
from discredit.paths import bytes_of, is_file
from discredit.plan import Plan
from discredit.policy.address import numbers
from discredit.policy.kept import recompose
from discredit.policy.label import label_between
from discredit.policy.number import Number
from discredit.shown import InShort, Shown
from discredit.society.spec import Society, society_of
from discredit.store import disk
from discredit.store.foreign import of_another_form
from discredit.store.opposite import OtherUsed, other_used
from discredit.vocabulary import Arm
from discredit.words.beginning import beginning_told
from discredit.words.worlds import Worlds

FORMAT: Final = 6
"""The form of result folders that this version writes and reads."""
MOST_BYTES: Final = 16_000_000
"""Of a first page: a thousand seeds take a tenth of that."""
ENGINE: Final = ("discredit", "code", "jax")
"""Of `versions`, those that make another run of the same inputs."""
Status = Literal["partial", "complete"]
FILE: Final = "manifest.json"


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberUsed(_Page):
    """One number the run rests on; `range` is what a sensitivity analysis would sweep."""

    path: str
    value: str
    unit: str
    grade: str
    sources: tuple[str, ...]
    range: tuple[float, float] | None


class EvidenceUsed(_Page):
    """How well the numbers behind a run are known: how many of each grade, and each of them."""

    grades: dict[str, int]
    numbers: tuple[NumberUsed, ...]


class SocietyUsed(_Page):
    """The society in full."""

    name: str
    text: str
    tables: dict[str, str]
    tables_digest: str

    def read(self) -> Society:
        """The same, read again.

        Returns:
            The society, its source keys not looked up: the ledger may have changed since.

        Raises:
            ResultError: It is no society of this version.
        """
        try:
            return _society(self.name, self.text, tuple(self.tables.items()))
        except SocietyError as error:
            said = quoted(str(error).splitlines()[0])
            raise DamagedError(f"This result's society cannot be read: {said}.") from error


@lru_cache(maxsize=8)  # every question to a result asks for the words and money of its society
def _society(name: str, text: str, tables: tuple[tuple[str, str], ...]) -> Society:
    return society_of(name, text, dict(tables), name)


class Done(_Page):
    """How far one arm of one seed has come."""

    seed: int
    arm: Arm
    months: int


class Checkpoints(_Page):
    """Worlds kept half-way, of all arms: how many were written, how large and at what cost."""

    count: int
    bytes_each: int
    seconds: float  # in all, of the arms' own time


class Timing(_Page):
    """How long the run took; never part of a digest. A resumed run counts its last stretch only."""

    wall_seconds: float
    person_months_per_second: float
    checkpoints: Checkpoints | None = None  # None in results of versions that did not count them
    devices: int = 1
    processes: int = 1
    prepared_before: int = 0  # worlds whose months before the record an earlier run had worked


class Manifest(Shown, _Page):
    """See the module. `label` is what the system must wear (disputed, fiction; '' for nothing);
    `columns` holds the SHA-256 of every column of every table; `page_digest` is that of the
    page without its timing, None in those of versions that did not count it."""

    format: Literal[6] = FORMAT
    status: Status
    title: str
    label: str
    command: str
    policy: str
    policy_texts: dict[str, str]
    society: SocietyUsed
    people: int
    start: str
    months: int
    burn_in: int = 0  # months worked before the first, unrecorded
    beginning: str = ""  # what it begins with, in a sentence
    seeds: tuple[int, ...] = Field(min_length=1, max_length=MOST_SEEDS)
    arms: tuple[Arm, ...]
    traced_asked: tuple[int, ...] | None
    traced: dict[int, tuple[int, ...]]
    scale: float
    evidence: EvidenceUsed
    versions: dict[str, str]
    inputs_digest: str
    outcome_digest: str | None
    columns: dict[str, dict[str, str]]
    done: tuple[Done, ...]
    timing: Timing | None
    page_digest: str | None = None
    against: OtherUsed | None = None

    @property
    def worlds(self) -> Worlds:
        """What the two worlds are called."""
        return Worlds() if self.against is None else Worlds(self.policy, self.against.called)

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        digest = (
            f"outcome digest {self.outcome_digest}" if self.outcome_digest else "no outcome yet"
        )
        facts = (f"the first page of a {self.status} run of {self.policy}", digest)
        return InShort(self.title, facts, (".plan()", ".evidence.grades", ".versions", ".timing"))

    def plan(self) -> Plan:
        """The plan that this result was made from.

        Raises:
            ResultError: The inputs in the manifest were changed since.
        """
        plan = Plan(
            policy=recompose(self.policy, self.policy_texts),
            society=self.society.read(),
            people=self.people,
            start=self.start,
            months=self.months,
            seeds=self.seeds,
            arms=self.arms,
            traced=self.traced_asked,
            burn_in=self.burn_in,
            against=self.against and self.against.policy(),
        )
        if plan.inputs_digest != self.inputs_digest:
            raise DamagedError(
                "The inputs in this manifest are not those it was made from (inputs_digest is "
                f"{self.inputs_digest[:12]}..., theirs {plan.inputs_digest[:12]}...)."
            )
        return plan


OF_THE_RUN: Final = frozenset(
    {
        "status", "command", "versions", "traced", "done", "timing", "columns", "outcome_digest",
        "page_digest",
    }
)  # fmt: skip
"""What a manifest says of one run, and of how far it came; all else follows from the plan."""


def drafted(plan: Plan, command: str) -> Manifest:
    """The manifest of a run that has not begun.

    Args:
        plan: What is to be run.
        command: The command line that asked for it.
    """
    society, evidence = plan.society, _evidence(plan)
    return Manifest(
        status="partial",
        title=plan.policy.system.title,
        label=label_between(plan.policy, plan.against),
        command=command,
        policy=plan.policy.name,
        policy_texts=plan.policy_texts,
        society=SocietyUsed(
            name=society.name,
            text=society.kept,
            tables=dict(society.tables),
            tables_digest=digest(dict(society.tables)),
        ),
        people=plan.people,
        start=plan.start,
        months=plan.months,
        burn_in=plan.burn_in,
        beginning=beginning_told(plan.policy.system, plan.start, plan.burn_in),
        seeds=plan.seeds,
        arms=plan.arms,
        traced_asked=plan.traced,
        traced={},
        scale=sum(society.spec.marginals.regions.people) / plan.people,
        evidence=evidence,
        versions=versions(),
        inputs_digest=plan.inputs_digest,
        outcome_digest=None,
        columns={},
        done=tuple(Done(seed=seed, arm=arm, months=0) for seed in plan.seeds for arm in plan.arms),
        timing=None,
        against=other_used(plan),
    )


def edited(page: Manifest, plan: Plan) -> list[str]:
    """What of a manifest was changed after it was written.

    Args:
        page: As it lies on disk, see `written_in`.
        plan: What it should be of.

    Returns:
        The fields that are not what the plan makes of them; then `page_digest`, where anything but
        the timing is not as it was written.
    """
    now = drafted(plan, page.command)
    names = [name for name in Manifest.model_fields if name not in OF_THE_RUN]
    if not page.beginning:  # of a version that did not say so
        names.remove("beginning")
    strange = [name for name in names if getattr(page, name) != getattr(now, name)]
    return strange if page.page_digest == _digest_of(page) else [*strange, "page_digest"]


def read(folder: Path) -> Manifest:
    """The manifest in a result folder; what follows from its plan is made from it again.

    So a label or a grade that was changed in the file is never shown. `edited` finds what was.

    Args:
        folder: A result folder.

    Raises:
        ResultError: There is none, it is damaged, it is of another format, or its inputs were
            changed.
    """
    page = written_in(folder)
    now = drafted(page.plan(), page.command)
    return page.model_copy(
        update={
            name: getattr(now, name) for name in Manifest.model_fields if name not in OF_THE_RUN
        }
    )


def written_in(folder: Path) -> Manifest:
    """The manifest in a result folder as it is written there.

    Args:
        folder: A result folder.

    Raises:
        ResultError: There is none, it is damaged, or it is of another format.
    """
    path = folder / FILE
    if not is_file(path):
        raise NoResultError(f"{named(folder)} is no result of discredit: it holds no {FILE}.")
    try:
        text = bytes_of(path, MOST_BYTES + 1) or b""
        if len(text) > MOST_BYTES:
            raise DamagedError(f"{named(path)} is damaged: it has more than {MOST_BYTES} bytes.")
        data = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedError(f"{path} is damaged: {quoted(str(error))}.") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise of_another_form(folder, data, FORMAT)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = named(".".join(map(str, first["loc"])))
        raise DamagedError(f"{path} is damaged: {where}: {first['msg'].lower()}.") from error


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place, under its own digest.

    Args:
        folder: The result folder.
        manifest: The page.

    Raises:
        RunError: It cannot be written.
        ResultError: A link has its name.
    """
    sealed = manifest.model_copy(update={"page_digest": _digest_of(manifest)})
    text = json.dumps(sealed.model_dump(mode="json"), indent=1, ensure_ascii=False)
    disk.write(folder / FILE, text.encode() + b"\n")


def _digest_of(page: Manifest) -> str:
    said = page.model_dump(mode="json", exclude={"timing", "page_digest"})
    # As versions wrote it that knew of no such thing.
    unsaid = {name for name in ("burn_in", "beginning", "against") if not said[name]}
    return digest({name: value for name, value in said.items() if name not in unsaid})


def versions() -> dict[str, str]:
    """What computes here: this package, the state of its code, what it computes with, Python."""
    try:
        own = version("discredit")
    except PackageNotFoundError:
        own = "not installed"
    packages = ("jax", "numpy", "pandas", "pyarrow")
    return {
        "discredit": own,
        **{name: version(name) for name in packages},
        "python": python_version(),
        "code": code.shaping()[:16],
        **environment.remaining(),
    }


def _evidence(plan: Plan) -> EvidenceUsed:
    used = [_used(path, number) for path, number in numbers(plan.policy).items()]
    if plan.against is not None:
        own, name = numbers(plan.policy), plan.worlds.theirs
        used += [
            _used(f"{name}: {path}", number)
            for path, number in numbers(plan.against).items()
            if number != own.get(path)
        ]
    used += [_used(one.path, one.number) for one in plan.society.spec.numbers_of()]
    return EvidenceUsed(grades=dict(Counter(number.grade for number in used)), numbers=tuple(used))


def _used(path: str, number: Number) -> NumberUsed:
    low_high = None if number.range is None else (float(number.range[0]), float(number.range[1]))
    return NumberUsed(
        path=path,
        value=_said(number),
        unit=number.unit,
        grade=number.evidence,
        sources=number.sources,
        range=low_high,
    )


def _said(number: Number) -> str:
    if number.dated is None:
        return _entry(number.value)
    steps = "; ".join(f"{month}: {_entry(entry)}" for month, entry in number.dated.items())
    return f"before: {_entry(number.before)}; {steps} ({number.between})"


def _entry(entry: Any) -> str:
    if isinstance(entry, dict):
        return ", ".join(f"{label} {_entry(value)}" for label, value in entry.items())
    return str(entry).lower() if isinstance(entry, bool) else f"{entry:g}"
