"""What everyone may see of residents' reports, and of photos of programmes: decided one by one, by somebody who looked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request

from mapper.domain.category import category_by_id
from mapper.domain.personal_data import KINDS, pieces, redacted, scan
from mapper.domain.programme_photo import SIDES
from mapper.operations.contacts import contact_of
from mapper.operations.moderation import Box, publish_photo, withhold_photo
from mapper.operations.released_words import queue, release_words, withhold_words
from web.auth import reader
from web.clock import now
from web.photos import photo_files
from web.schemas.moderate import ContactAnswer, Decided, PhotoDecision, WordsDecision
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("moderate", __name__, tag="moderation")


@blueprint.get("/moderate")
@blueprint.doc(hide=True)
def index() -> str:
    """Show what waits for a decision, or what was decided of late.

    Returns
    -------
    str
        HTML.
    """
    waiting = request.args.get("show") != "decided"
    return render_template(
        "moderate.html",
        city=current_app.config["CITY"],
        waiting=waiting,
        queue=queue(session(), waiting=waiting, by=reader()),
        category_of=category_by_id,
        marked=lambda text: pieces(text, scan(text)),
        redacted=redacted,
        kinds=KINDS,
        sides=SIDES,
    )


@blueprint.post("/api/v1/moderations/words/<uuid:issue_id>")
@blueprint.input(WordsDecision, location="json", arg_name="body")
@blueprint.output(Decided)
def words(issue_id: UUID, body: WordsDecision) -> dict[str, Any]:
    """Release words about an issue to everyone, or withhold them.

    Parameters
    ----------
    issue_id : UUID
        Of the issue.
    body : WordsDecision
        What becomes of them.

    Returns
    -------
    dict
        As `Decided`.
    """
    decided: dict[str, Any] = {"replaces": body.replaces, "by": reader(), "now": now()}
    if body.decision == "published":
        release_words(session(), issue_id, body.words, confirmed=body.confirmed, **decided)
    else:
        withhold_words(session(), issue_id, **decided)
    return {"decision": body.decision}


@blueprint.post("/api/v1/moderations/photos/<uuid:use_id>")
@blueprint.input(PhotoDecision, location="json", arg_name="body")
@blueprint.output(Decided)
def photo(use_id: UUID, body: PhotoDecision) -> dict[str, Any]:
    """Release a copy of a photo under boxes to everyone, or withhold the photo.

    Parameters
    ----------
    use_id : UUID
        Of where the photo is used.
    body : PhotoDecision
        What becomes of it.

    Returns
    -------
    dict
        As `Decided`.
    """
    decided: dict[str, Any] = {"replaces": body.replaces, "by": reader(), "now": now()}
    if body.decision == "published":
        boxes = [Box(**box.model_dump()) for box in body.boxes]
        publish_photo(session(), photo_files(), use_id, boxes, **decided)
    else:
        withhold_photo(session(), use_id, **decided)
    return {"decision": body.decision}


@blueprint.post("/api/v1/complaints/<uuid:complaint_id>/contact")
@blueprint.output(ContactAnswer)
def contact(complaint_id: UUID) -> dict[str, Any]:
    """Open how a reporter may be reached; who did is written down.

    Parameters
    ----------
    complaint_id : UUID
        Of the complaint.

    Returns
    -------
    dict
        As `ContactAnswer`.
    """
    kept = timedelta(days=current_app.config["CONTACT_DAYS"])
    return vars(contact_of(session(), complaint_id, by=reader(), seal=seal(), kept=kept, now=now()))
