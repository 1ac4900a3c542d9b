"""A run as one page to publish: both maps, all months, the lives that were followed; no server, no
network, one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jinja2
import numpy as np

from discredit import measures
from discredit.engine import switches
from discredit.measures.tables import Frame
from discredit.page.app import STATIC
from discredit.page.narrowing import spoken
from discredit.plan import Plan
from discredit.report import headlines
from discredit.report.life import who_is
from discredit.run import arms
from discredit.run.sample import STATES, Sample, shown_of
from discredit.run.watched import Home, MonthSeen, Waiting, watched
from discredit.store import Result
from discredit.studies.uncertain import how_sure, with_doubt
from discredit.vocabulary import ARMS
from discredit.words.labels import worn
from discredit.words.lives import first_divergence, life_story
from discredit.words.names import capital, headed
from discredit.words.titles import names_told, titles_of
from discredit.words.tongue import prose, say, speaking

LARGEST: Final = 3_000_000
"""Bytes of a page that goes by mail."""
_OUT: Final = re.compile(r" --out \S+")
"""Where a run went on the machine of whoever ran it, which is nobody else's business."""
_EXPORT: Final = re.compile(r"^export (?=const|function|async|class)", re.MULTILINE)


def replay(result: Result, language: str = "en") -> str:
    """A page that shows a run month by month.

    The months are worked once more, for a result keeps sums of them and no states. Where the page
    would be too large for a mail, fewer people are shown.

    Args:
        result: Of both worlds; its first seed is shown.
        language: One of LANGUAGES.

    Returns:
        HTML with its script inside.

    Raises:
        ResultError: A table is damaged.
        MemoryForeseenError: The run would not fit.
    """
    with speaking(language):
        return _replay(result, language)


def _replay(result: Result, language: str) -> str:
    plan = result.manifest.plan()
    seed = plan.seeds[0]
    setup = arms.prepare(plan, seed)
    followed = result.manifest.traced.get(seed, ())
    lives = _lives(result, followed)
    most = 20_000
    while True:
        shown = _shown(setup, plan, most, followed)
        home = Home(setup._replace(rules={}), shown)
        seen = [one for one in watched(plan, home) if not isinstance(one, Waiting)]
        page = _page(result, language, _data(result, plan, shown, seen, lives))
        if len(page.encode()) <= LARGEST or most <= 1000:
            return page
        most //= 2


@switches.pinned()
def _shown(setup: arms.SeedSetup, plan: Plan, most: int, also: tuple[int, ...]) -> Sample:
    return shown_of(setup, plan, most, also)


def _data(
    result: Result,
    plan: Plan,
    shown: Sample,
    seen: list[dict[Any, MonthSeen]],
    lives: list[dict[str, Any]],
) -> dict[str, Any]:
    places = {int(row): at for at, row in enumerate(shown.rows)}
    black = result.wording().black
    return {
        "months": [one["month"] for one in _months(plan)],
        "states": STATES,
        "shown": len(shown.rows),
        "people": plan.people,
        "households": int(shown.household[-1]) + 1 if len(shown.rows) else 0,
        "words": {"listed": headed(say(black.state)), "wrongly": headed(say(black.wrongly))},
        "worlds": list(map(capital, titles_of(result.policy(), result.against()))),
        "packed": {arm: packed([one[arm].states for one in seen]) for arm in ARMS},
        "lives": [{**one, "at": places.get(one["person"], -1)} for one in lives],
    }


def _months(plan: Plan) -> Iterator[dict[str, str]]:
    from discredit.units import month_text

    for t in range(plan.months):
        yield {"month": month_text(plan.first_month + t)}


def packed(months: list[bytes]) -> str:
    """The states of all months as text: each month as what it changes, all of it compressed.

    Args:
        months: A byte a person, month after month.
    """
    states = np.stack([np.frombuffer(month, np.uint8) for month in months])
    changes = np.concatenate([states[:1], states[1:] ^ states[:-1]])
    return base64.b64encode(zlib.compress(changes.tobytes(), 9)).decode()


def _lives(result: Result, followed: tuple[int, ...]) -> list[dict[str, Any]]:
    events: Frame = result.events()
    seed = result.manifest.seeds[0]
    names = names_told(result.policy(), result.against(), result.money)
    told = []
    for person in followed:
        own = events[(events["seed"] == seed) & (events["person"] == person)]
        parting = first_divergence(own, names)
        since = result.arrived(seed, person)
        who = result.people(where=[("seed", "=", seed), ("person", "=", person)]).iloc[0]
        story = life_story(own, names, result.manifest.burn_in, since)
        told.append(
            {
                "person": person,
                "who": who_is(who),
                "parting": parting.text if parting else "",
                "story": [
                    [one.month, one.world, one.side, one.text]
                    for one in story
                    if one.kind != "divergence"
                ],
            }
        )
    return told


def _page(result: Result, language: str, data: dict[str, Any]) -> str:
    manifest = result.manifest
    words = json.loads(_text("words", f"{language}.json"))
    style = _text("app.css")
    script = "\n".join(_EXPORT.sub("", _text(name)) for name in ("dots.js", "replay.js"))
    script = script.replace("</script", "<\\/script")
    inside = {**data, "language": language, "text": words}
    plain = json.dumps(inside, ensure_ascii=False).replace("<", "\\u003c")
    policy = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
    policy += "base-uri 'none'; form-action 'none'"
    system = result.policy().system
    worlds = titles_of(result.policy(), result.against())
    effects = spoken(with_doubt(result, measures.effects(result)), result)
    given = {
        "language": {"zh": "zh-Hans"}.get(language, language),
        "policy": policy,
        "title": say(manifest.title),
        "label": worn(manifest.label),
        "question": prose(system.question),
        "about": prose(system.about.strip()),
        "disputed": prose((system.disputed or "").strip()),
        "found": headlines.sentence(effects, system.outcomes, worlds),
        "how_sure": how_sure(result),
        "synthetic": words["synthetic"],
        "command": _OUT.sub("", manifest.command) or f"discredit run {manifest.policy}",
        "command_says": words["command"],
        "source": words["source_line"],
        "version": manifest.versions.get("discredit", ""),
        "digest": manifest.inputs_digest,
    }
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = template.from_string(_text("replay.html"))
    return page.render(**given, style=style, data=plain, script=script)


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _text(*names: str) -> str:
    return Path(STATIC, *names).read_text(encoding="utf-8")
