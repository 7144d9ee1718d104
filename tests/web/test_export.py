"""Layers as files over HTTP: streamed, named in Korean, and no more than the role's row of the matrix."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.access import Scope
from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.domain.reader import Role
from mapper.exporters import EXPORTERS
from mapper.operations.database import Sessions
from mapper.settings import Settings
from web.clock import today
from web.errors import sentence

EXTENSIONS = [extension for exporter in EXPORTERS for extension in exporter.extensions]


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_anybody_takes_a_layer_out_under_its_korean_name(
    client: FlaskClient, settings: Settings, extension: str
) -> None:
    answer = client.get(f"/export/districts.{extension}", buffered=True)
    assert answer.status_code == 200
    assert len(answer.data) > 1000
    plain, _, korean_name = answer.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    usual = "shp.zip" if extension == "zip" else extension
    assert plain == f'attachment; filename="districts.{usual}"'
    assert unquote(korean_name) == f"행정동_{today()}.{usual}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert list((settings.data_dir / "tmp").iterdir()) == []


def test_media_types_are_registered_ones(client: FlaskClient) -> None:
    types = {one: client.get(f"/export/districts.{one}").content_type for one in ("geojson", "gpkg", "csv", "kml")}
    assert types == {
        "geojson": "application/geo+json",
        "gpkg": "application/geopackage+sqlite3",
        "csv": "text/csv; charset=utf-8",
        "kml": "application/vnd.google-earth.kml+xml",
    }


def test_parameters_narrow_and_name(client: FlaskClient) -> None:
    found = client.get("/export/segments.geojson?grade=E&grade=ungraded&names=ko&as_of=&detail=public").json
    assert {feature["properties"]["종합 등급"] for feature in found["features"]} == {"E", None}
    some = rows(client.get("/export/issues.csv?from=2024-01-01&to=2024-03-01&names=en"))
    assert 0 < len(some) < len(rows(client.get("/export/issues.csv")))


@pytest.mark.parametrize(
    ("address", "status", "code", "says"),
    [
        ("households.csv", 404, "export_unknown", {"choices": [layer.key for layer in EXPORT_LAYERS]}),
        ("segments", 404, "export_unknown", {"layer": "segments"}),
        ("segments.exe", 404, "export_unknown", {"extension": "exe"}),
        ("segments.shp", 404, "export_unknown", {"extension": "shp"}),
        ("segments.csv?zoom=3", 400, "export_refused", {"parameter": "zoom"}),
        ("segments.csv?bbox=127,38,126,37", 400, "export_refused", {"parameter": "bbox"}),
        ("segments.csv?bbox=127,37,nan,38", 400, "export_refused", {"parameter": "bbox"}),
        ("segments.csv?bbox=127,37,128", 400, "export_refused", {"parameter": "bbox"}),
        ("segments.csv?columns=name,width_m", 400, "export_refused", {"parameter": "columns", "value": "width_m"}),
        ("segments.csv?from=2024-01-01", 400, "export_refused", {"parameter": "filter", "value": "from"}),
        ("issues.csv?grade=E", 400, "export_refused", {"parameter": "filter", "value": "grade"}),
        ("issues.csv?from=1.1.2024", 400, "export_refused", {"parameter": "from", "value": "1.1.2024"}),
        ("issues.csv?from=2024-01-01&from=2024-01-02", 400, "export_refused", {"parameter": "from"}),
        ("segments.csv?grade=F", 400, "export_refused", {"parameter": "grade", "value": "F"}),
        ("segments.csv?district=1';DROP", 400, "export_refused", {"parameter": "district", "value": "1';DROP"}),
        ("segments.geojson?crs=5179", 400, "export_refused", {"parameter": "crs", "value": "5179"}),
        ("segments.gpkg?crs=EPSG:4326x", 400, "export_refused", {"parameter": "crs"}),
        ("segments.csv?names=jp", 400, "export_refused", {"parameter": "names"}),
        ("segments.csv?detail=all", 400, "export_refused", {"parameter": "detail"}),
    ],
)
def test_what_cannot_be_asked_for_is_named(
    client: FlaskClient, address: str, status: int, code: str, says: dict[str, Any]
) -> None:
    answer = client.get(f"/export/{address}")
    assert answer.status_code == status
    error = answer.json["error"]
    assert (error["code"], error["message"]) == (code, sentence(code))
    assert {key: error[key] for key in says} == says
    assert error["choices"]


def test_a_filter_that_nobody_sees_is_not_taken_for_none(client: FlaskClient) -> None:
    assert client.get("/export/segments.csv?district=%00").status_code == 400


def test_an_old_day_has_no_run_yet(client: FlaskClient) -> None:
    assert client.get("/export/districts.csv?as_of=2000-01-01").json["error"]["code"] == "data_missing"


def test_surveys_need_a_login(client: FlaskClient) -> None:
    assert client.get("/export/surveys.csv").status_code == 401
    assert client.get("/export/segments.csv?detail=staff").status_code == 403


def test_no_connection_is_kept_by_a_file_nobody_reads(app: Flask, demo_sessions: Sessions, settings: Settings) -> None:
    pool = demo_sessions.kw["bind"].pool
    for extension in ("geojson", "gpkg"):
        answer = app.test_client().get(f"/export/segments.{extension}", buffered=False)
        assert pool.checkedout() == 1
        answer.close()
        assert pool.checkedout() == 0
    assert list((settings.data_dir / "tmp").iterdir()) == []
    assert app.test_client().head("/export/segments.geojson").status_code == 200
    assert pool.checkedout() == 0


def test_a_file_is_streamed_in_pieces(client: FlaskClient) -> None:
    pieces = list(client.get("/export/segments.kml", buffered=False).iter_encoded())
    assert len(pieces) > 2
    assert max(map(len, pieces)) < 100_000


class TestPeople:
    def test_a_planner_takes_everything_and_it_is_written_down(self, office: Any) -> None:
        planner = office.add("기획-01", Role.PLANNER)
        token = {"Authorization": f"Bearer {office.token(planner, Scope.EXPORT)}"}
        client = office.app.test_client()
        answer = client.get("/export/issues.csv?names=en&to=2024-01-01", headers=token)
        found = rows(answer)
        assert {row["status"] for row in found} > {"received"}
        assert "no-store" in answer.headers["Cache-Control"]
        done = "SELECT name, subject, details FROM write_log WHERE action = 'export' AND name = '기획-01'"
        [line] = office.sql(done).all()
        assert line == (
            "기획-01",
            "issues",
            {"rows": len(found), "format": "csv", "detail": "staff", "filters": {"to": "2024-01-01"}},
        )
        assert len(json.loads(client.get("/export/surveys.geojson", headers=token).data)["features"]) == 530

    def test_field_takes_its_own_districts(self, office: Any) -> None:
        mine, other = office.districts()[:2]
        user = office.add("추진단-01", Role.FIELD, mine)
        token = {"Authorization": f"Bearer {office.token(user, Scope.EXPORT)}"}
        client = office.app.test_client()
        own = office.sql(
            "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at,"
            " user_id) SELECT gen_random_uuid(), 'made-own', segment_id, 'picked', '추진단-01', rubric, levels, walked_at,"
            " survey.recorded_at, :user FROM survey JOIN segment ON segment.id = segment_id"
            " JOIN district ON district.id = district_id WHERE code = :code LIMIT 1 RETURNING CAST(id AS text)",
            user=user.id,
            code=mine,
        ).scalars()
        # Who surveys a segment again must not know what somebody else answered.
        assert {row["id"] for row in rows(client.get("/export/surveys.csv?names=en", headers=token))} == set(own)
        for layer in ("segments", "issues", "surveys"):
            found = rows(client.get(f"/export/{layer}.csv?names=en", headers=token))
            assert {row["district_code"] for row in found} == {mine}
            refused = client.get(f"/export/{layer}.csv?district={other}", headers=token)
            assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_allowed")
        public = rows(client.get("/export/segments.csv?names=en&detail=public", headers=token))
        assert len({row["district_code"] for row in public}) > 2

    @pytest.mark.parametrize("role", [Role.WELFARE, Role.MAYOR])
    def test_others_take_what_everybody_takes(self, office: Any, role: Role) -> None:
        codes = office.districts()[:1] if role is Role.WELFARE else []
        token = {"Authorization": f"Bearer {office.token(office.add('made', role, *codes), Scope.EXPORT)}"}
        client = office.app.test_client()
        own = client.get("/export/issues.csv", headers=token)
        assert own.data == office.app.test_client().get("/export/issues.csv").data
        assert client.get("/export/surveys.csv", headers=token).status_code == 403

    def test_a_token_for_reading_is_not_one_for_exports(self, office: Any) -> None:
        token = {"Authorization": f"Bearer {office.token(office.add('기획-01', Role.PLANNER), Scope.READ)}"}
        assert office.app.test_client().get("/export/segments.csv", headers=token).status_code == 403

    def test_what_everybody_takes_is_not_written_down(self, office: Any) -> None:
        done = "SELECT count(*) FROM write_log WHERE action = 'export'"
        before = office.sql(done).scalar_one()
        assert office.app.test_client().get("/export/segments.csv").status_code == 200
        assert office.sql(done).scalar_one() == before


def test_the_day_in_a_name_is_the_day_asked_for(client: FlaskClient, demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        day: date = session.execute(text("SELECT max(as_of) FROM grade_run WHERE official")).scalar_one()
    assert client.get("/export/districts.geojson?as_of=2099-12-31").status_code == 200
    answer = client.get(f"/export/districts.geojson?as_of={day}")
    assert unquote(answer.headers["Content-Disposition"]).endswith(f"행정동_{day}.geojson")
    assert {feature["properties"]["as_of"] for feature in answer.json["features"]} == {str(day)}


def test_nobody_takes_two_dates_of_one_alley(client: FlaskClient, demo_sessions: Sessions) -> None:
    """What changed between two runs would tell what is folded on the card of a short alley."""
    answer = client.get("/export/segments.geojson?as_of=2024-07-04")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "export_refused")
