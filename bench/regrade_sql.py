"""The whole regrade in SQL: placed by PostGIS, the rule of spec 1.0 as queries over queries."""

from __future__ import annotations

from typing import Final

from mapper.domain.grading import REASONS
from mapper.domain.parameters import PARAMETERS as P
from mapper.domain.rubric import AXES, RUBRIC

WITHIN_M: Final = 30.0
DAY: Final = "((%s AT TIME ZONE 'Asia/Seoul')::date - DATE '1970-01-01')"
STANDING: Final = """
    FROM issue_state JOIN issue ON issue.id = issue_state.issue_id
    WHERE known_from <= :known AND settled_from < :until AND NOT merged AND issue.point IS NOT NULL
"""
"""The issues that are placed anew and counted, on every side."""


def _values(rows: list[tuple[object, ...]]) -> str:
    return ", ".join("(" + ", ".join(repr(value) for value in row) + ")" for row in rows)


_ITEMS: Final = _values(
    [(n + 1, tuple(AXES).index(item.axis), item.weight, item.critical) for n, item in enumerate(RUBRIC.items)]
)
_HALF_LIVES: Final = {"recurrent": P.half_life_recurrent, "fixed": P.half_life_fixed}
_EFFECTS: Final = _values(
    [
        (category.id, _HALF_LIVES[category.half_life], RUBRIC.item_ids.index(effect.item) + 1, effect.share, not slot)
        for category in RUBRIC.categories
        for slot, effect in enumerate(category.effects)
    ]
)
_SEVERITY: Final = f"(ARRAY{list(P.severity_points)})[severity]"
_VERIFIED: Final = (
    f"CASE verification WHEN 'verified' THEN {P.verified} WHEN 'unverified' THEN {P.unverified} ELSE {P.rejected} END"
)
_RESIDUAL: Final = f"{P.residual} * power(2::float8, -(:day - resolved)::float8 / half_life)"


def _cap(findings: str) -> str:
    one, two, three = P.critical_caps
    return f"CASE {findings} WHEN 0 THEN 'infinity'::float8 WHEN 1 THEN {one} WHEN 2 THEN {two} ELSE {three} END"


def _letter(score: str, before: str) -> str:
    """Count the cuts missed with the dead band on either side, as the previous letter allows."""

    def missed(moved: str) -> str:
        return " + ".join(f"({score} {moved} < {round(100 * cut)})::int" for cut in P.cuts)

    band = round(100 * P.hysteresis)
    previous = f"(ascii({before}) - 65)"
    kept = f"least(greatest({previous}, {missed(f'+ {band}')}), {missed(f'- {band}')})"
    code = f"CASE WHEN {before} IS NULL THEN {missed('')} ELSE {kept} END"
    return f"CASE WHEN {score} IS NOT NULL THEN chr(65 + {code}) END"


_REASON: Final = " ".join(
    f"WHEN {fault} THEN '{reason}'"
    for reason, fault in zip(
        REASONS,
        (
            "NOT seen AND NOT lapsed",
            "NOT seen",
            f"applicable < {P.min_applicable}",
            f"observed::float8 / applicable < {P.min_coverage}",
        ),
        strict=True,
    )
)

_NETWORK: Final = f"""
WITH item(item, axis, weight, critical) AS (VALUES {_ITEMS}),
effect(category, half_life, item, share, first) AS (VALUES {_EFFECTS}),
network AS MATERIALIZED (
    SELECT id, line, length_m FROM segment
    WHERE graded AND recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known)
), placed AS MATERIALIZED (
"""
_PLACED_ANEW: Final = f"""
    SELECT DISTINCT ON (issue.id) issue.id, segment.id AS segment_id, issue_state.category, issue_state.severity,
        issue_state.verification, {DAY % "issue_state.reported_at"} AS reported,
        coalesce({DAY % "issue_state.resolved_at"}, 1000000000) AS resolved, length_m
    FROM issue_state JOIN issue ON issue.id = issue_state.issue_id
    JOIN segment ON ST_DWithin(segment.line, issue.point, {WITHIN_M}) AND graded AND segment.recorded_at <= :known
        AND (superseded_at IS NULL OR superseded_at > :known)
    WHERE known_from <= :known AND settled_from < :until AND NOT merged
    ORDER BY issue.id, ST_Distance(segment.line, issue.point), segment.id
"""
_AS_STORED: Final = f"""
    SELECT issue_id AS id, segment_id, issue_state.category, issue_state.severity, issue_state.verification,
        {DAY % "reported_at"} AS reported, coalesce({DAY % "resolved_at"}, 1000000000) AS resolved, length_m
    FROM issue_state JOIN network ON network.id = segment_id
    WHERE known_from <= :known AND settled_from < :until AND NOT merged
"""
_RULE: Final = f"""
), observed AS (
    SELECT segment_id, item, level, {DAY % "walked_at"} AS day FROM survey, unnest(levels) WITH ORDINALITY AS of(level, item)
    WHERE recorded_at <= :known AND walked_at < :until AND rubric = :rubric AND level IS NOT NULL
), dated AS (
    SELECT segment_id, item, level, day, max(day) OVER (PARTITION BY segment_id, item) AS latest FROM observed
), evidence AS MATERIALIZED (
    SELECT segment_id, item, latest, latest >= :day - {P.valid_days} AS valid,
        count(*) FILTER (WHERE level >= 0) AS raters, sum(level) FILTER (WHERE level >= 0)::float8 AS total
    FROM dated
    WHERE day >= CASE WHEN latest >= :day - {P.valid_days}
        THEN greatest(latest - {P.round_days}, :day - {P.valid_days}) ELSE latest - {P.round_days} END
    GROUP BY segment_id, item, latest
), weighed AS (
    SELECT segment_id, category, severity, verification, resolved,
        {_SEVERITY} * ({_VERIFIED}) * {P.length_ref_m} / greatest(length_m, {P.length_min_m})
        * (1 + {P.escalation_max} * least(least(resolved, :day) - reported, {P.escalation_days}) / {P.escalation_days}::float8)
        * CASE WHEN resolved > :day THEN 1 WHEN {_RESIDUAL} < {P.residual_cutoff} THEN 0 ELSE {_RESIDUAL} END AS points
    FROM placed JOIN effect USING (category) WHERE first AND reported <= :day
), burden AS MATERIALIZED (
    SELECT weighed.segment_id, effect.item, sum(CASE WHEN latest >= resolved THEN 0 ELSE points * share END) AS total,
        bool_or(first AND resolved > :day AND verification = 'verified' AND severity = 4) AS critical
    FROM weighed JOIN effect USING (category)
    LEFT JOIN evidence ON evidence.segment_id = weighed.segment_id AND evidence.item = effect.item
    WHERE points > 0 GROUP BY 1, 2
), cell AS MATERIALIZED (
    SELECT network.id, item.axis, weight, coalesce(valid AND raters > 0, false) AS measured, evidence.total / nullif(raters, 0) AS level,
        coalesce(valid, false) AS valid, coalesce(valid AND raters = 0, false) AS inapplicable,
        evidence.valid IS false AS lapsed, raters, :day - latest AS age, coalesce(burden.total, 0) AS burden,
        coalesce(burden.critical, false) OR coalesce(item.critical AND valid AND evidence.total / nullif(raters, 0) >= {P.critical_level}, false) AS critical
    FROM network CROSS JOIN item
    LEFT JOIN evidence ON evidence.segment_id = network.id AND evidence.item = item.item
    LEFT JOIN burden ON burden.segment_id = network.id AND burden.item = item.item
), weight AS (
    SELECT id, axis, 100 - coalesce(sum(weight) FILTER (WHERE inapplicable), 0) AS applicable,
        coalesce(sum(weight) FILTER (WHERE measured), 0) AS observed, bool_or(valid) AS seen, bool_or(lapsed) AS lapsed,
        sum(weight * power(2::float8, -age::float8 / {P.confidence_half_life}) * (1 - {P.single_rater_loss} / raters))
            FILTER (WHERE measured) AS trust, count(*) FILTER (WHERE critical) AS findings
    FROM cell GROUP BY id, axis
), deducted AS (
    SELECT id, axis, sum(deduct) AS survey, sum(greatest(0, burden - deduct)) AS issues FROM (
        SELECT id, axis, burden,
            CASE WHEN measured THEN 100 * cell.weight * level / ({P.level_max} * observed) ELSE 0 END AS deduct
        FROM cell JOIN weight USING (id, axis)
    ) AS each GROUP BY id, axis
), scored AS (
    SELECT id, axis, findings, trust / applicable AS confidence, CASE {_REASON} END AS reason,
        floor((round(greatest(0, least(100 - survey - {P.deduct_cap} * (1 - exp(-issues / {P.deduct_cap})), {_cap("findings")}))
            * 1e9) + 5e6) / 1e7)::int AS score
    FROM weight JOIN deducted USING (id, axis)
), axes AS (
    SELECT r.id, CASE WHEN r.reason IS NULL THEN r.score END AS r, CASE WHEN w.reason IS NULL THEN w.score END AS w,
        r.reason AS r_reason, w.reason AS w_reason, r.findings + w.findings AS findings,
        least(r.confidence, w.confidence) AS confidence
    FROM scored r JOIN scored w ON w.id = r.id AND w.axis = 1 WHERE r.axis = 0
), overall AS (
    SELECT *, CASE WHEN r IS NOT NULL AND w IS NOT NULL THEN least(
        (7500 * least(r, w) + 2500 * greatest(r, w) + 5000) / 10000, round(100 * least(100, {_cap("findings")}))::int) END AS score
    FROM axes
)
INSERT INTO grade (run_id, segment_id, overall_score, overall_grade, residential_score, residential_grade,
    residential_reason, walking_score, walking_grade, walking_reason, confidence, confidence_level, lines)
SELECT :run, overall.id, score, {_letter("score", "overall_grade")}, r, {_letter("r", "residential_grade")}, r_reason,
    w, {_letter("w", "walking_grade")}, w_reason, CASE WHEN score IS NOT NULL THEN overall.confidence END,
    CASE WHEN score IS NULL THEN NULL WHEN overall.confidence >= {P.confidence_cuts[0]} THEN 'high'
        WHEN overall.confidence >= {P.confidence_cuts[1]} THEN 'medium' ELSE 'low' END, '{{}}'
FROM overall LEFT JOIN grade ON grade.run_id = CAST(:memory AS uuid) AND grade.segment_id = overall.id
"""

GRADE: Final = _NETWORK + _PLACED_ANEW + _RULE
"""Grades every segment and stores the run's rows; parameters ``:run``, ``:memory``, ``:day``, ``:known``, ``:until``, ``:rubric``."""

GRADE_AS_STORED: Final = _NETWORK + _AS_STORED + _RULE
"""The same, each issue where it was placed when it was imported."""
