"""How much of everything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mapper.store.tables import IssueStateRow, SurveyRow


@dataclass(frozen=True)
class Tally:
    """How much is stored.

    Attributes
    ----------
    districts, segments : int
        Of the network as it is known now.
    surveys, issues, complaints : int
        Facts.
    waiting : int
        Issues whose place a person has to look at.
    users : int
        That are not disabled.
    teams : int
        That have not ended.
    imports : int
        Files taken in.
    changed_at : datetime or None
        When a file was last taken in or a place last confirmed: a grade run known before does not know of it.
    """

    districts: int
    segments: int
    surveys: int
    issues: int
    complaints: int
    waiting: int
    users: int
    teams: int
    imports: int
    changed_at: datetime | None


def tally(session: Session) -> Tally:
    """Count everything.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    Tally
        As of this transaction.
    """
    found = session.execute(
        text(
            """
            SELECT (SELECT count(*) FROM district WHERE superseded_at IS NULL) AS districts,
                (SELECT count(*) FROM segment WHERE superseded_at IS NULL) AS segments,
                (SELECT count(*) FROM survey) AS surveys,
                (SELECT count(*) FROM issue) AS issues,
                (SELECT count(*) FROM complaint) AS complaints,
                (SELECT count(*) FROM unplaced WHERE waiting) AS waiting,
                (SELECT count(*) FROM user_account WHERE disabled_at IS NULL) AS users,
                (SELECT count(*) FROM team WHERE ended_at IS NULL) AS teams,
                (SELECT count(*) FROM import) AS imports,
                greatest(
                    (SELECT max(recorded_at) FROM import), (SELECT max(recorded_at) FROM review)
                ) AS changed_at
            """
        )
    )
    return Tally(**found.one()._mapping)  # noqa: SLF001 - SQLAlchemy's own name for a row as a mapping


def surveys_by_rubric(session: Session) -> dict[str, int]:
    """Count surveys by the version of the rubric they were made with.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to int
        Without the versions that no survey names.
    """
    found = session.execute(select(SurveyRow.rubric, func.count()).group_by(SurveyRow.rubric))
    return {version: count for version, count in found}  # noqa: C416 - dict() does not take rows by their type


def issues_by_category(session: Session) -> dict[str, int]:
    """Count issues by category.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to int
        By id of the category; without those that no issue has.
    """
    found = session.execute(select(IssueStateRow.category, func.count()).group_by(IssueStateRow.category))
    return {category: count for category, count in found}  # noqa: C416 - dict() does not take rows by their type
