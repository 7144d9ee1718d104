"""Our page of the planner: who logs in there, and what choosing and dragging cost by the browser's own clock."""

from __future__ import annotations

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
    ("district", "", False),
    ("item", "", False),
    ("category", "", True),
    ("due", "overdue", True),
    ("month", "", True),
)
"""Facets that are chosen by: an option, or the largest where none is named, and whether it is one of issues."""
_AXES: Final = ("walking", "overall")
_IN_DISTRICT: Final = text(
    "SELECT count(*) FROM segment s JOIN district d ON d.id = s.district_id"
    " WHERE s.graded AND s.superseded_at IS NULL AND d.code = :code"
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
  const details = document.getElementById(`facet-${{facet}}`).closest("details");
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
            cost, segments, issues, option, promised = self.page.evaluate(_CHOOSE, [facet, wanted])
            if promised <= 0 or promised != (issues if is_of_issues else segments):
                raise Unequal(f"{facet} {option} was to bring {promised}; {segments} segments, {issues} issues came")
            if facet == "district":
                self._check_district(option, segments)
            self.page.evaluate(_CHOOSE, [facet, option])
            costs[facet] = float(cost)
        whole = len(self.city.graded)
        for axis in _AXES:  # the last one is the first again
            cost, count = self.page.evaluate(_SWITCH, axis)
            if count != whole:
                raise Unequal(f"{count} of {whole} segments are there by the grades of {axis}")
            costs["axis"] = max(float(cost), costs.get("axis", 0.0))
        return costs

    def _check_district(self, code: str, count: int) -> None:
        with self.city.sessions() as session:
            there = session.execute(_IN_DISTRICT, {"code": code}).scalar_one()
        if count != there:
            raise Unequal(f"we count {count} segments in {code}, the database {there}")

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
