"""``addresses``: looking ten thousand addresses up, beside a trigram search in SQL for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.address import Exactness
from mapper.frames import ADDRESSES
from mapper.operations.addresses import find_many
from mapper.store.engine import Session
from mapper.store.gazetteer_loading import merge

ROADS: Final = 4_000
NUMBERS: Final = 50
"""On each road: together as many addresses as a city of half a million has, ten times over."""
LOOK_UPS: Final = 10_000
OF_PEER: Final = 100
"""It is asked for so many, and its time is told for all: they would take it minutes."""

SYLLABLES: Final = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
FORMS: Final = (
    "경기도 의정부시 {road} {number}",
    "경기 의정부시 {road}{number}, 3층",
    "의정부시 {road} {number} (가상동, 가상빌라)",
)
_WRITTEN: Final = """
    CREATE TEMPORARY TABLE written AS SELECT '경기도 의정부시 ' || name || ' ' || main AS words, ST_X(point) AS x
    FROM address JOIN road_name ON code = road_code WHERE code LIKE '411509%'
"""
_TRIGRAMS: Final = (
    _WRITTEN,
    "CREATE INDEX ON written USING gist (words gist_trgm_ops (siglen = 64))",
    "ANALYZE written",
)
_LIKEST: Final = text("SELECT x FROM written ORDER BY words <-> :words LIMIT 1")


def made_addresses() -> pd.DataFrame:
    """Make the addresses of a city, by the contract ADDRESSES: every number on roads with names of four syllables."""
    count = ROADS * NUMBERS
    road = np.repeat(np.arange(ROADS), NUMBERS)
    main = np.tile(np.arange(1, NUMBERS + 1), ROADS)
    size = len(SYLLABLES)
    names = np.array([f"{SYLLABLES[n // size % size]}{SYLLABLES[n % size]}상로{n // 7 + 1}번길" for n in range(ROADS)])
    none = pd.Series([None] * count, dtype="str")
    words = {
        "province": "경기도",
        "city": "의정부시",
        "town": "가상동",
        "legal_code": "4115010100",
        "postcode": "11600",
    }
    return pd.DataFrame(
        {
            "source_key": pd.Series([f"line {n}" for n in range(count)], dtype="str"),
            "road_code": pd.Series([f"411509{n:06d}" for n in road], dtype="str"),
            "ground": 0.0,
            "main": main.astype(float),
            "sub": 0.0,
            "road": pd.Series(names[road], dtype="str"),
            **{name: pd.Series([word] * count, dtype="str") for name, word in words.items()},
            **dict.fromkeys(("management_no", "village", "district_code", "district", "building"), none),
            "lot_mountain": False,
            "lot_main": np.nan,
            "lot_sub": 0.0,
            "x": 950_000.0 + road + main / 100,
            "y": 1_970_000.0 + main,
            "exactness": int(Exactness.ENTRANCE),
            "gone": False,
            "told_on": dt.date(2026, 1, 31),
        }
    )


def asked_of(addresses: pd.DataFrame, count: int, seed: int = 0) -> tuple[list[str], list[float]]:
    """Write some of the addresses as people do, and say where each is: its easting [m]."""
    chosen = addresses.iloc[np.random.default_rng(seed).choice(len(addresses), count, replace=False)]
    written = [
        FORMS[at % len(FORMS)].format(road=road, number=int(number))
        for at, (road, number) in enumerate(zip(chosen["road"], chosen["main"], strict=True))
    ]
    return written, chosen["x"].tolist()


def _likest(session: Session, words: list[str]) -> list[float]:
    return [float(session.execute(_LIKEST, {"words": one}).scalar_one()) for one in words]


def _found(session: Session, words: list[str]) -> list[float | None]:
    return [one.located.known and one.located.known.x for one in find_many(session, words)]


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    addresses = made_addresses()
    ADDRESSES.check(addresses)
    asked, places = asked_of(addresses, LOOK_UPS)
    with city.sessions() as session:
        merge(session, addresses)
        for statement in _TRIGRAMS:
            session.execute(text(statement))
        yield Sides(
            ours=lambda: milliseconds(partial(_found, session, asked)),
            peer=lambda: milliseconds(partial(_likest, session, asked[:OF_PEER])) * LOOK_UPS / OF_PEER,
            check=lambda: _see_equal(session, asked, places),
        )
        session.rollback()  # the city keeps nothing of it


def _see_equal(session: Session, asked: list[str], places: list[float]) -> None:
    wrong = [words for words, found, x in zip(asked, _found(session, asked), places, strict=True) if found != x]
    if wrong:
        message = f"{len(wrong)} of {LOOK_UPS} addresses are not found where they are, such as {wrong[0]}"
        raise Unequal(message)
    plain = asked[: OF_PEER : len(FORMS)]
    if _likest(session, plain) != _found(session, plain):
        message = "the peer finds other places for addresses as they are officially written"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="addresses",
    unit="ms",
    peer="one trigram query for each address on a table of written addresses with its GiST index (pg_trgm)",
    equal=(
        f"the same {ROADS * NUMBERS:,} made addresses in the same database and the same words in three ways of writing; checked: "
        f"ours finds all {LOOK_UPS:,} where they are, and the peer the same for those written officially"
    ),
    unequal=(
        f"ours takes {LOOK_UPS:,} at once, reads each into its parts, and says how surely it is meant and why; the peer takes "
        f"{OF_PEER} one by one, as a form would, its time told for as many as ours, and always answers with the likest, also from another city or number"
    ),
    sides=_sides,
    bar=10.0,
)
