"""What a resident is told of a report afterwards, what of it is public, and what handlers hear of the resident."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image

from mapper.domain.reader import Role
from mapper.domain.resident_report import LIMITS, TryKind
from web.clock import now

PUBLIC_PAGES = (
    "/",
    "/api/v1/map",
    "/api/v1/segments?size=100",
    "/export/issues.csv",
    "/export/segments.csv",
    "/method",
)
TEXT = "세탁소 앞에 쓰레기가 쌓였어요. 문의는 010-0000-1234 김가온 씨"


@pytest.fixture
def client(office: Any) -> FlaskClient:
    return office.app.test_client()


def end(office: Any, *, days: int) -> None:
    office.sql(
        "INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at) SELECT gen_random_uuid(), issue_id,"
        " 'resolved', now() - make_interval(days => :days), now() FROM complaint WHERE code_hash IS NOT NULL",
        days=days,
    )


def test_codes_are_read_as_people_type_them_and_wrong_ones_are_answered_alike(
    office: Any, client: FlaskClient, code_of: Any, fields: Any, report: Any
) -> None:
    code = code_of(report(client))
    typed = f" {code[:5].lower().replace('0', 'o').replace('1', 'l')} {code[5:]} "
    found = office.post(client, "/report/status", "/report/status", code=typed)
    assert (found.status_code, found.location.partition("?")[0]) == (303, f"/report/{code}")
    unknown, broken = "0000000000", "7K3MX0QZ4A"
    answers = [client.get(f"/report/{one}") for one in (unknown, broken, "가나다")]
    plain = [re.sub(r'(value|content|href)="[^"]*"', "", answer.text) for answer in answers]
    assert {answer.status_code for answer in answers} == {404}
    assert len(set(plain)) == 1
    for _ in range(LIMITS[TryKind.CODE].most):
        last = client.get("/report/0000000000")
    assert last.status_code == 429
    assert client.get(f"/report/{code}").status_code == 429
    assert client.get(found.location).status_code == 200  # an address that we gave out guesses nothing
    assert client.get(found.location.replace("proof=", "proof=A")).status_code == 429
    sent = report(client, text="이웃이 번호를 틀리는 동안")
    page = client.get(sent.location)
    assert (page.status_code, "이웃이 번호를 틀리는 동안" in page.text) == (200, True)
    for address in re.findall(r'(?:src|action)="(/report/[^"]+)"', page.text):
        answer = (
            client.get(address)
            if "qr.svg" in address
            else client.post(address, data={**fields(page.text), "words": "덧"})
        )
        assert answer.status_code in {200, 303}, address
    assert client.get(answer.location).status_code == 200


def test_a_slip_that_the_check_letter_tells_is_not_counted(client: FlaskClient, code_of: Any, report: Any) -> None:
    code = code_of(report(client))
    for _ in range(LIMITS[TryKind.CODE].most + 1):
        assert client.get("/report/7K3MX0QZ4A").status_code == 404
    assert client.get(f"/report/{code}").status_code == 200


def test_what_a_resident_adds_reaches_the_handler_and_what_they_say_reaches_the_resident(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    code = code_of(report(client))
    assert office.post(client, f"/report/{code}/say", f"/report/{code}", words="아직 그대로예요").status_code == 303
    with office.undone():
        office.post(client, f"/report/{code}/say", f"/report/{code}", words="김가온 씨와 김철수가 압니다")
        page = client.get(f"/report/{code}").text
        assert ("●●●와 ●●●가 압니다" in page, "김철수" in page) == (True, False)
    issue, words, for_reporters = office.sql(
        "SELECT issue_id, words, for_reporters FROM issue_update WHERE complaint_id IS NOT NULL"
    ).one()
    assert (words, for_reporters) == ("아직 그대로예요", False)
    office.sql(
        "INSERT INTO issue_update (id, issue_id, words, for_reporters, recorded_at) VALUES"
        " (gen_random_uuid(), :issue, '내일 치우겠습니다', true, now()),"
        " (gen_random_uuid(), :issue, '안에서만 보는 메모', false, now())",
        issue=issue,
    )
    page = client.get(f"/report/{code}").text
    assert "내일 치우겠습니다" in page
    assert "아직 그대로예요" in page
    assert "안에서만 보는 메모" not in page


def test_what_a_resident_says_stands_on_the_lists_of_handlers_until_it_is_answered(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    district, name = office.sql(
        "SELECT code, name FROM district WHERE superseded_at IS NULL ORDER BY code LIMIT 1"
    ).one()
    code = code_of(report(client, place=f"{name} 세탁소 옆"))
    issue = str(office.sql("SELECT issue_id FROM complaint WHERE code_hash IS NOT NULL").scalar_one())
    volunteer = office.browser(office.add("made-field", Role.FIELD, district))
    one, other = (
        {"Authorization": f"Bearer {office.token(office.add(who, Role.PLANNER))}"} for who in ("made-one", "made-other")
    )

    def listed(**query: Any) -> dict[str, Any]:
        answer = client.get("/api/v1/works/list", query_string={"district": district, **query}, headers=one)
        return {found["id"]: (found["status"], found["unanswered"]) for found in answer.json["items"]} | {
            "waiting": answer.json["unanswered"]
        }

    def decide(by: dict[str, str], **work: str) -> None:
        answer = client.post("/api/v1/works", json={"issues": [issue], "expected": 1, **work}, headers=by)
        assert answer.status_code == 201, answer.text

    def on_phone() -> Any:
        found = volunteer.get("/api/v1/field/area").json["issues"]
        return next((one for one in found if one["id"] == issue), None)

    def say(words: str, **more: str) -> None:
        said = office.post(client, f"/report/{code}/say", f"/report/{code}", words=words, **more)
        assert said.status_code == 303

    assert listed(unanswered=True) == {"waiting": 0}
    say("아직 그대로예요")
    assert listed(unanswered=True) == {issue: ("received", "update"), "waiting": 1}
    assert on_phone()["unanswered"] == "update"
    decide(one, act="reply", words="내일 치우겠습니다")
    assert listed(unanswered=True) == {"waiting": 0}
    assert on_phone()["unanswered"] is None
    decide(one, act="move", move="fixed", reason="치움")
    decide(other, act="move", move="resolved", reason="다 치워짐")
    assert on_phone() is None
    say("또 쌓였어요", reopen="yes")
    assert issue not in listed()
    assert listed(unanswered=True) == {issue: ("resolved", "reopen"), "waiting": 1}
    shown = on_phone()
    assert (shown["state"], shown["unanswered"], shown["moves"]) == ("resolved", "reopen", ["reopened"])
    latest = shown["history"][0]
    assert (latest["words"], latest["from_reporter"], latest["asks_to_reopen"]) == ("또 쌓였어요", True, True)
    decide(one, act="move", move="reopened", reason="다시 쌓임")
    assert listed(unanswered=True) == {"waiting": 0}
    assert issue in listed(size=200)


def test_of_whoever_reports_neither_the_address_nor_the_browser_is_kept(office: Any, client: FlaskClient) -> None:
    there = {"REMOTE_ADDR": "192.0.2.41", "HTTP_USER_AGENT": "Made-Up/1.0"}
    assert client.get("/report", environ_overrides=there, base_url="https://localhost").status_code == 200
    [(origin, device)] = office.sql("SELECT origin, device FROM login").all()
    assert (len(origin), device) == (64, "")


def test_reopening_may_be_asked_for_thirty_days(office: Any, client: FlaskClient, code_of: Any, report: Any) -> None:
    code = code_of(report(client))
    early = office.post(client, f"/report/{code}/say", f"/report/{code}", words="다시요", reopen="yes")
    assert early.status_code == 400
    with office.undone():
        end(office, days=29)
        assert "다시 열어 달라고 하기" in client.get(f"/report/{code}").text
        answer = office.post(client, f"/report/{code}/say", f"/report/{code}", words="또 쌓였어요", reopen="yes")
        assert answer.status_code == 303
        assert office.sql("SELECT asks_to_reopen FROM issue_update").scalar_one() is True
    end(office, days=31)
    assert "다시 열어 달라고 하기" not in client.get(f"/report/{code}").text


def test_nothing_public_changes_when_somebody_reports(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    segment = office.sql("SELECT id FROM segment WHERE graded AND length_m > 80 ORDER BY id LIMIT 1").scalar_one()
    pages = (*PUBLIC_PAGES, f"/api/v1/segments/{segment}")
    stranger = office.app.test_client()
    before = [stranger.get(page).data for page in pages]
    lon, lat = office.sql(
        "SELECT ST_X(at), ST_Y(at) FROM (SELECT ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326)"
        " AS at FROM segment WHERE id = :segment) AS one",
        segment=segment,
    ).one()
    code_of(report(client, text=TEXT, lon=str(lon), lat=str(lat), segment=str(segment)))
    assert [stranger.get(page).data for page in pages] == before


def test_words_and_photos_are_public_only_after_somebody_looked_and_three_days(
    office: Any, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, code_of: Any, fields: Any, picture: Any
) -> None:
    segment = office.sql("SELECT id FROM segment WHERE graded AND length_m > 80 ORDER BY id LIMIT 1").scalar_one()
    lon, lat = office.sql(
        "SELECT ST_X(at), ST_Y(at) FROM (SELECT ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326)"
        " AS at FROM segment WHERE id = :segment) AS one",
        segment=segment,
    ).one()
    hidden = fields(client.get("/report").text)
    pin = {"lon": str(lon), "lat": str(lat), "segment": str(segment)}
    code = code_of(client.post("/report", data={
        **hidden, **pin, "category": "litter", "text": TEXT, "photos": [(BytesIO(picture()), "made.jpg")],
    }))  # fmt: skip
    assert "1장을 받았습니다" in client.get(f"/report/{code}").text
    issue, use = office.sql("SELECT issue_id, photo_use.id FROM complaint JOIN photo_use USING (issue_id)").one()
    browser = office.browser(office.add("made-planner", Role.PLANNER))
    page = browser.get("/moderate").text
    assert "세탁소 앞에 쓰레기가 쌓였어요. 문의는 ●●● ●●●" in page
    assert f'data-use="{use}"' in page
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    token = {"X-CSRFToken": found[1]}

    def decide(kind: str, subject: Any, **body: Any) -> Any:
        return browser.post(f"/api/v1/moderations/{kind}/{subject}", json=body, headers=token)

    refused = decide("words", issue, decision="published", words=TEXT, confirmed=True)
    assert refused.json["error"]["code"] == "personal_data_found"
    named = decide("words", issue, decision="published", words="김가온 씨 앞에 쓰레기가 쌓였어요")
    assert named.json["error"]["code"] == "personal_data_found"
    assert decide("words", issue, decision="published", words="쓰레기가 쌓였어요").status_code == 200
    box = {"left": 0.25, "top": 0.25, "width": 0.5, "height": 0.5}
    assert decide("photos", use, decision="published", boxes=[box]).status_code == 200
    assert f"/report/{code}/photos/0.jpg" in client.get(f"/report/{code}").text
    assert max(Image.open(BytesIO(client.get(f"/report/{code}/photos/0.jpg").data)).getpixel((200, 150))) < 20  # type: ignore[arg-type] # three bands
    assert client.get(f"/report/{code}/photos/1.jpg").status_code == 404
    card = f"/api/v1/segments/{segment}"
    stranger = office.app.test_client()
    assert stranger.get(card).json["reports"] == []
    later = now() + timedelta(hours=73)
    for module in ("web.blueprints.api", "web.blueprints.photos"):
        monkeypatch.setattr(f"{module}.now", lambda: later)
    shown = stranger.get(card).json["reports"]
    assert [(one["label"], one["words"]) for one in shown] == [("쓰레기 흩어짐", "쓰레기가 쌓였어요")]
    copy = stranger.get(f"/photos/{shown[0]['photos'][0]}.jpg")
    assert copy.status_code == 200
    assert max(Image.open(BytesIO(copy.data)).getpixel((200, 150))) < 20  # type: ignore[arg-type] # three bands
    latest = dict(
        re.findall(r'data-(issue|use)="[^>]+ data-decision="([^"]+)"', browser.get("/moderate?show=decided").text)
    )
    for kind, subject, seen, more in (
        ("words", issue, latest["issue"], {"words": "글"}),
        ("photos", use, latest["use"], {}),
    ):
        assert decide(kind, subject, decision="withheld", replaces=seen).status_code == 200
        for stale in ({}, {"replaces": seen}):
            refused = decide(kind, subject, decision="published", **more, **stale)
            assert (refused.status_code, refused.json["error"]["code"]) == (409, "decided_meanwhile")
    assert stranger.get(card).json["reports"] == []


def test_words_that_nobody_wrote_on_our_form_are_not_released(office: Any, client: FlaskClient) -> None:
    bearer = {"Authorization": f"Bearer {office.token(office.add('made-planner', Role.PLANNER))}"}
    from_file = office.sql("SELECT issue_id FROM complaint WHERE code_hash IS NULL AND text IS NOT NULL LIMIT 1")
    for issue in (uuid4(), from_file.scalar_one()):
        for decision in ("published", "withheld"):
            body = {"decision": decision, "words": "가상 글"}
            answer = client.post(f"/api/v1/moderations/words/{issue}", json=body, headers=bearer)
            assert answer.status_code == 404


def test_an_answer_is_read_by_those_it_was_given_to_and_tells_nobody_of_another(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    codes = [code_of(report(client, text=text)) for text in ("하나", "둘")]
    one, other = (
        str(office.sql("SELECT issue_id FROM complaint WHERE text = :text", text=text).scalar_one())
        for text in ("하나", "둘")
    )
    bearer = {"Authorization": f"Bearer {office.token(office.add('made-planner', Role.PLANNER))}"}

    def decide(issue: str, **work: str) -> None:
        answer = client.post("/api/v1/works", json={"issues": [issue], "expected": 1, **work}, headers=bearer)
        assert answer.status_code == 201, answer.text

    def told(words: str) -> list[bool]:
        return [words in client.get(f"/report/{code}").text for code in codes]

    decide(one, act="reply", words="하나에 한 답")
    decide(other, act="reply", words="김가온 씨 댁 앞을 봤습니다")
    assert (told("하나에 한 답"), told("김가온 씨 댁 앞을 봤습니다")) == ([True, False], [False, True])
    decide(one, act="move", move="merged", into=other)
    decide(other, act="reply", words="박나루 씨와 같이 치웠습니다")
    assert (told("하나에 한 답"), told("댁 앞을 봤습니다"), told("같이 치웠습니다")) == (
        [True, False],
        [False, True],
        [True, True],
    )
    assert (told("김가온"), told("박나루")) == ([False, False], [False, False])


def test_who_may_not_reach_a_resident_reads_nothing_that_tells_how(
    office: Any, client: FlaskClient, code_of: Any, fields: Any, report: Any
) -> None:
    lon, lat, code = office.sql(
        "SELECT ST_X(there), ST_Y(there), code FROM segment JOIN district ON district.id = district_id,"
        " ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS there"
        " WHERE graded AND segment.superseded_at IS NULL ORDER BY segment.id LIMIT 1"
    ).one()
    pin = {"lon": str(lon), "lat": str(lat), "accuracy_m": "300"}
    receipt = code_of(report(client, text=TEXT, **pin, place="김가온 씨 댁"))
    issue = str(office.sql("SELECT issue_id FROM complaint WHERE code_hash IS NOT NULL").scalar_one())
    people = {
        role: office.add(f"made-{role}", role, *codes) for role, codes in ((Role.PLANNER, ()), (Role.FIELD, (code,)))
    }
    bearers = {role: {"Authorization": f"Bearer {office.token(user)}"} for role, user in people.items()}
    reply = {"issues": [issue], "expected": 1, "act": "reply", "words": "김가온 씨, 내일 봅니다"}
    assert client.post("/api/v1/works", json=reply, headers=bearers[Role.PLANNER]).status_code == 201
    said = office.post(client, f"/report/{receipt}/say", f"/report/{receipt}", words="김가온 씨가 기다려요")
    assert said.status_code == 303
    for path in (
        f"/api/v1/works/list?district={code}&size=200",
        f"/api/v1/works/issues/{issue}",
        f"/api/v1/reviews/list?district={code}&size=200",
        f"/api/v1/field/area?district={code}",
    ):
        planners, fields = (client.get(path, headers=bearers[role]).text for role in people)
        assert issue in fields, path
        assert [word in fields for word in ("김가온", "0000-1234")] == [False, False], path
        assert "김가온" in planners or "/field/" in path


def test_what_is_no_photo_is_refused_and_what_was_typed_is_kept(office: Any, client: FlaskClient, report: Any) -> None:
    answer = report(client, text="그대로 있어야 할 글", photos=[(BytesIO(b"<html>no photo</html>"), "made.jpg")])
    assert answer.status_code == 400
    assert "그대로 있어야 할 글" in answer.text
    assert 'id="photos-fault"' in answer.text
    assert office.sql("SELECT count(*) FROM complaint WHERE code_hash IS NOT NULL").scalar_one() == 0


def test_only_those_who_moderate_see_what_waits(office: Any, client: FlaskClient) -> None:
    assert client.get("/moderate", headers={"Accept": "text/html"}).status_code == 302
    field = office.browser(office.add("made-field", Role.FIELD, office.districts()[0]))
    assert field.get("/moderate").status_code == 403


def test_whoever_writes_slowly_loses_nothing(office: Any, client: FlaskClient, code_of: Any, fields: Any) -> None:
    hidden = fields(client.get("/report").text)
    office.sql("UPDATE login SET ends_at = now() - interval '1 second'")
    late = client.post("/report", data={**hidden, "category": "litter", "place": "가온로 3", "text": "골목 끝 계단"})
    assert (late.status_code, "골목 끝 계단" in late.text) == (200, True)
    assert 'value="가온로 3"' in late.text
    renewed = fields(late.text)
    assert renewed["csrf_token"] != hidden["csrf_token"]
    code = code_of(client.post("/report", data={**renewed, "category": "litter", "place": "가온로 3"}))
    token = fields(client.get(f"/report/{code}").text)
    office.sql("UPDATE login SET ends_at = now() - interval '1 second'")
    said = client.post(f"/report/{code}/say", data={**token, "words": "아직 그대로입니다"})
    assert (said.status_code, "아직 그대로입니다" in said.text) == (200, True)
    again = client.post(f"/report/{code}/say", data={**fields(said.text), "words": "아직 그대로입니다"})
    assert again.status_code == 303


def test_words_that_name_one_district_say_where_it_is(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    code, name = office.sql("SELECT code, name FROM district WHERE superseded_at IS NULL ORDER BY code LIMIT 1").one()
    other = office.sql("SELECT name FROM district WHERE superseded_at IS NULL ORDER BY code DESC LIMIT 1").scalar_one()
    places = {f"{name} 세탁소 옆": code, f"{name}, {other} 사이": None, f"{name}로 3": None, "세탁소 옆": None}
    for place in places:
        code_of(report(client, place=place))
    found = office.sql(
        "SELECT address, district_code FROM unplaced JOIN issue ON issue.id = issue_id WHERE address IS NOT NULL"
    )
    assert {address: where for address, where in found if address in places} == places


def test_what_was_taken_back_is_not_told_and_what_is_classified_is_due_by_that(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    code = code_of(report(client))
    issue = str(office.sql("SELECT issue_id FROM complaint WHERE code_hash IS NOT NULL").scalar_one())
    bearer = {"Authorization": f"Bearer {office.token(office.add('made-planner', Role.PLANNER))}"}

    def decide(**work: str) -> str:
        answer = client.post("/api/v1/works", json={"issues": [issue], "expected": 1, **work}, headers=bearer)
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    def told() -> str:
        return re.sub(r'\s+|name="csrf_token" value="[^"]*"', " ", client.get(f"/report/{code}").text)

    before = told()
    assert client.post(f"/api/v1/works/{decide(act='move', move='fixed')}/undo", headers=bearer).status_code == 201
    assert told() == before
    decide(act="classify", deadline="suggestion")
    assert told() != before


def test_whose_report_was_withdrawn_is_told_and_may_ask_to_reopen(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    code = code_of(report(client))
    issue = str(office.sql("SELECT issue_id FROM complaint WHERE code_hash IS NOT NULL").scalar_one())
    bearer = {"Authorization": f"Bearer {office.token(office.add('made-planner', Role.PLANNER))}"}
    bases: list[str] = []

    def withdraw(*, value: bool) -> str:
        values = {"withdrawn": {"value": value, "replaces": bases}}
        body = {"issue_id": issue, "edited_at": "2026-07-01T09:30:00+09:00", "values": values, "reason": "가상 까닭"}
        bases[:] = [str(uuid4())]
        assert client.put(f"/api/v1/edits/{bases[0]}", json=body, headers=bearer).status_code == 201
        return client.get(f"/report/{code}").text

    page = withdraw(value=True)
    assert [word in page for word in ("철회했습니다", "답변 기한", "접수했습니다")] == [True, False, False]
    answer = office.post(client, f"/report/{code}/say", f"/report/{code}", words="아직 있어요", reopen="yes")
    assert answer.status_code == 303
    page = withdraw(value=False)
    assert [word in page for word in ("철회했습니다", "답변 기한", "접수했습니다")] == [False, True, True]
