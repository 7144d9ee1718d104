"""An upload looked at and taken in behind the scenes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from mapper.domain.label import Label
from mapper.operations.imports.history import past_imports
from mapper.operations.imports.looking import keep_look, look_at
from mapper.operations.imports.taking_in import import_file
from mapper.operations.imports.uploads import Upload, Uploads, uploads_in
from mapper.operations.jobs.kind import JobKind, Task
from mapper.store.engine import Session


def _upload(task: Task) -> tuple[Uploads, Upload]:
    kept = uploads_in(task.data_dir)
    return kept, kept.find(UUID(task.arguments["upload"]), by=task.by)


def _take_in(session: Session, task: Task) -> dict[str, Any]:
    uploads, upload = _upload(task)
    refused = uploads.refused_path(upload)
    refused.unlink(missing_ok=True)  # of a try that somebody was killed over
    report = import_file(
        session,
        upload.kind,
        uploads.path(upload),
        replace(upload.options, skip_bad=task.arguments["skip_bad"]),
        by=task.by,
        today=task.today,
        new_id=task.new_id,
        refused_to=refused,
        progress=task.progress,
    )
    # The lock of the import is still held, so the newest one is this one.
    newest = past_imports(session, page=1, size=1).imports[0].id if report.stored else None
    rows = {"rows_in": report.rows_in, "rows_usable": report.rows_usable}
    return {"import": newest and str(newest), "already": report.already, **rows}


def _tidy(task: Task, result: dict[str, Any]) -> None:
    uploads, upload = _upload(task)
    uploads.finish(upload, result["import"] and UUID(result["import"]))


def _check(session: Session, task: Task) -> dict[str, Any]:
    uploads, upload = _upload(task)
    look = look_at(session, uploads, upload, today=task.today, new_id=task.new_id, progress=task.progress)
    keep_look(uploads, upload, look)
    return {}


CHECK: Final = JobKind("import.check", Label("파일 확인", "Check of a file"), "import", _check)
"""Look at what somebody brought with a browser."""

IMPORT: Final = JobKind("import.run", Label("자료 등록", "Import"), "import", _take_in, _tidy)
"""Take in what somebody brought with a browser."""
