"""The first tables.

Revision 0001, after nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("survey", "issue_event", "placement", "grade_run", "grade")


def upgrade() -> None:
    for extension in ("postgis", "pg_trgm"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.create_table(
        "alley",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("road_code", sa.Text(), nullable=True),
        sa.Column("width_m", sa.Double(), nullable=True),
        sa.CheckConstraint("width_m > 0 AND width_m < 200", name=op.f("ck_alley_width_plausible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alley")),
        sa.UniqueConstraint("key", name=op.f("uq_alley_key")),
    )
    op.create_index(
        "ix_alley_name_trgm",
        "alley",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_geospatial_table(
        "district",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("household_count", sa.Integer(), nullable=True),
        sa.Column(
            "boundary",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=5179,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ST_Area(boundary) > 0 AND ST_Area(boundary) < 1e12", name=op.f("ck_district_boundary_measurable")
        ),
        sa.CheckConstraint("ST_IsValid(boundary)", name=op.f("ck_district_boundary_valid")),
        sa.CheckConstraint(
            "ST_XMin(boundary) >= 672000.0 AND ST_XMax(boundary) <= 1421000.0 AND ST_YMin(boundary) >= 1445000.0 AND ST_YMax(boundary) <= 2121000.0",
            name=op.f("ck_district_boundary_in_korea"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
    )
    op.create_geospatial_index(
        "ix_district_boundary", "district", ["boundary"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(
        "uq_district_code", "district", ["code"], unique=True, postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.create_table(
        "grade_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("memory_run_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["memory_run_id"], ["grade_run.id"], name=op.f("fk_grade_run_memory_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_run")),
    )
    op.create_index(
        "ix_grade_run_official_as_of_known_at", "grade_run", ["official", "as_of", "known_at"], unique=False
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_geospatial_table(
        "issue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("road_name", sa.Text(), nullable=True),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=5179,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "ST_XMin(point) >= 672000.0 AND ST_XMax(point) <= 1421000.0 AND ST_YMin(point) >= 1445000.0 AND ST_YMax(point) <= 2121000.0",
            name=op.f("ck_issue_point_in_korea"),
        ),
        sa.CheckConstraint("accuracy_m > 0 AND accuracy_m < 100000", name=op.f("ck_issue_accuracy_plausible")),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_issue_severity_in_scale")),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_issue_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sa.UniqueConstraint("source_key", name=op.f("uq_issue_source_key")),
    )
    op.create_geospatial_index(
        "ix_issue_point", "issue", ["point"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_table(
        "segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("alley_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("length_m", sa.Double(), nullable=False),
        sa.Column("graded", sa.Boolean(), nullable=False),
        sa.Column("stub", sa.Boolean(), nullable=False),
        sa.Column("road_class", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column(
            "line",
            Geometry(
                geometry_type="LINESTRING",
                srid=5179,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "public_point",
            Geometry(
                geometry_type="POINT",
                srid=5179,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ST_IsValid(line)", name=op.f("ck_segment_line_valid")),
        sa.CheckConstraint("ST_Length(line) > 0 AND ST_Length(line) < 1e12", name=op.f("ck_segment_line_measurable")),
        sa.CheckConstraint(
            "ST_XMin(line) >= 672000.0 AND ST_XMax(line) <= 1421000.0 AND ST_YMin(line) >= 1445000.0 AND ST_YMax(line) <= 2121000.0",
            name=op.f("ck_segment_line_in_korea"),
        ),
        sa.CheckConstraint(
            "ST_XMin(public_point) >= 672000.0 AND ST_XMax(public_point) <= 1421000.0 "
            "AND ST_YMin(public_point) >= 1445000.0 AND ST_YMax(public_point) <= 2121000.0",
            name=op.f("ck_segment_public_point_in_korea"),
        ),
        sa.CheckConstraint("abs(length_m - ST_Length(line)) < 0.001", name=op.f("ck_segment_length_is_of_line")),
        sa.ForeignKeyConstraint(["alley_id"], ["alley.id"], name=op.f("fk_segment_alley_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_segment_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )
    op.create_index(op.f("ix_segment_alley_id"), "segment", ["alley_id"], unique=False)
    op.create_index(op.f("ix_segment_district_id"), "segment", ["district_id"], unique=False)
    op.create_geospatial_index(
        "ix_segment_line", "segment", ["line"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "ix_segment_public_point", "segment", ["public_point"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_segment_recorded_at"), "segment", ["recorded_at"], unique=False)
    op.create_index(op.f("ix_segment_superseded_at"), "segment", ["superseded_at"], unique=False)
    op.create_index(op.f("ix_segment_source_id"), "segment", ["source_id"], unique=False)
    op.create_index(
        "uq_segment_fingerprint",
        "segment",
        ["fingerprint"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_complaint_import_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_complaint_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("source_key", name=op.f("uq_complaint_source_key")),
    )
    op.create_index(op.f("ix_complaint_issue_id"), "complaint", ["issue_id"], unique=False)
    op.create_table(
        "grade",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("overall_score", sa.Integer(), nullable=True),
        sa.Column("overall_grade", sa.Text(), nullable=True),
        sa.Column("residential_score", sa.Integer(), nullable=True),
        sa.Column("residential_grade", sa.Text(), nullable=True),
        sa.Column("residential_reason", sa.Text(), nullable=True),
        sa.Column("walking_score", sa.Integer(), nullable=True),
        sa.Column("walking_grade", sa.Text(), nullable=True),
        sa.Column("walking_reason", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("confidence_level", sa.Text(), nullable=True),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "overall_score BETWEEN 0 AND 10000 AND residential_score BETWEEN 0 AND 10000 AND walking_score BETWEEN 0 AND 10000",
            name=op.f("ck_grade_scores_in_scale"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["grade_run.id"], name=op.f("fk_grade_run_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_grade_segment_id")),
        sa.PrimaryKeyConstraint("run_id", "segment_id", name=op.f("pk_grade")),
    )
    op.create_index(op.f("ix_grade_segment_id"), "grade", ["segment_id"], unique=False)
    op.create_table(
        "issue_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_event_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_event")),
    )
    op.create_index(op.f("ix_issue_event_issue_id"), "issue_event", ["issue_id"], unique=False)
    op.create_table(
        "placement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("offer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(decision = 'assigned') = (segment_id IS NOT NULL)", name=op.f("ck_placement_assigned_has_segment")
        ),
        sa.CheckConstraint("probability BETWEEN 0 AND 1", name=op.f("ck_placement_probability_in_scale")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_placement_issue_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_placement_segment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_issue_id"), "placement", ["issue_id"], unique=False)
    op.create_index(op.f("ix_placement_segment_id"), "placement", ["segment_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("surveyor", sa.Text(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("levels", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("walked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "-1 <= ALL (array_remove(levels, NULL)) AND 4 >= ALL (array_remove(levels, NULL))",
            name=op.f("ck_survey_levels_in_scale"),
        ),
        sa.CheckConstraint(
            "cardinality(levels) BETWEEN 1 AND 64 AND array_ndims(levels) = 1", name=op.f("ck_survey_levels_counted")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_survey_import_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_survey_segment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("source_key", name=op.f("uq_survey_source_key")),
    )
    op.create_index(op.f("ix_survey_segment_id"), "survey", ["segment_id"], unique=False)
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_survey_segment_id"), table_name="survey")
    op.drop_table("survey")
    op.drop_index(op.f("ix_placement_segment_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_issue_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_index(op.f("ix_issue_event_issue_id"), table_name="issue_event")
    op.drop_table("issue_event")
    op.drop_index(op.f("ix_grade_segment_id"), table_name="grade")
    op.drop_table("grade")
    op.drop_index(op.f("ix_complaint_issue_id"), table_name="complaint")
    op.drop_table("complaint")
    op.drop_index("uq_segment_fingerprint", table_name="segment", postgresql_where=sa.text("superseded_at IS NULL"))
    op.drop_index(op.f("ix_segment_superseded_at"), table_name="segment")
    op.drop_index(op.f("ix_segment_recorded_at"), table_name="segment")
    op.drop_index(op.f("ix_segment_source_id"), table_name="segment")
    op.drop_geospatial_index(
        "ix_segment_public_point", table_name="segment", postgresql_using="gist", column_name="public_point"
    )
    op.drop_geospatial_index("ix_segment_line", table_name="segment", postgresql_using="gist", column_name="line")
    op.drop_index(op.f("ix_segment_district_id"), table_name="segment")
    op.drop_index(op.f("ix_segment_alley_id"), table_name="segment")
    op.drop_geospatial_table("segment")
    op.drop_geospatial_index("ix_issue_point", table_name="issue", postgresql_using="gist", column_name="point")
    op.drop_geospatial_table("issue")
    op.drop_table("import")
    op.drop_index("ix_grade_run_official_as_of_known_at", table_name="grade_run")
    op.drop_table("grade_run")
    op.drop_index("uq_district_code", table_name="district", postgresql_where=sa.text("superseded_at IS NULL"))
    op.drop_geospatial_index(
        "ix_district_boundary", table_name="district", postgresql_using="gist", column_name="boundary"
    )
    op.drop_geospatial_table("district")
    op.drop_index(
        "ix_alley_name_trgm", table_name="alley", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}
    )
    op.drop_table("alley")
    op.execute("DROP FUNCTION refuse_change()")
