"""Texts that would like to be code, in every field that takes text: nothing runs, no page breaks, no file does either."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from itertools import cycle, product
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLate
from sqlalchemy import text

from mapper.domain.access import Reach, reach
from mapper.domain.plain_text import plain_text
from mapper.domain.reader import Role
from mapper.operations.database import Sessions
from web.access import route_of

pytestmark = pytest.mark.timeout(
    600
)  # everything is typed, and every address asked, before the first page is looked at

FIELDS: Final = Path(__file__).parent.with_name("fields.toml")
COMPUTED: Final = str(7357 * 7357)

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

WIDE: Final = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((one) => !one.closest(".scroll *, svg") && one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 8).map((one) => `too wide: ${one.outerHTML.slice(0, 100)}`)"""
READY: Final = {
    "/": ".leaflet-container", "/plan": "#chosen strong", "/plan/findings": "#figures strong", "/plan/changes": "#kind-worse",
    "/plan/priorities": "#row-1", "/work": "#rows li[data-id]", "/review": "#rows li.is-asked", "/embed": "#legend li",
    "/field": "html[data-area]:not([data-area=coming])",
}  # fmt: skip
"""What is there once a page has its data."""


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
OF_OTHERS: Final = {"/field": "made-field"}
"""Whose a page is that shows others nothing."""
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
            permission = route_of(rule.endpoint, "GET").permission
            yield built, permission
            if rule.rule.startswith("/ogc"):  # for programs, unless a page is asked for
                yield f"{built}?f=html", permission


@pytest.fixture(scope="module")
def found(
    typed: dict[str, list[str]], own_app: Flask, own_city: Sessions, planner: Any, admin: Any, people: dict[str, Any]
) -> Found:
    """Ask every address that there is in the city."""
    kept = {"user_account": "name", "access_token": "token_id", "patrol_plan": "plan_id", "import": "import_id"}
    with own_city() as session:
        for table, name in kept.items():
            column = "name" if name == "name" else "id"
            some = session.execute(text(f'SELECT {column} FROM "{table}" ORDER BY 1 LIMIT 1')).scalars()
            typed[name] = [str(one) for one in some]
    shown = planner.client.post("/plan/links/new", data=planner.form("/plan/links/new").sent | {"purpose": "x"})
    address = re.search(r"/shared/([\w-]+)", shown.text)
    assert address
    singles = {"meeting_id": "meetings", "team_id": "teams", "patrol_id": "patrols", "upload_id": "uploads",
               "segment_id": "segments", "issue_id": "issues", "of": "issues"}  # fmt: skip
    typed |= {name: typed[of][:1] for name, of in singles.items()}
    typed |= {
        "token": [address[1]], "extension": ["csv", "xlsx", "geojson", "html"], "act": ["disable"], "facet": ["district"],
        "key": ["coverage", "overall", "segments", "roadcheck.found"], "kind": ["note", "visit", "escort"],
        "feature_id": typed["segments"][:1], "scheme_key": ["WebMercatorQuad"],
    }  # fmt: skip
    found = Found()
    for path, permission in addresses(own_app, typed):
        role, by = next(
            (role, by)
            for role, by in (
                (Role.PLANNER, planner),
                (Role.ADMIN, admin),
                *((Role(name), one) for name, one in people.items()),
            )
            if permission in {"self", "self.token"} or reach(permission, role) is not Reach.NONE
        )
        answer = by.ask(path)
        if answer.status_code != 200:
            continue  # some files are of some layers only, and some questions need more
        if answer.mimetype == "text/html" and "attachment" not in answer.headers.get("Content-Disposition", ""):
            who = (
                ""
                if permission not in {"self", "self.token"} and reach(permission, Role.PUBLIC) is not Reach.NONE
                else f"made-{role}"
            )
            found.pages.append((OF_OTHERS.get(path, who), path))
            assert COMPUTED not in answer.text, path
        elif answer.mimetype != "application/json":
            found.files.append((path, answer.data))
    return found


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
    if "#" in address:
        page.goto("about:blank")  # what follows # alone would load nothing
    page.goto(address)
    if page.locator("#gate").count():  # a household opens with a reason, for half an hour
        page.locator("#gate input[type=radio]").first.check()
        page.locator("#gate button").click()
    if ready := READY.get(re.sub(r"^[a-z]+://[^/]+|[?#].*", "", address)):
        try:
            page.locator(ready).first.wait_for(state="attached")
        except TooLate:
            return [*faults, f"never came: {ready}"]
    wide = page.evaluate(WIDE)
    lost = page.locator("main").count() != 1
    return [*faults, *page.evaluate(LOOK), *wide, *["no main"] * lost]


def test_every_field_was_typed_into(typed: dict[str, list[str]], typists: list[Any]) -> None:
    at, taken, refused = (
        sum((getattr(one, of) for one in typists), Counter[str]()) for of in ("at", "taken", "refused")
    )
    known = tomllib.loads(FIELDS.read_text("utf-8"))
    wanted = {kind for fields in known["typed"].values() for kinds in fields.values() for kind in kinds}
    never = {kind for kind in refused if not taken[kind]}
    assert (wanted - at.keys(), never - known["refused"].keys()) == (set(), set()), (
        "type them, or say what they ask for"
    )
    assert sum(refused.values()) < sum(taken.values()) / 4


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


def test_an_address_asks_and_says_nothing_else(found: Found, planner: Any, admin: Any, people: dict[str, Any]) -> None:
    staff = {"made-planner": planner, "made-admin": admin} | {f"made-{name}": one for name, one in people.items()}
    paths = planner.ask("/api/v1/openapi.json").json["paths"]
    texts = cycle(map(plain_text, planner.texts))
    asked = [
        ("made-planner", path, {one["name"]: next(texts)})
        for path, told in paths.items()
        if "get" in told and "{" not in path
        for one in told["get"].get("parameters", [])
        if one["in"] == "query"
    ]
    for who, page in found.pages:
        by, (path, _, query) = staff.get(who, planner), page.partition("?")
        forms = [form for form in by.forms(page) if form.method == "get"]
        own = {name for form in forms for name in (*form.sent, *form.typed)}
        as_page = dict(parse_qsl(query))
        asked += [(who, path, as_page | {name: next(texts)}) for name in own]
        asked.append((who, path, as_page | {name: next(texts) for name in MORE_NAMES} | OUT_OF_THE_SITE))
    for who, path, query in asked:
        staff.get(who, planner).ask(path, query)


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
