"""Teams of districts (추진단): list, add, change, end."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.errors import InvalidInput
from mapper.operations.people import teams
from mapper.operations.people.teams import Team, TeamPlan
from web.auth import reader
from web.blueprints.admin.asking import confirm, done
from web.clock import now
from web.errors import sentence
from web.languages import gettext
from web.session import session

blueprint = APIBlueprint("teams", __name__, url_prefix="/teams", enable_openapi=False)

_FAULTS: Final = {
    "name": "이름은 한 글자 이상 {most}자 이하로 적어 주세요.",
    "districts": "등록되지 않은 행정동이 있습니다. 목록에서 골라 주세요.",
    "members": "사용자가 아니거나 사용 중지된 사람이 있습니다. 목록에서 골라 주세요.",
}


@blueprint.get("")
def index() -> str:
    """List the teams.

    Returns
    -------
    str
        HTML.
    """
    names = teams.district_names(session())
    return render_template("admin/teams.html", teams=teams.all_teams(session()), district_names=names)


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a new team, and set it up.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the list after a team was set up.
    """
    if request.method != "POST":
        return _form(TeamPlan("", [], []), None)
    plan = _sent()
    try:
        teams.add_team(session(), plan, by=reader(), now=now(), new_id=uuid4)
    except InvalidInput as error:
        return _form(plan, None, error)
    return done(gettext("추진단을 만들었습니다."), "admin.teams.index")


@blueprint.route("/<uuid:team_id>", methods=["GET", "POST"])
def change(team_id: UUID) -> ResponseReturnValue:
    """Show a team, and change it.

    Parameters
    ----------
    team_id : UUID
        Of the team.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the list after the team was changed.
    """
    team = teams.team(session(), team_id)
    if request.method != "POST":
        return _form(TeamPlan(team.name, team.districts, list(team.members), team.leaders), team)
    plan = _sent()
    try:
        teams.change_team(session(), team_id, plan, by=reader(), now=now())
    except InvalidInput as error:
        return _form(plan, team, error)
    return done(gettext("추진단을 고쳤습니다."), "admin.teams.index")


@blueprint.route("/<uuid:team_id>/end", methods=["GET", "POST"])
def end(team_id: UUID) -> ResponseReturnValue:
    """Ask whether a team shall end, and end it.

    Parameters
    ----------
    team_id : UUID
        Of the team.

    Returns
    -------
    str or Response
        The question; the list after the team has ended.
    """
    team = teams.team(session(), team_id)
    if request.method != "POST":
        return confirm(
            question=gettext("추진단 ‘%(name)s’을 끝낼까요?", name=team.name),
            consequence=gettext("끝난 추진단은 목록에 남지만 고칠 수 없고, 같은 이름을 다시 쓸 수 없습니다."),
            button=gettext("추진단 끝내기"),
            back=url_for("admin.teams.change", team_id=team_id),
        )
    teams.end_team(session(), team_id, by=reader(), now=now())
    return done(gettext("추진단을 끝냈습니다."), "admin.teams.index")


def _sent() -> TeamPlan:
    form = request.form
    members, leaders = (form.getlist(role, type=UUID) for role in ("member", "leader"))
    return TeamPlan(form.get("name", ""), form.getlist("district"), members, leaders)


def _form(plan: TeamPlan, team: Team | None, error: InvalidInput | None = None) -> ResponseReturnValue:
    fault = error and _fault(error)
    page = render_template(
        "admin/team.html",
        plan=plan,
        team=team,
        fault=fault,
        district_names=teams.district_names(session()),
        user_names=teams.user_names(session()) | (team.members if team else {}),
    )
    return page, HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK


def _fault(error: InvalidInput) -> str:
    known = _FAULTS.get(str(error.fields.get("field")))
    return gettext(known).format(most=teams.LONGEST_NAME) if known else sentence(error.code)
