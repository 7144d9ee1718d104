"""Which roads are alleys to survey and grade, and which are only drawn around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GRADED_CLASS: Final = "4"
"""길 in 도로위계구분 (ROA_CLS_SE): 1 고속도로, 2 대로, 3 로, 4 길."""

GRADED_HIGHWAYS: Final = frozenset(
    {"residential", "living_street", "service", "footway", "path", "pedestrian", "steps"}
)
"""Values of OSM ``highway`` that are alleys: residential, service and foot ways."""

OTHER_ROADS: Final = "108"
"""기타 도로 in the 도로등급 (ROAD_RANK) of the 표준노드링크: 101 고속국도, 102 도시고속국도, 103 일반국도,
104 특별·광역시도, 105 국가지원지방도, 106 지방도, 107 시·군도."""

_RANKS: Final = frozenset({"101", "102", "103", "104", "105", "106", "107", OTHER_ROADS})
_STRUCTURES: Final = {"001": "bridge", "002": "tunnel", "003": "bridge", "004": "tunnel"}
"""도로유형 (ROAD_TYPE) of the 표준노드링크 that leaves the ground: 고가차도, 지하차도, 교량, 터널."""

_PARTS_OF_PREMISES: Final = frozenset({"parking_aisle", "driveway", "drive-through", "emergency_access"})
_PARTS_OF_STREETS: Final = frozenset({"sidewalk", "crossing", "traffic_island", "link"})
_CLOSED: Final = frozenset({"no", "private"})


def is_graded(road_class: str | None, name: str | None, tags: Mapping[str, str]) -> bool:
    """Tell whether a road is an alley to survey and grade.

    The official class decides where there is one. Otherwise a road named 길 is one whatever its OSM class
    (mappers draw busy 길 as ``tertiary``), and so are residential, service and foot ways, except parking
    aisles and driveways, which belong to premises, pavements and crossings, which belong to a street already
    drawn, and ways closed to the public. A 도로등급 says who keeps a road, not what it is (a 시·군도 can be the
    main street of a city): a road with one is an alley by its name, or without a name when it is 기타.

    Parameters
    ----------
    road_class : str or None
        도로위계구분, or 도로등급 of the 표준노드링크.
    name : str or None
        Road name.
    tags : mapping of str to str
        ``highway``, ``service``, ``footway``, ``access``.

    Returns
    -------
    bool
        False for a road kept as context.
    """
    if road_class in _RANKS:
        return road_class == OTHER_ROADS if name is None else name.endswith("길")
    if road_class is not None:
        return road_class.lstrip("0") == GRADED_CLASS or road_class == "길"
    if name is not None and name.endswith("길"):
        return True
    return (
        tags.get("highway") in GRADED_HIGHWAYS
        and tags.get("service") not in _PARTS_OF_PREMISES
        and tags.get("footway") not in _PARTS_OF_STREETS
        and tags.get("access") not in _CLOSED
    )


def structure_tags(road_type: str) -> dict[str, str]:
    """Say a 도로유형 of the 표준노드링크 in tags.

    Parameters
    ----------
    road_type : str
        ``000`` for the ground.

    Returns
    -------
    dict of str to str
        ``bridge`` or ``tunnel``; empty on the ground.
    """
    structure = _STRUCTURES.get(road_type)
    return {} if structure is None else {structure: "yes"}


def level_of(tags: Mapping[str, str]) -> str:
    """Name the level a road runs on; roads of different levels cross without meeting.

    Parameters
    ----------
    tags : mapping of str to str
        ``bridge``, ``tunnel``, ``layer``.

    Returns
    -------
    str
        ``""`` on the ground, else e.g. ``tunnel-1``, ``bridge+1``, ``layer-1``. A bridge or tunnel without a
        layer is one up or down; a passage through a building stays on the ground.
    """
    tunnel = tags.get("tunnel", "no") not in ("no", "building_passage")
    bridge = tags.get("bridge", "no") != "no"
    layer = tags.get("layer", "0").removeprefix("+")
    if layer in ("0", ""):
        layer = "-1" if tunnel else "1" if bridge else ""
    if not layer:
        return ""
    structure = "tunnel" if tunnel else "bridge" if bridge else "layer"
    return f"{structure}{layer}" if layer.startswith("-") else f"{structure}+{layer}"
