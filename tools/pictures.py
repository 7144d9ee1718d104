"""Take a picture of every page, as each role sees it, wide and narrow, light and dark, for a person to look at.

``python tools/pictures.py`` serves the demo city of this machine's settings (``GOLMOK_DATA_DIR`` names another place for
one) and writes into ``pictures/``. Pages that have something in their address are found by the links of other pages. In
the end it tells what went wrong on a page, what is wider than a telephone, and of which pages there is no example.
"""

from __future__ import annotations

import argparse
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserFault
from waitress.server import create_server
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from mapper.domain.access import Reach, reach
from mapper.domain.reader import Role
from mapper.errors import AlreadyLoaded
from mapper.operations.findings.kept import FINDERS
from mapper.operations.people.users import demo_links
from mapper.settings import Settings
from web.access import route_of
from web.app import create_app
from web.cli.demo import load_demo
from web.cli.opening import open_database, operator
from web.clock import now

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
LOOKS = ("light", "dark")
TALLEST = 6000
"""What is below is cut: some tables have hundreds of rows [px]."""

NO_PAGES = (
    "/api/", "/static/", "/tiles/", "/language/", "/healthz", "/readyz", "/export/", "/photos/", "/login/link/",
    "/embed/", "/field/", "/tell/", "/report/segments",
)  # fmt: skip
"""How addresses begin that answer data, files, or a page that is gone once it was used."""
NO_PAGE = re.compile(
    r"\.(<[^>]+>|json|csv|xlsx|pdf|html|jpg|svg|mvt)$|/(file|rows|segments|areas)$|^/ogc/<path:|^/ogc/$|^/imports$"
)
"""How addresses end that answer a file, or lead on to another address."""


@dataclass(frozen=True)
class Screen:
    """What a page shows beside its first screen: where its address goes on so, and once things are pressed in turn.

    Some are there at one of `SIZES` only.
    """

    more: str
    press: tuple[str, ...] = ()
    only: str | None = None


_ROW = "#grid .row-open"
_ALL_LAYERS = "#layers=issues,segments,shops,venues,roads,districts"
SCREENS = {
    "field.index": tuple(
        Screen(f"#/{one}") for one in ("log", "survey", "patrol", "todo", "visit", "queue", "district", "logout")
    ),
    "board.index": (
        Screen("?overall=E#rows=segments", (_ROW, "#why-history summary", "#why-lift summary", "#why-chances summary")),
        Screen("?due=overdue#rows=issues&layers=issues,segments"),
        *(
            Screen("?overall=E", (one,))
            for one in ("#out-open", "#past-open", "[data-mode=polygon]", "#layers summary")
        ),
        Screen(_ALL_LAYERS),
        Screen(_ALL_LAYERS, ("#legend-more", ".plan-sift summary"), only="narrow"),
        Screen("?overall=D", ("#panel-toggle",), only="narrow"),
        Screen("", ("#past-open", "#past .tool")),
        Screen("#axis=confidence"),
        Screen("?area=out,00000000-0000-4000-8000-000000000000"),
    ),
    "changes.index": (Screen("?mode=swipe"), Screen("?mode=time"), Screen("", ("#table-switch", _ROW))),
    "findings.index": tuple(Screen(f"?show={key}", ("#panel-toggle",)) for key in FINDERS),
    "priorities.index": (
        Screen("?overall=E", ("#row-1",)),
        *(Screen("?overall=E", ("#pick-1", one)) for one in ("#send", "#keep")),
    ),
}
"""What pages show to somebody who is logged in, beside their first screen."""
REFUSED = re.compile(r"status of 40[13] ")
"""What the console of a page says when it asks who is here, and nobody is who may."""
KINDS = ("kind", "act", "to")
"""Parts of an address of which each word is a page of its own."""

WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((one) => !one.closest(".scroll *, svg") && one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map((one) => `too wide: ${one.outerHTML.slice(0, 90)}`)"""
LINKS = """() => [...document.querySelectorAll("a[href]")].map((one) => one.getAttribute("href"))"""
EXAMPLES = {
    Role.PLANNER: ("/visits/new", "/programmes/new", "/plan/links/new"),
    Role.WELFARE: ("/agencies",),
}
"""Forms that are sent with ``--make``, so that there is an example of what they make."""
FILL = """(tomorrow) => {
    const first = (where) => document.querySelector(where);
    const button = first("main form[method=post] .is-main, main .is-main[form]") ?? first("main form[method=post] button");
    for (const one of button.form.elements) {
        if (one.matches("select") && !one.value) one.value = [...one.options].find(({ value }) => value)?.value ?? "";
        if (!one.required) continue;
        if (one.type === "radio" && !first(`input[name="${one.name}"]:checked`)) one.checked = true;
        else if (one.value || one.type === "radio") continue;
        else one.value = { "datetime-local": `${tomorrow}T14:00`, date: tomorrow, number: one.min || "1" }[one.type] ?? "가상의 예";
    }
    button.click();
}"""
REFUSALS = "main :is([role=alert], .fault)"
"""Where a form says why it was not taken."""


def page_rules(app: Flask) -> list[Rule]:
    """Return every address that shows a page.

    Parameters
    ----------
    app : Flask
        The application.

    Returns
    -------
    list of Rule
        In the order of their text; all others begin or end as `NO_PAGES` and `NO_PAGE` say.
    """
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return sorted((one for one in rules if not is_no_page(one.rule)), key=lambda one: one.rule)


def is_no_page(rule: str) -> bool:
    """Tell whether what is at an address is no page.

    Parameters
    ----------
    rule : str
        As Flask writes it.

    Returns
    -------
    bool
        True for data, for files and for what only leads on.
    """
    return rule.startswith(NO_PAGES) or NO_PAGE.search(rule) is not None


@dataclass
class Walk:
    """One role's way through all of its pages.

    Attributes
    ----------
    app : Flask
        The application.
    role : Role
        Whose pages they are.
    address : str
        Of the server.
    into : Path
        The folder of this role's pictures.
    links : dict
        By endpoint, and kind where each kind is a page: the first address that a page led to.
    told : list of str
        What went wrong, by page.
    """

    app: Flask
    role: Role
    address: str
    into: Path
    links: dict[tuple[str, ...], str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def rules(self) -> list[Rule]:
        """Return the pages that this role may see."""
        open_to = (reach(route_of(one.endpoint, "GET").permission, self.role) for one in page_rules(self.app))
        return [one for one, far in zip(page_rules(self.app), open_to, strict=True) if far is not Reach.NONE]

    def walk(self, page: Page, begin: str) -> None:
        """Look at every page: first those with a plain address, then whatever their links lead to."""
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)
        rules, seen = self.rules(), set[tuple[str, ...]]()
        for rule in rules:
            if not rule.arguments and rule.rule.startswith(begin):
                self.look(page, rule.rule)
                for number, screen in enumerate(SCREENS.get(rule.endpoint, ()) if self.role is not Role.PUBLIC else ()):
                    self.look(page, rule.rule + screen.more, f"-{number}", screen)
        own = {rule.endpoint for rule in rules if rule.arguments and rule.rule.startswith(begin)}
        while waiting := {key: path for key, path in self.links.items() if key not in seen and key[0] in own}:
            seen |= waiting.keys()
            for path in waiting.values():
                self.look(page, path)
        self.told += [f"no example: {one}" for one in sorted(own - {key[0] for key in seen})]

    def look(self, page: Page, path: str, more: str = "", screen: Screen = Screen("")) -> None:
        """Take the pictures of one page, once what is to be opened on it is."""
        name = re.sub(r"[0-9a-f-]{36}", "ID", urlsplit(path).path).strip("/").replace("/", "-") or "map"
        self.go(page, path)
        if page.locator("#gate input[type=radio]").count():  # a household is opened with a reason
            self.shoot_both(page, f"{name}-gate")
            page.locator("#gate input[type=radio]").first.check()
            page.locator("#gate button").click()
            self.settle(page)
        for size, view in SIZES.items():
            if screen.only not in {None, size}:
                continue
            page.set_viewport_size(view)  # type: ignore[arg-type] # a mapping of just these two
            self.go(page, path)
            missed = [one for one in screen.press if not self.pressed(page, one)]
            self.told += [f"{path} {size}: nothing to press at {one}" for one in missed]
            self.shoot(page, f"{name}{more}", size)
            found = [*self.faults, *page.evaluate(WIDER)]
            self.told += [f"{path} {size}: {one}" for one in found if not REFUSED.search(one)]
            self.faults.clear()
        self.remember(page.evaluate(LINKS))

    def pressed(self, page: Page, what: str) -> bool:
        """Press something, once it is there, and wait for what comes of it; tell whether it was there."""
        try:
            page.locator(what).first.dispatch_event("click", timeout=10_000)
        except BrowserFault:
            return False
        page.wait_for_timeout(1_500)  # a page that was settled once says at once that it is
        return True

    def shoot_both(self, page: Page, name: str) -> None:
        """Take the pictures of what is open, without opening it again."""
        for size, view in SIZES.items():
            page.set_viewport_size(view)  # type: ignore[arg-type] # as above
            self.shoot(page, name, size)

    def make(self, page: Page) -> None:
        """Send the forms of which there is to be an example."""
        for path in EXAMPLES.get(self.role, ()):
            self.go(page, path)
            with page.expect_navigation():
                page.evaluate(FILL, f"{now() + timedelta(days=1):%Y-%m-%d}")
            self.settle(page)
            said = [one.strip() for one in page.locator(REFUSALS).all_inner_texts() if one.strip()]
            self.told += [f"not made at {path}: {one}" for one in said]

    def go(self, page: Page, path: str) -> None:
        """Open a page; what follows # alone would load nothing."""
        page.goto("about:blank")
        page.goto(self.address + path)
        self.settle(page)

    @staticmethod
    def settle(page: Page) -> None:
        """Wait until a page asks for nothing more; some never end, as they hear of what is new."""
        with suppress(BrowserFault):
            page.wait_for_load_state("networkidle", timeout=5_000)

    def shoot(self, page: Page, name: str, size: str) -> None:
        """Take a picture in each light."""
        view = SIZES[size]
        tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
        for look in LOOKS:
            page.emulate_media(color_scheme=look)  # type: ignore[arg-type] # one of its words
            page.wait_for_timeout(150)  # maps draw their ground anew
            clip = {"x": 0, "y": 0, "width": view["width"], "height": max(tall, view["height"])}
            page.screenshot(path=self.into / f"{name}.{size}.{look}.png", full_page=True, clip=clip)  # type: ignore[arg-type] # as above
        page.emulate_media(color_scheme="light")

    def remember(self, addresses: list[str]) -> None:
        """Keep the first link to each kind of page."""
        adapter = self.app.url_map.bind("localhost")
        for one in addresses:
            path = urlsplit(one).path
            if path.startswith("/"):
                with suppress(HTTPException):
                    endpoint, values = adapter.match(path, method="GET")
                    kinds = (str(values[name]) for name in KINDS if name in values)
                    self.links.setdefault((endpoint, *kinds), path)


@contextmanager
def demo_city() -> Iterator[tuple[Flask, str, dict[str, str]]]:
    """Serve the demo city of the settings, and make a link for each of its people to log in by."""
    settings = Settings()
    with open_database(serving=True) as database:
        with suppress(AlreadyLoaded):
            load_demo(database)
        with database.sessions.begin() as session:
            links = demo_links(session, by=operator(), now=now())
        app = create_app(settings, database.requests, database.household_requests)
        server = create_server(app, host="127.0.0.1", port=0, threads=8)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield app, f"http://127.0.0.1:{server.effective_port}", links
        server.close()
        thread.join(timeout=5)


def walks(browser: Browser, options: argparse.Namespace) -> Iterator[Walk]:
    """Go through the city as one role after another."""
    with demo_city() as (app, address, links):
        by_role: Mapping[Role, str | None] = {Role.PUBLIC: None} | {
            Role(name.split("-")[1]): one for name, one in links.items()
        }
        for role, link in by_role.items():
            if options.role and role not in options.role:
                continue
            walk = Walk(app, role, address, options.into / options.language / role)
            walk.into.mkdir(parents=True, exist_ok=True)
            with browser.new_context(locale="ko-KR", reduced_motion="reduce") as context:
                page = context.new_page()
                if link:
                    page.goto(f"{address}/login/link/{link}")
                    page.locator("main form button").click()
                page.goto(f"{address}/language/{options.language}?next=/")
                if options.make:
                    walk.make(page)
                walk.walk(page, options.begin)
            yield walk


def main(given: list[str] | None = None) -> None:
    """Take the pictures, and tell what a person need not look for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--into", type=Path, default=ROOT / "pictures", help="folder to write them into")
    parser.add_argument(
        "--role", action="append", choices=[role.value for role in Role], help="only these; may be given again"
    )
    parser.add_argument("--begin", default="/", help="only pages whose address begins so")
    parser.add_argument("--make", action="store_true", help="send some forms first, so that there are examples")
    parser.add_argument("--language", default="ko", choices=("ko", "en"))
    options = parser.parse_args(given)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        ) as browser,
    ):
        for walk in walks(browser, options):
            print(f"{walk.role}: {len(list(walk.into.glob('*.png')))} pictures in {walk.into}", *walk.told, sep="\n  ")


if __name__ == "__main__":
    main()
