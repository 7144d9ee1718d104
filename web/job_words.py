"""How a job is said to whoever asked for it."""

from __future__ import annotations

from typing import Any, Final

from mapper.domain.job import FAILED, INTERRUPTED
from mapper.operations.imports.job import CHECK
from mapper.operations.jobs.asking import Job, JobState
from mapper.operations.jobs.kinds import kind_of
from web.errors import sentence
from web.languages import gettext, said

STATES: Final = {
    JobState.WAITING: "차례를 기다립니다",
    JobState.RUNNING: "하는 중",
    JobState.DONE: "끝남",
    JobState.FAILED: "하지 못함",
    JobState.CANCELLED: "취소함",
}
"""How it stands."""

STEPS: Final = {
    "reading": "파일을 읽는 중",
    "judging": "행을 확인하는 중",
    "placing": "위치를 찾는 중",
    "storing": "저장하는 중",
    "locating": "찾은 위치를 저장하는 중",
    "following": "처리 상태를 정리하는 중",
    "grading": "등급을 매기는 중",
    "gathering": "자료를 모으는 중",
    "drawing": "그리는 중",
    "writing": "쓰는 중",
}
"""What is being done of it, as far as there is a word."""

_FAULTS: Final = {
    FAILED: "예상하지 못한 문제로 하지 못했습니다. 저장된 것은 없습니다. 다시 해 보고, 또 그러면 운영자에게 알려 주세요.",
    INTERRUPTED: "여러 번 중단되어 그만두었습니다. 저장된 것은 없습니다. 다시 해 보고, 또 그러면 운영자에게 알려 주세요.",
}
"""Why a job failed that was no fault of what it was given."""

_TRIAL: Final = dict.fromkeys(("storing", "locating", "following"), "넣어 보고 되돌리는 중")
"""The same, where nothing is kept."""

_MINUTE: Final = 60


def job_words(job: Job) -> dict[str, Any]:
    """Return a job in words.

    Parameters
    ----------
    job : Job
        Of the reader.

    Returns
    -------
    dict
        As `web.schemas.job.JobAnswer`.
    """
    return {
        "id": job.id,
        "kind": job.kind,
        "label": said(kind_of(job.kind).label),
        "subject": job.subject,
        "state": job.state.value,
        "state_label": gettext(STATES[job.state]),
        "is_over": job.state.is_over,
        "cancel_asked": job.cancel_asked_at is not None,
        "line": _line(job),
        "done": job.done,
        "total": job.total,
        "rate": job.rate,
        "remaining_s": job.remaining_s,
        "tries": job.tries,
        "fault": job.fault,
        "result": job.result,
        "recorded_at": job.recorded_at,
        "ended_at": job.ended_at,
    }


def fault_words(code: str) -> str:
    """Say why a job failed.

    Parameters
    ----------
    code : str
        Of the job.

    Returns
    -------
    str
        In the language of this request.
    """
    return gettext(_FAULTS[code]) if code in _FAULTS else sentence(code)


def _line(job: Job) -> str:
    """Say in one line how far it is, and why it ended."""
    if job.fault is not None:
        return fault_words(job.fault)
    if job.state is not JobState.RUNNING:
        return gettext(STATES[job.state])
    if job.cancel_asked_at is not None:
        return gettext("취소하는 중입니다. 아무것도 저장하지 않습니다.")
    parts = [gettext(_step(job))]
    if job.total:
        parts.append(gettext("%(done)s / %(total)s행", done=f"{job.done:,}", total=f"{job.total:,}"))
    elif job.done:
        parts.append(gettext("%(done)s행", done=f"{job.done:,}"))
    if job.rate is not None and job.remaining_s is not None:
        parts += [gettext("1초에 %(rate)s행", rate=f"{job.rate:,.0f}"), _remaining(job.remaining_s)]
    if job.tries > 1:
        parts.append(gettext("중단되어 %(tries)s번째 다시 하는 중", tries=job.tries))
    return " · ".join(parts)


def _step(job: Job) -> str:
    trial = _TRIAL if job.kind == CHECK.name else {}
    return trial.get(job.step or "") or STEPS.get(job.step or "") or STATES[job.state]


def _remaining(seconds: float) -> str:
    if seconds < _MINUTE:
        return gettext("약 %(seconds)s초 남음", seconds=max(1, round(seconds)))
    return gettext("약 %(minutes)s분 남음", minutes=round(seconds / _MINUTE))
