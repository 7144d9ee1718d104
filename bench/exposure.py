"""``exposure``: whom a month has seen, out of a million entries of the access log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.access_log import UNSEEING, was_refused
from mapper.domain.exposure import Exposed, Suspect
from mapper.store.cluster.configuration import STAFF_ROLE
from mapper.store.crisis.exposures import exposed
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import Session, make_engine

ENTRIES: Final = 1_000_000
DISTRICTS: Final = 27
HOUSEHOLDS: Final = 537
"""Of each district."""
CASELOAD: Final = 50
WINDOW: Final = Suspect(since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2027, 1, 1, tzinfo=UTC))
"""All of them: the worst that can be asked."""

_FILL: Final = """
    INSERT INTO crisis.access (district_code, number, recorded_at, user_id, login_id, name, role, origin, action, reason,
        words, subjects, previous, hash)
    SELECT 'bench-' || n % :districts, n, TIMESTAMPTZ '2026-01-01 00:00Z' + n * INTERVAL '31 s', md5('user' || n % 300)::uuid,
        md5('login' || n / 200)::uuid, '가상' || n % 300, 'welfare', '192.0.2.' || n % 200,
        CASE WHEN n % 50 = 0 THEN 'household.read.refused' WHEN n % 20 = 1 THEN 'household.caseload'
            ELSE 'household.read' END, 'visit', '',
        CASE WHEN n % 20 = 1 THEN (SELECT array_agg(md5('home' || n % :districts || '-' || (n + k) % :households)::uuid)
                FROM generate_series(1, :caseload) AS k)
            ELSE ARRAY[md5('home' || n % :districts || '-' || n / :districts % :households)::uuid] END,
        '\\x00', '\\x00'
    FROM generate_series(1, :entries) AS n
"""
_READ: Final = (
    "SELECT district_code, recorded_at, action, subjects FROM crisis.access WHERE district_code LIKE 'bench-%'"
)


def by_script(session: Session) -> list[Exposed]:
    """Go through the log entry by entry, as a script of an auditor would."""
    seen: dict[tuple[str, UUID], tuple[int, datetime, datetime]] = {}
    rows = session.execute(text(_READ).execution_options(yield_per=10_000))
    for code, at, action, subjects in rows:
        if was_refused(action) or action in UNSEEING:
            continue
        for subject in subjects:
            times, first, last = seen.get((code, subject), (0, at, at))
            seen[code, subject] = times + 1, min(first, at), max(last, at)
    return [Exposed(code, subject, *told) for (code, subject), told in sorted(seen.items())]


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with city.sessions() as session:
        url = session.connection().engine.url.set(username=STAFF_ROLE)
    engine = make_engine(url.render_as_string(hide_password=False))
    with make_staff_sessions(engine)() as session:
        reach(session, frozenset(f"bench-{number}" for number in range(DISTRICTS)))
        given = {"entries": ENTRIES, "districts": DISTRICTS, "households": HOUSEHOLDS, "caseload": CASELOAD}
        session.execute(text(_FILL), given)
        yield Sides(
            ours=lambda: milliseconds(lambda: exposed(session, WINDOW)),
            peer=lambda: milliseconds(lambda: by_script(session)),
            check=lambda: _see_equal(session),
        )
        session.rollback()  # the log keeps nothing of it
    engine.dispose()


def _see_equal(session: Session) -> None:
    ours, theirs = exposed(session, WINDOW), by_script(session)
    if ours != theirs:
        message = f"{len(ours)} households are told, and {len(theirs)} by the script"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="exposure",
    unit="ms",
    peer="a script that reads the log entry by entry through psycopg and counts",
    equal=(
        f"the same {ENTRIES:,} entries of {DISTRICTS} districts and 300 accounts, every twentieth with {CASELOAD} households and every "
        "fiftieth refused, over the same connection of the staff role with row-level security; the whole year is asked for; "
        "household, district, times, first and last moment are the same"
    ),
    unequal="ours also leaves out what another time, account or login has seen; the script is spared that, as it is asked for all",
    sides=_sides,
)
