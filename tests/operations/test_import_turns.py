"""Two files at once: each is tried on what is really stored, and nobody trips over what another is about to store."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.report import ImportReport

BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
TOLD = {"today": date(2024, 7, 1), "new_id": uuid4}
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def test_a_file_is_looked_at_after_the_same_one_was_taken_in_by_another(own_sessions: Sessions, tmp_path: Path) -> None:
    path = tmp_path / "불편.csv"
    path.write_text("id,category,date,lon,lat\nM1,litter,2024-05-02,127.03,37.74\n", "utf-8")
    seen: list[ImportReport] = []

    def look() -> None:
        with own_sessions() as session:
            seen.append(taking_in.check_file(session, "issues", path, FileOptions(), **TOLD))

    looking = threading.Thread(target=look)
    with own_sessions.begin() as session, own_sessions() as other:
        taking_in.import_file(session, "issues", path, FileOptions(), by=BY, **TOLD)
        looking.start()
        while looking.is_alive() and not other.execute(WAITING).scalar_one():
            other.rollback()
    looking.join()
    assert [(report.effects["new"], report.effects["known"]) for report in seen] == [(0, 1)]
