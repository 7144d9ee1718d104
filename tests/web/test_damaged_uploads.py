"""Damaged files and nonsense about them, sent with a browser: asked about, refused or taken in, never an error of ours."""

from __future__ import annotations

import io
import json
import os
import random
from collections import Counter
from typing import Any, Final
from uuid import uuid4
from zipfile import ZipFile

from mapper.domain.job import FAILED
from mapper.domain.reader import Role
from mapper.operations.jobs.running import Bench
from web.clock import now

CASES: Final = int(os.environ.get("GOLMOK_FUZZ_CASES", "600")) // 15
NEW: Final = "/admin/imports/files/new"
KINDS: Final = ("issues", "issues", "complaints", "places", "districts", "alleys", "household-counts", "surveys")
WORDS: Final = [
    *(
        "",
        "NaN",
        "1e400",
        "-0",
        "9" * 400,
        "\0",
        "\ufeff",
        "\\ud800",
        "가" * 300,
        "골목",
        "'",
        '"',
        "\r\n",
        "<b>",
    ),
    *(
        "utf-7",
        "utf-16-le",
        "unicode_escape",
        "cp949",
        "hex",
        "EPSG:5186",
        "EPSG:4326",
        "EPSG:999999",
        "PROJCS[",
        "날짜",
    ),
    *("[" * 50, "37.7", "127.0", "../../etc/passwd", "a.csv", "a.shp", ".zip", "CON", "%s", "id", "유형", "경도"),
]
PIECES: Final = [
    *(word.encode("utf-8", "surrogatepass") for word in WORDS),
    b"\xff",
    b"\xb0\xa1",
    b"PK\x05\x06",
    b"{",
    b",",
]
ROWS: Final = [["번호", "유형", "발견일", "접수일", "시설명", "경도", "위도", "비고"]] + [
    [f"M{i}", "무단투기", "2024-05-01", "2024-05-01", "가공원", f"127.0{i}", "37.73", "가"] for i in range(3)
]


def good() -> dict[str, bytes]:
    table = "\n".join(map(",".join, ROWS)).encode("cp949")
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(ROWS[0], row, strict=True)),
            "geometry": {"type": "Point", "coordinates": [float(row[5]), float(row[6])]},
        }
        for row in ROWS[1:]
    ]
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("불편.csv", table)
    collection = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return {"불편.csv": table, "불편.geojson": collection, "불편.zip": packed.getvalue()}


def damaged(content: bytes, dice: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(dice.randint(0, 2)):
        start = dice.randint(0, len(made))
        made[start : start + dice.choice([0, 1, 4, 20])] = dice.choice(
            [*PIECES, dice.randbytes(3), made[start:][:30] * 2]
        )
    return bytes(made[: dice.randint(1, len(made))] if made and dice.random() < 0.1 else made)


def nonsense(dice: random.Random) -> dict[str, Any]:
    """What a form of ours can hold, and what it cannot."""
    said = {name: dice.choice(WORDS) for name in ("crs", "encoding", "layer") if dice.random() < 0.2}
    said |= {
        f"map.{name}": dice.choice([*ROWS[0], *WORDS])
        for name in ("date", "category", "lon", "x")
        if dice.random() < 0.3
    }
    if dice.random() < 0.3:
        said["kind"] = dice.choice(KINDS)
    return said | {"repair": dice.choice(["swapped", "excel_serial", "all", ""]), "page": "\0"}


def test_no_upload_is_an_error_of_ours(office: Any) -> None:
    browser = office.browser(office.add("made-admin", Role.ADMIN))
    token = office.csrf(browser.get(NEW).text)
    files, outcomes = good(), Counter[int]()
    for number in range(CASES):
        dice = random.Random(f"upload {number}")
        name = dice.choice(list(files))
        content = damaged(files[name], dice)
        sent = name if dice.random() < 0.8 else (dice.choice(WORDS) + name).encode("utf-8", "replace").decode()
        part = (io.BytesIO(content), sent)
        answers = [browser.post(NEW, data={"csrf_token": token, "kind": dice.choice(KINDS), "file": part})]
        path = answers[0].location
        if path:
            answers += [browser.get(path), browser.post(path, data={"csrf_token": token, **nonsense(dice)})]
            answers += [browser.get(path), browser.post(f"{path}/run", data={"csrf_token": token, "skip_bad": "1"})]
            for job_id in office.sql("SELECT id FROM job WHERE state = 'waiting'").scalars().all():
                Bench(office.sessions, office.app.config["DATA_DIR"], now, uuid4).do(job_id)
            answers += [browser.get(path), browser.get(f"{path}/refused.csv"), browser.get(f"{path}/bad.xlsx")]
        statuses = [answer.status_code for answer in answers]
        for answer in answers:
            answer.close()
        assert max(statuses) < 500, (number, statuses)
        outcomes.update(statuses)
    assert office.sql("SELECT count(*) FROM job WHERE fault = :ours", ours=FAILED).scalar_one() == 0
    assert outcomes[200] > CASES
    assert outcomes[303] > CASES
    assert outcomes[400] > 0
