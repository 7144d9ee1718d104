"""What a filled-in form says, as the survey or the issue that it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Final
from uuid import UUID

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.calendar import KST
from mapper.domain.category import SEVERITIES, category_by_id
from mapper.domain.declared_photo import BEFORE, SURVEY_MOMENT, DeclaredPhoto
from mapper.domain.new_issue import NewIssue
from mapper.domain.new_survey import Answer, NewSurvey, levels_of
from mapper.domain.placement import FINEST_ACCURACY_M
from mapper.domain.plain_text import ONE_LINE, plain_text
from mapper.domain.rubric import LEVELS, Rubric, rubric_by_version
from mapper.errors import InvalidInput
from mapper.wire.openrosa.instance import Instance, file_name
from mapper.wire.openrosa.sheets import ISSUE_PHOTOS, LONGEST_TEXT, NA, UNSEEN, photo_question

_WORST_ACCURACY_M: Final = 100_000
_LONGEST_WALK_S: Final = 86_400
_LONGEST_DEVICE: Final = 200
_EARLIEST_YEAR: Final = 2000
_LEVELS: Final[dict[str, Answer]] = {
    **{str(level): level for level in range(len(LEVELS))},
    NA: "na",
    UNSEEN: None,
    "": None,
}


@dataclass(frozen=True)
class AwaitedPhoto:
    """A photo that an answer names; it comes with the form or in a later part of it.

    Attributes
    ----------
    name : str
        Of its file.
    moment : str
        As `DeclaredPhoto.moment`.
    item : str or None
        Of the rubric, for a survey.
    """

    name: str
    moment: str
    item: str | None = None

    def declared(self, sha256: bytes) -> DeclaredPhoto:
        """Return it as a record declares it.

        Parameters
        ----------
        sha256 : bytes
            Of the file that came.

        Returns
        -------
        DeclaredPhoto
            By its hash.
        """
        return DeclaredPhoto(sha256, self.moment, self.item)


def survey_of(instance: Instance, *, received_at: datetime) -> NewSurvey:
    """Read a survey.

    Parameters
    ----------
    instance : Instance
        Of the form of surveys, in any version.
    received_at : datetime
        When it came, which counts where the phone tells no time.

    Returns
    -------
    NewSurvey
        Without photos: those are declared when they come.

    Raises
    ------
    InvalidInput, UnknownKind
        When an answer is none that its form offers.
    """
    said = instance.answers
    rubric = rubric_by_version(said.get("rubric", ""))
    walked_at = _moment(said.get("walked_at", "")) or received_at
    return NewSurvey(
        id=instance.id,
        segment=_segment(said.get("segment", "")),
        rubric=rubric,
        levels=levels_of(rubric, {item: _level(item, said.get(item, "")) for item in rubric.item_ids}),
        walked_at=walked_at,
        duration_s=_duration(_moment(said.get("started_at", "")), walked_at),
        device=_device(said.get("device", "")),
        photos=(),
    )


def survey_photos(instance: Instance) -> tuple[AwaitedPhoto, ...]:
    """Tell which photos a survey names.

    Parameters
    ----------
    instance : Instance
        Of the form of surveys.

    Returns
    -------
    tuple of AwaitedPhoto
        In the order of the rubric.
    """
    rubric: Rubric = rubric_by_version(instance.answers.get("rubric", ""))
    named = [(item, _named(instance, photo_question(item))) for item in rubric.item_ids]
    return tuple(AwaitedPhoto(name, SURVEY_MOMENT, item) for item, name in named if name)


def issue_of(instance: Instance, *, received_at: datetime) -> NewIssue:
    """Read an issue.

    Parameters
    ----------
    instance : Instance
        Of the form of issues, in any version.
    received_at : datetime
        When it came, which counts where the phone tells no time.

    Returns
    -------
    NewIssue
        Without photos: those are declared when they come.

    Raises
    ------
    InvalidInput, UnknownKind
        When an answer is none that its form offers.
    """
    said = instance.answers
    lon, lat, accuracy_m, is_placed = _position(said.get("position", ""))
    return NewIssue(
        id=instance.id,
        category=category_by_id(said.get("category", "")).id,
        severity=_severity(said.get("severity", "")),
        lon=lon,
        lat=lat,
        accuracy_m=accuracy_m,
        dragged=is_placed,
        segment=None,
        reported_at=_moment(said.get("reported_at", "")) or received_at,
        road_name=None,
        description=plain_text(said.get("description", ""))[:LONGEST_TEXT] or None,
    )


def issue_photos(instance: Instance) -> tuple[AwaitedPhoto, ...]:
    """Tell which photos an issue names.

    Parameters
    ----------
    instance : Instance
        Of the form of issues.

    Returns
    -------
    tuple of AwaitedPhoto
        In the order in which they were taken.
    """
    named = [_named(instance, question) for question in ISSUE_PHOTOS]
    return tuple(AwaitedPhoto(name, BEFORE) for name in named if name)


def _named(instance: Instance, question: str) -> str:
    return file_name(instance.answers.get(question, ""))


def _segment(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        message = f"segment {said[:80]!r} is no id of a segment; choose one from the list of the form."
        raise InvalidInput(message, field="segment") from error


def _level(item: str, said: str) -> Answer:
    if said not in _LEVELS:
        raise InvalidInput(f"{item} {said[:20]!r} is no answer; one of {', '.join(filter(None, _LEVELS))}.", field=item)
    return _LEVELS[said]


def _severity(said: str) -> int:
    choices = [str(severity) for severity in range(1, len(SEVERITIES) + 1)]
    if said not in choices:
        raise InvalidInput(f"severity {said[:20]!r} is no answer; one of {', '.join(choices)}.", field="severity")
    return int(said)


def _position(said: str) -> tuple[float, float, float | None, bool]:
    """Read ``lat lon altitude accuracy``: the latitude is first, and an accuracy of 0 is a pin that somebody put there."""
    try:
        lat, lon, *others = map(float, said.split())
    except ValueError as error:
        message = f"position {said[:80]!r} is no geopoint; it has a latitude, a longitude, an altitude, an accuracy."
        raise InvalidInput(message, field="position") from error
    if not (KOREA_LAT[0] <= lat <= KOREA_LAT[1] and KOREA_LON[0] <= lon <= KOREA_LON[1]):
        raise InvalidInput(f"position {said[:80]!r} is not in Korea; latitude first, then longitude.", field="position")
    accuracy_m = others[1] if len(others) > 1 and isfinite(others[1]) else None
    is_measured = accuracy_m is not None and FINEST_ACCURACY_M < accuracy_m < _WORST_ACCURACY_M
    return lon, lat, accuracy_m if is_measured else None, accuracy_m == 0


def _moment(said: str) -> datetime | None:
    """Read a time; one without a zone is Korea's, and one that cannot be read is none: its clock is no reason to refuse."""
    try:
        told = datetime.fromisoformat(said)
    except ValueError:
        return None
    if told.year < _EARLIEST_YEAR:
        return None
    return told if told.tzinfo else told.replace(tzinfo=KST)


def _duration(began: datetime | None, ended: datetime) -> int | None:
    if began is None:
        return None
    seconds = round((ended - began).total_seconds())
    return seconds if 0 < seconds <= _LONGEST_WALK_S else None


def _device(said: str) -> str | None:
    device = said[:_LONGEST_DEVICE]
    return device if device and re.match(ONE_LINE, device) else None
