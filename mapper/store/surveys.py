"""Surveys: one row per walk, its observations as one array in rubric order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import numpy as np
import pandas as pd
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mapper.store.bulk import copy_columns, new_ids, one_of, tell_planner
from mapper.store.tables import SurveyRow


def known_by_key(session: Session, keys: list[str]) -> dict[str, tuple[str, datetime]]:
    """Return the surveys already stored.

    Parameters
    ----------
    session : Session
        Only read.
    keys : list of str
        Source keys.

    Returns
    -------
    dict of str to tuple
        Surveyor and time of those of them that have a row.
    """
    found = session.execute(
        select(SurveyRow.source_key, SurveyRow.surveyor, SurveyRow.walked_at).where(one_of(SurveyRow.source_key, keys))
    )
    return {key: (surveyor, walked_at) for key, surveyor, walked_at in found}


def add(
    session: Session,
    surveys: pd.DataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    import_id: UUID | None,
    told: Callable[[int], None] | None = None,
) -> None:
    """Append surveys.

    Parameters
    ----------
    session : Session
        Not committed.
    surveys : DataFrame
        By the contract SURVEYS, every row with its ``segment_id``, plus ``method`` and ``probability``.
    recorded_at : datetime
        For rows that do not say when they were recorded.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.
    told : callable or None
        Told of each part that was written how many rows it had.
    """
    columns = {
        "id": new_ids(new_id, len(surveys)),
        "source_key": surveys["source_key"],
        "segment_id": surveys["segment_id"],
        "method": surveys["method"],
        "probability": surveys["probability"],
        "surveyor": surveys["surveyor"],
        "rubric": surveys["rubric"],
        "levels": surveys["levels"],
        "duration_s": np.trunc(surveys["duration_s"]),
        "walked_at": surveys["walked_at"],
        "recorded_at": surveys["recorded_at"].dt.as_unit("us").fillna(recorded_at),
        "import_id": import_id,
    }
    copy_columns(session, SurveyRow, columns, told)
    tell_planner(session, len(surveys), SurveyRow)


def ids_on(session: Session, segments: list[UUID]) -> pd.DataFrame:
    """Return which surveys were made of some segments.

    Parameters
    ----------
    session : Session
        Only read.
    segments : list of UUID
        Ids.

    Returns
    -------
    DataFrame
        ``survey_id`` and ``segment_id``.
    """
    found = session.execute(select(SurveyRow.id, SurveyRow.segment_id).where(one_of(SurveyRow.segment_id, segments)))
    return pd.DataFrame([tuple(row) for row in found], columns=["survey_id", "segment_id"], dtype=object)


def repeat_on(
    session: Session,
    heirs: pd.DataFrame,
    *,
    method: str,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Append surveys again, as surveys of the segments that lie in the place of theirs.

    Parameters
    ----------
    session : Session
        Not committed.
    heirs : DataFrame
        ``survey_id`` and the ``new_id`` of the segment, one row for each pair.
    method : str
        How they came to be there.
    recorded_at : datetime
        When that became known.
    new_id : callable
        Makes the ids.
    """
    session.execute(
        text(
            """
            INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, duration_s, walked_at,
                recorded_at, import_id)
            SELECT given.id, source_key || '@' || given.segment_id, given.segment_id, :method, surveyor, rubric, levels,
                duration_s, walked_at, :recorded_at, import_id
            FROM survey JOIN unnest(CAST(:ids AS uuid[]), CAST(:surveys AS uuid[]), CAST(:segments AS uuid[]))
                AS given(id, survey_id, segment_id) ON survey.id = given.survey_id
            """
        ),
        {
            "ids": [new_id() for _ in range(len(heirs))],
            "surveys": heirs["survey_id"].tolist(),
            "segments": heirs["new_id"].tolist(),
            "method": method,
            "recorded_at": recorded_at,
        },
    )
