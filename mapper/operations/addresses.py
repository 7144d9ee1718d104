"""Look addresses up in the gazetteer: one or ten thousand, from words or from a point, and roads by how they begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.address import Address
from mapper.domain.address_text import read_address
from mapper.domain.gazetteer import City, KnownAddress, Located, Scope, locate, refusal, scope_of
from mapper.domain.initials import begins, has_initials, initials
from mapper.store import districts as district_rows
from mapper.store import gazetteer
from mapper.store.engine import Session

AT_ONCE: Final = 20_000
"""Addresses of one query: its answers are held together."""

REACH_M: Final = 500.0
"""How far an address may be from a point that it is said to be at [m]."""

_MOST_ROADS: Final = 10
_TYPED: Final = re.compile(r"(?P<road>.*?[^\d\s-])\s*(?P<number>(?:지하\s*)?\d+(?:-\d+)?)?\s*")


@dataclass(frozen=True, slots=True)
class Sought:
    """An address that was looked for.

    Attributes
    ----------
    address : Address
        As it was read.
    located : Located
        What it means.
    """

    address: Address
    located: Located


@dataclass(frozen=True, slots=True)
class Nearby:
    """An address near a point.

    Attributes
    ----------
    far_m : float
        How far it is [m].
    known : KnownAddress
        The address.
    """

    far_m: float
    known: KnownAddress


def home_cities(session: Session) -> frozenset[str]:
    """Return the 시군구 whose districts are stored: what a table of this city's is about when it does not say.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    frozenset of str
        Five digits each; empty where no district has a code of the ministry.
    """
    codes = district_rows.frame(session)["code"].astype(str)
    return frozenset(code[:5] for code in codes if code.isdigit())


def find(session: Session, words: str, *, assumed: frozenset[str] = frozenset()) -> Sought:
    """Look one address up.

    Parameters
    ----------
    session : Session
        Only read.
    words : str
        As it was written.
    assumed : frozenset of str
        Codes of the 시군구 that are meant where it names none.

    Returns
    -------
    Sought
        What it means, how surely, and why.
    """
    return find_many(session, [words], assumed=assumed)[0]


def find_many(session: Session, texts: Sequence[str], *, assumed: frozenset[str] = frozenset()) -> list[Sought]:
    """Look many addresses up, with a handful of queries for all of them.

    Parameters
    ----------
    session : Session
        Only read.
    texts : sequence of str
        As they were written.
    assumed : frozenset of str
        Codes of the 시군구 that are meant where they name none.

    Returns
    -------
    list of Sought
        In their order; of the same words the same answer.
    """
    cities = gazetteer.cities(session)
    distinct = list(dict.fromkeys(texts))
    answers: dict[str, Sought] = {}
    for begin in range(0, len(distinct), AT_ONCE):
        part = distinct[begin : begin + AT_ONCE]
        answers.update(zip(part, _found(session, [read_address(one) for one in part], cities, assumed), strict=True))
    return [answers[one] for one in texts]


def reverse(session: Session, *, lon: float, lat: float, limit: int = 1) -> list[Nearby]:
    """Find the addresses nearest to a point.

    Parameters
    ----------
    session : Session
        Only read.
    lon, lat : float
        Of the point [degrees].
    limit : int
        How many at most.

    Returns
    -------
    list of Nearby
        The nearest first; none where the gazetteer has none within `REACH_M`.
    """
    x, y = transformer(WGS84, KOREA_TM).transform(lon, lat)
    return [
        Nearby(round(far, 1), known)
        for far, known in gazetteer.nearest(session, x=x, y=y, within_m=REACH_M, limit=limit)
    ]


def suggest(
    session: Session, words: str, *, assumed: frozenset[str] = frozenset()
) -> list[tuple[gazetteer.Road, Located | None]]:
    """Find roads by how they begin, by syllables and first consonants mixed, and the number on each that was typed.

    Parameters
    ----------
    session : Session
        Only read.
    words : str
        E.g. ``"ㅎㄱㄹ 12"``.
    assumed : frozenset of str
        Codes of the 시군구 that are looked in; all when empty.

    Returns
    -------
    list of tuple
        Each road, the shortest name first, with what its number means, or None where none was typed; a road on which the
        number is not known is left out.
    """
    typed = _TYPED.fullmatch(words.strip())
    if typed is None:
        return []
    key = "".join(typed["road"].split())
    found = gazetteer.roads(session, initials(key), codes=sorted(assumed) or None, limit=_MOST_ROADS * 5)
    roads = [road for road in found if begins(road.key, key)][:_MOST_ROADS]
    if typed["number"] is None:
        return [(road, None) for road in roads]
    addresses = [read_address(f"{road.name} {typed['number']}") for road in roads]
    cities = gazetteer.cities(session)
    answers = [
        _found(session, [address], cities, frozenset({road.code[:5]}))[0].located
        for road, address in zip(roads, addresses, strict=True)
    ]
    return [(road, one) for road, one in zip(roads, answers, strict=True) if one.has_point and _is_exact(one)]


def is_typed_short(words: str) -> bool:
    """Tell whether somebody types first consonants.

    Parameters
    ----------
    words : str
        What was typed.

    Returns
    -------
    bool
        True for ``"ㅎㄱㄹ"``.
    """
    return has_initials(words)


def degrees_of(known: KnownAddress) -> tuple[float, float] | None:
    """Return where an address is on maps.

    Parameters
    ----------
    known : KnownAddress
        With a point, or without.

    Returns
    -------
    tuple of float or None
        Longitude and latitude [degrees].
    """
    if known.x is None or known.y is None:
        return None
    lon, lat = transformer(KOREA_TM, WGS84).transform(known.x, known.y)
    return round(float(lon), 7), round(float(lat), 7)


def _is_exact(located: Located) -> bool:
    return not {reason.code for reason in located.reasons} & {"nearest_number", "sub_missing", "between"}


def _found(
    session: Session, addresses: Sequence[Address], cities: Sequence[City], assumed: frozenset[str]
) -> list[Sought]:
    scopes = _scopes(addresses, cities, assumed)
    of_roads = [n for n, one in enumerate(addresses) if one.building and scopes[n].codes]
    of_lots = [n for n, one in enumerate(addresses) if one.lot and not one.building and scopes[n].codes]
    exact = gazetteer.candidates(session, "on_roads", _roads(of_roads, addresses, scopes))
    near = gazetteer.candidates(
        session, "near_on_roads", _roads(_without(of_roads, exact), addresses, scopes, near=True)
    )
    on_lots = gazetteer.candidates(session, "on_lots", _lots(of_lots, addresses, scopes))
    left = _without(of_lots, on_lots)
    on_lots |= gazetteer.candidates(
        session, "on_lots_of_districts", _lots([n for n in left if not addresses[n].village], addresses, scopes)
    )
    near_lots = gazetteer.candidates(session, "near_lots", _lots(_without(of_lots, on_lots), addresses, scopes))
    found, about = exact | on_lots, near | near_lots
    return [
        Sought(one, _located(one, scopes[n], cities, found.get(n, ()), about.get(n, ())))
        for n, one in enumerate(addresses)
    ]


def _located(
    address: Address, scope: Scope, cities: Sequence[City], found: Iterable[KnownAddress], near: Iterable[KnownAddress]
) -> Located:
    if not cities:
        return refusal("no_gazetteer")
    if address.building is None and address.lot is None:
        if address.road:
            return refusal("no_number", address.road)
        town = address.village or address.town
        return refusal("no_lot", town) if town else refusal("nothing_read")
    if not scope.codes:
        return refusal("elsewhere", " ".join(part for part in (address.province, address.city) if part))
    return locate(address, scope, found, near)


def _scopes(addresses: Sequence[Address], cities: Sequence[City], assumed: frozenset[str]) -> list[Scope]:
    known: dict[tuple[str | None, str | None], Scope] = {}
    scopes = []
    for address in addresses:
        named = (address.province, address.city)
        if named not in known:
            known[named] = scope_of(address, cities, assumed)
        scopes.append(known[named])
    return scopes


def _without(numbers: Sequence[int], found: dict[int, Any]) -> list[int]:
    return [n for n in numbers if n not in found]


def _roads(
    numbers: Sequence[int], addresses: Sequence[Address], scopes: Sequence[Scope], *, near: bool = False
) -> dict[str, list[Any]]:
    rows = [
        (n, code, building.road, building.main, building.sub)
        for n in numbers
        if (building := addresses[n].building)
        for code in scopes[n].codes
    ]
    names = ("n", "city_code", "road", "main", "sub")
    columns = (
        dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in names}
    )
    return {name: values for name, values in columns.items() if not (near and name == "sub")}


def _lots(numbers: Sequence[int], addresses: Sequence[Address], scopes: Sequence[Scope]) -> dict[str, list[Any]]:
    rows = [
        (n, code, addresses[n].town, addresses[n].village, lot.is_mountain, lot.main, lot.sub)
        for n in numbers
        if (lot := addresses[n].lot)
        for code in scopes[n].codes
    ]
    names = ("n", "city_code", "town", "village", "is_mountain", "main", "sub")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in names}
