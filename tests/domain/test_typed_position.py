"""Positions that people type: the same place in whatever form, all that an ambiguous one may mean, nothing elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.crs import KOREA_CENTRAL, KOREA_LAT, KOREA_LON, KOREA_TM, WGS84, transformer
from mapper.domain.typed_position import Position, read_position

lons, lats = st.floats(124.5, 131.5), st.floats(33.5, 38.5)
FINE = 2e-7  # degrees: two centimetres, what the coarsest of the forms below keeps
DEGREES = (
    "{lat:.7f}, {lon:.7f}",
    "{lon:.7f} {lat:.7f}",
    "({lat:.7f}/{lon:.7f})",
    "{lat:.7f}° {lon:.7f}°",
    "{lat:.7f}°N, {lon:.7f}°E",
    "E{lon:.7f} N{lat:.7f}",
    "북위 {lat:.7f} 동경 {lon:.7f}",
    "위도: {lat:.7f}, 경도: {lon:.7f}",
    "lat={lat:.7f} lon={lon:.7f}",
)
SEXAGESIMAL = (
    "{a}°{b}'{c:.4f}\"N {d}°{e}'{f:.4f}\"E",
    "{a}°{b}'{c:.4f}\"N{d}°{e}'{f:.4f}\"E",
    "{d}° {e}′ {f:.4f}″, {a}° {b}′ {c:.4f}″",
    "N {a}º {b}’ {c:.4f}” E {d}º {e}’ {f:.4f}”",
    "북위 {a}도 {b}분 {c:.4f}초, 동경 {d}도 {e}분 {f:.4f}초",
)
METRES = ("{:,.2f}, {:,.2f}", "X={:.2f} Y={:.2f}", "{:.2f} m {:.2f} m")


def only(typed: str) -> Position:
    found = read_position(typed)
    assert found is not None, typed
    assert len(found) == 1, (typed, found)
    return found[0]


def parts(degrees: float) -> tuple[int, int, float]:
    """Degrees, minutes and seconds, whose fourth decimal does not round up to a whole minute."""
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return whole, minutes, min((degrees - whole) * 3600 - minutes * 60, 59.9999)


@pytest.mark.parametrize("form", DEGREES)
@given(lon=lons, lat=lats)
def test_degrees_are_read_in_every_spelling(form: str, lon: float, lat: float) -> None:
    found = only(form.format(lon=lon, lat=lat))
    assert (found.crs, found.lon, found.lat) == (WGS84, pytest.approx(lon, abs=FINE), pytest.approx(lat, abs=FINE))


@pytest.mark.parametrize("form", SEXAGESIMAL)
@given(lon=lons, lat=lats)
def test_minutes_and_seconds_are_read(form: str, lon: float, lat: float) -> None:
    (a, b, c), (d, e, f) = parts(lat), parts(lon)
    found = only(form.format(a=a, b=b, c=c, d=d, e=e, f=f))
    assert (found.lon, found.lat) == (pytest.approx(lon, abs=FINE), pytest.approx(lat, abs=FINE))


@given(lon=lons, lat=lats, crs=st.sampled_from([KOREA_TM, KOREA_CENTRAL]), form=st.sampled_from(METRES))
def test_metres_are_read_in_either_order_and_every_meaning_is_told(lon: float, lat: float, crs: int, form: str) -> None:
    x, y = transformer(WGS84, crs).transform(lon, lat)
    there = (crs, pytest.approx(lon, abs=FINE), pytest.approx(lat, abs=FINE))
    for north_first, (first, second) in {False: (x, y), True: (y, x)}.items():
        if min(first, second) < 1000:
            continue  # at the edge of the system, where numbers look like degrees
        meanings = {(one.crs, one.north_first): one for one in read_position(form.format(first, second)) or []}
        found = meanings.pop((crs, north_first))
        assert (found.crs, found.lon, found.lat) == there
        for other in meanings.values():
            assert KOREA_LON[0] <= other.lon <= KOREA_LON[1]
            assert KOREA_LAT[0] <= other.lat <= KOREA_LAT[1]


def test_ambiguous_metres_are_offered_as_both() -> None:
    found = read_position("203456.7, 571234.5")
    assert found is not None
    assert [(one.crs, one.north_first) for one in found] == [(KOREA_CENTRAL, False), (KOREA_CENTRAL, True)]
    assert [(round(one.lon, 2), round(one.lat, 2)) for one in found] == [(127.04, 37.74), (131.03, 34.36)]
    assert [one.north_first for one in read_position("E 203456.7 N 571234.5") or []] == [False]


@pytest.mark.parametrize("typed", ["35.68, 139.77", "37.7, 1", "-37.7, 127.0", "37.7S 127.0E", "1, 2", "5000000 300"])
def test_elsewhere_is_nowhere(typed: str) -> None:
    assert read_position(typed) == []


@pytest.mark.parametrize(
    "typed", ["", "37.7", "호국로1298번길 21", "37.7127.0", "37°61'N 127°E", "1 2 3", "N37.7N 127"]
)
def test_anything_else_is_no_position(typed: str) -> None:
    assert read_position(typed) is None
