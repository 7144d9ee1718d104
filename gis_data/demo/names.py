"""What alleys are called, in the manner of Korean road names.

An alley is called after the main road it leaves and numbered by where it leaves it: 호국로1298번길.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import dist
from typing import Final

from gis_data.demo.alleys import Alley
from gis_data.demo.streets import Point, Streets

_INTERVAL: Final = 20.0
"""Numbers along a road rise by two every so many metres, odd on the left (기초번호)."""

_STEMS: Final = (
    *("느티", "샘터", "버들골", "솔밭", "배나무골", "우물터", "돌다리", "서당골", "장터", "물레", "옹달샘", "두레"),
    *("복사골", "산들", "미리내", "아람", "가온", "나래", "도담", "라온", "마루터", "바람골", "차돌", "큰말", "텃말"),
    *("한울", "양지말", "윗말", "아랫말", "새터", "방죽", "밤나무골", "감나무골", "오리골", "꽃동산", "들머리", "봄내"),
)
"""Made names for the roads between neighbourhoods."""


@dataclass
class _Road:
    """A main road while the alleys off it are numbered."""

    name: str
    start: Point
    taken: set[str] = field(default_factory=set)

    def number(self, leaves: Point, towards: Point) -> str:
        """Return the name of an alley by where it leaves the road, and to which side."""
        ahead, aside = _minus(leaves, self.start), _minus(towards, leaves)
        right = ahead[0] * aside[1] - ahead[1] * aside[0] < 0
        number = 2 * int(dist(leaves, self.start) / _INTERVAL) + (2 if right else 1)
        while f"{self.name}{number}번길" in self.taken:
            number += 2
        return self.take(f"{self.name}{number}번길")

    def take(self, name: str) -> str:
        """Note a name as given."""
        self.taken.add(name)
        return name


def name_alleys(alleys: list[Alley], streets: Streets) -> None:
    """Give every alley a name; ways inside complexes keep none.

    Parameters
    ----------
    alleys : list of Alley
        From `gather`; main roads are named already.
    streets : Streets
        All streets.
    """
    of_street = {street.number: alley for alley in alleys for street in alley.streets}
    _name_roads([alley for alley in alleys if not alley.name and alley.streets[0].road_class == "tertiary"])
    waiting = deque((alley, _Road(alley.name, _start(alley))) for alley in alleys if alley.name)
    while waiting:
        alley, road = waiting.popleft()
        for joint in alley.joints:
            branch = of_street[joint.other]
            if branch.name or not branch.is_alley:
                continue
            branch.name = _branch_name(alley, branch, road, joint.point, streets[joint.other].line)
            waiting.append((branch, road))


def _name_roads(roads: list[Alley]) -> None:
    for number, road in enumerate(roads):
        turn = number // len(_STEMS)
        road.name = f"{_STEMS[number % len(_STEMS)]}{turn + 1 if turn else ''}로"


def _start(road: Alley) -> Point:
    """Return the south-western end: roads are numbered from the west and from the south."""
    return min((point for street in road.streets for point in (street.line[0], street.line[-1])), key=sum)


def _branch_name(alley: Alley, branch: Alley, road: _Road, leaves: Point, line: list[Point]) -> str:
    inner = alley.name.replace("번길", "번안길")
    blind = len(branch.streets) == 1 and not branch.streets[0].joints
    if blind and inner != alley.name and inner not in road.taken:
        return road.take(inner)
    return road.number(leaves, line[-1] if line[0] == leaves else line[0])


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]
