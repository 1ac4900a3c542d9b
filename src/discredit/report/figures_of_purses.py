"""Charts of what follows where money is short."""

from __future__ import annotations

from typing import Final

from discredit.measures.tables import Frame
from discredit.report.figures import PER, Figure, Head
from discredit.report.figures_beside_lists import both_worlds
from discredit.report.figures_by_group import PERSON, Comparison, by_group
from discredit.report.monthly import BothWorlds
from discredit.words.tongue import say
from discredit.words.units import unit_said

EVENTS: Final = {
    "homes_given_up": ("homes", "Homes given up", "Homes that households gave up for arrears"),
    "trade_lost": ("trade", "Trade lost", "Trade that business owners lost with refusals"),
    "custom_lost": ("custom", "Custom lost", "Custom that business owners lost for being seen"),
}
"""Charts over months: name, title, and how the caption begins."""


def purses(effects: Frame, worlds: BothWorlds, currency: str) -> list[Figure]:
    """Who falls behind, in both worlds and by group; nothing where the system changes nobody's.

    Args:
        effects: what `measures.effects` gives.
        worlds: the months of both worlds.
        currency: the money of the society.
    """
    everybody = effects[effects["dimension"] == "all"].set_index("measure")["difference"]
    made = []
    if everybody.get("in_arrears", 0.0):
        head = Head(
            "arrears", say("In arrears"), say("People in arrears with rent, bills or fines")
        )
        made.append(both_worlds(worlds, "in_arrears", head, say(PER)))
        shown = Comparison(
            {"in_arrears": say("in arrears")}, say("People per 100,000 people in a mean month")
        )
        title = say("In arrears, by who people are")
        made.append(by_group(effects, "arrears-groups", title, PERSON, shown))
    for measure, (name, title, caption) in EVENTS.items():
        if everybody.get(measure, 0.0):
            each = f"{currency} per person" if measure.endswith("_lost") else PER
            head = Head(name, say(title), say(caption))
            made.append(both_worlds(worlds, measure, head, unit_said(f"{each} and month")))
    return [one for one in made if one is not None]
