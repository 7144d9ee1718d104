"""Deal lists of surveys: who surveys what on a day, in which order, and what somebody else surveys again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.domain.rubric import RUBRIC
from mapper.domain.survey_round import (
    PER_PERSON,
    FirstSurvey,
    Need,
    Surveyor,
    beginning_of_round,
    due_repeats,
    need_of,
    post,
)
from mapper.errors import InvalidInput, SegmentNotFound
from mapper.operations.survey_sharing import Ground, SurveyList, share_out
from mapper.store import survey_needs, survey_tasks
from mapper.store.engine import Session, hold_alone
from mapper.store.field_area import segments
from mapper.store.people.users import users
from mapper.store.survey_tasks import Dealt, Progress
from mapper.store.write_log import log_write

__all__ = ["PER_PERSON", "Deal", "DistrictDeal", "Progress", "ask_for_surveys", "deal", "progress"]

PERMISSION: Final = "survey.deal"
"""What dealing needs, and asking for a survey."""


@dataclass(frozen=True)
class DistrictDeal:
    """What was dealt in a district.

    Attributes
    ----------
    district : str
        Code.
    lists : dict of str to int
        Segments on each new list, by name of its surveyor.
    repeats : int
        How many of them are repeats.
    waiting : dict of Need to int
        What is left for another day, by its reason.
    repeats_waiting : int
        Repeats that were due and are on no list: nobody but the first surveyor was there, or had room.
    """

    district: str
    lists: dict[str, int]
    repeats: int
    waiting: dict[Need, int]
    repeats_waiting: int


@dataclass(frozen=True)
class Deal:
    """What was dealt for a day.

    Attributes
    ----------
    day : date
        Which.
    districts : tuple of DistrictDeal
        Those in which anything was to do, in order of code.
    """

    day: date
    districts: tuple[DistrictDeal, ...]


def deal(
    session: Session,
    day: date,
    *,
    by: Reader,
    now: datetime,
    new_id: Callable[[], UUID],
    per_person: int = PER_PERSON,
) -> Deal:
    """Deal the lists of a day; whoever has one keeps it as it is, so to deal again changes nothing.

    Parameters
    ----------
    session : Session
        Not committed.
    day : date
        For which.
    by : Reader
        Who deals.
    now : datetime
        This moment.
    new_id : callable
        Makes the ids.
    per_person : int
        Most segments on one list.

    Returns
    -------
    Deal
        What is new.

    Raises
    ------
    NotAllowed
        When somebody may not deal.
    InvalidInput
        For a day that is over, or lists without a segment.
    """
    require(PERMISSION, by)
    _require_sense(day, per_person, today=now.astimezone(KST).date())
    hold_alone(session, "survey deal")
    work = _work(session, day)
    there = post(_free(session, day), {code: len(work.needs[code]) + len(work.repeats[code]) for code in work.needs})
    last = survey_needs.last_segments(session)
    districts = []
    for code in sorted(work.needs):
        lists = _lists(session, code, there.get(code, ()), last, work, most=per_person)
        dealt = [one for entry in lists for one in _dealt(entry, work.repeats[code])]
        if dealt:
            survey_tasks.add(session, dealt, day=day, recorded_at=now, new_id=new_id)
        districts.append(_told(code, lists, work))
    if any(one.lists for one in districts):
        counts = {one.district: sum(one.lists.values()) for one in districts if one.lists}
        log_write(session, by, "survey.deal", subject=day.isoformat(), now=now, dealt=counts)
    return Deal(day, tuple(districts))


def progress(session: Session, day: date, *, by: Reader) -> list[Progress]:
    """Tell how far everybody is with the list of a day.

    Parameters
    ----------
    session : Session
        Only read.
    day : date
        Which.
    by : Reader
        Who asks.

    Returns
    -------
    list of Progress
        In order of name.

    Raises
    ------
    NotAllowed
        When that is not for them.
    """
    require(PERMISSION, by)
    return survey_tasks.progress(session, day)


def ask_for_surveys(
    session: Session, segments: Collection[UUID], *, by: Reader, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Want segments surveyed: they come first when lists are dealt, until somebody has walked them.

    Parameters
    ----------
    session : Session
        Not committed.
    segments : collection of UUID
        At least one.
    by : Reader
        Who wants it.
    now : datetime
        This moment.
    new_id : callable
        Makes the ids.

    Raises
    ------
    NotAllowed
        When that is not for them.
    SegmentNotFound
        When one of them is none that is graded now; nothing is stored.
    """
    require(PERMISSION, by)
    unknown = set(segments) - survey_needs.graded_among(session, list(segments))
    if unknown:
        named = ", ".join(sorted(map(str, unknown)))
        raise SegmentNotFound(f"No graded segment has the id {named}; pick one on the map.", segment=named)
    survey_tasks.request(session, segments, user=by.user_id, recorded_at=now, new_id=new_id)
    log_write(session, by, "survey.ask", subject=", ".join(sorted(map(str, segments))), now=now)


def _require_sense(day: date, per_person: int, *, today: date) -> None:
    if day < today:
        raise InvalidInput(f"{day} is over; deal for {today} or a later day.", day=day)
    if per_person < 1:
        raise InvalidInput(f"A list of {per_person} segments is none; give at least 1.", per_person=per_person)


@dataclass(frozen=True)
class _Work:
    """What is on nobody's list yet, by district."""

    needs: dict[str, dict[UUID, Need]]
    repeats: dict[str, list[FirstSurvey]]


def _work(session: Session, day: date) -> _Work:
    standings = survey_needs.standings(session, RUBRIC.version)
    every = {
        code: {segment: need for segment, told in there.items() if (need := need_of(told, day)) is not None}
        for code, there in standings.items()
    }
    first = survey_needs.first_surveys(session, RUBRIC.version, begins=beginning_of_round(day), day=day)
    # Counted with what is on lists already: to deal again must not find the round a smaller one.
    chosen = due_repeats(first, ahead=sum(map(len, every.values())), day=day)
    listed = {segment for _, segment in survey_tasks.dealt_on(session, day)}
    # Where something has changed since, whoever surveys again cannot confirm what the first one found.
    repeats = {
        code: [one for one in chosen if one.district == code and one.segment not in {*there, *listed}]
        for code, there in every.items()
    }
    needs = {code: {one: need for one, need in there.items() if one not in listed} for code, there in every.items()}
    return _Work({code: needs[code] for code in needs if needs[code] or repeats[code]}, repeats)


def _free(session: Session, day: date) -> list[Surveyor]:
    busy = {user for user, _ in survey_tasks.dealt_on(session, day)}
    return [
        Surveyor(user.id, user.name, user.districts)
        for user in users(session)
        if user.role is Role.FIELD and not user.is_disabled and user.id not in busy
    ]


def _lists(
    session: Session, code: str, people: Sequence[Surveyor], last: Mapping[UUID, UUID], work: _Work, *, most: int
) -> list[SurveyList]:
    if not people:
        return []
    rows, lines = segments(session, [code])
    ground = Ground.of([row["id"] for row in rows], lines)
    return share_out(ground, people, last, work.needs[code], work.repeats[code], most=most)


def _dealt(entry: SurveyList, repeats: Iterable[FirstSurvey]) -> list[Dealt]:
    repeat_of = {one.segment: one.id for one in repeats}
    return [
        Dealt(entry.surveyor.id, segment, ordinal, repeat_of.get(segment))
        for ordinal, segment in enumerate(entry.segments, 1)
    ]


def _told(code: str, lists: Iterable[SurveyList], work: _Work) -> DistrictDeal:
    dealt = {segment for entry in lists for segment in entry.segments}
    repeats = {one.segment for one in work.repeats[code]}
    waiting = Counter(need for segment, need in work.needs[code].items() if segment not in dealt)
    return DistrictDeal(
        district=code,
        lists={entry.surveyor.name: len(entry.segments) for entry in lists if entry.segments},
        repeats=len(repeats & dealt),
        waiting={need: waiting[need] for need in Need if waiting[need]},
        repeats_waiting=len(repeats - dealt),
    )
