"""A city in which every field that takes text was given texts that would like to be code."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from gis_data.demo.cases import CASES
from mapper.domain.access_reason import Reason
from mapper.domain.household import period_of
from mapper.domain.plain_text import plain_text
from mapper.domain.population import read_population
from mapper.domain.reader import Role
from mapper.domain.resident_report import LIMITS
from mapper.domain.tip import Tip
from mapper.operations.crisis import tips
from mapper.operations.crisis.assigning import followed_cases
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.first_cases import take_in_first_cases
from mapper.operations.database import Sessions
from mapper.operations.density import releasing
from mapper.operations.density.releasing import Asked
from mapper.operations.density.written import OUTBOUND
from mapper.operations.people import users
from mapper.operations.vault import desk_box
from mapper.store.crisis.cases import household_of
from web.clock import now, today

TEXTS: Final[list[str]] = json.loads(Path(__file__).parent.with_name("hostile_texts.json").read_text("utf-8"))
SENDS: Final = 6
COUNTS: Final = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    SELECT gen_random_uuid(), 'cell:' || i || ':' || j, ST_Multi(geom), 12, 5, now()
    FROM ST_SquareGrid(100, (SELECT ST_Union(boundary) FROM district WHERE superseded_at IS NULL))
"""


@pytest.fixture(scope="module")
def ids(own_city: Sessions, district: str) -> dict[str, list[str]]:
    """Name alleys and districts as a file may, and choose a few segments of the largest district."""
    with own_city.begin() as session:
        for table, each in (("alley", 1), ("district", 12)):
            rows = session.execute(text(f"SELECT id FROM {table} ORDER BY id")).scalars().all()
            packed = [" ".join(TEXTS[start : start + each]) for start in range(0, len(TEXTS), each)]
            named = [{"id": one, "name": packed[at % len(packed)]} for at, one in enumerate(rows)]
            session.execute(text(f"UPDATE {table} SET name = :name WHERE id = :id"), named)
        inside = "FROM segment s JOIN district d ON d.id = s.district_id WHERE code = :code AND graded ORDER BY s.id LIMIT 40"
        segments = session.execute(text(f"SELECT s.id {inside}"), {"code": district}).scalars()
        return {"segments": [str(one) for one in segments], "districts": [district]}


def at_the_desks(staff: Any, admin: Any, ids: dict[str, list[str]], officer: str) -> None:
    """Type into every form that is a page of the city's people."""
    ids["teams"] = [made_of(admin, "/admin/teams/new", "/admin/teams", leader=officer, district=ids["districts"][0])]
    admin.fill("/admin/teams/new")
    staff.fill("/reply-templates")
    staff.fill("/forms")
    staff.fill("/patrols/plans/new", segment=ids["segments"][0])
    staff.fill("/plan/links/new")
    staff.fill(
        "/meetings/new", held_at=f"{now() - timedelta(days=1):%Y-%m-%dT10:00}"
    )  # what was said is written afterwards
    ids["meetings"] = re.findall(r'href="/meetings/([0-9a-f-]{36})"', staff.client.get("/meetings").text)[:1]
    for _ in range(2):  # the second time there are decisions
        staff.fill(f"/meetings/{ids['meetings'][0]}", confirmed="on", heads="3")


def made_of(by: Any, form: str, listed: str, **more: str) -> str:
    """Send a form with an ordinary name, and return the id of what it made."""
    found = by.form(form)
    answer = by.client.post(form, data=found.sent | dict.fromkeys(found.typed, "가상 추진단") | more)
    assert answer.status_code in {302, 303}, answer.text
    return re.findall(rf'href="{listed}/([0-9a-f-]{{36}})"', by.client.get(listed).text)[0]


def in_the_field(staff: Any, ids: dict[str, list[str]], place: Mapping[str, float], officer: str) -> None:
    """Hand in, as phones do, issues, edits, surveys and patrols."""
    then = (now() - timedelta(hours=2)).isoformat()
    spot = {"lon": place["longitude"], "lat": place["latitude"], "accuracy_m": 3, "reported_at": then}
    ids["issues"] = []
    while not (staff.has_typed_all("road") and staff.has_typed_all("description")):
        said = {"road_name": staff.words("road", 100), "description": staff.words("description", 2000, "\n")}
        ids["issues"].append(issue := str(uuid4()))
        staff.say(f"issues/{issue}", {"category": "litter", "severity": 2, **spot, **said}, "PUT")
    for issue, segment in zip(ids["issues"], ids["segments"], strict=False):
        if all(map(staff.has_typed_all, ("edit", "note", "issue_id", "segment_id", "reason"))):
            break
        about = {
            "issue_id": {"description": staff.words("edit", 2000, "\n"), "place": None},
            "segment_id": {"note": staff.words("note", 2000, "\n")},
        }
        for of, one in (("issue_id", issue), ("segment_id", segment)):
            values = {name: {"value": value, "replaces": []} for name, value in about[of].items() if value}
            for _ in range(2):  # the second disagrees
                values = {name: value | {"value": staff.words(of, 1000)} for name, value in values.items()}
                reason = staff.words("reason", 2000)
                staff.say(f"edits/{uuid4()}", {of: one, "edited_at": then, "values": values, "reason": reason}, "PUT")
    example = staff.client.get("/api/v1/openapi.json").json["paths"]["/api/v1/surveys/{survey_id}"]["put"]
    survey = example["requestBody"]["content"]["application/json"]["example"] | {"walked_at": then, "photos": []}
    while not staff.has_typed_all("device"):
        told = survey | {"segment_id": ids["segments"][0], "device": staff.words("device", 200)}
        staff.say(f"surveys/{uuid4()}", told, "PUT")
    while not staff.has_typed_all("patrol"):
        walk = {"team_id": ids["teams"][0], "officers": [officer], "started_at": then, "ended_at": now().isoformat()}
        checks = [{"segment_id": one, "checked_at": then} for one in ids["segments"][:3]]
        ids["patrols"] = [str(uuid4())]
        staff.say(
            f"patrols/{ids['patrols'][0]}", {**walk, "checks": checks, "note": staff.words("patrol", 2000)}, "PUT"
        )


def at_work(staff: Any, ids: dict[str, list[str]]) -> None:
    """Decide, answer, note and list, with words for each."""
    issues = ids["issues"]
    while not staff.has_typed_all("department"):
        given = {"act": "assign", "department": staff.words("department", 60)}
        staff.say("works", given | {"issues": issues[:1], "expected": 1})
    for act, about in (("reply", issues[1]), ("note", issues[2])):
        while not staff.has_typed_all(act):
            staff.say("works", {"act": act, "words": staff.words(act, 2000, "\n"), "issues": [about], "expected": 1})
    for issue in issues[3:9]:
        closed = {"act": "move", "move": "closed", "blocker": "budget", "reason": staff.words("closed", 2000)}
        staff.say("works", closed | {"issues": [issue], "expected": 1})
    while not staff.has_typed_all("list"):
        kept = {"name": staff.words("list", 60), "reason": staff.words("list why", 2000)}
        chosen = {staff.words("list by", 20): [staff.words("list of", 400)]}
        staff.say("segment-lists", {"segments": ids["segments"][:3], **kept, "chosen": chosen})


def by_residents(nobody: Any, staff: Any, ids: dict[str, list[str]], segment: str) -> None:
    """Report, add to it, and release what was reported."""
    nobody.fill("/report", segment=segment, category="litter")
    nobody.fill("/report/status")
    nobody.fill("/login")
    ids["codes"] = []
    for _ in range(LIMITS["report"].most - 12):
        form = nobody.form("/report", "place")
        said = {"place": nobody.words("place", 200), "text": nobody.words("report", 1000, "\n"), "category": "litter"}
        answer = nobody.client.post("/report", data=form.sent | said | {"segment": segment})
        assert answer.status_code == 303, answer.text
        ids["codes"].append(answer.location)
    for form in nobody.forms(ids["codes"][0]):
        for _ in range(5 * ("words" in form.typed)):
            nobody.send(form, form.sent | {"words": nobody.words("say", 1000, "\n")}, form.kind)
    found = re.findall(r'data-issue="([0-9a-f-]{36})"', staff.client.get("/moderate").text)
    for issue in found[:6]:
        released = {"decision": "published", "words": staff.words("released", 2000), "confirmed": True}
        staff.say(f"moderations/words/{issue}", released)


def on_visits(staff: Any, mayor: Any, ids: dict[str, list[str]]) -> None:
    """Plan a visit, record it as a phone does, follow what was said, and list programmes and figures."""
    begins = f"{now() + timedelta(days=1):%Y-%m-%dT14:00}"
    more = {"starts_at": begins, "source": "worst", "district": ids["districts"][0], "count": "2", "limit_m": "5000"}
    staff.fill("/visits/new", **more)
    ids["visits"] = re.findall(r'href="/visits/([0-9a-f-]{36})', staff.client.get("/visits").text)[:1]
    label = staff.client.get("/api/v1/openapi.json").json["paths"]["/api/v1/visit-records/{record_id}"]["put"]
    assert label["requestBody"]
    due = f"{now() + timedelta(days=3):%Y-%m-%d}"
    while not all(map(mayor.has_typed_all, ("entry", "owner", "visit note"))):
        entry = {"role": "resident", "due": due, "segment_id": ids["segments"][0]}
        said = [
            entry | {"id": str(uuid4()), "words": mayor.words("entry", 1000), "owner": mayor.words("owner", 60)} | told
            for told in ({"kind": "consultation", "outcome": "reply"}, {"kind": "promise"})
        ]
        del said[1]["role"]
        record = {"visit_id": ids["visits"][0], "held_at": now().isoformat(), "note": mayor.words("visit note", 1000)}
        mayor.say(f"visit-records/{uuid4()}", record | {"entries": said}, "PUT")
    for entry in re.findall(r'href="(/visits/ledger/[0-9a-f-]{36})"', staff.client.get("/visits/ledger").text)[:4]:
        staff.fill(entry)
    ids["entries"] = re.findall(r'href="/visits/ledger/([0-9a-f-]{36})', staff.client.get("/visits/ledger").text)[:1]
    staff.fill(f"/visits/{ids['visits'][0]}")
    staff.fill("/programmes/new?kind=strategy")
    staff.fill("/programmes/new?kind=task", indicator="", state_since=f"{now():%Y-%m-%d}")
    staff.tour("/programmes", within="/programmes/")
    ids["programmes"] = re.findall(r'href="/programmes/([0-9a-f-]{36})', staff.client.get("/programmes").text)[:1]
    staff.fill("/figures/press")
    staff.fill("/me")


def at_the_case_desk(
    welfare: Any, helper: Any, ids: dict[str, list[str]], box: Callable[[str, UUID, bytes], bytes]
) -> None:
    """Tell of households, take them in, follow them, and keep the lists beside them."""
    district = ids["districts"][0]
    rows = [f'"가상로 {at} {csv_cell(one)}",부재,"{csv_cell(one)}",2026-09-18' for at, one in enumerate(helper.texts)]
    table = "\n".join(["주소,결과,메모,보낸날", *rows])
    while not helper.has_typed_all("tip words"):
        told = {
            name: helper.words(f"tip {name}", most) for name, most in (("where", 300), ("who", 300), ("words", 2000))
        }
        tip = uuid4()
        sealed = box(district, tip, json.dumps(told, ensure_ascii=False).encode())
        sent = {"district": district, "channel": "head", "sealed": b64encode(sealed).decode()}
        helper.say(f"/tell/tips/{tip}", sent, "PUT")
    for _ in range(SENDS):
        form = welfare.form("/cases/mail", "name")
        sent = form.sent | {"name": welfare.words(f"{form.kind} name", 80), "district": district}
        file = (BytesIO(table.encode()), f"{welfare.words('mail file', 60)}.csv")
        welfare.send(form, sent | {"table": file}, form.kind)  # type: ignore[dict-item] # as the client takes a file
    for _ in range(2):  # the second time there are agencies to have experts
        welfare.fill("/agencies")
    welfare.fill("/honorary")
    welfare.fill("/cases/new")
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', welfare.client.get("/cases").text)[0]
    welfare.fill(case)  # with a reason it is open
    agreed = welfare.form(f"{case}/write/consent", "purposes")
    every = re.findall(r'name="purposes" value="(\w+)"', welfare.client.get(f"{case}/write/consent").text)
    answer = welfare.client.post(f"{case}/write/consent", data=agreed.sent | {"purposes": every})
    assert answer.status_code in {302, 303}, answer.text
    tell_of_somebody(welfare, district)
    for _ in range(3):  # what is written opens what is written next
        welfare.tour(case, within=f"{case}/(?!keeping)")
    welfare.tour("/cases", within="/cases/(?:tips|mail|map|search|conferences|figures|file)")
    welfare.fill(f"{case}/keeping")


def somebody(own_app: Flask, own_city: Sessions) -> str:
    """Return a household that the supervisor hears of: of those in the month's review some hide by now, or are destroyed."""
    households, _ = own_app.extensions["golmok_staff"]
    with own_city() as city, households.begin() as session:
        boss = users.user_named(city, "made-supervisor").reader("tests")
        case, *_ = followed_cases(session, Look(boss, Reason("other", "점검"), now()))
        found = household_of(session, case.id)
        assert found
        return str(found[0])


def tell_of_somebody(welfare: Any, district: str) -> None:
    """Write the stories of a household with an ordinary name, which hides from nobody.

    Of one called as a text is, none may hold that text, and of one that hides there is none.
    """
    home = {
        "address": "가상시 없는로 12",
        "name": "홍나라",
        "birth_year": "1950",
        "phone": "010-0000-1234",
        "place": "",
    }
    asked = welfare.form("/cases/new", "name")
    said = dict.fromkeys(asked.typed.keys() - home.keys(), "가상의 사정")
    sent = asked.sent | said | home | {"district": district, "purposes": ["follow", "story"]}
    del sent["sealed"]
    taken = welfare.client.post("/cases/new", data=sent)
    assert taken.status_code == 303, taken.text
    gate = welfare.form(taken.location)  # with a reason it is open
    welfare.client.post(gate.action, data=gate.sent | dict.fromkeys(gate.typed, "가상의 사정"))
    welfare.fill(f"{taken.location}/stories", confirmed="yes")


def csv_cell(one: str) -> str:
    return plain_text(one).replace('"', '""')


def at_venues(staff: Any, nobody: Any, ids: dict[str, list[str]]) -> None:
    """Open places to everybody, ask for them, and answer."""
    staff.fill("/venues/new")
    ids["venues"] = re.findall(r'href="/venues/([0-9a-f-]{36})', nobody.ask("/venues").text)[:1]
    nobody.fill(f"/venues/{ids['venues'][0]}/ask", agrees="yes", day=f"{today() + timedelta(days=8):%Y-%m-%d}",
                at="600", slots="1", asker="resident")  # fmt: skip
    nobody.fill("/venues/booking")
    staff.fill("/venues/requests")


def from_files(staff: Any, ids: dict[str, list[str]]) -> None:
    """Bring a file of which the name, the columns and the cells are hostile; keep how it is read under every name."""
    for number in range(3):
        some = [plain_text(one).replace('"', '""') for one in TEXTS[number::3]]
        named = [f'"{one}{at}"' for at, one in enumerate(some[:8])]
        rows = [",".join(["2026-07-01", "무단투기", "127.03", "37.73", f'"{one}"', *named]) for one in some]
        table = "\n".join([",".join(["발견일", "유형", "경도", "위도", "내용", *named]), *rows]).encode()
        form = staff.form("/admin/imports/files/new", "kind")
        name = " ".join(some[:4]) + ".csv"
        sent = staff.client.post(form.action, data=form.sent | {"kind": "issues", "file": (BytesIO(table), name)})
        assert sent.status_code == 303, sent.text
        ids.setdefault("uploads", []).append(sent.location.rsplit("/", 1)[1])
    pages = [f"/admin/imports/files/{one}" for one in ids["uploads"]]
    staff.fill(next(one for one in pages if 'name="name"' in staff.client.get(one).text))  # what can be read


@pytest.fixture(scope="module")
def box(
    own_app: Flask, own_city: Sessions, staff: Any, people: dict[str, Any], operator: Any
) -> Callable[[str, UUID, bytes], bytes]:
    """Let the case worker follow the households of the demo; return what a phone seals with for them."""
    households, vault = own_app.extensions["golmok_staff"]
    staff.add("made-second", role=Role.PLANNER)
    with own_city.begin() as session:
        session.execute(text(COUNTS))
    with own_city() as city, households.begin() as session:
        worker, helper = (users.user_named(city, f"made-{one}").reader("tests") for one in ("welfare", "honorary"))
        take_in_first_cases(session, vault, CASES, city=city, by=worker, now=now(), random=Random(7))
        second = users.user_named(city, "made-second").reader("tests")
        releasing.publish(
            session,
            vault,
            Asked(read_population(period_of((now() - timedelta(days=200)).date())), OUTBOUND, second, now()),
            operator=operator,
        )
        key = tips.desk_key(session, vault, Look(helper, Reason("other", "제보"), now()))

    def seal(here: str, tip: UUID, told: bytes) -> bytes:
        return desk_box.seal(key, told, Tip(tip, here, "head", b"").place)

    return seal


@pytest.fixture(scope="module")
def typed(
    planner: Any,
    admin: Any,
    nobody: Any,
    people: dict[str, Any],
    own_app: Flask,
    own_city: Sessions,
    ids: dict[str, list[str]],
    doorstep: dict[str, float],
    box: Callable[[str, UUID, bytes], bytes],
) -> dict[str, list[str]]:
    """A city in which every field that takes text was given every text."""
    with own_city() as session:
        officer = str(session.execute(text("SELECT id FROM user_account WHERE name = 'made-planner'")).scalar_one())
    at_the_desks(planner, admin, ids, officer)
    in_the_field(planner, ids, doorstep, officer)
    at_work(planner, ids)
    by_residents(nobody, planner, ids, ids["segments"][0])
    from_files(planner, ids)
    on_visits(planner, people["mayor"], ids)
    at_venues(planner, nobody, ids)
    people["welfare"].prove(own_app, own_city, "made-welfare")  # just before, as a proof holds for minutes
    at_the_case_desk(people["welfare"], people["honorary"], ids, box)
    waiting = re.search(r'href="(/plan/density\?release=[^"]+)"', planner.client.get("/plan/density").text)
    assert waiting
    planner.fill(unescape(waiting[1]), decision="decline")
    people["supervisor"].prove(own_app, own_city, "made-supervisor")
    people["supervisor"].fill(f"/oversight/households/{somebody(own_app, own_city)}")
    people["supervisor"].tour("/oversight", "/oversight/cases", "/oversight/approvals", within="/oversight")
    admin.prove(own_app, own_city, "made-admin")
    admin.tour("/oversight/exposed", "/oversight/recusals", "/admin/new-user", within="/oversight")
    return ids
