"""How actions, effects and origins are said on the administrator's pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from web.languages import gettext, translated

ACTIONS: Final = {
    "access.anchor": "열람 기록 고정",
    "address.again": "주소 다시 찾기",
    "agenda.find": "회의: 점검 결과 적기",
    "agenda.programme": "회의: 안건의 사업 고르기",
    "agenda.save": "회의: 안건 적기",
    "agenda.tie": "회의: 안건을 지도에 잇기",
    "agenda.withdraw": "회의: 안건 내리기",
    "attendance.count": "회의: 참석 적기",
    "organisation.correct": "회의: 단체 종류 고치기",
    "bait.set": "미끼 가구 두기",
    "complaint.contact": "민원인 연락처 열람",
    "complaint.contact_destroyed": "민원인 연락처 파기",
    "decision.move": "회의: 결정 이행",
    "decision.save": "회의: 결정 적기",
    "decision.tie": "회의: 결정을 지도에 잇기",
    "decision.withdraw": "회의: 결정 지우기",
    "density.approve": "사례 밀도: 공표 승인",
    "density.decline": "사례 밀도: 공표 거절",
    "density.freeze": "사례 밀도: 올해 구역 정하기",
    "density.look": "사례 밀도: 공표 전 열람",
    "density.make": "사례 밀도: 공표안 만들기",
    "edit.add": "고치기",
    "edit.refuse": "고치기 거절",
    "edit.resolve": "충돌 해결",
    "figure.publish": "지표 공표",
    "agency.add": "기관 더하기",
    "agency.withdraw": "기관 빼기",
    "import.run": "자료 등록",
    "job.cancel": "맡긴 일 취소",
    "ledger.change": "후속 관리 대장 고치기",
    "ledger.move": "후속 관리 대장: 상태 변경",
    "ledger.release": "약속 공개",
    "ledger.withhold": "약속 공개 거두기",
    "link.add": "일회용 로그인 주소 만들기",
    "link.use": "일회용 로그인 주소 사용",
    "list.keep": "구간 목록: 방문 후보로 남기기",
    "list.send": "구간 목록: 추진단에 보내기",
    "list.withdraw": "구간 목록: 거두기",
    "login.begin": "로그인",
    "login.end": "로그아웃",
    "login.fail": "로그인 실패",
    "mapping.forget": "읽기 설정 지우기",
    "mapping.save": "읽기 설정 저장",
    "meeting.add": "회의 만들기",
    "meeting.change": "회의 고치기",
    "minutes.approve": "회의록 확정",
    "minutes.write": "회의록 적기",
    "password.set": "비밀번호 정하기",
    "patrol.add": "순찰 결과 받기",
    "patrol_plan.add": "로드체킹 계획 만들기",
    "patrol_plan.end": "로드체킹 계획 끝내기",
    "photo.publish": "사진 공개",
    "photo.take_in": "사진 받기",
    "photo.withhold": "사진 비공개",
    "venue.add": "모두의 운동장 적기",
    "venue.change": "모두의 운동장 고치기",
    "booking.ask": "이용 신청",
    "booking.cancel": "이용 신청 취소(신청한 사람)",
    "booking.confirmed": "이용 신청 확정",
    "booking.declined": "이용 신청 거절",
    "booking.cancelled": "이용 확정 취소",
    "booking.contact": "이용 신청 연락처 열람",
    "booking.contact_destroyed": "이용 신청 연락처 파기",
    "programme.add": "사업 적기",
    "programme.change": "사업 고치기",
    "programme.photo.add": "사업 사진 더하기",
    "programme.photo.remove": "사업 사진 빼기",
    "reply_template.end": "답변 서식 끝내기",
    "reply_template.save": "답변 서식 저장",
    "report.file": "주민 신고 받기",
    "report.say": "주민 신고에 덧붙이기",
    "review.accept": "위치 확인: 첫 후보로",
    "review.leave": "위치 확인: 미배정으로",
    "review.pick": "위치 확인: 구간 고르기",
    "review.undo": "위치 확인 되돌리기",
    "shared_map.add": "지도 링크 만들기",
    "shared_map.end": "지도 링크 거두기",
    "survey.add": "현장조사 받기",
    "survey.ask": "현장조사 요청",
    "survey.deal": "현장조사 나누기",
    "team.add": "추진단 만들기",
    "team.change": "추진단 고치기",
    "team.end": "추진단 끝내기",
    "token.add": "토큰 만들기",
    "token.end": "토큰 폐기",
    "totp.reset": "2단계 인증 지우기",
    "totp.set": "2단계 인증 등록",
    "user.add": "사용자 추가",
    "user.disable": "사용 중지",
    "user.enable": "다시 사용",
    "user.kill": "로그인 모두 끊기",
    "user.rights": "역할·행정동 고치기",
    "vault.reindex": "가구 색인 다시 만들기",
    "vault.retire": "옛 가구 열쇠 파기",
    "vault.rotate": "가구 열쇠 교체",
    "visit.add": "현장방문 계획하기",
    "visit.change": "현장방문 고치기",
    "visit.export": "현장방문 파일 내보내기",
    "visit.record": "현장방문 기록 받기",
    "vote.count": "회의: 표결 적기",
    "words.release": "글 공개",
    "words.withhold": "글 비공개",
    "work.assign": "처리: 배정",
    "work.classify": "처리: 민원 종류 변경",
    "work.follow": "처리: 소식 받기",
    "work.move": "처리: 상태 변경",
    "work.note": "처리: 메모",
    "work.reply": "처리: 답변",
    "work.shortlist": "처리: 관심 목록에 넣기",
    "work.undo": "처리 되돌리기",
    "work.unfollow": "처리: 소식 받지 않기",
    "work.unlist": "처리: 관심 목록에서 빼기",
}
"""Every action of the write log."""

EFFECTS: Final = {
    "new": "새로 등록",
    "known": "이미 있던 것",
    "changed": "바뀐 것",
    "unchanged": "그대로인 것",
    "older": "더 오래되어 뺀 것",
    "events": "경과",
    "assigned": "구간에 배정",
    "ask": "위치 확인 대기",
    "unassigned": "미배정",
    "by_address": "주소로 찾은 위치",
    "by_address_unsure": "주소가 확실하지 않은 것",
    "address_unknown": "주소를 찾지 못한 것",
    "addresses": "주소",
    "lots": "지번",
    "roads": "도로명",
    "areas": "법정동·리",
    "districts": "행정동",
    "new_or_changed": "새롭거나 바뀐 행정동",
    "segments_located": "행정동을 다시 찾은 구간",
    "districts_told": "가구 수를 알게 된 행정동",
    "elsewhere": "이 도시 밖",
    "added": "새로 생긴 것",
    "kept": "그대로인 구간",
    "superseded": "없어진 구간",
    "renamed": "이름이 바뀐 것",
    "redrawn": "경계가 바뀐 행정동",
    "lines": "선",
    "segments": "구간",
    "graded_segments": "등급을 매기는 구간",
    "graded_km": "등급을 매기는 길이 (km)",
    "context_segments": "배경 도로 구간",
    "context_km": "배경 도로 길이 (km)",
    "junctions": "갈림길",
    "stubs": "막다른 짧은 구간",
    "equal_cuts": "같은 길이로 자른 선",
    "largest_length_difference_m": "가장 큰 길이 차이 (m)",
    "doubles_left_out": "겹쳐서 뺀 선",
    "without_length": "길이가 없는 선",
    "outside_every_district": "행정동 밖의 선",
    "surveys_carried": "이어 쓰는 현장조사",
    "surveys_left_behind": "옛 구간에 남은 현장조사",
    "issues_carried": "이어 쓰는 불편사항",
    "issues_left_behind": "옛 구간에 남은 불편사항",
    "edits_carried": "이어 쓰는 고침",
    "edits_left_behind": "옛 구간에 남은 고침",
    "meeting_other_files": "다른 파일의 선과 만나는 선",
    "public_points": "공개 지점",
    "lines_moved": "옮겨진 선",
    "moved": "가장 많이 옮겨진 선",
    "lines_missing": "이번 파일에 없는 선",
    "lines_gone": "없어진 선",
    "missing": "이번 파일에 없는 것",
    "gone": "없어진 것",
}
"""What an import did, as far as it has a word."""

HEADLINES: Final = ("new", "changed", "new_or_changed", "added", "superseded", "ask")
"""Those of the list of imports."""


def in_lines(value: Any) -> str:
    """Write what JSON holds so that a person can read it.

    Parameters
    ----------
    value : Any
        Of dicts, lists, texts and numbers.

    Returns
    -------
    str
        Indented.
    """
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def action_label(action: str) -> str:
    """Say an action of the log.

    Parameters
    ----------
    action : str
        Noun and verb.

    Returns
    -------
    str
        An action of another edition of the program as it is.
    """
    return gettext(ACTIONS.get(action, action))


def origin_label(origin: str) -> str:
    """Say where something was done.

    Parameters
    ----------
    origin : str
        Network address, or ``cli``.

    Returns
    -------
    str
        In words for the machine itself.
    """
    return gettext("서버에서") if origin == "cli" else origin


def effects_in_order(effects: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Put what an import did into the order in which it is told; the database keeps none.

    Parameters
    ----------
    effects : mapping
        Of a report.

    Returns
    -------
    list of tuple
        Name and value; an effect without a word as it is, at the end.
    """
    order = {name: place for place, name in enumerate(EFFECTS)}
    named = sorted(effects.items(), key=lambda effect: order.get(effect[0], len(order)))
    words = translated(EFFECTS)
    return [(words.get(name, name), value) for name, value in named]
