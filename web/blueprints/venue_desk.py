"""모두의 운동장 for whoever answers for it: what is asked for, who gets it, and what there is."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from layers.render import Parts
from mapper.domain.booking import ASKED, ASKERS, BOOKING_STATES, CONFIRMED, LONGEST_REASON
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS
from mapper.domain.resident_report import Contact
from mapper.domain.venue import MOST_PEOPLE, MOST_SLOTS, SLOTS_MIN, VENUE_FAULTS, VENUE_KINDS, WEEK, VenueDraft
from mapper.errors import BookingRefused, DecidedMeanwhile, GolmokError, InvalidInput, VenueFaults
from mapper.operations import bookings, venues
from mapper.operations.venues import Signer, VenueSeen
from web.auth import reader
from web.blueprints.admin.asking import done
from web.clock import now
from web.errors import sentence, status_of
from web.languages import gettext, said
from web.public_summary import public_summary
from web.sealing import seal
from web.session import session
from web.venue_forms import typed_venue, venue_sent

blueprint = APIBlueprint("venue_desk", __name__, url_prefix="/venues", enable_openapi=False)

NO_REASON = "신청한 사람이 읽을 이유를 300자 이하로, 사람 이름이나 연락처 없이 적어 주세요."


@blueprint.get("/requests")
def index() -> str:
    """List what is asked for and what is confirmed.

    Returns
    -------
    str
        HTML.
    """
    return _page()


@blueprint.post("/requests/<uuid:booking_id>")
def decide(booking_id: UUID) -> ResponseReturnValue:
    """Confirm, decline or cancel what is asked for.

    Parameters
    ----------
    booking_id : UUID
        Of the booking.

    Returns
    -------
    ResponseReturnValue
        The way back to the list; else the list with what is wrong and what was typed.
    """
    state, reason = request.form.get("state", ""), request.form.get("reason", "")
    try:
        bookings.decide(session(), booking_id, state, reason, Signer(reader(), now(), uuid4))
    except (InvalidInput, BookingRefused) as error:
        session().rollback()
        words = gettext(NO_REASON) if isinstance(error, InvalidInput) else sentence(error.code)
        return _page(booking_id, words, reason), status_of(error)
    return done(gettext("신청을 처리했습니다: %(state)s", state=said(BOOKING_STATES[state])), "venue_desk.index")


@blueprint.post("/requests/<uuid:booking_id>/contact")
def contact(booking_id: UUID) -> str:
    """Open how whoever asked can be reached, which is written down.

    Parameters
    ----------
    booking_id : UUID
        Of the booking.

    Returns
    -------
    str
        The list, with their contact.
    """
    opened = bookings.contact_of(session(), booking_id, by=reader(), seal=seal(), now=now())
    return _page(booking_id, contact=opened)


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a new venue, and write it down.

    Returns
    -------
    ResponseReturnValue
        The form, with all that is wrong with it; its calendar after it was written.
    """
    if request.method != "POST":
        return _form(VenueDraft("yard", "", ""))
    try:
        venue_id = venues.add_venue(session(), venue_sent(), Signer(reader(), now(), uuid4))
    except InvalidInput as error:
        session().rollback()
        return _form(venue_sent(), error=error)
    return done(gettext("시설을 적었습니다."), "venues.show", venue_id=venue_id)


@blueprint.route("/<uuid:venue_id>/edit", methods=["GET", "POST"])
def change(venue_id: UUID) -> ResponseReturnValue:
    """Show what a venue is, and write it down anew.

    Parameters
    ----------
    venue_id : UUID
        Of the venue.

    Returns
    -------
    ResponseReturnValue
        The form, with all that is wrong with it; the list after it was written.
    """
    found = venues.venue_of(session(), venue_id, by=reader())
    if request.method != "POST":
        return _form(found.draft, found=found)
    try:
        seen = request.form.get("seen", type=UUID) or found.version
        venues.change_venue(session(), venue_id, venue_sent(), Signer(reader(), now(), uuid4), seen=seen)
    except (InvalidInput, DecidedMeanwhile) as error:
        session().rollback()
        return _form(venue_sent(), found=found, error=error)
    return done(gettext("시설을 고쳤습니다."), "venues.index")


def _page(at: UUID | None = None, fault: str | None = None, reason: str = "", contact: Contact | None = None) -> str:
    listed = bookings.requests(session(), by=reader(), now=now())
    return render_template(
        "venue/requests.html",
        city=current_app.config["CITY"],
        waiting=[one for one in listed if one.booking.state == ASKED],
        confirmed=[one for one in listed if one.booking.state == CONFIRMED],
        askers=ASKERS,
        longest=LONGEST_REASON,
        at=at,
        fault=fault,
        reason=reason,
        contact=contact,
    )


def _form(
    draft: VenueDraft, *, found: VenueSeen | None = None, error: GolmokError | None = None
) -> ResponseReturnValue:
    faults = [str(one) for one in error.fields["faults"]] if isinstance(error, VenueFaults) else []  # type: ignore[attr-defined] # a list
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    page = render_template(
        "venue/form.html",
        city=current_app.config["CITY"],
        shell=shell,
        bounds=bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        draft=draft,
        values=dict(request.form) if request.method == "POST" else typed_venue(draft),
        found=found,
        faults=[said(VENUE_FAULTS[one]) for one in faults] or ([] if error is None else [sentence(error.code)]),
        wrong=set(faults),
        kinds=VENUE_KINDS,
        week=WEEK,
        slots=SLOTS_MIN,
        limits={"line": LONGEST_LINE, "words": LONGEST_WORDS, "slots": MOST_SLOTS, "people": MOST_PEOPLE},
    )
    return page, HTTPStatus.OK if error is None else status_of(error)
