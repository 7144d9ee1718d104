"""The engines that phones and web forms run on fetch our forms, fill them in with our segments, and send them to us."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
import pyxform
from PIL import Image
from playwright.sync_api import Browser, Page
from pyxform.validators.odk_validate import check_xform
from sqlalchemy import text

from mapper.domain.access import Scope
from mapper.domain.reader import Reader
from mapper.domain.rubric import RUBRIC
from mapper.operations.database import Sessions
from mapper.operations.people import keys, users
from mapper.wire.openrosa.sheets import ISSUE, SURVEY
from web.clock import now

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "node_modules" / "@getodk" / "xforms-engine" / "dist" / "index.js"
JAVAROSA = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
PHONE = Path(__file__).with_name("javarosa_phone.py")
LIST = "{http://openrosa.org/xforms/xformsList}"
ENGINE_FILLS_IN = """async ([form, answers]) => {
    const { loadForm } = await import("/engine/index.js");
    const listed = await (await fetch(`${form.base}/formList`)).text();
    const media = (url) => fetch(`${form.base}/forms/${form.id}/media/${url.href.split("/").pop()}`);
    const loaded = await loadForm(`${form.base}/forms/${form.id}`.replace(/^/, location.origin), { fetchFormAttachment: media });
    if (loaded.status === "failure") throw loaded.error;
    const root = loaded.createInstance().root;
    const asked = [];
    const fill = (node) => {
        if (!node.currentState.relevant) return;
        const name = node.currentState.reference.split("/").pop();
        const said = answers[name] ?? answers["*"];
        if (node.nodeType === "select") {
            asked.push(name);
            if (!node.getValueOption(said)) throw new Error(`${name} offers no ${said}`);
            node.selectValue(said);
        } else if (name in answers) {
            asked.push(name);
            node.setValue(node.nodeType === "upload" ? new File([Uint8Array.from(atob(said), (c) => c.charCodeAt(0))], "골목.png", { type: "image/png" }) : said);
        }
        for (const child of node.currentState.children ?? []) fill(child);
    };
    fill(root);
    const payload = await root.prepareInstancePayload();
    const sent = await fetch(`${form.base}/submission`, { method: "POST", body: payload.data[0] });
    const xml = await payload.data[0].get("xml_submission_file").text();
    return { status: payload.status, violations: (payload.violations ?? []).map((one) => one.reference), asked, xml, listed, answer: sent.status };
}"""


@pytest.fixture(scope="module")
def base(own_server: str, own_city: Sessions, staff: Any, district: str, operator: Reader) -> str:
    """Where the phone of somebody who walks in the district finds us."""
    staff.add("made-phone", district)
    with own_city.begin() as session:
        user = users.user_named(session, "made-phone")
        key, _ = keys.add_token(session, user, label="", scopes=[Scope.FORMS], by=operator, now=now())
    return f"{own_server}/openrosa/key/{key}"


@pytest.fixture(scope="module")
def place(own_city: Sessions, district: str) -> tuple[str, str]:
    """The longest segment of the district, and its middle, latitude first."""
    asked = text(
        "SELECT segment.id, ST_Y(at), ST_X(at) FROM segment JOIN district ON district.id = district_id,"
        " LATERAL (SELECT ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS at) AS middle"
        " WHERE code = :code AND graded AND segment.superseded_at IS NULL ORDER BY length_m DESC LIMIT 1"
    )
    with own_city() as session:
        segment, lat, lon = session.execute(asked, {"code": district}).one()
    return str(segment), f"{lat:.6f} {lon:.6f}"


@pytest.fixture
def engine(browser: Browser, own_server: str) -> Iterator[Page]:
    """A page of our own address with the engine of ODK's web forms, as its package is."""
    context = browser.new_context()
    context.route(
        "**/engine/index.js", lambda route: route.fulfill(path=ENGINE, content_type="text/javascript; charset=utf-8")
    )
    context.route("**/engine/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{own_server}/engine/")
    yield page
    context.close()


def fetched(address: str) -> bytes:
    with urlopen(Request(address, headers={"X-OpenRosa-Version": "1.0"})) as answer:
        content: bytes = answer.read()
    return content


def sent(base: str, xml: bytes) -> int:
    head = 'Content-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\nContent-Type: text/xml'
    body = f"--b\r\n{head}\r\n\r\n".encode() + xml + b"\r\n--b--\r\n"
    told = {"Content-Type": "multipart/form-data; boundary=b", "X-OpenRosa-Version": "1.0"}
    with urlopen(Request(f"{base}/submission", body, told)) as answer:
        return int(answer.status)


def javarosa(base: str, form_id: str, folder: Path, answers: dict[str, str]) -> tuple[bytes, list[str]]:
    """Fetch all that belongs to a form as a phone does, have it checked, and fill it in; return what is to be sent."""
    listed = {form.findtext(f"{LIST}formID"): form for form in ET.fromstring(fetched(f"{base}/formList"))}
    form = folder / "form.xml"
    form.write_bytes(fetched(listed[form_id].findtext(f"{LIST}downloadUrl") or ""))
    manifest = listed[form_id].findtext(f"{LIST}manifestUrl")
    for file in ET.fromstring(fetched(manifest)) if manifest else ():
        name, _, address = (part.text or "" for part in file)
        (folder / name).write_bytes(fetched(address))
    assert check_xform(str(form)) == []
    command = [sys.executable, PHONE, JAVAROSA, folder, json.dumps(answers)]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout, json.loads(ran.stderr)


def row(city: Sessions, table: str, xml: bytes) -> Any:
    [key] = [part.text or "" for part in ET.fromstring(xml).iter() if part.tag.endswith("instanceID")]
    with city() as session:
        kept = session.execute(text("SELECT xml FROM submission WHERE id = :id"), {"id": key.removeprefix("uuid:")})
        assert bytes(kept.scalar_one()) == xml
        asked = text(f"SELECT * FROM {table} WHERE id = :id")
        return session.execute(asked, {"id": key.removeprefix("uuid:")}).mappings().one()


def test_javarosa_checks_and_fills_in_the_survey(
    base: str, place: tuple[str, str], tmp_path: Path, own_city: Sessions
) -> None:
    answers = {"*": "1", "segment": place[0], "R1": "4", "R2": "na", "W8": "unseen"}
    xml, asked = javarosa(base, SURVEY, tmp_path, answers)
    assert asked == ["segment", "R1", "R1_photo", *RUBRIC.item_ids[1:]]  # a photo is asked for where it is bad
    assert sent(base, xml) == 201
    kept = row(own_city, "survey", xml)
    assert (str(kept["segment_id"]), kept["surveyor"]) == (place[0], "made-phone")
    assert kept["levels"] == [4, -1, *[1] * 13, None]
    assert kept["device"] == "collect:javarosa"


def test_javarosa_does_not_let_a_survey_go_in_which_nothing_was_seen(
    base: str, place: tuple[str, str], tmp_path: Path
) -> None:
    with pytest.raises(AssertionError, match="W8 = 'unseen' was refused"):
        javarosa(base, SURVEY, tmp_path, {"*": "unseen", "segment": place[0]})


def test_javarosa_checks_and_fills_in_an_issue(
    base: str, place: tuple[str, str], tmp_path: Path, own_city: Sessions
) -> None:
    answers = {"position": f"{place[1]} 50 4.5", "category": "pothole", "severity": "3", "description": "발이 빠짐"}
    xml, asked = javarosa(base, ISSUE, tmp_path, answers)
    assert asked == ["position", "category", "severity", "photo_1", "description"]
    assert sent(base, xml) == 201
    kept = row(own_city, "issue", xml)
    assert (kept["category"], kept["severity"], kept["accuracy_m"]) == ("pothole", 3, 4.5)
    assert kept["description"] == "발이 빠짐"


@pytest.mark.browser
def test_the_engine_of_web_forms_fills_in_both(
    engine: Page, base: str, own_server: str, place: tuple[str, str], own_city: Sessions
) -> None:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), (0, 90, 160)).save(drawn, "PNG")
    picture = b64encode(drawn.getvalue()).decode()
    where = {"base": base.removeprefix(own_server)}
    answers = {"*": "2", "segment": place[0], "R1": "3", "R1_photo": picture}
    survey = engine.evaluate(ENGINE_FILLS_IN, [where | {"id": SURVEY}, answers])
    assert (survey["status"], survey["violations"], survey["answer"]) == ("ready", [], 201)
    assert survey["asked"] == ["segment", "R1", "R1_photo", *RUBRIC.item_ids[1:]]
    kept = row(own_city, "survey", survey["xml"].encode())
    assert (str(kept["segment_id"]), kept["levels"]) == (place[0], [3, *[2] * 15])
    with own_city() as session:
        photos = text("SELECT count(*) FROM photo_use JOIN photo USING (sha256) WHERE survey_id = :id")
        assert session.execute(photos, {"id": kept["id"]}).scalar_one() == 1
    answers = {"position": f"{place[1]} 0 5", "category": "litter", "severity": "2", "description": str(uuid4())}
    issue = engine.evaluate(ENGINE_FILLS_IN, [where | {"id": ISSUE}, answers])
    assert (issue["status"], issue["violations"], issue["answer"]) == ("ready", [], 201)
    assert row(own_city, "issue", issue["xml"].encode())["category"] == "litter"
