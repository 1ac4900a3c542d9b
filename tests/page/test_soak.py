"""Ten minutes of a visitor who never rests: neither server nor browser grows.

`SOAK_SECONDS=150` makes it shorter, for a first look.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from page.test_in_a_browser import run
from page.test_serve import started
from served_page import PEOPLE, SYSTEM

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
WARMS_UP = 0.4
"""Share of the time until what is kept on purpose (worlds, lives, results) is full."""
ROUNDS_TO_FILL = 14
"""More than the worlds and results that are kept."""
TAKES = 180_000
SERVER_MAY_GROW = 60e6
"""Bytes: what an allocator keeps of a few large arrays."""
BROWSER_MAY_GROW = 4e6
LINK = "system={system}&people={people}&months=12&set.redress.filing_rate={rate}&seed={seed}"


def of_server(process: int) -> float:
    """Bytes that a process holds."""
    said = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", said)
    assert found is not None
    return 1024 * float(found[1])


def of_browser(devtools: CDPSession) -> float:
    """Bytes that scripts of the page hold, once nothing is left to be collected."""
    devtools.send("HeapProfiler.collectGarbage")
    return float(devtools.send("Runtime.getHeapUsage")["usedSize"])


def one_round(page: Page, at: int) -> None:
    """A new setting, months there and back, a life; now and then a year begun, and effects."""
    link = LINK.format(system=SYSTEM, people=PEOPLE, rate=round(0.05 + at % 400 / 500, 4), seed=1)
    with page.expect_request(re.compile("/api/run"), timeout=TAKES):  # the months of before stand
        page.evaluate("link => { location.hash = link }", link)
    expect(page.locator(".lever.moved")).to_have_count(1, timeout=TAKES)
    run(page)
    page.get_by_label("Month", exact=True).press("Home")
    page.get_by_role("button", name="Play").click()
    page.locator("canvas.dots").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("section.life .parting")).to_be_visible(timeout=TAKES)
    if at % 5 == 0:
        page.get_by_role("button", name="Be this person for a year").click()
        page.get_by_role("button", name="Live this month").click()
        expect(page.locator(".diary > li")).to_have_count(1, timeout=TAKES)
        page.get_by_role("button", name="Effects").click()
        page.get_by_role("button", name="Work out the effects").click()
        expect(page.locator("figure.chart-figure").first).to_be_visible(timeout=TAKES)
        expect(page.locator(".status")).to_have_text("", timeout=TAKES)
    page.get_by_role("button", name="Lab").click()


@pytest.mark.slow
def test_ten_minutes_of_use_leave_memory_flat(browser: Browser) -> None:
    with started() as server:
        page = browser.new_page()
        page.set_default_timeout(TAKES)
        devtools = page.context.new_cdp_session(page)
        page.goto(server.address + f"#system={SYSTEM}&people={PEOPLE}&months=12")
        run(page)
        begun, rounds = time.monotonic(), 0
        held: list[tuple[float, float, float]] = []
        while (passed := time.monotonic() - begun) < SECONDS or len(held) < 2:
            one_round(page, rounds)
            rounds += 1
            if passed > WARMS_UP * SECONDS and rounds > ROUNDS_TO_FILL and rounds % 5 == 1:
                held.append((passed, of_server(server.process.pid), of_browser(devtools)))
        page.close()
    told = [f"{at:.0f} s: {a / 1e6:.0f} MB, {b / 1e6:.1f} MB" for at, a, b in held]
    print(*told, f"{rounds} rounds", sep="\n")
    (_, server_before, page_before), (_, server_after, page_after) = held[0], held[-1]
    assert server_after - server_before < SERVER_MAY_GROW, told
    assert page_after - page_before < BROWSER_MAY_GROW, told
