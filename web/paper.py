"""Pages of HTML on paper: PDF with our own fonts inside, and pictures of its sheets.

Nothing is fetched but our own static files, whatever a page links.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import pypdfium2  # type: ignore[import-untyped] # it ships no types
from weasyprint import HTML  # type: ignore[import-untyped] # it ships no types
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped] # the same
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # type: ignore[import-untyped] # the same

STATIC: Final = Path(__file__).resolve().parent / "static"
SITE: Final = "https://golmok.invalid/"
"""Stands for this application in what is printed; no such host can exist (RFC 6761)."""
POINTS_PER_INCH: Final = 72

_TURN: Final = Lock()
"""PDFium is not safe for threads, and two large sheets at once would only take each other's memory."""


_PARTED: Final = str.maketrans("\u2028\u2029", "\n\n")
"""Lines that somebody pasted as they are parted in some programs; WeasyPrint fails on such a letter after a blank."""

_UNBROKEN: Final = re.compile(r"(?:&#?\w{1,10};|[^\s<>&\u200b]){60}(?=[^\s<>\u200b])")
_TEXT: Final = re.compile(r">[^<]{61,}<")


def _breakable(html: str) -> str:
    """Let long words be parted anywhere: the layout of one of twenty thousand letters takes ten seconds."""
    return _TEXT.sub(lambda text: _UNBROKEN.sub("\\g<0>\u200b", text[0]), html)


def pdf_of(html: str, pictures: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """Print a page.

    Parameters
    ----------
    html : str
        Whole; it links ``/static/css/print.css``, which brings the fonts, and whatever else it needs from ``/static/``.
    pictures : mapping of str to bytes
        JPEG by the name under which the page shows it: ``/pictures/NAME``.

    Returns
    -------
    bytes
        PDF, with those glyphs of the fonts inside that are used.
    """
    with _TURN, _uncollected():
        page = HTML(string=_breakable(html.translate(_PARTED)), base_url=SITE, url_fetcher=_OwnFiles(pictures))
        printed: bytes = page.write_pdf(font_config=_fonts(), pdf_tags=True)
    return printed


def png_of(pdf: bytes, *, dpi: int) -> bytes:
    """Draw the first page of a PDF.

    Parameters
    ----------
    pdf : bytes
        From `pdf_of`.
    dpi : int
        How many pixels an inch of the paper has.

    Returns
    -------
    bytes
        PNG, which says how large it is on paper.
    """
    drawn = BytesIO()
    with _TURN, pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=dpi / POINTS_PER_INCH).to_pil()
    picture.save(drawn, "PNG", dpi=(dpi, dpi))
    return drawn.getvalue()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: the layout of a page is a million objects, of which nothing can go before its end.

    A fifth of the time of fifty pages went into looking.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _fonts() -> FontConfiguration:
    """Fonts that were unpacked once serve every page; only whoever has the turn asks for them."""
    return FontConfiguration()


class _OwnFiles(URLFetcher):  # type: ignore[misc] # the library ships no types
    """Hands out files of ours and the pictures of a page, and ends the printing of a page that asks for anything else."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self._pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's signature
        if (picture := self._pictures.get(url.removeprefix(f"{SITE}pictures/"))) is not None:
            return URLFetcherResponse(url, picture, {"Content-Type": "image/jpeg"})
        path = (STATIC.parent / urlsplit(url).path.lstrip("/")).resolve()
        if not url.startswith(SITE) or not path.is_relative_to(STATIC) or not path.is_file():
            message = f"{url[:200]} is none of our static files; a printed page links nothing else."
            raise FatalURLFetchingError(message)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": guess_type(path.name)[0] or ""})
