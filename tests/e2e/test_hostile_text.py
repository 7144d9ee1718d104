"""Texts that would like to be code, in every field that takes text: nothing runs, no page breaks, no file does either."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import cycle, product
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, TimeoutError
from sqlalchemy import text

from mapper.domain.access import Reach, reach
from mapper.domain.plain_text import plain_text
from mapper.domain.reader import Role
from mapper.domain.resident_report import LIMITS
from mapper.operations.database import Sessions
from web.access import route_of
from web.clock import now
from web.report_form import HONEYPOT

GIVEN: Final = json.loads(Path(__file__).with_name("hostile_texts.json").read_text("utf-8"))
TEXTS: Final[list[str]] = GIVEN["written"][::9]
UNSEEN: Final[list[str]] = GIVEN["unseen"]
"""With characters that forms leave out and the interface refuses."""

LONGEST: Final = max(map(len, TEXTS))
GOES: Final = ("href", "src", "action", "formaction")
COMPUTED: Final = str(7357 * 7357)
LEFT_ALONE: Final = frozenset({"cancelled", "whole", "every", HONEYPOT})
"""Boxes that would end what is typed into, and the field for machines."""

WATCH: Final = """
globalThis.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) globalThis[name] = () => ran.push(name);
Object.defineProperty(globalThis, "hit", { set() { ran.push("hit"); } });
addEventListener("securitypolicyviolation", (event) => ran.push(event.violatedDirective + " " + event.blockedURI));
"""
LOOK: Final = """() => {
    const found = [...ran];
    const look = (root) => {
        for (const one of root.querySelectorAll("*")) {
            for (const { name, value } of one.attributes) {
                const runs = ["href", "src", "action", "formaction", "data"].includes(name)
                    && /^\\s*(javascript|vbscript|data:text)/i.test(value);
                if (runs || name.startsWith("on") || name === "data-xss" || name === "srcdoc") found.push(one.outerHTML.slice(0, 120));
            }
            if (one.shadowRoot) look(one.shadowRoot);
        }
    };
    look(document);
    return found;
}"""

READY: Final = {
    "/": ".leaflet-container", "/plan": "#chosen strong", "/plan/findings": "#figures strong", "/plan/changes": "#kind-worse",
    "/plan/priorities": "#row-1", "/work": "#rows li[data-id]", "/review": "#rows li.is-asked", "/embed": "#legend li",
    "/field": "html[data-area]:not([data-area=coming])",
}  # fmt: skip
"""What is there once a page has its data."""


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

    def has_typed_all(self, kind: str) -> bool:
        return self.at[kind] >= len(TEXTS)

    def fill(self, address: str, **more: str) -> None:
        """Type into every form of a page until every text stood in each of its fields."""
        page = self.client.get(address)
        assert page.status_code == 200, (address, page.status_code)
        forms = {
            re.sub(r"[0-9a-f-]{36}", "", form.action): form for form in Forms(address, page.text).found if form.typed
        }
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
def admin(own_city: Sessions, staff: Any, enter: Callable[[str], FlaskClient]) -> Typist:
    staff.add("made-admin", role=Role.ADMIN)
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
    admin.fill("/admin/new-user")
    staff.fill("/me")
    staff.fill("/reply-templates")
    staff.fill("/patrols/plans/new", segment=ids["segments"][0])
    staff.fill("/plan/links/new")
    staff.fill("/meetings/new")
    ids["meetings"] = re.findall(r'href="/meetings/([0-9a-f-]{36})"', staff.client.get("/meetings").text)[:1]
    staff.fill(f"/meetings/{ids['meetings'][0]}", confirmed="on")
    staff.fill(f"/meetings/{ids['meetings'][0]}")


def made_of(by: Typist, form: str, listed: str, **more: str) -> str:
    """Send a form with an ordinary name, and return the id of what it made."""
    found = next(one for one in Forms(form, by.client.get(form).text).found if one.typed)
    assert by.client.post(form, data=found.sent | dict.fromkeys(found.typed, "가상 추진단") | more).status_code in {
        302,
        303,
    }
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
        form = next(one for one in Forms("/report", nobody.client.get("/report").text).found if "place" in one.typed)
        said = {"place": nobody.words("place", 200), "text": nobody.words("report", 1000, "\n"), "category": "litter"}
        answer = nobody.client.post("/report", data=form.sent | said | {"segment": segment})
        assert answer.status_code == 303, answer.text
        ids["codes"].append(answer.location)
    receipt = nobody.client.get(ids["codes"][0])
    for form in Forms(ids["codes"][0], receipt.text).found:
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
        form = next(
            one
            for one in Forms("/admin/imports/files/new", staff.client.get("/admin/imports/files/new").text).found
            if "kind" in one.sent
        )
        name = " ".join(some[:4]) + ".csv"
        sent = staff.client.post(form.action, data=form.sent | {"kind": "issues", "file": (BytesIO(table), name)})
        assert sent.status_code == 303, sent.text
        ids.setdefault("uploads", []).append(sent.location.rsplit("/", 1)[1])
    staff.fill(sent.location)


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


@dataclass
class Found:
    """What every address of the application answers, by kind."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)


UNASKED: Final = (
    "/static/",
    "/tiles/",
    "/language/",
    "/field/",
    "/healthz",
    "/readyz",
    "/photos/",
    "/login",
    "/imports",
)
OUT_OF_THE_SITE: Final = {"_scheme": "javascript", "_external": "1"}
MORE_NAMES: Final = ("page", "q", "name", "team", "before", "endpoint", "_anchor", "_method", *OUT_OF_THE_SITE)
"""Names that pages may read beside those of their forms, and some that mean something to what makes addresses."""


def addresses(app: Flask, ids: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Every address that shows something, with its permission; `ids` holds what stands in it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(UNASKED):
            continue
        choices = [
            [(name, one) for one in getattr(converter, "items", None) or ids.get(name, ())]
            for name, converter in rule._converters.items()
            if name not in (rule.defaults or {})
        ]
        for values in product(*choices):
            built = adapter.build(rule.endpoint, {**(rule.defaults or {}), **dict(values)})
            yield built, route_of(rule.endpoint, "GET").permission


@pytest.fixture(scope="module")
def found(typed: dict[str, list[str]], own_app: Flask, own_city: Sessions, planner: Typist, admin: Typist) -> Found:
    """Ask every address that there is in the city."""
    kept = {"user_account": "name", "access_token": "token_id", "patrol_plan": "plan_id", "import": "import_id"}
    with own_city() as session:
        for table, name in kept.items():
            column = "name" if name == "name" else "id"
            some = session.execute(text(f'SELECT {column} FROM "{table}" ORDER BY 1 LIMIT 1')).scalars()
            typed[name] = [str(one) for one in some]
    shown = planner.client.post("/plan/links/new", data=form_of(planner, "/plan/links/new").sent | {"purpose": "x"})
    address = re.search(r"/shared/([\w-]+)", shown.text)
    assert address
    singles = {"meeting_id": "meetings", "team_id": "teams", "patrol_id": "patrols", "upload_id": "uploads",
               "segment_id": "segments", "issue_id": "issues", "of": "issues"}  # fmt: skip
    typed |= {name: typed[of][:1] for name, of in singles.items()}
    typed |= {
        "token": [address[1]], "extension": ["csv", "xlsx", "geojson", "html"], "act": ["disable"], "facet": ["district"],
        "key": ["coverage", "overall"],
    }  # fmt: skip
    found = Found()
    for path, permission in addresses(own_app, typed):
        by = admin if permission == "admin" else planner
        answer = by.client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200:
            continue  # some files are of some layers only, and some questions need more
        if answer.mimetype == "text/html" and "attachment" not in answer.headers.get("Content-Disposition", ""):
            who = (
                ""
                if reach(permission, Role.PUBLIC) is not Reach.NONE
                else "made-admin"
                if by is admin
                else "made-planner"
            )
            found.pages.append((who, path))
            assert Forms(path, answer.text).foreign == [], path
            assert COMPUTED not in answer.text, path
        elif answer.mimetype != "application/json":
            found.files.append((path, answer.data))
    return found


def form_of(by: Typist, path: str) -> Form:
    """Return the form of a page that takes text."""
    return next(one for one in Forms(path, by.client.get(path).text).found if one.typed)


@contextmanager
def watched(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Open a page on a phone in which whatever runs is told, with every fault that it has."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ko-KR", has_touch=True)
    context.add_init_script(WATCH)
    page, faults = context.new_page(), list[str]()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield page, faults
    context.close()


def wrong_with(page: Page, address: str, faults: list[str]) -> list[str]:
    """Open an address, and tell what ran, what is there that is not ours, and what is wider than the phone."""
    faults.clear()
    page.goto("about:blank")  # else what follows # alone would load nothing
    page.goto(address)
    if ready := READY.get(re.sub(r"^[a-z]+://[^/]+|[?#].*", "", address)):
        try:
            page.locator(ready).first.wait_for(state="attached")
        except TimeoutError:
            return [*faults, f"never came: {ready}"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0
    lost = page.locator("main").count() != 1
    return [*faults, *page.evaluate(LOOK), *["too wide"] * wide, *["no main"] * lost]


def test_every_page_shows_texts_as_texts(
    found: Found, typed: dict[str, list[str]], browser: Browser, own_server: str, staff: Any
) -> None:
    paths = [*found.pages, ("", typed["codes"][0]), ("", f"/#segment={typed['segments'][0]}"),
             *(("made-planner", f"/work?state=all#{one}") for one in typed["issues"][:4])]  # fmt: skip
    wrong = dict[str, list[str]]()
    for who in sorted({who for who, _ in paths}):
        with watched(browser) as (page, faults):
            if who:
                page.goto(own_server + staff.link(who, "/me"))
                page.locator("main form button").click()
            wrong |= {path: wrong_with(page, own_server + path, faults) for one, path in paths if one == who}
    assert len(wrong) > 40
    assert {path: found for path, found in wrong.items() if found} == {}


def test_an_address_asks_and_says_nothing_else(found: Found, planner: Typist, admin: Typist) -> None:
    paths = planner.client.get("/api/v1/openapi.json").json["paths"]
    asked = {
        path: [one["name"] for one in told["get"].get("parameters", []) if one["in"] == "query"]
        for path, told in paths.items()
        if "get" in told and "{" not in path
    }
    for who, path in found.pages:
        by = admin if who == "made-admin" else planner
        forms = [form for form in Forms(path, by.client.get(path).text).found if form.method == "get"]
        asked[path] = [*{name for form in forms for name in (*form.sent, *form.typed)}, *MORE_NAMES]
    texts = cycle(map(plain_text, TEXTS))
    for path, names in asked.items():
        client = (admin if path.startswith("/admin") else planner).client
        for name in names:
            query = {name: next(texts)} | (OUT_OF_THE_SITE if name in OUT_OF_THE_SITE else {})
            answer = client.get(path, query_string=query)
            assert answer.status_code < 500, (path, query)
            if answer.mimetype == "text/html":
                assert Forms(path, answer.text).foreign == [], (path, query)


def test_what_is_taken_away_runs_nowhere(found: Found, browser: Browser, tmp_path: Path) -> None:
    kinds = Counter(Path(path).suffix for path, _ in found.files)
    assert min(kinds[one] for one in (".csv", ".xlsx", ".pdf", ".html", ".geojson")) > 0, kinds
    for number, (path, data) in enumerate(found.files):
        match Path(path).suffix:
            case ".html":
                file = tmp_path / f"{number}.html"
                file.write_bytes(data)
                with watched(browser) as (page, faults):
                    page.goto(file.as_uri())
                    assert [*faults, *page.evaluate(LOOK)] == [], path
            case ".xlsx":
                cells = (cell for sheet in load_workbook(BytesIO(data)) for row in sheet for cell in row)
                assert [cell.value for cell in cells if cell.data_type == "f"] == [], path
            case ".csv":
                rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
                assert [cell for row in rows for cell in row if cell.startswith(("=", "@"))] == [], path
            case ".geojson":
                assert json.loads(data)["type"] == "FeatureCollection"
            case ".pdf":
                assert data.startswith(b"%PDF-")
                assert b"/JavaScript" not in data
