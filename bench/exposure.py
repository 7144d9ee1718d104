"""``exposure``: whom a year has seen, out of a million entries of the access log, beside the minute that it may take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from bench.welfare_office import open_office
from mapper.domain.access_log import UNSEEING, was_refused
from mapper.domain.access_reason import Reason
from mapper.domain.exposure import Exposed, Suspect
from mapper.domain.reader import Reader, Role
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.exposures import Exposure, exposure
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session, Sessions

LIMIT_MS: Final = 60_000.0
ENTRIES: Final = 1_000_000
DISTRICTS: Final = 27
HOUSEHOLDS: Final = 537
"""Of each district."""
CASELOAD: Final = 50
WINDOW: Final = Suspect(since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2027, 1, 1, tzinfo=UTC))
"""All of them: the worst that can be asked."""
NOW: Final = datetime(2026, 11, 20, 3, tzinfo=UTC)
CODES: Final = frozenset(f"bench-{number}" for number in range(DISTRICTS))

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
_HEADS: Final = (
    "INSERT INTO crisis.access_head (district_code, number, hash)"
    " SELECT 'bench-' || n, :entries, '\\x00' FROM generate_series(0, :districts - 1) AS n"
)
_READ: Final = "SELECT district_code, recorded_at, action, subjects FROM crisis.access"


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


def _report(sessions: Sessions) -> Exposure:
    """Answer as a supervisor of all districts is answered: that it was asked for is in the log, and committed."""
    by = Reader(uuid4(), "bench", Role.SUPERVISOR, CODES, "", uuid4())
    with sessions.begin() as session:
        found = exposure(session, Look(by, Reason("other"), NOW, NOW), WINDOW)
    found.as_csv()
    return found


@contextmanager
def _sides(_city: City) -> Iterator[Sides]:
    with open_office() as (sessions, owner):
        given = {"entries": ENTRIES, "districts": DISTRICTS, "households": HOUSEHOLDS, "caseload": CASELOAD}
        with owner.begin() as connection:
            for statement in (_FILL, _HEADS, "ANALYZE crisis.access"):
                connection.execute(text(statement), given)
        yield Sides(
            ours=lambda: milliseconds(lambda: _report(sessions)),
            peer=lambda: LIMIT_MS,
            check=lambda: _see_equal(sessions),
        )


def _see_equal(sessions: Sessions) -> None:
    ours = _report(sessions).households
    with sessions() as session:
        reach(session, CODES)
        theirs = by_script(session)
    if ours != theirs:
        message = f"{len(ours)} households are told, and {len(theirs)} by the script"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="exposure",
    unit="ms",
    peer=f"{LIMIT_MS / 1000:g} s, the limit that is set",
    equal=(
        f"the whole report of {ENTRIES:,} entries of {DISTRICTS} districts and 300 accounts, every twentieth with {CASELOAD} "
        "households and every fiftieth refused, for the whole year: households, logins, the file, and its own entry in every "
        "chain, committed; household, district, times, first and last moment are those that a script finds that reads the log "
        "entry by entry"
    ),
    unequal="the limit is a number; the page or the command that shows the report is not part of ours",
    sides=_sides,
    bar=1.0,
)
