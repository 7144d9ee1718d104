"""The office's page of forms: tokens for phones with ODK Collect or KoboCollect, and the forms themselves as files."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final
from uuid import UUID

import segno
from apiflask import APIBlueprint
from flask import Response, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.login import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from mapper.errors import InvalidInput, NotFound, UserNotFound
from mapper.operations.form_keys import add_form_key, end_form_key, form_keys, holders
from mapper.operations.forms import filled_in, forms_for, segment_list
from mapper.wire.openrosa.phone_settings import phone_settings
from mapper.wire.openrosa.sheets import issue_sheets, survey_sheets, workbook
from web.auth import reader
from web.clock import now, today
from web.languages import gettext
from web.session import session

blueprint = APIBlueprint("forms", __name__, url_prefix="/forms", enable_openapi=False)

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
def index() -> str:
    """Show the forms, and the tokens that phones have.

    Returns
    -------
    str
        HTML.
    """
    return _page()


@blueprint.post("/keys")
def add_key() -> ResponseReturnValue:
    """Make a token for a phone, and show it this once.

    Returns
    -------
    ResponseReturnValue
        The page with the square code that the phone reads.
    """
    sent = request.form
    try:
        key, user = add_form_key(
            session(),
            UUID(sent.get("user", "")),
            label=sent.get("label", "").strip(),
            days=int(sent.get("days", TOKEN_DAYS)),
            by=reader(),
            now=now(),
        )
    except (InvalidInput, UserNotFound, ValueError):
        fault = gettext("누구의 휴대전화인지 고르고, 기간은 1~%(most)s일로 정해 주세요.", most=LONGEST_TOKEN_DAYS)
        return _page(fault=fault), 400
    address = url_for("openrosa.form_list", bearer_key=key, _external=True).removesuffix("/formList")
    project = gettext("%(city)s 골목 지도", city=current_app.config["CITY"])
    made = {"user": user.name, "address": address, "square": _square(phone_settings(address, project=project))}
    return _page(made=made)


@blueprint.post("/keys/<uuid:token_id>/end")
def end_key(token_id: UUID) -> ResponseReturnValue:
    """Revoke the token of a phone.

    Parameters
    ----------
    token_id : UUID
        Of the token.

    Returns
    -------
    ResponseReturnValue
        Back to the page.
    """
    end_form_key(session(), token_id, by=reader(), now=now())
    flash(gettext("토큰을 없앴습니다. 그 휴대전화는 더 보낼 수 없습니다."))
    return redirect(url_for("forms.index"))


@blueprint.get("/<form_id>.xlsx")
def sheets(form_id: str) -> Response:
    """Hand out a form as a spreadsheet, for a server of ODK Central or KoboToolbox that a team has already.

    Parameters
    ----------
    form_id : str
        Which.

    Returns
    -------
    Response
        XLSForm.
    """
    kept = {form.form_id: form for form in forms_for(session(), by=reader())}
    for one in (survey_sheets(), issue_sheets()):
        if one.id == form_id and form_id in kept:
            return _file(workbook(one, kept[form_id].version), _XLSX, f"{form_id}.xlsx")
    raise NotFound(f"There is no form {form_id!r}; choose one from /forms.", form=form_id)


@blueprint.get("/<form_id>/<name>")
def media(form_id: str, name: str) -> Response:
    """Hand out a file that belongs beside a form on such a server.

    Parameters
    ----------
    form_id, name : str
        Which.

    Returns
    -------
    Response
        GeoJSON of the segments.
    """
    for form in forms_for(session(), by=reader()):
        if form.form_id == form_id:
            listed = segment_list(session(), form, name, by=reader(), today=today())
            return _file(listed, "application/geo+json", name)
    raise NotFound(f"There is no form {form_id!r}; choose one from /forms.", form=form_id)


def _file(content: bytes, media_type: str, name: str) -> Response:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)


def _page(*, made: dict[str, Any] | None = None, fault: str | None = None) -> str:
    by = reader()
    return render_template(
        "forms.html",
        city=current_app.config["CITY"],
        forms=forms_for(session(), by=by),
        counts=filled_in(session(), by=by),
        keys=form_keys(session(), by=by, now=now()),
        holders=holders(session(), by=by),
        days=TOKEN_DAYS,
        most_days=LONGEST_TOKEN_DAYS,
        made=made,
        fault=fault,
        sent=request.form if fault else {},
    )


def _square(text: str) -> str:
    """Return the square code as an image on white, as phones read no light-on-dark ones."""
    return str(segno.make(text, error="l").svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))
