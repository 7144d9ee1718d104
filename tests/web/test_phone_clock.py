"""By which clock a record was written, as a phone tells it when it sends; and what it does when its clock is put anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

FIELD = Path(__file__).resolve().parents[2] / "web" / "static" / "field"
NODE = Path(sys.executable).with_name("node")

ASK = """
import { readFileSync } from "node:fs";
import { clockHeaders, movedSince, moveReading, moveTimes } from "./clock.js";
const told = JSON.parse(readFileSync(0, "utf8")).map(({ begun, last, now, steady }) => {
  globalThis.localStorage = { getItem: () => JSON.stringify(last) };
  Object.defineProperty(globalThis, "performance", { value: { now: () => steady, timeOrigin: 1 }, configurable: true });
  Date.now = () => now;
  const moved = movedSince(begun);
  const written = { at: begun.at, checks: [{ checked_at: new Date(begun.at).toISOString(), note: "at" }] };
  return {
    ...clockHeaders(begun),
    moved,
    then: moved && { times: moveTimes(written, moved).checks, ...clockHeaders(moveReading(begun, moved)) },
  };
});
console.log(JSON.stringify(told));
"""

DAY: Final = 1440
PAGE, EARLIER = 1, 0

HEARD, BEGUN, SENT = 0, 60, 180
"""When the phone heard of the server, when a record was begun, when it is sent [minutes of our clock]."""

CASES: Final = (
    # How far the clock is ahead when it hears, when it writes, when it sends [min]; the page; what is told of it.
    (0, 0, 0, PAGE, 0),
    (DAY, DAY, DAY, EARLIER, DAY),
    (DAY, DAY, 0, EARLIER, DAY),
    (-DAY, -DAY, 0, EARLIER, -DAY),
    (20, 20, 0, EARLIER, 20),
    (DAY, 0, 0, EARLIER, 0),
    (0, DAY, DAY, EARLIER, DAY),
    (0, DAY, 0, PAGE, DAY),
    (0, -DAY, 0, PAGE, -DAY),
    (0, DAY, 0, EARLIER, 0),  # nothing tells: the server puts it to the nearest time that can be
)


MOVED: Final = (
    # The first five as above; what the page counted less than went by, as the phone slept; how far the clock was put on [min].
    (0, 0, 0, PAGE, 0, 0),
    (DAY, DAY, DAY, PAGE, 0, 0),
    (DAY, DAY, 0, PAGE, 0, -DAY),
    (0, DAY, 0, PAGE, 0, -DAY),
    (-DAY, -DAY, 0, PAGE, 0, DAY),
    (-DAY, -DAY, 0, EARLIER, 0, DAY),
    (20, 20, 0, EARLIER, 0, -20),
    (0, 0, 0, PAGE, 90, 0),
    (20, 20, 20, PAGE, 90, 0),
)

START: Final = datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_the_clock_that_is_told_is_the_one_that_the_record_was_written_by(tmp_path: Path) -> None:
    told = asked(tmp_path, [(*case, 0) for *case, _ in CASES])
    assert {one["Golmok-Heard"] for one in told} == {"2026-07-01T09:00:00.000Z"}
    ahead = [datetime.fromisoformat(one["Golmok-Clock"]) - START - timedelta(minutes=SENT) for one in told]
    assert [one / timedelta(minutes=1) for one in ahead] == [expected for *_, expected in CASES]


def test_a_clock_that_is_put_anew_while_a_record_is_written_takes_its_times_with_it(tmp_path: Path) -> None:
    told = asked(tmp_path, [case for *case, _ in MOVED])
    assert [one["moved"] / 60_000 for one in told] == [expected for *_, expected in MOVED]
    for one, (*_, ahead, _page, _slept, moved) in zip(told, MOVED, strict=True):
        if moved:
            [check] = one["then"]["times"]
            sent_by = datetime.fromisoformat(one["then"]["Golmok-Clock"]) - timedelta(minutes=SENT + ahead)
            was = datetime.fromisoformat(check["checked_at"]) - timedelta(minutes=BEGUN + ahead)
            assert (sent_by, was, check["note"]) == (START, START, "at")


def asked(tmp_path: Path, cases: Iterable[Iterable[int]]) -> list[dict[str, Any]]:
    """Tell what a phone says of its clock: how far ahead that is when it hears, writes and sends, the page, how long it slept."""
    shutil.copy(FIELD / "clock.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "ask.js").write_text(ASK, "utf-8")

    def shown(minutes: float) -> float:
        return (START + timedelta(minutes=minutes)).timestamp() * 1000

    said = [
        {
            "begun": {
                "at": shown(BEGUN + writing),
                "steady": BEGUN * 60_000,
                "page": page,
                "heard": {"server": shown(HEARD), "ours": shown(HEARD + hearing)},
            },
            "last": {"server": shown(SENT), "ours": shown(SENT + sending)},
            "now": shown(SENT + sending),
            "steady": (SENT - slept) * 60_000,
        }
        for hearing, writing, sending, page, slept in cases
    ]
    run = subprocess.run(
        [NODE, "ask.js"], cwd=tmp_path, input=json.dumps(said), capture_output=True, text=True, check=True
    )
    answers: list[dict[str, Any]] = json.loads(run.stdout)
    return answers
