"""How much is stored with each word of the vocabulary."""

from __future__ import annotations

from mapper.store import tallies
from mapper.store.engine import Session


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
    return tallies.issues_by_category(session)


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
    return tallies.surveys_by_rubric(session)
