"""모두의 운동장 for everybody: what there is, when it is free, and asking for it without an account."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access import Reach, reach
from mapper.domain.booking import ASKERS, BOOKING_FAULTS, BOOKING_STATES, LONGEST_PURPOSE
from mapper.domain.receipt_code import spelled
from mapper.domain.resident_report import TryKind
from mapper.domain.venue import AHEAD, VENUE_KINDS, WEEK
from mapper.errors import (
    BookingFaults,
    BookingNotFound,
    BookingRefused,
    FormStale,
    GolmokError,
    ReceiptClash,
    TooManyReports,
)
from mapper.operations import bookings, venues
from mapper.operations.bookings import BookingReceipt
from mapper.operations.venues import WRITING, VenueSeen
from web.auth import reader
from web.clock import now, today
from web.errors import sentence, status_of
from web.languages import gettext, said
from web.receipt_door import STILL_TO_SEND, Door, private, waits, written_slowly
from web.report_form import HONEYPOT, Draft, new_draft, opened_draft, sealed_draft
from web.sealing import seal
from web.session import session
from web.turnstile import turnstile
from web.venue_forms import BOOKING_FIELDS, booking_sent, clock, contact_faults, day_typed

blueprint = APIBlueprint("venues", __name__, url_prefix="/venues", enable_openapi=False)

_DOOR: Final = Door("booking", bookings.receipt_under)

WEEK_DAYS: Final = 7
SENT_BEFORE: Final = "이 양식으로 이미 다른 내용을 신청했습니다. 이대로 한 번 더 보내면 새 신청이 됩니다."
_DAY_FAULTS: Final = frozenset({"day", "day_off", "holiday", "weekday"})
_TIME_FAULTS: Final = frozenset({"time", "over", "taken"})


@blueprint.get("")
def index() -> str:
    """List what residents may use.

    Returns
    -------
    str
        HTML.
    """
    return render_template(
        "venue/list.html",
        city=current_app.config["CITY"],
        venues=venues.venues(session(), by=reader()),
        kinds=VENUE_KINDS,
        hours=hours_of,
        may_write=reach(WRITING, reader().role) is Reach.ALL,
    )


@blueprint.get("/<uuid:venue_id>")
def show(venue_id: UUID) -> str:
    """Show a venue and a week of its calendar.

    Parameters
    ----------
    venue_id : UUID
        Of the venue.

    Returns
    -------
    str
        HTML.
    """
    venue = venues.venue_of(session(), venue_id, by=reader())
    first = max(today(), min(day_typed(request.args.get("from", "")) or today(), today() + AHEAD))
    last = first + timedelta(days=WEEK_DAYS)
    return render_template(
        "venue/show.html",
        city=current_app.config["CITY"],
        venue=venue,
        kinds=VENUE_KINDS,
        hours=hours_of(venue),
        days=venues.calendar(session(), venue, first, days=WEEK_DAYS, now=now()),
        before=max(today(), first - timedelta(days=WEEK_DAYS)) if first > today() else None,
        after=last if last <= today() + AHEAD else None,
        last_day=today() + AHEAD,
        today=today(),
        may_write=reach(WRITING, reader().role) is Reach.ALL,
    )


@blueprint.route("/<uuid:venue_id>/ask", methods=["GET", "POST"])
def ask(venue_id: UUID) -> ResponseReturnValue:
    """Show the form of a booking, and take in what was typed.

    Parameters
    ----------
    venue_id : UUID
        Of the venue.

    Returns
    -------
    ResponseReturnValue
        The form, with all that was typed and every fault; the way to the receipt once it was taken.
    """
    venue = venues.venue_of(session(), venue_id, by=reader())
    if request.method != "POST":
        return _form(venue, new_draft(), dict(request.args), {})
    values = _typed()
    try:
        draft = opened_draft(request.form.get("draft", ""), seal())
    except FormStale as stale:
        return _form(venue, new_draft(), values, {"send": sentence(stale.code)})
    faults = contact_faults()
    if request.form.get(HONEYPOT):
        faults["send"] = gettext("자동으로 채운 양식으로 보여 받지 않았습니다. 다시 보내 주세요.")
    if faults:
        return _form(venue, draft, values, faults)
    try:
        return _taken(venue, draft)
    except (BookingFaults, ReceiptClash, TooManyReports) as error:
        session().rollback()
        return _form_again(venue, draft, values, error)


@blueprint.route("/booking", methods=["GET", "POST"])
def status() -> ResponseReturnValue:
    """Ask for a code, and go to its receipt.

    Returns
    -------
    ResponseReturnValue
        The form, or the way on.
    """
    if request.method != "POST":
        return _status_form()
    typed = request.form.get("code", "")
    try:
        found = _DOOR.opened(typed)
    except (BookingNotFound, TooManyReports) as refused:
        return _status_form(refused, typed), status_of(refused), waits(refused)
    return redirect(_DOOR.address("venues.receipt", found.code), HTTPStatus.SEE_OTHER)


@blueprint.get("/booking/<code>")
def receipt(code: str) -> ResponseReturnValue:
    """Show what became of a booking.

    Parameters
    ----------
    code : str
        As on the receipt.

    Returns
    -------
    ResponseReturnValue
        HTML for whoever has the code, out of every cache and every search engine.
    """
    try:
        return _receipt_page(_DOOR.opened(code))
    except (BookingNotFound, TooManyReports) as refused:
        return _status_form(refused, code), status_of(refused), waits(refused)


@blueprint.post("/booking/<code>/cancel")
def cancel(code: str) -> ResponseReturnValue:
    """Take a booking back for whoever asked.

    Parameters
    ----------
    code : str
        As on the receipt.

    Returns
    -------
    ResponseReturnValue
        The way back to the receipt.
    """
    found = _DOOR.opened(code)
    try:
        bookings.cancel(session(), code, row_id=uuid4(), now=now())
    except BookingRefused as refused:
        session().rollback()
        return _receipt_page(_DOOR.opened(code), sentence(refused.code)), status_of(refused)
    flash(gettext("신청을 취소했습니다."))
    return redirect(_DOOR.address("venues.receipt", found.code), HTTPStatus.SEE_OTHER)


@blueprint.errorhandler(FormStale)
def show_again(stale: FormStale) -> ResponseReturnValue:
    """Show a form again that stood open for too long.

    Parameters
    ----------
    stale : FormStale
        From the gate.

    Returns
    -------
    ResponseReturnValue
        With all that was written on it.
    """
    return written_slowly(stale, _shown_again)


def _shown_again(stale: FormStale) -> ResponseReturnValue:
    if request.endpoint == "venues.ask":
        venue = venues.venue_of(session(), (request.view_args or {})["venue_id"], by=reader())
        try:
            draft = opened_draft(request.form.get("draft", ""), seal())
        except FormStale:
            draft = new_draft()
        page = _form(venue, draft, _typed(), {"send": gettext(STILL_TO_SEND)})
        page.status_code = HTTPStatus.OK
        return page
    if request.endpoint == "venues.cancel":
        return _receipt_page(_DOOR.opened((request.view_args or {})["code"]), gettext(STILL_TO_SEND))
    return _status_form(stale, request.form.get("code", ""))


def hours_of(venue: VenueSeen) -> list[tuple[str, str]]:
    """Say when a venue is open, neighbouring kinds of days with the same hours as one.

    Parameters
    ----------
    venue : VenueSeen
        Which.

    Returns
    -------
    list of tuple of str
        Such as ``월–금`` and ``16:00–21:00``; without the kinds of days on which it is closed.
    """
    told: list[tuple[list[str], str]] = []
    for day, hours in zip(WEEK, venue.draft.hours, strict=True):
        words = "" if hours is None else f"{clock(hours.opens)}–{clock(hours.closes)}"
        if told and told[-1][1] == words and day is not WEEK[-1]:
            told[-1][0].append(said(day))
        else:
            told.append(([said(day)], words))
    return [("–".join(dict.fromkeys((names[0], names[-1]))), words) for names, words in told if words]


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in BOOKING_FIELDS}


def _taken(venue: VenueSeen, draft: Draft) -> ResponseReturnValue:
    wanted = booking_sent(draft)
    counted = turnstile()
    counted.require_room(TryKind.BOOKING)
    if bookings.ask(session(), venue, wanted, seal=seal(), now=counted.now) is bookings.Asked.NEW:
        counted.count(TryKind.BOOKING)
    return redirect(_DOOR.address("venues.receipt", draft.code, sent=1), HTTPStatus.SEE_OTHER)


def _form_again(venue: VenueSeen, draft: Draft, values: dict[str, str], error: GolmokError) -> Response:
    if isinstance(error, BookingFaults):
        return _form(venue, draft, values, _said(error))
    if isinstance(error, ReceiptClash):
        return _form(venue, new_draft(), values, {"send": gettext(SENT_BEFORE)})
    page = _form(venue, draft, values, {"send": sentence(error.code)})
    page.status_code = status_of(error)
    page.headers.update(waits(error))
    return page


def _said(error: BookingFaults) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in error.fields["faults"]:  # type: ignore[attr-defined] # a list
        field = "day" if fault in _DAY_FAULTS else "at" if fault in _TIME_FAULTS else str(fault)
        found[field] = said(BOOKING_FAULTS[fault])
    return found


def _form(
    venue: VenueSeen,
    draft: Draft,
    values: dict[str, str],
    faults: dict[str, str],
) -> Response:
    day = day_typed(values.get("day", ""))
    is_near = day is not None and today() <= day <= today() + AHEAD
    shown = venues.calendar(session(), venue, day or today(), days=1, now=now())[0] if is_near else None
    page = Response(
        render_template(
            "venue/ask.html",
            city=current_app.config["CITY"],
            venue=venue,
            draft=sealed_draft(draft, seal()),
            honeypot=HONEYPOT,
            values={"slots": "1", "asker": "resident"} | values,
            faults=faults,
            shown=shown,
            minute=lambda moment: moment.hour * 60 + moment.minute,
            askers=ASKERS,
            longest=LONGEST_PURPOSE,
            today=today(),
            last_day=today() + AHEAD,
        ),
        status=HTTPStatus.BAD_REQUEST if faults else HTTPStatus.OK,
    )
    return private(page)


def _receipt_page(found: BookingReceipt, fault: str | None = None) -> Response:
    page = render_template(
        "venue/receipt.html",
        city=current_app.config["CITY"],
        receipt=found,
        code=spelled(found.code),
        address=_DOOR.address,
        states=BOOKING_STATES,
        askers=ASKERS,
        is_new="sent" in request.args,
        fault=fault,
    )
    return private(Response(page))


def _status_form(refused: GolmokError | None = None, typed: str = "") -> Response:
    page = render_template(
        "venue/status.html",
        city=current_app.config["CITY"],
        message=sentence(refused.code) if refused else None,
        typed=typed[:20],
    )
    return private(Response(page))
