/** What everyone may see of reports: each card is one decision, sent when it is made. */

import { Boxes } from "./moderate-boxes.js";

const { el, t } = window.golmok;
const TOKEN = document.querySelector('meta[name="csrf-token"]').content;
const BASE = document.getElementById("content").dataset.api;

/** Send, and return the answer; a refusal is thrown with its words and its code. */
async function send(path, body = {}) {
  const answer = await fetch(BASE + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": TOKEN },
    body: JSON.stringify(body),
  });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const fault = new Error(told.error?.message || t("보내지 못했습니다. 잠시 뒤 다시 시도해 주세요."));
  fault.code = told.error?.code;
  throw fault;
}

const WORDS = { published: t("공개하기로 했습니다."), withheld: t("공개하지 않기로 했습니다.") };

/** Do something of a card; what is decided leaves its place to what was decided. */
async function act(card, deed) {
  const fault = card.querySelector(".fault");
  fault.hidden = true;
  const buttons = [...card.querySelectorAll("button")].filter((button) => !button.disabled);
  for (const button of buttons) button.disabled = true;
  try {
    await deed();
  } catch (error) {
    fault.textContent = error.message;
    fault.hidden = false;
    if (error.code === "personal_data_found") card.querySelector(".is-confirming").hidden = false;
  }
  for (const button of buttons) button.disabled = false;
}

/** The decision that whoever decides has seen. */
const seen = (card) => card.dataset.decision || null;

function settle(card, decision) {
  const said = el("p", { class: "card settled", tabindex: "-1" }, WORDS[decision]);
  card.replaceWith(said);
  said.focus();
}

for (const card of document.querySelectorAll(".reported-words")) {
  const on = (name, deed) => card.querySelector(`[data-act="${name}"]`)?.addEventListener("click", () => act(card, deed));
  const decide = async (decision) => {
    const words = card.querySelector("textarea").value;
    const confirmed = card.querySelector(".is-confirming input").checked;
    await send(`/moderations/words/${card.dataset.issue}`, { decision, words, confirmed, replaces: seen(card) });
    settle(card, decision);
  };
  on("published", () => decide("published"));
  on("withheld", () => decide("withheld"));
  on("contact", async () => {
    const { phone, email } = await send(`/complaints/${card.dataset.complaint}/contact`);
    card.querySelector(".said-contact").textContent = [phone, email].filter(Boolean).join(" · ");
  });
}

for (const card of document.querySelectorAll(".reported-photo")) {
  const boxes = new Boxes(card.querySelector(".boxing"), card.querySelector(".boxes"));
  const nothing = card.querySelector(".nothing");
  const publish = card.querySelector('[data-act="published"]');
  const look = () => (publish.disabled = !(boxes.shares.length || nothing.checked));
  boxes.changed = look;
  nothing.addEventListener("change", look);
  card.querySelector('[data-act="box"]').addEventListener("click", () => boxes.add());
  for (const decision of ["published", "withheld"]) {
    card.querySelector(`[data-act="${decision}"]`).addEventListener("click", () =>
      act(card, async () => {
        const drawn = decision === "published" ? boxes.shares : [];
        await send(`/moderations/photos/${card.dataset.use}`, { decision, boxes: drawn, replaces: seen(card) });
        settle(card, decision);
      }),
    );
  }
}
