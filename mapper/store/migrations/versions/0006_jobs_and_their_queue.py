"""Jobs and their queue.

Revision 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The queue is procrastinate's: in a schema of its own nothing of it meets a name of ours, and it goes as one thing.
# Its tables are the application's by the default privileges of the cluster; the schema and its sequences are not.
QUEUE_FOR_THE_APP = """
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'golmok_app') THEN
            GRANT USAGE ON SCHEMA queue TO golmok_app;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue TO golmok_app;
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA queue TO golmok_app;
        END IF;
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("result", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('waiting', 'running'))", name=op.f("ck_job_over_when_ended")
        ),
        sa.CheckConstraint("done >= 0 AND total >= 0 AND tries >= 0", name=op.f("ck_job_counts_not_negative")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_job_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_user_id"), "job", ["user_id"], unique=False)
    op.create_index("ix_job_open", "job", ["state"], unique=False, postgresql_where=sa.text("ended_at IS NULL"))
    _make_queue()


def _make_queue() -> None:
    former = op.get_bind().execute(sa.text("SELECT current_setting('search_path')")).scalar_one()
    op.execute("CREATE SCHEMA queue")
    op.execute("SET LOCAL search_path TO queue")
    # Many statements at once, which only the driver itself sends.
    op.get_bind().connection.cursor().execute(SchemaManager.get_schema())
    op.execute(f"SET LOCAL search_path TO {former}")
    op.execute(QUEUE_FOR_THE_APP)


def downgrade() -> None:
    op.execute("DROP SCHEMA queue CASCADE")
    op.drop_index("ix_job_open", table_name="job")
    op.drop_index(op.f("ix_job_user_id"), table_name="job")
    op.drop_table("job")
