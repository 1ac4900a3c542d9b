"""What a study takes, told before it runs, whichever kind it is."""

from __future__ import annotations

from collections.abc import Iterator

from discredit.studies.design import Size
from discredit.studies.forecast import StudyForecast
from discredit.studies.inquiry import ArmStudy
from discredit.studies.question import Question
from discredit.studies.sweep import guesses
from discredit.words.numbers import clock, count, memory, number


def of_claim(question: Question, size: Size, forecast: StudyForecast) -> list[str]:
    """What a claim takes.

    Args:
        question: The study as read.
        size: How many people, months and seeds.
        forecast: What it takes.
    """
    study = question.study
    tried = f"{count(size.tried_people, 'person', 'people')} where assumptions move"
    return [
        f"{study.title}: {' '.join(study.claim.split())}",
        f"Arms: off, with {study.switch.off.says}; on, with {study.switch.on.says}. "
        f"{count(size.people, 'person', 'people')} ({tried}), "
        f"{count(size.months, 'month', 'months')}, {count(size.seeds, 'seed', 'seeds')}.",
        *([] if question.draws is None else [question.draws.said]),
        *_takes(forecast),
    ]


def of_arms(study: ArmStudy, forecast: StudyForecast) -> list[str]:
    """What a study with arms takes.

    Args:
        study: As read.
        forecast: What it takes.
    """
    inquiry = study.inquiry
    runs, time, *rest = _takes(forecast)
    said = [
        f"{inquiry.title}: {' '.join(inquiry.question.split())}",
        f"Arms: {', '.join(inquiry.arms)}. {count(inquiry.people, 'person', 'people')}, "
        f"{count(inquiry.months, 'month', 'months')}.",
        runs,
        time,
    ]
    if study.moving:
        many = count(len(study.moving), "number", "numbers")
        said.append(f"Moved: {many}; {number(guesses(study.moving))} of the ranges are guesses.")
    if study.draws is not None:
        said.append(study.draws.said)
    return [*said, *rest]


def _takes(forecast: StudyForecast) -> Iterator[str]:
    parts = ", ".join(f"{name} {number(runs)}" for name, runs in forecast.parts)
    how = "as its runs so far took" if forecast.is_timed else "a guess before the first run"
    hands = count(forecast.workers, "process", "processes")
    yield f"Runs: {number(forecast.runs)} ({parts}); {number(forecast.done)} are there."
    disk = f"about {memory(forecast.size)}" if forecast.size >= 2**20 else "less than 1 MiB"
    yield f"Time: about {clock(forecast.seconds)} of {hands} ({how}). Disk: {disk}."
    if forecast.resolves:
        yield f"What it can tell: {forecast.resolves}."
