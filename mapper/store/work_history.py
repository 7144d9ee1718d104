"""All that is known of an issue: who told of it, what shows it, and what was decided and said about it when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session


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
        ``id``, ``issue_id``, ``text``, ``filed_at`` and ``has_contact``, the first filed first.
    """
    found = session.execute(
        text(
            """
            SELECT id, issue_id, text, filed_at, contact IS NOT NULL AS has_contact FROM complaint
            WHERE issue_id = ANY(:issues) ORDER BY filed_at, id
            """
        ),
        {"issues": list(issues)},
    )
    return [dict(row) for row in found.mappings()]


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
    found = session.execute(
        text(
            """
            SELECT encode(photo_use.sha256, 'hex') AS sha256, issue_id, moment, user_account.name AS by,
                photo_use.recorded_at, photo.sha256 IS NOT NULL AS arrived
            FROM photo_use LEFT JOIN photo ON photo.sha256 = photo_use.sha256
            LEFT JOIN user_account ON user_account.id = photo_use.user_id
            WHERE issue_id = ANY(:issues) ORDER BY photo_use.recorded_at, ordinal, photo_use.id
            """
        ),
        {"issues": list(issues)},
    )
    return [dict(row) for row in found.mappings()]


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
        ``what`` (``event``, ``assignment`` or ``update``), ``issue_id``, ``kind`` of an event, ``blocker``, ``into_id``,
        ``undone`` (taken back), ``act_id``, ``team``, ``department``, ``words``, ``for_reporters``, ``from_reporter``, ``asks_to_reopen``,
        ``reason``, ``by`` and ``at``.
    """
    found = session.execute(text(_HISTORY), {"issues": list(issues)})
    return [dict(row) for row in found.mappings()]


_HISTORY: Final = """
    SELECT told.*, act.reason, coalesce(acting.name, writing.name, act.details ->> 'by') AS by
    FROM (
        SELECT 'event' AS what, issue_id, kind, blocker, into_id, act_id, NULL::uuid AS user_id, NULL AS team,
            NULL AS department, NULL AS words, false AS for_reporters, false AS from_reporter, false AS asks_to_reopen, occurred_at AS at,
            EXISTS (SELECT FROM issue_event AS undo WHERE undo.undoes_id = issue_event.id) AS undone, recorded_at
        FROM issue_event WHERE issue_id = ANY(:issues)
        UNION ALL
        SELECT 'assignment', issue_id, NULL, NULL, NULL, act_id, NULL, team.name, department, NULL, false, false, false,
            assignment.recorded_at, false, assignment.recorded_at
        FROM assignment LEFT JOIN team ON team.id = team_id WHERE issue_id = ANY(:issues)
        UNION ALL
        SELECT 'update', issue_id, NULL, NULL, NULL, NULL, user_id, NULL, NULL, words, for_reporters,
            complaint_id IS NOT NULL, asks_to_reopen, recorded_at, false, recorded_at
        FROM issue_update WHERE issue_id = ANY(:issues)
    ) AS told
    LEFT JOIN act ON act.id = act_id LEFT JOIN user_account AS acting ON acting.id = act.user_id
    LEFT JOIN user_account AS writing ON writing.id = told.user_id
    ORDER BY at DESC, recorded_at DESC
"""
