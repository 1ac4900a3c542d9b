"""Threads that can be left: nobody waits for them, and they write nothing more."""

from __future__ import annotations

import threading
import time

import pytest

from discredit.engine import apart
from discredit.errors import Interrupted


def test_what_the_calls_give_comes_in_their_order_and_the_first_error_is_raised() -> None:
    def later() -> int:
        time.sleep(0.2)
        return 1

    assert apart.run([later, lambda: 2], "test") == [1, 2]
    with pytest.raises(ZeroDivisionError):
        apart.run([later, lambda: 1 // 0, lambda: [][0]], "test")


def test_a_thread_that_is_left_writes_nothing_more() -> None:
    go, written, ended = threading.Event(), [], threading.Event()

    def work() -> None:
        try:
            go.wait(30)
            with apart.staying():
                written.append("late")
        except apart.Left:
            ended.set()

    began = time.monotonic()
    with pytest.raises(Interrupted):
        apart.run([work], "test", lambda: time.monotonic() - began > 0.2)
    assert time.monotonic() - began < 2
    assert apart.are_left()
    go.set()
    assert ended.wait(30)
    assert not written
    while apart.are_left():
        time.sleep(0.01)


def test_what_is_being_written_is_written_before_the_thread_is_left() -> None:
    begun, written = threading.Event(), []

    def work() -> None:
        with apart.staying():
            begun.set()
            time.sleep(0.5)
            written.append("whole")

    with pytest.raises(Interrupted):
        apart.run([work], "test", begun.is_set)
    assert written == ["whole"]


def test_an_interrupt_in_the_callers_thread_leaves_the_calls() -> None:
    go, asked = threading.Event(), []

    def interrupt() -> bool:
        asked.append(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apart.run([lambda: go.wait(30)], "test", interrupt)
    assert asked == [1]
    go.set()


def test_outside_of_such_a_thread_nothing_is_in_the_way() -> None:
    with apart.staying():
        apart.go_on()
