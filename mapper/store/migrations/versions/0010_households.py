"""Households in crisis, in a schema of their own, with row-level security by district.

Revision 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

APPEND_ONLY = ("access", "anchor")
OF_A_DISTRICT = (
    "access",
    "access_head",
    "anchor",
    "blind_term",
    "case",
    "case_assignment",
    "household",
    "recusal",
)
# Nothing is reached where nobody said who asks: after a transaction the setting is '', before the first one NULL.
REACHED = (
    "district_code = ANY (string_to_array(current_setting('golmok.districts', true), ',')) "
    "OR current_setting('golmok.districts', true) = '*'"
)


def upgrade() -> None:
    op.create_table(
        "cell",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("buildings", sa.Integer(), nullable=False),
        sa.Column("boundary", Geometry("MULTIPOLYGON", srid=5179, dimension=2, spatial_index=False), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ST_IsValid(boundary)", name=op.f("ck_cell_boundary_valid")),
        sa.CheckConstraint(
            "ST_XMin(boundary) >= 672000.0 AND ST_XMax(boundary) <= 1421000.0 AND ST_YMin(boundary) >= 1445000.0 AND ST_YMax(boundary) <= 2121000.0",
            name=op.f("ck_cell_boundary_in_korea"),
        ),
        sa.CheckConstraint("households >= 500 AND buildings >= 20", name=op.f("ck_cell_large_enough")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell")),
    )
    op.create_index(op.f("ix_cell_district_code"), "cell", ["district_code"], unique=False)
    op.create_index(op.f("ix_cell_year"), "cell", ["year"], unique=False)
    op.execute("CREATE SCHEMA crisis")
    op.create_table(
        "access",
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("login_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("subjects", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", "number", name=op.f("pk_access")),
        schema="crisis",
    )
    op.create_index(op.f("ix_access_login_id"), "access", ["login_id"], unique=False, schema="crisis")
    op.create_index(op.f("ix_access_recorded_at"), "access", ["recorded_at"], unique=False, schema="crisis")
    op.create_index("ix_access_subjects", "access", ["subjects"], unique=False, schema="crisis", postgresql_using="gin")
    op.create_index(op.f("ix_access_user_id"), "access", ["user_id"], unique=False, schema="crisis")
    op.create_table(
        "access_head",
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", name=op.f("pk_access_head")),
        schema="crisis",
    )
    op.create_table(
        "anchor",
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", "number", "recorded_at", name=op.f("pk_anchor")),
        schema="crisis",
    )
    op.create_table(
        "blind_index",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bits", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_blind_index")),
        schema="crisis",
    )
    op.create_table(
        "vault_key",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("check", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_vault_key")),
        schema="crisis",
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("cell_id", sa.Uuid(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("key_number", sa.Integer(), nullable=True),
        sa.Column("destroyed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("period ~ '^[0-9]{4}H[12]$'", name=op.f("ck_household_period_is_a_half_year")),
        sa.CheckConstraint("tier <> 'sealed' OR cell_id IS NULL", name=op.f("ck_household_sealed_has_no_place")),
        sa.CheckConstraint(
            "num_nulls(envelope, wrapped_key, key_number, destroyed_on) IN (1, 3) AND (destroyed_on IS NULL) = (envelope IS NOT NULL)",
            name=op.f("ck_household_sealed_or_destroyed"),
        ),
        sa.ForeignKeyConstraint(["cell_id"], ["cell.id"], name=op.f("fk_household_cell_id")),
        sa.ForeignKeyConstraint(["key_number"], ["crisis.vault_key.number"], name=op.f("fk_household_key_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        schema="crisis",
    )
    op.create_index(op.f("ix_household_district_code"), "household", ["district_code"], unique=False, schema="crisis")
    op.create_index(op.f("ix_household_key_number"), "household", ["key_number"], unique=False, schema="crisis")
    op.create_table(
        "blind_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["crisis.household.id"], name=op.f("fk_blind_term_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_term")),
        schema="crisis",
    )
    op.create_index(op.f("ix_blind_term_household_id"), "blind_term", ["household_id"], unique=False, schema="crisis")
    op.create_index("ix_blind_term_kind_bucket", "blind_term", ["kind", "bucket"], unique=False, schema="crisis")
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["crisis.household.id"], name=op.f("fk_case_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        schema="crisis",
    )
    op.create_index(op.f("ix_case_household_id"), "case", ["household_id"], unique=False, schema="crisis")
    op.create_table(
        "recusal",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["crisis.household.id"], name=op.f("fk_recusal_household_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user_account.id"], name=op.f("fk_recusal_recorded_by")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recusal_user_id")),
        sa.PrimaryKeyConstraint("household_id", "user_id", name=op.f("pk_recusal")),
        schema="crisis",
    )
    op.create_table(
        "case_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_by", sa.Uuid(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assigned_by"], ["user_account.id"], name=op.f("fk_case_assignment_assigned_by")),
        sa.ForeignKeyConstraint(["case_id"], ["crisis.case.id"], name=op.f("fk_case_assignment_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_case_assignment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_assignment")),
        schema="crisis",
    )
    op.create_index(op.f("ix_case_assignment_user_id"), "case_assignment", ["user_id"], unique=False, schema="crisis")
    op.create_index(
        "uq_case_assignment_open",
        "case_assignment",
        ["case_id", "user_id"],
        unique=True,
        schema="crisis",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crisis.{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table in OF_A_DISTRICT:
        op.execute(f'ALTER TABLE crisis."{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY by_district ON crisis."{table}" USING ({REACHED}) WITH CHECK ({REACHED})')


def downgrade() -> None:
    op.execute("DROP SCHEMA crisis CASCADE")
    op.drop_table("cell")
