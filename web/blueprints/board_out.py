"""What a planner takes away from the page: paper, pictures, tables, a map in one file. What is shown is what goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from apiflask import APIBlueprint
from flask import Response, current_app

from layers import LAYERS
from mapper.domain.access import Reach, reach
from mapper.domain.board import Choice
from mapper.domain.calendar import KST
from mapper.operations import board_answers
from mapper.operations.boards import CityBoard
from mapper.operations.database import Session
from mapper.operations.exports import Export, Wanted
from mapper.operations.moments import Moment
from mapper.operations.public_boards import require_public
from mapper.operations.sheets import gather, note_printed, sources
from web.auth import reader
from web.blueprints.board import NOW, city_of
from web.board_words import facet_words
from web.choice_words import chosen_words, followed_words, noted_words, past_words
from web.clock import now
from web.export_stream import named, send_export
from web.languages import gettext
from web.paper import png_of
from web.schemas.board import BoardQuery
from web.schemas.board_out import FileQuery, SheetQuery
from web.schemas.known import MomentQuery
from web.session import let_go, session, unhurried
from web.sheet import Caption, sheet_pdf
from web.standalone import render_file
from web.told import told

blueprint = APIBlueprint("board_out", __name__, url_prefix="/plan/out", enable_openapi=False)

_MEDIA: Final = {"pdf": "application/pdf", "png": "image/png", "html": "text/html; charset=utf-8"}


@blueprint.get("/map.<any(pdf, png):kind>")
@blueprint.input(SheetQuery, location="query", arg_name="query")
def sheet(kind: Literal["pdf", "png"], query: SheetQuery) -> Response:
    """Print what is chosen, and what is in view of it, on one sheet.

    Parameters
    ----------
    kind : {"pdf", "png"}
        Of file.
    query : SheetQuery
        What is chosen, and the paper.

    Returns
    -------
    Response
        PDF, or a picture of the same sheet.
    """
    at, (city, choice) = now(), _chosen(query, looking=query)
    is_public = _takes_public()
    told()("gathering", 0, 0)
    content = gather(
        unhurried(),
        city,
        choice,
        sheet=query.sheet,
        box=query.seen,
        axis=query.axis,
        layers=query.shown,
        now=at,
        is_public=is_public,
    )
    note_printed(session(), by=reader(), now=at, kind=kind, filters=choice)
    caption = Caption(
        current_app.config["CITY"],
        query.title,
        past_words(city) + chosen_words(facet_words(city), choice) + followed_words(city),
        sources(session()),
        at,
        is_public=is_public,
    )
    let_go()
    told()("drawing", 0, 0)
    printed = sheet_pdf(content, city, caption)
    return _file(printed if kind == "pdf" else png_of(printed, dpi=int(query.dpi)), kind, at)


@blueprint.get("/map.html")
@blueprint.input(FileQuery, location="query", arg_name="query")
def page(query: FileQuery) -> Response:
    """Write what is chosen as a map in one file, which opens from disk without a network.

    Parameters
    ----------
    query : FileQuery
        What is chosen.

    Returns
    -------
    Response
        HTML, with what the public may see and nothing else.

    Raises
    ------
    ChoiceNotPublic
        When it is chosen by what only staff know, or by names of segments.
    PastNotPublic
        When a moment of the past is asked for.
    """
    query.require_now()
    at, (city, choice) = now(), _chosen(query, is_public=True)
    note_printed(session(), by=reader(), now=at, kind="html", filters=choice)
    only = frozenset(map(str, board_answers.picked(city, choice, "segments")))
    keys = [layer.key for layer in LAYERS]
    written = render_file(unhurried(), keys, city=current_app.config["CITY"], now=at, only=only)
    return _file(written.encode(), "html", at)


@blueprint.get("/<any(segments, issues):layer>.<extension>")
@blueprint.input(FileQuery, location="query", arg_name="query")
def rows(layer: Literal["segments", "issues"], extension: str, query: FileQuery) -> Response:
    """Send the rows of what is chosen, as the board shows them, in the edition that the role of the reader may take out.

    Parameters
    ----------
    layer : {"segments", "issues"}
        Which rows.
    extension : str
        How the file ends.
    query : FileQuery
        What is chosen.

    Returns
    -------
    Response
        Of any length.

    Raises
    ------
    PastNotPublic
        When the past is asked for in the edition that everybody may see.
    """
    at, (city, choice) = now(), _chosen(query, looking=query)
    then = Moment(city.as_of, city.known_at) if city.is_past else None

    def _noted(opened: Session, export: Export) -> Export:
        notes = past_words(city) + noted_words(city, choice, sources(opened), at)
        filters: dict[str, object] = {key: list(wanted) for key, wanted in choice.items()}
        moment = {} if then is None else {"as_of": str(then.as_of), "known_at": then.known_at.isoformat()}
        return replace(export, notes=tuple(notes), filters=filters | moment)

    picked = board_answers.picked(city, choice, layer)
    return send_export(Wanted(layer, extension, picked=picked, moment=then), _noted)


def _chosen(query: BoardQuery, *, looking: MomentQuery = NOW, is_public: bool = False) -> tuple[CityBoard, Choice]:
    """Read what is chosen; by what only staff know only for those whose files need not be safe to post (trust: R2)."""
    city = city_of(query.area, looking)
    choice = board_answers.checked(city, query.choice)
    if is_public or _takes_public():
        require_public(choice, query.area)
    return city, choice


def _takes_public() -> bool:
    """Tell whether what the reader takes out is what everybody may see."""
    return reach("export.segments", reader().role) is not Reach.ALL


def _file(content: bytes, kind: str, at: datetime) -> Response:
    stem = "_".join((gettext("골목 지도"), str(at.astimezone(KST).date())))
    return named(Response(content, content_type=_MEDIA[kind]), plain=f"map.{kind}", korean=f"{stem}.{kind}")
