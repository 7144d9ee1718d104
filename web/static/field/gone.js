/**
 * What the browser took away: it may, where a phone runs out of room, and it asks nobody. What some browsers do not take
 * along is a list of the records that wait, in another place; whoever finds the outbox emptied is told, until they say
 * that they know. The server is asked first, where there is a signal: what came in meanwhile is no loss.
 */

import { hush, tell } from "./notices.js";
import { Refusal, Unreachable, golmokFetch } from "./wire.js";

const AT_ONCE = 50;
const PATIENCE_MS = 5_000; // the page waits for it, and goes on without it

const { t } = window.golmok;

/** Tell what is gone since the last time, and keep the list from now on. */
export async function watchForGone(outbox) {
  const place = `golmok-waiting-${outbox.owner}`;
  const here = new Set((await outbox.items()).map(({ id }) => id));
  let gone = JSON.parse(localStorage.getItem(place) ?? "[]").filter((id) => !here.has(id));
  let waiting = [];
  let told = 0;

  const look = async () => {
    const items = await outbox.items();
    const back = new Set(items.map(({ id }) => id)); // from a file
    gone = gone.filter((id) => !back.has(id));
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

  /** Leave out what the server has, if it can be asked. */
  const settle = async () => {
    try {
      const came = await cameIn(gone);
      gone = gone.filter((id) => !came.has(id));
    } catch (fault) {
      if (!(fault instanceof Unreachable || fault instanceof Refusal)) throw fault;
    }
    await look();
  };

  if (gone.length > 0) addEventListener("online", settle);
  await settle();
  outbox.onChange(look);
}

async function cameIn(ids) {
  const came = new Set();
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const asked = ids.slice(first, first + AT_ONCE).join(",");
    const { received } = await golmokFetch("GET", `field/received?ids=${asked}`, { patience: PATIENCE_MS });
    for (const id of received) came.add(id);
  }
  return came;
}

const wordsOf = (count) =>
  t(
    "브라우저가 이 전화기에서 서버가 확인하지 않은 기록 {count}건을 지웠습니다. 접수되었는지 운영자에게 묻거나 다시 등록해 주세요.",
    { count },
  );
