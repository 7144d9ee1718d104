/**
 * What the browser took away: it may, where a phone runs out of room, and it asks nobody. What some browsers do not take
 * along is a list of the records that wait, in another place; whoever finds the outbox emptied is told, until they say
 * that they know.
 */

import { hush, tell } from "./notices.js";

const { t } = window.golmok;

/** Tell what is gone since the last time, and keep the list from now on. */
export async function watchForGone(outbox) {
  const place = `golmok-waiting-${outbox.owner}`;
  let gone = JSON.parse(localStorage.getItem(place) ?? "[]");
  let waiting = [];
  let told = 0;

  const look = async () => {
    const items = await outbox.items();
    const here = new Set(items.map(({ id }) => id));
    gone = gone.filter((id) => !here.has(id)); // a file may bring it back
    waiting = items.filter(({ state }) => state !== "confirmed").map(({ id }) => id);
    note();
    if (gone.length !== told) show();
  };

  const note = () => localStorage.setItem(place, JSON.stringify([...gone, ...waiting]));

  const show = () => {
    told = gone.length;
    if (told === 0) hush("gone");
    else tell("gone", wordsOf(told), { label: t("알겠습니다"), act: forget });
  };

  const forget = () => {
    gone = [];
    note(); // at once: the page may be left the next moment
    return look();
  };

  outbox.onChange(look);
  await look();
}

const wordsOf = (count) =>
  t(
    "브라우저가 이 전화기에서 서버가 확인하지 않은 기록 {count}건을 지웠습니다. 접수되었는지 운영자에게 묻거나 다시 등록해 주세요.",
    { count },
  );
