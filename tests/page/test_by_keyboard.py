"""By keyboard alone: whatever goes away while it has the focus hands it on to what stands beside
it, and what is moved stays under the hand that moves it."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Browser, Page, expect

from page.test_in_a_browser import opened, run
from served_page import PEOPLE, SYSTEM

SLOWLY: Final = 120_000
"""A run may have to be compiled first [ms]."""
RUN: Final = f"#system={SYSTEM}&people={PEOPLE}&months=12"
AT: Final = "() => document.activeElement.textContent.trim() || document.activeElement.ariaLabel"
IS_SEEN: Final = """() => {
  const at = document.activeElement;
  const outlined = (one) => getComputedStyle(one).outlineStyle !== 'none';
  return at !== document.body && (outlined(at) || outlined(at.closest('label') ?? at));
}"""


def at_hand(page: Page) -> str:
    """What has the focus."""
    return page.evaluate(AT)


def test_whatever_tab_reaches_shows_its_focus_and_the_skip_link_skips(browser: Browser) -> None:
    with opened(browser, RUN) as page:
        run(page)
        page.keyboard.press("Tab")
        assert at_hand(page) == "Skip to the page"
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.tagName") == "H1"
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement === document.body"):
                break
            assert page.evaluate(IS_SEEN), at_hand(page)
            reached.add(page.evaluate("() => document.activeElement.className"))
        assert {"dots", "play", "row", "wide"} <= reached


def test_a_number_stays_under_the_hand_that_moves_it_and_goes_back(browser: Browser) -> None:
    with opened(browser, RUN) as page:
        run(page)
        page.locator("details.group", has_text="Redress").last.locator("summary").first.press(
            "Enter"
        )
        more = page.locator("details.more:visible").first
        more.locator("summary").first.press("Enter")
        slider = more.locator("input[type=range]").first
        name = slider.get_attribute("aria-label")
        slider.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(200)
            assert at_hand(page) == name
        back = more.locator("button.reset").first
        back.press("Enter")
        expect(back).to_have_count(0)
        assert at_hand(page) == name
        assert page.evaluate("() => document.activeElement.type") == "number"


def test_safeguards_stay_open_when_the_last_is_switched_off(browser: Browser) -> None:
    with opened(browser, RUN) as page:
        run(page)
        page.locator("summary", has_text="Safeguards").press("Enter")
        box = page.locator(".switch input:enabled").first
        box.press("Space")
        expect(box).to_be_checked()
        box.press("Space")
        expect(box).not_to_be_checked()
        page.wait_for_timeout(300)
        expect(box).to_be_focused()


def test_a_life_is_opened_and_left_from_the_map(browser: Browser) -> None:
    with opened(browser, RUN) as page:
        run(page)
        dots = page.locator("canvas.dots").first
        dots.press("n")
        close = page.get_by_role("button", name="Close this life")
        expect(close).to_be_visible()
        page.keyboard.press("Escape")
        expect(close).to_have_count(0)
        expect(dots).to_be_focused()
        page.keyboard.press("Enter")
        close.press("Enter")
        expect(close).to_have_count(0)
        assert at_hand(page) == "Next wrongly listed person"


def test_a_year_is_lived_with_the_focus_on_its_button(browser: Browser) -> None:
    with opened(browser, RUN + "&view=live&live=[40]") as page:
        expect(page.locator(".who")).to_be_visible(timeout=SLOWLY)
        page.get_by_role("button", name="Live this month").focus()
        for month in range(12):
            assert at_hand(page) == "Live this month"
            page.keyboard.press("Enter")
            expect(page.locator(".diary > li")).to_have_count(month + 1, timeout=SLOWLY)
        assert page.evaluate("() => document.activeElement.tagName") == "H2"


def test_what_is_stopped_hands_the_focus_to_what_begins_it(browser: Browser) -> None:
    with opened(browser, RUN + "&view=effects") as page:
        begin = page.get_by_role("button", name="Work out the effects")
        begin.press("Enter")
        stop = page.get_by_role("button", name="Stop")
        expect(stop).to_be_focused()
        page.keyboard.press("Enter")
        expect(begin).to_be_focused()
