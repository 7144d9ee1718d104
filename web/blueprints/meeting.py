"""주민회의: the list of meetings, the form of one, and 결정 이행, what became of what they decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.calendar import FIRST_DAY, KST, end_of
from mapper.domain.decision import DECISION_STATES, GROUPINGS, Followed, executions, in_group, in_order
from mapper.domain.label import Label
from mapper.domain.meeting import MEETING_KINDS, MeetingDraft
from mapper.errors import DecidedMeanwhile, InvalidInput
from mapper.operations import meeting_tables
from mapper.operations import meetings as operations
from mapper.operations.decision_figures import FIGURES, Evidence, evidence, figures
from mapper.operations.meeting_access import meeting_in_reach, open_meeting, team_choices, writes
from mapper.operations.meetings import Period
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.patrol import XLSX
from web.clock import now, today
from web.errors import status_of
from web.languages import gettext, said, translated
from web.meeting_forms import day_asked, draft_sent, fault_of, version_sent, vocabulary, writer
from web.session import session

blueprint = APIBlueprint("meeting", __name__, url_prefix="/meetings", enable_openapi=False)

_YEAR: Final = timedelta(days=365)
_AHEAD: Final = timedelta(days=120)
_SHOWN: Final = 200
_OVERDUE: Final = "overdue"
_STATES: Final = DECISION_STATES | {_OVERDUE: Label("기한 지남", "Overdue")}
_GROUPING_LABELS: Final = {"district": "동별", "quarter": "분기별", "team": "추진단별", "kind": "종류별"}
_ASKED: Final = ("from", "to", "as_of", "known", "district", "state", "by", "of")
"""What the page of decisions hands on: other names might mean something to url_for."""

_EVENING: Final = 19
"""When residents have time."""


@blueprint.get("")
def index() -> str:
    """List meetings, with what is overdue of all decisions, however long ago they were made.

    Returns
    -------
    str
        HTML.
    """
    by, day = reader(), today()
    first, last = day_asked("from") or day - _YEAR, day_asked("to") or day + _AHEAD
    period = Period(first, last, now(), request.args.get("district") or None)
    lines = operations.meetings(session(), period, by=by)
    kind = request.args.get("kind")
    found = evidence(session(), period, by=by, as_of=day)
    ever = evidence(session(), replace(period, first=FIRST_DAY, last=day), by=by, as_of=day)
    overdue = [one for one in in_order(ever.decisions, today=day) if one.is_overdue(day)]
    ever_overdue: dict[str, Any] = {"from": FIRST_DAY, "state": _OVERDUE, "district": period.district}
    decided: dict[UUID, list[str]] = {}
    for one in found.decisions:
        decided.setdefault(one.meeting, []).append(one.state)
    return render_template(
        "meeting/list.html",
        city=current_app.config["CITY"],
        lines=[one for one in lines if kind in {None, "", one.meeting.kind}],
        period=period,
        kind=kind,
        kinds=MEETING_KINDS,
        decided=decided,
        overdue=overdue,
        rows_overdue=url_for("meeting.decisions", **ever_overdue),
        now=now(),
        district_names=district_names(session()),
        may_add=bool(operations.district_choices(session(), by)) or writes(by, ()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a new meeting, and add it.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; its desk after it was added.
    """
    if request.method != "POST":
        own = tuple(sorted(reader().districts or ()))
        evening = datetime.combine(today(), datetime.min.time(), KST).replace(hour=_EVENING)
        return _form(MeetingDraft("residents", "", "", evening, own[:1]))
    try:
        meeting_id = operations.add_meeting(session(), draft_sent(), writer())
    except InvalidInput as error:
        session().rollback()
        return _form(draft_sent(instead=now()), error=error)
    return done(gettext("회의를 만들었습니다."), "meeting_desk.show", meeting_id=meeting_id)


@blueprint.route("/<uuid:meeting_id>/edit", methods=["GET", "POST"])
def change(meeting_id: UUID) -> ResponseReturnValue:
    """Show what a meeting is, and write it down anew.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; its desk after it was changed.
    """
    found = open_meeting(session(), meeting_id, writer())
    if request.method != "POST":
        return _form(found.draft, version=found.version, meeting_id=meeting_id)
    try:
        operations.change_meeting(session(), meeting_id, draft_sent(), writer(), seen=version_sent())
    except (InvalidInput, DecidedMeanwhile) as error:
        session().rollback()
        return _form(draft_sent(instead=now()), version=version_sent(), meeting_id=meeting_id, error=error)
    return done(gettext("회의를 고쳤습니다."), "meeting_desk.show", meeting_id=meeting_id)


@blueprint.get("/decisions")
def decisions() -> str:
    """Show what became of the decisions of a period, with the rows behind every figure.

    Returns
    -------
    str
        HTML.
    """
    period, found = _asked()
    names, values, grouping, rows = district_names(session()), figures(found), _grouping(), _shown(found)
    return render_template(
        "meeting/decisions.html",
        city=current_app.config["CITY"],
        period=period,
        as_of=found.as_of,
        known=day_asked("known"),
        figures=[(figure, values[figure.key]) for figure in FIGURES],
        grouping=grouping,
        groupings=translated(_GROUPING_LABELS),
        parts=executions(found.decisions, grouping, today=found.as_of),
        part_names=_part_names(grouping, names),
        held=found.meetings,
        rows=rows[:_SHOWN],
        count=len(rows),
        state=request.args.get("state", ""),
        group=request.args.get("of"),
        states=_STATES,
        district_names=names,
        asked={name: value for name in _ASKED if (value := request.args.get(name)) or (name == "of" and value == "")},
    )


@blueprint.get("/decisions.csv")
def decisions_rows() -> Response:
    """Give the decisions that the page lists as CSV, all of them.

    Returns
    -------
    Response
        As Excel opens it.
    """
    period, found = _asked()
    sheet = meeting_tables.decisions_sheet(_shown(found), district_names(session()), today=found.as_of)
    return as_file(meeting_tables.csv_of(sheet), "text/csv", f"golmok-decisions-{period.first}-{period.last}.csv")


@blueprint.get("/decisions.xlsx")
def decisions_book() -> Response:
    """Give the figures of a period, and the meetings and decisions behind them, as a workbook.

    Returns
    -------
    Response
        XLSX.
    """
    period, found = _asked()
    names = district_names(session())
    sheets = [
        meeting_tables.figures_sheet(figures(found), f"{period.first}~{period.last}", found.as_of),
        *(
            meeting_tables.execution_sheet(
                label, executions(found.decisions, grouping, today=found.as_of), _korean_names(grouping, names)
            )
            for grouping, label in _GROUPING_LABELS.items()
        ),
        meeting_tables.decisions_sheet(in_order(found.decisions, today=found.as_of), names, today=found.as_of),
        meeting_tables.meetings_sheet(found.meetings, names),
    ]
    name = f"golmok-decisions-{period.first}-{period.last}.xlsx"
    return as_file(meeting_tables.book_of(sheets), XLSX, name)


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """Hand something out to be kept.

    Parameters
    ----------
    content : bytes
        Of the file.
    media_type, name : str
        What it is, and what it is called: letters, digits and hyphens.

    Returns
    -------
    Response
        To be saved, not shown.
    """
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _asked() -> tuple[Period, Evidence]:
    """Read the rows that the address asks for: of a year up to today unless it says otherwise."""
    last = day_asked("to") or today()
    first = day_asked("from") or last - _YEAR
    as_of = day_asked("as_of") or today()
    known = day_asked("known")
    moment = now() if known is None else min(end_of(known), now())
    period = Period(first, last, moment, request.args.get("district") or None)
    return period, evidence(session(), period, by=reader(), as_of=as_of)


def _grouping() -> str:
    grouping = request.args.get("by", "district")
    if grouping not in GROUPINGS:
        message = f"Decisions are not counted by {grouping[:40]!r}; choose one of {', '.join(GROUPINGS)}."
        raise InvalidInput(message, field="by")
    return grouping


def _shown(found: Evidence) -> list[Followed]:
    """Return the rows behind the number that was followed, or all of them, what is to be done first."""
    state, group = request.args.get("state", ""), request.args.get("of")
    rows = in_order(found.decisions, today=found.as_of)
    if group is not None:
        rows = in_group(rows, _grouping(), group)
    if state == _OVERDUE:
        return [one for one in rows if one.is_overdue(found.as_of)]
    return [one for one in rows if state in {"", one.state}]


def _part_names(grouping: str, districts: dict[str, str]) -> dict[str, str]:
    none = {"district": gettext("시 전체"), "team": gettext("담당 없음")}.get(grouping, "")
    kinds = {key: said(label) for key, label in MEETING_KINDS.items()}
    return {"": none} | {"district": districts, "kind": kinds}.get(grouping, {})


def _korean_names(grouping: str, districts: dict[str, str]) -> dict[str, str]:
    kinds = {key: label.ko for key, label in MEETING_KINDS.items()}
    none = {"district": "시 전체", "team": "담당 없음"}.get(grouping, "")
    return {"": none} | {"district": districts, "kind": kinds}.get(grouping, {})


def _form(
    draft: MeetingDraft,
    *,
    version: UUID | None = None,
    meeting_id: UUID | None = None,
    error: InvalidInput | DecidedMeanwhile | None = None,
) -> ResponseReturnValue:
    by = reader()
    if meeting_id is not None:
        meeting_in_reach(session(), meeting_id, by=by, known=now())
    page = render_template(
        "meeting/form.html",
        city=current_app.config["CITY"],
        draft=draft,
        held_at=f"{draft.held_at.astimezone(KST):%Y-%m-%dT%H:%M}",
        version=version,
        meeting_id=meeting_id,
        kinds=MEETING_KINDS,
        district_choices=operations.district_choices(session(), by),
        teams=team_choices(session(), by),
        whole_city=writes(by, ()),
        fault=error and fault_of(error),
        **vocabulary(),
    )
    return page, HTTPStatus.OK if error is None else status_of(error)
