/** Sending decisions: as JSON, with the page's token, and with the new count when the list has changed. */

import { ApiFault } from "./api.js";

const { t } = window.golmok;

/** The decision no longer fits the list; count says how many it would settle now. */
export class ListChanged extends ApiFault {
  constructor(message, count) {
    super(message);
    this.count = count;
  }
}

export async function send(path, body) {
  const base = document.getElementById("content").dataset.api;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  let answer;
  try {
    answer = await fetch(`${base}${path}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
  } catch {
    throw new ApiFault(t("서버에 연결하지 못했습니다. 정한 것이 저장되지 않았습니다."));
  }
  const said = await answer.json().catch(() => null);
  if (answer.ok && said) return said;
  const { code, message, details } = said?.error || {};
  if (code === "list_changed") throw new ListChanged(message, details.count);
  const fault = new ApiFault(
    message || t("서버가 답하지 못했습니다 ({status}). 정한 것이 저장되지 않았습니다.", { status: answer.status }),
  );
  throw Object.assign(fault, { refused: details?.refused || [] });
}
