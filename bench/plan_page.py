"""Our page of the planner: who logs in there, and what choosing and dragging cost by the browser's own clock."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

import numpy as np
from playwright.sync_api import Browser, Page
from sqlalchemy import text

from bench.city import City
from bench.comparison import Unequal
from bench.frames import dragged
from bench.pages import Site, look
from mapper.domain.reader import Reader, Role
from mapper.operations.people import keys, users
from web.clock import now

WANTED: Final = "E"
"""The grade that is chosen."""

SEVERAL: Final = (("overall", WANTED), ("overall", "D"), ("district", ""), ("due", "overdue"))
"""Two grades, a district and what is overdue."""

ZOOM: Final = 12
"""At which the map is dragged."""

_KINDS: Final = (
    ("overall", WANTED, False),
    ("residential", "D", False),
    ("walking", "D", False),
    ("confidence", "", False),
    ("district", "", False),
    ("item", "", False),
    ("survey", "", False),
    ("category", "", True),
    ("severity", "", True),
    ("status", "", True),
    ("due", "overdue", True),
    ("month", "", True),
    ("team", "", True),
)
"""Facets that are chosen by: an option, or the largest where none is named, and whether it is one of issues."""
_MIDDLE_HALF: Final = 0.25
"""How far the drawn area stays from each end of the city, as a share of it."""
_AXES: Final = ("walking", "overall")
_IN_DISTRICT: Final = text(
    "SELECT count(*) FROM segment s JOIN district d ON d.id = s.district_id"
    " WHERE s.graded AND s.superseded_at IS NULL AND d.code = :code"
)
_IN_BOX: Final = text(
    "SELECT count(*) FROM segment, ST_Transform(ST_MakeEnvelope(:west, :south, :east, :north, 4326), 3857) AS box"
    " WHERE graded AND superseded_at IS NULL AND ST_Contains(box, ST_Centroid(ST_Envelope(web_line)))"
)
_OPERATOR: Final = Reader(None, "bench", Role.ADMIN, None, "bench")
_DRAWN: Final = """(() => {
  const tiles = [...document.querySelectorAll(".golmok-map .leaflet-tile")];
  const areDrawn = tiles.length > 0 && tiles.every((tile) => tile.matches(".leaflet-tile-loaded"));
  return areDrawn && document.querySelector("#chosen strong") !== null;
})()"""
"""Whether tiles have come and are drawn, and the counts beside them are there."""

PAINTED: Final = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
_CHOOSE: Final = f"""async ([facet, wanted]) => {{
  const number = (node) => Number(node.textContent.replace(/\\D/g, ""));
  const details = document.getElementById(`facet-${{facet}}`)?.closest("details");
  if (!details) return null;
  details.open = true;
  const promised = (box) => number(box.closest("label").querySelector(".plan-count"));
  const boxes = [...details.querySelectorAll("input")].sort((a, b) => promised(b) - promised(a));
  const box = wanted ? document.getElementById(`option-${{facet}}-${{wanted}}`) : boxes.find((one) => one.checked) ?? boxes[0];
  const told = [box.id.slice(`option-${{facet}}-`.length), promised(box)];
  const chosen = document.getElementById("chosen");
  const answered = new Promise((done) => new MutationObserver(() => done()).observe(chosen, {{ childList: true }}));
  const begun = performance.now();
  box.click();
  await answered;
  {PAINTED}
  const issues = document.getElementById("open-issues");
  return [performance.now() - begun, number(chosen.querySelector("strong")), number(issues), ...told];
}}"""
_SWITCH: Final = f"""async (axis) => {{
  const begun = performance.now();
  document.querySelector(`#axes input[value="${{axis}}"]`).click();
  {PAINTED}
  return [performance.now() - begun, number(document.querySelector("#chosen strong"))];
  function number(node) {{ return Number(node.textContent.replace(/\\D/g, "")); }}
}}"""


_DRAW: Final = f"""async (area) => {{
  const address = new URL(window.location.href);
  if (area) address.searchParams.set("area", area);
  else address.searchParams.delete("area");
  const chosen = document.getElementById("chosen");
  const answered = new Promise((done) => new MutationObserver(() => done()).observe(chosen, {{ childList: true }}));
  const begun = performance.now();
  window.history.pushState(null, "", address);
  window.dispatchEvent(new PopStateEvent("popstate"));
  await answered;
  {PAINTED}
  return [performance.now() - begun, Number(chosen.querySelector("strong").textContent.replace(/\\D/g, ""))];
}}"""
"""An area comes by the address, as going back to one that was drawn does; drawing it is the hand's."""


@dataclass(frozen=True)
class PlanPage:
    """The page, open at a whole city.

    Attributes
    ----------
    page : Page
        Whose first picture is there.
    site : Site
        Where it is.
    city : City
        What it shows.
    """

    page: Page
    site: Site
    city: City

    def choose(self) -> tuple[float, int]:
        """Choose the worst grade, and take it back unmeasured; return what it took [ms] and how many segments came."""
        cost, count, *_ = self.page.evaluate(_CHOOSE, ["overall", WANTED])
        self.page.evaluate(_CHOOSE, ["overall", WANTED])
        return float(cost), int(count)

    def choose_for_good(self, facet: str, option: str) -> None:
        """Choose something and leave it chosen."""
        self.page.evaluate(_CHOOSE, [facet, option])

    def choose_each(self) -> dict[str, float]:
        """Choose something of every kind, see that it brings what was promised, and return what each took [ms]."""
        costs = {}
        for facet, wanted, is_of_issues in _KINDS:
            found = self._choose_one(facet, wanted, is_of_issues=is_of_issues)
            if found is None:  # nobody has any of it, as teams before the first one is made
                continue
            costs[facet], option = found
            self.page.evaluate(_CHOOSE, [facet, option])
        costs |= {"area": self._draw(), "together": self._choose_several()}
        whole = len(self.city.graded)
        for axis in _AXES:  # the last one is the first again
            cost, count = self.page.evaluate(_SWITCH, axis)
            if count != whole:
                raise Unequal(f"{count} of {whole} segments are there by the grades of {axis}")
            costs["axis"] = max(float(cost), costs.get("axis", 0.0))
        return costs

    def _choose_one(self, facet: str, wanted: str, *, is_of_issues: bool) -> tuple[float, str] | None:
        """Choose by a facet, see that as many came as was promised, and return what it took [ms] and what was chosen."""
        found = self.page.evaluate(_CHOOSE, [facet, wanted])
        if found is None:
            return None
        cost, segments, issues, option, promised = found
        if promised <= 0 or promised != (issues if is_of_issues else segments):
            raise Unequal(f"{facet} {option} was to bring {promised}; {segments} segments, {issues} issues came")
        if facet == "district":
            self._check_district(option, segments)
        return float(cost), str(option)

    def _draw(self) -> float:
        """Choose the middle of the city as a drawn area, and return what it took [ms]."""
        west, south, east, north = self.city.graded.total_bounds
        wide, high = _MIDDLE_HALF * (east - west), _MIDDLE_HALF * (north - south)
        box = {"west": west + wide, "south": south + high, "east": east - wide, "north": north - high}
        corners = [
            (box[x], box[y])
            for x, y in zip(("west", "east", "east", "west"), ("south", "south", "north", "north"), strict=True)
        ]
        cost, count = self.page.evaluate(_DRAW, ",".join(f"{degrees:.7f}" for corner in corners for degrees in corner))
        with self.city.sessions() as session:
            there = session.execute(
                _IN_BOX, {key: round(float(degrees), 7) for key, degrees in box.items()}
            ).scalar_one()
        if count != there:
            raise Unequal(f"we count {count} segments in the area, the database {there}")
        self.page.evaluate(_DRAW, "")
        return float(cost)

    def _choose_several(self) -> float:
        """Choose several things at once, and return what the last of them took [ms]."""
        *before, (last, wanted) = SEVERAL
        for facet, option in before:
            self.page.evaluate(_CHOOSE, [facet, option])
        found = self._choose_one(last, wanted, is_of_issues=True)
        if found is None:
            raise Unequal(f"there is nothing to choose by {last}")
        for facet, option in reversed(SEVERAL):
            self.page.evaluate(_CHOOSE, [facet, option])
        return found[0]

    def _check_district(self, code: str, count: int) -> None:
        with self.city.sessions() as session:
            there = session.execute(_IN_DISTRICT, {"code": code}).scalar_one()
        if count != there:
            raise Unequal(f"we count {count} segments in {code}, the database {there}")

    def show_issues(self) -> None:
        """Draw the points of the chosen issues as well."""
        with self.page.expect_response(re.compile("/board/points")):
            self.page.evaluate('document.getElementById("layer-issues-on").click()')
        self.page.evaluate(f"async () => {{ {PAINTED} }}")

    def slow_frame(self) -> float:
        """Drag the map, and return the time of all frames but the slowest hundredth [ms]."""
        return float(np.percentile(dragged(self.page, self.site, self.city, ZOOM), 99))


def as_planner(browser: Browser, ours: Site, city: City) -> Site:
    """Let the browser log in as a planner, and the server read the city once; return the planner's page."""
    name = f"bench-{uuid4().hex[:8]}"
    with city.sessions.begin() as session:
        user = users.add_user(session, name, Role.PLANNER, (), every=True, by=_OPERATOR, now=now())
        link = keys.add_link(session, user, by=_OPERATOR, now=now(), loopback_only=True)
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{ours.address}login/link/{link}")
        page.locator("main form button").click()
        page.wait_for_url(ours.address)
        plan = replace(ours, address=f"{ours.address}plan", drawn=_DRAWN, login=context.storage_state())
    with look(browser, plan):
        pass
    return plan
