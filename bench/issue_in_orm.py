"""The peer of ``issue-in``: the same issue logged with Flask, SQLAlchemy's ORM and GeoAlchemy2, object by object."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from flask import Flask, jsonify, request
from geoalchemy2.elements import WKTElement
from sqlalchemy import func, or_
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.calendar import KST, day_number
from mapper.domain.duplicate import AGREEING_SIGMAS, FARTHEST_M
from mapper.domain.grading import explain, grade
from mapper.domain.grading.facts import NEVER, VERIFICATIONS, Issues, SegmentFacts, Surveys
from mapper.domain.new_issue import MOST_DOUBLES, same_group
from mapper.domain.parameters import PLACEMENT
from mapper.domain.placement import Candidates, place, position_sigma, road_key, search_radius
from mapper.domain.rubric import RUBRIC
from mapper.operations.database import Sessions
from mapper.operations.people.keys import key_hash
from mapper.store.grade_columns import GRADE_COLUMNS
from mapper.store.grade_rows import grade_rows
from mapper.store.grades import latest_run
from mapper.store.tables import (
    AlleyRow,
    DistrictRow,
    GradeRow,
    IssueRow,
    IssueStateRow,
    LiveGradeRow,
    PlacementRow,
    ReceiptRow,
    SegmentRow,
    SurveyRow,
    TokenRow,
    UserRow,
    WriteRow,
)

WIDEST_M = 100.0


def orm_app(sessions: Sessions) -> Flask:
    """Return an application of one route."""
    app = Flask("peer")

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    @app.put("/api/v1/issues/<uuid:issue_id>")
    def log(issue_id: UUID) -> Any:
        with sessions() as session:
            user = _user(session, request.headers["Authorization"].removeprefix("Bearer "))
            answer, status = _log(session, user, issue_id, request.get_json())
            session.commit()
            return jsonify(answer), status

    return app


def _user(session: Session, key: str) -> UserRow:
    token = session.query(TokenRow).filter_by(key_hash=key_hash(key), ended_at=None).one()
    return session.get_one(UserRow, token.user_id)


def _log(session: Session, user: UserRow, issue_id: UUID, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).digest()
    stored = session.get(ReceiptRow, issue_id)
    if stored is not None:
        return (stored.answer, 200) if stored.digest == digest else ({"error": "clash"}, 409)
    now = datetime.now(UTC)
    x, y = transformer(WGS84, KOREA_TM).transform(body["lon"], body["lat"])
    point = WKTElement(f"POINT({x!r} {y!r})", srid=KOREA_TM)
    district = (
        session.query(DistrictRow)
        .filter(DistrictRow.superseded_at.is_(None), func.ST_Intersects(DistrictRow.boundary, point))
        .first()
    )
    placed = _placed(session, point, body)
    doubles = _doubles(session, point, body)
    answer = {
        "id": str(issue_id),
        "sha256": digest.hex(),
        "recorded_at": now.isoformat(),
        **placed,
        "doubles": [{"id": str(one.id), "category": one.category} for one in doubles],
    }
    reported_at = datetime.fromisoformat(body["reported_at"])
    same = {"category": body["category"], "severity": body["severity"], "origin": "field"}
    session.add(
        IssueRow(
            id=issue_id,
            source_key=f"report:{issue_id}",
            description=body.get("description"),
            road_name=body.get("road_name"),
            point=point,
            accuracy_m=body["accuracy_m"],
            reported_at=reported_at,
            recorded_at=now,
            **same,
        )
    )
    session.flush()
    segment = placed["segment_id"] and UUID(placed["segment_id"])
    session.add(
        PlacementRow(
            id=uuid4(),
            issue_id=issue_id,
            segment_id=segment,
            decision=placed["decision"],
            method="posterior",
            probability=placed["probability"],
            offer=placed["offer"],
            recorded_at=now,
        )
    )
    session.add(
        IssueStateRow(
            issue_id=issue_id,
            segment_id=segment,
            decision=placed["decision"],
            verification="unverified",
            merged=False,
            reported_at=reported_at,
            recorded_at=now,
            known_from=now,
            settled_from=reported_at,
            **same,
        )
    )
    session.add(
        ReceiptRow(
            id=issue_id, subject="issue", digest=digest, body=body, answer=answer, user_id=user.id, recorded_at=now
        )
    )
    session.add(
        WriteRow(
            id=uuid4(),
            user_id=user.id,
            name=user.name,
            role=user.role,
            origin=request.remote_addr or "",
            action="issue.log",
            subject=str(issue_id),
            district_code=district and district.code,
            details={"decision": placed["decision"]},
            recorded_at=now,
        )
    )
    session.flush()
    if segment is not None:
        _regrade(session, session.get_one(SegmentRow, segment, with_for_update={"key_share": True}), now)
    return answer, 201


def _placed(session: Session, point: WKTElement, body: dict[str, Any]) -> dict[str, Any]:
    accuracy = np.array([body["accuracy_m"]], dtype=float)
    reach = float(search_radius(accuracy)[0]) + WIDEST_M
    near = (
        session.query(SegmentRow, AlleyRow, func.ST_Distance(SegmentRow.line, point))
        .join(AlleyRow, AlleyRow.id == SegmentRow.alley_id)
        .filter(SegmentRow.graded, SegmentRow.superseded_at.is_(None), func.ST_DWithin(SegmentRow.line, point, reach))
        .all()
    )
    wanted = road_key(body.get("road_name"))
    placed = place(
        accuracy,
        Candidates.of_one_point(
            [str(segment.id) for segment, _, _ in near],
            [distance for _, _, distance in near],
            [np.nan if alley.width_m is None else alley.width_m for _, alley, _ in near],
            [wanted != "" and road_key(alley.name) == wanted for _, alley, _ in near],
        ),
    )
    chance = float(placed.probability[0])
    return {
        "decision": str(placed.decision[0]),
        "segment_id": placed.segment[0],
        "probability": None if np.isnan(chance) else chance,
        "offer": placed.offer[0],
    }


def _doubles(session: Session, point: WKTElement, body: dict[str, Any]) -> list[IssueRow]:
    own = float(position_sigma(np.array([body["accuracy_m"]], dtype=float))[0])
    theirs = func.coalesce(IssueRow.accuracy_m, PLACEMENT.default_accuracy_m) / PLACEMENT.r68_divisor
    explained = AGREEING_SIGMAS * func.sqrt(func.pow(theirs, 2) + PLACEMENT.map_error_m**2 + own**2)
    return (
        session.query(IssueRow)
        .join(IssueStateRow, IssueStateRow.issue_id == IssueRow.id)
        .filter(
            func.ST_DWithin(IssueRow.point, point, FARTHEST_M),
            func.ST_Distance(IssueRow.point, point) <= explained,
            IssueRow.category.in_(same_group(body["category"])),
            IssueStateRow.resolved_at.is_(None),
            IssueStateRow.merged.is_(False),
            IssueStateRow.verification != "rejected",
        )
        .order_by(func.ST_Distance(IssueRow.point, point), IssueRow.id)
        .limit(MOST_DOUBLES)
        .all()
    )


def _regrade(session: Session, segment: SegmentRow, now: datetime) -> None:
    today = now.astimezone(KST).date()
    memory = latest_run(session, before=today, known=now)
    before = memory and session.get(GradeRow, (memory.id, segment.id))
    letters = (before.overall_grade, before.residential_grade, before.walking_grade) if before else (None,) * 3
    surveys = session.query(SurveyRow).filter_by(segment_id=segment.id, rubric=RUBRIC.version).all()
    issues = (
        session.query(IssueStateRow)
        .filter(IssueStateRow.segment_id == segment.id, or_(IssueStateRow.merged.is_(False)))
        .all()
    )
    category_of = {category.id: number for number, category in enumerate(RUBRIC.categories)}
    verified = {name: number for number, name in enumerate(VERIFICATIONS)}
    facts = SegmentFacts(
        as_of=np.array([day_number(today)]),
        length_m=np.array([segment.length_m]),
        previous=np.array([["ABCDE".find(letter or "-") for letter in letters]], dtype=np.int8),
        surveys=Surveys(
            segment=np.zeros(len(surveys), dtype=np.int64),
            day=np.array([_day(one.walked_at) for one in surveys], dtype=np.int64),
            levels=np.array([one.levels for one in surveys], dtype=float).reshape(len(surveys), len(RUBRIC.items)),
        ),
        issues=Issues(
            segment=np.zeros(len(issues), dtype=np.int64),
            key=np.array([one.issue_id.bytes for one in issues], dtype="S16"),
            category=np.array([category_of[one.category] for one in issues], dtype=np.int64),
            severity=np.array([one.severity for one in issues], dtype=np.int64),
            verification=np.array([verified[one.verification] for one in issues], dtype=np.int64),
            reported=np.array([_day(one.reported_at) for one in issues], dtype=np.int64),
            resolved=np.array([_day(one.resolved_at) for one in issues], dtype=np.int64),
        ),
    )
    graded = grade(facts)
    (row,) = grade_rows(np.array([segment.id.bytes], dtype="S16"), graded, explain(graded))
    values = dict(zip(GRADE_COLUMNS, row, strict=True))
    values["lines"] = json.loads(values["lines"])
    session.merge(LiveGradeRow(as_of=today, known_at=now, memory_run_id=memory and memory.id, **values))


def _day(moment: datetime | None) -> int:
    return NEVER if moment is None else day_number(moment.astimezone(KST).date())
