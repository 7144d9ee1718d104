"""The frozen tree of cells of each year, and releases of density with their approvals.

Revision 0016, after 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

APPEND_ONLY = ("cell_tree", "cell_node", "density_release", "density_approval")


def upgrade() -> None:
    op.create_table(
        "cell_tree",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("ck_cell_tree_digest_is_sha256")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_cell_tree")),
    )
    op.create_table(
        "cell_node",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("district_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("buildings", sa.Integer(), nullable=True),
        sa.Column("boundary", Geometry("MULTIPOLYGON", srid=5179, dimension=2, spatial_index=False), nullable=False),
        sa.CheckConstraint("path ~ '^[01]*$'", name=op.f("ck_cell_node_path_of_halves")),
        sa.CheckConstraint("ST_IsValid(boundary)", name=op.f("ck_cell_node_boundary_valid")),
        sa.CheckConstraint(
            "ST_XMin(boundary) >= 672000.0 AND ST_XMax(boundary) <= 1421000.0 AND ST_YMin(boundary) >= 1445000.0 AND ST_YMax(boundary) <= 2121000.0",
            name=op.f("ck_cell_node_boundary_in_korea"),
        ),
        sa.ForeignKeyConstraint(["year"], ["cell_tree.year"], name=op.f("fk_cell_node_year")),
        sa.PrimaryKeyConstraint("year", "path", name=op.f("pk_cell_node")),
    )
    op.create_table(
        "density_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("audience IN ('planner', 'outbound')", name=op.f("ck_density_release_audience_known")),
        sa.CheckConstraint("period ~ '^[0-9]{4}(H[12])?$'", name=op.f("ck_density_release_period_is_a_year_or_half")),
        sa.CheckConstraint("digest = sha256(body)", name=op.f("ck_density_release_digest_is_of_body")),
        sa.ForeignKeyConstraint(["year"], ["cell_tree.year"], name=op.f("fk_density_release_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_density_release")),
        sa.UniqueConstraint("audience", "period", name=op.f("uq_density_release_audience_period")),
    )
    op.create_table(
        "density_approval",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["density_release.id"], name=op.f("fk_density_approval_release_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_density_approval_user_id")),
        sa.PrimaryKeyConstraint("release_id", "user_id", name=op.f("pk_density_approval")),
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("density_approval")
    op.drop_table("density_release")
    op.drop_table("cell_node")
    op.drop_table("cell_tree")
