"""Residents without an account: the form, the receipt, and what its code opens."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

import segno
from apiflask import APIBlueprint
from flask import Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from layers.render import Parts
from mapper.domain.category import CATEGORIES, SEVERITIES, category_by_id
from mapper.domain.emergency import DANGEROUS, EMERGENCIES
from mapper.domain.receipt_code import spelled
from mapper.domain.resident_report import (
    LONGEST_PLACE,
    LONGEST_TEXT,
    MOST_PHOTOS,
    REOPENING,
    USUAL_SEVERITY,
    TryKind,
)
from mapper.errors import FormStale, GolmokError, InvalidInput, PhotoRefused, ReportNotFound, TooManyReports
from mapper.operations.resident_photos import keep_photos, names_of
from mapper.operations.resident_receipts import ReportReceipt, photo_of_receipt, receipt_under, say_with_code
from mapper.operations.resident_reports import Filing, file_report, under_pin, was_filed
from web.clock import now
from web.errors import sentence, status_of
from web.languages import gettext
from web.photos import photo_files
from web.public_summary import public_summary
from web.receipt_door import STILL_TO_SEND, Door, private, waits, written_slowly
from web.report_form import HONEYPOT, Draft, ReportForm, new_draft, opened_draft, sealed_draft
from web.report_words import BLOCKERS, STANDINGS
from web.schemas.report import PinQuery, SegmentsUnderPin
from web.sealing import seal
from web.session import session
from web.turnstile import turnstile

blueprint = APIBlueprint("report", __name__, enable_openapi=False)

_DOOR: Final = Door("receipt", receipt_under)

ALREADY_FILED: Final = "이미 받은 신고라 바꿔 쓴 것은 보내지 않았습니다. 더 알릴 것은 여기에 적어 보내 주세요."
GROUPS: Final = (("R", "생활 환경"), ("W", "길과 보행"))
"""Categories as the form shows them, by what they bear on first."""


@blueprint.get("/report")
def new() -> ResponseReturnValue:
    """Show the form.

    Returns
    -------
    ResponseReturnValue
        HTML that works without scripts.
    """
    return _form(new_draft(), {"category": request.args.get("category", "")}, {})


@blueprint.post("/report")
def send() -> ResponseReturnValue:
    """Take in what was typed.

    Returns
    -------
    ResponseReturnValue
        The way to the receipt; else the form with all that was typed and every fault. A form that was sent before and
        says something else now is answered the receipt, with what is new of its words where words are added.
    """
    form = ReportForm()
    try:
        draft = opened_draft(request.form.get("draft", ""), seal())
    except FormStale as stale:
        draft = new_draft()
        form.faults["send"] = sentence(stale.code)
    if request.form.get(HONEYPOT):
        form.faults[HONEYPOT] = gettext("자동으로 채운 양식으로 보여 받지 않았습니다. 다시 보내 주세요.")
    if form.faults:
        return _form(draft, form.values, form.faults), HTTPStatus.BAD_REQUEST
    try:
        filing = _file(draft, form)
    except (PhotoRefused, TooManyReports) as refused:
        return _refused(draft, form, refused)
    if filing is Filing.CHANGED:
        found = receipt_under(session(), draft.code, now=now())
        return _receipt_page(found, form.values["text"], gettext(ALREADY_FILED)), HTTPStatus.CONFLICT
    return redirect(_DOOR.address("report.receipt", draft.code, sent=1), HTTPStatus.SEE_OTHER)


@blueprint.get("/report/segments")
@blueprint.input(PinQuery, location="query", arg_name="query")
@blueprint.output(SegmentsUnderPin)
def segments(query: PinQuery) -> dict[str, Any]:
    """Tell which segments are under a pin.

    Parameters
    ----------
    query : PinQuery
        Where it is.

    Returns
    -------
    dict
        As `SegmentsUnderPin`.
    """
    return {"items": under_pin(session(), lon=query.lon, lat=query.lat)}


@blueprint.route("/report/status", methods=["GET", "POST"])
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
    except (ReportNotFound, TooManyReports) as refused:
        return _status_form(refused, typed), status_of(refused), waits(refused)
    return redirect(_DOOR.address("report.receipt", found.code), HTTPStatus.SEE_OTHER)


@blueprint.get("/report/<code>")
def receipt(code: str) -> ResponseReturnValue:
    """Show a receipt: what was reported, where it stands, and what was said.

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
        found = _DOOR.opened(code)
    except (ReportNotFound, TooManyReports) as refused:
        return _status_form(refused, code), status_of(refused), waits(refused)
    return _receipt_page(found)


@blueprint.get("/report/<code>/qr.svg")
def qr(code: str) -> ResponseReturnValue:
    """Draw the address of a receipt.

    Parameters
    ----------
    code : str
        As on the receipt.

    Returns
    -------
    ResponseReturnValue
        SVG.
    """
    found = _DOOR.opened(code)
    drawn = BytesIO()
    address = _DOOR.address("report.receipt", found.code, _external=True)
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=2, dark="#000", light="#fff", xmldecl=False)
    return private(Response(drawn.getvalue(), mimetype="image/svg+xml"))


@blueprint.get("/report/<code>/photos/<int:number>.jpg")
def photo(code: str, number: int) -> ResponseReturnValue:
    """Show the released copy of a photo to the holder of the receipt.

    Parameters
    ----------
    code : str
        As on the receipt.
    number : int
        Of the photo, from 0.

    Returns
    -------
    ResponseReturnValue
        JPEG.
    """
    return private(Response(photo_of_receipt(photo_files(), _DOOR.opened(code), number), mimetype="image/jpeg"))


@blueprint.post("/report/<code>/say")
def say(code: str) -> ResponseReturnValue:
    """Take what the holder of a receipt adds, for whoever handles the issue.

    Parameters
    ----------
    code : str
        As on the receipt.

    Returns
    -------
    ResponseReturnValue
        The way back to the receipt.
    """
    words, asks = request.form.get("words", "").strip(), "reopen" in request.form
    found = _DOOR.opened(code)
    if not 0 < len(words) <= LONGEST_TEXT:
        fault = gettext("내용을 %(most)s자 안에서 적어 주세요.", most=LONGEST_TEXT)
        return _receipt_page(found, words, fault), HTTPStatus.BAD_REQUEST
    counted = turnstile()
    counted.require_room(TryKind.UPDATE)
    try:
        say_with_code(session(), code, words, asks_to_reopen=asks, now=counted.now)
    except InvalidInput:
        fault = gettext("이 신고는 다시 열어 달라고 할 수 있는 기간이 지났습니다. 새로 신고해 주세요.")
        return _receipt_page(found, words, fault), HTTPStatus.BAD_REQUEST
    counted.count(TryKind.UPDATE)
    flash(gettext("담당자에게 보냈습니다."))
    return redirect(_DOOR.address("report.receipt", found.code), HTTPStatus.SEE_OTHER)


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
    code = (request.view_args or {}).get("code")
    if request.endpoint == "report.say" and code:
        return _receipt_page(_DOOR.opened(code), request.form.get("words", ""), gettext(STILL_TO_SEND))
    if request.endpoint != "report.send":
        return _status_form(stale, request.form.get("code", ""))
    form = ReportForm()
    try:
        draft = opened_draft(request.form.get("draft", ""), seal())
    except FormStale:
        draft = new_draft()
    photos = {"photos": gettext("사진은 다시 골라 주세요.")} if form.photos else {}
    return _form(draft, form.values, form.faults | photos | {"send": gettext(STILL_TO_SEND)})


def _file(draft: Draft, form: ReportForm) -> Filing:
    """File a report; one that was filed before needs no room, so that whoever lost the answer still gets their code."""
    streams = [file.stream for file in form.photos]
    if was_filed(session(), draft.id):
        return file_report(session(), form.report(draft, names_of(streams)), seal=seal())
    counted = turnstile()
    counted.require_room(TryKind.REPORT)
    photos = keep_photos(session(), photo_files(), streams, now=counted.now)
    counted.count(TryKind.REPORT)
    return file_report(session(), form.report(draft, photos), seal=seal())


def _refused(draft: Draft, form: ReportForm, refused: GolmokError) -> ResponseReturnValue:
    about = "photos" if isinstance(refused, PhotoRefused) else "send"
    page = _form(draft, form.values, {about: sentence(refused.code)})
    return page, status_of(refused), waits(refused)


def _form(draft: Draft, values: dict[str, str], faults: dict[str, str]) -> Response:
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    page = render_template(
        "report.html",
        city=current_app.config["CITY"],
        shell=shell,
        bounds=bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        draft=sealed_draft(draft, seal()),
        honeypot=HONEYPOT,
        values={"severity": str(USUAL_SEVERITY)} | values,
        faults=faults,
        groups=[(title, [one for one in CATEGORIES if one.effects[0].item[0] == axis]) for axis, title in GROUPS],
        severities=SEVERITIES,
        dangerous=DANGEROUS,
        emergencies=EMERGENCIES,
        longest={"text": LONGEST_TEXT, "place": LONGEST_PLACE},
        most_photos=MOST_PHOTOS,
        contact_days=current_app.config["CONTACT_DAYS"],
    )
    return private(Response(page))


def _receipt_page(found: ReportReceipt, words: str = "", fault: str | None = None) -> Response:
    page = render_template(
        "report_receipt.html",
        city=current_app.config["CITY"],
        receipt=found,
        code=spelled(found.code),
        address=_DOOR.address,
        category=category_by_id(found.category),
        standing=STANDINGS[found.status],
        blocker=BLOCKERS.get(found.blocker or ""),
        is_new="sent" in request.args,
        longest=LONGEST_TEXT,
        days=REOPENING.days,
        contact_days=current_app.config["CONTACT_DAYS"],
        words_typed=words,
        fault=fault,
    )
    return private(Response(page))


def _status_form(refused: GolmokError | None = None, typed: str = "") -> Response:
    page = render_template(
        "report_status.html",
        city=current_app.config["CITY"],
        message=sentence(refused.code) if refused else None,
        typed=typed[:20],
    )
    return private(Response(page))
