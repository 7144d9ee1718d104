"""What the desk says of an issue and of what happened to it, in the words of the reader."""

from __future__ import annotations

from typing import Any

from mapper.domain.category import SEVERITIES, category_by_id
from mapper.domain.deadline import deadline_by_id
from mapper.domain.editable import ISSUE, editable
from mapper.domain.issue import STATUS_LABELS, UNDONE, event_kind
from mapper.domain.work import BLOCKERS
from mapper.operations.work_list import ToDo
from web.edit_words import value_words
from web.languages import day, gettext, moment, said


def item(row: ToDo) -> dict[str, Any]:
    """Return an issue of the list in words.

    Parameters
    ----------
    row : ToDo
        The issue.

    Returns
    -------
    dict
        As `web.schemas.work.ToDoItem`.
    """
    facts = {name: value for name, value in row.facts.items() if name != "told"}
    return {
        **facts,
        "id": row.id,
        "category": said(category_by_id(facts["category"])),
        "category_id": facts["category"],
        "severity_label": said(SEVERITIES[facts["severity"] - 1]),
        "status_label": said(STATUS_LABELS[facts["status"]]),
        "received_at": facts["received_at"].isoformat(),
        "due": row.due and row.due.isoformat(),
        "due_on": row.due and day(row.due),
        "days_left": row.days_left,
        "overdue": row.overdue,
        "deadline": row.deadline,
        "deadline_label": said(deadline_by_id(row.deadline).label),
    }


def history_line(one: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the history of an issue in words.

    Parameters
    ----------
    one : dict
        As `mapper.operations.work_list.Whole` has it.

    Returns
    -------
    dict
        What JSON can hold.
    """
    if one["what"] == "edit":
        return _edit_line(one)
    kind, blocker = one["kind"], one["blocker"]
    label = gettext("되돌림") if kind == UNDONE else kind and said(event_kind(kind).label)
    told = ("what", "words", "for_reporters", "from_reporter", "asks_to_reopen", "reason", "by", "undone")
    return {
        **{name: one[name] for name in told},
        "label": label,
        "kind": kind,
        "blocker": blocker and said(BLOCKERS[blocker]),
        "to": one["team"] or one["department"] or (one["deadline"] and said(deadline_by_id(one["deadline"]).label)),
        "issue_id": str(one["issue_id"]),
        "into_id": one["into_id"] and str(one["into_id"]),
        "at": moment(one["at"]),
    }


def _edit_line(one: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody wrote over a field: its name, and what it says since."""
    field = editable(ISSUE, one["kind"])
    return {
        **{name: one[name] for name in ("what", "words", "reason", "by")},
        "label": gettext(field.label_ko),
        "to": None if one["words"] else value_words(field, one["value"]),
        "issue_id": str(one["issue_id"]),
        "at": moment(one["at"]),
    }
