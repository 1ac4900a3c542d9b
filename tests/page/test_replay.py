"""A run as one page, opened in a real browser without server or network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from discredit.page.replay import LARGEST, replay
from discredit.plan import draw_up
from discredit.run import twins
from discredit.store import open_result
from page.test_in_a_browser import AXE, COLOUR, COUNTS, FAULTS, legend
from served_page import PEOPLE, SYSTEM


def test_a_replay_needs_neither_server_nor_network(browser: Browser, tmp_path: Path) -> None:
    plan = draw_up(SYSTEM, people=PEOPLE, months=12)
    result = open_result(twins.simulate(plan, tmp_path / "run"))
    file = tmp_path / "replay.html"
    file.write_text(replay(result), encoding="utf-8")
    assert file.stat().st_size < LARGEST
    complaints: list[str] = []
    asked: list[str] = []
    page = browser.new_context(offline=True).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator("canvas.dots")).to_have_count(2)
    counts = legend(page)
    assert counts["wrongly"][0] > 0 and sum(ours for ours, _ in counts.values()) == PEOPLE
    pixels = page.locator("canvas.dots").first.evaluate(COUNTS)
    share = pixels[page.evaluate(COLOUR, "wrongly")] / sum(pixels.values())
    assert share == pytest.approx(counts["wrongly"][0] / PEOPLE, rel=0.01)
    page.get_by_role("slider").press("Home")
    expect(page.locator(".timebar output")).to_have_text("2016-07")
    page.locator(".family button").first.click()
    expect(page.locator(".story tbody tr").first).to_be_visible()
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(FAULTS) == []
    page.context.close()
    assert complaints == [] and asked == [file.as_uri()]
    phone = browser.new_context(offline=True, viewport={"width": 390, "height": 900}).new_page()
    phone.goto(file.as_uri())
    expect(phone.locator("canvas.dots")).to_have_count(2)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.context.close()
