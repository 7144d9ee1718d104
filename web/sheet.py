"""A planner's map on a sheet of paper: the map that `layers.paper` draws, and everything a reader needs beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import shapely
from flask import render_template

from layers.paper import draw, swatch
from layers.paper_style import PAPER, symbols_of
from mapper.domain.paper import MapContent
from mapper.operations.boards import CityBoard
from mapper.operations.sheets import Source
from web.choice_words import dated_words, one_line
from web.languages import gettext, language
from web.paper import pdf_of

_AXES: Final = {
    "overall": "종합 등급",
    "residential": "주거환경 등급",
    "walking": "보행환경 등급",
    "confidence": "신뢰도",
}


@dataclass(frozen=True)
class Caption:
    """What is said beside a map.

    Attributes
    ----------
    city : str
        Its name.
    title : str or None
        As the planner wrote it; one of ours when not given.
    chosen : list of tuple of str
        From `web.choice_words.chosen_words`.
    sources : list of Source
        Files that the map is made of.
    now : datetime
        When it is printed.
    is_public : bool
        Whether its issues are those that everybody may see, at their public points.
    """

    city: str
    title: str | None
    chosen: list[tuple[str, str]]
    sources: list[Source]
    now: datetime
    is_public: bool = True


def sheet_pdf(content: MapContent, city: CityBoard, caption: Caption) -> bytes:
    """Print a map.

    Parameters
    ----------
    content : MapContent
        What is on it.
    city : CityBoard
        Whose run is shown.
    caption : Caption
        What is said beside it.

    Returns
    -------
    bytes
        PDF of one sheet.
    """
    axis = gettext(_AXES[content.axis])
    showing = content.showing
    lengths = shapely.length(content.lines)
    return pdf_of(
        render_template(
            "paper/map.html",
            language=language(),
            city=caption.city,
            title=caption.title or gettext("%(city)s 골목 지도: %(axis)s", city=caption.city, axis=axis),
            chosen=one_line(caption.chosen),
            sheet=showing.sheet,
            drawing=draw(content),
            axis=axis,
            legend=_legend(content, lengths),
            whole=_amount(len(lengths), lengths.sum()),
            bar=_bar(content),
            scale=f"{showing.scale:,}",
            ink=PAPER,
            points=f"{content.counts.sum():,}" if len(content.points) else None,
            is_public=caption.is_public,
            others=len(content.others),
            facts=dated_words(city, caption.sources, caption.now),
        )
    )


def _legend(content: MapContent, lengths: Any) -> list[dict[str, Any]]:
    symbols = symbols_of(content.axis)
    count = np.bincount(content.values, minlength=len(symbols))
    metres = np.bincount(content.values, weights=lengths, minlength=len(symbols))
    return [
        {
            "line": swatch(symbol.key, content.axis),
            "word": f"{symbol.mark if content.axis != 'confidence' else ''} {gettext(symbol.word)}".strip(),
            **_amount(int(count[at]), float(metres[at])),
        }
        for at, symbol in enumerate(symbols)
    ]


def _amount(segments: int, metres: float) -> dict[str, str]:
    return {"segments": f"{segments:,}", "km": f"{metres / 1000:,.1f}"}


def _bar(content: MapContent) -> dict[str, Any]:
    bar = content.showing.bar
    unit, of = ("km", 1000) if bar.metres >= 1000 else ("m", 1)
    return {"mm": bar.mm, "half": f"{bar.metres / 2 / of:g}", "whole": f"{bar.metres / of:g} {unit}"}
