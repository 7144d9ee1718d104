"""Every layer that can be taken out, with its columns, their meaning, and who sees which.

A public edition holds what the public map shows and nothing else (rule R3): no issue of one segment, no level
of a survey, no coverage, no past run. What issues were reported in some days is told by the day, as rule R2 has it. A new column is one row here and one expression in ``mapper.store.export_rows``.
"""

from __future__ import annotations

from typing import Final

from mapper.domain.category import CATEGORIES, SEVERITIES, VERIFICATIONS
from mapper.domain.deadline import DEADLINES
from mapper.domain.export_layer import Column, Detail, Edition, ExportLayer, Kind, Shape
from mapper.domain.grading import GRADES, REASONS
from mapper.domain.grading.letters import CONFIDENCE_LEVELS
from mapper.domain.issue import STATUSES
from mapper.domain.rubric import LEVELS, NOT_APPLICABLE, RUBRIC
from mapper.domain.shop import SHOP_SECTORS
from mapper.domain.venue import VENUE_KINDS
from mapper.errors import ExportUnknown

_LETTERS: Final = {letter: label.ko for letter, label in GRADES.items()}
_REASONS: Final = {reason: label.ko for reason, label in REASONS.items()}
_ID: Final = Column("id", "구간 번호", "구간번호", Kind.TEXT, "구간의 고유번호")
_SEGMENT: Final = Column("segment_id", "구간 번호", "구간번호", Kind.TEXT, "놓인 구간의 고유번호")
_ALLEY: Final = Column("name", "골목 이름", "골목이름", Kind.TEXT, "구간이 속한 골목의 도로명")
_DISTRICT_CODE: Final = Column("district_code", "행정동 코드", "행정동코드", Kind.TEXT, "행정안전부 행정동 코드")
_DISTRICT: Final = Column("district", "행정동", "행정동", Kind.TEXT, "행정동 이름")
_OVERALL: Final = Column(
    "overall", "종합 등급", "종합등급", Kind.TEXT, "종합 등급; 비어 있으면 미조사", values=_LETTERS
)
_AS_OF: Final = Column("as_of", "등급 기준일", "등급기준일", Kind.DAY, "이 날짜까지 일어난 일로 매긴 등급")
_RECORDED: Final = Column("recorded_on", "등록일", "등록일", Kind.DAY, "시스템에 등록된 날짜")


def _score(key: str, axis: str, short: str) -> Column:
    return Column(
        key, f"{axis} 점수", f"{short}점수", Kind.NUMBER, f"{axis} 점수(0~100); 비어 있으면 미조사", unit="점"
    )


def _axis(key: str, axis: str, short: str) -> tuple[Column, ...]:
    return (
        Column(key, f"{axis} 등급", f"{short}등급", Kind.TEXT, f"{axis} 등급; 비어 있으면 미조사", values=_LETTERS),
        _score(f"{key}_score", axis, short),
        Column(
            f"{key}_reason",
            f"{axis} 미조사 사유",
            f"{short}사유",
            Kind.TEXT,
            f"{axis} 등급이 없는 까닭",
            values=_REASONS,
        ),
    )


def _edited(key: str, label: str, values: dict[str, str]) -> Column:
    short = label.replace(" ", "")
    told = f"현장에서 고쳐 적은 것: {label}"
    return Column(key, label, short, Kind.INTEGER, told, values=values, is_of_now=True)


_SEGMENTS_PUBLIC: Final = (
    _ID,
    _ALLEY,
    Column("road_code", "도로명코드", "도로명코드", Kind.TEXT, "도로명주소의 도로명코드"),
    _DISTRICT_CODE,
    _DISTRICT,
    Column("length_m", "구간 길이", "구간길이", Kind.NUMBER, "중심선의 길이", unit="m"),
    _OVERALL,
    _score("overall_score", "종합", "종합"),
    *_axis("residential", "주거환경", "주거"),
    *_axis("walking", "보행환경", "보행"),
    Column(
        "confidence",
        "신뢰도",
        "신뢰도",
        Kind.TEXT,
        "등급을 얼마나 믿을 수 있는지",
        values={level: label.ko for level, label in CONFIDENCE_LEVELS.items()},
    ),
    Column("surveyed_on", "최근 조사일", "최근조사일", Kind.DAY, "마지막 현장조사를 한 날짜"),
    _AS_OF,
)
_SEGMENTS_STAFF: Final = (
    *_SEGMENTS_PUBLIC,
    Column("source_id", "원본 번호", "원본번호", Kind.TEXT, "등록한 파일에서의 번호"),
    Column("road_class", "도로 구분", "도로구분", Kind.TEXT, "등록한 파일에서의 도로 구분"),
    Column("width_m", "도로 폭", "도로폭", Kind.NUMBER, "골목의 폭", unit="m"),
    Column("confidence_value", "신뢰도 값", "신뢰도값", Kind.NUMBER, "신뢰도를 나타내는 수(0~1)"),
    Column("surveys", "조사 횟수", "조사횟수", Kind.INTEGER, "기준일까지의 현장조사 횟수", unit="회"),
    Column("open_issues", "미해결 불편사항", "불편건수", Kind.INTEGER, "기준일에 해결되지 않은 불편사항", unit="건"),
    Column(
        "edited_width_m",
        "고친 폭",
        "고친폭",
        Kind.NUMBER,
        "현장에서 고쳐 적은 폭; 비어 있으면 고친 적 없음",
        unit="m",
        is_of_now=True,
    ),
    _edited("stairs", "계단", {"0": "없음", "1": "있음"}),
    _edited("impassable", "통행 불가", {"0": "지날 수 있음", "1": "지날 수 없음"}),
    Column("note", "메모", "메모", Kind.TEXT, "현장에서 적은 메모", is_of_now=True),
    _edited("disputed", "고친 값 충돌", {"0": "없음", "1": "서로 다른 값이 있어 더 조심스러운 값을 보임"}),
    Column("edited_by", "고친 사람", "고친사람", Kind.TEXT, "지금 값을 마지막으로 고친 사람", is_of_now=True),
    Column("edited_on", "고친 날", "고친날", Kind.DAY, "지금 값을 마지막으로 고친 날짜", is_of_now=True),
)

_DISTRICTS: Final = (
    Column("code", "행정동 코드", "행정동코드", Kind.TEXT, "행정안전부 행정동 코드"),
    Column("name", "행정동", "행정동", Kind.TEXT, "행정동 이름"),
    Column("households", "세대수", "세대수", Kind.INTEGER, "공표된 세대수", unit="세대"),
    Column("segments", "구간 수", "구간수", Kind.INTEGER, "등급 대상 구간의 수", unit="개"),
    Column("length_m", "골목 길이", "골목길이", Kind.NUMBER, "등급 대상 구간의 길이 합", unit="m"),
    *(
        Column(
            f"{letter.lower()}_m",
            f"{letter}등급 길이",
            f"{letter}등급길이",
            Kind.NUMBER,
            f"종합 {letter}등급 구간의 길이 합",
            unit="m",
        )
        for letter in GRADES
    ),
    Column("ungraded_m", "미조사 길이", "미조사길이", Kind.NUMBER, "종합 등급이 없는 구간의 길이 합", unit="m"),
    _AS_OF,
)

_ISSUES_PUBLIC: Final = (
    Column("id", "지점 번호", "지점번호", Kind.TEXT, "공개 지점과 유형의 고유번호; 한 건의 번호가 아님"),
    Column("label", "유형", "유형", Kind.TEXT, "불편사항 유형; 공개하지 않는 유형은 '그 밖의 불편'"),
    Column("count", "건수", "건수", Kind.INTEGER, "이 지점에 모인 미해결 불편사항", unit="건"),
    _DISTRICT_CODE,
    _DISTRICT,
)
_ISSUES_STAFF: Final = (
    Column("id", "불편사항 번호", "불편번호", Kind.TEXT, "불편사항의 고유번호; 병합된 건은 대표 건만"),
    Column(
        "category",
        "유형 코드",
        "유형코드",
        Kind.TEXT,
        "불편사항 유형의 코드",
        values={category.id: category.label_ko for category in CATEGORIES},
    ),
    Column("label", "유형", "유형", Kind.TEXT, "불편사항 유형"),
    Column(
        "severity",
        "심각도",
        "심각도",
        Kind.INTEGER,
        "얼마나 나쁜지",
        values={str(level): label.ko for level, label in enumerate(SEVERITIES, 1)},
    ),
    Column("status", "처리 상태", "처리상태", Kind.TEXT, "지금의 상태", values=STATUSES),
    Column(
        "verification",
        "현장 확인",
        "현장확인",
        Kind.TEXT,
        "사실로 확인되었는지",
        values={key: label.ko for key, label in VERIFICATIONS.items()},
    ),
    Column(
        "origin",
        "접수 경로",
        "접수경로",
        Kind.TEXT,
        "어떻게 알게 되었는지",
        values={"patrol": "로드체킹", "field": "현장 기록", "complaint": "민원", "file": "등록한 파일"},
    ),
    Column(
        "answered_as",
        "민원 종류",
        "민원종류",
        Kind.TEXT,
        "어떤 민원으로 답하는지",
        values={deadline.id: deadline.label.ko for deadline in DEADLINES},
    ),
    Column("reported_on", "신고일", "신고일", Kind.DAY, "발견하거나 신고한 날짜"),
    _RECORDED,
    Column("resolved_on", "해결일", "해결일", Kind.DAY, "해결된 날짜; 비어 있으면 미해결"),
    Column("description", "내용", "내용", Kind.TEXT, "담당자가 적은 내용; 민원인의 글이 아님"),
    Column("road_name", "도로명", "도로명", Kind.TEXT, "위치 설명에 적힌 도로명"),
    _SEGMENT,
    _ALLEY,
    _OVERALL,
    _DISTRICT_CODE,
    _DISTRICT,
    Column(
        "decision",
        "구간 배정",
        "구간배정",
        Kind.TEXT,
        "구간이 정해졌는지",
        values={"assigned": "배정", "ask": "확인 필요", "unassigned": "미배정"},
    ),
    Column("method", "배정 방법", "배정방법", Kind.TEXT, "무엇으로 구간을 정했는지"),
    Column("probability", "배정 확률", "배정확률", Kind.NUMBER, "그 구간일 확률(0~1)"),
    Column("accuracy_m", "위치 정확도", "위치정확도", Kind.NUMBER, "위치 오차의 68% 반지름", unit="m"),
)

_LEVELS: Final = {str(level): label.ko for level, label in enumerate(LEVELS)} | {"-1": NOT_APPLICABLE.ko}
_SURVEYS: Final = (
    Column("id", "조사 번호", "조사번호", Kind.TEXT, "현장조사의 고유번호"),
    _SEGMENT,
    _ALLEY,
    _DISTRICT_CODE,
    _DISTRICT,
    _OVERALL,
    Column("walked_on", "조사일", "조사일", Kind.DAY, "현장에서 조사한 날짜"),
    _RECORDED,
    Column("surveyor", "조사자", "조사자", Kind.TEXT, "조사한 사람"),
    Column("method", "구간 선택", "구간선택", Kind.TEXT, "무엇으로 구간을 정했는지"),
    Column("rubric", "항목표 판", "항목표판", Kind.TEXT, "조사에 쓴 항목표의 판"),
    Column("duration_s", "소요 시간", "소요시간", Kind.INTEGER, "조사에 걸린 시간", unit="초"),
    *(
        Column(
            item.id,
            f"{item.id} {item.label_ko}",
            item.id,
            Kind.INTEGER,
            f"{item.label_ko}; 비어 있으면 확인 못함",
            values=_LEVELS,
        )
        for item in RUBRIC.items
    ),
)

_VENUES: Final = (
    Column("id", "시설 번호", "시설번호", Kind.TEXT, "시설의 고유번호"),
    Column("name", "시설 이름", "시설이름", Kind.TEXT, "시설의 이름"),
    Column(
        "kind",
        "종류",
        "종류",
        Kind.TEXT,
        "시설의 종류",
        values={key: label.ko for key, label in VENUE_KINDS.items()},
    ),
    Column("owner", "관리 기관", "관리기관", Kind.TEXT, "관리하는 곳"),
    Column("hours", "여는 시간", "여는시간", Kind.TEXT, "요일과 공휴일마다 여는 시간"),
    Column("capacity", "수용 인원", "수용인원", Kind.INTEGER, "한 번에 쓸 수 있는 사람", unit="명"),
    Column("slot_min", "이용 단위", "이용단위", Kind.INTEGER, "신청하는 시간의 단위", unit="분"),
    Column("area_m2", "면적", "면적", Kind.NUMBER, "둘레를 그린 시설의 넓이; 한 점이면 비어 있음", unit="㎡"),
    Column("rules", "이용 규칙", "이용규칙", Kind.TEXT, "쓰는 사람이 지킬 것"),
    _DISTRICT_CODE,
    _DISTRICT,
)

_SHOPS: Final = (
    Column("id", "상점 번호", "상점번호", Kind.TEXT, "상점의 고유번호"),
    Column("name", "상점 이름", "상점이름", Kind.TEXT, "상점의 이름"),
    Column(
        "sector",
        "업종",
        "업종",
        Kind.TEXT,
        "무엇을 하는 상점인지",
        values={key: label.ko for key, label in SHOP_SECTORS.items()},
    ),
    Column("address", "주소", "주소", Kind.TEXT, "상점의 주소"),
    Column("hours", "여는 시간", "여는시간", Kind.TEXT, "문을 여는 시간"),
    Column("services", "하는 일", "하는일", Kind.TEXT, "이웃을 위해 하는 일"),
    Column("joined_on", "지정일", "지정일", Kind.DAY, "복지상점이 된 날짜"),
    _DISTRICT_CODE,
    _DISTRICT,
)

EXPORT_LAYERS: Final[tuple[ExportLayer, ...]] = (
    ExportLayer(
        "segments",
        "구간",
        Shape.LINE,
        "name",
        {
            # Two dates side by side would tell what changed on one alley, and with it what is folded on its card.
            Detail.PUBLIC: Edition(_SEGMENTS_PUBLIC, frozenset({"bbox", "district", "grade"}), day="surveyed_on"),
            Detail.STAFF: Edition(
                _SEGMENTS_STAFF, frozenset({"bbox", "district", "grade", "as_of"}), day="surveyed_on"
            ),
        },
        description="교차로와 교차로 사이의 골목 구간과 지금의 등급",
    ),
    # A public point stands for several segments: narrowed by their grade, or seen in two networks, it would tell which.
    ExportLayer(
        "issues",
        "불편사항",
        Shape.POINT,
        "label",
        {
            Detail.PUBLIC: Edition(_ISSUES_PUBLIC, frozenset({"bbox", "district", "from", "to"})),
            Detail.STAFF: Edition(_ISSUES_STAFF, frozenset({"bbox", "district", "from", "to", "grade"})),
        },
        description="아직 해결되지 않은 불편사항; 누구나 보는 판은 공개 지점과 유형마다 건수만",
    ),
    ExportLayer(
        "districts",
        "행정동",
        Shape.AREA,
        "name",
        {Detail.PUBLIC: Edition(_DISTRICTS, frozenset({"bbox", "district", "as_of"}), day="as_of")},
        description="행정동 경계와 동별 등급 길이",
    ),
    ExportLayer(
        "surveys",
        "현장조사",
        Shape.LINE,
        "name",
        {Detail.STAFF: Edition(_SURVEYS, frozenset({"bbox", "district", "from", "to", "grade"}))},
        is_blind=True,
        description="현장조사 한 번마다 항목별 단계",
    ),
    ExportLayer(
        "shops",
        "복지상점",
        Shape.POINT,
        "name",
        {Detail.PUBLIC: Edition(_SHOPS, frozenset({"bbox", "district"}), day="joined_on")},
        description="이웃을 살피고 동 상담창구에 알리는 상점; 알린 내용은 없음",
    ),
    ExportLayer(
        "venues",
        "모두의 운동장",
        Shape.POINT,
        "name",
        {Detail.PUBLIC: Edition(_VENUES, frozenset({"bbox", "district"}))},
        description="주민이 신청해 쓸 수 있는 학교 운동장과 강당",
    ),
)
"""Every layer that can be taken out."""


def export_layer(key: str) -> ExportLayer:
    """Return the layer of that key.

    Parameters
    ----------
    key : str
        E.g. ``segments``.

    Returns
    -------
    ExportLayer
        The one of that name.

    Raises
    ------
    ExportUnknown
        When there is none; it lists those there are.
    """
    for layer in EXPORT_LAYERS:
        if layer.key == key:
            return layer
    choices = [layer.key for layer in EXPORT_LAYERS]
    message = f"No layer {key!r} can be exported; choose one of {', '.join(choices)}."
    raise ExportUnknown(message, layer=key, choices=choices)
