"""What to do first: segments ranked by weights on screen, sent to a team or kept for a visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import Response, current_app, render_template

from layers.render import Parts
from mapper.domain.access import Reach, reach
from mapper.domain.calendar import KST
from mapper.domain.priority import HEAVIEST
from mapper.operations import board_answers, segment_lists
from mapper.operations.maps import run_summary
from mapper.operations.people.teams import all_teams
from mapper.operations.priorities import TAKING_OUT, Ranking, note_taken_out, ranking
from mapper.operations.segment_lists import Draft
from mapper.operations.sheets import sources
from web.auth import reader
from web.blueprints.board import BEFORE_ALL, city_of
from web.board_words import facet_words
from web.choice_words import chosen_words, followed_words, noted_words, one_line, past_words
from web.clock import now
from web.export_stream import named
from web.languages import gettext
from web.priority_words import criterion_words, list_item, near_words, ranked_file
from web.public_summary import public_summary
from web.schemas.priorities import (
    EXAMPLE,
    ListEffect,
    ListItems,
    ListMade,
    ListQuery,
    ListSegments,
    ListWhole,
    ListWithdrawn,
    NewList,
    Ranked,
    RankPageQuery,
    RankQuery,
)
from web.session import session, unhurried
from web.why_words import why_config

blueprint = APIBlueprint("priorities", __name__, tag="priorities")


@blueprint.get("/plan/priorities")
@blueprint.input(RankQuery, location="query", arg_name="query")
@blueprint.doc(hide=True)
def index(query: RankQuery) -> str:
    """Show the page; the ranked list comes from the JSON interface.

    Parameters
    ----------
    query : RankQuery
        What is chosen on the map, and the weights.

    Returns
    -------
    str
        HTML.
    """
    by, (_, bounds) = reader(), public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_plan_shell"]
    city = city_of(query.area, query)
    words = chosen_words(facet_words(city), board_answers.checked(city, query.choice)) + followed_words(city)
    sends = reach(segment_lists.SENDING, by.role) is not Reach.NONE
    map_config = {
        "api": "/api/v1",
        "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        "sends": "yes" if sends else None,
        "files": "yes" if reach(TAKING_OUT, by.role) is Reach.ALL else None,
        "most": segment_lists.MOST,
        **why_config(by.role),
    }
    return render_template(
        "priorities.html",
        city=current_app.config["CITY"],
        shell=shell,
        map_config=map_config,
        criteria=criterion_words(city, query.weights_by_key),
        heaviest=HEAVIEST,
        chosen=one_line(words),
        near=near_words(),
        teams=[team for team in all_teams(session()) if team.ended_at is None] if sends else [],
    )


@blueprint.get("/api/v1/priorities")
@blueprint.input(RankPageQuery, location="query", arg_name="query")
@blueprint.output(Ranked)
@BEFORE_ALL
def ranked(query: RankPageQuery) -> dict[str, Any]:
    """Rank the chosen segments by criteria and weights; every score with all that it is made of.

    Parameters
    ----------
    query : RankPageQuery
        What is wanted, and how much each criterion weighs.

    Returns
    -------
    dict
        As `Ranked`.
    """
    found = _ranking(query)
    city, first = found.city, (query.page - 1) * query.size
    return {
        "network": city.network,
        "as_of": city.as_of,
        "known_at": city.known_at.astimezone(KST).isoformat(timespec="seconds"),
        "run": run_summary(city.run),
        "total": len(found.order),
        "page": query.page,
        "size": query.size,
        "weight": sum(query.weights_by_key.values()),
        "criteria": criterion_words(city, query.weights_by_key),
        "items": found.rows(first, first + query.size),
    }


@blueprint.get("/plan/priorities/list.<any(csv, xlsx):kind>")
@blueprint.input(RankQuery, location="query", arg_name="query")
@blueprint.doc(hide=True)
def file(kind: str, query: RankQuery) -> Response:
    """Give the ranked list as a file, with its weights and as of when.

    Parameters
    ----------
    kind : {"csv", "xlsx"}
        Of file.
    query : RankQuery
        What is wanted, and how much each criterion weighs.

    Returns
    -------
    Response
        The first five thousand of it.
    """
    at, found = now(), _ranking(query)
    choice = board_answers.checked(found.city, query.choice)
    notes = past_words(found.city) + noted_words(found.city, choice, sources(session()), at)
    note_taken_out(session(), found, choice, by=reader(), now=at, kind=kind)
    content, media_type = ranked_file(kind, found, notes)
    what = gettext("우선순위")
    name = f"{what}_{found.city.as_of if query.is_past else at.astimezone(KST).date()}.{kind}"
    return named(Response(content, content_type=media_type), plain=f"priorities.{kind}", korean=name)


@blueprint.get("/api/v1/segment-lists")
@blueprint.input(ListQuery, location="query", arg_name="query")
@blueprint.output(ListItems)
def lists(query: ListQuery) -> dict[str, Any]:
    """Return what was sent to teams and what is kept for visits, the newest first, by page.

    Parameters
    ----------
    query : ListQuery
        Which of them.

    Returns
    -------
    dict
        As `ListItems`.
    """
    found = segment_lists.lists(session(), reader(), kind=query.kind, page=query.page, size=query.size)
    total = segment_lists.count(session(), reader(), kind=query.kind)
    return {"total": total, "page": query.page, "size": query.size, "items": list(map(list_item, found))}


@blueprint.get("/api/v1/segment-lists/<uuid:list_id>")
@blueprint.output(ListWhole)
def whole(list_id: UUID) -> dict[str, Any]:
    """Return a list with its segments in order.

    Parameters
    ----------
    list_id : UUID
        Of the list.

    Returns
    -------
    dict
        As `ListWhole`.
    """
    found, stops = segment_lists.whole(session(), reader(), list_id)
    return {"item": list_item(found), "stops": list(map(vars, stops))}


@blueprint.post("/api/v1/segment-lists/preview")
@blueprint.input(ListSegments, location="json", arg_name="body")
@blueprint.output(ListEffect)
def preview(body: ListSegments) -> dict[str, Any]:
    """Say what sending segments to a team would do; nothing is sent.

    Parameters
    ----------
    body : ListSegments
        Which.

    Returns
    -------
    dict
        As `ListEffect`.
    """
    told = segment_lists.effect(session(), reader(), body.segments)
    return {"issues": len(told.issues), "surveys": len(told.surveys), "holders": list(map(vars, told.holders))}


@blueprint.post("/api/v1/segment-lists")
@blueprint.input(NewList, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(ListMade, status_code=201)
def add(body: NewList) -> dict[str, Any]:
    """Send segments to a team in one act, or keep them in their order for a visit.

    Parameters
    ----------
    body : NewList
        What.

    Returns
    -------
    dict
        As `ListMade`.
    """
    ranked_by = {"weights": body.weights, "chosen": body.chosen, "known_at": body.known_at}
    draft = Draft(body.name, tuple(body.segments), body.team, body.reason, ranked_by)
    list_id, done = segment_lists.add(unhurried(), reader(), draft, expected=body.expected, new_id=uuid4)
    return {"id": list_id, "issues": len(done.issues), "surveys": len(done.surveys)}


@blueprint.post("/api/v1/segment-lists/<uuid:list_id>/withdraw")
@blueprint.output(ListWithdrawn, status_code=201)
def withdraw(list_id: UUID) -> dict[str, Any]:
    """Take a list back: its issues are assigned as before, and its surveys are not asked for any more.

    Parameters
    ----------
    list_id : UUID
        Of the list.

    Returns
    -------
    dict
        As `ListWithdrawn`.
    """
    done = segment_lists.withdraw(unhurried(), reader(), list_id, new_id=uuid4)
    return {"id": list_id, "back": done.back, "moved_on": done.moved_on}


def _ranking(query: RankQuery) -> Ranking:
    city = city_of(query.area, query)
    return ranking(city, board_answers.checked(city, query.choice), query.weights_by_key)
