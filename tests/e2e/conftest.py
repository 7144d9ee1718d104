"""A real server on loopback, and pages that report what they ask for and what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from mapper.operations.database import Sessions
from mapper.settings import Settings
from web.app import create_app


@pytest.fixture(scope="session")
def server(demo_sessions: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = create_app(Settings(city="의정부시", data_dir=tmp_path_factory.mktemp("data")), demo_sessions)
    running = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.effective_port}"
    running.close()
    thread.join(timeout=5)


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
