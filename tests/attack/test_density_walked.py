"""What programs may be told of released areas, and that an answer of its own is caught."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest
import shapely

from attack.density_walked import ITEMS, Probe, is_as_released, probe_of
from mapper.operations.density.areas import LAYER

NAMES = {column.key: column.property_name for edition in LAYER.editions.values() for column in edition.columns}
HERE = shapely.Point(958_000, 1_971_000).buffer(300)


def area(number: int, band: str, **more: Any) -> dict[str, Any]:
    properties = dict.fromkeys(NAMES.values()) | {NAMES["id"]: f"2025-planner-{number}", NAMES["band"]: band}
    return {"id": f"2025-planner-{number}", "properties": properties, "geometry": {"type": "Point"}} | more


RELEASED = {str(one["id"]): one for one in (area(1, "10–14"), area(2, "15–19"), area(3, "10–14"))}


def answer(*areas: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"features": [*areas], "numberMatched": len(areas), "numberReturned": len(areas)} | more


def test_every_way_to_ask_comes_in_its_turn() -> None:
    probes = [probe_of(HERE, number, RELEASED) for number in range(800)]
    assert {one.status for one in probes} == {HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
    asked = {name for one in probes for name in one.asked}
    assert asked >= {"bbox", "bbox-crs", "radius", "polygon", "filter", "intersects", NAMES["band"], NAMES["id"]}
    bands = [one for one in probes if one.exactly and one.asked == {NAMES["band"]: "10–14"}]
    assert bands[0].exactly == {"2025-planner-1", "2025-planner-3"}
    assert all(one.path == ITEMS or "limit" not in one.query for one in probes)


@pytest.mark.parametrize(
    ("probe", "told", "holds"),
    [
        (Probe(), answer(*RELEASED.values()), True),
        (Probe(), answer(area(1, "10–14")), True),
        (Probe(), answer(area(1, "15–19")), False),
        (Probe(), answer(area(1, "10–14", geometry={"type": "MultiPoint"})), False),
        (Probe(), answer(area(9, "10–14")), False),
        (Probe(), answer(area(1, "10–14"), numberMatched=13), False),
        (Probe(exactly=frozenset({"2025-planner-1"})), answer(area(1, "10–14")), True),
        (Probe(exactly=frozenset({"2025-planner-1"})), answer(), False),
        (Probe(exactly=frozenset()), answer(area(1, "10–14")), False),
    ],
)
def test_an_area_comes_as_it_was_released_or_not_at_all(probe: Probe, told: Mapping[str, Any], *, holds: bool) -> None:
    assert is_as_released(probe, told, RELEASED) is holds
