"""Looking addresses up: many at once by road and number or by lot, roads by how they begin, and what is near a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.address import Exactness
from mapper.domain.between_numbers import SIDE_NUMBERS
from mapper.domain.gazetteer import FARTHEST_NUMBER, City, KnownAddress

_COLUMNS: Final = """
    address.road_code, road_name.name, address.main, address.sub, address.ground, road_name.city_code, city.province,
    city.city, area.town, area.village, address.district, address.postcode, address.building, ST_X(address.point),
    ST_Y(address.point), address.exactness, address.gone
"""
_AREAS: Final = """
    LEFT JOIN legal_area AS area ON area.code = address.legal_code
    JOIN legal_area AS city ON city.code = road_name.city_code || '00000'
"""
_ON_ROADS: Final = f"""
    SELECT n, {_COLUMNS}, ''
    FROM unnest(CAST(:n AS int[]), CAST(:city_code AS text[]), CAST(:road AS text[]), CAST(:main AS int[]), CAST(:sub AS int[]))
        AS sought(n, city_code, road, main, sub)
    JOIN road_name ON road_name.key = sought.road AND road_name.city_code = sought.city_code
    JOIN address ON address.road_code = road_name.code AND address.main = sought.main AND address.sub = sought.sub
    {_AREAS}
"""
_NUMBERS_AWAY: Final = f"abs(address.main - sought.main) + {SIDE_NUMBERS} * (abs(address.main - sought.main) % 2)"
_POINTED: Final = "address.road_code = road_name.code AND NOT gone AND point IS NOT NULL"
_NEAR_ON_ROADS: Final = f"""
    SELECT n, {_COLUMNS}, ''
    FROM unnest(CAST(:n AS int[]), CAST(:city_code AS text[]), CAST(:road AS text[]), CAST(:main AS int[]))
        AS sought(n, city_code, road, main)
    JOIN road_name ON road_name.key = sought.road AND road_name.city_code = sought.city_code
    CROSS JOIN LATERAL (
        (
            SELECT * FROM address WHERE {_POINTED}
            ORDER BY {_NUMBERS_AWAY}, address.main, address.sub LIMIT 1
        ) UNION ALL (
            SELECT * FROM address
            WHERE {_POINTED} AND address.main BETWEEN sought.main - {FARTHEST_NUMBER} AND sought.main - 1
            ORDER BY {_NUMBERS_AWAY}, address.main, address.sub LIMIT 1
        ) UNION ALL (
            SELECT * FROM address
            WHERE {_POINTED} AND address.main BETWEEN sought.main + 1 AND sought.main + {FARTHEST_NUMBER}
            ORDER BY {_NUMBERS_AWAY}, address.main, address.sub LIMIT 1
        )
    ) AS address
    {_AREAS}
"""
"""The nearest number of each road, and the nearest ones below and above: between these a number can be reckoned."""
_LOT_WORDS: Final = """CASE WHEN lot.is_mountain THEN '산 ' ELSE '' END || lot.main || CASE WHEN lot.sub > 0 THEN '-' || lot.sub ELSE '' END"""
_TOWNS: Final = """
    unnest(
        CAST(:n AS int[]), CAST(:city_code AS text[]), CAST(:town AS text[]), CAST(:village AS text[]),
        CAST(:is_mountain AS bool[]), CAST(:main AS int[]), CAST(:sub AS int[])
    ) AS sought(n, city_code, town, village, is_mountain, main, sub)
"""
_LEGAL: Final = """
    CROSS JOIN LATERAL (
        SELECT code FROM legal_area
        WHERE legal_area.city_code = sought.city_code AND sought.village IS NULL AND legal_area.town = sought.town
        UNION ALL
        SELECT code FROM legal_area
        WHERE legal_area.city_code = sought.city_code AND legal_area.village = sought.village
            AND (sought.town IS NULL OR right(sought.town, 1) NOT IN ('읍', '면') OR legal_area.town = sought.town)
    ) AS town
"""
_ADMINISTRATIVE: Final = """
    CROSS JOIN LATERAL (
        SELECT DISTINCT legal_code AS code FROM address
        WHERE district = sought.town AND left(legal_code, 5) = sought.city_code
    ) AS town
"""
_OF_LOT: Final = f"""
    JOIN address ON (address.road_code, address.main, address.sub, address.ground)
        = (lot.road_code, lot.address_main, lot.address_sub, lot.ground)
    JOIN road_name ON road_name.code = address.road_code
    {_AREAS.replace("address.legal_code", "lot.legal_code")}
"""
_LOT: Final = (
    "lot.legal_code = town.code AND lot.is_mountain = sought.is_mountain AND lot.main = sought.main AND NOT lot.gone"
)
_ON_LOTS: Final = f"""
    SELECT n, {_COLUMNS}, {_LOT_WORDS} FROM {_TOWNS} {{towns}} JOIN lot ON {_LOT} AND lot.sub = sought.sub {_OF_LOT}
"""
_NEAR_LOTS: Final = f"""
    SELECT n, {_COLUMNS}, {_LOT_WORDS} FROM {_TOWNS} {{towns}}
    CROSS JOIN LATERAL (SELECT * FROM lot WHERE {_LOT} ORDER BY abs(lot.sub - sought.sub), lot.sub LIMIT 1) AS lot {_OF_LOT}
"""
_CITIES: Final = text("SELECT city_code, province, city FROM legal_area WHERE town = '' ORDER BY code")
_NEAREST: Final = text(f"""
    SELECT ST_Distance(address.point, here.point), {_COLUMNS}, ''
    FROM (
        SELECT address.* FROM address, (SELECT ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM}) AS point) AS here
        WHERE NOT gone AND ST_DWithin(address.point, here.point, :within_m)
        ORDER BY address.point <-> here.point, exactness DESC LIMIT :limit
    ) AS address
    CROSS JOIN (SELECT ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM}) AS point) AS here
    JOIN road_name ON road_name.code = address.road_code {_AREAS} ORDER BY 1, address.main, address.sub
""")
_ROADS: Final = text("""
    SELECT road_name.name, city.city, count(address.road_code) AS addresses, road_name.key, road_name.code
    FROM road_name JOIN legal_area AS city ON city.code = road_name.city_code || '00000'
    LEFT JOIN address ON address.road_code = road_name.code AND NOT gone
    WHERE road_name.initials LIKE :initials || '%' AND (CAST(:codes AS text[]) IS NULL OR road_name.city_code = ANY(:codes))
    GROUP BY road_name.code, city.city ORDER BY length(road_name.key), road_name.key, road_name.code LIMIT :limit
""")
_STATEMENTS: Final = {
    "on_roads": text(_ON_ROADS),
    "near_on_roads": text(_NEAR_ON_ROADS),
    "on_lots": text(_ON_LOTS.format(towns=_LEGAL)),
    "on_lots_of_districts": text(_ON_LOTS.format(towns=_ADMINISTRATIVE)),
    "near_lots": text(_NEAR_LOTS.format(towns=_LEGAL)),
}
"""How rows of the gazetteer are found: by name, all that were sought in one query."""


@dataclass(frozen=True, slots=True)
class Road:
    """A road by how it begins.

    Attributes
    ----------
    name, city : str
        As files write it, and its 시군구.
    addresses : int
        How many there are on it.
    key, code : str
        Without blanks, and its twelve digits.
    """

    name: str
    city: str
    addresses: int
    key: str
    code: str


def cities(session: Session) -> list[City]:
    """Read the 시군구 that the gazetteer has addresses of.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of City
        In order of code.
    """
    return [City(*row) for row in session.execute(_CITIES)]


def candidates(session: Session, how: str, sought: Mapping[str, Sequence[Any]]) -> dict[int, list[KnownAddress]]:
    """Look many addresses up at once.

    Parameters
    ----------
    session : Session
        Only read.
    how : str
        ``on_roads``, ``near_on_roads``, ``on_lots``, ``on_lots_of_districts`` or ``near_lots``.
    sought : mapping of str to sequence
        By column: ``n``, ``city_code`` and what the query takes; one row for each address and 시군구.

    Returns
    -------
    dict of int to list of KnownAddress
        By ``n``; those of which nothing was found are not in it.
    """
    if not sought["n"]:
        return {}
    found: dict[int, list[KnownAddress]] = {}
    for n, *columns in session.execute(_STATEMENTS[how], {name: list(values) for name, values in sought.items()}):
        found.setdefault(n, []).append(_known(columns))
    return found


def nearest(session: Session, *, x: float, y: float, within_m: float, limit: int) -> list[tuple[float, KnownAddress]]:
    """Find the addresses nearest to a point.

    Parameters
    ----------
    session : Session
        Only read.
    x, y : float
        In EPSG:5179 [m].
    within_m : float
        How far they may be [m].
    limit : int
        How many at most.

    Returns
    -------
    list of tuple
        Each with its distance [m], the nearest first.
    """
    values = {"x": x, "y": y, "within_m": within_m, "limit": limit}
    return [(float(far), _known(columns)) for far, *columns in session.execute(_NEAREST, values)]


def roads(session: Session, typed: str, *, codes: Sequence[str] | None, limit: int) -> list[Road]:
    """Find roads by the first consonants of what they begin with.

    Parameters
    ----------
    session : Session
        Only read.
    typed : str
        First consonants, without blanks.
    codes : sequence of str or None
        Of the 시군구 that are looked in; None for all.
    limit : int
        How many at most.

    Returns
    -------
    list of Road
        The shortest names first.
    """
    plain = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {"initials": plain, "codes": None if codes is None else list(codes), "limit": limit}
    return [Road(*row) for row in session.execute(_ROADS, values)]


def _known(columns: Sequence[Any]) -> KnownAddress:
    values = [*columns[:-3], Exactness(columns[-3]), *columns[-2:]]
    return KnownAddress(*values)
