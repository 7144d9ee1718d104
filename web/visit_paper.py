"""The briefing of a visit on paper: a map with the way, the order of the stops, and a page for each of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import numpy as np
import shapely
from flask import render_template

from layers.paper import draw, swatch
from layers.paper_style import symbols_of
from layers.style import GRADES
from layers.visit_route import WAY, drawn_route
from mapper.crs import KOREA_TM, WEB_MERCATOR, WGS84, transformer
from mapper.domain.board import Box
from mapper.domain.decision import DECISION_STATES
from mapper.domain.ledger import LEDGER_STATES
from mapper.domain.paper import PaperSize, Sheet
from mapper.domain.visit import PLACE_KINDS, VISIT_KINDS
from mapper.operations.boards import CityBoard
from mapper.operations.database import Session
from mapper.operations.sheets import gather, sources
from mapper.operations.visit_pack import Pack
from web.choice_words import dated_words
from web.languages import day, gettext, language
from web.paper import pdf_of

_LAYERS: Final = ("districts", "roads", "segments")
_AROUND_M: Final = 60.0
_SYMBOLS: Final = {symbol.key: symbol for symbol in GRADES}
_LINES: Final = 8
"""Of why a segment has its grade: those that weigh most."""


def briefing(session: Session, pack: Pack, board: CityBoard, *, city: str, size: PaperSize, now: datetime) -> bytes:
    """Print the briefing.

    Parameters
    ----------
    session : Session
        Only read.
    pack : Pack
        Of the visit.
    board : CityBoard
        The city, for the map.
    city : str
        Its name.
    size : {"a4", "a3"}
        Of the paper.
    now : datetime
        When it is printed.

    Returns
    -------
    bytes
        PDF, with our own fonts inside.
    """
    sheet = Sheet(size, "landscape")
    content = gather(session, board, {}, sheet=sheet, box=_box(pack), axis="overall", layers=_LAYERS, now=now)
    degrees = np.array([place for _, place in pack.marks]).reshape(-1, 2)
    points = np.column_stack(transformer(WGS84, KOREA_TM).transform(*degrees.T))
    pictures = {f"{stop.order}-{at}": photo.jpeg for stop in pack.stops for at, photo in enumerate(stop.photos)}
    page = render_template(
        "visit/paper.html",
        language=language(),
        city=city,
        pack=pack,
        draft=pack.draft,
        sheet=sheet,
        drawing=draw(content),
        way=drawn_route(content.showing, pack.line, points, [mark for mark, _ in pack.marks]),
        way_colour=WAY,
        legend=_legend(content.values),
        scale=f"{content.showing.scale:,}",
        facts=dated_words(board, sources(session), now, when=day),
        symbols=_SYMBOLS,
        kinds=VISIT_KINDS,
        place_kinds=PLACE_KINDS,
        states=DECISION_STATES,
        ledger_states=LEDGER_STATES,
        why={stop.order: _why(stop.card) for stop in pack.stops},
    )
    return pdf_of(page, pictures)


def _box(pack: Pack) -> Box:
    place = pack.extent
    corners = shapely.box(place.west, place.south, place.east, place.north).buffer(_AROUND_M).exterior
    x, y = transformer(KOREA_TM, WEB_MERCATOR).transform(*shapely.get_coordinates(corners).T)
    return Box(min(x), min(y), max(x), max(y))


def _legend(values: Any) -> list[dict[str, Any]]:
    there = set(np.unique(values).tolist())
    return [
        {"line": swatch(symbol.key, "overall"), "word": f"{symbol.mark} {gettext(symbol.word)}".strip()}
        for at, symbol in enumerate(symbols_of("overall"))
        if at in there
    ]


def _why(card: dict[str, Any]) -> list[tuple[str, list[tuple[str, float]]]]:
    """Return the lines of both axes that take most away from the score of 100."""
    axes = {"residential": "주거환경", "walking": "보행환경"}
    return [
        (word, [(line["label"], line["points"]) for line in sorted(lines, key=_weight)[:_LINES] if line["points"] < 0])
        for axis, word in axes.items()
        if (lines := card[axis]["lines"])
    ]


def _weight(line: dict[str, Any]) -> float:
    return float(line["points"])
