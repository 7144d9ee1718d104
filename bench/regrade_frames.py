"""The whole regrade by data frames: read, joined by ``sjoin_nearest``, graded by our rule, and written as a frame."""

from __future__ import annotations

import uuid
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Uuid, text
from sqlalchemy.orm import Session
from sqlalchemy.types import UserDefinedType

from bench.regrade_sql import DAY, STANDING, WITHIN_M
from mapper.domain.grading import NEVER, VERIFICATIONS, Issues, SegmentFacts, Surveys
from mapper.domain.rubric import RUBRIC
from mapper.operations.grading import grades_of
from mapper.store.columns import ID
from mapper.store.facts import KnownFacts, facts_queries
from mapper.store.grades import GradeRun

_FOUND: Final = facts_queries(some=False)
_SEGMENTS: Final = f"""
    SELECT id::text, found.length_m, overall, residential, walking, line
    FROM ({_FOUND["segments"].sql}) AS found JOIN segment USING (id) ORDER BY id
"""
_SURVEYS: Final = f"""
    SELECT segment_id::text, {DAY % "walked_at"} AS day, levels FROM ({_FOUND["surveys"].sql}) AS found
"""
_ISSUES: Final = f"""
    SELECT issue.id::text, issue.category, issue.severity, verification, {DAY % "issue.reported_at"} AS reported,
        coalesce({DAY % "resolved_at"}, {NEVER}) AS resolved, point {STANDING}
"""
_CATEGORIES: Final = [category.id for category in RUBRIC.categories]


def read_and_join(session: Session, values: dict[str, Any]) -> KnownFacts:
    """Read three frames and turn them into facts."""
    connection = session.connection()
    segments = gpd.read_postgis(text(_SEGMENTS), connection, geom_col="line", params=values)
    surveys = pd.read_sql(text(_SURVEYS), connection, params=values)
    issues = gpd.read_postgis(text(_ISSUES), connection, geom_col="point", params=values)
    nearest = gpd.sjoin_nearest(issues, segments[["line"]], max_distance=WITHIN_M)
    # Segments are in the order of their ids, so that of those equally near the first has the lowest.
    issues["segment"] = nearest.groupby(level=0)["index_right"].min().astype("int64")
    there = issues[issues["segment"].notna()]
    walked = pd.Index(segments["id"]).get_indexer(surveys["segment_id"])
    levels = np.array(surveys["levels"].tolist(), dtype=float)[walked >= 0]
    facts = SegmentFacts(
        as_of=np.full(len(segments), values["day"]),
        length_m=segments["length_m"].to_numpy(),
        previous=segments[["overall", "residential", "walking"]].to_numpy(np.int8),
        surveys=Surveys(
            walked[walked >= 0], surveys["day"].to_numpy()[walked >= 0], np.where(levels == -2, np.nan, levels)
        ),
        issues=Issues(
            segment=there["segment"].to_numpy(np.int64),
            key=there["id"].to_numpy(str),
            category=pd.Index(_CATEGORIES).get_indexer(there["category"]),
            severity=there["severity"].to_numpy(),
            verification=pd.Index(VERIFICATIONS).get_indexer(there["verification"]),
            reported=there["reported"].to_numpy(),
            resolved=there["resolved"].to_numpy(),
        ),
    )
    return KnownFacts(np.array([uuid.UUID(one).bytes for one in segments["id"]], dtype=ID), facts)


class _Written(UserDefinedType[str]):
    """JSON that is text already, and is sent as it is."""

    def get_col_spec(self) -> str:
        """Name the type of the column."""
        return "JSON"


def grade_and_write(session: Session, run: GradeRun, known: KnownFacts) -> None:
    """Apply our rule to the facts, and append a frame of the grades and of why."""
    grades = grades_of(known)
    frame = pd.DataFrame({name: column.to_pandas() for name, column in grades.columns.items()})
    frame["segment_id"] = [uuid.UUID(bytes=one) for one in frame["segment_id"]]
    frame = frame.astype(object).where(frame.notna(), None)
    frame.assign(run_id=run.id).to_sql(
        "grade",
        session.connection(),
        if_exists="append",
        index=False,
        dtype={"run_id": Uuid(), "segment_id": Uuid(), "lines": _Written()},
        chunksize=10_000,
    )
