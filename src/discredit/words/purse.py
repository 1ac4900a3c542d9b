"""What becomes of a purse, in sentences: arrears, the home, the school, health care, trade."""

from __future__ import annotations

from collections.abc import Iterator

from discredit.words.numbers import money
from discredit.words.phrases import PersonMonth, PolicyNames, flag
from discredit.words.tongue import say

SIDES = {
    "arrears": "truth", "home": "truth", "school": "truth", "care": "truth", "trade": "door",
}  # fmt: skip
"""What each kind of happening is about, see `lives.SIDE_OF_KIND`."""


def of_purse(last: PersonMonth, now: PersonMonth, names: PolicyNames) -> Iterator[tuple[str, str]]:
    """What of a month is worth telling of money that is short.

    Args:
        last: The month before.
        now: The month.
        names: What the policy calls its things.

    Returns:
        Kind and sentence, in the order in which the month runs.
    """
    if now["trade_lost"] > 0 and last["trade_lost"] <= 0:
        lost = money(now["trade_lost"], names.money)
        yield "trade", say("The business loses trade and custom: {lost} in this month.", lost=lost)
    owed, was = now["arrears"], last["arrears"]
    if owed > 0 and was <= 0:
        behind = money(owed, names.money)
        yield "arrears", say("Falls behind with rent, bills or fines: {behind}.", behind=behind)
    elif was > 0 and owed <= 0:
        paid = money(was, names.money)
        yield "arrears", say("Has paid back what was owed in arrears: {paid}.", paid=paid)
    if flag(now, "moves_out"):
        yield (
            "home",
            say("The household gives up its home for arrears and moves somewhere cheaper."),
        )
    if flag(now, "changes_school"):
        yield "school", say("Changes school with it.")
    if flag(now, "puts_off_care"):
        yield "care", say("Puts off health care, being in arrears.")
