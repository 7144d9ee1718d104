/** What meetings decided about a segment or an issue. */

import { ask } from "./api.js";

const { el, t } = window.golmok;
const STATES = { open: t("미이행"), executed: t("이행"), dropped: t("추진 중단") };

const day = (date) => new Date(`${date}T00:00`).toLocaleDateString(window.golmok.locale);

/** Read them, what is overdue first: about is { segment } or { issue }. */
export async function decisionsAbout(about) {
  const { items } = await ask("/decisions", about);
  if (!items.length) return [];
  return [el("ul", { class: "decisions-about" }, items.map(line))];
}

function line({ meeting, title, held_on: held, words, state, due, is_overdue: late }) {
  const standing = late ? t("기한 지남") : STATES[state];
  const told = [standing, due && t("{day}까지", { day: day(due) })].filter(Boolean).join(" · ");
  const way = el("a", { href: `/meetings/${meeting}#decisions` }, `${title} (${day(held)})`);
  return el("li", {}, words, el("br"), el("span", { class: "golmok-note" }, `${told} · `, way));
}
