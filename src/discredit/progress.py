"""How far a run has come and what it waits for: bars of a terminal, a line of a notebook.

The words are the same everywhere. Somebody who runs from Python is shown it where he looks on: a
terminal on stderr, or a notebook, without scripts or widgets; nobody is where neither is there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, Self

from discredit.errors import printable
from discredit.units import month_text
from discredit.words.numbers import clock, count, speed

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from discredit.plan import Plan
    from discredit.run.twins import Progress
    from discredit.studies.batch import Come


def done_of(plan: Plan, progress: Progress) -> tuple[int, int, str]:
    """How many months of how many are done, in words too: of those that prepare a world, then of
    those that are recorded.

    Args:
        plan: What is run.
        progress: How far a world has come.
    """
    if plan.burn_in and not progress.months_done:
        first = plan.span.first
        span = f"{month_text(first)} to {month_text(plan.first_month - 1)}"
        return progress.prepared, plan.burn_in, f"preparing {span}"
    done = progress.months_done
    return done, plan.months, f"{done}/{count(plan.months, 'month', 'months')}"


class Display(Protocol):
    """What shows how far something has come."""

    moved: bool

    def __enter__(self) -> Self: ...
    def __exit__(self, *failure: object) -> None: ...
    def take(self, progress: Any) -> None: ...
    def wait(self, what: str | None) -> None: ...


class Silence:
    """Nobody looks on."""

    def __init__(self) -> None:
        self.moved = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        pass

    def take(self, progress: Any) -> None:
        """Something was done."""
        del progress
        self.moved = True

    def wait(self, what: str | None) -> None:
        """What is waited for."""


class Bars:
    """A bar for each world of the seed at hand, and one for the whole when there are several."""

    def __init__(self, plan: Plan, console: Console) -> None:
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Display

        self.plan, self.moved = plan, False
        self._display = Display(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[months]}"),
            TextColumn("{task.fields[rate]}"),
            TextColumn("{task.fields[left]}", justify="right"),
            console=console,
            expand=True,
            transient=True,
        )
        self._whole: Any = None
        self._tasks: dict[tuple[int, str, str], Any] = {}
        self._done: dict[tuple[int, str], int] = {}
        self._rates: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._display.start()
        if len(self.plan.seeds) > 1:
            self._whole = self._display.add_task(
                "all seeds", total=self._total, months="", rate="", left=""
            )
        self._begin(0, "run")
        return self

    def __exit__(self, *failure: object) -> None:
        self._display.stop()

    @property
    def _total(self) -> int:
        """Months of all worlds of all seeds, those that prepare them included."""
        each = self.plan.burn_in + self.plan.months
        return each * len(self.plan.seeds) * len(self.plan.arms)

    def note(self, text: str) -> None:
        """A remark above the bars."""
        from rich.text import Text

        self._display.console.print(Text(text, style="dim"))

    def wait(self, what: str | None) -> None:
        """What is waited for, beside the bars that have no months yet."""
        for task in self._tasks.values():
            if self._display.tasks[task].total is None:
                self._display.update(task, months=what or "the first months")

    def _begin(self, index: int, phase: str) -> None:
        """Bars that pulse, and say what is waited for, until their first months are done."""
        for task in self._tasks.values():
            self._display.update(task, visible=False)
        for arm in self.plan.arms:
            doing = "lives" if phase == "trace" else f"seed {self.plan.seeds[index]}"
            self._tasks[index, arm, phase] = self._display.add_task(
                f"{doing} {self.plan.worlds.phrase(arm)}",
                total=None,
                months="preparing",
                rate="",
                left="",
            )

    def take(self, progress: Progress) -> None:
        self.moved = True
        key = (progress.seed_index, progress.arm, progress.phase)
        if key not in self._tasks:
            self._begin(progress.seed_index, progress.phase)
        done, whole, words = done_of(self.plan, progress)
        left = self.plan.months + self.plan.burn_in - progress.months_done - progress.prepared
        self._display.update(
            self._tasks[key],
            total=whole,
            completed=done,
            months=words,
            rate=speed(progress.rate),
            left=self._left(left, progress.rate),
        )
        self._rates[progress.arm] = progress.rate
        if progress.phase == "run" and self._whole is not None:
            worked = progress.months_done + progress.prepared
            self._done[progress.seed_index, progress.arm] = worked
            done = sum(self._done.values())
            total = self._total
            left = self._left(total - done, sum(self._rates.values()))
            self._display.update(self._whole, completed=done, left=left)

    def _left(self, months: int, person_months_per_second: float) -> str:
        left = clock(months * self.plan.people / max(person_months_per_second, 1e-9))
        return f"{left} left"


class Page(Silence):
    """A line of a notebook for each world or study, written over as it goes, in plain HTML."""

    def __init__(self, line_of: Callable[[Any], tuple[str, str, int, int]]) -> None:
        """`line_of` tells of what is taken: whose it is, its words, how much is done, of what."""
        super().__init__()
        self._line_of = line_of
        self._lines: dict[str, str] = {}
        self._waits: str | None = None
        self._shown: Any = None

    def __exit__(self, *failure: object) -> None:
        if self._shown is not None:
            self._shown.update({"text/html": "", "text/plain": ""}, raw=True)

    def take(self, progress: Any) -> None:
        super().take(progress)
        whose, words, done, total = self._line_of(progress)
        bar = f'<progress value="{done}" max="{total}"></progress>'
        self._lines[whose] = f"<div>{bar} {escape(words)}</div>"
        self._waits = None
        self._show(words)

    def wait(self, what: str | None) -> None:
        self._waits = what
        self._show(what or "")

    def _show(self, words: str) -> None:
        display = import_module("IPython.display").display
        waits = f"<div>{escape(self._waits)} …</div>" if self._waits else ""
        bundle = {"text/html": "".join(self._lines.values()) + waits, "text/plain": words}
        if self._shown is None:
            self._shown = display(bundle, raw=True, display_id=True)
        else:
            self._shown.update(bundle, raw=True)


class Plain(Silence):
    """A line on stderr for whatever is new, where it was asked for and no terminal is there."""

    def __init__(self, line_of: Callable[[Any], tuple[str, str, int, int]]) -> None:
        super().__init__()
        self._line_of = line_of
        self._said: set[str] = set()

    def take(self, progress: Any) -> None:
        super().take(progress)
        _, words, done, total = self._line_of(progress)
        if done == total:
            say(words)

    def wait(self, what: str | None) -> None:
        if what is not None and what not in self._said:
            self._said.add(what)
            say(f"{what} ...")


class Steps(Silence):
    """A bar for the runs of a study."""

    def __init__(self, console: Console) -> None:
        from rich.progress import Progress as Shown

        super().__init__()
        self._display = Shown(console=console, transient=True)
        self._task = self._display.add_task("preparing", total=None)

    def __enter__(self) -> Self:
        self._display.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._display.stop()

    def take(self, progress: Come) -> None:
        super().take(progress)
        whole, done = progress.runs, progress.done
        said = progress.name
        self._display.update(self._task, total=whole, completed=done, description=said)

    def wait(self, what: str | None) -> None:
        if what is not None:
            self._display.update(self._task, description=what)


def of_run(plan: Plan, wanted: bool | None) -> Display:
    """What shows a run from Python.

    Args:
        plan: What is run.
        wanted: Whether; None: where somebody looks on.
    """

    def line_of(progress: Progress) -> tuple[str, str, int, int]:
        seed = plan.seeds[progress.seed_index]
        doing = "lives" if progress.phase == "trace" else f"seed {seed}"
        whose = f"{doing} {plan.worlds.phrase(progress.arm)}"
        done, whole, of = done_of(plan, progress)
        words = f"{whose}: {of}, {speed(progress.rate)}"
        return whose, words, done, whole

    return _shown(wanted, lambda console: Bars(plan, console), line_of)


def of_study(wanted: bool | None) -> Display:
    """What shows a study from Python.

    Args:
        wanted: Whether; None: where somebody looks on.
    """

    def line_of(step: Come) -> tuple[str, str, int, int]:
        words = f"{step.done} of {step.runs} runs done ({step.name})"
        return "study", words, step.done, step.runs

    return _shown(wanted, Steps, line_of)


def _shown(
    wanted: bool | None,
    bars: Callable[[Console], Display],
    line_of: Callable[[Any], tuple[str, str, int, int]],
) -> Display:
    if wanted is not None and not wanted:
        return Silence()
    if is_notebook():
        return Page(line_of)
    if sys.stderr is not None and sys.stderr.isatty():
        from rich.console import Console

        return bars(Console(stderr=True, highlight=False, markup=False, emoji=False))
    return Plain(line_of) if wanted else Silence()


def is_notebook() -> bool:
    """Whether this is the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and getattr(shell, "kernel", None) is not None


@contextmanager
def shown(display: Display) -> Iterator[Display]:
    """Show it meanwhile, and what is waited for.

    Args:
        display: What `of_run` or `of_study` gave.
    """
    from discredit.engine import waits

    with display, waits.told(display.wait):
        yield display


def tell_found(display: Display, folder: Path) -> None:
    """Say so where nothing had to be done, as an earlier call had done it.

    Args:
        display: What took the progress.
        folder: The result folder.
    """
    if not display.moved:
        where = printable(str(folder))
        say(f"Found the result of the same call in {where}; force=True runs it anew.")


def say(text: str) -> None:
    """A line on stderr, by the way."""
    if sys.stderr is not None:
        try:
            print(text, file=sys.stderr, flush=True)
        except OSError:  # nobody can read it
            return
