"""The same file twice changes nothing; a newer one says what moved; what cannot be used is given back."""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.reader import Reader, Role
from mapper.errors import BadRows, InvalidInput, NameTaken, UnknownKind
from mapper.operations.imports import mappings, taking_in
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.report import ImportReport
from mapper.store import bulk

BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
SKIP = FileOptions(skip_bad=True)
HEADER = "id,category,date,phone,note"
TakeIn = Callable[..., ImportReport]
STREET = [[127.030, 37.740], [127.034, 37.740]]
CROSSING = [[127.032, 37.738], [127.032, 37.742]]
ASIDE = [[127.036, 37.738], [127.036, 37.742]]


@pytest.fixture
def take_in(session: Session) -> TakeIn:
    def taken(
        kind: str, path: Path, options: FileOptions | None = None, refused_to: Path | None = None
    ) -> ImportReport:
        options = options or FileOptions()
        own = {"by": BY, "today": date(2024, 7, 1), "new_id": uuid.uuid4, "refused_to": refused_to}
        return taking_in.import_file(session, kind, path, options, **own)

    return taken


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def roads(path: Path, **lines: list[list[float]]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"osm_id": key, "highway": "residential", "name": f"{key}길"},
            "geometry": {"type": "LineString", "coordinates": coordinates},
        }
        for key, coordinates in lines.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def count(session: Session, what: str) -> int:
    found: int = session.execute(text(f"SELECT count(*) FROM {what}")).scalar_one()
    return found


def test_a_newer_edition_says_what_moved_and_what_it_lacks(session: Session, take_in: TakeIn, tmp_path: Path) -> None:
    take_in("alleys", roads(tmp_path / "old.geojson", a=STREET, b=CROSSING, c=ASIDE))
    ids = set(session.execute(text("SELECT id FROM segment WHERE source_id = 'c'")).scalars())
    moved = [[lon, lat + 0.0001] for lon, lat in STREET]
    effects = take_in(
        "alleys", roads(tmp_path / "new.geojson", a=moved, c=ASIDE, d=[[127.04, 37.74], [127.042, 37.74]])
    ).effects
    assert (effects["lines_moved"], effects["lines_missing"], effects["missing"]) == (1, 1, ["b길"])
    (told,) = effects["moved"]
    assert (told["line"], told["name"]) == ("a", "a길")
    assert told["metres"] == pytest.approx(11.1, abs=0.2)
    assert set(session.execute(text("SELECT id FROM segment WHERE source_id = 'c'")).scalars()) == ids
    assert effects["kept"] == len(ids)
    # what the file lacks stays, unless it is said to be the whole
    assert count(session, "segment WHERE source_id = 'b' AND superseded_at IS NULL") == 4


def test_what_the_whole_of_a_source_lacks_is_no_more(session: Session, take_in: TakeIn, tmp_path: Path) -> None:
    take_in("alleys", roads(tmp_path / "old.geojson", a=STREET, b=CROSSING))
    other = table(
        tmp_path / "other.csv",
        "SIG_CD,RDS_MAN_NO,RN,ROA_CLS_SE,WKT",
        '41150,7,다른길,4,"LINESTRING (127.05 37.74, 127.052 37.74)"',
    )
    take_in("alleys", other)
    effects = take_in("alleys", roads(tmp_path / "new.geojson", a=STREET), FileOptions(whole=True)).effects
    assert (effects["lines_gone"], effects["gone"]) == (1, ["b길"])
    left = session.execute(text("SELECT DISTINCT source_id FROM segment WHERE superseded_at IS NULL ORDER BY 1"))
    assert left.scalars().all() == ["41150-7", "a"]


def test_going_back_to_an_earlier_edition_is_no_repetition(session: Session, take_in: TakeIn, tmp_path: Path) -> None:
    old = roads(tmp_path / "old.geojson", a=STREET)
    take_in("alleys", old)
    again = take_in("alleys", old)
    assert (again.already is not None, again.effects["segments"], count(session, "import")) == (True, 0, 1)
    take_in("alleys", roads(tmp_path / "new.geojson", a=[STREET[0], [127.035, 37.741]]))
    back = take_in("alleys", old)
    assert back.already is None
    assert back.effects["lines_moved"] == 1


def test_districts_say_which_of_them_changed(session: Session, take_in: TakeIn, tmp_path: Path) -> None:
    def boundaries(name: str, *rows: tuple[str, str, float]) -> Path:
        made = [
            f'{code},{label},"POLYGON (({west} 37.7, {west + 0.01} 37.7, {west + 0.01} 37.71, {west} 37.7))"'
            for code, label, west in rows
        ]
        return table(tmp_path / name, "adm_cd2,adm_nm,WKT", *made)

    first = boundaries(
        "1.csv", ("4115051000", "가동", 127.0), ("4115052000", "나동", 127.02), ("4115053000", "다동", 127.04)
    )
    assert take_in("districts", first).effects["added"] == ["가동", "나동", "다동"]
    second = boundaries("2.csv", ("4115051000", "가1동", 127.0), ("4115052000", "나동", 127.021))
    effects = take_in("districts", second).effects
    told = {name: effects[name] for name in ("added", "renamed", "redrawn", "missing")}
    assert told == {"added": [], "renamed": ["가동 → 가1동"], "redrawn": ["나동"], "missing": ["다동"]}
    effects = take_in("districts", second, FileOptions(whole=True)).effects
    assert effects["gone"] == ["다동"]
    assert count(session, "district WHERE superseded_at IS NULL") == 2


def test_a_changed_row_of_a_newer_edition_is_refused_by_its_line(
    session: Session, town: gpd.GeoDataFrame, take_in: TakeIn, tmp_path: Path
) -> None:
    header = "id,category,date,status,resolved_at"
    take_in("issues", table(tmp_path / "1.csv", header, "a,litter,2024-05-02,,", "b,litter,2024-05-02,,"))
    newer = table(
        tmp_path / "2.csv", header, "a,odour,2024-05-02,resolved,2024-05-04", "b,litter,2024-05-02,resolved,2024-05-03"
    )
    report = take_in("issues", newer, SKIP)
    assert (report.effects["new"], report.effects["known"], report.effects["events"]) == (0, 1, 1)
    assert [(one["key"], one["row"]) for one in report.refused] == [("a", 2)]
    assert count(session, "issue_event") == 1


def test_rows_left_out_are_given_back_in_their_own_columns(
    session: Session, town: gpd.GeoDataFrame, take_in: TakeIn, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "issues.csv",
        HEADER,
        "a,litter,2024-05-02,010-0000-0000,좋음",
        "b,nonsense,2024-05-02,010-0000-0000,=1+1",
        "c,litter,1905-07-14,010-0000-0000,-3.5",
        "ragged,row",
    )
    with pytest.raises(BadRows, match=r"3 of 4 rows.*--skip-bad"):
        take_in("issues", path)
    wanted = tmp_path / "refused.csv"
    wanted.write_text("mine", "utf-8")
    report = take_in("issues", path, SKIP, wanted)
    assert (report.stored, report.rows_usable, report.refused_file) == (True, 1, str(tmp_path / "refused-2.csv"))
    assert wanted.read_text("utf-8") == "mine"
    raw = (tmp_path / "refused-2.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"010-0000" not in raw
    header, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert header == ["id", "category", "date", "note", "행", "사유"]
    assert [row[:5] for row in rows] == [
        ["b", "nonsense", "2024-05-02", "'=1+1", "3"],
        ["c", "litter", "1905-07-14", "-3.5", "4"],
        ["", "", "", "", "5"],
    ]
    assert "column category: 'nonsense' given" in rows[0][5]
    corrected = tmp_path / "corrected.csv"
    corrected.write_bytes(
        raw.replace(b"nonsense", b"odour").replace(b"1905-07-14", b"2024-05-03").rsplit(b"\r\n", 2)[0]
    )
    assert take_in("issues", corrected).effects["new"] == 2


def test_rows_without_a_place_in_the_city_are_given_back_too(
    session: Session, town: gpd.GeoDataFrame, take_in: TakeIn, tmp_path: Path
) -> None:
    rows = [f"s{nth},{key},2024-05-01,조사원-01,1" for nth, key in enumerate([town["id"][0], uuid.uuid4()])]
    items = [f"{axis}{number}" for axis in "RW" for number in range(1, 9)]
    path = table(
        tmp_path / "s.csv",
        ",".join(["id", "segment_id", "date", "surveyor", *items]),
        *(f"{row}{',1' * 15}" for row in rows),
    )
    report = take_in("surveys", path, SKIP, tmp_path / "left.csv")
    assert (report.effects["new"], count(session, "survey")) == (1, 1)
    (left,) = csv.DictReader((tmp_path / "left.csv").read_text("utf-8-sig").splitlines())
    assert (left["id"], left["행"], left["surveyor"]) == ("s1", "3", "조사원-01")
    assert "no graded segment is there" in left["사유"]


def test_a_file_that_is_bad_altogether_is_refused_even_so(session: Session, take_in: TakeIn, tmp_path: Path) -> None:
    path = table(tmp_path / "bad.csv", HEADER, "b,nonsense,2024-05-02,,")
    with pytest.raises(BadRows, match="1 of 1 rows cannot be used; nothing was imported"):
        take_in("issues", path, SKIP, tmp_path / "left.csv")
    assert not (tmp_path / "left.csv").exists()
    assert count(session, "import") == 0


def test_nothing_is_kept_when_the_refused_rows_cannot_be(
    town: gpd.GeoDataFrame, take_in: TakeIn, tmp_path: Path
) -> None:
    path = table(tmp_path / "one.csv", HEADER, "a,litter,2024-05-02,,", "b,nonsense,2024-05-02,,")
    with pytest.raises(InvalidInput, match="cannot be written"):
        take_in("issues", path, SKIP, tmp_path / "nowhere" / "left.csv")


def test_what_was_taken_in_in_part_may_come_again(
    session: Session, town: gpd.GeoDataFrame, take_in: TakeIn, tmp_path: Path
) -> None:
    path = table(tmp_path / "one.csv", HEADER, "a,litter,2024-05-02,,", "b,nonsense,2024-05-02,,")
    take_in("issues", path, SKIP)
    told = FileOptions(skip_bad=True, words={"category": {"nonsense": "odour"}})
    again = take_in("issues", path, told)
    assert (again.already, again.effects["new"], again.effects["known"]) == (None, 1, 1)
    assert take_in("issues", path, told).already is not None


def test_repairs_are_listed_and_what_could_be_repaired_is_counted(
    session: Session, town: gpd.GeoDataFrame, take_in: TakeIn, tmp_path: Path
) -> None:
    path = table(tmp_path / "one.csv", HEADER, "a,litter,45414,,", "b,litter,45415,,")
    with pytest.raises(BadRows) as caught:
        take_in("issues", path)
    report: Any = caught.value.fields["report"]
    assert report.repairable == {"excel_serial": 2}
    report = take_in("issues", path, FileOptions(repairs=frozenset({"excel_serial"})))
    assert [(made["row"], made["before"], made["after"][:10]) for made in report.repairs] == [
        (2, "45414", "2024-05-02"),
        (3, "45415", "2024-05-03"),
    ]
    stored = session.execute(text("SELECT report -> 'repairs' FROM import")).scalar_one()
    assert len(stored) == 2
    logged = session.execute(text("SELECT name, origin, action, details ->> 'rows' FROM write_log")).one()
    assert logged == ("운영자", "cli", "import.run", "2")


def test_a_mapping_is_kept_used_and_forgotten(
    session: Session, town: gpd.GeoDataFrame, take_in: TakeIn, tmp_path: Path
) -> None:
    said = FileOptions(mapping={"date": "언제"}, words={"category": {"더러움": "litter"}}, encoding="cp949")
    mappings.save_mapping(session, "구청 양식", "issues", said, by=BY, new_id=uuid.uuid4)
    path = tmp_path / "one.csv"
    path.write_text("id,category,언제\na,더러움,2024-05-02\nb,냄새,2024-05-02\n", "cp949")
    used = mappings.completed(session, "issues", FileOptions(words={"category": {"냄새": "odour"}}), "구청 양식")
    assert used.mapping == {"date": "언제"}
    assert used.words == {"category": {"더러움": "litter", "냄새": "odour"}}
    assert take_in("issues", path, used).effects["new"] == 2
    assert mappings.completed(session, "issues", FileOptions(encoding="utf-8"), "구청 양식").encoding == "utf-8"
    mappings.save_mapping(session, "구청 양식", "issues", FileOptions(), by=BY, new_id=uuid.uuid4)
    (listed,) = mappings.list_mappings(session)
    assert (listed["name"], listed["kind"], listed["options"]["mapping"]) == ("구청 양식", "issues", {})
    with pytest.raises(InvalidInput, match="is for issues, expected one for complaints"):
        mappings.completed(session, "complaints", FileOptions(), "구청 양식")
    with pytest.raises(NameTaken):
        mappings.save_mapping(session, "구청 양식", "complaints", said, by=BY, new_id=uuid.uuid4)
    with pytest.raises(UnknownKind, match="expected one of 구청 양식"):
        mappings.completed(session, "issues", FileOptions(), "다른 양식")
    mappings.forget_mapping(session, "구청 양식", by=BY)
    assert mappings.list_mappings(session) == []
    with pytest.raises(UnknownKind, match="none is saved yet"):
        mappings.forget_mapping(session, "구청 양식", by=BY)
    actions = session.execute(text("SELECT action, count(*) FROM write_log GROUP BY 1 ORDER BY 1")).all()
    assert actions == [("import.run", 1), ("mapping.forget", 1), ("mapping.save", 2)]


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\nb"])
def test_a_mapping_needs_a_name_that_can_be_typed(session: Session, name: str) -> None:
    with pytest.raises(InvalidInput, match="no name for a mapping"):
        mappings.save_mapping(session, name, "issues", FileOptions(), by=BY, new_id=uuid.uuid4)


def test_progress_goes_through_the_steps_and_tells_rows_as_they_are_stored(
    session: Session, town: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_BATCH", 2)
    path = table(tmp_path / "three.csv", HEADER, *(f"{key},litter,2024-05-02,," for key in "abc"))
    told: list[tuple[str, int, int]] = []
    taking_in.check_file(
        session, "issues", path, FileOptions(), today=date(2024, 7, 1), new_id=uuid.uuid4,
        progress=lambda *step: told.append(step),
    )  # fmt: skip
    judged = [done for step, done, total in told if (step, total) == ("judging", 3)]
    assert judged == sorted(judged)
    assert (judged[0], judged[-1], len(set(judged)) > 2) == (0, 3, True)
    told = [step for step in told if step[0] != "judging"]
    assert told[:3] == [("reading", 0, 0), ("placing", 0, 3), ("placing", 3, 3)]
    assert told[3:-1] == [(step, done, 3) for step in ("storing", "locating") for done in (0, 2, 3)]
    assert told[-1] == ("following", 0, 0)
