"""The rules of one list and one score, written by a visitor in a real browser: every try stays."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from page.test_in_a_browser import AXE, FAULTS, RUN, opened

LINK = f"{RUN}&view=rules"


def try_rules(page: Page, so_far: int) -> None:
    """Try the rules as they are set, and wait for what they did."""
    page.get_by_role("button", name="Try these rules").click()
    expect(page.locator(".tries .mark")).to_have_count(so_far + 1, timeout=300_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_twelve_settings_and_a_budget_of_desks(browser: Browser, scheme: str) -> None:
    shown = {"color_scheme": scheme, "viewport": {"width": 390, "height": 900}}
    with opened(browser, LINK, **shown) as page:
        expect(page.locator(".setting")).to_have_count(12, timeout=60_000)
        press = page.get_by_role("button", name="Try these rules")
        expect(press).to_be_enabled()
        desk = page.get_by_role("slider", name="The first desk hears")
        desk.press("End")
        expect(press).to_be_disabled()
        expect(page.locator(".problem")).to_contain_text("the budget is 200")
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        desk.press("Home")
        expect(press).to_be_enabled()


@pytest.mark.slow
def test_rules_are_tried_and_all_tries_stay(browser: Browser) -> None:
    """A court that never finds out who cannot pay breaks the promise for more people."""
    with opened(browser, LINK) as page:
        expect(page.locator(".setting")).to_have_count(12, timeout=60_000)
        try_rules(page, 0)
        page.get_by_role("slider", name="the court finds it out").press("Home")
        try_rules(page, 1)
        rows = page.locator(".known tbody tr").all()
        harm = [int(re.sub(r"\D", "", row.locator("td").nth(1).inner_text())) for row in rows]
        assert harm[1] > harm[0] > 0
        expect(page.locator(".known .problem")).to_contain_text("The promise is broken")
        page.get_by_role("button", name="Try 1").press("Enter")
        expect(page.get_by_role("slider", name="the court finds it out")).to_have_value("0.75")
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []


@pytest.mark.slow
def test_a_link_works_its_tries_anew_and_runs_nothing_else(browser: Browser) -> None:
    asked: list[str] = []
    with opened(browser, LINK) as page:
        try_rules(page, 0)
        page.get_by_label("Whoever pays comes off the list").click()
        try_rules(page, 1)
        expect(page).to_have_url(re.compile("tries=.*ends_on_payment"))  # it follows in a moment
        table, link = page.locator("table").inner_text(), page.url
    with opened(browser) as page:
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page.goto("about:blank")
        page.goto(link)
        expect(page.locator(".tries .mark")).to_have_count(2, timeout=300_000)
        assert page.locator("table").inner_text() == table
        assert asked.count("/api/run") == 2


def test_junk_in_a_link_is_no_try(browser: Browser) -> None:
    with opened(browser, f"{LINK}&tries=[1,null,[],{{%22a%22:{{}}}},{{%22b%22:%22c%22}}]") as page:
        expect(page.locator(".setting")).to_have_count(12, timeout=60_000)
        expect(page.locator(".tries")).to_have_count(0)
