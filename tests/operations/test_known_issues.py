"""Where issues stand is read from stored rows, and is what their whole history says, whenever it is asked about."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.store.issue_state import ISSUE_STATE, follow, issues_standing

BEGINNING = datetime(2024, 3, 1, tzinfo=KST)
KINDS = ("verified", "rejected", "fixed", "resolved", "closed", "reopened", "merged", "unmerged")
COLUMNS = "segment_id, id, category, severity, verification, reported_at, resolved_at"
ISSUE = """
    INSERT INTO issue (id, source_key, category, severity, origin, reported_at, recorded_at)
    VALUES (:id, :id, 'litter', 2, 'complaint', :occurred, :recorded)
"""
EVENT = "INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at) VALUES (:new, :id, :kind, :occurred, :recorded)"
UNDO = """
    INSERT INTO issue_event (id, issue_id, kind, undoes_id, occurred_at, recorded_at)
    VALUES (gen_random_uuid(), :id, 'undone', :undoes, :occurred, :recorded)
"""
PLACEMENT = """
    INSERT INTO placement (id, issue_id, segment_id, decision, method, offer, recorded_at)
    VALUES (:new, :id, CAST(:segment AS uuid), :decision, 'person', '{}', :recorded)
"""


def moment(chance: random.Random) -> datetime:
    return BEGINNING + timedelta(hours=12 * chance.randrange(40))


def live_through(session: Session, chance: random.Random, segments: list[Any]) -> uuid.UUID:
    """Append an issue, and what happens to it in any order, known when it occurred or at any other time."""
    issue = uuid.UUID(int=chance.getrandbits(128), version=4)
    session.execute(text(ISSUE), {"id": issue, "occurred": moment(chance), "recorded": moment(chance)})
    for _ in range(chance.randrange(5)):
        values = {"new": uuid.uuid4(), "id": issue, "kind": chance.choice(KINDS)}
        session.execute(text(EVENT), values | {"occurred": moment(chance), "recorded": moment(chance)})
        if chance.random() < 0.3:
            undoing = {"id": issue, "undoes": values["new"], "occurred": moment(chance), "recorded": moment(chance)}
            session.execute(text(UNDO), undoing)
    for _ in range(chance.randrange(4)):
        segment = chance.choice([*segments, None])
        decision = "ask" if segment is None else "assigned"
        values = {"new": uuid.uuid4(), "id": issue, "segment": segment, "decision": decision}
        session.execute(text(PLACEMENT), values | {"recorded": moment(chance)})
    return issue


@pytest.mark.parametrize("seed", range(3))
def test_stored_states_tell_what_the_history_tells(session: Session, town: gpd.GeoDataFrame, seed: int) -> None:
    chance = random.Random(seed)
    segments = town["id"].tolist()[:4]
    follow(session, [live_through(session, chance, segments) for _ in range(80)])
    found = 0
    for _ in range(25):
        values = {"known": moment(chance), "until": moment(chance), "only": segments[:2]}
        for some, where in ((False, "segment_id IS NOT NULL"), (True, "segment_id = ANY(:only)")):
            history = f"SELECT {COLUMNS} FROM ({ISSUE_STATE}) AS issue WHERE {where} ORDER BY id"
            stored = f"SELECT {COLUMNS} FROM ({issues_standing(some=some)}) AS issue ORDER BY id"
            told = session.execute(text(history), values).all()
            assert session.execute(text(stored), values).all() == told
            found += len(told)
    assert found > 100


@pytest.mark.parametrize(("after", "verification"), [
    ((), "rejected"), (("reopened",), "unverified"), (("reopened", "fixed"), "unverified"),
    (("reopened", "fixed", "resolved"), "unverified"), (("reopened", "rejected"), "rejected"),
])  # fmt: skip
def test_a_rejection_ends_with_the_reopening_and_does_not_come_back(
    session: Session, after: tuple[str, ...], verification: str
) -> None:
    issue = uuid.uuid4()
    session.execute(text(ISSUE), {"id": issue, "occurred": BEGINNING, "recorded": BEGINNING})
    for hours, kind in enumerate(("rejected", *after), start=1):
        told = BEGINNING + timedelta(hours=hours)
        session.execute(
            text(EVENT), {"new": uuid.uuid4(), "id": issue, "kind": kind, "occurred": told, "recorded": told}
        )
    follow(session, [issue])
    statement = text("SELECT verification, resolved_at IS NOT NULL FROM issue_state WHERE issue_id = :issue")
    assert session.execute(statement, {"issue": issue}).one() == (verification, "resolved" in after)
