"""What was taken off is asked for each second: it is found by indexes, however many issues there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from mapper.domain.disclosure import public_point_labels
from mapper.store.grades import View
from mapper.store.taken_off import taken_off
from mapper.store.tiles import PublicIssues

NOW = datetime.fromisoformat("2026-01-01T00:00:00+09:00")
ISSUES = """
    INSERT INTO issue (id, source_key, category, severity, origin, reported_at, recorded_at)
    SELECT gen_random_uuid(), 'made-up ' || number, 'litter', 1, 'field', :at, :at FROM generate_series(1, 20000) AS number
"""
STATES = """
    INSERT INTO issue_state (issue_id, category, severity, origin, verification, merged, reported_at, recorded_at, known_from,
        settled_from)
    SELECT id, category, severity, origin, CASE WHEN random() < 0.1 THEN 'rejected' ELSE 'unverified' END, random() < 0.1,
        reported_at, recorded_at, recorded_at, reported_at FROM issue
"""


def test_it_is_found_by_indexes_among_many(session: Session) -> None:
    session.execute(text(ISSUES), {"at": NOW - timedelta(days=90)})
    session.execute(text(STATES))
    session.execute(text("ANALYZE issue_state, revision"))
    asked: list[tuple[str, Any]] = []
    connection = session.connection()

    @event.listens_for(connection, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    view, public = View(None, NOW, NOW - timedelta(days=1), NOW), PublicIssues(public_point_labels(), NOW)
    assert len(taken_off(session, view, public, network="")) == 0
    [(statement, values)] = asked  # nothing changed, so nothing more was looked for
    event.remove(connection, "before_cursor_execute", note)
    plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
    assert {"ix_issue_state_off_known_from", "ix_issue_state_off_settled_from"} <= set(plan.replace("on ", "").split())
    assert "Seq Scan on issue_state" not in plan


def test_it_is_looked_for_again_only_when_something_changed(session: Session) -> None:
    session.execute(text(ISSUES), {"at": NOW - timedelta(days=90)})
    session.execute(text(STATES))
    known = NOW - timedelta(days=1)
    view, public = View(None, NOW, known, NOW), PublicIssues(public_point_labels(), NOW)
    last = taken_off(session, view, public, network="")
    later = replace(view, network=NOW + timedelta(seconds=1))  # each second it is looked at from another moment
    assert taken_off(session, later, public, network="", earlier=last) is last
    changes = (
        "UPDATE issue_state SET merged = true, known_from = :later WHERE issue_id = :one",
        "UPDATE issue_state SET known_from = :later + interval '1 second' WHERE issue_id = :one",
        "UPDATE issue_state SET merged = false WHERE issue_id = :one",
        "UPDATE issue_state SET merged = true, settled_from = :later WHERE issue_id = :one",
    )
    one = session.execute(
        text("SELECT issue_id FROM issue_state WHERE verification = 'unverified' LIMIT 1")
    ).scalar_one()
    for statement in changes:
        session.execute(text(statement), {"one": one, "later": NOW})
        found = taken_off(session, view, public, network="", earlier=last)
        assert found is not last
        last = taken_off(session, view, public, network="", earlier=found)
        assert last is found
    assert taken_off(session, view, public, network="anew", earlier=last) is not last
