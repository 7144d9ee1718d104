"""Every number that a planner sees of an older day, as it was known then, is the older number after ten thousand later edits.

The edits are real ones: files of complaints, surveys and issues of the days before that are taken in late, an official
run that knows of them, and decisions of meetings that are corrected and moved. What is asked afterwards is asked of a
new process, which remembers nothing.
"""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from sqlalchemy import text

from mapper.domain.calendar import KST
from mapper.domain.category import CATEGORIES
from mapper.domain.meeting import MeetingDraft, Ties
from mapper.domain.reader import Reader, Role
from mapper.operations import decisions, meetings
from mapper.operations.database import Sessions
from mapper.operations.decisions import Decided
from mapper.operations.findings.kept import FINDERS, Findings
from mapper.operations.grading import regrade_city
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.taking_in import import_file
from mapper.operations.meeting_access import Writer
from mapper.operations.people import keys, users
from mapper.settings import Settings
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.clock import now, today

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")
COMPLAINTS, SURVEYS, ISSUES = 5_000, 3_000, 2_100
DECISIONS = 50
ITEMS = [f"{axis}{number}" for axis in "RW" for number in range(1, 9)]
RUNS = "SELECT as_of, known_at FROM grade_run WHERE official ORDER BY as_of"
SEGMENTS = """
    SELECT segment.id::text, ST_X(middle), ST_Y(middle) FROM segment, ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS middle
    WHERE graded AND superseded_at IS NULL ORDER BY segment.id
"""
BUSIEST = (
    "SELECT segment_id::text FROM issue_state WHERE segment_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
)
HELD = datetime(2024, 5, 20, 19, tzinfo=KST)
LOOKED = date(2024, 6, 20)
OF_MEETINGS = {"from": "2024-05-01", "to": "2024-06-30", "as_of": LOOKED, "by": "quarter"}


@dataclass(frozen=True)
class City:
    """A demo city of the file's own, and a planner who asks about it."""

    sessions: Sessions
    data_dir: Path
    planner: Reader

    def asks(self) -> Any:
        """A process that remembers nothing, and whoever asks it."""
        app = create_app(Settings(city="의정부시", data_dir=self.data_dir), self.sessions)
        app.extensions["golmok_findings"] = Findings(self.sessions, now, patience=60.0)  # a busy machine takes its time
        browser = app.test_client()
        with self.sessions.begin() as session:
            user = users.user_named(session, self.planner.name)
            link = keys.add_link(session, user, by=OPERATOR, now=now(), loopback_only=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(f"/login/link/{link}").text)
        assert token
        assert browser.post(f"/login/link/{link}", data={"csrf_token": token[1]}).status_code == 302

        def ask(path: str, **query: Any) -> Any:
            answer = browser.get(path, query_string=query)
            assert answer.status_code == 200, (path, answer.text)
            return answer

        return ask

    def read(self, statement: str) -> list[Any]:
        with self.sessions() as session:
            return list(session.execute(text(statement)))


@pytest.fixture(scope="module")
def city(attachment: Attachment, demo_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    create_database(attachment, "later_edits", template=demo_template)
    engine = make_engine(attachment.url("owner", "later_edits"))
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        user = users.add_user(session, "made-planner", Role.PLANNER, (), every=False, by=OPERATOR, now=now())
    planner = Reader(user.id, user.name, Role.PLANNER, None, "tests")
    yield City(sessions, tmp_path_factory.mktemp("data"), planner)
    engine.dispose()
    drop_database(attachment, "later_edits")


def writer(city: City, moment: datetime) -> Writer:
    return Writer(city.planner, moment, uuid.uuid4)


def decide(city: City) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """Hold a meeting of that time, some of whose decisions were executed by then."""
    draft = MeetingDraft("residents", "가상 주민회의", "주민센터", HELD)
    promised = Decided("가상 골목의 배수구를 고친다.", Ties(), None, None, date(2024, 6, 10))
    with city.sessions.begin() as session:
        meeting = meetings.add_meeting(session, draft, writer(city, HELD - timedelta(days=7)))
        made = [
            decisions.decide(session, meeting, promised, writer(city, HELD + timedelta(hours=2)))
            for _ in range(DECISIONS)
        ]
        for decision in made[::3]:
            done = {"to": "executed", "reason": "", "on": date(2024, 6, 3)}
            decisions.move_decision(session, meeting, decision, writer(city, HELD + timedelta(days=15)), **done)
    return meeting, made


def edit_decisions(city: City, meeting: uuid.UUID, made: list[uuid.UUID]) -> None:
    """Say of every decision that it stood otherwise then, and take one away."""
    with city.sessions.begin() as session:
        for place, decision in enumerate(made):
            by = writer(city, now())
            executed = place % 3 == 0
            to = {"to": "open" if executed else "executed", "reason": "다시 확인했다.", "on": date(2024, 6, 12)}
            decisions.move_decision(session, meeting, decision, by, **to)
        seen = session.execute(
            text("SELECT id FROM decision WHERE decision_id = :id ORDER BY recorded_at DESC LIMIT 1"), {"id": made[0]}
        ).scalar_one()
        decisions.withdraw_decision(session, meeting, made[0], writer(city, now()), seen=seen)


def write(path: Path, header: list[str], rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def files(city: City, folder: Path, day: date) -> Iterator[tuple[str, Path]]:
    """Yield files of what happened in the weeks before a day."""
    chance, where = np.random.default_rng(11), city.read(SEGMENTS)
    kinds = [one.id for one in CATEGORIES]

    def some(count: int) -> Iterator[tuple[str, str, date, str]]:
        ago, kind = chance.integers(1, 80, count), chance.integers(0, len(kinds), count)
        for (segment, lon, lat), days, what in zip(islice(cycle(where), count), ago, kind, strict=True):
            yield segment, f"{lon:.7f},{lat:.7f}", day - timedelta(days=int(days)), kinds[what]

    header = ["id", "category", "경도", "위도", "accuracy", "date"]
    told = [[f"late-{n}", kind, *at.split(","), 3, on] for n, (_, at, on, kind) in enumerate(some(COMPLAINTS))]
    yield "complaints", write(folder / "complaints.csv", header, told)
    levels = chance.integers(0, 5, (SURVEYS, len(ITEMS))).tolist()
    walked = [
        [f"late-{n}", segment, on, f"조사원-{n % 7:02}", *levels[n]]
        for n, (segment, _, on, _) in enumerate(some(SURVEYS))
    ]
    yield "surveys", write(folder / "surveys.csv", ["id", "segment_id", "date", "surveyor", *ITEMS], walked)
    found = [
        [
            f"late-i-{n}",
            kind,
            2,
            segment,
            *at.split(","),
            3,
            on,
            "resolved" if n % 2 else "verified",
            on if n % 2 else "",
        ]
        for n, (segment, at, on, kind) in enumerate(some(ISSUES))
    ]
    header = ["id", "category", "severity", "segment_id", "경도", "위도", "accuracy", "date", "status", "resolved_at"]
    yield "issues", write(folder / "issues.csv", header, found)


def edit(city: City, folder: Path, day: date) -> int:
    """Record late what happened before, and grade by it; return how many records there are more."""
    count = (
        "SELECT (SELECT count(*) FROM complaint) + (SELECT count(*) FROM survey) + (SELECT count(*) FROM issue_event)"
    )
    ((before,),) = city.read(count)
    for kind, path in files(city, folder, day):
        with city.sessions.begin() as session:
            import_file(session, kind, path, FileOptions(), by=OPERATOR, today=today(), new_id=uuid.uuid4)
    with city.sessions.begin() as session:
        regrade_city(session, as_of=day, official=True, new_id=uuid.uuid4)
    ((after,),) = city.read(count)
    return int(after - before)


@dataclass(frozen=True)
class Then:
    """From where the city is looked at: as of a day, known at a time, beside an earlier day; and meetings, known when."""

    day: date
    known: str
    first: date
    of_meetings: date

    @property
    def moment(self) -> dict[str, Any]:
        return {"as_of": self.day, "known_at": self.known}


def told(ask: Any, segment: str, then: Then) -> dict[str, Any]:
    """All that the planner's pages say of the city at a moment."""
    moment, meetings_known = then.moment, {"known": then.of_meetings, **OF_MEETINGS}
    days = {"before": then.first, "after": then.day, "known": then.known}
    narrowed = {"overall": ["C", "D", "E"], "status": ["received", "verified"], **moment}
    found = {
        "choices": ask("/api/v1/board", **moment).json,
        "counts": ask("/api/v1/board/answer", bits="true", **moment).json,
        "narrowed": ask("/api/v1/board/answer", **narrowed).json,
        "segments": ask("/api/v1/board/rows", size=500, **moment).json,
        "issues": ask("/api/v1/board/issues", size=500, **moment).json,
        "points": ask("/api/v1/board/points", **moment).data,
        "column": ask("/api/v1/board/columns/overall", **moment).data,
        "card": ask(f"/api/v1/segments/{segment}", **moment).json,
        "history": ask(f"/api/v1/segments/{segment}/history", as_of=then.day, known=then.known, size=400).json,
        "changes": ask("/api/v1/grades/changes", columns="true", **days).json,
        "changed": ask("/api/v1/grades/changes/rows", size=200, **days).json,
        "priorities": ask("/api/v1/priorities", size=200, **moment).json,
        "decisions": ask("/meetings/decisions", **meetings_known).text.split("<main")[1],
        "decided": ask("/meetings/decisions.csv", **meetings_known).data,
    }
    for key in FINDERS:
        found[f"finding {key}"] = ask(f"/api/v1/findings/{key}", **moment).json
        found[f"rows of {key}"] = ask(f"/api/v1/findings/{key}/rows", size=500, **moment).json
    return {name: plain(value, {"now"}) for name, value in found.items()}


def plain(value: Any, left_out: set[str]) -> Any:
    """The same without what says when it was asked, or as of when it is."""
    if isinstance(value, dict):
        return {name: plain(one, left_out) for name, one in value.items() if name not in left_out}
    return [plain(one, left_out) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Edited:
    """What was said before the edits, and from where it was asked."""

    before: dict[str, Any]
    then: Then
    segment: str
    records: int


@pytest.fixture(scope="module")
def edited(city: City, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    runs = city.read(RUNS)
    then = Then(runs[-1].as_of, runs[-1].known_at.isoformat(), runs[0].as_of, LOOKED)
    meeting, made = decide(city)
    ((segment,),) = city.read(BUSIEST)
    before = told(city.asks(), segment, then)
    records = edit(city, tmp_path_factory.mktemp("late"), then.day)
    edit_decisions(city, meeting, made)
    return Edited(before, then, segment, records)


def test_every_number_of_a_day_is_the_older_one_after_ten_thousand_edits(city: City, edited: Edited) -> None:
    assert edited.records >= 10_000
    ask = city.asks()
    again = told(ask, edited.segment, edited.then)
    assert [name for name, value in edited.before.items() if again[name] != value] == []
    later = told(ask, edited.segment, replace(edited.then, known=now().isoformat(), of_meetings=today()))
    of_asking = {"known_at", "known", "run", "moment", "before", "after"}
    unmoved = [name for name, value in later.items() if plain(value, of_asking) == plain(again[name], of_asking)]
    assert unmoved == ["choices"]  # what there is to choose, whatever is chosen


def test_every_count_of_a_day_still_leads_to_as_many_rows(city: City, edited: Edited) -> None:
    ask, moment = city.asks(), edited.then.moment
    summary, answer = edited.before["choices"], edited.before["counts"]
    rows = {"segments": "/api/v1/board/rows", "issues": "/api/v1/board/issues"}
    wrong, there = [], 0
    for facet in summary["facets"]:
        for option, count in zip(facet["options"], answer["counts"][facet["key"]], strict=True):
            total = ask(rows[facet["of"]], size=1, **{facet["key"]: option["key"]}, **moment).json["total"]
            wrong += [(facet["key"], option["key"], count, total)] if total != count else []
            there += bool(count)
    assert wrong == []
    assert there > 50
    for key in FINDERS:
        for figure in edited.before[f"finding {key}"]["found"]["figures"]:
            if figure["unit"] == "count":
                leads = ask(f"/api/v1/findings/{key}/rows", where=figure["where"], size=1, **moment).json["total"]
                assert leads == figure["value"], (key, figure["key"])


def test_what_was_executed_by_a_day_is_what_was_known_of_it_then(city: City, edited: Edited) -> None:
    ask = city.asks()

    def rows(asked: str) -> int:
        return len(ask("/meetings/decisions.csv", **parse_qs(asked)).data.decode().splitlines()) - 1

    links = re.findall(r'href="/meetings/decisions\?([^"#]*)#rows">(\d+)</a>', edited.before["decisions"])
    leads = {link.replace("&amp;", "&"): int(count) for link, count in links}
    assert {link: rows(link) for link in leads} == leads != {}
    known = "&".join(f"{name}={value}" for name, value in OF_MEETINGS.items())
    executed = [rows(f"{known}&state=executed&known={day}") for day in (LOOKED, today())]
    assert executed == [17, 33]  # every third of the 50; by now it is said that all the others were instead
