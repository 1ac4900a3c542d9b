"""Effects in a real browser while seeds arrive, with the studies below."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from page.test_in_a_browser import RUN, opened


def test_intervals_stand_above_each_other_as_seeds_arrive(browser: Browser) -> None:
    with opened(browser, f"{RUN}&seed=5&view=effects") as page:
        expect(page.locator(".question")).to_be_visible(timeout=60_000)  # which moves what is below
        page.locator(".ask select").first.select_option("2")
        page.get_by_role("button", name="Work out the effects").click()
        known = page.locator(".known")
        expect(known).to_contain_text("1 of 2", timeout=180_000)
        expect(known).to_contain_text("2 of 2", timeout=180_000)
        first = page.locator(".narrowing .rows").first.locator("tbody tr").first
        assert first.locator(".past").count() == first.locator(".now").count() == 1
        expect(first.locator("td").nth(2)).to_contain_text(" to ")
        expect(page.locator(".findings")).to_contain_text("discredit study")
        expect(page.locator(".sentence")).to_be_visible(timeout=180_000)
