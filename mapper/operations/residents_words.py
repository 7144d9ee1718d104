"""Words that may tell of people, for staff who read them: only who may reach a resident reads what tells how."""

from __future__ import annotations

from typing import Any, Final

from mapper.domain.access import Reach, reach
from mapper.domain.personal_data import redacted
from mapper.domain.reader import Reader

_PERMISSION: Final = "contact"


def words_for(by: Reader, words: str | None) -> str | None:
    """Return words as somebody may read them.

    Parameters
    ----------
    by : Reader
        Who reads.
    words : str or None
        By a resident, or about one.

    Returns
    -------
    str or None
        As they were written for who may know a resident's number; else without what may tell of a person.
    """
    if not words or reach(_PERMISSION, by.role) is not Reach.NONE:
        return words
    return redacted(words)


def facts_for(by: Reader, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of an issue as somebody may read it.

    Parameters
    ----------
    by : Reader
        Who reads.
    facts : dict
        With ``descriptions`` by staff, ``complained`` (what residents wrote) and ``address``, which a resident may have
        written.

    Returns
    -------
    dict
        With ``texts`` in place of the first two.
    """
    kept = {name: value for name, value in facts.items() if name not in {"descriptions", "complained"}}
    texts = [*facts["descriptions"], *(words_for(by, one) for one in facts["complained"])]
    return kept | {"texts": texts, "address": words_for(by, facts["address"])}


def lines_for(by: Reader, lines: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """Return lines of which some values are words, as somebody may read them.

    Parameters
    ----------
    by : Reader
        Who reads.
    lines : list of dict
        As `mapper.store.work_history` reads them.
    *names : str
        Under which of their names words stand.

    Returns
    -------
    list of dict
        The same lines.
    """
    return [line | {name: words_for(by, line[name]) for name in names} for line in lines]
