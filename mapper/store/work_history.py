"""All that is known of an issue: who told of it, what shows it, and what was decided and said about it when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.contacts import HAS_CONTACT


def complaints_of(session: Session, issues: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read what residents filed about issues.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        One, and what was merged into it.

    Returns
    -------
    list of dict
        ``id``, ``issue_id``, ``kind`` (id of its deadline), ``text``, ``filed_at`` and ``has_contact``, the first filed first.
    """
    statement = f"""
        SELECT id, issue_id, kind, text, filed_at, {HAS_CONTACT} AS has_contact FROM complaint
        WHERE issue_id = ANY(:issues) ORDER BY filed_at, id
    """
    return _rows(session, statement, issues)


def photos_of(session: Session, issues: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read which photos show issues.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        One, and what was merged into it.

    Returns
    -------
    list of dict
        ``sha256`` (hex), ``issue_id``, ``moment``, ``by``, ``recorded_at`` and ``arrived``, in the order in which they came.
    """
    statement = """
        SELECT encode(photo_use.sha256, 'hex') AS sha256, issue_id, moment, user_account.name AS by,
            photo_use.recorded_at, photo.sha256 IS NOT NULL AS arrived
        FROM photo_use LEFT JOIN photo ON photo.sha256 = photo_use.sha256
        LEFT JOIN user_account ON user_account.id = photo_use.user_id
        WHERE issue_id = ANY(:issues) ORDER BY photo_use.recorded_at, ordinal, photo_use.id
    """
    return _rows(session, statement, issues)


def history_of(session: Session, issues: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read what was decided and said about issues, the latest first.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        One, and what was merged into it.

    Returns
    -------
    list of dict
        ``what`` (``event``, ``assignment``, ``classification`` or ``update``), ``issue_id``, ``kind`` of an event,
        ``blocker``, ``into_id``, ``undone`` (taken back), ``act_id``, ``team``, ``department``, ``deadline``, ``words``,
        ``for_reporters``, ``from_reporter``, ``asks_to_reopen``, ``reason``, ``by`` and ``at``; None or False where there is
        no such thing.
    """
    return _rows(session, _HISTORY, issues)


def _rows(session: Session, statement: str, issues: Sequence[UUID]) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(text(statement), {"issues": list(issues)}).mappings()]


_NOTHING: Final = {
    **dict.fromkeys(("kind", "blocker", "team", "department", "deadline", "words"), "CAST(NULL AS text)"),
    **dict.fromkeys(("into_id", "act_id", "user_id"), "CAST(NULL AS uuid)"),
    **dict.fromkeys(("undone", "for_reporters", "from_reporter", "asks_to_reopen"), "false"),
}
"""SQL of what a line does not tell."""


def _lines(what: str, table: str, more: str = "", **told: str) -> str:
    """Return SQL of the lines that a table has, by what each of its columns tells."""
    told = _NOTHING | {"at": f"{table}.recorded_at"} | told
    columns = ", ".join(f"{sql} AS {name}" for name, sql in told.items())
    return f"SELECT '{what}' AS what, issue_id, {table}.recorded_at, {columns} FROM {table} {more} WHERE issue_id = ANY(:issues)"


_ACT: Final = {"act_id": "act_id"}
_TOLD: Final = (
    _lines(
        "event",
        "issue_event",
        kind="kind",
        blocker="blocker",
        into_id="into_id",
        undone="EXISTS (SELECT FROM issue_event AS undo WHERE undo.undoes_id = issue_event.id)",
        at="occurred_at",
        **_ACT,
    ),
    _lines(
        "assignment",
        "assignment",
        "LEFT JOIN team ON team.id = team_id",
        team="team.name",
        department="department",
        **_ACT,
    ),
    _lines("classification", "classification", deadline="kind", **_ACT),
    _lines(
        "update",
        "issue_update",
        words="words",
        user_id="user_id",
        for_reporters="for_reporters",
        from_reporter="complaint_id IS NOT NULL",
        asks_to_reopen="asks_to_reopen",
    ),
)
_HISTORY: Final = f"""
    SELECT told.*, act.reason, coalesce(acting.name, writing.name, act.details ->> 'by') AS by
    FROM ({" UNION ALL ".join(_TOLD)}) AS told
    LEFT JOIN act ON act.id = act_id LEFT JOIN user_account AS acting ON acting.id = act.user_id
    LEFT JOIN user_account AS writing ON writing.id = told.user_id
    ORDER BY at DESC, recorded_at DESC
"""
