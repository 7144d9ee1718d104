"""Files brought in with a browser: sent, looked at, asked about, repaired, taken in, given back."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import warnings
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import pytest
import shapely
from flask.testing import FlaskClient
from openpyxl import load_workbook

from mapper.domain.reader import Role
from mapper.operations.imports import looking
from mapper.operations.jobs.running import Bench
from web.blueprints.admin.import_words import FAULTS
from web.blueprints.admin.remedy_words import REMEDIES
from web.clock import now
from web.uploading import MOST_BYTES

NEW = "/admin/imports/files/new"
LON, LAT = 127.0337, 37.7381


@pytest.fixture
def staff(office: Any) -> dict[Role, Any]:
    return office.staff(office.districts()[0])


@pytest.fixture
def planner(office: Any, staff: dict[Role, Any]) -> FlaskClient:
    return office.browser(staff[Role.PLANNER])


def shapefile(folder: Path, crs: int, *, prj: bool) -> dict[str, bytes]:
    """A 행정동 of 200 m by 200 m beside the demo city, in CP949 as the ministry delivers it."""
    square = shapely.box(LON, LAT, LON + 0.0023, LAT + 0.0018)
    frame = gpd.GeoDataFrame({"EMD_CD": ["4115099900"], "EMD_KOR_NM": ["똠방동"]}, geometry=[square], crs=4326)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL remarks on how it spells the CRS
        frame.to_crs(crs).to_file(folder / "TL_SCCO_GEMD.shp", encoding="CP949", engine="pyogrio")
    wanted = [".shp", ".dbf", ".shx", *([".prj"] if prj else [])]
    return {f"TL_SCCO_GEMD{suffix}": (folder / f"TL_SCCO_GEMD{suffix}").read_bytes() for suffix in wanted}


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def send(office: Any, browser: FlaskClient, kind: str, **files: bytes) -> str:
    """Send files and return the address of their page."""
    parts = [(io.BytesIO(content), name) for name, content in files.items()]
    answer = office.post(browser, NEW, NEW, kind=kind, file=parts)
    assert answer.status_code == 303, answer.text
    return answer.location


def take_in(office: Any, browser: FlaskClient, path: str, **form: Any) -> str:
    """Have the file taken in by whoever does the jobs, and return its page."""
    answer = office.post(browser, f"{path}/run", path, **form)
    assert (answer.status_code, answer.location) == (303, path)
    work_off(office)
    return browser.get(path).text


def work_off(office: Any) -> None:
    data_dir = office.app.config["DATA_DIR"]
    for job_id in office.sql("SELECT id FROM job WHERE state = 'waiting'").scalars().all():
        Bench(office.sessions, data_dir, now, uuid4).do(job_id)


def again(office: Any, browser: FlaskClient, path: str, **form: Any) -> str:
    """Say how the file is to be read, and return its page."""
    assert office.post(browser, path, path, **form).status_code == 303
    return browser.get(path).text


def place_of(office: Any, code: str) -> tuple[float, float]:
    corner = "ST_Transform(boundary, 4326)"
    found = office.sql(
        f"SELECT ST_XMin({corner}), ST_YMin({corner}) FROM district WHERE code = :code AND superseded_at IS NULL",
        code=code,
    )
    return tuple(found.one())


def test_an_official_shapefile_is_understood_and_taken_in(office: Any, planner: FlaskClient, tmp_path: Path) -> None:
    path = send(office, planner, "districts", **{"경계.zip": zipped(shapefile(tmp_path, 5186, prj=True))})
    page = planner.get(path).text
    assert "아직 등록하지 않았습니다" in page
    assert "좌표계는 EPSG:5186입니다" in page
    assert re.search(r"경도 127\.03\d+, 위도 37\.73\d+", page)
    assert "CP949" in page
    assert "똠방동" in page
    assert office.sql("SELECT count(*) FROM district WHERE code = '4115099900'").scalar_one() == 0
    finished = take_in(office, planner, path)
    assert "등록이 끝났습니다" in finished
    assert place_of(office, "4115099900") == pytest.approx((LON, LAT), abs=1e-5)
    report = re.search(r'href="(/admin/imports/[0-9a-f-]{36})"', finished)
    assert report
    assert "똠방동" in planner.get(report[1]).text
    assert "경계.zip" in planner.get("/admin/imports").text
    [entry] = office.sql("SELECT name, details ->> 'file' FROM write_log WHERE action = 'import.run'").all()
    assert tuple(entry) == ("made-planner", "경계.zip")


def test_an_unclear_crs_is_asked_for_with_a_place_for_each_answer(
    office: Any, planner: FlaskClient, tmp_path: Path
) -> None:
    path = send(office, planner, "districts", **shapefile(tmp_path, 5174, prj=False))
    page = planner.get(path).text
    offered = re.findall(r'type="radio" name="crs" value="(EPSG:\d+)"', page)
    assert {"EPSG:5174", "EPSG:2097", "EPSG:5181"} <= set(offered)
    assert len(re.findall(r"경도 127\.\d+, 위도 37\.\d+", page)) == len(offered)
    assert f'action="{path}/run"' not in page
    page = again(office, planner, path, crs="EPSG:5174")
    assert "좌표계는 EPSG:5174입니다" in page
    assert "등록이 끝났습니다" in take_in(office, planner, path)
    assert place_of(office, "4115099900") == pytest.approx((LON, LAT), abs=2e-5)


def issues(*rows: str) -> bytes:
    return "\n".join(["번호,유형,정도,경도,위도,발견일,비고", *rows]).encode("cp949")


BAD = issues(
    f"M1,무단투기,보통,{LON},{LAT},2024-05-01,가",
    f"M2,무단투기,보통,{LAT},{LON},2024-05-02,나",
    f"M3,없는유형,보통,{LON},{LAT},2024-05-03, ＝1+1",
)


def test_bad_rows_are_told_repaired_when_asked_and_left_out_when_asked(office: Any, planner: FlaskClient) -> None:
    path = send(office, planner, "issues", **{"불편.csv": BAD})
    page = planner.get(path).text
    assert "두 좌표가 서로 바뀐 것 같습니다" in page
    assert "정해진 말이 아닙니다" in page
    assert re.search(r'name="repair" value="swapped">', page)
    assert "아무것도 등록하지 않았습니다" in take_in(office, planner, path)
    assert office.sql("SELECT state, fault FROM job").one() == ("failed", "bad_rows")
    page = again(office, planner, path, repair="swapped")
    assert "고쳐 읽은 칸" in page
    assert re.search(r'name="repair" value="swapped" checked>', page)
    assert "쓸 수 없는 1행은 빼고 등록" in page
    assert "뺀 행 내려받기" in take_in(office, planner, path, skip_bad="1")
    with planner.get(f"{path}/refused.csv") as answer:
        [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["번호"], row["비고"]) == ("M3", "' ＝1+1")
    stored = office.sql(
        "SELECT count(*) FROM issue WHERE import_id IN (SELECT id FROM import WHERE user_id IS NOT NULL)"
    )
    assert stored.scalar_one() == 2


def test_a_missing_column_is_chosen_from_those_there_are(office: Any, planner: FlaskClient) -> None:
    path = send(
        office, planner, "issues", **{"a.csv": f"무엇,경도,위도,언제\n무단투기,{LON},{LAT},2024-05-01".encode()}
    )
    page = planner.get(path).text
    assert "골라 주세요" in page
    page = again(office, planner, path, **{"map.date": "언제", "map.category": "무엇"})
    assert "1행 등록" in page
    assert re.search(r"<option selected>언제</option>", page)


def test_the_kind_can_be_changed_without_sending_again(office: Any, planner: FlaskClient) -> None:
    path = send(office, planner, "surveys", **{"a.csv": issues(f"M1,무단투기,보통,{LON},{LAT},2024-05-01,가")})
    assert "1행 등록" not in planner.get(path).text
    assert "1행 등록" in again(office, planner, path, kind="issues")


def test_a_file_is_nobody_elses(office: Any, planner: FlaskClient, staff: dict[Role, Any]) -> None:
    path = send(office, planner, "issues", **{"불편.csv": BAD})
    admin = office.browser(staff[Role.ADMIN])
    assert admin.get(path).status_code == 404
    for end in ("", "/run", "/cancel", "/mapping", "/drop"):
        assert office.post(admin, path + end).status_code == 404
    assert planner.get(path).status_code == 200


def test_what_is_kept_is_for_nobody_else_on_the_machine_and_goes_when_done(
    office: Any, planner: FlaskClient, settings: Any
) -> None:
    path = send(office, planner, "issues", **{"불편.csv": BAD})
    kept = settings.data_dir / "uploads" / path.rpartition("/")[2]
    [file] = (kept / "file").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.stat().st_mode) == stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert not list(kept.parent.glob("part-*"))
    take_in(office, planner, path, skip_bad="1")
    assert sorted(one.name for one in kept.iterdir()) == ["refused.csv", "upload.json"]
    other = send(office, planner, "issues", **{"불편.csv": BAD})
    assert office.post(planner, f"{other}/drop", other).status_code == 303
    assert planner.get(other).status_code == 404
    assert not (kept.parent / other.rpartition("/")[2]).exists()


def test_the_same_file_again_changes_nothing(office: Any, planner: FlaskClient) -> None:
    good = issues(f"M1,무단투기,보통,{LON},{LAT},2024-05-01,가")
    for _ in range(2):
        path = send(office, planner, "issues", **{"불편.csv": good})
        page = take_in(office, planner, path)
    assert "전에 등록한 파일과 똑같아" in page


@pytest.mark.parametrize(
    ("kind", "names", "sentence"),
    [
        ("issues", [], "파일을 골라 주세요"),
        ("issues", ["a.csv", "b.csv"], "하나씩"),
        ("districts", ["a.shp", "b.dbf"], "하나씩"),
        ("cities", ["a.csv"], "알 수 없는 이름"),
    ],
)
def test_what_is_wrong_with_what_is_sent_is_said(
    office: Any, planner: FlaskClient, settings: Any, kind: str, names: list[str], sentence: str
) -> None:
    before = set((settings.data_dir / "uploads").glob("*"))
    parts = [(io.BytesIO(b"x"), name) for name in names]
    answer = office.post(planner, NEW, NEW, kind=kind, file=parts)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert set((settings.data_dir / "uploads").glob("*")) == before


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "C:\\folder\\불편.csv",
        ".csv",
        "upload.json",
        "가" * 300 + ".csv",
        "𠀀" * 60 + "." + "𠀀" * 9,
    ],
)
def test_no_name_leads_out_of_the_folder(office: Any, planner: FlaskClient, settings: Any, name: str) -> None:
    path = send(office, planner, "issues", **{name: BAD})
    kept = settings.data_dir / "uploads" / path.rpartition("/")[2]
    assert len(list((kept / "file").iterdir())) == 1
    assert json.loads((kept / "upload.json").read_text("utf-8"))["kind"] == "issues"
    assert planner.get(path).status_code == 200


def test_more_than_is_allowed_is_not_read(office: Any, planner: FlaskClient) -> None:
    def sent(path: str, size: int) -> int:
        form = "multipart/form-data; boundary=x"
        return planner.post(path, content_type=form, environ_overrides={"CONTENT_LENGTH": str(size)}).status_code

    assert sent(NEW, MOST_BYTES + 1) == 413
    assert sent("/me/password", 2_000_000) == 413


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.zip", b"PK\x03\x04broken"), ("a.geojson", b"{"), ("a.xyz", b"?"), ("a.shp", b"\x00\x00'\n")],
)
def test_a_file_that_cannot_be_read_says_so(office: Any, planner: FlaskClient, name: str, content: bytes) -> None:
    path = send(office, planner, "issues", **{name: content})
    page = planner.get(path)
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert f'action="{path}/run"' not in page.text
    assert 'role="alert"' in take_in(office, planner, path)
    assert office.sql("SELECT state FROM job").scalar_one() == "failed"


def book(browser: FlaskClient, path: str) -> list[list[tuple[Any, ...]]]:
    with browser.get(path) as answer:
        assert answer.status_code == 200
        assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]  # 불편
        return [list(sheet.values) for sheet in load_workbook(io.BytesIO(answer.data)).worksheets]


def test_bad_rows_come_back_as_a_workbook_before_and_after(office: Any, planner: FlaskClient) -> None:
    path = send(office, planner, "issues", **{"불편.csv": BAD})
    [header, *lines], [names, *rows] = book(planner, f"{path}/bad.xlsx")
    assert header == ("행", "열", "적힌 값", "무엇이 문제인가", "어떻게 고치나")
    assert [line[0] for line in lines] == [3, 4]
    assert lines[1][1:4] == ("유형", "없는유형", "정해진 말이 아닙니다.")
    assert all(line[4] for line in lines)
    assert [row[names.index("번호")] for row in rows] == ["M2", "M3"]
    assert names[-1] == "행"  # why is said before, in the language of the reader
    take_in(office, planner, path, skip_bad="1")
    past = re.search(r'href="(/admin/imports/[0-9a-f-]{36}/bad\.xlsx)"', planner.get(path).text)
    assert past
    assert book(planner, past[1])[0][1:] == lines


UNKNOWN = {"column": "유형", "value": "없는유형", "why": "정해진 말이 아닙니다.", "more": None}


def test_every_fault_has_its_remedy() -> None:
    assert REMEDIES.keys() == FAULTS.keys()


def test_the_first_rows_are_shown_where_they_lie(office: Any, planner: FlaskClient) -> None:
    path = send(office, planner, "issues", **{"불편.csv": BAD})
    page = planner.get(path).text
    places = places_on(page)
    assert [(one["row"], one["faults"]) for one in places] == [(2, []), (4, [UNKNOWN])]
    assert places[0]["shape"]["coordinates"] == pytest.approx([LON, LAT], abs=1e-5)
    assert re.findall(r'<tr data-row="(\d+)">.*쓸 수 없음', page) == ["3", "4"]


def test_a_row_without_a_place_in_this_city_is_told_from_the_others(office: Any, planner: FlaskClient) -> None:
    row = f"M1,무단투기,{LON},{LAT},2024-05-01,{uuid4()}"
    path = send(office, planner, "issues", **{"불편.csv": f"번호,유형,경도,위도,발견일,segment_id\n{row}".encode()})
    [place] = places_on(planner.get(path).text)
    [fault] = place["faults"]
    assert (place["row"], fault["why"]) == (2, "이 도시에 둘 수 없는 행입니다.")
    assert "no graded segment has the id" in fault["more"]


def places_on(page: str) -> list[dict[str, Any]]:
    found = re.search(r'data-places="([^"]*)"', page)
    assert found
    return list(json.loads(unescape(found[1])))


def test_counts_of_households_are_shown_in_their_cells(office: Any, planner: FlaskClient) -> None:
    cell = shapely.box(LON, LAT, LON + 0.0011, LAT + 0.0009)
    counted = gpd.GeoDataFrame({"gid": ["다사5875"], "세대수": [612]}, geometry=[cell], crs=4326)
    path = send(office, planner, "household-counts", **{"격자.geojson": counted.to_json().encode()})
    page = planner.get(path).text
    [place] = places_on(page)
    assert (place["row"], place["shape"]["type"], place["faults"]) == (1, "Polygon", [])
    assert "1행 등록" in page


def test_a_wrong_claim_of_the_crs_is_told_and_put_right(office: Any, planner: FlaskClient) -> None:
    path = send(office, planner, "issues", **{"불편.csv": issues(f"M1,무단투기,보통,{LON},{LAT},2024-05-01,가")})
    page = again(office, planner, path, crs="EPSG:5186")
    assert "좌표계가 맞지 않습니다" in page
    assert f'action="{path}/run"' not in page
    assert "1행 등록" in again(office, planner, path, crs="")


def test_a_wrong_claim_of_the_encoding_is_told_and_put_right(office: Any, planner: FlaskClient) -> None:
    path = send(office, planner, "issues", **{"불편.csv": BAD})
    assert 'role="alert"' in again(office, planner, path, encoding="utf-8")
    page = again(office, planner, path, encoding="")
    assert "자동: CP949" in page


def test_a_way_to_read_is_kept_used_and_forgotten(office: Any, planner: FlaskClient) -> None:
    content = f"무엇,경도,위도,언제\n무단투기,{LON},{LAT},2024-05-01".encode()
    path = send(office, planner, "issues", **{"a.csv": content})
    again(office, planner, path, **{"map.date": "언제", "map.category": "무엇"})
    assert office.post(planner, f"{path}/mapping", path, name="동네 <양식>").status_code == 303
    assert "읽기 설정을 저장했습니다" in planner.get(path).text
    other = send(office, planner, "issues", **{"b.csv": content})
    assert "1행 등록" in again(office, planner, other, saved="동네 <양식>")
    assert "동네 &lt;양식&gt;" in planner.get("/admin/imports").text
    page = "/admin/imports"
    assert office.post(planner, f"{page}/mappings/forget", page, name="동네 <양식>").status_code == 303
    assert office.sql("SELECT count(*) FROM saved_mapping").scalar_one() == 0


def test_a_job_is_followed_cancelled_and_nobody_elses(
    office: Any, planner: FlaskClient, staff: dict[Role, Any]
) -> None:
    path = send(office, planner, "issues", **{"불편.csv": issues(f"M1,무단투기,보통,{LON},{LAT},2024-05-01,가")})
    before = office.sql("SELECT count(*) FROM issue").scalar_one()
    office.post(planner, f"{path}/run", path)
    page = planner.get(path).text
    address = re.search(r'data-job="(/api/v1/jobs/[0-9a-f-]{36})"', page)
    assert address
    job = planner.get(address[1]).json
    assert (job["state"], job["line"], job["subject"]) == ("waiting", "차례를 기다립니다", "불편.csv")
    assert "차례를 기다립니다" in planner.get("/admin/imports").text
    assert office.browser(staff[Role.FIELD]).get(address[1]).status_code == 404
    office.post(planner, f"{path}/run", path)  # pressed twice
    assert office.sql("SELECT count(*) FROM job").scalar_one() == 1
    assert office.post(planner, f"{path}/cancel", path).status_code == 303
    page = planner.get(path).text
    assert "취소했습니다. 아무것도" in page
    assert "1행 등록" in page
    assert office.sql("SELECT count(*) FROM issue").scalar_one() == before


def test_an_archive_that_would_fill_the_disk_is_refused_with_its_reason(office: Any, planner: FlaskClient) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 3_000_000)
    path = send(office, planner, "issues", **{"폭탄.zip": packed.getvalue()})
    page = planner.get(path).text
    assert 'role="alert"' in page
    assert "압축" in page
    assert f'action="{path}/run"' not in page


def test_a_large_file_is_looked_at_behind_the_scenes(
    office: Any, planner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "SMALL", 0)
    path = send(office, planner, "surveys", **{"불편.csv": BAD})
    assert "data-job=" in planner.get(path).text
    work_off(office)
    page = planner.get(path).text
    assert 'role="alert"' in page
    assert "골라 주세요" in page
    assert "data-job=" in again(office, planner, path, kind="issues")
    work_off(office)
    page = planner.get(path).text
    assert "쓸 수 없는 2행은 빼고 등록" in page
    assert [one["row"] for one in places_on(page)] == [2, 4]
    assert [line[0] for line in book(planner, f"{path}/bad.xlsx")[0][1:]] == [3, 4]
    assert "data-job=" in again(office, planner, path, kind="issues", repair="swapped")
    assert office.post(planner, f"{path}/cancel", path).status_code == 303
    page = planner.get(path).text
    assert "취소했습니다" in page
    assert "다시 확인" in page
    assert f'action="{path}/run"' not in page
