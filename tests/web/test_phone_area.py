"""Which of two answers about the area counts on a phone: the one that was asked for last, whichever comes first."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

FIELD = Path(__file__).resolve().parents[2] / "web" / "static" / "field"
NODE = Path(sys.executable).with_name("node")

ASK = """
const asked = [];
globalThis.fetch = () => new Promise((answer) => asked.push(answer));
const { Area } = await import("./area.js");
const kept = [];
const store = { write: async (_names, work) => work({ put: ({ etag }) => kept.push(etag) }) };
const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
const area = new Area(store, { owner: "made-planner", key, districts: null });
const about = (code) =>
  new Response(JSON.stringify({ segments: [], districts: [{ code }] }), { headers: { ETag: code } });
const [first, second] = [area.refresh(), area.refresh("chosen")];
asked[1](about("chosen"));
const isNew = await second;
asked[0](about("other"));
console.log(JSON.stringify([isNew, await first, area.data.districts[0].code, kept]));
"""


def test_a_district_that_was_chosen_is_not_overtaken_by_an_older_answer(tmp_path: Path) -> None:
    for name in ("area", "nearness", "network", "seal", "store", "wire"):
        shutil.copy(FIELD / f"{name}.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "ask.js").write_text(ASK, "utf-8")
    told = subprocess.run([NODE, "ask.js"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [True, None, "chosen", ["chosen"]]
