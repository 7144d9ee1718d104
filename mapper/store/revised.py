"""SQL of what counts of an issue since people edited it, for every query that shows or uses it.

Who joins `REVISED` to a query of ``issue`` finds in `CATEGORY` and the others what counts, in place of what was reported.
"""

from __future__ import annotations

from typing import Final

from mapper.domain.parameters import PLACEMENT

REVISED: Final = """
    LEFT JOIN LATERAL (
        SELECT * FROM revision WHERE revision.issue_id = issue.id ORDER BY revision.recorded_at DESC, revision.id LIMIT 1
    ) AS revised ON true
"""
"""Looks it up for each issue: for queries of few, by all that is known now."""

CATEGORY: Final = "coalesce(revised.category, issue.category)"
SEVERITY: Final = "coalesce(revised.severity, issue.severity)"
DESCRIPTION: Final = "CASE WHEN revised.id IS NULL THEN issue.description ELSE revised.description END"
POINT: Final = "coalesce(revised.point, issue.point)"
ACCURACY_M: Final = f"CASE WHEN revised.pin_id IS NULL THEN issue.accuracy_m ELSE {PLACEMENT.dragged_pin_m} END"
WITHDRAWN: Final = "coalesce(revised.withdrawn, false)"


def revised_among(which: str) -> str:
    """Return a join like `REVISED` that reads all revisions in one pass: for queries of many.

    Parameters
    ----------
    which : str
        SQL condition on a revision: what is known, and of which issues.

    Returns
    -------
    str
        To stand behind ``issue``.
    """
    return f"""
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) * FROM revision WHERE {which} ORDER BY issue_id, recorded_at DESC, id
    ) AS revised ON revised.issue_id = issue.id"""
