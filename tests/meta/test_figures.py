"""No figure of the contract is left out, and none is without its words."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from mapper.operations.figures import FIGURES

CONTRACT = [
    "roadcheck.found",
    "roadcheck.resolved",
    "roadcheck.resolved_share",
    "roadcheck.patrols_per_week",
    "fieldoffice.held",
    "fieldoffice.citizens",
    "fieldoffice.consultations",
    "strategy.projects",
    "strategy.fields",
    "strategy.meetings_per_week",
    "plan.strategies",
    "plan.tasks",
    "survey.coverage_share",
    "desk.received",
    "desk.closed",
    "desk.aftercare",
    "desk.counters",
    "outreach.people_visited",
    "outreach.services",
    "outreach.households_week",
    "outreach.visit_team",
    "studygroup.members",
    "hub.districts",
    "hub.conference_experts",
    "hub.linked_services",
    "finder.cases",
    "finder.links",
    "finder.cases_by_channel",
    "sharing.attendees",
    "sharing.speakers",
]
BEYOND = ["support.reported_share", "support.hours_to_report", "case.by_risk_group"]
"""What the rows of SOS 긴급 틈새 지원 and of risk groups ask for, without a published number to hold them against."""


def test_every_key_of_the_contract_is_registered_once() -> None:
    assert sorted(one.definition.key for one in FIGURES) == sorted(CONTRACT + BEYOND)


def test_every_file_of_figures_is_in_the_tuple(root: Path) -> None:
    for path in sorted((root / "mapper/operations/figures").glob("*.py")):
        module = import_module(f"mapper.operations.figures.{path.stem}")
        if path.stem not in {"__init__", "sources", "answering", "publishing", "replaying", "tables"}:
            assert set(module.FIGURES) <= set(FIGURES), path.stem


def test_every_definition_says_what_when_how_and_who() -> None:
    for one in FIGURES:
        sentence = one.definition.sentence
        assert "때:" in sentence.ko
        assert "How:" in sentence.en
        assert all(vars(label)[code] for label in (one.definition.label, one.definition.counts, one.definition.who)
                   for code in ("ko", "en")), one.definition.key  # fmt: skip


def test_what_counts_households_says_so() -> None:
    kept = {one.definition.key for one in FIGURES if one.definition.of_households}
    assert {key for key in CONTRACT if key.startswith(("outreach", "finder"))} <= kept
    assert {"desk.received", "desk.closed", "desk.aftercare", "hub.conference_experts", "hub.linked_services"} <= kept
    assert set(BEYOND) <= kept
