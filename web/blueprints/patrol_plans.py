"""Plans of patrols: made, changed and ended by the leaders of a team, and by planners."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.patrol import TWICE_A_WEEK, WALKING_SPEED
from mapper.errors import InvalidInput
from mapper.operations import patrol_plans
from mapper.operations.patrol_plans import LONGEST_NAME, Plan, PlanDraft, Team, may_plan, teams_in_reach
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.patrol import weekday_names
from web.clock import now
from web.errors import sentence
from web.languages import gettext
from web.session import session

blueprint = APIBlueprint("patrol_plans", __name__, url_prefix="/patrols/plans", enable_openapi=False)

_FAULTS: Final = {
    "name": "이름은 한 글자 이상 {most}자 이하로 적어 주세요.",
    "weekdays": "요일을 하나 이상 골라 주세요.",
    "segments": "지도에서 구간을 하나 이상 골라 주세요. 없어진 구간이 있으면 빼고 다시 골라 주세요.",
    "districts": "추진단이 일하는 동의 구간만 골라 주세요. 다른 동의 구간은 기획 담당자가 넣을 수 있습니다.",
    "team": "지금 일하는 추진단을 골라 주세요.",
}


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a new plan, and make it.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the desk after a plan was made.
    """
    teams = _teams()
    if request.method != "POST":
        chosen = request.args.get("team", type=UUID) or (teams[0].id if teams else UUID(int=0))
        return _form(PlanDraft(chosen, "", TWICE_A_WEEK, ()), teams)
    draft = _sent()
    try:
        patrol_plans.add_plan(session(), draft, by=reader(), now=now(), new_id=uuid4)
    except InvalidInput as error:
        return _form(draft, teams, error=error)
    return done(gettext("로드체킹 계획을 만들었습니다."), "patrol.index", team=draft.team)


@blueprint.route("/<uuid:plan_id>", methods=["GET", "POST"])
def change(plan_id: UUID) -> ResponseReturnValue:
    """Show a plan, and put another in its place.

    Parameters
    ----------
    plan_id : UUID
        Of the plan.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the desk after the plan was changed.
    """
    plan = patrol_plans.plan_in_reach(session(), plan_id, reader())
    teams = [team for team in _teams() if team.id == plan.team]
    if request.method != "POST":
        return _form(PlanDraft(plan.team, plan.name, plan.weekdays, plan.segments), teams, plan)
    draft = _sent()
    try:
        patrol_plans.change_plan(session(), plan_id, draft, by=reader(), now=now(), new_id=uuid4)
    except InvalidInput as error:
        session().rollback()
        return _form(draft, teams, plan, error)
    return done(gettext("로드체킹 계획을 고쳤습니다."), "patrol.index", team=plan.team)


@blueprint.post("/<uuid:plan_id>/end")
def end(plan_id: UUID) -> ResponseReturnValue:
    """End a plan.

    Parameters
    ----------
    plan_id : UUID
        Of the plan.

    Returns
    -------
    Response
        To the desk.
    """
    patrol_plans.end_plan(session(), plan_id, by=reader(), now=now())
    return done(gettext("로드체킹 계획을 끝냈습니다."), "patrol.index")


def _teams() -> list[Team]:
    by = reader()
    return [team for team in teams_in_reach(session(), by) if may_plan(team, by)]


def _sent() -> PlanDraft:
    form = request.form
    return PlanDraft(
        form.get("team", UUID(int=0), type=UUID),
        form.get("name", ""),
        form.getlist("weekday", type=int),
        form.getlist("segment", type=UUID),
    )


def _form(
    draft: PlanDraft, teams: Sequence[Team], plan: Plan | None = None, error: InvalidInput | None = None
) -> ResponseReturnValue:
    page = render_template(
        "patrol/plan.html",
        city=current_app.config["CITY"],
        draft=draft,
        plan=plan,
        teams=teams,
        fault=error and _fault(error),
        weekday_names=weekday_names(),
        longest=LONGEST_NAME,
        speed=WALKING_SPEED,
    )
    return page, HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK


def _fault(error: InvalidInput) -> str:
    known = _FAULTS.get(str(error.fields.get("field")))
    return gettext(known).format(most=LONGEST_NAME) if known else sentence(error.code)
