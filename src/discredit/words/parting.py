"""Why the two worlds of one person part, in half a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from discredit.vocabulary import GROUND_SENTENCES
from discredit.words.phrases import LISTED, NONE, PersonMonth, PolicyNames, bits, flag
from discredit.words.tongue import joined, named, say


def cause_of(
    ours: PersonMonth, theirs: PersonMonth, different: Sequence[str], names: PolicyNames
) -> str:
    """The first of the reasons, in the order in which a month runs; it completes 'because ...'.

    Args:
        ours: The month in the world with the system.
        theirs: The same month in the other.
        different: The columns in which they differ.
        names: What the policies call their things.
    """
    if names.other is not None:
        return _between(ours, theirs, different, names, names.other)
    state = names.black.state
    if ours["listed_at_home"] != theirs["listed_at_home"]:
        return say("somebody else in the household is {state} in one of them", state=state)
    if ours["did"] != theirs["did"]:
        return say("this person acts otherwise where there is such a system")
    if ours["recorded_ground"] != theirs["recorded_ground"]:
        recorded = what_was_recorded(ours, names)
        return say("{recorded}; without the system none is made", recorded=recorded)
    if ours["records"] != theirs["records"]:
        return say("a record is filed; without the system none is made")
    if ours["listed_ties"] != theirs["listed_ties"]:
        return say("people this person knows are {state} in one of them", state=state)
    if any(name in different for name in ("pays_off", "pays_part", "paid")):
        return say("the risk of being {state} moves this person to pay", state=state)
    if any(name in different for name in ("status", "lists", "closed", "favoured", "is_aware")):
        lists = bits(ours, "lists") | bits(theirs, "lists")
        if ours["status"] != theirs["status"] and lists:
            return say("this person is {state} in one of them", state=names.states(lists))
        if ours["status"] != theirs["status"]:
            return say(
                "the {agency} has decided against this person in one of them", agency=names.agency
            )
        if names.scorer:
            return say("a score stands over this person in one of them")
        return say("a list stands over this person in one of them")
    return _otherwise(different)


def _otherwise(different: Sequence[str]) -> str:
    if any(name in different for name in ("score", "band")):
        return say("the score of this person is another in each")
    if "waited" in different:
        return say("somebody is let through before this person at a counter in one of them")
    if "appeal_served" in different or "appeal_won" in different:
        return say("the appeal desks are busy with different cases")
    met = joined(named("column", name) for name in different[:3])
    return say("this person meets something else in each: {met}", met=met)


def _between(
    ours: PersonMonth,
    theirs: PersonMonth,
    different: Sequence[str],
    names: PolicyNames,
    other: PolicyNames,
) -> str:
    """The same where each world has a system."""
    both = {"ours": names.called, "theirs": other.called}
    if ours["listed_at_home"] != theirs["listed_at_home"]:
        which = names if ours["listed_at_home"] else other
        return say(
            "somebody else in the household is {state} under {system}",
            state=which.black.state,
            system=which.called,
        )
    if ours["did"] != theirs["did"]:
        return say("this person acts otherwise under {ours} than under {theirs}", **both)
    if any(ours[name] != theirs[name] for name in ("recorded_ground", "records")):
        has = ours["recorded_ground"] != NONE or bits(ours, "records") & ~bits(theirs, "records")
        which, row = (names, ours) if has else (other, theirs)
        filed = say("a record is filed")
        if row["recorded_ground"] != NONE:
            filed = what_was_recorded(row, which)
        return say(
            "{recorded} under {system}, and none or another under the other system",
            recorded=filed,
            system=which.called,
        )
    if ours["listed_ties"] != theirs["listed_ties"]:
        return say("more of the people this person knows are on a list in one of them")
    if any(name in different for name in ("pays_off", "pays_part", "paid")):
        return say("what threatens those who do not pay moves this person in one of them")
    if any(name in different for name in ("status", "lists", "closed", "favoured", "is_aware")):
        rows = ((names, ours), (other, theirs))
        for which, row in rows:
            if row["status"] == LISTED and ours["status"] != theirs["status"] and row["lists"]:
                state = which.states(bits(row, "lists"))
                return say(
                    "this person is {state} under {system}", state=state, system=which.called
                )
        return say("{ours} and {theirs} treat this person differently", **both)
    return _otherwise(different)


def what_was_recorded(row: PersonMonth, names: PolicyNames) -> str:
    """What a court or another agency puts on file, in half a sentence.

    Args:
        row: A month of one person in one world.
        names: What its policy calls its things.
    """
    told = {
        "words": say(GROUND_SENTENCES.get(row["recorded_ground"], "nothing")),
        "agency": say("a court")
        if names.has_court and not names.authority
        else say("the {agency}", agency=names.agency),
    }
    if flag(row, "is_stray"):
        return say("{agency} files a namesake's record ('{words}') under this person", **told)
    if flag(row, "recorded_for_company"):
        return say(
            "{agency} records this person for a debt of the company he or she represents",
            agency=told["agency"],
        )
    if not flag(row, "owes"):
        return say("{agency} records '{words}' against somebody who owes nothing", **told)
    if flag(row, "has_means"):
        return say("{agency} records '{words}' against somebody who owes and could pay", **told)
    return say("{agency} records '{words}' against somebody who owes and cannot pay", **told)
