"""Everything somebody could take away, searched for homes in every way they may be written."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from attack.attack import Attack, Outcome
from attack.home import FIRST_PHONE
from attack.target import City, Target
from attack.traces import Hit, Traces, told
from mapper.domain.cell_tree import FEWEST_HOUSEHOLDS

_TABLES: Final = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT IN ('information_schema') AND nspname !~ '^pg_toast'
    ORDER BY 1
"""
_TELL: Final = (
    "SELECT set_config('golmok.districts', '*', false)",
    "SET row_security = off",
    "SET SESSION AUTHORIZATION DEFAULT",
    "SET ROLE golmok_staff",
    "SET ROLE golmok",
)
"""What an injection tries first; what is refused is refused."""
_FEWEST_BITS: Final = 32
"""A hash that is kept as short as this, or longer, names one of a million numbers."""


def _disk(target: Target) -> Outcome:
    """AT-18: look for homes in the dump, the files of the database, its WAL, photos, logs and backups."""
    with target.city() as city:
        homes = city.homes(target.many(500, sampled=60))
        kept = city.keep(homes)
        city.worker(city.districts[0])
        city.open(city.worker(kept[0].home.district), kept[0].id)
        city.search(city.worker(kept[0].home.district), kept[0].home.name)
        traces = Traces(homes)
        hits, size = _searched(traces, city.loot())
        smallest = min(city.areas().values(), default=0)
    figure = (
        f"{size / 1e6:.0f} MB searched for {len(homes)} homes in {len(traces.encodings)} encodings: {told(hits)}; "
        f"the finest area has {smallest} households"
    )
    return Outcome(not hits and smallest >= FEWEST_HOUSEHOLDS, figure)


def _searched(traces: Traces, files: Iterator[tuple[str, bytes]]) -> tuple[set[Hit], int]:
    hits: set[Hit] = set()
    size = 0
    for _, content in files:
        hits |= traces.found(content)
        size += len(content)
    return hits, size


def _injected(target: Target) -> Outcome:
    """AT-21: read every table as each role of the servers, after claiming to be anybody."""
    with target.city() as city:
        homes = city.homes(target.many(500, sampled=60))
        kept = city.keep(homes)
        city.open(city.worker(kept[0].home.district), kept[0].id)
        traces = Traces(homes)
        hits: set[Hit] = set()
        read = 0
        for _, connection in city.roles():
            for content in _everything(connection):
                hits |= traces.found(content)
                read += 1
    return Outcome(not hits, f"{read} tables read: {told(hits)}")


def _everything(connection: Connection) -> Iterator[bytes]:
    for statement in _TELL:
        _asked(connection, statement)
    for (table,) in _asked(connection, _TABLES):
        rows = _asked(connection, f"SELECT to_jsonb(t)::text, t::text FROM {table} t")
        if rows:
            yield "\n".join(str(value) for row in rows for value in row).encode("utf-8", "replace")


def _asked(connection: Connection, statement: str) -> list[Any]:
    try:
        with connection.begin_nested() if connection.in_transaction() else connection.begin():
            result = connection.execute(text(statement))
            return list(result) if result.returns_rows else []
    except DBAPIError:
        return []


def _dictionary(target: Target) -> Outcome:
    """AT-22: hash a million numbers in every usual way without a key, and look for them in the dump."""
    with target.city() as city:
        homes = city.homes(target.many(500, sampled=60))
        city.keep(homes)
        dump = city.dump()
    words = set(re.findall(rb"[0-9a-fA-F]{8,64}|\b\d{6,20}\b|010-\d{4}-\d{4}", dump))
    tokens = {word.lower() for word in words}
    wanted = {home.phone for home in homes}
    phones = _phones(target.many(1_000_000, sampled=20_000))
    found = set()
    for phone in phones:
        for written in (phone, phone.replace("-", "")):
            if any(token in tokens for token in _hashes(written.encode())):
                found.add(phone)
    recovered = found & wanted
    return Outcome(
        not recovered, f"{len(phones):,} numbers, {len(tokens):,} tokens: {len(recovered)} of {len(wanted)} recovered"
    )


def _phones(count: int) -> list[str]:
    first = FIRST_PHONE // 10_000
    return [f"010-{first - first % 100 + number // 10_000:04d}-{number % 10_000:04d}" for number in _numbers(count)]


def _numbers(count: int) -> range:
    """Return numbers among which those of the homes are."""
    start = FIRST_PHONE % 1_000_000 if count < 1_000_000 else 0
    return range(start, start + count)


def _hashes(written: bytes) -> Iterator[bytes]:
    yield written
    for made in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        digest = made(written).digest()
        yield digest.hex().encode()
        yield digest[: _FEWEST_BITS // 8].hex().encode()
        yield str(int.from_bytes(digest[:8], "big", signed=True)).encode()
    yield hmac.digest(b"", written, "sha256").hex().encode()


def _logs(target: Target) -> Outcome:
    """AT-26: work with households all day, then look for them in every log."""
    with target.city() as city:
        homes = city.homes(target.many(60, sampled=8))
        kept = city.keep(homes)
        for one in kept:
            worker, stranger = city.worker(one.home.district), city.visitor()
            city.open(worker, one.id)
            city.search(worker, one.home.name)
            city.report(stranger, f"{one.home.name} 씨가 {one.home.phone}로 알려 달랍니다. {one.home.address}")
            worker.get(f"{one.page}/{'x' * 3000}")
        hits, size = _searched(Traces(homes), city.logs())
    return Outcome(size > 0 and not hits, f"{size / 1e3:.0f} kB of logs, {len(homes)} households: {told(hits)}")


def _pages(target: Target) -> Outcome:
    """AT-10: look for homes in every page that draws a map, its sources and its tiles, and in what a browser holds of it."""
    with target.city() as city:
        homes = city.homes(target.many(500, sampled=60))
        city.keep(homes)
        traces = Traces(homes)
        hits, size = _searched(traces, _shown(city))
        held = _held(target, city)
        hits |= traces.found(held)
    figure = (
        f"{size / 1e6:.1f} MB of pages, tiles and files, {len(held) / 1e6:.0f} MB that a browser held: {told(hits)}"
    )
    return Outcome(not hits, figure)


def _shown(city: City) -> Iterator[tuple[str, bytes]]:
    planner, anybody = city.planner(), city.visitor()
    for path in city.maps():
        page = planner.get(path)
        assert page.status_code == HTTPStatus.OK, (path, page.text)
        yield path, page.data
    for path in city.public_addresses():
        yield path, anybody.get(path).data


def _held(target: Target, city: City) -> bytes:
    """Return all that the browser of a planner holds after it has shown every map."""
    cookies = city.cookies(city.planner())
    held = b""
    with city.site() as site:
        context = target.browser.new_context()
        try:
            context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
            page = context.new_page()
            for path in city.maps():
                page.goto(site + path, wait_until="load")
                page.wait_for_timeout(800)
                held += _heap(context.new_cdp_session(page))
        finally:
            context.close()
    return held


def _heap(devtools: Any) -> bytes:
    pieces: list[str] = []
    devtools.on("HeapProfiler.addHeapSnapshotChunk", lambda told_one: pieces.append(told_one["chunk"]))
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False, "captureNumericValue": True})
    return "".join(pieces).encode()


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-10",
        "search pages, tiles, files and the heap of a browser for homes",
        "no home in any encoding",
        _pages,
    ),
    Attack(
        "AT-18",
        "search a stolen disk for 500 homes",
        f"no home in any encoding; the finest area has {FEWEST_HOUSEHOLDS} households or more",
        _disk,
    ),
    Attack("AT-21", "run SQL of one's own as the roles of the servers", "nothing of a household in clear", _injected),
    Attack("AT-22", "hash 10^6 telephone numbers and look for them in a dump", "none recovered", _dictionary),
    Attack("AT-26", "search the logs after a day's work", "nothing of a household", _logs),
)
