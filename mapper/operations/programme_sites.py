"""Where programmes are: their segments, what can be chosen as one, and what was mended there while they ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.programme import ProgrammeDraft
from mapper.domain.reader import Reader
from mapper.errors import SegmentNotFound
from mapper.operations.photos.seeing import public_photos_of
from mapper.operations.programmes import PERMISSION, WRITING, Programme
from mapper.store import tied
from mapper.store.engine import Session
from mapper.store.photo_moderation import PublicPhoto
from mapper.store.tied import TiedSegment
from mapper.store.visit_issues import pictured_at

__all__ = ["Mended", "choose_site", "mended_at", "site_of", "sites_of"]


def site_of(session: Session, draft: ProgrammeDraft, *, by: Reader) -> list[TiedSegment]:
    """Return the segments of a programme's site.

    Parameters
    ----------
    session : Session
        Only read.
    draft : ProgrammeDraft
        As it stands, or as it was typed.
    by : Reader
        Who asks.

    Returns
    -------
    list of TiedSegment
        By district and alley; also those whose line was cut anew since, and none of what there never was.
    """
    require(PERMISSION, by)
    return list(tied.segments(session, draft.segments).values())


def sites_of(session: Session, found: Sequence[Programme], *, by: Reader) -> dict[UUID, list[TiedSegment]]:
    """Return the segments of the sites of programmes.

    Parameters
    ----------
    session : Session
        Only read.
    found : sequence of Programme
        Which.
    by : Reader
        Who asks.

    Returns
    -------
    dict of UUID to list of TiedSegment
        By id of the programme, of those that have a site.
    """
    require(PERMISSION, by)
    there = tied.segments(session, {segment for one in found for segment in one.draft.segments})
    sites = {one.id: [there[segment] for segment in one.draft.segments if segment in there] for one in found}
    return {programme: segments for programme, segments in sites.items() if segments}


def choose_site(session: Session, segment: UUID, *, by: Reader) -> list[TiedSegment]:
    """Return what can be chosen as a site at a segment: itself first, then the rest of its alley in its district.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Which.
    by : Reader
        Who chooses.

    Returns
    -------
    list of TiedSegment
        One at least.

    Raises
    ------
    SegmentNotFound
        When there is none.
    """
    require(WRITING, by)
    found = tied.segments(session, {segment, *tied.alley_of(session, segment)})
    if segment not in found:
        raise SegmentNotFound(f"No segment has the id {segment}; pick one on the map.", segment=str(segment))
    return [found.pop(segment), *found.values()]


@dataclass(frozen=True)
class Mended:
    """What the public copies of photos show of an issue at the site of a programme.

    Attributes
    ----------
    before, after : tuple of PublicPhoto
        As it was, and as it is since.
    """

    before: tuple[PublicPhoto, ...]
    after: tuple[PublicPhoto, ...]


def mended_at(session: Session, draft: ProgrammeDraft, *, by: Reader, now: datetime) -> list[Mended]:
    """Return photos that everybody may see of what was mended at the site of a programme while it ran.

    Parameters
    ----------
    session : Session
        Only read.
    draft : ProgrammeDraft
        As it stands.
    by : Reader
        Who asks.
    now : datetime
        Decides what is public yet.

    Returns
    -------
    list of Mended
        Of issues with photos of both before and after, as they are shown around the public points of the segments.
    """
    require(PERMISSION, by)
    if not draft.segments or draft.began_on is None:
        return []
    began = datetime.combine(draft.began_on, time.min, KST)
    over = now if draft.ended_on is None else datetime.combine(draft.ended_on + timedelta(days=1), time.min, KST)
    pictured = pictured_at(session, draft.segments, mended_since=began, mended_before=over)
    issues = list(dict.fromkeys(issue for several in pictured.values() for issue in several))
    photos: dict[UUID, list[PublicPhoto]] = defaultdict(list)
    for photo in public_photos_of(session, issues, now=now) if issues else ():
        photos[photo.issue_id].append(photo)
    shown = [Mended(_taken(photos[one], "before"), _taken(photos[one], "after")) for one in issues]
    return [one for one in shown if one.before and one.after]


def _taken(photos: Sequence[PublicPhoto], moment: str) -> tuple[PublicPhoto, ...]:
    return tuple(one for one in photos if one.moment == moment)
