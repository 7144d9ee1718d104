"""The desk of one meeting: its agenda on the map, who came, votes, decisions, and the minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from layers.render import Parts
from mapper.domain.category import category_by_id
from mapper.domain.decision import DECISION_STATES, MOVES
from mapper.domain.meeting import MEETING_KINDS, ORGANISATION_KINDS, ROLES
from mapper.domain.programme import PROGRAMME_KINDS
from mapper.errors import Conflict, InvalidInput
from mapper.operations import agendas, assemblies, decisions
from mapper.operations.meeting_access import Writer
from mapper.operations.meeting_desk import choices, desk, programme_choices
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.clock import now, today
from web.errors import status_of
from web.languages import gettext
from web.meeting_forms import (
    ballot_sent,
    day_sent,
    decided_sent,
    fault_of,
    number_sent,
    programme_chosen,
    ties_sent,
    version_sent,
    vocabulary,
    writer,
)
from web.public_summary import public_summary
from web.session import session

blueprint = APIBlueprint("meeting_desk", __name__, url_prefix="/meetings/<uuid:meeting_id>", enable_openapi=False)

_ITEM_ACTS = {
    "save": lambda meeting, item, who: agendas.change_item(
        session(), meeting, item, request.form.get("words", ""), who, seen=version_sent()
    ),
    "programme": lambda meeting, item, who: agendas.name_programme(
        session(), meeting, item, programme_chosen(), who, seen=version_sent()
    ),
    "finding": lambda meeting, item, who: agendas.write_finding(
        session(), meeting, item, request.form.get("finding", ""), who, seen=version_sent()
    ),
    "up": lambda meeting, item, who: agendas.move_item(session(), meeting, item, who, up=True),
    "down": lambda meeting, item, who: agendas.move_item(session(), meeting, item, who, up=False),
    "withdraw": lambda meeting, item, who: agendas.withdraw_item(session(), meeting, item, who, seen=version_sent()),
}
_DECISION_ACTS = {
    "save": lambda meeting, decision, who: decisions.change_decision(
        session(), meeting, decision, decided_sent(), who, seen=version_sent()
    ),
    "withdraw": lambda meeting, decision, who: decisions.withdraw_decision(
        session(), meeting, decision, who, seen=version_sent()
    ),
}


@blueprint.get("")
def show(meeting_id: UUID) -> ResponseReturnValue:
    """Show the desk.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    str
        HTML.
    """
    return _page(meeting_id)


@blueprint.post("/items")
def add_item(meeting_id: UUID) -> ResponseReturnValue:
    """Put an item on the agenda.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    Response
        To the desk.
    """
    words = request.form.get("words", "")
    said = gettext("안건을 올렸습니다.")
    return _act(meeting_id, said, "agenda", lambda who: agendas.add_item(session(), meeting_id, words, who))


@blueprint.post("/items/<uuid:item>")
def change_item(meeting_id: UUID, item: UUID) -> ResponseReturnValue:
    """Change an item, its place, or take it off.

    Parameters
    ----------
    meeting_id, item : UUID
        Of the meeting, and of the item.

    Returns
    -------
    Response
        To the desk.
    """
    act = _chosen(_ITEM_ACTS)
    return _act(meeting_id, gettext("안건을 고쳤습니다."), "agenda", lambda who: act(meeting_id, item, who))


@blueprint.post("/ties")
def tie(meeting_id: UUID) -> ResponseReturnValue:
    """Tie segments and issues to an item or a decision, or take them off.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    Response
        To the desk.
    """

    def _do(who: Writer) -> None:
        subject, more, less = ties_sent()
        is_decision = any(one.id == subject for one in desk(session(), meeting_id, by=who.by, now=who.now).decisions)
        verb = decisions.tie_decision if is_decision else agendas.tie_item
        verb(session(), meeting_id, subject, who, more=more, less=less)

    return _act(meeting_id, gettext("지도에 이은 것을 고쳤습니다."), "agenda", _do)


@blueprint.post("/attendance")
def attend(meeting_id: UUID) -> ResponseReturnValue:
    """Write down how many came for an organisation.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    Response
        To the desk.
    """
    given = {name: request.form.get(name, "") for name in ("organisation", "kind", "role")}
    heads = number_sent("heads")
    return _act(
        meeting_id,
        gettext("참석 인원을 적었습니다."),
        "attendance",
        lambda who: assemblies.count_heads(session(), meeting_id, who, **given, heads=heads),
    )


@blueprint.post("/organisations/<uuid:organisation>")
def correct_organisation(meeting_id: UUID, organisation: UUID) -> ResponseReturnValue:
    """Write down what an organisation is after all.

    Parameters
    ----------
    meeting_id, organisation : UUID
        Of a meeting, and of an organisation that came to it.

    Returns
    -------
    Response
        To the desk.
    """
    kind = request.form.get("kind", "")
    return _act(
        meeting_id,
        gettext("단체의 종류를 고쳤습니다."),
        "attendance",
        lambda who: assemblies.correct_kind(session(), meeting_id, organisation, kind, who),
    )


@blueprint.post("/votes/<uuid:subject>")
def vote(meeting_id: UUID, subject: UUID) -> ResponseReturnValue:
    """Write down how a vote on an item or a decision went.

    Parameters
    ----------
    meeting_id, subject : UUID
        Of the meeting, and what was voted on.

    Returns
    -------
    Response
        To the desk.
    """
    said = gettext("표결을 적었습니다.")
    return _act(
        meeting_id,
        said,
        "agenda",
        lambda who: assemblies.count_votes(session(), meeting_id, subject, ballot_sent(), who),
    )


@blueprint.post("/decisions")
def decide(meeting_id: UUID) -> ResponseReturnValue:
    """Write down what was decided.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    Response
        To the desk.
    """
    said = gettext("결정을 적었습니다.")
    return _act(meeting_id, said, "decisions", lambda who: decisions.decide(session(), meeting_id, decided_sent(), who))


@blueprint.post("/decisions/<uuid:decision>")
def change_decision(meeting_id: UUID, decision: UUID) -> ResponseReturnValue:
    """Correct a decision, or take away one that was written down by mistake.

    Parameters
    ----------
    meeting_id, decision : UUID
        Of the meeting, and of the decision.

    Returns
    -------
    Response
        To the desk.
    """
    act = _chosen(_DECISION_ACTS)
    return _act(meeting_id, gettext("결정을 고쳤습니다."), "decisions", lambda who: act(meeting_id, decision, who))


@blueprint.post("/decisions/<uuid:decision>/moves")
def move(meeting_id: UUID, decision: UUID) -> ResponseReturnValue:
    """Write down what became of a decision.

    Parameters
    ----------
    meeting_id, decision : UUID
        Of the meeting, and of the decision.

    Returns
    -------
    Response
        To the desk.
    """
    to, reason = request.form.get("to", ""), request.form.get("reason", "")

    def _do(who: Writer) -> None:
        on = day_sent("on") or today()
        decisions.move_decision(session(), meeting_id, decision, who, to=to, reason=reason, on=on)

    return _act(meeting_id, gettext("결정의 이행을 적었습니다."), "decisions", _do)


@blueprint.post("/minutes")
def write(meeting_id: UUID) -> ResponseReturnValue:
    """Write the minutes.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    Response
        To the desk.
    """
    words, confirmed = request.form.get("words", ""), "confirmed" in request.form

    def _do(who: Writer) -> None:
        seen = version_sent() if "seen" in request.form else None
        assemblies.write_minutes(session(), meeting_id, words, who, confirmed=confirmed, seen=seen)

    return _act(meeting_id, gettext("회의록을 저장했습니다."), "minutes", _do)


@blueprint.post("/minutes/<uuid:minutes>/approve")
def approve(meeting_id: UUID, minutes: UUID) -> ResponseReturnValue:
    """Approve the minutes as they stand.

    Parameters
    ----------
    meeting_id, minutes : UUID
        Of the meeting, and of the text.

    Returns
    -------
    Response
        To the desk.
    """
    return _act(
        meeting_id,
        gettext("회의록을 확정했습니다."),
        "minutes",
        lambda who: assemblies.approve_minutes(session(), meeting_id, minutes, who),
    )


def _act(meeting_id: UUID, said: str, where: str, do: Callable[[Writer], object]) -> ResponseReturnValue:
    """Do something and go back to where it is seen; or show the desk with why it cannot be done."""
    try:
        do(writer())
    except (InvalidInput, Conflict) as error:
        session().rollback()
        page, _ = _page(meeting_id, fault=fault_of(error))
        return page, status_of(error)
    return done(said, "meeting_desk.show", meeting_id=meeting_id, _anchor=where)


def _chosen(acts: Mapping[str, Callable[..., object]]) -> Callable[..., object]:
    chosen = request.form.get("act", "")
    if chosen not in acts:
        raise InvalidInput(f"Nothing is called {chosen[:40]!r} here; choose one of {', '.join(acts)}.", field="act")
    return acts[chosen]


def _page(meeting_id: UUID, *, fault: str | None = None) -> tuple[str, int]:
    found = desk(session(), meeting_id, by=reader(), now=now())
    teams, organisations = choices(session(), reader(), now=now()) if found.may_write else ([], [])
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    config: dict[str, Any] = {
        "api": "/api/v1",
        "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        "meeting": meeting_id,
    }
    page = render_template(
        "meeting/desk.html",
        city=current_app.config["CITY"],
        desk=found,
        meeting=found.meeting,
        shell=shell,
        map_config=config,
        teams=teams,
        organisations=organisations,
        kinds=MEETING_KINDS,
        organisation_kinds=ORGANISATION_KINDS,
        roles=ROLES,
        programme_kinds=PROGRAMME_KINDS,
        programmes=programme_choices(session(), found.meeting, reader()) if found.may_write else [],
        states=DECISION_STATES,
        moves=MOVES,
        category_by_id=category_by_id,
        district_names=district_names(session()),
        fault=fault,
        **vocabulary(),
    )
    return page, HTTPStatus.OK
