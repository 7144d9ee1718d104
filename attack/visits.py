"""The mayor's files: what comes of them when they are posted where everybody reads them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from scipy.spatial import KDTree

from attack.attack import Attack, Outcome
from attack.home import Home
from attack.target import Target
from attack.traces import Traces, told
from mapper.crs import KOREA_TM, WGS84, transformer

ALLOWED: Final = frozenset({
    "what", "order", "alley", "district", "grade", "open_issues", "stay_min", "after_min", "day", "export", "expires",
    "stops", "metres", "minutes",
})  # fmt: skip
"""What a file of a visit may say (trust: R2): neither free text, nor a worker, nor a time finer than a day."""
NEAR_M: Final = 3.0
"""Nearer than any home lies to a street, so whoever finds a home so near a stop was led there [m]."""
_EXPORT: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{18,}")
_PAIR: Final = re.compile(r"(-?\d+\.\d{3,})\D{1,12}(-?\d+\.\d{3,})")
_SEED: Final = 20_261_122


def _twins(target: Target) -> Outcome:
    """AT-15: take files of the same visits out of twins that differ in households, and offer the gate what is not allowed."""
    weeks, fields = target.many(24, sampled=2), target.many(10_000, sampled=1_000)
    with target.twins() as (one, other):
        homes = one.homes(2 * weeks)
        differing = sum(
            _bare(one.week(day, homes[day])) != _bare(other.week(day, homes[weeks + day])) for day in range(weeks)
        )
        hits = Traces(homes).found(b"\n".join(one.week(weeks, homes[0])))
        passed = sum(_let_through(one.visit_file([feature])) for feature in _fuzzed(fields))
    figure = f"{weeks} visits: {differing} differ, {told(hits)}; {passed} of {fields:,} fields outside of the list let through"
    return Outcome(not differing and not hits and not passed, figure)


def _bare(files: Iterable[bytes]) -> list[bytes]:
    """Return files without the number under which each was written down."""
    return [_EXPORT.sub(b"EXPORT", content) for content in files]


def _let_through(content: bytes | None) -> bool:
    return content is not None and not {*_names(json.loads(content))} <= ALLOWED


def _names(told_one: Any) -> Iterable[str]:
    if isinstance(told_one, dict):
        for name, value in told_one.items():
            yield name
            yield from _names(value)
    elif isinstance(told_one, list):
        for value in told_one:
            yield from _names(value)


def _fuzzed(count: int) -> Iterable[dict[str, Any]]:
    """Make features that say one thing more than they may, under all sorts of names."""
    drawn = random.Random(_SEED)
    words = [
        "name",
        "phone",
        "worker",
        "time",
        "note",
        "household",
        "lon",
        "lat",
        "geometry",
        "주소",
        "이름",
        "memo",
        "What",
        "day ",
        "_day",
    ]
    stop = {"what": "stop", "order": 1, "alley": "길", "district": "동", "grade": "C", "open_issues": 1, "stay_min": 5,
            "after_min": 0, "day": "2026-11-22", "export": "x", "expires": "2026-11-29"}  # fmt: skip
    route = {
        "what": "route",
        "stops": 2,
        "metres": 10,
        "minutes": 1,
        "day": "2026-11-22",
        "export": "x",
        "expires": "x",
    }
    for _ in range(count):
        name = drawn.choice(words) + drawn.choice(["", "_2", str(drawn.randrange(10**6)), "\u200b"])
        value = drawn.choice([None, 1, 37.7381, "가상인0001", "14:30", [127.03, 37.73], {"x": 1}, True])
        yield {**drawn.choice((stop, route)), name: value}


def _weeks(target: Target) -> Outcome:
    """AT-16: lay a year's weekly files over each other, and name the homes to which they lead."""
    weeks, visited = target.many(52, sampled=3), target.many(4, sampled=2)
    with target.city() as city:
        homes = city.homes(target.many(500, sampled=100))
        files = [content for day in range(weeks) for content in city.week(day, homes[day % visited])]
    named = _led_to(homes, files)
    right = named & set(range(visited))
    share = len(right) / visited
    figure = f"{weeks} weeks, {len(files)} files, {len(homes)} homes: {len(right)} of {visited} visited ones named"
    return Outcome(share <= 1 / 500, figure)


def _led_to(homes: list[Home], files: Iterable[bytes]) -> set[int]:
    places: list[tuple[float, float]] = []
    into_metres = transformer(WGS84, KOREA_TM)
    for content in files:
        for first, second in _PAIR.findall(content.decode("utf-8", "replace")):
            lat, lon = sorted((float(first), float(second)))  # in Korea the longitude is the larger one
            places.append(into_metres.transform(lon, lat))
    known = np.array([place for place in places if np.isfinite(place).all()])
    if not len(known):
        return set()
    distances, _ = KDTree(known).query([(home.x, home.y) for home in homes])
    return {int(number) for number in np.flatnonzero(distances <= NEAR_M)}


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-15",
        "compare the mayor's files of twins, and offer their gate fields outside of the list",
        "files equal but for their number; none of 10,000 fields let through",
        _twins,
    ),
    Attack(
        "AT-16",
        "lay 52 weekly files over each other to find a household that was visited",
        "1 of 500 named at most",
        _weeks,
    ),
)
