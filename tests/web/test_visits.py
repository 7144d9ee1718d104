"""현장방문 over HTTP: planned by a rule, put in order, and taken along in files that say what everybody may know."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pypdfium2
import pytest
from flask.testing import FlaskClient
from pypdfium2 import raw

from mapper.domain.access import Scope
from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from mapper.domain.visit_file import ALLOWED
from web.clock import now, today

THEME = "<b>어두운</b> 골목 =1+1 {{7*7}}"
GPX = "{http://www.topografix.com/GPX/1/1}"
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture
def mayor(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-mayor", Role.MAYOR))
    return found


def plan(office: Any, browser: FlaskClient, **form: Any) -> Any:
    begins = (now() + timedelta(days=2)).astimezone(KST)
    typed = {"kind": "field_office", "theme": THEME, "starts_at": f"{begins:%Y-%m-%dT14:00}", "minutes": 120}
    typed |= {"limit_m": 5000, "source": "worst", "district": office.districts()[0], "count": 5}
    return office.post(browser, "/visits/new", "/visits/new", **(typed | form))


@pytest.fixture
def visit(office: Any, mayor: FlaskClient) -> str:
    made = plan(office, mayor)
    assert made.status_code == 303, made.text
    return str(made.location)


def stops_of(page: str) -> list[str]:
    return re.findall(r'name="stop" value="([^"]+)"', page)


def walk(browser: FlaskClient, stops: list[str], **asked: Any) -> Any:
    told = ",".join(stop.rpartition(":")[0] for stop in stops)
    answer = browser.get("/api/v1/visits/walk", query_string={"stops": told, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json


def take(office: Any, browser: FlaskClient, visit: str, form: str, **typed: Any) -> Any:
    return office.post(browser, f"{visit}/files", visit, **({"form": form, "reason": "현장에 가져감"} | typed))


def test_a_rule_finds_the_worst_of_a_district_in_the_shortest_order(
    office: Any, mayor: FlaskClient, visit: str
) -> None:
    stops = stops_of(mayor.get(visit).text)
    assert len(stops) == 5
    assert {stop.rpartition(":")[2] for stop in stops} == {"worst"}
    as_planned, shortest = walk(mayor, stops), walk(mayor, stops[::-1], shortest=True)
    assert shortest["is_exact"]
    assert as_planned["metres"] == pytest.approx(shortest["metres"], abs=1)
    for known in as_planned["stops"]:
        assert known["open_issues"] > 0
    assert len(as_planned["legs"]) == 4
    arrivals = [known["after_min"] for known in as_planned["stops"]]
    ways = [leg["minutes"] for leg in as_planned["legs"]]
    assert arrivals == [5 * at + sum(ways[:at]) for at in range(5)]
    assert as_planned["minutes"] == 25 + sum(ways)
    assert THEME not in mayor.get("/visits").text
    assert "&lt;b&gt;어두운" in mayor.get("/visits").text


def test_an_order_is_kept_and_who_saw_an_older_one_is_told(office: Any, mayor: FlaskClient, visit: str) -> None:
    page = mayor.get(visit).text
    turned = [stop.replace(":5:", ":12:") for stop in stops_of(page)[::-1]]
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    begins = re.search(r'name="starts_at"[^>]* value="([^"]+)"', page)
    assert begins
    typed = {"seen": seen[1], "kind": "livelihood", "place_kind": "living", "theme": "삶터", "starts_at": begins[1]}
    typed |= {"minutes": 60, "limit_m": 3000, "stop": turned}
    assert office.post(mayor, visit, visit, **typed).status_code == 303
    assert stops_of(mayor.get(visit).text) == turned
    late = office.post(mayor, visit, visit, **typed)
    assert late.status_code == 409
    assert 'class="fault"' in late.text
    wrong = office.post(mayor, visit, visit, **(typed | {"stop": ["nowhere:5:map"]}))
    assert wrong.status_code == 400


def test_files_say_what_is_allowed_and_are_written_down(office: Any, mayor: FlaskClient, visit: str) -> None:
    pack = take(office, mayor, visit, "zip")
    assert pack.status_code == 200, pack.text
    with zipfile.ZipFile(io.BytesIO(pack.data)) as packed:
        files = {name.rpartition(".")[2]: packed.read(name) for name in packed.namelist()}
    export, form, reason, expires = office.sql("SELECT id, form, reason, expires_on FROM visit_export").one()
    assert (form, reason, expires) == ("zip", "현장에 가져감", today() + timedelta(days=9))
    logged = office.sql("SELECT details FROM write_log WHERE action = 'visit.export'").scalar_one()
    assert (logged["reason"], logged["format"]) == (reason, "zip")

    places = json.loads(files["geojson"])["features"]
    assert [one["properties"]["what"] for one in places] == ["stop"] * 5 + ["route"]
    for one in places:
        assert one["properties"].keys() == ALLOWED[one["properties"]["what"]].keys()
        assert one["properties"]["export"] == str(export)
    public = set(office.sql("SELECT ST_AsText(ST_Transform(public_point, 4326), 5) FROM segment").scalars())
    told = {tuple(round(float(part), 5) for part in shape[6:-1].split()) for shape in public if shape}
    assert {tuple(one["geometry"]["coordinates"]) for one in places[:5]} <= told

    gpx, kml = ET.fromstring(files["gpx"]), ET.fromstring(files["kml"])
    assert len(gpx.findall(f"{GPX}wpt")) == 5
    assert gpx.find(f".//{GPX}time") is None
    assert len(kml.findall(f".//{KML}Placemark")) == 6
    assert len(list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))) == 6
    assert openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active.max_row == 6
    for name in ("geojson", "gpx", "kml", "csv", "html"):
        text = files[name].decode()
        assert "어두운" not in text, name
        assert str(export) in text, name
    assert "default-src 'none'" in files["html"].decode()

    with pypdfium2.PdfDocument(files["pdf"]) as pdf:
        words = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert len(pdf) == 7
        fonts = {text.get_font() for page in pdf for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])}
        assert {("Pretendard" in font.get_base_name(), font.is_embedded) for font in fonts} == {(True, True)}
    assert str(export) in words.replace("\r\n", "").replace("\n", "")
    assert "어두운" not in words  # a theme is somebody's own words


@pytest.mark.parametrize("form", ["pdf", "gpx"])
def test_one_file_alone_is_had_by_its_name(office: Any, mayor: FlaskClient, visit: str, form: str) -> None:
    found = take(office, mayor, visit, form, size="a3")
    assert found.status_code == 200
    assert f"golmok-visit-{today() + timedelta(days=2)}.{form}" in found.headers["Content-Disposition"]
    assert found.headers["Cache-Control"] == "private, no-store"


def test_what_cannot_be_taken_out_is_refused_in_words(office: Any, mayor: FlaskClient, visit: str) -> None:
    assert "까닭은" in take(office, mayor, visit, "gpx", reason=" ").text
    assert take(office, mayor, visit, "exe").status_code == 400
    assert office.sql("SELECT count(*) FROM visit_export").scalar_one() == 0


def test_a_visit_to_where_people_are_cared_for_has_no_stops_and_no_files(office: Any, mayor: FlaskClient) -> None:
    care = str(plan(office, mayor, kind="care", theme="돌봄").location)
    page = mayor.get(care).text
    assert stops_of(page) == []
    assert "files-title" not in page
    refused = take(office, mayor, care, "zip")
    assert refused.status_code == 400
    assert "복지플래너" in refused.text
    assert office.sql("SELECT count(*) FROM visit_stop").scalar_one() == 0


def test_a_walk_is_not_for_the_field_and_refuses_what_is_no_segment(office: Any, mayor: FlaskClient) -> None:
    assert (
        mayor.get("/api/v1/visits/walk", query_string={"stops": f"{'0' * 8}-0000-4000-8000-{'0' * 12}"}).status_code
        == 400
    )
    for nothing in ("nowhere", "-" * 36, "0" * 36):
        assert mayor.get("/api/v1/visits/walk", query_string={"stops": nothing}).status_code == 400
    assert mayor.get("/api/v1/visits/walk").json["stops"] == []
    field = office.token(office.add("made-field", Role.FIELD, office.districts()[0]), Scope.READ)
    client = office.app.test_client()
    assert client.get("/api/v1/visits/walk", headers={"Authorization": f"Bearer {field}"}).status_code == 403
