"""The planner's board over HTTP: its numbers are those of the database, its rows those behind the numbers."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.user import User

RECEIVED = """
    SELECT state.segment_id::text, {told} FROM issue_state AS state JOIN segment ON segment.id = state.segment_id
    JOIN grade ON grade.segment_id = segment.id AND run_id = :run
    WHERE NOT merged AND resolved_at IS NULL AND category = :category
        AND overall_grade = 'E' AND superseded_at IS NULL
        AND coalesce((
            SELECT kind FROM issue_event WHERE issue_event.issue_id = state.issue_id AND undoes_id IS NULL
            ORDER BY occurred_at DESC, recorded_at DESC, id LIMIT 1
        ), 'reopened') = 'reopened'
    GROUP BY 1
"""


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def ask(office: Any, user: User, path: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ)}"}
    return office.app.test_client().get(f"/api/v1/board{path}", query_string=query, headers=headers)


def test_rows_of_a_choice_are_those_of_the_database(office: Any, planner: User) -> None:
    summary = ask(office, planner, "").json
    wanted = {"overall": "E", "category": "litter", "status": "received"}
    answer = ask(office, planner, "/answer", **wanted, bits="true").json
    page = ask(office, planner, "/rows", **wanted, sort="issues", order="desc", size=500).json
    counted = RECEIVED.format(told="count(*)")
    expected = dict(tuple(row) for row in office.sql(counted, run=summary["run"]["id"], category="litter").all())
    assert {row["id"]: row["issues"] for row in page["items"]} == expected
    assert answer["chosen"]["segments"] == page["total"] == len(expected) > 0
    assert answer["chosen"]["issues"] == sum(expected.values())
    bits = np.unpackbits(np.frombuffer(b64decode(answer["bits"]), np.uint8), bitorder="little")
    assert np.flatnonzero(bits).tolist() == sorted(row["at"] for row in page["items"])
    letters = ask(office, planner, "/columns/overall")
    assert {letters.data[row["at"]] for row in page["items"]} == {4}
    assert letters.headers["Golmok-Network"] == summary["network"] == page["network"]


def test_the_number_of_issues_leads_to_them(office: Any, planner: User) -> None:
    summary = ask(office, planner, "").json
    wanted = {"overall": "E", "category": "litter", "status": "received"}
    page = ask(office, planner, "/issues", **wanted, size=500).json
    told = RECEIVED.format(told="array_agg(state.issue_id::text)")
    expected = dict(office.sql(told, run=summary["run"]["id"], category="litter").all())
    assert {row["id"]: row["segment"] for row in page["items"]} == {
        issue: segment for segment, found in expected.items() for issue in found
    }
    assert page["total"] == ask(office, planner, "/answer", **wanted).json["chosen"]["issues"] > 0
    assert {(row["overall"], row["category"], row["status"]) for row in page["items"]} == {("E", "litter", "received")}
    segment, found = max(expected.items(), key=lambda one: len(one[1]))
    on = ask(office, planner, "/issues", **wanted, segment=segment, sort="month", order="desc").json
    assert {row["id"] for row in on["items"]} == set(found)
    months = [row["month"] for row in on["items"]]
    assert months == sorted(months, reverse=True)
    west, south, east, north = summary["bounds"]
    halves = [(west, (west + east) / 2), ((west + east) / 2, east)]
    seen = [ask(office, planner, "/issues", box=f"{left},{south},{right},{north}").json for left, right in halves]
    assert sum(half["total"] for half in seen) == ask(office, planner, "/answer").json["whole"]["issues"]
    assert min(half["total"] for half in seen) > 0


def test_the_points_of_the_map_are_the_chosen_issues_on_the_middles_of_their_segments(
    office: Any, planner: User
) -> None:
    wanted = {"category": "litter", "status": "received"}
    items = ask(office, planner, "/issues", **wanted, size=500).json["items"]
    answer = ask(office, planner, "/points", **wanted)
    west, north, width, height = map(float, answer.headers["Golmok-Extent"].split(","))
    rows = np.frombuffer(answer.data, "<u2").reshape(-1, 4)
    on = sorted({row["segment"] for row in items})
    places = office.sql(
        "SELECT ST_X(p) / 40075016.685578488 + 0.5, 0.5 - ST_Y(p) / 40075016.685578488 FROM"
        " (SELECT id, ST_Centroid(ST_Envelope(web_line)) AS p FROM segment WHERE id = ANY(CAST(:on AS uuid[]))) AS middle"
        " ORDER BY id",
        on=on,
    ).all()
    told = [(west + x / 65535 * width, north + y / 65535 * height) for x, y, _, _ in rows.tolist()]
    metre = 1 / 30_000_000
    assert np.abs(np.array(told) - np.array([tuple(place) for place in places])).max() < metre
    assert rows[:, 2].tolist() == [sum(row["segment"] == one for row in items) for one in on]
    nothing = ask(office, planner, "/points", **wanted, overall="ungraded", district=summary_district(office, planner))
    assert nothing.data == b""


def test_points_tell_how_many_of_their_issues_are_overdue(office: Any, planner: User) -> None:
    items = ask(office, planner, "/issues", category="litter", size=500).json["items"]
    rows = np.frombuffer(ask(office, planner, "/points", category="litter").data, "<u2").reshape(-1, 4)
    on, late = (
        [row["segment"] for row in items if row["due"] in due]
        for due in ((None, "overdue", "week", "later"), ("overdue",))
    )
    assert rows[:, 2:].tolist() == [[on.count(one), late.count(one)] for one in sorted(set(on))]
    assert 0 < len(late) < len(on)  # what is done is due no more
    stranger = office.app.test_client().get("/api/v1/board/points")
    assert stranger.status_code in {401, 403}


def summary_district(office: Any, planner: User) -> str:
    """A district none of whose ungraded segments has received litter."""
    counts = ask(office, planner, "/answer", category="litter", status="received", overall="ungraded").json["counts"]
    districts = next(one["options"] for one in ask(office, planner, "").json["facets"] if one["key"] == "district")
    return next(option["key"] for option, count in zip(districts, counts["district"], strict=True) if count == 0)


def test_what_each_option_would_bring_is_what_it_then_brings(office: Any, planner: User) -> None:
    summary = ask(office, planner, "").json
    assert {facet["key"]: facet["of"] for facet in summary["facets"]}.keys() >= {"district", "item", "due", "team"}
    before = ask(office, planner, "/answer", due="overdue").json
    for facet in summary["facets"]:
        of, counts = facet["of"], before["counts"][facet["key"]]
        assert len(counts) == len(facet["options"])
        if not counts:
            continue  # a city without teams
        at = int(np.argmax(counts))
        query = {"due": "overdue", facet["key"]: facet["options"][at]["key"]}
        assert ask(office, planner, "/answer", **query).json["chosen"][of] == counts[at], facet["key"]


def test_a_box_narrows_what_is_seen_and_not_what_is_chosen(office: Any, planner: User) -> None:
    west, south, east, north = ask(office, planner, "").json["bounds"]
    half = ask(office, planner, "/answer", box=f"{west},{south},{(west + east) / 2},{north}").json
    rest = ask(office, planner, "/answer", box=f"{(west + east) / 2},{south},{east},{north}").json
    assert half["chosen"] == half["whole"] == rest["chosen"]
    assert (
        half["seen"]["segments"] + rest["seen"]["segments"] == half["whole"]["segments"] > half["seen"]["segments"] > 0
    )
    assert sum(half["counts"]["overall"]) == half["seen"]["segments"]


def test_a_drawn_area_is_a_part_of_the_choice(office: Any, planner: User) -> None:
    west, south, east, north = ask(office, planner, "").json["bounds"]
    corners = f"{west},{south},{east},{south},{west},{north}"
    answer = ask(office, planner, "/answer", area=corners, overall="E", bits="true").json
    page = ask(office, planner, "/rows", area=corners, overall="E", size=500).json
    inside = f"""
        SELECT segment.id::text FROM segment JOIN grade ON segment_id = segment.id AND run_id = :run
        WHERE superseded_at IS NULL AND overall_grade = 'E' AND ST_Contains(
            ST_Transform(ST_GeomFromText('POLYGON(({west} {south}, {east} {south}, {west} {north}, {west} {south}))', 4326), 3857),
            ST_Centroid(ST_Envelope(web_line)))
    """
    expected = set(office.sql(inside, run=ask(office, planner, "").json["run"]["id"]).scalars())
    assert {row["id"] for row in page["items"]} == expected
    assert 0 < len(expected) == answer["chosen"]["segments"] == answer["counts"]["area"][0] == page["total"]
    whole = ask(office, planner, "/answer", overall="E").json
    assert whole["chosen"]["segments"] > len(expected)
    assert sum(answer["counts"]["overall"]) == ask(office, planner, "/answer", area=corners).json["chosen"]["segments"]
    wings = f"{west},{south},{east},{north},{east},{south},{west},{north}"
    crossing = ask(office, planner, "/answer", area=wings).json["chosen"]["segments"]
    assert 0 < crossing < answer["whole"]["segments"]


def test_areas_and_segments_are_added_and_taken_away_in_order(office: Any, planner: User) -> None:
    west, south, east, north = ask(office, planner, "").json["bounds"]
    across, up = (west + east) / 2, (south + north) / 2

    def box(left: float, bottom: float, right: float, top: float) -> str:
        return f"{left},{bottom},{right},{bottom},{right},{top},{left},{top}"

    def picked(area: str | None, **query: str) -> set[str]:
        given = query | ({} if area is None else {"area": area})
        page = ask(office, planner, "/rows", **given, size=500).json
        assert page["total"] == len(page["items"])
        return {row["id"] for row in page["items"]}

    poor = {"overall": "E"}
    one, other, third = box(west, south, across, up), box(across, up, east, north), box(west, south, east, up)
    whole, in_one, in_other = picked(None, **poor), picked(one, **poor), picked(other, **poor)
    in_third = picked(third, **poor)
    assert in_one
    assert in_other
    assert not in_one & in_other
    assert in_one < in_third < whole
    assert picked(f"{one};{other}", **poor) == in_one | in_other
    assert picked(f"{third};out,{one}", **poor) == in_third - in_one
    assert picked(f"out,{one}", **poor) == whole - in_one
    assert picked(f"{third};out,{one};{one}", **poor) == in_third
    inside, outside = min(in_one), min(whole - in_one)
    assert picked(f"{one};{outside}", **poor) == in_one | {outside}
    assert picked(f"{one};out,{inside}", **poor) == in_one - {inside}
    assert picked(f"{one};out,{inside};{inside},{outside}", **poor) == in_one | {outside}
    assert picked(f"{inside},{outside}", **poor) == {inside, outside}
    assert picked(f"out,{inside}", **poor) == whole - {inside}
    assert picked(f"{inside};00000000-0000-4000-8000-000000000000", **poor) == {inside}
    assert picked("00000000-0000-4000-8000-000000000000") == set()
    assert (
        picked(";".join([*[inside, f"out,{outside}"] * 20, one]), **poor) == in_one
    )  # of ids as many as there is room for


def test_what_is_picked_goes_wherever_a_choice_goes(office: Any, planner: User) -> None:
    west, south, east, north = ask(office, planner, "").json["bounds"]
    half = f"{west},{south},{east},{south},{west},{north}"
    first = ask(office, planner, "/rows", overall="E", size=2).json["items"]
    area = f"{half};out,{first[0]['id']};{first[1]['id']}"
    rows = ask(office, planner, "/rows", area=area, overall="E", size=500).json
    ids, issues = {row["id"] for row in rows["items"]}, sum(row["issues"] for row in rows["items"])
    assert first[0]["id"] not in ids
    assert first[1]["id"] in ids
    answer = ask(office, planner, "/answer", area=area, overall="E").json
    assert answer["chosen"]["segments"] == answer["counts"]["area"][0] == rows["total"] == len(ids)
    found = ask(office, planner, "/issues", area=area, overall="E", size=1).json["total"]
    points = np.frombuffer(ask(office, planner, "/points", area=area, overall="E").data, np.uint16)
    assert found == issues == answer["chosen"]["issues"] == points[2::4].sum()
    reader = {"Authorization": f"Bearer {office.token(planner, Scope.READ)}"}
    query = {"area": area, "overall": "E"}
    ranked = office.app.test_client().get("/api/v1/priorities", query_string=query, headers=reader).json
    assert ranked["total"] == len(ids)
    assert {row["id"] for row in ranked["items"]} <= ids
    browser = office.browser(planner)
    table = browser.get("/plan/out/segments.csv", query_string=query).text
    assert all(one in table for one in ids)
    assert first[0]["id"] not in table
    assert len(table.splitlines()) >= len(ids) + 1
    drawn = query | {"area": half}
    shown = office.app.test_client().get("/embed/segments", query_string=drawn)
    assert shown.json["segments"] == ask(office, planner, "/answer", **drawn).json["chosen"]["segments"] > 0
    asked = browser.get("/plan/links/new", query_string=drawn)
    assert "지도에서 고른 곳: 고른 영역과 구간만" in asked.text


def test_what_was_cut_anew_since_is_followed_wherever_a_choice_goes_and_said(
    office: Any, planner: User, forebear_of: Callable[..., str]
) -> None:
    rows = ask(office, planner, "/rows", overall="E", size=3).json["items"]
    one, other, stays = (row["id"] for row in rows)
    with office.sessions.begin() as session:
        before = forebear_of(session, one, other)
    area = f"{before},{stays};00000000-0000-4000-8000-000000000000"
    answer = ask(office, planner, "/answer", area=area, bits="true").json
    said = "고른 구간 1곳은 나뉜 자리가 달라져, 같은 곳에 있는 2구간으로 바꾸어 골랐고, 1곳은 이어지는 구간을 알 수 없어 뺐습니다."
    assert answer["followed"] == {"cut_anew": 1, "in_place": 2, "unknown": 1, "said": said}
    page = ask(office, planner, "/rows", area=area).json
    assert {row["id"] for row in page["items"]} == {one, other, stays}
    bits = np.unpackbits(np.frombuffer(b64decode(answer["bits"]), np.uint8), bitorder="little")
    assert np.flatnonzero(bits).tolist() == sorted(row["at"] for row in page["items"])
    only = ask(office, planner, "/answer", area=before).json
    assert (only["chosen"]["segments"], only["followed"]["unknown"]) == (2, 0)
    assert only["followed"]["said"].endswith("2구간으로 바꾸어 골랐습니다.")
    assert ask(office, planner, "/answer", area=f"{before};out,{other}").json["chosen"]["segments"] == 1
    assert ask(office, planner, "/answer", area=stays).json["followed"] is None
    browser = office.browser(planner)
    assert said in browser.get("/plan/priorities", query_string={"area": area}).text
    table = browser.get("/plan/out/segments.csv", query_string={"area": area}).text
    assert all(row in table for row in (one, other, stays))
    assert before not in table
    sheets = load_workbook(BytesIO(browser.get("/plan/out/segments.xlsx", query_string={"area": area}).data))
    notes = [row for sheet in sheets.worksheets for row in sheet.iter_rows(values_only=True)]
    assert ("다시 나뉜 구간", said) in [row[:2] for row in notes]
    shut = office.app.test_client().get("/embed/segments", query_string={"area": before})
    assert shut.status_code == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/answer", {"overall": "Z"}),
        ("/answer", {"box": "1,2,3"}),
        ("/rows", {"box": "nan,0,1,1"}),
        ("/rows", {"district": "9999999999"}),
        ("/issues", {"status": "lost"}),
        ("/points", {"team": "none"}),
        ("/answer", {"area": "127,37,128,37"}),
        ("/answer", {"area": "127,37,128,37,nan,38"}),
        ("/rows", {"area": "127,37,128,37,129,37"}),
        ("/rows", {"area": ",".join(["127,37", "128,37", "128,38"] * 34)}),
        ("/rows", {"area": "127,37,128,37,128,38;"}),
        ("/rows", {"area": "out,"}),
        ("/rows", {"area": "00000000-0000-4000-8000-00000000000x"}),
        ("/rows", {"area": "00000000-0000-4000-8000-000000000000,127,37"}),
        ("/rows", {"area": ";".join(["127,37,128,37,128,38"] * 21)}),
        ("/rows", {"area": ";".join([",".join(["7,3", "8,3", "8,4"] * 33), *["7,3,8,3,8,4"] * 4] * 3)}),
    ],
)
def test_a_choice_of_what_is_not_there_is_refused(office: Any, planner: User, path: str, query: dict[str, str]) -> None:
    refused = ask(office, planner, path, **query)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "invalid_input")


def test_field_teams_have_no_board(office: Any) -> None:
    walker = office.add("made-walker", Role.FIELD, office.districts()[0])
    assert ask(office, walker, "/answer").status_code == 403
