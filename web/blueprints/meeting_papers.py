"""The minutes of a meeting: as a page that prints on A4, as PDF, and all of it as a workbook."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, current_app, render_template

from mapper.domain.category import category_by_id
from mapper.domain.decision import DECISION_STATES
from mapper.domain.meeting import MEETING_KINDS, ORGANISATION_KINDS, ROLES
from mapper.domain.programme import PROGRAMME_KINDS
from mapper.operations import meeting_tables
from mapper.operations.meeting_desk import Desk, desk
from mapper.operations.meeting_picture import PAPER, picture
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.meeting import as_file
from web.blueprints.patrol import XLSX
from web.clock import now
from web.paper import pdf_of
from web.session import session

blueprint = APIBlueprint("meeting_papers", __name__, url_prefix="/meetings", enable_openapi=False)


@blueprint.get("/<uuid:meeting_id>/minutes")
def show(meeting_id: UUID) -> str:
    """Show the minutes; they print on A4.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    str
        HTML.
    """
    return render_template("meeting/minutes.html", **_told(_found(meeting_id)))


@blueprint.get("/<uuid:meeting_id>/minutes.pdf")
def paper(meeting_id: UUID) -> Response:
    """Give the minutes as PDF.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    Response
        A4, with our fonts inside.
    """
    found = _found(meeting_id)
    page = render_template("meeting/paper.html", **_told(found))
    return as_file(pdf_of(page), "application/pdf", f"golmok-minutes-{found.meeting.day}.pdf")


@blueprint.get("/<uuid:meeting_id>.xlsx")
def book(meeting_id: UUID) -> Response:
    """Give all that a meeting came to as a workbook.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    Response
        XLSX.
    """
    found = _found(meeting_id)
    sheets = meeting_tables.sheets_of(found, district_names(session()))
    return as_file(meeting_tables.book_of(sheets), XLSX, f"golmok-meeting-{found.meeting.day}.xlsx")


def _found(meeting_id: UUID) -> Desk:
    return desk(session(), meeting_id, by=reader(), now=now())


def _told(found: Desk) -> dict[str, Any]:
    return {
        "city": current_app.config["CITY"],
        "desk": found,
        "meeting": found.meeting,
        "minutes": next(iter(found.minutes), None),
        "picture": picture(session(), found),
        "paper": PAPER,
        "kinds": MEETING_KINDS,
        "organisation_kinds": ORGANISATION_KINDS,
        "roles": ROLES,
        "programme_kinds": PROGRAMME_KINDS,
        "states": DECISION_STATES,
        "category_by_id": category_by_id,
        "district_names": district_names(session()),
        "printed_at": now(),
    }
