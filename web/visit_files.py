"""The files of a visit: each form that can be taken out, and all of them in one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from mapper.domain.calendar import KST
from mapper.domain.paper import PaperSize
from mapper.exporters.sheets import book_of, csv_of
from mapper.exporters.visit_files import about_sheet, geojson, gpx, kml, stop_sheet
from mapper.operations.boards import CityBoard
from mapper.operations.database import Session
from mapper.operations.progress import Progress, in_silence
from mapper.operations.visit_exports import FORMS
from mapper.operations.visit_pack import Pack
from web.visit_map import visit_map
from web.visit_paper import briefing

MEDIA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zip": "application/zip",
        "pdf": "application/pdf",
        "html": "text/html; charset=utf-8",
        "geojson": "application/geo+json",
        "gpx": "application/gpx+xml",
        "kml": "application/vnd.google-earth.kml+xml",
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""Names of the forms in HTTP."""


_SMALL_ALREADY: Final = frozenset({"pdf", "xlsx"})
"""Forms that are packed in themselves: packing their photos once more takes seconds, and saves nothing."""


@dataclass(frozen=True)
class Making:
    """What the files of a visit are made from.

    Attributes
    ----------
    session : Session
        Only read.
    pack : Pack
        Of the visit.
    board : CityBoard
        The city.
    city : str
        Its name.
    size : {"a4", "a3"}
        Of the paper.
    now : datetime
        When they are made.
    """

    session: Session
    pack: Pack
    board: CityBoard
    city: str
    size: PaperSize
    now: datetime


_MAKERS: Final[Mapping[str, Callable[[Making], bytes]]] = MappingProxyType(
    {
        "pdf": lambda one: briefing(one.session, one.pack, one.board, city=one.city, size=one.size, now=one.now),
        "html": lambda one: visit_map(one.session, one.pack, city=one.city, now=one.now).encode(),
        "geojson": lambda one: geojson(one.pack.file),
        "gpx": lambda one: gpx(one.pack.file),
        "kml": lambda one: kml(one.pack.file),
        "csv": lambda one: csv_of(stop_sheet(one.pack.file)),
        "xlsx": lambda one: book_of(
            [stop_sheet(one.pack.file), about_sheet(one.pack.file)], day=one.now.astimezone(KST).date()
        ),
    }
)


def visit_file(making: Making, form: str, *, progress: Progress = in_silence) -> bytes:
    """Make a file of a visit.

    Parameters
    ----------
    making : Making
        From what.
    form : str
        One of `mapper.operations.visit_exports.FORMS`.
    progress : Progress
        Told how far it is.

    Returns
    -------
    bytes
        The file.
    """
    if form != FORMS[0]:
        return _MAKERS[form](making)
    archive, stem = io.BytesIO(), file_stem(making.pack)
    day = (*making.now.astimezone(KST).timetuple()[:3], 0, 0, 0)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for done, one in enumerate(FORMS[1:]):
            progress(one, done, len(FORMS) - 1)
            how = zipfile.ZIP_STORED if one in _SMALL_ALREADY else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(f"{stem}.{one}", day), _MAKERS[one](making), how)
        progress("zip", len(FORMS) - 1, len(FORMS) - 1)
    return archive.getvalue()


def file_stem(pack: Pack) -> str:
    """Name the files of a visit.

    Parameters
    ----------
    pack : Pack
        Of the visit.

    Returns
    -------
    str
        Without an ending: the day, and nothing of what it is about.
    """
    return f"golmok-visit-{pack.draft.day.isoformat()}"
