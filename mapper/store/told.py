"""Who told of issues, and by which deadline each of them is answered: what lists of issues are put in order by."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import orjson

from mapper.domain.due import DEFAULT_KIND, due_rules
from mapper.store.revised import DESCRIPTION

COMPLAINED: Final = f"""
    CASE WHEN {DESCRIPTION} IS NULL THEN (
        SELECT complaint.text FROM complaint WHERE complaint.issue_id = issue.id AND complaint.text IS NOT NULL
        ORDER BY filed_at, complaint.id LIMIT 1
    ) END
"""
"""SQL of what the first resident who wrote anything about an ``issue`` wrote, where staff have not described it.

It may tell of people. Needs `mapper.store.revised.REVISED`.
"""

CLASSIFIED: Final = """
    SELECT DISTINCT ON (issue_id) issue_id, kind FROM classification ORDER BY issue_id, recorded_at DESC, id DESC
"""
"""SQL of the issues of which a person said by which deadline they are answered (``kind``, or NULL for that of each
complaint)."""

TELLING: Final = f"""
    classified AS ({CLASSIFIED}), telling AS (
        SELECT root, coalesce(classified.kind, complaint.kind, '{DEFAULT_KIND}') AS kind,
            coalesce(filed_at, reported_at) AS told_at
        FROM whole JOIN issue ON issue.id = member LEFT JOIN complaint ON complaint.issue_id = member
        LEFT JOIN classified ON classified.issue_id = root
    )
"""
"""SQL for ``WITH``, after ``whole(root, member)`` of issues and what was merged into them: everybody who told of one."""

DUE: Final = f"""
    rule AS (
        SELECT * FROM jsonb_to_recordset(CAST(:rules AS jsonb))
            AS rule(kind text, overdue_before timestamptz, days timestamptz[], length_s float)
    ), {TELLING}, due AS (
        SELECT root, bool_or(told_at < overdue_before) AS overdue, min(width_bucket(told_at, days)) AS day,
            min(told_at + length_s * interval '1 second') AS roughly
        FROM telling JOIN rule USING (kind) GROUP BY root
    )
"""
"""SQL for ``WITH``, after the same: whether an issue is overdue, on which day it is due, and roughly when."""


def rules_for(now: datetime) -> dict[str, Any]:
    """Return the parameters of `DUE`.

    Parameters
    ----------
    now : datetime
        With zone.

    Returns
    -------
    dict
        By their names.
    """
    return {"rules": orjson.dumps([asdict(rule) for rule in due_rules(now)]).decode()}
