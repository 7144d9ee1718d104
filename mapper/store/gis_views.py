"""Views for GIS programs that read the database itself: the schema ``gis``, and two roles that see nothing else.

They are the public editions of what is taken out, by the same queries, and for staff alone the grades of every official day.
They are made anew after every migration, so that a view never says what an export does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, text

from mapper.crs import KOREA_TM
from mapper.domain.disclosure import UNNAMED, public_point_labels
from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import EXPORT_LAYERS, export_layer
from mapper.domain.issue import PUBLICATION_DELAY
from mapper.store.cluster.configuration import GIS_ROLE, GIS_STAFF_ROLE
from mapper.store.export_queries import QUERIES

SCHEMA: Final = "gis"
SHAPE: Final = "geom"
"""Name of the column with the shape, EPSG:5179 [m]."""

_NEWEST: Final = "(SELECT {column} FROM grade_run WHERE official ORDER BY as_of DESC, known_at DESC, id LIMIT 1)"
_END_OF_DAY: Final = "((as_of + 1)::timestamp AT TIME ZONE 'Asia/Seoul')"
_HOUR: Final = "date_trunc('hour', now())"
_PARAMETER: Final = re.compile(r"(?<!:):([a-z_]+)\b")


def _array(words: Iterator[str]) -> str:
    return "ARRAY[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + "]"


def _values() -> Mapping[str, str]:
    """Return what stands in a view for each parameter of an export: what is newest, and no filter."""
    labels = public_point_labels()
    hours = PUBLICATION_DELAY // timedelta(hours=1)
    now = "now()"
    return {
        "run": _NEWEST.format(column="id"),
        "as_of": _NEWEST.format(column="as_of"),
        "network": now,
        "known": f"coalesce({_NEWEST.format(column='known_at')}, {now})",
        "until": f"coalesce({_NEWEST.format(column=_END_OF_DAY)}, {now})",
        "recorded_before": f"{_HOUR} - interval '{hours} hours'",
        "categories": _array(iter(labels)),
        "labels": _array(iter(labels.values())),
        "named": _array(category for category, label in labels.items() if label != UNNAMED),
        **dict.fromkeys(("districts", "grades", "first", "last", "edits", "surveyor"), "NULL"),
    }


def _of_layer(key: str, values: Mapping[str, str]) -> str:
    layer = export_layer(key)
    query = QUERIES[key, Detail.PUBLIC.value]
    columns = layer.edition(Detail.PUBLIC).columns
    told = ", ".join(f'{query.fields[column.key]} AS "{column.property_name}"' for column in columns)
    shape = f"({query.place})::geometry({layer.shape.value}, {KOREA_TM}) AS {SHAPE}"
    selected = f"SELECT {told}, {shape} {query.rows}"
    if key == "issues":  # what became of them is told by the hour
        values = {**values, "known": f"least({values['known']}, {_HOUR})"}
    return _PARAMETER.sub(lambda found: values[found[1]], selected)


_GRADES: Final = f"""
    SELECT segment.id::text || '/' || as_of AS "등급번호", segment.id::text AS "구간번호", alley.name AS "골목이름",
        overall_grade AS "종합등급", residential_grade AS "주거환경등급", walking_grade AS "보행환경등급",
        confidence_level AS "신뢰도", as_of AS "등급기준일", line::geometry(LineString, {KOREA_TM}) AS {SHAPE}
    FROM (SELECT DISTINCT ON (as_of) id, as_of FROM grade_run WHERE official ORDER BY as_of, known_at DESC, id) AS run
    JOIN grade ON grade.run_id = run.id JOIN segment ON segment.id = grade.segment_id JOIN alley ON alley.id = alley_id
"""


OF_STAFF: Final = frozenset({"grades"})
"""Views that everybody may not see: two days side by side tell what a card folds (ADR 0063)."""


def views() -> dict[str, str]:
    """Return the query of each view.

    Returns
    -------
    dict of str to str
        SQL by the name of the view.
    """
    values = _values()
    public = (layer.key for layer in EXPORT_LAYERS if Detail.PUBLIC in layer.editions)
    return {**{key: _of_layer(key, values) for key in public}, "grades": _GRADES}


def drop(connection: Connection) -> None:
    """Take the views away, so that a migration may change what they stand on.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of the owner of the tables; in the transaction of the migrations.
    """
    connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))


def put(connection: Connection) -> None:
    """Make the views as they are to be, unless they are, and let the roles read theirs where they are there.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of the owner of the tables; in the transaction of the migrations.
    """
    wanted = views()
    edition = sha256(repr(wanted).encode()).hexdigest()
    told = f"Golmok for GIS programs, edition {edition}"
    found = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :schema")
    if connection.execute(found, {"schema": SCHEMA}).scalar_one_or_none() != told:
        drop(connection)
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        for name, query in wanted.items():
            # A function of somebody's own would else be asked about rows before the view has left them out.
            barrier = " WITH (security_barrier)" if name == "issues" else ""
            connection.exec_driver_sql(f"CREATE VIEW {SCHEMA}.{name}{barrier} AS {query.replace('%', '%%')}")
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{told}'")
    for role, names in ((GIS_ROLE, wanted.keys() - OF_STAFF), (GIS_STAFF_ROLE, wanted.keys())):
        if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first():
            its_views = ", ".join(f"{SCHEMA}.{name}" for name in sorted(names))
            connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}")
            connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM {role}")
            connection.exec_driver_sql(f"GRANT SELECT ON {its_views} TO {role}")
