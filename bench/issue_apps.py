"""The three applications that ``issue-in`` sends to: ``python -m bench.issue_apps NAME PORT``, as a city would serve them."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Final

from flask import Flask

from bench.issue_in_orm import orm_app
from mapper.operations.issue_judging import Answer, Report
from mapper.settings import Settings
from mapper.store.engine import Sessions, make_engine, make_sessions
from web import intake
from web.app import create_app
from web.serving import serve

PROCESSES: Final = 2


def main(name: str, port: int) -> None:
    """Serve one of them until SIGTERM."""
    engine = make_engine(os.environ["BENCH_DATABASE"], in_haste=True)
    app = _made(name, make_sessions(engine))
    with socket.create_server(("127.0.0.1", port), backlog=1024) as taken:
        serve(app, taken, processes=PROCESSES, trusted_proxy=None, forked=lambda: engine.dispose(close=False))


def _made(name: str, sessions: Sessions) -> Flask:
    if name == "orm":
        return orm_app(sessions)
    if name == "noop":
        vars(intake)["log"] = _answer_at_once
    return create_app(Settings(data_dir=Path(os.environ["BENCH_DATA"])), sessions)


def _answer_at_once(report: Report) -> Answer:
    """Stand for everything behind the web layer: what is measured is the route around it."""
    issue, handed_in = report.issue, report.handed_in
    receipt = {
        "id": str(issue.id),
        "sha256": handed_in.digest.hex(),
        "recorded_at": issue.reported_at.isoformat(),
        "reported_at": issue.reported_at.isoformat(),
        "clock_offset_s": 0.0,
        "decision": "unassigned",
        "segment_id": None,
        "probability": None,
        "offer": {},
        "doubles": [],
        "signature": handed_in.digest.hex(),
    }
    return receipt, True


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
