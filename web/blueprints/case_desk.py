"""The desk of one case: a reason first, then what is due and what was written; one form a page for what is written next."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import Reason
from mapper.domain.case_kinds import KINDS, Field
from mapper.domain.case_record import Content, is_open, standing
from mapper.domain.case_stage import ALLOWED, STAGES, check_move
from mapper.domain.household import Household
from mapper.domain.label import Label
from mapper.errors import CaseMoveRefused, Conflict, InvalidInput, RecordClash
from mapper.operations.agencies import agencies
from mapper.operations.crisis import keeping
from mapper.operations.crisis.case_desk import (
    WRITING_HOLDS,
    CaseDesk,
    CaseLine,
    case_desk,
    case_line,
    give_reason,
    reason_given,
)
from mapper.operations.crisis.casework import take_in_again
from mapper.operations.crisis.casework import write as write_record
from mapper.operations.crisis.experts import experts
from mapper.operations.people.teams import user_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.cases import LIST_REASON, vocabulary
from web.case_forms import content_sent, draft_sent, fault_of, household_sent, household_typed, reason_sent
from web.errors import status_of
from web.held_form import carried, go_on, hold_form
from web.languages import gettext
from web.next_page import next_page
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("case_desk", __name__, url_prefix="/cases/<uuid:case_id>", enable_openapi=False)

_NEXT = {"received": "assessment", "assessed": "conference", "decided": "plan", "aftercare": "aftercare"}
"""What a case that stands so waits for most."""


@blueprint.get("")
def show(case_id: UUID) -> ResponseReturnValue:
    """Show a case to whoever said why not long ago; ask everybody else.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str
        HTML.
    """
    reason = reason_given(staff_session(), case_id, look(LIST_REASON))
    if reason is None:
        return _gate(case_id)
    desk = case_desk(staff_session(), vault(), case_id, look(reason))
    return _desk(desk)


@blueprint.post("")
def open_case(case_id: UUID) -> ResponseReturnValue:
    """Take the reason, and show the case.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str or Response
        To the case; or the question again, with what is wrong with the answer.
    """
    try:
        give_reason(staff_session(), case_id, look(reason_sent()))
    except InvalidInput as error:
        return _gate(case_id, fault=fault_of(error), held=carried()), status_of(error)
    return go_on(url_for("case_desk.show", case_id=case_id))


@blueprint.route("/write/<kind>", methods=["GET", "POST"])
def write(case_id: UUID, kind: str) -> ResponseReturnValue:
    """Ask for a record, and write it.

    Parameters
    ----------
    case_id : UUID
        Of the case.
    kind : str
        A key of `KINDS`.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the case after it was written.
    """
    reason, line = _held(case_id)
    if reason is None:
        return gate(case_id)
    if kind not in ALLOWED[line.stage]:
        raise CaseMoveRefused(f"A case that is {line.stage} takes no {kind[:40]!r}.", stage=line.stage)
    rule = KINDS[kind]
    return _form(line, reason, _Asked(kind, None, rule.verb, rule.fields, rule.due))


@blueprint.route("/records/<uuid:about>/<to>", methods=["GET", "POST"])
def move(case_id: UUID, about: UUID, to: str) -> ResponseReturnValue:
    """Ask what became of something that was begun, and write it.

    Parameters
    ----------
    case_id, about : UUID
        Of the case, and of the record that began it.
    to : str
        State afterwards.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the case after it was written.
    """
    reason, line = _held(case_id)
    if reason is None:
        return gate(case_id)
    last, wanted = check_move(line.records, about, to)
    title = Label(f"{KINDS[last.kind].label.ko}: {wanted.label.ko}", f"{KINDS[last.kind].label.en}: {wanted.label.en}")
    return _form(line, reason, _Asked(to, about, title, wanted.fields, wanted.due))


@blueprint.route("/household", methods=["GET", "POST"])
def correct(case_id: UUID) -> ResponseReturnValue:
    """Show what is known of the household, and write it anew.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the case after it was written.
    """
    reason, line = _held(case_id)
    if reason is None:
        return gate(case_id)
    household_id, over = line.case.household_id, request.form.get("over", 0, type=int)
    if request.method != "POST":
        desk = case_desk(staff_session(), vault(), case_id, look(reason))
        return _household(line, desk.household, desk.version, {})
    try:
        keeping.amend(staff_session(), vault(), household_id, household_sent(), look(reason), over=over)
    except (InvalidInput, Conflict) as error:
        staff_session().rollback()
        return _household(line, household_typed(), over, content_sent(), fault=fault_of(error)), status_of(error)
    return done(gettext("가구 정보를 고쳤습니다."), "case_desk.show", case_id=case_id)


@blueprint.route("/again", methods=["GET", "POST"])
def again(case_id: UUID) -> ResponseReturnValue:
    """Ask for a new case of a household whose case was closed, and open it.

    Parameters
    ----------
    case_id : UUID
        Of the closed case.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the new case after it was opened.
    """
    reason, line = _held(case_id)
    if reason is None:
        return gate(case_id)
    if request.method != "POST":
        return _again(line, None)
    try:
        typed = request.form.to_dict(flat=False)
        new_id = take_in_again(staff_session(), vault(), case_id, typed, look(reason))
    except (InvalidInput, Conflict) as error:
        staff_session().rollback()
        return _again(line, error), status_of(error)
    return done(gettext("접수했습니다. 이 사례는 이제 맡은 사례입니다."), "case_desk.show", case_id=new_id)


def _held(case_id: UUID) -> tuple[Reason | None, CaseLine]:
    """Return why somebody writes, as they said when they opened the case, and where it stands."""
    asked = look(LIST_REASON)
    reason = reason_given(staff_session(), case_id, asked, within=WRITING_HOLDS)
    return reason, case_line(staff_session(), case_id, asked)


def gate(case_id: UUID) -> ResponseReturnValue:
    """Ask why a case is to be opened before a form of it is shown or stored; what was typed waits meanwhile.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str or Response
        The question, with the form that was sent; the way to it where none was.
    """
    held = hold_form()
    return _gate(case_id, held=held) if held else redirect(url_for("case_desk.show", case_id=case_id), 303)


def _gate(case_id: UUID, *, fault: str | None = None, held: str = "") -> str:
    return render_template(
        "cases/gate.html",
        city=current_app.config["CITY"],
        case_id=case_id,
        fault=fault,
        held=held,
        next=next_page() if carried() else request.path,
        **vocabulary(),
    )


def _desk(desk: CaseDesk) -> str:
    line = desk.line
    last = standing(line.records)
    return render_template(
        "cases/desk.html",
        city=current_app.config["CITY"],
        desk=desk,
        line=line,
        stage_order=list(STAGES),
        begun=[one for one in reversed(desk.records) if one.record.about is None],
        after={about: [one for one in desk.records if one.record.about == about] for about in last},
        last=last,
        is_open=is_open,
        next_kind=_NEXT.get(line.stage),
        allowed=[kind for kind in KINDS if kind in ALLOWED[line.stage]],
        writers=user_names(session()),
        **vocabulary(),
    )


@dataclass(frozen=True)
class _Asked:
    """What a form asks for."""

    what: str
    about: UUID | None
    title: Label
    fields: tuple[Field, ...]
    due: Label | None


def _form(line: CaseLine, reason: Reason, asked: _Asked) -> ResponseReturnValue:
    typed: Content = {}
    fault: InvalidInput | Conflict | None = None
    if request.method == "POST":
        typed = content_sent()
        try:
            write_record(staff_session(), vault(), line.case.id, draft_sent(asked.what, asked.about), look(reason))
        except (InvalidInput, Conflict) as error:
            staff_session().rollback()
            fault = error
        else:
            return done(gettext("적었습니다."), "case_desk.show", case_id=line.case.id)
    page = render_template(
        "cases/write.html",
        city=current_app.config["CITY"],
        line=line,
        asked=asked,
        typed=typed,
        record=uuid4() if isinstance(fault, RecordClash) else typed.get("record") or uuid4(),
        fault=fault and fault_of(fault),
        wrong=fault and fault.fields.get("field"),
        **_helpers(asked),
        **vocabulary(),
    )
    return page, 200 if fault is None else status_of(fault)


def _helpers(asked: _Asked) -> dict[str, object]:
    """Return who may be chosen in a form: agencies to refer to, experts who sit at conferences."""
    listed = agencies(session(), by=reader()) if asked.what in {"referral", "conference"} else []
    names = {one.agency_id: one.name for one in listed}
    sitting = experts(staff_session(), look(LIST_REASON)) if asked.what == "conference" else []
    who = [" ".join(filter(None, (names.get(one.agency_id), one.position, one.name))) for one in sitting]
    return {"agency_names": sorted(names.values()), "experts": who}


def _household(line: CaseLine, household: Household, version: int, typed: Content, *, fault: str | None = None) -> str:
    return render_template(
        "cases/household.html",
        city=current_app.config["CITY"],
        line=line,
        household=household,
        version=version,
        typed=typed,
        fault=fault,
        **vocabulary(),
    )


def _again(line: CaseLine, error: InvalidInput | Conflict | None) -> str:
    return render_template(
        "cases/again.html",
        city=current_app.config["CITY"],
        line=line,
        typed=content_sent(),
        fault=error and fault_of(error),
        wrong=error and error.fields.get("field"),
        **vocabulary(),
    )
