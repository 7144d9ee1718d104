"""Tell other systems what changed in the layers since they last asked: never too little, and nothing twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from mapper.crs import WGS84
from mapper.domain.access import Reach, reach
from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import export_layer
from mapper.domain.reader import Reader, Role
from mapper.errors import CursorGone, InvalidInput
from mapper.operations.exports import Export, Wanted, open_export
from mapper.operations.map_layers import LAYER_SOURCES, Scene, current_scene, scene_name
from mapper.operations.told_grades import told_grades, told_heirs
from mapper.store import change_feed as rows
from mapper.store import feature_pages
from mapper.store.engine import Session
from mapper.store.export_rows import can_pick
from mapper.store.merges import surviving
from mapper.store.taken_off import TakenOff, features_of
from mapper.store.write_log import log_write

LAYERS: Final = ("districts", "segments", "issues", "shops", "venues")
"""What is told of, by key of the layer: those of which `_shown` tells when everybody sees another edition."""

MOST: Final = 1000
"""Changes of one answer."""

LOOK_EVERY: Final = timedelta(minutes=1)
"""Not before that the layers are looked at again: many who ask often cost no more than one.

Those of everybody are looked at only when what their tiles are named by is another: the hour, the run, the network, the shops or
the venues; and at once when issues were taken off, the issues alone.
"""

_ISSUES: Final = "issues"
_SEGMENTS: Final = "segments"

_CURSOR: Final = re.compile(r"([0-9a-f]{32})\.(\d{1,18})")


@dataclass(frozen=True)
class Change:
    """What became of one row.

    Attributes
    ----------
    layer, id : str
        Which row.
    feature : dict or None
        The row as GeoJSON, as it is now; None when there is none any more.
    into : str or None
        Id of what it was merged into, for staff.
    grade : dict or None
        Of a segment that is graded, its official grade by `told_grades`.
    heirs : sequence of str or None
        Of a segment that is no more, the segments of now that took its place.
    """

    layer: str
    id: str
    feature: dict[str, Any] | None
    into: str | None = None
    grade: dict[str, Any] | None = None
    heirs: Sequence[str] | None = None


@dataclass(frozen=True)
class Changes:
    """Some changes.

    Attributes
    ----------
    items : sequence of Change
        In order.
    cursor : str
        Behind the last of them.
    is_last : bool
        Whether nothing comes behind, for now.
    """

    items: Sequence[Change]
    cursor: str
    is_last: bool


@dataclass(frozen=True)
class Reading:
    """A feed, from where somebody reads on.

    Attributes
    ----------
    detail : Detail
        For whose eyes.
    feed : Feed
        How far it goes.
    since : int
        Position behind which they read.
    behind : Scene or None
        What everybody sees, when issues were taken off and somebody else is only looking: what is kept may tell of them.
    """

    detail: Detail
    feed: rows.Feed
    since: int
    behind: Scene | None

    @property
    def tag(self) -> str:
        """Another one whenever the answer is."""
        held_back = "" if self.behind is None else f"-{self.behind.taken_off.name()}"
        return f"{self.feed.epoch.hex}-{self.since}-{self.feed.position}{held_back}"


def open_feed(session: Session, since: str | None, *, by: Reader, now: datetime) -> Reading:
    """Look at the layers if it is time to, and find from where somebody reads on.

    Parameters
    ----------
    session : Session
        Not committed.
    since : str or None
        The cursor of the answer before; from the beginning when not given.
    by : Reader
        Who asks.
    now : datetime
        When.

    Returns
    -------
    Reading
        With nothing read yet.

    Raises
    ------
    InvalidInput
        When the cursor is none.
    CursorGone
        When the feed was begun anew since it was given out.
    """
    detail = _detail(by)
    rows.begin(session, detail.value, epoch=uuid4())
    told = rows.feed_of(session, detail.value)
    begun = 0 if since is None else _position(since, told)  # before anything is looked at
    scene = current_scene(session, now=now) if detail is Detail.PUBLIC else None
    shown = None if scene is None else _shown(scene)
    stale = None if _is_behind(told, shown) else now - LOOK_EVERY
    held = rows.hold(session, detail.value, stale=stale, shown=shown)
    if held is not None:
        position, layers = held.position, _to_look_at(held, shown)
        for export in _exports(session, detail, layers, by=by, now=now):
            position = _look(session, detail, export, position)
        # What was taken off meanwhile is left out already, and would stay so when that is undone: then it is looked at again.
        is_same = scene is None or _shown(current_scene(session, now=now, earlier=scene)) == shown
        rows.note_look(session, detail.value, position=position, shown=shown if is_same else None, now=now)
    feed = rows.feed_of(session, detail.value)
    return Reading(detail, feed, begun, scene if _is_behind(feed, shown) else None)


def read_on(session: Session, reading: Reading, *, limit: int, by: Reader, now: datetime) -> Changes:
    """Return the next changes.

    Parameters
    ----------
    session : Session
        Not committed: what somebody with an account takes is written down.
    reading : Reading
        From `open_feed`.
    limit : int
        At most so many.
    by : Reader
        Who asks.
    now : datetime
        When.

    Returns
    -------
    Changes
        Of each row what it is now.
    """
    told = rows.told_since(session, reading.detail.value, since=reading.since, limit=limit + 1)
    page = _told_for_now(session, reading, told[:limit])
    standing, grades = _standing(session, reading.detail, page, by=by, now=now)
    into = _merged(session, page) if reading.detail is Detail.STAFF else {}
    heirs = told_heirs(session, [one.id for one in page if one.is_gone and one.layer == _SEGMENTS])
    # What was there when it was looked at and is gone by now is told as gone when it is looked at again.
    items = [
        Change(
            one.layer,
            one.id,
            standing.get((one.layer, one.id)),
            into.get(one.id),
            grades.get(one.id),
            heirs.get(one.id),
        )
        for one in page
        if one.is_gone or (one.layer, one.id) in standing
    ]
    if by.role is not Role.PUBLIC:
        log_write(session, by, "features", subject="changes", now=now, rows=len(items), detail=reading.detail.value)
    cursor = f"{reading.feed.epoch.hex}.{page[-1].position if page else reading.since}"
    return Changes(items, cursor, len(told) <= limit or len(page) < limit)


def _told_for_now(session: Session, reading: Reading, page: Sequence[rows.Told]) -> Sequence[rows.Told]:
    """Return what of a page can be told: a feature that counts what was taken off, and all after it, waits for a look."""
    if reading.behind is None:
        return page
    counting = features_of(session, reading.behind.taken_off, reading.behind.public)
    waits = (place for place, one in enumerate(page) if one.id in counting and one.feature is not None)
    return page[: next(waits, None)]


def _standing(
    session: Session, detail: Detail, page: Sequence[rows.Told], *, by: Reader, now: datetime
) -> tuple[dict[tuple[str, str], dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return the rows of a page as they are now, by layer and id, and of segments their official grades."""
    there = [one for one in page if not one.is_gone]
    standing = {(one.layer, one.id): json.loads(one.feature) for one in there if one.feature is not None}
    grades: dict[str, dict[str, Any]] = {}
    in_page = [layer for layer in LAYERS if any(one.layer == layer for one in there)]
    for export in _exports(session, detail, in_page, by=by, now=now):
        layer = export.layer.key
        ids = [one.id for one in there if one.layer == layer and one.feature is None] if _can_pick(export) else []
        standing |= {(layer, feature["id"]): feature for feature in _features(session, export, ids)}
        if layer == _SEGMENTS:  # of the very run of those rows
            run, is_for_staff = export.selection.values["run"], detail is Detail.STAFF
            grades = told_grades(session, run, ids, with_before=is_for_staff)
    return standing, grades


def _detail(by: Reader) -> Detail:
    """Return the edition for somebody; whoever sees all of some districts alone reads what everybody may."""
    of_staff = (layer for layer in LAYERS if Detail.STAFF in export_layer(layer).editions)
    return Detail.STAFF if all(reach(f"export.{layer}", by.role) is Reach.ALL for layer in of_staff) else Detail.PUBLIC


def _shown(scene: Scene) -> str:
    """Name what everybody sees of the layers: another edition has another name, as with their tiles.

    What was taken off stands last, behind what a run or an import changes.
    """
    run = replace(scene, taken_off=TakenOff.none())
    names = " ".join(scene_name(source, run) for source in LAYER_SOURCES if source.key in LAYERS)
    return f"{names} {scene.taken_off.name()}"


def _parts(shown: str | None) -> tuple[str, str]:
    names, _, taken_off = (shown or "").rpartition(" ")
    return names, taken_off


def _is_behind(feed: rows.Feed, shown: str | None) -> bool:
    """Tell whether a feed for everybody does not know yet what was taken off."""
    return shown is not None and _parts(feed.shown)[1] != _parts(shown)[1]


def _to_look_at(feed: rows.Feed, shown: str | None) -> tuple[str, ...]:
    """Return the layers that may be others than when they were looked at: when issues were taken off, they alone."""
    is_same_but_for_issues = shown is not None and _parts(feed.shown)[0] == _parts(shown)[0]
    return (_ISSUES,) if is_same_but_for_issues else LAYERS


def _look(session: Session, detail: Detail, export: Export, position: int) -> int:
    """Note what changed of a layer; what cannot be read row by row is kept as it is told, and not put together for each page."""
    reached = rows.look(session, detail.value, export.selection, position=position)
    if reached > position and not _can_pick(export):
        seen = rows.seen_since(session, detail.value, export.layer.key, since=position)
        told = {one["id"]: json.dumps(one, ensure_ascii=False) for one in _features(session, export, seen)}
        rows.keep_features(session, detail.value, export.layer.key, told)
    return reached


def _can_pick(export: Export) -> bool:
    return can_pick(export.layer.key, export.detail.value)


def _exports(session: Session, detail: Detail, layers: Sequence[str], *, by: Reader, now: datetime) -> Iterator[Export]:
    """Open what a feed tells of: of layers without an edition for staff that of everybody."""
    for layer in layers:
        seen = detail if detail in export_layer(layer).editions else Detail.PUBLIC
        yield open_export(session, Wanted(layer, "geojson", detail=seen), by=by, now=now)


def _features(session: Session, export: Export, ids: Sequence[str]) -> list[dict[str, Any]]:
    properties = {column.property_name: column.kind for column in export.columns}
    if not ids:
        return []
    text = feature_pages.features(session, export.selection, ids, properties, crs=WGS84, flip=False, decimals=0)
    features: list[dict[str, Any]] = json.loads(b"[" + text + b"]")
    return features


def _merged(session: Session, page: Sequence[rows.Told]) -> dict[str, str]:
    gone = [UUID(one.id) for one in page if one.is_gone and one.layer == _ISSUES]
    found = surviving(session, gone) if gone else {}
    return {str(issue): str(root) for issue, root in found.items() if issue != root}


def _position(since: str, feed: rows.Feed) -> int:
    found = _CURSOR.fullmatch(since)
    if found is None:
        raise InvalidInput(f"since={since[:60]!r} is no cursor; send `next` of the answer before, or nothing.")
    position = int(found[2])
    if found[1] != feed.epoch.hex or position > feed.position:
        raise CursorGone("The feed was begun anew since this cursor was given out; read from the beginning.")
    return position
