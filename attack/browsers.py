"""What browsers ask for on the wire, and what they leave on a phone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

from attack.attack import Attack, Outcome
from attack.front import below
from attack.target import Target
from attack.traces import Traces, told

_ALIVE_MS: Final = 1500
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
    """AT-17: go through the pages of everybody, of planners and of case workers, and write down who is asked for what."""
    with target.city() as city:
        homes = city.homes(target.many(40, sampled=6))
        kept = city.keep(homes)
        with _connections() as connected, city.site() as site:
            asked = _walked(target, site, city.cookies(city.planner()), city.maps())
            for one in kept[: target.many(10, sampled=2)]:
                worker = city.worker(one.home.district)
                city.open(worker, one.id)
                city.search(worker, one.home.name)
                asked += _walked(target, site, city.cookies(worker), [one.page])
        hosts = {
            urlsplit(url).hostname or "" for url in asked if urlsplit(url).scheme in {"http", "https", "ws", "wss"}
        }
        strangers = sorted((hosts | connected) - _OWN)
        lines = b"\n".join(
            line for name, content in city.logs() if name == "proxy.log" for line in content.splitlines()
        )
        hits = Traces(homes).found(lines + "\n".join(asked).encode())
    figure = f"{len(asked)} requests to {len(hosts)} hosts, strangers: {', '.join(strangers) or 'none'}; in addresses {told(hits)}"
    return Outcome(not strangers and not hits and len(asked) > 0, figure)


def _walked(target: Target, site: str, cookies: dict[str, str], paths: list[str]) -> list[str]:
    asked: list[str] = []
    context = target.browser.new_context()
    context.on("request", lambda request: asked.append(request.url))
    try:
        _bring(context, site, cookies)
        page = context.new_page()
        for path in paths:
            page.goto(site + path, wait_until="domcontentloaded")
            page.wait_for_timeout(_ALIVE_MS)
    finally:
        context.close()
    return asked


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
    profile, count = target.folder(), target.many(50, sampled=4)
    with target.city() as city:
        homes = city.homes(count)
        traces = Traces(homes)
        with city.site() as site:
            context = target.browser.browser_type.launch_persistent_context(
                str(profile), executable_path=_EXECUTABLE, args=["--no-sandbox", "--disable-gpu"]
            )
            try:
                _bring(context, site, city.cookies(city.finder()))
                page = context.new_page()
                city.open_field(page, site)
                context.set_offline(True)
                for home in homes:
                    city.tell(page, home)
                before = _read(traces, profile)
                keys = page.evaluate(_KEYS)
                city.leave(page)
                page.wait_for_timeout(_ALIVE_MS)
            finally:
                context.close()
        after = _read(traces, profile)
    figure = f"{count} reports: {told(before)} before a logout, {told(after)} after; {len(keys)} keys that open"
    return Outcome(not before and not after and not keys, figure)


_EXECUTABLE: Final = "/usr/bin/chromium"


def _read(traces: Traces, profile: Path) -> set[Any]:
    os.sync()
    return {hit for _, content in below(profile) for hit in traces.found(content)}


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-17",
        "write down every request and connection while everybody works",
        "no host but our own; no address of a home in any URL",
        _egress,
    ),
    Attack(
        "AT-19",
        "read the profile of a phone after 50 reports without a signal, before and after logging out",
        "nothing in clear, no key that opens",
        _phone,
    ),
)
