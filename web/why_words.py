"""The words for what became known of a segment, in the language of the request."""

from __future__ import annotations

from typing import Any

from mapper.domain.access import Reach, reach
from mapper.domain.category import SEVERITIES, category_by_id
from mapper.domain.declared_photo import ISSUE_MOMENTS
from mapper.domain.issue import STATUS_LABELS, event_kind
from mapper.domain.reader import Role
from mapper.domain.rubric import RUBRIC, rubric_by_version
from mapper.domain.work import BLOCKERS
from mapper.operations.segment_history import PERMISSION
from web.languages import gettext, said


def why_config(role: Role) -> dict[str, str]:
    """Tell a page with a card what of the why its reader is offered: only who is told of every segment is.

    Parameters
    ----------
    role : Role
        Of the reader.

    Returns
    -------
    dict of str to str
        Attributes of the page: ``why``, and ``work``, where issues are worked on; nothing for everybody else.
    """
    if reach(PERMISSION, role) is not Reach.ALL:
        return {}
    return {"why": "all"} | ({} if reach("work", role) is Reach.NONE else {"work": "/work"})


def history_words(history: dict[str, Any]) -> dict[str, Any]:
    """Put the history of a segment into words.

    Parameters
    ----------
    history : dict
        From `mapper.operations.segment_history.segment_history`.

    Returns
    -------
    dict
        The same, with a label beside everything that goes by an id.
    """
    facts = history["facts"]
    return history | {"facts": facts | {"items": [_fact(fact) for fact in facts["items"]]}}


def lift_words(lift: dict[str, Any]) -> dict[str, Any]:
    """Name the items that would lift a segment.

    Parameters
    ----------
    lift : dict
        From `mapper.operations.segment_lift.segment_lift`.

    Returns
    -------
    dict
        The same, with a label beside each item.
    """
    found = lift["lift"]
    if found is None:
        return lift
    return lift | {
        "lift": found | {"items": [one | {"label": said(RUBRIC.item(one["item"]))} for one in found["items"]]}
    }


def _fact(fact: dict[str, Any]) -> dict[str, Any]:
    return _survey(fact) if fact["what"] == "survey" else _issue(fact)


def _survey(fact: dict[str, Any]) -> dict[str, Any]:
    rubric = rubric_by_version(fact["rubric"])
    return fact | {
        "changed": [one | {"label": said(rubric.item(one["item"]))} for one in fact["changed"]],
        "photos": [photo | {"label": said(rubric.item(photo["item"]))} for photo in fact["photos"]],
    }


def _issue(fact: dict[str, Any]) -> dict[str, Any]:
    return fact | {
        "label": said(category_by_id(fact["category"])),
        "severity_label": said(SEVERITIES[fact["severity"] - 1]),
        "status_label": said(STATUS_LABELS[fact["status"]]),
        "moves": [
            move
            | {
                "label": said(event_kind(move["kind"]).label),
                "blocker_label": said(BLOCKERS[move["blocker"]]) if move["blocker"] else None,
            }
            for move in fact["moves"]
        ],
        "photos": [photo | {"label": gettext(ISSUE_MOMENTS[photo["moment"]])} for photo in fact["photos"]],
    }
