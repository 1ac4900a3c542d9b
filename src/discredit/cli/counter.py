"""How many runs of a study are done: a bar on a terminal, a line per finished run elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discredit.cli.screen import console, is_terminal, quiet, say

if TYPE_CHECKING:
    from discredit.studies.batch import Come


class Counter:
    """How many runs are done: a bar on a terminal, a line per finished run elsewhere."""

    def __init__(self, *, is_silent: bool) -> None:
        self._is_silent, self._said = is_silent, 0
        self._waits: set[str] = set()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Counter:
        if is_terminal() and not self._is_silent:
            from rich.progress import Progress

            self._bar = Progress(console=console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("preparing", total=None)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def note(self, text: str) -> None:
        """A remark, which is told however silent the rest is."""
        say(quiet(text), stderr=True)

    def wait(self, what: str | None) -> None:
        """What is waited for; each is told once."""
        if what is None or what in self._waits:
            return
        self._waits.add(what)
        if self._bar is not None:
            self._bar.update(self._task, description=what)
        elif not self._is_silent:
            say(quiet(f"{what} ..."), stderr=True)

    def take(self, step: Come) -> None:
        """How many runs are done, and what is at hand."""
        if self._bar is not None:
            self._bar.update(
                self._task, total=step.runs, completed=step.done, description=step.name
            )
        elif not self._is_silent and step.done > self._said:
            self._said = step.done
            say(quiet(f"{step.done} of {step.runs} runs done"), stderr=True)
