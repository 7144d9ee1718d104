"""By which clock a record was written, as a phone tells it when it sends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

FIELD = Path(__file__).resolve().parents[2] / "web" / "static" / "field"
NODE = Path(sys.executable).with_name("node")

ASK = """
import { readFileSync } from "node:fs";
import { clockHeaders } from "./clock.js";
const told = JSON.parse(readFileSync(0, "utf8")).map(({ begun, last, now, steady }) => {
  globalThis.localStorage = { getItem: () => JSON.stringify(last) };
  Object.defineProperty(globalThis, "performance", { value: { now: () => steady, timeOrigin: 1 }, configurable: true });
  Date.now = () => now;
  return clockHeaders(begun);
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


def test_the_clock_that_is_told_is_the_one_that_the_record_was_written_by(tmp_path: Path) -> None:
    shutil.copy(FIELD / "clock.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "ask.js").write_text(ASK, "utf-8")
    start = datetime(2026, 7, 1, 9, tzinfo=UTC)

    def shown(minutes: float) -> float:
        return (start + timedelta(minutes=minutes)).timestamp() * 1000

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
            "steady": SENT * 60_000,
        }
        for hearing, writing, sending, page, _ in CASES
    ]
    asked = subprocess.run(
        [NODE, "ask.js"], cwd=tmp_path, input=json.dumps(said), capture_output=True, text=True, check=True
    )
    told = json.loads(asked.stdout)
    assert {one["Golmok-Heard"] for one in told} == {"2026-07-01T09:00:00.000Z"}
    ahead = [datetime.fromisoformat(one["Golmok-Clock"]) - start - timedelta(minutes=SENT) for one in told]
    assert [one / timedelta(minutes=1) for one in ahead] == [expected for *_, expected in CASES]
