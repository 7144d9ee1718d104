"""Reference systems by their parameters, by the numbers, and asked for when two answers remain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pyproj import CRS

from mapper.crs import WGS84, transformer
from mapper.errors import CrsUnclear, WrongCrs
from mapper.importers.claim import CrsClaim
from mapper.importers.reference.korean_systems import SYSTEMS, recognise
from mapper.importers.reference.naming import understood
from mapper.importers.reference.position import Sample, to_metres
from mapper.importers.reference.publisher import address_map_layer
from mapper.importers.reference.settle import Settled, settle

UIJEONGBU = {
    5174: (202901.18, 470626.10),
    2097: (203155.92, 470626.20),
    5181: (202970.45, 470931.21),
    5186: (202970.45, 570931.21),
    5179: (958914.82, 1971044.63),
    5178: (959103.85, 1970738.73),
    3857: (14141326.80, 4542493.91),
    32652: (326743.35, 4178577.33),
}
"""One point, lon 127.0337, lat 37.7381, as published tools of different makers give it."""

OUTLINE = (955_000.0, 1_965_000.0, 965_000.0, 1_975_000.0)
NAMELESS = CrsClaim(None, "a table")


def tm(name: str, geographic: str, meridian: str, north: float, *, east: float = 200000.0, scale: float = 1.0) -> str:
    return (
        f'PROJCS["{name}",{geographic},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",{east}],'
        f'PARAMETER["False_Northing",{north}],PARAMETER["Central_Meridian",{meridian}],'
        f'PARAMETER["Scale_Factor",{scale}],PARAMETER["Latitude_Of_Origin",38.0],UNIT["Meter",1.0]]'
    )


def geographic(name: str, datum: str, spheroid: str) -> str:
    return (
        f'GEOGCS["{name}",DATUM["{datum}",SPHEROID[{spheroid}]],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]]'
    )


BESSEL_ELLIPSOID = '"Bessel_1841",6377397.155,299.1528128'
GRS80_ELLIPSOID = '"GRS_1980",6378137.0,298.257222101'
ITRF = geographic("GCS_ITRF_2000", "D_ITRF_2000", GRS80_ELLIPSOID)
KOREA_2000 = geographic("GCS_Korea_2000", "D_Korea_2000", GRS80_ELLIPSOID)
GRS80 = geographic("GCS_GRS_1980", "D_GRS_1980", GRS80_ELLIPSOID)
BESSEL = geographic("GCS_Bessel_1841", "D_Bessel_1841", BESSEL_ELLIPSOID)
KOREAN_1985 = geographic("GCS_Korean_Datum_1985", "D_Korean_Datum_1985", BESSEL_ELLIPSOID)
TOKYO = geographic("GCS_Tokyo", "D_Tokyo", BESSEL_ELLIPSOID)
SHIFTED = KOREAN_1985.replace("]],PRIMEM", "],TOWGS84[-115.8,474.99,674.11,1.16,-2.31,-1.63,6.43]],PRIMEM")
NORTH_FIRST = '],AXIS["X",NORTH],AXIS["Y",EAST]]'

OFFICIAL = {
    "ITRF2000_Central_Belt_60": (tm("ITRF2000_Central_Belt_60", ITRF, "127.0", 600000.0), 5186),
    "PCS_ITRF2000_TM": (tm("PCS_ITRF2000_TM", ITRF, "127.5", 2000000.0, east=1000000.0, scale=0.9996), 5179),
    "Unified CS": (
        tm("Korea_2000_Korea_Unified_Coordinate_System", KOREA_2000, "127.5", 2e6, east=1e6, scale=0.9996),
        5179,
    ),
    "Central Belt": (tm("Korea_2000_Korea_Central_Belt", KOREA_2000, "127.0", 500000.0), 5181),
    "Central Belt 2010": (tm("Korea_2000_Korea_Central_Belt_2010", KOREA_2000, "127.0", 600000.0), 5186),
    "East Belt 2010": (tm("Korea_2000_Korea_East_Belt_2010", KOREA_2000, "129.0", 600000.0), 5187),
    "GRS 80 without datum": (tm("TM_127_GRS80", GRS80, "127.0", 500000.0), 5181),
    "Bessel without datum": (tm("Bessel_1841_Transverse_Mercator", BESSEL, "127.0028902777778", 500000.0), 5174),
    "Bessel, short meridian": (tm("Bessel_TM", BESSEL, "127.00289", 500000.0), 5174),
    "Bessel on 127": (tm("Bessel_TM", BESSEL, "127.0", 500000.0), 2097),
    "modified": (tm("Korean_1985_Modified_Korea_Central_Belt", KOREAN_1985, "127.0028902777778", 5e5), 5174),
    "Korean 1985": (tm("Korean_1985_Korea_Central_Belt", KOREAN_1985, "127.0", 500000.0), 2097),
    "its own shift": (tm("Korean_1985_Korea_Central_Belt", SHIFTED, "127.0", 500000.0), 2097),
    "Tokyo": (tm("Tokyo_Korea_Central_Belt", TOKYO, "127.0", 500000.0), 2097),
    "Jeju": (tm("Korean_1985_Modified_Central_Belt_Jeju", KOREAN_1985, "127.0028902777778", 550000.0), 5175),
    "Bessel UTM-K": (tm("Korean_1985_Unified", KOREAN_1985, "127.5", 2e6, east=1e6, scale=0.9996), 5178),
    "north first": (tm("Korea 2000 / Central Belt", KOREA_2000, "127.0", 500000.0)[:-2] + NORTH_FIRST, 5181),
    "degrees": (geographic("GCS_WGS_1984", "D_WGS_1984", '"WGS_1984",6378137.0,298.257223563'), 4326),
    "degrees of 2002": (ITRF, 4737),
    "degrees of 1985": (BESSEL, 4162),
}


def sample(code: int, *, spread: float = 300.0) -> Sample:
    x, y = UIJEONGBU[code]
    step = np.linspace(-spread, spread, 101)
    return Sample.of(x + step, y - step, np.arange(101) + 2)


def settled(text: str | None, at: Sample, said_by: str = "its .prj", **known: Any) -> Settled:
    return settle(at, CrsClaim(text, said_by), file="made.shp", **known)


def names(error: pytest.ExceptionInfo[WrongCrs]) -> list[str]:
    found: Any = error.value.fields["candidates"]
    return [candidate["crs"] for candidate in found]


@pytest.mark.parametrize(("text", "code"), OFFICIAL.values(), ids=OFFICIAL)
def test_official_texts_are_recognised_by_their_parameters(text: str, code: int) -> None:
    found = understood(text)
    assert found is not None
    system = recognise(found)
    assert system is not None
    assert system.code == code


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2015", "WKT2_2019"])
def test_every_system_is_itself_in_every_spelling(system: Any, version: Any) -> None:
    found = understood(CRS.from_epsg(system.code).to_wkt(version))
    assert found is not None
    assert recognise(found) == system


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("urn:ogc:def:crs:EPSG::5179", 5179),
        ("EPSG:5186", 5186),
        ("SRID=5186", 5186),
        (" 5186 ", 5186),
        ("http://www.opengis.net/def/crs/EPSG/0/5174", 5174),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326),
    ],
)
def test_names_are_understood(name: str, code: int) -> None:
    assert understood(name) == CRS.from_epsg(code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Korea 2000",
        "EPSG:4978",
        "EPSG:5041",
        "5186 or so",
        "+proj=tmerc",
        "EPSG:1",
        "EPSG:999999",
        "/etc/passwd",
        'PROJCS["cut',
        'LOCAL_CS["here",UNIT["m",1]]',
        "PROJCS[" * 10_000,
    ],
)
def test_what_is_no_map_is_not_understood(text: str) -> None:
    assert understood(text) is None


def test_heights_are_left_out() -> None:
    tall = f'COMPD_CS["with heights",{OFFICIAL["Central Belt"][0]},VERT_CS["h",VERT_DATUM["d",2005],UNIT["m",1]]]'
    found = understood(tall)
    assert found is not None
    assert len(found.axis_info) == 2


@pytest.mark.parametrize("code", sorted(UIJEONGBU))
def test_a_point_of_other_tools_is_met(code: int) -> None:
    x, y = (np.array([value]) for value in UIJEONGBU[code])
    assert np.hypot(*(np.ravel(to_metres(x, y, CRS.from_epsg(code))) - UIJEONGBU[5179])) < 0.02


def test_bessel_without_a_datum_is_the_korean_one_and_says_what_else_it_would_be() -> None:
    found = settled(OFFICIAL["Bessel without datum"][0], sample(5174))
    assert found.name == "EPSG:5174"
    assert found.reason == (
        "its .prj (Bessel_1841_Transverse_Mercator) has its parameters; taken literally, with the datum"
        " 'Not specified (based on Bessel 1841 ellipsoid)', it would lie 360 m off"
    )
    assert "m off" not in settled(OFFICIAL["modified"][0], sample(5174)).reason


def test_north_first_in_a_prj_turns_nothing() -> None:
    at = settled(OFFICIAL["north first"][0], sample(5181)).at(sample(5181))
    assert at == {"x": 202970.45, "y": 470931.21, "lon": 127.0337, "lat": 37.7381, "row": 52}


def test_a_system_unknown_here_is_taken_when_its_datum_is_known() -> None:
    katec = {"east": 400000.0, "scale": 0.9999}
    x, y = transformer(understood(tm("KATEC", KOREAN_1985, "128.0", 600000.0, **katec)), WGS84).transform(
        127.0337, 37.7381, direction="INVERSE"
    )
    at = Sample.of(np.array([x]), np.array([y]), np.array([1]))
    found = settled(tm("KATEC", KOREAN_1985, "128.0", 600000.0, **katec), at)
    assert (found.name, found.reason) == ("KATEC", "its .prj describes it")
    assert found.at(at) == {"x": x, "y": y, "lon": 127.0337, "lat": 37.7381, "row": 1}
    with pytest.raises(WrongCrs, match=r"describes 'KATEC' with the datum 'Not specified .*--crs EPSG:5179"):
        settled(tm("KATEC", BESSEL, "128.0", 600000.0, **katec), at)


@pytest.mark.parametrize(
    ("said_by", "match"),
    [
        ("--crs", r"--crs 'UTM' is not understood, expected e\.g\. EPSG:5179 or EPSG:4326; correct it"),
        ("its crs member", r"made\.shp: its crs member UTM is not understood; say which it is, e\.g\. --crs EPSG:4326"),
    ],
)
def test_what_is_not_understood_is_asked_about(said_by: str, match: str) -> None:
    with pytest.raises(WrongCrs, match=match):
        settled("UTM", sample(5186), said_by)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        (5174, {"EPSG:5174", "EPSG:2097", "EPSG:5181", "EPSG:5186", "EPSG:5183"}),
        (2097, {"EPSG:5174", "EPSG:2097", "EPSG:5181", "EPSG:5186"}),
        (5181, {"EPSG:5174", "EPSG:2097", "EPSG:5181", "EPSG:5186"}),
        (5186, {"EPSG:5186", "EPSG:5187", "EPSG:5185"}),
        (5179, {"EPSG:5179", "EPSG:5178"}),
        (5178, {"EPSG:5179", "EPSG:5178"}),
    ],
)
def test_metres_nobody_speaks_for_are_asked_about(code: int, asked: set[str]) -> None:
    with pytest.raises(
        CrsUnclear, match=r"a table names no CRS, .* in row 52, fit: .* lon 12\d\.\d+, lat 3\d\."
    ) as error:
        settle(sample(code), NAMELESS, file="made.csv")
    assert asked <= set(names(error))
    assert error.value.fields["sample"] == {"x": UIJEONGBU[code][0], "y": UIJEONGBU[code][1], "row": 52}


@pytest.mark.parametrize("code", [5174, 2097, 5181])
def test_systems_hundreds_of_metres_apart_stay_a_question_beside_the_city(code: int) -> None:
    with pytest.raises(CrsUnclear, match="near the districts already stored") as error:
        settle(sample(code), NAMELESS, file="made.csv", outline=OUTLINE)
    assert set(names(error)) == {"EPSG:5174", "EPSG:2097", "EPSG:5181"}


def test_the_city_tells_systems_that_lie_far_apart() -> None:
    found = settle(sample(5186), NAMELESS, file="made.csv", outline=OUTLINE)
    assert found.name == "EPSG:5186"
    assert found.reason == "a table names none, and only this one puts its numbers near the districts already stored"


@pytest.mark.parametrize("code", [32652, 3857])
def test_numbers_that_fit_one_system_only_are_in_it(code: int) -> None:
    assert settle(sample(code), NAMELESS, file="made.csv").name == f"EPSG:{code}"


def test_a_file_larger_than_the_city_is_asked_about_as_without_one() -> None:
    far = (1_100_000.0, 1_600_000.0, 1_110_000.0, 1_610_000.0)
    with pytest.raises(CrsUnclear) as error:
        settle(sample(5179), NAMELESS, file="made.csv", outline=far)
    assert names(error) == ["EPSG:5179", "EPSG:5178"]


HEADER = ("SIG_CD", "RDS_MAN_NO", "RN", "ROA_CLS_SE")


@pytest.mark.parametrize(
    ("header", "file", "layer"),
    [
        (HEADER, "roads.zip", "TL_SPRD_MANAGE"),
        (("A1",), "TL_SPRD_RW_41.shp", "TL_SPRD_RW_41"),
        (("id", "x", "y"), "roads.csv", None),
        (("LINK_ID", "F_NODE", "T_NODE", "ROAD_RANK"), "MOCT_LINK.shp", None),
    ],
)
def test_layers_of_the_address_map_are_known(header: tuple[str, ...], file: str, layer: str | None) -> None:
    assert address_map_layer(header, file) == layer


@pytest.mark.parametrize("outline", [None, OUTLINE, (1_100_000.0, 1_600_000.0, 1_110_000.0, 1_610_000.0)])
def test_the_address_map_without_a_prj_is_in_utm_k_on_grs_80(outline: Any) -> None:
    found = settle(sample(5179), NAMELESS, file="made.shp", outline=outline, layer="TL_SPRD_MANAGE")
    assert found.name == "EPSG:5179"
    assert found.reason == "a table names none, and TL_SPRD_MANAGE is a layer of the road-name address map"


def test_the_address_map_in_a_belt_is_asked_about() -> None:
    with pytest.raises(CrsUnclear):
        settle(sample(5181), NAMELESS, file="made.shp", layer="TL_SPRD_MANAGE")


@pytest.mark.parametrize("said_by", ["its .prj", "--crs"])
@pytest.mark.parametrize(("said", "true"), [("EPSG:5181", 5186), ("EPSG:5179", 5181), ("EPSG:5186", 5179)])
def test_numbers_that_speak_against_what_is_said_are_refused(said: str, true: int, said_by: str) -> None:
    with pytest.raises(WrongCrs, match=f"{said_by} says {said}, but that puts row 52 .* outside") as error:
        settled(said, sample(true), said_by)
    assert f"EPSG:{true}" in names(error)


def test_a_prj_that_puts_a_file_far_from_the_city_is_refused_unless_a_person_insists() -> None:
    with pytest.raises(WrongCrs, match=r"says EPSG:5186, .* or the districts already stored") as error:
        settled("EPSG:5186", sample(5181), outline=OUTLINE)
    assert set(names(error)) == {"EPSG:5174", "EPSG:2097", "EPSG:5181"}
    assert settled("EPSG:5186", sample(5181), "--crs", outline=OUTLINE).name == "EPSG:5186"


def test_a_prj_is_believed_where_no_other_system_would_do_better() -> None:
    busan = Sample.of(np.array([388_000.0, 389_000.0]), np.array([288_000.0, 289_000.0]), np.array([1, 2]))
    assert settled("EPSG:5186", busan, outline=OUTLINE).name == "EPSG:5186"


@pytest.mark.parametrize("code", [4326, 4737])
def test_metres_under_a_system_of_degrees_are_refused_with_what_fits(code: int) -> None:
    with pytest.raises(WrongCrs, match=f"these look like metres, but EPSG:{code} is in degrees.*EPSG:5179") as error:
        settled(f"EPSG:{code}", sample(5179))
    assert names(error) == ["EPSG:5179", "EPSG:5178"]


def test_degrees_under_a_system_of_metres_are_refused() -> None:
    degrees = Sample.of(np.array([127.0337]), np.array([37.7381]), np.array([1]))
    with pytest.raises(WrongCrs, match=r"these look like degrees, but EPSG:5186 is in metres.*--crs EPSG:4326"):
        settled("EPSG:5186", degrees)
    assert settle(degrees, NAMELESS, file="made.csv").name == "EPSG:4326"


def test_east_and_north_exchanged_are_said_to_be() -> None:
    with pytest.raises(WrongCrs, match="with east and north exchanged they fit EPSG:5186") as error:
        settle(sample(5186).exchanged, NAMELESS, file="made.csv")
    assert not isinstance(error.value, CrsUnclear)
    assert settled("EPSG:5186", sample(5186).exchanged).name == "EPSG:5186"


def test_metres_of_nowhere_are_asked_about() -> None:
    nowhere = Sample.of(np.array([5e8]), np.array([5e8]), np.array([1]))
    with pytest.raises(WrongCrs, match="fit no system in the part of Korea it is made for; ask who made it"):
        settle(nowhere, NAMELESS, file="made.csv")
    assert settled("EPSG:5186", nowhere).at(nowhere) is None


@pytest.mark.parametrize("code", [32652, 5186])
def test_a_few_bad_rows_change_nothing(code: int) -> None:
    good = sample(code)
    x, y = np.where(good.row % 4, good.x, 0.0), np.where(good.row % 4, good.y, 0.0)
    dirty = Sample.of(x, y, good.row)
    assert settle(dirty, NAMELESS, file="made.csv", outline=OUTLINE).name == f"EPSG:{code}"
    shown = settled(f"EPSG:{code}", dirty).at(dirty)
    assert shown is not None
    assert (shown["lon"], shown["lat"]) == pytest.approx((127.0337, 37.7381), abs=0.001)


def test_nothing_placed_settles_nothing_and_asks_nothing() -> None:
    empty = Sample.of(np.array([np.nan]), np.array([np.nan]), np.array([1]))
    assert settle(empty, NAMELESS, file="made.csv").at(empty) is None
    assert settled("EPSG:5186", empty).name == "EPSG:5186"


def test_a_sample_is_taken_from_all_of_a_file() -> None:
    many = np.arange(100_000.0)
    found = Sample.of(many, many, many.astype(np.int64))
    assert (len(found), found.row[0], found.row[-1]) == (1_000, 0, 99_999)


def test_degrees_of_the_old_datum_are_shifted() -> None:
    x, y = (np.array([value]) for value in (127.0337, 37.7381))
    shifted = np.hypot(*(np.ravel(to_metres(x, y, CRS.from_epsg(4162))) - UIJEONGBU[5179]))
    assert 300 < shifted < 400
