"""What browsers ask for on the wire, and what they leave on a phone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as NeverLoaded

from attack.attack import Attack, Outcome
from attack.front import below
from attack.target import City, Target
from attack.traces import Traces, told
from attack.wire import CHROMIUM, OF_THE_BROWSER, watched

_ALIVE_MS: Final = 1500
_ALIVE_SAMPLED_MS: Final = 300
_LOADED_MS: Final = 8000
_LOOK_MS: Final = 100
_KEPT_MS: Final = 6000
"""After which Chromium has written down what stands in the forms of its pages, to show it again after a restart."""
_PUBLIC: Final = ("/", "/report")
_OWN: Final = frozenset({"127.0.0.1", "localhost", "::1", ""})
_KEYS: Final = """async () => {
  const found = [];
  const look = (value, depth) => {
    if (value instanceof CryptoKey) { if (value.type !== "public") found.push(value.type); }
    else if (value && typeof value === "object" && depth < 4) Object.values(value).forEach((one) => look(one, depth + 1));
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done, fail) => {
      const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error);
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = database.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result);
      });
      rows.forEach((row) => look(row, 0));
    }
    database.close();
  }
  return found;
}"""


def _egress(target: Target) -> Outcome:
    """AT-17: go through the pages of everybody, of finders, planners and case workers, and note each packet and address."""
    asked, shown = list[str](), list[str]()
    with target.city() as city:
        kept = city.keep(city.homes(target.many(40, sampled=6)))
        city.hide(kept[-1])
        opened = [*kept[: target.many(10, sampled=2)], kept[-1]]

        def work(browser: Browser) -> None:
            with city.site() as site:
                walk = _Walk(browser, site, asked, target.many(_ALIVE_MS, sampled=_ALIVE_SAMPLED_MS))
                walk.through({}, _PUBLIC)
                walk.in_the_field(city)
                walk.through(city.cookies(city.planner()), city.maps())
                for one in opened:
                    worker = city.worker(one.home.district)
                    city.open(worker, one.id)
                    city.search(worker, one.home.name)
                    pages = walk.through(city.cookies(worker), [one.page])
                    shown.extend(one.id for page in pages if one.home.name in page)

        with _connections() as connected:
            wire = watched(work, target.browser)
        strangers = sorted((_hosts(asked) | connected | (wire.strangers - OF_THE_BROWSER)) - _OWN)
        lines = b"\n".join(
            line for name, content in city.logs() if name == "proxy.log" for line in content.splitlines()
        )
        hits = Traces([one.home for one in kept]).found(lines + "\n".join(asked).encode())
    figure = (
        f"{len(asked)} requests, {wire.figure()}, {len(shown)} of {len(opened)} households shown; "
        f"strangers: {', '.join(strangers) or 'none'}; in addresses {told(hits)}"
    )
    return Outcome(not strangers and not hits and len(shown) == len(opened), figure)


def _hosts(asked: Sequence[str]) -> set[str]:
    parts = [urlsplit(url) for url in asked]
    return {part.hostname or "" for part in parts if part.scheme in {"http", "https", "ws", "wss"}}


class _Walk:
    """Going through pages in a browser, and writing down each address that it asks for; the first stranger ends it.

    Parameters
    ----------
    browser : Browser
        A context of its own for each person.
    site : str
        Where.
    asked : list of str
        Gets the addresses.
    alive_ms : int
        How long a page that has loaded stays open [ms].
    """

    def __init__(self, browser: Browser, site: str, asked: list[str], alive_ms: int) -> None:
        self._browser, self._site, self._asked, self._alive_ms = browser, site, asked, alive_ms

    def through(self, cookies: dict[str, str], paths: Sequence[str]) -> list[str]:
        """Open pages one after another, and return what was on each."""
        pages = list[str]()
        with self._one(cookies) as page:
            for path in paths:
                if self._is_decided():
                    break
                page.goto(self._site + path, wait_until="commit")
                self._let_load(page)
                pages.append(page.content())
        return pages

    def in_the_field(self, city: City) -> None:
        """Open the page on which finders tell of households."""
        if self._is_decided():
            return
        with self._one(city.cookies(city.finder())) as page:
            city.open_field(page, self._site)
            self._let_load(page)

    @contextmanager
    def _one(self, cookies: dict[str, str]) -> Iterator[Page]:
        context = self._browser.new_context()
        context.on("request", lambda request: self._asked.append(request.url))
        try:
            _bring(context, self._site, cookies)
            yield context.new_page()
        finally:
            context.close()

    def _let_load(self, page: Page) -> None:
        """Wait for a page; for one that waits for strangers, who never answer here, no longer than until they are asked."""
        for _ in range(0, _LOADED_MS, _LOOK_MS):
            if self._is_decided():
                break
            with suppress(NeverLoaded):
                page.wait_for_load_state("load", timeout=_LOOK_MS)
                break
        page.wait_for_timeout(self._alive_ms)

    def _is_decided(self) -> bool:
        """Tell whether a stranger was asked."""
        return not _hosts(self._asked) <= _OWN


def _bring(context: BrowserContext, site: str, cookies: dict[str, str]) -> None:
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])


_CONNECTED: Final[list[set[str]]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _CONNECTED and event == "socket.connect" and isinstance(arguments[1], tuple):
        _CONNECTED[-1].add(str(arguments[1][0]))
    elif _CONNECTED and event == "socket.getaddrinfo":
        _CONNECTED[-1].add(str(arguments[0] or ""))


@contextmanager
def _connections() -> Iterator[set[str]]:
    """Write down to whom this process, in which the servers run, connects or whose name it looks up."""
    if not hasattr(sys, "_golmok_hears"):  # a hook stays to the end of the process
        sys.addaudithook(_hear)
        sys._golmok_hears = True  # type: ignore[attr-defined]  # noqa: SLF001 - where modules are loaded twice, too
    _CONNECTED.append(set())
    try:
        yield _CONNECTED[-1]
    finally:
        _CONNECTED.pop()


def _phone(target: Target) -> Outcome:
    """AT-19: tell of households without a signal, then read the raw profile of the browser, before and after a logout."""
    profile, count = target.folder(), target.many(51, sampled=4)
    with target.city() as city:
        homes = city.homes(count)
        traces = Traces(homes)
        with city.site() as site:
            context = target.browser.browser_type.launch_persistent_context(
                str(profile), executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            try:
                _bring(context, site, city.cookies(city.finder()))
                page = context.new_page()
                city.open_field(page, site)
                context.set_offline(True)
                for home in homes[:-1]:
                    city.tell(page, home)
                city.type_in(page, homes[-1])
                page.wait_for_timeout(_KEPT_MS)
                before = _read(traces, profile)
                keys = page.evaluate(_KEYS)
                city.leave(page)
                page.wait_for_timeout(_ALIVE_MS)
            finally:
                context.close()
        after = _read(traces, profile)
    figure = f"{count - 1} reports, and one that stands on the page: {told(before)} before a logout, {told(after)} after; {len(keys)} keys that open"
    return Outcome(not before and not after and not keys, figure)


def _read(traces: Traces, profile: Path) -> set[Any]:
    os.sync()
    return {hit for _, content in below(profile) for hit in traces.found(content)}


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-17",
        "note every packet, connection and request while everybody works, with a household that hides",
        "no packet to a host but our own; no address of a home in any URL",
        _egress,
    ),
    Attack(
        "AT-19",
        "read the profile of a phone after 50 reports without a signal, before and after logging out",
        "nothing in clear, no key that opens",
        _phone,
    ),
)
