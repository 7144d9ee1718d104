"""All that the field page needs of some districts where there is no signal, in one answer."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import require
from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.duplicate import AGREEING_SIGMAS, FARTHEST_M, NEAR_M
from mapper.domain.editable import SEGMENT
from mapper.domain.item import Item
from mapper.domain.parameters import PLACEMENT
from mapper.domain.reader import Reader, Role
from mapper.domain.rubric import AXES, LEVELS, NOT_APPLICABLE, NOT_OBSERVED, RUBRIC
from mapper.domain.severity_example import SEVERITY_EXAMPLES
from mapper.errors import InvalidInput, NotAllowed, NotFound
from mapper.operations.field_work import DECIMALS, edited, issues, work_words
from mapper.operations.sent_lists import sent_to
from mapper.spatial.network import SNAP_M, shared_ends
from mapper.store import field_area as rows
from mapper.store.engine import Session
from mapper.store.survey_tasks import tasks_of

PERMISSION: Final = "field.area"


def field_area(session: Session, *, by: Reader, district: str | None, today: date) -> dict[str, Any]:
    """Put together what a phone takes along; the same whenever nothing has changed.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who takes it along.
    district : str or None
        Code of the one district that is wanted; all of the reader's own when not given.
    today : date
        Day of the list of surveys.

    Returns
    -------
    dict
        As `web.schemas.area.FieldArea`, of what JSON can hold.

    Raises
    ------
    NotAllowed
        When the district is none of theirs.
    InvalidInput
        When no district is named by somebody who works in all of them.
    NotFound
        When there is no such district.
    """
    codes = _codes(by, district)
    districts = rows.districts(session, codes)
    if district is not None and not districts:
        raise NotFound(f"No district has the code {district!r}; choose one from /api/v1/map.", district=district)
    tasks = tasks_of(session, by.user_id, today) if by.user_id else []
    segments, lines = rows.segments(session, codes)
    over = edited(session, SEGMENT, [segment["id"] for segment in segments])
    taken, left_out = issues(session, codes, by=by)
    return {
        "districts": districts,
        "segments": _segments(segments, lines, {task.segment for task in tasks}, over),
        "issues": taken,
        "left_out": left_out,
        "teams": rows.teams(session, codes),
        "plans": rows.plans(session, codes),
        "today": {"day": today, "tasks": [vars(task) for task in tasks]},
        "work": work_words(by),
        "lists": [vars(one) for one in sent_to(session, by)] if by.role is Role.FIELD else [],
        **_VOCABULARY,
    }


def _codes(by: Reader, district: str | None) -> list[str]:
    require(PERMISSION, by)
    if district is None:
        if by.districts is None:
            message = f"{by.name} works in every district; name one of them: ?district=CODE."
            raise InvalidInput(message, field="district")
        return sorted(by.districts)
    if not by.reaches(district):
        raise NotAllowed(
            f"{district!r} is none of the districts of {by.name}; name one of theirs.", permission=PERMISSION
        )
    return [district]


def _segments(
    segments: list[dict[str, Any]], lines: NDArray[np.object_], listed: set[Any], over: dict[UUID, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Tell the letter of everything but what is to be surveyed: what others found must not lead whoever looks next."""
    ends = shared_ends(lines, within_m=SNAP_M).tolist()
    return [
        {
            **segment,
            "length_m": round(segment["length_m"], 1),
            "grade": None if segment["id"] in listed else segment["grade"],
            "line": line,
            "ends": junctions,
            **_edited(over.get(segment["id"])),
        }
        for segment, line, junctions in zip(segments, _in_degrees(lines), ends, strict=True)
    ]


def _in_degrees(lines: NDArray[np.object_]) -> list[list[list[float]]]:
    coordinates, line_of = shapely.get_coordinates(lines, return_index=True)
    lon, lat = transformer(KOREA_TM, WGS84).transform(*coordinates.T)
    positions = np.round(np.column_stack([lon, lat]), DECIMALS).tolist()
    starts = np.searchsorted(line_of, np.arange(len(lines) + 1)).tolist()
    return [positions[begin:end] for begin, end in pairwise(starts)]


def _edited(over: dict[str, Any] | None) -> dict[str, Any]:
    if over is None:
        return {}
    return {"edited": over} | ({"width_m": over["width_m"]["value"]} if "width_m" in over else {})


def _item(item: Item) -> dict[str, Any]:
    """Tell an item without its weight, which nobody should have in mind who answers."""
    return {
        "id": item.id,
        "axis": item.axis,
        "label": {"ko": item.label_ko, "en": item.label_en},
        "na_allowed": item.na_allowed,
        "levels": [vars(level) for level in item.levels],
    }


_GROUP_OF: Final = {category.id: category.effects[0].item for category in CATEGORIES}
_VOCABULARY: Final = {
    "rubric": {
        "version": RUBRIC.version,
        "axes": {axis: vars(label) for axis, label in AXES.items()},
        "levels": [vars(level) for level in LEVELS],
        "not_applicable": vars(NOT_APPLICABLE),
        "not_observed": vars(NOT_OBSERVED),
        "items": [_item(item) for item in RUBRIC.items],
    },
    "categories": [
        {
            "id": category.id,
            "label": {"ko": category.label_ko, "en": category.label_en},
            "group": _GROUP_OF[category.id],
            "examples": [vars(example) for example in SEVERITY_EXAMPLES[category.id]],
        }
        for category in CATEGORIES
    ],
    "groups": {item.id: {"ko": item.label_ko, "en": item.label_en} for item in RUBRIC.items},
    "severities": [vars(severity) for severity in SEVERITIES],
    "nearness": {
        "near_m": NEAR_M,
        "agreeing_sigmas": AGREEING_SIGMAS,
        "farthest_m": FARTHEST_M,
        "r68_divisor": PLACEMENT.r68_divisor,
        "map_error_m": PLACEMENT.map_error_m,
        "default_accuracy_m": PLACEMENT.default_accuracy_m,
        "dragged_pin_m": PLACEMENT.dragged_pin_m,
    },
}
"""What is the same in every district; one group is what `mapper.domain.new_issue.same_group` takes for one."""
