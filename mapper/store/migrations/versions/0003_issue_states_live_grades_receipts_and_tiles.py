"""Issue states, live grades, receipts and tiles.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As mapper.store.issue_state works it out when this was written, for every issue.
ISSUE_STATES = """
    INSERT INTO issue_state (
        issue_id, category, severity, origin, reported_at, recorded_at, segment_id, decision, verification,
        resolved_at, merged, known_from, settled_from
    )
    SELECT issue.id, issue.category, issue.severity, issue.origin, issue.reported_at, issue.recorded_at,
        placed.segment_id, placed.decision,
    CASE WHEN verification.kind = 'rejected' AND resolution.kind = 'reopened'
            AND resolution.occurred_at >= verification.occurred_at THEN 'unverified'
        ELSE coalesce(verification.kind, 'unverified') END AS verification,
    CASE WHEN resolution.kind = 'resolved' THEN resolution.occurred_at END AS resolved_at,
        coalesce(merging.kind, '') = 'merged' AS merged,
        greatest(issue.recorded_at, placed.recorded_at, told.recorded_at) AS known_from,
        greatest(issue.reported_at, told.occurred_at) AS settled_from
    FROM issue
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, segment_id, decision, recorded_at FROM placement
        ORDER BY issue_id, recorded_at DESC, id
    ) placed ON placed.issue_id = issue.id
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, kind, occurred_at FROM issue_event
        WHERE kind IN ('verified', 'rejected')
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, id
    ) verification ON verification.issue_id = issue.id
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, kind, occurred_at FROM issue_event
        WHERE kind IN ('resolved', 'closed', 'reopened')
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, id
    ) resolution ON resolution.issue_id = issue.id
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, kind, occurred_at FROM issue_event
        WHERE kind IN ('merged', 'unmerged')
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, id
    ) merging ON merging.issue_id = issue.id
    LEFT JOIN (
        SELECT issue_id, max(recorded_at) AS recorded_at, max(occurred_at) AS occurred_at FROM issue_event
        GROUP BY issue_id
    ) told ON told.issue_id = issue.id
"""


# A long load is in one transaction, of whose rows the planner knows nothing and autovacuum thinks that there are none.
# Only the owner of a table may look at it, and the application is not the owner: it may have these looked at, no others,
# and nobody else may. Their names are spelled out, so that no other table of that name can come first.
LOOK_AT = """
    CREATE FUNCTION look_at(VARIADIC names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        name text;
    BEGIN
        FOREACH name IN ARRAY names LOOP
            IF (name IN (
                'alley', 'segment', 'survey', 'issue', 'issue_event', 'placement', 'issue_state', 'unplaced', 'complaint'
            )) IS NOT TRUE THEN
                RAISE insufficient_privilege USING MESSAGE = format('look_at looks at no table %L', name);
            END IF;
            EXECUTE format('ANALYZE public.%I', name);
        END LOOP;
    END $$
"""
LOOK_AT_FOR_THE_APP = """
    REVOKE EXECUTE ON FUNCTION look_at(VARIADIC text[]) FROM PUBLIC;
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'golmok_app') THEN
            GRANT EXECUTE ON FUNCTION look_at(VARIADIC text[]) TO golmok_app;
        END IF;
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "tile",
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("z", sa.Integer(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("layer", "z", "x", "y", name=op.f("pk_tile")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("ck_receipt_digest_is_sha256")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_receipt_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_table(
        "live_grade",
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("memory_run_id", sa.Uuid(), nullable=True),
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
        sa.Column("lines", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "overall_score BETWEEN 0 AND 10000 AND residential_score BETWEEN 0 AND 10000 AND walking_score BETWEEN 0 AND 10000",
            name=op.f("ck_live_grade_scores_in_scale"),
        ),
        sa.ForeignKeyConstraint(["memory_run_id"], ["grade_run.id"], name=op.f("fk_live_grade_memory_run_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_live_grade_segment_id")),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_live_grade")),
    )
    op.create_table(
        "issue_state",
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("verification", sa.Text(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_from", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_state_issue_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_issue_state_segment_id")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_issue_state")),
    )
    op.create_index(op.f("ix_issue_state_segment_id"), "issue_state", ["segment_id"], unique=False)
    op.add_geospatial_column(
        "district",
        sa.Column(
            "web_boundary",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("ST_Transform(boundary, 3857)", persisted=True),
            nullable=False,
        ),
    )
    op.create_geospatial_index(
        "ix_district_web_boundary",
        "district",
        ["web_boundary"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.add_geospatial_column(
        "segment",
        sa.Column(
            "web_line",
            Geometry(
                geometry_type="LINESTRING",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("ST_Transform(line, 3857)", persisted=True),
            nullable=False,
        ),
    )
    op.create_geospatial_index(
        "ix_segment_web_line", "segment", ["web_line"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.add_column(
        "segment",
        sa.Column(
            "geojson",
            sa.Text(),
            sa.Computed("ST_AsGeoJSON(ST_Transform(line, 4326), 7, 0)", persisted=True),
            nullable=False,
        ),
    )
    op.execute(
        "ALTER TABLE grade DROP CONSTRAINT pk_grade, ADD CONSTRAINT pk_grade PRIMARY KEY (run_id, segment_id) "
        "INCLUDE (overall_grade, residential_grade, walking_grade, confidence_level), ALTER COLUMN lines TYPE json"
    )
    op.drop_index("ix_grade_segment_id", table_name="grade")
    op.create_index("ix_alley_width_m", "alley", ["width_m"], unique=False)
    op.execute(ISSUE_STATES)
    op.execute(LOOK_AT)
    op.execute(LOOK_AT_FOR_THE_APP)
    op.execute("ALTER TABLE tile ALTER COLUMN body SET STORAGE EXTERNAL")
    # Of a load of many issues a third of the time to find their districts went into unpacking boundaries, each time anew.
    op.execute("ALTER TABLE district ALTER COLUMN boundary SET STORAGE EXTERNAL")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION look_at(VARIADIC text[])")
    op.execute("ALTER TABLE district ALTER COLUMN boundary SET STORAGE MAIN")
    op.drop_index("ix_alley_width_m", table_name="alley")
    op.create_index("ix_grade_segment_id", "grade", ["segment_id"], unique=False)
    op.execute(
        "ALTER TABLE grade DROP CONSTRAINT pk_grade, ADD CONSTRAINT pk_grade PRIMARY KEY (run_id, segment_id), "
        "ALTER COLUMN lines TYPE jsonb"
    )
    op.drop_column("segment", "geojson")
    op.drop_geospatial_index(
        "ix_segment_web_line", table_name="segment", postgresql_using="gist", column_name="web_line"
    )
    op.drop_geospatial_column("segment", "web_line")
    op.drop_geospatial_index(
        "ix_district_web_boundary", table_name="district", postgresql_using="gist", column_name="web_boundary"
    )
    op.drop_geospatial_column("district", "web_boundary")
    op.drop_index(op.f("ix_issue_state_segment_id"), table_name="issue_state")
    op.drop_table("issue_state")
    op.drop_table("live_grade")
    op.drop_table("receipt")
    op.drop_table("tile")
