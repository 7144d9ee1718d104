"""The JSON interface over a real, small demo city."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient

GRADES = ("A", "B", "C", "D", "E", "ungraded")


def get(client: FlaskClient, path: str, **query: Any) -> Any:
    response = client.get(f"/api/v1/{path}", query_string=query)
    assert response.status_code == 200, response.text
    return response.json


def test_totals_agree_over_axes_districts_and_table(client: FlaskClient) -> None:
    summary = get(client, "map")
    counts = {axis: sum(extent["segments"] for extent in grades.values()) for axis, grades in summary["axes"].items()}
    total = get(client, "segments", size=1)["total"]
    assert set(counts.values()) == {total}
    assert sum(district["segments"] for district in summary["districts"]) == total
    west, south, east, north = summary["bounds"]
    assert 124 < west < east < 132
    assert 33 < south < north < 39


@pytest.mark.parametrize("grade", GRADES)
def test_the_table_filters_as_the_legend_counts(client: FlaskClient, grade: str) -> None:
    expected = get(client, "map")["axes"]["walking"][grade]["segments"]
    page = get(client, "segments", axis="walking", grade=grade, size=500)
    assert page["total"] == expected
    assert {item["walking"]["grade"] or "ungraded" for item in page["items"]} <= {grade}


def test_pages_of_the_table_are_the_whole_without_repetition(client: FlaskClient) -> None:
    total = get(client, "segments", size=1)["total"]
    ids = [
        item["id"]
        for page in range(1, total // 97 + 2)
        for item in get(client, "segments", sort="district", page=page, size=97)["items"]
    ]
    assert len(ids) == len(set(ids)) == total


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_table_sorts_with_missing_scores_last(client: FlaskClient, order: str) -> None:
    scores = [item["overall"]["score"] for item in get(client, "segments", order=order, size=500)["items"]]
    known = [score for score in scores if score is not None]
    assert known == sorted(known, reverse=order == "desc")
    assert scores == known + [None] * (len(scores) - len(known))


def test_search_finds_an_alley_by_part_of_its_name(client: FlaskClient) -> None:
    name = next(item["name"] for item in get(client, "segments", size=100)["items"] if item["name"])
    found = get(client, "search", q=name[1:])["items"]
    assert name in [item["name"] for item in found]


def test_search_finds_a_district(client: FlaskClient) -> None:
    district = get(client, "map")["districts"][0]
    found = get(client, "search", q=district["name"])["items"]
    assert (found[0]["kind"], found[0]["name"]) == ("district", district["name"])


def test_every_public_card_adds_up(client: FlaskClient) -> None:
    for item in get(client, "segments", size=500)["items"]:
        card = get(client, f"segments/{item['id']}")
        for axis in ("overall", "residential", "walking"):
            shown = card[axis]
            if shown["status"] == "graded":
                assert round(sum(line["points"] for line in shown["lines"]), 2) == shown["score"]
                assert shown["lines"][-1]["key"] == "folded"
                assert abs(sum(shown["probability"].values()) - 1) < 0.001
            else:
                assert shown["lines"] == []


def test_an_ungraded_card_says_why_and_what_to_do(client: FlaskClient) -> None:
    item = get(client, "segments", grade="ungraded", size=1)["items"][0]
    card = get(client, f"segments/{item['id']}")
    assert card["residential"]["reason_ko"] or card["walking"]["reason_ko"]
    assert "조사" in card["next_action"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"segments/{uuid.UUID(int=7)}", 404),
        ("segments/not-an-id", 404),
        ("segments?size=100000", 400),
        ("segments?axis=secret", 400),
        ("segments?grade=F", 400),
        ("search", 400),
        ("nothing", 404),
    ],
)
def test_errors_are_korean_and_say_nothing_of_the_inside(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    error = response.json["error"]
    assert set(error) == {"code", "message"}
    assert any("가" <= letter <= "힣" for letter in error["message"])


def test_words_are_bound_and_never_sql(client: FlaskClient) -> None:
    assert get(client, "segments", q="'; DROP TABLE grade; --")["total"] == 0
    assert get(client, "search", q="%_'\\")["items"] == []


def test_openapi_names_every_route_of_the_interface(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/api/v1/addresses",
        "/api/v1/addresses/near",
        "/api/v1/board",
        "/api/v1/board/answer",
        "/api/v1/board/rows",
        "/api/v1/board/issues",
        "/api/v1/board/search",
        "/api/v1/changes",
        "/api/v1/complaints/{complaint_id}/contact",
        "/api/v1/conflicts",
        "/api/v1/decisions",
        "/api/v1/edits",
        "/api/v1/edits/{edit_id}",
        "/api/v1/field/me",
        "/api/v1/field/received",
        "/api/v1/findings",
        "/api/v1/findings/{key}",
        "/api/v1/findings/{key}/rows",
        "/api/v1/grades/changes",
        "/api/v1/grades/changes/rows",
        "/api/v1/grades/runs",
        "/api/v1/issues/near",
        "/api/v1/issues/{issue_id}",
        "/api/v1/field/area",
        "/api/v1/field/visits",
        "/api/v1/jobs/{job_id}",
        "/api/v1/jobs/{job_id}/cancel",
        "/api/v1/map",
        "/api/v1/segments",
        "/api/v1/segments/{segment_id}",
        "/api/v1/segments/{segment_id}/history",
        "/api/v1/segments/{segment_id}/lift",
        "/api/v1/search",
        "/api/v1/meetings/segments/{segment_id}",
        "/api/v1/meetings/{meeting_id}/map",
        "/api/v1/moderations/photos/{use_id}",
        "/api/v1/moderations/words/{issue_id}",
        "/api/v1/patrols/coverage",
        "/api/v1/patrols/{patrol_id}",
        "/api/v1/photos/{sha256}",
        "/api/v1/photos/{sha256}/thumb",
        "/api/v1/priorities",
        "/api/v1/programmes/sites/{segment_id}",
        "/api/v1/receipts/{record_id}",
        "/api/v1/reviews",
        "/api/v1/reviews/areas",
        "/api/v1/reviews/groups",
        "/api/v1/reviews/list",
        "/api/v1/reviews/preview",
        "/api/v1/reviews/{review_id}/undo",
        "/api/v1/segment-lists",
        "/api/v1/segment-lists/preview",
        "/api/v1/segment-lists/{list_id}",
        "/api/v1/segment-lists/{list_id}/withdraw",
        "/api/v1/surveys/{survey_id}",
        "/api/v1/visit-records/{record_id}",
        "/api/v1/visits/walk",
        "/api/v1/works",
        "/api/v1/works/choices",
        "/api/v1/works/issues/{issue_id}",
        "/api/v1/works/issues/{issue_id}/heard",
        "/api/v1/works/list",
        "/api/v1/works/preview",
        "/api/v1/works/{act_id}",
        "/api/v1/works/{act_id}/undo",
    }
