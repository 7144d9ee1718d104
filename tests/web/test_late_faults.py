"""What goes wrong when the request is over but for its commit is answered like anything else."""

from __future__ import annotations

import pytest
from flask import Response
from sqlalchemy import text

from mapper.operations.database import Sessions
from mapper.settings import Settings
from web import session as of_request
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


@pytest.mark.parametrize(("path", "status"), [("/login", 503), ("/nowhere", 404)])
def test_a_server_that_goes_after_the_work_spoils_only_an_answer_that_needs_it(
    own_sessions: Sessions, settings: Settings, path: str, status: int
) -> None:
    app = create_app(settings, own_sessions)

    @app.after_request
    def _go(response: Response) -> Response:
        own = of_request.session().scalar(text("SELECT pg_backend_pid()"))
        with own_sessions.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        return response

    assert app.test_client().get(path).status_code == status
