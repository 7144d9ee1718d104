"""Parameters of OGC requests, read strictly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.crs import WGS84
from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import export_layer
from mapper.errors import ExportRefused
from mapper.wire.ogc.box import read_box
from mapper.wire.ogc.interval import read_days
from mapper.wire.ogc.query import MOST, read_items_query
from mapper.wire.ogc.reference_systems import CRS84, SYSTEMS, system_of

COLUMNS = export_layer("segments").edition(Detail.STAFF).columns


def test_systems_have_the_axes_of_the_register() -> None:
    north = {system.uri.rpartition("/")[2]: system.is_north_first for system in SYSTEMS}
    assert north == {"CRS84": False, "4326": True, "5179": True, "5186": True, "3857": False}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-01", (date(2026, 3, 1), date(2026, 3, 1))),
        ("2026-03-01/2026-03-05", (date(2026, 3, 1), date(2026, 3, 5))),
        ("../2026-03-05", (None, date(2026, 3, 5))),
        ("2026-03-01/", (date(2026, 3, 1), None)),
        ("2026-02-28T15:00:00Z", (date(2026, 3, 1), date(2026, 3, 1))),
        ("2026-03-01T23:59:59.5+09:00/..", (date(2026, 3, 1), None)),
        ("2026-03-01T/..", (date(2026, 3, 1), None)),  # as GDAL writes it
        ("../..", (None, None)),
        ("0001-01-01/9999-12-31", (date(2000, 1, 1), date(2099, 12, 31))),
    ],
)
def test_days_are_days_of_korea(written: str, expected: tuple[date | None, date | None]) -> None:
    assert read_days(written) == expected


@pytest.mark.parametrize(
    "written", ["", "..", "2026", "2026-13-01", "2026-03-05/2026-03-01", "a/b/c", "2026-03-01T10:00", "20260301xx"]
)
def test_other_times_are_refused(written: str) -> None:
    with pytest.raises(ExportRefused, match="datetime"):
        read_days(written)


def test_several_times_are_answered_by_what_fits_all_of_them() -> None:
    asked = [("datetime", "../2026-06-30"), ("datetime", "2026-01-01T/.."), ("datetime", "2025-01-01/2027-01-01")]
    read = read_items_query(asked, COLUMNS)  # the first two as GDAL sends them
    assert (read.first, read.last) == (date(2026, 1, 1), date(2026, 6, 30))
    assert read_items_query(asked[1:2], COLUMNS).last is None
    with pytest.raises(ExportRefused, match=r"\.\./2025-12-31 and 2026-01-01T/\.\. have no day in common") as refused:
        read_items_query([("datetime", "../2025-12-31"), asked[1]], COLUMNS)
    assert refused.value.fields["parameter"] == "datetime"
    with pytest.raises(ExportRefused, match="comes twice"):
        read_items_query([("limit", "1"), *asked, ("limit", "1")], COLUMNS)


def test_box_takes_the_axes_of_its_system() -> None:
    register = system_of("http://www.opengis.net/def/crs/EPSG/0/4326", parameter="crs")
    assert read_box("127,37,128,38", CRS84) == read_box("37,127,38,128", register) == (127, 37, 128, 38)
    assert read_box("127,37,0,128,38,100", CRS84) == (127, 37, 128, 38)


def test_box_across_the_antimeridian_is_the_side_of_korea() -> None:
    assert read_box("120,30,-170,40", CRS84) == (120, 30, 180, 40)
    assert read_box("170,30,130,40", CRS84) == (-180, 30, 130, 40)


@given(st.text(max_size=40))
def test_any_text_is_a_box_or_refused(written: str) -> None:
    try:
        west, south, east, north = read_box(written, CRS84)
    except ExportRefused:
        return
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["limit", "after", "bbox", "crs", "datetime", "f", "종합등급", "구간길이"]),
            st.text(max_size=20),
        )
    )
)
def test_any_parameters_are_read_or_refused(asked: list[tuple[str, str]]) -> None:
    try:
        query = read_items_query(asked, COLUMNS)
    except ExportRefused:
        return
    assert 1 <= query.limit <= MOST
    assert query.box_crs == WGS84


def test_values_have_the_kind_of_their_column() -> None:
    query = read_items_query(
        [("구간길이", "12.5"), ("조사횟수", "3"), ("최근조사일", "2026-01-02"), ("종합등급", "D")], COLUMNS
    )
    assert query.equal == {"length_m": 12.5, "surveys": 3, "surveyed_on": date(2026, 1, 2), "overall": "D"}
