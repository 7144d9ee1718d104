/** Deciding between values: each press hands in an edit that replaces all that stood, and can be decided anew. */

import { golmokFetch, Refusal } from "../field/wire.js";

const { el, t } = window.golmok;
const csrf = document.querySelector('meta[name="csrf-token"]').content;
const count = document.getElementById("count");
const waiting = () => document.querySelectorAll("[aria-labelledby=waiting-title] .conflict").length;
const elsewhere = Number(count.textContent) - waiting();

for (const card of document.querySelectorAll(".conflict")) {
  const decide = (value, words) => send(card, value, words);
  card.querySelector(".values").addEventListener("click", ({ target }) => {
    const { value, words } = target.closest("button[data-value]")?.dataset ?? {};
    if (value) decide(JSON.parse(value), words);
  });
  card.querySelector(".own-value").addEventListener("submit", (event) => {
    event.preventDefault();
    decide(...written(event.target));
  });
}

/** What was filled in, and how it is said. */
function written(form) {
  const { value, lat, lon, number, words } = form.elements;
  if (value) return [JSON.parse(value.value), value.selectedOptions[0].text];
  if (lat) return [{ lat: Number(lat.value), lon: Number(lon.value) }, `${lat.value}, ${lon.value}`];
  if (number) return [Number(number.value), `${number.value} m`];
  return [words.value.trim() || null, words.value.trim() || t("(없음)")];
}

async function send(card, value, words) {
  if (card.dataset.busy) return;
  const { subject, of, field, bases } = card.dataset;
  const why = card.querySelector(".reason");
  if (!why.reportValidity()) return;
  const reason = why.value.trim();
  const values = { [field]: { value, replaces: bases.split(" ") } };
  const said = { [`${subject}_id`]: of, resolves: true, ...(reason && { reason }), values };
  const fault = card.querySelector(".fault");
  fault.hidden = true;
  card.dataset.busy = "yes";
  try {
    const { id, body } = onceNamed(card, said);
    const receipt = await golmokFetch("PUT", `edits/${id}`, { csrf, json: body });
    card.dataset.bases = id;
    settle(card, words, receipt.conflicts.includes(field));
  } catch (refused) {
    fault.textContent =
      refused instanceof Refusal ? refused.message : t("서버에 연결하지 못했습니다. 다시 눌러 주세요.");
    fault.hidden = false;
  } finally {
    delete card.dataset.busy;
  }
}

const named = new WeakMap();

/** The same decision keeps its id until it is answered, so that pressing twice hands it in once. */
function onceNamed(card, said) {
  const key = JSON.stringify(said);
  if (named.get(card)?.key !== key) {
    named.set(card, { key, id: crypto.randomUUID(), body: { ...said, edited_at: new Date().toISOString() } });
  }
  return named.get(card);
}

/** A card that was decided gives way to what was decided, and comes back when that is to be decided anew. */
function settle(card, words, isDisputed) {
  const label = card.querySelector("h3").textContent;
  const again = () => {
    note.replaceWith(card);
    card.querySelector("button").focus();
  };
  const note = el(
    "div",
    { class: "card settled", tabindex: -1 },
    el(
      "p",
      {},
      isDisputed
        ? t("그 사이에 다른 값이 더 왔습니다. 새로고침해서 다시 정해 주세요.")
        : t("{label}: {words}(으)로 정했습니다.", { label, words }),
    ),
    el("button", { type: "button", class: "tool", onclick: again }, t("다시 정하기")),
  );
  card.replaceWith(note);
  note.focus();
  count.textContent = elsewhere + waiting();
}
