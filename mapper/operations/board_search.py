"""What a planner looks for by typing: alleys and districts, a building, an address, a receipt code, a position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Reach, reach
from mapper.domain.address_reason import reason_words
from mapper.domain.gazetteer import Located
from mapper.domain.label import Label
from mapper.domain.reader import Reader
from mapper.domain.receipt_code import digest_of_code, read_code, spelled
from mapper.domain.typed_position import Position, read_position
from mapper.importers.address import building, road_name
from mapper.operations import addresses, maps
from mapper.store import found_segments
from mapper.store.engine import Session
from mapper.store.grades import View
from mapper.store.merges import surviving
from mapper.store.resident_receipts import filed_under

REACH_M: Final = 1000.0
"""How far the nearest segment may be from a position that is said to be in the city [m]."""
_ABOUT_ISSUES: Final = "work"
_MOST_ROADS: Final = 5


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes
    ----------
    items : list of dict
        Best first: ``kind`` (``alley``, ``district``, ``building``, ``address``, ``issue`` or ``position``) with what the page says
        of it; ``segment_id`` and ``bounds`` are None where it lies on no segment.
    is_elsewhere : bool
        A position was typed that is not in Korea.
    unknown_number : str or None
        The number of a building of which no record says where on its alley it is.
    refused : Label or None
        Why the gazetteer knows no address by what was typed.
    """

    items: list[dict[str, Any]]
    is_elsewhere: bool = False
    unknown_number: str | None = None
    refused: Label | None = None


def find(session: Session, words: str, *, by: Reader, now: datetime) -> Found:
    """Find what was typed.

    Parameters
    ----------
    session : Session
        Only read.
    words : str
        What was typed.
    by : Reader
        Codes of receipts and addresses of issues are looked up for those alone who work on issues.
    now : datetime
        This moment.

    Returns
    -------
    Found
        Of a position every meaning it may have, those in the city first.
    """
    view = maps.look(session, now=now).view
    positions = read_position(words)
    if positions is not None:
        places = [_position(session, view, one) for one in positions]
        return Found(sorted(places, key=lambda one: one["segment_id"] is None), is_elsewhere=not places)
    knows_issues = reach(_ABOUT_ISSUES, by.role) is Reach.ALL
    issue = _issue(session, view, words) if knows_issues else None
    if issue is not None:
        return Found([issue])
    assumed = addresses.home_cities(session)
    if addresses.is_typed_short(words):
        return Found(_short(session, view, words, assumed, now=now))
    names = maps.search(session, road_name(words) or words, now=now)
    sought = addresses.find(session, words, assumed=assumed)
    known = _addresses(session, view, [sought.located])
    numbered = building(words)
    houses = _building(session, view, *numbered) if numbered and knows_issues else []
    if known or houses or not (sought.address.building or sought.address.lot):
        return Found([*known, *houses, *names])
    reason = sought.located.reasons[0]
    if reason.code == "no_gazetteer":
        return Found(names, unknown_number=numbered and numbered[1])
    return Found(names, refused=reason_words(reason))


def _short(session: Session, view: View, words: str, assumed: frozenset[str], *, now: datetime) -> list[dict[str, Any]]:
    """Find roads by first consonants, and the address on each when a number was typed."""
    typed = addresses.suggest(session, words, assumed=assumed)[:_MOST_ROADS]
    known = _addresses(session, view, [one for _, one in typed if one is not None])
    return known or [item for road, _ in typed for item in maps.search(session, road.key, now=now)[:1]]


def _addresses(session: Session, view: View, located: Iterable[Located]) -> list[dict[str, Any]]:
    """Put addresses on the map that have a point, each with the segment nearest to it."""
    return [
        {
            "kind": "address",
            **_on(found),
            "alley": found and found["name"],
            "name": known.written,
            **dict(zip(("lon", "lat"), addresses.degrees_of(known) or (None, None), strict=True)),
            "far_m": found and round(found["far_m"]),
            "certainty": str(one.certainty),
            "reasons": one.reasons,
        }
        for one in located
        if (known := one.known) and known.x is not None and known.y is not None
        for found in [found_segments.nearest(session, view, x=known.x, y=known.y, reach_m=REACH_M)]
    ]


def _position(session: Session, view: View, position: Position) -> dict[str, Any]:
    x, y = transformer(WGS84, KOREA_TM).transform(position.lon, position.lat)
    found = found_segments.nearest(session, view, x=x, y=y, reach_m=REACH_M)
    return {"kind": "position", **_on(found), **vars(position), "far_m": found and round(found["far_m"])}


def _issue(session: Session, view: View, words: str) -> dict[str, Any] | None:
    code = read_code(words)
    filed = None if code is None else filed_under(session, digest_of_code(code))
    if code is None or filed is None:
        return None
    standing: UUID = surviving(session, [filed.issue])[filed.issue]
    found = found_segments.under_issue(session, view, standing)
    return {"kind": "issue", **_on(found), "issue_id": str(standing), "code": spelled(code)}


def _building(session: Session, view: View, road: str, number: str) -> list[dict[str, Any]]:
    """Find the segment that most issues with the address of a building are on: nothing else is known of buildings."""
    rows = found_segments.with_addresses(session, view, road=road, number=number)
    there = [row for row in rows if building(row["address"]) == (road, number)]
    counted = Counter(row["segment_id"] for row in there).most_common(1)
    return [
        {"kind": "building", **_on(row), "number": number, "issues": issues}
        for segment, issues in counted
        for row in there
        if row["segment_id"] == segment
    ][:1]


def _on(found: dict[str, Any] | None) -> dict[str, Any]:
    return {key: found and found[key] for key in ("name", "district", "segment_id", "bounds")}
