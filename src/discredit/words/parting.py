"""Why the two worlds of one person part, in half a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from discredit.vocabulary import GROUND_SENTENCES
from discredit.words.names import spoken
from discredit.words.phrases import LISTED, NONE, PersonMonth, PolicyNames, bits, flag


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
    if ours["listed_at_home"] != theirs["listed_at_home"]:
        return f"somebody else in the household is {names.black.state} in one of them"
    if ours["did"] != theirs["did"]:
        return "this person acts otherwise where there is such a system"
    if ours["recorded_ground"] != theirs["recorded_ground"]:
        return f"{what_was_recorded(ours, names)}; without the system none is made"
    if ours["records"] != theirs["records"]:
        return "a record is filed; without the system none is made"
    if ours["listed_ties"] != theirs["listed_ties"]:
        return f"people this person knows are {names.black.state} in one of them"
    if any(name in different for name in ("pays_off", "pays_part", "paid")):
        return f"the risk of being {names.black.state} moves this person to pay"
    if any(name in different for name in ("status", "lists", "closed", "favoured", "is_aware")):
        lists = bits(ours, "lists") | bits(theirs, "lists")
        if ours["status"] != theirs["status"] and lists:
            return f"this person is {names.states(lists)} in one of them"
        if ours["status"] != theirs["status"]:
            return f"the {names.agency} has decided against this person in one of them"
        by = "score" if names.scorer else "list"
        return f"a {by} stands over this person in one of them"
    return _otherwise(different)


def _otherwise(different: Sequence[str]) -> str:
    if any(name in different for name in ("score", "band")):
        return "the score of this person is another in each"
    if "waited" in different:
        return "somebody is let through before this person at a counter in one of them"
    if "appeal_served" in different or "appeal_won" in different:
        return "the appeal desks are busy with different cases"
    named = ", ".join(spoken(name) for name in different[:3])
    return f"this person meets something else in each: {named}"


def _between(
    ours: PersonMonth,
    theirs: PersonMonth,
    different: Sequence[str],
    names: PolicyNames,
    other: PolicyNames,
) -> str:
    """The same where each world has a system."""
    if ours["listed_at_home"] != theirs["listed_at_home"]:
        which = names if ours["listed_at_home"] else other
        return f"somebody else in the household is {which.black.state} under {which.called}"
    if ours["did"] != theirs["did"]:
        return f"this person acts otherwise under {names.called} than under {other.called}"
    if any(ours[name] != theirs[name] for name in ("recorded_ground", "records")):
        has = ours["recorded_ground"] != NONE or bits(ours, "records") & ~bits(theirs, "records")
        which, row = (names, ours) if has else (other, theirs)
        filed = "a record is filed"
        if row["recorded_ground"] != NONE:
            filed = what_was_recorded(row, which)
        return f"{filed} under {which.called}, and none or another under the other system"
    if ours["listed_ties"] != theirs["listed_ties"]:
        return "more of the people this person knows are on a list in one of them"
    if any(name in different for name in ("pays_off", "pays_part", "paid")):
        return "what threatens those who do not pay moves this person in one of them"
    if any(name in different for name in ("status", "lists", "closed", "favoured", "is_aware")):
        rows = ((names, ours), (other, theirs))
        for which, row in rows:
            if row["status"] == LISTED and ours["status"] != theirs["status"] and row["lists"]:
                return f"this person is {which.states(bits(row, 'lists'))} under {which.called}"
        return f"{names.called} and {other.called} treat this person differently"
    return _otherwise(different)


def what_was_recorded(row: PersonMonth, names: PolicyNames) -> str:
    """What a court or another agency puts on file, in half a sentence.

    Args:
        row: A month of one person in one world.
        names: What its policy calls its things.
    """
    words = GROUND_SENTENCES.get(row["recorded_ground"], "nothing")
    agency = "a court" if names.has_court and not names.authority else f"the {names.agency}"
    if flag(row, "is_stray"):
        return f"{agency} files a namesake's record ('{words}') under this person"
    if flag(row, "recorded_for_company"):
        return f"{agency} records this person for a debt of the company he or she represents"
    if not flag(row, "owes"):
        return f"{agency} records '{words}' against somebody who owes nothing"
    means = "could pay" if flag(row, "has_means") else "cannot pay"
    return f"{agency} records '{words}' against somebody who owes and {means}"
