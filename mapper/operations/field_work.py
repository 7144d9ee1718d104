"""What a phone takes along to work where there is no signal: issues with what may be done to them, and edited values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from mapper.domain.due import Told, first_due
from mapper.domain.edit import Standing as FieldStanding
from mapper.domain.edit import standing
from mapper.domain.editable import ISSUE, editable
from mapper.domain.issue import EVENT_KINDS, MOVES, OPEN, STATUS_LABELS, UNDONE, event_kind, status_of
from mapper.domain.label import Label
from mapper.domain.personal_data import redacted
from mapper.domain.reader import Reader
from mapper.domain.work import BLOCKERS, MOVE_RULES, REFUSALS, Standing, moves_for
from mapper.domain.work_reason import WORK_REASONS
from mapper.operations.edit_rights import may_withdraw, resolvable
from mapper.store import field_work as rows
from mapper.store.edits import written_over
from mapper.store.engine import Session
from mapper.store.work_history import history_of

DECIMALS: Final = 6
"""Of a degree: about a decimetre, which is less than anybody sees on a phone."""

MOST_ISSUES: Final = 4_000
"""That a phone takes along: several times what a district has that is looked after, and about as many kilobytes as its map."""

_LONGEST_HISTORY: Final = 20
_KEPT: Final = (
    "id",
    "category",
    "severity",
    "verification",
    "text",
    "reported_at",
    "segment",
    "accuracy_m",
    "photos",
    "after",
    "team",
    "kept",
    "unanswered",
)
_HAPPENING: Final = (
    "what",
    "at",
    "by",
    "kind",
    "blocker",
    "reason",
    "words",
    "from_reporter",
    "asks_to_reopen",
    "undone",
)
_SAID: Final = {"reason", "words"}
_first_due: Final = lru_cache(maxsize=4096)(first_due)


def issues(session: Session, codes: Sequence[str], *, by: Reader) -> tuple[list[dict[str, Any]], int]:
    """Read the issues of districts with what their reader may do to them: all of them, unless they are too many to carry.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Codes of the districts.
    by : Reader
        Who takes them along.

    Returns
    -------
    issues : list of dict
        As `web.schemas.area.AreaIssue`. Only what is the reader's to do, to confirm or to answer has its history.
    left_out : int
        How many others there are.
    """
    ids, still_there = rows.chosen(session, codes, user=by.user_id, most=MOST_ISSUES)
    found = rows.issues(session, ids, user=by.user_id)
    over = edited(session, ISSUE, [row["id"] for row in found])
    decided = resolvable(session, by)
    taken = [
        {
            **_issue(row, over.get(row["id"], {}), by),
            "withdrawable": may_withdraw(
                by,
                decides=decided is None or not decided.isdisjoint(row["districts"]),
                own=row["own"],
                complained=row["complained"],
            ),
        }
        for row in found
    ]
    theirs = {one["id"] for one in taken if one["kept"] or one["unanswered"] or one["state"] == "fixed"}
    told = _histories(session, {row["id"]: row["members"] for row in found if row["id"] in theirs})
    return [{**issue, "history": told.get(issue["id"])} for issue in taken], still_there - len(ids)


def edited(session: Session, subject: str, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read where the fields stand that people wrote over.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    ids : collection of UUID
        Which ones.

    Returns
    -------
    dict
        By id and name of the field: the ``value`` that is shown, and the ``heads`` that the next edit names.
    """
    # Where somebody wrote, what was first reported does not stand any more.
    return {
        thing: {name: _stand(standing(editable(subject, name), None, written)) for name, written in fields.items()}
        for thing, fields in written_over(session, subject, ids).items()
    }


def work_words(by: Reader) -> dict[str, Any]:
    """Return the moves of the one table that somebody's role makes, and the words for what is done to issues.

    Parameters
    ----------
    by : Reader
        Who.

    Returns
    -------
    dict
        As `web.schemas.area.AreaWork`. ``after`` tells for every status what they may do next who brought it there.
    """
    return {
        "moves": [
            {
                "kind": rule.kind,
                "label": vars(rule.label),
                "leads_to": event_kind(rule.kind).leads_to,
                "needs": rule.needs,
                "reasons": [vars(reason) for reason in WORK_REASONS[rule.kind]],
            }
            for rule in MOVE_RULES
            if by.role in rule.roles
        ],
        "after": {status: _moves(status, by.user_id, by) for status in MOVES},
        "blockers": _words(BLOCKERS),
        "statuses": _words(STATUS_LABELS),
        "events": _words({one.kind: one.label for one in EVENT_KINDS}) | {UNDONE: {"ko": "되돌림", "en": "Taken back"}},
        "refusals": _words(REFUSALS),
    }


def _words(labels: Mapping[str, Label]) -> dict[str, dict[str, str]]:
    return {key: vars(label) for key, label in labels.items()}


def _moves(status: str, moved_by: UUID | None, by: Reader) -> list[str]:
    nobody = UUID(int=0)
    return [rule.kind for rule in moves_for(Standing(nobody, status, moved_by, None, None), by)]


def _issue(row: Mapping[str, Any], over: dict[str, Any], by: Reader) -> dict[str, Any]:
    state = status_of(row["last_event"])
    told = tuple(map(Told, row["kinds"], row["told_at"]))
    return {
        **{name: row[name] for name in _KEPT},
        "state": state,
        "due": _first_due(told)[0] if state in OPEN else None,
        "moves": _moves(state, row["moved_by"], by),
        "complaint": row["complaint"] and redacted(row["complaint"]),
        "position": row["lon"] and [round(row["lon"], DECIMALS), round(row["lat"], DECIMALS)],
        "edited": over,
    }


def _stand(stand: FieldStanding) -> dict[str, Any]:
    return {
        "value": stand.value,
        "heads": [
            {"edit": head.edit, "value": head.value, "by": head.by, "edited_at": head.edited_at} for head in stand.told
        ],
    }


def _histories(session: Session, issues: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, list[dict[str, Any]]]:
    """Return what happened to issues and to their members."""
    found: dict[UUID, list[dict[str, Any]]] = {issue: [] for issue in issues}
    whose = {member: issue for issue, members in issues.items() for member in members}
    for row in history_of(session, list(whose)):
        lines = found[whose[row["issue_id"]]]
        if len(lines) < _LONGEST_HISTORY:
            lines.append(_line(row))
    return found


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what happened, without what is not told of it and what may tell of a person."""
    told = {name: row[name] for name in _HAPPENING} | {"to": row["team"] or row["department"]}
    return {name: redacted(value) if name in _SAID else value for name, value in told.items() if value}
