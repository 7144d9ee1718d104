"""사업: the list of what a city runs, the page of one, and its form, which says all that is wrong at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from layers.render import Parts
from mapper.domain.access import Reach, reach
from mapper.domain.calendar import end_of
from mapper.domain.decision import DECISION_STATES, execution
from mapper.domain.declared_photo import MOST_PHOTOS
from mapper.domain.indicator import BOUNDS, TASK_STATES
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS, MEETING_KINDS
from mapper.domain.programme import FAULTS, MOST_MEMBERS, MOST_WON, PROGRAMME_KINDS, ProgrammeDraft
from mapper.domain.programme_photo import SIDES, PhotosDraft, has_photos
from mapper.errors import DecidedMeanwhile, InvalidInput, ProgrammeFaults
from mapper.operations import programmes as operations
from mapper.operations.figures.answering import DEFINITIONS, INDICATORS, asked_for
from mapper.operations.people.teams import district_names
from mapper.operations.programme_meetings import talked_about
from mapper.operations.programme_photos import photos_of
from mapper.operations.programme_sites import mended_at, site_of, sites_of
from mapper.operations.programmes import WRITING, Programme, Signer
from mapper.operations.scorecards import scorecard, scores
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.figures import city_names, day_asked
from web.blueprints.meeting_map import lit_segment
from web.clock import now, today
from web.errors import sentence
from web.figure_words import number
from web.languages import gettext, said
from web.programme_forms import programme_sent
from web.public_summary import public_summary
from web.session import session

blueprint = APIBlueprint("programmes", __name__, url_prefix="/programmes", enable_openapi=False)


@blueprint.get("")
def index() -> str:
    """List programmes by kind; those of one kind stand on the map with their sites.

    Returns
    -------
    str
        HTML.
    """
    kind, city = request.args.get("kind", ""), request.args.get("city", "")
    found = operations.programmes(session(), by=reader(), city=city, kind=kind)
    sites = sites_of(session(), found, by=reader()) if kind else {}
    parents = {one.id: one.draft.title for one in found}
    return render_template(
        "programme/list.html",
        **_shell(is_shown=bool(sites)),
        sites=[
            {
                "title": one.draft.title,
                "id": one.id,
                "lines": [lit_segment(segment)["line"] for segment in sites[one.id]],
            }
            for one in found
            if one.id in sites
        ],
        groups=[(key, [one for one in found if one.draft.kind == key]) for key in PROGRAMME_KINDS],
        kinds=PROGRAMME_KINDS,
        kind=kind,
        chosen_city=city,
        city_names=city_names(),
        district_names=district_names(session()),
        parents=parents,
        today=today(),
        may_write=reach(WRITING, reader().role) is Reach.ALL,
    )


@blueprint.get("/scorecard")
def card() -> str:
    """Show the strategies of a city on one page: each task with what judges it, and where it stood on a day, as known then.

    Returns
    -------
    str
        HTML; it prints on A4.
    """
    names = city_names()
    chosen = request.args.get("city") or next(iter(names), "")
    as_of, known = day_asked("as_of") or today(), day_asked("known_at")
    asked = asked_for(chosen, as_of, now=now(), known=None if known is None else end_of(known))
    return render_template(
        "programme/scorecard.html",
        city=current_app.config["CITY"],
        scored=scorecard(session(), asked, by=reader()),
        asked=asked,
        city_names=names,
        today=today(),
        is_now=as_of == today() and known is None,
        **_judging(known),
    )


@blueprint.get("/<uuid:programme_id>")
def show(programme_id: UUID) -> str:
    """Show what a programme is: how it was and how it is since, and where.

    Parameters
    ----------
    programme_id : UUID
        Of the programme.

    Returns
    -------
    str
        HTML.
    """
    return page_of(programme_id)


def page_of(programme_id: UUID, *, sent: PhotosDraft | None = None, photo_faults: Sequence[str] = ()) -> str:
    """Return the page of a programme.

    Parameters
    ----------
    programme_id : UUID
        Of the programme.
    sent : PhotosDraft or None
        Photos that could not be added, to be shown again.
    photo_faults : sequence of str
        What is wrong with them.

    Returns
    -------
    str
        HTML.
    """
    by = reader()
    found = operations.programme_of(session(), programme_id, by=by)
    others = operations.programmes(session(), by=by, city=found.draft.city)
    talked = talked_about(session(), programme_id, by=by, now=now())
    return render_template(
        "programme/show.html",
        photos=photos_of(session(), programme_id, by=by, now=now()),
        sees_all=reach("photo", by.role) is Reach.ALL,
        takes_photos=has_photos(found.draft.kind),
        sides=SIDES,
        sent=sent or PhotosDraft("", None, "", ()),
        photo_faults=photo_faults,
        most_photos=MOST_PHOTOS,
        longest_caption=LONGEST_LINE,
        found=found,
        draft=found.draft,
        kind=PROGRAMME_KINDS[found.draft.kind],
        served=next((one for one in others if one.id == found.draft.parent), None),
        serving=[one for one in others if one.draft.parent == found.id],
        mended=mended_at(session(), found.draft, by=by, now=now()),
        score=next(iter(scores(session(), [found], asked_for(found.draft.city, today(), now=now()), by=by))),
        talked_about=talked,
        came_of_it=execution(chain.from_iterable(one.decisions for one in talked), today=today()),
        meeting_kinds=MEETING_KINDS,
        decision_states=DECISION_STATES,
        standings=operations.standings(session(), programme_id, by=by),
        changes=operations.changes(session(), programme_id, by=by),
        kinds=PROGRAMME_KINDS,
        titles={one.id: one.draft.title for one in others},
        **_judging(),
        district_names=district_names(session()),
        today=today(),
        may_write=reach(WRITING, by.role) is Reach.ALL,
        **_map(found.draft),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a new programme, and write it down.

    Returns
    -------
    str or Response
        The form, with all that is wrong with it; its page after it was written.
    """
    if request.method != "POST":
        kind = request.args.get("kind", "project")
        city = request.args.get("city") or next(iter(city_names()), "")
        return _form(ProgrammeDraft(kind if kind in PROGRAMME_KINDS else "project", "", city, today()))
    try:
        made = operations.add_programme(session(), programme_sent(), Signer(reader(), now(), uuid4))
    except InvalidInput as error:
        session().rollback()
        return _form(programme_sent(), error=error)
    return done(gettext("사업을 적었습니다."), "programmes.show", programme_id=made)


@blueprint.route("/<uuid:programme_id>/edit", methods=["GET", "POST"])
def change(programme_id: UUID) -> ResponseReturnValue:
    """Show what a programme is, and write it down anew.

    Parameters
    ----------
    programme_id : UUID
        Of the programme.

    Returns
    -------
    str or Response
        The form, with all that is wrong with it; its page after it was written.
    """
    found = operations.programme_of(session(), programme_id, by=reader())
    if request.method != "POST":
        return _form(found.draft, found=found)
    try:
        seen = request.form.get("seen", type=UUID) or found.version
        operations.change_programme(
            session(), programme_id, programme_sent(), Signer(reader(), now(), uuid4), seen=seen
        )
    except (InvalidInput, DecidedMeanwhile) as error:
        session().rollback()
        return _form(programme_sent(), found=found, error=error)
    return done(gettext("사업을 고쳤습니다."), "programmes.show", programme_id=programme_id)


def _form(
    draft: ProgrammeDraft, *, found: Programme | None = None, error: InvalidInput | DecidedMeanwhile | None = None
) -> ResponseReturnValue:
    faults = [str(one) for one in error.fields["faults"]] if isinstance(error, ProgrammeFaults) else []  # type: ignore[attr-defined] # a list
    told = [said(FAULTS[one]) for one in faults] or ([] if error is None else [sentence(error.code)])
    strategies = operations.programmes(session(), by=reader(), kind="strategy")
    page = render_template(
        "programme/form.html",
        draft=draft,
        kind=PROGRAMME_KINDS.get(draft.kind, PROGRAMME_KINDS["project"]),
        kinds=PROGRAMME_KINDS,
        found=found,
        faults=told,
        typed=request.form,
        wrong={one.rpartition(".")[2] for one in faults},
        strategies=strategies,
        city_names=city_names(),
        district_names=district_names(session()),
        indicators=INDICATORS,
        **_judging(),
        limits={"line": LONGEST_LINE, "words": LONGEST_WORDS, "members": MOST_MEMBERS, "won": MOST_WON},
        today=today(),
        **_map(draft),
    )
    return page, HTTPStatus.BAD_REQUEST if error is not None else HTTPStatus.OK


def _map(draft: ProgrammeDraft) -> dict[str, Any]:
    """Return what the map of a site is drawn from; a kind without a site has none."""
    if "segments" not in PROGRAMME_KINDS.get(draft.kind, PROGRAMME_KINDS["project"]).asks:
        return {**_shell(is_shown=False), "sites": []}
    sites = [lit_segment(one) for one in site_of(session(), draft, by=reader())]
    return {**_shell(is_shown=True), "sites": sites}


def _shell(*, is_shown: bool) -> dict[str, Any]:
    city = current_app.config["CITY"]
    if not is_shown:
        return {"city": city, "shell": None}
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    config = {"api": "/api/v1", "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds)}
    return {"city": city, "shell": shell, "map_config": config}


def _judging(known: date | None = None) -> dict[str, Any]:
    """Return what tasks are judged by, in words, and up to which day what was recorded is known where one is named."""
    figures = {one.key: one for one in DEFINITIONS}
    return {"figures": figures, "states": TASK_STATES, "bounds": BOUNDS, "number": number, "known_day": known}
