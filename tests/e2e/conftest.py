"""A real server on loopback, and pages that report what they ask for and what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.people import users
from mapper.settings import Settings
from mapper.store.cluster import Attachment, create_database
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.clock import now

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


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
    with sessions.begin() as session:
        operator = Reader(None, "tests", Role.ADMIN, None, "cli")
        users.add_user(session, "made-planner", Role.PLANNER, (), every=False, by=operator, now=now())
    yield sessions
    engine.dispose()


@pytest.fixture(scope="module")
def own_app(own_city: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(city="의정부시", data_dir=tmp_path_factory.mktemp("own")), own_city)


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
def barriers() -> Callable[[Page], list[str]]:
    """Find what bars somebody from using a page: the rule of axe, and where it is broken."""
    source = AXE.read_text("utf-8")

    def find(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]]

    return find


@dataclass
class Visit:
    """A page, with every request it made and every fault it had."""

    page: Page
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def open_page(path: str = "/", *, width: int = 1440, height: int = 900, dark: bool = False) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="ko-KR",
            has_touch=width < 500,
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.set_default_timeout(10_000)
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("pageerror", lambda error: seen.faults.append(str(error)))
        # A violation of the policy and a failed request are both errors of the console.
        seen.page.on("console", lambda line: seen.faults.append(line.text) if line.type == "error" else None)
        seen.page.goto(server + path)
        return seen

    yield open_page
    for context in contexts:
        context.close()
