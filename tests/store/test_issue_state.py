"""Two who append to one issue at once: what is derived of it tells of both."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.operations.database import Sessions
from mapper.store.issue_state import follow

ISSUE = """
    INSERT INTO issue (id, source_key, category, severity, origin, reported_at, recorded_at)
    VALUES (:issue, 'made-up', 'litter', 1, 'field', now() - interval '2 hours', now() - interval '1 hour')
"""
EVENT = """
    INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at)
    VALUES (gen_random_uuid(), :issue, :kind, now(), clock_timestamp())
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
SEEN = "SELECT verification, resolved_at IS NOT NULL, merged FROM issue_state WHERE issue_id = :issue"


def append(session: Session, issue: uuid.UUID, kind: str) -> None:
    session.execute(text(EVENT), {"issue": issue, "kind": kind})


def test_of_two_who_append_at_once_neither_is_lost(own_sessions: Sessions) -> None:
    issue = uuid.uuid4()
    with own_sessions.begin() as session:
        session.execute(text(ISSUE), {"issue": issue})
        follow(session, [issue])

    def second(session: Session) -> None:
        follow(session, [issue])
        session.commit()

    with own_sessions() as one, own_sessions() as other, own_sessions() as looking:
        append(one, issue, "verified")
        append(one, issue, "resolved")
        append(other, issue, "merged")
        follow(one, [issue])
        waits = threading.Thread(target=second, args=(other,))
        waits.start()
        until(looking, WAITING)
        one.commit()
        waits.join()
        assert looking.execute(text(SEEN), {"issue": issue}).one() == ("verified", True, True)


def until(session: Session, question: str, **values: Any) -> None:
    while not session.execute(text(question), values).scalar_one():
        session.rollback()
        time.sleep(0.01)
