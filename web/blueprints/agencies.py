"""기관: the agencies that help households, by kind, and the experts of each who sit at conferences."""

from __future__ import annotations

from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access import Reach, reach
from mapper.domain.agency import Agency, Expert
from mapper.domain.case_words import AGENCIES, SECTORS
from mapper.errors import InvalidInput
from mapper.operations import agencies
from mapper.operations.crisis import experts
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.cases import LIST_REASON
from web.clock import now
from web.errors import sentence, status_of
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session

blueprint = APIBlueprint("agencies", __name__, url_prefix="/agencies", enable_openapi=False)


@blueprint.get("")
def index() -> str:
    """List the agencies by kind, with their experts.

    Returns
    -------
    str
        HTML.
    """
    return _page()


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Write down an agency.

    Returns
    -------
    str or Response
        The list, with what is wrong.
    """
    form = request.form
    agency = Agency(
        uuid4(),
        form.get("name", ""),
        form.get("kind", ""),
        form.get("sector", ""),
        form.get("services", ""),
        tuple(one for one in form.getlist("district") if one in district_names(session())),
    )
    try:
        agencies.add_agency(session(), agency, by=reader(), now=now())
    except InvalidInput as error:
        session().rollback()
        return _page(error), status_of(error)
    return done(gettext("기관을 적었습니다."), "agencies.index")


@blueprint.post("/<uuid:agency_id>/withdraw")
def withdraw(agency_id: UUID) -> ResponseReturnValue:
    """Take an agency off the list.

    Parameters
    ----------
    agency_id : UUID
        Which.

    Returns
    -------
    Response
        To the list.
    """
    agencies.withdraw_agency(session(), agency_id, uuid4(), by=reader(), now=now())
    return done(gettext("기관을 뺐습니다."), "agencies.index")


@blueprint.post("/<uuid:agency_id>/experts")
def add_expert(agency_id: UUID) -> ResponseReturnValue:
    """Write down who of an agency sits at conferences.

    Parameters
    ----------
    agency_id : UUID
        Whose.

    Returns
    -------
    str or Response
        The list, with what is wrong.
    """
    form = request.form
    expert = Expert(uuid4(), form.get("district", ""), agency_id, form.get("name", ""), form.get("position", ""))
    try:
        listed = agencies.agencies(session(), by=reader())
        experts.add_expert(staff_session(), expert, look(LIST_REASON), of=listed)
    except InvalidInput as error:
        staff_session().rollback()
        return _page(error), status_of(error)
    return done(gettext("전문가를 적었습니다."), "agencies.index")


@blueprint.post("/experts/<uuid:expert_id>/withdraw")
def withdraw_expert(expert_id: UUID) -> ResponseReturnValue:
    """Say that somebody sits there no more.

    Parameters
    ----------
    expert_id : UUID
        Who.

    Returns
    -------
    Response
        To the list.
    """
    experts.withdraw_expert(staff_session(), expert_id, look(LIST_REASON))
    return done(gettext("전문가를 뺐습니다."), "agencies.index")


def _page(error: InvalidInput | None = None) -> str:
    sees_experts = reach("expert", reader().role) is not Reach.NONE
    sitting = experts.experts(staff_session(), look(LIST_REASON)) if sees_experts else []
    listed = agencies.agencies(session(), by=reader())
    names = district_names(session())
    return render_template(
        "cases/agencies.html",
        city=current_app.config["CITY"],
        by_kind=[(label, [one for one in listed if one.kind == kind]) for kind, label in AGENCIES.items()],
        count=len(listed),
        experts={one.agency_id: [who for who in sitting if who.agency_id == one.agency_id] for one in listed},
        expert_count=len(sitting),
        sees_experts=sees_experts,
        own_districts=sorted(reader().districts or ()),
        agency_kinds=AGENCIES,
        sectors=SECTORS,
        typed=request.form,
        fault=error and sentence(error.code),
        district_names=names,
    )
