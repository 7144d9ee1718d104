"""A survey of one segment as it is handed in: an answer for each item, by the rubric that the phone showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from mapper.domain.declared_photo import DeclaredPhoto
from mapper.domain.rubric import LEVELS, NOT_APPLICABLE, Rubric
from mapper.errors import InvalidInput

Answer = int | Literal["na"] | None
"""A level of 0 to 4, 해당 없음, or 확인 못함."""

_NOT_APPLICABLE_LEVEL: Final = -1


@dataclass(frozen=True)
class NewSurvey:
    """A survey.

    Attributes
    ----------
    id : UUID
        Chosen by whoever made it.
    segment : UUID
        Where it was walked.
    rubric : Rubric
        By which.
    levels : tuple of int or None
        In the order of its items: 0 to 4, -1 해당 없음, None 확인 못함.
    walked_at : datetime
        When it was finished, by the clock of the device.
    duration_s : int or None
        How long it took [s].
    device : str or None
        What it was made with.
    photos : tuple of DeclaredPhoto
        Each with the item that it is evidence for.
    """

    id: UUID
    segment: UUID
    rubric: Rubric
    levels: tuple[int | None, ...]
    walked_at: datetime
    duration_s: int | None
    device: str | None
    photos: tuple[DeclaredPhoto, ...]


def levels_of(rubric: Rubric, answers: Mapping[str, Answer]) -> tuple[int | None, ...]:
    """Return the answers in the order of a rubric.

    Parameters
    ----------
    rubric : Rubric
        By which they were given.
    answers : mapping of str to Answer
        By item; one that is not there was not observed.

    Returns
    -------
    tuple of int or None
        As ``NewSurvey.levels``.

    Raises
    ------
    InvalidInput
        Naming every item that the rubric does not have or that always applies, or when nothing was observed.
    """
    unknown = sorted(set(answers) - set(rubric.item_ids))
    if unknown:
        message = f"Rubric {rubric.version} has no item {', '.join(unknown)}; answer {', '.join(rubric.item_ids)}."
        raise InvalidInput(message, items=unknown)
    always = [item.id for item in rubric.items if answers.get(item.id) == "na" and not item.na_allowed]
    if always:
        message = (
            f"{', '.join(always)} cannot be {NOT_APPLICABLE.en.lower()}: it applies to every segment;"
            f" give a level from 0 to {len(LEVELS) - 1}, or null when it was not seen."
        )
        raise InvalidInput(message, items=always)
    levels = tuple(_level(answers.get(item)) for item in rubric.item_ids)
    if all(level is None for level in levels):
        raise InvalidInput("Nothing was observed of any item; a survey answers at least one.")
    return levels


def _level(answer: Answer) -> int | None:
    return _NOT_APPLICABLE_LEVEL if answer == "na" else answer
