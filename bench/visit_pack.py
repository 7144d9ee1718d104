"""``visit-pack``: how long the mayor's office waits for the files of a visit to 50 stops with photos.

Everything is done as `golmok visit export` does it, once the command runs: the pack is gathered, and its briefing of a
page a stop, its offline map and all other files are written into one archive.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
import pypdfium2
from PIL import Image
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.crs import KOREA_TM
from mapper.domain.disclosure import NAMED_CATEGORIES
from mapper.domain.reader import Reader, Role
from mapper.domain.visit import StopDraft, VisitDraft
from mapper.operations import visit_exports, visits
from mapper.operations.boards import read_board
from mapper.operations.database import Session
from mapper.operations.moderation import publish_photo
from mapper.operations.photos.receiving import take_in
from mapper.operations.visit_pack import gather_pack
from mapper.operations.visit_walk import Ends, walk
from mapper.operations.visits import Writer
from web.clock import now
from web.photos import photo_files
from web.visit_files import Making, visit_file

STOPS: Final = 50
PHOTOS: Final = 2
"""Of each stop: before and after."""

MOST_MS: Final = 10_000.0
"""How long somebody may wait."""

PHONE_PX: Final = (1600, 1200)
"""As the field page sends them."""

SETTLED: Final = timedelta(days=7)
"""Issues are public after 72 hours."""

SEED: Final = 20_261_122
BY: Final = Reader(None, "bench", Role.ADMIN, None, "cli")
_MOMENTS: Final = ("before", "after")


class Trip:
    """A visit whose stops have photos that everybody may see."""

    def __init__(self, city: City) -> None:
        self.city = city
        with city.app.app_context():
            self.files = photo_files()
        self.numbers = np.random.default_rng(SEED)
        with city.sessions.begin() as session:
            stops = [StopDraft(segment) for segment in _pictured(session)]
            for issue in _issues(session, [stop.segment for stop in stops]):
                self.picture(session, issue)
            walked = walk(session, stops, Ends(), shortest=True)
            draft = VisitDraft("field_office", None, "비교하는 방문", now() + timedelta(days=1), stops=walked.stops)
            self.visit = visits.add_visit(session, draft, Writer(BY, now(), uuid4))

    def picture(self, session: Session, issue: UUID) -> None:
        """Give an issue its photos, and let everybody see them."""
        for ordinal in range(PHOTOS):
            sha256 = take_in(session, self.files, self.jpeg(), by=BY, now=now())
            use = uuid4()
            session.execute(
                _USE, {"id": use, "sha": sha256, "issue": issue, "at": now(), "n": ordinal, "of": _MOMENTS[ordinal]}
            )
            publish_photo(session, self.files, use, [], replaces=None, by=BY, now=now())

    def jpeg(self) -> bytes:
        """Make a picture that takes as much room as one of an alley: soft shapes, and some noise."""
        width, height = PHONE_PX
        coarse = self.numbers.integers(0, 255, (height // 40, width // 40, 3), dtype=np.uint8)
        soft = np.asarray(Image.fromarray(coarse).resize(PHONE_PX, Image.Resampling.BICUBIC), dtype=np.int16)
        noisy = soft + self.numbers.normal(0, 6, soft.shape).astype(np.int16)
        drawn = io.BytesIO()
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(drawn, "JPEG", quality=85)
        return drawn.getvalue()

    def pack(self, at: datetime | None = None) -> bytes:
        """Take the pack out, as the command does."""
        at = at or now()
        with self.city.sessions() as session, self.city.app.app_context():
            signed = visit_exports.sign_out(session, self.visit, "zip", "비교", Writer(BY, at, uuid4))
            session.commit()
            gathered = gather_pack(session, self.files, signed, by=BY, now=at)
            making = Making(session, gathered, read_board(session, now=at), "시험시", "a4", at)
            return visit_file(making, "zip")

    def see_whole(self) -> None:
        """Raise `Unequal` unless there is a page for each stop, and every photo is on one of them."""
        with zipfile.ZipFile(io.BytesIO(self.pack())) as packed:
            (paper,) = [packed.read(name) for name in packed.namelist() if name.endswith(".pdf")]
        pages = list(pypdfium2.PdfDocument(paper))
        shown = sum(sum(1 for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])) for page in pages)
        if len(pages) <= STOPS or shown < STOPS * PHOTOS:
            raise Unequal(f"{len(pages)} pages with {shown} photos for {STOPS} stops with {PHOTOS} photos each")


def _pictured(session: Session) -> list[UUID]:
    """Choose the stops: segments near each other with a public point and an open issue that everybody may see.

    None has photos yet: in a city that is kept, each measuring would find those of the ones before, too.
    """
    found = session.execute(_NEAR, {"stops": STOPS, **_public()}).scalars().all()
    if len(found) < STOPS:
        raise Unequal(
            f"{len(found)} segments of this city have open issues, and {STOPS} are needed; use more --segments"
        )
    return list(found)


def _issues(session: Session, segments: list[UUID]) -> list[UUID]:
    """Choose an issue of each stop, which is public long enough."""
    return list(session.execute(_ONE_EACH, {"segments": segments, **_public()}).scalars())


def _public() -> dict[str, Any]:
    """Return what decides which issues everybody sees with their photos."""
    return {"settled": now() - SETTLED, "named": list(NAMED_CATEGORIES)}


_OPEN: Final = """
    issue_state.resolved_at IS NULL AND verification <> 'rejected' AND NOT merged AND category = ANY (:named)
"""
_NEAR: Final = text(f"""
    SELECT id FROM (
        SELECT DISTINCT ON (public_point) segment.id, public_point FROM segment
        JOIN issue_state ON issue_state.segment_id = segment.id
        WHERE graded AND superseded_at IS NULL AND public_point IS NOT NULL AND issue_state.recorded_at < :settled AND {_OPEN}
            AND public_point NOT IN (
                SELECT near.public_point FROM photo_use JOIN issue_state AS pictured USING (issue_id)
                JOIN segment AS near ON near.id = pictured.segment_id WHERE near.public_point IS NOT NULL
            )
        ORDER BY public_point, segment.id
    ) AS one
    ORDER BY public_point <-> (
        SELECT ST_SetSRID(ST_Centroid(ST_Extent(public_point)::geometry), {KOREA_TM}) FROM segment
    ) LIMIT :stops
""")
_ONE_EACH: Final = text(f"""
    SELECT DISTINCT ON (segment_id) issue_id FROM issue_state WHERE segment_id = ANY (:segments) AND recorded_at < :settled
        AND {_OPEN} ORDER BY segment_id, reported_at, issue_id
""")
_USE: Final = text("""
    INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at) VALUES (:id, :sha, :issue, :of, :n, :at)
""")


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    trip = Trip(city)
    yield Sides(ours=lambda: milliseconds(trip.pack), peer=lambda: MOST_MS, check=trip.see_whole)


COMPARISON: Final = Comparison(
    name="visit-pack",
    unit="ms",
    peer=f"how long it may take: {MOST_MS:,.0f} ms",
    equal=f"{STOPS} stops with {PHOTOS} photos each, all seven files in one archive; the briefing has a page for each stop and every photo",
    unequal="a limit is no contender: it says how much of it is left",
    sides=_sides,
    bar=1,
)
