/** What the desk says of an issue in few words. */

const { locale, t } = window.golmok;
const counted = new Intl.NumberFormat(locale);

export const count = (number) => t("{count}건", { count: counted.format(number) });

export const whereabouts = ({ address, alley, district }) =>
  [district, alley || address].filter(Boolean).join(" ") || t("위치 없음");

/** How long there is to answer, in working days. */
export function dueWords({ due, days_left: days, overdue }) {
  if (!due) return "";
  if (overdue) return days < 0 ? t("기한 {days}일 지남", { days: -days }) : t("기한 지남");
  return days === 0 ? t("오늘까지") : t("{days}일 남음", { days });
}

/** What waits to be read: what a resident said that nobody has answered, and what others did to what one follows. */
export const unread = ({ unanswered, news }) => [unanswered && UNANSWERED[unanswered](), news && t("새 소식")].filter(Boolean);

const UNANSWERED = { update: () => t("신고한 사람의 소식"), reopen: () => t("다시 열어 달라는 요청") };

export const assignedTo = ({ team, department }) => team || department || t("배정 안 됨");
