"""What is taken out, by whom, and that it is what the map shows."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.export_layer import Detail
from mapper.domain.reader import Reader, Role, public_reader
from mapper.errors import DataMissing, ExportRefused, LoginNeeded, NotAllowed
from mapper.operations.database import Sessions
from mapper.operations.exports import (
    EXPORT_LAYERS,
    EXPORTERS,
    Names,
    Wanted,
    open_export,
    take_out,
    write_down,
)
from mapper.operations.grading import regrade_city
from mapper.operations.map_layers import public_frames
from mapper.store.cluster import Attachment, create_database
from mapper.store.engine import make_engine, make_sessions
from mapper.store.export_queries import QUERIES

At = Callable[[str], datetime]
Add = Callable[..., Any]
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
ANYBODY = public_reader("127.0.0.1")
PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "127.0.0.1")
EDITIONS = [(layer.key, detail) for layer in EXPORT_LAYERS for detail in layer.editions]


def field(*codes: str) -> Reader:
    return Reader(uuid.uuid4(), "추진단-01", Role.FIELD, frozenset(codes), "127.0.0.1")


@pytest.fixture(scope="module")
def demo_sessions(
    attachment: Attachment, demo_template: str, add_venues: Callable[[Session], None]
) -> Iterator[Sessions]:
    """A demo city in which every layer has something."""
    create_database(attachment, "exports", template=demo_template)
    engine = make_engine(attachment.url("owner", "exports"))
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        add_venues(session)
    yield sessions
    engine.dispose()


@pytest.fixture
def content(tmp_path: Path) -> Callable[..., bytes]:
    def made(session: Session, layer: str, extension: str, *, by: Reader = PLANNER, **options: Any) -> bytes:
        export = open_export(session, Wanted(layer, extension, **options), by=by, now=NOW)
        folder = tmp_path / uuid.uuid4().hex
        folder.mkdir()
        return b"".join(take_out(session, export, folder=folder, paint={"A": "#084594"}))

    return made


@pytest.fixture
def features(content: Callable[..., bytes]) -> Callable[..., list[dict[str, Any]]]:
    def read(session: Session, layer: str, **options: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(content(session, layer, "geojson", **options))["features"]
        return found

    return read


def test_every_column_has_an_expression() -> None:
    columns = {
        (layer.key, detail.value): {column.key for column in edition.columns}
        for layer in EXPORT_LAYERS
        for detail, edition in layer.editions.items()
    }
    assert {edition: set(query.fields) for edition, query in QUERIES.items()} == columns


@pytest.mark.parametrize(("layer", "detail"), EDITIONS)
def test_every_format_holds_the_same_rows(
    demo_sessions: Sessions,
    content: Callable[..., bytes],
    tmp_path: Path,
    layer: str,
    detail: Detail,
) -> None:
    with demo_sessions() as session:
        codes = (
            ()
            if layer in {"districts", "venues"}
            else tuple(session.execute(text("SELECT code FROM district")).scalars())[:4]
        )
        rows = {}
        for exporter in EXPORTERS:
            extension = exporter.extensions[0]
            path = tmp_path / f"made.{extension}"
            path.write_bytes(content(session, layer, extension, detail=detail, districts=codes))
            if extension == "parquet":
                rows[extension] = len(gpd.read_parquet(path))
            else:
                source = f"/vsizip/{path}" if extension == "shp.zip" else path
                rows[extension] = pyogrio.read_info(source, layer=0, force_feature_count=True)["features"]
        export = open_export(session, Wanted(layer, "csv", detail, codes), by=PLANNER, now=NOW)
        assert set(rows.values()) == {write_down(session, export, by=PLANNER, now=NOW)}
        assert rows["csv"] > (1 if layer == "venues" else 10)
        session.rollback()


def test_geojson_is_by_rfc_7946(demo_sessions: Sessions, content: Callable[..., bytes]) -> None:
    """§3.1.6 right-hand rule, §4 degrees and no crs member, §3.2 ids, §3.1.1 two numbers of sensible precision."""
    with demo_sessions() as session:
        for layer, detail in EDITIONS:
            collection = json.loads(content(session, layer, "geojson", detail=detail))
            assert set(collection) == {"type", "name", "features"}
            ids = [feature["id"] for feature in collection["features"]]
            assert len(set(ids)) == len(ids)
            for feature in collection["features"]:
                assert set(feature) == {"type", "id", "geometry", "properties"}
                _check_shape(feature["geometry"])


def _check_shape(geometry: dict[str, Any] | None) -> None:
    if geometry is None:
        return
    shape = shapely.geometry.shape(geometry)
    assert set(geometry) == {"type", "coordinates"}
    assert shape.is_valid
    xy = shapely.get_coordinates(shape, include_z=True)
    assert ((xy[:, 0] > 124) & (xy[:, 0] < 132) & (xy[:, 1] > 33) & (xy[:, 1] < 39)).all()
    assert (xy[:, :2].round(7) == xy[:, :2]).all()
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon":
            assert part.exterior.is_ccw
            assert not any(ring.is_ccw for ring in part.interiors)


def test_the_public_edition_is_what_the_map_shows(
    demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]]
) -> None:
    with demo_sessions() as session:
        shown = public_frames(session, now=NOW)
        for layer in ("segments", "issues"):
            frame = shown[layer].to_crs(4326)
            found = features(session, layer, by=ANYBODY)
            assert len(found) == len(frame) > 100
            mine, theirs = (shapely.union_all(shapes) for shapes in ([_shape(one) for one in found], frame.geometry))
            assert shapely.hausdorff_distance(mine, theirs) < 1e-7
        issues = shown["issues"]
        public = [one["properties"] for one in features(session, "issues", by=ANYBODY)]
        assert sorted((one["label"], one["count"]) for one in public) == sorted(
            zip(issues["label"], issues["count"].astype(int), strict=True)
        )
        letters = {
            one["properties"]["id"]: one["properties"]["overall"] for one in features(session, "segments", by=ANYBODY)
        }
        segments = shown["segments"]
        expected = segments["overall"].astype(object).where(segments["overall"].notna(), None)
        assert letters == dict(zip(segments["id"], expected, strict=True))


def _shape(feature: dict[str, Any]) -> Any:
    return shapely.geometry.shape(feature["geometry"])


def test_no_public_file_names_an_issue_a_survey_or_a_person(
    demo_sessions: Sessions, content: Callable[..., bytes]
) -> None:
    statement = """
        SELECT id::text FROM issue UNION ALL SELECT id::text FROM survey UNION ALL SELECT DISTINCT surveyor FROM survey
        UNION ALL SELECT text FROM complaint WHERE length(text) > 8
        UNION ALL SELECT description FROM issue WHERE length(description) > 8
    """
    with demo_sessions() as session:
        secrets = session.execute(text(statement)).scalars().all()
        public = [layer.key for layer in EXPORT_LAYERS if Detail.PUBLIC in layer.editions]
        everything = b"".join(content(session, layer, "geojson", by=ANYBODY) for layer in public).decode()
    assert len(secrets) > 1000
    assert [secret for secret in secrets if secret in everything] == []


def test_an_issue_can_be_taken_out_by_anybody_after_three_days(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add, at: At
) -> None:
    first = town["id"][0]
    add_issues(
        {"source_key": "k1", "segment_id": first, "reported_at": at("2024-05-25"), "recorded_at": at("2024-05-25")}
    )
    add_issues(
        {
            "source_key": "k2",
            "segment_id": first,
            "category": "abandoned_house",
            "reported_at": at("2024-05-01"),
            "recorded_at": at("2024-05-01"),
        }
    )
    regrade_city(session, as_of=date(2024, 5, 26), official=True, new_id=uuid.uuid4, known_at=at("2024-05-26"))
    for hours, rows in ((71, 0), (73, 1)):
        export = open_export(
            session, Wanted("issues", "csv"), by=ANYBODY, now=at("2024-05-25") + timedelta(hours=hours)
        )
        assert write_down(session, export, by=ANYBODY, now=NOW) == rows


class TestReach:
    def test_nobody_takes_surveys_without_a_login(self, demo_sessions: Sessions) -> None:
        with demo_sessions() as session, pytest.raises(LoginNeeded):
            open_export(session, Wanted("surveys", "csv"), by=ANYBODY, now=NOW)

    @pytest.mark.parametrize("role", [Role.WELFARE, Role.MAYOR])
    def test_roles_outside_the_matrix_see_what_everybody_sees(
        self, demo_sessions: Sessions, content: Callable[..., bytes], role: Role
    ) -> None:
        by = Reader(uuid.uuid4(), "복지-01", role, None, "127.0.0.1")
        with demo_sessions() as session:
            assert content(session, "issues", "csv", by=by) == content(session, "issues", "csv", by=ANYBODY)
            for wanted in (Wanted("surveys", "csv"), Wanted("issues", "csv", Detail.STAFF)):
                with pytest.raises(NotAllowed):
                    open_export(session, wanted, by=by, now=NOW)

    @pytest.mark.parametrize("layer", ["segments", "issues", "surveys"])
    def test_field_takes_its_own_districts_and_nothing_of_others(
        self, demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]], layer: str
    ) -> None:
        with demo_sessions() as session:
            everything = features(session, layer)
            codes = {one["properties"]["district_code"] for one in everything} - {None}
            mine, other = sorted(codes)[:2]
            own = features(session, layer, by=field(mine))
            # Who surveys a segment again must not know what somebody else answered, and this one surveyed nothing.
            theirs = [] if layer == "surveys" else everything
            assert own == [one for one in theirs if one["properties"]["district_code"] == mine]
            assert bool(own) == (layer != "surveys")
            assert features(session, layer, by=field()) == []
            for code in (other, "9999999999"):
                with pytest.raises(NotAllowed):
                    open_export(session, Wanted(layer, "csv", districts=(code,)), by=field(mine), now=NOW)

    def test_staff_can_ask_for_the_public_edition(self, demo_sessions: Sessions, content: Callable[..., bytes]) -> None:
        with demo_sessions() as session:
            public = content(session, "issues", "csv", by=ANYBODY)
            for by in (PLANNER, field("4115051000")):
                assert content(session, "issues", "csv", by=by, detail=Detail.PUBLIC) == public


class TestFilters:
    @pytest.mark.parametrize(("layer", "detail"), EDITIONS)
    def test_districts(
        self, demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]], layer: str, detail: Detail
    ) -> None:
        key = "code" if layer == "districts" else "district_code"
        with demo_sessions() as session:
            everything = features(session, layer, detail=detail)
            codes = sorted({one["properties"][key] for one in everything} - {None})[:2]
            some = features(session, layer, detail=detail, districts=tuple(codes))
        assert some == [one for one in everything if one["properties"][key] in codes]
        assert 0 < len(some) < len(everything)

    @pytest.mark.parametrize("layer", ["segments", "surveys", "issues"])
    def test_grades(self, demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]], layer: str) -> None:
        with demo_sessions() as session:
            everything = features(session, layer)
            some = features(session, layer, grades=("E", "ungraded"))
        assert some == [one for one in everything if one["properties"]["overall"] in {"E", None}]
        assert 0 < len(some) < len(everything)

    @pytest.mark.parametrize(("layer", "day"), [("issues", "reported_on"), ("surveys", "walked_on")])
    def test_days_are_korean_and_both_are_included(
        self, demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]], layer: str, day: str
    ) -> None:
        with demo_sessions() as session:
            everything = features(session, layer)
            days = sorted(one["properties"][day] for one in everything)
            first, last = days[len(days) // 3], days[len(days) // 2]
            some = features(session, layer, first=date.fromisoformat(first), last=date.fromisoformat(last))
        assert some == [one for one in everything if first <= one["properties"][day] <= last]
        assert {first, last} <= {one["properties"][day] for one in some}

    def test_the_days_of_public_points_are_those_of_their_issues(
        self, demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]]
    ) -> None:
        with demo_sessions() as session:
            middle = date(2024, 1, 1)
            counts = [
                sum(one["properties"]["count"] for one in features(session, "issues", by=ANYBODY, **days))
                for days in ({}, {"last": middle}, {"first": middle + timedelta(days=1)})
            ]
        assert counts[0] == counts[1] + counts[2]
        assert min(counts) > 0

    def test_as_of_shows_the_official_run_of_that_day(
        self,
        session: Session,
        town: gpd.GeoDataFrame,
        add_surveys: Add,
        at: At,
        features: Callable[..., list[dict[str, Any]]],
    ) -> None:
        walked = {"segment_id": town["id"][0], "surveyor": "조사원-01"}
        add_surveys({"source_key": "s1", **walked, "walked_at": at("2024-05-01"), "recorded_at": at("2024-05-01")})
        for day, official in (("2024-05-10", True), ("2024-05-20", False)):
            regrade_city(session, as_of=date.fromisoformat(day), official=official, new_id=uuid.uuid4, known_at=at(day))
        add_surveys(
            {
                "source_key": "s2",
                **walked,
                "walked_at": at("2024-06-01"),
                "recorded_at": at("2024-06-01"),
                "levels": (4,) * 16,
            }
        )
        regrade_city(session, as_of=date(2024, 6, 10), official=True, new_id=uuid.uuid4, known_at=at("2024-06-10"))
        for day, as_of, letter in (("2024-05-25", "2024-05-10", "A"), ("2024-06-10", "2024-06-10", "E")):
            found = features(session, "segments", as_of=date.fromisoformat(day))
            [walked_one] = [one["properties"] for one in found if one["id"] == town["id"][0]]
            assert (walked_one["as_of"], walked_one["overall"]) == (as_of, letter)
            assert len(found) == len(town)
        with pytest.raises(DataMissing, match="2024-05-09"):
            features(session, "segments", as_of=date(2024, 5, 9))

    @pytest.mark.parametrize(
        ("wanted", "words"),
        [
            (Wanted("issues", "csv", Detail.PUBLIC, grades=("E",)), "has no filter grade"),
            (Wanted("issues", "csv", Detail.PUBLIC, as_of=date(2024, 1, 1)), "has no filter as_of"),
            (Wanted("segments", "csv", first=date(2024, 1, 1)), "has no filter from"),
            (Wanted("segments", "csv", grades=("F",)), "A, B, C, D, E, ungraded"),
            (Wanted("segments", "csv", districts=("9999999999",)), "has no district 9999999999"),
            (Wanted("segments", "geojson", crs=5179), "geojson has no crs 5179"),
            (Wanted("segments", "gpkg", crs=3857), "5179, 5186, 4326"),
            (Wanted("segments", "shp.zip", names=Names.EN), "has no names en"),
            (Wanted("districts", "csv", Detail.STAFF), "no staff edition"),
            (Wanted("issues", "csv", first=date(2024, 2, 1), last=date(2024, 1, 1)), "exchange"),
        ],
    )
    def test_what_a_layer_or_a_format_does_not_have_is_refused(
        self, demo_sessions: Sessions, wanted: Wanted, words: str
    ) -> None:
        with demo_sessions() as session, pytest.raises(ExportRefused, match=words):
            open_export(session, wanted, by=PLANNER, now=NOW)


@pytest.mark.parametrize(
    "name",
    [
        '\\\\n 역\\슬래시 "따옴표" 탭\t줄\r\n쪽\x0c 로켓🚀 \\u0041 \\. \u2028',
        '골목\x0b \x01\x1f\x7f %b %% ":\\N" "\\N"',
        "\\N",
        "null",
        "",
    ],
)
def test_any_name_comes_out_as_it_went_in(
    session: Session,
    town: gpd.GeoDataFrame,
    features: Callable[..., list[dict[str, Any]]],
    content: Callable[..., bytes],
    name: str,
) -> None:
    """COPY doubles backslashes and has a word for NULL, JSON escapes control characters: none of that may be left."""
    session.execute(text("UPDATE alley SET name = :name"), {"name": name})
    assert {one["properties"]["name"] for one in features(session, "segments")} == {name}
    frame = gpd.read_parquet(io.BytesIO(content(session, "segments", "parquet")))
    assert set(frame["name"]) == {name}
    ring = features(session, "districts")[0]["geometry"]["coordinates"][0][0]
    assert shapely.LinearRing(ring).is_ccw


def test_an_issue_without_a_segment_is_of_the_district_it_lies_in(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add, at: At, features: Callable[..., list[dict[str, Any]]]
) -> None:
    middle = town.geometry.iloc[0].centroid
    far = {"source_key": "k1", "x": middle.x + 700, "y": middle.y + 700, "accuracy_m": 3.0}
    nowhere = {"source_key": "k2", "x": middle.x + 90_000, "y": middle.y, "accuracy_m": 3.0}
    for row in (far, nowhere):
        add_issues({**row, "reported_at": at("2024-05-25"), "recorded_at": at("2024-05-25")})
    found = [one["properties"] for one in features(session, "issues")]
    assert sorted((one["district"] or "", one["decision"], one["segment_id"]) for one in found) == [
        ("", "unassigned", None),
        ("가상동", "unassigned", None),
    ]
    assert len(features(session, "issues", by=field("4115099000"))) == 1


def test_a_status_is_the_latest_event(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add, at: At, features: Callable[..., list[dict[str, Any]]]
) -> None:
    kinds = {"k1": [], "k2": ["verified", "closed"], "k3": ["resolved", "reopened"], "k4": ["merged"]}
    for key, events in kinds.items():
        add_issues(
            {
                "source_key": key,
                "segment_id": town["id"][0],
                "reported_at": at("2024-05-01"),
                "recorded_at": at("2024-05-01"),
            },
            events=[
                {
                    "issue_key": key,
                    "kind": kind,
                    "occurred_at": at("2024-05-02") + timedelta(days=number),
                    "recorded_at": at("2024-05-20"),
                }
                for number, kind in enumerate(events)
            ],
        )
    found = [one["properties"] for one in features(session, "issues")]
    assert sorted((one["status"], one["verification"]) for one in found) == [
        ("closed", "verified"),
        ("received", "unverified"),
        ("received", "unverified"),
    ]


def test_what_was_taken_is_written_down(session: Session, town: gpd.GeoDataFrame) -> None:
    wanted = Wanted("segments", "gpkg", Detail.STAFF, districts=("4115099000",), grades=("ungraded",))
    export = open_export(session, wanted, by=PLANNER, now=NOW)
    assert write_down(session, export, by=PLANNER, now=NOW) == len(town)
    session.flush()
    [row] = session.execute(text("SELECT name, action, subject, details FROM write_log")).all()
    assert row[:3] == ("기획-01", "export", "segments")
    assert row[3] == {
        "rows": len(town),
        "format": "gpkg",
        "detail": "staff",
        "filters": {"district": ["4115099000"], "grade": ["ungraded"]},
    }


@pytest.mark.parametrize("extension", ["geojson", "csv"])
def test_progress_counts_every_row(demo_sessions: Sessions, tmp_path: Path, extension: str) -> None:
    told: list[tuple[str, int, int]] = []
    with demo_sessions() as session:
        export = open_export(session, Wanted("surveys", extension), by=PLANNER, now=NOW)
        rows = write_down(session, export, by=PLANNER, now=NOW)
        pieces = take_out(session, export, folder=tmp_path, paint={}, rows=rows, progress=lambda *far: told.append(far))
        assert b"".join(pieces)
        session.rollback()
    assert told[-1] == ("writing", rows, rows)


@pytest.mark.parametrize(("layer", "detail"), EDITIONS)
def test_a_box_holds_what_touches_it(
    demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]], layer: str, detail: Detail
) -> None:
    with demo_sessions() as session:
        everything = features(session, layer, detail=detail)
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in everything if one["geometry"]]
        west, south, east, north = shapely.total_bounds(shapes)
        # beside the outermost ones, whose coordinates are rounded in the file alone
        box = (west - 1e-6, south - 1e-6, (west + east) / 2, (south + north) / 2)
        found = features(session, layer, detail=detail, box=box)
    inside = shapely.box(*box)
    touching = {
        one["id"]
        for one in everything
        if one["geometry"] and shapely.intersects(inside, shapely.from_geojson(json.dumps(one["geometry"])))
    }
    assert {one["id"] for one in found} == touching
    assert 0 < len(found) < len(everything)
    assert [one for one in everything if one["id"] in touching] == found


def test_columns_are_chosen_beside_those_that_tell_and_name_a_row(
    demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]]
) -> None:
    with demo_sessions() as session:
        found = features(session, "segments", columns=("overall", "confidence"))
        assert list(found[0]["properties"]) == ["id", "name", "overall", "confidence"]
        with pytest.raises(ExportRefused, match="colour"):
            features(session, "segments", columns=("colour",))


@pytest.mark.parametrize("box", [(2, 2, 1, 3), (0, 0, float("nan"), 1), (127, 38, 128, 37), (0, -90, 1, 90)])
def test_what_is_no_box_is_refused(
    demo_sessions: Sessions, features: Callable[..., list[dict[str, Any]]], box: tuple[float, float, float, float]
) -> None:
    with demo_sessions() as session, pytest.raises(ExportRefused, match="no box"):
        features(session, "segments", box=box)
