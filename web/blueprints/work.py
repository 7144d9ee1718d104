"""Working issues: the desk, its JSON interface, and what phones hand in."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template

from mapper.domain.access import Reach, reach
from mapper.domain.category import CATEGORIES
from mapper.domain.deadline import DEADLINES, deadline_by_id
from mapper.domain.declared_photo import ISSUE_MOMENTS
from mapper.domain.issue import STATUS_LABELS
from mapper.domain.work import (
    ACT_LABELS,
    BLOCKERS,
    LASTING,
    MOVE_RULES,
    REFUSALS,
    WHO_MAY,
    ActKind,
    MoveRule,
)
from mapper.domain.work_reason import WORK_REASONS
from mapper.operations import reply_templates, work_list, work_undo, works
from mapper.operations.conflicts import count_open
from mapper.operations.work_decision import shown
from web.auth import reader
from web.clock import now
from web.languages import gettext, moment, said
from web.receiving import RESPONSES, answered, handed_in
from web.schemas.work import (
    EXAMPLE,
    ActList,
    Choices,
    Heard,
    ListQuery,
    Narrowing,
    ToDoPage,
    UndoAnswer,
    WholeIssue,
    WorkAnswer,
    WorkDecision,
    WorkDraft,
    WorkEffect,
    WorkReceipt,
    WorkReport,
    wanted,
)
from web.sealing import seal
from web.session import session, unhurried
from web.work_words import history_line, item

blueprint = APIBlueprint("work", __name__, tag="works")


@blueprint.get("/work")
@blueprint.doc(hide=True)
def index() -> str:
    """Show the page; the list comes from the JSON interface.

    Returns
    -------
    str
        HTML.
    """
    by = reader()
    return render_template(
        "work.html",
        city=current_app.config["CITY"],
        statuses=STATUS_LABELS,
        writes_templates=reach(reply_templates.PERMISSION, by.role) is not Reach.NONE,
        conflicts=count_open(session(), by=by),
    )


@blueprint.get("/api/v1/works/list")
@blueprint.input(ListQuery, location="query", arg_name="query")
@blueprint.output(ToDoPage)
def listing(query: ListQuery) -> dict[str, Any]:
    """Issues to see to: what is due first comes first, so the overdue ones lead.

    Parameters
    ----------
    query : ListQuery
        Which of them.

    Returns
    -------
    dict
        As `ToDoPage`.
    """
    moment_now, asked = now(), wanted(query, **_late(query))
    found = work_list.page(session(), reader(), asked, number=query.page, size=query.size, now=moment_now)
    return {
        "total": found.total,
        "overdue": found.overdue,
        "unanswered": found.unanswered,
        "news": found.news,
        "page": query.page,
        "size": query.size,
        "items": [item(row) for row in found.rows],
    }


@blueprint.get("/api/v1/works/issues/<uuid:issue_id>")
@blueprint.output(WholeIssue)
def whole(issue_id: UUID) -> dict[str, Any]:
    """All that is known of an issue and of what was merged into it: who told, who decided what, when and why.

    Parameters
    ----------
    issue_id : UUID
        Of the issue.

    Returns
    -------
    dict
        As `WholeIssue`.
    """
    found = work_list.whole(session(), reader(), issue_id, now=now())
    return {
        "item": item(found.row),
        "moves": [_move(rule) for rule in found.moves],
        "complaints": [
            {**one, "filed_at": moment(one["filed_at"]), "kind_label": said(deadline_by_id(one["kind"]).label)}
            for one in found.complaints
        ],
        "photos": [
            {**one, "moment_label": gettext(ISSUE_MOMENTS[one["moment"]]), "recorded_at": moment(one["recorded_at"])}
            for one in found.photos
        ],
        "history": [history_line(one) for one in found.history],
        "merged": found.merged,
        "into": found.into,
    }


@blueprint.post("/api/v1/works/issues/<uuid:issue_id>/heard")
@blueprint.output(Heard, status_code=201)
def hear(issue_id: UUID) -> dict[str, Any]:
    """Note that you have read what happened to an issue that you follow: it is no news any more.

    Parameters
    ----------
    issue_id : UUID
        Of the issue.

    Returns
    -------
    dict
        As `Heard`.
    """
    work_list.hear(session(), reader(), issue_id)
    return {"issue": issue_id}


@blueprint.get("/api/v1/works/choices")
@blueprint.output(Choices)
def choices() -> dict[str, Any]:
    """List what the list can be narrowed by, and what a decision can name: teams, departments, blockers, templates.

    Returns
    -------
    dict
        As `Choices`.
    """
    by = reader()
    found = work_list.choices(session(), by)
    return {
        **found,
        "lists": [one | {"at": moment(one["at"])} for one in found["lists"]],
        "categories": [{"id": category.id, "label": said(category)} for category in CATEGORIES],
        "moments": [{"id": key, "label": gettext(label)} for key, label in ISSUE_MOMENTS.items()],
        "blockers": [{"id": key, "label": said(label)} for key, label in BLOCKERS.items()],
        "deadlines": [{"id": deadline.id, "label": said(deadline.label)} for deadline in DEADLINES],
        "templates": [
            {"id": str(one.id), "name": one.name, "body": one.body} for one in reply_templates.templates(session(), by)
        ],
        "places": reply_templates.PLACES,
        "refusals": {why: said(label) for why, label in REFUSALS.items()},
        "acts": [str(kind) for kind, roles in WHO_MAY.items() if by.role in roles],
        "moves": [_move(rule) for rule in MOVE_RULES if by.role in rule.roles],
    }


@blueprint.post("/api/v1/works/preview")
@blueprint.input(WorkDraft, location="json", arg_name="body")
@blueprint.output(WorkEffect)
def preview(body: WorkDraft) -> dict[str, Any]:
    """Say on how many issues a decision would be carried out, and why not on the others; nothing is decided.

    Parameters
    ----------
    body : WorkDraft
        The decision.

    Returns
    -------
    dict
        As `WorkEffect`.
    """
    work = body.work()
    outcome = works.preview(unhurried(), reader(), body.wanted(**_late(body)), work)
    return {"count": len(outcome.done), "refused": _refused(shown(outcome, work))}


@blueprint.get("/api/v1/works")
@blueprint.output(ActList)
def recent() -> dict[str, Any]:
    """Acts of late: who decided what when about how many issues, and what was taken back.

    Returns
    -------
    dict
        As `ActList`.
    """
    by = reader()
    return {
        "items": [
            {
                "id": one.id,
                "kind": one.kind,
                "label": _act_label(one.kind, one.details.get("move")),
                "undone": one.undone,
                "undoable": not one.undone and one.details.get("count", 0) > 0 and ActKind(one.kind) not in LASTING,
                "own": one.user_id == by.user_id,
                "by": one.by,
                "reason": one.reason,
                "count": one.details.get("count", 0),
                "refused": len(one.details.get("refused", ())),
                "recorded_at": moment(one.recorded_at),
            }
            for one in work_undo.recent(session(), by)
        ]
    }


@blueprint.post("/api/v1/works")
@blueprint.input(WorkDecision, location="json", arg_name="body")
@blueprint.output(WorkAnswer, status_code=201)
def decide(body: WorkDecision) -> dict[str, Any]:
    """Decide about one issue or many in one act; live grades follow at once.

    Parameters
    ----------
    body : WorkDecision
        The decision, with the count that the preview gave.

    Returns
    -------
    dict
        As `WorkAnswer`.
    """
    work, asked = body.work(), body.wanted(**_late(body))
    act, outcome = works.decide(unhurried(), reader(), asked, work, expected=body.expected, new_id=uuid4)
    return {"id": act, "count": len(outcome.done), "refused": _refused(shown(outcome, work))}


@blueprint.post("/api/v1/works/<uuid:act_id>/undo")
@blueprint.output(UndoAnswer, status_code=201)
def undo(act_id: UUID) -> dict[str, Any]:
    """Take an act back on each of its issues to which nothing happened since.

    Parameters
    ----------
    act_id : UUID
        Of the act.

    Returns
    -------
    dict
        As `UndoAnswer`.
    """
    undone = work_undo.undo(unhurried(), reader(), act_id, new_id=uuid4)
    refused = [{"issue": one.issue, "why": one.why, "status": one.status, "wanted": None} for one in undone.refused]
    return {"id": undone.id, "undoes": act_id, "count": len(undone.issues), "refused": _refused(refused)}


@blueprint.put("/api/v1/works/<uuid:act_id>")
@blueprint.input(WorkReport, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(WorkReceipt, status_code=201)
@blueprint.doc(responses=RESPONSES)
def receive(act_id: UUID, body: WorkReport) -> tuple[dict[str, Any], int]:
    """Hand in a decision under an id that whoever made it chose (UUIDv4); send it again until a receipt is there.

    Where somebody else moved an issue first, what they did stands, and the receipt says so.

    Parameters
    ----------
    act_id : UUID
        A new one for each decision.
    body : WorkReport
        What was decided.

    Returns
    -------
    tuple
        As `WorkReceipt`, and 201 the first time, 200 after that.
    """
    sent = body.field_work(act_id)
    return answered(*works.receive_work(session(), sent, handed_in(), by=reader(), seal=seal(), new_id=uuid4))


def _late(query: Narrowing) -> dict[str, Any]:
    return {"overdue_at": now()} if query.overdue else {}


def _move(rule: MoveRule) -> dict[str, Any]:
    reasons = [said(reason) for reason in WORK_REASONS[rule.kind]]
    return {"kind": rule.kind, "label": said(rule.label), "needs": rule.needs, "reasons": reasons}


def _act_label(kind: str, move: str | None) -> str:
    rule = next((rule for rule in MOVE_RULES if rule.kind == move), None)
    return said(ACT_LABELS[ActKind(kind)] if rule is None else rule.label)


def _refused(refused: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"said": said(REFUSALS[one["why"]])} for one in refused]
