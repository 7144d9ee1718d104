"""노출 범위: after a phone was lost or an account taken, which households it has seen."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import read_reason
from mapper.domain.calendar import KST, end_of, read_day
from mapper.domain.exposure import Suspect
from mapper.errors import InvalidInput, UserNotFound
from mapper.operations.crisis.exposures import Exposure, exposure
from mapper.operations.database import take_time
from mapper.operations.people.teams import district_names
from mapper.operations.people.users import user_named
from web.blueprints.meeting import as_file
from web.clock import now
from web.errors import sentence, status_of
from web.session import session
from web.staff import look, staff_session

blueprint = APIBlueprint("exposures", __name__, url_prefix="/oversight/exposed", enable_openapi=False)

_ASKED = ("account", "login", "origin", "since", "until", "words")
_SHOWN = 500


@blueprint.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Ask by whom, and say whom they have seen.

    Returns
    -------
    str or Response
        HTML, with what is wrong; or a file.
    """
    if request.method != "POST":
        return _page(None)
    try:
        reason = read_reason("other", request.form.get("words", ""))
        suspect = _suspect()
    except (InvalidInput, UserNotFound) as error:
        return _page(None, sentence(error.code)), status_of(error)
    take_time(staff_session())
    found = exposure(staff_session(), look(reason), suspect)
    if "file" in request.form:
        return as_file(found.as_csv(), "text/csv", f"golmok-exposed-{now():%Y%m%d-%H%M}.csv")
    return _page(found)


def _suspect() -> Suspect:
    form = request.form
    account, login = form.get("account", "").strip(), form.get("login", "").strip()
    since, until = _day("since"), _day("until")
    try:
        login_id = UUID(login) if login else None
    except ValueError as error:
        raise InvalidInput(f"{login[:40]!r} is no login; take it from the list.", field="login") from error
    return Suspect(
        user_id=user_named(session(), account).id if account else None,
        login_id=login_id,
        origin=form.get("origin", "").strip(),
        since=datetime.combine(since, time(), KST) if since else None,
        until=end_of(until) if until else None,
    )


def _day(name: str) -> date | None:
    written = request.form.get(name, "")
    try:
        return read_day(written) if written else None
    except ValueError as error:
        raise InvalidInput(f"{written[:40]!r} is no day, expected one such as 2026-11-22.", field=name) from error


def _page(found: Exposure | None, fault: str | None = None) -> str:
    return render_template(
        "oversight/exposed.html",
        city=current_app.config["CITY"],
        found=found,
        shown=_SHOWN,
        asked={name: request.form.get(name, "") for name in _ASKED},
        fault=fault,
        district_names=district_names(session()),
    )
