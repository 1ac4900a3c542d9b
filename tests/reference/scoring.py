"""How a person's files become scores, one scorer at a time."""

from __future__ import annotations

from math import erf, inf, isfinite, log, sqrt
from typing import Any, NamedTuple

from discredit.draws import Decision
from discredit.vocabulary import EDUCATION, FEATURES, HABITS, SHORTFALLS
from reference.person import COURT, of_row

UNSCORED = 255
OBLIGATION, OFFENCE = 0, 1


class Marks(NamedTuple):
    """What every scorer makes of one person, and what true conduct alone would have made."""

    account: tuple[float, ...]
    shown: tuple[float, ...]
    bands: tuple[int, ...]
    earned_account: tuple[float, ...]
    earned: tuple[float, ...]
    earned_bands: tuple[int, ...]
    history: Any
    earned_history: Any
    is_mended: bool
    has_new_error: Any
    has_error: bool
    rated: Any = (
        None  # by scorer: own conduct under others' ratings as they are; None where nobody rates
    )
    short: Any = None  # by scorer: points short of what is earned, by cause


def scorers_of(rules):
    return [of_row(rules, m) for m in range(len(rules.base))]


def mark(person, truth, files, accounts, seen, hindsight, on, friends, *, kinds, rules,
         luck, habits=None):  # fmt: skip
    """`on`: the lists that somebody is on, and those rightly; `accounts`: by scorer; `kinds`: of
    the catalogue's conducts; `friends`: of this person, or None."""
    on_lists, rightful = on
    history, earned, clean = files.history, truth.earned, truth.earned.history
    if history is not None:
        history = remembered(history, seen.records, kinds, rules)
        clean = remembered(clean, hindsight.so, kinds, rules)
    errors, stands, is_mended, is_new = errors_in(files, rules, luck)
    habits, found = habits_of(person, habits, luck), []
    has_score = is_scored(person, rules, luck)
    for m, rule in enumerate(scorers_of(rules)):
        sleeps = rule.lives_in is not None and min(rule.lives_in) <= 0 and not has_score[m]
        records, so = (None, None) if sleeps else (seen.records, hindsight.unbought)
        own = settled(earned.account[m], so, rightful, friends, m, rule, luck, sways=False)
        account, fair = accounts[m], own
        account = settled(account, records, on_lists, friends, m, rule, luck, sways=True)
        if friends is not None:
            fair = earned.account[m] if earned.rated is None else earned.rated[m]
            fair = settled(fair, so, rightful, friends, m, rule, luck, sways=True)
        schooling, legal = agreements(rule.agreed, m, luck)
        who = (person, habits) if schooling else kept_back(person, habits)
        error, on, on_rightly = errors[m].points * stands[m], legal and on_lists, legal and rightful

        def lived(past, ties, who=who):
            return features(who[0], truth, past, ties, who[1])

        # Sight is put right first, then the file, then others: each step takes its part.
        has_features = rule.factors is not None
        as_seen = full = right = truly = None
        if has_features:
            full, right, truly = lived(history, friends), lived(clean, friends), lived(clean, None)
            as_seen = [known_as(x, f, m, rule.factors, luck) for f, x in enumerate(full)]
        steps = {"": total(account, as_seen, on, error, friends, rule)}
        if has_features:
            steps["sight"] = total(account, full, on, error, friends, rule)
        if friends is not None:
            steps["file"] = total(fair, right, on_rightly, 0.0, friends, rule)
        last = "file" if friends is None else "others"
        steps[last] = due = total(own, truly, on_rightly, 0.0, None, rule)
        names, points = list(steps)[1:], list(steps.values())
        short = {name: b - a for name, a, b in zip(names, points, points[1:], strict=False)}
        found.append((account, points[0], own, due, fair, short))
    account, shown, own, due, fair, short = zip(*found, strict=True)
    return Marks(
        account,
        shown,
        bands(shown, has_score, rules),
        own,
        due,
        bands(due, has_score, rules),
        history,
        clean,
        is_mended,
        is_new,
        any(stands),
        None if earned.rated is None else fair,
        short,
    )


def total(account, values, on_lists, error, friends, rule):
    """What is shown: the account, features, links, errors, and the pull of friends."""
    points = account
    if values is not None:
        points += weighed(values, rule)
    points += sum(float(link) for k, link in enumerate(rule.links) if int(on_lists) >> k & 1)
    points += error
    if rule.friends is not None and friends is not None:
        theirs = float(rule.floor) + span(rule) * friends.mean
        points += float(rule.friends) * (theirs - points)
    return between(points, rule)


def because(short, band, due):
    """Why a band is too low: the cause that takes most, the first of equals; None where it is
    not."""
    if band == UNSCORED or band >= due:
        return None
    return max((name for name in SHORTFALLS if name in short), key=short.__getitem__)


def causes(marks):
    """By scorer."""
    each = zip(marks.short, marks.bands, marks.earned_bands, strict=True)
    return [because(short, band, due) for short, band, due in each]


def errors_in(files, rules, luck):
    """By scorer, what an error does and whether one stands; whether a file was mended, and whether
    it has a new error."""
    errors = [file_error(rule.errors, files, m, luck) for m, rule in enumerate(scorers_of(rules))]
    is_removed = any(error.is_removed for error in errors)
    is_mended, is_new = files.is_mended or is_removed, files.has_new_error
    if is_new is not None:
        is_new = (is_new and not is_removed) or any(error.arises for error in errors)
    stands = [
        (error.is_drawn and not is_mended)
        or bool(is_new and rule.errors is not None and rule.errors.share > 0)
        for error, rule in zip(errors, scorers_of(rules), strict=True)
    ]
    return errors, stands, is_mended, is_new


def agreements(agreed, m, luck):
    """Whether the person lets a scorer use schooling, and lists; everybody does where none asks."""
    if agreed is None:
        return True, True
    ever = luck._replace(month=0)
    return [ever.happens(Decision.CONSENT, p, k=16 + 2 * m + a) for a, p in enumerate(agreed)]


def kept_back(person, habits):
    """Somebody whose schooling a scorer does not have: it takes him for middling."""
    middling = person._replace(education=len(EDUCATION) // 2)
    return middling, None if habits is None else {**habits, "academic": 0.5}


def span(rule):
    return float(rule.ceiling) - float(rule.floor)


def between(points, rule):
    return min(max(points, float(rule.floor)), float(rule.ceiling))


def settled(account, records, on_lists, friends, m, rule, luck, *, sways):
    """The account after fading, ratings, what lists just left pass on, and the month's records.
    `sways`: whether raters look down on those beneath them, and like some better than others.
    Without records an account sleeps: its owner lives elsewhere."""
    if records is None:
        return account
    back = float(rule.fades)
    if rule.forgives is not None and account < rule.base:
        back = max(back, float(rule.forgives))
    account += back * (float(rule.base) - account)
    if rule.peers is not None and friends is not None:
        above = float(rule.floor) + span(rule) * friends.weighted - account
        liked = float(rule.peers.manner) * luck._replace(month=0).normal(Decision.MANNER)
        liked = liked if sways else 0.0
        harsh = float(rule.peers.harshness) if sways else 0.0
        rating = float(rule.base) + liked - harsh * above
        moves = float(rule.peers.weight)
        for k, times in enumerate(
            rule.peers.bad_counts if rule.peers.bad_counts is not None else ()
        ):
            if rating < account and on_lists >> k & 1:
                moves *= float(times)
        account += min(moves, 1.0) * (rating - account)
    for k, points in enumerate(rule.links):
        if rule.link_stays is not None and rule.link_stays[k] > 0 and on_lists >> (16 + k) & 1:
            account += float(points)
    for c, points in enumerate(rule.points):
        if records >> c & 1:
            account += float(points)
            account = min(account, float(rule.caps[c]))
    takes = [c for c, points in enumerate(rule.points) if points < 0 or isfinite(rule.caps[c])]
    if not any(records >> c & 1 for c in takes):
        account += float(rule.clean)
    return between(account, rule)


def remembered(history, records, kinds, rules):
    """A bad record (a court's, or of a duty or an offence, that costs points with any scorer)
    spoils a history; it comes back by a twenty-fifth of the way a month."""
    for c in range(len(rules.points[0])):
        is_breach = c < COURT or kinds[c - COURT] in (OBLIGATION, OFFENCE)
        costs = any(rule.points[c] < 0 or isfinite(rule.caps[c]) for rule in scorers_of(rules))
        if costs and is_breach and records >> c & 1:
            return 0.0
    return history + 0.04 * (1 - history)


def features(person, truth, history, friends, habits=None):
    """Each feature as it is, 0 to 1, in the order of the vocabulary."""
    saved = truth.savings / max(person.income, 1.0)
    is_settled = person.is_urban and not person.is_migrant
    by_name = {
        "history": history,
        "ability": saved / (saved + 6),
        "length": min(max((person.age - 18) / 30, 0.0), 1.0),
        "owed": 1 - min(truth.owed / max(12 * person.income, 1.0), 1.0),
        "spending": person.income / (person.income + 3000),
        "identity": 0.4 + 0.4 * person.education / (len(EDUCATION) - 1) + 0.2 * is_settled,
        "network": 0.5 if friends is None else friends.mean,
        **(habits or {}),
    }
    return [by_name[name] for name in FEATURES if name in by_name]


def habits_of(person, rules, luck):
    """Each habit, 0 to 1, by name: income, age and schooling as far as they go with it, and for the
    rest the person's own; fixed for good. None where no scorer weighs one."""
    if rules is None:
        return None
    ever, found = luck._replace(month=0), {}
    facts = (
        (log(max(person.income, 1.0)) - 7.6) / 0.85,
        (person.age - 47) / 17,
        (person.education - 2.25) / 1.13,
        (int(person.is_migrant) - 0.27) / 0.444,
        (int(person.background > 0) - 0.27) / 0.444,
        (int(person.is_woman) - 0.5) / 0.5,
    )
    for k, name in enumerate(HABITS):
        columns = list(rules)  # income, age, schooling, registration, background, sex
        weights = [0.0 if w is None else float(w[k]) for w in columns]
        own = sqrt(max(1 - sum(w * w for w in weights), 0.0)) * ever.normal(Decision.HABIT, k=k)
        whole = own + sum(w * fact for w, fact in zip(weights, facts, strict=True))
        found[name] = (1 + erf(whole / sqrt(2))) / 2
    return found


def known_as(feature, f, m, factors, luck):
    """A feature as this scorer has it, with its noise; average where it lacks it.
    Fixed for good."""
    facts = len(FEATURES) - len(HABITS)
    k = m * facts + f if f < facts else 256 + m * 4 + f - facts
    if f >= facts + 4:
        k = 384 + m * 8 + f - facts - 4
    ever = luck._replace(month=0)
    if not ever.happens(Decision.FEATURE_KNOWN, factors.sees[f], k=k):
        return 0.5
    noise = float(factors.noise) * ever.normal(Decision.FEATURE_NOISE, k=k)
    return min(max(feature + noise, 0.0), 1.0)


def weighed(values, rule):
    weights = [float(weight) for weight in rule.factors.weights]
    whole = max(sum(weights), 1e-6)
    return span(rule) * sum(w / whole * x for w, x in zip(weights, values, strict=True))


class FileError(NamedTuple):
    """An error in the file behind one score."""

    is_drawn: bool
    points: float
    is_removed: bool  # by a dispute this month
    arises: bool


def file_error(errors, files, m, luck):
    """Whether the file has an error from the start, and what one does, stands for good. So does
    whether a dispute, whenever there is one, would be upheld; but not where new errors arise."""
    ever = luck._replace(month=0)
    if errors is None:
        return FileError(False, 0.0, False, False)
    is_drawn = ever.happens(Decision.FILE_ERROR, errors.share, k=2 * m)
    points = 0.0
    if ever.happens(Decision.FILE_ERROR, errors.matters, k=2 * m + 1):
        points = float(errors.size) * ever.normal(Decision.FILE_ERROR_SIZE, k=m)
    stands, arises, hears = is_drawn, False, ever
    if errors.arises is not None:
        hears = luck
        stands = (is_drawn and not files.is_mended) or (files.has_new_error and errors.share > 0)
        arises = not stands and luck.happens(Decision.FILE_ERROR_ARISES, errors.arises, k=m)
    is_upheld = hears.happens(Decision.DISPUTE_UPHELD, errors.upheld, k=m)
    is_removed = stands and is_upheld and luck.happens(Decision.DISPUTE, errors.disputed, k=m)
    return FileError(is_drawn, points, is_removed, arises)


def is_scored(person, rules, luck):
    """By scorer: adults of its regions who opted in and whose job is not exempt."""
    ever, is_adult = luck._replace(month=0), person.present and person.age >= 18
    return [
        is_adult
        and not rule.exempts[person.occupation]
        and (rule.lives_in is None or rule.lives_in[person.region] > 0)
        and ever.happens(Decision.CONSENT, rule.consent, k=m)
        for m, rule in enumerate(scorers_of(rules))
    ]


def bands(shown, has_score, rules):
    """The last band whose lower bound the score reaches; the first one's is the floor."""
    found = []
    for points, has, rule in zip(shown, has_score, scorers_of(rules), strict=True):
        band = sum(points >= bound for bound in rule.bands) - 1
        found.append(max(band, 0) if has else UNSCORED)
    return tuple(found)


def to_next_band(shown, has_score, rules):
    """Points short of the nearest better band of a score that the person has and can see."""
    gaps = [
        float(bound) - points
        for points, has, rule in zip(shown, has_score, scorers_of(rules), strict=True)
        for bound in rule.bands
        if has and rule.is_shown and isfinite(bound) and bound > points
    ]
    nearest = min(gaps, default=inf)
    return nearest if isfinite(nearest) else 0.0
