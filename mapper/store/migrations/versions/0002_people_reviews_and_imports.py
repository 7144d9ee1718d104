"""People, reviews, household counts, places and saved mappings.

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("review", "write_log")

# As mapper.store.unplaced works it out when this was written; what was stored before has no address and no review.
UNPLACED = """
    WITH edges AS MATERIALIZED (
        SELECT code, ST_Boundary(boundary) AS edge FROM district WHERE superseded_at IS NULL
    )
    INSERT INTO unplaced (
        issue_id, placement_id, waiting, district_code, district_codes, probability, same_point, same_candidates,
        boundary_codes, severity, reported_at
    )
    SELECT issue.id, held.id, true, inside.code,
        ARRAY(SELECT DISTINCT code FROM unnest(candidates.codes || inside.code) AS code WHERE code IS NOT NULL),
        candidates.probability, ST_X(point) || ',' || ST_Y(point), candidates.segments,
        CASE WHEN cardinality(candidates.codes) > 1 AND EXISTS (
            SELECT FROM edges WHERE code = ANY(candidates.codes) AND ST_DWithin(edge, point, coalesce(accuracy_m, 15))
        ) THEN candidates.codes ELSE '{}' END,
        severity, reported_at
    FROM (
        SELECT DISTINCT ON (issue_id) id, issue_id, segment_id, offer FROM placement
        ORDER BY issue_id, recorded_at DESC, id
    ) AS held
    JOIN issue ON issue.id = issue_id
    LEFT JOIN segment AS placed ON placed.id = segment_id
    CROSS JOIN LATERAL (
        SELECT max(CAST(value AS float)) AS probability, string_agg(key, '+' ORDER BY key) AS segments,
            coalesce(array_agg(DISTINCT code) FILTER (WHERE code IS NOT NULL), '{}') AS codes
        FROM jsonb_each_text(offer)
        JOIN segment ON segment.id = CAST(key AS uuid) AND graded AND segment.superseded_at IS NULL
        LEFT JOIN district ON district.id = district_id
    ) AS candidates
    CROSS JOIN LATERAL (
        SELECT min(code) AS code FROM district WHERE superseded_at IS NULL AND ST_Intersects(boundary, point)
    ) AS inside
    WHERE placed.id IS NULL OR placed.superseded_at IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("all_districts", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_used_step", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("name", name=op.f("uq_user_account_name")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.LargeBinary(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    op.create_index(op.f("ix_login_failure_name_key"), "login_failure", ["name_key"], unique=False)
    op.create_index(op.f("ix_login_failure_origin"), "login_failure", ["origin"], unique=False)
    op.create_index(op.f("ix_login_failure_recorded_at"), "login_failure", ["recorded_at"], unique=False)
    op.create_table(
        "access_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_access_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_access_token_key_hash")),
    )
    op.create_index(op.f("ix_access_token_user_id"), "access_token", ["user_id"], unique=False)
    op.create_table(
        "login",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_login_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_login_key_hash")),
    )
    op.create_index(op.f("ix_login_ends_at"), "login", ["ends_at"], unique=False)
    op.create_index(op.f("ix_login_user_id"), "login", ["user_id"], unique=False)
    op.create_table(
        "login_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("loopback_only", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_login_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_link")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_login_link_key_hash")),
    )
    op.create_index(op.f("ix_login_link_user_id"), "login_link", ["user_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["undoes_id"], ["review.id"], name=op.f("fk_review_undoes_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_review_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_review_undoes_id")),
    )
    op.create_index(op.f("ix_review_recorded_at"), "review", ["recorded_at"], unique=False)
    op.create_table(
        "saved_mapping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_saved_mapping_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mapping")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_mapping_name")),
    )
    op.create_table(
        "team_district",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_district_team_id")),
        sa.PrimaryKeyConstraint("team_id", "district_code", name=op.f("pk_team_district")),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_team_member_user_id")),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_user_id"), "team_member", ["user_id"], unique=False)
    op.create_table(
        "user_district",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_district_user_id")),
        sa.PrimaryKeyConstraint("user_id", "district_code", name=op.f("pk_user_district")),
    )
    op.create_table(
        "write_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_write_log_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_log")),
    )
    op.create_index(op.f("ix_write_log_recorded_at"), "write_log", ["recorded_at"], unique=False)
    op.create_index(op.f("ix_write_log_user_id"), "write_log", ["user_id"], unique=False)
    op.create_geospatial_table(
        "household_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column(
            "cell",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=5179,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("buildings", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ST_Area(cell) > 0 AND ST_Area(cell) < 1e12", name=op.f("ck_household_count_cell_measurable")
        ),
        sa.CheckConstraint("ST_IsValid(cell)", name=op.f("ck_household_count_cell_valid")),
        sa.CheckConstraint(
            "ST_XMin(cell) >= 672000.0 AND ST_XMax(cell) <= 1421000.0 AND ST_YMin(cell) >= 1445000.0 AND ST_YMax(cell) <= 2121000.0",
            name=op.f("ck_household_count_cell_in_korea"),
        ),
        sa.CheckConstraint("households >= 0 AND buildings >= 0", name=op.f("ck_household_count_counts_not_negative")),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_household_count_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_count")),
    )
    op.create_geospatial_index(
        "ix_household_count_cell", "household_count", ["cell"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_household_count_district_code"), "household_count", ["district_code"], unique=False)
    op.create_index(
        "uq_household_count_key",
        "household_count",
        ["key"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_geospatial_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
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
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ST_XMin(point) >= 672000.0 AND ST_XMax(point) <= 1421000.0 AND ST_YMin(point) >= 1445000.0 AND ST_YMax(point) <= 2121000.0",
            name=op.f("ck_place_point_in_korea"),
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_place_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_geospatial_index(
        "ix_place_point", "place", ["point"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(
        "uq_place_source_key", "place", ["source_key"], unique=True, postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.add_column("import", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_import_recorded_at"), "import", ["recorded_at"], unique=False)
    op.create_foreign_key(op.f("fk_import_user_id"), "import", "user_account", ["user_id"], ["id"])
    op.add_column("issue", sa.Column("address", sa.Text(), nullable=True))
    op.create_index(op.f("ix_issue_address"), "issue", ["address"], unique=False)
    op.add_column("placement", sa.Column("review_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_placement_review_id"), "placement", ["review_id"], unique=False)
    op.create_foreign_key(op.f("fk_placement_review_id"), "placement", "review", ["review_id"], ["id"])
    op.create_table(
        "unplaced",
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("district_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("same_address", sa.Text(), nullable=True),
        sa.Column("same_point", sa.Text(), nullable=True),
        sa.Column("same_candidates", sa.Text(), nullable=True),
        sa.Column("boundary_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_unplaced_issue_id")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_unplaced")),
    )
    op.execute(UNPLACED)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("unplaced")
    op.drop_constraint(op.f("fk_placement_review_id"), "placement", type_="foreignkey")
    op.drop_index(op.f("ix_placement_review_id"), table_name="placement")
    op.drop_column("placement", "review_id")
    op.drop_index(op.f("ix_issue_address"), table_name="issue")
    op.drop_column("issue", "address")
    op.drop_constraint(op.f("fk_import_user_id"), "import", type_="foreignkey")
    op.drop_index(op.f("ix_import_recorded_at"), table_name="import")
    op.drop_column("import", "user_id")
    op.drop_index("uq_place_source_key", table_name="place", postgresql_where=sa.text("superseded_at IS NULL"))
    op.drop_geospatial_index("ix_place_point", table_name="place", postgresql_using="gist", column_name="point")
    op.drop_geospatial_table("place")
    op.drop_index(
        "uq_household_count_key", table_name="household_count", postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.drop_index(op.f("ix_household_count_district_code"), table_name="household_count")
    op.drop_geospatial_index(
        "ix_household_count_cell", table_name="household_count", postgresql_using="gist", column_name="cell"
    )
    op.drop_geospatial_table("household_count")
    op.drop_index(op.f("ix_write_log_user_id"), table_name="write_log")
    op.drop_index(op.f("ix_write_log_recorded_at"), table_name="write_log")
    op.drop_table("write_log")
    op.drop_table("user_district")
    op.drop_index(op.f("ix_team_member_user_id"), table_name="team_member")
    op.drop_table("team_member")
    op.drop_table("team_district")
    op.drop_table("saved_mapping")
    op.drop_index(op.f("ix_review_recorded_at"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_login_link_user_id"), table_name="login_link")
    op.drop_table("login_link")
    op.drop_index(op.f("ix_login_user_id"), table_name="login")
    op.drop_index(op.f("ix_login_ends_at"), table_name="login")
    op.drop_table("login")
    op.drop_index(op.f("ix_access_token_user_id"), table_name="access_token")
    op.drop_table("access_token")
    op.drop_index(op.f("ix_login_failure_recorded_at"), table_name="login_failure")
    op.drop_index(op.f("ix_login_failure_origin"), table_name="login_failure")
    op.drop_index(op.f("ix_login_failure_name_key"), table_name="login_failure")
    op.drop_table("login_failure")
    op.drop_table("user_account")
    op.drop_table("team")
