"""The page in a real browser: what a visitor does by mouse and by keyboard, offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from served_page import PEOPLE, SYSTEM, served

RUN = f"#system={SYSTEM}&people={PEOPLE}&months=12"
COUNTS = """canvas => {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const counts = {};
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue;
    const hex = [0, 1, 2].map(i => data[at + i].toString(16).padStart(2, '0')).join('');
    counts['#' + hex] = (counts['#' + hex] || 0) + 1;
  }
  return counts;
}"""
PRESSED_AT_ONCE = """new MutationObserver((_, observer) => {
  const canvas = document.querySelector('canvas.dots');
  if (!canvas) return;
  observer.disconnect();
  canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
}).observe(document, { childList: true, subtree: true });"""
"""Ask for whoever is wrongly listed as soon as the first month is there."""
COLOUR = "(swatch) => getComputedStyle(document.body).getPropertyValue('--dot-' + swatch).trim()"


@contextmanager
def opened(browser: Browser, link: str = RUN, **context: Any) -> Iterator[Page]:
    """The page, of which nothing complains and which asks nobody else."""
    complaints: list[str] = []
    asked: list[str] = []
    context = {"viewport": {"width": 1280, "height": 900}, **context}
    page = browser.new_context(**context).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(120_000)
    page.goto(served().address + link)
    yield page
    own = (served().address, f"blob:{served().address}", "data:")
    page.context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(own)] == []


def run(page: Page) -> None:
    """Wait until all months are there."""
    expect(page.locator("canvas.dots")).to_have_count(2, timeout=120_000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=120_000)


def legend(page: Page) -> dict[str, tuple[int, int]]:
    """What the legend counts in both worlds, by the name of the swatch."""
    found = {}
    for row in page.locator(".legend button.row").all():
        name = re.sub(r"swatch ", "", row.locator(".swatch").get_attribute("class") or "")
        told = [re.sub(r"\D", "", text) for text in row.locator("> span").all_inner_texts()[1:]]
        found[name] = (int(told[0]), int(told[1]))
    return found


def test_colours_have_the_share_of_their_people(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        counts = legend(page)
        assert counts["wrongly"][0] > 0
        for world, canvas in enumerate(page.locator("canvas.dots").all()):
            pixels = canvas.evaluate(COUNTS)
            total = sum(pixels.values())
            for name, both in counts.items():
                share = pixels.get(page.evaluate(COLOUR, name), 0) / total
                assert abs(share - both[world] / PEOPLE) < 0.01 * max(both[world] / PEOPLE, 0.01)


def test_a_status_can_be_seen_alone(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        wrongly = page.locator(".legend button.row").first
        wrongly.click()
        expect(wrongly).to_have_attribute("aria-pressed", "true")
        pixels = page.locator("canvas.dots").first.evaluate(COUNTS)
        assert pixels.keys() == {page.evaluate(COLOUR, c) for c in ("wrongly", "faint")}


def test_the_months_can_be_gone_through(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        shown = page.locator(".timebar output")
        expect(shown).to_have_text("2017-06")
        page.get_by_label("Month", exact=True).focus()
        page.keyboard.press("Home")
        expect(shown).to_have_text("2016-07")
        page.keyboard.press("ArrowRight")
        expect(shown).to_have_text("2016-08")
        expect(page).to_have_url(re.compile("month=1"))
        page.get_by_role("button", name="Play").click()
        expect(shown).to_have_text("2017-06")
        expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_a_life_is_read_by_keyboard_alone(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        page.locator("canvas.dots").first.focus()
        page.keyboard.press("n")
        life = page.locator("section.life")
        expect(life.locator(".parting")).to_contain_text("The worlds part in")
        expect(life.locator(".story tbody tr").first).to_be_visible()
        title = life.locator("h2").inner_text()
        page.keyboard.press("ArrowRight")
        expect(life.locator("h2")).not_to_have_text(title)
        expect(page).to_have_url(re.compile("person=[0-9]+"))


def test_a_click_on_a_dot_reads_that_persons_life(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        page.locator("canvas.dots").first.click(position={"x": 40, "y": 40})
        expect(page.locator("section.life .parting")).to_be_visible()
        title = page.locator("section.life h2").inner_text()
        link = page.url
    with opened(browser, "#" + link.partition("#")[2]) as page:
        expect(page.locator("section.life h2")).to_have_text(title)


def test_a_lever_runs_both_worlds_again_and_stands_in_the_link(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        page.locator("summary", has_text="Redress").click()
        lever = page.get_by_role("spinbutton", name="Filing rate", exact=False).first
        lever.fill("0.4")
        lever.press("Enter")
        expect(page.locator(".lever.moved")).to_have_count(1)
        expect(page).to_have_url(re.compile(r"set\.redress\.filing_rate=0\.4"))
        run(page)
        page.get_by_role("button", name="Back to the system's own").first.click()
        expect(page.locator(".lever.moved")).to_have_count(0)


def test_what_a_number_rests_on_is_told_on_demand(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        page.locator("summary", has_text="Watchers").click()
        page.locator("summary", has_text="Rests on").first.click()
        expect(page.locator(".sources[open] cite").first).not_to_be_empty()


def test_a_link_that_asks_for_what_cannot_be_says_so(browser: Browser) -> None:
    asked: list[int] = []
    page = browser.new_context().new_page()
    page.on("response", lambda answer: asked.append(answer.status))
    page.goto(f"{served().address}{RUN}&set.observation.no_such=1")
    expect(page.get_by_role("alert")).to_contain_text("observation.no_such")
    page.get_by_role("button", name="Back to the system's own").click()
    run(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert 422 in asked
    page.context.close()


def test_who_is_sought_before_anybody_is_listed_is_shown_once_somebody_is(browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.add_init_script(PRESSED_AT_ONCE)
    page.goto(served().address + RUN)
    expect(page.locator("section.life .parting")).to_contain_text(
        "The worlds part in", timeout=120_000
    )
    page.context.close()


def test_stopping_keeps_the_months_so_far(browser: Browser) -> None:
    with opened(browser, f"#system={SYSTEM}&people={PEOPLE}&months=240&seed=9") as page:
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("button", name="Run again")).to_be_visible()


def test_it_never_scrolls_sideways(browser: Browser) -> None:
    for width in (390, 1024, 1600):
        with opened(browser, viewport={"width": width, "height": 900}) as page:
            run(page)
            for summary in page.locator(".group > summary").all():
                summary.click()
            page.locator("canvas.dots").first.press("n")
            expect(page.locator("section.life .story")).to_be_visible()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (width, wide)


def test_about_tells_what_it_rests_on(browser: Browser) -> None:
    with opened(browser) as page:
        page.get_by_role("button", name="About").click()
        expect(page.locator("main")).to_contain_text("aggregate tables")
        expect(page.locator("pre")).to_contain_text(f"discredit run {SYSTEM}")


AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FAULTS = """async () => (await axe.run({ resultTypes: ['violations'] })).violations
  .map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 200)).join(' | '))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, scheme: Any) -> None:
    with opened(browser, color_scheme=scheme) as page:
        page.evaluate(AXE.read_text("utf-8"))
        run(page)
        for summary in page.locator(".group > summary").all():
            summary.click()
        page.locator("canvas.dots").first.press("n")
        expect(page.locator("section.life .story")).to_be_visible()
        assert page.evaluate(FAULTS) == []
        effects(page)
        assert page.evaluate(FAULTS) == []
        page.get_by_role("button", name="About").click()
        expect(page.locator("dl.grades")).to_be_visible()
        assert page.evaluate(FAULTS) == []


def effects(page: Page) -> None:
    """Work the effects out, and wait for the charts."""
    page.get_by_role("button", name="Effects").click()
    page.get_by_role("button", name="Work out the effects").click()
    expect(page.locator("figure.chart-figure").first).to_be_visible(timeout=180_000)


def test_effects_have_intervals_charts_and_files(browser: Browser) -> None:
    with opened(browser) as page:
        effects(page)
        expect(page.locator(".sentence")).to_contain_text("per 100,000")
        chart = page.locator("figure.chart-figure").first
        expect(chart.locator("svg.chart")).to_be_visible()
        chart.locator("summary").click()
        assert chart.locator("tbody tr").count() > 5
        for kind in ("SVG", "PNG"):
            with page.expect_download() as saved:
                chart.get_by_role("button", name=kind).click()
            assert saved.value.suggested_filename.endswith(kind.lower())
        for name in ("Report (HTML)", "Replay (HTML)", "Policy (YAML)"):
            with page.expect_download() as saved:
                page.get_by_role("link", name=name).click()
            assert saved.value.path().stat().st_size > 1000


def test_it_is_spoken_in_chinese_too_and_the_link_keeps_it(browser: Browser) -> None:
    with opened(browser) as page:
        run(page)
        page.get_by_label("Language").select_option("zh")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        expect(page.get_by_role("button", name="播放")).to_be_visible()
        expect(page).to_have_url(re.compile("lang=zh"))
        link = page.url
    with opened(browser, "#" + link.partition("#")[2]) as page:
        expect(page.get_by_role("button", name="播放")).to_be_visible()


def test_with_reduced_motion_the_last_month_stands_still(browser: Browser) -> None:
    with opened(browser, reduced_motion="reduce") as page:
        run(page)
        expect(page.locator(".timebar output")).to_have_text("2017-06")


MODULES = """async () => {
  const { cellOf, personAt, gridOf, rowsOf, countsOf } = await import('/static/dots.js');
  const { read, written } = await import('/static/url.js');
  const wrong = [];
  for (const [count, width] of [[1, 300], [7, 40], [500, 333], [20000, 426], [19853, 1278]]) {
    const { side, cell } = gridOf(width, count);
    const seen = new Set();
    for (let i = 0; i < count; i++) {
      const [x, y] = cellOf(i, side, count);
      seen.add(y * side + x);
      if (personAt(x, y, side, count) !== i) wrong.push(['cell', count, i]);
      if (x < 0 || x >= side || y >= rowsOf(count, side)) wrong.push(['out', count, i]);
    }
    if (seen.size !== count || side * cell > width) wrong.push(['cells', count]);
    if (Math.max(...seen) >= side * rowsOf(count, side)) wrong.push(['rows', count]);
  }
  const asked = { system: 'a b&c', overlays: ['x', 'y'],
    set: { 'a.b.c': 0.5, 'a.d': true }, against: 'other', people: 500, months: 12, seed: 7 };
  const effects = { told: {}, asked: JSON.stringify(asked) };
  const state = { asked, view: 'about', lang: 'zh', run: null, month: 3, row: 15,
    seeds: 5, draws: 40, effects };
  const found = read('#' + written(state));
  if (JSON.stringify(found.asked) !== JSON.stringify(asked)) wrong.push(['link', found.asked]);
  const { view, lang } = found.plain;
  const { seeds, draws, isWorked } = found.effects;
  if (seeds !== 5 || draws !== 40 || !isWorked) wrong.push('effects');
  if (read('#seeds=4&draws=1').effects.seeds !== 1) wrong.push('seeds that cannot be chosen');
  if (found.row !== 15 || view !== 'about' || lang !== 'zh') wrong.push('plain');
  for (const junk of ['#%', '#set.a=x&people=-1&seed=1e9', '#=&&==', '#months=9999999999999']) {
    const { people, months, seed, set } = read(junk).asked;
    const taken = [people, months, seed === 1 ? null : seed, ...Object.keys(set)];
    if (taken.some(one => one !== null)) wrong.push(junk);
  }
  const { personOf } = await import('/static/stories.js');
  const household = new Int32Array([0, 1, 2, 2, 3]);
  const people = { kind: new Uint8Array([3, 1, 3, 0, 5]), household };
  const months = [[5, 5, 5, 1, 2], [5, 5, 1, 5, 1]].map(seen => ({ with: new Uint8Array(seen) }));
  const of = (story, months) => personOf(story, { people, months });
  if (of('mother', months) !== 2 || of('favour', months) !== 4) wrong.push('whom a story is of');
  if (of('mother', months.slice(1)) !== -1) wrong.push('a story of nobody');
  if (countsOf(new Uint8Array([1, 1, 4]), 6).join() !== '0,2,0,0,1,0') wrong.push('counts');
  return wrong;
}"""


def test_places_and_links_go_to_and_fro(browser: Browser) -> None:
    with opened(browser) as page:
        assert page.evaluate(MODULES) == []


def test_every_phrase_is_in_both_languages() -> None:
    words = Path(str(files("discredit.page"))) / "static" / "words"
    english, chinese = (
        json.loads((words / f"{one}.json").read_text("utf-8")) for one in ("en", "zh")
    )
    scripts = "".join(file.read_text("utf-8") for file in words.parent.glob("*.js"))
    assert set(re.findall(r'\bt\("(\w+)"', scripts)) <= english.keys() == chinese.keys()
    for key, phrase in english.items():
        assert set(re.findall(r"{\w+}", phrase)) == set(re.findall(r"{\w+}", chinese[key])), key


def one_month(page: Page, so_far: int) -> None:
    """Live a month, and wait until it is told."""
    page.get_by_role("button", name="Live this month").click()
    expect(page.locator(".diary > li")).to_have_count(so_far + 1, timeout=120_000)


def test_a_year_is_lived_by_mouse_and_the_link_gives_the_same_one(browser: Browser) -> None:
    with opened(browser, f"{RUN}&view=live") as page:
        page.get_by_role("button", name="Take somebody").click()
        expect(page.locator(".who")).to_contain_text("years old", timeout=120_000)
    with opened(browser, f"{RUN}&view=live&live=[40]") as page:
        expect(page.locator(".who")).to_contain_text("years old", timeout=120_000)
        first = page.locator(".choice:not(.shut)").first
        first.get_by_text("do", exact=True).click()
        page.locator(".choice:not(.shut)").last.get_by_text("try", exact=True).click()
        for month in range(12):
            one_month(page, month)
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []
        assert page.locator(".diary .door").count() >= 12
        year, link = page.locator(".ending table").inner_text(), page.url
        assert "without the system" in year and "live=" in link
    with opened(browser, "#" + link.partition("#")[2]) as page:
        expect(page.locator(".ending table")).to_be_visible(timeout=120_000)
        assert page.locator(".ending table").inner_text() == year


def test_a_month_is_lived_by_keyboard_alone_and_taken_back(browser: Browser) -> None:
    with opened(browser, color_scheme="dark") as page:
        run(page)
        page.locator("canvas.dots").first.focus()
        page.keyboard.press("n")
        page.get_by_role("button", name="Be this person for a year").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".who")).to_be_visible(timeout=120_000)
        page.locator(".choice:not(.shut) input").first.focus()
        page.keyboard.press("ArrowRight")
        expect(
            page.locator(".choice:not(.shut)").first.get_by_role("radio", name="do", exact=True)
        ).to_be_checked()
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(FAULTS) == []
        page.keyboard.press("Enter")
        expect(page.locator(".diary > li")).to_have_count(1, timeout=120_000)
        expect(page.locator(".diary")).to_contain_text("Done")
        page.get_by_role("button", name="Back a month").press("Enter")
        expect(page.locator(".diary > li")).to_have_count(0, timeout=120_000)
