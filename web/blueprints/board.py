"""The planner's board: a whole city at a glance, narrowed by anything, and the rows behind every number."""

from __future__ import annotations

from typing import Any, Final

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, render_template

from layers.render import Parts
from mapper.domain.access import Reach, reach
from mapper.domain.calendar import KST
from mapper.operations import board_answers, board_issues, board_search
from mapper.operations.board_answers import Extent
from mapper.operations.boards import Boards, CityBoard
from mapper.operations.database import Session
from mapper.operations.drawn_area import with_area
from mapper.operations.grade_past import Land
from mapper.operations.maps import run_summary
from mapper.operations.moments import moment_of, official_moments
from mapper.operations.past_boards import PastBoards
from web.auth import reader
from web.blueprints.made import ROWS_AT_ONCE, SEGMENTS_AT_ONCE
from web.board_words import facet_words, found_words, search_words
from web.choice_words import followed_words
from web.clock import now
from web.public_summary import public_summary
from web.schemas.board import (
    AnswerQuery,
    BoardAnswer,
    BoardIssues,
    BoardRows,
    BoardSearchAnswer,
    BoardSummary,
    IssuesQuery,
    PointsQuery,
    RowsQuery,
)
from web.schemas.known import MomentQuery
from web.schemas.map import SearchQuery
from web.session import session
from web.why_words import why_config

blueprint = APIBlueprint("board", __name__, tag="board")

NOW: Final = MomentQuery()
BEFORE_ALL: Final = blueprint.doc(
    responses={409: "The city was not graded as early as that, or nobody knew of it then."}
)
"""What every answer about a moment may be, for the OpenAPI document."""


def init_board(app: Flask) -> None:
    """Give the application a memory of its city.

    Parameters
    ----------
    app : Flask
        Forgets it with its process.
    """

    def _opened() -> Session:  # looked up each time: tests give another maker later
        opened: Session = app.extensions["golmok_sessions"]()
        return opened

    def _land() -> Land:
        land: Land = app.extensions["golmok_past"].land()
        return land

    app.extensions["golmok_past_boards"] = PastBoards(_opened, _land)
    app.extensions["golmok_boards"] = Boards(_opened, now)


def city_of(area: str | None = None, looking: MomentQuery = NOW) -> CityBoard:
    """Return the city that planners choose from.

    Parameters
    ----------
    area : str or None
        Corners of a drawn area, as addresses have them.
    looking : MomentQuery
        From where it is looked at.

    Returns
    -------
    CityBoard
        With the area as one more facet.
    """
    city = _past_city(looking) if looking.is_past else _boards().newest()
    return city if area is None else with_area(session(), city, area)


def _boards() -> Boards:
    boards: Boards = current_app.extensions["golmok_boards"]
    return boards


def _past_city(looking: MomentQuery) -> CityBoard:
    past: PastBoards = current_app.extensions["golmok_past_boards"]
    return past.at(moment_of(session(), looking.as_of, looking.known_at, now=now()))


def _as_of(city: CityBoard) -> dict[str, Any]:
    return {"network": city.network, "known_at": city.known_at.astimezone(KST).isoformat()}


@blueprint.get("/plan")
@blueprint.doc(hide=True)
def index() -> str:
    """Show the page; what is on it comes from tiles and the JSON interface.

    Returns
    -------
    str
        HTML.
    """
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_plan_shell"]
    map_config = {
        "api": "/api/v1",
        "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        **why_config(reader().role),
    }
    return render_template(
        "plan.html",
        city=current_app.config["CITY"],
        shell=shell,
        map_config=map_config,
        takes_all=reach("export.segments", reader().role) is Reach.ALL,
        takes_issues=reach("export.issues", reader().role) is Reach.ALL,
        embed_origins=current_app.config["EMBED_ORIGINS"],
        at_once={"segments": SEGMENTS_AT_ONCE, "rows": ROWS_AT_ONCE},
    )


@blueprint.get("/api/v1/board")
@blueprint.input(MomentQuery, location="query", arg_name="query")
@blueprint.output(BoardSummary)
@BEFORE_ALL
def summary(query: MomentQuery) -> dict[str, Any]:
    """Return what the page starts from: the run, the extent, everything that can be chosen; now, or at another time.

    Parameters
    ----------
    query : MomentQuery
        From where the city is looked at.

    Returns
    -------
    dict
        As `BoardSummary`.
    """
    city = city_of(looking=query)
    _, bounds = public_summary().opening(session(), now=now())
    first = next(iter(official_moments(session(), now=now())[::-1]), None)
    return {
        "city": current_app.config["CITY"],
        **_as_of(city),
        "as_of": city.as_of,
        "first": first and first.as_of,
        "now": now().astimezone(KST).isoformat(),
        "run": run_summary(city.run),
        "bounds": bounds,
        "segments": len(city.board.ids),
        "facets": facet_words(city),
    }


@blueprint.get("/api/v1/board/answer")
@blueprint.input(AnswerQuery, location="query", arg_name="query")
@blueprint.output(BoardAnswer)
@BEFORE_ALL
def answer(query: AnswerQuery) -> dict[str, Any]:
    """Count what a choice leaves of the city, and how often each option is there in view.

    Parameters
    ----------
    query : AnswerQuery
        What is wanted.

    Returns
    -------
    dict
        As `BoardAnswer`.
    """
    city = city_of(query.area, query)
    choice = board_answers.checked(city, query.choice)
    found = board_answers.answer(city, choice, query.seen)
    return {
        **_as_of(city),
        **{name: _amount(getattr(found, name)) for name in ("chosen", "seen", "whole")},
        "counts": found.counts,
        "bits": board_answers.bits(city, choice) if query.bits else None,
        "followed": None if city.followed is None else {**vars(city.followed), "said": followed_words(city)[0][1]},
    }


@blueprint.get("/api/v1/board/rows")
@blueprint.input(RowsQuery, location="query", arg_name="query")
@blueprint.output(BoardRows)
@BEFORE_ALL
def rows(query: RowsQuery) -> dict[str, Any]:
    """Return the chosen segments as a table, by page.

    Parameters
    ----------
    query : RowsQuery
        What is wanted, in which order.

    Returns
    -------
    dict
        As `BoardRows`.
    """
    city = city_of(query.area, query)
    total, bounds, items = board_answers.rows(
        city,
        board_answers.checked(city, query.choice),
        query.seen,
        sort=query.sort,
        descending=query.order == "desc",
        page=query.page,
        size=query.size,
    )
    shown = {"page": query.page, "size": query.size, "items": items}
    return {**_as_of(city), "total": total, "bounds": bounds, **shown}


@blueprint.get("/api/v1/board/issues")
@blueprint.input(IssuesQuery, location="query", arg_name="query")
@blueprint.output(BoardIssues)
@BEFORE_ALL
def issues(query: IssuesQuery) -> dict[str, Any]:
    """Return the chosen issues as a table, by page.

    Parameters
    ----------
    query : IssuesQuery
        What is wanted, in which order.

    Returns
    -------
    dict
        As `BoardIssues`.
    """
    city = city_of(query.area, query)
    total, bounds, items = board_issues.issue_rows(
        city,
        board_answers.checked(city, query.choice),
        query.seen,
        on=query.segment,
        sort=query.sort,
        descending=query.order == "desc",
        page=query.page,
        size=query.size,
    )
    shown = {"page": query.page, "size": query.size, "items": items}
    return {**_as_of(city), "total": total, "bounds": bounds, **shown}


@blueprint.get("/api/v1/board/points")
@blueprint.doc(hide=True)
@blueprint.input(PointsQuery, location="query", arg_name="query")
def points(query: PointsQuery) -> Response:
    """Where the chosen issues are drawn, how many at each place, how many of them overdue: four numbers a place.

    Parameters
    ----------
    query : PointsQuery
        What is wanted.

    Returns
    -------
    Response
        Bytes, two to a number, the lower one first; the header ``Golmok-Extent`` says what the first two numbers are within
        (`board_issues.Points`).
    """
    city = city_of(query.area, query)
    found = board_issues.issue_points(city, board_answers.checked(city, query.choice))
    answered = Response(found.rows.astype("<u2").tobytes(), mimetype="application/octet-stream")
    answered.headers["Golmok-Extent"] = ",".join(map(repr, found.extent))
    return answered


@blueprint.get("/api/v1/board/search")
@blueprint.input(SearchQuery, location="query", arg_name="query")
@blueprint.output(BoardSearchAnswer)
def search(query: SearchQuery) -> dict[str, Any]:
    """Find an alley, a district, a building, a receipt code or a position.

    Parameters
    ----------
    query : SearchQuery
        What was typed.

    Returns
    -------
    dict
        As `BoardSearchAnswer`.
    """
    found = board_search.find(session(), query.q, by=reader(), now=now())
    return {"items": [found_words(item) for item in found.items], "said": search_words(found)}


@blueprint.get("/api/v1/board/columns/<key>")
@blueprint.doc(hide=True)
@blueprint.input(MomentQuery, location="query", arg_name="query")
def column(key: str, query: MomentQuery) -> Response:
    """Which option of a facet each segment has: a byte each, by position; 255 for none.

    Parameters
    ----------
    key : str
        Of a facet of segments with one option each.
    query : MomentQuery
        From where the city is looked at.

    Returns
    -------
    Response
        Bytes; the header ``Golmok-Network`` says of which network the positions are.
    """
    city = city_of(looking=query)
    answered = Response(board_answers.column(city, key), mimetype="application/octet-stream")
    answered.headers["Golmok-Network"] = city.network
    return answered


def _amount(extent: Extent) -> dict[str, Any]:
    return {"segments": extent.segments, "issues": extent.issues, "km": round(extent.metres / 1000, 2)}
