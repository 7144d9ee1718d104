"""Unsure places: the page on which people say where issues lie, and its JSON interface."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template

from layers.render import Parts
from mapper.domain.address_reason import reason_words
from mapper.domain.category import SEVERITIES, category_by_id
from mapper.operations import reviews, unsure
from mapper.operations.unsure import Unsure
from web.auth import reader
from web.clock import now
from web.languages import said
from web.public_summary import public_summary
from web.schemas.review import (
    AreaList,
    Decision,
    DecisionDraft,
    EffectAnswer,
    GroupList,
    ListQuery,
    Narrowing,
    ReviewAnswer,
    ReviewList,
    UndoAnswer,
    UnsurePage,
)
from web.session import session, unhurried

blueprint = APIBlueprint("review", __name__, tag="reviews")


@blueprint.get("/review")
@blueprint.doc(hide=True)
def index() -> str:
    """Show the page; the list comes from the JSON interface.

    Returns
    -------
    str
        HTML.
    """
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    map_config = {"api": "/api/v1", "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds)}
    return render_template("review.html", city=current_app.config["CITY"], shell=shell, map_config=map_config)


@blueprint.get("/api/v1/reviews/list")
@blueprint.input(ListQuery, location="query", arg_name="query")
@blueprint.output(UnsurePage)
def listing(query: ListQuery) -> dict[str, Any]:
    """Issues whose place is unsure, about which nobody has decided: first what one decision settles most of.

    Parameters
    ----------
    query : ListQuery
        Which of them.

    Returns
    -------
    dict
        As `UnsurePage`.
    """
    total, rows = unsure.page(session(), reader(), query.choice(), number=query.page, size=query.size)
    return {"total": total, "page": query.page, "size": query.size, "items": [_item(row) for row in rows]}


@blueprint.get("/api/v1/reviews/groups")
@blueprint.input(Narrowing, location="query", arg_name="query")
@blueprint.output(GroupList)
def groups(query: Narrowing) -> dict[str, Any]:
    """List the groups of issues that one decision may settle: one address, point, choice of segments, or boundary.

    Parameters
    ----------
    query : Narrowing
        Among which issues.

    Returns
    -------
    dict
        As `GroupList`.
    """
    found = unsure.groups(session(), reader(), query.choice())
    return {
        "items": [
            {"key": one.group.key, "kind": str(one.group.kind), **_without(asdict(one), "group")} for one in found
        ]
    }


@blueprint.get("/api/v1/reviews/areas")
@blueprint.output(AreaList)
def areas() -> dict[str, Any]:
    """Issues that count for their district only: those that wait, and those that were left 미배정.

    Returns
    -------
    dict
        As `AreaList`.
    """
    return {"items": [asdict(area) for area in unsure.areas(session(), reader())]}


@blueprint.post("/api/v1/reviews/preview")
@blueprint.input(DecisionDraft, location="json", arg_name="body")
@blueprint.output(EffectAnswer)
def preview(body: DecisionDraft) -> dict[str, Any]:
    """Say how many issues a decision would settle, and how surely; nothing is decided.

    Parameters
    ----------
    body : DecisionDraft
        The decision.

    Returns
    -------
    dict
        As `EffectAnswer`.
    """
    return asdict(reviews.preview(unhurried(), reader(), body.chosen(), body.verdict()))


@blueprint.get("/api/v1/reviews")
@blueprint.output(ReviewList)
def recent() -> dict[str, Any]:
    """Reviews of late: who decided when about how many issues, and what was taken back.

    Returns
    -------
    dict
        As `ReviewList`.
    """
    by = reader()
    return {
        "items": [
            {
                **_without(asdict(one), "details", "undoes_id", "user_id", "reason"),
                "own": one.user_id == by.user_id,
                "undoes": one.undoes_id,
                "count": one.details["count"],
                "recorded_at": one.recorded_at.isoformat(),
            }
            for one in reviews.recent(session(), by)
        ]
    }


@blueprint.post("/api/v1/reviews")
@blueprint.input(Decision, location="json", arg_name="body")
@blueprint.output(ReviewAnswer, status_code=201)
def decide(body: Decision) -> dict[str, Any]:
    """Decide about one issue or many, all at once or not at all; grades follow with the next run.

    Parameters
    ----------
    body : Decision
        The decision, with the count that the preview gave.

    Returns
    -------
    dict
        As `ReviewAnswer`.
    """
    review, effect = reviews.decide(
        unhurried(), reader(), body.chosen(), body.verdict(), expected=body.expected, new_id=uuid4
    )
    return {"id": review, **asdict(effect)}


@blueprint.post("/api/v1/reviews/<uuid:review_id>/undo")
@blueprint.output(UndoAnswer, status_code=201)
def undo(review_id: UUID) -> dict[str, Any]:
    """Take a review back; taking back an undo does it again.

    Parameters
    ----------
    review_id : UUID
        Of the review.

    Returns
    -------
    dict
        As `UndoAnswer`.
    """
    undoing, count = reviews.undo(unhurried(), reader(), review_id, new_id=uuid4)
    return {"id": undoing, "undoes": review_id, "count": count}


def _item(row: Unsure) -> dict[str, Any]:
    facts = row.facts
    return {
        **facts,
        "id": row.id,
        "settles": row.settles,
        "category": said(category_by_id(facts["category"])),
        "severity_label": said(SEVERITIES[facts["severity"] - 1]),
        "reported_at": facts["reported_at"].isoformat(),
        "address_reasons": [said(reason_words(reason)) for reason in facts["address_reasons"]],
        "candidates": [_without(asdict(one), "issue") for one in row.candidates],
        "alley_bounds": row.alley_bounds,
    }


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
