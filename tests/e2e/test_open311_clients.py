"""Programs of others at ``/open311/v2``, as they come: `three` and `georeport` list, define, file, read and page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from georeport import GeoReport
from PIL import Image

from mapper.domain.access import Scope
from mapper.domain.category import CATEGORIES
from mapper.domain.reader import Reader, Role
from mapper.domain.user import User
from mapper.operations.people import keys
from web.clock import now

SPAN = {"start_date": "2024-04-10T00:00:00Z", "end_date": "2024-07-05T00:00:00Z"}

THREE = """
import itertools, json, sys
itertools.ifilter = filter  # the client is of Python 2's time; all else of it is as it came
from three import Three
endpoint, key, span = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
city = Three(endpoint, api_key=key, discovery=endpoint + "/discovery.json")
filed = city.post("pothole", address="가온로 3", lat="37.7381", long="127.0452", name="가상 주민", phone="010-0000-0000",
                  description="길이 패어 있습니다", **{"attribute[severity]": "3"})
with_picture = city.post("litter", lat="37.7381", long="127.0452", description="사진", media=open(sys.argv[4], "rb"))
pages = [city.requests(count=40, page=page, **span) for page in (1, 2)]
print(json.dumps({
    "discovery": city.discovery(), "services": city.services(), "definition": city.services("pothole"),
    "filed": filed, "with_picture": with_picture, "read": city.request(filed[0]["service_request_id"]),
    "token": city.token(filed[0]["service_request_id"]), "pages": pages,
    "between": city.requests("litter", between=("06-01-2024", "07-04-2024")),
}))
"""


@pytest.fixture(scope="module")
def key(own_city: Any, staff: Any, operator: Reader) -> str:
    user: User = staff.add("주민앱", role=Role.PLANNER)
    with own_city.begin() as session:
        return keys.add_token(session, user, label="", scopes=(Scope.WRITE,), by=operator, now=now())[0]


def test_three_lists_defines_files_reads_and_pages(own_server: str, key: str, tmp_path: Path) -> None:
    Image.radial_gradient("L").convert("RGB").save(tmp_path / "골목.jpg")
    command = [sys.executable, "-c", THREE, f"{own_server}/open311/v2", key, json.dumps(SPAN), tmp_path / "골목.jpg"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout)
    assert told["discovery"]["endpoints"][0]["url"] == f"{own_server}/open311/v2"
    assert [one["service_code"] for one in told["services"]] == [category.id for category in CATEGORIES]
    assert told["definition"]["attributes"][0]["code"] == "severity"
    [read] = told["read"]
    assert read["description"] == "길이 패어 있습니다"
    assert (
        told["token"][0]["service_request_id"] == told["filed"][0]["service_request_id"] == read["service_request_id"]
    )
    assert told["with_picture"][0]["service_request_id"] != read["service_request_id"]
    first, second = ({one["service_request_id"] for one in page} for page in told["pages"])
    assert len(first) == len(second) == 40
    assert not first & second
    assert {one["service_code"] for one in told["between"]} == {"litter"}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_lists_defines_and_reads(own_server: str, form: str) -> None:
    city = GeoReport(f"{own_server}/open311/v2", jurisdiction="city.example", output_format=form)
    assert len(city.get_service_list()) == len(CATEGORIES)
    definition = city.get_service_definition("pothole")
    assert definition["service_code"] == "pothole"
    found = city.get_service_requests(**SPAN)
    assert len(found) > 50
    some = city.get_service_requests(status="open", service_code="litter,pothole", **SPAN)
    assert {one["service_code"] for one in some} == {"litter", "pothole"}
    alone = city.get_service_request(found[0]["service_request_id"])
    assert alone == found[0]
    both = city.get_service_requests(service_request_id=",".join(one["service_request_id"] for one in found[:2]))
    assert both == found[:2]
