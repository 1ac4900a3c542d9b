"""The process that draws: it draws what is drawn here, and says what it cannot."""

from typing import Any

import psutil
import pytest
import vl_convert

from discredit.report import pen

BARS: dict[str, Any] = {
    "data": {"values": [{"a": "with – 3 × 2 ≥ é", "b": 1.5}, {"a": "line\nbreak", "b": None}]},
    "mark": "bar",
    "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a"}},
}
CHINESE, ARABIC = (
    {**BARS, "data": {"values": [{"a": text, "b": 1.5}]}} for text in ("没有", "لا أحد")
)


def test_charts_come_back_in_their_order_as_they_would_be_drawn_here() -> None:
    specs = [{**of, "width": width} for of in (BARS, CHINESE, BARS) for width in (100, 200, 300)]
    begun = [pen.begin(spec) for spec in specs]
    assert [one.result() for one in begun] == [vl_convert.vegalite_to_svg(spec) for spec in specs]


def test_only_letters_that_it_does_not_bring_along_have_fonts_of_the_machine_looked_for() -> None:
    for spec, looks in ((BARS, False), (CHINESE, True), (ARABIC, True)):
        before = set(pens())
        for one in before:
            one.kill()
        psutil.wait_procs(before)
        pen.begin(spec).result()
        (begun,) = set(pens()) - before
        assert ("FONTCONFIG_FILE" not in begun.environ()) == looks


def test_what_is_no_chart_is_refused_and_the_next_is_drawn() -> None:
    wrong, right = pen.begin({"mark": 7}), pen.begin(BARS)
    with pytest.raises(ValueError, match=r"\S"):
        wrong.result()
    assert right.result().startswith("<svg")


def test_where_it_is_killed_this_is_said_and_the_next_chart_has_another() -> None:
    pen.begin(BARS).result()
    begun = [pen.begin({**BARS, "width": width}) for width in range(50, 90)]
    killed = pens()
    for one in killed:
        one.kill()
    with pytest.raises(ChildProcessError, match="process that draws"):
        [one.result() for one in begun]
    psutil.wait_procs(killed)
    assert pen.begin(BARS).result().startswith("<svg")
    assert not set(pens()) & set(killed)


def pens() -> list[psutil.Process]:
    everything = psutil.Process().children()
    return [one for one in everything if one.is_running() and "pen.py" in " ".join(one.cmdline())]
