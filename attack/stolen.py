"""Everything somebody could take away, searched for homes in every way they may be written."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from attack.attack import Attack, Outcome
from attack.density_picture import heap_of
from attack.density_worlds import code_of, districts_of, make_land, settle, year_over
from attack.home import FIRST_PHONE, Home, make_home
from attack.photo_corpus import picture, written
from attack.target import City, Target
from attack.traces import Hit, Traces, told
from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.cell_tree import FEWEST_HOUSEHOLDS
from web.clock import today

_SEED: Final = 20_261_127
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
_LOOT: Final = ("dump", "backup/", "base/", "wal/", "photos/", "proxy.log", "program.log", "postgresql.log")
"""What a thief finds at least; what is not there shows nothing."""
_FEWEST_BITS: Final = 32
"""A hash that is kept as short as this, or longer, names one of a million numbers."""


def _disk(target: Target) -> Outcome:
    """AT-18: work for a while, then look for homes in dump, backup, files of the database, its WAL, photos and logs."""
    with target.city() as city:
        homes = city.homes(target.many(500, sampled=60))
        kept = city.keep(homes)
        for one in kept[: target.many(40, sampled=4)]:
            worker = city.worker(one.home.district)
            city.open(worker, one.id)
            city.search(worker, one.home.name)
            city.supervise(one)
            city.take_out(worker, one)
            city.photo(_photo_of(one.home))
        traces, looted = Traces(homes), list[str]()
        hits, size = _searched(traces, _noted(looted, city.loot()))
        smallest = min(city.areas().values(), default=0)
    missing = [kind for kind in _LOOT if not any(kind in name for name in looted)]
    figure = (
        f"{size / 1e6:.0f} MB in {len(looted)} files searched for {len(homes)} homes in {len(traces.encodings)} encodings: "
        f"{told(hits)}; the finest area has {smallest} households{'; not there: ' + ', '.join(missing) if missing else ''}"
    )
    return Outcome(not hits and not missing and smallest >= FEWEST_HOUSEHOLDS, figure)


def _photo_of(home: Home) -> bytes:
    """Make a photo that says where it was taken and at whose door."""
    lon, lat = transformer(KOREA_TM, WGS84).transform(home.x, home.y)
    words = f"{lat:.6f}, {lon:.6f} {home.address} {home.name} {home.phone}"
    return written(picture(), "JPEG", comment=words.encode())


def _noted(names: list[str], files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, content in files:
        if content:
            names.append(name)
        yield name, content


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
        for typed in (phone, phone.replace("-", "")):
            if any(token in tokens for token in _hashes(typed.encode())):
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
        city.audit()
        kept = city.keep(homes)
        for one in kept:
            worker, stranger = city.worker(one.home.district), city.visitor()
            city.open(worker, one.id)
            city.search(worker, one.home.name)
            city.supervise(one)
            city.take_out(worker, one)
            city.report(stranger, f"{one.home.name} 씨가 {one.home.phone}로 알려 달랍니다. {one.home.address}")
            worker.get(f"{one.page}/{'x' * 3000}")
        written = dict(city.logs())
    hits, size = _searched(Traces(homes), iter(written.items()))
    statements = written["postgresql.log"].count(b"statement: ") + written["postgresql.log"].count(b"execute ")
    figure = f"{size / 1e3:.0f} kB of logs, {statements:,} statements in them, {len(homes)} households: {told(hits)}"
    return Outcome(statements > 0 and not hits, figure)


def _pages(target: Target) -> Outcome:
    """AT-10: look for homes in every page that draws a map, its sources and its tiles, and in what a browser holds of it."""
    with target.city() as city:
        homes = city.homes(target.many(500, sampled=60))
        city.keep(homes)
        traces = Traces(homes)
        hits, size = _searched(traces, _shown(city))
        held = _held(target, city)
        hits |= traces.found(held)
    of_density, drawn, said = _zoomed(target)
    figure = (
        f"{size / 1e6:.1f} MB of pages, tiles and files, {len(held) / 1e6:.0f} MB that a browser held: {told(hits)}; "
        f"a release of {said} places at every zoom: {told(of_density)}, {drawn} drawn at most"
    )
    return Outcome(not hits and not of_density and drawn <= said, figure)


def _zoomed(target: Target) -> tuple[set[Hit], int, int]:
    """Publish a release, and return who is found in what a browser holds of it, and of how many places it draws of how many."""
    numbers, period = np.random.default_rng(_SEED), year_over(today())
    land = make_land(numbers)
    who = settle(land, numbers, target.many(1000, sampled=400))
    codes = districts_of(land, who)
    traces = Traces([make_home(at, one.x, one.y, code_of(codes[at])) for at, one in enumerate(who)])
    hits, most = set[Hit](), 0
    with target.density.shown(land) as town:
        town.publish(period, who)
        said = len(town.read(period))
        for drawn, held in town.views(period, range(0, 20, target.many(1, sampled=19))):
            most = max(most, drawn)
            hits |= traces.found(held)
    return hits, most, said


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
                held += heap_of(context.new_cdp_session(page))
        finally:
            context.close()
    return held


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-10",
        "search pages, tiles, files and the heap of a browser for homes",
        "no home in any encoding; no more places drawn than are published, at every zoom",
        _pages,
    ),
    Attack(
        "AT-18",
        "search a stolen disk, with its backups, photos and logs, for 500 homes",
        f"no home in any encoding; the finest area has {FEWEST_HOUSEHOLDS} households or more",
        _disk,
    ),
    Attack("AT-21", "run SQL of one's own as the roles of the servers", "nothing of a household in clear", _injected),
    Attack("AT-22", "hash 10^6 telephone numbers and look for them in a dump", "none recovered", _dictionary),
    Attack(
        "AT-26",
        "search the logs after a day's work of which every statement was written down",
        "nothing of a household",
        _logs,
    ),
)
