"""The query behind each edition of a layer that is taken out: where it stands is the only difference between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mapper.domain.calendar import KST
from mapper.domain.category import CATEGORIES
from mapper.domain.due import DEFAULT_KIND
from mapper.domain.grading import GRADES
from mapper.domain.issue import EVENT_KINDS
from mapper.domain.rubric import RUBRIC
from mapper.domain.venue import WEEK
from mapper.store.graded_map import UNGRADED
from mapper.store.grades import IN_NETWORK
from mapper.store.issue_state import ISSUE_STATE, KNOWN_EVENTS, issues_standing
from mapper.store.shops import HELD as SHOPS_HELD
from mapper.store.tiles import FEATURE_ID, open_public_everywhere
from mapper.store.venues import HELD as VENUES_HELD


@dataclass(frozen=True)
class Query:
    """Where the rows of one edition come from.

    Attributes
    ----------
    fields : mapping of str to str
        SQL expression of each column, by its key.
    place : str
        SQL expression of the shape, in metres.
    rows : str
        ``FROM`` and ``WHERE``; `IN_BOX` stands where a condition on the segments of the place asked for spares work.
    order : str
        So that the same rows come in the same order.
    web : str or None
        SQL expression of the shape in Web Mercator, where it is at hand.
    geojson : str or None
        SQL expression of the shape as GeoJSON, where it is at hand.
    key : str or None
        SQL expression of the UUID by which rows can be picked; None where a row has none.
    """

    fields: Mapping[str, str]
    place: str
    rows: str
    order: str
    web: str | None = None
    geojson: str | None = None
    key: str | None = None


IN_BOX: Final = "/* in box */"
"""Marks where a query may be narrowed to the segments of a place."""


def _day(moment: str) -> str:
    return f"({moment} AT TIME ZONE '{KST.key}')::date"


def _number(value: str, decimals: int) -> str:
    """Round without a detour through numeric, which would take as long as all the rest of a row."""
    return f"round({value} * 1e{decimals}::float8) / 1e{decimals}::float8"


def _clock(minutes: str) -> str:
    """Write minutes of a day as a clock does; the midnight after it is 24:00."""
    return f"lpad(({minutes} / 60)::text, 2, '0') || ':' || lpad(({minutes} % 60)::text, 2, '0')"


def _in_districts(code: str) -> str:
    return f"(CAST(:districts AS text[]) IS NULL OR {code} = ANY (CAST(:districts AS text[])))"


def _with_grades(letter: str) -> str:
    return f"(CAST(:grades AS text[]) IS NULL OR coalesce({letter}, '{UNGRADED}') = ANY (CAST(:grades AS text[])))"


def _between(moment: str) -> str:
    first, last = "CAST(:first AS date)", "CAST(:last AS date)"
    return f"({first} IS NULL OR {_day(moment)} >= {first}) AND ({last} IS NULL OR {_day(moment)} <= {last})"


_DISTRICT: Final = {"district_code": "district.code", "district": "district.name"}
_GRADE: Final = "LEFT JOIN grade ON run_id = :run AND grade.segment_id = segment.id"
_AS_OF: Final = {"as_of": "CAST(:as_of AS date)"}

_SEGMENT_FIELDS: Final = {
    "id": "segment.id::text",
    "name": "alley.name",
    "road_code": "road_code",
    **_DISTRICT,
    "length_m": _number("length_m", 1),
    **{axis: f"{axis}_grade" for axis in ("overall", "residential", "walking")},
    **{f"{axis}_score": f"{axis}_score / 100.0::float8" for axis in ("overall", "residential", "walking")},
    **{f"{axis}_reason": f"{axis}_reason" for axis in ("residential", "walking")},
    "confidence": "confidence_level",
    "surveyed_on": _day("surveyed_at"),
    **_AS_OF,
}
_SEGMENT_ROWS: Final = f"""
    FROM segment JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id {_GRADE}
    LEFT JOIN (
        SELECT segment_id, max(walked_at) AS surveyed_at, count(*) AS surveys FROM survey
        WHERE recorded_at <= :known AND walked_at < :until {IN_BOX} GROUP BY segment_id
    ) AS walked ON walked.segment_id = segment.id
    %s WHERE graded AND {IN_NETWORK} AND {_in_districts("district.code")} AND {_with_grades("overall_grade")}
"""
_OPEN_ISSUES: Final = f"""
    LEFT JOIN (
        SELECT segment_id, count(*) AS open_issues FROM ({issues_standing(some=False)}) AS issue
        WHERE resolved_at IS NULL AND verification <> 'rejected' {IN_BOX} GROUP BY segment_id
    ) AS counted ON counted.segment_id = segment.id
"""
_EDITED: Final = (
    ("edited_width_m", "float8"),
    ("stairs", "int"),
    ("impassable", "int"),
    ("note", "text"),
    ("disputed", "int"),
    ("edited_by", "text"),
    ("edited_on", "date"),
)
_EDITS: Final = f"""
    LEFT JOIN json_to_recordset(CAST(:edits AS json)) AS edited(
        edited_id uuid, {", ".join(f"{key} {kind}" for key, kind in _EDITED)}
    ) ON edited_id = segment.id
"""
"""What people wrote over segments: which of their values stands only the domain can tell."""

_ALONG: Final = "line, segment.id"
"""PostGIS orders shapes along a Hilbert curve, so that neighbours are near in a file as well."""

_SEGMENTS_PUBLIC: Final = Query(
    _SEGMENT_FIELDS, "line", _SEGMENT_ROWS % "", _ALONG, "web_line", "geojson", "segment.id"
)
_SEGMENTS_STAFF: Final = Query(
    {
        **_SEGMENT_FIELDS,
        "source_id": "source_id",
        "road_class": "road_class",
        "width_m": "width_m",
        "confidence_value": _number("confidence", 4),
        "surveys": "coalesce(surveys, 0)",
        "open_issues": "coalesce(open_issues, 0)",
        **{key: key for key, _ in _EDITED},
    },
    "line",
    _SEGMENT_ROWS % (_OPEN_ISSUES + _EDITS),
    _ALONG,
    "web_line",
    "geojson",
    "segment.id",
)


def _metres(condition: str, name: str) -> str:
    return f"{_number(f'coalesce(sum(length_m) FILTER (WHERE {condition}), 0)', 1)} AS {name}"


_BY_LETTER: Final = {f"{letter.lower()}_m": f"overall_grade = '{letter}'" for letter in GRADES}
_METRES: Final = {"length_m": "true", **_BY_LETTER, "ungraded_m": "overall_grade IS NULL"}

_DISTRICTS: Final = Query(
    {
        **{key: key for key in ("code", "name", "households", "segments", *_METRES)},
        **_AS_OF,
    },
    "boundary",
    f"""
    FROM district CROSS JOIN LATERAL (
        SELECT household_count AS households, count(segment.id) AS segments,
            {", ".join(_metres(condition, name) for name, condition in _METRES.items())}
        FROM segment {_GRADE} WHERE district_id = district.id AND graded AND {IN_NETWORK}
    ) AS its_segments
    WHERE superseded_at IS NULL AND {_in_districts("code")}
    """,
    "code",
    "web_boundary",
)

# The rule of the public map, over those issues alone that were reported in the days asked for.
_PUBLIC_POINTS: Final = open_public_everywhere(_between("told.reported_at"))
_ISSUES_PUBLIC: Final = Query(
    {
        "id": FEATURE_ID.format(point="geom_tm"),
        "label": "label",
        "count": "count",
        "district_code": "code",
        "district": "name",
    },
    "geom_tm",
    f"""
    FROM ({_PUBLIC_POINTS}) AS shown LEFT JOIN (
        SELECT DISTINCT ON (public_point) public_point, code, name
        FROM segment JOIN district ON district.id = district_id
        WHERE public_point IS NOT NULL ORDER BY public_point, segment.recorded_at DESC
    ) AS around ON public_point = geom_tm
    WHERE {_in_districts("code")}
    """,
    "ST_X(geom_tm), ST_Y(geom_tm), label",
)

_LABELS: Final = " ".join(f"WHEN '{category.id}' THEN '{category.label_ko}'" for category in CATEGORIES)
_STATUS: Final = " ".join(f"WHEN '{event.kind}' THEN '{event.leads_to}'" for event in EVENT_KINDS)
_ISSUES_STAFF: Final = Query(
    {
        "id": "state.id::text",
        "category": "state.category",
        "label": f"CASE state.category {_LABELS} END",
        "severity": "state.severity",
        "status": f"CASE latest.kind {_STATUS} ELSE 'received' END",
        "verification": "state.verification",
        "origin": "state.origin",
        "answered_as": f"coalesce(classified.kind, filed.kind, '{DEFAULT_KIND}')",
        "reported_on": _day("state.reported_at"),
        "recorded_on": _day("state.recorded_at"),
        "resolved_on": _day("state.resolved_at"),
        "description": "state.description",
        "road_name": "issue.road_name",
        "segment_id": "state.segment_id::text",
        "name": "alley.name",
        "overall": "overall_grade",
        **_DISTRICT,
        "decision": "state.decision",
        "method": "placed.method",
        "probability": _number("placed.probability", 4),
        "accuracy_m": "state.accuracy_m",
    },
    "state.point",
    f"""
    FROM ({ISSUE_STATE}) AS state JOIN issue ON issue.id = state.id
    LEFT JOIN LATERAL (
        SELECT kind FROM issue_event WHERE issue_id = state.id AND {KNOWN_EVENTS}
        ORDER BY occurred_at DESC, recorded_at DESC, id LIMIT 1
    ) AS latest ON true
    LEFT JOIN LATERAL (
        SELECT method, probability FROM placement WHERE issue_id = state.id AND recorded_at <= :known
        ORDER BY recorded_at DESC, id LIMIT 1
    ) AS placed ON true
    LEFT JOIN LATERAL (
        SELECT kind FROM classification WHERE issue_id = state.id AND recorded_at <= :known
        ORDER BY recorded_at DESC, id DESC LIMIT 1
    ) AS classified ON true
    LEFT JOIN LATERAL (
        SELECT kind FROM complaint WHERE issue_id = state.id AND recorded_at <= :known ORDER BY filed_at, id LIMIT 1
    ) AS filed ON true
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN alley ON alley.id = alley_id {_GRADE}
    LEFT JOIN LATERAL (
        SELECT code, name FROM district
        WHERE CASE WHEN state.segment_id IS NULL THEN superseded_at IS NULL AND ST_Covers(boundary, state.point)
            ELSE district.id = segment.district_id END
        ORDER BY code LIMIT 1
    ) AS district ON true
    WHERE {_in_districts("district.code")} AND {_with_grades("overall_grade")} AND {_between("state.reported_at")}
    """,
    "state.id",
    key="state.id",
)

_SURVEYS: Final = Query(
    {
        "id": "survey.id::text",
        "segment_id": "survey.segment_id::text",
        "name": "alley.name",
        **_DISTRICT,
        "overall": "overall_grade",
        "walked_on": _day("walked_at"),
        "recorded_on": _day("survey.recorded_at"),
        "surveyor": "surveyor",
        "method": "survey.method",
        "rubric": "rubric",
        "duration_s": "duration_s",
        # another version may have other items in these places
        **{
            item.id: f"CASE WHEN rubric = '{RUBRIC.version}' THEN levels[{place}] END"
            for place, item in enumerate(RUBRIC.items, 1)
        },
    },
    "line",
    f"""
    FROM survey JOIN segment ON segment.id = survey.segment_id JOIN alley ON alley.id = alley_id
    LEFT JOIN district ON district.id = district_id {_GRADE}
    WHERE {IN_NETWORK} AND {_in_districts("district.code")} AND {_with_grades("overall_grade")}
        AND {_between("walked_at")} AND (CAST(:surveyor AS uuid) IS NULL OR survey.user_id = CAST(:surveyor AS uuid))
    """,
    "walked_at, survey.id",
    "web_line",
    "geojson",
)

_DAYS: Final = ", ".join(f"'{day.ko}'" for day in WEEK)
_VENUES: Final = Query(
    {
        "id": "venue_id::text",
        "name": "venue.name",
        "kind": "kind",
        "owner": "owner",
        "hours": f"""
            (SELECT string_agg(format('%s %s–%s', told, {_clock("opening")}, {_clock("closing")}), ', ' ORDER BY place)
            FROM unnest(ARRAY[{_DAYS}], opens, closes) WITH ORDINALITY AS days(told, opening, closing, place)
            WHERE opening >= 0)
        """,
        "capacity": "capacity",
        "slot_min": "slot_min",
        "area_m2": f"CASE WHEN ST_Area(shape) > 0 THEN {_number('ST_Area(shape)', 1)} END",
        "rules": "rules",
        **_DISTRICT,
    },
    "ST_PointOnSurface(shape)",
    f"""
    FROM ({VENUES_HELD}) AS venue
    LEFT JOIN district ON district.code = venue.district_code AND district.superseded_at IS NULL
    WHERE {_in_districts("venue.district_code")}
    """,
    "venue_id",
)

_SHOPS: Final = Query(
    {
        "id": "id::text",
        **{
            key: key
            for key in ("name", "sector", "address", "hours", "services", "joined_on", "district_code", "district")
        },
    },
    "point",
    f"FROM ({SHOPS_HELD}) AS shop WHERE {_in_districts('district_code')}",
    "id",
    "web_point",
    key="id",
)

QUERIES: Final[Mapping[tuple[str, str], Query]] = {
    ("segments", "public"): _SEGMENTS_PUBLIC,
    ("segments", "staff"): _SEGMENTS_STAFF,
    ("issues", "public"): _ISSUES_PUBLIC,
    ("issues", "staff"): _ISSUES_STAFF,
    ("districts", "public"): _DISTRICTS,
    ("surveys", "staff"): _SURVEYS,
    ("shops", "public"): _SHOPS,
    ("venues", "public"): _VENUES,
}
"""The query of each edition, by layer and detail."""
