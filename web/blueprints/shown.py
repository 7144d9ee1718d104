"""A part of the public map that stands alone: under a link for a while, or inside the page of another site.

Whoever asks is answered as anybody is, whatever their browser is logged in to.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request, url_for

from layers.render import Parts
from mapper.domain.board import Choice
from mapper.operations import public_boards, shared_maps
from mapper.operations.drawn_area import AREA, INSIDE
from mapper.operations.public_boards import PublicBoards, PublicCity
from mapper.operations.shared_maps import SharedMap
from web.board_words import words_of
from web.choice_words import chosen_words
from web.clock import now
from web.languages import in_language
from web.login_state import keep_private, origin
from web.schemas.shown import PageQuery, ShownQuery
from web.sealing import seal
from web.security import CONTENT_SECURITY_POLICY
from web.session import session

blueprint = APIBlueprint("shown", __name__, enable_openapi=False)

ROWS: Final = 50
"""Of a page of the table."""


def init_shown(app: Flask, embed_origins: tuple[str, ...]) -> None:
    """Give the application a memory of its public map, and the sites that may show it.

    Parameters
    ----------
    app : Flask
        Forgets it with its process.
    embed_origins : tuple of str
        Such as ``https://www.example.go.kr``.
    """
    app.extensions["golmok_public_boards"] = PublicBoards()
    app.config["EMBED_ORIGINS"] = embed_origins


@blueprint.after_request
def _keep_apart(response: Response) -> Response:
    """Keep a link to itself, one that is over or was never there too: out of caches, search engines and other sites."""
    if request.path.startswith("/shared/"):
        keep_private(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/shared/<token>")
def shared(token: str) -> Response:
    """Show what a link shows.

    Parameters
    ----------
    token : str
        Its key.

    Returns
    -------
    Response
        HTML.
    """
    link = _opened(token)
    base = url_for("shown.shared", token=token)
    return make_response(
        _page(_city(link.shown["area"]), _choice(link), axis=link.shown["axis"], base=base, ends_at=link.ends_at)
    )


@blueprint.get("/shared/<token>/segments")
def shared_segments(token: str) -> Response:
    """Return what the page of a link draws.

    Parameters
    ----------
    token : str
        Its key.

    Returns
    -------
    Response
        JSON.
    """
    link = _opened(token)
    return jsonify(public_boards.shown(_city(link.shown["area"]), _choice(link)))


@blueprint.get("/shared/<token>/rows")
@blueprint.input(PageQuery, location="query", arg_name="query")
def shared_rows(token: str, query: PageQuery) -> Response:
    """Return the table of a link.

    Parameters
    ----------
    token : str
        Its key.
    query : PageQuery
        Which page, and of which grade.

    Returns
    -------
    Response
        JSON.
    """
    link = _opened(token)
    return jsonify(_rows(_city(link.shown["area"]), _choice(link), query))


@blueprint.get("/embed")
@blueprint.input(ShownQuery, location="query", arg_name="query")
def embed(query: ShownQuery) -> Response:
    """Show a part of the public map, inside the page of another site if that one may.

    Parameters
    ----------
    query : ShownQuery
        What is chosen.

    Returns
    -------
    Response
        HTML; the only answer of this application that may stand in a frame.
    """
    city = _city(query.area)
    with in_language(query.lang) if query.lang else nullcontext():
        page = _page(city, public_boards.checked(city, query.choice), axis=query.axis, base="/embed", ends_at=None)
    response = make_response(page)
    ancestors = " ".join(current_app.config["EMBED_ORIGINS"]) or "'none'"
    policy = CONTENT_SECURITY_POLICY | {"frame-ancestors": ancestors, "form-action": "'none'"}
    response.headers["Content-Security-Policy"] = "; ".join(f"{rule} {source}" for rule, source in policy.items())
    return response


@blueprint.get("/embed/segments")
@blueprint.input(ShownQuery, location="query", arg_name="query")
def embed_segments(query: ShownQuery) -> Response:
    """Return what an embedded map draws.

    Parameters
    ----------
    query : ShownQuery
        What is chosen.

    Returns
    -------
    Response
        JSON.
    """
    city = _city(query.area)
    return jsonify(public_boards.shown(city, public_boards.checked(city, query.choice)))


@blueprint.get("/embed/rows")
@blueprint.input(ShownQuery, location="query", arg_name="query")
def embed_rows(query: ShownQuery) -> Response:
    """Return the table of an embedded map.

    Parameters
    ----------
    query : ShownQuery
        What is chosen, and which page.

    Returns
    -------
    Response
        JSON.
    """
    city = _city(query.area)
    return jsonify(_rows(city, public_boards.checked(city, query.choice), query))


def _opened(token: str) -> SharedMap:
    try:
        return shared_maps.find(session(), token, seal(), origin=origin(), now=now())
    finally:
        session().commit()  # an answer that there is none takes back everything else


def _choice(link: SharedMap) -> Choice:
    choice: dict[str, list[str]] = dict(link.shown["choice"])
    return choice if link.shown["area"] is None else {**choice, AREA: [INSIDE]}


def _city(area: str | None) -> PublicCity:
    boards: PublicBoards = current_app.extensions["golmok_public_boards"]
    return boards.newest(session(), now=now()).with_area(area)


def _rows(city: PublicCity, choice: Choice, query: PageQuery) -> dict[str, Any]:
    wanted = public_boards.narrowed(city, choice, query.of, query.only)
    total, items = public_boards.rows(session(), city, wanted, page=query.page, size=ROWS, now=now())
    return {"total": total, "page": query.page, "size": ROWS, "items": items}


def _page(city: PublicCity, choice: Choice, *, axis: str, base: str, ends_at: datetime | None) -> str:
    shell: Parts = current_app.extensions["golmok_plan_shell"]
    return render_template(
        "shown.html",
        city=current_app.config["CITY"],
        shell=shell,
        chosen=chosen_words(words_of(city.board, {"district": city.district_names}), choice),
        run=city.run,
        base=base,
        query="" if ends_at else request.query_string.decode("ascii", "replace"),
        axis=axis,
        ends_at=ends_at,
    )
