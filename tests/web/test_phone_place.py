"""For how long a phone that is told nothing new says where it is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

FIELD = Path(__file__).resolve().parents[2] / "web" / "static" / "field"
NODE = Path(sys.executable).with_name("node")

ASK = """
let now = 0;
let look;
let asked = 0;
let found;
Date.now = () => now;
globalThis.setInterval = (act) => (look = act);
Object.defineProperty(globalThis, "performance", { value: { now: () => 0 } }); // it stands still while the phone sleeps
Object.defineProperty(globalThis, "navigator", { value: { geolocation: {
  watchPosition: (told) => ((found = told), (asked += 1)),
  clearWatch: () => {},
} } });
const { Locator } = await import("./locate.js");
const locator = new Locator();
const heard = [];
const stop = locator.follow(({ fix }) => heard.push(fix?.lat ?? null));
const seen = [];
const after = (seconds) => {
  now += seconds * 1000;
  look();
  seen.push([locator.fix?.lat ?? null, asked]);
};
found({ coords: { longitude: 127, latitude: 37, accuracy: 6 } });
for (const seconds of [5, 5, 4]) after(seconds);
found({ coords: { longitude: 127, latitude: 38, accuracy: 6 } }); // as it was asked anew
for (const seconds of [5, 11]) after(seconds);
found({ coords: { longitude: 127, latitude: 39, accuracy: 6 } });
stop();
now += 60_000;
locator.follow(({ fix }) => heard.push(fix?.lat ?? null));
console.log(JSON.stringify({ seen, heard }));
"""


def test_a_position_is_asked_for_again_before_it_is_old_and_let_go_when_it_is(tmp_path: Path) -> None:
    shutil.copy(FIELD / "locate.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "ask.js").write_text(ASK, "utf-8")
    told = subprocess.run([NODE, "ask.js"], cwd=tmp_path, capture_output=True, text=True, check=True)
    said = json.loads(told.stdout)
    assert said["seen"] == [[37, 1], [37, 2], [37, 2], [38, 2], [None, 3]]
    assert said["heard"] == [37, 38, None, 39]  # and nothing of a minute ago
