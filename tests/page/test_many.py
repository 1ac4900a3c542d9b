"""Many who ask at once: two compute, the others wait in line; who leaves frees a place."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import psutil
import pytest

from discredit.page.frames import Frame, decoded, encoded
from discredit.page.runs import AT_ONCE, Turns, stream
from discredit.run import watched as months
from served_page import PEOPLE, SYSTEM, served

BODY = json.dumps({"system": SYSTEM, "people": PEOPLE, "months": 12}).encode()


def test_twenty_tabs_all_get_their_run() -> None:
    with ThreadPoolExecutor(20) as tabs:
        runs = list(tabs.map(lambda _: served().post("/api/run", BODY).frames, range(20)))
    months = [[f.body for f in frames if f.head["kind"] == "month"] for frames in runs]
    assert all(len(one) == 12 and one == months[0] for one in months)
    assert all(frames[-1].head["kind"] == "done" for frames in runs)


def test_whoever_waits_is_told_the_place_in_line() -> None:
    async def go() -> list[int]:
        turns, places = Turns(), list[int]()
        at_work = [object() for _ in range(AT_ONCE)]
        for ticket in at_work:
            assert [place async for place in turns.wait(ticket)] == []

        async def stand(ticket: object) -> None:
            async for place in turns.wait(ticket):
                places.append(place)

        first, second = object(), object()
        waiting = [asyncio.create_task(stand(one)) for one in (first, second)]
        await asyncio.sleep(0)
        turns.leave(at_work[0])
        await waiting[0]
        turns.leave(first)
        await waiting[1]
        return places

    assert asyncio.run(go()) == [1, 2, 1]


def test_whoever_gives_up_in_line_is_no_longer_waited_for() -> None:
    async def go() -> None:
        turns = Turns(at_once=1)
        work, gone, next_one = object(), object(), object()
        assert [place async for place in turns.wait(work)] == []
        left = turns.wait(gone)
        assert await anext(left) == 1
        turns.leave(gone)
        turns.leave(work)
        assert [place async for place in turns.wait(next_one)] == []

    asyncio.run(go())


def test_who_stops_reading_stops_the_work() -> None:
    worked: list[int] = []
    ended: list[bool] = []

    def worked_months() -> Iterator[Frame]:
        try:
            for month in range(1000):
                worked.append(month)
                yield Frame({"month": month})
        finally:
            ended.append(True)

    async def go() -> None:
        turns = Turns(at_once=1)
        bytes_ = stream(worked_months, turns)
        assert decoded(await anext(bytes_)) == [Frame({"month": 0})]
        await bytes_.aclose()
        assert [place async for place in turns.wait(object())] == []

    asyncio.run(go())
    assert ended == [True] and len(worked) <= 2


def test_a_closed_tab_ends_its_work() -> None:
    """A run that is left is not worked to its end, or its worlds would be kept."""
    long = json.dumps({"system": SYSTEM, "people": PEOPLE, "months": 240, "seed": 77}).encode()
    kept = months.worlds_kept()
    line = HTTPConnection("127.0.0.1", served().port, timeout=120)
    own = {"Host": f"127.0.0.1:{served().port}", "Origin": f"http://127.0.0.1:{served().port}"}
    line.request("POST", "/api/run", long, own)
    answer = line.getresponse()
    while b'"month"' not in answer.read1():
        continue
    answer.close()
    line.close()
    while any(thread.name.startswith("world") for thread in threading.enumerate()):
        time.sleep(0.05)
    assert months.worlds_kept() == kept


def test_what_is_wrong_is_said_in_a_frame() -> None:
    wrong = json.dumps({"system": SYSTEM, "set": {"no.such": 1}}).encode()
    (frame,) = served().post("/api/run", wrong).frames
    assert frame.head["kind"] == "error" and "no.such" in frame.head["message"]
    assert frame.head["faults"][0]["remedy"]
    assert encoded(frame)


@pytest.mark.slow
def test_memory_stays_flat_however_many_runs_are_asked_for() -> None:
    """Each run is another, so that nothing of it is found again."""

    def asked(seeds: range) -> int:
        for seed in seeds:
            run = {"system": SYSTEM, "people": PEOPLE, "months": 12, "seed": seed}
            frames = served().post("/api/run", json.dumps(run).encode()).frames
            assert frames[-1].head["kind"] == "done"
        return psutil.Process().memory_info().rss

    settled = asked(range(1000, 1060))
    assert asked(range(2000, 2120)) - settled < 50e6
