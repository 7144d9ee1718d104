"""The result sheet of a patrol: where it went, what it looked at, what it found, and what became of that."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.domain.reader import Reader
from mapper.errors import NotAllowed, NotFound
from mapper.operations.patrols import crew_in_reach
from mapper.operations.photos.receiving import PhotoFiles
from mapper.operations.photos.seeing import photo_for
from mapper.spatial.line_picture import PAPER, LinePicture
from mapper.store import patrol_sheets as rows
from mapper.store.engine import Session
from mapper.store.patrol_list import Walked, patrol
from mapper.store.patrol_sheets import Found, Stretch

__all__ = ["MOST_PHOTOS", "PAPER", "Picture", "ResultSheet", "result_sheet", "small_photos"]

MOST_PHOTOS: Final = 100
"""Of one file, which has a megabyte or two with so many small ones."""


@dataclass(frozen=True)
class Picture:
    """Lines and places on paper: thousandths of its width east and south of its upper left corner.

    Attributes
    ----------
    height : int
        Of the paper, whose width is `PAPER`.
    around : tuple of str
        SVG paths of the network.
    checked, left_out : tuple of str
        SVG paths of the segments that were looked at, and of those that were planned and were not.
    pins : tuple of tuple of int or None
        Where each issue is; None without a position.
    """

    height: int
    around: tuple[str, ...]
    checked: tuple[str, ...]
    left_out: tuple[str, ...]
    pins: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class ResultSheet:
    """What came of a patrol.

    Attributes
    ----------
    patrol : Walked
        Who walked when.
    route : tuple of Stretch
        In the order in which they were looked at, those that were left out last.
    found : tuple of Found
        In order of time.
    photos : tuple of str
        SHA-256 of photos of the patrol itself, in hexadecimal digits.
    picture : Picture or None
        None when it went nowhere.
    """

    patrol: Walked
    route: tuple[Stretch, ...]
    found: tuple[Found, ...]
    photos: tuple[str, ...]
    picture: Picture | None

    @property
    def left_out(self) -> int:
        """How many segments of the plan were not looked at."""
        return sum(stretch.checked_at is None for stretch in self.route)

    @property
    def length_m(self) -> float:
        """Of what was looked at [m]."""
        return sum(stretch.length_m for stretch in self.route if stretch.checked_at is not None)


def result_sheet(session: Session, patrol_id: UUID, *, by: Reader) -> ResultSheet:
    """Put the sheet of a patrol together.

    Parameters
    ----------
    session : Session
        Only read.
    patrol_id : UUID
        Of the patrol.
    by : Reader
        Who looks.

    Returns
    -------
    ResultSheet
        As it stands now.

    Raises
    ------
    NotFound
        When none has arrived under that id, or its team is none of theirs: nobody learns which ids there are.
    """
    message = f"No patrol has arrived under {patrol_id}; choose one from the list, or send it from the phone."
    walked = patrol(session, patrol_id)
    if walked is None:
        raise NotFound(message, patrol=str(patrol_id))
    try:
        crew_in_reach(session, walked.team, by)
    except NotAllowed:
        raise NotFound(message, patrol=str(patrol_id)) from None
    route, lines = rows.route(session, patrol_id)
    found = rows.found_on(session, patrol_id)
    picture = _picture(session, route, lines, found) if route else None
    return ResultSheet(walked, tuple(route), tuple(found), tuple(rows.photos_of(session, patrol_id)), picture)


def small_photos(session: Session, files: PhotoFiles, sheet: ResultSheet, *, by: Reader) -> dict[str, bytes]:
    """Read the photos of a sheet, small, to be put into a file.

    Parameters
    ----------
    session : Session
        Only read.
    files : PhotoFiles
        Of this machine.
    sheet : ResultSheet
        From `result_sheet`.
    by : Reader
        Who takes it out.

    Returns
    -------
    dict of str to bytes
        JPEG by SHA-256 in hexadecimal digits: `MOST_PHOTOS` at most, and none that the reader does not see.
    """
    named = dict.fromkeys([*(photo for one in sheet.found for photo in one.photos), *sheet.photos])
    read = {}
    for photo in islice(named, MOST_PHOTOS):
        with suppress(NotFound):
            read[photo] = photo_for(session, files, bytes.fromhex(photo), by=by, small=True)
    return read


def _picture(session: Session, route: Sequence[Stretch], lines: NDArray[np.object_], found: Sequence[Found]) -> Picture:
    places = np.array([(one.x, one.y) for one in found if one.x is not None]).reshape(-1, 2)
    drawn = LinePicture(np.concatenate([shapely.get_coordinates(lines), places]))
    is_checked = np.array([stretch.checked_at is not None for stretch in route])
    return Picture(
        height=drawn.height,
        around=drawn.paths(rows.lines_around(session, drawn.bounds)),
        checked=drawn.paths(lines[is_checked]),
        left_out=drawn.paths(lines[~is_checked]),
        pins=tuple(None if one.x is None else drawn.places(np.array([(one.x, one.y)]))[0] for one in found),
    )
