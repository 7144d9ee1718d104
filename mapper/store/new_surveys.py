"""One survey in: where it was walked, and its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.new_survey import NewSurvey
from mapper.domain.placement import Method
from mapper.domain.reader import Reader
from mapper.store.tables import DistrictRow, SegmentRow, SurveyRow


@dataclass(frozen=True)
class Ground:
    """Where a survey was walked.

    Attributes
    ----------
    district_code : str or None
        None outside every district.
    is_graded : bool
        Whether the segment is one that is graded now; one that was cut anew meanwhile is not.
    """

    district_code: str | None
    is_graded: bool


def ground_of(session: Session, segment: UUID) -> Ground | None:
    """Read where a segment is.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id, of any edition of the network.

    Returns
    -------
    Ground or None
        None when there never was such a segment.
    """
    found = session.execute(
        select(DistrictRow.code, SegmentRow.graded, SegmentRow.superseded_at)
        .select_from(SegmentRow)
        .outerjoin(DistrictRow, DistrictRow.id == SegmentRow.district_id)
        .where(SegmentRow.id == segment)
    ).first()
    return None if found is None else Ground(found.code, found.graded and found.superseded_at is None)


def add_survey(session: Session, survey: NewSurvey, *, walked_at: datetime, by: Reader, recorded_at: datetime) -> bool:
    """Append a survey, unless another has its id.

    Parameters
    ----------
    session : Session
        Not committed.
    survey : NewSurvey
        As it was handed in.
    walked_at : datetime
        With the clock of the device put right.
    by : Reader
        Who walked.
    recorded_at : datetime
        By the clock of knowledge.

    Returns
    -------
    bool
        Whether it was appended.
    """
    values = {
        "id": survey.id,
        "source_key": f"survey:{survey.id}",
        "segment_id": survey.segment,
        "method": str(Method.PICKED),
        "surveyor": by.name,
        "rubric": survey.rubric.version,
        "levels": list(survey.levels),
        "duration_s": survey.duration_s,
        "user_id": by.user_id,
        "device": survey.device,
        "walked_at": walked_at,
        "recorded_at": recorded_at,
    }
    added = insert(SurveyRow).values(values).on_conflict_do_nothing().returning(SurveyRow.id)
    return session.execute(added).first() is not None
