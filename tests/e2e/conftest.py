"""A real server on loopback, people who log in, and pages that report what they ask for and what goes wrong."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Flask
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import text
from waitress.server import create_server

from mapper.domain.reader import Reader, Role
from mapper.domain.user import User
from mapper.operations.database import Sessions
from mapper.operations.jobs.running import Bench
from mapper.operations.people import keys, users
from mapper.settings import Settings
from mapper.store.cluster import Attachment, create_database
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.clock import now
from web.making import maker

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
EFFORT = ROOT / "bench" / "effort.js"
OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")

SIZES: tuple[ViewportSize, ...] = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})
TWO_FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(true))))"
"""Until a page has laid itself out for what it was just told of the window."""
MOST_TAPS = 6
SLOW_PICTURES = """() => {
    const real = createImageBitmap;
    globalThis.createImageBitmap = async (...given) => {
        await new Promise((go) => setTimeout(go, 500));
        return real(...given);
    };
}"""
PATIENCE_MS = 30_000
"""How long a busy machine may take for whatever a page is to show or a click is to reach."""
expect.set_options(timeout=PATIENCE_MS)

Open = Callable[..., "Visit"]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    running = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.effective_port}"
    running.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def server(demo_sessions: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = create_app(Settings(city="의정부시", data_dir=tmp_path_factory.mktemp("data")), demo_sessions)
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def own_city(request: pytest.FixtureRequest, attachment: Attachment, demo_template: str) -> Iterator[Sessions]:
    """Make the city once more for a file of tests whose changes are kept, with a planner in it."""
    name = request.path.stem
    create_database(attachment, name, template=demo_template)
    engine = make_engine(attachment.url("owner", name))
    sessions = make_sessions(engine)
    Staff(sessions).add("made-planner", role=Role.PLANNER)
    yield sessions
    engine.dispose()


@dataclass(frozen=True)
class Staff:
    """The people of a city, as somebody at the machine knows them."""

    city: Sessions

    def add(self, name: str, *districts: str, role: Role = Role.FIELD) -> User:
        with self.city.begin() as session:
            return users.add_user(session, name, role, districts, every=False, by=OPERATOR, now=now())

    def link(self, name: str, path: str = "/") -> str:
        """Return where somebody logs in, once, and gets to a page of the site."""
        with self.city.begin() as session:
            key = keys.add_link(session, users.user_named(session, name), by=OPERATOR, now=now(), loopback_only=True)
        return f"/login/link/{key}?next={quote(path)}"

    def change(self, name: str, *districts: str, role: Role) -> None:
        """Give somebody another role."""
        with self.city.begin() as session:
            user = users.user_named(session, name)
            users.set_rights(session, user, role, districts, every=False, by=OPERATOR, now=now())

    def kill(self, name: str) -> None:
        """Take every login from somebody."""
        with self.city.begin() as session:
            users.kill(session, users.user_named(session, name), by=OPERATOR, now=now())


@pytest.fixture(scope="session")
def operator() -> Reader:
    """Somebody at the machine."""
    return OPERATOR


@pytest.fixture(scope="module")
def staff(own_city: Sessions) -> Staff:
    return Staff(own_city)


@pytest.fixture(scope="module")
def district(own_city: Sessions) -> str:
    """The code of the district of the file's own city that has most segments."""
    most = "SELECT district_id FROM segment GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    with own_city() as session:
        return str(session.execute(text(f"SELECT code FROM district WHERE id = ({most})")).scalar_one())


@pytest.fixture(scope="module")
def own_app(
    request: pytest.FixtureRequest,
    own_city: Sessions,
    attachment: Attachment,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """The server of the file's own city, of the part that keeps households too."""
    engine = make_engine(attachment.url("staff", request.path.stem))
    settings = Settings(city="의정부시", data_dir=tmp_path_factory.mktemp("own"))
    yield create_app(settings, own_city, make_staff_sessions(engine))
    engine.dispose()


@pytest.fixture(scope="module")
def own_server(own_app: Flask) -> Iterator[str]:
    with serving(own_app) as address:
        yield address


@pytest.fixture
def empty_server(own_sessions: Sessions, tmp_path: Path) -> Iterator[str]:
    """Serve a city in which there is nothing yet."""
    with serving(create_app(Settings(city="의정부시", data_dir=tmp_path), own_sessions)) as address:
        yield address


@pytest.fixture(scope="session")
def work_off() -> Callable[[Sessions, Path], None]:
    """Do every job of a city that waits, as the process beside a server does."""

    def work(city: Sessions, data_dir: Path) -> None:
        make = maker(Settings(city="의정부시", data_dir=data_dir), city)
        bench = Bench(city, data_dir, now, uuid4, make=make)
        # a loop of its own, which the thread of the browser has already
        worker = threading.Thread(target=lambda: bench.work(until_empty=True))
        worker.start()
        worker.join()

    return work


@pytest.fixture(scope="session")
def barriers() -> Callable[[Page], list[str]]:
    """Find what bars somebody from using a page: the rule of axe, and where it is broken."""
    source = AXE.read_text("utf-8")

    def find(page: Page, *rules: str) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        asked = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
        found = page.evaluate("(asked) => axe.run(document, asked)", asked)["violations"]
        return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]]

    return find


@pytest.fixture(scope="session")
def barriers_in_any_look(barriers: Callable[..., list[str]]) -> Callable[[Page], dict[str, list[str]]]:
    """Find what bars somebody from a page as it stands, wide and narrow, light and dark; it is not opened again for that."""

    def find(page: Page) -> dict[str, list[str]]:
        before, found = page.viewport_size, {}
        for size in SIZES:
            page.set_viewport_size(size)
            for scheme, rules in (("light", ()), ("dark", ("color-contrast",))):  # all else is alike in both
                page.emulate_media(color_scheme=scheme)
                page.evaluate(TWO_FRAMES)
                found[f"{size['width']} {scheme}"] = barriers(page, *rules)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before or SIZES[0])
        return {look: those for look, those in found.items() if those}

    return find


@dataclass
class Visit:
    """A page, with every request it made and every fault it had."""

    page: Page
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def window(browser: Browser) -> Iterator[Open]:
    """Open an address in a browser with nothing in it; `place` is where it is, as a phone would say it."""
    contexts = []

    def open_page(
        address: str, *, width: int = 1440, height: int = 900, dark: bool = False, place: Any = None
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="ko-KR",
            has_touch=width < 500,
            geolocation=place,
            permissions=["geolocation"] if place else [],
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.set_default_timeout(PATIENCE_MS)
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("pageerror", lambda error: seen.faults.append(str(error)))
        # A violation of the policy and a failed request are both errors of the console.
        seen.page.on("console", lambda line: seen.faults.append(line.text) if line.type == "error" else None)
        seen.page.goto(address)
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit(window: Open, server: str) -> Open:
    """Open a page as a stranger."""

    def open_page(path: str = "/", **look: Any) -> Visit:
        return window(server + path, **look)

    return open_page


@pytest.fixture(scope="module")
def log_in(own_server: str, staff: Staff) -> Callable[[Page, str, str], None]:
    """Log somebody in where a page is open, which goes on to another."""

    def follow_link(page: Page, name: str, path: str = "/") -> None:
        page.goto(own_server + staff.link(name, path))
        page.locator("main form button").click()
        page.wait_for_url(own_server + path)

    return follow_link


@pytest.fixture
def visit_as(window: Open, log_in: Callable[..., None]) -> Open:
    """Open a page of the file's own city as one of its people, in a browser of their own."""

    def open_page(name: str, path: str, **look: Any) -> Visit:
        seen = window("about:blank", **look)
        log_in(seen.page, name, path)
        return seen

    return open_page


@pytest.fixture
def plan(visit_as: Open) -> Open:
    """Open the planner's map, and wait until the whole city is there."""

    def open_page(path: str = "/plan", **look: Any) -> Visit:
        seen = visit_as("made-planner", path, **look)
        expect(seen.page.locator("#chosen strong")).to_be_visible()
        seen.page.wait_for_load_state("networkidle")
        return seen

    return open_page


@pytest.fixture
def on_phone(visit_as: Open) -> Open:
    """Open the field page on somebody's phone, and wait until it is kept there."""

    def open_page(name: str, path: str = "/field", **look: Any) -> Visit:
        seen = visit_as(name, path, width=390, height=844, **look)
        # It has sent all there is, too.
        expect(
            seen.page.locator("html[data-kept=true][data-area]:not([data-area=coming])[data-sending=idle]")
        ).to_be_attached()
        return seen

    return open_page


@pytest.fixture
def take_over(log_in: Callable[..., None]) -> Callable[[Page, str], None]:
    """Log somebody in on a phone that may be another's, and wait until the field page is kept there as theirs."""

    def enter(page: Page, name: str) -> None:
        log_in(page, name, "/field")
        expect(page.locator("html[data-kept=true][data-area]:not([data-area=coming])")).to_be_attached(
            timeout=PATIENCE_MS
        )
        expect(page.locator(".home-about")).to_contain_text(name)

    return enter


@pytest.fixture(scope="module")
def doorstep(own_city: Sessions, district: str) -> dict[str, float]:
    """A place on a segment of the largest district, as a phone would say it."""
    place = (
        "SELECT ST_X(p) AS longitude, ST_Y(p) AS latitude, 6.5 AS accuracy FROM (SELECT"
        " ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS p FROM segment JOIN district ON district.id = district_id"
        " WHERE code = :code ORDER BY length_m DESC, segment.id LIMIT 1) AS middle"
    )
    with own_city() as session:
        return {
            key: float(one) for key, one in session.execute(text(place), {"code": district}).mappings().one().items()
        }


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo as a camera makes it: large, and lying on its side."""
    path = tmp_path_factory.mktemp("photos") / "alley.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.radial_gradient("L").resize((2400, 1800)).convert("RGB").save(path, exif=exif)
    return path


@pytest.fixture(scope="session")
def slow_pictures() -> Callable[[Page], None]:
    """Let a page need as long for each photo, until it is loaded anew, as a phone may for a large one."""
    return lambda page: page.evaluate(SLOW_PICTURES)


@pytest.fixture(scope="session")
def effort() -> Callable[[Page], Callable[[], tuple[int, int]]]:
    """Count the taps and the keys that a page is given from now on; what this returns tells them."""
    count = EFFORT.read_text("utf-8")

    def begin(page: Page) -> Callable[[], tuple[int, int]]:
        page.evaluate(count)
        return lambda: tuple(page.evaluate("[effort.taps, effort.keys]"))

    return begin


@pytest.fixture(scope="session")
def describe() -> Callable[..., None]:
    """Say on the field page where an issue is, what it is, and how bad; it is not what others logged near by."""

    def say(page: Page, category: str, severity: str, *, near: bool = True) -> None:
        where = expect(page.locator(".log-where"))
        (where.not_to_have_text if near else where.to_have_text)("가까운 구간이 없습니다")
        page.get_by_role("button", name="여기가 맞습니다").click()
        page.get_by_role("button", name=category, exact=True).last.click()
        title = page.locator("#title")
        expect(title).to_have_text(re.compile("심합니까|이것입니까"))
        if "이것입니까" in title.inner_text():
            page.get_by_role("button", name="아니요, 다른 것입니다").click()
        page.get_by_role("button", name=severity).click()

    return say


@pytest.fixture(scope="session")
def log_issue(effort: Callable[..., Any], describe: Callable[..., None]) -> Callable[..., None]:
    """Log an issue in five taps, one more where something like it is near, and one for the camera; nothing is typed."""

    def log(page: Page, category: str = "쓰레기 흩어짐", photo: Path | None = None) -> None:
        spent = effort(page)
        page.get_by_role("link", name="불편사항 등록").click()
        describe(page, category, "심각")
        if photo is not None:
            page.locator("#camera").set_input_files(photo)
        page.get_by_role("button", name="등록하기").click()  # whether or not the photo is in yet
        expect(page.locator("#title")).to_have_text("저장했습니다")
        taps, pressed = spent()
        assert (taps <= MOST_TAPS, pressed) == (True, 0), taps

    return log


@pytest.fixture(scope="module")
def logged(own_city: Sessions) -> Callable[[str], list[tuple[int, str | None, float]]]:
    """Tell what phones logged of a category: how bad, by which method it was placed, and how sure its place is [m]."""
    found = (
        "SELECT i.severity, p.method, i.accuracy_m FROM receipt r JOIN issue i USING (id)"
        " LEFT JOIN placement p ON p.issue_id = i.id WHERE r.subject = 'issue' AND i.category = :category"
    )

    def of(category: str) -> list[tuple[int, str | None, float]]:
        with own_city() as session:
            return [tuple(row) for row in session.execute(text(found), {"category": category})]

    return of
