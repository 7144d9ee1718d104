"""사업: the list of what a city runs, the page of one, and its form, which says all that is wrong at once."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from math import isfinite
from typing import Any, Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from layers.render import Parts
from mapper.domain.access import Reach, reach
from mapper.domain.indicator import TASK_STATES, Indicator, Standing
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS
from mapper.domain.programme import FAULTS, MOST_MEMBERS, MOST_WON, PROGRAMME_KINDS, ProgrammeDraft
from mapper.errors import DecidedMeanwhile, InvalidInput, ProgrammeFaults
from mapper.operations import programmes as operations
from mapper.operations.figures.answering import DEFINITIONS, INDICATORS
from mapper.operations.people.teams import district_names
from mapper.operations.programmes import WRITING, Programme, Signer
from mapper.operations.scorecards import scorecard, scores
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.figures import city_names
from web.blueprints.meeting_map import lit_segment
from web.clock import now, today
from web.errors import sentence
from web.figure_words import number
from web.languages import gettext, said
from web.public_summary import public_summary
from web.session import session

blueprint = APIBlueprint("programmes", __name__, url_prefix="/programmes", enable_openapi=False)

_BEYOND: Final = -1
"""In place of what is no number."""


@blueprint.get("")
def index() -> str:
    """List programmes by kind.

    Returns
    -------
    str
        HTML.
    """
    kind, city = request.args.get("kind", ""), request.args.get("city", "")
    found = operations.programmes(session(), by=reader(), city=city, kind=kind)
    parents = {one.id: one.draft.title for one in found}
    return render_template(
        "programme/list.html",
        city=current_app.config["CITY"],
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
    """Show the strategies of a city on one page: each task with what judges it, and where it stands.

    Returns
    -------
    str
        HTML; it prints on A4.
    """
    names = city_names()
    chosen = request.args.get("city") or next(iter(names), "")
    found = scorecard(session(), city=chosen, by=reader(), now=now())
    return render_template(
        "programme/scorecard.html",
        city=current_app.config["CITY"],
        scored=found,
        chosen_city=chosen,
        city_names=names,
        today=today(),
        **_judging(),
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
    by = reader()
    found = operations.programme_of(session(), programme_id, by=by)
    others = operations.programmes(session(), by=by, city=found.draft.city)
    return render_template(
        "programme/show.html",
        found=found,
        draft=found.draft,
        kind=PROGRAMME_KINDS[found.draft.kind],
        served=next((one for one in others if one.id == found.draft.parent), None),
        serving=[one for one in others if one.draft.parent == found.id],
        mended=operations.mended_at(session(), found.draft, by=by, now=now()),
        score=next(iter(scores(session(), [found], by=by, now=now()))),
        standings=operations.standings(session(), programme_id, by=by),
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
        made = operations.add_programme(session(), _sent(), Signer(reader(), now(), uuid4))
    except InvalidInput as error:
        session().rollback()
        return _form(_sent(), error=error)
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
        operations.change_programme(session(), programme_id, _sent(), Signer(reader(), now(), uuid4), seen=seen)
    except (InvalidInput, DecidedMeanwhile) as error:
        session().rollback()
        return _form(_sent(), found=found, error=error)
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
    city = current_app.config["CITY"]
    if "segments" not in PROGRAMME_KINDS.get(draft.kind, PROGRAMME_KINDS["project"]).asks:
        return {"city": city, "shell": None, "sites": []}
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    config = {"api": "/api/v1", "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds)}
    sites = [lit_segment(one) for one in operations.site_of(session(), draft, by=reader())]
    return {"city": city, "shell": shell, "map_config": config, "sites": sites}


def _judging() -> dict[str, Any]:
    """Return what tasks are judged by, in words."""
    return {"figures": {one.key: one for one in DEFINITIONS}, "states": TASK_STATES, "number": number}


def _sent() -> ProgrammeDraft:
    form = request.form
    ended = form.get("ended_on", "")
    return ProgrammeDraft(
        kind=form.get("kind", ""),
        title=form.get("title", ""),
        city=form.get("city", ""),
        began_on=_day("began_on"),
        ended_on=(_day("ended_on") or date.min) if ended else None,
        field=form.get("field", ""),
        districts=tuple(form.getlist("district")),
        segments=_segments(form.getlist("segment")),
        parent=form.get("parent", type=UUID),
        members=_number("members"),
        amount_won=_number("amount_won"),
        before=form.get("before", ""),
        after=form.get("after", ""),
        withdrawn="withdrawn" in form,
        indicator=Indicator(form.get("indicator", ""), _target(), form.get("indicator_words", "")),
        standing=Standing(form.get("state", ""), _day("state_since"), form.get("state_reason", "")),
    )


def _segments(typed: list[str]) -> tuple[UUID, ...]:
    """Read ids of segments; what is none stands for a segment that is not there."""
    found = []
    for one in typed:
        try:
            found.append(UUID(one))
        except ValueError:
            found.append(UUID(int=0))
    return tuple(found)


def _number(name: str) -> int | None:
    typed = request.form.get(name, "").replace(",", "").strip()
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_WON)) else _BEYOND


def _target() -> float | None:
    typed = request.form.get("target", "").replace(",", "").replace("%", "").strip()
    try:
        found = float(typed) if typed else None
    except ValueError:
        return _BEYOND
    return found if found is None or isfinite(found) else _BEYOND


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
