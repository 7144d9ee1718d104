"""Links to a part of the public map for people without an account: list, make, end."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.shared_map import DAYS, LONGEST_PURPOSE, kept_from_public
from mapper.errors import InvalidInput, PickNotPublic
from mapper.operations import public_boards, shared_maps
from mapper.operations.drawn_area import AREA, names_segments
from mapper.operations.public_boards import PublicBoards, PublicCity
from web.auth import reader
from web.board_words import TITLES, words_of
from web.choice_words import chosen_words, one_line, picked_words
from web.clock import now
from web.errors import sentence
from web.languages import gettext, said
from web.schemas.board_out import LinkQuery
from web.session import session

blueprint = APIBlueprint("map_links", __name__, url_prefix="/plan/links", enable_openapi=False)

_WRONG_PURPOSE: Final = "무엇에 쓰는지 한 줄(%(most)s자까지)로 적어 주세요."
_DAYS: Final = {str(days): days for days in DAYS}
_STAFF_ONLY: Final = (
    "이 조건은 직원만 볼 수 있어 링크에 담을 수 없습니다: %(facets)s. 계획 지도에서 빼고 다시 만들어 주세요."
)


@blueprint.get("")
def index() -> str:
    """Show the links of the reader; to an administrator everybody's.

    Returns
    -------
    str
        HTML.
    """
    return _page(made=None)


@blueprint.route("/new", methods=["GET", "POST"])
@blueprint.input(LinkQuery, location="query", arg_name="query")
def add(query: LinkQuery) -> ResponseReturnValue:
    """Ask what a link is for, and make it.

    Parameters
    ----------
    query : LinkQuery
        What it shows, as the address of the planner's page has it.

    Returns
    -------
    str
        HTML, with what is wrong with what was sent; once it is made the list, with the address that is shown but once.
    """
    query.require_now()
    choice, hidden = query.choice, _hidden(query)
    city, fault = _city().with_area(None if hidden else query.area), hidden
    if request.method == "POST" and not hidden:
        try:
            key, _ = shared_maps.add(
                session(),
                reader(),
                choice=public_boards.checked(city, choice),
                area=query.area,
                axis=query.axis,
                purpose=request.form.get("purpose", ""),
                days=_DAYS.get(request.form.get("days", ""), 0),
                now=now(),
                new_id=uuid4,
            )
            return _page(made=url_for("shown.shared", token=key, _external=True))
        except InvalidInput:
            fault = gettext(_WRONG_PURPOSE, most=LONGEST_PURPOSE)
    told = [] if hidden else chosen_words(_words(city), public_boards.checked(city, choice))
    return render_template(
        "map_link.html",
        city=current_app.config["CITY"],
        chosen=one_line(told),
        days=DAYS,
        fault=fault,
        is_possible=not hidden,
        longest=LONGEST_PURPOSE,
        sent=request.form,
    )


@blueprint.post("/<uuid:link_id>/end")
def end(link_id: UUID) -> ResponseReturnValue:
    """End a link.

    Parameters
    ----------
    link_id : UUID
        Which.

    Returns
    -------
    Response
        Back to the list.
    """
    shared_maps.end(session(), reader(), link_id, now=now())
    return redirect(url_for("map_links.index"))


def _hidden(query: LinkQuery) -> str | None:
    """Say what keeps a choice from everybody."""
    if facets := kept_from_public(query.choice, area=AREA):
        return gettext(_STAFF_ONLY, facets=", ".join(said(TITLES[key]) for key in facets))
    return sentence(PickNotPublic.code) if query.area and names_segments(query.area) else None


def _page(*, made: str | None) -> str:
    city = _city()
    return render_template(
        "map_links.html",
        city=current_app.config["CITY"],
        made=made,
        links=[_row(city, link) for link in shared_maps.listed(session(), reader())],
        now=now(),
    )


def _row(city: PublicCity, link: shared_maps.SharedMap) -> dict[str, Any]:
    told = chosen_words(_words(city), link.shown["choice"])
    picked = picked_words() if link.shown["area"] else []
    return {
        "link": link,
        "chosen": one_line([*told, *picked]),
        "is_open": link.ended_at is None and link.ends_at > now(),
    }


def _words(city: PublicCity) -> list[dict[str, Any]]:
    return words_of(city.board, {"district": city.district_names})


def _city() -> PublicCity:
    boards: PublicBoards = current_app.extensions["golmok_public_boards"]
    return boards.newest(session(), now=now())
