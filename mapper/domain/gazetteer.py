"""What of the gazetteer an address means: surely, perhaps, or nothing; never one in a 시군구 that it may not mean.

The confidence is a product of shares, one for each thing that is not as an address should be. They are rules that were
set by judgement, the same for everybody, and no measured probability; every one below 1 is among the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from mapper.domain.address import Address, Exactness, Nearness
from mapper.domain.between_numbers import PER_NUMBER_M, SIDE_NUMBERS, KnownNumber, between
from mapper.domain.province import SHARED_CITY_WORDS, current_city

SURE_AT: Final = 0.8
"""The confidence from which an address counts as found."""

FARTHEST_NUMBER: Final = 40
"""Numbers by which another one may differ that stands in for one that is not there, or beside it."""


class Certainty(StrEnum):
    """Whether an address was found."""

    SURE = "sure"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an address is as sure as it is.

    Attributes
    ----------
    code : str
        A key of `SHARES`, or of `REFUSALS`.
    value : str
        What it is about; empty for nothing.
    """

    code: str
    value: str = ""


SHARES: Final = {
    "entrance": 0.99,
    "centre": 0.97,
    "base_number": 0.9,
    "by_lot": 0.97,
    "city_assumed": 0.95,
    "city_unsaid": 0.6,
    "words_unread": 0.8,
    "other_town": 0.5,
    "other_postcode": 0.95,
    "ground_differs": 0.9,
    "sub_missing": 0.75,
    "between": 0.7,
    "nearest_number": 0.5,
    "gone": 0.85,
    "several_on_lot": 0.95,
    "beside": 0.95,
    "opposite": 0.9,
    "near": 0.85,
    "around": 0.5,
    "no_point": 0.7,
}
"""What each reason leaves of the confidence."""

REFUSALS: Final = (
    *(
        "nothing_read",
        "no_gazetteer",
        "elsewhere",
        "no_number",
        "no_lot",
        "unknown_road",
        "unknown_number",
        "unknown_town",
    ),
    *("unknown_lot", "several_cities", "several_places"),
)
"""Why an address was not found at all."""

_WITHIN_M: Final = {Exactness.ENTRANCE: 15.0, Exactness.CENTRE: 30.0, Exactness.BASE_NUMBER: 25.0, Exactness.NONE: 0.0}
_NEAR_M: Final = {
    Nearness.AT: 0.0,
    Nearness.BESIDE: 15.0,
    Nearness.OPPOSITE: 30.0,
    Nearness.NEAR: 50.0,
    Nearness.AROUND: 150.0,
}
_LOT_M: Final = 20.0
_BY_EXACTNESS: Final = {
    Exactness.ENTRANCE: "entrance",
    Exactness.CENTRE: "centre",
    Exactness.BASE_NUMBER: "base_number",
    Exactness.NONE: "no_point",
}


@dataclass(frozen=True, slots=True)
class City:
    """A 시군구 of the gazetteer.

    Attributes
    ----------
    code : str
        Five digits.
    province, name : str
        시도, and 시군구 as files write it: ``수원시 장안구``; empty in 세종.
    """

    code: str
    province: str
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """In which 시군구 an address is looked for.

    Attributes
    ----------
    codes : frozenset of str
        Their codes; empty where it names one that the gazetteer does not have.
    reason : str or None
        ``city_assumed`` or ``city_unsaid``; None when the address says it.
    """

    codes: frozenset[str]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address of the gazetteer.

    Attributes
    ----------
    road_code, road : str
        Of its road.
    main, sub, ground : int
        Its number; 1 for one below ground, 2 for one in the air.
    city_code, province, city : str
        Where it is.
    town, village, district : str or None
        법정 읍면동, 법정리, 행정동.
    postcode, building : str or None
        The latter its name.
    x, y : float or None
        In EPSG:5179 [m].
    exactness : Exactness
        Of these.
    gone : bool
        Whether it is no more.
    lot : str
        The lot by which it was found; empty when by its road.
    """

    road_code: str
    road: str
    main: int
    sub: int
    ground: int
    city_code: str
    province: str
    city: str
    town: str | None
    village: str | None
    district: str | None
    postcode: str | None
    building: str | None
    x: float | None
    y: float | None
    exactness: Exactness
    gone: bool
    lot: str = ""

    @property
    def number(self) -> str:
        """As people write it."""
        ground = ("", "지하 ", "공중 ")[self.ground] if self.ground in (1, 2) else ""
        return f"{ground}{self.main}{f'-{self.sub}' if self.sub else ''}"

    @property
    def written(self) -> str:
        """The whole of it, as it is officially written."""
        town = self.town if self.town and self.town[-1] in "읍면" else None
        head = " ".join(part for part in (self.province, self.city, town, self.road, self.number) if part)
        aside = ", ".join(part for part in (None if town else self.town, self.building) if part)
        return f"{head} ({aside})" if aside else head


@dataclass(frozen=True, slots=True)
class Located:
    """What became of an address.

    Attributes
    ----------
    certainty : Certainty
        Whether it was found.
    confidence : float
        From 0 to 1.
    within_m : float
        How far off its point may be [m]; 0 for none.
    known : KnownAddress or None
        What was found.
    reasons : tuple of Reason
        Why it is as sure as it is, and no surer.
    """

    certainty: Certainty
    confidence: float
    within_m: float
    known: KnownAddress | None
    reasons: tuple[Reason, ...]

    @property
    def has_point(self) -> bool:
        """Whether there is a place to show."""
        return self.known is not None and self.known.x is not None


def refusal(code: str, value: str = "") -> Located:
    """Return that nothing was found.

    Parameters
    ----------
    code : str
        One of `REFUSALS`.
    value : str
        What it is about.

    Returns
    -------
    Located
        Without a place.
    """
    return Located(Certainty.NONE, 0.0, 0.0, None, (Reason(code, value),))


def scope_of(address: Address, cities: Sequence[City], assumed: frozenset[str]) -> Scope:
    """Tell in which 시군구 an address may be.

    Parameters
    ----------
    address : Address
        As it was read.
    cities : sequence of City
        All of the gazetteer.
    assumed : frozenset of str
        Codes of those that a table is about: of an address that names none, or by a name that several have.

    Returns
    -------
    Scope
        What it says stands above what is assumed.
    """
    province, name = current_city(address.province, address.city)
    if province is None and name is None:
        codes = frozenset(city.code for city in cities)
        return Scope(codes & assumed, "city_assumed") if assumed else Scope(codes, "city_unsaid")
    named = frozenset(
        city.code
        for city in cities
        if (province is None or city.province == province) and (name is None or _is_called(city.name, name))
    )
    if province is not None and (name is not None or all(not city.name for city in cities if city.code in named)):
        return Scope(named)
    if name is not None and name not in SHARED_CITY_WORDS:
        return Scope(named)
    return Scope(named & assumed, "city_assumed") if assumed else Scope(named, "city_unsaid")


def _is_called(city: str, name: str) -> bool:
    """Tell whether people mean a 시군구: by all of its name, by its 구, or by the city around it."""
    return city == name or city.endswith(f" {name}") or city.startswith(f"{name} ")


def locate(address: Address, scope: Scope, found: Iterable[KnownAddress], near: Iterable[KnownAddress]) -> Located:
    """Decide what an address means.

    Parameters
    ----------
    address : Address
        With a building or a lot.
    scope : Scope
        Where it was looked for.
    found : iterable of KnownAddress
        With just its road and number, or lot; in the scope.
    near : iterable of KnownAddress
        Otherwise: of the roads and lots that it may mean, each with the nearest number, and of roads also the next ones
        below and above.

    Returns
    -------
    Located
        Refused where several 시군구 are possible, and where none is known.
    """
    exact = list(found)
    candidates = exact or [one for one in near if _differs(address, one) <= FARTHEST_NUMBER]
    if not candidates:
        return _unknown(address, near)
    agreeing = [one for one in candidates if _in_town(address, one)] or candidates
    cities = {one.city_code for one in agreeing}
    if len(cities) > 1:
        return refusal("several_cities", str(len(cities)))
    best, is_alone = _best(address, agreeing)
    if not is_alone:
        return refusal("several_places", str(len(agreeing)))
    reckoned = None if exact else _reckoned(address, best, agreeing)
    if reckoned is not None:
        best, by, off = reckoned
        return _judged(best, [by, *_of_place(address, best, scope)], off + _NEAR_M[address.nearness])
    reasons = [Reason(_BY_EXACTNESS[best.exactness]), *_of_place(address, best, scope)]
    if len(agreeing) > 1 and address.building is None:
        reasons.append(Reason("several_on_lot", str(len(agreeing))))
    within = _WITHIN_M[best.exactness] + _NEAR_M[address.nearness] + (_LOT_M if best.lot else 0.0)
    if not exact:
        reasons.append(
            Reason("sub_missing" if _is_same_main(address, best) else "nearest_number", best.lot or best.number)
        )
        within += PER_NUMBER_M * max(_differs(address, best), 2)
    return _judged(best, reasons, within)


def _reckoned(
    address: Address, best: KnownAddress, near: Sequence[KnownAddress]
) -> tuple[KnownAddress, Reason, float] | None:
    """Return a number that no file tells of, where it is by its neighbours on the same road, and how far off that may be."""
    building = address.building
    if building is None or building.is_underground or _is_same_main(address, best):
        return None
    along = [one for one in near if one.road_code == best.road_code and one.ground == best.ground and not one.gone]
    lower = _numbered(address, [one for one in along if one.main < building.main])
    upper = _numbered(address, [one for one in along if one.main > building.main])
    place = between(lower, upper, building.main) if lower and upper else None
    if lower is None or upper is None or place is None:
        return None
    sides = [one for one in along if one.main in (lower.main, upper.main)]
    known = replace(
        best,
        main=building.main,
        sub=building.sub,
        district=best.district if len({one.district for one in sides}) == 1 else None,
        postcode=best.postcode if len({one.postcode for one in sides}) == 1 else None,
        building=None,
        x=place.x,
        y=place.y,
        exactness=Exactness.BASE_NUMBER,
    )
    return known, Reason("between", f"{lower.main}–{upper.main}"), place.within_m


def _numbered(address: Address, known: Iterable[KnownAddress]) -> KnownNumber | None:
    """Return the nearest of some numbers whose place is known."""
    placed = [(_away(address, one), KnownNumber(one.main, one.x, one.y)) for one in known if one.x and one.y]
    return min(placed, key=lambda one: one[0], default=(0, None))[1]


def _judged(best: KnownAddress, reasons: list[Reason], within: float) -> Located:
    confidence = 1.0
    for reason in reasons:
        confidence *= SHARES[reason.code]
    confidence = round(confidence, 3)
    is_sure = confidence >= SURE_AT and best.x is not None
    certainty = Certainty.SURE if is_sure else Certainty.UNSURE
    return Located(certainty, confidence, within if best.x is not None else 0.0, best, tuple(reasons))


def _of_place(address: Address, best: KnownAddress, scope: Scope) -> Iterable[Reason]:
    if best.lot:
        yield Reason("by_lot", best.lot)
    if scope.reason:
        yield Reason(scope.reason, best.city or best.province)
        if address.unread:
            yield Reason("words_unread", address.unread)
    if not _in_town(address, best):
        yield Reason("other_town", best.town or best.district or "")
    if address.postcode and best.postcode and address.postcode != best.postcode:
        yield Reason("other_postcode", best.postcode)
    if address.building and address.building.is_underground != (best.ground == 1):
        yield Reason("ground_differs", best.number)
    if best.gone:
        yield Reason("gone")
    if address.nearness is not Nearness.AT:
        yield Reason(str(address.nearness))


def _unknown(address: Address, near: Iterable[KnownAddress]) -> Located:
    if address.building:
        is_known = any(True for _ in near)
        return (
            refusal("unknown_number", address.building.number)
            if is_known
            else refusal("unknown_road", address.building.road)
        )
    town = address.village or address.town or ""
    return refusal("unknown_lot", f"{town} {address.lot.number if address.lot else ''}".strip())


def _best(address: Address, candidates: list[KnownAddress]) -> tuple[KnownAddress, bool]:
    """Choose among those in one 시군구; several roads of one name are several places, several doors of one lot are not."""
    wanted = 1 if address.building and address.building.is_underground else 0
    ranked: Callable[[KnownAddress], tuple[object, ...]] = lambda one: (  # noqa: E731 - a key of a sort
        one.gone,
        one.ground != wanted,
        _away(address, one),
        -one.exactness,
        one.road_code,
        one.main,
        one.sub,
    )
    best = min(candidates, key=ranked)
    if address.building:
        return best, len({one.road_code for one in candidates}) == 1
    return best, len({(one.town, one.village) for one in candidates}) == 1


def _differs(address: Address, known: KnownAddress) -> int:
    if address.building:
        return abs(known.main - address.building.main)
    return 0


def _away(address: Address, known: KnownAddress) -> int:
    """Tell by how many numbers an address is off, the other side of the road included."""
    differs = _differs(address, known)
    return differs + SIDE_NUMBERS * (differs % 2)


def _is_same_main(address: Address, known: KnownAddress) -> bool:
    return address.building is None or known.main == address.building.main


def _in_town(address: Address, known: KnownAddress) -> bool:
    """Tell whether an address agrees about 읍면동 and 리; 행정동 are often cut from one 법정동: 의정부1동 of 의정부동."""
    if address.village and known.village and address.village != known.village:
        return False
    if not address.town or known.town is None:
        return True
    if address.town in (known.town, known.district):
        return True
    return _without_number(address.town) == _without_number(known.town)


def _without_number(town: str) -> str:
    return "".join(c for c in town if not c.isdigit() and c != "·").removesuffix("동").removesuffix("제")
