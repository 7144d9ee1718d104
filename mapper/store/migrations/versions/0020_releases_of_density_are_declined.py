"""A release of density is declined with a reason, and nothing is approved after that.

Revision 0020, after 0019.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

DECIDED_ONCE = """
    CREATE FUNCTION density_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('density ' || NEW.release_id));
        IF NOT EXISTS (
            SELECT FROM public.user_account WHERE id = NEW.user_id AND role IN ('planner', 'admin')
        ) THEN
            RAISE EXCEPTION 'user % releases no density', NEW.user_id USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT FROM public.density_decline WHERE release_id = NEW.release_id)
            OR (SELECT count(*) FROM public.density_approval WHERE release_id = NEW.release_id) >= 2 THEN
            RAISE EXCEPTION 'the release % is decided', NEW.release_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "density_decline",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name=op.f("ck_density_decline_reason_given")),
        sa.ForeignKeyConstraint(["release_id"], ["density_release.id"], name=op.f("fk_density_decline_release_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_density_decline_user_id")),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_density_decline")),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON density_decline "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(DECIDED_ONCE)
    for table in ("density_approval", "density_decline"):
        op.execute(
            f"CREATE TRIGGER decided_once BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION density_is_decided_once()"
        )


def downgrade() -> None:
    op.execute("DROP TRIGGER decided_once ON density_approval")
    op.drop_table("density_decline")
    op.execute("DROP FUNCTION density_is_decided_once()")
