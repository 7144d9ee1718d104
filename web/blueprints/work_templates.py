"""Replies that are written often: list, write, change, end."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.errors import InvalidInput
from mapper.operations import reply_templates
from web.auth import reader
from web.clock import now
from web.languages import gettext
from web.session import session

_WRONG_PLACE: Final = "중괄호 안에는 위에 적힌 것만 쓸 수 있습니다."
_WRONG_WORDS: Final = "이름은 60자, 내용은 2,000자 이하로 적고, 다른 답변과 다른 이름을 붙여 주세요."

blueprint = APIBlueprint("work_templates", __name__, url_prefix="/reply-templates", enable_openapi=False)


@blueprint.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Show the templates with a form for each, and store one that was written.

    Returns
    -------
    str or Response
        HTML, with what is wrong with what was sent; back here after it was stored.
    """
    fault = None
    if request.method == "POST":
        try:
            instead_of = UUID(request.form["instead_of"]) if request.form.get("instead_of") else None
            name, body = request.form.get("name", ""), request.form.get("body", "").replace("\r\n", "\n")
            reply_templates.save(session(), reader(), name, body, instead_of=instead_of, now=now(), new_id=uuid4)
            return redirect(url_for("work_templates.index"))
        except InvalidInput as error:
            is_place = error.fields.get("field") == "places"
            fault = gettext(_WRONG_PLACE if is_place else _WRONG_WORDS)
    return render_template(
        "work_templates.html",
        city=current_app.config["CITY"],
        templates=reply_templates.templates(session(), reader()),
        places=list(reply_templates.PLACES),
        fault=fault,
        sent=request.form,
    )


@blueprint.post("/<uuid:template_id>/end")
def end(template_id: UUID) -> ResponseReturnValue:
    """Take a template out of use.

    Parameters
    ----------
    template_id : UUID
        Which.

    Returns
    -------
    Response
        Back to the list.
    """
    reply_templates.end(session(), reader(), template_id, now=now())
    return redirect(url_for("work_templates.index"))
