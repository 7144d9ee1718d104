"""What goes wrong when the request is over but for its commit is answered like anything else."""

from __future__ import annotations

from sqlalchemy import text

from mapper.operations.database import Sessions
from mapper.settings import Settings
from web.app import create_app

FILL_DISK = """
CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file'; END $$
"""
AT_COMMIT = """
CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON login DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION fill_disk()
"""


def test_a_disk_that_is_full_at_the_commit_is_said_and_when_to_come_again(
    own_sessions: Sessions, settings: Settings
) -> None:
    with own_sessions.begin() as session:
        session.execute(text(FILL_DISK))
        session.execute(text(AT_COMMIT))
    answer = create_app(settings, own_sessions).test_client().get("/login")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "저장 공간" in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
