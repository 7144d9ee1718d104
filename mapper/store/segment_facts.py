"""Everything that the grades of a few segments are made from, read in one round trip: as `mapper.store.facts` does for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST, day_number, end_of
from mapper.domain.grading.facts import NEVER, VERIFICATIONS, Issues, SegmentFacts, Surveys
from mapper.domain.rubric import Rubric
from mapper.store.columns import ID
from mapper.store.facts import KnownFacts
from mapper.store.issue_state import history_of
from mapper.store.round_trip import as_driver_has_it, ask

_LETTERS: Final = {letter: code for code, letter in enumerate("ABCDE")}
_SCOPES: Final = ("overall", "residential", "walking")
_VERIFICATIONS: Final = {name: code for code, name in enumerate(VERIFICATIONS)}
_DAY: Final = f"((%s AT TIME ZONE '{KST.key}')::date - DATE '1970-01-01')"
_TOLD: Final = f"""
    segment_id, category, severity, verification, {_DAY % "reported_at"} AS reported, {_DAY % "resolved_at"} AS resolved
"""
_MEMORY: Final = """
    SELECT id, rubric FROM grade_run WHERE official AND as_of < :as_of AND known_at <= :known
    ORDER BY as_of DESC, known_at DESC, id LIMIT 1
"""
_FACTS: Final = as_driver_has_it(
    f"""
    WITH memory AS ({_MEMORY}), found AS (
        SELECT segment.id, length_m, overall_grade, residential_grade, walking_grade FROM segment
        LEFT JOIN memory ON memory.rubric = :rubric
        LEFT JOIN grade ON run_id = memory.id AND segment_id = segment.id
        WHERE segment.id = ANY(:segments) AND graded AND recorded_at <= :known
            AND (superseded_at IS NULL OR superseded_at > :known)
    ), walked AS (
        SELECT segment_id, {_DAY % "walked_at"} AS day, levels FROM survey
        WHERE segment_id = ANY(:segments) AND recorded_at <= :known AND walked_at < :until AND rubric = :rubric
    ), told AS (
        SELECT issue_id, {_TOLD}, known_from <= :known AND settled_from < :until AS is_told, merged FROM issue_state
        WHERE issue_id = ANY (ARRAY(SELECT issue_id FROM placement WHERE segment_id = ANY(:segments)))
    )
    SELECT (SELECT id FROM memory WHERE rubric = :rubric),
        (SELECT coalesce(json_agg(found ORDER BY id), '[]') FROM found),
        (SELECT coalesce(json_agg(walked), '[]') FROM walked),
        (SELECT coalesce(json_agg(told) FILTER (WHERE is_told AND NOT merged), '[]') FROM told),
        ARRAY(SELECT issue_id FROM told WHERE NOT is_told)
    """
)
"""Of whatever was ever placed there, as a later placement may not be known yet."""

_HISTORY: Final = as_driver_has_it(
    f"""
    SELECT coalesce(json_agg(told), '[]')
    FROM (SELECT id AS issue_id, {_TOLD} FROM ({history_of(":issues")}) AS issue) AS told
    """
)


def facts_of(
    session: Session, segments: Sequence[UUID], *, as_of: date, known_at: datetime, rubric: Rubric
) -> tuple[KnownFacts, UUID | None]:
    """Read what was known of some segments at a time about what had occurred by a date.

    Parameters
    ----------
    session : Session
        Only read.
    segments : sequence of UUID
        Ids.
    as_of : date
        Later facts are ignored.
    known_at : datetime
        Facts recorded later are ignored.
    rubric : Rubric
        Surveys by another version do not count, and a run by another version is not remembered.

    Returns
    -------
    known : KnownFacts
        Of those of the segments that are graded.
    memory : UUID or None
        The official run whose letters are remembered.
    """
    values = {"segments": list(segments), "as_of": as_of, "known": known_at, "until": end_of(as_of)}
    values["rubric"] = rubric.version
    memory, found, surveys, issues, untold = cast("tuple[Any, ...]", ask(session, _FACTS, values))
    if untold:
        issues += cast("tuple[Any, ...]", ask(session, _HISTORY, values | {"issues": untold}))[0]
    told = _Told(found, surveys, issues)
    return KnownFacts(ids=told.ids(), facts=told.facts(as_of, rubric)), memory


@dataclass(frozen=True)
class _Told:
    """What was told of some segments, row by row as it came."""

    segments: list[Any]
    surveys: list[Any]
    issues: list[Any]

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {row["id"]: number for number, row in enumerate(self.segments)}

    def ids(self) -> NDArray[np.bytes_]:
        return np.array([UUID(segment).bytes for segment in self.row_of], dtype=ID)

    def facts(self, as_of: date, rubric: Rubric) -> SegmentFacts:
        letters = [[_LETTERS.get(row[f"{scope}_grade"], -1) for scope in _SCOPES] for row in self.segments]
        return SegmentFacts(
            as_of=np.full(len(self.segments), day_number(as_of), dtype=np.int64),
            length_m=np.array([row["length_m"] for row in self.segments], dtype=float),
            previous=np.array(letters, dtype=np.int8).reshape(-1, 3),
            surveys=_surveys(self.on_them(self.surveys), self.row_of, rubric),
            issues=_issues(self.on_them(self.issues), self.row_of, rubric),
        )

    def on_them(self, rows: list[Any]) -> list[Any]:
        return [row for row in rows if row["segment_id"] in self.row_of]


def _surveys(rows: Sequence[Any], row_of: dict[str, int], rubric: Rubric) -> Surveys:
    return Surveys(
        segment=np.array([row_of[row["segment_id"]] for row in rows], dtype=np.int64),
        day=np.array([row["day"] for row in rows], dtype=np.int64),
        levels=np.array([row["levels"] for row in rows], dtype=float).reshape(len(rows), len(rubric.item_ids)),
    )


def _issues(rows: Sequence[Any], row_of: dict[str, int], rubric: Rubric) -> Issues:
    category_of = {category.id: position for position, category in enumerate(rubric.categories)}
    return Issues(
        segment=np.array([row_of[row["segment_id"]] for row in rows], dtype=np.int64),
        key=np.array([row["issue_id"] for row in rows], dtype=str),
        category=np.array([category_of[row["category"]] for row in rows], dtype=np.int64),
        severity=np.array([row["severity"] for row in rows], dtype=np.int64),
        verification=np.array([_VERIFICATIONS[row["verification"]] for row in rows], dtype=np.int64),
        reported=np.array([row["reported"] for row in rows], dtype=np.int64),
        resolved=np.array([NEVER if row["resolved"] is None else row["resolved"] for row in rows], dtype=np.int64),
    )
