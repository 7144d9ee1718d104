"""The phone, which cannot ask, suggests the doubles that the server would."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mapper.domain.access import Scope
from mapper.domain.parameters import PLACEMENT
from mapper.domain.reader import Role

FIELD = Path(__file__).resolve().parents[2] / "web" / "static" / "field"
NODE = Path(sys.executable).with_name("node")
ASK = """
import { readFileSync } from "node:fs";
import { mayBeOne } from "./nearness.js";
import { Network } from "./network.js";
const { area, records } = JSON.parse(readFileSync(0, "utf8"));
const network = new Network(area.segments);
const kin = (one) => area.categories.find(({ id }) => id === one).group;
const found = records.map((record) => {
  const issues = area.issues.filter((issue) => issue.position && kin(issue.category) === kin(record.category));
  return mayBeOne(network, area.nearness, record, issues).map(({ issue }) => issue.id);
});
console.log(JSON.stringify(found));
"""


@pytest.fixture
def phone(tmp_path: Path) -> Any:
    for name in ("nearness.js", "network.js"):
        shutil.copy(FIELD / name, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "ask.js").write_text(ASK, "utf-8")

    def ask(**said: Any) -> list[list[str]]:
        done = subprocess.run(
            [NODE, "ask.js"], cwd=tmp_path, input=json.dumps(said), capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    return ask


def test_phone_and_server_suggest_the_same(office: Any, phone: Any) -> None:
    code = office.districts()[0]
    headers = {"Authorization": f"Bearer {office.token(office.add('made-walker', Role.FIELD, code), Scope.READ)}"}

    def get(address: str, **query: Any) -> Any:
        return office.app.test_client().get(f"/api/v1/{address}", query_string=query, headers=headers).json

    area = get("field/area")
    placed = [issue for issue in area["issues"] if issue["position"] and issue["segment"]][::3]
    records = [
        {
            "lon": issue["position"][0] + 0.0001 * (number % 4),
            "lat": issue["position"][1] + 0.00007 * (number % 3),
            "position": ("gps", "gps", "gps", "gps", "pin")[number % 5],
            "accuracy_m": (None, 4.0, 12.0, 40.0)[number % 4],
            "segment_id": issue["segment"],
            "category": issue["category"],
        }
        for number, issue in enumerate(placed)
    ]
    by_phone = phone(area=area, records=records)
    by_server = []
    for record in records:
        query = {key: record[key] for key in ("lon", "lat", "category")} | {"segment": record["segment_id"]}
        accuracy = PLACEMENT.dragged_pin_m if record["position"] == "pin" else record["accuracy_m"]
        query |= {} if accuracy is None else {"accuracy_m": accuracy}
        by_server.append([one["id"] for one in get("issues/near", **query)["issues"]])
    assert by_phone == by_server
    assert sum(map(len, by_server)) > len(records) / 2
