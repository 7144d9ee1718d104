"""사례 배정: who follows which case of a district, said by whoever oversees it, who sees nothing of the case."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import read_reason
from mapper.domain.reader import Role
from mapper.errors import Conflict, InvalidInput
from mapper.operations.crisis import assigning
from mapper.operations.crisis.assigning import followed_case_of, followed_cases
from mapper.operations.people.users import all_users
from web.blueprints.admin.asking import done
from web.blueprints.case_followers import act_sent, people_of, user_sent
from web.blueprints.cases import vocabulary
from web.blueprints.oversight import REVIEW
from web.errors import sentence, status_of
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session

blueprint = APIBlueprint("assigning", __name__, url_prefix="/oversight/cases", enable_openapi=False)


@blueprint.get("")
def index() -> str:
    """List the open cases of the own districts, with who follows them.

    Returns
    -------
    str
        HTML; of a case it says a number, a stage and days.
    """
    users = {user.id: user for user in all_users(session())}
    found = followed_cases(staff_session(), look(REVIEW))
    active = {user.id for user in users.values() if not user.is_disabled}
    return render_template(
        "oversight/cases.html",
        city=current_app.config["CITY"],
        cases=found,
        users=users,
        alone=[one.id for one in found if not active & set(one.followers)],
        late=sum(bool(one.waiting) and one.waiting[0].is_late(vocabulary()["today"]) for one in found),
        **vocabulary(),
    )


@blueprint.route("/<uuid:case_id>", methods=["GET", "POST"])
def change(case_id: UUID) -> ResponseReturnValue:
    """Show who follows a case, and change it.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str or Response
        HTML, with what is wrong; back to it after a change.
    """
    if request.method != "POST":
        return _page(case_id)
    try:
        why = look(read_reason("other", request.form.get("words", "")))
        act_sent()(staff_session(), case_id, user_sent(), why)
    except (InvalidInput, Conflict) as error:
        staff_session().rollback()
        page = _page(case_id, sentence(error.code))
        staff_session().commit()  # the answer says that something was refused, and shows the case all the same
        return page, status_of(error)
    return done(gettext("맡은 사람을 바꾸었습니다."), "assigning.change", case_id=case_id)


@blueprint.get("/left")
def left() -> str:
    """List the cases of the sealed tier that nobody follows any more, each with who may take it over.

    Returns
    -------
    str
        HTML; of a case it says a number and a day.
    """
    return _left()


@blueprint.post("/left/<uuid:case_id>")
def take_over(case_id: UUID) -> ResponseReturnValue:
    """Let somebody follow one of them.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str or Response
        The list, with what is wrong.
    """
    try:
        why = look(read_reason("other", request.form.get("words", "")))
        assigning.take_over(staff_session(), case_id, user_sent(), why)
    except InvalidInput as error:
        staff_session().rollback()
        page = _left(sentence(error.code))
        staff_session().commit()  # that the list was shown again stays in the log
        return page, status_of(error)
    return done(gettext("맡겼습니다. 이제 그 사람에게만 보입니다."), "assigning.left")


def _left(fault: str | None = None) -> str:
    found = assigning.left_cases(staff_session(), look(REVIEW))
    workers = [one for one in all_users(session()) if one.role is Role.WELFARE and not one.is_disabled]
    by_district = {
        code: [one for one in workers if code in (one.districts or ())] for code in {one.district_code for one in found}
    }
    return render_template(
        "oversight/left.html",
        city=current_app.config["CITY"],
        cases=found,
        workers=by_district,
        fault=fault,
        words=request.form.get("words", ""),
        **vocabulary(),
    )


def _page(case_id: UUID, fault: str | None = None) -> str:
    line = followed_case_of(staff_session(), case_id, look(REVIEW))
    users = {user.id: user for user in all_users(session())}
    return render_template(
        "oversight/case.html",
        city=current_app.config["CITY"],
        line=line,
        fault=fault,
        words=request.form.get("words", ""),
        **people_of(users, list(line.followers), line.district_code),
        **vocabulary(),
    )
