"""열람 점검: the month's looks at households, what stands out first, and what somebody says of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access import Reach, reach
from mapper.domain.access_reason import Reason
from mapper.domain.anomaly import ANOMALIES, NAMESAKE
from mapper.domain.calendar import read_day
from mapper.domain.oversight import ALERT_KINDS, VERDICTS, Mark
from mapper.domain.reader import ROLE_LABELS
from mapper.errors import InvalidInput, NotFound
from mapper.operations.crisis import anomalies
from mapper.operations.database import take_time
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.clock import now, today
from web.errors import sentence, status_of
from web.languages import gettext, translated
from web.oversight_menu import oversight_ways
from web.oversight_words import access_label, reason_label
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("oversight", __name__, url_prefix="/oversight", enable_openapi=False)
blueprint.app_context_processor(lambda: {"oversight_ways": oversight_ways})

REVIEW: Final = Reason("review")
"""Why the pages of oversight look at the log."""
_SHOWN: Final = 100


@blueprint.get("")
def index() -> str:
    """Show a month: alerts that wait, and what stands out.

    Returns
    -------
    str
        HTML.
    """
    return _page(_read_month(request.args.get("month") or today().isoformat()), compared=False)


@blueprint.post("/names")
def compare() -> str:
    """Show a month with family names compared, which opens households of which nothing is shown.

    Returns
    -------
    str
        HTML.
    """
    return _page(_read_month(request.form.get("month", "")), compared=True)


@blueprint.route("/<month>/<kind>/<district>/<uuid:user_id>", methods=["GET", "POST"])
def show(month: str, kind: str, district: str, user_id: UUID) -> ResponseReturnValue:
    """Show the rows of one anomaly, ask what it was, and write down what is said.

    Parameters
    ----------
    month : str
        Its first day.
    kind : str
        Key of the anomaly.
    district : str
        In whose chain its rows stand.
    user_id : UUID
        Of whom.

    Returns
    -------
    str or Response
        The question, with what is wrong; the month again once it was answered.
    """
    first, form = _read_month(month), request.form
    if request.method != "POST":
        return _rows(first, kind, district, user_id)
    found = Mark(
        district_code=district,
        month=first,
        kind=kind,
        user_id=user_id,
        entries=0,
        verdict=form.get("verdict", ""),
        words=form.get("words", ""),
        marked_name=reader().name,
        marked_at=now(),
    )
    try:
        anomalies.mark(staff_session(), look(REVIEW), vault(), found)
    except InvalidInput as error:
        staff_session().rollback()
        return _rows(first, kind, district, user_id, error), status_of(error)
    return done(gettext("점검한 것으로 적었습니다."), "oversight.index", month=first.isoformat())


@blueprint.post("/alerts/<uuid:alert_id>")
def see_alert(alert_id: UUID) -> ResponseReturnValue:
    """Say what an alert was.

    Parameters
    ----------
    alert_id : UUID
        Of the alert.

    Returns
    -------
    str or Response
        The month again, with what is wrong.
    """
    try:
        anomalies.see_alert(staff_session(), look(REVIEW), alert_id, request.form.get("words", ""))
    except InvalidInput as error:
        staff_session().rollback()
        return _page(today().replace(day=1), compared=False, fault=sentence(error.code)), status_of(error)
    return done(gettext("경보를 살펴본 것으로 적었습니다."), "oversight.index")


def _read_month(written: str) -> date:
    try:
        return read_day(written).replace(day=1)
    except ValueError as error:
        raise NotFound(f"{written[:40]!r} is no day; give the first day of a month, such as 2026-11-01.") from error


def _page(month: date, *, compared: bool, fault: str | None = None) -> str:
    take_time(staff_session())
    reviewed = anomalies.review(staff_session(), look(REVIEW), month, vault() if compared else None)
    following = (month + timedelta(days=31)).replace(day=1)
    return render_template(
        "oversight/month.html",
        city=current_app.config["CITY"],
        review=reviewed,
        compared=compared,
        before=(month - timedelta(days=1)).replace(day=1),
        after=following if following <= today() else None,
        alerts=[one for one in anomalies.alerts(staff_session(), look(REVIEW)) if one.seen_at is None],
        alert_kinds=ALERT_KINDS,
        kinds=ANOMALIES,
        verdicts=VERDICTS,
        own=reader().user_id,
        fault=fault,
        district_names=district_names(session()),
    )


def _rows(month: date, kind: str, district: str, user_id: UUID, error: InvalidInput | None = None) -> str:
    take_time(staff_session())
    reviewed = anomalies.review(staff_session(), look(REVIEW), month, vault() if kind == NAMESAKE else None)
    asked = (kind, district, user_id)
    found = [pair for pair in reviewed.found if (pair[0].kind.key, pair[0].district_code, pair[0].user_id) == asked]
    if not found:
        raise NotFound("Nothing of the kind stands out in that month; open the month again.")
    anomaly, mark = found[0]
    return render_template(
        "oversight/rows.html",
        city=current_app.config["CITY"],
        month=month,
        anomaly=anomaly,
        entries=anomaly.entries[-_SHOWN:][::-1],
        mark=mark,
        verdicts=VERDICTS,
        is_own=user_id == reader().user_id,
        opens=reach("case.oversee", reader().role) is not Reach.NONE,
        fault=error and sentence(error.code),
        district_names=district_names(session()),
        action_label=access_label,
        reason_label=reason_label,
        role_labels=translated(ROLE_LABELS),
    )
