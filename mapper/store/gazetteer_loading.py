"""Rows of official files into the gazetteer: merged by edition, whatever order the files come in.

Of each address the newest edition that tells of it holds, and of its point the most exact one, then the newest. So an
older file that comes late changes nothing that a newer one said, and the same file twice changes nothing.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from geoalchemy2 import Geometry
from sqlalchemy import Boolean, Column, Date, Integer, MetaData, SmallInteger, Table, Text, text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.initials import initials
from mapper.store.bulk import copy_columns, tell_planner
from mapper.store.geometry import points_to_ewkb
from mapper.store.tables import AddressRow, LegalAreaRow, LotRow, RoadNameRow

_TOLD: Final = Table(
    "told",
    MetaData(),
    Column("line", Integer()),
    *(
        Column(name, Text())
        for name in (
            *("road_code", "management_no", "legal_code", "province", "city", "town", "village", "road"),
            *("district_code", "district", "postcode", "building"),
        )
    ),
    Column("ground", SmallInteger()),
    *(Column(name, Integer()) for name in ("main", "sub", "lot_main", "lot_sub")),
    Column("lot_mountain", Boolean()),
    Column("point", Geometry("POINT", srid=KOREA_TM, spatial_index=False)),
    Column("exactness", SmallInteger()),
    Column("gone", Boolean()),
    Column("told_on", Date()),
    prefixes=["TEMPORARY"],
)
_JOINED: Final = text("""
    UPDATE told SET road_code = address.road_code, main = address.main, sub = address.sub, ground = address.ground
    FROM address WHERE told.road_code IS NULL AND address.management_no = told.management_no
""")
_LOST: Final = text("SELECT line, management_no FROM told WHERE road_code IS NULL ORDER BY line")
_AREAS: Final = text("""
    INSERT INTO legal_area (code, city_code, province, city, town, village)
    SELECT DISTINCT ON (legal_code) legal_code, left(legal_code, 5), province, coalesce(city, ''), town, village
    FROM told WHERE legal_code IS NOT NULL AND province IS NOT NULL AND town IS NOT NULL
    ORDER BY legal_code, village NULLS LAST
    ON CONFLICT (code) DO UPDATE SET province = excluded.province, city = excluded.city, town = excluded.town,
        village = coalesce(excluded.village, legal_area.village)
    WHERE (legal_area.province, legal_area.city, legal_area.town)
        IS DISTINCT FROM (excluded.province, excluded.city, excluded.town)
        OR (legal_area.village IS NULL AND excluded.village IS NOT NULL)
""")
_CITIES: Final = text("""
    INSERT INTO legal_area (code, city_code, province, city, town)
    SELECT DISTINCT ON (left(road_code, 5)) left(road_code, 5) || '00000', left(road_code, 5), province, coalesce(city, ''), ''
    FROM told WHERE road_code IS NOT NULL AND province IS NOT NULL
    -- a building at a border may lie in one 시군구 and be numbered on a road of the other
    ORDER BY left(road_code, 5), left(legal_code, 5) IS DISTINCT FROM left(road_code, 5), line
    ON CONFLICT (code) DO NOTHING
""")
_ROADS: Final = text(
    "SELECT DISTINCT ON (road_code) road_code, road FROM told WHERE road IS NOT NULL ORDER BY road_code, line"
)
_ADD_ROADS: Final = text("""
    INSERT INTO road_name (code, city_code, name, key, initials)
    SELECT code, left(code, 5), name, key, initials
    FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[]), CAST(:keys AS text[]), CAST(:initials AS text[]))
        AS given(code, name, key, initials)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, key = excluded.key, initials = excluded.initials
    WHERE road_name.name <> excluded.name
""")
_ADDRESSES: Final = text("""
    INSERT INTO address AS known (
        road_code, main, sub, ground, management_no, legal_code, district_code, district, postcode, building, point,
        exactness, gone, told_on, pointed_on
    )
    SELECT DISTINCT ON (road_code, main, sub, ground) road_code, main, sub, ground, management_no, legal_code,
        district_code, district, postcode, building, point, exactness, gone, told_on,
        CASE WHEN point IS NOT NULL THEN told_on END
    FROM told WHERE road_code IS NOT NULL AND main IS NOT NULL AND (NOT :about_lots OR road IS NOT NULL)
    ORDER BY road_code, main, sub, ground, exactness DESC, line DESC
    ON CONFLICT (road_code, main, sub, ground) DO UPDATE SET
        management_no = CASE WHEN excluded.told_on >= known.told_on
            THEN coalesce(excluded.management_no, known.management_no) ELSE coalesce(known.management_no, excluded.management_no) END,
        legal_code = CASE WHEN left(excluded.legal_code, 8) = left(known.legal_code, 8)
            THEN greatest(excluded.legal_code, known.legal_code) WHEN excluded.told_on >= known.told_on
            THEN coalesce(excluded.legal_code, known.legal_code) ELSE coalesce(known.legal_code, excluded.legal_code) END,
        district_code = CASE WHEN excluded.told_on >= known.told_on
            THEN coalesce(excluded.district_code, known.district_code) ELSE coalesce(known.district_code, excluded.district_code) END,
        district = CASE WHEN excluded.told_on >= known.told_on
            THEN coalesce(excluded.district, known.district) ELSE coalesce(known.district, excluded.district) END,
        postcode = CASE WHEN excluded.told_on >= known.told_on
            THEN coalesce(excluded.postcode, known.postcode) ELSE coalesce(known.postcode, excluded.postcode) END,
        building = CASE WHEN excluded.told_on >= known.told_on
            THEN coalesce(excluded.building, known.building) ELSE coalesce(known.building, excluded.building) END,
        gone = CASE WHEN excluded.told_on >= known.told_on THEN excluded.gone ELSE known.gone END,
        told_on = greatest(excluded.told_on, known.told_on),
        point = CASE WHEN (excluded.exactness, excluded.pointed_on) >= (known.exactness, known.pointed_on)
            OR known.point IS NULL THEN coalesce(excluded.point, known.point) ELSE known.point END,
        exactness = CASE WHEN excluded.point IS NULL THEN known.exactness ELSE greatest(excluded.exactness, known.exactness) END,
        pointed_on = CASE WHEN excluded.point IS NOT NULL AND ((excluded.exactness, excluded.pointed_on)
            >= (known.exactness, known.pointed_on) OR known.point IS NULL) THEN excluded.pointed_on ELSE known.pointed_on END
""")
_LOTS: Final = text("""
    INSERT INTO lot AS known (
        legal_code, is_mountain, main, sub, road_code, address_main, address_sub, ground, gone, told_on
    )
    SELECT DISTINCT ON (legal_code, lot_mountain, lot_main, lot_sub, road_code, main, sub, ground)
        legal_code, lot_mountain, lot_main, lot_sub, road_code, main, sub, ground, gone, told_on
    FROM told WHERE lot_main IS NOT NULL AND legal_code IS NOT NULL AND road_code IS NOT NULL AND main IS NOT NULL
    ORDER BY legal_code, lot_mountain, lot_main, lot_sub, road_code, main, sub, ground, line DESC
    ON CONFLICT ON CONSTRAINT pk_lot DO UPDATE SET gone = excluded.gone, told_on = excluded.told_on
    WHERE excluded.told_on >= known.told_on
""")
_OF_LOTS: Final = text("""
    UPDATE address SET legal_code = told.legal_code FROM told
    WHERE address.legal_code IS NULL AND told.legal_code IS NOT NULL
        AND (address.road_code, address.main, address.sub, address.ground) = (told.road_code, told.main, told.sub, told.ground)
""")


def merge(session: Session, addresses: pd.DataFrame) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Merge rows of a file into the gazetteer.

    Parameters
    ----------
    session : Session
        Not committed.
    addresses : DataFrame
        By the contract ADDRESSES.

    Returns
    -------
    effects : dict of str to int
        How many ``addresses``, ``lots``, ``roads`` and ``areas`` were written.
    lost : list of tuple
        Positions of rows, and their 관리번호, that name an address which no file has brought yet.
    """
    _TOLD.create(session.connection())
    copy_columns(session, _TOLD, _columns(addresses))
    session.execute(text("ANALYZE told"))
    session.execute(_JOINED)
    lost = [(line, number) for line, number in session.execute(_LOST)]
    values = {"about_lots": bool(addresses["lot_main"].notna().any() and addresses["road"].isna().all())}
    effects = {"areas": _count(session, _AREAS) + _count(session, _CITIES), "roads": _add_roads(session)}
    effects["addresses"] = _count(session, _ADDRESSES, values)
    effects["lots"] = _count(session, _LOTS)
    session.execute(_OF_LOTS)
    _TOLD.drop(session.connection())
    tell_planner(session, len(addresses), AddressRow, LotRow, LegalAreaRow, RoadNameRow)
    return effects, lost


def _columns(addresses: pd.DataFrame) -> dict[str, Any]:
    same = [column.name for column in _TOLD.c if column.name in addresses and column.name not in ("point", "told_on")]
    whole = {"main", "sub", "lot_main", "lot_sub", "ground", "exactness"}
    return {
        "line": range(len(addresses)),
        **{name: addresses[name].astype("Int64") if name in whole else addresses[name] for name in same},
        "point": points_to_ewkb(addresses["x"].to_numpy(dtype=float), addresses["y"].to_numpy(dtype=float)),
        "told_on": addresses["told_on"],
    }


def _add_roads(session: Session) -> int:
    roads = [(code, name) for code, name in session.execute(_ROADS) if code is not None]
    keys = ["".join(name.split()) for _, name in roads]
    values = {"codes": [code for code, _ in roads], "names": [name for _, name in roads], "keys": keys}
    return _count(session, _ADD_ROADS, values | {"initials": [initials(key) for key in keys]})


def _count(session: Session, statement: Any, values: dict[str, Any] | None = None) -> int:
    return int(session.execute(statement, values or {}).rowcount)  # type: ignore[attr-defined] # of what writes
