"""A city in which every field that takes text was given texts that would like to be code."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.plain_text import plain_text
from mapper.domain.reader import Role
from mapper.domain.resident_report import LIMITS
from mapper.operations.database import Sessions
from web.clock import now
from web.report_form import HONEYPOT

TEXTS: Final[list[str]] = json.loads(Path(__file__).with_name("hostile_texts.json").read_text("utf-8"))
GOES: Final = ("href", "src", "action", "formaction")
LEFT_ALONE: Final = frozenset({"cancelled", "whole", "every", HONEYPOT})
"""Boxes that would end what is typed into, and the field for machines."""


@dataclass
class Form:
    """A form of a page: where it goes, what stands in it, and which of its fields take text."""

    action: str
    sent: dict[str, str] = field(default_factory=dict)
    typed: dict[str, int] = field(default_factory=dict)
    method: str = "get"


class Forms(HTMLParser):
    """The forms of a page, as a browser would send them untouched, and every element that is not ours."""

    def __init__(self, address: str, page: str) -> None:
        super().__init__()
        self.address, self.found, self.foreign = address, list[Form](), list[str]()
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        runs = any(
            value.strip().lower().startswith(("javascript:", "vbscript:", "data:text"))
            for value in map(has.get, GOES)
            if value
        )
        if runs or any(name == "data-xss" or name.startswith("on") for name in has):
            self.foreign.append(f"{tag} {has}"[:120])
        if tag == "form":
            action = has.get("action") or self.address
            self.found.append(Form(action.split("#")[0], method=has.get("method", "get").lower()))
        elif self.found and tag in {"input", "textarea", "select", "button"} and has.get("name"):
            self._take(tag, has)
        elif self.found and tag == "option" and self._select and has.get("value"):
            self.found[-1].sent.setdefault(self._select, has["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _take(self, tag: str, has: dict[str, str]) -> None:
        form, name, kind = self.found[-1], has["name"], has.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea" or (
            "hidden" not in has and tag == "input" and kind in {"text", "search", "tel", "email"}
        ):
            form.typed[name] = int(has.get("maxlength", 200))
        elif kind in {"date", "datetime-local"}:
            form.sent[name] = has.get("value") or f"{now():%Y-%m-%d}" + "T10:00" * (kind != "date")
        elif kind == "number":
            form.sent[name] = has.get("value") or has.get("min", "1")
        elif kind not in {"file", "password"} and name not in LEFT_ALONE:
            form.sent.setdefault(name, has.get("value", "on"))


@dataclass
class Typist:
    """Somebody who types every text into every field, several at once where there is room."""

    client: FlaskClient
    at: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    key: str = ""
    texts: ClassVar = TEXTS

    def words(self, kind: str, most: int, between: str = " ") -> str:
        """Return the next texts for a kind of field; those that are too long for it are cut."""
        typed = ""
        while True:
            one = plain_text(TEXTS[self.at[kind] % len(TEXTS)]).replace("\t", " ")[:most]
            if typed and len(typed) + len(between) + len(one) > most:
                return typed
            typed += between * bool(typed) + one
            self.at[kind] += 1
            if self.has_typed_all(kind):
                return typed

    def ask(self, address: str, query: Mapping[str, str] | None = None) -> Any:
        """Ask an address, which answers with nothing that is not ours."""
        answer = self.client.get(address, query_string=query)
        assert answer.status_code < 500, (address, query)
        if answer.mimetype == "text/html" and "attachment" not in answer.headers.get("Content-Disposition", ""):
            assert Forms(address, answer.text).foreign == [], (address, query)
        return answer

    def forms(self, address: str) -> list[Form]:
        return Forms(address, self.ask(address).text).found

    def form(self, address: str, name: str = "") -> Form:
        """Return the first form of a page that takes text, or that has a field."""
        return next(one for one in self.forms(address) if (name in one.sent | one.typed if name else one.typed))

    def has_typed_all(self, kind: str) -> bool:
        return self.at[kind] >= len(TEXTS)

    def fill(self, address: str, **more: str) -> None:
        """Type into every form of a page until every text stood in each of its fields."""
        forms = {re.sub(r"[0-9a-f-]{36}", "", form.action): form for form in self.forms(address) if form.typed}
        assert forms, address
        for kind, form in forms.items():
            names = {name: f"{form.method} {kind} {name}" for name in form.typed.keys() - LEFT_ALONE}
            while not all(map(self.has_typed_all, names.values())):
                typed = {name: self.words(names[name], form.typed[name]) for name in names}
                self.send(form, kind, form.sent | typed | more)

    def send(self, form: Form, kind: str, filled: Mapping[str, str]) -> None:
        if form.method == "get":
            answer = self.client.get(form.action, query_string=filled)
        else:
            answer = self.client.post(form.action, data=filled)
        assert answer.status_code < 500, (form.action, filled)
        self.refused[kind] += answer.status_code >= 400
        if answer.mimetype == "text/html":
            assert Forms(form.action, answer.text).foreign == [], (form.action, filled)

    def say(self, path: str, body: Mapping[str, Any], method: str = "POST") -> Any:
        """Send JSON as the scripts of our pages do, which is taken."""
        if not self.key:
            found = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get("/work").text)
            assert found
            self.key = found[1]
        answer = self.client.open(f"/api/v1/{path}", method=method, json=body, headers={"X-CSRFToken": self.key})
        self.refused[path] += (refused := answer.status_code == 400)
        assert refused or answer.status_code in {200, 201}, (path, answer.text)
        return answer.json


@pytest.fixture(scope="module")
def enter(own_app: Flask, own_server: str, staff: Any) -> Callable[[str], FlaskClient]:
    """Log somebody in whose browser shows no pages."""

    def as_somebody(name: str) -> FlaskClient:
        client = own_app.test_client()
        path = staff.link(name).split("?")[0]
        key = Forms(path, client.get(path).text).found[-1].sent
        assert client.post(path, data=key).status_code == 302
        return client

    return as_somebody


@pytest.fixture(scope="module")
def planner(own_city: Sessions, enter: Callable[[str], FlaskClient]) -> Typist:
    return Typist(enter("made-planner"))


@pytest.fixture(scope="module")
def admin(own_city: Sessions, staff: Any, district: str, enter: Callable[[str], FlaskClient]) -> Typist:
    staff.add("made-admin", role=Role.ADMIN)
    staff.add("made-field", district)
    return Typist(enter("made-admin"))


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


def at_the_desks(staff: Typist, admin: Typist, ids: dict[str, list[str]], officer: str) -> None:
    """Type into every form that is a page of the city's people."""
    ids["teams"] = [made_of(admin, "/admin/teams/new", "/admin/teams", leader=officer, district=ids["districts"][0])]
    admin.fill("/admin/teams/new")
    staff.fill("/reply-templates")
    staff.fill("/patrols/plans/new", segment=ids["segments"][0])
    staff.fill("/plan/links/new")
    staff.fill("/meetings/new")
    ids["meetings"] = re.findall(r'href="/meetings/([0-9a-f-]{36})"', staff.client.get("/meetings").text)[:1]
    staff.fill(f"/meetings/{ids['meetings'][0]}", confirmed="on")
    staff.fill(f"/meetings/{ids['meetings'][0]}")


def made_of(by: Typist, form: str, listed: str, **more: str) -> str:
    """Send a form with an ordinary name, and return the id of what it made."""
    found = by.form(form)
    answer = by.client.post(form, data=found.sent | dict.fromkeys(found.typed, "가상 추진단") | more)
    assert answer.status_code in {302, 303}, answer.text
    return re.findall(rf'href="{listed}/([0-9a-f-]{{36}})"', by.client.get(listed).text)[0]


def in_the_field(staff: Typist, ids: dict[str, list[str]], place: Mapping[str, float], officer: str) -> None:
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


def at_work(staff: Typist, ids: dict[str, list[str]]) -> None:
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


def by_residents(nobody: Typist, staff: Typist, ids: dict[str, list[str]], segment: str) -> None:
    """Report, add to it, and release what was reported."""
    nobody.fill("/report")
    ids["codes"] = []
    for _ in range(LIMITS["report"].most - 12):
        form = nobody.form("/report", "place")
        said = {"place": nobody.words("place", 200), "text": nobody.words("report", 1000, "\n"), "category": "litter"}
        answer = nobody.client.post("/report", data=form.sent | said | {"segment": segment})
        assert answer.status_code == 303, answer.text
        ids["codes"].append(answer.location)
    for form in nobody.forms(ids["codes"][0]):
        for _ in range(5 * ("words" in form.typed)):
            nobody.send(form, "say", form.sent | {"words": nobody.words("say", 1000, "\n")})
    found = re.findall(r'data-issue="([0-9a-f-]{36})"', staff.client.get("/moderate").text)
    for issue in found[:6]:
        released = {"decision": "published", "words": staff.words("released", 2000), "confirmed": True}
        staff.say(f"moderations/words/{issue}", released)


def from_files(staff: Typist, ids: dict[str, list[str]]) -> None:
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
def typed(
    planner: Typist,
    admin: Typist,
    own_app: Flask,
    own_city: Sessions,
    ids: dict[str, list[str]],
    doorstep: dict[str, float],
) -> dict[str, list[str]]:
    """A city in which every field that takes text was given every text."""
    nobody = Typist(own_app.test_client())
    with own_city() as session:
        officer = str(session.execute(text("SELECT id FROM user_account WHERE name = 'made-planner'")).scalar_one())
    at_the_desks(planner, admin, ids, officer)
    in_the_field(planner, ids, doorstep, officer)
    at_work(planner, ids)
    by_residents(nobody, planner, ids, ids["segments"][0])
    from_files(planner, ids)
    return ids
