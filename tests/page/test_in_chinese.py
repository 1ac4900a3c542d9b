"""The page in Chinese, in a real browser: its views are walked, and no English is left in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, expect

from discredit.page.replay import replay
from discredit.plan import draw_up
from discredit.run import twins
from discredit.store import open_result
from page.test_in_a_browser import opened
from served_page import PEOPLE, SYSTEM, served

SLOWLY: Final = 120_000
"""A run may have to be compiled first [ms]."""
RUN = f"#system={SYSTEM}&people={PEOPLE}&months=12&lang=zh"
TEXTS: Final = """() => {
  const apart = '[lang=en], code, pre, script, style, noscript, .lang';
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    if (!parentElement.closest(apart)) found.push(textContent);
  }
  for (const name of ['aria-label', 'aria-valuetext', 'title', 'alt', 'placeholder']) {
    for (const one of document.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name));
  }
  return found;
}"""
"""Every text that is shown or read out, without what is marked as English, and code."""
KEY: Final = re.compile(r"\b[A-Za-z]\w*(?:[-.]\w+)+")
"""A key of the ledger, the path of a number, the name of a file: `A-360`, `cmp.robodebt.debts`."""
KEPT: Final = {
    "discredit", "Robodebt", "MiDAS", "AAA", "AA", "BBB", "BB", "AUD", "CNY", "EUR", "USD", "SVG",
    "PNG", "CSV", "HTML", "YAML", "Esc",
}  # fmt: skip
"""Names, bands, currencies, kinds of file and keys that Chinese writes in Latin letters."""


def english_in(page: Page) -> set[str]:
    """Texts that have a word of Latin letters which is no name and no code."""
    words = re.compile(r"[A-Za-z]{2,}")
    texts = (" ".join(text.split()) for text in page.evaluate(TEXTS))
    return {text for text in texts if set(words.findall(KEY.sub("", text))) - KEPT}


def test_the_lab_and_a_life_have_no_english_left(browser: Browser) -> None:
    with opened(browser, RUN) as page:
        expect(page.get_by_role("button", name="停止")).to_have_count(0, timeout=SLOWLY)
        page.locator("canvas.dots").first.press("n")
        expect(page.locator("section.life .parting")).to_contain_text("两个世界自", timeout=SLOWLY)
        for name in (".group > summary", ".more > summary"):
            for summary in page.locator(name).all():
                summary.click()
        assert page.locator(".lever").count() > 50
        assert english_in(page) == set()


def test_a_year_has_no_english_left(browser: Browser) -> None:
    with opened(browser, RUN + "&view=live&live=[40]") as page:
        expect(page.locator(".who")).to_contain_text("岁", timeout=SLOWLY)
        for month in range(12):
            page.get_by_role("button", name="过这个月").click()
            expect(page.locator(".diary > li")).to_have_count(month + 1, timeout=SLOWLY)
            assert english_in(page) == set()
        expect(page.locator(".ending")).to_be_visible()
        page.locator(".ending summary").click()
        assert english_in(page) == set()


def test_rules_effects_and_about_have_no_english_left(browser: Browser) -> None:
    with opened(browser, RUN + "&view=rules") as page:
        page.get_by_role("button", name="试行这些规则").click()
        expect(page.locator("svg .mark")).not_to_have_count(0, timeout=SLOWLY)
        assert english_in(page) == set()
        page.get_by_role("button", name="关于", exact=True).click()
        expect(page.locator("dl.grades")).to_be_visible()
        assert english_in(page) == set()
        page.get_by_role("button", name="影响", exact=True).click()
        page.get_by_role("button", name="计算影响").click()
        expect(page.locator("figure.chart-figure svg.chart").first).to_be_visible(timeout=SLOWLY)
        for summary in page.locator("details > summary").all():
            summary.click()
        assert english_in(page) == set()
        with page.expect_download() as saved:
            page.get_by_role("link", name="报告（HTML）").click()
        assert '<html lang="zh">' in saved.value.path().read_text("utf-8")


def test_a_system_in_the_other_world_is_told_in_both_languages(browser: Browser) -> None:
    """The same system as it was before a lever was moved, which shares the engine."""
    link = RUN.replace("&lang=zh", "&set.redress.filing_rate=0.5")
    with opened(browser, link) as page:
        page.get_by_label("The other world").select_option(SYSTEM)
        expect(page).to_have_url(re.compile(f"against={SYSTEM}"))
        expect(page.locator("figcaption")).to_contain_text(
            ["Robodebt, changed", "Robodebt"], timeout=SLOWLY
        )
        expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=SLOWLY)
        assert page.locator("figcaption .badge").count() == 2
        page.locator("canvas.dots").first.press("n")
        expect(page.locator("section.life .parting")).to_be_visible(timeout=SLOWLY)
        expect(page.locator(".strip-row").first).to_contain_text("Robodebt, changed")
        link = "#" + page.url.partition("#")[2]
    with opened(browser, link + "&lang=zh") as page:
        expect(page.locator("figcaption")).to_contain_text(
            ["机器追债（Robodebt）（已改动）", "机器追债（Robodebt）"], timeout=SLOWLY
        )
        expect(page.locator("section.life .story")).to_be_visible(timeout=SLOWLY)
        assert english_in(page) == set()
        expect(page.get_by_label("另一个世界")).to_have_value(SYSTEM)


def test_what_cannot_be_is_refused_in_chinese(browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{served().address}{RUN}&set.observation.misrouted=7")
    expect(page.get_by_role("alert")).to_contain_text("须为 0 到 1 之间的比例", timeout=SLOWLY)
    assert english_in(page) == set()
    page.context.close()


def test_what_was_told_in_english_is_told_again_in_chinese(browser: Browser) -> None:
    with opened(browser, RUN) as page:
        page.get_by_label("语言").select_option("en")
        page.locator("canvas.dots").first.press("n")
        expect(page.locator("section.life .parting")).to_contain_text(
            "The worlds part in", timeout=SLOWLY
        )
        page.get_by_label("Language").select_option("zh")
        expect(page.locator("section.life .parting")).to_contain_text("两个世界自", timeout=SLOWLY)
        expect(page.locator(".question")).to_contain_text("从未欠下的钱")
        # The titles of all systems are asked for again, and come when they come.
        expect(page.get_by_role("option", name="Stars for platform workers")).to_have_count(
            0, timeout=SLOWLY
        )
        assert english_in(page) == set()


def test_a_replay_has_no_english_left(browser: Browser, tmp_path: Path) -> None:
    plan = draw_up(SYSTEM, people=PEOPLE, months=12)
    result = open_result(twins.simulate(plan, tmp_path / "run"))
    file = tmp_path / "replay.html"
    file.write_text(replay(result, "zh"), encoding="utf-8")
    page = browser.new_context(offline=True).new_page()
    page.goto(file.as_uri())
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.locator(".family button").first.click()
    expect(page.locator(".story tbody tr").first).to_be_visible(timeout=SLOWLY)
    assert english_in(page) == set()
    page.context.close()
