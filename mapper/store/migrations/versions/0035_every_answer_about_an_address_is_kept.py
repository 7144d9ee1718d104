"""Every answer about an address is kept, with its point.

Revision 0035, after 0034.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

IN_KOREA = (
    "ST_XMin(point) >= 672000.0 AND ST_XMax(point) <= 1421000.0 "
    "AND ST_YMin(point) >= 1445000.0 AND ST_YMax(point) <= 2121000.0"
)


def upgrade() -> None:
    op.add_column(
        "sought_address",
        sa.Column("point", Geometry("POINT", srid=5179, dimension=2, spatial_index=False), nullable=True),
    )
    op.add_column("sought_address", sa.Column("within_m", sa.Double(), nullable=True))
    op.create_check_constraint(op.f("ck_sought_address_point_in_korea"), "sought_address", IN_KOREA)
    op.create_check_constraint(
        op.f("ck_sought_address_point_has_error"), "sought_address", "(point IS NULL) = (within_m IS NULL)"
    )
    op.create_geospatial_index(
        "ix_sought_address_point",
        "sought_address",
        ["point"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.drop_constraint(op.f("pk_sought_address"), "sought_address", type_="primary")
    op.create_primary_key(op.f("pk_sought_address"), "sought_address", ["issue_id", "recorded_at"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sought_address "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER append_only ON sought_address")
    op.execute(
        "DELETE FROM sought_address AS earlier USING sought_address AS later "
        "WHERE later.issue_id = earlier.issue_id AND later.recorded_at > earlier.recorded_at"
    )
    op.drop_constraint(op.f("pk_sought_address"), "sought_address", type_="primary")
    op.create_primary_key(op.f("pk_sought_address"), "sought_address", ["issue_id"])
    op.drop_geospatial_index(
        "ix_sought_address_point", table_name="sought_address", postgresql_using="gist", column_name="point"
    )
    op.drop_constraint(op.f("ck_sought_address_point_has_error"), "sought_address", type_="check")
    op.drop_constraint(op.f("ck_sought_address_point_in_korea"), "sought_address", type_="check")
    op.drop_column("sought_address", "within_m")
    op.drop_column("sought_address", "point")
