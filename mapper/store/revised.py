"""SQL of what counts of an issue since people edited it or its address was looked up, for every query that shows or uses it.

Who joins `REVISED` to a query of ``issue`` finds in `CATEGORY` and the others what counts, in place of what was reported.
"""

from __future__ import annotations

from typing import Final

from mapper.domain.parameters import PLACEMENT

REVISED: Final = """
    LEFT JOIN LATERAL (
        SELECT * FROM revision WHERE revision.issue_id = issue.id ORDER BY revision.recorded_at DESC, revision.id LIMIT 1
    ) AS revised ON true
    LEFT JOIN LATERAL (
        SELECT certainty, confidence, reasons, point, within_m FROM sought_address
        WHERE issue.address IS NOT NULL AND sought_address.issue_id = issue.id ORDER BY sought_address.recorded_at DESC LIMIT 1
    ) AS sought ON true
"""
"""Looks it up for each issue: for queries of few, by all that is known now."""

CATEGORY: Final = "coalesce(revised.category, issue.category)"
SEVERITY: Final = "coalesce(revised.severity, issue.severity)"
DESCRIPTION: Final = "CASE WHEN revised.id IS NULL THEN issue.description ELSE revised.description END"
POINT: Final = "coalesce(revised.point, sought.point, issue.point)"
ACCURACY_M: Final = f"""CASE WHEN revised.pin_id IS NULL THEN coalesce(sought.within_m, issue.accuracy_m)
    ELSE {PLACEMENT.dragged_pin_m} END"""
WITHDRAWN: Final = "coalesce(revised.withdrawn, false)"


def revised_among(which: str) -> str:
    """Return a join like `REVISED` that reads all revisions and answers in one pass: for queries of many.

    Parameters
    ----------
    which : str
        SQL condition on ``issue_id`` and ``recorded_at``: what is known, and of which issues.

    Returns
    -------
    str
        To stand behind ``issue``.
    """
    return f"""
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) * FROM revision WHERE {which} ORDER BY issue_id, recorded_at DESC, id
    ) AS revised ON revised.issue_id = issue.id
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, point, within_m FROM sought_address WHERE {which}
        ORDER BY issue_id, recorded_at DESC
    ) AS sought ON sought.issue_id = issue.id"""
