/**
 * What the browser took away: it may, where a phone runs out of room, and it asks nobody. What it cannot take along is a
 * list of the records that wait, in another place; whoever finds the outbox emptied is told.
 */

import { hush, tell } from "./notices.js";

const { t } = window.golmok;

/** Tell what is gone since the last time, and keep the list from now on. */
export async function watchForGone(outbox) {
  const place = `golmok-waiting-${outbox.owner}`;
  const remember = async () => {
    const waiting = (await outbox.items()).filter(({ state }) => state === "saved" || state === "sent");
    localStorage.setItem(place, JSON.stringify(waiting.map(({ id }) => id)));
  };
  const here = new Set((await outbox.items()).map(({ id }) => id));
  const gone = JSON.parse(localStorage.getItem(place) ?? "[]").filter((id) => !here.has(id));
  if (gone.length === 0) await remember();
  else
    tell(
      "gone",
      t(
        "브라우저가 이 전화기에서 서버가 확인하지 않은 기록 {count}건을 지웠습니다. 접수되었는지 운영자에게 묻거나 다시 등록해 주세요.",
        { count: gone.length },
      ),
      {
        label: t("알겠습니다"),
        act: async () => {
          await remember();
          hush("gone");
        },
      },
    );
  outbox.onChange(remember);
}
