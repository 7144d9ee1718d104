"""Photos, work, edits and patrols.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "act",
    "assignment",
    "issue_update",
    "edit",
    "edited_value",
    "photo_use",
    "moderation",
    "patrol",
    "patrol_check",
    "survey_request",
)

# A declared key is checked row by row, which took most of the time of storing a run of a whole city. What a scalar
# subquery asks is looked up by the key, whatever the planner believed of the tables when it first planned it.
GRADES_BELONG = """
    CREATE FUNCTION grades_belong() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM added WHERE (SELECT id FROM segment WHERE id = segment_id) IS NULL
        ) OR EXISTS (
            SELECT FROM (SELECT DISTINCT run_id FROM added) AS run
            WHERE (SELECT id FROM grade_run WHERE id = run_id) IS NULL
        ) THEN
            RAISE foreign_key_violation USING MESSAGE = 'a grade belongs to no stored run, or to no stored segment';
        END IF;
        RETURN NULL;
    END $$
"""
GRADES_BELONG_ALWAYS = (
    "CREATE TRIGGER belong AFTER INSERT ON grade REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION grades_belong()"
)
SEGMENTS_STAY = (
    "CREATE TRIGGER stay BEFORE UPDATE OF id OR DELETE OR TRUNCATE ON segment "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
)

# Until now only a reopening that nothing followed ended a rejection; whatever was said of the fix after it does too.
REJECTIONS_END = """
    UPDATE issue_state SET verification = 'unverified'
    WHERE verification = 'rejected' AND (
        SELECT max(occurred_at) FROM issue_event
        WHERE issue_event.issue_id = issue_state.issue_id AND kind IN ('resolved', 'closed', 'reopened')
    ) >= (
        SELECT max(occurred_at) FROM issue_event
        WHERE issue_event.issue_id = issue_state.issue_id AND kind IN ('verified', 'rejected')
    )
"""


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["undoes_id"], ["act.id"], name=op.f("fk_act_undoes_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_act_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_act_undoes_id")),
    )
    op.create_index(op.f("ix_act_recorded_at"), "act", ["recorded_at"], unique=False)
    op.create_table(
        "patrol_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("segment_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cardinality(segment_ids) > 0", name=op.f("ck_patrol_plan_goes_somewhere")),
        sa.CheckConstraint(
            "cardinality(weekdays) > 0 AND 0 <= ALL (weekdays) AND 6 >= ALL (weekdays)",
            name=op.f("ck_patrol_plan_weekdays_known"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_patrol_plan_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_patrol_plan_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_plan")),
    )
    op.create_index(op.f("ix_patrol_plan_team_id"), "patrol_plan", ["team_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("sent_bytes", sa.Integer(), nullable=False),
        sa.Column("kept_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("thumb_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("kept_bytes", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "octet_length(sha256) = 32 AND octet_length(kept_sha256) = 32 AND octet_length(thumb_sha256) = 32",
            name=op.f("ck_photo_digests_are_sha256"),
        ),
        sa.CheckConstraint(
            "width > 0 AND height > 0 AND kept_bytes > 0 AND sent_bytes > 0", name=op.f("ck_photo_is_a_picture")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_photo_user_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo")),
    )
    op.create_index(op.f("ix_photo_kept_sha256"), "photo", ["kept_sha256"], unique=False)
    op.create_index(op.f("ix_photo_thumb_sha256"), "photo", ["thumb_sha256"], unique=False)
    op.create_table(
        "reply_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_reply_template_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
    )
    op.create_table(
        "patrol",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("officers", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("planned_segment_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_patrol_ends_after_start")),
        sa.ForeignKeyConstraint(["plan_id"], ["patrol_plan.id"], name=op.f("fk_patrol_plan_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_patrol_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_patrol_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol")),
    )
    op.create_index(op.f("ix_patrol_plan_id"), "patrol", ["plan_id"], unique=False)
    op.create_index(op.f("ix_patrol_started_at"), "patrol", ["started_at"], unique=False)
    op.create_index(op.f("ix_patrol_team_id"), "patrol", ["team_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(team_id, department) <= 1", name=op.f("ck_assignment_to_one_at_most")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_assignment_act_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_assignment_issue_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_assignment_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_act_id"), "assignment", ["act_id"], unique=False)
    op.create_index(op.f("ix_assignment_issue_id"), "assignment", ["issue_id"], unique=False)
    op.create_index(op.f("ix_assignment_team_id"), "assignment", ["team_id"], unique=False)
    op.create_table(
        "edit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=True),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        sa.Column("resolves", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(issue_id, segment_id) = 1", name=op.f("ck_edit_of_one_thing")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_edit_segment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_edit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit")),
    )
    op.create_index(op.f("ix_edit_issue_id"), "edit", ["issue_id"], unique=False)
    op.create_index(op.f("ix_edit_segment_id"), "edit", ["segment_id"], unique=False)
    op.create_table(
        "follower",
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_follower_issue_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_follower_user_id")),
        sa.PrimaryKeyConstraint("issue_id", "user_id", name=op.f("pk_follower")),
    )
    op.create_table(
        "patrol_check",
        sa.Column("patrol_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_check_patrol_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_patrol_check_segment_id")),
        sa.PrimaryKeyConstraint("patrol_id", "segment_id", name=op.f("pk_patrol_check")),
    )
    op.create_index(op.f("ix_patrol_check_segment_id"), "patrol_check", ["segment_id"], unique=False)
    op.create_table(
        "photo_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=True),
        sa.Column("survey_id", sa.Uuid(), nullable=True),
        sa.Column("patrol_id", sa.Uuid(), nullable=True),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(survey_id IS NULL) = (item IS NULL)", name=op.f("ck_photo_use_item_of_a_survey")),
        sa.CheckConstraint("num_nonnulls(issue_id, survey_id, patrol_id) = 1", name=op.f("ck_photo_use_of_one_thing")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_photo_use_digest_is_sha256")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_photo_use_issue_id")),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_photo_use_patrol_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_photo_use_survey_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_photo_use_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_use")),
    )
    op.create_index(op.f("ix_photo_use_sha256"), "photo_use", ["sha256"], unique=False)
    op.create_index("uq_photo_use_issue_id", "photo_use", ["issue_id", "moment", "sha256"], unique=True)
    op.create_index("uq_photo_use_patrol_id", "photo_use", ["patrol_id", "sha256"], unique=True)
    op.create_index("uq_photo_use_survey_id", "photo_use", ["survey_id", "item", "sha256"], unique=True)
    op.create_table(
        "shortlist",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_shortlist_issue_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_shortlist_user_id")),
        sa.PrimaryKeyConstraint("user_id", "issue_id", name=op.f("pk_shortlist")),
    )
    op.create_table(
        "survey_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_survey_request_segment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_survey_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_request")),
    )
    op.create_index(op.f("ix_survey_request_segment_id"), "survey_request", ["segment_id"], unique=False)
    op.create_table(
        "survey_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("repeat_of", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["repeat_of"], ["survey.id"], name=op.f("fk_survey_task_repeat_of")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_survey_task_segment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_survey_task_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_task")),
    )
    op.create_index(op.f("ix_survey_task_repeat_of"), "survey_task", ["repeat_of"], unique=False)
    op.create_index(op.f("ix_survey_task_segment_id"), "survey_task", ["segment_id"], unique=False)
    op.create_index("uq_survey_task_user_id", "survey_task", ["user_id", "day", "segment_id"], unique=True)
    op.create_table(
        "edited_value",
        sa.Column("edit_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("replaces", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.ForeignKeyConstraint(["edit_id"], ["edit.id"], name=op.f("fk_edited_value_edit_id")),
        sa.PrimaryKeyConstraint("edit_id", "field", name=op.f("pk_edited_value")),
    )
    op.create_table(
        "issue_update",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("for_reporters", sa.Boolean(), nullable=False),
        sa.Column("asks_to_reopen", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(complaint_id, user_id) <= 1", name=op.f("ck_issue_update_of_one_person")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_issue_update_complaint_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_update_issue_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_issue_update_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_update")),
    )
    op.create_index(op.f("ix_issue_update_complaint_id"), "issue_update", ["complaint_id"], unique=False)
    op.create_index(op.f("ix_issue_update_issue_id"), "issue_update", ["issue_id"], unique=False)
    op.create_table(
        "moderation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("use_id", sa.Uuid(), nullable=True),
        sa.Column("issue_id", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("boxes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("public_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(decision = 'published' AND use_id IS NOT NULL) = (public_sha256 IS NOT NULL)",
            name=op.f("ck_moderation_published_photo_has_copy"),
        ),
        sa.CheckConstraint("decision IN ('published', 'withheld')", name=op.f("ck_moderation_decision_known")),
        sa.CheckConstraint("num_nonnulls(use_id, issue_id) = 1", name=op.f("ck_moderation_of_one_thing")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_moderation_issue_id")),
        sa.ForeignKeyConstraint(["use_id"], ["photo_use.id"], name=op.f("fk_moderation_use_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_moderation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
    )
    op.create_index(op.f("ix_moderation_issue_id"), "moderation", ["issue_id"], unique=False)
    op.create_index(op.f("ix_moderation_public_sha256"), "moderation", ["public_sha256"], unique=False)
    op.create_index(op.f("ix_moderation_use_id"), "moderation", ["use_id"], unique=False)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    _add_columns()
    op.execute(REJECTIONS_END)
    for column in ("run_id", "segment_id"):
        op.drop_constraint(op.f(f"fk_grade_{column}"), "grade", type_="foreignkey")
    for statement in (GRADES_BELONG, GRADES_BELONG_ALWAYS, SEGMENTS_STAY):
        op.execute(statement)


def _add_columns() -> None:
    op.add_column("complaint", sa.Column("code_hash", sa.LargeBinary(), nullable=True))
    op.add_column("complaint", sa.Column("contact", sa.LargeBinary(), nullable=True))
    op.create_index(
        "uq_complaint_code_hash",
        "complaint",
        ["code_hash"],
        unique=True,
        postgresql_where=sa.text("code_hash IS NOT NULL"),
    )
    op.add_column("issue", sa.Column("patrol_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_issue_patrol_id", "issue", ["patrol_id"], unique=False, postgresql_where=sa.text("patrol_id IS NOT NULL")
    )
    op.add_column("issue_event", sa.Column("act_id", sa.Uuid(), nullable=True))
    op.add_column("issue_event", sa.Column("blocker", sa.Text(), nullable=True))
    op.add_column("issue_event", sa.Column("into_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_issue_event_act_id", "issue_event", ["act_id"], unique=False, postgresql_where=sa.text("act_id IS NOT NULL")
    )
    op.create_index(
        "ix_issue_event_into_id",
        "issue_event",
        ["into_id"],
        unique=False,
        postgresql_where=sa.text("into_id IS NOT NULL"),
    )
    op.add_column("issue_event", sa.Column("undoes_id", sa.Uuid(), nullable=True))
    op.create_index(
        "uq_issue_event_undoes_id",
        "issue_event",
        ["undoes_id"],
        unique=True,
        postgresql_where=sa.text("undoes_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_issue_event_undone_names_event"), "issue_event", "(kind = 'undone') = (undoes_id IS NOT NULL)"
    )
    op.create_foreign_key(op.f("fk_issue_event_undoes_id"), "issue_event", "issue_event", ["undoes_id"], ["id"])
    op.create_foreign_key(op.f("fk_issue_event_into_id"), "issue_event", "issue", ["into_id"], ["id"])
    op.create_foreign_key(op.f("fk_issue_event_act_id"), "issue_event", "act", ["act_id"], ["id"])
    op.add_column("survey", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.add_column("survey", sa.Column("device", sa.Text(), nullable=True))
    op.create_index(
        "ix_survey_user_id", "survey", ["user_id"], unique=False, postgresql_where=sa.text("user_id IS NOT NULL")
    )
    op.create_foreign_key(op.f("fk_survey_user_id"), "survey", "user_account", ["user_id"], ["id"])
    op.create_table(
        "resident_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("origin_key", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_try")),
    )
    op.create_index(op.f("ix_resident_try_origin_key"), "resident_try", ["origin_key"], unique=False)
    op.create_index(op.f("ix_resident_try_recorded_at"), "resident_try", ["recorded_at"], unique=False)
    op.add_column("team_member", sa.Column("role", sa.Text(), server_default="member", nullable=False))
    # Of a column that it has never looked at the planner believes that nearly every row has a value, and joins row by row.
    op.execute("ANALYZE issue_event, issue, survey, complaint")


def downgrade() -> None:
    op.execute("DROP TRIGGER stay ON segment")
    op.execute("DROP TRIGGER belong ON grade")
    op.execute("DROP FUNCTION grades_belong()")
    op.create_foreign_key(op.f("fk_grade_segment_id"), "grade", "segment", ["segment_id"], ["id"])
    op.create_foreign_key(op.f("fk_grade_run_id"), "grade", "grade_run", ["run_id"], ["id"])
    op.drop_column("team_member", "role")
    op.drop_constraint(op.f("fk_survey_user_id"), "survey", type_="foreignkey")
    op.drop_index("ix_survey_user_id", table_name="survey", postgresql_where=sa.text("user_id IS NOT NULL"))
    op.drop_column("survey", "device")
    op.drop_column("survey", "user_id")
    op.drop_constraint(op.f("fk_issue_event_undoes_id"), "issue_event", type_="foreignkey")
    op.drop_constraint(op.f("ck_issue_event_undone_names_event"), "issue_event", type_="check")
    op.drop_index(
        "uq_issue_event_undoes_id", table_name="issue_event", postgresql_where=sa.text("undoes_id IS NOT NULL")
    )
    op.drop_column("issue_event", "undoes_id")
    op.drop_constraint(op.f("fk_issue_event_act_id"), "issue_event", type_="foreignkey")
    op.drop_constraint(op.f("fk_issue_event_into_id"), "issue_event", type_="foreignkey")
    op.drop_index("ix_issue_event_into_id", table_name="issue_event", postgresql_where=sa.text("into_id IS NOT NULL"))
    op.drop_index("ix_issue_event_act_id", table_name="issue_event", postgresql_where=sa.text("act_id IS NOT NULL"))
    op.drop_column("issue_event", "into_id")
    op.drop_column("issue_event", "blocker")
    op.drop_column("issue_event", "act_id")
    op.drop_index("ix_issue_patrol_id", table_name="issue", postgresql_where=sa.text("patrol_id IS NOT NULL"))
    op.drop_column("issue", "patrol_id")
    op.drop_index("uq_complaint_code_hash", table_name="complaint", postgresql_where=sa.text("code_hash IS NOT NULL"))
    op.drop_column("complaint", "contact")
    op.drop_column("complaint", "code_hash")
    op.drop_table("resident_try")
    op.drop_table("moderation")
    op.drop_table("issue_update")
    op.drop_table("edited_value")
    op.drop_table("survey_task")
    op.drop_table("survey_request")
    op.drop_table("shortlist")
    op.drop_table("photo_use")
    op.drop_table("patrol_check")
    op.drop_table("follower")
    op.drop_table("edit")
    op.drop_table("assignment")
    op.drop_table("patrol")
    op.drop_table("reply_template")
    op.drop_table("photo")
    op.drop_table("patrol_plan")
    op.drop_table("act")
