"""A city that people walk in with phones: its site, the way there, and who they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import psycopg
from sqlalchemy import Engine

from faults.ground import Ground
from faults.phone import Phone, Report
from faults.program import GOLMOK, Site
from faults.proxy import Link, Proxy
from faults.snapshots import name_of, snapshot
from mapper.domain.access import Scope
from mapper.domain.reader import Reader, Role
from mapper.operations.people import keys, users
from mapper.store.cluster import Attachment
from mapper.store.engine import make_engine, make_sessions
from web.clock import now

SEED: Final = 5
"""Of what the link does."""
OPERATOR: Final = Reader(None, "faults", Role.ADMIN, None, "cli")
_USERS: Final = "SELECT count(*) FROM user_account"
_MIDDLE: Final = """
    SELECT code, segment.id::text, round(ST_X(middle)::numeric, 6)::float, round(ST_Y(middle)::numeric, 6)::float
    FROM segment JOIN district ON district.id = district_id,
    ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS middle WHERE graded AND segment.superseded_at IS NULL ORDER BY length_m DESC, segment.id LIMIT 1
"""


@dataclass(frozen=True)
class Place:
    """The middle of the longest segment.

    Attributes
    ----------
    district : str
        Its code.
    segment : str
        Its id.
    lon, lat : float
        Where it is [degrees].
    """

    district: str
    segment: str
    lon: float
    lat: float


class Field:
    """A city with a site and a way there.

    Parameters
    ----------
    ground : Ground
        Where phones are kept.
    data : Path
        The data folder.
    attachment : Attachment
        To its database.
    site : Site
        Over it.
    proxy : Proxy
        On the way to it.
    """

    def __init__(self, ground: Ground, data: Path, attachment: Attachment, site: Site, proxy: Proxy) -> None:
        self.data = data
        self.site = site
        self.proxy = proxy
        self.connection: psycopg.Connection[tuple[Any, ...]] = attachment.connect()
        self.place = Place(*self.rows(_MIDDLE)[0])
        self._ground = ground
        self._engine: Engine = make_engine(attachment.url("owner"))
        self.sessions = make_sessions(self._engine)
        self._numbers = count(1)
        self._walkers = count(1 + self.rows(_USERS)[0][0])  # a field of the same city may have been here before

    @property
    def address(self) -> str:
        """Where phones find it."""
        return f"http://127.0.0.1:{self.proxy.port}"

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask its database."""
        return self.connection.execute(query.encode(), values).fetchall()

    def walker(self) -> str:
        """Add somebody who works in the district of the place; return their name."""
        name = f"made-walker-{next(self._walkers)}"
        with self.sessions.begin() as session:
            users.add_user(session, name, Role.FIELD, (self.place.district,), every=False, by=OPERATOR, now=now())
        return name

    def link(self, name: str) -> str:
        """Return an address by which somebody logs in, once."""
        with self.sessions.begin() as session:
            key = keys.add_link(session, users.user_named(session, name), by=OPERATOR, now=now(), loopback_only=True)
        return f"{self.address}/login/link/{key}"

    def bearer(self, name: str) -> dict[str, str]:
        """Return the headers by which a script of somebody's is known."""
        with self.sessions.begin() as session:
            user, scopes = users.user_named(session, name), (Scope.READ, Scope.WRITE)
            token, _ = keys.add_token(session, user, label="faults", scopes=scopes, by=OPERATOR, now=now())
        return {"Authorization": f"Bearer {token}"}

    def send_photo(self, photo: bytes, bearer: dict[str, str]) -> int:
        """Send a photo of one piece; return the status."""
        headers = {**bearer, "Content-Type": "application/octet-stream"}
        pieces = {"Upload-Offset": "0", "Upload-Length": str(len(photo))}
        return self.site.put(f"/api/v1/photos/{name_of(photo)}", photo, headers | pieces)[0]

    @contextmanager
    def phone(self, name: str, profile: Path | None = None) -> Iterator[Phone]:
        """Give somebody a new phone, on which they have logged in, for as long as the block lasts."""
        phone = Phone(self._ground.chromium, profile or self._ground.empty(), self.address)
        phone.open()
        try:
            phone.enter(self.link(name))
            yield phone
        finally:
            phone.close()

    def report(self, photos: int = 0, **snapshots: int) -> Report:
        """Make up a report unlike any other, with photos unlike any other."""
        number = next(self._numbers)
        body = {
            "lon": self.place.lon,
            "lat": self.place.lat,
            "accuracy_m": 6.5,
            "position": "gps",
            "segment_id": self.place.segment,
            "category": "litter",
            "severity": 2,
            "description": f"made {number}",
        }
        return Report(body, tuple(snapshot(100 * number + photo, **snapshots) for photo in range(photos)))

    def reports(self, records: int, photos: int = 0, **snapshots: int) -> list[Report]:
        """Make up several, each with so many photos."""
        return [self.report(photos, **snapshots) for _ in range(records)]

    @contextmanager
    def served_by(self, site: Site) -> Iterator[None]:
        """Have another site answer for a while."""
        before, self.proxy.upstream = self.proxy.upstream, site.port
        try:
            with self.proxy.link(Link()):
                yield
        finally:
            self.proxy.upstream = before

    def end(self) -> None:
        """Let go of the database."""
        self.connection.close()
        self._engine.dispose()


@contextmanager
def open_field(
    ground: Ground, data: Path, *, environ: Mapping[str, str] = MappingProxyType({}), golmok: tuple[str, ...] = GOLMOK
) -> Iterator[Field]:
    """Open a field over a data folder with a city in it."""
    with ExitStack() as stack:
        attachment = stack.enter_context(ground.cluster(data).attach())
        site = Site(data, environ, golmok)
        stack.callback(site.end)
        site.wait_ready()
        proxy = Proxy(site.port, SEED)
        stack.callback(proxy.end)
        field = Field(ground, data, attachment, site, proxy)
        stack.callback(field.end)
        yield field


@contextmanager
def _lasting_field(ground: Ground) -> Iterator[Field]:
    with open_field(ground, ground.city(ground.lasting())) as field:
        yield field


@contextmanager
def _lasting_phone(ground: Ground) -> Iterator[tuple[Field, Phone]]:
    with ground.kept(_lasting_field) as field, field.phone(field.walker(), ground.lasting()) as phone:
        yield field, phone


def in_field(ground: Ground) -> AbstractContextManager[Field]:
    """Lend the field that faults share."""
    return ground.kept(_lasting_field)


def on_phone(ground: Ground) -> AbstractContextManager[tuple[Field, Phone]]:
    """Lend the field that faults share, and a phone in it, which nothing lies on."""
    return ground.kept(_lasting_phone)
