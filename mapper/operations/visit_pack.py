"""The pack of a visit: all that its files say, of what everybody may know, so that each is safe even if it is posted.

The rule is R2 of the threat model: stops and the way go by public points, cards and photos are the public ones, nothing
tells of a household, a reporter or a worker, and a visit to where people are cared for has no files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.calendar import KST
from mapper.domain.decision import Followed
from mapper.domain.paper import Extent
from mapper.domain.reader import Reader
from mapper.domain.visit import StopDraft, VisitDraft, timetable
from mapper.domain.visit_file import FileStop, VisitFile, rounded
from mapper.errors import NotFound
from mapper.operations.cards import public_cards
from mapper.operations.decision_figures import about
from mapper.operations.ledger import LeftOver, left_over, to_bring
from mapper.operations.map_layers import current_scene
from mapper.operations.photos.receiving import PhotoFiles
from mapper.operations.photos.seeing import public_photo, public_photos_of
from mapper.operations.visit_exports import SignedOut
from mapper.operations.visit_walk import Ends, Leg, places_there, stops_there, walk_by
from mapper.store import visit_ground
from mapper.store import visits as rows
from mapper.store.engine import Session
from mapper.store.photo_moderation import PublicPhoto
from mapper.store.tied import TiedSegment
from mapper.store.visit_issues import open_at, pictured_at
from mapper.store.visits import EarlierVisit

__all__ = ["Pack", "PackIssue", "PackPhoto", "PackStop", "gather_pack"]

MENDED_WITHIN: Final = timedelta(days=365)
"""For so long what was mended is shown with its photos of before and after."""

KILOMETRE: Final = 1_000.0

MOST_PHOTOS: Final = 4
"""Of a stop: what one page has room for."""


@dataclass(frozen=True)
class PackPhoto:
    """A photo that everybody may see.

    Attributes
    ----------
    moment : str
        When it was taken: before, after.
    jpeg : bytes
        The public copy.
    """

    moment: str
    jpeg: bytes


@dataclass(frozen=True)
class PackIssue:
    """Open issues at the public point of a stop.

    Attributes
    ----------
    label : str
        As the public map calls them.
    count : int
        How many.
    """

    label: str
    count: int


@dataclass(frozen=True)
class PackStop:
    """A stop with all that is to be said at it.

    Attributes
    ----------
    order : int
        From 1.
    stop : StopDraft
        As planned.
    segment : TiedSegment
        Where.
    after_min : int
        When one arrives, from the start [min].
    place : tuple of float or None
        Longitude and latitude of the public point.
    card : dict
        The public card of its segment.
    issues : tuple of PackIssue
        What the public map shows at its public point.
    photos : tuple of PackPhoto
        Of these, and of what was mended there within `MENDED_WITHIN`.
    promises : tuple of Followed
        What meetings decided about it.
    before : EarlierVisit or None
        When somebody visited it last.
    heard : int
        How much of what was said and promised about it at visits is open.
    """

    order: int
    stop: StopDraft
    segment: TiedSegment
    after_min: int
    place: tuple[float, float] | None
    card: dict[str, Any]
    issues: tuple[PackIssue, ...]
    photos: tuple[PackPhoto, ...]
    promises: tuple[Followed, ...]
    before: EarlierVisit | None
    heard: int

    @property
    def open_issues(self) -> int:
        """How many issues the public map shows at its public point."""
        return sum(one.count for one in self.issues)


@dataclass(frozen=True)
class Pack:
    """All that the files of a visit say.

    Attributes
    ----------
    signed : SignedOut
        Who may take it, and how long it is good.
    stops : tuple of PackStop
        In walking order.
    legs : tuple of Leg
        By the public points of the stops, and the public places where the walk begins and ends.
    begin, end : str or None
        Names of these places.
    minutes : int
        How long all takes [min].
    left : tuple of LeftOver
        What earlier visits left open in its districts.
    """

    signed: SignedOut
    stops: tuple[PackStop, ...]
    legs: tuple[Leg, ...]
    begin: str | None
    end: str | None
    minutes: int
    left: tuple[LeftOver, ...]

    @property
    def draft(self) -> VisitDraft:
        """What the visit is."""
        return self.signed.visit.draft

    @property
    def metres(self) -> float:
        """How long the way is [m]."""
        return sum(leg.metres for leg in self.legs)

    @property
    def line(self) -> NDArray[np.float64]:
        """The way in EPSG:5179, shape (n, 2); empty without one."""
        parts = [shapely.get_coordinates(leg.line) for leg in self.legs]
        return np.concatenate(parts) if parts else np.empty((0, 2))

    @property
    def marks(self) -> list[tuple[str, tuple[float, float]]]:
        """What is written at each public point, which several stops can share: their numbers."""
        numbers: dict[tuple[float, float], list[str]] = {}
        for one in self.stops:
            if one.place is not None:
                numbers.setdefault(rounded(one.place), []).append(str(one.order))
        return [("·".join(several), place) for place, several in numbers.items()]

    @property
    def extent(self) -> Extent:
        """What a map of it shows at least: public points and the way; where there are none, squares of a kilometre."""
        lon, lat = np.array([place for _, place in self.marks]).reshape(-1, 2).T
        x, y = transformer(WGS84, KOREA_TM).transform(lon, lat)
        seen = np.concatenate([np.column_stack([x, y]), self.line])
        if len(seen):
            return Extent(*seen.min(axis=0).tolist(), *seen.max(axis=0).tolist())
        bounds = shapely.total_bounds(np.array([one.segment.line for one in self.stops], dtype=object)).reshape(2, 2)
        return Extent(
            *(np.floor(bounds[0] / KILOMETRE) * KILOMETRE).tolist(),
            *(np.ceil(bounds[1] / KILOMETRE) * KILOMETRE).tolist(),
        )

    @property
    def file(self) -> VisitFile:
        """What files for maps say of it."""
        lon, lat = transformer(KOREA_TM, WGS84).transform(*self.line.T)
        places = (rounded(place) for place in zip(lon.tolist(), lat.tolist(), strict=True))
        line = [place for place, _ in groupby(places)]
        stops = tuple(
            FileStop(
                one.order,
                one.segment.alley,
                one.segment.district,
                one.card["overall"]["grade"],
                one.open_issues,
                one.stop.minutes,
                one.after_min,
                one.place,
            )
            for one in self.stops
        )
        told = self.signed
        return VisitFile(told.id, self.draft.day, told.expires, stops, tuple(line), round(self.metres), self.minutes)


def gather_pack(session: Session, files: PhotoFiles, signed: SignedOut, *, by: Reader, now: datetime) -> Pack:
    """Gather all that the files of a visit say.

    Parameters
    ----------
    session : Session
        Only read.
    files : PhotoFiles
        Photos of this machine.
    signed : SignedOut
        From `sign_out`.
    by : Reader
        Who takes them out.
    now : datetime
        Decides what is public yet.

    Returns
    -------
    Pack
        The same for the same visit, whatever is kept of households.

    Raises
    ------
    InvalidInput
        When a stop is not there any more.
    """
    draft = signed.visit.draft
    found = stops_there(session, draft.stops)
    begin, end = places_there(session, Ends(draft.begin, draft.end))
    points = visit_ground.public_points(session, [one.id for one in found])
    legs, order = _legs(session, [points.get(one.id) for one in found], begin and begin.point, end and end.point)
    stays = [stop.minutes for stop in draft.stops]
    table = timetable(
        _minutes(legs, order, len(stays), has_begin=begin is not None), stays, has_begin=begin is not None
    )
    told = _Told.of(session, found, signed, by=by, now=now)
    stops = tuple(
        PackStop(
            order=ordinal,
            stop=stop,
            segment=segment,
            after_min=after,
            place=points.get(segment.id),
            card=told.cards[str(segment.id)],
            issues=told.issues(segment.id),
            photos=told.photos(session, files, segment.id, now),
            promises=told.promises(segment.id),
            before=told.before.get(segment.id),
            heard=told.heard.get(segment.id, 0),
        )
        for ordinal, (stop, segment, after) in enumerate(zip(draft.stops, found, table.arrivals, strict=True), 1)
    )
    named = [None if one is None else one.name or one.kind for one in (begin, end)]
    return Pack(signed, stops, legs, named[0], named[1], table.minutes, told.left)


def _legs(
    session: Session, places: Sequence[tuple[float, float] | None], begin: Any, end: Any
) -> tuple[tuple[Leg, ...], list[int]]:
    """Lead the way by those stops that have a public point, and tell which these are."""
    there = [at for at, place in enumerate(places) if place is not None]
    x, y = transformer(WGS84, KOREA_TM).transform(*np.array([places[at] for at in there]).reshape(-1, 2).T)
    middle = [shapely.Point(*place) for place in zip(x, y, strict=True)]
    return walk_by(session, [one for one in (begin, *middle, end) if one is not None]), there


def _minutes(legs: Sequence[Leg], there: Sequence[int], count: int, *, has_begin: bool) -> list[int]:
    """Return the minutes to each stop, and to the end: none to a stop by which the way does not lead."""
    first = 0 if has_begin else 1
    to = dict(zip([*there[first:], count], legs, strict=False))
    return [to[stop].minutes if stop in to else 0 for stop in range(first, count + 1)]


@dataclass(frozen=True)
class _Told:
    """What is public of the segments of a visit."""

    cards: dict[str, dict[str, Any]]
    near: dict[UUID, list[tuple[str, int]]]
    pictured: dict[UUID, list[UUID]]
    pictures: dict[UUID, list[PublicPhoto]]
    followed: list[Followed]
    before: dict[UUID, EarlierVisit]
    heard: dict[UUID, int]
    left: tuple[LeftOver, ...]

    @classmethod
    def of(
        cls, session: Session, found: Sequence[TiedSegment], signed: SignedOut, *, by: Reader, now: datetime
    ) -> _Told:
        ids, visit = tuple(one.id for one in found), signed.visit
        scene = current_scene(session, now=now)
        pictured = pictured_at(session, ids, mended_since=now - MENDED_WITHIN)
        bring = to_bring(session, visit.id, by=by, now=now)
        return cls(
            public_cards(session, now=now, only=ids),
            open_at(session, ids, scene.view, scene.public),
            pictured,
            _pictures(session, {one for several in pictured.values() for one in several}, now),
            about(session, by=by, known=now, as_of=now.astimezone(KST).date(), segments=ids),
            rows.visited_before(session, ids, before=visit.draft.starts_at, but=visit.id),
            Counter(one.segment for one in bring if one.segment is not None),
            left_over(bring, now=now),
        )

    def issues(self, segment: UUID) -> tuple[PackIssue, ...]:
        return tuple(PackIssue(label, count) for label, count in self.near.get(segment, ()))

    def photos(self, session: Session, files: PhotoFiles, segment: UUID, now: datetime) -> tuple[PackPhoto, ...]:
        shown = [photo for issue in self.pictured.get(segment, ()) for photo in self.pictures.get(issue, ())]
        found = []
        for photo in shown[:MOST_PHOTOS]:
            with suppress(NotFound):  # its file can be missing where only the database was restored
                found.append(PackPhoto(photo.moment, public_photo(session, files, photo.public_sha256, now=now)))
        return tuple(found)

    def promises(self, segment: UUID) -> tuple[Followed, ...]:
        return tuple(one for one in self.followed if segment in one.segments)


def _pictures(session: Session, issues: Collection[UUID], now: datetime) -> dict[UUID, list[PublicPhoto]]:
    """Read the public photos of issues; what was before comes before what is after."""
    found: dict[UUID, list[PublicPhoto]] = defaultdict(list)
    for photo in public_photos_of(session, issues, now=now) if issues else ():
        found[photo.issue_id].append(photo)
    return {issue: sorted(several, key=lambda one: one.moment == "after") for issue, several in found.items()}
