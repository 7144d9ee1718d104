"""현장방문 over HTTP: planned by a rule, put in order, and taken along in files that say what everybody may know."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET

import openpyxl
import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image
from pypdfium2 import raw

from mapper.domain.access import Scope
from mapper.domain.calendar import KST
from mapper.domain.disclosure import NAMED_CATEGORIES
from mapper.domain.reader import Role
from mapper.domain.visit_file import ALLOWED
from web.clock import now, today
from web.photos import photo_files

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


@pytest.mark.parametrize(
    ("listed", "words"), [(60, "현장방문을 계획했습니다.</p>"), (70, "목록에서 10곳은 빠졌습니다.")]
)
def test_a_list_of_priorities_becomes_stops_and_what_does_not_fit_is_told(
    office: Any, mayor: FlaskClient, listed: int, words: str
) -> None:
    ranked = mayor.get("/api/v1/priorities", query_string={"size": listed}).json["items"]
    segments = [row["id"] for row in ranked]
    user = office.add("made-planner", Role.PLANNER)
    headers = {"Authorization": f"Bearer {office.token(user, *Scope)}"}
    send = {"name": "급한 골목", "segments": segments}
    kept = office.app.test_client().post("/api/v1/segment-lists", json=send, headers=headers).json["id"]
    made = plan(office, mayor, source="list", list=kept)
    page = mayor.get(made.location).text
    assert {stop.split(":")[0] for stop in stops_of(page)} == set(segments[:60])
    assert {stop.rpartition(":")[2] for stop in stops_of(page)} == {"list"}
    assert words in page


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
    late = office.post(mayor, visit, visit, **(typed | {"theme": "늦게 적은 주제", "stop": turned[:2]}))
    assert late.status_code == 409
    assert 'class="fault"' in late.text
    assert 'value="늦게 적은 주제"' in late.text  # what was typed stays
    assert stops_of(late.text) == turned[:2]
    told = re.findall(r"<dt>([^<]+)</dt><dd>내가 적은 것: ([^<]*)<br>저장된 것: ([^<]*)", late.text)
    assert ("주제", "늦게 적은 주제", "삶터") in told
    again = re.search(r'name="seen" value="([^"]+)"', late.text)
    assert again
    assert again[1] == seen[1]  # who saves once more is told once more
    over = re.search(r'name="over" value="([^"]+)"', late.text)
    assert over
    assert office.post(mayor, visit, visit, **typed, over=over[1]).status_code == 303
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


def times_in(made: bytes, form: str) -> list[str]:
    """Times of day that a file tells of itself, or in words."""
    found = []
    if form in {"zip", "xlsx"}:
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            found += [str(one.date_time) for one in packed.infolist() if one.date_time[3:] != (0, 0, 0)]
            for one in packed.infolist():
                ending = one.filename.rpartition(".")[2]
                found += times_in(packed.read(one), ending if form == "zip" else "xml")
        return found
    if form == "pdf":
        with pypdfium2.PdfDocument(made) as pdf:
            found += [value for key, value in pdf.get_metadata_dict().items() if key.endswith("Date") and value]
            text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    else:
        text = made.decode("utf-8-sig")
    if form == "html":  # scripts and styles of the map are full of numbers
        text = "".join(re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL))
        assert "known_at" in text
    return [one for one in found + re.findall(r"T\d\d:\d\d|\b\d\d:\d\d\b", text) if one != "T00:00"]


def test_no_file_tells_of_anything_finer_than_a_day_or_links_to_what_is_kept(
    office: Any, mayor: FlaskClient, visit: str
) -> None:
    pack = take(office, mayor, visit, "zip")
    assert times_in(pack.data, "zip") == []
    assert times_in(b"10:31", "csv") == ["10:31"]
    ids = {
        str(one)
        for one in office.sql(
            "SELECT id FROM segment UNION SELECT id FROM grade_run UNION SELECT id FROM visit"
        ).scalars()
    }
    (export,) = office.sql("SELECT id FROM visit_export").scalars()
    with zipfile.ZipFile(io.BytesIO(pack.data)) as packed:
        for one in packed.infolist():
            found = set(re.findall(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", packed.read(one)))
            assert not {found_id.decode() for found_id in found} & ids, one.filename
            assert {found_id.decode() for found_id in found} <= {str(export)}, one.filename


def test_a_stop_whose_line_was_cut_anew_is_left_out_and_can_be_taken_out(
    office: Any, mayor: FlaskClient, visit: str
) -> None:
    stops = stops_of(mayor.get(visit).text)
    gone = stops[1].partition(":")[0]
    office.sql("UPDATE segment SET superseded_at = now() WHERE id = :id", id=gone)
    walked = walk(mayor, stops)
    assert walked["gone"] == [gone]
    assert [one["id"] for one in walked["stops"]] == [one.partition(":")[0] for one in stops if one != stops[1]]
    refused = take(office, mayor, visit, "gpx")
    assert (refused.status_code, "지금은 없는 것" in refused.text) == (400, True)
    assert 'value="현장에 가져감"' in refused.text  # the reason that was typed is there still
    page = mayor.get(visit).text
    seen, begins = (re.search(rf'name="{name}"[^>]* value="([^"]+)"', page) for name in ("seen", "starts_at"))
    assert seen
    assert begins
    typed = {"seen": seen[1], "kind": "field_office", "theme": "가상", "starts_at": begins[1], "minutes": 60}
    typed |= {"limit_m": 3000, "stop": [one for one in stops if one != stops[1]]}
    assert office.post(mayor, visit, visit, **typed).status_code == 303
    assert take(office, mayor, visit, "gpx").status_code == 200


@pytest.mark.parametrize("form", ["pdf", "gpx"])
def test_one_file_alone_is_had_by_its_name(office: Any, mayor: FlaskClient, visit: str, form: str) -> None:
    found = take(office, mayor, visit, form, size="a3")
    assert found.status_code == 200
    assert f"golmok-visit-{today() + timedelta(days=2)}.{form}" in found.headers["Content-Disposition"]
    assert found.headers["Cache-Control"] == "private, no-store"


def test_a_page_shows_what_was_before_the_photo_of_after(office: Any, mayor: FlaskClient, visit: str) -> None:
    stops = [stop.partition(":")[0] for stop in stops_of(mayor.get(visit).text)]
    issue = office.sql(
        "SELECT issue_id FROM issue_state JOIN segment ON segment.id = segment_id WHERE segment_id = ANY(:stops)"
        " AND public_point IS NOT NULL AND resolved_at IS NULL AND NOT merged AND verification <> 'rejected'"
        " AND issue_state.recorded_at < now() - interval '4 days' AND category = ANY(:named) LIMIT 1",
        stops=[UUID(one) for one in stops],
        named=list(NAMED_CATEGORIES),
    ).scalar_one()
    with office.app.app_context():
        kept = photo_files().kept
    for moment, tone in (("after", "white"), ("before", "black")):
        drawn = io.BytesIO()
        Image.new("RGB", (80, 60), tone).save(drawn, "JPEG")
        use, public = uuid4(), kept.keep(drawn.getvalue())
        told = {"id": use, "issue": issue, "moment": moment, "public": public}
        office.sql(
            "INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at)"
            " VALUES (:id, :public, :issue, :moment, 0, now())",
            **told,
        )
        office.sql(
            "INSERT INTO moderation (id, use_id, decision, boxes, public_sha256, recorded_at)"
            " VALUES (gen_random_uuid(), :id, 'published', '[]', :public, now())",
            **told,
        )
    made = take(office, mayor, visit, "pdf")
    with pypdfium2.PdfDocument(made.data) as pdf:
        shown = [
            (image.get_bounds()[0], sum(image.get_bitmap().to_pil().convert("RGB").getpixel((5, 5))))
            for page in pdf
            for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
        ]
    (left, dark), (right, light) = shown[:2]
    assert left < right
    assert (dark, light) == (0, 3 * 255)


def test_what_cannot_be_taken_out_is_refused_in_words(office: Any, mayor: FlaskClient, visit: str) -> None:
    assert "까닭은" in take(office, mayor, visit, "gpx", reason=" ").text
    assert take(office, mayor, visit, "exe").status_code == 400
    assert office.sql("SELECT count(*) FROM visit_export").scalar_one() == 0


def test_that_somebody_visits_a_household_is_written_nowhere_here(office: Any, mayor: FlaskClient) -> None:
    refused = plan(office, mayor, kind="care", theme="돌봄")
    assert refused.status_code == 400
    assert "복지플래너" in refused.text
    assert 'value="care"' not in mayor.get("/visits/new").text
    assert office.sql("SELECT count(*) FROM visit").scalar_one() == 0


def test_a_walk_is_not_for_the_field_and_refuses_what_is_no_segment(office: Any, mayor: FlaskClient) -> None:
    nowhere = f"{'0' * 8}-0000-4000-8000-{'0' * 12}"
    lost = mayor.get("/api/v1/visits/walk", query_string={"stops": nowhere}).json
    assert (lost["stops"], lost["gone"]) == ([], [nowhere])
    for nothing in ("nowhere", "-" * 36, "0" * 36):
        assert mayor.get("/api/v1/visits/walk", query_string={"stops": nothing}).status_code == 400
    assert mayor.get("/api/v1/visits/walk").json["stops"] == []
    field = office.token(office.add("made-field", Role.FIELD, office.districts()[0]), Scope.READ)
    client = office.app.test_client()
    assert client.get("/api/v1/visits/walk", headers={"Authorization": f"Bearer {field}"}).status_code == 403
