/** Hears what the server made of decisions and edits: says once what it did not do or what others wrote, and brings the area in step. */

import { conflictWords } from "./edit-words.js";
import { said } from "./survey-words.js";
import { tellOnce } from "./notices.js";

const { t } = window.golmok;
const TOLD = "golmok-answers-told";

export function hearAnswers(app) {
  let isBusy = false;
  let isAgain = false;
  const listen = async () => {
    isAgain = true;
    if (isBusy) return;
    isBusy = true;
    try {
      while (isAgain) {
        isAgain = false;
        await look(app);
      }
    } finally {
      isBusy = false;
    }
  };
  app.outbox.onChange(() => app.guard(listen));
}

async function look(app) {
  const items = (await app.outbox.items()).filter(({ kind }) => kind === "work" || kind === "edit");
  for (const item of items) await tell(app, item);
  const isNewer = items.some(({ state, confirmedAt }) => state === "confirmed" && confirmedAt > app.area.at);
  const isWaiting = items.some(({ state, reason }) => (state === "saved" || state === "sent") && !reason?.stuck);
  if (isNewer && !isWaiting) await app.refresh();
}

async function tell(app, { id, receipt }) {
  const { refused = [], conflicts = [] } = receipt ?? {};
  if (refused.length + conflicts.length === 0) return;
  const told = JSON.parse(sessionStorage.getItem(TOLD) ?? "[]");
  if (told.includes(id)) return;
  sessionStorage.setItem(TOLD, JSON.stringify([...told, id]));
  const { body, label } = await app.outbox.content(id);
  const about = body.issue_id ?? body.issues?.[0];
  const way = about ? [{ label: t("보기"), href: `#/issue/${about}` }] : [];
  const refusals = app.area.data?.work?.refusals ?? {};
  const why = refused.map((one) => (refusals[one.why] ? said(refusals[one.why]) : one.why));
  const text = conflicts.length ? conflictWords(conflicts) : t("‘{title}’은 하지 않았습니다: {why}", { title: label.title, why: why.join(" ") });
  tellOnce(`answer ${id}`, text, ...way);
}
