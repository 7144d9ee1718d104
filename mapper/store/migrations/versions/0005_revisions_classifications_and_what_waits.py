"""Revisions, classifications and what waits.

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("classification", "refused", "revision", "succession")


def upgrade() -> None:
    op.create_table(
        "awaited",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipt.id"],
            name=op.f("fk_awaited_receipt_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("receipt_id", "issue_id", name=op.f("pk_awaited")),
    )
    op.create_index(op.f("ix_awaited_issue_id"), "awaited", ["issue_id"], unique=False)
    op.create_table(
        "classification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_classification_act_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_classification_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification")),
    )
    op.create_index(op.f("ix_classification_act_id"), "classification", ["act_id"], unique=False)
    op.create_index(op.f("ix_classification_issue_id"), "classification", ["issue_id"], unique=False)
    op.create_table(
        "photo_sender",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_photo_sender_sha256")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_photo_sender_user_id")),
        sa.PrimaryKeyConstraint("sha256", "user_id", name=op.f("pk_photo_sender")),
    )
    op.execute("INSERT INTO photo_sender SELECT sha256, user_id FROM photo WHERE user_id IS NOT NULL")
    op.create_table(
        "refused",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_refused_issue_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_refused_receipt_id")),
        sa.PrimaryKeyConstraint("receipt_id", "issue_id", name=op.f("pk_refused")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("edit_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("pin_id", sa.Uuid(), nullable=True),
        sa.Column("point", Geometry("POINT", srid=5179, dimension=2, spatial_index=False), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_revision_severity_in_scale")),
        sa.CheckConstraint("(pin_id IS NULL) = (point IS NULL)", name=op.f("ck_revision_pin_has_point")),
        sa.CheckConstraint(
            "ST_XMin(point) >= 672000.0 AND ST_XMax(point) <= 1421000.0 AND ST_YMin(point) >= 1445000.0 AND ST_YMax(point) <= 2121000.0",
            name=op.f("ck_revision_point_in_korea"),
        ),
        sa.ForeignKeyConstraint(["edit_id"], ["edit.id"], name=op.f("fk_revision_edit_id")),
        sa.ForeignKeyConstraint(["pin_id"], ["edit.id"], name=op.f("fk_revision_pin_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_revision_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_issue_id"), "revision", ["issue_id"], unique=False)
    op.create_index(op.f("ix_revision_category"), "revision", ["category"], unique=False)
    op.create_table(
        "strip",
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scene", "place", name=op.f("pk_strip")),
        prefixes=["UNLOGGED"],
    )
    op.execute("ALTER TABLE strip ALTER COLUMN body SET STORAGE EXTERNAL")
    op.create_table(
        "succession",
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("forebear_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_succession_segment_id")),
        sa.ForeignKeyConstraint(["forebear_id"], ["segment.id"], name=op.f("fk_succession_forebear_id")),
        sa.PrimaryKeyConstraint("segment_id", "forebear_id", name=op.f("pk_succession")),
    )
    op.create_index(op.f("ix_succession_forebear_id"), "succession", ["forebear_id"], unique=False)
    op.add_column("edit", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("follower", sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("complaint", sa.Column("kind", sa.Text(), server_default="grievance", nullable=False))
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.drop_constraint(op.f("ck_issue_accuracy_plausible"), "issue")
    # A radius of next to nothing told nothing, and the queries of the version before fail of it.
    op.execute("UPDATE issue SET accuracy_m = NULL WHERE accuracy_m <= 0.001")
    op.create_check_constraint(
        op.f("ck_issue_accuracy_plausible"), "issue", "accuracy_m > 0.001 AND accuracy_m < 100000"
    )
    op.execute("ANALYZE complaint")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_issue_accuracy_plausible"), "issue")
    op.create_check_constraint(op.f("ck_issue_accuracy_plausible"), "issue", "accuracy_m > 0 AND accuracy_m < 100000")
    op.drop_column("complaint", "kind")
    op.drop_column("follower", "heard_at")
    op.drop_column("edit", "reason")
    op.drop_index(op.f("ix_succession_forebear_id"), table_name="succession")
    op.drop_table("succession")
    op.drop_table("strip")
    op.drop_index(op.f("ix_revision_category"), table_name="revision")
    op.drop_index(op.f("ix_revision_issue_id"), table_name="revision")
    op.drop_table("revision")
    op.drop_table("refused")
    op.drop_table("photo_sender")
    op.drop_index(op.f("ix_classification_issue_id"), table_name="classification")
    op.drop_index(op.f("ix_classification_act_id"), table_name="classification")
    op.drop_table("classification")
    op.drop_index(op.f("ix_awaited_issue_id"), table_name="awaited")
    op.drop_table("awaited")
