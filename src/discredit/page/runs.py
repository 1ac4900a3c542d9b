"""Runs as they are streamed to a browser: two at once, the others wait and are told their place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from anyio import CancelScope, to_thread

from discredit.errors import BusyError, DiscreditError, Fault
from discredit.page.asked import Systems, Wanted, plan_of
from discredit.page.frames import Frame, encoded
from discredit.plan import Plan
from discredit.policy.label import label_between
from discredit.units import month_text
from discredit.vocabulary import ARMS
from discredit.words.labels import worn
from discredit.words.retold import retold
from discredit.words.tongue import ENGLISH, language, say

if TYPE_CHECKING:
    from discredit.run.watched import Home

AT_ONCE: Final = 2
"""Runs that compute at a time; a run keeps two cores busy."""
LONGEST_LINE: Final = 60
"""Runs that may be at work or wait."""


class Turns:
    """Whose turn it is to compute, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._line: list[object] = []  # those at work first
        self._moved = asyncio.Event()

    async def wait(self, ticket: object) -> AsyncIterator[int]:
        """Stand in line; each place before it is one's turn, from 1 for the next.

        Args:
            ticket: Of whoever waits; `leave` takes it back.

        Raises:
            RunError: The line is too long.
        """
        if len(self._line) >= LONGEST_LINE:
            raise BusyError("So many runs wait here already that no other can; try again later.")
        self._line.append(ticket)
        told = 0
        while (place := self._line.index(ticket) - self._at_once + 1) > 0:
            if place != told:
                told = place
                yield place
            moved = self._moved
            await moved.wait()

    def leave(self, ticket: object) -> None:
        """Be done, or want no more.

        Args:
            ticket: As in `wait`.
        """
        if ticket in self._line:
            self._line.remove(ticket)
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and have it meanwhile."""
        ticket = object()
        try:
            async for _ in self.wait(ticket):
                pass
            yield
        finally:
            self.leave(ticket)


async def stream(begin: Callable[[], Iterator[Frame]], turns: Turns) -> AsyncGenerator[bytes, None]:
    """What is computed as bytes, frame by frame; who stops reading stops it within a month.

    Args:
        begin: Begins it, once it is its turn.
        turns: Of all who ask.
    """
    ticket = object()
    frames: Iterator[Frame] | None = None
    try:
        async for place in turns.wait(ticket):
            yield encoded(Frame({"kind": "queue", "place": place}))
        frames = begin()
        # The thread is waited for also where the reader is gone: then the line moves on only once
        # the month at hand is worked.
        while (frame := await to_thread.run_sync(next, frames, None)) is not None:
            yield encoded(frame)
    except DiscreditError as error:
        yield encoded(Frame({"kind": "error", **told(error)}))
    finally:
        if frames is not None:
            with CancelScope(shield=True):
                await to_thread.run_sync(_close, frames)
        turns.leave(ticket)


def told(error: DiscreditError) -> dict[str, Any]:
    """An error for a browser: a sentence, and each fault with what to write instead.

    Args:
        error: Any that this package foresees.
    """
    faults: tuple[Fault, ...] = getattr(error, "faults", ())
    told = [_told(fault) for fault in faults]
    if language() == ENGLISH:
        message = str(error)
    elif faults:
        said = (f"{one['rule']}{say('.')}{one['remedy']}" for one in told)
        message = "".join(dict.fromkeys(said))
    else:
        message = retold(str(error)) or str(error)
    return {"message": message, "faults": told}


def _told(fault: Fault) -> dict[str, str]:
    """A fault in the language that is spoken now; in English, and marked so, where it cannot be."""
    rule, remedy = fault.rule, fault.remedy
    if language() == ENGLISH:
        return {"path": fault.path, "rule": rule, "remedy": remedy}
    said, hint = retold(rule), retold(remedy) or ""
    if said is None:
        return {"path": fault.path, "rule": rule, "remedy": remedy, "lang": ENGLISH}
    return {"path": fault.path, "rule": said, "remedy": hint}


def both_worlds(asked: Wanted, own: Systems) -> Iterator[Frame]:
    """Both worlds of a run, month by month.

    Args:
        asked: The run.
        own: The user's files.
    """
    from discredit.engine import waits
    from discredit.run.watched import Waiting, home_of, watched

    plan = plan_of(asked, own)
    yield Frame({"kind": "wait", "what": waits.SOCIETY})
    home = home_of(plan)
    yield _people(plan, home)
    month = 0
    for seen in watched(plan, home):
        if isinstance(seen, Waiting):
            yield Frame({"kind": "wait", "what": seen.what})
            continue
        figures = {arm: one.figures for arm, one in seen.items()}
        head = {"kind": "month", "month": month, "figures": figures}
        yield Frame(head, b"".join(seen[arm].states for arm in ARMS))
        month += 1
    yield Frame({"kind": "done"})


def _people(plan: Plan, home: Home) -> Frame:
    """Who is shown: where each lives, in which household, and the bits of `sample.KINDS`."""
    from discredit.run.sample import STATES, kinds_of

    shown = home.shown
    kinds = kinds_of(shown, home.setup, plan)
    body = shown.rows.tobytes() + shown.household.tobytes() + kinds.tobytes()
    months = [month_text(plan.first_month + t) for t in range(plan.months)]
    head = {
        "kind": "people",
        "shown": len(shown.rows),
        "people": plan.people,
        "months": months,
        "states": STATES,
        "label": worn(label_between(plan.policy, plan.against)),
    }
    return Frame(head, body)


def _close(frames: Iterator[Frame]) -> None:
    close: Callable[[], None] | None = getattr(frames, "close", None)
    if close is not None:
        close()
