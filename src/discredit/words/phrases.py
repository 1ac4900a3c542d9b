"""What a life story calls things: the names of one policy, and the words of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from discredit.followed import DIARY
from discredit.vocabulary import (
    CAUSES,
    EXITS,
    GROUND_SENTENCES,
    GROUNDS,
    ORDINARY,
    SERVICES,
    TURNED,
    UNFAIR_CAUSES,
    UNSCORED,
    Stage,
    Status,
    Telling,
    word,
)
from discredit.words.tongue import joined, named, prose, say

if TYPE_CHECKING:
    from pandas import DataFrame

    from discredit.policy.schema import Policy

CLEAR, WARNED, LISTED = map(word, Status)
REVIEW = word(Stage.REVIEW)
NONE: Final = "none"
RELEASES: Final = {word(way): said.sentence for way, said in EXITS.items()}
"""How an entry ended, by the words of `events`."""

PersonMonth = Mapping[str, Any]
"""One row of the events of a traced person."""


class PolicyNames(NamedTuple):
    """What one policy calls its own things, in the order of the bits of `events`."""

    conducts: tuple[str, ...]  # the six grounds of the court list, then the catalogue: what is done
    lists: tuple[str, ...]  # the black ones; '' instead of a red one
    scorer: str  # the first; '' for none
    bands: tuple[str, ...]  # of the first scorer, lowest first
    has_court: bool
    authority: str = ""  # who decides, as the policy calls it; '' where it does not say
    tellings: tuple[
        Telling | None, ...
    ] = ()  # what a list's own words are; none of an ordinary one
    black: Telling = ORDINARY.black  # of all black lists together
    money: str = "yuan"  # of the society, in the plural
    called: str = ""  # the system; '' where the other world has none
    other: PolicyNames | None = None  # of the system of the other world

    def of(self, arm: str) -> PolicyNames:
        """What a world calls its things.

        Args:
            arm: The world.
        """
        return self if arm == "with" or self.other is None else self.other

    @property
    def agency(self) -> str:
        """Who decides."""
        return say(self.authority or ("court" if self.has_court else "authority"))

    @property
    def is_court(self) -> bool:
        """Whether a court decides."""
        return (self.authority or "court") == "court" and self.has_court

    def list_called(self, bits: int) -> str:
        """`the list`, or which of several.

        Args:
            bits: Bit k for list k.
        """
        if sum(map(bool, self.lists)) < 2:
            return say("the list")
        names = [n for k, n in enumerate(self.lists) if n and (bits >> k) & 1]
        quoted = [say("'{name}'", name=named("list", name)) for name in names]
        if not quoted:
            return say("a list")
        one = len(quoted) == 1
        return say("the list {name}" if one else "the lists {name}", name=joined(quoted))

    def entered(self, bits: int) -> str:
        """What happens to somebody who comes onto these lists, as in the midst of a sentence.

        Args:
            bits: Bit k for list k.
        """
        return self._each(bits, "entered", "entered on {list}")

    def left(self, bits: int) -> str:
        """What happens to somebody who comes off these lists, as in the midst of a sentence.

        Args:
            bits: Bit k for list k.
        """
        return self._each(bits, "left", "off {list}")

    def states(self, bits: int) -> str:
        """What is so of somebody on these lists, after 'is'.

        Args:
            bits: Bit k for list k.
        """
        return self._each(bits, "state", "on {list}")

    def entry(self, bits: int) -> str:
        """The noun for standing on these lists: their own if they agree.

        Args:
            bits: Bit k for list k.
        """
        ordinary = say(ORDINARY.black.entry)
        nouns = {told.entry if told else ordinary for told in self._told(bits)}
        return nouns.pop() if len(nouns) == 1 else self.black.entry

    def _told(self, bits: int) -> list[Telling | None]:
        black = zip(self.lists, self.tellings, strict=False)
        return [told for k, (name, told) in enumerate(black) if name and (bits >> k) & 1]

    def _each(self, bits: int, form: str, by_name: str) -> str:
        """Own words of the lists that have some, then the others by their names."""
        own = dict.fromkeys(getattr(told, form) for told in self._told(bits) if told)
        plain = sum(
            1 << k for k, name in enumerate(self.lists)
            if name and (bits >> k) & 1 and not (k < len(self.tellings) and self.tellings[k])
        )  # fmt: skip
        rest = [say(by_name, list=self.list_called(plain))] if plain or not own else []
        return say(" and ").join((*own, *rest))

    def done(self, bits: int) -> list[str]:
        """What each bit of a catalogue stands for, as something a person does.

        Args:
            bits: Bit c for conduct c; grounds of a court are left out.
        """
        of_catalogue = bits >> len(GROUNDS) << len(GROUNDS)
        return [text for c, text in enumerate(self.conducts) if (of_catalogue >> c) & 1]

    def band(self, index: int) -> str:
        """The name of a band.

        Args:
            index: Of the first scorer's bands, from the lowest.

        Returns:
            `none` for somebody without a score.
        """
        return named("band", self.bands[index]) if index < len(self.bands) else say("none")


COURT: Final = PolicyNames(tuple(GROUND_SENTENCES.values()), ("defaulters",), "", (), True)
"""The names of the court list, which has none of its own but that of its list."""


def names_in(policy: Policy, against: Policy | None = None, money: str = "yuan") -> PolicyNames:
    """What this policy calls its things, in the language that is spoken now.

    Args:
        policy: The policy of the run.
        against: The policy of the other world; None: it has none.
        money: What the money of the society is called, in the plural.
    """
    from discredit.policy.compile import names_of
    from discredit.policy.facing import apart
    from discredit.policy.wording import telling_of, wording_of

    names, catalogue = names_of(policy), policy.behaviour.conducts
    written = [_lowered(in_words(conduct.about)) for conduct in catalogue.values()]
    rules = policy.system.lists.values()
    black = [name if rule.colour == "black" else "" for name, rule in policy.system.lists.items()]
    scorer = names.scorers[0] if names.scorers else ""
    ours, theirs = ("", "") if against is None else apart(policy, against)
    other = None if against is None else names_in(against, money=money)._replace(called=theirs)
    return PolicyNames(
        conducts=(*map(say, GROUND_SENTENCES.values()), *written),
        lists=tuple(black),
        scorer=named("scorer", scorer),
        bands=names.bands.get(scorer, ()),
        has_court=policy.system.observation.court is not None,
        authority=policy.system.authority or "",
        tellings=tuple(own and told_in(own) for own in map(telling_of, rules)),
        black=told_in(wording_of(policy.system).black),
        money=named("money", money),
        called=ours,
        other=other,
    )


def told_in(telling: Telling) -> Telling:
    """What standing on a list is called, in the language that is spoken now.

    Args:
        telling: In the words of the policy.
    """
    return Telling(*map(say, telling))


def in_words(about: str) -> str:
    """What a conduct is, as a sentence without its full stop, in the language that is spoken now.

    Args:
        about: As a catalogue has it.
    """
    return prose(" ".join(about.split())).rstrip(".。")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def blank(now: PersonMonth) -> dict[str, Any]:
    """The month before the first: nothing owed, nothing on file, the same job and score.

    Args:
        now: The first month that is told.
    """
    nothing = {name: of.labels[0] if of.labels else 0 for name, of in DIARY.items()}
    kept = {name: now[name] for name in ("is_employed", "score", "band")}
    return {**dict.fromkeys(now, 0), **nothing, **kept}


def months_in(events: DataFrame, world: str) -> list[PersonMonth]:
    """The months of one person in one world, in order: each called YYYY-MM, and whoever has no
    score in the band of those without one.

    Args:
        events: The rows of one seed and one person.
        world: With or without.
    """
    own: Any = events[events["arm"].astype(str) == world]
    own = own.sort_values("month")
    codes: dict[str, Any] = {"month": own["month"].dt.strftime("%Y-%m")}
    codes["band"] = own["band"].fillna(UNSCORED).astype(int)
    codes["score"] = own["score"].fillna(0.0)
    rows: list[Any] = own.assign(**codes).to_dict("records")
    return rows


def bits(row: PersonMonth, name: str) -> int:
    """A column of bits.

    Args:
        row: A month of one person.
        name: A column of `events`.

    Returns:
        A whole number, whose bits are for the caller to tell.
    """
    return int(row[name])


def flag(row: PersonMonth, name: str) -> bool:
    """A column of yes and no.

    Args:
        row: A month of one person.
        name: A column of `events`.

    Returns:
        The column as Python's own truth.
    """
    return bool(row[name])


def turns(last: PersonMonth, now: PersonMonth, name: str) -> bool:
    """Whether something becomes so this month.

    Args:
        last: The month before.
        now: The month.
        name: A column of yes and no.
    """
    return flag(now, name) and not flag(last, name)


def services(doors: int) -> str:
    """The services of some bits.

    Args:
        doors: Bit s for service s of SERVICES.

    Returns:
        With commas between them.
    """
    return joined(named("service", name) for s, name in enumerate(SERVICES) if (doors >> s) & 1)


def amiss_with(now: PersonMonth) -> tuple[str, str] | None:
    """What is amiss with the entry of a month: of which kind, and why.

    Args:
        now: The month of a person who is followed.

    Returns:
        Two phrases that follow on each other; None for nothing.
    """
    if now["wrong_cause"] != NONE:
        return say("wrong"), say(CAUSES[now["wrong_cause"]].sentence)
    if flag(now, "turned"):
        return say("right no more"), say(TURNED.sentence)
    if now["unfair_cause"] != NONE:
        return say("unfair, though lawful"), say(UNFAIR_CAUSES[now["unfair_cause"]].sentence)
    return None
