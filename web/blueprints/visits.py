"""현장방문: the list of visits, the form of a new one, the desk of one, and its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from layers.render import Parts
from mapper.domain.access import Reach, reach
from mapper.domain.calendar import KST
from mapper.domain.ledger import LEDGER_STATES
from mapper.domain.paper import SIZES, PaperSize
from mapper.domain.visit import (
    CARE,
    LIVELIHOOD,
    LONGEST_LIMIT_M,
    LONGEST_MINUTES,
    LONGEST_STOP,
    MOST_STOPS,
    PLACE_KINDS,
    PLANNED_KINDS,
    SHORTEST_LIMIT_M,
    USUAL_STOP,
    VISIT_KINDS,
    StopDraft,
    VisitDraft,
)
from mapper.domain.visit_record import ATTENDANCE_KINDS
from mapper.errors import Conflict, GolmokError, InvalidInput
from mapper.operations import ledger, reminders, visit_choice, visit_exports, visit_records, visits
from mapper.operations.visit_choice import Rule
from mapper.operations.visit_pack import gather_pack
from mapper.operations.visit_walk import Ends, walk
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.board import city_of
from web.clock import now, today
from web.errors import status_of
from web.export_stream import named
from web.languages import gettext
from web.meeting_forms import version_sent, writer
from web.photos import photo_files
from web.public_summary import public_summary
from web.session import session
from web.visit_files import MEDIA, Making, file_stem, visit_file
from web.visit_forms import differences, draft_sent, fault_of

blueprint = APIBlueprint("visits", __name__, url_prefix="/visits", enable_openapi=False)

_YEAR: Final = timedelta(days=365)
_AHEAD: Final = timedelta(days=120)
_AFTERNOON: Final = 14
"""When there is light, and offices are open."""

_LIMITS: Final = {
    "minutes": LONGEST_MINUTES,
    "least": SHORTEST_LIMIT_M,
    "most": LONGEST_LIMIT_M,
    "stops": MOST_STOPS,
    "stay": LONGEST_STOP,
    "usual": USUAL_STOP,
}


@blueprint.get("")
def index() -> str:
    """List visits: those to come, and those of the last year, counted by kind; and remind of what came of them.

    Returns
    -------
    str
        HTML.
    """
    day, by = today(), reader()
    ahead, behind = (day, day + _AHEAD), (day - _YEAR, day - timedelta(days=1))
    place = request.args.get("place", "")
    kind = LIVELIHOOD if place else request.args.get("kind", "")
    return render_template(
        "visit/list.html",
        city=current_app.config["CITY"],
        coming=visits.visits(session(), *ahead, by=by, kind=kind, place=place)[::-1],
        past=visits.visits(session(), *behind, by=by, kind=kind, place=place),
        tallies=[(part, visits.tally(session(), *days, by=by)) for part, days in (("past", behind), ("coming", ahead))],
        chosen=(kind, place),
        most=visits.MOST,
        planned_kinds=PLANNED_KINDS,
        livelihood=LIVELIHOOD,
        reminders=reminders.reminded(session(), by=reader(), now=now()),
        kinds=VISIT_KINDS,
        place_kinds=PLACE_KINDS,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a new visit, find its stops, and plan it.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the desk of the visit after it was planned.
    """
    if request.method != "POST":
        begins = datetime.combine(today() + timedelta(days=1), datetime.min.time(), KST).replace(hour=_AFTERNOON)
        return _form(VisitDraft("field_office", None, "", begins))
    try:
        draft = draft_sent()
        stops, left_out = _found_stops()
        found = walk(session(), stops, Ends(draft.begin, draft.end), shortest=True)
        visit_id = visits.add_visit(session(), replace(draft, stops=found.stops), writer())
    except InvalidInput as error:
        session().rollback()
        return _form(draft_sent(instead=now()), error=error)
    said = gettext("현장방문을 계획했습니다.")
    if left_out:
        words = gettext(
            "목록에서 %(left)d곳은 빠졌습니다. 방문지는 %(most)d곳까지이고, 새로 나뉜 골목은 지도에서 다시 골라야 합니다."
        )
        said = f"{said} {words % {'left': left_out, 'most': MOST_STOPS}}"
    return done(said, "visits.show", visit_id=visit_id)


@blueprint.get("/<uuid:visit_id>")
def show(visit_id: UUID) -> ResponseReturnValue:
    """Show the desk of a visit: its stops on the map, and when one is where.

    Parameters
    ----------
    visit_id : UUID
        Of the visit.

    Returns
    -------
    str
        HTML.
    """
    return _desk(visit_id)


@blueprint.post("/<uuid:visit_id>")
def change(visit_id: UUID) -> ResponseReturnValue:
    """Write a visit down anew.

    Parameters
    ----------
    visit_id : UUID
        Of the visit.

    Returns
    -------
    str or Response
        To the desk; the desk with what is wrong.
    """
    try:
        seen = request.form.get("over", type=UUID) or version_sent()
        visits.change_visit(session(), visit_id, draft_sent(), writer(), seen=seen)
    except (InvalidInput, Conflict) as error:
        session().rollback()
        return _desk(visit_id, draft=draft_sent(instead=now()), error=error)
    return done(gettext("현장방문을 저장했습니다."), "visits.show", visit_id=visit_id)


@blueprint.post("/<uuid:visit_id>/files")
def file(visit_id: UUID) -> ResponseReturnValue:
    """Give files of a visit, with a number of their own, an end, and a reason that is written down.

    Parameters
    ----------
    visit_id : UUID
        Of the visit.

    Returns
    -------
    Response
        A file; the desk with what is wrong.
    """
    form, at, city = request.form.get("form", ""), now(), current_app.config["CITY"]
    size: PaperSize = next((one for one in SIZES if one == request.form.get("size")), "a4")
    try:
        signed = visit_exports.sign_out(session(), visit_id, form, request.form.get("reason", ""), writer())
        pack = gather_pack(session(), photo_files(), signed, by=reader(), now=at)
    except InvalidInput as error:
        session().rollback()
        return _desk(visit_id, error=error)
    made = visit_file(Making(session(), pack, city_of(), city, size, at), form)
    stem = file_stem(pack)
    korean = "_".join((gettext("현장방문"), pack.draft.day.isoformat()))
    return named(Response(made, content_type=MEDIA[form]), plain=f"{stem}.{form}", korean=f"{korean}.{form}")


def _found_stops() -> tuple[tuple[StopDraft, ...], int]:
    """Find the stops as the form says, of a list, by a rule, or none yet, to be picked on the map; and how many of the list are none."""
    form, by = request.form, reader()
    source = form.get("source", "map")
    if source == "list":
        return visit_choice.of_list(session(), form.get("list", UUID(int=0), type=UUID), by=by)
    if source == "map":
        return (), 0
    rule = Rule(source, form.get("district") or None, form.get("count", 0, type=int))
    return visit_choice.by_rule(city_of(), rule, by=by), 0


def _form(draft: VisitDraft, *, error: GolmokError | None = None) -> ResponseReturnValue:
    form = request.form
    page = render_template(
        "visit/form.html",
        city=current_app.config["CITY"],
        draft=draft,
        fault=error and fault_of(error),
        source=form.get("source") or ("list" if request.args.get("list") else "worst"),
        chosen_list=form.get("list") or request.args.get("list", ""),
        chosen_district=form.get("district") or request.args.get("district", ""),
        count=form.get("count", visit_choice.USUAL_COUNT, type=int),
        lists=visit_choice.lists_for_visits(session(), by=reader()),
        districts=_districts(),
        **_vocabulary(draft),
    )
    return page, HTTPStatus.OK if error is None else status_of(error)


def _desk(visit_id: UUID, *, draft: VisitDraft | None = None, error: GolmokError | None = None) -> ResponseReturnValue:
    found = visits.visit_for(session(), visit_id, by=reader())
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    config: dict[str, Any] = {
        "api": "/api/v1",
        "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        "visit": visit_id,
        "most": MOST_STOPS,
        "usual": USUAL_STOP,
    }
    page = render_template(
        "visit/desk.html",
        city=current_app.config["CITY"],
        visit=found,
        draft=draft or found.draft,
        # Who saves again must not write over what they have not seen: they say so by another button.
        seen=request.form.get("seen") or found.version if isinstance(error, Conflict) else found.version,
        theirs=differences(draft, found.draft, _vocabulary(draft)) if draft and isinstance(error, Conflict) else [],
        reason=request.form.get("reason", ""),
        fault=error and fault_of(error),
        shell=shell,
        map_config=config,
        forms=visit_exports.FORMS,
        exports=visit_exports.exports_of(session(), visit_id, by=reader()),
        **_went(visit_id),
        takes_out=reach(visit_exports.PERMISSION, reader().role) is not Reach.NONE and found.draft.kind != CARE,
        **_vocabulary(draft or found.draft),
    )
    return page, HTTPStatus.OK if error is None else status_of(error)


def _went(visit_id: UUID) -> dict[str, Any]:
    """Return how a visit went, and what earlier ones left open where it goes."""
    by, at = reader(), now()
    held = visit_records.how_it_went(session(), visit_id, by=by)
    return {
        "held": held,
        "heads": sum(one.heads for one in held.heads),
        "entries": ledger.of_visit(session(), visit_id, by=by, now=at),
        "bring": ledger.to_bring(session(), visit_id, by=by, now=at),
        "roles": ATTENDANCE_KINDS,
        "states": LEDGER_STATES,
        "today": today(),
    }


def _districts() -> dict[str, str]:
    known = city_of().districts
    return dict(zip(known.keys, known.names, strict=True))


def _vocabulary(draft: VisitDraft) -> dict[str, Any]:
    return {
        "starts_at": f"{draft.starts_at.astimezone(KST):%Y-%m-%dT%H:%M}",
        "kinds": VISIT_KINDS,
        "planned_kinds": PLANNED_KINDS,
        "place_kinds": PLACE_KINDS,
        "places": visits.place_choices(session(), by=reader()),
        "limits": _LIMITS,
    }
